//! The visit log: one row for each step of each visit, for tools that animate queues or mine processes.
//!
//! Columns `person,time,event,event_type,resource` (and first `scenario`, if there are several). The types are those of
//! the event logs that `vidigi` animates (`arrival_departure`, `queue`, `resource_use`, `resource_use_end`), with
//! `arrival` and `depart` as the events that open and close a visit; `bupaR` reads it with `person` as case, `event` as
//! activity and `resource` as resource, or with the visits of one resource as cases. `resource` is the id of a service of
//! the plan: for a bed, the ward that was wanted until one is found.
//!
//! A visit opens with `arrival` and closes with `depart`; each `resource_use` has its `resource_use_end`, and what is open
//! when somebody dies or moves away closes then. What was open when the reported years began stands at the head with its
//! own times; what is open at their end has no end. A contact that the model settles by the day (a practice
//! appointment, a clinic) begins and ends at one moment.

use crate::engine::time::SECOND;
use crate::engine::{Date, Time};
use crate::model::diary::{Destination, Line, Mind, Verdict, What, specialties};
use crate::model::patch::Patches;
use crate::model::settings::{ServiceKind, Settings};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What a visit is to; with person and need it names a visit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Visit {
    Practice,
    Department,
    Bed,
    Clinic,
    Test,
    List,
    RapidResponse,
    Therapy,
    MentalBed,
    /// By place in [`Destination`].
    Care(u8),
}

/// Rows that wait to be written, and where each open visit stands.
pub struct VisitLog<'a> {
    settings: &'a Settings,
    patches: Patches,
    specialties: Vec<String>,
    scenario: Option<String>,
    start: Time,
    open: BTreeMap<u32, BTreeMap<(Visit, u64), Open>>,
    rows: Vec<Row>,
}

struct Open {
    /// Service of the visit; none is an empty name.
    resource: Option<u16>,
    step: Step,
    /// Rows of a visit that began before the reported years: written if it is open when they begin.
    early: Vec<Row>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Queue(&'static str),
    Use(&'static str),
    Between,
}

#[derive(Clone, Copy)]
struct Row {
    time: Time,
    person: u32,
    event: &'static str,
    kind: &'static str,
    resource: Option<u16>,
}

const ENDS: &[(&str, &str)] = &[
    ("appointment_begins", "appointment_ends"),
    ("appointment_missed", "appointment_missed_ends"),
    ("treatment_begins", "treatment_ends"),
    ("bed_begins", "bed_ends"),
    ("next_bed_begins", "next_bed_ends"),
    ("clinic_begins", "clinic_ends"),
    ("test_begins", "test_ends"),
    ("follow_up_begins", "follow_up_ends"),
    ("day_case_begins", "day_case_ends"),
    ("admission_begins", "admission_ends"),
    ("visit_begins", "visit_ends"),
    ("care_begins", "care_ends"),
    ("therapy_begins", "therapy_ends"),
];

impl<'a> VisitLog<'a> {
    /// A log from an instant on; `scenario` fills the first column, if there is one.
    pub fn new(settings: &'a Settings, start: Time, scenario: Option<&str>) -> VisitLog<'a> {
        VisitLog {
            settings,
            patches: Patches::new(settings),
            specialties: specialties(settings),
            scenario: scenario.map(str::to_string),
            start,
            open: BTreeMap::new(),
            rows: Vec::new(),
        }
    }

    /// The line that names the columns.
    pub fn header(out: &mut impl Write, several: bool) -> io::Result<()> {
        let scenario = if several { "scenario," } else { "" };
        writeln!(out, "{scenario}person,time,event,event_type,resource")
    }

    /// Takes the diary of the warm-up: only what is open at its end goes into the log.
    pub fn warm_up(&mut self, lines: &[Line]) {
        lines.iter().for_each(|line| self.take(line));
        let visits = self.open.values_mut().flat_map(BTreeMap::values_mut);
        self.rows = visits.flat_map(|open| std::mem::take(&mut open.early)).collect();
    }

    /// Takes more of the diary, and writes its rows by time and person.
    pub fn write(&mut self, lines: &[Line], out: &mut impl Write) -> io::Result<()> {
        lines.iter().for_each(|line| self.take(line));
        // By the second that is written; the sort is stable, so that steps of one second keep their order.
        self.rows.sort_by_key(|row| (row.time.0 / SECOND, row.person));
        let scenario = self.scenario.as_deref().map(|name| format!("{},", quoted(name)));
        for row in std::mem::take(&mut self.rows) {
            let resource = row
                .resource
                .map_or("", |service| self.settings.services[usize::from(service)].id.as_str());
            writeln!(
                out,
                "{}{},{},{},{},{}",
                scenario.as_deref().unwrap_or_default(),
                super::story::number(row.person),
                iso(row.time),
                row.event,
                row.kind,
                quoted(resource)
            )?;
        }
        Ok(())
    }

    fn service(&self, line: &Line, kind: ServiceKind, specialty: Option<u8>) -> Option<u16> {
        let specialty = specialty.map_or("", |i| self.specialties[usize::from(i)].as_str());
        self.patches.service_at(self.settings, kind, specialty, line.here)
    }

    fn row(&mut self, line: &Line, visit: Visit, event: &'static str, kind: &'static str) {
        let start = self.start;
        let Some(open) = self.visit(line, visit) else { return };
        let row = Row {
            time: line.time,
            person: line.person,
            event,
            kind,
            resource: open.resource,
        };
        if line.time < start {
            open.early.push(row);
        } else {
            // The head of a visit that was open at the start was written there.
            self.rows.push(row);
        }
    }

    fn visit(&mut self, line: &Line, visit: Visit) -> Option<&mut Open> {
        self.open.get_mut(&line.person)?.get_mut(&(visit, need(visit, line)))
    }

    fn arrive(&mut self, line: &Line, visit: Visit, resource: Option<u16>, waits: &'static str) {
        let open = Open {
            resource,
            step: Step::Queue(waits),
            early: Vec::new(),
        };
        self.open
            .entry(line.person)
            .or_default()
            .insert((visit, need(visit, line)), open);
        self.row(line, visit, "arrival", "arrival_departure");
        self.row(line, visit, waits, "queue");
    }

    /// Opens a visit that is not open yet.
    fn ensure(&mut self, line: &Line, visit: Visit, resource: Option<u16>, waits: &'static str) {
        if self.visit(line, visit).is_none() {
            self.arrive(line, visit, resource, waits);
        }
    }

    fn step(&mut self, line: &Line, visit: Visit, step: Step) {
        self.end_use(line, visit);
        if let Some(open) = self.visit(line, visit) {
            open.step = step;
        }
        match step {
            Step::Queue(event) => self.row(line, visit, event, "queue"),
            Step::Use(event) => self.row(line, visit, event, "resource_use"),
            Step::Between => {}
        }
    }

    fn end_use(&mut self, line: &Line, visit: Visit) {
        let using = self.visit(line, visit).map(|open| open.step);
        if let Some(Step::Use(begins)) = using {
            let ends = ENDS.iter().find(|(begin, _)| *begin == begins);
            self.row(line, visit, ends.map_or("ends", |(_, end)| end), "resource_use_end");
        }
    }

    fn depart(&mut self, line: &Line, visit: Visit) {
        self.end_use(line, visit);
        self.row(line, visit, "depart", "arrival_departure");
        if let Some(visits) = self.open.get_mut(&line.person) {
            visits.remove(&(visit, need(visit, line)));
            if visits.is_empty() {
                self.open.remove(&line.person);
            }
        }
    }

    /// A contact that is settled at one moment.
    fn contact(&mut self, line: &Line, visit: Visit, resource: Option<u16>, waits: &'static str, event: &'static str) {
        self.ensure(line, visit, resource, waits);
        self.step(line, visit, Step::Use(event));
        self.depart(line, visit);
    }

    fn take(&mut self, line: &Line) {
        let practice = |log: &Self| log.service(line, ServiceKind::GeneralPractice, None);
        match line.what {
            What::CallsInTheMorning | What::Booked { .. } => {
                let service = practice(self);
                self.ensure(line, Visit::Practice, service, "appointment_wait_begins");
            }
            What::Balked | What::Unmet => self.depart(line, Visit::Practice),
            What::Appointment { kept, .. } => {
                let service = practice(self);
                let event = if kept {
                    "appointment_begins"
                } else {
                    "appointment_missed"
                };
                self.contact(line, Visit::Practice, service, "appointment_wait_begins", event);
            }
            What::Arrived { at, .. } => {
                let service = self.service(line, at, None);
                self.arrive(line, Visit::Department, service, "department_wait_begins");
            }
            What::Seen => self.step(line, Visit::Department, Step::Use("treatment_begins")),
            What::Worked => self.step(line, Visit::Department, Step::Between),
            What::Decided(Verdict::Admit { .. }) => {
                self.step(line, Visit::Department, Step::Queue("bed_wait_in_department_begins"));
            }
            What::Decided(_) => self.depart(line, Visit::Department),
            What::BedWanted { pool, .. } => {
                let service = self.service(line, pool.kind(), None);
                self.arrive(line, Visit::Bed, service, "bed_wait_begins");
            }
            What::InBed { pool, .. } => {
                let service = self.service(line, pool.kind(), None);
                self.depart(line, Visit::Department);
                self.ensure(line, Visit::Bed, service, "bed_wait_begins");
                if let Some(open) = self.visit(line, Visit::Bed) {
                    open.resource = service;
                }
                self.step(line, Visit::Bed, Step::Use("bed_begins"));
            }
            What::Moved { pool } => {
                let service = self.service(line, pool.kind(), None);
                self.end_use(line, Visit::Bed);
                if let Some(open) = self.visit(line, Visit::Bed) {
                    (open.resource, open.step) = (service, Step::Between);
                }
                self.step(line, Visit::Bed, Step::Use("next_bed_begins"));
            }
            What::Left { .. } => self.depart(line, Visit::Bed),
            What::Referred { specialty, lost: false } => {
                let service = self.service(line, ServiceKind::OutpatientClinic, Some(specialty));
                self.arrive(line, Visit::Clinic, service, "clinic_wait_begins");
            }
            What::Clinic { specialty, first, .. } => {
                let service = self.service(line, ServiceKind::OutpatientClinic, Some(specialty));
                let event = if first { "clinic_begins" } else { "follow_up_begins" };
                self.contact(line, Visit::Clinic, service, "clinic_wait_begins", event);
            }
            What::Triaged { treated: true, .. } => self.depart(line, Visit::Clinic),
            What::Test { endoscopy, made, .. } => {
                let kind = if endoscopy {
                    ServiceKind::Endoscopy
                } else {
                    ServiceKind::Imaging
                };
                let service = self.service(line, kind, None);
                if made {
                    self.contact(line, Visit::Test, service, "test_wait_begins", "test_begins");
                } else {
                    self.arrive(line, Visit::Test, service, "test_wait_begins");
                }
            }
            What::Listed { specialty, .. } => {
                let service = self.service(line, ServiceKind::ElectiveList, Some(specialty));
                self.arrive(line, Visit::List, service, "treatment_wait_begins");
            }
            What::Treatment {
                specialty, ordinary, ..
            } => {
                let service = self.service(line, ServiceKind::ElectiveList, Some(specialty));
                let event = if ordinary {
                    "admission_begins"
                } else {
                    "day_case_begins"
                };
                self.contact(line, Visit::List, service, "treatment_wait_begins", event);
            }
            What::Removed { .. } => {
                // From one list or the other: no need stands on two.
                self.depart(line, Visit::Clinic);
                self.depart(line, Visit::Test);
                self.depart(line, Visit::List);
            }
            What::RapidResponse { .. } => {
                let service = self.service(line, ServiceKind::RapidResponse, None);
                self.contact(line, Visit::RapidResponse, service, "visit_wait_begins", "visit_begins");
            }
            What::CareAwaited(to) => {
                let service = care(to).and_then(|kind| self.service(line, kind, None));
                self.ensure(line, Visit::Care(to as u8), service, "care_wait_begins");
            }
            What::CareBegan { to, .. } => {
                let service = care(to).and_then(|kind| self.service(line, kind, None));
                self.ensure(line, Visit::Care(to as u8), service, "care_wait_begins");
                self.step(line, Visit::Care(to as u8), Step::Use("care_begins"));
            }
            What::CareEnded(to) => self.depart(line, Visit::Care(to as u8)),
            What::CareGap => {
                let waits: Vec<u8> = (1..Destination::ALL.len() as u8)
                    .filter(|&to| self.waits_for_care(line, to))
                    .collect();
                waits.into_iter().for_each(|to| self.depart(line, Visit::Care(to)));
            }
            What::Mind(step) => self.mind(line, step),
            What::Died { .. } | What::MovedOut => self.leave(line),
            _ => {}
        }
    }

    fn mind(&mut self, line: &Line, step: Mind) {
        let therapies = self.service(line, ServiceKind::TalkingTherapies, None);
        let beds = self.service(line, ServiceKind::MentalHealthBeds, None);
        match step {
            Mind::TherapyAsked { suits: true } => {
                self.ensure(line, Visit::Therapy, therapies, "therapy_wait_begins");
            }
            Mind::TherapyBegan { .. } => {
                self.ensure(line, Visit::Therapy, therapies, "therapy_wait_begins");
                self.step(line, Visit::Therapy, Step::Use("therapy_begins"));
            }
            Mind::TherapyEnded { .. } | Mind::TherapyGivenUp { .. } => self.depart(line, Visit::Therapy),
            Mind::BedWanted => self.ensure(line, Visit::MentalBed, beds, "bed_wait_begins"),
            Mind::InBed { .. } => {
                self.ensure(line, Visit::MentalBed, beds, "bed_wait_begins");
                self.step(line, Visit::MentalBed, Step::Use("bed_begins"));
            }
            Mind::Left { .. } => self.depart(line, Visit::MentalBed),
            _ => {}
        }
    }

    fn waits_for_care(&mut self, line: &Line, to: u8) -> bool {
        self.visit(line, Visit::Care(to))
            .is_some_and(|open| matches!(open.step, Step::Queue(_)))
    }

    /// Nothing holds those who have died or moved away.
    fn leave(&mut self, line: &Line) {
        let visits: Vec<(Visit, u64)> = self
            .open
            .get(&line.person)
            .map(|visits| visits.keys().copied().collect())
            .unwrap_or_default();
        for (visit, need) in visits {
            self.depart(&Line { need, ..*line }, visit);
        }
    }
}

/// Care is held once by a person, whatever need it began with; all else belongs to a need.
fn need(visit: Visit, line: &Line) -> u64 {
    if matches!(visit, Visit::Care(_)) { 0 } else { line.need }
}

fn care(to: Destination) -> Option<ServiceKind> {
    to.kind()
}

/// A field of CSV.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_string()
    }
}

/// `2018-04-01T14:02:09`.
fn iso(time: Time) -> String {
    let seconds = time.since_midnight() / SECOND;
    format!(
        "{}T{:02}:{:02}:{:02}",
        Date::of_day(time.day()),
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60
    )
}

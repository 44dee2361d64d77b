//! The emergency department (type 1): majors and minors streams, the four-hour clock, the decision to admit; and the
//! walk-in centre (type 3) beside single-specialty departments (type 2), which see so many a day.

use crate::engine::time::{HOUR, MINUTE};
use crate::engine::{Key, Span, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::case::{Acuity, Case, Stage};
use crate::model::diary::{Refusal, Verdict as Told};
use crate::model::door::Door;
use crate::model::event::Event;
use crate::model::fact::{Fate, age_band};
use crate::model::need::Need;
use crate::model::patch::Group;
use crate::model::population::Presence;
use crate::model::service::refill;
use crate::model::settings::{ServiceKind, Settings};
use crate::model::table::Tables;
use crate::model::{Count, Model, What};
use std::collections::VecDeque;

const MAJORS: usize = 0;
const MINORS: usize = 1;
const WALK_IN: usize = 2;
const KINDS: [ServiceKind; 3] = [ServiceKind::AeMajors, ServiceKind::AeMinors, ServiceKind::WalkInCentre];
/// The four-hour standard: arrival to departure.
const STANDARD: u64 = 4 * HOUR;

/// What becomes of a patient in the department.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Surely,
    /// Admitted for a short stay if the threshold allows.
    Borderline,
    Home,
}

#[derive(Clone, Debug)]
pub struct Rates {
    work_minutes: [f64; 3],
    work_sigma: f64,
    results_minutes: f64,
    results_sigma: f64,
    moderate_in_majors: f64,
    pub single_specialty: f64,
    pub walk_in_sends_on: f64,
    core: [f64; 3],
    borderline: [f64; 3],
    by_age: [f64; 7],
    by_frailty: f64,
    surest: f64,
    /// Share of borderline patients admitted at the start, its dated drift a year, and the slope against occupancy.
    threshold: f64,
    drift: f64,
    drift_until: f64,
    slope: f64,
    slope_from: f64,
    pub worse_after: f64,
    /// Share of those sent home from type 1 who come back with the same trouble, and after how many days on the mean.
    returns: f64,
    return_days: f64,
    /// Hours in which the frailty team is at the front door.
    frailty_team: [u32; 2],
    ward_minutes: f64,
    /// Staffing by hour relative to the day's mean.
    roster: [f64; 24],
}

impl Rates {
    pub fn new(settings: &Settings, tables: &Tables) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        let by = |name: &str| ["minor", "moderate", "high"].map(|a| p(&format!("urgent.admission.{name}_{a}")));
        let match_arrivals = p("urgent.ae.roster_follows_arrivals");
        Rates {
            work_minutes: [
                p("urgent.ae.majors_minutes"),
                p("urgent.ae.minors_minutes"),
                p("urgent.walk_in.minutes"),
            ],
            work_sigma: p("urgent.ae.work_sigma"),
            results_minutes: p("urgent.ae.results_minutes"),
            results_sigma: p("urgent.ae.results_sigma"),
            moderate_in_majors: p("urgent.ae.moderate_in_majors_share"),
            single_specialty: p("urgent.ae.single_specialty_share"),
            walk_in_sends_on: p("urgent.walk_in.sends_on_share"),
            core: by("core"),
            borderline: by("borderline"),
            by_age: [
                p("urgent.admission.age_0_4"),
                p("urgent.admission.age_5_17"),
                p("urgent.admission.age_18_44"),
                p("urgent.admission.age_45_64"),
                p("urgent.admission.age_65_74"),
                p("urgent.admission.age_75_84"),
                p("urgent.admission.age_85_plus"),
            ],
            surest: p("urgent.admission.surest_share"),
            by_frailty: p("urgent.admission.more_per_frailty_step"),
            threshold: p("urgent.admission.borderline_admitted_share"),
            drift: p("growth.admission_threshold.points_per_year"),
            drift_until: p("growth.admission_threshold.years"),
            slope: p("urgent.admission.occupancy_slope"),
            slope_from: p("urgent.admission.occupancy_from"),
            worse_after: p("urgent.ae.worse_after_sent_home_share"),
            returns: p("urgent.ae.returns_share"),
            return_days: p("urgent.ae.return_days"),
            frailty_team: ["from", "to"].map(|end| p(&format!("urgent.frailty_team.{end}_hour")) as u32),
            ward_minutes: p("urgent.ae.to_ward_minutes"),
            roster: std::array::from_fn(|h| {
                // Work follows arrivals by two hours.
                let arrivals = 24.0 * tables.hour_ae[(h + 22) % 24];
                1.0 + match_arrivals * (arrivals - 1.0)
            }),
        }
    }
    /// Whether somebody sent home comes back with the same trouble: its address then, and after how many days.
    pub fn comes_back(&self, key: Key) -> Option<(Key, f64)> {
        let luck = key.of(Purpose::Return);
        let back = luck.uniform() < self.returns;
        back.then(|| {
            (
                luck.with(2),
                sample::exponential(luck.with(1).uniform(), self.return_days),
            )
        })
    }
    /// Mean time from arrival to the decision to admit, without a queue.
    pub fn mean_minutes(&self) -> f64 {
        self.work_minutes[MAJORS] + self.results_minutes
    }
}

/// One stream: patients in service and three queues by acuity, the most urgent first.
#[derive(Clone, Default)]
struct Stream {
    busy: u32,
    staff: u32,
    queue: [VecDeque<u32>; 3],
}

/// The doors of urgent care.
#[derive(Clone, Default)]
pub struct EmergencyDepartment {
    streams: [Stream; 3],
    /// Attendances that the single-specialty departments can still see today.
    type_2_room: f64,
    /// Patients whom the frailty team can still see today.
    frailty_room: f64,
}

impl Model {
    /// On the hour: staffing follows the roster, waiting patients are called in, escalation is reviewed.
    pub(in crate::model) fn hour(&mut self) {
        self.agenda.push(Event::Hour.entry(Time(self.now.0 + HOUR), 0, 0));
        let hour = self.now.hour() as usize;
        if hour == 0 {
            self.in_each(Group::Hospital, Model::type_2_day);
            self.in_each(Group::Primary, Model::primary_day);
        }
        self.in_each(Group::Urgent, Model::dispatch_hour);
        self.in_each(Group::Hospital, Model::department_hour);
    }

    fn department_hour(&mut self) {
        let hour = self.now.hour() as usize;
        for (stream, &kind) in KINDS.iter().enumerate() {
            let places = self.standing.places(kind, "", self.now);
            let roster = self.rates.department.roster[hour];
            let staff = match stream {
                WALK_IN if !(8..23).contains(&hour) => 0.0,
                WALK_IN => places,
                _ => places * roster,
            };
            self.department.streams[stream].staff = staff.round().max(if stream == WALK_IN { 0.0 } else { 1.0 }) as u32;
            self.call_in(stream);
        }
        self.review_escalation();
    }

    /// A case comes to its door.
    pub(in crate::model) fn arrive(&mut self, slot: u32) {
        let mut case = self.cases[slot];
        if self.population[case.person].presence != Presence::Resident {
            self.cases.close(slot);
            return;
        }
        case.arrived = self.now;
        if case.direct {
            case.stage = Stage::Trolley;
            self.cases[slot] = case;
            self.decide_stay(slot);
            self.request_bed(slot);
            return;
        }
        case.stage = Stage::Department;
        if case.need == Need::MentalCrisis {
            self.tallies.count(Count::AeMental, case.cell);
        }
        let minor = i64::from(case.acuity == Acuity::Minor);
        self.tallies.add(Count::AeMinor, 0, case.cell, minor);
        let rates = &self.rates.department;
        let (single_specialty, in_majors) = (rates.single_specialty, rates.moderate_in_majors);
        let u = case.key.of(Purpose::Triage).with(1).uniform();
        let stream = if case.door == Door::WalkIn as u8 {
            self.tallies.count(Count::AeType3, case.cell);
            WALK_IN
        } else if case.need == Need::Injury
            && case.acuity == Acuity::Minor
            && u < single_specialty
            && self.seen_in_type_2(case.cell)
        {
            // A type 2 department: seen within the standard.
            let (at, door) = (ServiceKind::SingleSpecialtyEmergency, Door::of(case.door));
            self.diary
                .note(self.now, case.person, case.key, What::Arrived { at, door });
            self.diary
                .note(self.now, case.person, case.key, What::Decided(Told::Home));
            self.tallies.count(Count::AeType2, case.cell);
            self.tallies.count(Count::AeWithinFourHours, case.cell);
            self.cases.close(slot);
            return;
        } else {
            self.tallies.count(Count::AeType1, case.cell);
            match case.acuity {
                Acuity::Minor => MINORS,
                Acuity::Moderate if u >= in_majors => MINORS,
                _ => MAJORS,
            }
        };
        let (at, door) = (KINDS[stream], Door::of(case.door));
        self.diary
            .note(self.now, case.person, case.key, What::Arrived { at, door });
        // The pool field holds the stream until a bed is found.
        case.pool = stream as u8;
        self.cases[slot] = case;
        self.department.streams[stream].queue[2 - case.acuity as usize].push_back(slot);
        self.call_in(stream);
    }

    /// A new day for the single-specialty departments and the frailty team.
    pub(in crate::model) fn type_2_day(&mut self) {
        let slots = self
            .standing
            .places(ServiceKind::SingleSpecialtyEmergency, "", self.now);
        self.department.type_2_room = refill(self.department.type_2_room, slots);
        let patients = self.standing.frailty_patients * self.people_of(Group::Hospital) / 100_000.0;
        self.department.frailty_room = refill(self.department.frailty_room, patients);
    }

    /// Whether a single-specialty department still sees someone today; who finds it full goes to type 1.
    fn seen_in_type_2(&mut self, cell: u16) -> bool {
        let room = self.department.type_2_room >= 1.0;
        if room {
            self.department.type_2_room -= 1.0;
        } else {
            self.tallies.count(Count::AeType2Full, cell);
        }
        room
    }

    /// How long an ambulance that comes now would wait to hand its patient over: those who wait for a cubicle, shared by
    /// the cubicles.
    pub(in crate::model) fn handover_minutes(&self) -> f64 {
        let majors = &self.department.streams[MAJORS];
        let waiting: usize = majors.queue[..2].iter().map(VecDeque::len).sum();
        waiting as f64 / f64::from(majors.staff.max(1)) * self.rates.department.work_minutes[MAJORS]
    }

    fn call_in(&mut self, stream: usize) {
        loop {
            let s = &mut self.department.streams[stream];
            if s.busy >= s.staff {
                return;
            }
            let Some(slot) = s.queue.iter_mut().find_map(VecDeque::pop_front) else {
                return;
            };
            s.busy += 1;
            let rates = &self.rates.department;
            let sigma = rates.work_sigma;
            let u = self.cases[slot].key.of(Purpose::Work).uniform();
            let minutes = rates.work_minutes[stream] * sample::lognormal(u, libm::exp(-sigma * sigma / 2.0), sigma);
            let (person, key) = (self.cases[slot].person, self.cases[slot].key);
            self.diary.note(self.now, person, key, What::Seen);
            self.agenda
                .push(Event::WorkDone.entry(self.now + Span::minutes(minutes), person, slot));
        }
    }

    /// The clinician and the cubicle are free; the patient may wait for results.
    pub(in crate::model) fn work_done(&mut self, slot: u32) {
        let case = self.cases[slot];
        let stream = case.pool as usize;
        self.department.streams[stream].busy -= 1;
        self.diary.note(self.now, case.person, case.key, What::Worked);
        if case.need == Need::MentalCrisis && case.acuity != Acuity::Minor && stream != WALK_IN {
            let minutes = self
                .rates
                .mental
                .liaison_minutes(case.key.of(Purpose::Results).uniform());
            self.agenda
                .push(Event::Decide.entry(self.now + Span::minutes(minutes), case.person, slot));
        } else if stream == MAJORS {
            let rates = &self.rates.department;
            let u = case.key.of(Purpose::Results).uniform();
            let sigma = rates.results_sigma;
            let minutes = rates.results_minutes * sample::lognormal(u, libm::exp(-sigma * sigma / 2.0), sigma);
            self.agenda
                .push(Event::Decide.entry(self.now + Span::minutes(minutes), case.person, slot));
        } else {
            self.decide(slot);
        }
        self.call_in(stream);
    }

    /// Admit, send on, or send home.
    pub(in crate::model) fn decide(&mut self, slot: u32) {
        let case = self.cases[slot];
        let person = &self.population[case.person];
        if person.presence != Presence::Resident {
            // Died in the department.
            self.count_departure(slot);
            self.diary
                .note(self.now, case.person, case.key, What::Decided(Told::Gone));
            self.cases.close(slot);
            return;
        }
        let walk_in = case.pool as usize == WALK_IN;
        if walk_in {
            self.count_departure(slot);
            let sent_on = case.acuity != Acuity::Minor
                && case.key.of(Purpose::Route).uniform() < self.rates.department.walk_in_sends_on;
            self.cases.close(slot);
            let verdict = if sent_on { Told::SentOn } else { Told::Home };
            self.diary.note(self.now, case.person, case.key, What::Decided(verdict));
            if sent_on {
                self.tallies.count(Count::Handoff, case.cell);
                self.set_out(case.person, case.need, case.key, case.acuity, Door::Ae);
            }
            return;
        }
        if case.need == Need::MentalCrisis {
            self.crisis_in_department(slot);
            return;
        }
        let mut verdict = self.verdict(case.person, case.need, case.key, case.acuity);
        if verdict == Verdict::Surely && self.frailty_team_sends_home(slot) {
            verdict = Verdict::Home;
        }
        let (admit, told) = match verdict {
            Verdict::Surely => (true, Told::Admit { borderline: false }),
            Verdict::Borderline => {
                let luck = case.key.of(Purpose::Borderline).uniform();
                let admitted = luck < self.borderline_share();
                self.cases[slot].short = true;
                if admitted {
                    (true, Told::Admit { borderline: true })
                } else {
                    self.tallies.count(Count::AdmissionRefused, case.cell);
                    self.record_fate(case.key, Fate::Refused);
                    (false, Told::Refused(self.refusal(luck)))
                }
            }
            Verdict::Home => (false, Told::Home),
        };
        self.diary.note(self.now, case.person, case.key, What::Decided(told));
        if admit {
            self.cases[slot].stage = Stage::Trolley;
            self.decide_stay(slot);
            self.request_bed(slot);
        } else {
            self.count_departure(slot);
            self.cases.close(slot);
            let worse = self.rates.department.worse_after;
            if case.acuity != Acuity::Minor && case.key.of(Purpose::Escalate).with(2).uniform() < worse {
                self.stays_home(case.person, case.need, case.key.with(1), case.acuity);
            } else {
                self.may_return(&case);
            }
        }
    }

    /// Somebody sent home may come back with the same trouble. Of those seen in type 1 only: a walk-in centre sends on who
    /// needs more, and a mental health crisis has its own way on.
    fn may_return(&mut self, case: &Case) {
        if let Some((key, days)) = self.rates.department.comes_back(case.key) {
            let again = Case {
                door: case.door,
                ..Case::new(case.person, key, case.need, case.acuity, case.cell, self.now)
            };
            let slot = self.cases.open(again);
            self.agenda
                .push(Event::Return.entry(self.now + Span::days(days), case.person, slot));
        }
    }

    /// The moment has come, unless something else took them to hospital or away: by the door of the first time, but by
    /// ambulance who cannot set out alone.
    pub(in crate::model) fn returns(&mut self, slot: u32) {
        let case = self.cases[slot];
        self.cases.close(slot);
        let Case {
            person: id,
            need,
            key,
            acuity,
            ..
        } = case;
        let person = &self.population[id];
        if person.presence != Presence::Resident {
            return;
        }
        let door = if case.door == Door::Ambulance as u8 || self.housebound(person) {
            Door::Ambulance
        } else {
            Door::Ae
        };
        if self.met_in_care_home(id, need, key, acuity) {
            return;
        }
        self.diary.note(self.now, id, key, What::ReturnsToAe);
        // Nobody has sent them.
        let minor = acuity == Acuity::Minor && need != Need::Injury && door == Door::Ae;
        let cell = self.population[id].cell;
        self.tallies.add(Count::AeMinorSelfReferred, 0, cell, i64::from(minor));
        self.set_out(id, need, key, acuity, door);
    }

    /// The frailty team at the front door sees frail older people in its hours and sends some of them home with help whom
    /// the department would have admitted. It sees so many a day as its staff can; who comes later is admitted as before.
    fn frailty_team_sends_home(&mut self, slot: u32) -> bool {
        if self.standing.front_door_frailty <= 0.0 {
            return false;
        }
        let case = self.cases[slot];
        let person = &self.population[case.person];
        let rates = &self.rates.department;
        let seen = person.age(self.now.day()) >= 65
            && person.frailty > 0
            && case.need != Need::FinalIllness
            && (rates.frailty_team[0]..rates.frailty_team[1]).contains(&self.now.hour());
        if !seen {
            return false;
        }
        if self.department.frailty_room < 1.0 {
            self.tallies.count(Count::FrailtyTeamFull, case.cell);
            return false;
        }
        self.department.frailty_room -= 1.0;
        self.tallies.count(Count::FrailtyTeamSeen, case.cell);
        if case.key.of(Purpose::FrontDoor).uniform() >= self.standing.front_door_frailty {
            return false;
        }
        self.tallies.count(Count::Handoff, case.cell);
        self.record_fate(case.key, Fate::TreatedElsewhere);
        true
    }

    /// What the department would do with a patient, before any pressure.
    pub(in crate::model) fn verdict(&self, id: u32, need: Need, key: Key, acuity: Acuity) -> Verdict {
        let rates = &self.rates.department;
        let person = &self.population[id];
        let band = age_band(person.age(self.now.day()));
        let row = acuity as usize;
        let core = if need == Need::FinalIllness {
            rates.surest
        } else if acuity == Acuity::Minor {
            rates.core[0]
        } else {
            (rates.core[row] * rates.by_age[band] + rates.by_frailty * f64::from(person.frailty)).min(rates.surest)
        };
        let u = key.of(Purpose::Admission).uniform();
        if u < core {
            Verdict::Surely
        } else if u < core + rates.borderline[row] {
            Verdict::Borderline
        } else {
            Verdict::Home
        }
    }

    /// Share of borderline patients admitted now: the start's share, its dated drift (bounded, equal in all arms), the
    /// trust's lever, and less as the wards fill.
    pub(in crate::model) fn borderline_share(&self) -> f64 {
        let rates = &self.rates.department;
        let full = (self.beds.occupancy() - rates.slope_from).max(0.0);
        (self.unhurried_share() + self.standing.short_stay() - rates.slope * full).clamp(0.0, 1.0)
    }

    /// The start's share and its drift: empty wards, no lever.
    fn unhurried_share(&self) -> f64 {
        let rates = &self.rates.department;
        let years = self.now.since(self.start).as_days() / crate::engine::time::DAYS_PER_YEAR;
        rates.threshold + rates.drift * years.min(rates.drift_until)
    }

    /// What turned a borderline patient away, for the diary.
    fn refusal(&self, luck: f64) -> Refusal {
        if luck < self.unhurried_share() + self.standing.short_stay() {
            Refusal::FullWards((100.0 * self.beds.occupancy()).min(255.0) as u8)
        } else if luck < self.unhurried_share() {
            Refusal::RaisedThreshold
        } else {
            Refusal::Threshold
        }
    }

    /// Leaves the department now: was it within four hours?
    pub(in crate::model) fn count_departure(&mut self, slot: u32) {
        let case = self.cases[slot];
        let extra = if case.stage == Stage::Trolley {
            (self.rates.department.ward_minutes * MINUTE as f64) as u64
        } else {
            0
        };
        if self.now.since(case.arrived).0 + extra <= STANDARD {
            self.tallies
                .count_in(case.hospital, Count::AeWithinFourHours, case.cell);
            if case.pool as usize != WALK_IN {
                self.tallies
                    .count_in(case.hospital, Count::AeType1WithinFourHours, case.cell);
            }
        }
    }
}

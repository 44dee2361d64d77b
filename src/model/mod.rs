//! **Purpose** residents of a place, what befalls them, and the services they meet: demand, queues, stays, hand-offs.
//!
//! **Speaks of** people, needs, doors, services, beds, waits; emits [`fact`]s and obeys [`lever`]s.
//!
//! **May import** `engine`. It knows no money.
//!
//! **To add one here** a need is one variant and its hazard in `need/`, a service kind one variant of
//! [`settings::ServiceKind`] with its file in `service/`; what policy may do to it is one line in [`lever`], what it
//! tells one line in [`fact`].

mod address;
mod balance;
mod case;
mod census;
pub mod diary;
mod door;
mod event;
pub mod fact;
mod initial;
pub mod lever;
pub mod need;
pub mod parameter;
pub mod patch;
pub mod pathway;
pub mod population;
mod rates;
pub mod register;
mod service;
pub mod settings;
mod standing;
pub mod table;
mod tally;
#[cfg(test)]
pub(crate) use service::bed::critical_test;
pub use service::care::council_lines;
#[cfg(test)]
pub(crate) use service::found_test;
#[cfg(test)]
pub(crate) use service::mental::mental_test;
pub use service::risk_score;
#[cfg(test)]
pub(crate) mod trial_test;

use crate::engine::{Agenda, Key, Month, Time};
use case::Cases;
use diary::{Diary, What};
use event::Event;
use fact::{Count, Facts, NeedFate, Stock};
use lever::{Lever, LeverChange};
use need::{Need, PROCESSES, Quarter};
use patch::{Group, Patched, Patches};
use population::{Population, Presence, Synthesis, flag};
use rates::Rates;
use service::assessment::Assessors;
use service::bed::Beds;
use service::care::Care;
use service::dispatch::Dispatch;
use service::emergency_department::EmergencyDepartment;
use service::maternity::Maternity;
use service::mental::Mental;
use service::planned::Planned;
use service::practice::Practices;
use service::primary::Primary;
use service::team::Team;
use settings::{ServiceKind, Settings};
use standing::Standing;
use std::sync::Arc;
use table::Tables;
use tally::{Names, Tallies};

/// A neighbourhood as the model uses it.
#[derive(Clone, Debug)]
struct Neighbourhood {
    /// Address of its births and newcomers, by its permanent id.
    key: Key,
    /// Share of the whole population in each age band × fifth.
    cells: Vec<f64>,
    /// Residents at the start.
    people: f64,
}

/// People whose records are fetched at once, ahead of their events.
const AHEAD: usize = 32;

/// The residents and their services at one instant: a value.
#[derive(Clone)]
pub struct Model {
    settings: Arc<Settings>,
    rates: Arc<Rates>,
    tables: Arc<Tables>,
    synthesis: Arc<Synthesis>,
    now: Time,
    start: Time,
    agenda: Agenda,
    quarter: Arc<Quarter>,
    population: Population,
    people_at_start: u32,
    /// Highest hazard for which candidates are on the agenda, by person and process.
    bounds: Vec<[f32; PROCESSES]>,
    neighbourhoods: Arc<Vec<Neighbourhood>>,
    names: Arc<Names>,
    tallies: Tallies,
    /// What stands at any moment; added to the month's stocks at each midnight.
    levels: Tallies,
    patches: Arc<Patches>,
    /// Whether some group of services has several patches; if not nobody ever turns.
    apart: bool,
    standing: Standing,
    cases: Cases,
    diary: Diary,
    practices: Practices,
    primary: Patched<Primary>,
    department: Patched<EmergencyDepartment>,
    beds: Patched<Beds>,
    planned: Patched<Planned>,
    care: Patched<Care>,
    assessors: Patched<Assessors>,
    dispatch: Patched<Dispatch>,
    team: Team,
    mental: Patched<Mental>,
    maternity: Patched<Maternity>,
    /// Years by which prevention has put off the onset of conditions.
    onset_put_off: f64,
    events: u64,
}

impl Model {
    /// The model at the start of its warm-up.
    pub fn new(settings: &Settings, seed: u64, replication: u64) -> Model {
        let root = Key::root(seed, replication);
        let tables = Arc::new(settings.tables.clone());
        let synthesis = Arc::new(Synthesis::new(settings, &tables));
        let rates = Arc::new(Rates::new(settings, &tables, &synthesis));
        let start = settings.start_date().midnight();
        let first = start.day() - settings.warm_up_days;
        let patches = Patches::new(settings);
        let names = Names::new(settings, &patches, &rates);
        let shares = synthesis.cell_shares();
        let neighbourhoods: Vec<Neighbourhood> = settings
            .neighbourhoods
            .iter()
            .zip(shares.chunks(35))
            .map(|(n, cells)| Neighbourhood {
                key: root.with_name(&n.id),
                people: cells.iter().sum::<f64>() * f64::from(settings.people),
                cells: cells.to_vec(),
            })
            .collect();
        let cells = neighbourhoods.len() * 35;
        let now = Time::of_day(first);
        let hospitals = patches.count(Group::Hospital);
        let mut model = Model {
            settings: Arc::new(settings.clone()),
            quarter: Arc::new(Quarter::new(first / need::DAYS, &tables)),
            agenda: Agenda::new(),
            population: Population::default(),
            people_at_start: settings.people,
            bounds: Vec::with_capacity(settings.people as usize * 5 / 4),
            tallies: Tallies::new(cells, &names),
            levels: Tallies::new(cells, &names),
            standing: Standing::new(settings, &patches),
            cases: Cases::default(),
            diary: Diary::default(),
            practices: Practices::new(settings, &rates, &neighbourhoods, &patches),
            primary: Patched::new(patches.count(Group::Primary), |_| Primary::default()),
            department: Patched::new(hospitals, |_| EmergencyDepartment::default()),
            beds: Patched::new(hospitals, |_| Beds::new(settings)),
            planned: Patched::new(hospitals, |hospital| {
                let triage = patches.service(settings, ServiceKind::MusculoskeletalTriage, "", hospital);
                Planned::new(&rates, triage.is_some(), first)
            }),
            care: Patched::new(patches.count(Group::Care), |_| Care::default()),
            assessors: Patched::new(patches.count(Group::Care), |_| Assessors::default()),
            dispatch: Patched::new(patches.count(Group::Urgent), |_| Dispatch::default()),
            team: Team::new(neighbourhoods.len()),
            mental: Patched::new(patches.count(Group::Mental), |_| Mental::default()),
            maternity: Patched::new(hospitals, |_| Maternity::default()),
            apart: patches.several(),
            patches: Arc::new(patches),
            neighbourhoods: Arc::new(neighbourhoods),
            names: Arc::new(names),
            rates,
            tables,
            synthesis,
            now,
            start,
            onset_put_off: 0.0,
            events: 0,
        };
        model.begin(root);
        model
    }

    pub fn now(&self) -> Time {
        self.now
    }
    pub fn events(&self) -> u64 {
        self.events
    }
    /// Names behind the service indices of facts: the services of the plan by id, then the needs,
    /// then the words of social care (outcomes, reasons, bodies, payers).
    pub fn service_names(settings: &Settings) -> Vec<String> {
        let mut names: Vec<String> = settings.services.iter().map(|s| s.id.clone()).collect();
        names.extend(Need::ALL.iter().map(|n| n.name().to_string()));
        names.extend(service::care::words().map(str::to_string));
        names
    }

    fn in_warm_up(&self) -> bool {
        self.now < self.start
    }

    /// Runs every event before `until`.
    pub fn advance(&mut self, until: Time) {
        let mut fetched = 0;
        while let Some(entry) = self.agenda.peek_until(Time(until.0 - 1)) {
            if fetched == 0 {
                let soon = self.agenda.soon(AHEAD).iter().map(|entry| entry.subject());
                self.population.fetch(soon);
                fetched = AHEAD;
            }
            fetched -= 1;
            self.agenda.pop();
            debug_assert!(entry.time() >= self.now, "time never goes back");
            self.now = entry.time();
            self.events += 1;
            self.handle(Event::of(entry.kind()), entry.subject(), entry.tag());
        }
        self.now = until;
    }

    fn handle(&mut self, event: Event, subject: u32, tag: u32) {
        self.turn_for(event, subject, tag);
        match event {
            Event::Candidate => self.candidate(subject, tag),
            Event::Midnight => self.midnight(),
            Event::QuarterStart => self.quarter_start(),
            Event::Demography => self.demography_start(),
            Event::Arrivals => self.arrivals(),
            Event::Hour => self.hour(),
            Event::PracticeDay => self.practice_day(),
            Event::ElectiveDay => self.elective_day(),
            Event::ClinicDay => self.clinic_day(),
            Event::CareDay => self.care_day(),
            Event::TeamMonth => self.team_month(),
            Event::Death => self.death(subject),
            Event::MoveOut => self.move_out(subject),
            Event::LastIllness => self.last_illness(subject),
            Event::Arrive => self.arrive(tag),
            Event::WorkDone => self.work_done(tag),
            Event::Decide => self.decide(tag),
            Event::Ready => self.ready(subject, tag),
            Event::Assessed => self.assessed(subject, tag),
            Event::Leave => self.leave(subject, tag),
            Event::CriticalDone => self.critical_done(tag),
            Event::Latent => self.latent(tag),
            Event::Return => self.returns(tag),
            Event::Relapse => self.relapses(tag),
            Event::MindEased => self.mind_eased(subject, tag),
            Event::MindAgain => self.mind_again(subject, tag),
            Event::MentalDay => self.mental_day(),
            Event::PackageEnd => self.package_end(subject, tag),
            Event::ReablementEnd => self.reablement_end(subject, tag),
            Event::IntermediateCareEnd => self.intermediate_care_end(subject, tag),
            Event::CareAssessed => self.care_assessed(subject, tag),
            Event::IntermediateCareHomeEnd => self.intermediate_care_home_end(subject, tag),
        }
    }

    /// Obeys a lever; the setting it had before.
    pub fn obey(&mut self, change: &LeverChange) -> f64 {
        let before = self.standing.value(change);
        self.standing.set(change);
        if change.lever == Lever::CaseManagement && change.to != before {
            // A wider reach may raise some hazards of those on the list.
            for id in 0..self.population.len() as u32 {
                if self.population[id].has(flag::CASELOAD) && self.population[id].presence == Presence::Resident {
                    self.raise_hazards(id);
                }
            }
        }
        if matches!(change.lever, Lever::CrossBoundary | Lever::Rivalry) && change.to != before {
            self.choose_hospitals();
        }
        if change.lever == Lever::ReviewEffort && change.to > before {
            for id in 0..self.population.len() as u32 {
                let person = &self.population[id];
                let called = change.neighbourhood.is_none_or(|n| n == person.neighbourhood);
                if called && person.recorded != 0 && person.presence == Presence::Resident {
                    self.raise_hazards(id);
                }
            }
        }
        before
    }

    /// A dated policy: one parameter takes a new value from now on; the value before.
    pub fn set_parameter(&mut self, path: &str, to: f64) -> f64 {
        let settings = Arc::make_mut(&mut self.settings);
        let parameter = settings
            .parameters
            .find_mut(path)
            .expect("the paths of a change were checked when it was read");
        let before = std::mem::replace(&mut parameter.value, to);
        self.rates = Arc::new(Rates::new(&self.settings, &self.tables, &self.synthesis));
        self.choose_hospitals();
        self.recount_hours();
        for id in 0..self.population.len() as u32 {
            if self.population[id].presence == Presence::Resident {
                self.raise_hazards(id);
            }
        }
        before
    }

    /// The month's facts, at a month's end.
    pub fn close_month(&mut self, month: Month) -> Facts {
        let day = self.now.day();
        let hospitals = self.planned.all().iter().zip(&self.names.hospitals);
        let waits = hospitals.flat_map(|(planned, names)| planned.waits(day, &names.clinics));
        let waits = waits.collect();
        self.tallies.close(month, month.start() >= self.start, waits)
    }
    pub fn take_fates(&mut self) -> Vec<NeedFate> {
        std::mem::take(&mut self.tallies.fates)
    }

    /// Counts every stock, once a day.
    fn midnight(&mut self) {
        let tomorrow = Time::of_day(self.now.day() + 1);
        self.agenda.push(Event::Midnight.entry(tomorrow, 0, 0));
        self.in_each(Group::Hospital, Model::maternity_midnight);
        self.in_each(Group::Hospital, Model::census_beds);
        self.in_each(Group::Mental, Model::census_mental);
        self.tallies.add_levels(&self.levels);
    }

    /// People alive and here, by recount (for checks).
    pub fn recount(&self) -> i64 {
        self.population.iter().filter(|p| p.here()).count() as i64
    }
    /// People alive and here, by running counter (for checks).
    pub fn residents(&self) -> i64 {
        self.levels.standing(Stock::Population)
    }
    /// Residents from one age to another (both included, whole years) who are fit, mildly, moderately and severely frail,
    /// by recount (for checks).
    pub fn recount_frailty(&self, from: u32, to: u32) -> [i64; 4] {
        let day = self.now.max(self.start).day();
        let mut states = [0; 4];
        let here = self.population.iter().filter(|p| p.here());
        for person in here.filter(|p| (from..=to).contains(&p.age(day))) {
            states[usize::from(person.frailty)] += 1;
        }
        states
    }
}

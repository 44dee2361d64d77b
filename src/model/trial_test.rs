//! What the proofs look at: every candidate whose moment comes, with its mark and the hazard it met.

use super::need::{DAYS, PROCESSES, need_test};
use super::population::{Presence, flag, social};
use super::{Event, Model, Stock};
use crate::engine::Time;

/// A candidate at its moment.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Trial {
    pub address: u64,
    pub person: u32,
    pub process: usize,
    pub time: Time,
    pub mark: f64,
    /// Hazard for which the person's candidates were opened when the run began.
    pub opened: f32,
    pub occurred: bool,
    /// All that the hazard may hang on: whether at home, flags, frailty, conditions, day of discharge.
    pub state: (bool, u16, u8, [u16; 2], u16, u8, u16, u8),
}

impl Model {
    /// [`Model::advance`], with every trial written down.
    pub(crate) fn advance_noting(&mut self, until: Time, opened: &[[f32; PROCESSES]]) -> Vec<Trial> {
        let mut trials = Vec::new();
        while let Some(entry) = self.agenda.peek_until(Time(until.0 - 1)) {
            self.agenda.pop();
            self.now = entry.time();
            let event = Event::of(entry.kind());
            if event == Event::Candidate {
                let (id, tag) = (entry.subject(), entry.tag());
                let person = &self.population[id];
                let (process, address, mark) = need_test::candidate_of(&self.quarter, person.key, tag);
                let home = person.presence == Presence::Resident;
                trials.push(Trial {
                    address,
                    person: id,
                    process,
                    time: self.now,
                    mark,
                    opened: opened.get(id as usize).map_or(0.0, |o| o[process]),
                    occurred: home && mark < f64::from(self.hazards_of(id)[process]),
                    state: (
                        home,
                        person.flags,
                        person.frailty,
                        [person.conditions, person.recorded],
                        person.discharged_day,
                        person.mind,
                        person.mental_discharged_day,
                        person.social,
                    ),
                });
            }
            self.handle(event, entry.subject(), entry.tag());
        }
        self.now = until;
        trials
    }

    /// Hazards for which candidates are on the agenda, by person.
    pub(crate) fn opened(&self) -> Vec<[f32; PROCESSES]> {
        self.bounds.clone()
    }

    /// Runs the first partial quarter's opening event, so that candidates are on the agenda.
    pub(crate) fn quarter_end(&self) -> Time {
        Time::of_day((self.now.day() / DAYS + 1) * DAYS)
    }

    /// People at home whose hazard stands above what their candidates were opened for: needs of theirs are lost. Each
    /// with the process.
    pub(crate) fn losing(&self) -> Vec<(u32, usize)> {
        let at_home =
            (0..self.population.len() as u32).filter(|&id| self.population[id].presence == Presence::Resident);
        at_home
            .flat_map(|id| {
                let hazards = self.hazards_of(id);
                let bounds = self.bounds[id as usize];
                (0..PROCESSES)
                    .filter(move |&p| hazards[p] > bounds[p])
                    .map(move |p| (id, p))
            })
            .collect()
    }
}

impl Model {
    /// Occupied share of the open beds now.
    pub(crate) fn occupancy(&self) -> f64 {
        self.beds.occupancy()
    }
    /// Patients on trolleys, and ready to leave.
    pub(crate) fn waiting(&self) -> (usize, i64) {
        (self.beds.trolleys(), self.beds.ready(&self.cases))
    }
}

/// Defects in social care, one for each thing that its check holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Planted {
    /// A package that nobody pays for.
    NoPayer,
    /// A payer of nothing.
    PayerOfNothing,
    /// Hours counted under another payer.
    HoursOfAnother,
    /// A place in a care home that nobody holds.
    LostPlace,
    /// A bed outside hospital with two records.
    TwoStays,
    /// A delay under a second reason.
    SecondReason,
    /// A delay that no body answers for.
    NoBody,
}

impl Planted {
    pub(crate) const ALL: [Planted; 7] = [
        Planted::NoPayer,
        Planted::PayerOfNothing,
        Planted::HoursOfAnother,
        Planted::LostPlace,
        Planted::TwoStays,
        Planted::SecondReason,
        Planted::NoBody,
    ];
}

impl Model {
    pub(crate) fn plant(&mut self, defect: Planted) {
        let ids = 0..self.population.len() as u32;
        let holds = |model: &Model, id: &u32, package: bool| {
            let person = &model.population[*id];
            person.here() && person.has(flag::PACKAGE) == package && !person.has(flag::CARE_HOME)
        };
        match defect {
            Planted::NoPayer => {
                let id = ids
                    .clone()
                    .find(|id| holds(self, id, true))
                    .expect("someone has a package");
                self.population[id].social &= !social::PAYER;
            }
            Planted::PayerOfNothing => {
                let id = ids.clone().find(|id| holds(self, id, false)).expect("someone has none");
                self.population[id].social |= 1;
            }
            Planted::HoursOfAnother => self.care.plant_hours(),
            Planted::LostPlace => self.care.plant_place(),
            Planted::TwoStays => self.care.plant_stay(),
            Planted::SecondReason => self.levels.stock(Stock::ReportedDelay, 0, 0, 1),
            Planted::NoBody => self.levels.stock(Stock::DelayBody, 0, 0, -1),
        }
    }
}

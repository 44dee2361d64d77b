//! Needs arise in people. Each process is a Poisson random measure over time × intensity: candidates lie in strips of
//! doubling height, addressed by (person, process, strip, quarter, candidate), and a need occurs when its mark lies under
//! the hazard at that moment. A changed hazard flips acceptances; it never moves a candidate.

mod hazard;
#[cfg(test)]
pub(crate) mod need_test;
mod quarter;

pub use hazard::{Hazards, Management};
pub use quarter::{DAYS, Quarter};

use super::address::{For, Purpose};
use super::event::Event;
use super::population::{Person, Presence};
use super::{Count, Model, What};
use crate::engine::{Key, Time, draw, sample};

/// What befalls a person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Need {
    /// Minor illness that would mostly pass by itself.
    SelfLimiting,
    /// Review of a long-term condition falls due.
    ConditionReview,
    /// Exacerbation of a long-term condition (ambulatory-care-sensitive).
    Exacerbation,
    /// Serious acute illness.
    SeriousAcute,
    /// Injury or fall.
    Injury,
    /// Need for a specialist's opinion or planned treatment.
    PlannedCare,
    /// Loss of independence: help with daily living.
    LossOfIndependence,
    /// The illness a person dies of (comes with the death, not from a hazard of its own).
    FinalIllness,
}

/// Needs that are processes of their own.
pub const PROCESSES: usize = 7;

impl Need {
    pub const ALL: [Need; 8] = [
        Need::SelfLimiting,
        Need::ConditionReview,
        Need::Exacerbation,
        Need::SeriousAcute,
        Need::Injury,
        Need::PlannedCare,
        Need::LossOfIndependence,
        Need::FinalIllness,
    ];
    pub const fn name(self) -> &'static str {
        match self {
            Need::SelfLimiting => "self_limiting_illness",
            Need::ConditionReview => "condition_review",
            Need::Exacerbation => "exacerbation",
            Need::SeriousAcute => "serious_acute_illness",
            Need::Injury => "injury_or_fall",
            Need::PlannedCare => "planned_care",
            Need::LossOfIndependence => "loss_of_independence",
            Need::FinalIllness => "final_illness",
        }
    }
    pub const fn description(self) -> &'static str {
        match self {
            Need::SelfLimiting => "minor illness that mostly passes by itself",
            Need::ConditionReview => "a long-term condition falls due for review",
            Need::Exacerbation => "a long-term condition gets worse (ambulatory-care-sensitive)",
            Need::SeriousAcute => "serious acute illness",
            Need::Injury => "injury or fall",
            Need::PlannedCare => "a specialist's opinion or planned treatment is needed",
            Need::LossOfIndependence => "help with daily living is needed",
            Need::FinalIllness => "the illness a person dies of",
        }
    }
    pub fn of(index: u8) -> Need {
        Need::ALL[index as usize]
    }
}

/// Height of the lowest strip of each process, per person-year. Only the bookkeeping of candidates hangs on it.
const LOWEST: [f64; PROCESSES] = [2.0, 1.0, 0.05, 0.05, 0.1, 0.25, 0.01];
/// More strips than any hazard can reach (the top would be 2^40 times the lowest).
const STRIPS: usize = 40;

#[inline]
fn strip(process: usize, index: usize) -> (f64, f64) {
    let low = if index == 0 {
        0.0
    } else {
        LOWEST[process] * (1u64 << (index - 1)) as f64
    };
    let height = if index == 0 { LOWEST[process] } else { low };
    (low, height)
}

/// The address of a candidate, which is the identity of the need it may become.
#[inline]
fn address(person: Key, process: usize, strip: usize, quarter: u32, candidate: u32) -> Key {
    address_in(person.of(Purpose::Need), process, strip, quarter, candidate)
}
/// The same with the person's address of needs at hand.
#[inline]
fn address_in(needs: Key, process: usize, strip: usize, quarter: u32, candidate: u32) -> Key {
    needs.with((process as u64) << 56 | (strip as u64) << 48 | u64::from(quarter) << 16 | u64::from(candidate))
}

/// Walks the candidates of one process in one quarter with marks in `[from, to)`: address, time, tag.
pub(super) fn candidates(
    quarter: &Quarter,
    person: Key,
    process: usize,
    (from, to): (f64, f64),
    mut each: impl FnMut(Key, Time, u32),
) {
    let measure = quarter.measure(process);
    let (needs, counts) = (person.of(Purpose::Need), person.of(Purpose::Count));
    for index in 0..STRIPS {
        let (low, height) = strip(process, index);
        if low >= to {
            break;
        }
        if low + height <= from {
            continue;
        }
        let count = (process as u64) << 40 | (index as u64) << 32 | u64::from(quarter.index);
        let u = counts.with(count).uniform();
        if u < quarter.none(process, index) {
            continue;
        }
        for candidate in 0..sample::poisson_from(u, height * measure, quarter.none(process, index)) {
            let key = address_in(needs, process, index, quarter.index, candidate);
            let mut draws = key.draws();
            let mark = low + height * draws.uniform();
            if mark >= from && mark < to {
                let time = quarter.time(process, draws.uniform(), draws.uniform());
                each(key, time, process as u32 | (index as u32) << 3 | candidate << 9);
            }
        }
    }
}

impl Model {
    /// Puts the candidates of one process with marks in `[from, to)` and times from `after` on the agenda.
    pub(super) fn open_candidates(&mut self, id: u32, process: usize, from: f64, to: f64, after: Time) {
        let (person, agenda) = (self.population[id].key, &mut self.agenda);
        candidates(&self.quarter, person, process, (from, to), |_, time, tag| {
            if time >= after {
                agenda.push(Event::Candidate.entry(time, id, tag));
            }
        });
    }

    /// After something raised a person's hazards: opens what now lies under them for the rest of the quarter.
    pub(super) fn raise_hazards(&mut self, id: u32) {
        let now = self.now;
        let hazards = self.hazards_of(id);
        for (process, &hazard) in hazards.iter().enumerate() {
            let bound = self.bounds[id as usize][process];
            if hazard > bound {
                self.bounds[id as usize][process] = hazard;
                self.open_candidates(id, process, f64::from(bound), f64::from(hazard), now);
            }
        }
    }

    pub(super) fn hazards_of(&self, id: u32) -> [f32; PROCESSES] {
        let (person, age, managed) = self.as_hazards_see(id);
        self.rates.hazard.of(person, age, self.now.day(), managed)
    }

    /// The hazard of one process only.
    fn hazard_of(&self, id: u32, process: usize) -> f32 {
        let (person, age, managed) = self.as_hazards_see(id);
        self.rates.hazard.one(process, person, age, self.now.day(), managed)
    }

    #[inline]
    fn as_hazards_see(&self, id: u32) -> (&Person, u32, Management) {
        let person = &self.population[id];
        // Ages stand still within a quarter, as all of living does: a birthday between would raise a hazard above the
        // candidates that were opened for it.
        let day = self.quarter.first_day().max(self.start.day());
        (person, person.age(day), self.management_of(person))
    }

    /// A candidate's moment has come: is its mark under the hazard now?
    pub(super) fn candidate(&mut self, id: u32, tag: u32) {
        let (process, index, candidate) = ((tag & 7) as usize, ((tag >> 3) & 63) as usize, tag >> 9);
        let person = &self.population[id];
        if person.presence != Presence::Resident {
            return;
        }
        let key = address(person.key, process, index, self.quarter.index, candidate);
        let (low, height) = strip(process, index);
        let mark = low + height * draw::unit(key.word());
        if mark < f64::from(self.hazard_of(id, process)) {
            self.arise(id, Need::ALL[process], key);
        }
    }

    /// A need arises.
    pub(super) fn arise(&mut self, id: u32, need: Need, key: Key) {
        let cell = self.population[id].cell;
        self.tallies.add(Count::NeedArising, need as usize, cell, 1);
        self.diary.note(self.now, id, key, What::Need(need));
        match need {
            Need::SelfLimiting | Need::Exacerbation | Need::SeriousAcute | Need::Injury | Need::FinalIllness => {
                self.acute_need(id, need, key);
            }
            Need::ConditionReview => self.routine_appointment(id, need, key),
            Need::PlannedCare => self.planned_need(id, key),
            Need::LossOfIndependence => self.care_need(id, key),
        }
    }
}

//! Needs arise in people. Each process is a Poisson random measure over time × intensity: candidates lie in strips of
//! doubling height, addressed by (person, process, strip, quarter, candidate), and a need occurs when its mark lies under
//! the hazard at that moment. A changed hazard flips acceptances; it never moves a candidate.

mod hazard;
pub mod mental;
#[cfg(test)]
pub(crate) mod need_test;
mod quarter;

pub use hazard::{Hazards, Management};
pub use mental::MentalHazards;
pub use quarter::{DAYS, Quarter};

use super::address::{For, Purpose};
use super::event::Event;
use super::population::{Person, Presence};
use super::{Count, Model, What};
use crate::engine::{Key, Time, draw, sample};
use serde::{Deserialize, Serialize};

macro_rules! needs {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $lowest:literal, $clock:ident, $description:literal;)*) => {
        /// What befalls a person. Those with a lowest strip above 0 are processes of their own, in this order.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[repr(u8)]
        pub enum Need { $($(#[$doc])* $name,)* }
        impl Need {
            pub const ALL: [Need; COUNT] = [$(Need::$name,)*];
            pub const fn name(self) -> &'static str { match self { $(Need::$name => $text,)* } }
            pub const fn description(self) -> &'static str { match self { $(Need::$name => $description,)* } }
        }
        const COUNT: usize = [$($text,)*].len();
        /// Height of the lowest strip of each process, per person-year. Only the bookkeeping of candidates hangs on it.
        const LOWEST: [f64; COUNT] = [$($lowest,)*];
        /// The calendar that each process follows.
        const CLOCK: [Clock; COUNT] = [$(Clock::$clock,)*];
    };
}

needs! {
    /// Minor illness that would mostly pass by itself.
    SelfLimiting = "self_limiting_illness", 2.0, Minor, "minor illness that mostly passes by itself";
    /// Review of a long-term condition falls due.
    ConditionReview = "condition_review", 1.0, Working, "a long-term condition falls due for review";
    /// Exacerbation of a long-term condition (ambulatory-care-sensitive).
    Exacerbation = "exacerbation", 0.05, Emergency, "a long-term condition gets worse (ambulatory-care-sensitive)";
    /// Serious acute illness.
    SeriousAcute = "serious_acute_illness", 0.05, Emergency, "serious acute illness";
    /// Injury or fall.
    Injury = "injury_or_fall", 0.1, Injury, "injury or fall";
    /// Planned care of joints, bones and back.
    Musculoskeletal = "musculoskeletal", 0.05, Working, "joint, bone or back trouble needs a specialist's opinion or treatment";
    /// Loss of independence: help with daily living.
    LossOfIndependence = "loss_of_independence", 0.01, Working, "help with daily living is needed";
    /// Planned care of the eyes.
    Ophthalmology = "ophthalmology", 0.05, Working, "eye trouble needs a specialist's opinion or treatment";
    /// Other planned surgical care.
    PlannedSurgical = "planned_surgical", 0.1, Working, "another complaint needs a surgeon's opinion or treatment";
    /// Planned medical care.
    PlannedMedical = "planned_medical", 0.1, Working, "a complaint needs a physician's opinion or treatment";
    /// A sign that could be cancer.
    SuspectedCancer = "suspected_cancer", 0.05, Working, "a sign that could be cancer needs an urgent opinion";
    /// Common mental health problem: depression, anxiety.
    CommonMental = "common_mental_health_problem", 0.05, Working, "depression, anxiety or another common mental health problem";
    /// Mental health crisis.
    MentalCrisis = "mental_health_crisis", 0.005, Emergency, "mental health crisis";
    /// The illness a person dies of (comes with the death, not from a hazard of its own).
    FinalIllness = "final_illness", 0.0, Emergency, "the illness a person dies of";
}

/// Needs that are processes of their own.
pub const PROCESSES: usize = COUNT - 1;

impl Need {
    pub fn of(index: u8) -> Need {
        Need::ALL[index as usize]
    }
    /// Ends in a hospital's planned care.
    pub const fn planned(self) -> bool {
        matches!(
            self,
            Need::Musculoskeletal
                | Need::Ophthalmology
                | Need::PlannedSurgical
                | Need::PlannedMedical
                | Need::SuspectedCancer
        )
    }
    /// The planned-care needs.
    pub const PLANNED: [Need; 5] = [
        Need::Musculoskeletal,
        Need::Ophthalmology,
        Need::PlannedSurgical,
        Need::PlannedMedical,
        Need::SuspectedCancer,
    ];
}

/// Calendars of needs: which season, week and hours a process follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
enum Clock {
    Minor,
    Emergency,
    Injury,
    Working,
}

/// More strips than any hazard can reach (the top would be 2^40 times the lowest).
const STRIPS: usize = 40;
/// Bits of a candidate's tag: process, strip, and the rest its number.
const PROCESS_BITS: u32 = 4;
const STRIP_BITS: u32 = 6;

/// What a candidate's event carries.
#[inline]
fn tag(process: usize, strip: usize, candidate: u32) -> u32 {
    process as u32 | (strip as u32) << PROCESS_BITS | candidate << (PROCESS_BITS + STRIP_BITS)
}
/// Process, strip and number of a candidate by its tag.
#[inline]
fn untag(tag: u32) -> (usize, usize, u32) {
    let strip = (tag >> PROCESS_BITS) & ((1 << STRIP_BITS) - 1);
    let process = tag & ((1 << PROCESS_BITS) - 1);
    (process as usize, strip as usize, tag >> (PROCESS_BITS + STRIP_BITS))
}

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
                each(key, time, tag(process, index, candidate));
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
        let (process, index, candidate) = untag(tag);
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
            Need::SelfLimiting
            | Need::Exacerbation
            | Need::SeriousAcute
            | Need::Injury
            | Need::MentalCrisis
            | Need::FinalIllness => self.acute_need(id, need, key),
            Need::ConditionReview => self.routine_appointment(id, need, key),
            Need::CommonMental => self.common_mental(id, key),
            Need::Musculoskeletal
            | Need::Ophthalmology
            | Need::PlannedSurgical
            | Need::PlannedMedical
            | Need::SuspectedCancer => self.planned_need(id, need, key),
            Need::LossOfIndependence => self.care_need(id, key),
        }
    }
}

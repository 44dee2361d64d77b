//! Needs arise in people. Each process is a Poisson random measure over time × intensity: its candidates are addressed by
//! (person, process, strip, quarter, number), and a need occurs when a candidate's mark lies under the hazard at its
//! moment. A changed hazard flips acceptances; it never moves a candidate.

mod candidate;
mod hazard;
pub mod mental;
#[cfg(test)]
pub(crate) mod need_test;
mod quarter;

pub use candidate::{ByProcess, candidates};
pub use hazard::{Hazards, Management};
pub use mental::MentalHazards;
pub use quarter::{DAYS, Quarter};

use super::event::Event;
use super::population::{Person, Presence};
use super::{Count, Model, What};
use crate::engine::Key;
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
        /// Height of the lowest strip of each process, per person-year: a hazard that many people stay under. Only the
        /// bookkeeping of candidates hangs on it.
        const LOWEST: [f64; COUNT] = [$($lowest,)*];
        /// The calendar that each process follows.
        const CLOCK: [Clock; COUNT] = [$(Clock::$clock,)*];
    };
}

needs! {
    /// Minor illness that would mostly pass by itself.
    SelfLimiting = "self_limiting_illness", 2.0, Minor, "minor illness that mostly passes by itself";
    /// Review of a long-term condition falls due.
    ConditionReview = "condition_review", 0.5, Working, "a long-term condition falls due for review";
    /// Exacerbation of a long-term condition (ambulatory-care-sensitive).
    Exacerbation = "exacerbation", 0.1, Exacerbation, "a long-term condition gets worse (ambulatory-care-sensitive)";
    /// Serious acute illness.
    SeriousAcute = "serious_acute_illness", 0.2, Emergency, "serious acute illness";
    /// Injury or fall.
    Injury = "injury_or_fall", 0.2, Injury, "injury or fall";
    /// Planned care of joints, bones and back.
    Musculoskeletal = "musculoskeletal", 0.2, Working, "joint, bone or back trouble needs a specialist's opinion or treatment";
    /// Loss of independence: help with daily living.
    LossOfIndependence = "loss_of_independence", 0.1, Working, "help with daily living is needed";
    /// Planned care of the eyes.
    Ophthalmology = "ophthalmology", 0.2, Working, "eye trouble needs a specialist's opinion or treatment";
    /// Other planned surgical care.
    PlannedSurgical = "planned_surgical", 0.4, Working, "another complaint needs a surgeon's opinion or treatment";
    /// Planned medical care.
    PlannedMedical = "planned_medical", 0.4, Working, "a complaint needs a physician's opinion or treatment";
    /// A sign that could be cancer.
    SuspectedCancer = "suspected_cancer", 0.2, Working, "a sign that could be cancer needs an urgent opinion";
    /// Common mental health problem: depression, anxiety.
    CommonMental = "common_mental_health_problem", 0.4, Working, "depression, anxiety or another common mental health problem";
    /// Mental health crisis.
    MentalCrisis = "mental_health_crisis", 0.05, Emergency, "mental health crisis";
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
    Exacerbation,
    Injury,
    Working,
}

impl Model {
    /// Puts a person's candidates with marks from `from` up to below `to` and times from now on the agenda.
    pub(super) fn open_candidates(&mut self, id: u32, from: &ByProcess, to: &ByProcess) {
        let (person, agenda, now) = (self.population[id].key, &mut self.agenda, self.now);
        candidates(&self.quarter, person, from, to, |candidate| {
            if candidate.time >= now {
                agenda.push(Event::Candidate.entry(candidate.time, id, candidate.tag));
            }
        });
    }

    /// After something raised a person's hazards: opens what now lies under them for the rest of the quarter.
    pub(super) fn raise_hazards(&mut self, id: u32) {
        let hazards = self.hazards_of(id);
        let bounds = self.bounds[id as usize];
        if (0..PROCESSES).any(|process| hazards[process] > bounds[process]) {
            self.bounds[id as usize] = std::array::from_fn(|process| bounds[process].max(hazards[process]));
            self.open_candidates(id, &bounds, &hazards);
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
        let person = &self.population[id];
        if person.presence != Presence::Resident {
            return;
        }
        let (key, process, mark) = candidate::by_tag(&self.quarter, person.key, tag);
        if mark < f64::from(self.hazard_of(id, process)) {
            self.arise(id, Need::ALL[process], key);
        }
    }

    /// A need arises.
    pub(super) fn arise(&mut self, id: u32, need: Need, key: Key) {
        self.turn_to(id);
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

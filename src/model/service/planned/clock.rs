//! The referral-to-treatment clock. It starts with the referral and stops with the first definitive treatment (admitted),
//! with the decision that no admission is needed (not admitted), or with a removal. Validation looks through the lists in
//! turn and takes off who recovered, went elsewhere or does not answer.

use super::Planned;
use crate::engine::{Calendar, Key};
use crate::model::AHEAD;
use crate::model::fact::{WEEKS, Waits};
use crate::model::{Count, Model, Stock, What};
use std::collections::VecDeque;

/// No clock runs: a second opinion within a pathway, antenatal care, a fracture clinic.
pub(super) const OFF: u32 = u32::MAX;

/// One pathway, in whatever queue it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub key: Key,
    pub person: u32,
    pub cell: u16,
    pub specialty: u8,
    /// Day of asking, listing or falling due: queues run in its order.
    pub since: u32,
    /// Day on which the clock started, or [`OFF`].
    pub clock: u32,
    /// Attendances or repeats still to come.
    pub left: u16,
    /// Calls that came to nothing.
    pub calls: u8,
    pub urgent: bool,
    pub ordinary: bool,
    /// The decision about treatment is made at the next attendance.
    pub decides: bool,
    /// The age at the referral, as [`life_stage`](super::specialty::life_stage) has it.
    pub life_stage: u8,
}

impl Entry {
    /// Order in a queue: who waits longest first; the rest only makes it the same every time.
    pub fn order(&self) -> (u32, u32, Key) {
        (self.since, self.person, self.key)
    }
}

/// Takes a place in a queue by the day of asking: who comes back from elsewhere has lost nothing.
pub(super) fn join(queue: &mut VecDeque<Entry>, entry: Entry) {
    if queue.back().is_none_or(|last| last.since <= entry.since) {
        queue.push_back(entry);
    } else {
        let place = queue.partition_point(|other| other.since <= entry.since);
        queue.insert(place, entry);
    }
}

/// Why a clock stops.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stop {
    Admitted,
    NotAdmitted,
    /// Taken off by validation.
    Removed,
    /// Died or moved away.
    Departed,
}

impl Planned {
    /// Every pathway whose clock runs.
    pub(super) fn on_clock(&self) -> impl Iterator<Item = &Entry> {
        let clinics = self.clinics.iter().flat_map(|clinic| {
            let queues = clinic.waiting.iter().chain(&clinic.list).chain([&clinic.due]);
            queues.flatten().chain(clinic.follow_ups.iter().flatten())
        });
        let tests = self.tests.iter().flat_map(|test| test.waiting.iter().flatten());
        let again = self.again.iter().flatten().map(|(entry, _)| entry);
        clinics
            .chain(tests)
            .chain(again)
            .chain(&self.triage.waiting)
            .filter(|entry| entry.clock != OFF)
    }
    /// Incomplete pathways, by recount.
    pub fn waiting(&self) -> i64 {
        self.on_clock().count() as i64
    }
    /// Incomplete pathways of each specialty by whole weeks waited on a day.
    pub(in crate::model) fn waits(&self, day: u32, services: &[Option<u16>]) -> Vec<Waits> {
        let none = |&service: &Option<u16>| Waits {
            service,
            weeks: vec![0; WEEKS],
        };
        let mut waits: Vec<Waits> = services.iter().map(none).collect();
        for entry in self.on_clock() {
            let weeks = (day.saturating_sub(entry.clock) / 7) as usize;
            waits[usize::from(entry.specialty)].weeks[weeks.min(WEEKS - 1)] += 1;
        }
        waits
    }
}

impl Model {
    pub(super) fn start_clock(&mut self, entry: &Entry) {
        if entry.clock != OFF {
            let specialty = usize::from(entry.specialty);
            self.tallies.add(Count::ClockStart, specialty, entry.cell, 1);
            self.levels.stock(Stock::WaitingList, specialty, entry.cell, 1);
        }
    }

    /// Stops the clock, if one runs; the entry that goes on has none.
    pub(super) fn stop_clock(&mut self, entry: &Entry, stop: Stop) -> Entry {
        if entry.clock != OFF {
            let specialty = usize::from(entry.specialty);
            let count = match stop {
                Stop::Admitted => Count::RttAdmitted,
                Stop::NotAdmitted => Count::RttNotAdmitted,
                Stop::Removed => Count::ListRemoval,
                Stop::Departed => Count::ListDeparted,
            };
            self.tallies.add(count, specialty, entry.cell, 1);
            self.levels.stock(Stock::WaitingList, specialty, entry.cell, -1);
        }
        if matches!(stop, Stop::Removed | Stop::Departed) {
            let removed = What::removed(usize::from(entry.specialty));
            self.diary.note(self.now, entry.person, entry.key, removed);
        }
        Entry {
            clock: OFF,
            decides: false,
            ..*entry
        }
    }

    /// Monday: the lists of the specialties whose turn it is are looked through. Who has an appointment for a result, or
    /// was just called, is known to be waiting.
    pub(super) fn validate_lists(&mut self, day: u32) {
        if Calendar::weekday(day) != 0 {
            return;
        }
        let rates = std::sync::Arc::clone(&self.rates);
        // Rolling: each specialty has its week.
        let turn = |specialty: usize| (day / 7 + specialty as u32).is_multiple_of(rates.planned.validation_weeks);
        let mut off: Vec<(Entry, Stop)> = Vec::new();
        let (population, planned) = (&self.population, &mut *self.planned);
        let mut stays: Vec<bool> = Vec::new();
        let mut look = |queue: &mut VecDeque<Entry>| {
            stays.clear();
            for (i, entry) in queue.iter().enumerate() {
                if i.is_multiple_of(AHEAD) {
                    population.fetch(queue.range(i..queue.len().min(i + AHEAD)).map(|entry| entry.person));
                }
                let asked = if entry.clock == OFF { entry.since } else { entry.clock };
                let stop = if !turn(usize::from(entry.specialty)) {
                    None
                } else if !population[entry.person].here() {
                    Some(Stop::Departed)
                } else {
                    let removed = rates.planned.removes(entry.key, day.saturating_sub(asked));
                    removed.then_some(Stop::Removed)
                };
                stays.push(stop.is_none());
                off.extend(stop.map(|stop| (*entry, stop)));
            }
            let mut stays = stays.iter();
            queue.retain(|_| *stays.next().expect("each was looked at"));
        };
        for (_, clinic) in planned
            .clinics
            .iter_mut()
            .enumerate()
            .filter(|(specialty, _)| turn(*specialty))
        {
            clinic.waiting.iter_mut().chain(&mut clinic.list).for_each(&mut look);
        }
        for test in &mut planned.tests {
            test.waiting.iter_mut().for_each(&mut look);
        }
        for (entry, stop) in off {
            self.stop_clock(&entry, stop);
        }
    }
}

//! Tests between the first attendance and the decision: endoscopy and imaging, each with its capacity and its queue, the
//! urgent first. A full unit makes everyone wait; nobody is turned away.

use super::Room;
use super::clinic::first_of;
use super::clock::{Entry, Stop, join};
use crate::model::settings::ServiceKind;
use crate::model::{Count, Model, What};
use std::collections::VecDeque;

/// The units, in the order of their queues.
pub(super) const MODALITIES: [ServiceKind; 2] = [ServiceKind::Endoscopy, ServiceKind::Imaging];

#[derive(Clone, Debug, Default)]
pub(super) struct Test {
    /// Urgent, routine.
    pub waiting: [VecDeque<Entry>; 2],
    room: Room,
}

impl Test {
    pub fn join(&mut self, entry: Entry) {
        join(&mut self.waiting[usize::from(!entry.urgent)], entry);
    }
}

impl Model {
    pub(super) fn ask_test(&mut self, entry: Entry, modality: usize, day: u32) {
        let asked = What::test(usize::from(entry.specialty), modality == 0, false);
        self.diary.note(self.now, entry.person, entry.key, asked);
        self.planned.tests[modality].join(Entry { since: day, ..entry });
    }

    /// The day's tests.
    pub(super) fn test_day(&mut self, day: u32) {
        for (modality, &kind) in MODALITIES.iter().enumerate() {
            let places = self.standing.places(kind, "", self.now);
            let rates = &self.rates.planned;
            let test = &mut self.planned.tests[modality];
            let waiting = test.waiting[0].len() + test.waiting[1].len();
            let mut slots = (test.room).open(places, waiting, rates.initiative_gain, rates.initiative_most);
            while slots > 0 {
                let Some(entry) = first_of(&mut self.planned.tests[modality].waiting) else {
                    break;
                };
                if !self.population[entry.person].here() {
                    self.stop_clock(&entry, Stop::Departed);
                    continue;
                }
                slots -= 1;
                let waited = day.saturating_sub(entry.since);
                self.tallies.add(Count::DiagnosticTest, modality, entry.cell, 1);
                self.tallies
                    .add(Count::DiagnosticWaitDays, modality, entry.cell, i64::from(waited));
                if waited > self.rates.planned.test_standard {
                    self.tallies.add(Count::DiagnosticOverStandard, modality, entry.cell, 1);
                }
                let tested = What::test(usize::from(entry.specialty), modality == 0, true);
                self.diary.note(self.now, entry.person, entry.key, tested);
                let at = day + self.rates.planned.result_days as u32;
                // The visit for the result comes beside the other follow-ups.
                let left = entry.left + 1;
                let result = Entry {
                    decides: true,
                    left,
                    ..entry
                };
                self.await_follow_up(result, at);
            }
        }
    }
}

//! Planned care before the run: what was asked for in the last two years is lived through at the usual waits, so that
//! lists and diaries start in equilibrium.

use super::RING;
use super::clock::{Entry, OFF};
use super::specialty::Course;
use crate::engine::{Key, Time, sample};
use crate::model::Model;
use crate::model::address::{For, Purpose};
use crate::model::need::Need;
use crate::model::settings::ServiceKind;
use std::sync::Arc;

/// Waits before the run spread evenly about the usual by this share: only the ages of the starting entries hang on it.
const SPREAD: f64 = 0.15;

/// Where a pathway stands when the run begins.
enum Reached {
    /// In a queue now, or off it for good.
    Settled,
    /// At its first attendance, or later, on this day.
    Day(u32),
}

impl Model {
    /// Lives through the planned care of a need that arose before the run, at the usual waits, and leaves what is still
    /// to come in the queues: lists start in equilibrium, with the ages of their entries.
    pub(in crate::model) fn planned_before(&mut self, id: u32, need: Need, key: Key, at: Time) {
        let today = self.planned.day;
        let rates = Arc::clone(&self.rates);
        let planned = &rates.planned;
        let person = &self.population[id];
        let (sex, age) = (person.sex, person.age(today));
        if key.of(Purpose::Handoff).uniform() < rates.care.handoff_lost {
            return;
        }
        let specialty = planned.specialty(need, key, sex, age);
        let direct = planned.is_direct(specialty, key);
        if !direct && key.with(0).of(Purpose::Referral).uniform() >= rates.practice.refers_planned() {
            return;
        }
        let entry = planned.referral(id, &self.population[id], key, specialty, at.day());
        let Reached::Day(first) = self.first_before(need, entry, direct) else {
            return;
        };
        let course = planned.course(&entry, 1.0);
        self.repeats_before(&entry, course, first);
        let after = Entry {
            left: course.follow_ups,
            ..entry
        };
        let decided = match course.test {
            Some(modality) => {
                let tested = first
                    + self.usual(
                        key,
                        2,
                        if entry.urgent {
                            planned.test_urgent_wait
                        } else {
                            planned.test_wait
                        },
                    );
                if self.removed_before(&entry, tested.min(today)) {
                    return;
                }
                if tested >= today {
                    self.hold(&entry);
                    self.planned.tests[modality].join(Entry { since: first, ..after });
                    return;
                }
                let decided = tested + planned.result_days as u32;
                if decided >= today {
                    self.hold(&entry);
                    let left = after.left + 1;
                    let result = Entry {
                        decides: true,
                        left,
                        ..after
                    };
                    self.await_follow_up(result, decided);
                    return;
                }
                decided
            }
            None if course.later => {
                let after = Entry {
                    left: after.left.max(1),
                    decides: true,
                    ..after
                };
                let decided = first + planned.interval(key, after.left);
                if decided >= today {
                    self.hold(&entry);
                    self.await_follow_up(after, decided);
                    return;
                }
                decided
            }
            None => first,
        };
        let seen = u16::from(course.later);
        self.follow_ups_before(Entry { clock: OFF, ..after }, after.left.saturating_sub(seen), decided);
        if course.listed {
            self.list_before(&entry, course, decided);
        }
    }

    /// The way to the first attendance: triage, the clinic's queue, calls in vain.
    fn first_before(&mut self, need: Need, entry: Entry, direct: bool) -> Reached {
        let today = self.planned.day;
        let rates = Arc::clone(&self.rates);
        let rates = &rates.planned;
        let key = entry.key;
        let triage = self.standing.places(ServiceKind::MusculoskeletalTriage, "", self.now) > 0.0;
        if triage
            && self.planned.for_triage(need, &entry, direct)
            && key.of(Purpose::CommunityTriage).with(1).uniform() < rates.triage_at_start
        {
            let seen = entry.since + self.usual(key, 4, rates.triage_wait);
            if seen >= today {
                self.hold(&entry);
                self.planned.triage.waiting.push_back(entry);
                return Reached::Settled;
            }
            if key.of(Purpose::CommunityTriage).uniform() < rates.triage_treats {
                return Reached::Settled;
            }
        }
        let usual = if entry.urgent {
            rates.urgent_first_wait
        } else {
            rates.specialties[usize::from(entry.specialty)].first_wait
        };
        let (mut entry, mut called) = (entry, entry.since + self.usual(key, 0, usual));
        if self.removed_before(&entry, called.min(today)) {
            return Reached::Settled;
        }
        if called >= today {
            self.hold(&entry);
            self.planned.clinics[usize::from(entry.specialty)].await_first(entry);
            return Reached::Settled;
        }
        while let Some(days) = rates.rebooked(&entry, false) {
            called += days;
            entry.calls = entry.calls.saturating_add(1);
            if called >= today {
                self.hold(&entry);
                self.planned.again[called as usize % RING].push((entry, false));
                return Reached::Settled;
            }
        }
        Reached::Day(called)
    }

    /// The wait for treatment.
    fn list_before(&mut self, entry: &Entry, course: Course, decided: u32) {
        let today = self.planned.day;
        let rates = Arc::clone(&self.rates);
        let rates = &rates.planned;
        let usual = if entry.urgent {
            rates.urgent_list_wait
        } else {
            rates.specialties[usize::from(entry.specialty)].list_wait
        };
        let mut called = decided + self.usual(entry.key, 1, usual);
        if self.removed_before(entry, called.min(today)) {
            return;
        }
        let mut entry = Entry {
            since: decided,
            ordinary: course.ordinary,
            calls: 0,
            ..*entry
        };
        if called >= today {
            self.hold(&entry);
            self.planned.clinics[usize::from(entry.specialty)].await_treatment(entry);
            return;
        }
        while let Some(days) = rates.rebooked(&entry, true) {
            called += days;
            entry.calls = entry.calls.saturating_add(1);
            if called >= today {
                self.hold(&entry);
                self.planned.again[called as usize % RING].push((entry, true));
                return;
            }
        }
        if course.ordinary {
            let specialty = usize::from(entry.specialty);
            self.planned
                .treated(entry.person, entry.key, entry.cell, specialty, called);
        }
    }

    fn follow_ups_before(&mut self, entry: Entry, mut left: u16, mut day: u32) {
        while left > 0 {
            let next = day + self.rates.planned.interval(entry.key, left);
            if next >= self.planned.day {
                self.await_follow_up(Entry { left, ..entry }, next);
                return;
            }
            day = next;
            left -= 1;
        }
    }

    fn repeats_before(&mut self, entry: &Entry, course: Course, mut day: u32) {
        let mut left = course.repeats;
        while left > 0 {
            let (days, ordinary) = self.rates.planned.repeat(entry.key, left);
            let next = day + days;
            if next >= self.planned.day {
                self.book_repeat(
                    Entry {
                        left,
                        clock: OFF,
                        ..*entry
                    },
                    day,
                );
                return;
            }
            if ordinary {
                let (key, specialty) = (entry.key.with(u64::from(left)), usize::from(entry.specialty));
                self.planned.treated(entry.person, key, entry.cell, specialty, next);
            }
            day = next;
            left -= 1;
        }
    }

    /// A usual wait with its spread, by the address of the need and the stage.
    fn usual(&self, key: Key, stage: u64, days: f64) -> u32 {
        let u = key.of(Purpose::Initial).with(stage).uniform();
        (days * sample::uniform(u, 1.0 - SPREAD, 1.0 + SPREAD)) as u32
    }

    /// Whether validation had found the patient by a day.
    fn removed_before(&self, entry: &Entry, day: u32) -> bool {
        let asked = if entry.clock == OFF { entry.since } else { entry.clock };
        self.rates.planned.removes(entry.key, day.saturating_sub(asked))
    }

    /// A pathway that is still open when the run begins.
    fn hold(&mut self, entry: &Entry) {
        if entry.clock != OFF {
            let specialty = usize::from(entry.specialty);
            self.levels
                .stock(crate::model::Stock::WaitingList, specialty, entry.cell, 1);
        }
    }

    /// Puts the starting queues in order of the date of asking.
    pub(in crate::model) fn sort_lists(&mut self) {
        let planned = &mut *self.planned;
        let clinics = planned.clinics.iter_mut();
        let queues = clinics.flat_map(|clinic| clinic.waiting.iter_mut().chain(&mut clinic.list));
        let tests = planned.tests.iter_mut().flat_map(|test| &mut test.waiting);
        for queue in queues.chain(tests).chain([&mut planned.triage.waiting]) {
            queue.make_contiguous().sort_by_key(Entry::order);
        }
    }
}

//! Planned care before the run: what was asked for in the last two years is lived through at the usual waits, so that
//! lists and diaries start in equilibrium.

use super::{Entry, RING, geometric};
use crate::engine::{Key, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::need::Need;
use crate::model::{Model, Stock};

/// Waits before the run spread evenly about the mean by this share: only the ages of the starting entries hang on it.
const SPREAD: f64 = 0.45;

impl Model {
    /// Lives through the planned care of a need that arose before the run, at the usual waits, and leaves what is still
    /// to come in the queues: lists start in equilibrium, with the ages of their entries.
    pub(in crate::model) fn planned_before(&mut self, id: u32, need: Need, key: Key, at: Time) {
        let today = self.planned.day;
        let person = &self.population[id];
        let cell = person.cell;
        let rates = std::sync::Arc::clone(&self.rates);
        let rates = &rates.planned;
        let care = &self.rates.care;
        if key.of(Purpose::Handoff).uniform() < care.handoff_lost {
            return;
        }
        let direct = key.of(Purpose::Route).uniform() < rates.direct_referral;
        if !direct && key.with(0).of(Purpose::Referral).uniform() >= self.rates.practice.refers_planned() {
            return;
        }
        let specialty = rates.specialty(need, key, person.age(today) >= 65);
        let s = &rates.specialties[specialty];
        let urgent = key.of(Purpose::Acuity).uniform() < s.urgent;
        // Urgent patients wait a part of the mean, routine ones the more.
        let ratio = if urgent {
            rates.urgent_wait
        } else {
            (1.0 - rates.urgent_wait * s.urgent) / (1.0 - s.urgent)
        };
        let spread = sample::uniform(key.of(Purpose::Initial).uniform(), 1.0 - SPREAD, 1.0 + SPREAD);
        let wait = (rates.first_wait_days * ratio * spread) as u32;
        let asked = at.day();
        let first = asked + wait;
        if first >= today {
            self.wait_for_clinic(id, key, cell, specialty, asked);
            return;
        }
        let removed = 1.0 - libm::exp(-f64::from(wait) / rates.removal_days);
        if key.of(Purpose::Remove).uniform() < removed {
            return;
        }
        let mut left = geometric(key.of(Purpose::FollowUps).uniform(), s.follow_ups) as u16;
        let mut day = first;
        let base = Entry {
            key,
            person: id,
            cell,
            since: first,
            left: 0,
            ordinary: false,
        };
        while left > 0 {
            let u = key.of(Purpose::Interval).with(u64::from(left)).uniform();
            let next = day
                + sample::exponential(u, rates.interval_days).clamp(rates.follow_up_least, (RING - 10) as f64) as u32;
            if next >= today {
                self.planned.clinics[specialty].follow_ups[next as usize % RING].push(Entry {
                    left,
                    since: next,
                    ..base
                });
                break;
            }
            day = next;
            left -= 1;
        }
        if key.of(Purpose::Listing).uniform() < s.listed {
            let ordinary = key.of(Purpose::Listing).with(1).uniform() >= s.day_case;
            let spread = sample::uniform(key.of(Purpose::Initial).with(1).uniform(), 1.0 - SPREAD, 1.0 + SPREAD);
            if first + (rates.list_wait_days * spread) as u32 >= today {
                self.planned.clinics[specialty].list[usize::from(ordinary)].push_back(Entry {
                    since: first,
                    ordinary,
                    ..base
                });
                self.levels.stock(Stock::WaitingList, specialty, cell, 1);
            } else if ordinary {
                let day = first + (rates.list_wait_days * spread) as u32;
                self.planned.treated(id, key, cell, specialty, day);
            }
        }
        if key.of(Purpose::Repeats).uniform() < s.course {
            let mut left = 1 + geometric(key.of(Purpose::Repeats).with(1).uniform(), s.repeats - 1.0) as u16;
            let mut day = first;
            while left > 0 {
                let u = key.of(Purpose::Interval).with(1_000 + u64::from(left)).uniform();
                let next = day + (rates.repeat_days * (0.5 + u)).min((RING - 10) as f64) as u32;
                if next >= today {
                    self.book_repeat(specialty, Entry { left, ..base }, day);
                    break;
                }
                let ordinary = key.of(Purpose::Interval).with(2_000 + u64::from(left)).uniform();
                if ordinary < rates.repeat_ordinary {
                    self.planned
                        .treated(id, key.with(u64::from(left)), cell, specialty, next);
                }
                day = next;
                left -= 1;
            }
        }
    }

    /// Puts the starting queues in order of the date of asking.
    pub(in crate::model) fn sort_lists(&mut self) {
        for clinic in &mut self.planned.clinics {
            for queue in clinic.waiting.iter_mut().chain(clinic.list.iter_mut()) {
                queue.make_contiguous().sort_by_key(|e| (e.since, e.person, e.key));
            }
        }
    }
}

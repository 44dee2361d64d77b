//! The lines of people who wait for care, matched to room once a working day.

use super::{Destination, KINDS, Waiting};
use crate::engine::time::DAY;
use crate::engine::{Calendar, Key, Time};
use crate::model::address::{For, Purpose};
use crate::model::event::Event;
use crate::model::patch::Group;
use crate::model::population::{Presence, flag};
use crate::model::{Count, Model, What};

impl Model {
    /// Someone at home waits for care from now on.
    pub(in crate::model) fn queue_for_care(&mut self, person: u32, slot: Option<u32>, key: Key, to: Destination) {
        let since = self.now;
        if slot.is_none() {
            self.diary.note(self.now, person, key, What::CareAwaited(to));
        }
        self.care.lines[to.line()].waiting.push(Waiting {
            person,
            slot,
            community: false,
            key,
            since,
        });
    }

    /// Once a day: care delivered, delays, and the match of people who wait to room.
    pub(in crate::model) fn care_day(&mut self) {
        self.agenda.push(Event::CareDay.entry(Time(self.now.0 + DAY), 0, 0));
        self.team_day();
        self.count_clients();
        self.late_life_day();
        self.home_review_day();
        self.in_each(Group::Care, Model::assessment_day);
        self.in_each(Group::Care, Model::count_hours);
        self.in_each(Group::Care, Model::delay_day);
        self.report_long_assessments();
        self.in_each(Group::Care, Model::community_bed_day);
        if Calendar::is_working_day(self.now.day()) {
            self.in_each(Group::Care, Model::match_lines);
        }
    }

    /// Hours of home care delivered today, an equal part of the week.
    fn count_hours(&mut self) {
        let cell = self.cell_of(Group::Care);
        let [council, budget, own, nhs] = self.care.hours;
        for (count, hours) in [
            (Count::HomeCareHours, council + budget),
            (Count::HomeCareHoursSelf, own),
            (Count::HomeCareHoursNhs, nhs),
        ] {
            self.tallies.add(count, 0, cell, (hours / 7.0).round() as i64);
        }
    }

    /// People who wait are matched to room.
    fn match_lines(&mut self) {
        let day = self.now.day();
        for line in 0..KINDS.len() {
            let to = Destination::of(line as u8 + 1);
            let places = self.places_of(to);
            let waiting = std::mem::take(&mut self.care.lines[line].waiting);
            let mut left = Vec::with_capacity(waiting.len());
            let scatter = (places * self.rates.care.scatter[line]).max(1e-9);
            for entry in waiting {
                let person = &self.population[entry.person];
                if self.waits_no_more(&entry) {
                    continue;
                }
                if entry.slot.is_none() && !entry.community && person.presence != Presence::Resident {
                    left.push(entry);
                    continue;
                }
                let need = self.rates.care.units(to, person.key);
                let free = places - self.care.lines[line].used;
                let chance = if free < need {
                    0.0
                } else {
                    1.0 - libm::exp(-free / scatter)
                };
                let u = entry.key.of(Purpose::Match).with(u64::from(day)).uniform();
                if u < chance {
                    self.take_place(to, entry.person);
                    self.placed(&entry, to);
                } else if self.now.since(entry.since).as_days() > self.rates.care.gap_after_days {
                    self.gives_up(&entry);
                } else {
                    left.push(entry);
                }
            }
            self.care.lines[line].waiting = left;
        }
        let waiting = self.care.lines[0].waiting.iter();
        let hours: f64 = waiting
            .map(|w| self.rates.care.hours(self.population[w.person].key))
            .sum();
        self.care.short = hours / self.places_of(Destination::HomeCare).max(1.0);
    }

    fn waits_no_more(&self, entry: &Waiting) -> bool {
        if entry.community {
            !self
                .care
                .stays
                .iter()
                .any(|s| s.person == entry.person && s.key == entry.key)
        } else {
            self.care_gone(entry.person, entry.slot, entry.key)
        }
    }

    /// A place was found for someone who waits.
    fn placed(&mut self, entry: &Waiting, to: Destination) {
        match entry.slot {
            Some(slot) => self.place_found(slot),
            None => {
                if entry.community {
                    self.leave_community_bed(entry.person);
                }
                self.population[entry.person].set(flag::CARE_SOUGHT, false);
                self.begin_care(entry.person, to, entry.key);
                self.raise_hazards(entry.person);
            }
        }
    }

    /// Nobody waits for ever: they manage with family, or without.
    fn gives_up(&mut self, entry: &Waiting) {
        if entry.community {
            self.leave_community_bed(entry.person);
        }
        self.care_gap(entry.person, entry.slot, entry.key);
    }

    /// Whether one more person can be looked after now.
    pub(in crate::model) fn has_room(&self, to: Destination) -> bool {
        self.care.lines[to.line()].used + 1.0 <= self.places_of(to)
    }

    /// A place or hours are kept.
    pub(in crate::model) fn take_place(&mut self, to: Destination, id: u32) {
        self.care.lines[to.line()].used += self.rates.care.units(to, self.population[id].key);
    }

    /// Whether someone who waits for care, in a bed or at home, waits no longer.
    pub(in crate::model) fn care_gone(&self, id: u32, slot: Option<u32>, key: Key) -> bool {
        let person = &self.population[id];
        match slot {
            Some(slot) => !self.cases[slot].alive || self.cases[slot].key != key,
            None => !person.here() || !person.has(flag::CARE_SOUGHT),
        }
    }

    /// Nobody waits for ever: they manage with family, or without.
    pub(in crate::model) fn care_gap(&mut self, id: u32, slot: Option<u32>, key: Key) {
        let cell = self.population[id].cell;
        self.tallies.count(Count::CareGap, cell);
        self.diary.note(self.now, id, key, What::CareGap);
        match slot {
            Some(slot) => {
                self.cases[slot].destination = Destination::Home as u8;
                self.place_found(slot);
            }
            None => {
                self.population[id].set(flag::CARE_SOUGHT, false);
                self.raise_hazards(id);
            }
        }
    }

    /// A place kept for someone who dies on the day of leaving falls free.
    pub(in crate::model) fn release_place(&mut self, id: u32, to: Destination) {
        if to != Destination::Home {
            self.care.lines[to.line()].used -= self.rates.care.units(to, self.population[id].key);
        }
    }
}

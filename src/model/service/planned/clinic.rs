//! Outpatient clinics: the urgent first, then who waits longest; follow-ups have their own share of the slots.

use super::clock::{Entry, OFF, Stop, join};
use super::specialty::Course;
use super::{RING, Room};
use crate::engine::time::DAY;
use crate::engine::{Calendar, Key, Time};
use crate::model::AHEAD;
use crate::model::address::{For, Purpose};
use crate::model::event::Event;
use crate::model::need::Need;
use crate::model::patch::Group;
use crate::model::settings::ServiceKind;
use crate::model::{Count, Model, What};
use std::collections::VecDeque;

/// One specialty's clinics and lists.
#[derive(Clone, Debug)]
pub(super) struct Clinic {
    /// Waiting for a first appointment: urgent, routine.
    pub waiting: [VecDeque<Entry>; 2],
    /// Follow-ups due and not yet seen.
    pub due: VecDeque<Entry>,
    pub follow_ups: Vec<Vec<Entry>>,
    /// Waiting for treatment, by [`Clinic::line`].
    pub list: [VecDeque<Entry>; 4],
    /// Planned repeats due: day cases, ordinary.
    pub repeats_due: [VecDeque<Entry>; 2],
    pub repeats: Vec<Vec<Entry>>,
    pub room: Room,
    pub list_room: Room,
    /// Part slots of ordinary admissions.
    pub ordinary_room: f64,
}

impl Default for Clinic {
    fn default() -> Clinic {
        Clinic {
            waiting: Default::default(),
            due: VecDeque::new(),
            follow_ups: vec![Vec::new(); RING],
            list: Default::default(),
            repeats_due: Default::default(),
            repeats: vec![Vec::new(); RING],
            room: Room::default(),
            list_room: Room::default(),
            ordinary_room: 0.0,
        }
    }
}

impl Clinic {
    /// Place in `list`: day cases and ordinary admissions, each urgent and routine.
    pub const fn line(ordinary: bool, urgent: bool) -> usize {
        (ordinary as usize) << 1 | !urgent as usize
    }
    pub fn await_first(&mut self, entry: Entry) {
        join(&mut self.waiting[usize::from(!entry.urgent)], entry);
    }
    /// Whether somebody waits for treatment of a kind, or a repeat is due.
    pub fn awaits(&self, ordinary: bool) -> bool {
        let lines = [true, false].map(|urgent| &self.list[Clinic::line(ordinary, urgent)]);
        lines.iter().any(|line| !line.is_empty()) || !self.repeats_due[usize::from(ordinary)].is_empty()
    }
    /// The next for treatment of a kind, and whether it is a planned repeat: the urgent, then repeats that are due, then
    /// who waits longest.
    pub fn next_treated(&mut self, ordinary: bool) -> Option<(Entry, bool)> {
        let urgent = self.list[Clinic::line(ordinary, true)].pop_front();
        let first = urgent.map(|entry| (entry, false));
        let repeats = &mut self.repeats_due[usize::from(ordinary)];
        let second = first.or_else(|| repeats.pop_front().map(|entry| (entry, true)));
        let routine = &mut self.list[Clinic::line(ordinary, false)];
        second.or_else(|| routine.pop_front().map(|entry| (entry, false)))
    }
    pub fn await_treatment(&mut self, entry: Entry) {
        join(&mut self.list[Clinic::line(entry.ordinary, entry.urgent)], entry);
    }
}

/// The next of two lines: the urgent first, then who waits longest.
pub(super) fn first_of(lines: &mut [VecDeque<Entry>; 2]) -> Option<Entry> {
    let [urgent, routine] = lines;
    urgent.pop_front().or_else(|| routine.pop_front())
}

impl Model {
    /// A planned-care need: seen by the practice, or referred by a consultant, A&E or screening.
    pub(in crate::model) fn planned_need(&mut self, id: u32, need: Need, key: Key) {
        let specialty = self.specialty_of(id, need, key);
        if self.rates.planned.is_direct(specialty, key) {
            self.refer_to(id, need, key, specialty);
        } else {
            self.routine_appointment(id, need, key);
        }
    }

    fn specialty_of(&self, id: u32, need: Need, key: Key) -> usize {
        let person = &self.population[id];
        let age = person.age(self.now.day());
        self.rates.planned.specialty(need, key, person.sex, age)
    }

    /// Puts a person on the list for a first outpatient appointment, or for community triage before it.
    pub(in crate::model) fn refer(&mut self, id: u32, need: Need, key: Key) {
        let specialty = self.specialty_of(id, need, key);
        self.refer_to(id, need, key, specialty);
    }

    /// Whether a referral would be an urgent one.
    pub(in crate::model) fn refers_urgently(&self, id: u32, need: Need, key: Key) -> bool {
        let specialty = self.specialty_of(id, need, key);
        let day = self.now.day();
        self.rates
            .planned
            .referral(id, &self.population[id], key, specialty, day)
            .urgent
    }

    fn refer_to(&mut self, id: u32, need: Need, key: Key, specialty: usize) {
        let cell = self.population[id].cell;
        self.tallies.add(Count::Referral, specialty, cell, 1);
        self.tallies.count(Count::Handoff, cell);
        let care = &self.rates.care;
        if key.of(Purpose::Handoff).uniform() < care.handoff_lost * self.standing.handoff_loss {
            self.tallies.count(Count::HandoffLost, cell);
            self.tallies.add(Count::UnmetNeed, need as usize, cell, 1);
            self.diary.note(self.now, id, key, What::referred(specialty, true));
            return;
        }
        self.diary.note(self.now, id, key, What::referred(specialty, false));
        let entry = self
            .rates
            .planned
            .referral(id, &self.population[id], key, specialty, self.now.day());
        self.start_clock(&entry);
        if !self.seen_in_triage(need, entry) && !self.seen_by_optometrist(need, &entry) {
            self.planned.clinics[specialty].await_first(entry);
        }
    }

    /// 09:00: the day's clinics.
    pub(in crate::model) fn clinic_day(&mut self) {
        self.agenda.push(Event::ClinicDay.entry(Time(self.now.0 + DAY), 0, 0));
        self.in_each(Group::Hospital, Model::clinics_of_the_day);
    }

    fn clinics_of_the_day(&mut self) {
        let day = self.now.day();
        for clinic in &mut self.planned.clinics {
            let due = std::mem::take(&mut clinic.follow_ups[day as usize % RING]);
            clinic.due.extend(due);
        }
        for (entry, listed) in std::mem::take(&mut self.planned.again[day as usize % RING]) {
            let clinic = &mut self.planned.clinics[usize::from(entry.specialty)];
            if listed {
                clinic.await_treatment(entry);
            } else {
                clinic.await_first(entry);
            }
        }
        self.validate_lists(day);
        if !Calendar::is_working_day(day) {
            return;
        }
        self.triage_day(day);
        self.test_day(day);
        for specialty in 0..self.planned.clinics.len() {
            let name = &self.rates.planned.specialties[specialty].name;
            let places =
                self.standing.places(ServiceKind::OutpatientClinic, name, self.now) * self.standing.elective_effort();
            let rates = &self.rates.planned;
            let clinic = &mut self.planned.clinics[specialty];
            let waiting = clinic.waiting[0].len() + clinic.waiting[1].len();
            let mut slots = (clinic.room).open(places, waiting, rates.initiative_gain, rates.initiative_most);
            let kept = (slots as f64 * (1.0 - rates.follow_up_room(specialty))) as usize;
            self.see_follow_ups(specialty, &mut slots, kept);
            let mut fetched = 0;
            while slots > 0 {
                let waiting = &mut self.planned.clinics[specialty].waiting;
                if fetched == 0 {
                    let next = waiting.iter().flat_map(|line| line.iter().take(AHEAD));
                    self.population.fetch(next.take(AHEAD).map(|entry| entry.person));
                    fetched = AHEAD;
                }
                fetched -= 1;
                let Some(entry) = first_of(waiting) else {
                    break;
                };
                if self.answers(entry, day, false) {
                    slots -= 1;
                    self.tallies.add(Count::OutpatientFirst, specialty, entry.cell, 1);
                    let days = i64::from(day.saturating_sub(entry.since));
                    self.tallies
                        .add(Count::OutpatientFirstWaitDays, specialty, entry.cell, days);
                    let clinic = What::clinic(specialty, true, day.saturating_sub(entry.since));
                    self.diary.note(self.now, entry.person, entry.key, clinic);
                    self.after_first(entry, day);
                }
            }
            // Room left over goes to follow-ups that still wait.
            self.see_follow_ups(specialty, &mut slots, 0);
        }
    }

    /// Calls somebody from a list; false if nobody comes: gone, or booked again.
    pub(super) fn answers(&mut self, entry: Entry, day: u32, listed: bool) -> bool {
        if !self.population[entry.person].here() {
            self.stop_clock(&entry, Stop::Departed);
            return false;
        }
        let Some(days) = self.rates.planned.rebooked(&entry, listed) else {
            return true;
        };
        let calls = entry.calls.saturating_add(1);
        let specialty = usize::from(entry.specialty);
        self.diary
            .note(self.now, entry.person, entry.key, What::rebooked(specialty));
        self.planned.again[(day + days) as usize % RING].push((Entry { calls, ..entry }, listed));
        false
    }

    fn see_follow_ups(&mut self, specialty: usize, slots: &mut usize, kept: usize) {
        let mut fetched = 0;
        while *slots > kept {
            let due = &mut self.planned.clinics[specialty].due;
            if fetched == 0 {
                self.population.fetch(due.iter().take(AHEAD).map(|entry| entry.person));
                fetched = AHEAD;
            }
            fetched -= 1;
            let Some(entry) = due.pop_front() else {
                return;
            };
            if self.follow_up(entry) {
                *slots -= 1;
            }
        }
    }

    /// What follows a first attendance on a day: a test, a decision, follow-ups, a course of repeats.
    fn after_first(&mut self, entry: Entry, day: u32) {
        let specialty = usize::from(entry.specialty);
        let course = self.rates.planned.course(&entry, self.standing.follow_up(specialty));
        let entry = Entry {
            left: course.follow_ups,
            ..entry
        };
        if course.repeats > 0 {
            self.book_repeat(
                Entry {
                    left: course.repeats,
                    clock: OFF,
                    ..entry
                },
                day,
            );
        }
        match course.test {
            Some(modality) => self.ask_test(entry, modality, day),
            None if course.later => {
                let after = Entry {
                    left: entry.left.max(1),
                    decides: true,
                    ..entry
                };
                self.book_follow_up(after, day);
            }
            None => {
                let after = self.decide_treatment(entry, course, day);
                if after.left > 0 {
                    self.book_follow_up(after, day);
                }
            }
        }
    }

    /// The decision about treatment: a place on the list, or the end of the clock. What goes on has no clock of its own.
    fn decide_treatment(&mut self, entry: Entry, course: Course, day: u32) -> Entry {
        if !course.listed || entry.clock == OFF {
            return self.stop_clock(&entry, Stop::NotAdmitted);
        }
        let specialty = usize::from(entry.specialty);
        self.planned.clinics[specialty].await_treatment(Entry {
            since: day,
            ordinary: course.ordinary,
            calls: 0,
            decides: false,
            ..entry
        });
        let listed = What::listed(specialty, course.ordinary);
        self.diary.note(self.now, entry.person, entry.key, listed);
        Entry {
            clock: OFF,
            decides: false,
            ..entry
        }
    }

    pub(super) fn book_follow_up(&mut self, entry: Entry, day: u32) {
        let at = day + self.rates.planned.interval(entry.key, entry.left);
        self.await_follow_up(entry, at);
    }

    /// An attendance on a day to come.
    pub(super) fn await_follow_up(&mut self, entry: Entry, at: u32) {
        let clinic = &mut self.planned.clinics[usize::from(entry.specialty)];
        clinic.follow_ups[at as usize % RING].push(Entry { since: at, ..entry });
    }

    pub(super) fn book_repeat(&mut self, entry: Entry, day: u32) {
        let (days, ordinary) = self.rates.planned.repeat(entry.key, entry.left);
        let at = day + days;
        let clinic = &mut self.planned.clinics[usize::from(entry.specialty)];
        clinic.repeats[at as usize % RING].push(Entry {
            since: at,
            ordinary,
            ..entry
        });
    }

    fn follow_up(&mut self, entry: Entry) -> bool {
        if !self.population[entry.person].here() {
            self.stop_clock(&entry, Stop::Departed);
            return false;
        }
        let (specialty, day) = (usize::from(entry.specialty), self.now.day());
        self.tallies.add(Count::OutpatientFollowUp, specialty, entry.cell, 1);
        let late = day.saturating_sub(entry.since);
        self.diary
            .note(self.now, entry.person, entry.key, What::clinic(specialty, false, late));
        let mut after = entry;
        if entry.decides {
            let course = self.rates.planned.course(&entry, self.standing.follow_up(specialty));
            after = self.decide_treatment(entry, course, day);
        }
        if after.left > 1 {
            self.book_follow_up(
                Entry {
                    left: after.left - 1,
                    ..after
                },
                day,
            );
        }
        true
    }
}

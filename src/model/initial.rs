//! The first instant: residents drawn from the tables, slow states in equilibrium, and the first of every recurring event.

use super::address::{For, Purpose};
use super::event::Event;
use super::need::{self, DAYS, Need, PROCESSES, Quarter};
use super::patch::Group;
use super::service::planned::LIST_HOUR;
use super::{Model, Stock};
use crate::engine::time::{DAY, HOUR};
use crate::engine::{Key, Month, Time};

/// Quarters of planned care lived through before the run: as long as courses and follow-ups last.
const BEFORE: u32 = 9;

impl Model {
    pub(super) fn begin(&mut self, root: Key) {
        let day = self.start.day();
        let people = self.people_at_start;
        let residents = root.of(Purpose::Resident);
        // One random offset: residents are spread evenly over the cells, so that each seed has its own people and the
        // margins hold.
        let offset = residents.uniform();
        for i in 0..people {
            let place = (f64::from(i) + offset) / f64::from(people);
            let mut person = self.synthesis.resident(residents.with(u64::from(i) + 1), place, day);
            person.hospital = self.hospital_for(usize::from(person.neighbourhood), person.key);
            let id = self.population.add(person);
            self.bounds.push([0.0; PROCESSES]);
            self.stand(id, 1);
        }
        debug_assert!(self.levels.standing(Stock::Population) == i64::from(people));
        self.lists_before();
        self.start_care();
        self.begin_mental();
        self.in_each(Group::Hospital, Model::open_beds);
        self.beds_before();
        self.in_each(Group::Hospital, Model::type_2_day);
        self.in_each(Group::Primary, Model::primary_day);
        self.in_each(Group::Urgent, Model::dispatch_hour);

        let today = self.now.day();
        self.agenda.push(Event::Midnight.entry(Time::of_day(today + 1), 0, 0));
        self.agenda.push(Event::Demography.entry(self.start, 0, 0));
        self.agenda.push(Event::Hour.entry(Time(self.now.0 + HOUR), 0, 0));
        for (event, hour) in [
            (Event::ElectiveDay, LIST_HOUR),
            (Event::PracticeDay, 8),
            (Event::ClinicDay, 9),
            (Event::CareDay, 10),
        ] {
            self.agenda
                .push(event.entry(Time(Time::of_day(today).0 + hour * HOUR), 0, 0));
        }
        let month = Month::of(self.now);
        let first = if month.start() == self.now {
            self.now
        } else {
            month.next().start()
        };
        self.agenda.push(Event::TeamMonth.entry(first, 0, 0));
        debug_assert!(self.now.0.is_multiple_of(DAY));
        self.quarter_start();
    }

    /// Planned care that was asked for before the run.
    fn lists_before(&mut self) {
        let index = self.now.day() / DAYS;
        let quarters: Vec<Quarter> = (index.saturating_sub(BEFORE)..=index)
            .map(|q| Quarter::new(q, &self.tables))
            .collect();
        let mut past: Vec<(Need, Key, Time)> = Vec::new();
        for id in 0..self.population.len() as u32 {
            let (person, hazards) = (self.population[id].key, self.hazards_of(id));
            let mut to = [0.0; PROCESSES];
            for need in Need::PLANNED {
                to[need as usize] = hazards[need as usize];
            }
            for quarter in &quarters {
                need::candidates(quarter, person, &[0.0; PROCESSES], &to, |found| {
                    past.push((Need::ALL[found.process], found.key, found.time));
                });
            }
            self.turn_to(id);
            for (need, key, time) in past.drain(..) {
                if time < self.now {
                    self.planned_before(id, need, key, time);
                }
            }
        }
        self.in_each(Group::Hospital, Model::sort_lists);
    }
}

//! The elective list: day cases, ordinary admissions, planned repeats.

use super::{Entry, RING};
use crate::engine::time::DAY;
use crate::engine::{Calendar, Key, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::case::{Acuity, Case, Stage};
use crate::model::event::Event;
use crate::model::fact::{Spell, SpellKind};
use crate::model::need::Need;
use crate::model::population::Presence;
use crate::model::settings::ServiceKind;
use crate::model::{Count, Model, Stock, What};

impl Model {
    /// 07:00: the day's elective admissions and day cases.
    pub(in crate::model) fn elective_day(&mut self) {
        let day = self.now.day();
        self.agenda.push(Event::ElectiveDay.entry(Time(self.now.0 + DAY), 0, 0));
        for clinic in &mut self.planned.clinics {
            for entry in std::mem::take(&mut clinic.repeats[day as usize % RING]) {
                clinic.repeats_due[usize::from(entry.ordinary)].push_back(entry);
            }
        }
        if !Calendar::is_working_day(day) {
            return;
        }
        let season = self.tables.season_elective[crate::engine::Date::of_day(day).month as usize - 1];
        let clinics = self.planned.clinics.len();
        for turn in 0..clinics {
            // Each day another specialty brings its patients in first.
            let specialty = (turn + day as usize) % clinics;
            let name = self.rates.planned.specialties[specialty].name.clone();
            let places = self.standing.places(ServiceKind::ElectiveList, &name, self.now) * season;
            let ordinary = self.planned.clinics[specialty].ordinary;
            for kind in [0, 1] {
                let part = if kind == 1 { ordinary } else { 1.0 - ordinary };
                let clinic = &mut self.planned.clinics[specialty];
                clinic.list_room[kind] += places * part;
                let mut slots = clinic.list_room[kind].floor();
                clinic.list_room[kind] -= slots;
                while slots >= 1.0 {
                    let clinic = &mut self.planned.clinics[specialty];
                    let (entry, repeat) = match clinic.repeats_due[kind].pop_front() {
                        Some(entry) => (entry, true),
                        None => match clinic.list[kind].pop_front() {
                            Some(entry) => (entry, false),
                            None => break,
                        },
                    };
                    if !self.treat(specialty, entry, repeat, kind == 1) {
                        break;
                    }
                    slots -= 1.0;
                }
            }
        }
    }

    /// An ordinary planned stay that begins now, with its length.
    pub(in crate::model) fn ordinary_case(&self, person: u32, key: Key, cell: u16, specialty: usize) -> Case {
        let mut case = Case::new(person, key, Need::PlannedCare, Acuity::Minor, cell, self.now);
        case.elective = true;
        case.specialty = specialty as u8;
        case.stage = Stage::Trolley;
        let rates = &self.rates.planned;
        case.preferred = rates.specialties[specialty].ward as u8;
        case.short = key.of(Purpose::StayClass).uniform() < rates.stay_zero;
        case.stay = if case.short {
            rates.stay_zero_days as f32
        } else {
            let u = key.of(Purpose::Stay).uniform();
            sample::lognormal(u, rates.stay_median, rates.stay_sigma) as f32
        };
        case
    }

    /// One planned treatment; false if it was cancelled for want of a bed.
    fn treat(&mut self, specialty: usize, entry: Entry, repeat: bool, ordinary: bool) -> bool {
        let person = &self.population[entry.person];
        let cell = entry.cell;
        if !person.here() || person.presence != Presence::Resident {
            if !repeat {
                self.levels.stock(Stock::WaitingList, specialty, cell, -1);
                self.tallies.add(Count::ListRemoval, specialty, cell, 1);
                self.diary
                    .note(self.now, entry.person, entry.key, What::removed(specialty));
            }
            return true;
        }
        let own = self.rates.planned.specialties[specialty].ward;
        let ward = self.beds.elective_ward(own, self.rates.planned.beds_kept);
        if ordinary && ward.is_none() {
            self.tallies.add(Count::ElectiveCancelled, specialty, cell, 1);
            self.diary
                .note(self.now, entry.person, entry.key, What::cancelled(specialty));
            let clinic = &mut self.planned.clinics[specialty];
            if repeat {
                clinic.repeats_due[1].push_front(entry)
            } else {
                clinic.list[1].push_front(entry)
            }
            return false;
        }
        if !repeat {
            self.levels.stock(Stock::WaitingList, specialty, cell, -1);
        }
        let waited = self.now.day().saturating_sub(entry.since);
        if !repeat {
            self.tallies.add(Count::ListTreated, specialty, cell, 1);
            self.tallies
                .add(Count::ListWaitDays, specialty, cell, i64::from(waited));
        }
        let treatment = What::treatment(specialty, ordinary, repeat, waited);
        self.diary.note(self.now, entry.person, entry.key, treatment);
        let key = if repeat {
            entry.key.with(u64::from(entry.left))
        } else {
            entry.key
        };
        if ordinary {
            self.tallies.add(Count::ElectiveAdmission, specialty, cell, 1);
            let case = self.ordinary_case(entry.person, key, cell, specialty);
            let slot = self.cases.open(case);
            self.admit_elective(slot, ward.unwrap_or(own));
        } else {
            self.tallies.add(Count::DayCase, specialty, cell, 1);
            let person = &self.population[entry.person];
            self.tallies.spells.push(Spell {
                kind: SpellKind::DayCase,
                admitted: self.now,
                ready: self.now,
                left: self.now,
                service: self.names.lists[specialty].unwrap_or(u16::MAX),
                practice: person.practice,
                neighbourhood: (cell / 35) as u8,
                age_band: ((cell / 5) % 7) as u8,
                deprivation: (cell % 5) as u8,
                weight: 1.0,
                episode: key.bits(),
                died: false,
            });
        }
        if repeat && entry.left > 1 {
            let day = self.now.day();
            self.book_repeat(
                specialty,
                Entry {
                    left: entry.left - 1,
                    ..entry
                },
                day,
            );
        }
        true
    }
}

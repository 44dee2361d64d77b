//! The elective list: day cases, ordinary admissions, planned repeats. Each specialty has its slots; whatever needs an
//! operating theatre also needs its minutes, which all share. The urgent come first, then planned repeats that are due,
//! then who waits longest.

use super::RING;
use super::clinic::Clinic;
use super::clock::{Entry, Stop};
use crate::engine::time::DAY;
use crate::engine::{Calendar, Key, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::case::{Acuity, Case, Stage};
use crate::model::event::Event;
use crate::model::fact::{Spell, SpellKind};
use crate::model::patch::Group;
use crate::model::population::Presence;
use crate::model::service::bed::Pool;
use crate::model::settings::ServiceKind;
use crate::model::{Count, Model, What};

/// Minutes in a theatre's hour.
const HOUR: f64 = 60.0;

/// How a call for treatment ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Called {
    Treated,
    /// Nobody came, or no critical care bed is free for this one: the slot goes to the next.
    Missed,
    /// No theatre time or no bed is left today for this kind of patient.
    Full,
}

impl Model {
    /// 07:00: the day's elective admissions and day cases.
    pub(in crate::model) fn elective_day(&mut self) {
        self.agenda.push(Event::ElectiveDay.entry(Time(self.now.0 + DAY), 0, 0));
        self.in_each(Group::Hospital, Model::lists_of_the_day);
    }

    fn lists_of_the_day(&mut self) {
        let day = self.now.day();
        for clinic in &mut self.planned.clinics {
            for entry in std::mem::take(&mut clinic.repeats[day as usize % RING]) {
                clinic.repeats_due[usize::from(entry.ordinary)].push_back(entry);
            }
        }
        if !Calendar::is_working_day(day) {
            return;
        }
        let season = self.tables.season_elective[crate::engine::Date::of_day(day).month as usize - 1];
        let open = self.standing.places(ServiceKind::Theatres, "", self.now) * season * HOUR;
        let mut theatre = open;
        let clinics = self.planned.clinics.len();
        for turn in 0..clinics {
            // Each day another specialty brings its patients in first.
            let specialty = (turn + day as usize) % clinics;
            let name = &self.rates.planned.specialties[specialty].name;
            let places = self.standing.places(ServiceKind::ElectiveList, name, self.now) * season;
            let rates = &self.rates.planned;
            let part = rates.ordinary_part(specialty);
            let clinic = &mut self.planned.clinics[specialty];
            let waiting = clinic.list.iter().map(std::collections::VecDeque::len).sum();
            let mut slots = (clinic.list_room).open(places, waiting, rates.initiative_gain, rates.initiative_most);
            clinic.ordinary_room += slots as f64 * part;
            let mut ordinary = (clinic.ordinary_room.floor().max(0.0) as usize).min(slots);
            clinic.ordinary_room -= ordinary as f64;
            slots -= ordinary;
            let room = self.bring_in(specialty, true, &mut ordinary, &mut theatre);
            let clinic = &mut self.planned.clinics[specialty];
            if clinic.awaits(true) {
                // Cancelled today: made up for on another day, though no more is owed than a day of the list.
                clinic.ordinary_room = (clinic.ordinary_room + ordinary as f64).min((slots + ordinary) as f64);
            }
            // What one kind leaves the other may use.
            slots += ordinary;
            self.bring_in(specialty, false, &mut slots, &mut theatre);
            if room {
                self.bring_in(specialty, true, &mut slots, &mut theatre);
            }
        }
        let cell = self.cell_of(Group::Hospital);
        self.tallies.add(Count::TheatreMinutesOpen, 0, cell, open as i64);
        self.tallies
            .add(Count::TheatreMinutes, 0, cell, (open - theatre) as i64);
    }

    /// Treats patients of one kind until nobody, no slot, no theatre or no bed is left; false in the last two cases.
    fn bring_in(&mut self, specialty: usize, ordinary: bool, slots: &mut usize, theatre: &mut f64) -> bool {
        while *slots > 0 {
            let clinic = &mut self.planned.clinics[specialty];
            let Some((entry, repeat)) = clinic.next_treated(ordinary) else {
                return true;
            };
            match self.treat(entry, repeat, theatre) {
                Called::Treated => *slots -= 1,
                Called::Missed => {}
                Called::Full => {
                    let clinic = &mut self.planned.clinics[specialty];
                    if repeat {
                        clinic.repeats_due[usize::from(ordinary)].push_front(entry);
                    } else {
                        clinic.list[Clinic::line(ordinary, entry.urgent)].push_front(entry);
                    }
                    return false;
                }
            }
        }
        true
    }

    /// An ordinary planned stay that begins now, with its length.
    pub(in crate::model) fn ordinary_case(&self, person: u32, key: Key, cell: u16, specialty: usize) -> Case {
        let need = self.rates.planned.specialties[specialty].need;
        let mut case = Case::new(person, key, need, Acuity::Minor, cell, self.now);
        case.elective = true;
        case.hospital = self.hospital_here();
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
        if !case.short && rates.specialties[specialty].ward == Pool::Surgical {
            case.critical = self.rates.bed.planned_critical_days(key);
        }
        case
    }

    /// One planned treatment.
    fn treat(&mut self, entry: Entry, repeat: bool, theatre: &mut f64) -> Called {
        let (specialty, cell, day) = (usize::from(entry.specialty), entry.cell, self.now.day());
        let rates = std::sync::Arc::clone(&self.rates);
        let rates = &rates.planned;
        if repeat && !self.population[entry.person].here() {
            return Called::Missed;
        }
        let minutes = if rates.course(&entry, 1.0).theatre {
            rates.theatre_minutes[usize::from(entry.ordinary)]
        } else {
            0.0
        };
        if minutes > *theatre {
            return Called::Full;
        }
        let own = rates.specialties[specialty].ward;
        let ward = self.beds.elective_ward(own, rates.beds_kept);
        if entry.ordinary && ward.is_none() {
            self.called_off(&entry);
            return Called::Full;
        }
        if !repeat && !self.answers(entry, day, true) {
            return Called::Missed;
        }
        if self.population[entry.person].presence != Presence::Resident {
            // Lies in a bed somewhere: treated when back home.
            self.put_off(entry, repeat, day);
            return Called::Missed;
        }
        let key = if repeat {
            entry.key.with(u64::from(entry.left))
        } else {
            entry.key
        };
        let stay = (entry.ordinary).then(|| self.ordinary_case(entry.person, key, cell, specialty));
        if stay.is_some_and(|stay| stay.critical > 0.0) && !self.beds.critical_room() {
            self.called_off(&entry);
            self.put_off(entry, repeat, day);
            return Called::Missed;
        }
        *theatre -= minutes;
        let waited = day.saturating_sub(entry.since);
        if !repeat {
            self.tallies.add(Count::ListTreated, specialty, cell, 1);
            self.tallies
                .add(Count::ListWaitDays, specialty, cell, i64::from(waited));
        }
        let treatment = What::treatment(specialty, entry.ordinary, repeat, waited);
        self.diary.note(self.now, entry.person, entry.key, treatment);
        if !repeat {
            self.stop_clock(&entry, Stop::Admitted);
        }
        if let Some(case) = stay {
            self.tallies.add(Count::ElectiveAdmission, specialty, cell, 1);
            let slot = self.cases.open(case);
            self.admit_elective(slot, ward.unwrap_or(own));
        } else {
            self.day_case(&entry, key);
        }
        if repeat && entry.left > 1 {
            let left = entry.left - 1;
            self.book_repeat(Entry { left, ..entry }, day);
        }
        Called::Treated
    }

    /// Called off on the day for want of a bed.
    fn called_off(&mut self, entry: &Entry) {
        let specialty = usize::from(entry.specialty);
        self.tallies.add(Count::ElectiveCancelled, specialty, entry.cell, 1);
        self.diary
            .note(self.now, entry.person, entry.key, What::cancelled(specialty));
    }

    /// Who cannot come now is called again later.
    fn put_off(&mut self, entry: Entry, repeat: bool, day: u32) {
        let at = (day + self.rates.planned.put_off_days()) as usize % RING;
        if repeat {
            self.planned.clinics[usize::from(entry.specialty)].repeats[at].push(entry);
        } else {
            let calls = entry.calls.saturating_add(1);
            self.planned.again[at].push((Entry { calls, ..entry }, true));
        }
    }

    fn day_case(&mut self, entry: &Entry, key: Key) {
        let (specialty, cell) = (usize::from(entry.specialty), entry.cell);
        self.tallies.add(Count::DayCase, specialty, cell, 1);
        let person = &self.population[entry.person];
        self.tallies.spells.push(Spell {
            kind: SpellKind::DayCase,
            admitted: self.now,
            ready: self.now,
            left: self.now,
            critical_nights: 0,
            service: self.names.hospitals[self.here(Group::Hospital)].lists[specialty].unwrap_or(u16::MAX),
            practice: person.practice,
            neighbourhood: (cell / 35) as u8,
            age_band: ((cell / 5) % 7) as u8,
            deprivation: (cell % 5) as u8,
            weight: 1.0,
            episode: key.bits(),
            died: false,
        });
    }
}

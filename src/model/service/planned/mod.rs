//! Planned care: referral, first and follow-up outpatients, the elective list, planned repeats. Clinics and lists are
//! settled one service-day at a time; ordinary admissions compete for surgical beds.

mod before;
mod list;

use crate::engine::time::DAY;
use crate::engine::{Calendar, Key, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::event::Event;
use crate::model::need::{self, Need};
use crate::model::rates;
use crate::model::service::bed::Pool;
use crate::model::settings::{ServiceKind, Settings};
use crate::model::{Count, Model, Stock, What};
use std::collections::VecDeque;

/// Hour of the day at which planned patients come in.
pub const LIST_HOUR: u64 = 7;
/// Days ahead that follow-ups and repeats are booked.
const RING: usize = 512;

/// One specialty.
#[derive(Clone, Debug)]
pub struct Specialty {
    pub name: String,
    share: f64,
    share_old: f64,
    urgent: f64,
    follow_ups: f64,
    listed: f64,
    day_case: f64,
    course: f64,
    repeats: f64,
    /// Where its ordinary patients lie.
    ward: Pool,
}

#[derive(Clone, Debug)]
pub struct Rates {
    pub specialties: Vec<Specialty>,
    pub direct_referral: f64,
    pub first_wait_days: f64,
    pub list_wait_days: f64,
    interval_days: f64,
    repeat_days: f64,
    repeat_ordinary: f64,
    removal_days: f64,
    follow_up_room: f64,
    initiative_gain: f64,
    initiative_most: f64,
    stay_median: f64,
    stay_sigma: f64,
    stay_zero: f64,
    stay_zero_days: f64,
    urgent_wait: f64,
    follow_up_least: f64,
    beds_kept: f64,
}

/// The specialties of a setting, in order of name.
pub fn specialties(settings: &Settings) -> Vec<String> {
    let mut names: Vec<String> = settings
        .services
        .iter()
        .filter(|s| s.kind == ServiceKind::OutpatientClinic && s.share > 0.0)
        .map(|s| s.specialty.clone())
        .collect();
    names.sort();
    names.dedup();
    names
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        let specialties = specialties(settings)
            .into_iter()
            .map(|name| {
                let s = |what: &str| p(&format!("planned.{name}.{what}"));
                Specialty {
                    share: s("referral_share"),
                    share_old: s("referral_share_65_plus"),
                    urgent: s("urgent_share"),
                    follow_ups: s("follow_ups_per_first"),
                    listed: s("listed_share"),
                    day_case: s("day_case_share"),
                    course: s("course_share"),
                    repeats: s("repeats_per_course"),
                    ward: if s("medical_ward") >= 0.5 {
                        Pool::Medical
                    } else {
                        Pool::Surgical
                    },
                    name,
                }
            })
            .collect();
        Rates {
            specialties,
            direct_referral: p("planned.direct_referral_share"),
            first_wait_days: p("planned.first_wait_at_start_days"),
            list_wait_days: p("planned.list_wait_at_start_days"),
            interval_days: p("planned.follow_up_interval_days"),
            repeat_days: p("planned.repeat_interval_days"),
            repeat_ordinary: p("planned.repeat_ordinary_share"),
            removal_days: p("planned.removal_mean_days"),
            follow_up_room: p("planned.follow_up_room_share"),
            initiative_gain: p("planned.initiative_gain"),
            initiative_most: p("planned.initiative_most_share"),
            stay_median: p("planned.stay_median_days"),
            stay_sigma: p("planned.stay_sigma"),
            stay_zero_days: p("planned.stay_zero_days"),
            urgent_wait: p("planned.urgent_wait_ratio"),
            follow_up_least: p("planned.follow_up_least_days"),
            stay_zero: p("planned.stay_zero_share"),
            beds_kept: p("planned.beds_kept_for_emergencies"),
        }
    }

    /// The plan's service of a kind behind each specialty.
    pub fn services(&self, settings: &Settings, kind: ServiceKind) -> Vec<Option<u16>> {
        self.specialties
            .iter()
            .map(|s| settings.service(kind, &s.name))
            .collect()
    }

    fn specialty(&self, key: Key, old: bool) -> usize {
        let weight = |s: &Specialty| if old { s.share_old } else { s.share };
        let total: f64 = self.specialties.iter().map(weight).sum();
        let mut u = key.of(Purpose::Specialty).uniform() * total;
        for (i, s) in self.specialties.iter().enumerate() {
            u -= weight(s);
            if u < 0.0 {
                return i;
            }
        }
        self.specialties.len() - 1
    }
}

/// Geometric number (0, 1, 2 …) with the given mean, rising in neither mean nor luck by jumps: monotone in both.
fn geometric(u: f64, mean: f64) -> u32 {
    if mean <= 0.0 {
        return 0;
    }
    (libm::log(u) / libm::log(mean / (1.0 + mean))) as u32
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    key: Key,
    person: u32,
    cell: u16,
    since: u32,
    left: u16,
    ordinary: bool,
}

#[derive(Clone)]
struct Clinic {
    /// Waiting for a first appointment: urgent, routine.
    waiting: [VecDeque<Entry>; 2],
    /// Follow-ups due and not yet seen.
    due: VecDeque<Entry>,
    follow_ups: Vec<Vec<Entry>>,
    /// Waiting for treatment: day case, ordinary.
    list: [VecDeque<Entry>; 2],
    repeats_due: [VecDeque<Entry>; 2],
    repeats: Vec<Vec<Entry>>,
    room: f64,
    list_room: [f64; 2],
    target: f64,
    /// Part of the list's slots that ordinary admissions take.
    ordinary: f64,
}

/// Somebody on a list.
pub struct Standing {
    pub person: u32,
    pub key: Key,
    /// Day of referral, or of listing.
    pub since: u32,
    pub specialty: u8,
    /// For treatment: whether with nights in hospital. None before the first clinic.
    pub listed: Option<bool>,
}

/// An ordinary admission before the run.
#[derive(Clone, Copy, Debug)]
pub struct Treated {
    pub person: u32,
    pub key: Key,
    pub cell: u16,
    pub specialty: usize,
    pub day: u32,
}

/// All planned care.
#[derive(Clone)]
pub struct Planned {
    clinics: Vec<Clinic>,
    day: u32,
    /// Ordinary admissions of the last weeks before the run; empty once beds are filled.
    treated: Vec<Treated>,
}

impl Planned {
    pub fn new(_settings: &Settings, rates: &rates::Rates, day: u32) -> Planned {
        let clinics = rates
            .planned
            .specialties
            .iter()
            .map(|s| {
                let (listed, repeats) = (s.listed, s.course * s.repeats);
                let ordinary = listed * (1.0 - s.day_case) + repeats * rates.planned.repeat_ordinary;
                Clinic {
                    waiting: Default::default(),
                    due: VecDeque::new(),
                    follow_ups: vec![Vec::new(); RING],
                    list: Default::default(),
                    repeats_due: Default::default(),
                    repeats: vec![Vec::new(); RING],
                    room: 0.0,
                    list_room: [0.0; 2],
                    target: 0.0,
                    ordinary: ordinary / (listed + repeats),
                }
            })
            .collect();
        Planned {
            clinics,
            day,
            treated: Vec::new(),
        }
    }
    /// Notes an ordinary admission before the run, if it is so late that someone may still be in.
    fn treated(&mut self, person: u32, key: Key, cell: u16, specialty: usize, day: u32) {
        if day + need::DAYS >= self.day {
            self.treated.push(Treated {
                person,
                key,
                cell,
                specialty,
                day,
            });
        }
    }
    pub fn take_treated(&mut self) -> Vec<Treated> {
        std::mem::take(&mut self.treated)
    }
    /// Everyone on a list, for a diary that opens.
    pub fn standing(&self) -> Vec<Standing> {
        let mut all = Vec::new();
        for (specialty, clinic) in self.clinics.iter().enumerate() {
            let mut take = |queue: &VecDeque<Entry>, listed: Option<bool>| {
                all.extend(queue.iter().map(|entry| Standing {
                    person: entry.person,
                    key: entry.key,
                    since: entry.since,
                    specialty: specialty as u8,
                    listed,
                }));
            };
            clinic.waiting.iter().for_each(|queue| take(queue, None));
            take(&clinic.list[0], Some(false));
            take(&clinic.list[1], Some(true));
        }
        all
    }
    /// Everyone on a list, by recount.
    pub fn waiting(&self) -> i64 {
        let lists = self.clinics.iter().flat_map(|c| c.waiting.iter().chain(&c.list));
        lists.map(VecDeque::len).sum::<usize>() as i64
    }
}

impl Model {
    /// A planned-care need: seen by the practice, or referred by a consultant, A&E or screening.
    pub(in crate::model) fn planned_need(&mut self, id: u32, key: Key) {
        if key.of(Purpose::Route).uniform() < self.rates.planned.direct_referral {
            self.refer(id, key);
        } else {
            self.routine_appointment(id, Need::PlannedCare, key);
        }
    }

    /// Puts a person on the list for a first outpatient appointment.
    pub(in crate::model) fn refer(&mut self, id: u32, key: Key) {
        let person = &self.population[id];
        let cell = person.cell;
        let specialty = self.rates.planned.specialty(key, person.age(self.now.day()) >= 65);
        self.tallies.add(Count::Referral, specialty, cell, 1);
        self.tallies.count(Count::Handoff, cell);
        let care = &self.rates.care;
        if key.of(Purpose::Handoff).uniform() < care.handoff_lost * self.standing.handoff_loss {
            self.tallies.count(Count::HandoffLost, cell);
            self.tallies.add(Count::UnmetNeed, Need::PlannedCare as usize, cell, 1);
            self.diary.note(self.now, id, key, What::referred(specialty, true));
            return;
        }
        self.diary.note(self.now, id, key, What::referred(specialty, false));
        let day = self.now.day();
        self.wait_for_clinic(id, key, cell, specialty, day);
    }

    fn wait_for_clinic(&mut self, id: u32, key: Key, cell: u16, specialty: usize, since: u32) {
        let urgent = key.of(Purpose::Acuity).uniform() < self.rates.planned.specialties[specialty].urgent;
        let entry = Entry {
            key,
            person: id,
            cell,
            since,
            left: 0,
            ordinary: false,
        };
        self.planned.clinics[specialty].waiting[usize::from(!urgent)].push_back(entry);
        self.levels.stock(Stock::WaitingList, specialty, cell, 1);
    }

    /// 09:00: the day's clinics.
    pub(in crate::model) fn clinic_day(&mut self) {
        let day = self.now.day();
        self.agenda.push(Event::ClinicDay.entry(Time(self.now.0 + DAY), 0, 0));
        for specialty in 0..self.planned.clinics.len() {
            let clinic = &mut self.planned.clinics[specialty];
            let due = std::mem::take(&mut clinic.follow_ups[day as usize % RING]);
            clinic.due.extend(due);
        }
        if !Calendar::is_working_day(day) {
            return;
        }
        for specialty in 0..self.planned.clinics.len() {
            let name = self.rates.planned.specialties[specialty].name.clone();
            let places = self.standing.places(ServiceKind::OutpatientClinic, &name, self.now);
            let rates = &self.rates.planned;
            let clinic = &mut self.planned.clinics[specialty];
            let waiting = (clinic.waiting[0].len() + clinic.waiting[1].len()) as f64;
            if clinic.target == 0.0 {
                clinic.target = waiting;
            }
            // Waiting-list initiatives: more clinics when the list is longer than at the start, fewer when shorter.
            let strain = rates.initiative_gain * (waiting / clinic.target.max(1.0) - 1.0);
            clinic.room += places * (1.0 + strain.clamp(-rates.initiative_most, rates.initiative_most));
            let room = clinic.room.floor().max(0.0);
            clinic.room -= room;
            let mut slots = room as usize;
            let for_follow_ups = (room * rates.follow_up_room) as usize;
            for _ in 0..for_follow_ups {
                let Some(entry) = self.planned.clinics[specialty].due.pop_front() else {
                    break;
                };
                if self.follow_up(specialty, entry) {
                    slots -= 1;
                }
            }
            while slots > 0 {
                let clinic = &mut self.planned.clinics[specialty];
                let Some(entry) = clinic.waiting[0].pop_front().or_else(|| clinic.waiting[1].pop_front()) else {
                    break;
                };
                self.levels.stock(Stock::WaitingList, specialty, entry.cell, -1);
                let waited = f64::from(day.saturating_sub(entry.since));
                let removed = 1.0 - libm::exp(-waited / self.rates.planned.removal_days);
                if !self.population[entry.person].here() || entry.key.of(Purpose::Remove).uniform() < removed {
                    self.tallies.add(Count::ListRemoval, specialty, entry.cell, 1);
                    self.diary
                        .note(self.now, entry.person, entry.key, What::removed(specialty));
                    continue;
                }
                slots -= 1;
                self.tallies.add(Count::OutpatientFirst, specialty, entry.cell, 1);
                let days = i64::from(day.saturating_sub(entry.since));
                self.tallies
                    .add(Count::OutpatientFirstWaitDays, specialty, entry.cell, days);
                let clinic = What::clinic(specialty, true, day.saturating_sub(entry.since));
                self.diary.note(self.now, entry.person, entry.key, clinic);
                self.after_first(specialty, entry, day);
            }
            // Room left over goes to follow-ups that still wait.
            while slots > 0 {
                let Some(entry) = self.planned.clinics[specialty].due.pop_front() else {
                    break;
                };
                if self.follow_up(specialty, entry) {
                    slots -= 1;
                }
            }
        }
    }

    /// What follows a first attendance on a day: follow-ups, a place on the list, a course of repeats.
    fn after_first(&mut self, specialty: usize, entry: Entry, day: u32) {
        let s = &self.rates.planned.specialties[specialty];
        let mean = s.follow_ups * self.standing.follow_up[specialty];
        let left = geometric(entry.key.of(Purpose::FollowUps).uniform(), mean) as u16;
        let listed = entry.key.of(Purpose::Listing).uniform() < s.listed;
        let ordinary = entry.key.of(Purpose::Listing).with(1).uniform() >= s.day_case;
        let course = entry.key.of(Purpose::Repeats).uniform() < s.course;
        let repeats = 1 + geometric(entry.key.of(Purpose::Repeats).with(1).uniform(), s.repeats - 1.0) as u16;
        if left > 0 {
            self.book_follow_up(specialty, Entry { left, ..entry }, day);
        }
        if listed {
            let cell = entry.cell;
            self.planned.clinics[specialty].list[usize::from(ordinary)].push_back(Entry {
                since: day,
                ordinary,
                ..entry
            });
            self.levels.stock(Stock::WaitingList, specialty, cell, 1);
            let listed = What::listed(specialty, ordinary);
            self.diary.note(self.now, entry.person, entry.key, listed);
        }
        if course {
            self.book_repeat(specialty, Entry { left: repeats, ..entry }, day);
        }
    }

    fn book_follow_up(&mut self, specialty: usize, entry: Entry, day: u32) {
        let u = entry.key.of(Purpose::Interval).with(u64::from(entry.left)).uniform();
        let days = sample::exponential(u, self.rates.planned.interval_days)
            .clamp(self.rates.planned.follow_up_least, (RING - 10) as f64);
        let at = day + days as u32;
        self.planned.clinics[specialty].follow_ups[at as usize % RING].push(Entry { since: at, ..entry });
    }

    fn book_repeat(&mut self, specialty: usize, entry: Entry, day: u32) {
        let u = entry
            .key
            .of(Purpose::Interval)
            .with(1_000 + u64::from(entry.left))
            .uniform();
        let days = (self.rates.planned.repeat_days * (0.5 + u)).min((RING - 10) as f64);
        let at = day + days as u32;
        let ordinary = entry
            .key
            .of(Purpose::Interval)
            .with(2_000 + u64::from(entry.left))
            .uniform()
            < self.rates.planned.repeat_ordinary;
        self.planned.clinics[specialty].repeats[at as usize % RING].push(Entry {
            since: at,
            ordinary,
            ..entry
        });
    }

    fn follow_up(&mut self, specialty: usize, entry: Entry) -> bool {
        if !self.population[entry.person].here() {
            return false;
        }
        self.tallies.add(Count::OutpatientFollowUp, specialty, entry.cell, 1);
        let late = self.now.day().saturating_sub(entry.since);
        self.diary
            .note(self.now, entry.person, entry.key, What::clinic(specialty, false, late));
        if entry.left > 1 {
            let day = self.now.day();
            self.book_follow_up(
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

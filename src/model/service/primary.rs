//! Primary care beside the practices' diaries: appointments in evenings and at weekends, visits to the housebound (by the
//! practices in the morning, by a late-visiting service afterwards), community pharmacies, and social prescribing.
//!
//! When the house is full: an evening without room leaves the caller to the morning's lines; a housebound patient whom
//! nobody can visit today tries another door, mostly the ambulance; who finds the pharmacist too busy seeks help
//! elsewhere; who finds no link worker comes back to the practice.

use super::refill;
use crate::engine::Calendar;
use crate::engine::Key;
use crate::model::address::{For, Purpose};
use crate::model::population::{Person, flag};
use crate::model::settings::{ServiceKind, Settings};
use crate::model::{Count, Model, What};

#[derive(Clone, Debug)]
pub struct Rates {
    /// Hours of opening, from and to: evenings of working days, other days, pharmacies.
    evening: [u32; 2],
    weekend: [u32; 2],
    pharmacy: [u32; 2],
    asks_pharmacist: f64,
    accepts_link_worker: f64,
    link_worker_settles: f64,
    late_from_hour: u32,
    housebound_from_frailty: u8,
    pub remote: f64,
    pub remote_again: f64,
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        let hours = |name: &str| ["from", "to"].map(|end| p(&format!("primary.{name}_{end}_hour")) as u32);
        Rates {
            evening: hours("evening"),
            weekend: hours("weekend"),
            pharmacy: hours("pharmacy"),
            asks_pharmacist: p("primary.asks_pharmacist_share"),
            accepts_link_worker: p("primary.link_worker.accepted_share"),
            link_worker_settles: p("primary.link_worker.settles_share"),
            late_from_hour: p("primary.late_visit_from_hour") as u32,
            housebound_from_frailty: p("primary.housebound_from_frailty") as u8,
            remote: p("primary.remote_share"),
            remote_again: p("primary.remote_again_share"),
        }
    }
}

/// What can still be given today.
#[derive(Clone, Default)]
pub struct Primary {
    extended: f64,
    visits: f64,
    late_visits: f64,
    pharmacy: f64,
    link_workers: f64,
}

fn within(hour: u32, [from, to]: [u32; 2]) -> bool {
    (from..to).contains(&hour)
}

impl Model {
    /// A new day: room that was not used is gone.
    pub(in crate::model) fn primary_day(&mut self) {
        let places = |kind: ServiceKind| self.standing.places(kind, "", self.now);
        let working = if Calendar::is_working_day(self.now.day()) {
            1.0
        } else {
            0.0
        };
        let room = &*self.primary;
        *self.primary = Primary {
            extended: refill(room.extended, places(ServiceKind::ExtendedHours)),
            visits: refill(room.visits, working * places(ServiceKind::HomeVisiting)),
            late_visits: refill(room.late_visits, working * places(ServiceKind::LateVisiting)),
            pharmacy: refill(room.pharmacy, places(ServiceKind::Pharmacy)),
            link_workers: refill(room.link_workers, working * places(ServiceKind::SocialPrescribing)),
        };
    }

    /// Whether there is an appointment this evening or weekend for who calls now.
    pub(in crate::model) fn extended_hours_open(&self) -> bool {
        let hours = if Calendar::is_working_day(self.now.day()) {
            self.rates.primary.evening
        } else {
            self.rates.primary.weekend
        };
        self.primary.extended >= 1.0 && within(self.now.hour(), hours)
    }

    /// Takes an appointment of the evening or weekend, if there is one: now, or this evening for who calls by day.
    pub(in crate::model) fn extended_hours(&mut self, cell: u16) -> bool {
        let later = Calendar::is_working_day(self.now.day()) && self.now.hour() < self.rates.primary.evening[1];
        let open = self.extended_hours_open() || later && self.primary.extended >= 1.0;
        if open {
            self.primary.extended -= 1.0;
            self.tallies.count(Count::GpExtendedHours, cell);
        }
        open
    }

    /// Cannot come to the practice: lives in a care home, or too frail.
    pub(in crate::model) fn housebound(&self, person: &Person) -> bool {
        person.has(flag::CARE_HOME) || person.frailty >= self.rates.primary.housebound_from_frailty
    }

    /// A visit at home today, if someone can still come.
    pub(in crate::model) fn home_visit(&mut self, id: u32, key: Key) -> bool {
        let late = self.now.hour() >= self.rates.primary.late_from_hour;
        let (room, kind) = if late {
            (&mut self.primary.late_visits, Count::LateVisit)
        } else {
            (&mut self.primary.visits, Count::HomeVisit)
        };
        if *room < 1.0 {
            return false;
        }
        *room -= 1.0;
        let cell = self.population[id].cell;
        self.tallies.count(kind, cell);
        self.diary.note(self.now, id, key, What::HomeVisit { late });
        true
    }

    /// Someone who stays at home with a minor illness may ask a pharmacist; false if the pharmacist was too busy.
    pub(in crate::model) fn asks_pharmacist(&mut self, id: u32, key: Key) -> bool {
        let rates = &self.rates.primary;
        let sunday = Calendar::weekday(self.now.day()) == 6;
        let asks = key.of(Purpose::Pharmacy).uniform() < rates.asks_pharmacist;
        if !asks || sunday || !within(self.now.hour(), rates.pharmacy) {
            return true;
        }
        if self.primary.pharmacy < 1.0 {
            return false;
        }
        self.primary.pharmacy -= 1.0;
        let cell = self.population[id].cell;
        self.tallies.count(Count::PharmacyAdvice, cell);
        self.diary.note(self.now, id, key, What::Pharmacist);
        true
    }

    /// Whether a link worker takes on someone who would come back to the practice, and settles what brings them there.
    pub(in crate::model) fn link_worker(&mut self, id: u32, key: Key) -> bool {
        let rates = &self.rates.primary;
        let (accepts, settles) = (rates.accepts_link_worker, rates.link_worker_settles);
        if self.primary.link_workers < 1.0 || key.of(Purpose::LinkWorker).uniform() >= accepts {
            return false;
        }
        self.primary.link_workers -= 1.0;
        let settled = key.of(Purpose::LinkWorker).with(1).uniform() < settles;
        let cell = self.population[id].cell;
        self.tallies.count(Count::SocialPrescribing, cell);
        self.diary.note(self.now, id, key, What::LinkWorker { settled });
        settled
    }
}

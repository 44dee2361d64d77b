//! Same-day emergency care (ambulatory emergency care): adults who are in and out the same day sit here instead of lying
//! on an assessment trolley, as long as it is open and a place is free. Nobody queues for it and nobody stays the night.

use super::{POOLS, Pool};
use crate::engine::time::{DAY, HOUR};
use crate::engine::{Calendar, Time};
use crate::model::address::{For, Purpose};
use crate::model::settings::Settings;
use crate::model::{Count, Model};

#[derive(Clone, Debug)]
pub(super) struct Rates {
    suits: f64,
    /// Instants of the day in hours: it opens, takes in its last patient, closes.
    opens: f64,
    last: f64,
    closes: f64,
    weekend: f64,
}

impl Rates {
    pub(super) fn new(settings: &Settings) -> Rates {
        let p = |name: &str| settings.parameters.get(&format!("urgent.same_day.{name}"));
        Rates {
            suits: p("suits_share"),
            opens: p("opens_hour"),
            last: p("last_arrival_hour"),
            closes: p("closes_hour"),
            weekend: p("weekend_ratio"),
        }
    }
    /// Share of the planned places that is staffed on a day.
    pub(super) fn staffed(&self, day: u32) -> f64 {
        if Calendar::is_working_day(day) {
            1.0
        } else {
            self.weekend
        }
    }
    /// Whether it takes patients in now.
    fn takes_in(&self, now: Time) -> bool {
        (self.opens..self.last).contains(&(now.since_midnight() as f64 / HOUR as f64))
    }
    /// Whether who comes now for so many days is in after it opens, before its last arrival, and out before it closes.
    fn in_hours(&self, now: Time, days: f64) -> bool {
        let hours = |span: f64| span / HOUR as f64;
        let came = hours(now.since_midnight() as f64);
        self.takes_in(now) && came + hours(days * DAY as f64) <= self.closes
    }
}

impl Model {
    /// Whether same-day emergency care suits a stay of hours that begins now, and is open for it.
    pub(super) fn suits_same_day(&self, slot: u32, days: f64) -> bool {
        let rates = &self.rates.bed.same_day;
        let open = self.beds.wards[Pool::SameDay as usize].open > 0;
        open && rates.in_hours(self.now, days) && self.cases[slot].key.of(Purpose::SameDay).uniform() < rates.suits
    }

    /// Points by which the share of adults without a night rises for who comes now, as same-day emergency care takes on
    /// some who would have stayed.
    pub(super) fn made_same_day(&self, age: u32) -> f64 {
        let open = self.beds.wards[Pool::SameDay as usize].open > 0 && self.rates.bed.same_day.takes_in(self.now);
        if age >= 18 && open {
            self.standing.same_day_care
        } else {
            0.0
        }
    }

    /// Where a patient is to lie: who finds same-day emergency care full goes to the trolleys at once, without waiting.
    pub(super) fn same_day_or(&mut self, slot: u32, preferred: Pool) -> Pool {
        if preferred != Pool::SameDay || self.beds.free(Pool::SameDay) > 0 {
            return preferred;
        }
        let case = &mut self.cases[slot];
        case.preferred = Pool::Assessment as u8;
        self.tallies.count(Count::SameDayEmergencyCareFull, case.cell);
        POOLS[case.preferred as usize]
    }
}

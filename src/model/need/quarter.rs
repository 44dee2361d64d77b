//! The clock of needs: 91-day quarters counted from 2000-01-01, in each of which every process has its own operational
//! time (season × weekday by day, an hour profile within the day), so that a candidate needs no thinning by calendar.

use super::candidate::{Ground, STRIPS, height};
use super::{CLOCK, Clock, PROCESSES};
use crate::engine::time::{DAYS_PER_YEAR, HOUR};
use crate::engine::{Calendar, Date, Time};
use crate::model::table::Tables;

/// Days in a quarter.
pub const DAYS: u32 = 91;

/// Calendar shapes, in the order of [`Clock`].
const CLOCKS: [Clock; CLASSES] = [
    Clock::Minor,
    Clock::Emergency,
    Clock::Exacerbation,
    Clock::Injury,
    Clock::Working,
];
const CLASSES: usize = 5;

/// One quarter's operational time.
#[derive(Clone, Debug)]
pub struct Quarter {
    pub index: u32,
    /// Cumulative share of the quarter's measure at the end of each day, by class.
    cumulative: [Vec<f64>; CLASSES],
    /// Measure of the quarter in years, by class.
    measure: [f64; CLASSES],
    ground: Ground,
    /// Chance of no candidate in a strip, by process and strip.
    none: Vec<[f64; STRIPS]>,
    hours: [Vec<f64>; CLASSES],
    /// Where to begin looking in `cumulative` and `hours`, by the quantile's first bits.
    day_guide: [[u8; GUIDE]; CLASSES],
    hour_guide: [[u8; GUIDE]; CLASSES],
}

/// Steps of the guides.
const GUIDE: usize = 256;

/// For each step of the quantile the first index whose cumulative share lies above it.
fn guide(cumulative: &[f64]) -> [u8; GUIDE] {
    std::array::from_fn(|i| cumulative.partition_point(|&c| c <= i as f64 / GUIDE as f64) as u8)
}

/// The first index whose cumulative share lies above the quantile, or the last.
#[inline]
fn find(cumulative: &[f64], guide: &[u8; GUIDE], quantile: f64) -> usize {
    let mut at = usize::from(guide[(quantile * GUIDE as f64) as usize]);
    while at + 1 < cumulative.len() && cumulative[at] <= quantile {
        at += 1;
    }
    at.min(cumulative.len() - 1)
}

impl Quarter {
    pub fn new(index: u32, tables: &Tables) -> Quarter {
        let weights = |class: usize, day: u32| -> f64 {
            let month = Date::of_day(day).month as usize - 1;
            // A bank holiday is like a Sunday.
            let weekday = if Calendar::is_bank_holiday(day) {
                6
            } else {
                Calendar::weekday(day) as usize
            };
            let (season, week) = match CLOCKS[class] {
                Clock::Minor => (
                    tables.season_gp[month],
                    0.5 * (tables.weekday_gp[weekday] + tables.weekday_ae[weekday]),
                ),
                Clock::Emergency => (tables.season_emergency[month], tables.weekday_emergency[weekday]),
                Clock::Exacerbation => (tables.season_exacerbation[month], tables.weekday_emergency[weekday]),
                Clock::Injury => (tables.season_ae[month], tables.weekday_ae[weekday]),
                Clock::Working => (tables.season_gp[month], tables.weekday_gp[weekday]),
            };
            season * week
        };
        let mut measure = [0.0; CLASSES];
        let cumulative = std::array::from_fn(|class| {
            let mut total = 0.0;
            let mut list: Vec<f64> = (0..DAYS)
                .map(|d| {
                    total += weights(class, index * DAYS + d);
                    total
                })
                .collect();
            measure[class] = total / DAYS_PER_YEAR;
            list.iter_mut().for_each(|c| *c /= total);
            list
        });
        let none = (0..PROCESSES)
            .map(|p| std::array::from_fn(|s| libm::exp(-height(p, s) * measure[CLOCK[p] as usize])))
            .collect();
        let day_shape = |shares: &dyn Fn(usize) -> f64| -> Vec<f64> {
            let total: f64 = (0..24).map(shares).sum();
            (0..24)
                .scan(0.0, |sum, h| {
                    *sum += shares(h) / total;
                    Some(*sum)
                })
                .collect()
        };
        let arrivals = day_shape(&|h| tables.hour_ae[h]);
        let office = day_shape(&|h| if (8..18).contains(&h) { 1.0 } else { 0.0 });
        let hours = [arrivals.clone(), arrivals.clone(), arrivals.clone(), arrivals, office];
        Quarter {
            index,
            day_guide: std::array::from_fn(|class| guide(&cumulative[class])),
            hour_guide: std::array::from_fn(|class| guide(&hours[class])),
            cumulative,
            measure,
            ground: Ground::new(std::array::from_fn(|process| measure[CLOCK[process] as usize])),
            none,
            hours,
        }
    }

    pub fn first_day(&self) -> u32 {
        self.index * DAYS
    }

    /// Years' worth of a process in this quarter.
    #[inline]
    pub fn measure(&self, process: usize) -> f64 {
        self.measure[CLOCK[process] as usize]
    }

    #[inline]
    pub(super) fn ground(&self) -> &Ground {
        &self.ground
    }

    /// Chance that a strip holds no candidate.
    #[inline]
    pub(super) fn none(&self, process: usize, strip: usize) -> f64 {
        self.none[process][strip]
    }

    /// The instant at a quantile of the quarter's days, and a quantile of the day.
    #[inline]
    pub fn time(&self, process: usize, day: f64, hour: f64) -> Time {
        let class = CLOCK[process] as usize;
        let d = find(&self.cumulative[class], &self.day_guide[class], day);
        let hours = &self.hours[class];
        let h = find(hours, &self.hour_guide[class], hour);
        let before = if h == 0 { 0.0 } else { hours[h - 1] };
        let part = ((hour - before) / (hours[h] - before)).clamp(0.0, 1.0);
        let within = ((h as f64 + part) * HOUR as f64) as i64 as u64;
        Time(Time::of_day(self.first_day() + d as u32).0 + within.min(24 * HOUR - 1))
    }
}

//! Integer time. One tick is a millisecond; zero is 2000-01-01 00:00, so an instant means the same in every scenario,
//! whatever its start date, and so do the random draws addressed by it.

use serde::{Deserialize, Serialize};

/// Ticks in a second, a minute, an hour and a day.
pub const SECOND: u64 = 1_000;
pub const MINUTE: u64 = 60 * SECOND;
pub const HOUR: u64 = 60 * MINUTE;
pub const DAY: u64 = 24 * HOUR;
/// Days in a mean Gregorian year (365.2425), the unit of every yearly rate.
pub const DAYS_PER_YEAR: f64 = 365.2425;

/// An instant: milliseconds since 2000-01-01 00:00 local time (no daylight-saving steps).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Time(pub u64);

/// A length of time in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Span(pub u64);

impl Time {
    /// The first instant of a day, counted from 2000-01-01.
    pub const fn of_day(day: u32) -> Time {
        Time(day as u64 * DAY)
    }
    /// The day this instant lies in, counted from 2000-01-01.
    pub const fn day(self) -> u32 {
        (self.0 / DAY) as u32
    }
    /// Hour of the day, 0 to 23.
    pub const fn hour(self) -> u32 {
        ((self.0 % DAY) / HOUR) as u32
    }
    /// Ticks since midnight.
    pub const fn since_midnight(self) -> u64 {
        self.0 % DAY
    }
    /// The span since an earlier instant; zero if `earlier` is later.
    pub const fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// A span of so many days, rounded to the nearest tick. Nothing below zero, nor what is no number, is any time at all;
    /// infinity is 71,000 years.
    pub fn days(days: f64) -> Span {
        Span(ticks(days * DAY as f64))
    }
    /// A span of so many hours.
    pub fn hours(hours: f64) -> Span {
        Span(ticks(hours * HOUR as f64))
    }
    /// A span of so many minutes.
    pub fn minutes(minutes: f64) -> Span {
        Span(ticks(minutes * MINUTE as f64))
    }
    pub fn as_days(self) -> f64 {
        self.0 as f64 / DAY as f64
    }
    pub fn as_hours(self) -> f64 {
        self.0 as f64 / HOUR as f64
    }
    pub fn as_minutes(self) -> f64 {
        self.0 as f64 / MINUTE as f64
    }
}

/// The longest span made from a number, 71,000 years: any instant so far ahead still fits an agenda's entry, so an event that
/// never comes (a rate of zero, an infinite wait) needs no special case.
const LONGEST: u64 = 1 << 51;

fn ticks(x: f64) -> u64 {
    if x > 0.0 {
        // By way of `i64`, for which processors have an instruction.
        (x + 0.5).min(LONGEST as f64) as i64 as u64
    } else {
        0
    }
}

impl std::ops::Add<Span> for Time {
    type Output = Time;
    fn add(self, span: Span) -> Time {
        Time(self.0 + span.0)
    }
}
impl std::ops::Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0 + other.0)
    }
}

#[cfg(test)]
mod test {
    use super::*;
    use crate::engine::{Date, Entry};

    #[test]
    fn spans_round_to_the_tick_and_never_go_back() {
        assert_eq!(Span::minutes(1.5), Span(90_000));
        assert_eq!(Span::days(0.6 / DAY as f64), Span(1));
        assert_eq!(Span::days(0.4 / DAY as f64), Span(0));
        for none in [-1.0, f64::NAN, f64::NEG_INFINITY, -0.0] {
            assert_eq!(Span::hours(none), Span(0));
        }
        let never = Date {
            year: 2200,
            month: 12,
            day: 31,
        }
        .midnight()
            + Span::days(f64::INFINITY);
        assert_eq!(Entry::new(never, 0, 0, 0, 0).time(), never);
        assert_eq!(Time(5).since(Time(9)), Span(0));
        assert_eq!(Time(9).since(Time(5)), Span(4));
    }

    #[test]
    fn the_day_turns_at_midnight() {
        let last = Time(Time::of_day(7).0 - 1);
        assert_eq!((last.day(), last.hour(), last.since_midnight()), (6, 23, DAY - 1));
        let first = last + Span(1);
        assert_eq!((first.day(), first.hour(), first.since_midnight()), (7, 0, 0));
    }

    #[test]
    fn units_go_there_and_back() {
        for x in [0.25, 1.0, 36.5, 400.0] {
            assert_eq!(Span::days(x).as_days(), x);
            assert_eq!(Span::hours(x).as_hours(), x);
            assert_eq!(Span::minutes(x).as_minutes(), x);
        }
    }
}

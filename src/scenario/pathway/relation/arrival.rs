//! Arrivals: rates within bounds, points and dates in their order, batches of somebody.

use super::super::file::{Batch, Pattern, StreamFile, Varying};
use super::Rules;

/// Arrivals a day at any moment.
const MOST_PER_DAY: f64 = 1e6;
/// Patients who come at once.
const MOST_AT_ONCE: u32 = 10_000;
const RATE: &str = "0 to 1000000 a day";

impl Rules<'_, '_, '_> {
    pub(super) fn stream(&mut self, path: &str, stream: &StreamFile) {
        self.check.known(&format!("{path}.to"), &stream.to, &self.services);
        self.pattern(&format!("{path}.pattern"), &stream.pattern);
        if let Some(batch) = &stream.batch {
            self.batch(&format!("{path}.batch"), batch);
        }
    }

    fn rate(&mut self, path: &str, per_day: f64) {
        let right = (0.0..=MOST_PER_DAY).contains(&per_day);
        self.number(path, per_day, right, RATE);
    }

    fn pattern(&mut self, path: &str, pattern: &Pattern) {
        match pattern {
            Pattern::Constant(p) => self.rate(&format!("{path}.constant.per_day"), p.per_day),
            Pattern::ByHour(p) => {
                for (i, x) in p.per_hour.iter().enumerate() {
                    let right = (0.0..=41_666.0).contains(x);
                    self.number(
                        &format!("{path}.by_hour.per_hour[{i}]"),
                        *x,
                        right,
                        "0 to 41666 an hour",
                    );
                }
                for (i, x) in p.weekday.iter().enumerate() {
                    let right = (0.0..=100.0).contains(x);
                    self.number(
                        &format!("{path}.by_hour.weekday[{i}]"),
                        *x,
                        right,
                        "a ratio from 0 to 100",
                    );
                }
            }
            Pattern::Varying(p) => self.varying(&format!("{path}.varying"), p),
            Pattern::Wave(p) => {
                let path = format!("{path}.wave");
                self.rate(&format!("{path}.per_day"), p.per_day);
                let right = (0.0..=1.0).contains(&p.amplitude);
                self.number(&format!("{path}.amplitude"), p.amplitude, right, "a share from 0 to 1");
                let right = p.period_days > 0.0 && p.period_days <= 36_500.0;
                let allowed = "above 0, at most 36500 days";
                self.number(&format!("{path}.period_days"), p.period_days, right, allowed);
                let right = p.rising_day.abs() <= 36_500.0;
                self.number(&format!("{path}.rising_day"), p.rising_day, right, "-36500 to 36500");
            }
            Pattern::Dated(p) => {
                let path = format!("{path}.dated.at");
                if p.at.is_empty() {
                    self.report(&path, "an empty list", "at least one arrival");
                }
                for (i, arrival) in p.at.iter().enumerate() {
                    let path = format!("{path}[{i}]");
                    self.check.date(&format!("{path}.date"), &arrival.date);
                    let right = (0.0..24.0).contains(&arrival.hour);
                    self.number(&format!("{path}.hour"), arrival.hour, right, "0 to under 24");
                    self.size(&format!("{path}.patients"), arrival.patients);
                }
            }
            Pattern::Interval(p) => self.positive(&format!("{path}.interval.time"), &p.time),
        }
    }

    fn varying(&mut self, path: &str, varying: &Varying) {
        let points = &varying.points;
        for (i, point) in points.iter().enumerate() {
            let path = format!("{path}.points[{i}]");
            self.rate(&format!("{path}.per_day"), point.per_day);
            let before = i.checked_sub(1).map(|before| points[before].day);
            match before.filter(|before| point.day <= *before) {
                Some(before) => {
                    let allowed = format!("above {before}, the day of the point before");
                    self.report(&format!("{path}.day"), point.day.to_string(), allowed);
                }
                None => {
                    let right = (-3_650.0..=36_500.0).contains(&point.day);
                    self.number(&format!("{path}.day"), point.day, right, "-3650 to 36500");
                }
            }
        }
        match (points.first(), points.last(), varying.repeat_days) {
            (Some(first), Some(last), Some(days)) => {
                let length = last.day - first.day;
                let allowed = format!("above {length}, the days from the first point to the last");
                self.number(&format!("{path}.repeat_days"), days, days > length.max(0.0), &allowed);
            }
            (None, ..) => self.report(&format!("{path}.points"), "an empty list", "at least one point"),
            _ => {}
        }
    }

    fn size(&mut self, path: &str, size: u32) {
        if !(1..=MOST_AT_ONCE).contains(&size) {
            self.report(path, size.to_string(), format!("1 to {MOST_AT_ONCE}"));
        }
    }

    fn batch(&mut self, path: &str, batch: &Batch) {
        match batch {
            Batch::Fixed(b) => self.size(&format!("{path}.fixed.size"), b.size),
            Batch::Geometric(b) => {
                let right = (1.0..=f64::from(MOST_AT_ONCE)).contains(&b.mean);
                let allowed = format!("1 to {MOST_AT_ONCE}");
                self.number(&format!("{path}.geometric.mean"), b.mean, right, &allowed);
            }
            Batch::Table(b) => {
                let path = format!("{path}.table");
                self.paired(&path, "sizes", (b.sizes.len(), &b.shares));
                for (i, size) in b.sizes.iter().enumerate() {
                    self.size(&format!("{path}.sizes[{i}]"), *size);
                }
            }
        }
    }
}

//! The months of one arm of one replication, and how they make periods.

use super::form::Form;
use super::{Dimensions, MEASURES, Row};
use crate::engine::Month;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a line of a table is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Key {
    /// Index in the catalogue.
    pub measure: u16,
    pub dimensions: Dimensions,
}

impl Key {
    /// The whole of a measure.
    ///
    /// # Panics
    /// When the catalogue has no measure of this name.
    pub fn whole(name: &str) -> Key {
        Key {
            measure: super::find(name).unwrap_or_else(|| panic!("`{name}` is not in the catalogue")),
            dimensions: Dimensions::default(),
        }
    }
    pub fn is_whole(&self) -> bool {
        self.dimensions == Dimensions::default()
    }
    pub fn entry(&self) -> &'static super::Measure {
        &MEASURES[usize::from(self.measure)]
    }
}

/// A period of a run, counted in months from the first reported one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Period {
    /// `all`, `year_1`, … or a month as `YYYY-MM`.
    pub name: String,
    pub from: usize,
    /// One past the last.
    pub to: usize,
}

impl Period {
    /// `all`, then each year (the last may be short).
    pub fn of_run(months: usize) -> Vec<Period> {
        let mut periods = vec![Period {
            name: "all".into(),
            from: 0,
            to: months,
        }];
        periods.extend((0..months.div_ceil(12)).map(|year| Period {
            name: format!("year_{}", year + 1),
            from: year * 12,
            to: (year * 12 + 12).min(months),
        }));
        periods
    }
}

/// Exact sums by key and month.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Series {
    pub months: Vec<Month>,
    lines: BTreeMap<Key, Vec<(f64, f64)>>,
}

impl Series {
    /// Adds a month. A key that is new was nil before, and one that is absent is nil now.
    pub fn push(&mut self, month: Month, rows: &[Row]) {
        for row in rows {
            let key = Key {
                measure: row.measure,
                dimensions: row.dimensions,
            };
            let line = self.lines.entry(key).or_default();
            while line.len() < self.months.len() {
                line.push(nil(key, self.months[line.len()]));
            }
            if line.len() == self.months.len() {
                line.push((row.numerator, row.denominator));
            } else {
                let last = line.last_mut().expect("the line was filled to this month");
                *last = (last.0 + row.numerator, last.1 + row.denominator);
            }
        }
        self.months.push(month);
        for (key, line) in &mut self.lines {
            if line.len() < self.months.len() {
                line.push(nil(*key, month));
            }
        }
    }

    /// As if these measures had never been told.
    #[cfg(test)]
    pub fn without(&self, measures: &[&str]) -> Series {
        let kept = self
            .lines
            .iter()
            .filter(|(key, _)| !measures.contains(&key.entry().name));
        Series {
            months: self.months.clone(),
            lines: kept.map(|(key, line)| (*key, line.clone())).collect(),
        }
    }

    /// With every line under other dimensions, no two of them under the same.
    pub fn renumbered(&self, to: impl Fn(Dimensions) -> Dimensions) -> Series {
        let line = |(key, line): (&Key, &Vec<(f64, f64)>)| {
            let dimensions = to(key.dimensions);
            (Key { dimensions, ..*key }, line.clone())
        };
        Series {
            months: self.months.clone(),
            lines: self.lines.iter().map(line).collect(),
        }
    }

    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.lines.keys()
    }

    /// The value of a key over months `from..to`; nothing where it has no meaning (a share of none).
    pub fn value(&self, key: &Key, from: usize, to: usize) -> Option<f64> {
        let Some(line) = self.lines.get(key) else {
            // Never seen in this arm: nil if it is counted, else without meaning.
            return (key.entry().form == Form::Count && to > from).then_some(0.0);
        };
        let (mut top, mut bottom) = (0.0, 0.0);
        for &(numerator, denominator) in line.get(from..to)? {
            top += numerator;
            bottom += denominator;
        }
        match key.entry().form {
            Form::Count => (to > from).then(|| top * 12.0 / (to - from) as f64),
            Form::Average | Form::Ratio => (bottom > 0.0).then(|| top / bottom),
        }
    }

    /// The value over a period.
    pub fn over(&self, key: &Key, period: &Period) -> Option<f64> {
        self.value(key, period.from, period.to)
    }

    /// The value of one month: a count is that month's count, not a yearly rate.
    pub fn of_month(&self, key: &Key, month: usize) -> Option<f64> {
        match key.entry().form {
            Form::Count => Some(self.lines.get(key).map_or(0.0, |line| line[month].0)),
            Form::Average | Form::Ratio => self.value(key, month, month + 1),
        }
    }
}

fn nil(key: Key, month: Month) -> (f64, f64) {
    match key.entry().form {
        Form::Average => (0.0, f64::from(month.days())),
        Form::Count | Form::Ratio => (0.0, 0.0),
    }
}

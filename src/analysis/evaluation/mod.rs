//! Evaluation designs: what somebody who studies a place would find, beside what is true.
//!
//! A design reads only what an evaluator has: the tables of the places as they went
//! ([`Panel`](crate::experiment::panel::Panel)). The truth is read from the same people's other life under the base. Every
//! estimate is a ratio of rates, reported in per cent: 100 · (rate with / rate without − 1); intervals are made on the
//! logarithm.
//!
//! **To add one here** a design is one file with a function from [`Data`] and an outcome, and one line in [`DESIGNS`].

pub mod before_after;
pub mod difference_in_differences;
pub mod interrupted_time_series;
pub mod linear;
pub mod logistic;
pub mod matched;
pub mod outcome;
pub mod performance;
pub mod rate;
pub mod study;
pub mod synthetic_control;

pub use outcome::{OUTCOMES, Outcome};
pub use performance::{Performance, performances};
pub use study::{Data, Place};

/// Whom a design compares; each has a truth of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// The people who are enrolled.
    People,
    /// All residents of the treated places that the study counts.
    Places,
}

impl Level {
    pub fn words(self) -> &'static str {
        match self {
            Level::People => "people enrolled",
            Level::Places => "residents of treated places",
        }
    }
}

/// A way to evaluate.
pub struct Design {
    pub name: &'static str,
    pub title: &'static str,
    pub level: Level,
    /// Whether it looks at control places.
    pub needs_controls: bool,
    /// What it compares, the formula in words, and where it comes from.
    pub about: &'static str,
    pub read: fn(&Data, &Outcome) -> Option<Found>,
}

/// Every design.
pub const DESIGNS: &[Design] = &[
    before_after::DESIGN,
    before_after::SURVIVORS,
    matched::OTHER_PLACES,
    matched::SAME_PLACES,
    difference_in_differences::DESIGN,
    synthetic_control::DESIGN,
    interrupted_time_series::DESIGN,
];

/// What a design finds in one replication, and what belongs to it.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Logarithm of the ratio of rates, and its interval.
    pub log: [f64; 3],
    /// People or places that were compared.
    pub size: usize,
    pub detail: Detail,
}

/// What a reader wants to see beside the estimate.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Detail {
    pub balance: Vec<Balance>,
    pub coefficients: Vec<Coefficient>,
    /// Weight of each control place, in their order.
    pub weights: Vec<f64>,
}

/// How alike two groups are in one thing: the difference of means over the root of the mean variance.
#[derive(Clone, PartialEq, Debug)]
pub struct Balance {
    pub covariate: String,
    pub before: f64,
    pub after: f64,
}

/// An event study's difference between treated and control places, in per cent, against the last period before.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Coefficient {
    /// First month of the period, from the month in which the change begins.
    pub month: i32,
    pub percent: [f64; 3],
}

/// A logarithm of a ratio as a change in per cent.
pub fn percent(log: f64) -> f64 {
    100.0 * (libm::exp(log) - 1.0)
}

/// What one replication gave.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    pub replication: u32,
    pub design: usize,
    pub outcome: usize,
    /// None where too little happened to compare.
    pub found: Option<Found>,
    pub truth: Truth,
}

/// Use with the change and without it, by the same people over the same months.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Truth {
    pub with: [f64; 2],
    pub without: [f64; 2],
}

impl Truth {
    /// In per cent; nothing where nothing happened.
    pub fn percent(&self) -> Option<f64> {
        let [rate, other] = [self.with, self.without].map(|[events, months]| events / months);
        (other > 0.0 && rate.is_finite()).then(|| 100.0 * (rate / other - 1.0))
    }
    pub fn add(&mut self, other: &Truth) {
        for i in 0..2 {
            self.with[i] += other.with[i];
            self.without[i] += other.without[i];
        }
    }
}

/// Reads one replication by every design and outcome that the study asks for.
pub fn read(data: &Data, replication: u32, designs: &[usize], outcomes: &[usize]) -> Vec<Reading> {
    let mut readings = Vec::new();
    for &outcome in outcomes {
        let measured = &OUTCOMES[outcome];
        let truths = [Level::People, Level::Places].map(|level| data.truth(level, measured));
        for &design in designs {
            let level = DESIGNS[design].level;
            readings.push(Reading {
                replication,
                design,
                outcome,
                found: (DESIGNS[design].read)(data, measured),
                truth: truths[usize::from(level == Level::Places)],
            });
        }
    }
    readings
}

/// Places of names in a catalogue; all of it if there are none.
pub fn chosen<'a>(names: &[String], catalogue: impl Iterator<Item = &'a str> + Clone) -> Vec<usize> {
    if names.is_empty() {
        return (0..catalogue.count()).collect();
    }
    let found = names
        .iter()
        .filter_map(|name| catalogue.clone().position(|known| known == name));
    found.collect()
}

//! **Purpose** facts and postings become tidy rows.
//!
//! **Speaks of** measures: name, unit, definition, how a period is formed from months, which way is better.
//!
//! **May import** `engine … sim`. It knows no statistics.
//!
//! **To add one here** one entry in [`catalogue::MEASURES`] (what experiments of `carecurve validate` read more finely
//! stands in [`finer`]); a measure that is more than a tally is one word of
//! [`form::Special`] with its arm in [`tidy`].

mod care_model;
pub mod catalogue;
pub mod finer;
pub mod flow;
pub mod form;
mod mental;
pub mod money;
pub mod organisation;
pub mod pathway;
mod planning;
pub mod series;
pub mod setting;
mod social;
pub mod tidy;
#[cfg(test)]
mod tidy_test;
mod urgent;

pub use catalogue::{MEASURES, find};
pub use flow::{Party, Stage};
pub use form::{Better, By, Form, Measure};
pub use money::Money;
pub use series::{Key, Period, Series};
pub use setting::{Setting, Staffed, Targets};

use crate::engine::Month;
use serde::{Deserialize, Serialize};

/// The dimensions of a row; `None` means the whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Dimensions {
    /// Index into the names carried beside the rows (see [`Names`]).
    pub place: Option<u16>,
    pub neighbourhood: Option<u16>,
    pub organisation: Option<u16>,
    pub service: Option<u16>,
    pub age_band: Option<u8>,
    /// 0 is the most deprived fifth; printed as 1 to 5.
    pub deprivation: Option<u8>,
}

/// One month of one measure of one replication, as two exact sums: integers are accumulated and ratios taken last.
///
/// A count has denominator 0 (its value is the numerator); a stock or rate is numerator over denominator, and periods
/// add numerators and denominators before dividing.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Row {
    pub month: Month,
    /// Index in the catalogue.
    pub measure: u16,
    pub dimensions: Dimensions,
    pub numerator: f64,
    pub denominator: f64,
}

/// Names that the indices of [`Dimensions`] stand for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Names {
    pub places: Vec<String>,
    pub neighbourhoods: Vec<String>,
    pub organisations: Vec<String>,
    /// Services of the plan by id, then needs.
    pub services: Vec<String>,
}

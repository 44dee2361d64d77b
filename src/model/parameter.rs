//! The one parameter record: every number of the model and the economy is one of these, with its unit, range, source
//! and grade. `explain`, sweeps, probabilistic runs and the tornado are views of it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How well a figure is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Grade {
    /// Seen in a published text or table.
    Verified,
    /// Arithmetic on such numbers.
    Derived,
    RecalledHigh,
    RecalledMedium,
    RecalledLow,
    /// A chosen shape or size.
    ShapeAssumed,
}

/// What part a parameter plays.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Graded VERIFIED, DERIVED or RECALLED_HIGH.
    Sourced,
    /// Fitted by `carecurve calibrate-baseline`.
    Calibrated,
    /// All else; carries a range and stands in the sensitivity list.
    Assumed,
}

/// How a parameter varies in a probabilistic run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// Does not vary.
    Fixed,
    Uniform,
    Triangular,
    Lognormal,
}

/// One number with everything a reader needs to defend it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Parameter {
    /// Dotted name, `room.part.quantity_unit`, for example `urgent.ae.majors_minutes`.
    pub path: String,
    pub value: f64,
    pub unit: String,
    pub low: f64,
    pub high: f64,
    pub distribution: Spread,
    pub source: String,
    pub grade: Grade,
    pub role: Role,
    pub note: String,
}

/// All parameters of a run, by path.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Parameters(BTreeMap<String, Parameter>);

impl Parameters {
    pub fn insert(&mut self, parameter: Parameter) -> Option<Parameter> {
        self.0.insert(parameter.path.clone(), parameter)
    }
    /// The value at a path.
    ///
    /// # Panics
    /// When no parameter has this path: the shipped table holds every path the code reads (a test checks both ways).
    pub fn get(&self, path: &str) -> f64 {
        self.0
            .get(path)
            .unwrap_or_else(|| panic!("no parameter `{path}` in the table: every path read in code must stand there"))
            .value
    }
    pub fn find(&self, path: &str) -> Option<&Parameter> {
        self.0.get(path)
    }
    pub fn find_mut(&mut self, path: &str) -> Option<&mut Parameter> {
        self.0.get_mut(path)
    }
    pub fn iter(&self) -> impl Iterator<Item = &Parameter> {
        self.0.values()
    }
    pub fn len(&self) -> usize {
        self.0.len()
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

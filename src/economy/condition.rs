//! How organisations fare in a month, for the measures: trust, moods, leaders, engagement, delivery, deals, staff.

use serde::{Deserialize, Serialize};

/// Whom a reading is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Of {
    Whole,
    /// An organisation by id, or a pair of them as [`pair`] calls it.
    Organisation(String),
    /// A group of staff.
    Group(String),
    /// A component of a care model.
    Component(String),
}

/// One figure of a month. A ratio has something under the line; counts and levels have nothing there.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Reading {
    /// Name of the measure.
    pub measure: String,
    pub of: Of,
    pub top: f64,
    pub bottom: f64,
}

/// Everything told of organisations in a month; empty where a scenario follows none of it.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Condition {
    pub readings: Vec<Reading>,
}

impl Condition {
    /// A count or a level.
    pub fn tell(&mut self, measure: &str, of: Of, value: f64) {
        self.ratio(measure, of, value, 1.0);
    }
    pub fn ratio(&mut self, measure: &str, of: Of, top: f64, bottom: f64) {
        self.readings.push(Reading {
            measure: measure.to_string(),
            of,
            top,
            bottom,
        });
    }
}

/// What stands between the names of a pair; no organisation has it in its id.
const AND: &str = " & ";

/// Name of a pair of organisations, the same both ways.
pub fn pair(a: &str, b: &str) -> String {
    if a < b { [a, b].join(AND) } else { [b, a].join(AND) }
}

/// Whether a name is that of a pair.
pub fn is_pair(name: &str) -> bool {
    name.contains(AND)
}

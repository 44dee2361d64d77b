//! What a pathway scenario means: one checked network for each combination of the capacities it tries.

use super::super::plan::{BEHAVIOUR, hash};
use super::super::problem::Warning;
use super::file::TimeUnit;
use crate::engine::Date;
use crate::model::pathway::Network;
use serde_json::Value as Json;
use std::sync::Arc;

/// A checked pathway scenario.
#[derive(Clone, PartialEq, Debug)]
pub struct PathwayPlan {
    /// Label; changes nothing.
    pub name: String,
    pub note: String,
    pub start: Date,
    pub unit: TimeUnit,
    pub warm_up_days: f64,
    pub run_days: f64,
    pub replications: u32,
    /// One, or one for each combination of the sweep.
    pub variants: Vec<Variant>,
    pub warnings: Vec<Warning>,
    /// The whole meaning: sorted, without notes and names.
    pub resolved: Json,
}

/// One network of a scenario.
#[derive(Clone, PartialEq, Debug)]
pub struct Variant {
    /// What the sweep sets, as `acute=10 rehabilitation=12`; empty without a sweep.
    pub label: String,
    pub network: Arc<Network>,
}

impl PathwayPlan {
    /// SHA-256 of the meaning and the behaviour version: with a seed, the key of a run.
    pub fn hash(&self) -> String {
        hash(format!("{BEHAVIOUR} {}", self.resolved).as_bytes())
    }
}

impl TimeUnit {
    /// Ticks of the unit.
    pub const fn ticks(self) -> u64 {
        use crate::engine::time::{DAY, HOUR, MINUTE};
        match self {
            TimeUnit::Minutes => MINUTE,
            TimeUnit::Hours => HOUR,
            TimeUnit::Days => DAY,
        }
    }
    /// As in files.
    pub const fn word(self) -> &'static str {
        match self {
            TimeUnit::Minutes => "minutes",
            TimeUnit::Hours => "hours",
            TimeUnit::Days => "days",
        }
    }
}

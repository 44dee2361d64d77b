//! The record of what was done: the same bytes for the same work, on any machine and at any time.

use crate::experiment::job::Parting;
use serde::Serialize;
use serde_json::Value;

/// One scenario as it was run.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ScenarioRecord {
    pub name: String,
    /// SHA-256 of the canonical resolved scenario.
    pub hash: String,
    /// The resolved scenario itself: complete, without notes, sorted.
    pub resolved: Value,
    /// When it leaves the base's run.
    pub shares_run_with_base: String,
}

/// Shares (0 to 1) of the parameters by what is known of them.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct GradeShares {
    pub sourced: f64,
    pub calibrated: f64,
    pub assumed: f64,
}

/// A figure that was scaled with the population.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ScaledFigure {
    pub figure: String,
    pub from: f64,
    pub to: f64,
}

/// `manifest.json`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Manifest {
    pub program: &'static str,
    pub version: &'static str,
    pub command: String,
    pub seed: u64,
    /// Numbers of the replications, from 1.
    pub replications: u32,
    pub years: u32,
    pub people: u32,
    pub scenarios: Vec<ScenarioRecord>,
    pub parameters: GradeShares,
    pub scaled: Vec<ScaledFigure>,
    /// What a reader must not forget.
    pub notes: Vec<String>,
}

/// Stands on every result.
pub const ILLUSTRATIVE: &str = "Illustrative until validated.";

impl Manifest {
    /// As it stands in the file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a manifest holds only text and numbers");
        bytes.push(b'\n');
        bytes
    }
}

/// How much of the base's run an arm shares, in words.
pub fn sharing(arm: usize, parting: &Parting) -> String {
    match parting {
        _ if arm == 0 => "is the base".into(),
        Parting::FromTheStart => "differs at the start: runs its own warm-up".into(),
        Parting::At(time) => format!(
            "shares the base's run up to {}, its first difference",
            crate::engine::Date::of_day(time.day())
        ),
        Parting::Never => "never differs from the base: its results are the base's".into(),
    }
}

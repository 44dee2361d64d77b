//! Results of pathways: tables, charts and one page.

mod answer;
mod chart;
mod table;

pub use answer::{answer, verdict};
pub use chart::pictures;
pub use table::TABLES;

use super::manifest::ILLUSTRATIVE;
use crate::analysis::warning::FEWEST_REPLICATIONS;
use crate::experiment::pathway::Outcome;

/// Finished replications of pathways with the words around them.
pub struct Study<'a> {
    pub outcome: &'a Outcome,
    /// What the whole is called.
    pub title: String,
    /// A readable label for each network, the base first.
    pub labels: Vec<String>,
    /// Unit of time, as a word.
    pub unit: &'static str,
    pub run_days: f64,
    pub warnings: Vec<String>,
}

impl<'a> Study<'a> {
    pub fn new(
        outcome: &'a Outcome,
        title: String,
        labels: Vec<String>,
        unit: &'static str,
        run_days: f64,
        mut warnings: Vec<String>,
    ) -> Study<'a> {
        // Scenarios that extend one another warn of the same.
        let mut seen = std::collections::BTreeSet::new();
        warnings.retain(|warning| seen.insert(warning.clone()));
        let n = outcome.replications.len();
        if n < FEWEST_REPLICATIONS {
            warnings.push(format!(
                "Only {n} replication{}: intervals are {}; use at least {FEWEST_REPLICATIONS} (--seeds).",
                if n == 1 { "" } else { "s" },
                if n == 1 { "missing" } else { "wide and unsteady" }
            ));
        }
        if let Some(law) = outcome.broken() {
            warnings.push(format!(
                "A law of the model does not hold, so nothing here can be trusted: {law}."
            ));
        }
        Study {
            outcome,
            title,
            labels,
            unit,
            run_days,
            warnings,
        }
    }

    /// How long each replication counts, in words.
    pub fn length(&self) -> String {
        if self.run_days < 2.0 {
            format!("{} hours", super::words::number(24.0 * self.run_days))
        } else {
            format!("{} days", super::words::number(self.run_days))
        }
    }

    /// Label of a service of an arm.
    pub fn service(&self, arm: usize, id: &str) -> String {
        let stations = &self.outcome.arms[arm].network.stations;
        stations
            .iter()
            .find(|s| s.id == id)
            .map_or_else(|| id.to_owned(), |s| super::words::label(&s.name))
    }

    /// The line under every chart.
    pub fn caption(&self, arms: &[usize]) -> String {
        let n = self.outcome.replications.len();
        let shown: Vec<&str> = arms.iter().map(|&arm| self.labels[arm].as_str()).collect();
        let scenario = if self.labels.len() > 1 {
            format!(": {}", shown.join(" against "))
        } else {
            String::new()
        };
        format!(
            "{}{scenario}. {n} replication{} of seed {}, {} each after the warm-up{}; intervals are 95 %. {ILLUSTRATIVE}",
            self.title,
            if n == 1 { "" } else { "s" },
            self.outcome.seed,
            self.length(),
            if arms.len() > 1 {
                ", paired between scenarios"
            } else {
                ""
            },
        )
    }
}

//! What tables, charts and the page are made from.

use crate::analysis::difference::difference;
use crate::analysis::{Difference, Estimate, Warning, summary, warnings};
use crate::experiment::Outcome;
use crate::measure::{Key, Period};

/// A finished experiment with the words around it.
pub struct Study<'a> {
    pub outcome: &'a Outcome,
    /// What the place is called, for titles.
    pub place: String,
    /// A readable label for each arm, the base first.
    pub labels: Vec<String>,
    pub seed: u64,
    pub warnings: Vec<Warning>,
    /// Shares (0 to 1) of the parameters that are sourced, calibrated and assumed.
    pub grades: [f64; 3],
}

impl<'a> Study<'a> {
    pub fn new(outcome: &'a Outcome, place: &str, labels: Vec<String>, seed: u64, grades: [f64; 3]) -> Study<'a> {
        Study {
            warnings: warnings(outcome),
            outcome,
            place: place.to_string(),
            labels,
            seed,
            grades,
        }
    }

    pub fn replications(&self) -> usize {
        self.outcome.replications.len()
    }

    /// The whole run.
    pub fn whole(&self) -> Period {
        Period::of_run(self.outcome.months.len())
            .into_iter()
            .next()
            .expect("a run always has the period `all`")
    }

    /// The last year of the run.
    pub fn last_year(&self) -> Period {
        Period::of_run(self.outcome.months.len())
            .pop()
            .expect("a run always has the period `all`")
    }

    pub fn years(&self) -> usize {
        self.outcome.months.len().div_ceil(12)
    }

    /// Paired difference of a whole measure.
    pub fn difference(&self, alternative: usize, measure: &str, period: &Period) -> Option<Difference> {
        difference(self.outcome, alternative, &Key::whole(measure), period)
    }

    pub fn estimate(&self, arm: usize, measure: &str, period: &Period) -> Option<Estimate> {
        summary::estimate(self.outcome, arm, &Key::whole(measure), period)
    }

    /// The line under every chart: scenarios, seeds, interval, and that this is not yet a forecast.
    pub fn caption(&self, arms: &[usize]) -> String {
        let shown: Vec<&str> = arms.iter().map(|&arm| self.labels[arm].as_str()).collect();
        let n = self.replications();
        let first = self.outcome.months.first().map(ToString::to_string).unwrap_or_default();
        let last = self.outcome.months.last().map(ToString::to_string).unwrap_or_default();
        format!(
            "{}: {}. Months {first} to {last}; {n} replication{} of seed {}{}; intervals are 95 %. \
             Illustrative until validated.",
            self.place,
            shown.join(" against "),
            if n == 1 { "" } else { "s" },
            self.seed,
            if arms.len() > 1 && !self.outcome.independent {
                ", paired between scenarios"
            } else {
                ""
            },
        )
    }

    /// Every arm, by index.
    pub fn arms(&self) -> Vec<usize> {
        (0..self.labels.len()).collect()
    }
}

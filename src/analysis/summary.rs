//! Each arm by itself: mean, spread and interval of every measure, breakdown and period.

use super::{Estimate, LEVEL};
use crate::experiment::Outcome;
use crate::measure::{Key, Period};
use std::collections::BTreeSet;

/// One line of `summary.csv`.
#[derive(Clone, PartialEq, Debug)]
pub struct Summary {
    /// Index of the arm.
    pub arm: usize,
    pub period: Period,
    pub key: Key,
    pub estimate: Estimate,
}

/// Every key any replication of any arm has, in order.
pub fn keys(outcome: &Outcome) -> Vec<Key> {
    let mut keys = BTreeSet::new();
    for replication in &outcome.replications {
        for arm in &replication.arms {
            keys.extend(arm.series.keys().copied());
        }
    }
    keys.into_iter().collect()
}

/// Values of one key of one arm over a period, in order of replication; those without meaning are left out.
pub fn values(outcome: &Outcome, arm: usize, key: &Key, period: &Period) -> Vec<f64> {
    (outcome.replications.iter())
        .filter_map(|r| r.arms[arm].series.over(key, period))
        .collect()
}

/// One estimate.
pub fn estimate(outcome: &Outcome, arm: usize, key: &Key, period: &Period) -> Option<Estimate> {
    Estimate::of(&values(outcome, arm, key, period), LEVEL)
}

/// All summaries: by arm, period, measure and breakdown.
pub fn summaries(outcome: &Outcome) -> Vec<Summary> {
    let keys = keys(outcome);
    let mut lines = Vec::new();
    for arm in 0..outcome.arms.len() {
        for period in Period::of_run(outcome.months.len()) {
            for key in &keys {
                if let Some(estimate) = estimate(outcome, arm, key, &period) {
                    lines.push(Summary {
                        arm,
                        period: period.clone(),
                        key: *key,
                        estimate,
                    });
                }
            }
        }
    }
    lines
}

//! Alternative less base, paired by replication: the same people met the same luck in both.

use super::{Estimate, LEVEL, keys, summary};
use crate::experiment::{Outcome, Split};
use crate::measure::{Key, Period};

/// One line of `differences.csv`.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// Index of the alternative arm.
    pub alternative: usize,
    pub period: Period,
    pub key: Key,
    /// Of alternative less base.
    pub estimate: Estimate,
    /// Mean of the base in the same replications.
    pub base: f64,
}

impl Difference {
    /// Mean difference as a percentage of the mean of the base; nothing where that is zero.
    pub fn percent(&self) -> Option<f64> {
        (self.base != 0.0).then(|| 100.0 * self.estimate.mean / self.base.abs())
    }
    /// Mean, low and high as percentages of the mean of the base.
    pub fn percent_interval(&self) -> Option<(f64, Option<f64>, Option<f64>)> {
        let of = |x: f64| 100.0 * x / self.base.abs();
        (self.base != 0.0).then(|| {
            (
                of(self.estimate.mean),
                self.estimate.low.map(of),
                self.estimate.high.map(of),
            )
        })
    }
}

/// The paired difference of one key over a period.
pub fn difference(outcome: &Outcome, alternative: usize, key: &Key, period: &Period) -> Option<Difference> {
    let mut gaps = Vec::with_capacity(outcome.replications.len());
    let mut base = 0.0;
    for replication in &outcome.replications {
        let here = replication.arms[0].series.over(key, period);
        let there = replication.arms[alternative].series.over(key, period);
        if let (Some(here), Some(there)) = (here, there) {
            gaps.push(there - here);
            base += here;
        }
    }
    let estimate = Estimate::of(&gaps, LEVEL)?;
    Some(Difference {
        alternative,
        period: period.clone(),
        key: *key,
        base: base / estimate.n as f64,
        estimate,
    })
}

/// All paired differences: by alternative, period, measure and breakdown.
pub fn differences(outcome: &Outcome) -> Vec<Difference> {
    let keys = keys(outcome);
    let mut lines = Vec::new();
    for alternative in 1..outcome.arms.len() {
        for period in Period::of_run(outcome.months.len()) {
            lines.extend(
                keys.iter()
                    .filter_map(|key| difference(outcome, alternative, key, &period)),
            );
        }
    }
    lines
}

/// The four classes of the split of the difference in emergency admissions, and the share without a partner.
pub const SPLIT_CLASSES: [(&str, &str); 5] = [
    ("emergency_admissions_prevented", "admissions a year"),
    ("emergency_admissions_treated_elsewhere", "admissions a year"),
    ("emergency_admissions_refused", "admissions a year"),
    ("emergency_admissions_recoded", "admissions a year"),
    (
        "emergency_admissions_discordant_share",
        "share of admissions in either arm",
    ),
];

/// The difference in emergency admissions by class (in the order of [`SPLIT_CLASSES`]): a class that lowers admissions
/// in the alternative is negative, so that the first four add to the difference.
pub fn split_differences(outcome: &Outcome, alternative: usize, period: &Period) -> [Option<Estimate>; 5] {
    let mut classes: [Vec<f64>; 5] = Default::default();
    let a_year = 12.0 / (period.to - period.from).max(1) as f64;
    for replication in &outcome.replications {
        let splits = &replication.arms[alternative].splits;
        if splits.is_empty() {
            continue;
        }
        let sum = Split::over(splits, period.from, period.to);
        for (values, class) in classes
            .iter_mut()
            .zip([sum.prevented, sum.treated_elsewhere, sum.refused, sum.recoded])
        {
            // Zero less the class: a plain minus would print "-0".
            values.push((0 - class) as f64 * a_year);
        }
        classes[4].extend(sum.discordant_share());
    }
    classes.map(|values| Estimate::of(&values, LEVEL))
}

/// Mean of one arm, for tables that show it beside a difference.
pub fn mean(outcome: &Outcome, arm: usize, key: &Key, period: &Period) -> Option<f64> {
    summary::estimate(outcome, arm, key, period).map(|e| e.mean)
}

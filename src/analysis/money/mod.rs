//! What a comparison says about money: who gains and loses, what moves between whom, who bears the risk of volume, when a
//! saving pays back, what a unit of outcome costs. Everything at the constant prices of 2018/19, paired by replication.
//!
//! **To add one here** one file with a function from an [`Outcome`] to lines, and its word in [`lines`].

mod outcome;
mod pay_back;
mod risk;
mod spend;
mod transfer;

pub use outcome::{Ratio, fieller};
pub use pay_back::{PayBack, pay_back, pay_back_of};
pub use risk::{VarianceRatio, variance_ratio};

use super::{Estimate, LEVEL};
use crate::experiment::{ArmRecord, Outcome};
use crate::measure::{Dimensions, Key, Party, find};

/// What all sums are stated in.
pub const PRICE_BASE: &str = "2018/19, constant";

/// One finding about money.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// What is found: a name of a row of `money.csv`.
    pub item: &'static str,
    /// Of whom, or from whom to whom; empty for the whole.
    pub of: String,
    pub unit: &'static str,
    /// The figure in the base, where there is one.
    pub base: Option<f64>,
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// What the figures do not say: why there is none.
    pub told: String,
}

impl Line {
    /// A paired difference.
    pub(super) fn difference(item: &'static str, of: &str, unit: &'static str, pairs: &[(f64, f64)]) -> Option<Line> {
        let gaps: Vec<f64> = pairs.iter().map(|(base, other)| other - base).collect();
        let estimate = Estimate::of(&gaps, LEVEL)?;
        Some(Line {
            item,
            of: of.to_string(),
            unit,
            base: Some(pairs.iter().map(|(base, _)| base).sum::<f64>() / pairs.len() as f64),
            value: Some(estimate.mean),
            low: estimate.low,
            high: estimate.high,
            told: String::new(),
        })
    }

    /// The figure with its interval.
    pub fn estimate(&self) -> Option<Estimate> {
        Some(Estimate {
            mean: self.value?,
            sd: None,
            n: 0,
            low: self.low,
            high: self.high,
        })
    }
}

/// Every finding about one alternative.
pub fn lines(outcome: &Outcome, alternative: usize) -> Vec<Line> {
    let findings = [
        transfer::surpluses,
        transfer::transfers,
        transfer::shunts,
        risk::risks,
        spend::dealing,
        spend::public,
        pay_back::lines,
        outcome::spend_per_outcome,
    ];
    findings.iter().flat_map(|find| find(outcome, alternative)).collect()
}

/// A figure of base and alternative in every replication.
fn pairs(outcome: &Outcome, alternative: usize, figure: impl Fn(&ArmRecord) -> Option<f64>) -> Vec<(f64, f64)> {
    (outcome.replications.iter())
        .filter_map(|r| Some((figure(&r.arms[0])?, figure(&r.arms[alternative])?)))
        .collect()
}

/// A measure over the whole run: of an organisation, or the whole.
fn over(arm: &ArmRecord, measure: &str, organisation: Option<usize>) -> Option<f64> {
    let key = Key {
        measure: find(measure)?,
        dimensions: Dimensions {
            organisation: organisation.map(|o| o as u16),
            ..Dimensions::default()
        },
    };
    arm.series.value(&key, 0, arm.series.months.len())
}

/// Organisations that have accounts, by place among their names, with the party behind each.
fn organisations(outcome: &Outcome) -> Vec<(usize, &str, Option<&Party>)> {
    let setting = &outcome.settings[0];
    let names = setting.names.organisations.iter().enumerate();
    names
        .map(|(i, name)| (i, name.as_str(), setting.parties.iter().find(|p| p.id == *name)))
        .collect()
}

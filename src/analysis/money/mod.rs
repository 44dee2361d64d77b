//! What a comparison says about money: who gains and loses, what moves between whom, who bears the risk of volume, when a
//! saving pays back, what a unit of outcome costs. Everything at the constant prices of 2018/19, paired by replication.
//!
//! **To add one here** one file with a function from an [`Outcome`] to lines, and its word in [`lines`].

#[cfg(test)]
pub(crate) mod money_test;
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

/// A measure over the whole run: of an organisation by its place among the arm's names, or the whole.
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

/// A measure of an organisation over the whole run in base and alternative, nil where it is not there; found by its name,
/// since an alternative may have others.
fn own(outcome: &Outcome, alternative: usize, measure: &str, organisation: &str) -> Vec<(f64, f64)> {
    let of = |arm: usize, record: &ArmRecord| {
        let mut names = outcome.settings[arm].names.organisations.iter();
        let place = names.position(|name| name == organisation);
        place.map_or(Some(0.0), |place| over(record, measure, Some(place)))
    };
    (outcome.replications.iter())
        .filter_map(|r| Some((of(0, &r.arms[0])?, of(alternative, &r.arms[alternative])?)))
        .collect()
}

/// Organisations that have accounts: those of the base, then those of the alternative alone. Names of pairs, and of those
/// with whom money only begins or ends, stand among the names too, and have none.
fn organisations(outcome: &Outcome, alternative: usize) -> Vec<&Party> {
    let mut all: Vec<&Party> = Vec::new();
    for setting in [&outcome.settings[0], &outcome.settings[alternative]] {
        let named = |party: &&Party| setting.names.organisations.contains(&party.id);
        let inside = |party: &&Party| party.is_nhs() || party.is_council();
        for party in setting.parties.iter().filter(named).filter(inside) {
            if all.iter().all(|other| other.id != party.id) {
                all.push(party);
            }
        }
    }
    all
}

//! Trust: one stock between 0 and 1 for each pair of organisations.
//!
//! Each month, for the pair (i, j):
//!
//! T ← T + g·(1 − T)·J − λ·L·T + r·(T₀ − T)·(1 − J)
//!
//! J is 1 while the pair works jointly on an active component of a care model; g = `economy.trust.growth_per_month`;
//! L is the one-sided loss: how far one of them runs below its aim while the other runs above it, as a share of income,
//! the smaller of the two; λ = `economy.trust.loss_response`; without joint work trust returns to its start T₀
//! (`economy.trust.start`) at r = `economy.trust.return_per_month`.
//!
//! What is above is the rule while a scenario says nothing more of relations. With a `relations` block the month follows
//! [`relations`]: leaders come and go ([`leadership`]), organisations withdraw into a fortress and come out again
//! ([`mood`]), and disputes, missed totals, oversight and shifted costs wear trust down.
//!
//! A rule of money that is broken for those who missed it ([`super::clause::control_total`]) takes a share of the pair's
//! trust at once.
//!
//! All assumed: direction from studies of failed ventures and of relearning trust (evidence section 4), no published
//! dose-response.

pub mod leadership;
pub mod mood;
pub mod relations;
pub mod settings;

pub use relations::Relations;
pub use settings::RelationsSettings;

use crate::model::parameter::Parameters;
use serde::{Deserialize, Serialize};

/// Trust of every pair.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Trust {
    pairs: Vec<Vec<f64>>,
}

impl Trust {
    pub fn new(organisations: usize, parameters: &Parameters) -> Trust {
        Trust {
            pairs: vec![vec![parameters.get("economy.trust.start"); organisations]; organisations],
        }
    }

    /// Trust of a pair, the same both ways.
    pub fn between(&self, a: usize, b: usize) -> f64 {
        self.pairs[a.min(b)][a.max(b)]
    }

    /// Mean trust among partners; with fewer than two, that of the first pair.
    pub fn among(&self, partners: &[usize]) -> f64 {
        let mut sum = 0.0;
        let mut pairs = 0.0;
        for (n, &a) in partners.iter().enumerate() {
            for &b in &partners[n + 1..] {
                sum += self.between(a, b);
                pairs += 1.0;
            }
        }
        if pairs > 0.0 { sum / pairs } else { self.pairs[0][0] }
    }

    /// A pair loses a share of its trust at once: a rule of money was broken.
    pub fn lose(&mut self, a: usize, b: usize, share: f64) {
        self.pairs[a.min(b)][a.max(b)] *= 1.0 - share;
    }

    /// Every pair begins at this.
    pub fn begin_at(&mut self, start: f64) {
        self.pairs.iter_mut().for_each(|row| row.fill(start));
    }

    /// A pair gains a share of the trust that is missing.
    pub fn gain(&mut self, a: usize, b: usize, share: f64) {
        let trust = &mut self.pairs[a.min(b)][a.max(b)];
        *trust = (*trust + share * (1.0 - *trust)).clamp(0.0, 1.0);
    }

    /// A pair's trust moves by so much, between none and full.
    pub fn move_by(&mut self, a: usize, b: usize, by: f64) {
        let trust = &mut self.pairs[a.min(b)][a.max(b)];
        *trust = (*trust + by).clamp(0.0, 1.0);
    }

    /// One month. `away` is each organisation's distance from its aim, share of income; `joint` its joint work (0 or 1).
    pub fn month(&mut self, away: &[f64], joint: &[bool], parameters: &Parameters) {
        let of = |path: &str| parameters.get(path);
        let (growth, back) = (
            of("economy.trust.growth_per_month"),
            of("economy.trust.return_per_month"),
        );
        let (response, start) = (of("economy.trust.loss_response"), of("economy.trust.start"));
        for a in 0..away.len() {
            for b in a + 1..away.len() {
                let one_sided = (-away[a]).min(away[b]).max((-away[b]).min(away[a])).max(0.0);
                let trust = &mut self.pairs[a][b];
                let gain = if joint[a] && joint[b] {
                    growth * (1.0 - *trust)
                } else {
                    back * (start - *trust)
                };
                *trust = (*trust + gain - response * one_sided * *trust).clamp(0.0, 1.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    #[test]
    fn joint_work_builds_and_one_sided_loss_breaks() {
        let parameters = testing::settings().parameters;
        let mut trust = Trust::new(3, &parameters);
        let start = trust.between(0, 1);
        for _ in 0..24 {
            trust.month(&[-0.03, 0.03, 0.0], &[false, false, false], &parameters);
        }
        assert!(trust.between(0, 1) < start && trust.between(1, 0) == trust.between(0, 1));
        assert_eq!(trust.between(0, 2), start, "nobody gained from the loss of the first");
        let mut trust = Trust::new(3, &parameters);
        trust.month(&[-0.03, -0.03, 0.0], &[true, true, false], &parameters);
        assert!(trust.between(0, 1) > start, "a loss of both is no betrayal");
        assert!(trust.among(&[0, 1, 2]) > start);
    }
}

//! What common random numbers gain: the standard error of the difference with paired arms against arms with seeds of
//! their own.

use super::{Estimate, LEVEL};
use crate::experiment::Outcome;
use crate::measure::{Key, Period};
use serde::Serialize;

/// Standard errors of the mean difference of one measure.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct PairingGain {
    pub paired: f64,
    pub independent: f64,
    pub n: usize,
}

impl PairingGain {
    /// How many times smaller the standard error is when arms are paired; infinite where they never differ.
    pub fn ratio(&self) -> f64 {
        self.independent / self.paired
    }
}

/// `independent` is the same design with [`independent`](crate::experiment::Design::independent) set. The independent
/// standard error is that of two separate means, √(s₁²/n + s₂²/n).
pub fn pairing_gain(
    paired: &Outcome,
    independent: &Outcome,
    alternative: usize,
    key: &Key,
    period: &Period,
) -> Option<PairingGain> {
    let gap = super::difference::difference(paired, alternative, key, period)?.estimate;
    let error = |arm: usize| {
        let values = super::summary::values(independent, arm, key, period);
        Estimate::of(&values, LEVEL).and_then(|e| e.standard_error())
    };
    let (base, other) = (error(0)?, error(alternative)?);
    Some(PairingGain {
        paired: gap.standard_error()?,
        independent: libm::sqrt(base * base + other * other),
        n: gap.n,
    })
}

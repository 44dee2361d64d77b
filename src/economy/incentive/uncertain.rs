//! Money that hangs on a threshold: what is expected of it when finance and outcomes at the year's end are not certain.
//!
//! A step of one per cent crosses a threshold or does not; what an organisation acts on is the expectation, which is smooth:
//!
//! ∂E\[f(x + s·z)\] / ∂x = E\[z · f(x + s·z)\] / s, z standard normal, s how far x may miss
//!
//! x is the surplus at the year's end with s the width over which the worth of a pound changes
//! (`economy.aim.softness_share` of income), or an outcome with s = `economy.forecast.outcome_error_share` of it. Where money
//! is a straight line of x that is its slope; at a threshold it is the money at stake times a bell about it.
//!
//! Money that looks at finance is believed in proportion to the pair's trust, fully from the usual start on
//! (`economy.trust.start`): a rule that was changed for those who missed it takes trust
//! ([`super::super::clause::control_total`]), and the next one pulls less, as it does where little trust was to begin with.

use super::super::agreement::Terms;
use super::super::clause::Clause;
use super::super::outlook::Work;
use super::foreseen::Foreseen;
use super::{Move, Under, View};
use std::sync::LazyLock;

/// Nodes of z are the middles of so many equal parts between −4 and 4.
const PARTS: i32 = 80;
const ENDS: f64 = 4.0;

/// Middles and weights z·φ(z)·dz, by Σ z²·φ(z)·dz, so that a straight line has its slope.
static Z: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| {
    let step = 2.0 * ENDS / f64::from(PARTS);
    let density = |z: f64| libm::exp(-z * z / 2.0);
    let z = |part: i32| step * (f64::from(part) + 0.5) - ENDS;
    let all: f64 = (0..PARTS).map(|part| z(part) * z(part) * density(z(part))).sum();
    (0..PARTS)
        .map(|part| (z(part), z(part) * density(z(part)) / all))
        .collect()
});

/// ∂E\[f(x + width·z)\]/∂x at x = 0, by what f is at each node of z.
fn slope<const N: usize>(width: f64, values: impl Iterator<Item = [f64; N]>) -> [f64; N] {
    let mut sum = [0.0; N];
    for ((_, weight), values) in Z.iter().zip(values) {
        for (sum, value) in sum.iter_mut().zip(values) {
            *sum += weight * value / width;
        }
    }
    sum
}

impl View<'_> {
    /// Pounds that money which looks at finance is expected to bring for a pound more of the organisation's own surplus at
    /// the year's end, and of its system's. At the start of the evidence there was no such money.
    pub(super) fn by_finance(&self, organisation: usize, under: Under) -> [f64; 2] {
        let mut gains = [0.0; 2];
        for (i, agreement) in self.agreements.iter().enumerate() {
            let terms = self.terms(agreement, under);
            let looks = terms.clauses.iter().any(Clause::after_finance);
            if under == Under::AtStart || agreement.provider != organisation || !looks {
                continue;
            }
            // Who has seen a rule broken for those who missed it believes the next one less.
            let start = self
                .settings
                .parameters
                .get("economy.trust.start")
                .max(f64::MIN_POSITIVE);
            let belief = (self.trust.between(organisation, agreement.payer) / start).min(1.0);
            for (gain, slope) in gains.iter_mut().zip(self.slopes_of_finance(i, &terms)) {
                *gain += belief * slope;
            }
        }
        gains
    }

    /// What a pound more of a provider's own surplus, and of its system's, brings of a contract that is held.
    fn slopes_of_finance(&self, agreement: usize, terms: &Terms<'_>) -> [f64; 2] {
        let (held, outlook) = (&self.agreements[agreement], &self.outlooks[agreement]);
        let foreseen = self.foreseen(agreement, Under::Held, terms);
        *foreseen.by_finance.get_or_init(|| {
            let softness = self.softness(held.provider);
            let paid = |surplus: [f64; 2]| {
                let work = Work {
                    surplus,
                    ..foreseen.centre.clone()
                };
                outlook.pay(terms, &held.plan_a_year, &work) / outlook.years
            };
            [[1.0, 0.0], [0.0, 1.0]].map(|whose| {
                let values = Z.iter().map(|(z, _)| [paid(whose.map(|own| own * (softness * z)))]);
                slope(softness, values)[0]
            })
        })
    }

    /// What one per cent of a move brings each of two organisations through the outcomes that a contract's money hangs on,
    /// pounds a year.
    pub(super) fn by_outcomes(
        &self,
        agreement: usize,
        foreseen: &Foreseen,
        terms: &Terms<'_>,
        step: &Move,
        who: [usize; 2],
    ) -> [f64; 2] {
        let width = self.settings.parameters.get("economy.forecast.outcome_error_share");
        let (held, outlook) = (&self.agreements[agreement], &self.outlooks[agreement]);
        let mut gains = [0.0; 2];
        for &(outcome, share) in &step.outcomes {
            let settle = |by: f64| {
                let work = Work {
                    outcomes: vec![(outcome, (1.0 + by).max(0.0))],
                    ..foreseen.centre.clone()
                };
                outlook.settle(terms, &held.plan_a_year, &work)
            };
            // Most contracts pay the same whatever the outcome: nothing is kept of them.
            let settled = foreseen.when(outcome, || match settle(-ENDS * width) == settle(ENDS * width) {
                true => Vec::new(),
                false => Z.iter().map(|(z, _)| settle(width * z)).collect(),
            });
            let received = settled
                .iter()
                .map(|settled| who.map(|who| self.received(who, held, settled)));
            let each = slope(width, received);
            for (gain, slope) in gains.iter_mut().zip(each) {
                *gain += share * super::STEP * slope / outlook.years;
            }
        }
        gains
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_has_its_slope_and_a_step_its_bell() {
        let at = |f: &dyn Fn(f64) -> f64| slope(0.04, Z.iter().map(|(z, _)| [f(0.04 * z)]))[0];
        let line = at(&|x| 3.0 * x + 7.0);
        assert!((line - 3.0).abs() < 1e-9, "{line}");
        // A step of 5 at 0.02 with an error of 0.04: 5·φ(½)/0.04.
        let step = at(&|x| if x >= 0.02 { 5.0 } else { 0.0 });
        let expected = 5.0 * 0.352_065 / 0.04;
        assert!((step / expected - 1.0).abs() < 0.03, "{step} and {expected}");
        let far = at(&|x| if x >= 0.3 { 5.0 } else { 0.0 });
        assert_eq!(far, 0.0);
    }
}

//! **Gain share**: a saving against plan is split.
//!
//! In words: when the activity cost (or would have been priced) less than the plan, the provider, who keeps the saving
//! under a fixed sum, hands the payer its share; a loss is not shared.
//!
//! pay = −s · max(0, V(plan) − V(activity))
//!
//! V is at the provider's variable cost, open book, or at national prices.
//!
//! Source: aligned-incentive contracts, described qualitatively (Bolton, evidence 20); one half is usual (`OWN`).
//!
//! Worked year (the test): plan 10,000 at a variable cost of £400. 9,000 spells save £0.4 million; at 50:50 the
//! provider pays back £0.2 million. 11,000 pay nothing back. Worked months (`clause_month_test`): 270 spells of 300 in
//! April give back £6,000; with 335 of 310 in May the saving to date is £2,000, so £5,000 return.

use super::{Basis, Period, Rule};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A saving against plan is split.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct GainShare {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What activity and plan are valued at.
    #[serde(default = "cost")]
    pub basis: Basis,
    /// Share of the saving that goes to the payer (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub payer_share: f64,
}

const fn cost() -> Basis {
    Basis::Cost
}

impl Rule for GainShare {
    const NAME: &'static str = "gain_share";
    const DESCRIPTION: &'static str = "splits a saving against plan between provider and payer";

    fn pay(&self, period: &Period<'_>, _before: f64) -> f64 {
        let (actual, plan) = period.valued(self.basis);
        -self.payer_share * (plan - actual).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn a_saving_is_halved_and_a_loss_is_not() {
        let half = GainShare { note: None, basis: Basis::Cost, payer_share: 0.5 };
        assert!((worked(9_000.0, |p| half.pay(p, 20.0e6)) + 0.2e6).abs() < 1e-6);
        assert_eq!(worked(11_000.0, |p| half.pay(p, 20.0e6)), 0.0);
    }
}

//! **Joint objective**: a deficit of either partner is a failure of both.
//!
//! In words: no payment. A pound of one partner's surplus is worth so much to the other, beside what trust makes it worth.
//!
//! pay = 0; ω of [`crate::economy::incentive`] becomes min(1, ω·τ + w)
//!
//! Source: joint objectives of NHS bodies, as described in interviews (evidence section 2); the weight is assumed.
//!
//! Worked month (`clause_month_test`): 330 spells pay £660,000 with it and without; what the payer loses by one spell
//! more weighs ω·τ + 0.4 with the trust.

use super::{Period, Rule};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A deficit of either partner is a failure of both.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct JointObjective {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What a pound of one partner's surplus is worth to the other (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub weight: f64,
}

impl Rule for JointObjective {
    const NAME: &'static str = "joint_objective";
    const DESCRIPTION: &'static str = "each partner's surplus enters the other's aim; no payment";

    fn pay(&self, _period: &Period<'_>, _before: f64) -> f64 {
        0.0
    }

    fn aim_weight(&self) -> f64 {
        self.weight
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn weighs_and_pays_nothing() {
        let joint = JointObjective { note: None, weight: 0.4 };
        assert_eq!(worked(9_000.0, |p| joint.pay(p, 20.0e6)), 0.0);
        assert_eq!(joint.aim_weight(), 0.4);
    }
}

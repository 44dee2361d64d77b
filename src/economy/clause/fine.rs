//! **Fine**: so much for each breach of a standard beyond what is tolerated.
//!
//! In words: count the cases on the wrong side of an outcome, take off the tolerated share of all cases and the tolerated
//! number, and withhold so many pounds for each of the rest; no more than a share of what the clauses before it pay.
//!
//! pay = −min(f · max(0, breaches − t · cases − m · y), cap · max(0, before))
//!
//! Waits are counted at month ends: a patient who waits over 52 weeks for three month ends is three breaches.
//!
//! Source: NHS Standard Contract 2017–2019, national quality requirements, recalled: £120 for each breach of four hours
//! beyond 5 %, £5,000 a month for each patient over 52 weeks, £300 for each pathway over 18 weeks beyond 8 %
//! (`OWN`, RECALLED_LOW); readmissions within 30 days not paid beyond an agreed threshold (`NUFF_READM`, RECALLED_MEDIUM).
//!
//! Worked year (the test): 100,000 attendances, 92,000 within four hours, 5 % tolerated: 3,000 breaches at £120 are
//! £360,000; under a cap of 1 % of £20.0 million £200,000. Worked months (`clause_month_test`): £1.0 million a month,
//! cap 1 %: 9,200 of 10,000 within four hours withhold £10,000 of £36,000 in April; 9,700 in May make £12,000 to date,
//! so £2,000 more; 9,700 in June nothing to date, so £12,000 return.

use super::{Period, Rule};
use crate::economy::outcome::Outcome;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// So much for each breach of a standard beyond what is tolerated.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Fine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The standard.
    pub outcome: Outcome,
    /// Pounds for each breach.
    #[garde(range(min = 0.0))]
    pub pounds_per_breach: f64,
    /// Share of all cases that may breach (0 to 1).
    #[serde(default)]
    #[garde(range(min = 0.0, max = 1.0))]
    pub tolerated_share: f64,
    /// Breaches tolerated a year beside that share.
    #[serde(default)]
    #[garde(range(min = 0.0))]
    pub tolerated_a_year: f64,
    /// Most that is withheld, share of what the clauses before it pay (0 to 1).
    #[serde(default = "super::whole")]
    #[garde(range(min = 0.0, max = 1.0))]
    pub cap: f64,
}

impl Rule for Fine {
    const NAME: &'static str = "fine";
    const DESCRIPTION: &'static str = "pounds withheld for each breach of a standard, up to a share of income";

    fn pay(&self, period: &Period<'_>, before: f64) -> f64 {
        let (breaches, cases) = period.outcomes.breaches(self.outcome);
        let beyond = breaches - self.tolerated_share * cases - self.tolerated_a_year * period.years;
        -(self.pounds_per_breach * beyond.max(0.0)).min(self.cap * before.max(0.0))
    }

    fn scale(&mut self, ratio: f64) {
        self.tolerated_a_year *= ratio;
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn fine(outcome: Outcome, pounds_per_breach: f64, tolerated_share: f64, cap: f64) -> Fine {
        Fine { note: None, outcome, pounds_per_breach, tolerated_share, tolerated_a_year: 0.0, cap }
    }

    #[test]
    fn breaches_beyond_the_tolerance_cost_up_to_the_cap() {
        let four_hour = |cap| fine(Outcome::FourHour, 120.0, 0.05, cap);
        same(with_outcome(Outcome::FourHour, 92_000.0, |p| four_hour(1.0).pay(p, 20.0e6)), -360_000.0);
        same(with_outcome(Outcome::FourHour, 92_000.0, |p| four_hour(0.01).pay(p, 20.0e6)), -200_000.0);
        assert_eq!(with_outcome(Outcome::FourHour, 95_500.0, |p| four_hour(1.0).pay(p, 20.0e6)), 0.0);
        let mut long = fine(Outcome::Over52Weeks, 5_000.0, 0.0, 1.0);
        same(with_outcome(Outcome::Over52Weeks, 30.0, |p| long.pay(p, 20.0e6)), -150_000.0);
        long.tolerated_a_year = 20.0;
        long.scale(0.5);
        same(with_outcome(Outcome::Over52Weeks, 30.0, |p| long.pay(p, 20.0e6)), -100_000.0);
    }
}

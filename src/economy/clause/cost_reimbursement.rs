//! **Cost reimbursement**: the agreed cost of the work, up to an envelope.
//!
//! In words: an agreed fixed cost, and the variable cost of what was done, open book; nothing beyond the envelope.
//!
//! pay = min(F · y + Σ_c k_c · n_c, E · y)
//!
//! F is stated, or the plan at prices less the plan at variable cost; E is stated, or the plan at prices times
//! `envelope_share`; y the part of a year; k the provider's variable cost of a unit.
//!
//! Source: cost-plus contracts as described in English guidance; no published formula (`OWN`).
//!
//! Worked year (the test): plan 10,000 at £2,000 and a variable cost of £400, so F = £16.0 million, E = £20.0 million.
//! 9,000 spells are paid £19.6 million, 10,000 £20.0 million, 11,000 (cost £20.4 million) £20.0 million. Worked months
//! (`clause_month_test`): £486,666.67 of fixed cost and 290 spells at £400 pay £602,666.67 in April; 330 in May reach
//! the envelope of two twelfths of £7.3 million and pay £614,000.

use super::{Basis, Manner, Period, Rule, sum_product};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The agreed cost of the work, up to an envelope.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct CostReimbursement {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Agreed fixed cost, pounds a year; the plan at prices less its variable cost where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0)))]
    pub fixed_pounds_a_year: Option<f64>,
    /// Most that is paid, pounds a year; the plan at prices where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0)))]
    pub envelope_pounds_a_year: Option<f64>,
    /// Multiplies an envelope that is the plan's (0 to 2).
    #[serde(default = "super::whole")]
    #[garde(range(min = 0.0, max = 2.0))]
    pub envelope_share: f64,
}

impl Rule for CostReimbursement {
    const NAME: &'static str = "cost_reimbursement";
    const DESCRIPTION: &'static str = "agreed cost, open book, up to an envelope";
    const MANNER: Manner = Manner::Lump;

    fn pay(&self, period: &Period<'_>, _before: f64) -> f64 {
        let planned = period.value(period.plan_a_year);
        let variable = sum_product(period.plan_a_year, period.costs);
        let fixed = self.fixed_pounds_a_year.unwrap_or((planned - variable).max(0.0));
        let envelope = self.envelope_pounds_a_year.unwrap_or(planned * self.envelope_share);
        let (cost, _) = period.valued(Basis::Cost);
        (fixed * period.years + cost).min(envelope * period.years)
    }

    fn scale(&mut self, ratio: f64) {
        let sums = self.fixed_pounds_a_year.iter_mut().chain(&mut self.envelope_pounds_a_year);
        sums.for_each(|pounds| *pounds *= ratio);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn cost_is_met_up_to_the_envelope() {
        let own = |envelope_share| CostReimbursement {
            note: None,
            fixed_pounds_a_year: None,
            envelope_pounds_a_year: None,
            envelope_share,
        };
        for (spells, pounds) in [(9_000.0, 19.6e6), (10_000.0, 20.0e6), (11_000.0, 20.0e6)] {
            same(worked(spells, |p| own(1.0).pay(p, 0.0)), pounds);
        }
        same(worked(11_000.0, |p| own(1.05).pay(p, 0.0)), 20.4e6);
        let mut stated = own(1.0);
        (stated.fixed_pounds_a_year, stated.envelope_pounds_a_year) = (Some(10.0e6), Some(13.0e6));
        stated.scale(0.5);
        same(worked(1_000.0, |p| stated.pay(p, 0.0)), 5.4e6);
        same(worked(9_000.0, |p| stated.pay(p, 0.0)), 6.5e6);
    }
}

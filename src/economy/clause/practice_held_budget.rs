//! **Practice-held budget** (fundholding): practices hold the money for care that others give to their patients.
//!
//! In words: the budget is the plan of the held services at national prices; what was done there for the payer's
//! residents is charged to it at the same prices. Of a saving the practices keep a share, of an overspend they bear a
//! share, neither beyond a limit. The contract names the services in `held_for`, and its plan is theirs.
//!
//! B = V(plan) · s, d = B − V(elsewhere), x = min(|d|, l · B)
//!
//! pay = keeps · x when d > 0, −bears · x when d < 0
//!
//! Source: GP fundholding 1991–1999: chargeable electives 3.4 to 7.4 % lower, nothing on uncharged types
//! (`DUSHEIKO06`, VERIFIED); savings were kept for patient care, overspends largely borne by the authority (`OWN`).
//!
//! Worked year (the test): 10,000 planned at £2,000 make a budget of £20.0 million. 9,500 save £1.0 million, kept
//! whole; 10,500 cost £1.0 million too much, of which a tenth is borne: −£0.1 million. Worked months
//! (`clause_month_test`): 190 day cases of 200 planned at £1,000 in April save £10,000, half of it kept; by May 415 of
//! 410 cost £5,000 too much, a tenth borne: £5,500 go back.

use super::{Period, Rule};
use crate::economy::settings::Currency;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Practices hold the money for care that others give to their patients.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct PracticeHeldBudget {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Share of a saving that the holder keeps (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub keeps: f64,
    /// Share of an overspend that the holder bears (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub bears: f64,
    /// Saving or overspend that counts, share of the budget (0 to 1).
    #[serde(default = "super::whole")]
    #[garde(range(min = 0.0, max = 1.0))]
    pub limit: f64,
    /// The budget as a share of the plan at national prices (0 to 2).
    #[serde(default = "super::whole")]
    #[garde(range(min = 0.0, max = 2.0))]
    pub budget_share: f64,
    /// Currencies charged to the budget; empty means all that the plan names.
    #[serde(default)]
    pub currencies: Vec<Currency>,
}

impl Rule for PracticeHeldBudget {
    const NAME: &'static str = "practice_held_budget";
    const DESCRIPTION: &'static str = "the holder keeps or bears a share of a budget for care given by others";

    fn currencies(&self) -> Vec<(String, Currency)> {
        super::fields(&self.currencies, ("", &super::ByCurrency::new()))
    }

    fn pay(&self, period: &Period<'_>, _before: f64) -> f64 {
        let charged = |c: Currency| {
            let named = self.currencies.is_empty() || self.currencies.contains(&c);
            named && period.plan_a_year.contains_key(&c)
        };
        let planned = period.plan.iter().filter(|(c, _)| charged(**c));
        let price = |c: &Currency| period.prices.get(c).copied().unwrap_or(0.0);
        let budget = self.budget_share * planned.map(|(c, n)| n * price(c)).sum::<f64>();
        let left = budget - period.worth(period.elsewhere, charged);
        let counted = left.abs().min(self.limit * budget);
        if left > 0.0 { self.keeps * counted } else { -self.bears * counted }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn savings_are_kept_and_overspends_borne_in_part_of_what_is_planned() {
        let held = |limit| PracticeHeldBudget {
            note: None,
            keeps: 1.0,
            bears: 0.1,
            limit,
            budget_share: 1.0,
            currencies: vec![],
        };
        let at = |spells: f64, limit: f64| {
            let elsewhere = BTreeMap::from([(Currency::EmergencyOneNight, spells), (Currency::DayCase, 5.0e6)]);
            let prices = BTreeMap::from([(Currency::EmergencyOneNight, 2_000.0), (Currency::DayCase, 720.0)]);
            worked(0.0, |p| held(limit).pay(&Period { elsewhere: &elsewhere, prices: &prices, ..p.clone() }, 0.0))
        };
        same(at(9_500.0, 1.0), 1.0e6);
        same(at(10_500.0, 1.0), -0.1e6);
        same(at(5_000.0, 0.05), 1.0e6);
    }
}

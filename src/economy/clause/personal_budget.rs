//! **Personal budget**: clients hold the money for their care; the accounts are those of the cohort.
//!
//! In words: a share of the clients holds a budget of so many pounds a week and buys care at its own price, up to the
//! budget. What they do not spend goes back to the payer or is kept. Clients without a budget are paid for by the other
//! clauses of the contract (a tariff with the multiplier 1 − u).
//!
//! A = u · b · W; spent = min(u · n · p, A); pay = spent where the unspent part returns, else A
//!
//! u uptake, b pounds a client-week, W client-weeks paid by the council, n units of the currency, p pounds a unit.
//!
//! Source: about 17 % of the council's home-care clients hold a budget as a direct payment in 2018/19
//! (`care.personal_budget_share`, RECALLED_MEDIUM).
//!
//! Worked month (the test): 4,000 client-weeks, uptake 0.25, £200 a week make £200,000. Of 50,000 hours a quarter is
//! bought at £14: £175,000 are spent. £25,000 return, or are kept and £200,000 paid. Worked months
//! (`clause_month_test`): uptake 0.25 at £210 a week of 3,000 client-weeks hold £157,500 in April, of which 10,000
//! hours at £14 spend £140,000; by May £320,250 are all spent, so May pays £180,250.

use super::{Period, Rule};
use crate::economy::settings::Currency;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Clients hold the money for their care; the accounts are those of the cohort.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct PersonalBudget {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What holders buy.
    pub currency: Currency,
    /// Share of clients who hold a budget (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub uptake: f64,
    /// The budget, pounds for each client a week.
    #[garde(range(min = 0.0))]
    pub pounds_per_client_week: f64,
    /// What holders pay for a unit, pounds.
    #[garde(range(min = 0.0))]
    pub pounds_per_unit: f64,
    /// What becomes of money that is not spent.
    #[serde(default)]
    pub unspent: Unspent,
}

/// What becomes of money that is not spent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unspent {
    #[default]
    Returned,
    Kept,
}

impl Rule for PersonalBudget {
    const NAME: &'static str = "personal_budget";
    const DESCRIPTION: &'static str = "a weekly sum for clients who buy care at their own price";

    fn currencies(&self) -> Vec<(String, Currency)> {
        vec![("currency".to_owned(), self.currency)]
    }

    fn pay(&self, period: &Period<'_>, _before: f64) -> f64 {
        let account = self.uptake * self.pounds_per_client_week * period.client_weeks;
        let units = period.activity.get(&self.currency).copied().unwrap_or(0.0);
        let spent = (self.uptake * units * self.pounds_per_unit).min(account);
        match self.unspent {
            Unspent::Returned => spent,
            Unspent::Kept => account,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn holders_spend_up_to_their_budget() {
        let own = |unspent| PersonalBudget {
            note: None,
            currency: Currency::EmergencyOneNight,
            uptake: 0.25,
            pounds_per_client_week: 200.0,
            pounds_per_unit: 14.0,
            unspent,
        };
        let at = |unspent, hours| worked(hours, |p| own(unspent).pay(&Period { client_weeks: 4_000.0, ..p.clone() }, 0.0));
        same(at(Unspent::Returned, 50_000.0), 175_000.0);
        same(at(Unspent::Kept, 50_000.0), 200_000.0);
        same(at(Unspent::Returned, 80_000.0), 200_000.0);
    }
}

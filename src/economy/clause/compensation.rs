//! **Compensation**: who loses by a change is made whole.
//!
//! In words: the income lost against a base is made good in part or whole, up to a share of the base and for so many
//! years. The base is the contract's plan at national prices or a stated sum; the income is what this contract pays, or
//! all that the provider receives.
//!
//! pay = s · min(max(0, B · y − I), l · B · y), y only of months inside the years agreed
//!
//! Source: form of transitional protection in English contracts; no published formula (`OWN`).
//!
//! Worked year (the test): plan worth £20.0 million. The clauses before it pay £18.0 million; at a share of one half
//! the loss of £2.0 million is made good by £1.0 million. With a gain nothing is paid. Worked months
//! (`clause_month_test`): a twelfth of £7.3 million, a tariff that pays £580,000 in April: £14,166.67 are made good;
//! £1.24 million by May leave no loss, so they are paid back.

use super::{Period, Rule};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const MONTHS: f64 = 12.0;

/// Who loses by a change is made whole.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Compensation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Share of the loss that is made good (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub share: f64,
    /// Whose fall is a loss.
    #[serde(default)]
    pub of: Of,
    /// The base, pounds a year; the contract's plan at national prices where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0)))]
    pub base_pounds_a_year: Option<f64>,
    /// Most of a loss that counts, share of the base (0 to 1).
    #[serde(default = "super::whole")]
    #[garde(range(min = 0.0, max = 1.0))]
    pub limit: f64,
    /// Years from the regime's start for which it is paid; without end where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0, max = 30.0)))]
    pub years: Option<f64>,
}

/// The income that is compared with the base.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// What the clauses before it pay.
    #[default]
    Contract,
    /// All that the provider receives; the base must then be stated.
    Income,
}

impl Rule for Compensation {
    const NAME: &'static str = "compensation";
    const DESCRIPTION: &'static str = "makes good the income that a provider loses by a change";

    fn pay(&self, period: &Period<'_>, before: f64) -> f64 {
        let base = self.base_pounds_a_year.unwrap_or_else(|| period.value(period.plan_a_year)) * period.years;
        let income = match self.of {
            Of::Contract => before,
            Of::Income => period.finance.provider.income,
        };
        // The part of the period's months that lies inside the years agreed.
        let inside = |months: u32| self.years.is_none_or(|years| f64::from(months) < years * MONTHS);
        let agreed = period.months().filter(|(_, before)| inside(*before)).count() as f64;
        let part = if period.years > 0.0 { agreed / (period.years * MONTHS) } else { 0.0 };
        part.min(1.0) * self.share * (base - income).max(0.0).min(self.limit * base)
    }

    fn scale(&mut self, ratio: f64) {
        self.base_pounds_a_year.iter_mut().for_each(|pounds| *pounds *= ratio);
    }

    fn after_finance(&self) -> bool {
        self.of == Of::Income
    }

    fn fault(&self) -> Option<(&'static str, String, String)> {
        let without = self.of == Of::Income && self.base_pounds_a_year.is_none();
        without.then(|| ("of", "all income without a base".to_owned(), "base_pounds_a_year stated".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::economy::period::{Finance, Standing};

    fn own(of: Of, base_pounds_a_year: Option<f64>, years: Option<f64>) -> Compensation {
        Compensation { note: None, share: 0.5, of, base_pounds_a_year, limit: 1.0, years }
    }

    #[test]
    fn half_of_a_loss_is_made_good_and_a_gain_is_kept() {
        let plan = own(Of::Contract, None, None);
        same(worked(0.0, |p| plan.pay(p, 18.0e6)), 1.0e6);
        assert_eq!(worked(0.0, |p| plan.pay(p, 21.0e6)), 0.0);
        let two_years = own(Of::Contract, None, Some(1.5));
        same(worked(0.0, |p| two_years.pay(p, 18.0e6)), 1.0e6);
        same(worked(0.0, |p| two_years.pay(&Period { months_in_force: 24, ..p.clone() }, 18.0e6)), 0.5e6);
        assert_eq!(worked(0.0, |p| two_years.pay(&Period { months_in_force: 36, ..p.clone() }, 18.0e6)), 0.0);
    }

    #[test]
    fn all_income_against_a_stated_base() {
        let income = own(Of::Income, Some(100.0e6), None);
        let standing = Standing { income: 90.0e6, ..Standing::default() };
        let finance = Finance { provider: standing, ..Finance::default() };
        same(worked(0.0, |p| income.pay(&Period { finance, ..p.clone() }, 0.0)), 5.0e6);
        assert!(income.after_finance() && income.fault().is_none());
        assert!(own(Of::Income, None, None).fault().is_some());
    }
}

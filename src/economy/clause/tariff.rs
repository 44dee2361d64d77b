//! **Tariff**: so much for each unit of activity (payment by results).
//!
//! In words: activity times price, summed over currencies, as it is counted and coded; a price not named is the national
//! one, which holds the market forces factor already.
//!
//! pay = Σ_c n_c · k · d_c · p_c · m, with n activity, k completeness of counting, d coding depth (admitted spells only,
//! 1 for the rest), p the price here or else the national price, m the local multiplier. k and d are 1 unless somebody
//! counts or codes better than at the start: the bill then rises with no more work.
//!
//! Source: 2017/18 and 2018/19 National Tariff Payment System (`NTPS1719`), recalled averages in `economy.csv`.
//!
//! Worked month (the test): 9,000, 10,000 or 11,000 one-night spells at £2,000 pay £18.0, £20.0 or £22.0 million;
//! 10,000 coded 2 % deeper and counted 1 % more fully £20.604 million. Worked month (`clause_month_test`): 330
//! one-night spells in April at £2,000 pay £660,000; every currency has its own in `currency_month_test`.

use super::{Manner, Period, Rule};
use crate::economy::settings::{Currency, not_negative};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// So much for each unit of activity.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Tariff {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Local prices by currency, pounds; the national price where none is named.
    #[serde(default)]
    #[garde(custom(not_negative))]
    pub prices: BTreeMap<Currency, f64>,
    /// Currencies paid; empty means all that have a price.
    #[serde(default)]
    pub currencies: Vec<Currency>,
    /// Local multiplier of every price (1 is the national level).
    #[serde(default = "one")]
    #[garde(range(min = 0.0, max = 10.0))]
    pub multiplier: f64,
}

const fn one() -> f64 {
    1.0
}

impl Rule for Tariff {
    const NAME: &'static str = "tariff";
    const DESCRIPTION: &'static str = "a price for each unit of activity, by currency";
    const MANNER: Manner = Manner::PerUnit;

    fn currencies(&self) -> Vec<(String, Currency)> {
        super::fields(&self.currencies, ("prices", &self.prices))
    }

    fn pay(&self, period: &Period<'_>, _before: f64) -> f64 {
        period
            .activity
            .iter()
            .filter(|(currency, _)| self.currencies.is_empty() || self.currencies.contains(currency))
            .map(|(currency, units)| {
                let price = self.prices.get(currency).or_else(|| period.prices.get(currency)).copied().unwrap_or(0.0);
                units * period.billed(*currency) * price * self.multiplier
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::economy::period::Billed;

    #[test]
    fn pays_eighteen_twenty_and_twentytwo_million() {
        let tariff = Tariff { note: None, prices: BTreeMap::new(), currencies: vec![], multiplier: 1.0 };
        for (spells, pounds) in [(9_000.0, 18.0e6), (10_000.0, 20.0e6), (11_000.0, 22.0e6)] {
            assert_eq!(worked(spells, |p| tariff.pay(p, 0.0)), pounds);
        }
    }

    #[test]
    fn coding_and_counting_raise_the_bill_and_not_the_work() {
        let tariff = Tariff { note: None, prices: BTreeMap::new(), currencies: vec![], multiplier: 1.0 };
        let billed = Billed { coding_depth: 1.02, counting: 1.01 };
        same(worked(10_000.0, |p| tariff.pay(&Period { billed, ..p.clone() }, 0.0)), 20.604e6);
        let attendances = BTreeMap::from([(Currency::AeType1, 100.0)]);
        let prices = BTreeMap::from([(Currency::AeType1, 150.0)]);
        let ae = Period { activity: &attendances, prices: &prices, billed, ..Period::default() };
        same(tariff.pay(&ae, 0.0), 15_150.0);
    }

    #[test]
    fn local_price_and_multiplier_replace_the_national() {
        let prices = BTreeMap::from([(Currency::EmergencyOneNight, 1_000.0)]);
        let tariff = Tariff { note: None, prices, currencies: vec![], multiplier: 1.1 };
        assert!((worked(9_000.0, |p| tariff.pay(p, 0.0)) - 9.9e6).abs() < 1e-6);
        let none = Tariff { note: None, prices: BTreeMap::new(), currencies: vec![Currency::DayCase], multiplier: 1.0 };
        assert_eq!(worked(9_000.0, |p| none.pay(p, 0.0)), 0.0);
    }
}

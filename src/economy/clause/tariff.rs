//! **Tariff**: so much for each unit of activity (payment by results).
//!
//! In words: activity times price, summed over currencies; a price not named is the national one.
//!
//! pay = Σ_c n_c · p_c · m, with n activity, p the price here or else the national price, m the local multiplier.
//!
//! Source: 2017/18 and 2018/19 National Tariff Payment System (`NTPS1719`), recalled averages in `economy.csv`.
//!
//! Worked month (the test): 9,000, 10,000 or 11,000 one-night spells at £2,000 pay £18.0, £20.0 or £22.0 million.

use super::{Period, Rule};
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

    fn pay(&self, period: &Period<'_>, _before: f64) -> f64 {
        period
            .activity
            .iter()
            .filter(|(currency, _)| self.currencies.is_empty() || self.currencies.contains(currency))
            .map(|(currency, units)| {
                let price = self.prices.get(currency).or_else(|| period.prices.get(currency)).copied().unwrap_or(0.0);
                units * price * self.multiplier
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn pays_eighteen_twenty_and_twentytwo_million() {
        let tariff = Tariff { note: None, prices: BTreeMap::new(), currencies: vec![], multiplier: 1.0 };
        for (spells, pounds) in [(9_000.0, 18.0e6), (10_000.0, 20.0e6), (11_000.0, 22.0e6)] {
            assert_eq!(worked(spells, |p| tariff.pay(p, 0.0)), pounds);
        }
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

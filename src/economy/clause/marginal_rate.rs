//! **Marginal rate**: above or below a baseline only a share of the price counts.
//!
//! In words: value the named activity and its baseline. What lies above the baseline is worth `above` of its price to the
//! provider, what lies below costs it `below` of its price. The clause corrects what another clause has paid: a tariff,
//! which paid all of the activity, or a fixed sum, which paid the baseline.
//!
//! u = max(0, V(activity) − V(baseline)), d = max(0, V(baseline) − V(activity))
//!
//! on a tariff: pay = −(1 − above) · u + (1 − below) · d; on a fixed sum: pay = above · u − below · d
//!
//! V is at national prices, the activity as billed; the baseline is a share of the plan or named units a year.
//!
//! Source: emergency marginal rate 30 % above the 2008/09 baseline in 2010–2014, 70 % in 2017–2019 (`HSJ_MRET`,
//! VERIFIED); 20 % either side of plan in 2019/20 (HFMA 2018, HSJ 2019: rule VERIFIED).
//!
//! Worked year (the test): price £2,000, baseline 8,000. On a tariff at 70 % 9,000, 10,000 and 11,000 spells pay in all
//! £17.4, £18.8 and £20.2 million, at 30 % £16.6, £17.2 and £17.8 million. On a block at 10,000 with 20 % either side
//! £19.6, £20.0 and £20.4 million. Worked months (`clause_month_test`): a tariff at 70 % above four fifths of a plan of
//! 300 and 310: 330 spells in April pay £660,000 − £54,000; 200 in May pay £400,000 and £28,800 come back.

use super::{Period, Rule, sum_product};
use crate::economy::settings::{Currency, not_negative};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Above or below a baseline only a share of the price counts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct MarginalRate {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What has already been paid for.
    #[serde(default)]
    pub on: On,
    /// Share of the price (0 to 1) that activity above the baseline is worth to the provider.
    #[garde(range(min = 0.0, max = 1.0))]
    pub above: f64,
    /// Share of the price (0 to 1) that activity below the baseline costs the provider.
    #[serde(default = "super::whole")]
    #[garde(range(min = 0.0, max = 1.0))]
    pub below: f64,
    /// Currencies it applies to; empty means all.
    #[serde(default)]
    pub currencies: Vec<Currency>,
    /// The baseline as a share of the contract's plan (0 to 2), for currencies without a baseline of their own.
    #[serde(default = "super::whole")]
    #[garde(range(min = 0.0, max = 2.0))]
    pub baseline_share: f64,
    /// Baseline by currency, units a year.
    #[serde(default)]
    #[garde(custom(not_negative))]
    pub baseline: BTreeMap<Currency, f64>,
}

/// What another clause of the contract has paid.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// Every unit of activity, at its full price.
    #[default]
    Tariff,
    /// A fixed sum for the baseline.
    Fixed,
}

impl MarginalRate {
    fn counts(&self, currency: Currency) -> bool {
        self.currencies.is_empty() || self.currencies.contains(&currency)
    }

    /// Value of the baseline for the period, pounds. A currency's own baseline falls in time as its plan does.
    fn baseline(&self, period: &Period<'_>) -> f64 {
        let planned = |c: &Currency| period.plan.get(c).copied().unwrap_or(0.0);
        let of_plan = period.plan.keys().filter(|c| self.counts(**c) && !self.baseline.contains_key(c));
        let mut units: BTreeMap<Currency, f64> = of_plan.map(|c| (*c, self.baseline_share * planned(c))).collect();
        for (currency, a_year) in self.baseline.iter().filter(|(c, _)| self.counts(**c)) {
            let phase = match period.plan_a_year.get(currency) {
                Some(year) if *year > 0.0 => planned(currency) / year,
                _ => period.years,
            };
            units.insert(*currency, a_year * phase);
        }
        sum_product(&units, period.prices)
    }
}

impl Rule for MarginalRate {
    const NAME: &'static str = "marginal_rate";
    const DESCRIPTION: &'static str = "a share of the price for activity above or below a baseline";

    fn currencies(&self) -> Vec<(String, Currency)> {
        super::fields(&self.currencies, ("baseline", &self.baseline))
    }

    fn pay(&self, period: &Period<'_>, _before: f64) -> f64 {
        let away = period.worth(period.activity, |c| self.counts(c)) - self.baseline(period);
        let (above, below) = (away.max(0.0), (-away).max(0.0));
        match self.on {
            On::Tariff => -(1.0 - self.above) * above + (1.0 - self.below) * below,
            On::Fixed => self.above * above - self.below * below,
        }
    }

    fn scale(&mut self, ratio: f64) {
        self.baseline.values_mut().for_each(|units| *units *= ratio);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn rate(on: On, above: f64, below: f64, baseline_share: f64) -> MarginalRate {
        MarginalRate { note: None, on, above, below, currencies: vec![], baseline_share, baseline: BTreeMap::new() }
    }

    #[test]
    fn seventy_thirty_and_twenty_per_cent() {
        for (above, totals) in [(0.7, [17.4e6, 18.8e6, 20.2e6]), (0.3, [16.6e6, 17.2e6, 17.8e6])] {
            for (spells, total) in [9_000.0, 10_000.0, 11_000.0].into_iter().zip(totals) {
                let tariff = spells * 2_000.0;
                same(tariff + worked(spells, |p| rate(On::Tariff, above, 1.0, 0.8).pay(p, tariff)), total);
            }
        }
        for (spells, total) in [(9_000.0, 19.6e6), (10_000.0, 20.0e6), (11_000.0, 20.4e6)] {
            same(20.0e6 + worked(spells, |p| rate(On::Fixed, 0.2, 0.2, 1.0).pay(p, 20.0e6)), total);
        }
    }

    #[test]
    fn a_named_baseline_and_named_currencies() {
        let mut own = rate(On::Tariff, 0.3, 1.0, 1.0);
        own.baseline.insert(Currency::EmergencyOneNight, 8_000.0);
        same(worked(9_000.0, |p| own.pay(p, 0.0)), -0.7 * 2.0e6);
        own.scale(0.5);
        same(worked(9_000.0, |p| own.pay(p, 0.0)), -0.7 * 10.0e6);
        own.currencies = vec![Currency::DayCase];
        assert_eq!(worked(9_000.0, |p| own.pay(p, 0.0)), 0.0);
    }
}

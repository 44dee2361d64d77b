//! **Block**: a fixed sum whatever the activity.
//!
//! In words: the agreed sum, or the plan at national prices where none is agreed, raised each financial year.
//!
//! pay = B · y · (1 + i)^k, with B pounds a year, y the part of a year in the period, i indexation, k whole years since
//! the first.
//!
//! Source: English standard practice for community and mental health contracts; no published formula (`OWN`).
//!
//! Worked year (the test): 10,000 planned spells at £2,000 make £20.0 million at 9,000, 10,000 and 11,000 alike. Worked
//! months (`clause_month_test`): £7.3 million a year pay £608,333.33 in April, £608,333.34 in May and £608,333.33 in
//! June.

use super::{Manner, Period, Rule, compound};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A fixed sum whatever the activity.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Block {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The sum, pounds a year; the contract's plan at national prices where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0)))]
    pub pounds_a_year: Option<f64>,
    /// Rise at each financial year's start after the first (0.01 is one per cent).
    #[serde(default)]
    #[garde(range(min = -0.5, max = 0.5))]
    pub indexation: f64,
}

impl Rule for Block {
    const NAME: &'static str = "block";
    const DESCRIPTION: &'static str = "a fixed sum, whatever the activity, indexed yearly";
    const MANNER: Manner = Manner::Lump;

    fn pay(&self, period: &Period<'_>, _before: f64) -> f64 {
        let sum = self.pounds_a_year.unwrap_or_else(|| period.value(period.plan_a_year));
        sum * period.years * compound(1.0 + self.indexation, period.year)
    }

    fn scale(&mut self, ratio: f64) {
        self.pounds_a_year.iter_mut().for_each(|pounds| *pounds *= ratio);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn pays_twenty_million_whatever_the_activity() {
        let block = Block { note: None, pounds_a_year: None, indexation: 0.02 };
        for spells in [9_000.0, 10_000.0, 11_000.0] {
            assert_eq!(worked(spells, |p| block.pay(p, 0.0)), 20.0e6);
        }
        let third_year = worked(9_000.0, |p| block.pay(&Period { year: 2, ..p.clone() }, 0.0));
        assert!((third_year - 20.808e6).abs() < 1e-3);
    }

    #[test]
    fn a_stated_sum_scales_with_the_place() {
        let mut block = Block { note: None, pounds_a_year: Some(12.0e6), indexation: 0.0 };
        block.scale(0.5);
        assert_eq!(worked(9_000.0, |p| block.pay(&Period { years: 1.0 / 12.0, ..p.clone() }, 0.0)), 0.5e6);
    }
}

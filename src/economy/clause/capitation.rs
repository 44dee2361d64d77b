//! **Capitation**: so much for each head, weighted by need.
//!
//! In words: residents, need-weighted unless told otherwise, times the sum a head, raised each financial year.
//!
//! pay = h · H · (1 + i)^k, with h pounds per weighted head a year, H person-years in the period, weighted or not, i
//! indexation, k whole years since the first.
//!
//! Source: form of the English allocation formula; age weights are `economy.need_weight.*`.
//!
//! Worked month (the test): 300,000 heads at £1,200 a year make £30.0 million in a month. Worked month
//! (`clause_month_test`): 300,000 residents aged 18 to 44, weight 0.6, at £1,200 a year pay £18.0 million.

use super::{Manner, Period, Rule, compound};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// So much for each head, weighted by need.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Capitation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Pounds for each head a year.
    #[garde(range(min = 0.0))]
    pub pounds_per_head: f64,
    /// Rise at each financial year's start after the first (0.01 is one per cent).
    #[serde(default)]
    #[garde(range(min = -0.5, max = 0.5))]
    pub indexation: f64,
    /// Whether heads are weighted by need.
    #[serde(default = "yes")]
    pub weighted: bool,
}

const fn yes() -> bool {
    true
}

impl Rule for Capitation {
    const NAME: &'static str = "capitation";
    const DESCRIPTION: &'static str = "a sum for each resident, weighted by need";
    const MANNER: Manner = Manner::Lump;

    fn pay(&self, period: &Period<'_>, _before: f64) -> f64 {
        let heads = if self.weighted { period.person_years } else { period.resident_years };
        self.pounds_per_head * heads * compound(1.0 + self.indexation, period.year)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn pays_by_head_and_not_by_activity() {
        let capitation = Capitation { note: None, pounds_per_head: 1_200.0, indexation: 0.1, weighted: true };
        for spells in [0.0, 9_000.0] {
            assert_eq!(worked(spells, |p| capitation.pay(p, 0.0)), 30.0e6);
        }
        let next = worked(0.0, |p| capitation.pay(&Period { year: 1, ..p.clone() }, 0.0));
        assert!((next - 33.0e6).abs() < 1e-3);
        let plain = Capitation { weighted: false, ..capitation };
        same(worked(0.0, |p| plain.pay(&Period { resident_years: 20_000.0, ..p.clone() }, 0.0)), 24.0e6);
    }
}

//! **Quality payment** to practices: points for achievement between a lower and an upper threshold.
//!
//! In words: each indicator earns its points in proportion between its thresholds; a point is worth so many pounds to a
//! list of average size, and more or less to a longer or shorter one.
//!
//! pay = R / l · v · Σ_i points_i · clamp((x_i − lower_i) / (upper_i − lower_i), 0, 1)
//!
//! R residents in person-years, l the average list, v pounds a point a year.
//!
//! Source: Quality and Outcomes Framework 2018/19: 559 points at £179.26 (`GMS1819`, RECALLED_HIGH). Its clinical
//! indicators are not in the facts; those named by a regime stand for them.
//!
//! Worked year (the test): 300,000 residents, lists of 8,000, £180 a point: 37.5 lists. 100 points between 0.40 and
//! 0.90 at 0.65 earn 50: 37.5 · £180 · 50 = £337,500. Worked months (`clause_month_test`): 25,000 person-years at 0.65
//! pay £28,125 in April; at 0.75 by May £78,750 are due, so May pays £50,625.

use super::{Period, Rule};
use crate::economy::outcome::Outcome;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Points for achievement between a lower and an upper threshold.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct QualityPayment {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Pounds for a point a year, for a list of average size.
    #[garde(range(min = 0.0))]
    pub pounds_per_point: f64,
    /// Patients on the average list.
    #[garde(range(min = 1.0))]
    pub list_size: f64,
    /// What earns points.
    #[garde(dive)]
    pub indicators: Vec<Indicator>,
}

/// An outcome with its points.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Indicator {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub outcome: Outcome,
    /// Points at or beyond the upper threshold.
    #[garde(range(min = 0.0))]
    pub points: f64,
    /// Value from which points are earned.
    #[garde(range(min = 0.0))]
    pub lower: f64,
    /// Value from which all points are earned.
    #[garde(range(min = 0.0))]
    pub upper: f64,
}

impl Indicator {
    /// Points earned at a value.
    fn points(&self, value: f64) -> f64 {
        let (from, to) = (self.lower, self.upper);
        let share = if from == to { f64::from(u8::from(value >= to)) } else { (value - from) / (to - from) };
        self.points * share.clamp(0.0, 1.0)
    }
}

impl Rule for QualityPayment {
    const NAME: &'static str = "quality_payment";
    const DESCRIPTION: &'static str = "points for practices between two thresholds, worth more to a longer list";

    fn pay(&self, period: &Period<'_>, _before: f64) -> f64 {
        let points = |i: &Indicator| period.outcomes.value(i.outcome).map_or(0.0, |value| i.points(value));
        let earned: f64 = self.indicators.iter().map(points).sum();
        period.resident_years / self.list_size * self.pounds_per_point * earned
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn points_between_thresholds_times_the_list() {
        let indicator = Indicator { note: None, outcome: Outcome::ReviewsDone, points: 100.0, lower: 0.4, upper: 0.9 };
        let own = QualityPayment { note: None, pounds_per_point: 180.0, list_size: 8_000.0, indicators: vec![indicator] };
        for (reviewed, pounds) in [(30_000.0, 0.0), (65_000.0, 337_500.0), (95_000.0, 675_000.0)] {
            let people = |p: &Period<'_>| own.pay(&Period { resident_years: 300_000.0, ..p.clone() }, 0.0);
            same(with_outcome(Outcome::ReviewsDone, reviewed, people), pounds);
        }
        assert_eq!(worked(0.0, |p| own.pay(p, 0.0)), 0.0, "nothing was read");
    }
}

//! **Outcome pool**: money at risk and bonus money that hang on named outcomes.
//!
//! In words: a share of what the clauses before it pay is withheld unless earned, and a bonus is added as far as earned.
//! An outcome earns nothing at its floor, all at its target, and in proportion between. Under `each` the outcomes earn by
//! their weights; under `all_or_nothing` only all targets together earn anything: in an alliance one partner's miss costs
//! all.
//!
//! credit_i = clamp((x_i − floor_i) / (target_i − floor_i), 0, 1); without a floor 1 at or beyond the target, else 0
//!
//! e = Σ w_i · credit_i / Σ w_i, or (all_or_nothing) 1 when every credit is 1, else 0
//!
//! pay = −at_risk · M · (1 − e) + bonus · M · e, with M what the clauses before pay, or the stated sum for the period
//!
//! Outcomes that the facts do not hold are left out; with none, nothing is paid.
//!
//! Source: CQUIN, 2.5 % of contract income in 2017–2019 (`OWN`, RECALLED_HIGH; no measurable effect in published
//! evaluation); form of alliance contracts, described only in words.
//!
//! Worked year (the test): M = £20.0 million, at risk 2 %, bonus 1 %, one outcome with floor 0.90 and target 0.95 at
//! 0.93: e = 0.6, pay = −£160,000 + £120,000 = −£40,000; under `all_or_nothing` −£400,000. Worked months
//! (`clause_month_test`): £1.0 million a month, 0.93 in April costs £2,000; 0.94 by May is worth £8,000, so May pays
//! £10,000; 0.952 by June £30,000, so June pays £22,000.

use super::{Period, Rule};
use crate::economy::outcome::{Better, Outcome};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Money at risk and bonus money that hang on named outcomes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct OutcomePool {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Share of the pool's base withheld unless earned (0 to 1).
    #[serde(default)]
    #[garde(range(min = 0.0, max = 1.0))]
    pub at_risk: f64,
    /// Share of the pool's base added as far as earned (0 to 1).
    #[serde(default)]
    #[garde(range(min = 0.0, max = 1.0))]
    pub bonus: f64,
    /// The base, pounds a year; what the clauses before it pay where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0)))]
    pub pounds_a_year: Option<f64>,
    /// How outcomes earn together.
    #[serde(default)]
    pub rule: Together,
    /// What it hangs on.
    #[garde(dive)]
    pub outcomes: Vec<Goal>,
}

/// How several outcomes earn together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Together {
    /// Each by its weight.
    #[default]
    Each,
    /// Only all targets together earn anything.
    AllOrNothing,
}

/// An outcome with its target. Whether higher is better is the outcome's own.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Goal {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub outcome: Outcome,
    /// Value that earns all.
    #[garde(range(min = 0.0))]
    pub target: f64,
    /// Value that earns nothing; the target itself where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0)))]
    pub floor: Option<f64>,
    /// Relative weight.
    #[serde(default = "super::whole")]
    #[garde(range(min = 0.0))]
    pub weight: f64,
}

impl Goal {
    /// What a value earns, 0 to 1.
    pub fn credit(&self, value: f64) -> f64 {
        let reached = match self.outcome.better() {
            Better::Higher => value >= self.target,
            Better::Lower => value <= self.target,
        };
        match self.floor {
            _ if reached => 1.0,
            Some(floor) if floor != self.target => ((value - floor) / (self.target - floor)).clamp(0.0, 1.0),
            _ => 0.0,
        }
    }

    /// A floor on the wrong side of the target.
    fn is_upside_down(&self) -> bool {
        self.floor.is_some_and(|floor| match self.outcome.better() {
            Better::Higher => floor > self.target,
            Better::Lower => floor < self.target,
        })
    }
}

impl OutcomePool {
    /// Share of the pool earned, if any outcome was read.
    fn earned(&self, period: &Period<'_>) -> Option<f64> {
        let credits: Vec<(f64, f64)> = self
            .outcomes
            .iter()
            .filter_map(|goal| Some((goal.weight, goal.credit(period.outcomes.value(goal.outcome)?))))
            .collect();
        let weights: f64 = credits.iter().map(|(weight, _)| weight).sum();
        match self.rule {
            _ if weights <= 0.0 => None,
            Together::Each => Some(credits.iter().map(|(weight, credit)| weight * credit).sum::<f64>() / weights),
            Together::AllOrNothing => Some(f64::from(u8::from(credits.iter().all(|(_, credit)| *credit >= 1.0)))),
        }
    }
}

impl Rule for OutcomePool {
    const NAME: &'static str = "outcome_pool";
    const DESCRIPTION: &'static str = "money at risk and bonus money on outcomes, each for itself or all or nothing";

    fn pay(&self, period: &Period<'_>, before: f64) -> f64 {
        let base = self.pounds_a_year.map_or(before, |pounds| pounds * period.years);
        self.earned(period).map_or(0.0, |earned| base * (self.bonus * earned - self.at_risk * (1.0 - earned)))
    }

    fn scale(&mut self, ratio: f64) {
        self.pounds_a_year.iter_mut().for_each(|pounds| *pounds *= ratio);
    }

    fn fault(&self) -> Option<(&'static str, String, String)> {
        if self.outcomes.is_empty() {
            return Some(("outcomes", "a pool without outcomes".to_owned(), "at least one outcome".to_owned()));
        }
        let wrong = self.outcomes.iter().find(|goal| goal.is_upside_down())?;
        let found = format!("a floor of {} that is better than its target", wrong.outcome.name());
        Some(("outcomes", found, "a floor on the worse side of the target".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn pool(rule: Together, outcome: Outcome, floor: f64, target: f64) -> OutcomePool {
        let goal = Goal { note: None, outcome, target, floor: Some(floor), weight: 1.0 };
        OutcomePool { note: None, at_risk: 0.02, bonus: 0.01, pounds_a_year: None, rule, outcomes: vec![goal] }
    }

    #[test]
    fn part_is_earned_between_floor_and_target() {
        let each = pool(Together::Each, Outcome::FourHour, 0.90, 0.95);
        for (value, pounds) in [(89_000.0, -400_000.0), (93_000.0, -40_000.0), (95_000.0, 200_000.0)] {
            same(with_outcome(Outcome::FourHour, value, |p| each.pay(p, 20.0e6)), pounds);
        }
        let lower = pool(Together::Each, Outcome::Readmission, 0.10, 0.05);
        same(with_outcome(Outcome::Readmission, 7_500.0, |p| lower.pay(p, 20.0e6)), -100_000.0);
        assert_eq!(worked(0.0, |p| each.pay(p, 20.0e6)), 0.0, "what was not read earns and costs nothing");
    }

    #[test]
    fn one_miss_costs_all() {
        let mut all = pool(Together::AllOrNothing, Outcome::FourHour, 0.90, 0.95);
        same(with_outcome(Outcome::FourHour, 93_000.0, |p| all.pay(p, 20.0e6)), -400_000.0);
        same(with_outcome(Outcome::FourHour, 96_000.0, |p| all.pay(p, 20.0e6)), 200_000.0);
        all.pounds_a_year = Some(1.0e6);
        same(with_outcome(Outcome::FourHour, 96_000.0, |p| all.pay(p, 20.0e6)), 10_000.0);
        assert!(all.fault().is_none());
        all.outcomes.clear();
        assert_eq!(all.fault().expect("a fault").0, "outcomes");
        assert!(pool(Together::Each, Outcome::Readmission, 0.05, 0.10).fault().is_some());
    }
}

//! **Risk share**: activity away from plan is paid for in part, outside a corridor and up to a limit.
//!
//! In words: value the activity and the plan; what lies above the plan by more than the corridor is paid to the
//! provider at the `above` share, what lies below by more than the corridor is paid back at the `below` share; neither
//! counts beyond the limit (cap and collar).
//!
//! d = V(activity) − V(plan); P = V(plan); x = min(max(0, |d| − c·P), l·P)
//!
//! total = +above · x when d > 0, −below · x when d < 0; the payer pays (1 − Σ_i s_i) of it, partner i pays s_i
//!
//! Other partners may bear unequal shares s of what the payer would (a council, a second commissioner, by their size).
//!
//! V is at national prices or at the provider's variable cost. c = 0 and shares 0.2 on a block is the 2019/20 blended
//! emergency payment (HFMA 2018: a fixed sum plus or minus 20 % of price either side of plan).
//!
//! Worked year (the test): plan 10,000 at £2,000. Shares 0.2 pay −£0.4, 0, +£0.4 million at 9,000, 10,000, 11,000. With
//! a corridor of 2 % (£0.4 million) and shares of one half, 11,000 pays half of £1.6 million: £0.8 million; a council
//! that bears a tenth of it pays £80,000. Worked months (`clause_month_test`): plan 300 and 310 at £2,000, corridor
//! 0.02, limit 0.1, 0.5 above and 0.4 below: 330 spells in April pay £24,000, of which £2,400 are the council's; with
//! 200 in May £48,800 are due back by then, so May gives back £72,800, of which £7,280 go to the council.

use super::{Basis, Flow, Party, Period, Rule, rounded};
use crate::economy::ledger::Heading;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Activity away from plan is paid for in part.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct RiskShare {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What activity and plan are valued at.
    #[serde(default)]
    pub basis: Basis,
    /// Half-width of the corridor in which nothing is paid, share of the plan's value (0.02 is two per cent).
    #[serde(default)]
    #[garde(range(min = 0.0, max = 1.0))]
    pub corridor: f64,
    /// Share that the payer bears above the corridor (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub above: f64,
    /// Share that the payer keeps below the corridor (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub below: f64,
    /// Cap and collar: what counts outside the corridor, share of the plan's value.
    #[serde(default = "super::whole")]
    #[garde(range(min = 0.0, max = 1.0))]
    pub limit: f64,
    /// Other organisations that bear a share (0 to 1) of what the payer would, by id; the payer bears the rest.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[garde(custom(shares))]
    pub partners: BTreeMap<String, f64>,
}

fn shares(partners: &BTreeMap<String, f64>, _: &()) -> garde::Result {
    match partners.iter().find(|(_, share)| !(0.0..=1.0).contains(*share)) {
        Some((id, share)) => Err(garde::Error::new(format!("{id}: {share} must lie in 0 to 1"))),
        None => Ok(()),
    }
}

impl RiskShare {
    /// What payer and partners together pay for a period, pounds.
    fn total(&self, period: &Period<'_>) -> f64 {
        let (actual, plan) = period.valued(self.basis);
        let away = actual - plan;
        let counted = (away.abs() - self.corridor * plan).max(0.0).min(self.limit * plan);
        if away > 0.0 { self.above * counted } else { -self.below * counted }
    }

    fn borne_by_partners(&self) -> f64 {
        self.partners.values().sum()
    }
}

impl Rule for RiskShare {
    const NAME: &'static str = "risk_share";
    const DESCRIPTION: &'static str = "shares the value of activity away from plan, outside a corridor, up to a limit";

    fn pay(&self, period: &Period<'_>, _before: f64) -> f64 {
        (1.0 - self.borne_by_partners()) * self.total(period)
    }

    fn flows(&self, period: &Period<'_>) -> Vec<Flow> {
        let borne = |(id, share): (&String, &f64)| Flow {
            from: Party::Named(id.clone()),
            to: Party::Provider,
            heading: Heading::RiskShare,
            pounds: share * self.total(period),
        };
        self.partners.iter().map(borne).collect()
    }

    fn named(&self) -> Vec<(String, &str)> {
        self.partners.keys().map(|id| (format!("partners.{id}"), id.as_str())).collect()
    }

    fn fault(&self) -> Option<(&'static str, String, String)> {
        // A share above one by itself is told by its bounds.
        let (sum, single) = (self.borne_by_partners(), self.partners.values().any(|share| *share > 1.0));
        let found = || format!("shares that sum to {}", rounded(sum));
        (sum > 1.0 + 1e-9 && !single).then(|| ("partners", found(), "a sum of at most 1".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn share(corridor: f64, share: f64, limit: f64) -> RiskShare {
        RiskShare { note: None, basis: Basis::Price, corridor, above: share, below: share, limit, partners: BTreeMap::new() }
    }

    #[test]
    fn twenty_per_cent_either_side_of_plan() {
        let blended = share(0.0, 0.2, 1.0);
        for (spells, pounds) in [(9_000.0, -0.4e6), (10_000.0, 0.0), (11_000.0, 0.4e6)] {
            assert!((worked(spells, |p| blended.pay(p, 20.0e6)) - pounds).abs() < 1e-6);
        }
    }

    #[test]
    fn partners_bear_unequal_shares() {
        let mut own = share(0.02, 0.5, 1.0);
        own.partners.insert("council".into(), 0.1);
        same(worked(11_000.0, |p| own.pay(p, 0.0)), 720_000.0);
        same(worked(11_000.0, |p| own.flows(p)[0].pounds), 80_000.0);
        assert!(own.fault().is_none());
        own.partners.insert("second_ccg".into(), 0.95);
        assert!(own.fault().is_some());
    }

    #[test]
    fn corridor_and_limit() {
        assert!((worked(11_000.0, |p| share(0.02, 0.5, 1.0).pay(p, 0.0)) - 0.8e6).abs() < 1e-6);
        assert_eq!(worked(10_100.0, |p| share(0.02, 0.5, 1.0).pay(p, 0.0)), 0.0);
        assert!((worked(15_000.0, |p| share(0.02, 0.5, 0.1).pay(p, 0.0)) - 1.0e6).abs() < 1e-6);
    }
}

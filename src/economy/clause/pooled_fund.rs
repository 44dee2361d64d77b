//! **Pooled fund** (section 75, Better Care Fund): partners pay into one pool, which is spent by joint decision.
//!
//! In words: each partner pays its yearly sum in twelfths to the host, who is the contract's provider; the host spends
//! what the pool holds by its list. A partner that may spend only in its own places (a council) pays for those lines
//! first; the others together pay for the rest, in proportion. When there is less than the list asks, lines are cut in
//! proportion. What is left over goes back where money may return, and stays with the host where it may not.
//!
//! g_i = C_i · y; used_i = what its lines take; paid in = used_i where money may return, else g_i
//!
//! Source: section 75 of the NHS Act 2006; the Better Care Fund, £5.6 to 9.2 billion pooled in 2018–2020 (`BCF2021`,
//! VERIFIED). Pooling alone moved no activity in the studies (`MASON15`).
//!
//! Worked month (the test): commissioner £6.0 and council £3.6 million a year, lines of £7.2 million home care and £1.2
//! million community care in both places, £0.6 million in the council's own. In a month £500,000 and £300,000 go in and
//! £750,000 out. The council, bound to its place, can pay its own line and nothing else: £50,000. The commissioner's
//! £500,000 meets £700,000 of the rest: home care gets £428,571.43 and community care £71,428.57. The month goes
//! through the ledger, on all sides, in `clause_month_test`.

use super::{Flow, Party, Period, Rule};
use crate::economy::ledger::Heading;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Partners pay into one pool, which is spent by joint decision.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct PooledFund {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What each partner pays in, by its id; the host itself may be one.
    #[garde(dive)]
    pub partners: BTreeMap<String, Partner>,
    /// What the pool pays for.
    #[garde(dive)]
    pub spending: Vec<Spending>,
    /// Whether what is not spent goes back to the partners.
    #[serde(default)]
    pub money_may_return: bool,
}

/// A partner's part.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Partner {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Pounds a year.
    #[garde(range(min = 0.0))]
    pub pounds_a_year: f64,
    /// Places its money may be spent in; empty means all. A council must name its own where there are others.
    #[serde(default)]
    pub places: Vec<String>,
}

/// A line of the pool's spending.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Spending {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What it is for; the ledger's heading.
    pub heading: Heading,
    /// Organisation that receives it.
    pub to: String,
    /// Pounds a year.
    #[garde(range(min = 0.0))]
    pub pounds_a_year: f64,
    /// Places it is spent in; empty means all.
    #[serde(default)]
    pub places: Vec<String>,
}

impl Partner {
    /// Whether its money may pay for a line.
    pub fn may_pay(&self, line: &Spending) -> bool {
        let inside = !line.places.is_empty() && line.places.iter().all(|place| self.places.contains(place));
        self.places.is_empty() || inside
    }
}

impl PooledFund {
    /// Of yearly sums: what of each partner's is used, and what each line gets.
    fn shared(&self) -> (Vec<f64>, Vec<f64>) {
        let partners: Vec<&Partner> = self.partners.values().collect();
        let (mut used, mut got) = (vec![0.0; partners.len()], vec![0.0; self.spending.len()]);
        let bound = (0..partners.len()).filter(|&i| !partners[i].places.is_empty()).map(|i| vec![i]);
        let free: Vec<usize> = (0..partners.len()).filter(|&i| partners[i].places.is_empty()).collect();
        for group in bound.chain([free]) {
            let money: f64 = group.iter().map(|&i| partners[i].pounds_a_year).sum();
            let may = |line: &Spending| group.first().is_some_and(|&i| partners[i].may_pay(line));
            let lacks: Vec<f64> = (self.spending.iter().zip(&got))
                .map(|(line, got)| if may(line) { line.pounds_a_year - got } else { 0.0 })
                .collect();
            let lacking: f64 = lacks.iter().sum();
            if money <= 0.0 || lacking <= 0.0 {
                continue;
            }
            let (met, of_money) = ((money / lacking).min(1.0), (lacking / money).min(1.0));
            got.iter_mut().zip(&lacks).for_each(|(got, lack)| *got += lack * met);
            group.iter().for_each(|&i| used[i] = partners[i].pounds_a_year * of_money);
        }
        (used, got)
    }
}

impl Rule for PooledFund {
    const NAME: &'static str = "pooled_fund";
    const DESCRIPTION: &'static str = "partners pay into a pool that the provider spends by an agreed list";

    /// Nothing by itself: what the payer puts in is one of the flows.
    fn pay(&self, _period: &Period<'_>, _before: f64) -> f64 {
        0.0
    }

    fn scale(&mut self, ratio: f64) {
        self.partners.values_mut().for_each(|partner| partner.pounds_a_year *= ratio);
        self.spending.iter_mut().for_each(|line| line.pounds_a_year *= ratio);
    }

    fn flows(&self, period: &Period<'_>) -> Vec<Flow> {
        let (used, got) = self.shared();
        let put_in = self.partners.iter().zip(used).map(|((id, partner), used)| Flow {
            from: Party::Named(id.clone()),
            to: Party::Provider,
            heading: Heading::PooledFund,
            pounds: period.years * if self.money_may_return { used } else { partner.pounds_a_year },
        });
        let spent = self.spending.iter().zip(got).map(|(line, got)| Flow {
            from: Party::Provider,
            to: Party::Named(line.to.clone()),
            heading: line.heading,
            pounds: period.years * got,
        });
        put_in.chain(spent).collect()
    }

    fn named(&self) -> Vec<(String, &str)> {
        let partners = self.partners.keys().map(|id| (format!("partners.{id}"), id.as_str()));
        let spending = self.spending.iter().enumerate();
        partners.chain(spending.map(|(i, line)| (format!("spending[{i}].to"), line.to.as_str()))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn pool(money_may_return: bool) -> PooledFund {
        serde_json::from_value(serde_json::json!({
            "partners": {
                "ccg": { "pounds_a_year": 6.0e6 },
                "council": { "pounds_a_year": 3.6e6, "places": ["city"] },
            },
            "spending": [
                { "heading": "home_care", "to": "care_market", "pounds_a_year": 7.2e6 },
                { "heading": "community_services", "to": "community", "pounds_a_year": 1.2e6 },
                { "heading": "social_work", "to": "council", "pounds_a_year": 0.6e6, "places": ["city"] },
            ],
            "money_may_return": money_may_return,
        }))
        .expect("a pool")
    }

    fn month(pool: &PooledFund) -> Vec<f64> {
        let flows = worked(0.0, |p| pool.flows(&Period { years: 1.0 / 12.0, ..p.clone() }));
        flows.iter().map(|flow| flow.pounds).collect()
    }

    #[test]
    fn a_councils_part_stays_in_its_places() {
        for (may_return, council) in [(false, 300_000.0), (true, 50_000.0)] {
            let expected = [500_000.0, council, 428_571.428_571, 71_428.571_429, 50_000.0];
            month(&pool(may_return)).into_iter().zip(expected).for_each(|(pounds, expected)| same(pounds, expected));
        }
    }

    #[test]
    fn unbound_partners_share_the_rest_in_proportion_and_what_is_left_returns() {
        let mut pool = pool(true);
        pool.partners.get_mut("council").expect("a partner").places.clear();
        pool.scale(2.0);
        // 9.0 of 9.6 million are asked for: both partners pay 93.75 % of their part.
        let expected = [937_500.0, 562_500.0, 1_200_000.0, 200_000.0, 100_000.0];
        month(&pool).into_iter().zip(expected).for_each(|(pounds, expected)| same(pounds, expected));
        assert_eq!(pool.named().len(), 5);
        assert_eq!(worked(0.0, |p| pool.pay(p, 0.0)), 0.0);
    }
}

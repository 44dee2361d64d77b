//! Deals that share risk: they take time to agree, live while nobody bears too much, and break.
//!
//! **Agreement.** From the announcement on, in each month the hazard of agreement is
//!
//! h = h₀ · (T/T₀)^a · (1 − p)^(n − 2) · (1 − u·(G − G₀)) · (1 − d·share of partners in deficit) · (1 + b·open books)
//!
//! with T the mean trust among the n partners, G the Gini coefficient of their sizes; a partner in a fortress agrees to
//! nothing, and a merger of commissioners stops all. The deal is made once Σ h reaches one addressed Exp(1) threshold, so
//! more hazard never means a later agreement. Then the regime takes effect on its date or the month after agreement,
//! whichever is later.
//!
//! **Survival.** A partner whose last twelve months lie below its aim by more than the deal's limit, for
//! `economy.governance.deal_patience_months` in a row, leaves: the contract goes back to the regime before, partners lose
//! trust as after a failed venture and are in a crisis.
//!
//! Parameters `economy.governance.deal_*`, assumed; directions from evidence 4.01, 4.02 (risk sharing is harder with more
//! partners, unequal sizes, a large financial gap).

use crate::engine::{Key, Month};
use crate::model::parameter::Parameters;
use serde::{Deserialize, Serialize};

/// A deal being negotiated.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Negotiation {
    pub contract: String,
    pub regime: String,
    /// Partners by index, and the size of each.
    pub partners: Vec<(usize, f64)>,
    pub since: Month,
    /// Hazard spent, and that at which they agree.
    spent: f64,
    threshold: f64,
    pub agreed: Option<Month>,
}

/// A deal in force.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Deal {
    pub contract: String,
    pub regime: String,
    /// The regime it took the place of.
    pub before: String,
    pub partners: Vec<usize>,
    /// A partner's shortfall, share of income, beyond which it leaves.
    pub limit: f64,
    /// Months in a row that each partner has borne too much.
    borne: Vec<u32>,
    pub alive: bool,
}

/// What the partners of a negotiation look like in a month.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Table {
    pub trust: f64,
    pub inequality: Option<f64>,
    /// Share of the partners that run below their aim.
    pub in_deficit: f64,
    pub open_books: bool,
    /// A partner in a fortress, or a merger, stops it.
    pub stalled: bool,
}

impl Negotiation {
    pub fn new(contract: &str, regime: &str, partners: Vec<(usize, f64)>, since: Month, luck: Key) -> Negotiation {
        let luck = luck.with_name("deal").with_name(contract).with_name(regime);
        Negotiation {
            contract: contract.to_string(),
            regime: regime.to_string(),
            partners,
            since,
            spent: 0.0,
            threshold: -libm::log(luck.uniform()),
            agreed: None,
        }
    }

    /// A month of talks; whether they agreed in it.
    pub fn month(&mut self, table: Table, month: Month, parameters: &Parameters) -> bool {
        if self.agreed.is_some() {
            return false;
        }
        self.spent += hazard(self.partners.len(), table, parameters);
        if self.spent >= self.threshold {
            self.agreed = Some(month);
            return true;
        }
        false
    }
}

/// Hazard of agreement in a month.
pub fn hazard(partners: usize, table: Table, parameters: &Parameters) -> f64 {
    let of = |path: &str| parameters.get(path);
    if table.stalled {
        return 0.0;
    }
    let usual = of("economy.maturity.usual_inequality");
    let apart = table.inequality.unwrap_or(usual) - usual;
    let books = if table.open_books {
        of("economy.governance.deal_open_books_gain")
    } else {
        0.0
    };
    let crowd = libm::pow(
        1.0 - of("economy.governance.deal_partner_penalty"),
        partners.saturating_sub(2) as f64,
    );
    of("economy.governance.deal_hazard_per_month")
        * libm::pow(
            table.trust / of("economy.trust.start"),
            of("economy.governance.deal_trust_power"),
        )
        * crowd
        * (1.0 - of("economy.governance.deal_inequality_penalty") * apart).max(0.0)
        * (1.0 - of("economy.governance.deal_deficit_penalty") * table.in_deficit)
        * (1.0 + books)
}

impl Deal {
    pub fn new(negotiation: &Negotiation, before: &str, limit: f64) -> Deal {
        Deal {
            contract: negotiation.contract.clone(),
            regime: negotiation.regime.clone(),
            before: before.to_string(),
            partners: negotiation.partners.iter().map(|(i, _)| *i).collect(),
            limit,
            borne: vec![0; negotiation.partners.len()],
            alive: true,
        }
    }

    /// A month of the deal; who leaves, if anybody. `away` is each organisation's distance from its aim, share of income.
    pub fn month(&mut self, away: &[f64], parameters: &Parameters) -> Option<usize> {
        if !self.alive {
            return None;
        }
        let patience = libm::round(parameters.get("economy.governance.deal_patience_months")) as u32;
        for (&partner, borne) in self.partners.iter().zip(&mut self.borne) {
            *borne = if -away[partner] > self.limit { *borne + 1 } else { 0 };
            if *borne >= patience.max(1) {
                self.alive = false;
                return Some(partner);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    const CALM: Table = Table {
        trust: 0.5,
        inequality: None,
        in_deficit: 0.0,
        open_books: false,
        stalled: false,
    };

    fn months(partners: usize, table: Table) -> f64 {
        let parameters = testing::parameters();
        let talks = |seed: u64| {
            let among = (0..partners).map(|i| (i, 1.0)).collect();
            let mut talks = Negotiation::new("c", "shared", among, Month(219), Key::root(seed, 0));
            (0..600u32)
                .find(|m| talks.month(table, Month(219 + m), &parameters))
                .unwrap_or(600)
        };
        (0..200).map(|seed| f64::from(talks(seed))).sum::<f64>() / 200.0
    }

    #[test]
    fn more_partners_unequal_sizes_deficits_and_little_trust_take_longer() {
        let usual = months(3, CALM);
        assert!(months(6, CALM) > usual && months(12, CALM) > months(6, CALM));
        for harder in [
            Table { trust: 0.3, ..CALM },
            Table {
                inequality: Some(0.7),
                ..CALM
            },
            Table {
                in_deficit: 0.5,
                ..CALM
            },
        ] {
            assert!(months(3, harder) > usual, "{harder:?}");
        }
        for easier in [
            Table { trust: 0.8, ..CALM },
            Table {
                inequality: Some(0.0),
                ..CALM
            },
            Table {
                open_books: true,
                ..CALM
            },
        ] {
            assert!(months(3, easier) < usual, "{easier:?}");
        }
        assert_eq!(months(3, Table { stalled: true, ..CALM }), 600.0);
    }

    #[test]
    fn one_partner_who_bears_too_much_for_long_ends_it() {
        let parameters = testing::parameters();
        let talks = Negotiation::new("c", "shared", vec![(0, 1.0), (2, 1.0)], Month(219), Key::root(1, 0));
        let patience = parameters.get("economy.governance.deal_patience_months") as u32;
        let mut deal = Deal::new(&talks, "tariff", 0.02);
        let far = [-0.01, -0.5, -0.03];
        for _ in 1..patience {
            assert_eq!(deal.month(&far, &parameters), None);
        }
        assert_eq!(deal.month(&[0.0; 3], &parameters), None, "a good month clears it");
        for _ in 1..patience {
            assert_eq!(deal.month(&far, &parameters), None);
        }
        assert_eq!(
            deal.month(&far, &parameters),
            Some(2),
            "the second organisation is no partner"
        );
        assert!(!deal.alive);
    }
}

//! Plans of contracts: each April, or when a longer term ends, the baselines and values of blocks among them are set anew by
//! last year's work and the growth that both sides expect.
//!
//! plan ← (1 + g) · [plan + ρ · (last year's work − plan)], by currency, with g = `economy.planning.growth` and ρ = `economy.planning.rebase_share` while a regime goes
//! on, and 1 where another regime is entered: its baseline is what was done before. So whoever is paid by a baseline may
//! want it high before it is set ([`super::super::incentive`]). Within a term of three or five years the plan only grows, by
//! g: what a year's work adds or spares stays with whoever bears it until the term ends.
//!
//! **Negotiation**, where a scenario has it: there are the plan above (without growth when the commissioner expects to
//! miss its own plan) and the whole of last year's work with its growth. The commissioner offers the lower, the provider asks
//! for the higher; they settle on the first unless the two lie apart by more than
//!
//! (ask − offer) / offer > `economy.planning.tolerance_of_plans` · trust of the pair / `economy.trust.start` · (1 − C)
//!
//! with C how far the people who do the contracting on either side, the further, have withdrawn ([`super::super::trust::mood`]).
//!
//! Then both pay `economy.planning.arbitration_pounds_per_resident` for each of their residents, the old plan holds for
//! `economy.planning.arbitration_months`, the pair loses `economy.planning.arbitration_trust_loss` of its trust, and what is
//! decided lies midway. No size is published; failed agreements and arbitration are described (evidence section 2).

use super::super::Economy;
use super::super::agreement::{Agreement, ByCurrency};
use super::super::ledger::{Heading, pence};
use super::super::period::sum_product;
use super::super::settings::{Currency, Letting, OrganisationKind};
use super::Round;
use crate::engine::Month;
use serde::{Deserialize, Serialize};

/// Months of work that a plan is set by.
const SEEN: u32 = 12;

/// A plan that is being decided by others.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Arbitration {
    agreement: usize,
    /// Month whose end brings the decision.
    until: Month,
    plan: ByCurrency,
}

impl Economy {
    /// April: every contract whose term ends and that has a year of work behind it gets its plan for the next.
    pub(super) fn agree_plans(&mut self, april: Month, round: &mut Round) {
        let [share, growth] =
            ["rebase_share", "growth"].map(|p| self.settings.parameters.get(&format!("economy.planning.{p}")));
        for i in 0..self.agreements.len() {
            // Who enters a regime this month has just been given a plan.
            if self.agreements[i].since() >= april {
                continue;
            }
            if !self.term_ends(i, april) {
                rebase(&mut self.agreements[i], 0.0, growth, april);
                continue;
            }
            self.pay_letting(i);
            if !matches!(self.letting(i), None | Some(Letting::Renewal)) {
                let mut next = self.agreements[i].clone();
                rebase(&mut next, share, growth, april);
                let plan = self.bid(i, next.plan_a_year);
                self.begin_letting(i, Some(plan), april);
                continue;
            }
            if self.settings.planning.negotiation.is_none() || !self.negotiate(i, [share, growth], april, round) {
                rebase(&mut self.agreements[i], share, growth, april);
            }
        }
    }

    /// Whether a contract's term ends with this April.
    fn term_ends(&self, agreement: usize, april: Month) -> bool {
        let agreement = &self.agreements[agreement];
        let years = self.settings.contracts[&agreement.id].years as i32;
        let elapsed = april.financial_year() - agreement.since().financial_year();
        let round = match self.settings.planning.council_years {
            Some(every) if self.kind(agreement.payer) == OrganisationKind::Council => every as i32,
            _ => 1,
        };
        elapsed.rem_euclid(years.max(1)) == 0
            && (april.financial_year() - self.first_year).rem_euclid(round.max(1)) == 0
    }

    /// Years (1 or more) that a contract still runs when a year begins.
    pub(super) fn years_left(&self, agreement: usize, april: Month) -> u32 {
        let agreement = &self.agreements[agreement];
        let years = (self.settings.contracts[&agreement.id].years as i32).max(1);
        let elapsed = april.financial_year() - agreement.since().financial_year();
        (years - elapsed.rem_euclid(years)) as u32
    }

    /// Two sides look for a plan; true when the plan is settled here or goes to arbitration.
    fn negotiate(&mut self, i: usize, [share, growth]: [f64; 2], april: Month, round: &mut Round) -> bool {
        let (payer, provider) = (self.agreements[i].payer, self.agreements[i].provider);
        let brings_work = self.settings.contracts[&self.agreements[i].id].brings_work();
        if !brings_work || self.kind(payer) != OrganisationKind::Commissioner {
            return false;
        }
        let short = self.room(payer).is_some_and(|(room, _)| room < 0.0);
        let of = |share: f64, growth: f64| {
            let mut plan = self.agreements[i].clone();
            rebase(&mut plan, share, growth, april);
            plan.plan_a_year
        };
        let (rolled, worked) = (of(share, if short { 0.0 } else { growth }), of(1.0, growth));
        let value = |plan: &ByCurrency| sum_product(plan, &self.prices);
        let (offered, asked) = {
            let (rolled, worked) = (value(&rolled), value(&worked));
            (rolled.min(worked), rolled.max(worked))
        };
        if offered <= 0.0 {
            return false;
        }
        let parameter = |path: &str| self.settings.parameters.get(path);
        let trust = self.trust.between(payer, provider) / parameter("economy.trust.start").max(f64::MIN_POSITIVE);
        let apart = (asked - offered) / offered;
        let withdrawn = (self.conduct.relations.as_ref()).map_or(0.0, |relations| {
            relations.contracting(payer).max(relations.contracting(provider))
        });
        let tolerated = parameter("economy.planning.tolerance_of_plans") * trust * (1.0 - withdrawn);
        if apart <= tolerated {
            self.agreements[i].plan_a_year = rolled;
            return true;
        }
        let [each, loss, months] = ["pounds_per_resident", "trust_loss", "months"]
            .map(|what| parameter(&format!("economy.planning.arbitration_{what}")));
        let cost = each * f64::from(self.settings.people);
        let until = Month(april.0 + libm::round(months) as u32);
        let midway = worked
            .iter()
            .map(|(&c, n)| (c, (n + rolled.get(&c).copied().unwrap_or(*n)) / 2.0));
        let plan: ByCurrency = midway.collect();
        let decided = value(&plan);
        let because = format!(
            "{}: offered £{offered:.0}, asked £{asked:.0}, {:.1} % apart where {:.1} % can be bridged; arbitration costs each £{cost:.0}",
            self.agreements[i].id,
            apart * 100.0,
            tolerated * 100.0
        );
        round.tell(
            &self.ids[payer].clone(),
            "arbitration",
            "all",
            offered,
            decided,
            because,
        );
        let sink = self.sink();
        for party in self.parties(i) {
            self.ledger.post(party, sink, Heading::Arbitration, pence(cost));
            self.rounds.spent_once(party, cost);
        }
        self.trust.lose(payer, provider, loss);
        self.rounds.arbitrations.push(Arbitration {
            agreement: i,
            until,
            plan,
        });
        true
    }

    /// What arbitration decides comes into force.
    pub(super) fn settle_arbitrations(&mut self, month: Month, round: &mut Round) {
        let (due, waiting) = std::mem::take(&mut self.rounds.arbitrations)
            .into_iter()
            .partition::<Vec<_>, _>(|a| a.until <= month);
        self.rounds.arbitrations = waiting;
        for arbitration in due {
            let agreement = &mut self.agreements[arbitration.agreement];
            // A regime that came meanwhile has brought a plan of its own.
            if agreement.since() > arbitration.until {
                continue;
            }
            let from = sum_product(&agreement.plan_a_year, &self.prices);
            agreement.plan_a_year = arbitration.plan;
            let to = sum_product(&agreement.plan_a_year, &self.prices);
            let because = format!("{}: arbitration sets the plan midway, at £{to:.0} a year", agreement.id);
            round.tell(&self.ids[agreement.payer].clone(), "plan", "all", from, to, because);
        }
    }
}

/// Moves a plan towards the last year's work, by a share of the way, and lets it grow.
pub(in crate::economy) fn rebase(agreement: &mut Agreement, share: f64, growth: f64, month: Month) {
    let year = |agreement: &Agreement, currency: Currency| -> Option<f64> {
        let histories = [&agreement.history, &agreement.history_elsewhere];
        let seen = histories.into_iter().filter(|history| history.months() >= SEEN);
        let work: f64 = seen.map(|history| history.year(currency, month, 0.0)).sum();
        (work > 0.0).then_some(work)
    };
    let moved: Vec<(Currency, f64)> = (agreement.plan_a_year.iter())
        .filter_map(|(&currency, &plan)| {
            let work = year(agreement, currency)?;
            Some((currency, (1.0 + growth) * (plan + share * (work - plan))))
        })
        .collect();
    agreement.plan_a_year.extend(moved);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::clause::ByCurrency;
    use crate::economy::settings::Contract;
    use std::collections::BTreeMap;

    fn held(months: u32, a_month: f64) -> Agreement {
        let plan = ByCurrency::from([(Currency::CommunityContact, 1_200.0)]);
        let contract: Contract = serde_json::from_value(serde_json::json!({
            "payer": "ccg", "provider": "community", "regime": "block", "plan": plan,
        }))
        .expect("it is a contract");
        let mut agreement = Agreement::new("x", &contract, 0, 1, Month(219));
        for m in 0..months {
            let units = BTreeMap::from([(Currency::CommunityContact, a_month)]);
            agreement.history.see(Month(219 + m), &units);
        }
        agreement
    }

    #[test]
    fn a_plan_goes_part_of_the_way_to_the_years_work() {
        let mut agreement = held(12, 110.0);
        rebase(&mut agreement, 0.3, 0.0, Month(231));
        let plan = agreement.plan_a_year[&Currency::CommunityContact];
        // 1,320 were done where 1,200 were planned; the year to come has a day more.
        assert!((plan - (1_200.0 + 0.3 * 120.0)).abs() < 2.0, "{plan}");
        rebase(&mut agreement, 1.0, 0.0, Month(231));
        let whole = agreement.plan_a_year[&Currency::CommunityContact];
        assert!((whole - 1_320.0).abs() < 5.0, "{whole}");
        rebase(&mut agreement, 1.0, 0.02, Month(231));
        let grown = agreement.plan_a_year[&Currency::CommunityContact];
        assert!((grown / whole - 1.02).abs() < 1e-9, "{grown}");
    }

    #[test]
    fn less_than_a_year_of_work_sets_no_plan() {
        let mut agreement = held(11, 110.0);
        rebase(&mut agreement, 1.0, 0.02, Month(230));
        assert_eq!(agreement.plan_a_year[&Currency::CommunityContact], 1_200.0);
    }
}

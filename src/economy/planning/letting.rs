//! Letting by tender or dialogue: what it does beside its cost ([`super::super::dealing`]), where a scenario pays for
//! dealing at all.
//!
//! - **Delay**: the old plan runs on for `economy.dealing.tender_months` (a competitive dialogue for
//!   `economy.dealing.dialogue_months`); then the new one comes into force, as it was reckoned when
//!   the term ended (so where a dialogue of a year meets a term of one, each plan is a year older than its work).
//! - **Disruption**: in those months the services of the contract work at 1 − `economy.dealing.disruption_share` of their
//!   capacity: who may lose the work, or is writing bids for it, is not at it.
//! - **Underbidding**: whoever wins a tender for a sum that covers whatever is done bids below today's plan by
//!   `economy.dealing.underbid_share`, and has to find it: in savings, or in a deficit. A dialogue settles what is wanted
//!   first and is not underbid.
//!
//! Described for English community and older people's contracts (evidence 2.23 and section 2), no size published: all
//! assumed.

use super::super::Economy;
use super::super::clause::{ByCurrency, Manner};
use super::super::period::sum_product;
use super::super::settings::Letting;
use super::Round;
use crate::engine::Month;
use serde::{Deserialize, Serialize};

/// A contract that is being let.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Let {
    agreement: usize,
    /// Month whose end brings the new plan.
    until: Month,
    /// Nothing where the plan came with a regime at its date.
    plan: Option<ByCurrency>,
    begun: bool,
}

impl Economy {
    /// A contract is let from a month on; `plan` comes into force at the end.
    pub(in crate::economy) fn begin_letting(&mut self, agreement: usize, plan: Option<ByCurrency>, month: Month) {
        let months = match self.letting(agreement) {
            None | Some(Letting::Renewal) => return,
            Some(Letting::Tender) => "economy.dealing.tender_months",
            Some(Letting::CompetitiveDialogue) => "economy.dealing.dialogue_months",
        };
        let months = libm::round(self.settings.parameters.get(months)) as u32;
        self.rounds.lettings.push(Let {
            agreement,
            until: Month(month.0 + months),
            plan,
            begun: false,
        });
    }

    /// How a contract is let, where a scenario pays for dealing.
    pub(super) fn letting(&self, agreement: usize) -> Option<Letting> {
        let contract = &self.settings.contracts[&self.agreements[agreement].id];
        self.settings.planning.dealing.as_ref().map(|_| contract.let_by)
    }

    /// What the winner of a tender bids for a plan; the plan itself where nobody underbids.
    pub(super) fn bid(&self, agreement: usize, plan: ByCurrency) -> ByCurrency {
        let regime = &self.settings.regimes[&self.agreements[agreement].regime];
        let lump = regime.clauses.iter().any(|clause| clause.manner() == Manner::Lump);
        if self.letting(agreement) != Some(Letting::Tender) || !lump {
            return plan;
        }
        let kept = 1.0 - self.settings.parameters.get("economy.dealing.underbid_share");
        plan.into_iter()
            .map(|(currency, units)| (currency, units * kept))
            .collect()
    }

    /// Every month: what is being let is disrupted, and what has been let comes into force.
    pub(super) fn run_lettings(&mut self, month: Month, round: &mut Round) {
        for mut one in std::mem::take(&mut self.rounds.lettings) {
            if !one.begun {
                one.begun = true;
                let kept = 1.0 - self.settings.parameters.get("economy.dealing.disruption_share");
                self.disrupt(&one, kept, "is being let: work is disrupted", round);
            }
            if month < one.until {
                self.rounds.lettings.push(one);
                continue;
            }
            self.disrupt(&one, 1.0, "has been let", round);
            let agreement = &mut self.agreements[one.agreement];
            // A regime that came meanwhile has brought a plan of its own.
            if let Some(plan) = one.plan.take().filter(|_| agreement.since() <= one.until) {
                let from = sum_product(&agreement.plan_a_year, &self.prices);
                agreement.plan_a_year = plan;
                let to = sum_product(&agreement.plan_a_year, &self.prices);
                let because = format!(
                    "{}: the contract that was let comes into force at £{to:.0} a year",
                    agreement.id
                );
                let payer = self.ids[agreement.payer].clone();
                round.tell(&payer, "plan", "all", from, to, because);
            }
        }
    }

    /// The services of a contract work at a share of their capacity.
    fn disrupt(&mut self, one: &Let, factor: f64, why: &str, round: &mut Round) {
        let agreement = &self.agreements[one.agreement];
        let contract = &self.settings.contracts[&agreement.id];
        let (id, provider) = (agreement.id.clone(), contract.provider.clone());
        let covered =
            |service: &str| contract.services.is_empty() || contract.services.iter().any(|own| own == service);
        let services = self
            .settings
            .services
            .iter()
            .filter(|s| s.provider == provider && covered(&s.id));
        let services: Vec<String> = services.map(|s| s.id.clone()).collect();
        let act = format!("letting:{id}");
        for service in services {
            let from = self.capacities.of(&service, &act);
            if from != factor {
                round.levers.push(self.capacities.set(&service, &act, factor));
                round.tell(&provider, "capacity", &service, from, factor, format!("{id} {why}"));
            }
        }
    }
}

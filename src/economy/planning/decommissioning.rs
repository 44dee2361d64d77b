//! Decommissioning: a payer that expects to miss its plan by more than `economy.planning.tolerance_share` of its income
//! buys less.
//!
//! Options are taken in the order of their ids until the gap is closed. One of share x takes x off the contract's plan and
//! off the service's planned capacity; the provider is spared x of the plan's value but for what is stranded
//! (`economy.planning.stranded_share`: rooms, overheads), after paying `economy.planning.redundancy_share` of a year of
//! what it is spared. Whether the payer saves depends on the contract's clauses, what becomes of the patients on the model.

use super::super::Economy;
use super::super::ledger::{Heading, pence};
use super::super::period::sum_product;
use super::Round;
use super::rules::Decommissioning;

impl Economy {
    /// April: payers in want buy less.
    pub(super) fn withdraw(&mut self, round: &mut Round) {
        let of = |what: &str| self.settings.parameters.get(&format!("economy.planning.{what}"));
        let (tolerance, stranded, redundancy) = (of("tolerance_share"), of("stranded_share"), of("redundancy_share"));
        let options: Vec<(String, Decommissioning)> = (self.settings.planning.decommissioning.clone().into_iter())
            .filter(|(id, _)| !self.rounds.withdrawn.contains(id))
            .collect();
        let mut closed = std::collections::BTreeMap::<usize, f64>::new();
        for (id, option) in options {
            let Some(i) = self.agreements.iter().position(|a| a.id == option.contract) else {
                continue;
            };
            let (payer, provider) = (self.agreements[i].payer, self.agreements[i].provider);
            let Some((room, income)) = self.room(payer) else {
                continue;
            };
            let gap = -room - closed.get(&payer).copied().unwrap_or(0.0);
            if gap <= tolerance * income {
                continue;
            }
            let value = option.share * sum_product(&self.agreements[i].plan_a_year, &self.prices);
            for units in self.agreements[i].plan_a_year.values_mut() {
                *units *= 1.0 - option.share;
            }
            let spared = (1.0 - stranded) * value;
            if let Some(cost) = self.costs.get_mut(&provider) {
                cost.relief += spared;
                let sink = self.sink();
                self.ledger
                    .post(provider, sink, Heading::Restructuring, pence(redundancy * spared));
                self.rounds.spent_once(provider, redundancy * spared);
            }
            let lever = self
                .capacities
                .set(&option.service, &format!("decommissioning:{id}"), 1.0 - option.share);
            round.levers.push(lever);
            let because = format!(
                "£{gap:.0} short of plan in the year ahead: {} buys £{value:.0} less; the provider is spared £{spared:.0} a year and pays £{:.0} once",
                option.contract,
                redundancy * spared
            );
            round.tell(
                &self.ids[payer].clone(),
                "decommissioning",
                &option.service,
                1.0,
                1.0 - option.share,
                because,
            );
            *closed.entry(payer).or_insert(0.0) += value;
            self.rounds.withdrawn.push(id);
        }
    }
}

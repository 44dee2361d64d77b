//! Investment: money that is free after contracts buys more of a service.
//!
//! An option costs O once and R a year, and its business case expects to save B a year elsewhere:
//!
//! pay-back in years = O / (B − R)
//!
//! It is made when (1) its first year, O + R, fits into what is free: the surplus expected of the year ahead above the
//! target and a contingency (`economy.planning.contingency_share` of income); and (2) it pays back within the years that
//! the contract between payer and provider still runs: nobody spends on what another may reap. A case that is not one of
//! money has no pay-back to wait for. The shortest pay-back comes first. The capacity and its running cost come
//! `economy.planning.lead_months` later. Buildings and equipment that it needs are the provider's ([`super::capital`]). What it saves in truth is the model's to say.

use super::super::Economy;
use super::super::activity::month_of_year;
use super::super::is_provider;
use super::super::ledger::{Heading, instalment, pence};
use super::Round;
use super::rules::Investment;
use crate::engine::Month;
use serde::{Deserialize, Serialize};

/// Years; what scaling a sum may leave.
const DUST: f64 = 1e-6;

/// An option that was taken.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Made {
    id: String,
    payer: usize,
    provider: usize,
    /// Month whose end brings the capacity.
    from: Month,
    a_year: f64,
    /// Running cost paid in the financial year so far, pounds.
    paid: f64,
    begun: bool,
}

/// Years until an option has paid back what it cost once; none where it never does, 0 where it is no case of money.
fn pay_back(option: &Investment) -> Option<f64> {
    let Some(saving) = option.expected_saving_pounds_a_year else {
        return Some(0.0);
    };
    let net = saving - option.pounds_a_year;
    (net > 0.0).then(|| option.pounds_once / net)
}

impl Economy {
    /// April: payers choose.
    pub(super) fn invest(&mut self, april: Month, round: &mut Round) {
        let mut options: Vec<(String, Investment)> = (self.settings.planning.investment.clone().into_iter())
            .filter(|(id, _)| !self.rounds.investments.iter().any(|made| made.id == *id))
            .collect();
        options.sort_by(|a, b| {
            let order = |o: &Investment| pay_back(o).unwrap_or(f64::INFINITY);
            order(&a.1).total_cmp(&order(&b.1)).then(a.0.cmp(&b.0))
        });
        let (contingency, lead) = (
            self.settings.parameters.get("economy.planning.contingency_share"),
            self.settings.parameters.get("economy.planning.lead_months"),
        );
        for (id, option) in options {
            let [payer, provider] = [&option.by, &option.provider].map(|o| super::super::index(&self.ids, o));
            // What was taken before in this round is no longer free: `year_ahead` holds it.
            let Some((room, income)) = self.room(payer) else {
                continue;
            };
            let free = room - contingency * income;
            let first_year = option.pounds_once + option.pounds_a_year;
            let term = self.term_between(payer, provider, april);
            let back = pay_back(&option);
            let in_time = back.is_some_and(|years| years <= f64::from(term) + DUST);
            let pays = match (option.expected_saving_pounds_a_year, back) {
                (None, _) => "not a case of money".to_string(),
                (_, None) => "never pays back".to_string(),
                (_, Some(years)) => format!("pays back in {years:.1} years"),
            };
            let sums = format!(
                "{id}: £{:.0} once and £{:.0} a year, {pays}; the contract runs {term} more; £{free:.0} is free",
                option.pounds_once, option.pounds_a_year
            );
            if !in_time || first_year > free {
                let why = if in_time {
                    "not enough is free"
                } else {
                    "pays back too late"
                };
                // A refusal for want of money is the rule and not worth a line each year.
                if !in_time {
                    let because = format!("{sums}: {why}");
                    round.tell(&option.by, "investment_refused", &option.service, 0.0, 0.0, because);
                }
                continue;
            }
            self.pay_investment(payer, provider, option.pounds_once);
            self.rounds.spent_once(payer, option.pounds_once);
            self.buy(provider, option.capital_pounds, april);
            *self.rounds.once_last_year.entry(payer).or_insert(0.0) -= option.pounds_once;
            self.rounds.investments.push(Made {
                id,
                payer,
                provider,
                from: Month(april.0 + libm::round(lead) as u32),
                a_year: option.pounds_a_year,
                paid: 0.0,
                begun: false,
            });
            round.tell(&option.by, "investment", &option.service, 0.0, first_year, sums);
        }
    }

    /// Every month: running cost, and capacity once its time has come.
    pub(super) fn run_investments(&mut self, month: Month, round: &mut Round) {
        for i in 0..self.rounds.investments.len() {
            let made = &mut self.rounds.investments[i];
            if month_of_year(month) == 0 {
                made.paid = 0.0;
            }
            if month < made.from {
                continue;
            }
            let sum = instalment(pence(made.a_year), month_of_year(month));
            made.paid += super::super::ledger::pounds(sum);
            let (payer, provider, id, begun) = (made.payer, made.provider, made.id.clone(), made.begun);
            made.begun = true;
            self.pay_investment(payer, provider, super::super::ledger::pounds(sum));
            if !begun {
                let option = &self.settings.planning.investment[&id];
                let to = 1.0 + option.capacity_share;
                let lever = self.capacities.set(&option.service, &format!("investment:{id}"), to);
                round.levers.push(lever);
                let because = format!(
                    "{id}: the capacity that was invested in is there, at £{:.0} a year",
                    option.pounds_a_year
                );
                round.tell(&option.by, "capacity", &option.service, 1.0, to, because);
            }
        }
    }

    /// Running cost of investments that the last year did not hold, pounds.
    pub(super) fn investments_not_yet_paid(&self, organisation: usize) -> f64 {
        let own = self.rounds.investments.iter().filter(|made| made.payer == organisation);
        own.map(|made| made.a_year - made.paid).sum()
    }

    fn pay_investment(&mut self, payer: usize, provider: usize, pounds: f64) {
        let (sum, sink) = (pence(pounds), self.sink());
        self.ledger.post(payer, provider, Heading::Investment, sum);
        if is_provider(self.kind(provider)) {
            self.ledger.post(provider, sink, Heading::Investment, sum);
        }
    }

    /// Years that the longest contract between two organisations still runs; one without any.
    fn term_between(&self, payer: usize, provider: usize, april: Month) -> u32 {
        let own = (0..self.agreements.len()).filter(|&i| {
            let agreement = &self.agreements[i];
            (agreement.payer, agreement.provider) == (payer, provider)
        });
        own.map(|i| self.years_left(i, april)).max().unwrap_or(1)
    }
}

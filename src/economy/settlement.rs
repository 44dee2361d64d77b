//! Money of a month end between organisations: budget lines, contracts, and last the clauses that look at finance.
//!
//! Two passes ([`super::agreement`]). In the first every contract takes the month in and pays all other clauses. When
//! costs and care models are posted too, the month's surplus is added to each [`Standing`]; the second pass pays the rest.
//! So no fund is part of the finance that earns a fund, and the order of contracts does not matter.

use super::activity::{Activity, month_of_year};
use super::agreement::{ByCurrency, Observed, Settlement, pays_for};
use super::clause::Party;
use super::ledger::{Heading, instalment, pence, pounds};
use super::outcome::Outcomes;
use super::period::{Finance, Standing};
use super::settings::Settings;
use super::{Economy, is_provider, terms};
use crate::engine::Month;
use crate::model::fact::{AGE_BANDS, Facts, Stock};

/// Cells of one neighbourhood in a tally, and of one age band.
const CELLS: usize = 35;
const FIFTHS: usize = 5;
const MONTHS: f64 = 12.0;
const DAYS_A_WEEK: f64 = 7.0;
/// The packages that a council pays stand first in the lines of who pays: its own, and personal budgets.
const PAID_BY_COUNCIL: usize = 2;

/// Paid by contract, pence: (contract, payer, provider, paid).
pub(super) type Paid = Vec<(String, String, String, i64)>;

impl Economy {
    /// Budget lines in twelfths; what a provider receives outside contracts it spends in the same month.
    pub(super) fn pay_budgets(&mut self, month: Month, year: u32) {
        let mut taken_off = self.treasury.taken_off(month_of_year(month));
        for from in 0..self.ids.len() {
            for line in 0..self.settings.organisations[&self.ids[from]].budget.len() {
                let line = &self.settings.organisations[&self.ids[from]].budget[line];
                let growth = (0..year).fold(1.0, |product, _| product * (1.0 + line.growth));
                let given = if line.heading == Heading::Allocation {
                    self.allocation(month)
                } else {
                    1.0
                };
                let sum = instalment(pence(line.pounds_a_year * growth * given), month_of_year(month));
                let (to, heading) = (super::index(&self.ids, &line.to), line.heading);
                let mut sum = self.treasury.line([from, to], heading, sum, &mut taken_off);
                if heading == Heading::Running {
                    sum -= self.dealing.inside(from).min(sum);
                }
                self.post_line(from, to, heading, sum);
            }
        }
    }

    /// Posts money for a purpose; a provider that receives it outside a contract spends it in the same month.
    fn post_line(&mut self, from: usize, to: usize, heading: Heading, sum: i64) {
        self.ledger.post(from, to, heading, sum);
        use Heading as H;
        let kept = matches!(
            heading,
            H::Allocation | H::BetterCareFund | H::PooledFund | H::RiskShare | H::Contract
        );
        if is_provider(self.kind(to)) && !kept && from != to {
            let sink = self.sink();
            self.ledger.post(to, sink, Heading::PassThroughCost, sum);
        }
    }

    /// First pass: every contract takes the month in and pays what does not look at finance.
    pub(super) fn settle_contracts(&mut self, facts: &Facts, activity: &Activity, year: u32) -> Paid {
        let nothing = ByCurrency::new();
        let weights = need_weights(&self.settings);
        (0..self.agreements.len())
            .map(|i| {
                let observed = self.observe(i, facts, activity, &weights);
                let agreement = &mut self.agreements[i];
                let costs = self.costs.get(&agreement.provider).map_or(&nothing, |c| &c.unit);
                let terms = terms(&self.settings, agreement, &self.prices, costs, &self.billed, year);
                let settlement = agreement.settle(&terms, &observed, facts.month);
                self.post(i, settlement)
            })
            .collect()
    }

    /// Second pass: clauses that look at finance, once all other money of the month is posted.
    pub(super) fn settle_after(&mut self, month: Month, year: u32, paid: &mut Paid) {
        self.keep_standings(month);
        let nothing = ByCurrency::new();
        for (i, paid) in paid.iter_mut().enumerate() {
            let finance = self.finance(self.agreements[i].provider);
            let agreement = &mut self.agreements[i];
            let costs = self.costs.get(&agreement.provider).map_or(&nothing, |c| &c.unit);
            let terms = terms(&self.settings, agreement, &self.prices, costs, &self.billed, year);
            let settlement = agreement.settle_after(&terms, finance, month);
            paid.3 += self.post(i, settlement).3;
        }
    }

    /// What a contract sees of a month.
    fn observe(&self, agreement: usize, facts: &Facts, activity: &Activity, weights: &[f64]) -> Observed {
        let agreement = &self.agreements[agreement];
        let contract = &self.settings.contracts[&agreement.id];
        let neighbourhoods = 0..self.settings.neighbourhoods.len();
        let paid_for: Vec<bool> = neighbourhoods
            .map(|n| pays_for(&self.settings, &contract.payer, n))
            .collect();
        let resident = |n: usize| paid_for.get(n).is_some_and(|paid| *paid);
        let (units, elsewhere) = agreement.covered(contract, activity, &self.settings, &resident);
        let (mut weighted, mut plain) = (0.0, 0.0);
        let days = f64::from(facts.month.days());
        for tally in facts.stocks.iter().filter(|t| t.kind == Stock::Population) {
            for (_, cells) in tally.cells.chunks(CELLS).enumerate().filter(|(n, _)| resident(*n)) {
                for (people, weight) in cells.chunks(FIFTHS).zip(weights) {
                    let people = people.iter().sum::<i64>() as f64 / days;
                    weighted += weight * people;
                    plain += people;
                }
            }
        }
        Observed {
            units,
            elsewhere,
            person_years: weighted / MONTHS,
            resident_years: plain / MONTHS,
            client_weeks: client_weeks(facts, &resident),
            outcomes: Outcomes::read(facts, &self.settings, &contract.provider, &resident),
        }
    }

    /// Posts a contract's settlement; tells what the payer paid the provider.
    fn post(&mut self, agreement: usize, settlement: Settlement) -> (String, String, String, i64) {
        let (payer, provider) = (self.agreements[agreement].payer, self.agreements[agreement].provider);
        self.ledger.post(payer, provider, Heading::Contract, settlement.pence);
        let mut sum = settlement.pence;
        for (from, to, heading, pence) in settlement.flows {
            let place = |party: Party| match party {
                Party::Payer => payer,
                Party::Provider => provider,
                Party::Named(id) => super::index(&self.ids, &id),
            };
            let (from, to) = (place(from), place(to));
            if (from, to) == (payer, provider) {
                sum += pence;
            }
            self.post_line(from, to, heading, pence);
        }
        let id = self.agreements[agreement].id.clone();
        (id, self.ids[payer].clone(), self.ids[provider].clone(), sum)
    }

    /// Adds the month to each organisation's year to date.
    fn keep_standings(&mut self, month: Month) {
        for (i, standing) in self.standings.iter_mut().enumerate() {
            if month_of_year(month) == 0 {
                *standing = Standing {
                    brought_forward: standing.above().max(0.0),
                    ..Standing::default()
                };
            }
            standing.surplus += pounds(self.ledger.surplus(i));
            standing.income += pounds(self.ledger.income(i));
            standing.control_total += self.settings.organisations[&self.ids[i]].target_surplus_pounds / MONTHS;
        }
    }

    /// A provider's standing and that of its system: commissioners and NHS trusts that share a place with it.
    fn finance(&self, provider: usize) -> Finance {
        let of = |i: usize| &self.settings.organisations[&self.ids[i]];
        let mut finance = Finance {
            provider: self.standings[provider],
            ..Finance::default()
        };
        let members = (0..self.ids.len()).filter(|&i| of(provider).shares_system_with(of(i)));
        members.for_each(|i| finance.system.add(self.standings[i]));
        finance
    }
}

/// Weight of each age band in a need-weighted head.
fn need_weights(settings: &Settings) -> Vec<f64> {
    let path = |band: &&str| format!("economy.need_weight.{}", band.replace('-', "_").replace('+', "_plus"));
    AGE_BANDS
        .iter()
        .map(|band| settings.parameters.get(&path(band)))
        .collect()
}

/// Weeks of home-care packages that a council paid for the residents: midnights by seven.
fn client_weeks(facts: &Facts, resident: &dyn Fn(usize) -> bool) -> f64 {
    let mut lines: Vec<_> = facts.stocks.iter().filter(|t| t.kind == Stock::CarePackages).collect();
    lines.sort_by_key(|t| t.service);
    let cells = lines
        .iter()
        .take(PAID_BY_COUNCIL)
        .flat_map(|t| t.cells.chunks(CELLS).enumerate());
    let of_residents = cells.filter(|(n, _)| resident(*n));
    of_residents.map(|(_, cells)| cells.iter().sum::<i64>()).sum::<i64>() as f64 / DAYS_A_WEEK
}

#[cfg(test)]
#[path = "settlement_test.rs"]
mod tests;

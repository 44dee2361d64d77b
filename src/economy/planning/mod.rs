//! Planning rounds: what organisations decide for a year or longer, by the year behind them and the money ahead.
//!
//! Each April the plans of contracts are set anew ([`term`]): always, whatever a scenario says. All else happens only where
//! the `planning` block of a scenario ([`rules`]) turns it on: plans too far apart go to arbitration ([`term`]); contracts are let by tender or dialogue ([`letting`]); payers who
//! expect to miss their plan buy less ([`decommissioning`]), those with money to spare invest it ([`investment`]), with capital where it needs some ([`capital`]); trusts
//! that expect to miss theirs save ([`improvement`]); wards close and open ([`ward`]). Loans, reserves and what is carried over are
//! [`super::treasury`]'s.
//!
//! What an organisation expects of the year ahead is the last year without what was paid once, with the growth that its
//! budget lines and contracts have:
//!
//! expected surplus = last surplus + once + Σ growth of lines and contracts received − Σ growth of those paid − growth of
//! its own cost that moves with work
//!
//! Each act stands in the decision log with its sums in pounds. **To add one here** one file, its options in [`rules`], and
//! a line in `Economy::plan_year`.

pub mod capital;
pub mod decommissioning;
pub mod improvement;
pub mod investment;
pub mod letting;
pub mod rules;
pub mod term;
pub mod ward;

pub use rules::Planning;
pub(super) use term::rebase;

use super::Economy;
use super::activity::month_of_year;
use super::ledger::pounds;
use crate::engine::{Month, Time};
use crate::model::fact::Facts;
use crate::model::lever::{Decision, LeverChange};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const MONTHS_OF_YEAR: usize = 12;

/// What rounds remember.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Rounds {
    /// Paid by each contract in the financial year so far, pence.
    paid: Vec<i64>,
    /// Paid by each organisation once in the financial year so far, pounds.
    once: BTreeMap<usize, f64>,
    once_last_year: BTreeMap<usize, f64>,
    investments: Vec<investment::Made>,
    /// Options of decommissioning that were taken.
    withdrawn: Vec<String>,
    improvements: BTreeMap<usize, improvement::Programme>,
    wards: BTreeMap<String, ward::Book>,
    assets: Vec<capital::Asset>,
    lettings: Vec<letting::Let>,
    arbitrations: Vec<term::Arbitration>,
}

impl Rounds {
    pub(super) fn new(contracts: usize) -> Rounds {
        Rounds {
            paid: vec![0; contracts],
            ..Rounds::default()
        }
    }

    /// Remembers what will not come again next year.
    pub(super) fn spent_once(&mut self, organisation: usize, pounds: f64) {
        *self.once.entry(organisation).or_insert(0.0) += pounds;
    }

    /// A month's payments by contract.
    pub(super) fn see(&mut self, month: Month, contracts: &[(String, String, String, i64)]) {
        if month_of_year(month) == 0 {
            self.paid.fill(0);
        }
        for (sum, paid) in self.paid.iter_mut().zip(contracts) {
            *sum += paid.3;
        }
    }
}

/// What a month's rounds bring.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Round {
    date: Time,
    pub levers: Vec<LeverChange>,
    pub decisions: Vec<Decision>,
}

impl Round {
    pub fn new(month: Month) -> Round {
        Round {
            date: month.next().start(),
            ..Round::default()
        }
    }

    /// Writes an act down.
    pub fn tell(&mut self, organisation: &str, act: &str, service: &str, from: f64, to: f64, because: String) {
        self.decisions.push(Decision {
            date: self.date,
            organisation: organisation.to_string(),
            lever: act.to_string(),
            service: service.to_string(),
            cohort: "all".to_string(),
            from,
            to,
            because,
        });
    }
}

/// An organisation's last twelve months, pounds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Year {
    pub surplus: f64,
    pub income: f64,
}

impl Economy {
    /// April: the year behind is looked at and the year ahead is planned.
    pub(super) fn plan_year(&mut self, april: Month, round: &mut Round) {
        self.rounds.once_last_year = std::mem::take(&mut self.rounds.once);
        self.carry_over(april, round);
        self.agree_plans(april, round);
        if self.settings.planning.is_off() {
            return;
        }
        self.withdraw(round);
        self.invest(april, round);
        self.improve(round);
    }

    /// Every month: what earlier rounds have set going.
    pub(super) fn carry_on(&mut self, facts: &Facts, round: &mut Round) {
        if self.settings.planning.is_off() {
            return;
        }
        self.settle_arbitrations(facts.month, round);
        self.run_lettings(facts.month, round);
        self.run_investments(facts.month, round);
        self.deliver_improvements(facts.month);
        self.pay_capital(facts.month);
        self.move_wards(facts, round);
    }

    /// The last twelve months, once there are twelve.
    pub(super) fn last_year(&self, organisation: usize) -> Option<Year> {
        let months = &self.books[organisation].months;
        (months.len() == MONTHS_OF_YEAR).then(|| Year {
            surplus: months.iter().map(|m| m.0).sum(),
            income: months.iter().map(|m| m.1).sum(),
        })
    }

    /// Surplus that an organisation expects of the year ahead, pounds; the last month's year is over.
    pub(super) fn year_ahead(&self, organisation: usize) -> f64 {
        let Some(last) = self.last_year(organisation) else {
            return self.settings.organisations[&self.ids[organisation]].target_surplus_pounds;
        };
        let id = &self.ids[organisation];
        let growth = self.settings.parameters.get("economy.planning.growth");
        let provider = super::is_provider(self.kind(organisation));
        let mut ahead = last.surplus + self.rounds.once_last_year.get(&organisation).copied().unwrap_or(0.0);
        for (from, other) in &self.settings.organisations {
            for line in &other.budget {
                // A provider spends what it receives outside contracts.
                let received = line.to == *id && !provider;
                let more = line.pounds_a_year * line.growth;
                ahead += if received { more } else { 0.0 } - if from == id { more } else { 0.0 };
            }
        }
        for (agreement, &paid) in self.agreements.iter().zip(&self.rounds.paid) {
            let more = pounds(paid) * growth;
            ahead += if agreement.provider == organisation { more } else { 0.0 };
            ahead -= if agreement.payer == organisation { more } else { 0.0 };
        }
        if let Some(cost) = self.costs.get(&organisation) {
            let structure = self.settings.organisations[id].cost;
            ahead -= growth * (structure.semi_fixed + structure.variable) * cost.at_start;
        }
        let capital = self.capital_not_yet_paid(organisation);
        ahead + self.treasury.less_taken_off(organisation) - self.investments_not_yet_paid(organisation) - capital
    }

    /// What an organisation paid by contracts in the financial year that has ended, pounds.
    pub(super) fn paid_last_year(&self, payer: usize) -> f64 {
        let own = self
            .agreements
            .iter()
            .zip(&self.rounds.paid)
            .filter(|(a, _)| a.payer == payer);
        own.map(|(_, &paid)| pounds(paid)).sum()
    }

    /// How far an organisation expects to be above (or below) the surplus it aims for, pounds, and its income.
    fn room(&self, organisation: usize) -> Option<(f64, f64)> {
        let last = self.last_year(organisation)?;
        let target = self.settings.organisations[&self.ids[organisation]].target_surplus_pounds;
        Some((self.year_ahead(organisation) - target, last.income))
    }
}

#[cfg(test)]
#[path = "planning_test.rs"]
mod tests;

//! Cash, loans, reserves, precept and what is carried into the next year: the soft budgets of the health economy.
//!
//! **Trusts** borrow from the taxpayer. At a month's end, with M = `minimum_cash_days` of the month's cost:
//!
//! loan = M − cash, where cash is less than M; repayment = min(debt, cash − M), where it is more
//!
//! and a month's interest is r/12 of the debt at its start (`economy.treasury.loan_rate`), a cost like any other. After
//! `economy.treasury.rebase_after_years` years in a row with new loans the plan is rebased: the surplus aimed for moves by
//! `economy.treasury.rebase_share` of the way to what the last year brought. Loans without an end and targets that follow the
//! deficit are the *soft budget constraint*.
//!
//! **Councils** meet overspending from reserves first. Each planning round (every `council_years`) the gap that is expected
//! for the year ahead and that reserves do not hold is met by savings, up to `economy.treasury.saving_most_share` of what
//! is spent on home-care hours, other social care and social work alike (care homes are not cut), then by a precept on council tax, up to
//! `economy.treasury.precept_a_year` of it a year and `economy.treasury.precept_in_all` in all; what then remains is overspent.
//!
//! **Commissioners** start a year with last year's overspending taken off their allocation, at most
//! `economy.treasury.carried_most_share` of it a year; the rest waits for the next.
//!
//! Sources: capital charge and cap of the precept recalled; loans and rebasing are described for English trusts (evidence
//! section 2), sizes assumed.

use super::Economy;
use super::activity::month_of_year;
use super::ledger::{Heading, Ledger, instalment, pence, pounds};
use super::planning::Round;
use super::settings::{Organisation, OrganisationKind, Settings};
use crate::engine::Month;
use serde::{Deserialize, Serialize};

const MONTHS: f64 = 12.0;

/// The balance sheets beside cash, pence, by organisation.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Treasury {
    on: bool,
    /// Owed to the taxpayer at the start, and now.
    debt_at_start: Vec<i64>,
    debt: Vec<i64>,
    /// What the taxpayer, or whoever lends, is owed: at the start, and now.
    lender: usize,
    claims_at_start: i64,
    claims: i64,
    /// Borrowed in the financial year so far, and years in a row with new loans.
    borrowed: Vec<i64>,
    years_of_loans: Vec<u32>,
    /// Councils: money put by, precept in force (share of council tax) and share of care spending saved.
    reserves: Vec<i64>,
    precept: Vec<f64>,
    saved: Vec<f64>,
    /// Commissioners: overspending not yet paid back, and this year's part of it.
    carried: Vec<i64>,
    taken_off: Vec<i64>,
    taken_off_last_year: Vec<i64>,
}

impl Treasury {
    pub fn new(settings: &Settings, lender: usize) -> Treasury {
        let each = |of: fn(&Organisation) -> f64| -> Vec<i64> {
            settings.organisations.values().map(|o| pence(of(o))).collect()
        };
        let many = settings.organisations.len();
        let debt = each(|o| o.debt_pounds);
        Treasury {
            on: settings.planning.treasury.is_some(),
            lender,
            claims_at_start: debt.iter().sum(),
            claims: debt.iter().sum(),
            debt_at_start: debt.clone(),
            debt,
            borrowed: vec![0; many],
            years_of_loans: vec![0; many],
            reserves: each(|o| o.reserves_pounds),
            precept: vec![0.0; many],
            saved: vec![0.0; many],
            carried: vec![0; many],
            taken_off: vec![0; many],
            taken_off_last_year: vec![0; many],
        }
    }

    /// Who lends and is paid for capital: the taxpayer, or where a plan names none, those in whom all money ends.
    pub fn lender(&self) -> usize {
        self.lender
    }

    /// Owed to the taxpayer, pence.
    pub fn debt(&self, organisation: usize) -> i64 {
        self.debt[organisation]
    }

    /// How much more will be left to a commissioner this year than last, for want of what is taken off: pounds. To be asked
    /// once the year's part is set.
    pub fn less_taken_off(&self, organisation: usize) -> f64 {
        pounds(self.taken_off_last_year[organisation] - self.taken_off[organisation])
    }

    /// What comes off each commissioner's allocation this month, pence.
    pub fn taken_off(&self, month: u32) -> Vec<i64> {
        self.taken_off.iter().map(|&year| instalment(year, month)).collect()
    }

    /// A month's instalment of a budget line after what is taken off (and then is no more) and what was saved.
    pub fn line(&self, [from, to]: [usize; 2], heading: Heading, sum: i64, taken_off: &mut [i64]) -> i64 {
        match heading {
            Heading::Allocation => {
                let off = taken_off[to].min(sum);
                taken_off[to] -= off;
                sum - off
            }
            Heading::OtherSocialCare | Heading::SocialWork if self.saved[from] != 0.0 => {
                sum - pence(pounds(sum) * self.saved[from])
            }
            _ => sum,
        }
    }

    /// Recounts debts from the ledger: each is its opening and what was lent less what came back; what is owed is claimed.
    pub fn check(&self, ledger: &Ledger) -> Result<(), String> {
        let moved = |i: usize| ledger.total(i, Heading::Loan) + ledger.total(i, Heading::LoanRepayment);
        for (i, &debt) in self.debt.iter().enumerate().filter(|(i, _)| *i != self.lender) {
            if self.debt_at_start[i] + moved(i) != debt {
                return Err(format!(
                    "organisation {i}: debt is not opening plus loans less repayments"
                ));
            }
            if debt < 0 {
                return Err(format!("organisation {i}: more was paid back than was owed"));
            }
        }
        let owed: i64 = self.debt.iter().sum();
        if owed != self.claims || self.claims_at_start - moved(self.lender) != self.claims {
            return Err(format!("{owed} pence are owed and {} claimed", self.claims));
        }
        Ok(())
    }
}

impl Economy {
    /// Interest of the month on what was owed at its start; precepts.
    pub(super) fn pay_treasury(&mut self, month: Month) {
        if !self.treasury.on {
            return;
        }
        let rate = self.settings.parameters.get("economy.treasury.loan_rate");
        let lender = self.treasury.lender;
        for i in self.borrowers() {
            let interest = pence(pounds(self.treasury.debt[i]) * rate / MONTHS);
            self.ledger.post(i, lender, Heading::LoanInterest, interest);
        }
        let Some(payer) = self.of_kind(OrganisationKind::CouncilTaxpayer).first().copied() else {
            return;
        };
        for council in self.of_kind(OrganisationKind::Council) {
            let year = pence(self.council_tax(council) * self.treasury.precept[council]);
            let sum = instalment(year, month_of_year(month));
            self.ledger.post(payer, council, Heading::Precept, sum);
        }
    }

    /// Month end, all other money posted: trusts borrow or pay back.
    pub(super) fn settle_cash(&mut self, month: Month) {
        let Some(rule) = self.settings.planning.treasury.clone() else {
            return;
        };
        let days = rule
            .minimum_cash_days
            .unwrap_or_else(|| self.settings.parameters.get("economy.treasury.minimum_cash_days"));
        let lender = self.treasury.lender;
        for i in self.borrowers() {
            let daily = pounds(self.ledger.cost(i)) / f64::from(month.days());
            let above = self.ledger.balance(i) - pence(daily * days);
            let own = &mut self.treasury;
            if above < 0 {
                self.ledger.post(lender, i, Heading::Loan, -above);
                own.debt[i] -= above;
                own.claims -= above;
                own.borrowed[i] -= above;
            } else {
                let back = above.min(own.debt[i]);
                self.ledger.post(i, lender, Heading::LoanRepayment, back);
                own.debt[i] -= back;
                own.claims -= back;
            }
        }
    }

    /// April: what the last year leaves behind.
    pub(super) fn carry_over(&mut self, april: Month, round: &mut Round) {
        if !self.treasury.on {
            return;
        }
        for i in self.borrowers() {
            self.rebase_target(i, round);
        }
        for i in self.of_kind(OrganisationKind::Commissioner) {
            self.carry_overspend(i, round);
        }
        let every = self.settings.planning.council_years.unwrap_or(1).max(1);
        let due = (april.financial_year() - self.first_year).rem_euclid(every as i32) == 0;
        for i in self.of_kind(OrganisationKind::Council) {
            self.draw_reserves(i, round);
            if due && self.last_year(i).is_some() {
                self.plan_council(i, round);
            }
        }
    }

    fn rebase_target(&mut self, i: usize, round: &mut Round) {
        let of = |what: &str| self.settings.parameters.get(&format!("economy.treasury.{what}"));
        let (after, share) = (of("rebase_after_years"), of("rebase_share"));
        let own = &mut self.treasury;
        own.years_of_loans[i] = if own.borrowed[i] > 0 {
            own.years_of_loans[i] + 1
        } else {
            0
        };
        let borrowed = std::mem::take(&mut own.borrowed[i]);
        let (years, owed) = (own.years_of_loans[i], own.debt[i]);
        let Some(last) = self.last_year(i).filter(|_| f64::from(years) >= after) else {
            return;
        };
        let id = self.ids[i].clone();
        let organisation = self
            .settings
            .organisations
            .get_mut(&id)
            .expect("every id is an organisation");
        let from = organisation.target_surplus_pounds;
        let to = from + share * (last.surplus - from);
        if to >= from {
            return;
        }
        organisation.target_surplus_pounds = to;
        self.treasury.years_of_loans[i] = 0;
        let because = format!(
            "{years} years in a row with loans, £{:.0} in the last and £{:.0} owed: the plan follows the deficit of £{:.0}",
            pounds(borrowed),
            pounds(owed),
            -last.surplus
        );
        round.tell(&id, "target_surplus", "all", from, to, because);
    }

    fn carry_overspend(&mut self, i: usize, round: &mut Round) {
        let Some(last) = self.last_year(i) else { return };
        let id = self.ids[i].clone();
        let target = self.settings.organisations[&id].target_surplus_pounds;
        let most_share = self.settings.parameters.get("economy.treasury.carried_most_share");
        // What was taken off last year's allocation is no overspending of that year.
        let before = std::mem::take(&mut self.treasury.taken_off[i]);
        let own = pounds(before);
        let over = (target - last.surplus - own).max(0.0);
        let carried = (self.treasury.carried[i] - before).max(0) + pence(over);
        let taken = carried.min(pence(most_share * last.income));
        self.treasury.taken_off_last_year[i] = before;
        self.treasury.carried[i] = carried;
        self.treasury.taken_off[i] = taken;
        if taken > 0 {
            let because = format!(
                "overspent by £{over:.0} last year; £{:.0} of £{:.0} carried come off this year's allocation",
                pounds(taken),
                pounds(carried)
            );
            round.tell(&id, "allocation_taken_off", "all", own, pounds(taken), because);
        }
    }

    fn draw_reserves(&mut self, i: usize, round: &mut Round) {
        let Some(last) = self.last_year(i) else { return };
        let before = self.treasury.reserves[i];
        let after = (before + pence(last.surplus)).max(0);
        self.treasury.reserves[i] = after;
        if before != after {
            let because = format!("last year ended £{:.0} from balance", last.surplus);
            round.tell(
                &self.ids[i].clone(),
                "reserves",
                "all",
                pounds(before),
                pounds(after),
                because,
            );
        }
    }

    /// What reserves do not hold is met by savings, then by precept.
    fn plan_council(&mut self, i: usize, round: &mut Round) {
        let parameter = |what: &str| self.settings.parameters.get(&format!("economy.treasury.{what}"));
        let (most, a_year, in_all) = (
            parameter("saving_most_share"),
            parameter("precept_a_year"),
            parameter("precept_in_all"),
        );
        let id = self.ids[i].clone();
        let gap = -self.year_ahead(i);
        let reserves = pounds(self.treasury.reserves[i]);
        let rest = gap - reserves;
        if rest <= 0.0 {
            return;
        }
        let care = self.care_that_can_be_saved(i);
        let share = if care > 0.0 { (rest / care).min(most) } else { 0.0 };
        let saved = share * care;
        if share > 0.0 {
            let from = self.treasury.saved[i];
            let to = 1.0 - (1.0 - from) * (1.0 - share);
            self.treasury.saved[i] = to;
            let because =
                format!("£{gap:.0} short in the year ahead, £{reserves:.0} in reserve: £{saved:.0} of care is saved");
            round.tell(&id, "social_care_saved", "all", from, to, because);
            for service in self.home_care_paid_by(i) {
                let lever = self.capacities.set(&service, &format!("saving:{id}"), 1.0 - to);
                round.levers.push(lever);
            }
        }
        let tax = self.council_tax(i);
        let from = self.treasury.precept[i];
        let rise = ((rest - saved).max(0.0) / tax.max(1.0))
            .min(a_year)
            .min((in_all - from).max(0.0));
        if rise > 0.0 {
            self.treasury.precept[i] = from + rise;
            let because = format!(
                "£{gap:.0} short in the year ahead, £{reserves:.0} in reserve and £{saved:.0} saved: {:.2} % of council tax brings £{:.0}",
                rise * 100.0,
                rise * tax
            );
            round.tell(&id, "precept", "all", from, from + rise, because);
        }
    }

    /// What a council spends a year on care that it can spend less on, pounds: home-care hours and other social care.
    fn care_that_can_be_saved(&self, council: usize) -> f64 {
        let lines = self.settings.organisations[&self.ids[council]].budget.iter();
        let other = lines.filter(|line| matches!(line.heading, Heading::OtherSocialCare | Heading::SocialWork));
        let other: f64 = other.map(|line| line.pounds_a_year).sum();
        other * (1.0 - self.treasury.saved[council]) + self.paid_last_year(council)
    }

    /// Services of home care that a council's contracts pay.
    fn home_care_paid_by(&self, council: usize) -> Vec<String> {
        let id = &self.ids[council];
        let pays = |provider: &str| {
            self.settings
                .contracts
                .values()
                .any(|c| c.payer == *id && c.provider == provider)
        };
        let home_care = crate::model::settings::ServiceKind::HomeCare;
        let own = self.settings.services.iter().filter(|s| s.kind == home_care);
        own.filter(|s| pays(&s.provider)).map(|s| s.id.clone()).collect()
    }

    /// A year's council tax of a council's residents, pounds.
    fn council_tax(&self, council: usize) -> f64 {
        let own = self
            .settings
            .neighbourhoods
            .iter()
            .filter(|n| n.council == self.ids[council]);
        let residents = own.map(|n| n.people).sum::<f64>() * f64::from(self.settings.people);
        residents
            * self
                .settings
                .parameters
                .get("economy.treasury.council_tax_per_resident")
    }

    /// NHS trusts: bodies that the taxpayer lends to.
    fn borrowers(&self) -> Vec<usize> {
        use OrganisationKind as Kind;
        let trust = |i: &usize| {
            matches!(
                self.kind(*i),
                Kind::AcuteTrust | Kind::CommunityTrust | Kind::MentalHealthTrust | Kind::AmbulanceTrust
            )
        };
        (0..self.ids.len()).filter(trust).collect()
    }
}

#[cfg(test)]
#[path = "treasury_test.rs"]
mod tests;

//! A month end, step by step.

use super::activity::{Activity, bed_occupancy, month_of_year, ward_stock};
use super::agreement::Agreement;
use super::boundary::Boundary;
use super::choice::{self, Acts, Step, Wards};
use super::component::Arrangement;
use super::incentive::foreseen::Memory;
use super::incentive::{Position, View};
use super::ledger::{Heading, pence, pounds, split};
use super::outlook::Outlook;
use super::period::{Billed, sum_product};
use super::planning::Round;
use super::settings::{Change, Currency, OrganisationKind, Settings};
use super::{Closing, Economy, is_partner};
use crate::engine::Month;
use crate::engine::time::DAYS_PER_YEAR;
use crate::model::fact::{Facts, Stock};
use crate::model::lever::{Decision, Lever, LeverChange};
use std::collections::BTreeMap;

/// Months an organisation looks back on.
const REMEMBERED: usize = 12;
const MONTHS: f64 = 12.0;

impl Economy {
    /// Month end: settles contracts, posts the ledger, lets organisations decide, moves maturity and trust. In the
    /// warm-up nothing happens: money, maturity and trust stand still and nobody decides.
    pub fn close_month(&mut self, facts: &Facts) -> Closing {
        if !facts.reported {
            return Closing::default();
        }
        let month = facts.month;
        let year = (month.financial_year() - self.first_year).max(0) as u32;
        let mut round = Round::new(month);
        if month_of_year(month) == 0 {
            self.plan_year(month, &mut round);
        }
        let activity = Activity::of(facts, &self.settings);
        self.pay_budgets(month, year);
        let mut contracts = self.settle_contracts(facts, &activity, year);
        self.carry_on(facts, &mut round);
        self.pay_costs(facts, &activity);
        self.pay_care_model(facts);
        self.pay_dealing();
        self.pay_treasury(month);
        let (staffing, staff_lines) = self.staff_month(facts);
        self.settle_after(month, year, &mut contracts);
        self.rounds.see(month, &contracts);
        let away = self.keep_books(month);
        let joint: Vec<bool> = (0..self.ids.len())
            .map(|i| self.delivery.active() && is_partner(self.kind(i)))
            .collect();
        let lasting = self.lasting_away();
        let turns = self.relate(month, &away, &lasting, &joint);
        let (mut levers, mut decisions) = self.decide(facts, year);
        levers.extend(round.levers);
        decisions.extend(round.decisions);
        let pace = self.pace(facts);
        self.mature(month, pace, &mut levers, &mut decisions);
        levers.extend(staffing);
        decisions.extend(staff_lines.into_iter().chain(turns));
        decisions.extend(self.conclude(month, &lasting));
        self.settle_cash(month);
        let condition = self.condition(month);
        let transfers = self.ledger.transfers();
        let mut accounts = self.ledger.close(&self.ids);
        for (i, account) in accounts.iter_mut().enumerate() {
            account.debt = self.treasury.debt(i);
        }
        debug_assert_eq!(self.ledger.check(), Ok(()));
        let partners = self.partners();
        Closing {
            levers,
            decisions,
            accounts,
            transfers,
            contracts,
            maturity: self.delivery.maturity(&self.settings.parameters),
            trust: self.trust.among(&partners),
            condition,
        }
    }

    /// Providers pay staff and suppliers for their month's work.
    fn pay_costs(&mut self, facts: &Facts, activity: &Activity) {
        let (sink, lender) = (self.sink(), self.treasury.lender());
        let scales: Vec<f64> = (0..self.ids.len()).map(|i| self.scale(i)).collect();
        let settings = &self.settings;
        let saved = self
            .delivery
            .arrangement(Arrangement::RunningCost, &settings.parameters);
        for (&provider, cost) in &mut self.costs {
            let id = &self.ids[provider];
            let units = activity.sum(
                |s| settings.services.get(s).is_some_and(|s| s.provider == *id),
                |_| true,
            );
            let beds = ward_stock(facts, settings, id, Stock::BedOpen);
            let of = |c: Currency| units.get(&c).copied().unwrap_or(0.0);
            let attendances = of(Currency::OutpatientFirst) + of(Currency::OutpatientFollowUp);
            let working_days = f64::from(facts.month.working_days()).max(1.0);
            let month = cost.month(&units, beds, attendances / working_days, &settings.parameters);
            // The charge for capital, depreciation and the start's contracting are parts of the fixed cost, which falls where
            // boards decide together for many.
            let mut fixed = pence(month.fixed * scales[provider]);
            let contracting = self.dealing.inside(provider);
            for (to, heading, part) in [
                (lender, Heading::CapitalCharge, pence(cost.capital_charge / MONTHS)),
                (sink, Heading::Depreciation, pence(cost.depreciation / MONTHS)),
            ] {
                let part = part.min(fixed);
                self.ledger.post(provider, to, heading, part);
                fixed -= part;
            }
            fixed -= contracting.min(fixed);
            // A joint back office saves running cost of those who take part.
            if is_partner(settings.organisations[id].kind) {
                fixed -= pence(pounds(fixed) * saved);
            }
            self.ledger.post(provider, sink, Heading::FixedCost, fixed);
            self.ledger
                .post(provider, sink, Heading::SemiFixedCost, pence(month.semi_fixed));
            self.ledger
                .post(provider, sink, Heading::VariableCost, pence(month.variable));
        }
    }

    /// Commissioners pay the community trust for the care model by their residents; it pays staff and suppliers.
    fn pay_care_model(&mut self, facts: &Facts) {
        let counted = facts.stock(Stock::Population);
        let people = if counted > 0.0 {
            counted
        } else {
            f64::from(self.settings.people)
        };
        let sum = pence(self.delivery.cost(people, &self.settings.parameters));
        let payers = self.of_kind(OrganisationKind::Commissioner);
        let sink = self.sink();
        let host = self
            .of_kind(OrganisationKind::CommunityTrust)
            .first()
            .or(self.of_kind(OrganisationKind::AcuteTrust).first())
            .copied()
            .unwrap_or(sink);
        let shares: Vec<f64> = payers
            .iter()
            .map(|&payer| {
                let own = |n: &usize| self.settings.neighbourhoods[*n].commissioner == self.ids[payer];
                let all = 0..self.settings.neighbourhoods.len();
                all.filter(own).map(|n| self.settings.neighbourhoods[n].people).sum()
            })
            .collect();
        for (payer, part) in payers.iter().zip(split(sum, &shares)) {
            self.ledger.post(*payer, host, Heading::CareModel, part);
            self.ledger.post(host, sink, Heading::CareModel, part);
        }
    }

    /// Renews what finance offices keep in view; returns each one's distance from its aim this year, share of income.
    fn keep_books(&mut self, month: Month) -> Vec<f64> {
        (0..self.ids.len())
            .map(|i| {
                let (surplus, income) = (pounds(self.ledger.surplus(i)), pounds(self.ledger.income(i)));
                let book = &mut self.books[i];
                if month_of_year(month) == 0 {
                    (book.year_surplus, book.year_months) = (0.0, 0);
                }
                book.year_surplus += surplus;
                book.year_months += 1;
                book.months.push((surplus, income));
                if book.months.len() > REMEMBERED {
                    book.months.remove(0);
                }
                let target = self.settings.organisations[&self.ids[i]].target_surplus_pounds;
                let months = f64::from(book.year_months);
                let yearly_income = mean(book.months.iter().map(|m| m.1)) * 12.0;
                let away = book.year_surplus - target * months / 12.0;
                if yearly_income > 0.0 {
                    away / (yearly_income * months / 12.0)
                } else {
                    0.0
                }
            })
            .collect()
    }

    /// Where each organisation expects to stand at the year's end.
    fn positions(&self, month: Month) -> Vec<Position> {
        let left = f64::from(11 - month_of_year(month));
        let year_over = left == 0.0;
        self.books
            .iter()
            .zip(&self.ids)
            .map(|(book, id)| {
                let usual = mean(book.months.iter().map(|m| m.0));
                // After March the year ahead is the one decided on; a part-year of books stands for a whole year.
                let months = f64::from(book.year_months) + left;
                let surplus = if year_over {
                    usual * 12.0
                } else {
                    (book.year_surplus + usual * left) * 12.0 / months
                };
                Position {
                    surplus,
                    target: self.settings.organisations[id].target_surplus_pounds,
                    income: mean(book.months.iter().map(|m| m.1)) * 12.0,
                }
            })
            .collect()
    }

    /// One decision round.
    fn decide(&mut self, facts: &Facts, year: u32) -> (Vec<LeverChange>, Vec<Decision>) {
        let position = self.positions(facts.month);
        let season_share = self.settings.parameters.get("economy.forecast.season_share");
        let outlooks: Vec<Outlook> = self
            .agreements
            .iter()
            .map(|a| a.outlook(facts.month, season_share))
            .collect();
        let announced = self.announced_regimes();
        let mut stances = std::mem::take(&mut self.stances);
        let mut steps: Vec<(usize, Step)> = Vec::new();
        let view = View {
            settings: &self.settings,
            agreements: &self.agreements,
            prices: &self.prices,
            costs: &self.costs,
            trust: &self.trust,
            position: &position,
            outlooks: &outlooks,
            announced: &announced,
            billed: &self.billed,
            joint: self
                .delivery
                .arrangement(Arrangement::JointObjective, &self.settings.parameters),
            duty: self.duty(),
            last: facts.month,
            year,
            memory: Memory::new(self.agreements.len()),
        };
        for (i, stance) in stances.iter_mut().enumerate() {
            if let Some(step) = stance.decide(&view, wards(facts, &self.settings, &self.ids[stance.organisation])) {
                steps.push((i, step));
            }
        }
        self.stances = stances;
        let (mut levers, mut decisions) = (Vec::new(), Vec::new());
        for (i, step) in steps {
            let (organisation, choice) = (self.stances[i].organisation, &choice::ALL[self.stances[i].choice]);
            let decision = |service: &Option<String>, cohort: Option<u8>, to: f64| Decision {
                date: facts.month.next().start(),
                organisation: self.ids[organisation].clone(),
                lever: choice.acts.name().to_string(),
                service: service.clone().unwrap_or("all".to_string()),
                cohort: cohort.map_or("all".to_string(), |n| {
                    self.settings.neighbourhoods[usize::from(n)].id.clone()
                }),
                from: step.from,
                to,
                because: step.because.clone(),
            };
            let Acts::Lever(lever) = choice.acts else {
                decisions.push(decision(&None, None, step.to));
                continue;
            };
            for (service, neighbourhood) in self.reach(organisation, choice) {
                decisions.push(decision(&service, neighbourhood, step.to));
                for neighbourhood in self.spread(lever, neighbourhood) {
                    levers.push(LeverChange {
                        lever,
                        service: service.clone(),
                        neighbourhood,
                        to: self.together(choice.acts, organisation, neighbourhood),
                    });
                }
            }
        }
        self.bill();
        (levers, decisions)
    }

    /// Regimes announced for contracts and not in force yet.
    fn announced_regimes(&self) -> BTreeMap<usize, String> {
        let mut known = BTreeMap::new();
        for (_, change) in &self.announced {
            if let Change::ContractRegime(change) = change
                && let Some(i) = self.agreements.iter().position(|a| a.id == change.contract)
                && self.agreements[i].regime != change.regime
            {
                // Of several the one that was told of first.
                known.entry(i).or_insert_with(|| change.regime.clone());
            }
        }
        known
    }

    /// Neighbourhoods in which a lever must be told apart: each, where those who move it do not all reach the same ones.
    fn spread(&self, lever: Lever, neighbourhood: Option<u8>) -> Vec<Option<u8>> {
        let apart = self.stances.iter().any(|stance| {
            let choice = &choice::ALL[stance.choice];
            choice.acts == Acts::Lever(lever)
                && self.reach(stance.organisation, choice).iter().any(|(_, n)| n.is_some())
        });
        match neighbourhood {
            None if apart => (0..self.settings.neighbourhoods.len()).map(|n| Some(n as u8)).collect(),
            other => vec![other],
        }
    }

    /// Where all who move a lever have brought it, for an organisation and a neighbourhood.
    fn together(&self, acts: Acts, organisation: usize, neighbourhood: Option<u8>) -> f64 {
        if let (Acts::Lever(Lever::Rivalry), Some(n)) = (acts, neighbourhood) {
            return self.rivals(usize::from(n));
        }
        let own = &choice::ALL;
        let moves = |stance: &&choice::Stance| {
            let choice = &own[stance.choice];
            let meets = stance.organisation == organisation
                || self.kind(stance.organisation) != self.kind(organisation)
                    && self
                        .reach(stance.organisation, choice)
                        .iter()
                        .any(|(_, n)| n.is_none() || *n == neighbourhood);
            choice.acts == acts && meets
        };
        let away: f64 = self.stances.iter().filter(moves).map(|stance| stance.away()).sum();
        let (low, high) = acts.bounds();
        (acts.neutral() + away).clamp(low, high)
    }

    /// Where all hospitals that vie for the people of a neighbourhood have brought the share of them who cross.
    fn rivals(&self, neighbourhood: usize) -> f64 {
        let away = |stance: &choice::Stance| {
            let whose = choice::rivalry::whose(&choice::ALL[stance.choice])?;
            let boundary = Boundary::new(&self.settings, &self.ids[stance.organisation]);
            let here = boundary.neighbourhoods(whose).contains(&neighbourhood);
            here.then(|| stance.away())
        };
        let (low, high) = Lever::Rivalry.bounds();
        let away: f64 = self.stances.iter().filter_map(away).sum();
        (Lever::Rivalry.neutral() + away).clamp(low, high)
    }

    /// What each organisation codes and counts: its own effort, and that of the commissioners who pay it, by their part of
    /// its contracts.
    fn bill(&mut self) {
        for i in 0..self.ids.len() {
            let away = |acts: Acts| -> f64 {
                let stances = self
                    .stances
                    .iter()
                    .filter(|stance| choice::ALL[stance.choice].acts == acts);
                stances
                    .map(|stance| {
                        // A lead provider who pays others codes for itself alone: only commissioners challenge.
                        let challenges = choice::ALL[stance.choice].kind == OrganisationKind::Commissioner;
                        let own = match stance.organisation == i {
                            true => 1.0,
                            false if challenges => self.part(stance.organisation, i),
                            false => 0.0,
                        };
                        own * stance.away()
                    })
                    .sum()
            };
            let set = |acts: Acts| {
                let (low, high) = acts.bounds();
                (acts.neutral() + away(acts)).clamp(low, high)
            };
            self.billed[i] = Billed {
                coding_depth: set(Acts::Coding),
                counting: set(Acts::Counting),
            };
        }
    }

    /// Part (0 to 1) of a provider's planned contract income that a payer pays.
    fn part(&self, payer: usize, provider: usize) -> f64 {
        let value = |a: &Agreement| sum_product(&a.plan_a_year, &self.prices);
        let brings_work = |a: &&Agreement| self.settings.contracts[&a.id].brings_work();
        let all = self
            .agreements
            .iter()
            .filter(|a| a.provider == provider)
            .filter(brings_work);
        let (whole, own) = all.fold((0.0, 0.0), |(whole, own), a| {
            let value = value(a);
            (whole + value, own + if a.payer == payer { value } else { 0.0 })
        });
        if whole > 0.0 { own / whole } else { 0.0 }
    }

    /// Where an organisation's lever acts: everywhere when it is alone, else on its own services or neighbourhoods.
    fn reach(&self, organisation: usize, choice: &choice::Choice) -> Vec<(Option<String>, Option<u8>)> {
        let id = &self.ids[organisation];
        if let Some(whose) = choice::rivalry::whose(choice) {
            let near = Boundary::new(&self.settings, id).neighbourhoods(whose);
            return near.into_iter().map(|n| (None, Some(n as u8))).collect();
        }
        if choice.kind == OrganisationKind::Commissioner {
            if self.settings.neighbourhoods.iter().all(|n| n.commissioner == *id) {
                return vec![(None, None)];
            }
            let own = self
                .settings
                .neighbourhoods
                .iter()
                .enumerate()
                .filter(|(_, n)| n.commissioner == *id);
            return own.map(|(n, _)| (None, Some(n as u8))).collect();
        }
        if choice.kind == OrganisationKind::GeneralPractice {
            let own = &self.settings.organisations[id].places;
            let all = self.settings.neighbourhoods.iter().enumerate();
            if own.is_empty() {
                return vec![(None, None)];
            }
            let here = all.filter(|(_, n)| own.contains(&n.place));
            return here.map(|(n, _)| (None, Some(n as u8))).collect();
        }
        // An idle service is nobody's reach: adding one must not change where a lever acts.
        let kind = |s: &&crate::model::settings::Service| choice.services.contains(&s.kind) && s.share > 0.0;
        if self.settings.services.iter().filter(kind).all(|s| s.provider == *id) {
            return vec![(None, None)];
        }
        let own = self.settings.services.iter().filter(kind).filter(|s| s.provider == *id);
        own.map(|s| (Some(s.id.clone()), None)).collect()
    }

    /// The care model matures by a month.
    fn mature(&mut self, month: Month, pace: f64, levers: &mut Vec<LeverChange>, decisions: &mut Vec<Decision>) {
        let partners = self.partners();
        let (changes, progress) = self
            .delivery
            .month(&self.trust, &partners, pace, &self.settings.parameters);
        levers.extend(changes);
        let hosts = [OrganisationKind::CommunityTrust, OrganisationKind::Commissioner].map(|kind| self.of_kind(kind));
        let host = hosts
            .iter()
            .flatten()
            .next()
            .map_or(String::new(), |&i| self.ids[i].clone());
        decisions.extend(progress.into_iter().map(|step| Decision {
            date: month.next().start(),
            organisation: host.clone(),
            lever: step.lever.name().to_string(),
            service: step.service,
            cohort: "all".to_string(),
            from: step.from,
            to: step.to,
            because: step.because,
        }));
    }

    pub(super) fn sink(&self) -> usize {
        *self
            .of_kind(OrganisationKind::StaffAndSuppliers)
            .first()
            .expect("added at the start when a plan names none")
    }
}

/// What an organisation's own wards told in a month, at a year's rate.
fn wards(facts: &Facts, settings: &Settings, provider: &str) -> Wards {
    let runs = |service: Option<u16>| {
        let service = service.and_then(|s| settings.services.get(usize::from(s)));
        service.is_some_and(|s| s.provider == provider)
    };
    let occupied = ward_stock(facts, settings, provider, Stock::BedOccupied);
    let mut ready: Vec<_> = facts.stocks.iter().filter(|t| t.kind == Stock::ReadyWaiting).collect();
    if ready.iter().any(|t| runs(t.service)) {
        ready.retain(|t| runs(t.service));
    }
    let ready: i64 = ready.iter().map(|t| t.total()).sum();
    Wards {
        occupancy: bed_occupancy(facts, settings, provider),
        bed_days: occupied * DAYS_PER_YEAR,
        ready_days: ready as f64 / f64::from(facts.month.days()) * DAYS_PER_YEAR,
    }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    if n > 0.0 { values.sum::<f64>() / n } else { 0.0 }
}

#[cfg(test)]
#[path = "month_test.rs"]
mod tests;

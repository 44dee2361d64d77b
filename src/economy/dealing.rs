//! What it costs to deal: making and watching contracts, disputes over what was billed, and letting contracts.
//!
//! For a contract of value V (its plan at national prices) the *exposure* E (0 to 1) is the share of its money that moves
//! with what is billed, read off its clauses and never stated for a regime:
//!
//! E = \[pay(plan, billed at 1 + s) − pay(plan, billed at 1 − s)\] / (2 · s · V), s = `economy.dealing.exposure_step`
//!
//! so that a tariff has 1, a block 0, and a corridor or a shared risk what they leave. Each party pays in a month
//!
//! - contracting: V/12 · (b + w · E), with b = `economy.dealing.contracting_share` for any contract and w =
//!   `economy.dealing.watching_share` for what is watched, counted and validated because money hangs on it (1 % of a
//!   contract's value for both sides of a boundary, baseline section 11; payment by results added £100,000 to £180,000 a
//!   year at each trust and as much at each commissioner, evidence 2.26);
//! - dispute: c · E · V/12 · (q · |billed − plan| / plan + k), with c = `economy.dealing.dispute_share` of the sum in
//!   dispute, q = `economy.dealing.queried_share` of the year's distance from plan, and k what coding and counting add and
//!   what is challenged of it ([`super::choice`]);
//! - procurement, in the month a contract is let by tender or dialogue: a share of V (`economy.dealing.tender_share`,
//!   `economy.dealing.dialogue_share`).
//!
//! What contracting costs at the start is part of running and fixed cost already: it is taken out of these where a party
//! has them, so that the year at the start costs what it did.

use super::agreement::{Agreement, ByCurrency};
use super::choice::{self, Acts};
use super::clause::{Period, clauses_pay};
use super::ledger::{Heading, pence};
use super::period::Billed;
use super::settings::{Letting, Settings};
use super::{Economy, planned_income};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const MONTHS: f64 = 12.0;

/// What of the cost of dealing is part of other cost at the start, pence a month by organisation.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Dealing {
    inside: BTreeMap<usize, i64>,
}

impl Dealing {
    /// Part of running or fixed cost that is posted as cost of contracting, pence a month.
    pub fn inside(&self, organisation: usize) -> i64 {
        self.inside.get(&organisation).copied().unwrap_or(0)
    }
}

/// Share (0 to 1) of a contract's money that moves with what is billed.
pub fn exposure(settings: &Settings, agreement: &Agreement, prices: &ByCurrency) -> f64 {
    let value = super::period::sum_product(&agreement.plan_a_year, prices);
    if value <= 0.0 {
        return 0.0;
    }
    let step = settings.parameters.get("economy.dealing.exposure_step");
    let contract = &settings.contracts[&agreement.id];
    let pay = |counting: f64| -> f64 {
        let period = Period {
            activity: &agreement.plan_a_year,
            plan: &agreement.plan_a_year,
            plan_a_year: &agreement.plan_a_year,
            prices,
            billed: Billed {
                counting,
                ..Billed::default()
            },
            provider: settings.organisations[&contract.provider].kind,
            years: 1.0,
            months_in_force: 12,
            ..Period::default()
        };
        let clauses = settings.regimes[&agreement.regime].clauses.iter();
        // What looks at finance does not look at bills.
        let clauses: Vec<_> = clauses.filter(|clause| !clause.after_finance()).cloned().collect();
        clauses_pay(&clauses, &period).iter().sum()
    };
    ((pay(1.0 + step) - pay(1.0 - step)) / (2.0 * step * value)).clamp(0.0, 1.0)
}

impl Economy {
    /// At the start: what contracting costs is looked for in running and fixed cost.
    pub(super) fn find_dealing(&mut self) {
        if self.settings.planning.dealing.is_none() {
            return;
        }
        let mut a_year = BTreeMap::<usize, f64>::new();
        for agreement in self.dealt() {
            let each = self.contracting(&self.agreements[agreement]);
            for party in self.parties(agreement) {
                *a_year.entry(party).or_insert(0.0) += each;
            }
        }
        for (organisation, pounds) in a_year {
            let own = match self.costs.get(&organisation) {
                Some(cost) => cost.fixed - cost.capital_charge - cost.depreciation,
                None => {
                    let lines = &self.settings.organisations[&self.ids[organisation]].budget;
                    let running = lines.iter().filter(|line| line.heading == Heading::Running);
                    running.map(|line| line.pounds_a_year).sum()
                }
            };
            self.dealing
                .inside
                .insert(organisation, pence(pounds.min(own) / MONTHS));
        }
    }

    /// The month's contracting and disputes.
    pub(super) fn pay_dealing(&mut self) {
        if self.settings.planning.dealing.is_none() {
            return;
        }
        let sink = self.sink();
        for agreement in self.dealt() {
            let contracting = pence(self.contracting(&self.agreements[agreement]) / MONTHS);
            let dispute = pence(self.dispute(agreement) / MONTHS);
            for party in self.parties(agreement) {
                self.ledger.post(party, sink, Heading::Contracting, contracting);
                self.ledger.post(party, sink, Heading::Dispute, dispute);
            }
        }
    }

    /// A contract is let: its term begins anew, or another regime comes.
    pub(super) fn pay_letting(&mut self, agreement: usize) {
        if self.settings.planning.dealing.is_none() {
            return;
        }
        let share = match self.settings.contracts[&self.agreements[agreement].id].let_by {
            Letting::Renewal => return,
            Letting::Tender => "economy.dealing.tender_share",
            Letting::CompetitiveDialogue => "economy.dealing.dialogue_share",
        };
        let value = planned_income(&self.settings, &self.agreements[agreement], &self.prices);
        let cost = value * self.settings.parameters.get(share);
        let sink = self.sink();
        for party in self.parties(agreement) {
            self.ledger.post(party, sink, Heading::Procurement, pence(cost));
            self.rounds.spent_once(party, cost);
        }
    }

    /// Contracts that bring work, by place.
    fn dealt(&self) -> Vec<usize> {
        let brings_work = |i: &usize| self.settings.contracts[&self.agreements[*i].id].brings_work();
        (0..self.agreements.len()).filter(brings_work).collect()
    }

    /// Both sides of a contract, those where money only ends left out.
    pub(super) fn parties(&self, agreement: usize) -> Vec<usize> {
        use super::OrganisationKind as Kind;
        let agreement = &self.agreements[agreement];
        let ends = |i: &usize| {
            matches!(
                self.kind(*i),
                Kind::CareMarket | Kind::StaffAndSuppliers | Kind::Taxpayer
            )
        };
        let both = [agreement.payer, agreement.provider].into_iter();
        both.filter(|party| !ends(party)).collect()
    }

    /// Contracting of one party, pounds a year.
    fn contracting(&self, agreement: &Agreement) -> f64 {
        let of = |what: &str| self.settings.parameters.get(&format!("economy.dealing.{what}"));
        let value = planned_income(&self.settings, agreement, &self.prices);
        let exposed = exposure(&self.settings, agreement, &self.prices);
        value * (of("contracting_share") + of("watching_share") * exposed)
    }

    /// Disputes of one party, at the rate of the month, pounds a year.
    fn dispute(&self, agreement: usize) -> f64 {
        let of = |what: &str| self.settings.parameters.get(&format!("economy.dealing.{what}"));
        let agreement = &self.agreements[agreement];
        let exposed = exposure(&self.settings, agreement, &self.prices);
        if exposed <= 0.0 {
            return 0.0;
        }
        let value = planned_income(&self.settings, agreement, &self.prices);
        let effort = |organisation: usize, acts: Acts| -> f64 {
            let own = self.stances.iter().filter(|stance| stance.organisation == organisation);
            let own = own.filter(|stance| choice::ALL[stance.choice].acts == acts);
            own.map(super::choice::Stance::away).sum()
        };
        // Coding less deep is nobody's quarrel, and what is let pass no challenge.
        let more = |acts: Acts| effort(agreement.provider, acts).max(0.0);
        let billed = more(Acts::Coding) + more(Acts::Counting);
        let challenged = (-effort(agreement.payer, Acts::Coding)).max(0.0);
        let away = agreement
            .away_from_plan(&self.prices, self.billed[agreement.provider])
            .abs();
        of("dispute_share") * exposed * value * (of("queried_share") * away + billed + challenged)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;
    use crate::economy::settings::{Change, ContractRegime};
    use crate::economy::{Account, Closing, planning::rules::Act};
    use crate::engine::Month;

    fn exposed(regime: &str) -> f64 {
        let settings = testing::settings();
        let mut agreement = Agreement::new("ccg_acute", &settings.contracts["ccg_acute"], 0, 1, Month(219));
        agreement.regime = regime.into();
        exposure(
            &settings,
            &agreement,
            &super::super::agreement::national_prices(&settings),
        )
    }

    #[test]
    fn exposure_is_read_off_the_clauses() {
        assert!((exposed("payment_by_results") - 1.0).abs() < 1e-9);
        assert_eq!(exposed("block"), 0.0);
        let (shared, blended) = (exposed("block_with_risk_share"), exposed("blended"));
        assert!((0.0..1.0).contains(&shared), "{shared}");
        // Planned care stays on tariff; of urgent care a fifth moves.
        assert!(blended > shared && blended < 0.8, "{blended}");
        assert!(exposed("aligned_incentives") < 1.0);
    }

    fn closed(regime: Option<&str>, on: bool, letting: Letting) -> Vec<Closing> {
        let mut settings = testing::settings();
        settings.planning.dealing = on.then(Act::default);
        settings.contracts.get_mut("ccg_acute").expect("it is there").let_by = letting;
        let usual = settings.clone();
        let mut economy = Economy::new(&settings);
        if let Some(regime) = regime {
            let change = Change::ContractRegime(ContractRegime {
                note: None,
                contract: "ccg_acute".into(),
                regime: regime.into(),
            });
            economy.effect(&change, Month(219).start());
        }
        let close = |m: u32| {
            let closing = economy.close_month(&testing::usual_month(Month(219 + m), &usual));
            assert_eq!(economy.check(), Ok(()));
            closing
        };
        (0..12).map(close).collect()
    }

    fn sum(closings: &[Closing], organisation: &str, of: impl Fn(&Account) -> i64) -> i64 {
        let all = closings.iter().flat_map(|c| &c.accounts);
        all.filter(|a| a.organisation == organisation).map(of).sum()
    }

    fn under(account: &Account, heading: Heading) -> i64 {
        account
            .headings
            .iter()
            .filter(|(h, _)| *h == heading)
            .map(|(_, p)| -p)
            .sum()
    }

    #[test]
    fn the_start_costs_what_it_did_and_a_block_is_cheaper_to_deal_in() {
        let (off, tariff) = (
            closed(None, false, Letting::Renewal),
            closed(None, true, Letting::Renewal),
        );
        let block = closed(Some("block"), true, Letting::Renewal);
        for id in ["ccg", "acute"] {
            let contracting = |closings: &[Closing]| sum(closings, id, |a| under(a, Heading::Contracting));
            let dispute = |closings: &[Closing]| sum(closings, id, |a| under(a, Heading::Dispute));
            assert_eq!(contracting(&off), 0);
            // About 1 % of a contract of £200 m in two halves.
            assert!(
                (90_000_000..150_000_000).contains(&contracting(&tariff)),
                "{}",
                contracting(&tariff)
            );
            assert!(contracting(&block) < contracting(&tariff), "{id}");
            // The trust still has planned care of NHS England on tariff; the commissioner has nothing to dispute.
            assert!(dispute(&block) < dispute(&tariff), "{id}");
            assert!(id == "acute" || dispute(&block) == 0, "nothing hangs on a bill");
            let more = sum(&tariff, id, |a| a.cost) - sum(&off, id, |a| a.cost);
            assert_eq!(more, dispute(&tariff), "contracting was part of running and fixed cost");
        }
    }

    #[test]
    fn letting_by_dialogue_costs_more_than_by_tender_and_renewal_nothing() {
        let let_by = |letting| {
            sum(&closed(Some("block"), true, letting), "ccg", |a| {
                under(a, Heading::Procurement)
            })
        };
        let (tender, dialogue) = (let_by(Letting::Tender), let_by(Letting::CompetitiveDialogue));
        assert!(dialogue > tender && tender > 0, "{dialogue} {tender}");
        assert_eq!(let_by(Letting::Renewal), 0);
    }
}

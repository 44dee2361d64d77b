//! A month end, step by step.

use super::activity::{Activity, bed_occupancy, month_of_year, ward_stock};
use super::agreement::{ByCurrency, pays_for};
use super::choice::{self, Step};
use super::incentive::{Position, View};
use super::ledger::{Heading, instalment, pence, pounds, split};
use super::settings::{Currency, OrganisationKind};
use super::{Closing, Economy, is_partner, is_provider, terms};
use crate::engine::Month;
use crate::model::fact::{Facts, Stock};
use crate::model::lever::{Decision, LeverChange};

/// Cells of one neighbourhood in a tally, and of one age band.
const CELLS: usize = 35;
const FIFTHS: usize = 5;
/// Months an organisation looks back on.
const REMEMBERED: usize = 12;

impl Economy {
    /// Month end: settles contracts, posts the ledger, lets organisations decide, moves maturity and trust. In the
    /// warm-up nothing happens: money, maturity and trust stand still and nobody decides.
    pub fn close_month(&mut self, facts: &Facts) -> Closing {
        if !facts.reported {
            return Closing::default();
        }
        let month = facts.month;
        let year = (month.financial_year() - self.first_year).max(0) as u32;
        let activity = Activity::of(facts, &self.settings);
        self.pay_budgets(month, year);
        let contracts = self.settle_contracts(facts, &activity, year);
        self.pay_costs(facts, &activity);
        self.pay_care_model(facts);
        let away = self.keep_books(month);
        let joint: Vec<bool> = (0..self.ids.len())
            .map(|i| self.delivery.active() && is_partner(self.kind(i)))
            .collect();
        self.trust.month(&away, &joint, &self.settings.parameters);
        let (mut levers, mut decisions) = self.decide(facts, year);
        self.mature(month, &mut levers, &mut decisions);
        let accounts = self.ledger.close(&self.ids);
        debug_assert_eq!(self.ledger.check(), Ok(()));
        let partners = self.partners();
        Closing {
            levers,
            decisions,
            accounts,
            contracts,
            maturity: self.delivery.maturity(&self.settings.parameters),
            trust: self.trust.among(&partners),
        }
    }

    /// Budget lines in twelfths; what a provider receives outside contracts it spends in the same month.
    fn pay_budgets(&mut self, month: Month, year: u32) {
        let sink = self.sink();
        for from in 0..self.ids.len() {
            let organisation = &self.settings.organisations[&self.ids[from]];
            for line in &organisation.budget {
                let growth = (0..year).fold(1.0, |product, _| product * (1.0 + line.growth));
                let sum = instalment(pence(line.pounds_a_year * growth), month_of_year(month));
                let to = super::index(&self.ids, &line.to);
                self.ledger.post(from, to, line.heading, sum);
                let kept = matches!(line.heading, Heading::Allocation | Heading::BetterCareFund);
                if is_provider(self.settings.organisations[&line.to].kind) && !kept {
                    self.ledger.post(to, sink, Heading::PassThroughCost, sum);
                }
            }
        }
    }

    fn settle_contracts(
        &mut self,
        facts: &Facts,
        activity: &Activity,
        year: u32,
    ) -> Vec<(String, String, String, i64)> {
        let mut paid = Vec::new();
        let nothing = ByCurrency::new();
        for i in 0..self.agreements.len() {
            let contract = &self.settings.contracts[&self.agreements[i].id];
            let units = self.agreements[i].covered(contract, activity, &self.settings);
            let heads = self.weighted_heads(facts, &contract.payer);
            let agreement = &mut self.agreements[i];
            let costs = self.costs.get(&agreement.provider).map_or(&nothing, |c| &c.unit);
            let terms = terms(&self.settings, agreement, &self.prices, costs, year);
            let (payer, provider) = (agreement.payer, agreement.provider);
            let sum = agreement.settle(&terms, &units, facts.month, heads / 12.0);
            agreement.history.see(facts.month, &units);
            self.ledger.post(payer, provider, Heading::Contract, sum);
            paid.push((
                agreement.id.clone(),
                self.ids[payer].clone(),
                self.ids[provider].clone(),
                sum,
            ));
        }
        paid
    }

    /// Need-weighted residents an organisation pays for.
    fn weighted_heads(&self, facts: &Facts, payer: &str) -> f64 {
        let weight: Vec<f64> = crate::model::fact::AGE_BANDS
            .iter()
            .map(|band| {
                self.parameter(&format!(
                    "economy.need_weight.{}",
                    band.replace('-', "_").replace('+', "_plus")
                ))
            })
            .collect();
        let days = f64::from(facts.month.days());
        let mut heads = 0.0;
        for tally in facts.stocks.iter().filter(|t| t.kind == Stock::Population) {
            for (n, cells) in tally.cells.chunks(CELLS).enumerate() {
                if pays_for(&self.settings, payer, n) {
                    let band = |b: usize| cells.iter().skip(b * FIFTHS).take(FIFTHS).sum::<i64>() as f64;
                    heads += weight.iter().enumerate().map(|(b, w)| w * band(b) / days).sum::<f64>();
                }
            }
        }
        heads
    }

    /// Providers pay staff and suppliers for their month's work.
    fn pay_costs(&mut self, facts: &Facts, activity: &Activity) {
        let sink = self.sink();
        let settings = &self.settings;
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
            self.ledger.post(provider, sink, Heading::FixedCost, pence(month.fixed));
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
        let mut stances = std::mem::take(&mut self.stances);
        let mut steps: Vec<(usize, Step)> = Vec::new();
        let view = View {
            settings: &self.settings,
            agreements: &self.agreements,
            prices: &self.prices,
            costs: &self.costs,
            trust: &self.trust,
            position: &position,
            last: facts.month,
            year,
        };
        for (i, stance) in stances.iter_mut().enumerate() {
            let occupancy = bed_occupancy(facts, &self.settings, &self.ids[stance.organisation]);
            if let Some(step) = stance.decide(&view, occupancy) {
                steps.push((i, step));
            }
        }
        let mut levers = Vec::new();
        let mut decisions = Vec::new();
        for (i, step) in steps {
            let (organisation, choice) = (stances[i].organisation, &choice::ALL[stances[i].choice]);
            for (service, neighbourhood) in self.reach(organisation, choice) {
                let cohort = neighbourhood.map_or("all".to_string(), |n| {
                    self.settings.neighbourhoods[usize::from(n)].id.clone()
                });
                decisions.push(Decision {
                    date: facts.month.next().start(),
                    organisation: self.ids[organisation].clone(),
                    lever: choice.lever.name().to_string(),
                    service: service.clone().unwrap_or("all".to_string()),
                    cohort,
                    from: step.from,
                    to: step.to,
                    because: step.because.clone(),
                });
                levers.push(LeverChange {
                    lever: choice.lever,
                    service,
                    neighbourhood,
                    to: step.to,
                });
            }
        }
        self.stances = stances;
        (levers, decisions)
    }

    /// Where an organisation's lever acts: everywhere when it is alone, else on its own services or neighbourhoods.
    fn reach(&self, organisation: usize, choice: &choice::Choice) -> Vec<(Option<String>, Option<u8>)> {
        let id = &self.ids[organisation];
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
        // An idle service is nobody's reach: adding one must not change where a lever acts.
        let kind = |s: &&crate::model::settings::Service| choice.services.contains(&s.kind) && s.share > 0.0;
        if self.settings.services.iter().filter(kind).all(|s| s.provider == *id) {
            return vec![(None, None)];
        }
        let own = self.settings.services.iter().filter(kind).filter(|s| s.provider == *id);
        own.map(|s| (Some(s.id.clone()), None)).collect()
    }

    /// The care model matures by a month.
    fn mature(&mut self, month: Month, levers: &mut Vec<LeverChange>, decisions: &mut Vec<Decision>) {
        let partners = self.partners();
        let (changes, progress) = self.delivery.month(&self.trust, &partners, &self.settings.parameters);
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
            service: "all".to_string(),
            cohort: "all".to_string(),
            from: step.from,
            to: step.to,
            because: step.because,
        }));
    }

    fn sink(&self) -> usize {
        *self
            .of_kind(OrganisationKind::StaffAndSuppliers)
            .first()
            .expect("added at the start when a plan names none")
    }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    if n > 0.0 { values.sum::<f64>() / n } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::super::settings::{CareModelChange, Change, ContractRegime, Settings};
    use super::super::testing;
    use super::*;
    use crate::economy::ledger::Account;
    use crate::model::lever::Lever;
    use std::collections::BTreeMap;

    const APRIL_2018: u32 = 18 * 12 + 3;

    fn run(settings: &Settings, months: u32, change: Option<(u32, Change)>) -> (Economy, Vec<Closing>) {
        let usual = testing::settings();
        let mut economy = Economy::new(settings);
        let mut closings = Vec::new();
        for m in 0..months {
            let month = Month(APRIL_2018 + m);
            if let Some((at, what)) = &change
                && *at == m
            {
                economy.effect(what, month.start());
            }
            closings.push(economy.close_month(&testing::usual_month(month, &usual)));
            assert_eq!(economy.check(), Ok(()));
        }
        (economy, closings)
    }

    fn year(closings: &[Closing], organisation: &str, value: impl Fn(&Account) -> i64) -> f64 {
        let own = closings
            .iter()
            .flat_map(|c| &c.accounts)
            .filter(|a| a.organisation == organisation);
        own.map(|a| value(a) as f64).sum::<f64>() / 1e8
    }

    fn heading(closings: &[Closing], organisation: &str, heading: Heading) -> f64 {
        year(closings, organisation, |a| {
            a.headings.iter().filter(|(h, _)| *h == heading).map(|(_, p)| *p).sum()
        })
    }

    fn regime(contract: &str, regime: &str) -> Change {
        Change::ContractRegime(ContractRegime {
            note: None,
            contract: contract.into(),
            regime: regime.into(),
        })
    }

    #[test]
    fn year_one_has_the_baselines_budgets() {
        let settings = testing::settings();
        let (_, closings) = run(&settings, 12, None);
        let near =
            |value: f64, target: f64, share: f64| assert!((value / target - 1.0).abs() < share, "{value} {target}");
        // £ million, baseline section 1.
        near(heading(&closings, "acute", Heading::Contract), 198.0, 0.05);
        near(heading(&closings, "ccg", Heading::Allocation), 402.9 + 6.5, 1e-6);
        near(-heading(&closings, "ccg", Heading::MentalHealth), 50.4, 1e-6);
        near(-heading(&closings, "ccg", Heading::ContinuingCare), 24.2, 1e-6);
        near(-heading(&closings, "ccg", Heading::Prescribing), 42.3, 1e-6);
        near(heading(&closings, "community", Heading::Contract), 38.3, 1e-3);
        let acute: i64 = closings
            .iter()
            .flat_map(|c| &c.contracts)
            .filter(|c| c.0 == "ccg_acute")
            .map(|c| c.3)
            .sum();
        let through =
            -heading(&closings, "ccg", Heading::Maternity) - heading(&closings, "ccg", Heading::DirectAccessTests);
        near(acute as f64 / 1e8 + through, 205.5, 0.02);
        near(year(&closings, "acute", |a| a.income), 280.7, 0.02);
        near(-year(&closings, "acute", |a| a.surplus), 22.9, 0.1);
        near(-year(&closings, "nhs_england", |a| -a.cost), 42.6 + 90.6, 0.02);
        near(year(&closings, "council", |a| a.cost), 99.7, 0.01);
        near(year(&closings, "ccg", |a| a.cost), 402.9 + 6.5, 0.02);
    }

    #[test]
    fn what_payers_spend_providers_receive() {
        let settings = testing::settings();
        let (_, closings) = run(&settings, 3, None);
        for closing in &closings {
            let total: i64 = closing.accounts.iter().map(|a| a.surplus).sum();
            assert_eq!(total, 0);
            for account in &closing.accounts {
                assert_eq!(account.headings.iter().map(|(_, p)| p).sum::<i64>(), account.surplus);
            }
        }
    }

    #[test]
    fn the_usual_regime_moves_no_lever_and_block_does() {
        let settings = testing::settings();
        let (_, usual) = run(&settings, 36, None);
        let moved = |closings: &[Closing]| -> BTreeMap<Lever, f64> {
            closings
                .iter()
                .flat_map(|c| &c.levers)
                .map(|l| (l.lever, l.to))
                .collect()
        };
        for (lever, to) in moved(&usual) {
            assert!((to - lever.neutral()).abs() < 0.01, "{lever:?} {to}");
        }
        let (_, block) = run(&settings, 36, Some((0, regime("ccg_acute", "block"))));
        let block = moved(&block);
        assert!(
            block[&Lever::FollowUpRatio] < 0.99 && block[&Lever::FollowUpRatio] > 0.95,
            "{block:?}"
        );
        assert!(
            block[&Lever::ShortStayThreshold] < -0.005 && block[&Lever::ShortStayThreshold] > -0.06,
            "{block:?}"
        );
        assert!(
            block[&Lever::ReferralThreshold] > 1.002 && block[&Lever::ReferralThreshold] < 1.04,
            "{block:?}"
        );
    }

    #[test]
    fn levers_are_smooth_over_year_ends() {
        let settings = testing::settings();
        let (_, closings) = run(&settings, 48, Some((6, regime("ccg_acute", "aligned_incentives"))));
        let series: Vec<f64> = closings
            .iter()
            .flat_map(|c| &c.levers)
            .filter(|l| l.lever == Lever::FollowUpRatio)
            .map(|l| l.to)
            .collect();
        assert!(series.len() > 5, "the switch is felt");
        for pair in series.windows(2) {
            assert!((pair[1] - pair[0]).abs() < 0.012, "{series:?}");
        }
        assert!(
            closings[..6].iter().all(|c| c.levers.is_empty()),
            "nothing before the date"
        );
        let line = closings.iter().flat_map(|c| &c.decisions).next().expect("a decision");
        assert!(
            line.because.contains('£') && line.because.contains("at the start"),
            "{}",
            line.because
        );
    }

    #[test]
    fn a_regime_changes_money_and_not_cost() {
        let settings = testing::settings();
        let cost = |closings: &[Closing]| {
            heading(closings, "acute", Heading::FixedCost)
                + heading(closings, "acute", Heading::SemiFixedCost)
                + heading(closings, "acute", Heading::VariableCost)
        };
        let (_, usual) = run(&settings, 12, None);
        let (_, block) = run(&settings, 12, Some((0, regime("ccg_acute", "block"))));
        assert_eq!(cost(&usual), cost(&block));
    }

    #[test]
    fn a_care_model_earns_its_levers_and_costs_money() {
        let settings = testing::settings();
        let change = Change::CareModel(CareModelChange {
            note: None,
            care_model: "neighbourhood_teams".into(),
        });
        let (economy, closings) = run(&settings, 72, Some((12, change)));
        assert!(closings[..12].iter().all(|c| c.levers.is_empty()));
        let at = |month: usize| {
            closings[month]
                .maturity
                .iter()
                .find(|m| m.0 == "neighbourhood_team")
                .expect("grown")
                .1
        };
        for (month, centre) in [(23, 0.15), (41, 0.50), (71, 0.85)] {
            assert!((at(month) - centre).abs() < 0.08, "{month}: {}", at(month));
        }
        let spent = heading(&closings[60..], "community", Heading::CareModel);
        assert_eq!(spent, 0.0, "the community trust passes it on");
        let paid = -heading(&closings[60..], "ccg", Heading::CareModel);
        assert!((3.0..10.0).contains(&paid), "{paid}");
        assert!(closings[71].trust > settings.parameters.get("economy.trust.start"));
        // The economy is a value: what is stored reads back the same.
        let text = serde_json::to_string(&economy).expect("an economy is plain data");
        assert_eq!(serde_json::from_str::<Economy>(&text).expect("and reads back"), economy);
    }

    #[test]
    fn an_idle_organisation_or_contract_changes_nothing() {
        let settings = testing::settings();
        let mut more = settings.clone();
        let mut idle = more.organisations["mental_health"].clone();
        idle.name = "Idle".into();
        more.organisations.insert("another_trust".into(), idle);
        let mut contract = more.contracts["ccg_acute"].clone();
        contract.provider = "another_trust".into();
        contract.plan.clear();
        more.contracts.insert("an_unused".into(), contract);
        let change = Some((0, regime("ccg_acute", "block")));
        let (_, a) = run(&settings, 14, change.clone());
        let (_, b) = run(&more, 14, change);
        for (a, b) in a.iter().zip(&b) {
            assert_eq!(a.levers, b.levers);
            assert_eq!(a.decisions, b.decisions);
        }
    }

    #[test]
    fn the_warm_up_moves_no_money() {
        let settings = testing::settings();
        let mut economy = Economy::new(&settings);
        let mut facts = testing::usual_month(Month(APRIL_2018), &settings);
        facts.reported = false;
        let before = economy.clone();
        let closing = economy.close_month(&facts);
        assert!(closing.accounts.is_empty() && closing.levers.is_empty());
        assert_eq!(economy, before);
    }

    #[test]
    fn a_place_of_another_size_scales() {
        let mut settings = testing::settings();
        settings.scale(0.5);
        settings.people = 150_000;
        let economy = Economy::new(&settings);
        let full = Economy::new(&testing::settings());
        let acute = full.ids.iter().position(|id| id == "acute").expect("the acute trust");
        assert!((economy.costs[&acute].fixed / full.costs[&acute].fixed - 0.5).abs() < 1e-9);
    }

    #[test]
    fn two_commissioners_pay_and_decide_for_their_own() {
        let mut settings = testing::settings();
        settings.neighbourhoods[1].commissioner = "second_ccg".into();
        let mut second = settings.organisations["ccg"].clone();
        second.budget.clear();
        settings.organisations.insert("second_ccg".into(), second);
        let mut contract = settings.contracts["ccg_acute"].clone();
        contract.payer = "second_ccg".into();
        contract.plan.values_mut().for_each(|units| *units *= 0.4);
        settings.contracts.insert("second_acute".into(), contract);
        let own = settings.contracts.get_mut("ccg_acute").expect("the first contract");
        own.plan.values_mut().for_each(|units| *units *= 0.6);
        let (_, closings) = run(&settings, 18, Some((0, regime("second_acute", "block"))));
        let paid = |id: &str| {
            closings[..12]
                .iter()
                .flat_map(|c| &c.contracts)
                .filter(|c| c.0 == id)
                .map(|c| c.3)
                .sum::<i64>()
        };
        let (first, second) = (paid("ccg_acute") as f64, paid("second_acute") as f64);
        assert!((first / (first + second) - 0.6).abs() < 0.01, "{first} {second}");
        let referral: Vec<_> = closings
            .iter()
            .flat_map(|c| &c.levers)
            .filter(|l| l.lever == Lever::ReferralThreshold)
            .collect();
        assert!(
            !referral.is_empty() && referral.iter().all(|l| l.neighbourhood == Some(1)),
            "only the second changed"
        );
        assert!(closings.iter().flat_map(|c| &c.decisions).any(|d| d.cohort == "south"));
    }

    #[test]
    fn a_change_is_written_down_with_its_announcement() {
        let settings = testing::settings();
        let mut economy = Economy::new(&settings);
        let what = regime("ccg_acute", "block");
        let before = economy.regimes();
        economy.announce(&what, Month(APRIL_2018).start());
        assert_eq!(economy.regimes(), before, "known is not yet in force");
        let decisions = economy.effect(&what, Month(APRIL_2018 + 6).start());
        assert!(
            decisions[0].because.contains("announced 2018-04-01"),
            "{}",
            decisions[0].because
        );
        assert!(
            economy
                .regimes()
                .contains(&("ccg_acute".to_string(), "block".to_string()))
        );
    }
}

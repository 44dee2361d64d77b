//! What one per cent more of an activity is worth to an organisation: derived from the contracts it holds, never coded
//! for a regime.
//!
//! For a move b (what one per cent more of a choice moves: work by currency, outcomes, coding, counting, each as a share of
//! that one per cent) the organisation looks at the year's end. Activity then is what
//! is known plus what is forecast, times one plus a normal error z·σ; the expectation is taken on five Gauss–Hermite
//! nodes z_k with weights w_k. For each contract held, all its clauses are evaluated at ±1 %:
//!
//! Δpay_k = \[pay(A_k·(1 + b/100)) − pay(A_k·(1 − b/100))\] / 2 / years
//!
//! worth = Σ_k w_k · { U′(S_k) · (±Δpay_k − Δvariable cost_k) + ω·τ·Δpartner_k } − Ū′ · capacity + Ū′ · δ · next
//!
//! with + for the provider and − for the payer; Δvariable cost from [`super::cost`] (providers only); Δpartner the
//! partner's change of surplus, weighted by trust τ of the pair and ω (`economy.aim.partner_weight`), and by what contracts
//! and pooled commissioning ([`super::component::pooled_commissioning`]) make it worth besides; S_k the expected
//! year-end surplus moved by what the contracts pay and the work costs at that node; capacity the shadow price of the
//! capacity one per cent uses ([`shadow`]); next what more work this year does to next year's pay through the plan: the
//! pay of the clauses then in force (those announced, where a change is) with a plan 1 % greater, times the share of the
//! year's work that goes into the next plan (`economy.planning.rebase_share`; the whole where a regime is entered; nothing
//! before the last year of a contract's term), and
//! δ = `economy.aim.next_year_weight`. So volumes rise before a budget is set by them, and a block that is set anew each
//! year by last year's work pays for work after all. Dividing by the length of the period, and moving the whole year's activity
//! and not only the rest of it, keeps the worth free of a sawtooth at the year's end.
//!
//! **Money that hangs on a threshold** (a control total's fund, a target of a pool): what is expected of it when surplus and
//! outcomes may miss, by the slope of the expectation ([`uncertain`]). Of outcomes that a move moves it is part of Δpay. Of
//! surplus, with μ what a pound more brings of money that looks at finance, and μ_s the same by the surplus of the system,
//!
//! worth gains Ū′ · \[μ · (Σ ± Δpay − Δvariable cost − capacity) + μ_s · Δsystem\]
//!
//! Δsystem being what the move changes in the system (what a commissioner of the system pays stays in it). So a fund that
//! is lost below a threshold pulls the more the nearer its threshold lies, and not at all where that is out of reach.
//!
//! Where a clause moves money between others than payer and provider (partners of a risk share, a pooled fund), Δpay is what
//! an organisation receives and bears of it all, and partners named by a clause see it too.
//!
//! The aim is concave around its target T and gives up when the target is out of reach (R below it):
//!
//! U′(s) = a·Φ((s−T)/h) + 1·\[Φ((s−T+R)/h) − Φ((s−T)/h)\] + g·\[1 − Φ((s−T+R)/h)\]
//!
//! a = `economy.aim.above_weight` (trusts keep no surplus), g = `economy.aim.unreachable_weight`, R and h shares of
//! yearly income (`economy.aim.reach_share`, `economy.aim.softness_share`). All are assumed: soft budgets and reference
//! points are described for English trusts (evidence section 2), no size is published.

pub mod foreseen;
#[cfg(test)]
mod incentive_test;
pub mod shadow;
pub mod uncertain;

use super::agreement::{Agreement, ByCurrency, Terms};
use super::clause::{Clause, Flow, Party};
use super::cost::ProviderCost;
use super::outcome::Outcome;
use super::outlook::{Outlook, Work};
use super::period::Billed;
use super::settings::{Currency, OrganisationKind, Settings};
use super::trust::Trust;
use crate::engine::Month;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Nodes and weights of the five-point Gauss–Hermite rule for a standard normal variable (exact to degree nine).
const NODES: [(f64, f64); 5] = [
    (-2.856_970_013_872_806, 0.011_257_411_327_720_7),
    (-1.355_626_179_974_266, 0.222_075_922_005_613),
    (0.0, 0.533_333_333_333_333),
    (1.355_626_179_974_266, 0.222_075_922_005_613),
    (2.856_970_013_872_806, 0.011_257_411_327_720_7),
];

/// One per cent.
const STEP: f64 = 0.01;
/// Regimes of the start of the evidence.
const TARIFF: &str = "payment_by_results";
const BLOCK: &str = "block";

/// What one per cent more of a choice moves: shares of that one per cent.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Move {
    /// Work, the organisation's own and what it holds a budget for.
    pub activity: Vec<(Currency, f64)>,
    pub outcomes: Vec<(Outcome, f64)>,
    pub coding: f64,
    pub counting: f64,
    /// Part of it that falls on what each payer pays for, by payer; all of it on every payer where this is empty.
    pub of_payer: BTreeMap<usize, f64>,
}

impl Move {
    /// What falls on one payer's contracts; `None` where nothing does.
    fn of(&self, payer: usize) -> Option<Cow<'_, Move>> {
        if self.of_payer.is_empty() {
            return Some(Cow::Borrowed(self));
        }
        let part = self.of_payer.get(&payer).copied().filter(|part| *part != 0.0)?;
        Some(Cow::Owned(Move {
            activity: self.activity.iter().map(|(c, share)| (*c, share * part)).collect(),
            outcomes: self.outcomes.iter().map(|(o, share)| (*o, share * part)).collect(),
            coding: self.coding * part,
            counting: self.counting * part,
            of_payer: BTreeMap::new(),
        }))
    }

    /// Work alone.
    pub fn activity(activity: impl Into<Vec<(Currency, f64)>>) -> Move {
        Move {
            activity: activity.into(),
            ..Move::default()
        }
    }
}

/// Which contracts are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Under {
    /// Those held now.
    Held,
    /// What each kind of provider was paid by when the evidence begins: acute trusts and the care market by tariff, other
    /// trusts by block, practices by what they hold; money that pays no work of its own (funds, pools, budgets held) not yet.
    AtStart,
}

/// Everything an organisation can see when it decides.
pub struct View<'a> {
    pub settings: &'a Settings,
    pub agreements: &'a [Agreement],
    pub prices: &'a ByCurrency,
    pub costs: &'a BTreeMap<usize, ProviderCost>,
    pub trust: &'a Trust,
    /// Expected surplus at the year's end, its target and yearly income, pounds, by organisation.
    pub position: &'a [Position],
    /// What each contract's period is expected to hold, in the order of agreements.
    pub outlooks: &'a [Outlook],
    /// Regimes that were announced for contracts and are not in force yet, by place of the agreement.
    pub announced: &'a BTreeMap<usize, String>,
    /// What each organisation codes and counts, ratio to the start.
    pub billed: &'a [Billed],
    /// What a pound of one partner's surplus is worth to another by the care model, beside contracts.
    pub joint: f64,
    /// What a pound of another body's surplus is worth by duty (0 to 1).
    pub duty: f64,
    /// Last month seen, and whole financial years since the first.
    pub last: Month,
    pub year: u32,
    /// What was worked out in this month so far.
    pub memory: foreseen::Memory,
}

/// Where an organisation expects to stand at the year's end, pounds.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Position {
    pub surplus: f64,
    pub target: f64,
    pub income: f64,
}

/// What one per cent more is worth, pounds a year.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Marginal {
    /// Received (or, for a payer, paid: negative) through contracts.
    pub income: f64,
    pub variable_cost: f64,
    /// Shadow price of the capacity used.
    pub capacity: f64,
    /// Partners' change of surplus, weighted.
    pub partner: f64,
    /// What it does to next year's pay through the plan, weighted.
    pub next: f64,
    /// What it brings of money that looks at finance.
    pub fund: f64,
    /// Mean worth of a pound at the year's end (0 to 1).
    pub weight: f64,
    pub worth: f64,
}

/// Worth of one more pound when the year ends at a surplus.
pub fn marginal_utility(surplus: f64, position: Position, settings: &Settings) -> f64 {
    let of = |path: &str| settings.parameters.get(path);
    let softness = (of("economy.aim.softness_share") * position.income).max(1.0);
    let reach = of("economy.aim.reach_share") * position.income;
    let above = normal_cdf((surplus - position.target) / softness);
    let not_far = normal_cdf((surplus - position.target + reach) / softness);
    of("economy.aim.above_weight") * above + (not_far - above) + of("economy.aim.unreachable_weight") * (1.0 - not_far)
}

/// Φ, by the complementary error function.
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}

impl View<'_> {
    /// Whether an organisation works with others on care models.
    fn is_partner(&self, organisation: usize) -> bool {
        let all = &mut self.settings.organisations.values();
        all.nth(organisation).is_some_and(|o| super::is_partner(o.kind))
    }

    /// What one per cent more of a move is worth to an organisation, under the contracts held or those of the start;
    /// `capacity` is what the capacity costs it, pounds a year.
    pub fn marginal(&self, organisation: usize, step: &Move, under: Under, capacity: f64) -> Marginal {
        let of = |path: &str| self.settings.parameters.get(path);
        let partner_weight = of("economy.aim.partner_weight");
        let mut income = [0.0; NODES.len()];
        let mut variable = [0.0; NODES.len()];
        let mut partner = [0.0; NODES.len()];
        let mut system = [0.0; NODES.len()];
        let mut moved = [0.0; NODES.len()];
        let mut next = 0.0;
        for (i, agreement) in self.agreements.iter().enumerate() {
            let terms = self.terms(agreement, under);
            let provides = agreement.provider == organisation;
            let holds = provides || agreement.payer == organisation;
            if !holds && !self.is_named(organisation, terms.clauses) {
                continue;
            }
            let Some(step) = step.of(agreement.payer) else {
                continue;
            };
            let step = step.as_ref();
            if terms.clauses.is_empty() && under == Under::AtStart {
                continue;
            }
            let (outlook, brings_work) = (&self.outlooks[i], self.brings_work(agreement));
            let cost = |work: &Work| -> f64 {
                // The work of a contract beside others is counted with theirs.
                if !brings_work {
                    return 0.0;
                }
                let unit = |c: &Currency| terms.costs.get(c).copied().unwrap_or(0.0);
                work.activity.iter().map(|(c, n)| n * unit(c)).sum()
            };
            let other = if provides { agreement.payer } else { agreement.provider };
            // What it receives, and what the other side of the contract does.
            let pay = |work: &Work| {
                let settled = outlook.settle(&terms, &agreement.plan_a_year, work);
                [organisation, other].map(|who| self.received(who, agreement, &settled))
            };
            let partners = self.is_partner(organisation) && self.is_partner(other);
            let arranged = if partners && under == Under::Held {
                self.joint
            } else {
                0.0
            };
            let joint = terms.clauses.iter().map(Clause::aim_weight).sum::<f64>() + arranged + self.duty;
            let trust = match holds {
                true => (partner_weight * self.trust.between(organisation, other) + joint).min(1.0),
                // Who only shares in the money of a contract has no part in its work.
                false => 0.0,
            };
            let stays = self.is_of_system(organisation, agreement.payer);
            let foreseen = self.foreseen(i, under, &terms);
            let pay_centre = self.received(organisation, agreement, &foreseen.settled);
            let cost_centre = cost(&foreseen.centre);
            // Outcomes miss their forecast by themselves, whatever the work does.
            let by_outcomes = self.by_outcomes(i, foreseen, &terms, step, [organisation, other]);
            for (k, (work, settled)) in foreseen.nodes.iter().enumerate() {
                let (up, down) = (moved_by(work, step, STEP), moved_by(work, step, -STEP));
                let (more, less) = (pay(&up), pay(&down));
                let [paid, to_other] =
                    [0, 1].map(|who| (more[who] - less[who]) / 2.0 / outlook.years + by_outcomes[who]);
                let worked = (cost(&up) - cost(&down)) / 2.0 / outlook.years;
                income[k] += paid;
                variable[k] += if provides { worked } else { 0.0 };
                partner[k] += trust * if provides { to_other } else { to_other - worked };
                system[k] += if provides { -worked } else { 0.0 } + if stays { 0.0 } else { paid };
                let pay_here = self.received(organisation, agreement, settled);
                moved[k] += (pay_here - pay_centre) - if provides { cost(work) - cost_centre } else { 0.0 };
            }
            next += self.next_year(i, (&terms, &foreseen.centre), step, under, organisation);
        }
        let [by_own, by_system] = self.by_finance(organisation, under);
        let position = self.position[organisation];
        let mut result = Marginal {
            capacity,
            ..Marginal::default()
        };
        for (k, (_, w)) in NODES.iter().enumerate() {
            let utility = marginal_utility(position.surplus + moved[k], position, self.settings);
            result.income += w * income[k];
            result.variable_cost += w * variable[k];
            result.partner += w * partner[k];
            result.fund += w * (by_own * (income[k] - variable[k] - capacity) + by_system * (system[k] - capacity));
            result.weight += w * utility;
            result.worth += w * (utility * (income[k] - variable[k]) + partner[k]);
        }
        result.next = of("economy.aim.next_year_weight") * next;
        result.worth += result.weight * (result.next - capacity + result.fund);
        result
    }

    /// Id of an organisation.
    fn id(&self, organisation: usize) -> Option<&String> {
        self.settings.organisations.keys().nth(organisation)
    }

    /// Whether a clause moves money from or to an organisation by its name.
    fn is_named(&self, organisation: usize, clauses: &[Clause]) -> bool {
        let names = |id: &String| clauses.iter().flat_map(Clause::named).any(|(_, named)| named == id);
        self.id(organisation).is_some_and(names)
    }

    /// Whether the surplus of one counts with that of the other in a system's control total.
    fn is_of_system(&self, organisation: usize, other: usize) -> bool {
        let all = || self.settings.organisations.values();
        all()
            .nth(organisation)
            .zip(all().nth(other))
            .is_some_and(|(own, other)| own.shares_system_with(other))
    }

    /// What an organisation receives of what a contract pays and moves, pounds (negative: it pays).
    fn received(&self, organisation: usize, agreement: &Agreement, (pay, flows): &(f64, Vec<Flow>)) -> f64 {
        let whole = match organisation {
            _ if agreement.provider == organisation => *pay,
            _ if agreement.payer == organisation => -pay,
            _ => 0.0,
        };
        if flows.is_empty() {
            return whole;
        }
        let own = self.id(organisation);
        let is = |party: &Party| match party {
            Party::Payer => agreement.payer == organisation,
            Party::Provider => agreement.provider == organisation,
            Party::Named(id) => own == Some(id),
        };
        let moved = flows.iter().map(|flow| match (is(&flow.to), is(&flow.from)) {
            (true, false) => flow.pounds,
            (false, true) => -flow.pounds,
            _ => 0.0,
        });
        moved.fold(whole, |sum, pounds| sum + pounds)
    }

    /// Width over which the worth of a pound changes, pounds.
    fn softness(&self, organisation: usize) -> f64 {
        let share = self.settings.parameters.get("economy.aim.softness_share");
        (share * self.position[organisation].income).max(1.0)
    }

    /// Whether the year that is decided on is the last of a contract's term.
    fn ends_term(&self, agreement: usize) -> bool {
        let held = &self.agreements[agreement];
        let years = self.settings.contracts[&held.id].years.max(1) as i32;
        let year = self.last.next().financial_year() - held.since().financial_year();
        (year + 1).rem_euclid(years) == 0
    }

    /// What one per cent more work this year does to what an organisation receives of a contract next year by way of its
    /// plan, pounds a year.
    fn next_year(
        &self,
        agreement: usize,
        (terms, centre): (&Terms<'_>, &Work),
        step: &Move,
        under: Under,
        organisation: usize,
    ) -> f64 {
        if step.activity.is_empty() {
            return 0.0;
        }
        let announced = self.announced.get(&agreement).filter(|_| under == Under::Held);
        let entered = announced.and_then(|regime| self.settings.regimes.get(regime));
        let (clauses, share) = match entered {
            Some(regime) => (&regime.clauses[..], 1.0),
            // Within a longer term no work goes into the next plan: the last year's alone does.
            None if !self.ends_term(agreement) => return 0.0,
            None => (
                terms.clauses,
                self.settings.parameters.get("economy.planning.rebase_share"),
            ),
        };
        let terms = Terms { clauses, ..*terms };
        let (outlook, held) = (&self.outlooks[agreement], &self.agreements[agreement]);
        // A regime that is entered begins with what was done as its plan.
        let done = |c: &Currency| -> f64 {
            let units = [&centre.activity, &centre.elsewhere].map(|work| work.get(c).copied().unwrap_or(0.0));
            let planned = held.plan_a_year.get(c).copied().unwrap_or(0.0) * outlook.years;
            let work: f64 = units.iter().sum();
            if entered.is_some() && planned > 0.0 && work > 0.0 {
                work / planned
            } else {
                1.0
            }
        };
        let pay = |by: f64| {
            let part = |c: &Currency| {
                step.activity
                    .iter()
                    .find(|(moved, _)| moved == c)
                    .map_or(0.0, |(_, part)| *part)
            };
            let planned = held.plan_a_year.keys();
            let work = Work {
                plan: planned.map(|c| (*c, done(c) * (1.0 + by * part(c)))).collect(),
                ..centre.clone()
            };
            let settled = outlook.settle(&terms, &held.plan_a_year, &work);
            self.received(organisation, held, &settled)
        };
        share * (pay(STEP) - pay(-STEP)) / 2.0 / outlook.years
    }

    /// Units of a currency a year that an organisation provides, as its contracts forecast it.
    pub fn units_a_year(&self, organisation: usize, currency: Currency) -> f64 {
        let season_share = self.settings.parameters.get("economy.forecast.season_share");
        let own = |a: &&Agreement| a.provider == organisation && self.brings_work(a);
        let own = self.agreements.iter().filter(own);
        own.map(|a| a.history.year(currency, self.last.next(), season_share))
            .sum()
    }

    /// Whether a contract pays for work that no other pays for.
    fn brings_work(&self, agreement: &Agreement) -> bool {
        self.settings.contracts[&agreement.id].brings_work()
    }

    fn terms<'b>(&'b self, agreement: &'b Agreement, under: Under) -> Terms<'b> {
        static NOTHING: ByCurrency = ByCurrency::new();
        let contract = &self.settings.contracts[&agreement.id];
        let kind = self.settings.organisations[&contract.provider].kind;
        let regime = |name: &str| self.settings.regimes.get(name).map(|regime| &regime.clauses[..]);
        let held = || regime(&agreement.regime).expect("regimes of contracts were checked with the scenario");
        let clauses = match under {
            Under::Held => held(),
            Under::AtStart => {
                let own = regime(&contract.regime).unwrap_or_default();
                use OrganisationKind as Kind;
                match kind {
                    // What pays beside other contracts has no part at the start, where these pay for the work already.
                    _ if !contract.brings_work() => &[],
                    Kind::AcuteTrust | Kind::CareMarket => regime(TARIFF).unwrap_or(own),
                    Kind::GeneralPractice => own,
                    _ => regime(BLOCK).unwrap_or(own),
                }
            }
        };
        Terms {
            clauses,
            prices: self.prices,
            costs: self.costs.get(&agreement.provider).map_or(&NOTHING, |c| &c.unit),
            billed: self.billed[agreement.provider],
            provider: kind,
            year: self.year,
        }
    }
}

fn moved_by(work: &Work, step: &Move, by: f64) -> Work {
    let mut moved = work.clone();
    for units in [&mut moved.activity, &mut moved.elsewhere] {
        for (currency, share) in &step.activity {
            if let Some(units) = units.get_mut(currency) {
                *units *= 1.0 + by * share;
            }
        }
    }
    moved.billed.coding_depth *= 1.0 + by * step.coding;
    moved.billed.counting *= 1.0 + by * step.counting;
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    #[test]
    fn nodes_integrate_a_normal() {
        let moment = |power: i32| NODES.iter().map(|(z, w)| w * z.powi(power)).sum::<f64>();
        for (power, value) in [(0, 1.0), (1, 0.0), (2, 1.0), (4, 3.0), (6, 15.0), (8, 105.0)] {
            assert!((moment(power) - value).abs() < 1e-9, "{power}: {}", moment(power));
        }
    }

    #[test]
    fn a_pound_is_worth_most_just_below_the_target() {
        let settings = testing::settings();
        let position = Position {
            surplus: 0.0,
            target: -20.0e6,
            income: 280.0e6,
        };
        let at = |surplus: f64| marginal_utility(surplus, position, &settings);
        assert!(at(-25.0e6) > at(-10.0e6), "above the target a pound is worth less");
        assert!(at(-25.0e6) > at(-120.0e6), "far below it the target is given up");
        assert!(at(-25.0e6) <= 1.0 + 1e-12);
    }
}

//! **Purpose** organisations, contracts, money and the choices they lead to; care models, their maturity, and trust.
//!
//! **Speaks of** payers, providers, clauses, prices in pence, incentives. It knows no person: a month's facts come up,
//! levers go down.
//!
//! **May import** `engine`, `model` (facts, levers, parameters, settings).
//!
//! **To add one here** a clause is one file in [`clause`] and one word in its list; a component of a care model likewise
//! in [`component`], a choice in [`choice`], an act of planning in [`planning`]; a regime, contract or care model is data in a scenario file.
//!
//! A month end goes: activity and outcomes are read from the facts ([`activity`], [`outcome`]); budgets are paid, contracts
//! settled ([`agreement`]), costs and care models paid for ([`cost`], [`delivery`]) in the double-entry [`ledger`]; clauses
//! that look at the year's finance are settled last; forecasts are renewed ([`forecast`]); organisations decide by what one per cent more is worth to them ([`incentive`],
//! [`choice`]); trusts borrow or pay back ([`treasury`]); [`trust`] and [`maturity`] move. What organisations make of all
//! that, where a scenario's blocks turn it on, is [`conduct`]: relations, [`governance`], [`workforce`] and [`shock`]s.
//! Prices are constant: those of 2018/19.

pub mod activity;
pub mod agreement;
pub mod boundary;
pub mod capacity;
pub mod choice;
pub mod clause;
#[cfg(test)]
mod clause_month_test;
pub mod component;
pub mod condition;
pub mod conduct;
pub mod cost;
#[cfg(test)]
mod currency_month_test;
pub mod dealing;
pub mod delivery;
pub mod forecast;
pub mod governance;
pub mod incentive;
pub mod ledger;
pub mod maturity;
mod month;
pub mod outcome;
pub mod outlook;
pub mod payer;
pub mod period;
pub mod planning;
pub mod settings;
mod settlement;
pub mod shock;
#[cfg(test)]
mod smooth_test;
#[cfg(test)]
mod testing;
pub mod treasury;
pub mod trust;
pub mod workforce;
pub mod worth;

pub use clause::Clause;
pub use component::Component;
pub use ledger::{Account, Heading, Transfer};
pub use settings::{Change, Currency, Settings};

use crate::engine::{Date, Key, Month, Time};
use crate::model::lever::{Decision, LeverChange};
use agreement::{Agreement, ByCurrency, Terms, national_prices};
use capacity::Capacities;
use choice::Stance;
use clause::{Period, clauses_pay};
use component::Arrangement;
use condition::Condition;
use conduct::Conduct;
use cost::ProviderCost;
use dealing::Dealing;
use delivery::Delivery;
use ledger::{Ledger, pence};
use period::{Billed, Standing};
use planning::Rounds;
use serde::{Deserialize, Serialize};
use settings::{Organisation, OrganisationKind};
use std::collections::BTreeMap;
use treasury::Treasury;
use trust::Trust;

/// Id of the organisation where providers' money ends, added when a plan names none.
const STAFF_AND_SUPPLIERS: &str = "staff_and_suppliers";

/// The money side of a world: a value, like the world itself.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Economy {
    settings: Settings,
    /// Organisation ids in order; all else names an organisation by its place here.
    ids: Vec<String>,
    prices: ByCurrency,
    ledger: Ledger,
    agreements: Vec<Agreement>,
    costs: BTreeMap<usize, ProviderCost>,
    stances: Vec<Stance>,
    /// What each organisation codes and counts, ratio to the start.
    billed: Vec<Billed>,
    delivery: Delivery,
    trust: Trust,
    /// Relations, governance, staff, deals and shocks, as the scenario's blocks turn them on.
    conduct: Conduct,
    /// Surplus and income of the financial year so far and of up to twelve months, pounds, by organisation.
    books: Vec<Book>,
    /// The financial year to date before money that looks at finance, by organisation.
    standings: Vec<Standing>,
    /// First financial year, for indexation.
    first_year: i32,
    announced: Vec<(Time, Change)>,
    treasury: Treasury,
    dealing: Dealing,
    rounds: Rounds,
    capacities: Capacities,
}

/// What an organisation's finance office keeps in view, pounds.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
struct Book {
    year_surplus: f64,
    year_months: u32,
    /// Surplus and income of the last months, oldest first.
    months: Vec<(f64, f64)>,
}

/// What a month end brings.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Closing {
    /// Settings for the months to come.
    pub levers: Vec<LeverChange>,
    pub decisions: Vec<Decision>,
    /// One an organisation, in order of id.
    pub accounts: Vec<Account>,
    /// From whom to whom, under which heading.
    pub transfers: Vec<Transfer>,
    /// Paid by contract, pence: (contract, payer, provider, paid).
    pub contracts: Vec<(String, String, String, i64)>,
    /// Maturity of each component that is or was in force (0 to 1).
    pub maturity: Vec<(String, f64)>,
    /// Mean trust among the partners of the care model (0 to 1).
    pub trust: f64,
    /// How organisations fare; nothing where no block of the scenario acts.
    pub condition: Condition,
}

impl Economy {
    /// # Panics
    /// Never for a checked setting.
    pub fn new(settings: &Settings) -> Economy {
        let mut settings = settings.clone();
        settings.organisations = in_ledger(&settings);
        let ids: Vec<String> = settings.organisations.keys().cloned().collect();
        let start = Date::parse(&settings.start).expect("the start date was checked when the scenario was read");
        let prices = national_prices(&settings);
        let agreements: Vec<Agreement> = settings
            .contracts
            .iter()
            .map(|(id, contract)| {
                let (payer, provider) = (index(&ids, &contract.payer), index(&ids, &contract.provider));
                Agreement::new(id, contract, payer, provider, start.calendar_month())
            })
            .collect();
        let costs = provider_costs(&settings, &ids, &agreements, &prices);
        let stances = (0..choice::ALL.len())
            .flat_map(|choice| (0..ids.len()).map(move |organisation| (choice, organisation)))
            .filter(|&(choice, organisation)| {
                let id = &ids[organisation];
                settings.organisations[id].kind == choice::ALL[choice].kind
                    && choice::rivalry::concerns(&choice::ALL[choice], &settings, id)
                    && agreements
                        .iter()
                        .any(|a| a.payer == organisation || a.provider == organisation)
            })
            .map(|(choice, organisation)| Stance::new(choice, organisation))
            .collect();
        let model = settings
            .care_models
            .get(&settings.care_model)
            .expect("the care model was checked with the scenario");
        let first_year = start.calendar_month().financial_year();
        let lender = settings
            .organisations
            .values()
            .position(|o| o.kind == OrganisationKind::Taxpayer);
        let mut trust = Trust::new(ids.len(), &settings.parameters);
        let conduct = Conduct::new(&settings, &ids, &mut trust, Key::root(0, 0));
        let mut economy = Economy {
            treasury: Treasury::new(&settings, lender.unwrap_or(index(&ids, STAFF_AND_SUPPLIERS))),
            dealing: Dealing::default(),
            rounds: Rounds::new(agreements.len()),
            capacities: Capacities::default(),
            ledger: Ledger::new(
                settings
                    .organisations
                    .values()
                    .map(|o| pence(o.opening_balance_pounds))
                    .collect(),
            ),
            delivery: Delivery::new(&settings.care_model, model, &settings.services),
            trust,
            conduct,
            books: vec![Book::default(); ids.len()],
            standings: vec![Standing::default(); ids.len()],
            billed: vec![Billed::default(); ids.len()],
            announced: Vec::new(),
            first_year,
            settings,
            ids,
            prices,
            agreements,
            costs,
            stances,
        };
        economy.find_dealing();
        economy
    }

    /// From now on under another plan that agrees on everything so far: takes its regimes, care models and contracts'
    /// terms of the future. What is in force stays in force until a change says otherwise.
    pub fn replan(&mut self, settings: &Settings) {
        self.settings.regimes = settings.regimes.clone();
        self.settings.care_models = settings.care_models.clone();
    }

    /// A change becomes known: from now on what the next plan is worth under it counts ([`incentive`]).
    pub fn announce(&mut self, what: &Change, today: Time) {
        self.announced.push((today, what.clone()));
        self.begin_talks(what, today);
    }

    /// A change's date has come: it takes effect, or waits for those who have to agree ([`conduct`]).
    ///
    /// # Panics
    /// Never for a change that was checked with the scenario.
    pub fn effect(&mut self, what: &Change, today: Time) -> Vec<Decision> {
        let mut lines = self.give_up_talks(what, today);
        lines.extend(match self.must_wait(what, today) {
            Some(waits) => waits,
            None => self.carry_out(what, today),
        });
        lines
    }

    /// A change takes effect, and organisations take note.
    fn carry_out(&mut self, what: &Change, today: Time) -> Vec<Decision> {
        let held = |change: &settings::ContractRegime| self.agreements.iter().find(|a| a.id == change.contract);
        let before = match what {
            Change::ContractRegime(change) => held(change).map(|agreement| agreement.regime.clone()),
            _ => None,
        };
        let decisions = self.take_effect(what, today);
        self.after_change(what, before, Month::of(today));
        decisions
    }

    /// Contracts settle by a change from the month of its date on.
    fn take_effect(&mut self, what: &Change, today: Time) -> Vec<Decision> {
        // Nobody waits any longer for what is here.
        let place = self.announced.iter().position(|(_, change)| change == what);
        let known = place.map(|i| Date::of_day(self.announced.remove(i).0.day()));
        let announced = known.map_or(String::new(), |date| format!(", announced {date}"));
        let decision = |organisation: &str, lever: &str, because: String| Decision {
            date: today,
            organisation: organisation.to_string(),
            lever: lever.to_string(),
            service: "all".to_string(),
            cohort: "all".to_string(),
            from: 0.0,
            to: 1.0,
            because,
        };
        match what {
            Change::ContractRegime(change) => {
                let agreement = self
                    .agreements
                    .iter_mut()
                    .find(|a| a.id == change.contract)
                    .expect("contracts named by changes were checked with the scenario");
                let because = format!(
                    "contract {} moves from {} to {}{announced}",
                    agreement.id, agreement.regime, change.regime
                );
                let (payer, provider) = (agreement.payer, agreement.provider);
                if agreement.regime != change.regime {
                    agreement.change_regime(&change.regime, Month::of(today));
                    // Its baseline is what was done before.
                    let growth = self.settings.parameters.get("economy.planning.growth");
                    planning::rebase(agreement, 1.0, growth, Month::of(today));
                    for clause in &self.settings.regimes[&change.regime].clauses {
                        self.trust.lose(payer, provider, clause.credibility_cost());
                    }
                    let place = self.agreements.iter().position(|a| a.id == change.contract);
                    let place = place.expect("it was found above");
                    self.pay_letting(place);
                    self.begin_letting(place, None, Month::of(today));
                }
                vec![decision(&self.ids[payer], "contract_regime", because)]
            }
            Change::CareModel(change) => {
                let model = self
                    .settings
                    .care_models
                    .get(&change.care_model)
                    .expect("care models named by changes were checked with the scenario");
                let because = format!(
                    "care model moves from {} to {}{announced}",
                    self.delivery.care_model, change.care_model
                );
                self.delivery.adopt(&change.care_model, model);
                let payers = self.of_kind(OrganisationKind::Commissioner);
                payers
                    .iter()
                    .map(|&payer| decision(&self.ids[payer], "care_model", because.clone()))
                    .collect()
            }
            Change::Shock(shock) => self.befall(shock, today),
        }
    }

    /// Share of staff (0 to 1) who may work for any partner, by the care model.
    pub fn staff_sharing(&self) -> f64 {
        self.delivery
            .arrangement(Arrangement::StaffSharing, &self.settings.parameters)
    }

    /// Recounts the books; to be called at every month end, in release builds too.
    pub fn check(&self) -> Result<(), String> {
        self.ledger.check()?;
        self.treasury.check(&self.ledger)
    }

    /// The plan sets a service's capacity at a date; returns the lever with what planning rounds have made of it.
    pub fn plan_capacity(&mut self, service: &str, ratio: f64) -> LeverChange {
        self.capacities.set(service, "plan", ratio)
    }

    /// Organisation ids in the order of accounts.
    pub fn organisations(&self) -> &[String] {
        &self.ids
    }

    /// Regime of each contract now.
    pub fn regimes(&self) -> Vec<(String, String)> {
        self.agreements
            .iter()
            .map(|a| (a.id.clone(), a.regime.clone()))
            .collect()
    }

    fn kind(&self, organisation: usize) -> OrganisationKind {
        self.settings.organisations[&self.ids[organisation]].kind
    }

    fn of_kind(&self, kind: OrganisationKind) -> Vec<usize> {
        (0..self.ids.len()).filter(|&i| self.kind(i) == kind).collect()
    }

    /// Organisations that work together on a care model.
    fn partners(&self) -> Vec<usize> {
        (0..self.ids.len()).filter(|&i| is_partner(self.kind(i))).collect()
    }
}

/// Name and one line of every clause, for `carecurve list clauses`.
pub fn catalogue_clauses() -> &'static [(&'static str, &'static str)] {
    Clause::CATALOGUE
}

/// Every component, for `carecurve list components`.
pub fn catalogue_components() -> &'static [component::Known] {
    Component::CATALOGUE
}

/// Name and one line of every choice that incentives move.
pub fn catalogue_choices() -> Vec<(&'static str, &'static str)> {
    choice::ALL.iter().map(|c| (c.name, c.what)).collect()
}

/// The organisations of the ledger in its order: those of the plan, and where providers' money ends if it names none.
pub fn in_ledger(settings: &Settings) -> BTreeMap<String, Organisation> {
    let mut all = settings.organisations.clone();
    if !all.values().any(|o| o.kind == OrganisationKind::StaffAndSuppliers) {
        all.insert(STAFF_AND_SUPPLIERS.to_string(), staff_and_suppliers());
    }
    all
}

fn index(ids: &[String], id: &str) -> usize {
    ids.iter()
        .position(|other| other == id)
        .expect("organisations named in a scenario were checked when it was read")
}

fn is_partner(kind: OrganisationKind) -> bool {
    use OrganisationKind as Kind;
    matches!(
        kind,
        Kind::Commissioner | Kind::GeneralPractice | Kind::CommunityTrust | Kind::AcuteTrust | Kind::Council
    )
}

/// Providers: what they receive they spend on staff and suppliers.
fn is_provider(kind: OrganisationKind) -> bool {
    use OrganisationKind as Kind;
    matches!(
        kind,
        Kind::AcuteTrust
            | Kind::CommunityTrust
            | Kind::MentalHealthTrust
            | Kind::GeneralPractice
            | Kind::AmbulanceTrust
    )
}

fn staff_and_suppliers() -> Organisation {
    Organisation {
        note: None,
        name: "Staff and suppliers".to_string(),
        kind: OrganisationKind::StaffAndSuppliers,
        places: Vec::new(),
        opening_balance_pounds: 0.0,
        underlying_deficit_pounds: 0.0,
        target_surplus_pounds: 0.0,
        reserves_pounds: 0.0,
        debt_pounds: 0.0,
        cost: settings::CostStructure::default(),
        budget: Vec::new(),
    }
}

/// Each provider's cost at the start: planned income of its contracts and its underlying deficit.
fn provider_costs(
    settings: &Settings,
    ids: &[String],
    agreements: &[Agreement],
    prices: &ByCurrency,
) -> BTreeMap<usize, ProviderCost> {
    let mut costs = BTreeMap::new();
    for (provider, id) in ids.iter().enumerate() {
        let organisation = &settings.organisations[id];
        if !is_provider(organisation.kind) {
            continue;
        }
        let mut plan = ByCurrency::new();
        let mut income = organisation.underlying_deficit_pounds;
        let own = |a: &&Agreement| a.provider == provider && settings.contracts[&a.id].brings_work();
        for agreement in agreements.iter().filter(own) {
            for (&currency, units) in &agreement.plan_a_year {
                *plan.entry(currency).or_insert(0.0) += units;
            }
            income += planned_income(settings, agreement, prices);
        }
        if income > 0.0 {
            costs.insert(
                provider,
                ProviderCost::new(organisation.cost, income, &plan, &settings.parameters),
            );
        }
    }
    costs
}

/// A contract's planned year: its plan at national prices, whatever the regime, so that a regime never changes cost;
/// without a plan, what the regime pays for no activity (a stated block, a capitation).
fn planned_income(settings: &Settings, agreement: &Agreement, prices: &ByCurrency) -> f64 {
    let contract = &settings.contracts[&agreement.id];
    let heads = (0..settings.neighbourhoods.len())
        .filter(|&n| agreement::pays_for(settings, &contract.payer, n))
        .map(|n| settings.neighbourhoods[n].people)
        .sum::<f64>()
        * f64::from(settings.people);
    let period = Period {
        plan: &agreement.plan_a_year,
        plan_a_year: &agreement.plan_a_year,
        prices,
        provider: settings.organisations[&contract.provider].kind,
        person_years: heads,
        resident_years: heads,
        years: 1.0,
        ..Period::default()
    };
    if agreement.plan_a_year.is_empty() {
        clauses_pay(&settings.regimes[&agreement.regime].clauses, &period)
            .iter()
            .sum()
    } else {
        period.value(&agreement.plan_a_year)
    }
}

/// Terms of a contract in a financial year.
fn terms<'a>(
    settings: &'a Settings,
    agreement: &Agreement,
    prices: &'a ByCurrency,
    costs: &'a ByCurrency,
    billed: &[Billed],
    year: u32,
) -> Terms<'a> {
    Terms {
        clauses: &settings.regimes[&agreement.regime].clauses,
        prices,
        costs,
        billed: billed[agreement.provider],
        provider: settings.organisations[&settings.contracts[&agreement.id].provider].kind,
        year,
    }
}

//! The world: a model, an economy, and what the plan still has in store.

use crate::economy::condition::Condition;
use crate::economy::{Account, Change as EconomyChange, Economy, Transfer, settings as economy};
use crate::engine::{Key, Month, Time};
use crate::model::Model;
use crate::model::diary::{Line, Portrait, Whom};
use crate::model::fact::{Count, Facts, NeedFate};
use crate::model::lever::Decision;
use crate::model::register::Entry;
use crate::scenario::{Change, Plan, What};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A closed month.
#[derive(Clone, Debug)]
pub struct MonthOutput {
    pub facts: Facts,
    pub accounts: Vec<Account>,
    /// From whom to whom, under which heading.
    pub transfers: Vec<Transfer>,
    pub decisions: Vec<Decision>,
    /// How organisations fare; nothing where the plan has no block for them.
    pub condition: Condition,
}

/// One place in one replication.
#[derive(Clone)]
pub struct World {
    plan: Arc<Plan>,
    model: Model,
    economy: Economy,
    /// Ids of changes already announced and already in effect.
    announced: BTreeSet<String>,
    effective: BTreeSet<String>,
    months: Vec<MonthOutput>,
    /// Decisions made by the plan's changes since the last month end.
    decided: Vec<Decision>,
    /// Residents at the last month end.
    residents: i64,
}

/// A world held still. Restoring it any number of times gives the same future.
#[derive(Clone)]
pub struct Snapshot(World);

impl World {
    /// The world at the start of its warm-up.
    pub fn new(plan: &Arc<Plan>, seed: u64, replication: u32) -> World {
        let model = Model::new(&plan.model, seed, u64::from(replication));
        World {
            residents: model.residents(),
            model,
            economy: Economy::new(&plan.economy).drawn(Key::root(seed, u64::from(replication))),
            announced: BTreeSet::new(),
            effective: BTreeSet::new(),
            months: Vec::new(),
            decided: Vec::new(),
            plan: Arc::clone(plan),
        }
    }

    pub fn start_of_warm_up(plan: &Plan) -> Time {
        plan.warm_up_start().midnight()
    }
    pub fn end(plan: &Plan) -> Time {
        plan.end().midnight()
    }
    pub fn now(&self) -> Time {
        self.model.now()
    }
    /// Events handled since the world began.
    pub fn events(&self) -> u64 {
        self.model.events()
    }
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Runs to `until`, closing every month that ends on the way and carrying out the plan's changes on their days.
    pub fn advance(&mut self, until: Time) {
        loop {
            self.carry_out_changes();
            let month = Month::of(self.now());
            let month_end = month.next().start();
            let next_change = self.next_change().unwrap_or(until);
            let stop = until.min(month_end).min(next_change);
            self.model.advance(stop);
            if stop == month_end {
                self.close_month(month);
            }
            if stop >= until {
                self.carry_out_changes();
                return;
            }
        }
    }

    /// The same past, from now on under another plan. The plans must agree on everything up to now.
    pub fn fork(&self, plan: &Arc<Plan>) -> World {
        let mut world = self.clone();
        world.plan = Arc::clone(plan);
        world.economy.replan(&plan.economy);
        world
    }
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(self.clone())
    }
    pub fn restore(snapshot: &Snapshot) -> World {
        snapshot.0.clone()
    }

    /// Months closed since last taken, those of the warm-up among them.
    pub fn take_months(&mut self) -> Vec<MonthOutput> {
        std::mem::take(&mut self.months)
    }
    /// Fates of the needs decided since last taken.
    pub fn take_fates(&mut self) -> Vec<NeedFate> {
        self.model.take_fates()
    }

    /// Writes down what befalls these people from now on; changes nothing else.
    pub fn keep_diary(&mut self, whom: Whom) {
        self.model.keep_diary(whom);
    }
    /// Follows another choice of people from now on.
    pub fn narrow_diary(&mut self, whom: Whom) {
        self.model.narrow_diary(whom);
    }
    /// Lines of the diary since last taken.
    pub fn take_diary(&mut self) -> Vec<Line> {
        self.model.take_diary()
    }
    /// Everybody who ever lived here, in the order of arrival.
    pub fn people(&self) -> u32 {
        self.model.people()
    }
    /// A resident as they are now, by place in the order of arrival.
    pub fn portrait(&self, person: u32) -> Portrait {
        self.model.portrait(person)
    }
    /// What the records hold of a resident now, by place in the order of arrival.
    pub fn register(&self, person: u32) -> Entry {
        self.model.register(person)
    }

    /// Residents of an age range who are fit, mildly, moderately and severely frail (for checks).
    pub fn recount_frailty(&self, from_age: u32, to_age: u32) -> [i64; 4] {
        self.model.recount_frailty(from_age, to_age)
    }
    /// Everybody and every penny is somewhere; the reason if not.
    pub fn check(&self) -> Result<(), String> {
        self.model.check()?;
        self.economy.check()
    }

    fn next_change(&self) -> Option<Time> {
        let now = self.now();
        self.plan
            .changes
            .iter()
            .flat_map(|c| [c.announced.midnight(), c.effective.midnight()])
            .filter(|&t| t > now)
            .min()
    }

    fn carry_out_changes(&mut self) {
        let now = self.now();
        let plan = Arc::clone(&self.plan);
        for change in &plan.changes {
            if change.announced.midnight() <= now
                && self.announced.insert(change.id.clone())
                && let Some(what) = for_economy(change)
            {
                self.economy.announce(&what, now);
            }
            if change.effective.midnight() <= now && self.effective.insert(change.id.clone()) {
                self.take_effect(change, now);
            }
        }
    }

    fn take_effect(&mut self, change: &Change, now: Time) {
        if let Some(what) = for_economy(change) {
            let decisions = self.economy.effect(&what, now);
            self.decided.extend(decisions);
        }
        match &change.what {
            What::Capacity { service, ratio } => {
                let lever = self.economy.plan_capacity(service, *ratio);
                let from = self.model.obey(&lever);
                self.decided.push(Decision {
                    date: now,
                    organisation: String::new(),
                    lever: lever.lever.name().to_string(),
                    service: service.clone(),
                    cohort: String::new(),
                    from,
                    to: lever.to,
                    because: format!("the plan's change `{}`", change.id),
                });
            }
            What::Parameters(values) => {
                for (path, &to) in values {
                    let from = self.model.set_parameter(path, to);
                    self.decided.push(Decision {
                        date: now,
                        organisation: String::new(),
                        lever: path.clone(),
                        service: String::new(),
                        cohort: String::new(),
                        from,
                        to,
                        because: format!("the plan's change `{}`", change.id),
                    });
                }
            }
            What::CareModel(_) | What::Regime { .. } | What::Shock(_) => {}
        }
    }

    /// The month's balance of people and pence, in release builds too: one pass over the residents a month.
    ///
    /// # Panics
    /// When somebody or something was lost or made. A run that cannot account for everyone must not be believed.
    fn balance(&mut self, facts: &Facts) {
        let came = facts.count(Count::Birth) + facts.count(Count::MoveIn);
        let went = facts.count(Count::Death) + facts.count(Count::MoveOut);
        let (before, now) = (self.residents, self.model.residents());
        assert!(
            before + came - went == now,
            "people are not conserved in {:?}: {before} residents before, {came} came, {went} went, {now} now",
            facts.month
        );
        self.residents = now;
        if let Err(reason) = self.check() {
            panic!("the books of {:?} do not balance: {reason}", facts.month);
        }
    }

    fn close_month(&mut self, month: Month) {
        let facts = self.model.close_month(month);
        let closing = self.economy.close_month(&facts);
        for lever in &closing.levers {
            self.model.obey(lever);
        }
        self.balance(&facts);
        let mut decisions = std::mem::take(&mut self.decided);
        decisions.extend(closing.decisions);
        self.months.push(MonthOutput {
            facts,
            accounts: closing.accounts,
            transfers: closing.transfers,
            decisions,
            condition: closing.condition,
        });
    }
}

fn for_economy(change: &Change) -> Option<EconomyChange> {
    match &change.what {
        What::CareModel(name) => Some(EconomyChange::CareModel(economy::CareModelChange {
            note: None,
            care_model: name.clone(),
        })),
        What::Regime { contract, regime } => Some(EconomyChange::ContractRegime(economy::ContractRegime {
            note: None,
            contract: contract.clone(),
            regime: regime.clone(),
        })),
        What::Shock(shock) => Some(EconomyChange::Shock(shock.clone())),
        What::Capacity { .. } | What::Parameters(_) => None,
    }
}

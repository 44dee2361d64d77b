//! `sim::World` as an experiment sees it.

use super::world::{MonthResult, Simulation};
use crate::engine::Time;
use crate::measure::{Setting, Targets, flow, money, organisation};
use crate::model::Model;
use crate::model::fact::NeedFate;
use crate::scenario::Plan;
use crate::sim::World;
use std::sync::Arc;

impl Simulation for World {
    type Plan = Plan;
    fn new(plan: &Arc<Plan>, seed: u64, replication: u32) -> World {
        World::new(plan, seed, replication)
    }
    fn advance(&mut self, until: Time) {
        World::advance(self, until);
    }
    fn fork(&self, plan: &Arc<Plan>) -> World {
        World::fork(self, plan)
    }
    fn take_months(&mut self) -> Vec<MonthResult> {
        let months = World::take_months(self);
        let settings = &self.plan().economy;
        months
            .into_iter()
            .map(|month| MonthResult {
                facts: month.facts,
                accounts: money::money(&month.accounts, settings),
                transfers: month.transfers,
                decisions: month.decisions,
                condition: month.condition,
            })
            .collect()
    }
    fn take_fates(&mut self) -> Vec<NeedFate> {
        World::take_fates(self)
    }
    fn events(&self) -> u64 {
        World::events(self)
    }
    fn start_of_warm_up(plan: &Plan) -> Time {
        World::start_of_warm_up(plan)
    }
    fn end(plan: &Plan) -> Time {
        World::end(plan)
    }
    fn first_difference(base: &Plan, alternative: &Plan) -> Option<Time> {
        base.first_difference(alternative).map(|date| date.midnight())
    }
    fn people(plan: &Plan) -> u64 {
        u64::from(plan.model.people)
    }
    fn setting(plan: &Plan) -> Setting {
        let mut setting = Setting::new(
            &plan.model,
            organisation::named(&plan.economy, money::organisations(&plan.economy)),
            organisation::groups(&plan.economy, Model::service_names(&plan.model)),
        );
        setting.plans = !plan.economy.planning.is_off();
        setting.parties = flow::parties(&plan.economy);
        let target = |path: &str, otherwise: f64| plan.model.parameters.find(path).map_or(otherwise, |p| p.value);
        let usual = Targets::default();
        setting.targets = Targets {
            occupancy: target("measure.target.occupancy", usual.occupancy),
            utilisation: target("measure.target.utilisation", usual.utilisation),
        };
        setting
    }
}

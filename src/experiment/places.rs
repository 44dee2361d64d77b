//! The places of a study: each a world of its own people and luck; treated ones live twice, with the change and without it.

use super::panel::{Panel, observe};
use super::run::Watch;
use crate::engine::Time;
use crate::scenario::Plan;
use crate::sim::World;
use std::sync::Arc;

/// What to run for each replication of a study.
pub struct Places {
    pub base: Arc<Plan>,
    pub alternative: Arc<Plan>,
    pub treated: u32,
    /// Plans of the control places in turn; at least one.
    pub controls: Vec<Arc<Plan>>,
    pub control_places: u32,
    pub seed: u64,
}

/// One place as it went, and a treated place's other life under the base.
pub struct Observation {
    pub seen: Panel,
    pub base: Option<Panel>,
}

impl Places {
    /// All places of a replication, treated ones first. Every place is a stream of its own, so that no two replications
    /// share one.
    pub fn replication(&self, replication: u32, watch: &dyn Watch) -> Vec<Observation> {
        let all = self.treated + self.control_places;
        (0..all)
            .map(|place| {
                let stream = replication * all + place;
                if place < self.treated {
                    let (base, seen) = observe(&self.base, Some(&self.alternative), self.seed, stream, watch);
                    let seen = seen.expect("two plans give two tables");
                    let base = Some(base);
                    return Observation { seen, base };
                }
                let plan = &self.controls[(place - self.treated) as usize % self.controls.len()];
                let (seen, _) = observe(plan, None, self.seed, stream, watch);
                Observation { seen, base: None }
            })
            .collect()
    }

    /// Simulated days of all worlds of one replication.
    pub fn days(&self) -> u64 {
        let span = |plan: &Plan, from: Time| u64::from(World::end(plan).day().saturating_sub(from.day()));
        let whole = |plan: &Plan| span(plan, World::start_of_warm_up(plan));
        let parting = self.base.first_difference(&self.alternative);
        let second = parting.map_or(0, |date| {
            span(
                &self.alternative,
                date.midnight().max(World::start_of_warm_up(&self.base)),
            )
        });
        let controls: u64 = (0..self.control_places as usize)
            .map(|i| whole(&self.controls[i % self.controls.len()]))
            .sum();
        u64::from(self.treated) * (whole(&self.base) + second) + controls
    }
}

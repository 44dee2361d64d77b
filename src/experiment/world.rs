//! What an experiment needs of a simulation: a world that can be advanced and forked. `sim::World` is one; tests bring
//! their own.

use crate::economy::Transfer;
use crate::economy::condition::Condition;
use crate::engine::Time;
use crate::measure::{Money, Setting};
use crate::model::fact::{Facts, NeedFate};
use crate::model::lever::Decision;
use std::sync::Arc;

/// A closed month.
#[derive(Clone, Debug)]
pub struct MonthResult {
    pub facts: Facts,
    pub accounts: Vec<Money>,
    /// From whom to whom, under which heading.
    pub transfers: Vec<Transfer>,
    pub decisions: Vec<Decision>,
    pub condition: Condition,
}

/// One place in one replication, as a value.
pub trait Simulation: Clone + Send {
    type Plan: Send + Sync;
    /// A world at the start of its warm-up.
    fn new(plan: &Arc<Self::Plan>, seed: u64, replication: u32) -> Self;
    /// Runs to `until`, closing every month end on the way.
    fn advance(&mut self, until: Time);
    /// The same past, from now on under another plan.
    fn fork(&self, plan: &Arc<Self::Plan>) -> Self;
    /// Months closed since last taken, those of the warm-up among them.
    fn take_months(&mut self) -> Vec<MonthResult>;
    /// Fates of the needs decided since last taken.
    fn take_fates(&mut self) -> Vec<NeedFate>;
    /// Events handled since the world began.
    fn events(&self) -> u64;
    fn start_of_warm_up(plan: &Self::Plan) -> Time;
    fn end(plan: &Self::Plan) -> Time;
    /// The earliest instant at which runs of the two plans may differ; nothing if they never do.
    fn first_difference(base: &Self::Plan, alternative: &Self::Plan) -> Option<Time>;
    /// Residents at the start: how long a day takes, roughly.
    fn people(plan: &Self::Plan) -> u64;
    /// Names, pools and targets for the measures.
    fn setting(plan: &Self::Plan) -> Setting;
}

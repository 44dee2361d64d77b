//! One replication of one plan with a diary kept: who lives there when the reported years begin, and what befalls those
//! who are followed, month by month, so that everybody's diary need not be held at once.

use super::run::{Progress, Watch};
use crate::engine::{Month, Time};
use crate::model::diary::{Line, Whom};
use crate::scenario::Plan;
use crate::sim::World;
use std::sync::Arc;

/// A world at the first reported instant, with the diary of its warm-up.
pub struct Followed {
    pub world: World,
    pub warm_up: Vec<Line>,
}

/// Runs the warm-up of a replication, numbered from 1 as in the results.
pub fn begin(plan: &Arc<Plan>, seed: u64, replication: u32, whom: Whom, watch: &dyn Watch) -> Followed {
    let mut world = World::new(plan, seed, replication - 1);
    world.keep_diary(whom);
    let warm_up = stretch(&mut world, plan.start.midnight(), watch);
    Followed { world, warm_up }
}

impl Followed {
    /// Runs to the end and hands over each month's lines; stops early when `each` does.
    pub fn run<E>(&mut self, watch: &dyn Watch, mut each: impl FnMut(&[Line]) -> Result<(), E>) -> Result<(), E> {
        let end = World::end(self.world.plan());
        while self.world.now() < end {
            let next = Month::of(self.world.now()).next().start().min(end);
            each(&stretch(&mut self.world, next, watch))?;
        }
        Ok(())
    }
}

fn stretch(world: &mut World, until: Time, watch: &dyn Watch) -> Vec<Line> {
    let (events, day) = (world.events(), world.now().day());
    world.advance(until);
    // What the results of a run are made of is not wanted here.
    drop((world.take_months(), world.take_fates()));
    watch.heard(Progress {
        events: world.events() - events,
        days: u64::from(until.day() - day),
    });
    world.take_diary()
}

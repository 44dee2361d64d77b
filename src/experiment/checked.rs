//! A place run day by day, its laws checked at each midnight; a pathway run event by event, its laws checked after each.

use super::run::{Progress, Watch};
use crate::engine::Time;
use crate::engine::time::DAY;
use crate::model::pathway::{self, Network};
use crate::scenario::Plan;
use crate::sim::{MonthOutput, World};
use std::sync::Arc;

/// A place that was run and looked at.
#[derive(Clone, Debug)]
pub struct Checked {
    pub months: Vec<MonthOutput>,
    /// Days looked at.
    pub days: u32,
    /// People at the end, by recount.
    pub residents: i64,
    /// The first law that broke, with its day.
    pub broken: Option<String>,
    pub events: u64,
}

/// Runs a plan until `days` after its start, from the beginning of its warm-up, and stops where a law breaks.
pub fn place(plan: &Arc<Plan>, seed: u64, replication: u32, days: u32, watch: &dyn Watch) -> Checked {
    let mut world = World::new(plan, seed, replication);
    let first = World::start_of_warm_up(plan).day();
    let last = plan.start.day_number() + days;
    let mut checked = Checked {
        months: Vec::new(),
        days: 0,
        residents: 0,
        broken: None,
        events: 0,
    };
    for day in first + 1..=last {
        world.advance(Time::of_day(day));
        checked.months.extend(world.take_months());
        world.take_fates();
        checked.days += 1;
        watch.heard(Progress {
            events: world.events() - checked.events,
            days: 1,
        });
        checked.events = world.events();
        if let Err(reason) = world.check() {
            checked.broken = Some(format!("day {day}: {reason}"));
            break;
        }
    }
    // Everybody of any age.
    checked.residents = world.recount_frailty(0, u32::MAX).iter().sum();
    checked
}

/// Days that [`place`] simulates.
pub fn days(plan: &Plan, days: u32) -> u64 {
    u64::from(plan.start.day_number() + days - World::start_of_warm_up(plan).day())
}

/// Events of a pathway between two looks at every patient; with more patients there, as many events as there are patients, so
/// that a queue without end costs no more an event than a short one.
const RECOUNT: u64 = 1_000;

/// Runs a network to its end: [`pathway::World::check`] after every event, a recount of every patient after each thousand
/// and each midnight on the way, Little's law at the end. The events handled, or the law that broke.
pub fn network(network: &Arc<Network>, seed: u64, replication: u32) -> Result<u64, String> {
    let mut world = pathway::World::new(network, seed, replication);
    world.recount()?;
    let mut recounted = 0;
    let mut midnight = network.from.0 / DAY;
    while world.step(network.end) {
        world.check().map_err(|reason| at(&world, &reason))?;
        let day = world.now().0 / DAY;
        let often = RECOUNT.max(world.in_network());
        if world.events() >= recounted + often || (day > midnight && world.events() > recounted + often / 20) {
            (recounted, midnight) = (world.events(), day);
            world.recount().map_err(|reason| at(&world, &reason))?;
        }
    }
    world.finish();
    world.recount()?;
    world.little()?;
    Ok(world.events())
}

fn at(world: &pathway::World, reason: &str) -> String {
    format!("event {} at tick {}: {reason}", world.events(), world.now().0)
}

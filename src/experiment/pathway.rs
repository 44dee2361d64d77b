//! Replications of one or more networks, on the same patients and luck.

use super::run::{Progress, Watch, in_order};
use crate::measure::pathway::{Line, lines, values};
use crate::model::pathway::{Network, World};
use std::sync::Arc;

/// A network under a name.
#[derive(Clone, PartialEq, Debug)]
pub struct Arm {
    pub name: String,
    pub network: Arc<Network>,
    /// What each value of a replication is of.
    pub lines: Vec<Line>,
}

impl Arm {
    pub fn new(name: String, network: Arc<Network>) -> Arm {
        Arm {
            name,
            lines: lines(&network),
            network,
        }
    }
}

/// What is kept of one network in one replication.
#[derive(Clone, PartialEq, Debug)]
pub struct Finished {
    /// In the order of [`Arm::lines`].
    pub values: Vec<Option<f64>>,
    /// Ticks at each number of occupied servers, by service.
    pub at_occupied: Vec<Vec<u64>>,
    pub events: u64,
    /// The first law that does not hold, if any.
    pub broken: Option<String>,
}

/// All replications of all networks.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// The base first.
    pub arms: Vec<Arm>,
    /// In order of replication; in each, in order of arm.
    pub replications: Vec<Vec<Finished>>,
    pub seed: u64,
}

/// Runs every network in every replication; results do not depend on threads.
pub fn run(arms: Vec<Arm>, seed: u64, replications: u32, watch: &dyn Watch) -> Outcome {
    let replications = in_order(replications, |replication| {
        arms.iter().map(|arm| one(arm, seed, replication, watch)).collect()
    });
    Outcome {
        arms,
        replications,
        seed,
    }
}

/// Days that [`run`] simulates and tells its watch of.
pub fn days(arms: &[Arm], replications: u32) -> u64 {
    arms.iter().map(|arm| days_of(&arm.network)).sum::<u64>() * u64::from(replications)
}

fn days_of(network: &Network) -> u64 {
    network.end.since(network.from).as_days().max(1.0) as u64
}

fn one(arm: &Arm, seed: u64, replication: u32, watch: &dyn Watch) -> Finished {
    let mut world = World::new(&arm.network, seed, replication);
    world.finish();
    watch.heard(Progress {
        events: world.events(),
        days: days_of(&arm.network),
    });
    Finished {
        values: values(&world),
        at_occupied: (0..arm.network.stations.len())
            .map(|s| world.areas(s).at_occupied.clone())
            .collect(),
        events: world.events(),
        broken: world.check().and_then(|()| world.little()).err(),
    }
}

impl Outcome {
    /// The values of one line of one arm, in order of replication; those without meaning are left out.
    pub fn values(&self, arm: usize, line: &Line) -> Vec<f64> {
        let Some(at) = self.arms[arm].lines.iter().position(|l| l == line) else {
            return Vec::new();
        };
        self.replications.iter().filter_map(|r| r[arm].values[at]).collect()
    }
    /// The line of a measure by names; `hour` as in [`Line`]. None where the arm has no such line.
    pub fn line(&self, arm: usize, measure: &str, class: &str, service: &str, hour: Option<u8>) -> Option<&Line> {
        let found = |l: &&Line| l.entry().name == measure && l.class == class && l.service == service && l.hour == hour;
        self.arms[arm].lines.iter().find(found)
    }
    /// The first law that does not hold in any replication.
    pub fn broken(&self) -> Option<&str> {
        self.replications.iter().flatten().find_map(|f| f.broken.as_deref())
    }
}

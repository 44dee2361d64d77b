//! The flags that commands which simulate have in common.

use crate::scenario::Plan;
use clap::Args;
use std::path::PathBuf;

/// Flags of `run` and `compare`.
#[derive(Args, Clone, Debug, Default)]
pub struct RunOptions {
    /// Replications: independent draws of people and luck, the same ones for every scenario [default: 10].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub seeds: Option<u32>,
    /// Reported years, instead of the scenario's.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=30))]
    pub years: Option<u32>,
    /// Residents, instead of the scenario's; capacities, lists and block values scale with them.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1_000..=5_000_000))]
    pub population: Option<u32>,
    /// Threads; all cores if not given. Results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_024))]
    pub threads: Option<u32>,
    /// Folder for the results.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace results of other work in the same folder.
    #[arg(long)]
    pub force: bool,
    /// No progress bar and no summary.
    #[arg(long, short)]
    pub quiet: bool,
    /// A sketch: 50,000 residents (35,000 of claims) and 3 seeds unless given. Smaller pools wait longer, so waits differ from a full run.
    #[arg(long)]
    pub quick: bool,
}

/// Seeds of a full run.
const SEEDS: u32 = 10;
/// Residents and seeds of a sketch.
const QUICK_PEOPLE: u32 = 50_000;
const QUICK_SEEDS: u32 = 3;

impl RunOptions {
    /// Replications to run.
    pub fn replications(&self) -> u32 {
        self.seeds.unwrap_or(if self.quick { QUICK_SEEDS } else { SEEDS })
    }
    /// The plan as these flags want it.
    pub fn apply(&self, plan: &Plan) -> Plan {
        let people = self.population.or(self.quick.then_some(QUICK_PEOPLE));
        let plan = people.map_or_else(|| plan.clone(), |people| plan.scaled(people));
        self.years.map_or_else(|| plan.clone(), |years| plan.with_years(years))
    }
}

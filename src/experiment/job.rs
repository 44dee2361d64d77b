//! Arms and replications: the base runs to each point at which an alternative begins to differ, is forked there, and
//! runs on.

use super::align::align;
use super::fate::{Split, split};
use super::run::{Progress, Watch, in_order};
use super::world::{MonthResult, Simulation};
use crate::economy::Transfer;
use crate::engine::{Month, Time};
use crate::measure::{Series, Setting, organisation, tidy};
use crate::model::fact::NeedFate;
use crate::model::lever::Decision;
use std::sync::Arc;

/// What to run.
pub struct Design<P> {
    /// The base first, then its alternatives.
    pub arms: Vec<(String, Arc<P>)>,
    pub seed: u64,
    pub replications: u32,
    /// Each arm has its own seeds: only to measure what pairing gains.
    pub independent: bool,
}

/// What is kept of one arm in one replication.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ArmRecord {
    pub series: Series,
    pub decisions: Vec<Decision>,
    /// Against the base, month by month; empty for the base and where arms are independent.
    pub splits: Vec<Split>,
    pub events: u64,
    /// Money from whom to whom, by reported month.
    pub transfers: Vec<Vec<Transfer>>,
}

/// All arms of one replication.
#[derive(Clone, PartialEq, Debug)]
pub struct Replication {
    pub replication: u32,
    pub seed: u64,
    pub arms: Vec<ArmRecord>,
}

/// When an alternative leaves the base.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Parting {
    /// At or before the start of the warm-up: it runs its own.
    FromTheStart,
    At(Time),
    Never,
}

/// Everything an experiment gives.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// Names of the arms, the base first.
    pub arms: Vec<String>,
    pub partings: Vec<Parting>,
    pub settings: Vec<Setting>,
    pub months: Vec<Month>,
    /// In order of replication.
    pub replications: Vec<Replication>,
    pub independent: bool,
}

impl<P: Send + Sync> Design<P> {
    /// Simulated days of all worlds together, shared pasts counted once.
    pub fn days<W: Simulation<Plan = P>>(&self) -> u64 {
        let base = &self.arms[0].1;
        let span = |plan: &P, from: Time| u64::from(W::end(plan).day() - from.day().min(W::end(plan).day()));
        let one: u64 = (self.arms.iter().enumerate())
            .map(|(i, (_, plan))| {
                let start = W::start_of_warm_up(plan);
                match parting::<W>(base, plan, self.independent) {
                    _ if i == 0 => span(plan, start),
                    Parting::FromTheStart => span(plan, start),
                    Parting::At(t) => span(plan, t),
                    Parting::Never => 0,
                }
            })
            .sum();
        one * u64::from(self.replications)
    }
}

/// When an alternative leaves the base.
pub fn parting<W: Simulation>(base: &W::Plan, alternative: &W::Plan, independent: bool) -> Parting {
    let start = W::start_of_warm_up(base);
    if independent {
        return Parting::FromTheStart;
    }
    match W::first_difference(base, alternative) {
        None => Parting::Never,
        Some(t) if t <= start || start != W::start_of_warm_up(alternative) => Parting::FromTheStart,
        Some(t) if t >= W::end(base) => Parting::Never,
        Some(t) => Parting::At(t),
    }
}

/// Runs every replication of a design.
///
/// # Panics
/// When the design has no arm.
pub fn run<W: Simulation>(design: &Design<W::Plan>, watch: &dyn Watch) -> Outcome {
    run_from::<W>(design, 0, watch)
}

/// Runs every replication of a design, numbered from `first`: other people and luck than those of lower numbers.
///
/// # Panics
/// When the design has no arm.
pub fn run_from<W: Simulation>(design: &Design<W::Plan>, first: u32, watch: &dyn Watch) -> Outcome {
    let (settings, partings) = prepared::<W>(design);
    let replications = in_order(design.replications, |replication| {
        one_replication::<W>(design, &settings, &partings, first + replication, watch)
    });
    Outcome::of(design, settings, partings, replications)
}

impl Outcome {
    /// What replications of a design, in order, give.
    pub(super) fn new<W: Simulation>(design: &Design<W::Plan>, replications: Vec<Replication>) -> Outcome {
        let (settings, partings) = prepared::<W>(design);
        Outcome::of(design, settings, partings, replications)
    }

    fn of<P>(
        design: &Design<P>,
        mut settings: Vec<Setting>,
        partings: Vec<Parting>,
        mut replications: Vec<Replication>,
    ) -> Outcome {
        align(&mut settings, &mut replications);
        Outcome {
            arms: design.arms.iter().map(|(name, _)| name.clone()).collect(),
            partings,
            settings,
            months: replications
                .first()
                .map(|r| r.arms[0].series.months.clone())
                .unwrap_or_default(),
            replications,
            independent: design.independent,
        }
    }
}

/// Runs one replication of a design, numbered from 0, whatever its number of replications.
///
/// # Panics
/// When the design has no arm.
pub fn single<W: Simulation>(design: &Design<W::Plan>, replication: u32, watch: &dyn Watch) -> Replication {
    let (settings, partings) = prepared::<W>(design);
    one_replication::<W>(design, &settings, &partings, replication, watch)
}

/// Settings and partings of all arms.
fn prepared<W: Simulation>(design: &Design<W::Plan>) -> (Vec<Setting>, Vec<Parting>) {
    let base = &design.arms[0].1;
    let settings = design.arms.iter().map(|(_, plan)| W::setting(plan)).collect();
    let part = |(i, (_, plan)): (usize, &(String, Arc<W::Plan>))| match i {
        0 => Parting::Never,
        _ => parting::<W>(base, plan, design.independent),
    };
    (settings, design.arms.iter().enumerate().map(part).collect())
}

/// An arm on its way: its world and what was taken from it.
struct Arm<'a, W> {
    world: W,
    setting: &'a Setting,
    weights: Option<[f64; tidy::STRATA]>,
    series: Series,
    decisions: Vec<Decision>,
    fates: Vec<NeedFate>,
    transfers: Vec<Vec<Transfer>>,
    at: Time,
}

impl<'a, W: Simulation> Arm<'a, W> {
    /// All that was taken so far, with another world to go on in.
    fn fork(&self, world: W, setting: &'a Setting) -> Arm<'a, W> {
        Arm {
            world,
            setting,
            weights: self.weights,
            series: self.series.clone(),
            decisions: self.decisions.clone(),
            fates: self.fates.clone(),
            transfers: self.transfers.clone(),
            at: self.at,
        }
    }

    /// Advances month by month, so that a month's facts need not be kept and progress can be told.
    fn advance(&mut self, until: Time, watch: &dyn Watch) {
        while self.at < until {
            let stop = Month::of(self.at).next().start().min(until);
            let before = self.world.events();
            self.world.advance(stop);
            for month in self.world.take_months() {
                self.take(month);
            }
            self.fates.append(&mut self.world.take_fates());
            watch.heard(Progress {
                events: self.world.events() - before,
                days: u64::from(stop.day() - self.at.day()),
            });
            self.at = stop;
        }
    }

    fn take(&mut self, month: MonthResult) {
        self.decisions.extend(month.decisions);
        if month.facts.reported {
            let weights = *self.weights.get_or_insert_with(|| tidy::weights(&month.facts));
            let mut rows = tidy::rows(&month.facts, &month.accounts, self.setting, &weights);
            rows.extend(organisation::rows(&month.condition, month.facts.month, self.setting));
            self.series.push(month.facts.month, &rows);
            self.transfers.push(month.transfers);
        }
    }

    fn record(self, splits: Vec<Split>) -> ArmRecord {
        ArmRecord {
            events: self.world.events(),
            series: self.series,
            decisions: self.decisions,
            splits,
            transfers: self.transfers,
        }
    }
}

fn one_replication<W: Simulation>(
    design: &Design<W::Plan>,
    settings: &[Setting],
    partings: &[Parting],
    replication: u32,
    watch: &dyn Watch,
) -> Replication {
    let base_plan = &design.arms[0].1;
    let fresh = |arm: usize, weights| {
        let plan = &design.arms[arm].1;
        // Independent arms take replications far from those of the base: another population, another luck.
        let apart = if design.independent { arm as u32 * 1_000_000 } else { 0 };
        Arm {
            world: W::new(plan, design.seed, replication + apart),
            setting: &settings[arm],
            weights,
            series: Series::default(),
            decisions: Vec::new(),
            fates: Vec::new(),
            transfers: Vec::new(),
            at: W::start_of_warm_up(plan),
        }
    };
    let mut base: Arm<'_, W> = fresh(0, None);

    // Forks in the order of their instants; each waits while the base runs on.
    let mut forks: Vec<(Time, usize)> = (partings.iter().enumerate())
        .filter_map(|(i, parting)| match parting {
            Parting::At(t) => Some((*t, i)),
            Parting::FromTheStart | Parting::Never => None,
        })
        .collect();
    forks.sort_unstable();
    let mut waiting: Vec<Option<Arm<'_, W>>> = partings.iter().map(|_| None).collect();
    for (at, arm) in forks {
        base.advance(at, watch);
        waiting[arm] = Some(base.fork(base.world.fork(&design.arms[arm].1), &settings[arm]));
    }
    base.advance(W::end(base_plan), watch);

    let first = base.series.months.first().copied().unwrap_or_default();
    let months = base.series.months.len();
    let mut records: Vec<ArmRecord> = Vec::with_capacity(partings.len());
    let base_fates = std::mem::take(&mut base.fates);
    for (i, parting) in partings.iter().enumerate().skip(1) {
        let mut arm = match parting {
            Parting::Never => base.fork(base.world.clone(), &settings[i]),
            Parting::FromTheStart => fresh(i, base.weights),
            Parting::At(_) => waiting[i].take().expect("every arm that parts was forked above"),
        };
        if *parting == Parting::Never {
            arm.fates.clone_from(&base_fates);
        } else {
            // The base has run: the weights of standardisation are those of its first month.
            arm.weights = base.weights;
            arm.advance(W::end(&design.arms[i].1), watch);
        }
        let splits = if design.independent {
            Vec::new()
        } else {
            split(base_fates.clone(), std::mem::take(&mut arm.fates), first, months)
        };
        records.push(arm.record(splits));
    }
    records.insert(0, base.record(Vec::new()));
    Replication {
        replication,
        seed: design.seed,
        arms: records,
    }
}

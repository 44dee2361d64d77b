//! The runs behind a calibration: the same people and luck for every trial, all trials of a step side by side.

use super::progress::Bar;
use crate::analysis::calibration::{Knob, Place, Runs, Target, runs_for, set};
use crate::analysis::least_squares::{Asked, Found, Residuals, Why, descend};
use crate::experiment::run::in_order;
use crate::experiment::{Design, Outcome, run as run_design};
use crate::scenario::Plan;
use crate::sim::World;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;
use std::time::Instant;

/// What is fitted to what, and with how many runs.
pub struct Fitting {
    /// Name of the arm in outcomes.
    pub name: String,
    pub plan: Plan,
    pub place: Place,
    pub targets: Vec<Target>,
    pub knobs: Vec<Knob>,
    /// Replications of the first year.
    pub seeds: u32,
    /// Replications of five years.
    pub growth_seeds: u32,
    pub quiet: bool,
}

/// A fit, with the runs at its end.
pub struct Ended {
    pub before: Residuals,
    pub after: Found,
    pub outcomes: BTreeMap<Runs, Outcome>,
}

impl Fitting {
    /// Downhill from the present values by so many Gauss–Newton steps; none is a look at the present misfit.
    pub fn fit(&self, iterations: u32) -> Ended {
        let start: Vec<f64> = self.knobs.iter().map(|knob| knob.coordinate(knob.value)).collect();
        #[expect(
            clippy::disallowed_methods,
            reason = "only `app` may look at the clock, to tell how long it takes"
        )]
        let clock = Instant::now();
        let ask = |why: Why| Asked { at: start.clone(), why };
        let first = [ask(Why::Whole)];
        self.tell(&format!(
            "{} lines, {} parameters, {} residents",
            self.targets.len(),
            self.knobs.len(),
            self.plan.model.people
        ));
        let (before, outcomes) = self.answers(&first).swap_remove(0);
        let mut ended = Ended {
            after: Found {
                at: start.clone(),
                residuals: before.clone(),
            },
            before,
            outcomes,
        };
        if iterations == 0 || self.knobs.is_empty() {
            return ended;
        }
        // Each step moves every parameter once and tries its end with three dampings; all is read again at the end.
        let moved = (0..self.knobs.len()).map(Why::Derivative);
        let step: Vec<Asked> = moved.chain([Why::Trial; 3]).map(ask).collect();
        let per_day = clock.elapsed().as_secs_f64() / self.days(&first) as f64;
        let days = self.days(&step) * u64::from(iterations) + self.days(&first);
        let (years, minutes) = (days as f64 / 365.0, days as f64 * per_day / 60.0);
        self.tell(&format!("about {years:.0} place-years to run, {minutes:.0} minutes"));
        let steps: Vec<f64> = (self.knobs.iter())
            .map(|knob| knob.step / (knob.high - knob.low))
            .collect();
        ended.after = descend(
            ended.after,
            &steps,
            iterations,
            &mut |asked| {
                self.answers(asked)
                    .into_iter()
                    .map(|(residuals, _)| residuals)
                    .collect()
            },
            &mut |step| {
                let verdict = if step.accepted { "taken" } else { "no better" };
                self.tell(&format!(
                    "step {} (damping {}): misfit {:.2}, {verdict}",
                    step.iteration, step.damping, step.misfit
                ));
            },
        );
        let last = [Asked {
            at: ended.after.at.clone(),
            why: Why::Whole,
        }];
        (ended.after.residuals, ended.outcomes) = self.answers(&last).swap_remove(0);
        ended
    }

    /// The plan with the parameters at these coordinates.
    pub fn plan_at(&self, at: &[f64]) -> Plan {
        let mut plan = self.plan.clone();
        for (knob, x) in self.knobs.iter().zip(at) {
            set(&mut plan, &knob.path, knob.at(*x));
        }
        plan
    }

    fn tell(&self, line: &str) {
        if !self.quiet {
            eprintln!("{line}");
        }
    }

    /// The runs of a list of questions: question, kind, seed. Long ones come first, so that threads end together.
    fn jobs(&self, asked: &[Asked]) -> Vec<(usize, Runs, u32)> {
        let mut jobs = Vec::new();
        for (i, question) in asked.iter().enumerate() {
            let read = |runs: &Runs| self.targets.iter().any(|target| target.runs == *runs);
            // The first year is run even if no line is read from it: people and money are.
            let needed = runs_for(question.why, &self.knobs).into_iter();
            for runs in needed.filter(|runs| *runs == Runs::Year1 || read(runs)) {
                let seeds = if runs == Runs::Year1 {
                    self.seeds
                } else {
                    self.growth_seeds
                };
                jobs.extend((0..seeds).map(|seed| (i, runs, seed)));
            }
        }
        jobs.sort_by_key(|(_, runs, _)| *runs == Runs::Year1);
        jobs
    }

    fn design(&self, plan: &Plan, seed: u32) -> Design<Plan> {
        Design {
            arms: vec![(self.name.clone(), Arc::new(plan.clone()))],
            // Seeds 1, 2, …: one replication each, so that every run is a job of its own.
            seed: u64::from(seed) + 1,
            replications: 1,
            independent: false,
        }
    }

    /// Simulated days of a list of questions.
    fn days(&self, asked: &[Asked]) -> u64 {
        let of = |runs: Runs| self.design(&runs.plan(&self.plan), 0).days::<World>();
        let days: BTreeMap<Runs, u64> = Runs::ALL.map(|runs| (runs, of(runs))).into();
        self.jobs(asked).iter().map(|(_, runs, _)| days[runs]).sum()
    }

    /// Runs what a list of questions needs and reads every line.
    fn answers(&self, asked: &[Asked]) -> Vec<(Residuals, BTreeMap<Runs, Outcome>)> {
        let jobs = self.jobs(asked);
        let bar = Bar::new(self.days(asked), self.quiet);
        let plans: Vec<Plan> = asked.iter().map(|question| self.plan_at(&question.at)).collect();
        let outcomes = in_order(jobs.len() as u32, |job| {
            let (question, runs, seed) = jobs[job as usize];
            run_design::<World>(&self.design(&runs.plan(&plans[question]), seed), &bar)
        });
        bar.finish();
        let mut gathered: Vec<BTreeMap<Runs, Outcome>> = asked.iter().map(|_| BTreeMap::new()).collect();
        for (&(question, runs, _), outcome) in jobs.iter().zip(outcomes) {
            match gathered[question].entry(runs) {
                Entry::Vacant(free) => {
                    free.insert(outcome);
                }
                Entry::Occupied(mut taken) => taken.get_mut().replications.extend(outcome.replications),
            }
        }
        let read = |outcomes: &BTreeMap<Runs, Outcome>| -> Residuals {
            let one = |target: &Target| {
                let outcome = outcomes.get(&target.runs)?;
                Some(target.residual(self.place.read(target, outcome)?))
            };
            self.targets.iter().map(one).collect()
        };
        gathered
            .into_iter()
            .map(|outcomes| (read(&outcomes), outcomes))
            .collect()
    }
}

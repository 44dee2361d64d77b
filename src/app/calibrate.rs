//! `carecurve calibrate-baseline`: fits the shipped place to the published figures of its first year and its growth.

use super::progress::Bar;
use super::{BAD_INPUT, show};
use crate::analysis::calibration::{self, Fit, Knob, Making, Place, Runs, Target, calibrated, runs_for, set};
use crate::analysis::least_squares::{Asked, Found, Residuals, Why, descend};
use crate::experiment::run::{in_order, with_threads};
use crate::experiment::{Design, Outcome, run as run_design};
use crate::scenario::{Embedded, Plan, Problems, Source, load};
use crate::sim::World;
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

/// The place that is fitted, and its texts.
const PLACE: &str = "england/place";
const CALIBRATION: &str = "england/calibration.json";
const PARAMETERS: &str = "england/calibration_parameters.csv";
const TARGETS: [&str; 2] = [
    "england/tables/validation_year_1.csv",
    "england/tables/validation_growth.csv",
];

/// What `calibrate-baseline` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Replications of the first year, the same people and luck for every trial.
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    seeds: u32,
    /// Replications of five years, for growth; as many as --seeds if that is fewer.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    growth_seeds: u32,
    /// Gauss–Newton steps.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=50))]
    iterations: u32,
    /// Residents, instead of 300,000: a sketch, since smaller pools wait longer.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1_000..=5_000_000))]
    population: Option<u32>,
    /// Threads; all cores if not given. Results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_024))]
    threads: Option<u32>,
    /// File for the fitted values; what it holds already is where the fit starts.
    #[arg(long, value_name = "FILE", default_value = "scenarios/england/calibration.json")]
    out: PathBuf,
    /// Replace values fitted before.
    #[arg(long)]
    force: bool,
    /// Fit nothing: show the misfit of the present values, exit code 1 if a line is outside its band.
    #[arg(long)]
    check: bool,
    /// No progress.
    #[arg(long, short)]
    quiet: bool,
}

/// The shipped texts, with the calibration as it stands on the disk.
struct Present<'a>(&'a Path);

impl Source for Present<'_> {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        match name {
            CALIBRATION => std::fs::read(self.0).ok().or_else(|| Embedded.read(name)),
            _ => Embedded.read(name),
        }
    }
}

/// Fits or checks: 0 done, 1 a band fails (`--check`) or the file cannot be written, 2 bad input.
pub fn run(arguments: &Arguments) -> ExitCode {
    let work = match Work::new(arguments) {
        Ok(work) => work,
        Err(Refusal::Problems(problems)) => {
            show::problems(&problems);
            return ExitCode::from(BAD_INPUT);
        }
        Err(Refusal::Why(why)) => {
            eprintln!("{why}");
            return ExitCode::from(BAD_INPUT);
        }
    };
    let threads = arguments.threads.unwrap_or(0) as usize;
    let fit = with_threads(threads, || work.fit());
    show::out(&format!("{}\n{}", fit.lines_table(), fit.knobs_table()));
    if arguments.check {
        return ExitCode::from(u8::from(!fit.all_in_band()));
    }
    let making = Making {
        place: PLACE.to_owned(),
        people: work.plan.model.people,
        seeds: arguments.seeds,
        growth_seeds: work.growth_seeds(),
        iterations: arguments.iterations,
    };
    match std::fs::write(&arguments.out, fit.document(&making, &work.kept)) {
        Ok(()) => {
            let file = arguments.out.display();
            show::out(&format!("\n{file} written; build again to ship it in the program\n"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}: {error}", arguments.out.display());
            ExitCode::FAILURE
        }
    }
}

enum Refusal {
    Problems(Problems),
    Why(String),
}

/// A fit in hand.
struct Work<'a> {
    arguments: &'a Arguments,
    plan: Plan,
    place: Place,
    targets: Vec<Target>,
    knobs: Vec<Knob>,
    /// Values fitted before, by path.
    kept: BTreeMap<String, f64>,
}

impl Work<'_> {
    fn new(arguments: &Arguments) -> Result<Work<'_>, Refusal> {
        let plan = load(&format!("{PLACE}.json"), &Present(&arguments.out)).map_err(Refusal::Problems)?;
        let kept = calibrated(&plan.model);
        if arguments.out.exists() && !kept.is_empty() && !arguments.force && !arguments.check {
            let file = arguments.out.display();
            let why = format!("{file} holds fitted values; --force fits on from them, --out FILE writes elsewhere");
            return Err(Refusal::Why(why));
        }
        let shipped = |name: &str| Embedded.read(name).expect("a test holds the list of shipped files");
        let told = |file: &'static str| move |why| Refusal::Why(format!("{file}: {why}"));
        let [year_1, growth] = TARGETS.map(shipped);
        let targets = calibration::targets(&year_1, &growth).map_err(told(TARGETS[0]))?;
        let knobs = calibration::knobs(&shipped(PARAMETERS), &plan.model.parameters).map_err(told(PARAMETERS))?;
        if knobs.len() >= targets.len() {
            let why = format!("{} parameters for {} lines: too many", knobs.len(), targets.len());
            return Err(Refusal::Why(why));
        }
        let plan = match arguments.population {
            Some(people) => plan.scaled(people),
            None => plan,
        };
        Ok(Work {
            arguments,
            place: Place::of(&plan),
            plan,
            targets,
            knobs,
            kept,
        })
    }

    fn growth_seeds(&self) -> u32 {
        self.arguments.growth_seeds.min(self.arguments.seeds)
    }

    fn fit(&self) -> Fit {
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
        let before = self.answer(&first).swap_remove(0);
        let mut after = Found {
            at: start.clone(),
            residuals: before.clone(),
        };
        if !self.arguments.check {
            // Each step moves every parameter once and tries its end with three dampings; all is read again at the end.
            let moved = (0..self.knobs.len()).map(Why::Derivative);
            let step: Vec<Asked> = moved.chain([Why::Trial; 3]).map(ask).collect();
            let per_day = clock.elapsed().as_secs_f64() / self.days(&first) as f64;
            let days = self.days(&step) * u64::from(self.arguments.iterations) + self.days(&first);
            let (years, minutes) = (days as f64 / 365.0, days as f64 * per_day / 60.0);
            self.tell(&format!("about {years:.0} place-years to run, {minutes:.0} minutes"));
            let steps: Vec<f64> = (self.knobs.iter())
                .map(|knob| knob.step / (knob.high - knob.low))
                .collect();
            after = descend(
                after,
                &steps,
                self.arguments.iterations,
                &mut |asked| self.answer(asked),
                &mut |step| {
                    let verdict = if step.accepted { "taken" } else { "no better" };
                    self.tell(&format!(
                        "step {} (damping {}): misfit {:.2}, {verdict}",
                        step.iteration, step.damping, step.misfit
                    ));
                },
            );
            let last = [Asked {
                at: after.at.clone(),
                why: Why::Whole,
            }];
            after.residuals = self.answer(&last).swap_remove(0);
        }
        Fit {
            knobs: self.knobs.clone(),
            targets: self.targets.clone(),
            before,
            after,
        }
    }

    fn tell(&self, line: &str) {
        if !self.arguments.quiet {
            eprintln!("{line}");
        }
    }

    /// The runs of a list of questions: question, kind, seed. Long ones come first, so that threads end together.
    fn jobs(&self, asked: &[Asked]) -> Vec<(usize, Runs, u32)> {
        let mut jobs = Vec::new();
        for (i, question) in asked.iter().enumerate() {
            for runs in runs_for(question.why, &self.knobs) {
                let seeds = if runs == Runs::Year1 {
                    self.arguments.seeds
                } else {
                    self.growth_seeds()
                };
                jobs.extend((0..seeds).map(|seed| (i, runs, seed)));
            }
        }
        jobs.sort_by_key(|(_, runs, _)| *runs == Runs::Year1);
        jobs
    }

    fn design(&self, plan: &Plan, seed: u32) -> Design<Plan> {
        Design {
            arms: vec![(PLACE.to_owned(), Arc::new(plan.clone()))],
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
    fn answer(&self, asked: &[Asked]) -> Vec<Residuals> {
        let jobs = self.jobs(asked);
        let bar = Bar::new(self.days(asked), self.arguments.quiet);
        let plans: Vec<Plan> = asked.iter().map(|question| self.plan_at(&question.at)).collect();
        let outcomes = in_order(jobs.len() as u32, |job| {
            let (question, runs, seed) = jobs[job as usize];
            run_design::<World>(&self.design(&runs.plan(&plans[question]), seed), &bar)
        });
        bar.finish();
        let mut gathered: BTreeMap<(usize, Runs), Outcome> = BTreeMap::new();
        for (&(question, runs, _), outcome) in jobs.iter().zip(outcomes) {
            match gathered.entry((question, runs)) {
                std::collections::btree_map::Entry::Vacant(free) => {
                    free.insert(outcome);
                }
                std::collections::btree_map::Entry::Occupied(mut taken) => {
                    taken.get_mut().replications.extend(outcome.replications);
                }
            }
        }
        (0..asked.len())
            .map(|question| {
                (self.targets.iter())
                    .map(|target| {
                        let outcome = gathered.get(&(question, target.runs))?;
                        Some(target.residual(self.place.read(target, outcome)?))
                    })
                    .collect()
            })
            .collect()
    }

    fn plan_at(&self, at: &[f64]) -> Plan {
        let mut plan = self.plan.clone();
        for (knob, x) in self.knobs.iter().zip(at) {
            set(&mut plan, &knob.path, knob.at(*x));
        }
        plan
    }
}

//! `carecurve calibrate-baseline`: fits the shipped place to the published figures of its first year and its growth.

use super::fitting::Fitting;
use super::{BAD_INPUT, show};
use crate::analysis::calibration::{self, Fit, Making, Place, calibrated};
use crate::experiment::run::with_threads;
use crate::scenario::{Embedded, Problems, Source, load};
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The place that is fitted, and its texts.
pub(super) const PLACE: &str = "england/place";
const CALIBRATION: &str = "england/calibration.json";
pub(super) const PARAMETERS: &str = "england/calibration_parameters.csv";
pub(super) const TARGETS: [&str; 2] = [
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
    let making = Making {
        place: PLACE.to_owned(),
        people: work.fitting.plan.model.people,
        seeds: arguments.seeds,
        growth_seeds: work.fitting.growth_seeds,
        iterations: arguments.iterations,
    };
    let kept = work.kept.clone();
    let fit = with_threads(threads, || work.fit());
    show::out(&format!("{}\n{}", fit.lines_table(), fit.knobs_table()));
    if arguments.check {
        return ExitCode::from(u8::from(!fit.all_in_band()));
    }
    match std::fs::write(&arguments.out, fit.document(&making, &kept)) {
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
    fitting: Fitting,
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
        let fitting = Fitting {
            name: PLACE.to_owned(),
            place: Place::of(&plan),
            plan,
            targets,
            knobs,
            seeds: arguments.seeds,
            growth_seeds: arguments.growth_seeds.min(arguments.seeds),
            quiet: arguments.quiet,
        };
        Ok(Work {
            arguments,
            fitting,
            kept,
        })
    }

    fn fit(self) -> Fit {
        let Work { arguments, fitting, .. } = self;
        let ended = fitting.fit(if arguments.check { 0 } else { arguments.iterations });
        Fit {
            knobs: fitting.knobs,
            targets: fitting.targets,
            before: ended.before,
            after: ended.after,
        }
    }
}

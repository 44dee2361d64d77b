//! `carecurve new NAME --from totals.csv`: a place from about a dozen local totals, fitted to those of activity, with a
//! table of what is met and what is not.

use super::calibrate::PARAMETERS;
use super::disk::Disk;
use super::fitting::{Ended, Fitting};
use super::output_file::FileDraft;
use super::{BAD_INPUT, show};
use crate::analysis::calibration::{self, Place, Runs};
use crate::analysis::local::{self, Line};
use crate::experiment::run::with_threads;
use crate::scenario::local::{England, Fitted, Totals, read, text};
use crate::scenario::{Embedded, Plan, Problems, Source, load};
use clap::Args;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Flags of `new --from`.
#[derive(Args, Debug)]
pub struct FitOptions {
    /// Fit nothing: set people, capacities and money, and show the misfit of activity as it is.
    #[arg(long, requires = "from")]
    no_calibrate: bool,
    /// Replications of the first year for each trial, the same people and luck for all [default: 2].
    #[arg(long, value_name = "N", requires = "from", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    seeds: Option<u32>,
    /// Gauss–Newton steps [default: 2].
    #[arg(long, value_name = "N", requires = "from", value_parser = clap::value_parser!(u32).range(1..=50))]
    steps: Option<u32>,
    /// Threads; all cores if not given. Results do not depend on it.
    #[arg(long, value_name = "N", requires = "from", value_parser = clap::value_parser!(u32).range(1..=1_024))]
    threads: Option<u32>,
    /// No progress.
    #[arg(long, short, requires = "from")]
    quiet: bool,
}

const SEEDS: u32 = 2;
const STEPS: u32 = 2;

/// A scenario that is not on the disk yet, under the name it will have.
struct Unwritten<'a> {
    name: &'a str,
    text: &'a str,
}

impl Source for Unwritten<'_> {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        match name == self.name {
            true => Some(self.text.as_bytes().to_vec()),
            false => Disk.read(name),
        }
    }
}

/// Writes the scenario and its misfit: 0 done, 2 bad input, 1 a file cannot be written.
pub fn run(totals: &str, path: &Path, name: &str, options: &FitOptions, force: bool) -> ExitCode {
    let refused = |why: String| {
        eprintln!("{why}");
        ExitCode::from(BAD_INPUT)
    };
    // What cannot be written is told before minutes are spent on it.
    let misfit = path.with_file_name(format!("{name}-misfit.csv"));
    let drafts = [path, misfit.as_path()].map(|place| FileDraft::new(place, force));
    let [Ok(mut scenario), Ok(mut table)] = drafts else {
        return refused(
            drafts
                .into_iter()
                .filter_map(Result::err)
                .collect::<Vec<_>>()
                .join("\n"),
        );
    };
    let bytes = match std::fs::read(totals) {
        Ok(bytes) => bytes,
        Err(error) => return refused(format!("{totals} cannot be read: {error}")),
    };
    let england = England::new();
    let made = read(totals, &bytes, &england).and_then(|totals| Ok((plan(path, name, &totals, &england)?, totals)));
    let (plan, totals) = match made {
        Ok(made) => made,
        Err(problems) => {
            show::problems(&problems);
            return ExitCode::from(BAD_INPUT);
        }
    };
    let fitting = fitting(plan, &totals, options);
    let steps = if options.no_calibrate {
        0
    } else {
        options.steps.unwrap_or(STEPS)
    };
    let ended = with_threads(options.threads.unwrap_or(0) as usize, || fitting.fit(steps));
    let lines = lines(&fitting, &totals, &ended, options.no_calibrate);
    let fitted = match options.no_calibrate {
        true => Fitted::new(),
        false => fitted(&fitting, &totals, &ended),
    };
    let written = (scenario.write_all(text(name, &totals, &england, &fitted).as_bytes()))
        .and_then(|()| table.write_all(local::csv(&lines).as_bytes()))
        .and_then(|()| table.publish())
        .and_then(|()| scenario.publish());
    if let Err(error) = written {
        eprintln!("{} cannot be written: {error}", path.display());
        return ExitCode::FAILURE;
    }
    report(&fitting, &ended, &lines, path, &misfit, options.no_calibrate);
    ExitCode::SUCCESS
}

/// The plan of the text as it will stand on the disk, before any fit.
fn plan(path: &Path, name: &str, totals: &Totals, england: &England) -> Result<Plan, Problems> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let text = text(name, totals, england, &Fitted::new());
    load(
        &shown,
        &Unwritten {
            name: &shown,
            text: &text,
        },
    )
}

fn fitting(plan: Plan, totals: &Totals, options: &FitOptions) -> Fitting {
    let shipped = Embedded
        .read(PARAMETERS)
        .expect("a test holds the list of shipped files");
    let all = calibration::knobs(&shipped, &plan.model.parameters).expect("a test reads the shipped list");
    let seeds = options.seeds.unwrap_or(SEEDS);
    Fitting {
        name: plan.name.clone(),
        place: Place::of(&plan),
        targets: local::targets(totals),
        knobs: local::knobs(all, totals),
        plan,
        seeds,
        growth_seeds: seeds,
        quiet: options.quiet,
    }
}

fn fitted(fitting: &Fitting, totals: &Totals, ended: &Ended) -> Fitted {
    let values = fitting.knobs.iter().zip(&ended.after.at);
    let told = values.map(|(knob, x)| (knob.path.clone(), (knob.at(*x), local::fitted_to(knob, totals))));
    told.collect()
}

fn lines(fitting: &Fitting, totals: &Totals, ended: &Ended, as_it_is: bool) -> Vec<Line> {
    let knobs = if as_it_is { &[] } else { fitting.knobs.as_slice() };
    let plan = fitting.plan_at(&ended.after.at);
    local::lines(
        totals,
        &plan,
        &ended.outcomes[&Runs::Year1],
        &ended.after.residuals,
        knobs,
    )
}

fn report(fitting: &Fitting, ended: &Ended, lines: &[Line], path: &Path, misfit: &Path, as_it_is: bool) {
    let mut told = format!("{}\n", local::table(lines));
    if !as_it_is {
        for why in local::at_bounds(&fitting.knobs, &ended.after.at) {
            told += &format!("{why}\n");
        }
    }
    show::warnings(&fitting.plan.warnings);
    let (path, misfit) = (path.display(), misfit.display());
    show::out(&format!(
        "{told}\n{path} and {misfit} written. Next:\n  carecurve check {path}\n  carecurve run {path} --quick\n"
    ));
}

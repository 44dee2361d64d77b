//! `carecurve verify`: theory, conservation, extreme conditions, loop gains and the baseline's bands in one table.

use super::output_file::FileDraft;
use super::progress::Bar;
use super::{BAD_INPUT, disk, show};
use crate::analysis::battery::{Case, LONGER, cases};
use crate::analysis::calibration::{Place, Runs, targets};
use crate::analysis::verify::{
    Row, Section, Verdict, all_hold, band, conservation, csv, extreme, gain, random, table, theory,
};
use crate::experiment::run::{in_order, with_threads};
use crate::experiment::{Design, checked, pathway, run as run_design};
use crate::scenario::{Embedded, Memory, Plan, Scenario, Source, load, open};
use crate::sim::World;
use clap::{Args, ValueEnum};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// The pair of the README, small, and what it needs.
const FRIMLEY: [(&str, &str); 2] = [
    (
        "systems/frimley/siloed.json",
        include_str!("../../scenarios/systems/frimley/siloed.json"),
    ),
    (
        "systems/frimley/neighbourhood-teams.json",
        include_str!("../../scenarios/systems/frimley/neighbourhood-teams.json"),
    ),
];
const FRIMLEY_PEOPLE: u32 = 20_000;
/// The teams begin after one year.
const FRIMLEY_YEARS: u32 = 2;
/// Where the shipped pathways lie; those that are not there are left out.
const PATHWAYS: &str = "scenarios/pathways";
/// Random pathways, and how many times as long as the generator's days they run: usually, and in the long form, which is
/// over fifty million events.
const RANDOM: (u32, f64) = (40, 3.0);
const RANDOM_FULL: (u32, f64) = (200, 200.0);
/// Residents of the largest place, and its days.
const MOST_PEOPLE: u32 = 10_000_000;
const MOST_DAYS: u32 = 7;

/// What `verify` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The long form: service 3 % longer in every case of theory, fifty million events in random pathways, 20 seeds and
    /// growth for the bands, ten million people.
    #[arg(long)]
    full: bool,
    /// One section only.
    #[arg(long, value_name = "SECTION")]
    only: Option<Only>,
    /// File for every row, as comma-separated values; the table shows of each case of theory the worst figure.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replaces that file if it is there.
    #[arg(long, requires = "out")]
    force: bool,
    /// Threads; all cores if not given. Results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_024))]
    threads: Option<u32>,
    /// No progress.
    #[arg(long, short)]
    quiet: bool,
}

/// A section by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Only {
    Theory,
    Conservation,
    Extremes,
    Gains,
    Bands,
}

impl Only {
    fn section(self) -> Section {
        match self {
            Only::Theory => Section::Theory,
            Only::Conservation => Section::Conservation,
            Only::Extremes => Section::Extremes,
            Only::Gains => Section::Gains,
            Only::Bands => Section::Bands,
        }
    }
}

/// Asks everything: 0 all holds, 1 something fails or the file cannot be written, 2 bad input.
pub fn run(arguments: &Arguments) -> ExitCode {
    let plan = match load("england/place.json", &Embedded) {
        Ok(plan) => plan,
        Err(problems) => {
            show::problems(&problems);
            return ExitCode::from(BAD_INPUT);
        }
    };
    // Before the long work, so that a place that cannot be written is told at once.
    let draft = (arguments.out.as_ref()).map(|file| FileDraft::new(file, arguments.force));
    let mut draft = match draft.transpose() {
        Ok(draft) => draft,
        Err(reason) => {
            eprintln!("{reason}");
            return ExitCode::from(BAD_INPUT);
        }
    };
    let rows = with_threads(arguments.threads.unwrap_or(0) as usize, || ask(arguments, &plan));
    show::out(&table(&theory::worst(&rows)));
    let written = draft
        .as_mut()
        .map_or(Ok(()), |file| file.write_all(csv(&rows).as_bytes()));
    if let Err(error) = written.and_then(|()| draft.map_or(Ok(()), FileDraft::publish)) {
        eprintln!("{}: {error}", arguments.out.clone().unwrap_or_default().display());
        return ExitCode::FAILURE;
    }
    ExitCode::from(u8::from(!all_hold(&rows)))
}

fn ask(arguments: &Arguments, plan: &Plan) -> Vec<Row> {
    let asked = |section: &Section| arguments.only.is_none_or(|only| only.section() == *section);
    (Section::ALL.into_iter().filter(asked))
        .flat_map(|section| match section {
            Section::Theory => ask_theory(arguments),
            Section::Conservation => ask_conservation(arguments),
            Section::Extremes => ask_extremes(arguments, plan),
            Section::Gains => ask_gains(arguments, plan),
            Section::Bands => ask_bands(arguments, plan),
        })
        .collect()
}

// Theory.

fn ask_theory(arguments: &Arguments) -> Vec<Row> {
    let cases = cases();
    let mut jobs: Vec<(Case, bool)> = cases.iter().map(|case| (case.clone(), false)).collect();
    if arguments.full {
        jobs = (cases.iter())
            .flat_map(|case| [(case.clone(), false), (case.longer(LONGER), true)])
            .collect();
    }
    let bar = Bar::new(jobs.len() as u64, arguments.quiet);
    let rows = jobs.iter().flat_map(|(case, longer)| {
        let arms = case.arms().expect("a test reads every case");
        let outcome = pathway::run(arms, case.seed(), case.replications, &EventsOnly(&bar));
        let found = case.judge(&outcome);
        bar.step();
        let mut rows = if *longer {
            vec![theory::noticed(case, &found)]
        } else {
            theory::rows(case, &found)
        };
        if let Some(reason) = outcome.broken() {
            let law = Row::none_of(Section::Theory, case.name.as_str(), "laws broken", 1, reason.to_owned());
            rows.push(law);
        }
        rows
    });
    let rows = rows.collect();
    bar.finish();
    rows
}

/// Hears events, not days: cases differ too much in days for a bar.
struct EventsOnly<'a>(&'a Bar);

impl crate::experiment::Watch for EventsOnly<'_> {
    fn heard(&self, progress: crate::experiment::Progress) {
        self.0.heard(crate::experiment::Progress { days: 0, ..progress });
    }
}

// Conservation.

fn ask_conservation(arguments: &Arguments) -> Vec<Row> {
    let mut rows = pathways();
    let (networks, longer) = if arguments.full { RANDOM_FULL } else { RANDOM };
    let bar = Bar::new(u64::from(networks), arguments.quiet);
    let found = in_order(networks, |number| {
        let found = random_pathway(&random::scenario(u64::from(number), longer));
        bar.step();
        found.map_err(|reason| format!("random pathway {number}: {reason}"))
    });
    bar.finish();
    let broken: Vec<&String> = found.iter().filter_map(|found| found.as_ref().err()).collect();
    let events: u64 = found.iter().flatten().sum();
    rows.push(Row::none_of(
        Section::Conservation,
        "random pathways, after every event",
        "laws broken, Little's law at every service among them",
        broken.len(),
        broken.first().map_or_else(
            || format!("{networks} networks, {:.1} million events", events as f64 / 1e6),
            |reason| (*reason).clone(),
        ),
    ));
    let source = FRIMLEY
        .iter()
        .fold(Memory::default(), |source, (name, text)| source.with(name, text));
    let plans: Vec<Arc<Plan>> = (FRIMLEY.iter())
        .map(|(name, _)| load(name, &source).expect("a test loads every shipped scenario"))
        .map(|plan| Arc::new(plan.scaled(FRIMLEY_PEOPLE).with_years(FRIMLEY_YEARS)))
        .collect();
    let bar = Bar::new(
        plans.iter().map(|plan| checked::days(plan, reported(plan))).sum(),
        arguments.quiet,
    );
    let runs = in_order(plans.len() as u32, |i| {
        checked::place(&plans[i as usize], 7, 0, reported(&plans[i as usize]), &bar)
    });
    bar.finish();
    for (plan, run) in plans.iter().zip(&runs) {
        rows.extend(conservation::place(&plan.name, i64::from(FRIMLEY_PEOPLE), run));
    }
    rows
}

/// Days from the start to the end of a plan.
fn reported(plan: &Plan) -> u32 {
    plan.end().day_number() - plan.start.day_number()
}

/// The shipped pathways, three replications each.
fn pathways() -> Vec<Row> {
    let mut files: Vec<PathBuf> = (std::fs::read_dir(PATHWAYS).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    let row = |path: &PathBuf| {
        let name = path.to_string_lossy();
        let plan = match open(&disk::name(&name), &disk::Disk) {
            Ok(Scenario::Pathway(plan)) => plan,
            Ok(Scenario::Place(_)) => return None,
            Err(problems) => {
                let note = problems.to_string().lines().next().unwrap_or_default().to_owned();
                return Some(Row::none_of(
                    Section::Conservation,
                    name,
                    "files that cannot be read",
                    1,
                    note,
                ));
            }
        };
        let arms = plan
            .variants
            .iter()
            .map(|v| pathway::Arm::new(v.label.clone(), v.network.clone()));
        let outcome = pathway::run(arms.collect(), 1, 3, &());
        let broken = outcome.broken();
        let figure = "replications in which a law breaks, Little's law at every service among them";
        let note = broken.map_or_else(
            || format!("{} networks, 3 replications", plan.variants.len()),
            str::to_owned,
        );
        Some(Row::none_of(
            Section::Conservation,
            name,
            figure,
            usize::from(broken.is_some()),
            note,
        ))
    };
    files.iter().filter_map(row).collect()
}

fn random_pathway(text: &str) -> Result<u64, String> {
    let source = Memory::default().with("random.json", text);
    match open("random.json", &source) {
        Ok(Scenario::Pathway(plan)) => (plan.variants.iter()).map(|v| checked::network(&v.network, 1, 0)).sum(),
        Ok(Scenario::Place(_)) => Err("read as a place".to_owned()),
        Err(problems) => Err(problems.to_string()),
    }
}

// Extreme conditions.

fn ask_extremes(arguments: &Arguments, plan: &Plan) -> Vec<Row> {
    let small = |change: &dyn Fn(&mut Plan)| Arc::new(extreme::small(plan, extreme::PEOPLE, extreme::WARM_UP, change));
    let mut plans = vec![small(&|_| ())];
    plans.extend(extreme::EXTREMES.iter().map(|extreme| small(&extreme.change)));
    plans.push(Arc::new(extreme::small(plan, 1, extreme::WARM_UP, |_| ())));
    let bar = Bar::new(
        plans.iter().map(|plan| checked::days(plan, extreme::DAYS)).sum(),
        arguments.quiet,
    );
    let runs = in_order(plans.len() as u32, |i| {
        checked::place(&plans[i as usize], 11, 0, extreme::DAYS, &bar)
    });
    bar.finish();
    let mut rows = Vec::new();
    for (extreme, run) in extreme::EXTREMES.iter().zip(&runs[1..]) {
        rows.extend(extreme::rows(
            extreme,
            &runs[0].months,
            &run.months,
            run.broken.as_deref(),
        ));
    }
    let one = &runs[runs.len() - 1];
    rows.push(extreme::survives("one person", one.months.len(), one.broken.as_deref()));
    rows.push(match arguments.full {
        true => largest(arguments, plan),
        false => Row::said(Section::Extremes, "ten million people", "", Verdict::NotAsked, "--full"),
    });
    rows
}

/// As many people as the issue asks for, over a week, and what a person takes in memory.
fn largest(arguments: &Arguments, plan: &Plan) -> Row {
    let before = memory();
    let large = Arc::new(extreme::small(plan, MOST_PEOPLE, 0, |_| ()));
    let bar = Bar::new(checked::days(&large, MOST_DAYS), arguments.quiet);
    let run = checked::place(&large, 1, 0, MOST_DAYS, &bar);
    bar.finish();
    let mut row = extreme::survives("ten million people", run.months.len(), run.broken.as_deref());
    row.note = match (&run.broken, before, memory()) {
        (Some(reason), ..) => reason.clone(),
        (None, Some(before), Some(after)) => {
            let each = (after.saturating_sub(before)) as f64 / f64::from(MOST_PEOPLE);
            format!(
                "{MOST_DAYS} days, {:.1} million events, {each:.0} bytes a person at most",
                run.events as f64 / 1e6
            )
        }
        _ => format!("{MOST_DAYS} days, {:.1} million events", run.events as f64 / 1e6),
    };
    row
}

/// Most memory held so far, in bytes, where the system tells.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}

// Loop gains.

fn ask_gains(arguments: &Arguments, plan: &Plan) -> Vec<Row> {
    let seeds = if arguments.full { 3 * gain::SEEDS } else { gain::SEEDS };
    let base = plan.scaled(gain::PEOPLE).with_years(gain::YEARS);
    let mut plans = vec![base.clone()];
    for of in &gain::LOOPS {
        let mut changed = base.clone();
        (of.put_in)(&mut changed);
        changed.economy.services = changed.model.services.clone();
        changed.economy.parameters = changed.model.parameters.clone();
        plans.push(changed);
    }
    let plans: Vec<Arc<Plan>> = plans.into_iter().map(Arc::new).collect();
    let days = reported(&plans[0]);
    let jobs = seeds * plans.len() as u32;
    let bar = Bar::new(checked::days(&plans[0], days) * u64::from(jobs), arguments.quiet);
    let runs = in_order(jobs, |job| {
        let (seed, of) = (job / plans.len() as u32, job as usize % plans.len());
        checked::place(&plans[of], 1, seed, days, &bar)
    });
    bar.finish();
    let by_seed: Vec<_> = runs.chunks(plans.len()).collect();
    let mut rows: Vec<Row> = (gain::LOOPS.iter().enumerate())
        .map(|(i, of)| {
            let pairs = by_seed
                .iter()
                .map(|runs| (of.measure)(&runs[0].months, &runs[1 + i].months));
            gain::row(of, &pairs.collect::<Vec<_>>())
        })
        .collect();
    if let Some(reason) = runs.iter().find_map(|run| run.broken.clone()) {
        rows.push(Row::none_of(
            Section::Gains,
            "the runs",
            "days on which a law is broken",
            1,
            reason,
        ));
    }
    rows.extend(gain::not_built());
    rows
}

// Bands.

fn ask_bands(arguments: &Arguments, plan: &Plan) -> Vec<Row> {
    let table = |name: &str| {
        let file = format!("england/tables/validation_{name}.csv");
        Embedded.read(&file).expect("the targets are shipped")
    };
    let targets = targets(&table("year_1"), &table("growth")).expect("the shipped targets are sound");
    let place = Place::of(plan);
    let (kinds, seeds, wider): (&[Runs], u32, f64) = match arguments.full {
        true => (&Runs::ALL, band::SEEDS, 0.0),
        false => (&[Runs::Year1], band::FEW, band::SAMPLING),
    };
    let mut rows = Vec::new();
    for kind in kinds {
        let design = Design {
            arms: vec![("england/place".to_owned(), Arc::new(kind.plan(plan)))],
            seed: 1,
            replications: seeds,
            independent: false,
        };
        let bar = Bar::new(design.days::<World>(), arguments.quiet);
        let outcome = run_design::<World>(&design, &bar);
        bar.finish();
        let of_kind: Vec<_> = targets.iter().filter(|target| target.runs == *kind).collect();
        rows.extend(band::rows(&place, &of_kind, &outcome, wider));
    }
    if !arguments.full {
        let long = targets.iter().filter(|target| target.runs != Runs::Year1);
        let why = "runs of five years: --full";
        rows.extend(long.map(|target| Row::said(Section::Bands, "baseline", target.name(), Verdict::NotAsked, why)));
    }
    rows
}

//! `carecurve compare BASE.json ALT.json…`: futures of the same people under different plans, paired.

use super::batch;
use super::option::RunOptions;
use super::output_folder::{Draft, Standing, standing};
use super::progress::Bar;
use super::{BAD_INPUT, disk, pathway, show};
use crate::analysis::Warning;
use crate::experiment::run::with_threads;
use crate::experiment::{Design, Simulation, run as run_design};
use crate::report::manifest::{ILLUSTRATIVE, Manifest};
use crate::report::{Study, answer, chart, table, words};
use crate::scenario::{Plan, Scenario};
use crate::sim::World;
use clap::Args;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// What `compare` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The base, then one or more alternatives.
    #[arg(required = true, num_args = 2.., value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    options: RunOptions,
}

/// Runs the scenarios on the same seeds and writes their folder.
pub fn run(arguments: &Arguments) -> ExitCode {
    simulate::<World>("compare", &arguments.files, &arguments.options)
}

/// Reads the scenarios, runs them and writes the folder: 0 done (or done before), 2 bad input, 1 anything else.
pub fn simulate<W: Simulation<Plan = Plan>>(command: &str, files: &[String], options: &RunOptions) -> ExitCode {
    let Some(scenarios) = read(files, options) else {
        return ExitCode::from(BAD_INPUT);
    };
    let names: Vec<&str> = scenarios.iter().map(|(name, _)| name.as_str()).collect();
    let folder = folder(&names, options);
    let (mut plans, mut pathways) = (Vec::new(), Vec::new());
    for (name, scenario) in scenarios {
        match scenario {
            Scenario::Place(plan) => plans.push((name, Arc::new(options.apply(&plan)))),
            Scenario::Pathway(plan) => pathways.push((name, *plan)),
        }
    }
    if let ([(place, _), ..], [(pathway, _), ..]) = (plans.as_slice(), pathways.as_slice()) {
        eprintln!("{place} is a place with its people, {pathway} only a pathway: they cannot be compared");
        return ExitCode::from(BAD_INPUT);
    }
    if !pathways.is_empty() {
        return pathway::simulate(command, &pathways, options, &folder);
    }
    let work = Work {
        command,
        plans,
        options,
    };
    if let Err(why) = work.comparable() {
        eprintln!("{why}");
        return ExitCode::from(BAD_INPUT);
    }
    let manifest = work.manifest::<W>().bytes();
    if let Some(code) = claim(&folder, &manifest, options) {
        return code;
    }
    match work.carry_out::<W>(&folder, &manifest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

/// Looks at the folder before any work: the exit code if there is nothing to do or nothing may be done.
pub(super) fn claim(folder: &Path, manifest: &[u8], options: &RunOptions) -> Option<ExitCode> {
    let found = match standing(folder, manifest) {
        Ok(found) => found,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            return Some(ExitCode::FAILURE);
        }
    };
    match found {
        Standing::Same if !options.force => {
            if !options.quiet {
                println!("{} already holds this work: nothing to do", folder.display());
            }
            Some(ExitCode::SUCCESS)
        }
        Standing::Other if !options.force => {
            eprintln!(
                "{} holds results of other work; --force replaces them, --out DIR goes elsewhere",
                folder.display()
            );
            Some(ExitCode::from(BAD_INPUT))
        }
        Standing::Foreign => {
            eprintln!(
                "{} is no folder of results and is left alone (even with --force); name another with --out DIR",
                folder.display()
            );
            Some(ExitCode::from(BAD_INPUT))
        }
        Standing::Free | Standing::Same | Standing::Other => None,
    }
}

/// The scenarios by the names of their files; tells all problems and warnings.
fn read(files: &[String], options: &RunOptions) -> Option<Vec<(String, Scenario)>> {
    let mut scenarios = Vec::new();
    let mut sound = true;
    for (name, file) in names(files).into_iter().zip(files) {
        match disk::scenario(file) {
            Ok(scenario) => {
                if !options.quiet {
                    show::warnings(scenario.warnings());
                }
                scenarios.push((name, scenario));
            }
            Err(problems) => {
                show::problems(&problems);
                sound = false;
            }
        }
    }
    sound.then_some(scenarios)
}

/// Where the results go.
fn folder(names: &[&str], options: &RunOptions) -> PathBuf {
    options.out.clone().unwrap_or_else(|| {
        let (base, others) = names.split_first().expect("there is always a base");
        let name = if others.is_empty() {
            (*base).to_string()
        } else {
            format!("{base}-vs-{}", others.join("-and-"))
        };
        Path::new("output").join(name)
    })
}

/// The stem of each file; with its folder, then its place on the command line, where stems are the same.
pub(super) fn names(files: &[String]) -> Vec<String> {
    let part = |path: Option<&std::ffi::OsStr>| path.map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = |file: &String| part(Path::new(file).file_stem());
    let with_folder = |file: &String| {
        let folder = part(Path::new(file).parent().and_then(Path::file_name));
        format!("{folder}-{}", stem(file))
    };
    let unique = |list: &[String]| {
        let set: std::collections::BTreeSet<&String> = list.iter().collect();
        set.len() == list.len()
    };
    let stems: Vec<String> = files.iter().map(stem).collect();
    if unique(&stems) {
        return stems;
    }
    let longer: Vec<String> = files.iter().map(with_folder).collect();
    if unique(&longer) {
        return longer;
    }
    stems
        .iter()
        .enumerate()
        .map(|(i, stem)| format!("{stem}-{}", i + 1))
        .collect()
}

/// What was asked for.
struct Work<'a> {
    command: &'a str,
    plans: Vec<(String, Arc<Plan>)>,
    options: &'a RunOptions,
}

/// Seed of every run; replications are its numbered streams.
pub(super) const SEED: u64 = 1;

impl Work<'_> {
    fn base(&self) -> &Plan {
        &self.plans[0].1
    }

    /// Arms are compared month by month, so they must cover the same months.
    fn comparable(&self) -> Result<(), String> {
        for (name, plan) in &self.plans[1..] {
            if plan.start != self.base().start || plan.years != self.base().years {
                return Err(format!(
                    "{name} covers {} to {}, {} covers {} to {}: scenarios that are compared must cover the same months \
                     (start_date and years, or --years)",
                    plan.start,
                    plan.end(),
                    self.plans[0].0,
                    self.base().start,
                    self.base().end()
                ));
            }
        }
        Ok(())
    }

    fn design(&self) -> Design<Plan> {
        Design {
            arms: self.plans.clone(),
            seed: SEED,
            replications: self.options.replications(),
            independent: false,
        }
    }

    fn manifest<W: Simulation<Plan = Plan>>(&self) -> Manifest {
        let base = self.base();
        let scenarios = (self.plans.iter().enumerate())
            .map(|(i, (name, plan))| batch::record::<W>(i, name.clone(), base, plan, false))
            .collect();
        let mut notes = vec![ILLUSTRATIVE.to_string()];
        if !base.scaled_figures.is_empty() {
            notes.push(format!(
                "Scaled to {} residents: smaller pools of beds and staff make people wait longer than in the whole place.",
                base.model.people
            ));
        }
        Manifest {
            program: "carecurve",
            version: env!("CARGO_PKG_VERSION"),
            command: self.command.to_string(),
            seed: SEED,
            replications: self.options.replications(),
            years: base.years,
            people: base.model.people,
            scenarios,
            parameters: batch::shares(Some(base)),
            scaled: batch::scaled(Some(base)),
            notes,
        }
    }

    /// What the scenarios themselves warn of, each said once.
    fn warnings(&self) -> Vec<Warning> {
        let plans = self.plans.iter().map(|(_, plan)| plan.as_ref());
        let told = batch::warnings(plans).into_iter();
        told.map(|text| Warning { code: "scenario", text }).collect()
    }

    #[expect(clippy::disallowed_methods, reason = "only `app` may look at the clock, for the log")]
    fn carry_out<W: Simulation<Plan = Plan>>(&self, folder: &Path, manifest: &[u8]) -> Result<(), Box<dyn Error>> {
        let started = SystemTime::now();
        let clock = Instant::now();
        let design = self.design();
        let bar = Bar::new(design.days::<W>(), self.options.quiet);
        let threads = self.options.threads.unwrap_or(0) as usize;
        let outcome = with_threads(threads, || run_design::<W>(&design, &bar));
        bar.finish();
        let simulated = clock.elapsed();

        let (place, labels) = titles(&self.plans);
        let shares = self.base().shares();
        let grades = [shares.sourced, shares.calibrated, shares.assumed];
        let mut study = Study::new(&outcome, &place, labels, SEED, grades);
        study.warnings.extend(self.warnings());
        let draft = Draft::new(folder)?;
        write_results(&study, draft.path())?;
        let log = log(started, simulated, clock.elapsed(), bar.events(), self.options.threads);
        draft.publish(manifest, &log)?;
        if !self.options.quiet {
            tell(&study, folder, simulated, bar.events());
        }
        Ok(())
    }
}

/// Tables, charts and the page.
fn write_results(study: &Study<'_>, folder: &Path) -> Result<(), Box<dyn Error>> {
    for (name, write) in table::TABLES {
        if table::COMPARING.contains(name) && study.labels.len() < 2 {
            continue;
        }
        let mut file = std::io::BufWriter::new(fs::File::create(folder.join(name))?);
        write(study, &mut file)?;
    }
    fs::write(folder.join("answer.md"), answer::answer(study))?;
    let charts = folder.join("charts");
    fs::create_dir(&charts)?;
    for (name, picture) in chart::pictures(study) {
        fs::write(charts.join(format!("{name}.svg")), chart::draw::svg(&picture)?)?;
        chart::draw::png(&picture, &charts.join(format!("{name}.png")))?;
    }
    Ok(())
}

/// What to call the place and the arms: names of the form "Frimley, siloed" give both.
pub(super) fn titles(plans: &[(String, Arc<Plan>)]) -> (String, Vec<String>) {
    let split: Vec<Option<(&str, &str)>> = plans.iter().map(|(_, plan)| plan.name.split_once(", ")).collect();
    if let Some(Some((place, _))) = split.first()
        && split.iter().all(|s| s.is_some_and(|(p, _)| p == *place))
    {
        let labels = split.iter().flatten().map(|(_, label)| words::label(label)).collect();
        return ((*place).to_string(), labels);
    }
    let mut places: Vec<&str> = plans[0]
        .1
        .model
        .neighbourhoods
        .iter()
        .map(|n| n.place.as_str())
        .collect();
    places.dedup();
    let place = if let [place] = places[..] {
        words::label(place)
    } else {
        "The system".into()
    };
    (place, plans.iter().map(|(name, _)| words::label(name)).collect())
}

/// What differs from machine to machine and so may not stand in the manifest.
pub(super) fn log(
    started: SystemTime,
    simulated: Duration,
    all: Duration,
    events: u64,
    threads: Option<u32>,
) -> Vec<u8> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let log = serde_json::json!({
        "started_unix_seconds": started.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs()),
        "simulation_seconds": simulated.as_secs_f64(),
        "whole_seconds": all.as_secs_f64(),
        "events": events,
        "events_per_second": events as f64 / simulated.as_secs_f64().max(1e-9),
        "threads": threads.map_or(cores, |t| t as usize),
        "machine": { "os": std::env::consts::OS, "architecture": std::env::consts::ARCH, "cores": cores },
    });
    let mut bytes = serde_json::to_vec_pretty(&log).expect("a log holds only text and numbers");
    bytes.push(b'\n');
    bytes
}

/// The verdict and where to look, on standard output.
fn tell(study: &Study<'_>, folder: &Path, simulated: Duration, events: u64) {
    for alternative in 1..study.labels.len() {
        println!("{}", answer::verdict_in_words(study, alternative));
    }
    for warning in &study.warnings {
        println!("beware: {}", warning.text);
    }
    println!(
        "{:.1} million events in {:.1} s. Begin with {} ({ILLUSTRATIVE})",
        events as f64 / 1e6,
        simulated.as_secs_f64(),
        folder.join("answer.md").display()
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_apart() {
        let of = |files: &[&str]| names(&files.iter().map(|f| (*f).to_string()).collect::<Vec<_>>());
        assert_eq!(of(&["x/siloed.json", "x/teams.json"]), ["siloed", "teams"]);
        assert_eq!(of(&["a/base.json", "b/base.json"]), ["a-base", "b-base"]);
        assert_eq!(of(&["a/base.json", "a/base.json"]), ["base-1", "base-2"]);
    }
}

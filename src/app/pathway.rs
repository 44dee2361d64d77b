//! `run` and `compare` on scenarios that hold only a pathway.

use super::BAD_INPUT;
use super::compare::{SEED, claim, log};
use super::option::RunOptions;
use super::output_folder::Draft;
use super::progress::Bar;
use crate::experiment::pathway::{Arm, days, run};
use crate::experiment::run::with_threads;
use crate::report::manifest::ILLUSTRATIVE;
use crate::report::pathway::{Study, TABLES, answer, pictures, verdict};
use crate::report::{chart, words};
use crate::scenario::PathwayPlan;
use serde_json::{Value as Json, json};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Instant, SystemTime};

/// Runs the networks and writes the folder: 0 done (or done before), 2 bad input, 1 anything else.
pub fn simulate(command: &str, plans: &[(String, PathwayPlan)], options: &RunOptions, folder: &Path) -> ExitCode {
    if let Err(why) = fitting(plans, options) {
        eprintln!("{why}");
        return ExitCode::from(BAD_INPUT);
    }
    let replications = options.seeds.unwrap_or(plans[0].1.replications);
    let manifest = manifest(command, plans, replications);
    if let Some(code) = claim(folder, &manifest, options) {
        return code;
    }
    match carry_out(plans, replications, options, folder, &manifest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

/// What a pathway cannot be told, and what compared pathways must share.
fn fitting(plans: &[(String, PathwayPlan)], options: &RunOptions) -> Result<(), String> {
    let given = [
        ("--years", options.years.is_some()),
        ("--population", options.population.is_some()),
        ("--quick", options.quick),
    ];
    let given: Vec<&str> = given.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
    if !given.is_empty() {
        let verb = if given.len() == 1 { "is" } else { "are" };
        return Err(format!(
            "{} {verb} for places with people; the length of a pathway is its run_days, and --seeds sets its replications",
            given.join(", ")
        ));
    }
    let base = &plans[0];
    for (name, plan) in &plans[1..] {
        if plan.unit != base.1.unit || plan.run_days != base.1.run_days || plan.start != base.1.start {
            return Err(format!(
                "{name} covers {} days from {} in {}, {} {} days from {} in {}: pathways that are compared must have the \
                 same start_date, run_days and time_unit",
                plan.run_days,
                plan.start,
                plan.unit.word(),
                base.0,
                base.1.run_days,
                base.1.start,
                base.1.unit.word()
            ));
        }
    }
    Ok(())
}

/// The same bytes for the same work.
fn manifest(command: &str, plans: &[(String, PathwayPlan)], replications: u32) -> Vec<u8> {
    let scenario = |(name, plan): &(String, PathwayPlan)| json!({ "name": name, "hash": plan.hash(), "resolved": { "pathway": plan.resolved } });
    let manifest = json!({
        "program": "carecurve",
        "version": env!("CARGO_PKG_VERSION"),
        "command": command,
        "seed": SEED,
        "replications": replications,
        "scenarios": plans.iter().map(scenario).collect::<Vec<Json>>(),
        "notes": [ILLUSTRATIVE],
    });
    let mut bytes = serde_json::to_vec_pretty(&manifest).expect("a manifest holds only text and numbers");
    bytes.push(b'\n');
    bytes
}

/// Every network of every scenario, with its name for tables and its label for charts.
fn arms(plans: &[(String, PathwayPlan)]) -> (Vec<Arm>, Vec<String>) {
    let mut labels = Vec::new();
    let mut arms = Vec::new();
    for (name, plan) in plans {
        for variant in &plan.variants {
            let (table, label) = match (variant.label.is_empty(), plans.len()) {
                (true, _) => (name.clone(), words::label(&plan.name)),
                (false, 1) => (variant.label.clone(), variant.label.clone()),
                (false, _) => (
                    format!("{name} {}", variant.label),
                    format!("{}, {}", words::label(&plan.name), variant.label),
                ),
            };
            arms.push(Arm::new(table, variant.network.clone()));
            labels.push(label);
        }
    }
    (arms, labels)
}

#[expect(clippy::disallowed_methods, reason = "only `app` may look at the clock, for the log")]
fn carry_out(
    plans: &[(String, PathwayPlan)],
    replications: u32,
    options: &RunOptions,
    folder: &Path,
    manifest: &[u8],
) -> Result<(), Box<dyn Error>> {
    let (started, clock) = (SystemTime::now(), Instant::now());
    let (arms, labels) = arms(plans);
    let bar = Bar::new(days(&arms, replications), options.quiet);
    let threads = options.threads.unwrap_or(0) as usize;
    let outcome = with_threads(threads, || run(arms, SEED, replications, &bar));
    bar.finish();
    let simulated = clock.elapsed();

    let base = &plans[0].1;
    let title = match plans.len() {
        1 => words::label(&base.name),
        4.. => format!("{} and {} alternatives", words::label(&base.name), plans.len() - 1),
        _ => plans
            .iter()
            .map(|(_, plan)| words::label(&plan.name))
            .collect::<Vec<_>>()
            .join(" or "),
    };
    let warnings = plans
        .iter()
        .flat_map(|(_, plan)| plan.warnings.iter().map(ToString::to_string))
        .collect();
    let study = Study::new(&outcome, title, labels, base.unit.word(), base.run_days, warnings);
    let draft = Draft::new(folder)?;
    for (name, _, write) in TABLES
        .iter()
        .filter(|(_, compares, _)| !compares || study.labels.len() > 1)
    {
        let mut file = std::io::BufWriter::new(fs::File::create(draft.path().join(name))?);
        write(&study, &mut file)?;
    }
    fs::write(draft.path().join("answer.md"), answer(&study))?;
    let charts = draft.path().join("charts");
    fs::create_dir(&charts)?;
    for (name, picture) in pictures(&study) {
        fs::write(charts.join(format!("{name}.svg")), chart::draw::svg(&picture)?)?;
        chart::draw::png(&picture, &charts.join(format!("{name}.png")))?;
    }
    let log = log(started, simulated, clock.elapsed(), bar.events(), options.threads);
    draft.publish(manifest, &log)?;
    if !options.quiet {
        println!("{}", verdict(&study));
        for warning in &study.warnings {
            println!("beware: {warning}");
        }
        println!(
            "{:.1} million events in {:.2} s. Begin with {} ({ILLUSTRATIVE})",
            bar.events() as f64 / 1e6,
            simulated.as_secs_f64(),
            folder.join("answer.md").display()
        );
    }
    Ok(())
}

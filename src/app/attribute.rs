//! `carecurve attribute BASE.json ALT.json`: which component of a care model does what, each switched on alone and off from
//! all.

use super::compare::{SEED, log, names, titles};
use super::option::RunOptions;
use super::output_folder::Draft;
use super::progress::Bar;
use super::{BAD_INPUT, batch, disk, show};
use crate::analysis::attribution::{MOST, Mask, attribute, masks};
use crate::experiment::run::with_threads;
use crate::experiment::{Design, Outcome, run as run_design};
use crate::report::Study;
use crate::report::attribution::{Attributed, MEASURES, on_terminal, picture, table};
use crate::report::chart::draw;
use crate::report::manifest::{ILLUSTRATIVE, Manifest};
use crate::scenario::{Plan, What};
use crate::sim::World;
use clap::Args;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

/// What `attribute` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The base, and the alternative whose components are switched.
    #[arg(required = true, num_args = 2, value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    options: RunOptions,
}

/// Runs all combinations and writes the folder: 0 done, 2 bad input, 1 anything else.
pub fn run(arguments: &Arguments) -> ExitCode {
    let options = &arguments.options;
    let mut plans = Vec::new();
    for (name, file) in names(&arguments.files).into_iter().zip(&arguments.files) {
        match disk::plan(file) {
            Ok(plan) => plans.push((name, Arc::new(options.apply(&plan)))),
            Err(problems) => show::problems(&problems),
        }
    }
    let [base, alternative] = plans.as_slice() else {
        return ExitCode::from(BAD_INPUT);
    };
    let (file, other) = (&arguments.files[1], &arguments.files[0]);
    if alternative.1.start != base.1.start || alternative.1.years != base.1.years {
        eprintln!("{file}: covers other months than {other}; both need the same start_date and years");
        return ExitCode::from(BAD_INPUT);
    }
    let components = components(&base.1, &alternative.1);
    if components.is_empty() || components.len() > MOST {
        eprintln!(
            "{file}: found {} components of care models that {other} does not have; allowed: 1 to {MOST}, so that there is \
             something to switch",
            components.len()
        );
        return ExitCode::from(BAD_INPUT);
    }
    let work = Work {
        arms: arms(&plans, &components),
        titles: titles(&plans),
        components,
        options,
    };
    let called = format!("attribute-{}-vs-{}", base.0, alternative.0);
    let folder = options.out.clone().unwrap_or_else(|| Path::new("output").join(called));
    let manifest = work.manifest().bytes();
    batch::into_folder(&folder, &manifest, options, || work.carry_out(&folder, &manifest))
}

/// Care models that a plan starts with or moves to.
fn models(plan: &Plan) -> Vec<String> {
    let moved = plan.changes.iter().filter_map(|change| match &change.what {
        What::CareModel(name) => Some(name.clone()),
        _ => None,
    });
    std::iter::once(plan.economy.care_model.clone()).chain(moved).collect()
}

fn parts(plan: &Plan) -> Vec<&'static str> {
    let models = models(plan);
    let used = models.iter().filter_map(|name| plan.economy.care_models.get(name));
    used.flat_map(|model| &model.components)
        .map(|part| part.name())
        .collect()
}

/// Components that only the alternative has, in the order of its file.
fn components(base: &Plan, alternative: &Plan) -> Vec<&'static str> {
    let shared = parts(base);
    let mut found: Vec<&'static str> = Vec::new();
    for part in parts(alternative) {
        if !shared.contains(&part) && !found.contains(&part) {
            found.push(part);
        }
    }
    found
}

/// The alternative with only the components of a mask; those it shares with the base stay.
fn switched(alternative: &Plan, components: &[&'static str], mask: Mask) -> Plan {
    let mut plan = alternative.clone();
    let off = |name: &str| {
        let at = components.iter().position(|own| *own == name);
        at.is_some_and(|at| mask >> at & 1 == 0)
    };
    for name in models(alternative) {
        if let Some(model) = plan.economy.care_models.get_mut(&name) {
            model.components.retain(|part| !off(part.name()));
        }
    }
    plan
}

/// The base, then the alternative with each combination, named by what is on.
fn arms(plans: &[(String, Arc<Plan>)], components: &[&'static str]) -> Vec<(String, Arc<Plan>)> {
    let on = |mask: Mask| {
        let names: Vec<&str> = (components.iter().enumerate())
            .filter(|(at, _)| mask >> at & 1 == 1)
            .map(|(_, name)| *name)
            .collect();
        match names.is_empty() {
            true => format!("{}: no component", plans[1].0),
            false => format!("{}: {}", plans[1].0, names.join(" + ")),
        }
    };
    let alternatives = masks(components.len()).into_iter();
    std::iter::once(plans[0].clone())
        .chain(alternatives.map(|mask| (on(mask), Arc::new(switched(&plans[1].1, components, mask)))))
        .collect()
}

/// What was asked for.
struct Work<'a> {
    arms: Vec<(String, Arc<Plan>)>,
    components: Vec<&'static str>,
    /// The place, and labels of base and alternative.
    titles: (String, Vec<String>),
    options: &'a RunOptions,
}

impl Work<'_> {
    fn base(&self) -> &Plan {
        &self.arms[0].1
    }

    fn manifest(&self) -> Manifest {
        let base = self.base();
        let scenarios = (self.arms.iter().enumerate())
            .map(|(i, (name, plan))| batch::record::<World>(i, name.clone(), base, plan, false))
            .collect();
        Manifest {
            program: "carecurve",
            version: env!("CARGO_PKG_VERSION"),
            command: "attribute".into(),
            seed: SEED,
            replications: self.options.replications(),
            years: base.years,
            people: base.model.people,
            scenarios,
            parameters: batch::shares(Some(base)),
            scaled: batch::scaled(Some(base)),
            notes: vec![ILLUSTRATIVE.to_string()],
        }
    }

    fn attributed(&self, outcome: &Outcome) -> Attributed {
        let (place, labels) = &self.titles;
        let shares = self.base().shares();
        let names = self.arms.iter().map(|(name, _)| name.clone()).collect();
        let grades = [shares.sourced, shares.calibrated, shares.assumed];
        let study = Study::new(outcome, place, names, SEED, grades);
        let masks = masks(self.components.len());
        let year = study.last_year();
        let measures = MEASURES
            .iter()
            .filter_map(|measure| attribute(outcome, &masks, measure, &year));
        let caption = study.caption(&[0, self.arms.len() - 1]);
        Attributed {
            base: labels[0].clone(),
            alternative: labels[1].clone(),
            components: self.components.clone(),
            measures: measures.collect(),
            year: study.years(),
            caption,
        }
    }

    #[expect(clippy::disallowed_methods, reason = "only `app` may look at the clock, for the log")]
    fn carry_out(&self, folder: &Path, manifest: &[u8]) -> Result<(), Box<dyn Error>> {
        let started = SystemTime::now();
        let clock = Instant::now();
        let design = Design {
            arms: self.arms.clone(),
            seed: SEED,
            replications: self.options.replications(),
            independent: false,
        };
        let bar = Bar::new(design.days::<World>(), self.options.quiet);
        let threads = self.options.threads.unwrap_or(0) as usize;
        let outcome = with_threads(threads, || run_design::<World>(&design, &bar));
        bar.finish();
        let simulated = clock.elapsed();

        let told = self.attributed(&outcome);
        let draft = Draft::new(folder)?;
        let mut bytes = Vec::new();
        table(&told, &mut bytes)?;
        fs::write(draft.path().join("attribution.csv"), bytes)?;
        let picture = picture(&told);
        fs::write(draft.path().join("attribution.svg"), draw::svg(&picture)?)?;
        draw::png(&picture, &draft.path().join("attribution.png"))?;
        let log = log(started, simulated, clock.elapsed(), bar.events(), self.options.threads);
        draft.publish(manifest, &log)?;
        if !self.options.quiet {
            show::out(&on_terminal(&told));
            println!("Table and chart are in {} ({ILLUSTRATIVE})", folder.display());
        }
        Ok(())
    }
}

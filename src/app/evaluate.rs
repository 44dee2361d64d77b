//! `carecurve evaluate STUDY.json` or `carecurve evaluate BASE.json ALT.json`: a pair of scenarios read as an evaluator would.

use super::compare::{SEED, log, names};
use super::option::RunOptions;
use super::output_folder::Draft;
use super::progress::Bar;
use super::validate::shipped_targets;
use super::{BAD_INPUT, batch, disk, show};
use crate::analysis::evaluation::study::Place;
use crate::analysis::evaluation::{DESIGNS, Data, OUTCOMES, Reading, chosen, performances, read};
use crate::analysis::validation::Target;
use crate::analysis::warning::FEWEST_REPLICATIONS;
use crate::engine::Key;
use crate::experiment::places::{Observation, Places};
use crate::experiment::run::{in_order, with_threads};
use crate::report::chart::draw;
use crate::report::evaluation::{Evaluated, TABLES, answer, forest, observation, on_terminal};
use crate::report::manifest::{ILLUSTRATIVE, Manifest};
use crate::scenario::evaluation::{Evaluation, Known, Study, evaluate, evaluation, is_evaluation, shipped};
use crate::scenario::{Plan, nearest};
use crate::sim::World;
use clap::Args;
use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

/// Residents of each place and replications of a sketch.
const QUICK_PEOPLE: u32 = 10_000;
const QUICK_SEEDS: u32 = 3;

/// What `evaluate` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// A shipped evaluation (`carecurve list evaluations`), the file of one, or a base and an alternative scenario, which are
    /// read by a study of the usual size. --population is that of each place; --quick takes 10,000 residents a place.
    #[arg(required = true, num_args = 1..=2, value_name = "FILE")]
    files: Vec<String>,
    /// Also write the simulated observational data of the first replication: a row for each resident and month.
    #[arg(long)]
    observations: bool,
    #[command(flatten)]
    options: RunOptions,
}

/// Runs the evaluation and writes its folder: 0 done, whatever came out; 2 bad input; 1 anything else.
pub fn run(arguments: &Arguments) -> ExitCode {
    let Some((mut evaluation, texts)) = chosen_evaluation(arguments) else {
        return ExitCode::from(BAD_INPUT);
    };
    let options = &arguments.options;
    let quick = |usual: u32, quick: u32| if options.quick { quick.min(usual) } else { usual };
    let study = &mut evaluation.study;
    study.population = options.population.unwrap_or(quick(study.population, QUICK_PEOPLE));
    study.replications = options.seeds.unwrap_or(quick(study.replications, QUICK_SEEDS));
    let work = Work::new(evaluation, texts, arguments);
    let folder = options.out.clone().unwrap_or_else(|| work.folder());
    let manifest = work.manifest().bytes();
    batch::into_folder(&folder, &manifest, options, || work.carry_out(&folder, &manifest))
}

/// The evaluation that was asked for, with the bytes that say what it is; None after telling what is wrong.
fn chosen_evaluation(arguments: &Arguments) -> Option<(Evaluation, Vec<u8>)> {
    let targets = shipped_targets();
    let targets: Vec<&str> = targets.iter().map(|target| target.id.as_str()).collect();
    let (outcomes, designs) = (OUTCOMES.map_names(), DESIGNS.map_names());
    let known = Known {
        outcomes: &outcomes,
        designs: &designs,
        targets: &targets,
    };
    let options = &arguments.options;
    match arguments.files.as_slice() {
        [base, alternative] => {
            let mut plans = Vec::new();
            for file in [base, alternative] {
                match disk::plan(file) {
                    Ok(plan) => plans.push(
                        options
                            .years
                            .map_or_else(|| plan.clone(), |years| plan.with_years(years)),
                    ),
                    Err(problems) => {
                        show::problems(&problems);
                        return None;
                    }
                }
            }
            let alternative_plan = plans.pop()?;
            let base_plan = plans.pop()?;
            if alternative_plan.start != base_plan.start || alternative_plan.years != base_plan.years {
                eprintln!("{alternative}: covers other months than {base}; both need the same start_date and years");
                return None;
            }
            let called = names(&arguments.files).join("-and-");
            let question = format!("What would an evaluator find of {}?", alternative_plan.name);
            let told = (called.as_str(), question.as_str(), alternative_plan.note.clone());
            let plans = [base_plan, alternative_plan];
            match evaluate((told.0, told.1, &told.2), Study::default(), plans, Vec::new(), known) {
                Ok(found) => Some((found, Vec::new())),
                Err(fault) => {
                    eprintln!("{alternative}: {fault}");
                    None
                }
            }
        }
        files => {
            let asked = &files[0];
            let ids = || {
                shipped().map(|name| {
                    name.trim_start_matches("evaluation/")
                        .trim_end_matches(".json")
                        .to_owned()
                })
            };
            let name = match ids().find(|id| id.eq_ignore_ascii_case(asked)) {
                Some(id) => format!("evaluation/{id}.json"),
                None => disk::name(asked),
            };
            if crate::scenario::Source::read(&disk::Disk, &name).is_none() {
                let ids: Vec<String> = ids().collect();
                let near = nearest(asked, ids.iter().map(String::as_str));
                let hint = near.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
                eprintln!("no evaluation or file `{asked}` (`carecurve list evaluations` shows them){hint}");
                return None;
            }
            if disk::plan(&name).is_ok() && !is_evaluation(&name, &disk::Disk) {
                eprintln!("{asked}: a scenario; an evaluation compares two of them, or needs a file of its own");
                return None;
            }
            match evaluation(&name, &disk::Disk, known) {
                Ok(found) => {
                    if options.years.is_some_and(|years| years != found.base.years) {
                        eprintln!(
                            "{asked}: --years cannot change the {} years of the study",
                            found.base.years
                        );
                        return None;
                    }
                    let bytes = crate::scenario::Source::read(&disk::Disk, &name).unwrap_or_default();
                    Some((found, bytes))
                }
                Err(problems) => {
                    show::problems(&problems);
                    None
                }
            }
        }
    }
}

/// An evaluation's file by its name among the texts.
pub(super) fn read_evaluation(name: &str) -> Result<Evaluation, crate::scenario::Problems> {
    let targets = shipped_targets();
    let targets: Vec<&str> = targets.iter().map(|target| target.id.as_str()).collect();
    let (outcomes, designs) = (OUTCOMES.map_names(), DESIGNS.map_names());
    let known = Known {
        outcomes: &outcomes,
        designs: &designs,
        targets: &targets,
    };
    evaluation(name, &disk::Disk, known)
}

/// The places of one replication as an evaluator has them, treated ones first.
pub(super) fn data(evaluation: &Evaluation, treated: usize, observed: Vec<Observation>, replication: u32) -> Data {
    let places = (observed.into_iter().enumerate()).map(|(i, Observation { seen, base })| Place {
        treated: i < treated,
        seen,
        base,
    });
    let luck = Key::root(SEED, u64::from(replication)).with_name("evaluation");
    Data::new(
        evaluation.study.clone(),
        places.collect(),
        evaluation.begins as usize,
        luck,
    )
}

/// Names of a catalogue.
trait Named {
    fn map_names(&self) -> Vec<&'static str>;
}
impl Named for [crate::analysis::evaluation::Design] {
    fn map_names(&self) -> Vec<&'static str> {
        self.iter().map(|design| design.name).collect()
    }
}
impl Named for [crate::analysis::evaluation::Outcome] {
    fn map_names(&self) -> Vec<&'static str> {
        self.iter().map(|outcome| outcome.name).collect()
    }
}

/// What was asked for, ready to run.
struct Work<'a> {
    evaluation: Evaluation,
    /// The file's own bytes: what is read and how is part of the work.
    text: Vec<u8>,
    places: Places,
    arguments: &'a Arguments,
}

impl Work<'_> {
    fn new(evaluation: Evaluation, text: Vec<u8>, arguments: &Arguments) -> Work<'_> {
        let study = &evaluation.study;
        let sized = |plan: &Plan| Arc::new(plan.scaled(study.population));
        let places = Places {
            base: sized(&evaluation.base),
            alternative: sized(&evaluation.alternative),
            treated: study.places.treated,
            controls: evaluation.controls.iter().map(sized).collect(),
            control_places: study.places.controls,
            seed: SEED,
        };
        Work {
            evaluation,
            text,
            places,
            arguments,
        }
    }

    fn folder(&self) -> std::path::PathBuf {
        Path::new("output").join(format!("evaluate-{}", self.evaluation.id))
    }

    fn plans(&self) -> impl Iterator<Item = &Plan> {
        [&self.places.base, &self.places.alternative]
            .into_iter()
            .chain(&self.places.controls)
            .map(Arc::as_ref)
    }

    fn manifest(&self) -> Manifest {
        let base = &self.places.base;
        let record = |name: String, plan: &Plan, i: usize| batch::record::<World>(i, name, base, plan, i > 1);
        let mut scenarios = vec![
            record("base".to_owned(), base, 0),
            record("alternative, in treated places".to_owned(), &self.places.alternative, 1),
        ];
        let named = &self.evaluation.study.places.control_bases;
        let controls = (named.iter().zip(&self.places.controls)).map(|(name, plan)| record(name.clone(), plan, 2));
        scenarios.extend(controls);
        let study = serde_json::to_string(&self.evaluation.study).expect("a study is plain data");
        let mut notes = vec![ILLUSTRATIVE.into(), format!("The study: {study}")];
        if !self.text.is_empty() {
            notes.push(format!("The file: {}", crate::scenario::hash(&self.text)));
        }
        if self.arguments.observations {
            notes.push("With the observational data of the first replication.".into());
        }
        Manifest {
            program: "carecurve",
            version: env!("CARGO_PKG_VERSION"),
            command: "evaluate".into(),
            seed: SEED,
            replications: self.evaluation.study.replications,
            years: base.years,
            people: base.model.people,
            scenarios,
            parameters: batch::shares(Some(base)),
            scaled: batch::scaled(Some(base)),
            notes,
        }
    }

    fn warnings(&self) -> Vec<String> {
        let mut found = Vec::new();
        let replications = self.evaluation.study.replications;
        if replications < FEWEST_REPLICATIONS as u32 {
            found.push(format!(
                "Only {replications} replications: bias and coverage are unsteady; use at least {FEWEST_REPLICATIONS} (--seeds)."
            ));
        }
        found.extend(batch::warnings(self.plans()));
        found
    }

    #[expect(clippy::disallowed_methods, reason = "only `app` may look at the clock, for the log")]
    fn carry_out(&self, folder: &Path, manifest: &[u8]) -> Result<(), Box<dyn Error>> {
        let (started, clock) = (SystemTime::now(), Instant::now());
        let options = &self.arguments.options;
        let study = &self.evaluation.study;
        let draft = Draft::new(folder)?;
        let bar = Bar::new(self.places.days() * u64::from(study.replications), options.quiet);
        let readings: Vec<std::io::Result<Vec<Reading>>> = with_threads(options.threads.unwrap_or(0) as usize, || {
            in_order(study.replications, |replication| {
                self.replication(replication, draft.path(), &bar)
            })
        });
        bar.finish();
        let simulated = clock.elapsed();
        let readings: Vec<Reading> = readings.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
        let performances = performances(&readings);
        let shares = batch::shares(Some(&self.places.base));
        let targets = shipped_targets();
        let target: Option<&Target> = targets.iter().find(|target| Some(&target.id) == study.target.as_ref());
        let evaluated = Evaluated {
            id: &self.evaluation.id,
            question: &self.evaluation.question,
            note: &self.evaluation.note,
            study,
            performances: &performances,
            readings: &readings,
            target,
            replications: study.replications,
            seed: SEED,
            warnings: self.warnings(),
            grades: [shares.sourced, shares.calibrated, shares.assumed],
        };
        write_results(&evaluated, draft.path())?;
        let log = log(started, simulated, clock.elapsed(), bar.events(), options.threads);
        draft.publish(manifest, &log)?;
        if !options.quiet {
            show::out(&on_terminal(&evaluated));
            show::out(&batch::ended(bar.events(), simulated, folder));
        }
        Ok(())
    }

    /// One replication of the study: its places, and what each design finds in them.
    fn replication(&self, replication: u32, folder: &Path, bar: &Bar) -> std::io::Result<Vec<Reading>> {
        let observed = self.places.replication(replication, bar);
        if self.arguments.observations && replication == 0 {
            self.write_observations(&observed, &folder.join("observations.csv"))?;
        }
        let data = data(&self.evaluation, self.places.treated as usize, observed, replication);
        let study = &self.evaluation.study;
        let designs = chosen(&study.designs, DESIGNS.iter().map(|design| design.name));
        let outcomes = chosen(&study.outcomes, OUTCOMES.iter().map(|outcome| outcome.name));
        Ok(read(&data, replication + 1, &designs, &outcomes))
    }

    fn write_observations(&self, observed: &[Observation], file: &Path) -> std::io::Result<()> {
        let mut out = BufWriter::new(fs::File::create(file)?);
        writeln!(out, "{}", observation::HEADER)?;
        for (i, place) in observed.iter().enumerate() {
            let treated = i < self.places.treated as usize;
            let controls = &self.places.controls;
            let plan = match treated {
                true => &self.places.base,
                false => &controls[(i - self.places.treated as usize) % controls.len()],
            };
            let names = observation::Names {
                replication: 1,
                place: i + 1,
                treated,
                neighbourhoods: &plan
                    .model
                    .neighbourhoods
                    .iter()
                    .map(|n| n.id.clone())
                    .collect::<Vec<_>>(),
                conditions: &plan
                    .model
                    .tables
                    .conditions
                    .iter()
                    .map(|c| c.name.clone())
                    .collect::<Vec<_>>(),
            };
            observation::write(&place.seen, &names, &mut out)?;
        }
        out.flush()
    }
}

/// Tables, plot and page.
fn write_results(evaluated: &Evaluated<'_>, folder: &Path) -> Result<(), Box<dyn Error>> {
    for (name, write) in TABLES {
        let mut file = BufWriter::new(fs::File::create(folder.join(name))?);
        write(evaluated, &mut file)?;
    }
    fs::write(folder.join("answer.md"), answer(evaluated))?;
    let charts = folder.join("charts");
    fs::create_dir(&charts)?;
    let picture = forest(evaluated);
    fs::write(charts.join("evaluation.svg"), draw::svg(&picture)?)?;
    draw::png(&picture, &charts.join("evaluation.png"))?;
    Ok(())
}

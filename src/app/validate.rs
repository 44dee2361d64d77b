//! `carecurve validate [ID…]`: experiments beside publications, judged by their intervals.

use super::batch;
use super::compare::{SEED, log};
use super::option::RunOptions;
use super::output_folder::Draft;
use super::progress::Bar;
use super::{BAD_INPUT, disk, show};
use crate::analysis::validation::{Row, Target, faults, not_built, rows, targets};
use crate::analysis::warning::FEWEST_REPLICATIONS;
use crate::experiment::run::with_threads;
use crate::experiment::{Design, Outcome, Together};
use crate::report::chart::draw;
use crate::report::manifest::{ILLUSTRATIVE, Manifest, ScenarioRecord};
use crate::report::validation::{Study, TABLES, answer, forest, on_terminal};
use crate::scenario::validation::{Experiment, ExperimentFile, experiment, read, shipped};
use crate::scenario::{Embedded, Plan, Source, hash, nearest};
use crate::sim::World;
use clap::Args;
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

/// Residents unless told otherwise: all experiments then take some minutes on two cores.
const PEOPLE: u32 = 100_000;
pub(super) const TARGETS: &str = "england/tables/validation_targets.csv";

/// What `validate` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Experiments (`carecurve list validations`), published targets, or files of own experiments; all that are shipped if
    /// none is named. Residents are 100,000 unless --population says otherwise, years those of each experiment.
    #[arg(value_name = "ID")]
    pub(super) ids: Vec<String>,
    /// Instead, score the model beside no effect and a step of −3 % over so many draws of all assumed and calibrated
    /// parameters, each one pair of runs of every experiment and evaluation beside a published target. Residents are then 10,000
    /// (5,000 with --quick) unless --population says otherwise.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1_000))]
    pub(super) draws: Option<u32>,
    /// With --draws: leave each draw as its parameters' own distributions give it, instead of fitting all draws to the lines
    /// of the place's first year. Most are then places unlike any that is known.
    #[arg(long, requires = "draws")]
    pub(super) unfitted: bool,
    #[command(flatten)]
    pub(super) options: RunOptions,
}

/// Runs the experiments and writes their folder: 0 done, whatever came out; 2 bad input; 1 anything else.
pub fn run(arguments: &Arguments) -> ExitCode {
    if let Some(draws) = arguments.draws {
        return super::score::run(arguments, draws);
    }
    let options = with_defaults(&arguments.options);
    let Some(chosen) = choose(&arguments.ids, false) else {
        return ExitCode::from(BAD_INPUT);
    };
    let Some(experiments) = checked(&chosen, &options) else {
        return ExitCode::from(BAD_INPUT);
    };
    let work = Work {
        groups: groups(&experiments, &options),
        experiments,
        chosen,
        options: &options,
    };
    let folder = options
        .out
        .clone()
        .unwrap_or_else(|| batch::folder("validate", &arguments.ids));
    let manifest = work.manifest().bytes();
    batch::into_folder(&folder, &manifest, &options, || work.carry_out(&folder, &manifest))
}

fn with_defaults(options: &RunOptions) -> RunOptions {
    let mut options = options.clone();
    if !options.quick {
        options.population = options.population.or(Some(PEOPLE));
    }
    options
}

/// The shipped targets.
pub fn shipped_targets() -> Vec<Target> {
    let text = Embedded.read(TARGETS).expect("the targets are shipped");
    targets(&text).expect("a test reads the shipped targets")
}

/// The shipped experiments by the names of their files.
pub fn shipped_files() -> Vec<(String, ExperimentFile)> {
    let file = |name: String| {
        let file = read(&name, &Embedded).expect("a test reads every shipped experiment");
        (name, file)
    };
    shipped().map(file).collect()
}

/// Published targets that shipped evaluations are set beside, each with the evaluation's name.
pub fn evaluated() -> Vec<(String, String)> {
    use crate::scenario::evaluation;
    let beside = |name: String| {
        let file = evaluation::read(&name, &Embedded).expect("a test reads every shipped evaluation");
        file.study.target.map(|target| (target, file.id))
    };
    evaluation::shipped().filter_map(beside).collect()
}

/// The shipped evaluations that a target is scored with: target and the evaluation's name.
pub(super) fn scored_evaluations() -> Vec<(String, String)> {
    use crate::scenario::evaluation;
    let beside = |name: String| {
        let file = evaluation::read(&name, &Embedded).expect("a test reads every shipped evaluation");
        file.study
            .target
            .filter(|_| file.study.scored.is_some())
            .map(|target| (target, file.id))
    };
    evaluation::shipped().filter_map(beside).collect()
}

/// What was asked for: files to run, and targets that nothing is set beside.
pub(super) struct Chosen {
    pub targets: Vec<Target>,
    pub files: Vec<String>,
    /// Evaluations by id, where they are scored.
    pub evaluations: Vec<String>,
    pub not_built: Vec<Row>,
}

/// Finds what the words of the command line mean; None after telling what means nothing.
pub(super) fn choose(ids: &[String], scored: bool) -> Option<Chosen> {
    let (targets, known) = (shipped_targets(), shipped_files());
    let files: Vec<ExperimentFile> = known.iter().map(|(_, file)| file.clone()).collect();
    let evaluated = evaluated();
    let read: Vec<String> = evaluated.iter().map(|(target, _)| target.clone()).collect();
    let missing = not_built(&targets, &files, &read);
    let scores = if scored { scored_evaluations() } else { Vec::new() };
    if ids.is_empty() {
        return Some(Chosen {
            targets,
            files: known.into_iter().map(|(name, _)| name).collect(),
            evaluations: scores.into_iter().map(|(_, id)| id).collect(),
            not_built: missing,
        });
    }
    let mut chosen = Chosen {
        targets,
        files: Vec::new(),
        evaluations: Vec::new(),
        not_built: Vec::new(),
    };
    let mut sound = true;
    for id in ids {
        let reads = |file: &ExperimentFile| {
            let mut beside = file.readings.iter().filter_map(|reading| reading.target.as_deref());
            file.id.eq_ignore_ascii_case(id) || beside.any(|target| target.eq_ignore_ascii_case(id))
        };
        let mut found: Vec<String> = known
            .iter()
            .filter(|(_, file)| reads(file))
            .map(|(name, _)| name.clone())
            .collect();
        let lacking = missing.iter().find(|row| row.id.eq_ignore_ascii_case(id));
        if found.is_empty() && lacking.is_none() && Path::new(id).is_file() {
            found.push(id.clone());
        }
        let asks = |(target, evaluation): &&(String, String)| {
            target.eq_ignore_ascii_case(id) || evaluation.eq_ignore_ascii_case(id)
        };
        let by_evaluation: Vec<String> = scores.iter().filter(asks).map(|(_, id)| id.clone()).collect();
        let found_none = found.is_empty() && by_evaluation.is_empty();
        chosen.evaluations.extend(by_evaluation);
        let evaluation = evaluated.iter().find(|(target, _)| target.eq_ignore_ascii_case(id));
        if let (true, Some((target, evaluation))) = (found_none, evaluation) {
            eprintln!("{target} is read by an evaluation, not by an experiment: carecurve evaluate {evaluation}");
            sound = false;
        } else if found_none && lacking.is_none() {
            let names = known.iter().map(|(_, file)| file.id.as_str());
            let near = nearest(id, names.chain(chosen.targets.iter().map(|target| target.id.as_str())));
            let hint = near.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            eprintln!("no experiment, target or file `{id}` (`carecurve list validations` shows them){hint}");
            sound = false;
        }
        chosen.files.extend(found);
        chosen.not_built.extend(lacking.cloned());
    }
    let mut seen = BTreeSet::new();
    chosen.files.retain(|name| seen.insert(name.clone()));
    chosen.evaluations.retain(|id| seen.insert(id.clone()));
    chosen.not_built.sort_by(|a, b| a.id.cmp(&b.id));
    chosen.not_built.dedup_by(|a, b| a.id == b.id);
    sound.then_some(chosen)
}

/// The experiments with both scenarios checked; None after telling what is wrong.
pub(super) fn checked(chosen: &Chosen, options: &RunOptions) -> Option<Vec<Experiment>> {
    let mut found = Vec::new();
    let mut sound = true;
    for name in &chosen.files {
        match experiment(name, &disk::Disk) {
            Ok(experiment) => {
                let wrong = faults(&experiment.file, &chosen.targets);
                sound &= wrong.is_empty();
                wrong.iter().for_each(|fault| eprintln!("{name}: {fault}"));
                if !options.quiet {
                    show::warnings(&experiment.alternative.warnings);
                }
                found.push(experiment);
            }
            Err(problems) => {
                show::problems(&problems);
                sound = false;
            }
        }
    }
    for (i, experiment) in found.iter().enumerate() {
        if found[..i].iter().any(|other| other.file.id == experiment.file.id) {
            eprintln!("two experiments are called `{}`", experiment.file.id);
            sound = false;
        }
    }
    sound.then_some(found)
}

/// Experiments that share a base over the same years and as many replications: it is run once.
struct Group {
    base: String,
    replications: u32,
    /// The base, then one alternative for each experiment.
    arms: Vec<(String, Arc<Plan>)>,
    /// Which experiments, in the order of the alternatives.
    experiments: Vec<usize>,
}

fn groups(experiments: &[Experiment], options: &RunOptions) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (i, experiment) in experiments.iter().enumerate() {
        let (base, alternative) = (options.apply(&experiment.base), options.apply(&experiment.alternative));
        let key = base.hash();
        let replications = replications(experiment, options);
        let shared = |group: &Group| group.base == key && group.replications == replications;
        if !groups.iter().any(shared) {
            groups.push(Group {
                base: key.clone(),
                replications,
                arms: vec![(experiment.file.base.clone(), Arc::new(base))],
                experiments: Vec::new(),
            });
        }
        let group = groups
            .iter_mut()
            .find(|group| shared(group))
            .expect("it was just put in");
        group.arms.push((experiment.file.id.clone(), Arc::new(alternative)));
        group.experiments.push(i);
    }
    groups
}

/// Replications of an experiment: what the command line says, or what its file asks for in a full run.
fn replications(experiment: &Experiment, options: &RunOptions) -> u32 {
    let own = experiment
        .file
        .seeds
        .filter(|_| options.seeds.is_none() && !options.quick);
    own.unwrap_or_else(|| options.replications())
}

/// What the manifest keeps of a base, with its years, and of its alternatives.
pub(super) fn recorded(arms: &[(String, Arc<Plan>)]) -> impl Iterator<Item = ScenarioRecord> {
    let base = &arms[0].1;
    (arms.iter().enumerate()).map(move |(i, (name, plan))| {
        let name = match i {
            0 => format!("{name}, {} years", plan.years),
            _ => name.clone(),
        };
        batch::record::<World>(i, name, base, plan, false)
    })
}

/// What was asked for, ready to run.
struct Work<'a> {
    chosen: Chosen,
    experiments: Vec<Experiment>,
    groups: Vec<Group>,
    options: &'a RunOptions,
}

impl Work<'_> {
    fn designs(&self) -> Vec<Design<Plan>> {
        let of = |group: &Group| Design {
            arms: group.arms.clone(),
            seed: SEED,
            replications: group.replications,
            independent: false,
        };
        self.groups.iter().map(of).collect()
    }

    /// The fewest and the most replications of an experiment.
    fn replications(&self) -> [u32; 2] {
        let all = || self.groups.iter().map(|group| group.replications);
        let usual = self.options.replications();
        [all().min().unwrap_or(usual), all().max().unwrap_or(usual)]
    }

    /// The first base, if anything is run.
    fn base(&self) -> Option<&Plan> {
        self.groups.first().map(|group| group.arms[0].1.as_ref())
    }

    fn manifest(&self) -> Manifest {
        let arms = self.groups.iter().flat_map(|group| recorded(&group.arms));
        // What is read and how it is judged is part of the work, as are the figures beside it.
        let texts = self.chosen.files.iter().map(String::as_str).chain([TARGETS]);
        let read: Vec<u8> = texts
            .flat_map(|name| disk::Disk.read(name).unwrap_or_default())
            .collect();
        Manifest {
            program: "carecurve",
            version: env!("CARGO_PKG_VERSION"),
            command: "validate".into(),
            seed: SEED,
            replications: self.replications()[1],
            years: self.groups.iter().map(|group| group.arms[0].1.years).max().unwrap_or(0),
            people: self.base().map_or(0, |base| base.model.people),
            scenarios: arms.collect(),
            parameters: batch::shares(self.base()),
            scaled: batch::scaled(self.base()),
            notes: vec![
                ILLUSTRATIVE.into(),
                format!("Experiments and targets read: {} {}", self.asked(), hash(&read)),
            ],
        }
    }

    /// The ids of what was asked for.
    fn asked(&self) -> String {
        let run = self.experiments.iter().map(|experiment| experiment.file.id.as_str());
        let missing = self.chosen.not_built.iter().map(|row| row.id.as_str());
        run.chain(missing).collect::<Vec<_>>().join(" ")
    }

    /// What the scenarios and the runs warn of, each said once.
    fn warnings(&self) -> Vec<String> {
        let mut found = Vec::new();
        let [fewest, _] = self.replications();
        if fewest < FEWEST_REPLICATIONS as u32 {
            found.push(format!(
                "Only {fewest} replications: intervals are wide and unsteady; use at least {FEWEST_REPLICATIONS} (--seeds)."
            ));
        }
        let arms = self.groups.iter().flat_map(|group| &group.arms);
        found.extend(batch::warnings(arms.map(|(_, plan)| plan.as_ref())));
        found
    }

    #[expect(clippy::disallowed_methods, reason = "only `app` may look at the clock, for the log")]
    fn carry_out(&self, folder: &Path, manifest: &[u8]) -> Result<(), Box<dyn Error>> {
        let (started, clock) = (SystemTime::now(), Instant::now());
        let designs = self.designs();
        let together = Together::new(&designs);
        let bar = Bar::new(together.days::<World>(), self.options.quiet);
        let threads = self.options.threads.unwrap_or(0) as usize;
        let outcomes: Vec<Outcome> = with_threads(threads, || together.run::<World>(&bar));
        bar.finish();
        let simulated = clock.elapsed();
        let rows = self.rows(&outcomes);
        let shares = batch::shares(self.base());
        let study = Study {
            rows: &rows,
            notes: (self.experiments.iter())
                .map(|experiment| (experiment.file.id.clone(), experiment.file.note.clone()))
                .collect(),
            people: self.base().map_or(0, |base| base.model.people),
            replications: self.replications(),
            seed: SEED,
            warnings: self.warnings(),
            grades: [shares.sourced, shares.calibrated, shares.assumed],
        };
        let draft = Draft::new(folder)?;
        write_results(&study, draft.path())?;
        let log = log(started, simulated, clock.elapsed(), bar.events(), self.options.threads);
        draft.publish(manifest, &log)?;
        if !self.options.quiet {
            show::out(&on_terminal(&study));
            show::out(&batch::ended(bar.events(), simulated, folder));
        }
        Ok(())
    }

    /// All rows in the order in which they were asked for, what is not built at the end.
    fn rows(&self, outcomes: &[Outcome]) -> Vec<Row> {
        let mut judged: Vec<(usize, Vec<Row>)> = Vec::new();
        for (group, outcome) in self.groups.iter().zip(outcomes) {
            for (arm, &i) in group.experiments.iter().enumerate() {
                let file = &self.experiments[i].file;
                judged.push((i, rows(file, outcome, arm + 1, &self.chosen.targets)));
            }
        }
        judged.sort_by_key(|(i, _)| *i);
        let judged = judged.into_iter().flat_map(|(_, rows)| rows);
        judged.chain(self.chosen.not_built.iter().cloned()).collect()
    }
}

/// Tables, plot and page.
fn write_results(study: &Study<'_>, folder: &Path) -> Result<(), Box<dyn Error>> {
    for (name, write) in TABLES {
        let mut file = std::io::BufWriter::new(fs::File::create(folder.join(name))?);
        write(study, &mut file)?;
    }
    fs::write(folder.join("answer.md"), answer(study))?;
    let charts = folder.join("charts");
    fs::create_dir(&charts)?;
    let picture = forest(study);
    fs::write(charts.join("validation.svg"), draw::svg(&picture)?)?;
    draw::png(&picture, &charts.join("validation.png"))?;
    Ok(())
}

//! `carecurve validate --draws N`: the model over draws of all assumed parameters beside two rivals, by a proper score.

use super::compare::{SEED, log};
use super::evaluate::{data, read_evaluation};
use super::matched::{Draws, Matching, draws_note};
use super::option::RunOptions;
use super::output_folder::Draft;
use super::progress::Bar;
use super::validate::{Arguments, Chosen, TARGETS, checked, choose, recorded};
use super::{BAD_INPUT, batch, disk, show};
use crate::analysis::evaluation::{DESIGNS, OUTCOMES, percent, read};
use crate::analysis::sensitivity::draw::plan as with;
use crate::analysis::sensitivity::varied;
use crate::analysis::validation::contest::{Contest, Figure, contest};
use crate::analysis::validation::{Target, rows};
use crate::experiment::job::run_from;
use crate::experiment::places::Places;
use crate::experiment::run::{in_order, with_threads};
use crate::experiment::{Design, Watch};
use crate::model::parameter::Parameter;
use crate::report::chart::draw;
use crate::report::manifest::{ILLUSTRATIVE, Manifest};
use crate::report::score::{Scoring, TABLES, answer, forest, on_terminal};
use crate::scenario::evaluation::{Evaluation, Figure as Meant, Finding};
use crate::scenario::validation::{Experiment, Reading};
use crate::scenario::{Plan, Source, hash};
use crate::sim::World;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

/// Residents of each place unless told otherwise. A draw of everything is 1.65 million person-years, so that 200 draws and the
/// tenth that is run again are 360 million: over an hour on two cores (places so small cost about 24 µs of a core each).
const PEOPLE: u32 = 10_000;
const QUICK_PEOPLE: u32 = 5_000;
/// One draw in so many is run again with other luck, and never fewer than this.
const DRAWS_PER_LUCK: u32 = 10;
const FEWEST_LUCK: u32 = 2;
/// With fewer draws the scores are only a sketch.
const FEWEST_DRAWS: u32 = 100;

/// Scores and writes the folder: 0 done, whatever came out; 2 bad input; 1 anything else.
pub fn run(arguments: &Arguments, draws: u32) -> ExitCode {
    if arguments.options.seeds.is_some() {
        eprintln!("--draws with --seeds: a draw is one pair of runs with people and luck of its own; give one of them");
        return ExitCode::from(BAD_INPUT);
    }
    let mut options = arguments.options.clone();
    let people = if options.quick { QUICK_PEOPLE } else { PEOPLE };
    options.population = options.population.or(Some(people));
    let Some(work) = choose(&arguments.ids, true)
        .and_then(|chosen| Work::new(chosen, &arguments.ids, &options, draws, arguments.unfitted))
    else {
        return ExitCode::from(BAD_INPUT);
    };
    let folder = options
        .out
        .clone()
        .unwrap_or_else(|| batch::folder("validate-draws", &arguments.ids));
    let manifest = work.manifest().bytes();
    batch::into_folder(&folder, &manifest, &options, || work.carry_out(&folder, &manifest))
}

/// Experiments that share a base, its years, and the parameters that may be drawn.
struct Group {
    /// The base, then one alternative for each experiment.
    arms: Vec<(String, Arc<Plan>)>,
    experiments: Vec<usize>,
    parameters: Vec<Parameter>,
}

/// A study of which one finding is scored.
struct Studied {
    evaluation: Evaluation,
    finding: Finding,
    target: Target,
    /// Plans of the places at the size that is run.
    places: Places,
    parameters: Vec<Parameter>,
}

/// What was asked for, ready to run.
struct Work<'a> {
    chosen: Chosen,
    experiments: Vec<Experiment>,
    groups: Vec<Group>,
    studied: Vec<Studied>,
    options: &'a RunOptions,
    draws: u32,
    /// Draws are left as their own distributions give them.
    unfitted: bool,
}

/// Readings of an experiment beside a target.
fn beside(experiment: &Experiment) -> impl Iterator<Item = (usize, &Reading)> {
    let readings = experiment.file.readings.iter().enumerate();
    readings.filter(|(_, reading)| reading.target.is_some())
}

impl Work<'_> {
    /// None after telling what is wrong.
    fn new<'a>(
        mut chosen: Chosen,
        ids: &[String],
        options: &'a RunOptions,
        draws: u32,
        unfitted: bool,
    ) -> Option<Work<'a>> {
        if ids.is_empty() {
            let scored = |name: &String| {
                let file = crate::scenario::validation::read(name, &disk::Disk);
                file.is_ok_and(|file| file.readings.iter().any(|reading| reading.target.is_some()))
            };
            chosen.files.retain(scored);
        }
        let experiments = checked(&chosen, options)?;
        let mut sound = true;
        for experiment in experiments
            .iter()
            .filter(|experiment| beside(experiment).next().is_none())
        {
            let id = &experiment.file.id;
            eprintln!(
                "{id}: no reading of it has a published target, so there is nothing to score; leave it out, or --draws"
            );
            sound = false;
        }
        let mut studied = Vec::new();
        for id in &chosen.evaluations {
            match read_evaluation(&format!("evaluation/{id}.json")) {
                Ok(evaluation) => studied.push(Studied::new(evaluation, &chosen.targets, options)),
                Err(problems) => {
                    show::problems(&problems);
                    sound = false;
                }
            }
        }
        if experiments.is_empty() && studied.is_empty() && sound {
            eprintln!(
                "nothing that was asked for is built, so there is nothing to score (`carecurve list validations`)"
            );
            sound = false;
        }
        sound.then(|| Work {
            groups: groups(&experiments, options),
            experiments,
            studied,
            chosen,
            options,
            draws,
            unfitted,
        })
    }

    /// Draws that are run again.
    fn again(&self) -> u32 {
        (self.draws / DRAWS_PER_LUCK).max(FEWEST_LUCK)
    }

    fn plans(&self) -> impl Iterator<Item = &Plan> {
        let pairs = self
            .groups
            .iter()
            .flat_map(|group| &group.arms)
            .map(|(_, plan)| plan.as_ref());
        let studied =
            (self.studied.iter()).flat_map(|study| [study.places.base.as_ref(), study.places.alternative.as_ref()]);
        pairs.chain(studied)
    }

    /// Every parameter that is drawn, with its range and distribution, by path.
    fn parameters(&self) -> BTreeMap<&str, String> {
        let groups = self.groups.iter().map(|group| &group.parameters);
        let all = groups
            .chain(self.studied.iter().map(|study| &study.parameters))
            .flatten();
        all.map(|p| {
            let range = format!("{} {} {} {:?}", p.path, p.low, p.high, p.distribution);
            (p.path.as_str(), range)
        })
        .collect()
    }

    fn manifest(&self) -> Manifest {
        let of_groups = self.groups.iter().flat_map(|group| recorded(&group.arms));
        let of_studies = self.studied.iter().flat_map(|study| {
            let base = &study.places.base;
            let pair = [("base", base), ("alternative", &study.places.alternative)];
            (pair.into_iter().enumerate()).map(move |(i, (name, plan))| {
                batch::record::<World>(i, format!("{}, {name}", study.evaluation.id), base, plan, false)
            })
        });
        // What is read, how it is scored and how parameters are drawn is part of the work.
        let studies = self.chosen.evaluations.iter().map(|id| format!("evaluation/{id}.json"));
        let texts = self
            .chosen
            .files
            .iter()
            .cloned()
            .chain(studies)
            .chain([TARGETS.to_owned()]);
        let read: Vec<u8> = texts
            .flat_map(|name| disk::Disk.read(&name).unwrap_or_default())
            .collect();
        let ranges: Vec<String> = self.parameters().into_values().collect();
        let ids = (self.experiments.iter().map(|experiment| experiment.file.id.as_str()))
            .chain(self.chosen.evaluations.iter().map(String::as_str));
        let ids: Vec<&str> = ids.collect();
        Manifest {
            program: "carecurve",
            version: env!("CARGO_PKG_VERSION"),
            command: "validate --draws".into(),
            seed: SEED,
            replications: self.draws,
            years: self.plans().map(|plan| plan.years).max().unwrap_or(0),
            people: self.people(),
            scenarios: of_groups.chain(of_studies).collect(),
            parameters: batch::shares(self.plans().next()),
            scaled: batch::scaled(self.plans().next()),
            notes: vec![
                ILLUSTRATIVE.into(),
                format!(
                    "{}, one pair of runs each; {} of them again with other people and luck.",
                    draws_note(self.draws, self.unfitted),
                    self.again()
                ),
                format!(
                    "{} parameters vary; their ranges: {}.",
                    ranges.len(),
                    hash(ranges.join("\n").as_bytes())
                ),
                format!(
                    "Experiments, evaluations and targets read: {} {}",
                    ids.join(" "),
                    hash(&read)
                ),
            ],
        }
    }

    fn people(&self) -> u32 {
        self.plans().map(|plan| plan.model.people).max().unwrap_or(0)
    }

    /// All figures of one draw in order, on the people and luck of a stream.
    fn figures(&self, draws: &Draws, draw: u32, stream: u32, watch: &dyn Watch) -> Vec<Option<f64>> {
        let mut found: Vec<Vec<Option<f64>>> = vec![Vec::new(); self.experiments.len()];
        for group in &self.groups {
            let trial = draws.trial(&group.parameters, draw);
            let arm =
                |(name, plan): &(String, Arc<Plan>)| (name.clone(), Arc::new(with(plan, &group.parameters, &trial)));
            let design = Design {
                arms: group.arms.iter().map(arm).collect(),
                seed: SEED,
                replications: 1,
                independent: false,
            };
            let outcome = run_from::<World>(&design, stream, watch);
            for (k, &i) in group.experiments.iter().enumerate() {
                let experiment = &self.experiments[i];
                let rows = rows(&experiment.file, &outcome, k + 1, &self.chosen.targets);
                let values = beside(experiment).map(|(reading, _)| {
                    let value = rows[reading].samples.first().map(|sample| sample.value);
                    value.filter(|value| value.is_finite())
                });
                found[i] = values.collect();
            }
        }
        let studied = self
            .studied
            .iter()
            .map(|study| study.figure(draws, draw, stream, watch));
        found.into_iter().flatten().chain(studied).collect()
    }

    /// Every figure over all draws.
    fn drawn(&self, draws: &Draws, watch: &dyn Watch) -> Vec<Figure> {
        let again = self.again().min(self.draws);
        let by_run = in_order(self.draws + again, |i| {
            // The last runs are the first draws once more, on streams that none has seen.
            self.figures(draws, if i < self.draws { i } else { i - self.draws }, i, watch)
        });
        let (once, twice) = by_run.split_at(self.draws as usize);
        let column = |runs: &[Vec<Option<f64>>], f: usize| runs.iter().map(|run| run[f]).collect();
        let target = |id: &str| {
            let found = self.chosen.targets.iter().find(|target| target.id == id);
            found.expect("the readings were checked").clone()
        };
        let of_experiments = self.experiments.iter().flat_map(|experiment| {
            beside(experiment).map(|(_, reading)| {
                let id = reading.target.as_deref().unwrap_or_default();
                (target(id), experiment.file.id.clone(), reading.says.clone())
            })
        });
        let of_studies =
            (self.studied.iter()).map(|study| (study.target.clone(), study.evaluation.id.clone(), study.says()));
        (of_experiments.chain(of_studies).enumerate())
            .map(|(f, (target, id, says))| Figure {
                target,
                id,
                says,
                values: column(once, f),
                again: column(twice, f),
            })
            .collect()
    }

    fn days(&self) -> u64 {
        let pairs = self.groups.iter().map(|group| {
            let design = Design {
                arms: group.arms.clone(),
                seed: SEED,
                replications: 1,
                independent: false,
            };
            design.days::<World>()
        });
        let one: u64 = pairs.chain(self.studied.iter().map(|study| study.places.days())).sum();
        one * u64::from(self.draws + self.again().min(self.draws))
    }

    /// What the scenarios and the draws warn of, each said once.
    fn warnings(&self, contest: &Contest) -> Vec<String> {
        let mut found = Vec::new();
        if self.draws < FEWEST_DRAWS {
            found.push(format!(
                "Only {} draws: spreads and scores are a sketch; use at least {FEWEST_DRAWS} (--draws).",
                self.draws
            ));
        }
        let lucky =
            |scored: &&crate::analysis::validation::contest::Scored| scored.luck.is_some_and(|share| share > 0.5);
        let lucky: Vec<&str> = (contest.scored.iter().filter(lucky))
            .map(|scored| scored.figure.target.id.as_str())
            .collect();
        if !lucky.is_empty() {
            found.push(format!(
                "More than half of the spread is the luck of a pair of runs for figures beside {}: more residents (--population) narrow \
                 it, and with it the score.",
                lucky.join(", ")
            ));
        }
        found.extend(batch::warnings(self.plans()));
        found
    }

    /// Targets that were asked for and are not scored, each with the reason.
    fn left_out(&self, contest: &Contest) -> Vec<(String, String)> {
        let unscored = contest.unscored.iter().map(|figure| {
            let why = format!("{} ({}) has no value in at least two draws", figure.says, figure.id);
            (figure.target.id.clone(), why)
        });
        let missing =
            (self.chosen.not_built.iter()).map(|row| (row.id.clone(), format!("not built yet: {}", row.because)));
        unscored.chain(missing).collect()
    }

    #[expect(clippy::disallowed_methods, reason = "only `app` may look at the clock, for the log")]
    fn carry_out(&self, folder: &Path, manifest: &[u8]) -> Result<(), Box<dyn Error>> {
        let (started, clock) = (SystemTime::now(), Instant::now());
        let matching = Matching::shipped(self.draws, SEED);
        let fit = if self.unfitted { 0 } else { matching.days() };
        let bar = Bar::new(self.days() + fit, self.options.quiet);
        let threads = self.options.threads.unwrap_or(0) as usize;
        let (draws, figures) = with_threads(threads, || {
            let draws = matching.draws(self.unfitted, &bar);
            let figures = self.drawn(&draws, &bar);
            (draws, figures)
        });
        bar.finish();
        let simulated = clock.elapsed();
        let contest = contest(figures, self.draws as usize, SEED);
        let shares = batch::shares(self.plans().next());
        let scoring = Scoring {
            contest: &contest,
            people: self.people(),
            again: self.again().min(self.draws),
            fitted: draws.fitted,
            parameters: self.parameters().len(),
            seed: SEED,
            left_out: self.left_out(&contest),
            warnings: self.warnings(&contest),
            grades: [shares.sourced, shares.calibrated, shares.assumed],
        };
        let draft = Draft::new(folder)?;
        write_results(&scoring, draft.path())?;
        let log = log(started, simulated, clock.elapsed(), bar.events(), self.options.threads);
        draft.publish(manifest, &log)?;
        if !self.options.quiet {
            show::out(&on_terminal(&scoring));
            show::out(&batch::ended(bar.events(), simulated, folder));
        }
        Ok(())
    }
}

/// Experiments by base and by what may be drawn: a parameter in which the arms of one differ is drawn in others.
fn groups(experiments: &[Experiment], options: &RunOptions) -> Vec<Group> {
    let mut groups: Vec<(String, Group)> = Vec::new();
    for (i, experiment) in experiments.iter().enumerate() {
        let (base, alternative) = (options.apply(&experiment.base), options.apply(&experiment.alternative));
        let (parameters, differ) = varied(&base, std::iter::once(&alternative));
        let key = format!("{} {}", base.hash(), differ.join(" "));
        if !groups.iter().any(|(known, _)| *known == key) {
            let group = Group {
                arms: vec![(experiment.file.base.clone(), Arc::new(base))],
                experiments: Vec::new(),
                parameters,
            };
            groups.push((key.clone(), group));
        }
        let (_, group) = groups
            .iter_mut()
            .find(|(known, _)| *known == key)
            .expect("it was just put in");
        group.arms.push((experiment.file.id.clone(), Arc::new(alternative)));
        group.experiments.push(i);
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

impl Studied {
    fn new(mut evaluation: Evaluation, targets: &[Target], options: &RunOptions) -> Studied {
        let study = &mut evaluation.study;
        study.population = options.population.unwrap_or(PEOPLE);
        let finding = study
            .scored
            .clone()
            .expect("only evaluations with something scored are chosen");
        let target = targets.iter().find(|target| Some(&target.id) == study.target.as_ref());
        let needs_controls = DESIGNS
            .iter()
            .any(|design| design.name == finding.design && design.needs_controls);
        let people = study.population;
        let sized = |plan: &Plan| Arc::new(plan.scaled(people));
        let places = Places {
            base: sized(&evaluation.base),
            alternative: sized(&evaluation.alternative),
            treated: evaluation.study.places.treated,
            controls: evaluation.controls.iter().map(sized).collect(),
            // A design that looks at none is not made to wait for them.
            control_places: if needs_controls {
                evaluation.study.places.controls
            } else {
                0
            },
            seed: SEED,
        };
        let others = std::iter::once(&places.alternative)
            .chain(&places.controls)
            .map(Arc::as_ref);
        let (parameters, _) = varied(&places.base, others);
        Studied {
            finding,
            target: target.expect("the study was checked").clone(),
            places,
            parameters,
            evaluation,
        }
    }

    /// What the study finds in one draw.
    fn figure(&self, draws: &Draws, draw: u32, stream: u32, watch: &dyn Watch) -> Option<f64> {
        let trial = draws.trial(&self.parameters, draw);
        let drawn = |plan: &Arc<Plan>| Arc::new(with(plan, &self.parameters, &trial));
        let places = Places {
            base: drawn(&self.places.base),
            alternative: drawn(&self.places.alternative),
            controls: self.places.controls.iter().map(drawn).collect(),
            ..self.places
        };
        let observed = places.replication(stream, watch);
        let data = data(&self.evaluation, places.treated as usize, observed, stream);
        let design = DESIGNS.iter().position(|design| design.name == self.finding.design)?;
        let outcome = OUTCOMES
            .iter()
            .position(|outcome| outcome.name == self.finding.outcome)?;
        let reading = read(&data, stream + 1, &[design], &[outcome]).remove(0);
        let estimate = percent(reading.found?.log[0]);
        let value = match self.finding.figure {
            Meant::Estimate => estimate,
            Meant::Bias => estimate - reading.truth.percent()?,
        };
        value.is_finite().then_some(value)
    }

    fn says(&self) -> String {
        let title = |name: &str| {
            let design = DESIGNS.iter().find(|design| design.name == name);
            design.map_or(name.to_owned(), |design| design.title.to_owned())
        };
        let figure = match self.finding.figure {
            Meant::Estimate => "finds of",
            Meant::Bias => "is off by, of",
        };
        format!(
            "What “{}” {figure} {}",
            title(&self.finding.design),
            self.finding.outcome.replace('_', " ")
        )
    }
}

/// Tables, plot and page.
fn write_results(scoring: &Scoring<'_>, folder: &Path) -> Result<(), Box<dyn Error>> {
    for (name, write) in TABLES {
        let mut file = std::io::BufWriter::new(fs::File::create(folder.join(name))?);
        write(scoring, &mut file)?;
    }
    fs::write(folder.join("answer.md"), answer(scoring))?;
    let charts = folder.join("charts");
    fs::create_dir(&charts)?;
    let picture = forest(scoring);
    fs::write(charts.join("scores.svg"), draw::svg(&picture)?)?;
    draw::png(&picture, &charts.join("scores.png"))?;
    Ok(())
}

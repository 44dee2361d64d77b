//! `carecurve sensitivity BASE.json ALT.json`: which assumed parameters matter for the difference, and how the verdict holds.

use super::compare::{SEED, log, names, titles};
use super::matched::{Matching, draws_note};
use super::option::RunOptions;
use super::output_folder::Draft;
use super::progress::Bar;
use super::{BAD_INPUT, batch, disk, show};
use crate::analysis::sensitivity::draw::{self, Trial};
use crate::analysis::sensitivity::rank::correlations;
use crate::analysis::sensitivity::screen::{self, Screening};
use crate::analysis::sensitivity::standing::standing;
use crate::analysis::sensitivity::{Outcome, Sensitivity, outcomes, varied};
use crate::experiment::job::{Parting, parting, single};
use crate::experiment::run::{in_order, with_threads};
use crate::experiment::{Design, Watch};
use crate::measure::{MEASURES, find};
use crate::model::parameter::Parameter;
use crate::report::chart::draw as drawing;
use crate::report::manifest::{ILLUSTRATIVE, Manifest};
use crate::report::sensitivity::{Analysed, TABLES, answer, on_terminal, parameters, tornado};
use crate::scenario::{Plan, nearest};
use crate::sim::World;
use clap::Args;
use std::error::Error;
use std::fs;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

/// Residents and draws of a full analysis and of a sketch: all runs of a pair share people and luck, so few suffice.
const PEOPLE: u32 = 20_000;
const DRAWS: u32 = 200;
const QUICK_DRAWS: u32 = 24;
/// One run at the shipped values for so many draws, and never fewer than this.
const DRAWS_PER_LUCK: u32 = 5;
const FEWEST_LUCK: u32 = 8;
/// Draws for each mirror pair of a group round, and the fewest pairs.
const DRAWS_PER_PAIR: u32 = 8;
const FEWEST_PAIRS: u32 = 8;
/// With fewer draws the shares are only a sketch.
const FEWEST_DRAWS: u32 = 100;

/// What `sensitivity` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The base and the alternative: scenario files, or shipped names.
    #[arg(required = true, num_args = 2, value_name = "FILE")]
    files: Vec<String>,
    /// Draws of all assumed and calibrated parameters, each one pair of runs; the screening grows with them [default: 200].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(4..=10_000))]
    draws: Option<u32>,
    /// Leave each draw as its parameters' own distributions give it, instead of fitting all draws to the lines of the base's
    /// first year. Most are then places unlike any that is known.
    #[arg(long)]
    unfitted: bool,
    /// Another measure to follow, in per cent of the base (`carecurve list measures`); may be given several times.
    #[arg(long, value_name = "NAME")]
    measure: Vec<String>,
    /// Reported years, instead of the scenario's.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=30))]
    years: Option<u32>,
    /// Residents [default: 20000]; capacities, lists and block values scale with them.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1_000..=5_000_000))]
    population: Option<u32>,
    /// Threads; all cores if not given. Results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_024))]
    threads: Option<u32>,
    /// Folder for the results.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace results of other work in the same folder.
    #[arg(long)]
    force: bool,
    /// No progress bar and no summary.
    #[arg(long, short)]
    quiet: bool,
    /// A sketch: 24 draws and small rounds unless told otherwise.
    #[arg(long)]
    quick: bool,
}

impl Arguments {
    fn draws(&self) -> u32 {
        self.draws.unwrap_or(if self.quick { QUICK_DRAWS } else { DRAWS })
    }
    fn luck(&self) -> u32 {
        (self.draws() / DRAWS_PER_LUCK).max(FEWEST_LUCK)
    }
    /// Mirror pairs of a group round.
    fn pairs(&self) -> usize {
        (self.draws() / DRAWS_PER_PAIR).max(FEWEST_PAIRS).next_power_of_two() as usize
    }
    /// The flags that it has in common with other commands.
    fn folder_options(&self) -> RunOptions {
        RunOptions {
            out: self.out.clone(),
            force: self.force,
            quiet: self.quiet,
            ..RunOptions::default()
        }
    }
}

/// Analyses and writes the folder: 0 done, whatever came out; 2 bad input; 1 anything else.
pub fn run(arguments: &Arguments) -> ExitCode {
    let work = match Work::new(arguments) {
        Ok(work) => work,
        Err(code) => return code,
    };
    let folder = arguments.out.clone().unwrap_or_else(|| {
        let [base, alternative] = &work.names;
        Path::new("output").join(format!("sensitivity-{base}-vs-{alternative}"))
    });
    let manifest = work.manifest().bytes();
    batch::into_folder(&folder, &manifest, &arguments.folder_options(), || {
        work.carry_out(&folder, &manifest)
    })
}

/// What was asked for, ready to run.
struct Work<'a> {
    arguments: &'a Arguments,
    names: [String; 2],
    base: Arc<Plan>,
    alternative: Arc<Plan>,
    outcomes: Vec<Outcome>,
    parameters: Vec<Parameter>,
    differ: Vec<String>,
}

impl Work<'_> {
    fn new(arguments: &Arguments) -> Result<Work<'_>, ExitCode> {
        let bad = |why: String| {
            eprintln!("{why}");
            ExitCode::from(BAD_INPUT)
        };
        for measure in &arguments.measure {
            if find(measure).is_none() {
                let near = nearest(measure, MEASURES.iter().map(|m| m.name));
                let hint = near.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
                return Err(bad(format!(
                    "--measure: no measure `{measure}` (`carecurve list measures` shows them){hint}"
                )));
            }
        }
        let mut plans = Vec::new();
        for file in &arguments.files {
            let plan = disk::plan(file).map_err(|problems| {
                show::problems(&problems);
                ExitCode::from(BAD_INPUT)
            })?;
            let plan = plan.scaled(arguments.population.unwrap_or(PEOPLE));
            plans.push(Arc::new(
                arguments
                    .years
                    .map_or_else(|| plan.clone(), |years| plan.with_years(years)),
            ));
        }
        let (base, alternative) = (plans[0].clone(), plans[1].clone());
        let [base_file, other_file] = [&arguments.files[0], &arguments.files[1]];
        if base.start != alternative.start || base.years != alternative.years {
            return Err(bad(format!(
                "{other_file}: covers other months than {base_file}; both need the same start_date and years"
            )));
        }
        if parting::<World>(&base, &alternative, false) == Parting::Never {
            return Err(bad(format!(
                "{other_file}: never differs from {base_file} in these {} years, so nothing can matter for the difference",
                base.years
            )));
        }
        let (parameters, differ) = varied(&base, std::iter::once(alternative.as_ref()));
        let mut names = names(&arguments.files).into_iter();
        Ok(Work {
            arguments,
            names: std::array::from_fn(|_| names.next().expect("two files were given")),
            base,
            alternative,
            outcomes: outcomes(&arguments.measure),
            parameters,
            differ,
        })
    }

    fn manifest(&self) -> Manifest {
        let record =
            |i: usize, name: &String, plan: &Plan| batch::record::<World>(i, name.clone(), &self.base, plan, false);
        let measures: Vec<&str> = self.outcomes.iter().map(|outcome| outcome.measure.as_str()).collect();
        let arguments = self.arguments;
        // Ranges and distributions are part of the work: values stand in the resolved scenarios, these do not.
        let ranges: Vec<String> = (self.parameters.iter())
            .map(|p| format!("{} {} {} {:?}", p.path, p.low, p.high, p.distribution))
            .collect();
        Manifest {
            program: "carecurve",
            version: env!("CARGO_PKG_VERSION"),
            command: "sensitivity".into(),
            seed: SEED,
            replications: arguments.draws(),
            years: self.base.years,
            people: self.base.model.people,
            scenarios: vec![
                record(0, &self.names[0], &self.base),
                record(1, &self.names[1], &self.alternative),
            ],
            parameters: batch::shares(Some(&self.base)),
            scaled: batch::scaled(Some(&self.base)),
            notes: vec![
                ILLUSTRATIVE.into(),
                format!(
                    "{}, {} runs at the shipped values, {} mirror pairs a round; outcomes: {}.",
                    draws_note(arguments.draws(), arguments.unfitted),
                    arguments.luck(),
                    arguments.pairs(),
                    measures.join(", ")
                ),
                format!(
                    "{} parameters vary; their ranges: {}.",
                    self.parameters.len(),
                    crate::scenario::hash(ranges.join("\n").as_bytes())
                ),
            ],
        }
    }

    fn design(&self, trial: &Trial) -> Design<Plan> {
        let arm = |name: &String, plan: &Plan| {
            let plan = draw::plan(plan, &self.parameters, trial);
            (name.clone(), Arc::new(plan))
        };
        Design {
            arms: vec![arm(&self.names[0], &self.base), arm(&self.names[1], &self.alternative)],
            seed: SEED,
            replications: 1,
            independent: false,
        }
    }

    /// Outcomes of a list of trials, in order.
    fn answers(&self, trials: &[Trial], watch: &dyn Watch) -> Vec<Vec<Option<f64>>> {
        in_order(trials.len() as u32, |i| {
            let trial = &trials[i as usize];
            let found = single::<World>(&self.design(trial), trial.stream, watch);
            let [base, alternative] = found.arms.as_slice() else {
                unreachable!("two arms were run")
            };
            self.outcomes
                .iter()
                .map(|outcome| outcome.read(base, alternative))
                .collect()
        })
    }

    fn usual(&self, stream: u32) -> Trial {
        Trial {
            stream,
            at: vec![None; self.parameters.len()],
        }
    }

    fn analyse(&self, matching: &Matching, watch: &dyn Watch) -> Sensitivity {
        let made = matching.draws(self.arguments.unfitted, watch);
        let drawn: Vec<Trial> = (0..self.arguments.draws())
            .map(|i| made.trial(&self.parameters, i))
            .collect();
        let draws = self.answers(&drawn, watch);
        let usual: Vec<Trial> = (0..self.arguments.luck()).map(|stream| self.usual(stream)).collect();
        let luck = self.answers(&usual, watch);
        let column = |rows: &[Vec<Option<f64>>], o: usize| rows.iter().filter_map(|row| row[o]).collect::<Vec<f64>>();
        let standings = (0..self.outcomes.len())
            .map(|o| standing(&column(&draws, o), &column(&luck, o)))
            .collect();
        // A draw without the outcome says nothing of its parameters.
        let told: Vec<Vec<f64>> = (drawn.iter().zip(&draws))
            .filter(|(_, row)| row[0].is_some())
            .map(|(trial, _)| trial.at.iter().flatten().copied().collect())
            .collect();
        let correlations = correlations(&told, &column(&draws, 0));
        let design = screen::Design {
            correlations: &correlations,
            pairs: self.arguments.pairs(),
            first_stream: self.arguments.draws().max(self.arguments.luck()),
            seed: SEED,
        };
        let screening: Screening = design.screen(&mut |trials| self.answers(trials, watch));
        Sensitivity {
            outcomes: self.outcomes.clone(),
            parameters: self.parameters.clone(),
            differ: self.differ.clone(),
            drawn,
            fitted: made.fitted,
            draws,
            luck,
            standings,
            correlations,
            screening,
        }
    }

    fn warnings(&self, sensitivity: &Sensitivity) -> Vec<String> {
        let mut found = Vec::new();
        let draws = &sensitivity.draws;
        let same = draws.iter().filter(|row| row[0] == Some(0.0)).count();
        if 2 * same > draws.len() {
            found.push(format!(
                "In {same} of {} draws not one admission differs: the place is too small or the years too few, shares of draws with \
                 a sign are low for that, and luck is hard to set apart (--population, --years).",
                draws.len()
            ));
        }
        if self.arguments.draws() < FEWEST_DRAWS {
            found.push(format!(
                "Only {} draws: shares and screening are a sketch; use at least {FEWEST_DRAWS} (--draws).",
                self.arguments.draws()
            ));
        }
        found.extend(batch::warnings(
            [self.base.as_ref(), self.alternative.as_ref()].into_iter(),
        ));
        found
    }

    #[expect(clippy::disallowed_methods, reason = "only `app` may look at the clock, for the log")]
    fn carry_out(&self, folder: &Path, manifest: &[u8]) -> Result<(), Box<dyn Error>> {
        let (started, clock) = (SystemTime::now(), Instant::now());
        let arguments = self.arguments;
        let draft = Draft::new(folder)?;
        let screened = screen::trials(self.parameters.len(), arguments.pairs()) as u64;
        let runs = u64::from(arguments.draws() + arguments.luck()) + screened;
        let matching = Matching::new(&self.base, arguments.draws(), SEED);
        let fit = if arguments.unfitted { 0 } else { matching.days() };
        let bar = Bar::new(
            runs * self.design(&self.usual(0)).days::<World>() + fit,
            arguments.quiet,
        );
        let found = with_threads(arguments.threads.unwrap_or(0) as usize, || {
            self.analyse(&matching, &bar)
        });
        bar.finish();
        let simulated = clock.elapsed();
        let arms = [&self.base, &self.alternative].map(Arc::clone);
        let plans: Vec<(String, Arc<Plan>)> = self.names.iter().cloned().zip(arms).collect();
        let (_, labels) = titles(&plans);
        let shares = batch::shares(Some(&self.base));
        let analysed = Analysed {
            found: &found,
            base: &labels[0],
            alternative: &labels[1],
            people: self.base.model.people,
            years: self.base.years,
            seed: SEED,
            warnings: self.warnings(&found),
            grades: [shares.sourced, shares.calibrated, shares.assumed],
        };
        write_results(&analysed, draft.path())?;
        let log = log(started, simulated, clock.elapsed(), bar.events(), arguments.threads);
        draft.publish(manifest, &log)?;
        if !arguments.quiet {
            show::out(&on_terminal(&analysed));
            show::out(&batch::ended(bar.events(), simulated, folder));
        }
        Ok(())
    }
}

/// Tables, plot and page.
fn write_results(analysed: &Analysed<'_>, folder: &Path) -> Result<(), Box<dyn Error>> {
    for (name, write) in TABLES {
        let mut file = BufWriter::new(fs::File::create(folder.join(name))?);
        write(analysed, &mut file)?;
    }
    fs::write(folder.join("answer.md"), answer(analysed))?;
    fs::write(folder.join("parameters.md"), parameters(analysed))?;
    let charts = folder.join("charts");
    fs::create_dir(&charts)?;
    let picture = tornado(analysed);
    fs::write(charts.join("tornado.svg"), drawing::svg(&picture)?)?;
    drawing::png(&picture, &charts.join("tornado.png"))?;
    Ok(())
}

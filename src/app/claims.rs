//! `carecurve claims [ID…]`: claims as experiments, judged by the rules in their files.

use super::batch;
use super::compare::{SEED, log};
use super::matched::{Draws, Matching, draws_note};
use super::option::RunOptions;
use super::output_folder::Draft;
use super::progress::Bar;
use super::{BAD_INPUT, disk, show};
use crate::analysis::claim::{Judged, Verdict, faults, judge};
use crate::analysis::sensitivity::draw::plan as with;
use crate::analysis::sensitivity::varied;
use crate::analysis::warning::FEWEST_REPLICATIONS;
use crate::experiment::job::run_from;
use crate::experiment::run::{in_order, with_threads};
use crate::experiment::{Design, Outcome, Together, Watch};
use crate::report::chart::draw;
use crate::report::claim::{Study, TABLES, answer, draws, joints, on_terminal, verdicts};
use crate::report::manifest::{ILLUSTRATIVE, Manifest};
use crate::scenario::claim::{Claim, ClaimFile, FILE, claim, read, shipped};
use crate::scenario::{Embedded, Plan, Source, hash, nearest};
use crate::sim::World;
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

/// Residents of a sketch: all claims then take under four minutes on two cores.
const QUICK_PEOPLE: u32 = 35_000;

/// What `claims` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Claims (`carecurve list claims`), or folders of own claims; all that are shipped if none is named. Residents,
    /// replications and years are those of each claim's rule unless told otherwise; with --quick at most 35,000 residents
    /// and 3 replications.
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// Also run each rule over so many draws of all assumed and calibrated parameters: how its verdict holds.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    draws: Option<u32>,
    /// With --draws: leave each draw as its parameters' own distributions give it, instead of fitting all draws to the lines
    /// of the shipped place's first year. Most are then places unlike any that is known.
    #[arg(long, requires = "draws")]
    unfitted: bool,
    #[command(flatten)]
    options: RunOptions,
}

/// Runs the claims and writes their folder: 0 done, whatever the verdicts; 2 bad input; 1 anything else.
pub fn run(arguments: &Arguments) -> ExitCode {
    let options = &arguments.options;
    let Some(claims) = choose(&arguments.ids).and_then(|names| checked(&names, options)) else {
        return ExitCode::from(BAD_INPUT);
    };
    let draws = arguments.draws.unwrap_or(0);
    let work = Work {
        claims,
        draws,
        unfitted: arguments.unfitted,
        options,
    };
    let folder = options
        .out
        .clone()
        .unwrap_or_else(|| batch::folder("claims", &arguments.ids));
    let manifest = work.manifest().bytes();
    batch::into_folder(&folder, &manifest, options, || work.carry_out(&folder, &manifest))
}

/// The shipped claims by the names of their files.
pub fn shipped_files() -> Vec<(String, ClaimFile)> {
    let file = |name: String| {
        let file = read(&name, &Embedded).expect("a test reads every shipped claim");
        (name, file)
    };
    shipped().map(file).collect()
}

/// Files of what was asked for; None after telling what means nothing.
fn choose(ids: &[String]) -> Option<Vec<String>> {
    let known = shipped_files();
    if ids.is_empty() {
        return Some(known.into_iter().map(|(name, _)| name).collect());
    }
    let mut chosen = Vec::new();
    let mut sound = true;
    for id in ids {
        let own = Path::new(id).join(FILE);
        if let Some((name, _)) = known.iter().find(|(_, file)| file.id.eq_ignore_ascii_case(id)) {
            chosen.push(name.clone());
        } else if own.is_file() {
            chosen.push(own.to_string_lossy().into_owned());
        } else if Path::new(id).is_file() {
            chosen.push(id.clone());
        } else {
            let near = nearest(id, known.iter().map(|(_, file)| file.id.as_str()));
            let hint = near.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            eprintln!("no claim or folder with a {FILE} `{id}` (`carecurve list claims` shows them){hint}");
            sound = false;
        }
    }
    let mut seen = BTreeSet::new();
    chosen.retain(|name| seen.insert(name.clone()));
    sound.then_some(chosen)
}

/// A claim, the name of its file, and its arms as they are run.
struct Chosen {
    name: String,
    claim: Claim,
    arms: Vec<(String, Arc<Plan>)>,
    replications: u32,
}

/// The claims with all scenarios checked; None after telling what is wrong.
fn checked(names: &[String], options: &RunOptions) -> Option<Vec<Chosen>> {
    let mut found: Vec<Chosen> = Vec::new();
    let mut sound = true;
    for name in names {
        match claim(name, &disk::Disk) {
            Ok(claim) => {
                let wrong = faults(&claim.file);
                sound &= wrong.is_empty();
                wrong.iter().for_each(|fault| eprintln!("{name}: {fault}"));
                if found.iter().any(|other| other.claim.file.id == claim.file.id) {
                    eprintln!("{name}: two claims are called `{}`", claim.file.id);
                    sound = false;
                }
                found.push(chosen(name, claim, options));
            }
            Err(problems) => {
                show::problems(&problems);
                sound = false;
            }
        }
    }
    share_plans(&mut found);
    sound.then_some(found)
}

/// Arms of different claims that run the same plan hold the same one, so that it is run once. The same is: the same hash,
/// the same names of changes, which decisions tell, and the same ranges, which draws are taken from.
fn share_plans(claims: &mut [Chosen]) {
    let mut known: BTreeMap<String, Arc<Plan>> = BTreeMap::new();
    for (_, plan) in claims.iter_mut().flat_map(|chosen| &mut chosen.arms) {
        let changes: Vec<&str> = plan.changes.iter().map(|change| change.id.as_str()).collect();
        let ranges = plan.model.parameters.iter().map(|p| (p.low, p.high, p.distribution));
        let key = format!("{} {changes:?} {:?}", plan.hash(), ranges.collect::<Vec<_>>());
        *plan = Arc::clone(known.entry(key).or_insert_with(|| Arc::clone(plan)));
    }
}

fn chosen(name: &str, claim: Claim, options: &RunOptions) -> Chosen {
    let mut options = options.clone();
    let (people, seeds) = match options.quick {
        true => (QUICK_PEOPLE.min(claim.file.people), None),
        false => (claim.file.people, Some(claim.file.seeds)),
    };
    options.population = options.population.or(Some(people));
    options.seeds = options.seeds.or(seeds);
    let plans = claim.plans.iter().map(|plan| Arc::new(options.apply(plan)));
    Chosen {
        name: name.to_owned(),
        arms: claim.file.arms.iter().map(|arm| arm.name.clone()).zip(plans).collect(),
        replications: options.replications(),
        claim,
    }
}

/// What was asked for, ready to run.
struct Work<'a> {
    claims: Vec<Chosen>,
    /// Draws of all parameters; none unless asked for.
    draws: u32,
    /// They are left as their own distributions give them.
    unfitted: bool,
    options: &'a RunOptions,
}

impl Work<'_> {
    fn designs(&self) -> Vec<Design<Plan>> {
        let of = |chosen: &Chosen| Design {
            arms: chosen.arms.clone(),
            seed: SEED,
            replications: chosen.replications,
            independent: false,
        };
        self.claims.iter().map(of).collect()
    }

    fn plans(&self) -> impl Iterator<Item = &Plan> {
        self.claims
            .iter()
            .flat_map(|chosen| &chosen.arms)
            .map(|(_, plan)| plan.as_ref())
    }

    fn manifest(&self) -> Manifest {
        let arms = self.claims.iter().flat_map(|chosen| {
            let base = &chosen.arms[0].1;
            (chosen.arms.iter().enumerate()).map(move |(i, (name, plan))| {
                batch::record::<World>(i, format!("{} {name}", chosen.claim.file.id), base, plan, false)
            })
        });
        // What is read and how it is judged is part of the work.
        let texts = self.claims.iter().map(|chosen| &chosen.name);
        let read: Vec<u8> = texts
            .flat_map(|name| disk::Disk.read(name).unwrap_or_default())
            .collect();
        let ids: Vec<&str> = self.claims.iter().map(|chosen| chosen.claim.file.id.as_str()).collect();
        let drawn = (self.draws > 0).then(|| format!("{}.", draws_note(self.draws, self.unfitted)));
        let read = format!("Claims read: {} {}", ids.join(" "), hash(&read));
        Manifest {
            program: "carecurve",
            version: env!("CARGO_PKG_VERSION"),
            command: "claims".into(),
            seed: SEED,
            replications: self.claims.iter().map(|chosen| chosen.replications).max().unwrap_or(0),
            years: self.plans().map(|plan| plan.years).max().unwrap_or(0),
            people: self.plans().map(|plan| plan.model.people).max().unwrap_or(0),
            scenarios: arms.collect(),
            parameters: batch::shares(self.plans().next()),
            scaled: batch::scaled(self.plans().next()),
            notes: [ILLUSTRATIVE.into(), read].into_iter().chain(drawn).collect(),
        }
    }

    /// Of each claim, its verdict in each draw.
    fn drawn(&self, draws: &Draws, watch: &dyn Watch) -> Vec<Vec<Verdict>> {
        let of = |chosen: &Chosen| {
            let plans = || chosen.arms.iter().map(|(_, plan)| plan.as_ref());
            let base = chosen.arms[0].1.as_ref();
            let (parameters, _) = varied(base, plans().skip(1));
            in_order(self.draws, |i| {
                let trial = draws.trial(&parameters, i);
                let arm =
                    |(name, plan): &(String, Arc<Plan>)| (name.clone(), Arc::new(with(plan, &parameters, &trial)));
                let design = Design {
                    arms: chosen.arms.iter().map(arm).collect(),
                    seed: SEED,
                    replications: chosen.replications,
                    independent: false,
                };
                // People and luck that neither another draw nor the run as shipped has seen.
                let outcome = run_from::<World>(&design, (i + 1) * chosen.replications, watch);
                judge(&chosen.claim.file, &outcome, base.model.people).verdict
            })
        };
        self.claims.iter().map(of).collect()
    }

    /// Whether a claim is run with less than its rule wants.
    fn is_sketch(&self) -> bool {
        let less = |chosen: &Chosen| {
            let people = chosen.arms.first().map_or(0, |(_, plan)| plan.model.people);
            chosen.replications < chosen.claim.file.seeds || people < chosen.claim.file.people
        };
        self.claims.iter().any(less)
    }

    /// What the scenarios and the runs warn of, each said once.
    fn warnings(&self) -> Vec<String> {
        let mut found = Vec::new();
        let few: Vec<&str> = (self.claims.iter())
            .filter(|chosen| chosen.replications < FEWEST_REPLICATIONS as u32)
            .map(|chosen| chosen.claim.file.id.as_str())
            .collect();
        if !few.is_empty() {
            found.push(format!(
                "Fewer than {FEWEST_REPLICATIONS} replications ({}): intervals are wide and unsteady.",
                few.join(", ")
            ));
        }
        found.extend(batch::warnings(self.plans()));
        found
    }

    #[expect(clippy::disallowed_methods, reason = "only `app` may look at the clock, for the log")]
    fn carry_out(&self, folder: &Path, manifest: &[u8]) -> Result<(), Box<dyn Error>> {
        let (started, clock) = (SystemTime::now(), Instant::now());
        let designs = self.designs();
        let together = Together::new(&designs);
        let days_of_draws: u64 = designs.iter().map(Design::days::<World>).sum();
        let days = together.days::<World>() + days_of_draws * u64::from(self.draws);
        let matching = (self.draws > 0).then(|| Matching::shipped(self.draws, SEED));
        let fit = matching.as_ref().filter(|_| !self.unfitted).map_or(0, Matching::days);
        let bar = Bar::new(days + fit, self.options.quiet);
        let threads = self.options.threads.unwrap_or(0) as usize;
        let outcomes: Vec<Outcome> = with_threads(threads, || together.run::<World>(&bar));
        let draws = with_threads(threads, || matching.map(|matching| matching.draws(self.unfitted, &bar)));
        let drawn = with_threads(threads, || draws.as_ref().map(|draws| self.drawn(draws, &bar)));
        bar.finish();
        let simulated = clock.elapsed();
        let judged: Vec<Judged> = (self.claims.iter().zip(&outcomes))
            .map(|(chosen, outcome)| judge(&chosen.claim.file, outcome, chosen.arms[0].1.model.people))
            .collect();
        let shares = batch::shares(self.plans().next());
        let study = Study {
            claims: &judged,
            drawn: drawn.unwrap_or_default(),
            fitted: draws.and_then(|draws| draws.fitted),
            seed: SEED,
            sketch: self.is_sketch(),
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
}

/// Tables, charts and page.
fn write_results(study: &Study<'_>, folder: &Path) -> Result<(), Box<dyn Error>> {
    for (name, write) in TABLES {
        let mut file = std::io::BufWriter::new(fs::File::create(folder.join(name))?);
        write(study, &mut file)?;
    }
    if !study.drawn.is_empty() {
        draws(
            study,
            &mut std::io::BufWriter::new(fs::File::create(folder.join("draws.csv"))?),
        )?;
    }
    fs::write(folder.join("answer.md"), answer(study))?;
    let charts = folder.join("charts");
    fs::create_dir(&charts)?;
    let joint = joints(study).into_iter().map(|joint| (joint.name, joint.picture));
    for (name, picture) in std::iter::once(("claims".to_owned(), verdicts(study))).chain(joint) {
        fs::write(charts.join(format!("{name}.svg")), draw::svg(&picture)?)?;
        draw::png(&picture, &charts.join(format!("{name}.png")))?;
    }
    Ok(())
}

//! `carecurve story S.json [ALT.json…] --person N`: one resident's years, and the visit log of one replication.

use super::compare::{SEED, names, titles};
use super::option::RunOptions;
use super::output_file::FileDraft;
use super::progress::Bar;
use super::{BAD_INPUT, disk, show};
use crate::experiment::follow::{Followed, begin};
use crate::experiment::run::in_order;
use crate::model::diary::{Line, Portrait, Whom};
use crate::report::story::wish::Wishes;
use crate::report::story::{Arm, Story, number, page};
use crate::report::visit_log::VisitLog;
use crate::scenario::Plan;
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

/// What `story` is told.
#[derive(Args, Debug)]
#[command(
    after_help = "Wishes of --like: an age (the nearest is taken), fit, mild frailty, moderate frailty, severe \
    frailty, woman, man, lives alone, care home, on a caseload, most deprived, least deprived, deprivation 1 to 5 (1 is \
    the most deprived), the name of a condition, the id of a neighbourhood. Of those who meet all, the nearest in age and \
    then the lowest number is chosen.\n\n\
    The visit log of --events has the columns person, time, event, event_type, resource (scenario before them, if there \
    are several). With --person or --like it holds that resident's visits, without either everybody's and no story is told."
)]
pub struct Arguments {
    /// The base, then any alternatives: told side by side, from the same draws.
    #[arg(required = true, num_args = 1.., value_name = "FILE")]
    files: Vec<String>,
    /// Number of the resident, from 1: the same person in every scenario of the same place and size.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "like")]
    person: Option<u32>,
    /// Finds a resident instead, as they are when the reported years begin: "82, severe frailty, lives alone".
    #[arg(long, value_name = "WISHES")]
    like: Option<String>,
    /// Replication to tell, numbered as in replications.csv.
    #[arg(long, value_name = "R", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    replication: u32,
    /// Writes the visit log as CSV [default file: events.csv].
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "events.csv")]
    events: Option<PathBuf>,
    /// Reported years, instead of the scenario's.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=30))]
    years: Option<u32>,
    /// Residents, instead of the scenario's; capacities, lists and block values scale with them.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1_000..=5_000_000))]
    population: Option<u32>,
    /// A sketch of 50,000 residents. Other people live there than in the whole place.
    #[arg(long)]
    quick: bool,
    /// Writes the story to a file instead of the terminal.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace files that are there.
    #[arg(long)]
    force: bool,
    /// No progress bar and no remarks.
    #[arg(long, short)]
    quiet: bool,
}

/// Tells the story, writes the log: 0 done, 2 bad input, 1 anything else.
pub fn run(arguments: &Arguments) -> ExitCode {
    match tell(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Input(why)) => {
            if !why.is_empty() {
                eprintln!("{why}");
            }
            ExitCode::from(BAD_INPUT)
        }
        Err(Failure::Disk(error)) => {
            eprintln!("the story could not be written: {error}");
            ExitCode::FAILURE
        }
    }
}

enum Failure {
    /// What was asked for cannot be done; empty if it was told already.
    Input(String),
    Disk(io::Error),
}

impl From<String> for Failure {
    fn from(why: String) -> Failure {
        Failure::Input(why)
    }
}
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Disk(error)
    }
}

fn tell(arguments: &Arguments) -> Result<(), Failure> {
    if arguments.person.is_none() && arguments.like.is_none() && arguments.events.is_none() {
        return Err(Failure::Input(
            "whose story? Name a resident with --person N or --like \"82, severe frailty\"; --events FILE alone writes \
             everybody's visits"
                .into(),
        ));
    }
    let plans = read(arguments)?;
    let base = &plans[0].1;
    let people = base.model.people;
    if let Some(person) = arguments.person.filter(|&person| person > people) {
        return Err(Failure::Input(format!(
            "--person: found {person}; allowed: 1 to {people}, the residents at the start"
        )));
    }
    let wishes = match &arguments.like {
        Some(text) => Some(Wishes::parse(text, base).map_err(|why| format!("--like: {why}"))?),
        None => None,
    };
    // Places are taken before the work is done: nobody waits for a run that cannot be written.
    let mut story_file = draft(arguments.out.as_ref(), arguments.force)?;
    let mut events_file = draft(arguments.events.as_ref(), arguments.force)?;

    let days: u64 = (plans.iter())
        .map(|(_, plan)| u64::from(plan.end().day_number() - plan.warm_up_start().day_number()))
        .sum();
    let bar = Bar::new(days, arguments.quiet);
    let one = wishes.is_some() || arguments.person.is_some();
    // A wish is looked for among everybody at the start, so all diaries of the warm-up are kept until then.
    let whom = arguments.person.map_or(Whom::Everyone, |person| Whom::One(person - 1));
    let begun = |arm: u32| begin(&plans[arm as usize].1, SEED, arguments.replication, whom, &bar);
    let mut worlds: Vec<Followed> = in_order(plans.len() as u32, begun);
    let mut chosen = None;
    let mut person = arguments.person.map(|person| person - 1);
    if let Some(wishes) = &wishes {
        let world = &worlds[0].world;
        let portraits: Vec<Portrait> = (0..world.people()).map(|id| world.portrait(id)).collect();
        let choice = wishes.choose(&portraits).map_err(|why| format!("--like: {why}"))?;
        person = Some(choice.person);
        chosen = Some(choice.said);
    }
    let (place, labels) = titles(&plans);
    if let Some(person) = person {
        for followed in &mut worlds {
            followed.world.narrow_diary(Whom::One(person));
            followed.warm_up.retain(|line| line.person == person);
        }
        let portraits: Vec<Portrait> = worlds.iter().map(|f| f.world.portrait(person)).collect();
        let followed: Vec<Mutex<Followed>> = worlds.into_iter().map(Mutex::new).collect();
        let diaries: Vec<Vec<Line>> = in_order(plans.len() as u32, |arm| {
            let mut followed = followed[arm as usize].lock().expect("each arm is run once");
            let mut lines = std::mem::take(&mut followed.warm_up);
            let kept: Result<(), std::convert::Infallible> = followed.run(&bar, |month| {
                lines.extend_from_slice(month);
                Ok(())
            });
            kept.map_or_else(|never| match never {}, |()| lines)
        });
        bar.finish();
        if let Some(file) = &mut events_file {
            VisitLog::header(file, plans.len() > 1)?;
            for ((name, plan), lines) in plans.iter().zip(&diaries) {
                let start = plan.start.midnight();
                let mut log = VisitLog::new(&plan.model, start, (plans.len() > 1).then_some(name.as_str()));
                let reported = lines.partition_point(|line| line.time < start);
                log.warm_up(&lines[..reported]);
                log.write(&lines[reported..], file)?;
            }
        }
        let arms = plans.iter().zip(labels).zip(portraits).zip(diaries);
        let story = Story {
            place,
            arms: arms
                .map(|((((_, plan), label), portrait), lines)| Arm {
                    label,
                    plan: Arc::clone(plan),
                    portrait,
                    lines,
                })
                .collect(),
            replication: arguments.replication,
            seed: SEED,
            chosen,
        };
        let text = page(&story);
        match &mut story_file {
            Some(file) => file.write_all(text.as_bytes())?,
            None => show::out(&text),
        }
    } else {
        // Everybody's lines are too many to hold: they are written month by month, one arm after another.
        let file = events_file.as_mut().expect("without a person there is a log to write");
        VisitLog::header(file, plans.len() > 1)?;
        for ((name, plan), mut followed) in plans.iter().zip(worlds) {
            let scenario = (plans.len() > 1).then_some(name.as_str());
            let mut log = VisitLog::new(&plan.model, plan.start.midnight(), scenario);
            log.warm_up(&std::mem::take(&mut followed.warm_up));
            followed.run(&bar, |month| log.write(month, file))?;
        }
        bar.finish();
    }
    publish(story_file, arguments.out.as_ref(), "story", arguments.quiet)?;
    let whose = match person {
        Some(person) if one => format!("visits of resident {}", number(person)),
        _ => "everybody's visits".to_string(),
    };
    publish(events_file, arguments.events.as_ref(), &whose, arguments.quiet)
}

fn draft(place: Option<&PathBuf>, force: bool) -> Result<Option<FileDraft>, String> {
    match place {
        // `--events S.json` forgets its file and takes the scenario for it.
        Some(place) if place.extension().is_some_and(|e| e == "json") => Err(format!(
            "{} looks like a scenario; results do not go there (put the scenarios first, or name a file after the flag)",
            place.display()
        )),
        Some(place) => FileDraft::new(place, force).map(Some),
        None => Ok(None),
    }
}

fn publish(file: Option<FileDraft>, place: Option<&PathBuf>, what: &str, quiet: bool) -> Result<(), Failure> {
    if let (Some(file), Some(place)) = (file, place) {
        file.publish()?;
        if !quiet {
            eprintln!("{}: {what}", place.display());
        }
    }
    Ok(())
}

/// The plans as the flags want them, over the same months.
fn read(arguments: &Arguments) -> Result<Vec<(String, Arc<Plan>)>, Failure> {
    let options = RunOptions {
        years: arguments.years,
        population: arguments.population,
        quick: arguments.quick,
        ..RunOptions::default()
    };
    let mut plans = Vec::new();
    let mut sound = true;
    for (name, file) in names(&arguments.files).into_iter().zip(&arguments.files) {
        match disk::plan(file) {
            Ok(plan) => {
                let plan = options.apply(&plan);
                if !arguments.quiet {
                    show::warnings(&plan.warnings);
                }
                plans.push((name, Arc::new(plan)));
            }
            Err(problems) => {
                show::problems(&problems);
                sound = false;
            }
        }
    }
    if !sound {
        return Err(Failure::Input(String::new()));
    }
    let base = &plans[0].1;
    let same = |plan: &Plan| (plan.start, plan.years, plan.model.people) == (base.start, base.years, base.model.people);
    match plans.iter().find(|(_, plan)| !same(plan)) {
        Some((name, _)) => Err(Failure::Input(format!(
            "{name} covers other months or other residents than {}: a story is told over the same ones (start_date, years \
             and people, or --years and --population)",
            plans[0].0
        ))),
        None => Ok(plans),
    }
}

//! `carecurve worth FILE…`: what one more, and one fewer, of each activity is worth to whom under each plan.

use super::{BAD_INPUT, disk, show};
use crate::economy::worth::worth;
use crate::report::chart::draw;
use crate::report::worth::{on_terminal, picture, table};
use crate::scenario::Plan;
use clap::Args;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `worth` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Scenario files; each is looked at with the regimes that its last change leaves in force.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Folder for `worth.csv` and two charts, one more and one fewer.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Prints the worths and writes the folder if there is one: 0 done, 2 bad input, 1 anything else.
pub fn run(arguments: &Arguments) -> ExitCode {
    let names = super::compare::names(&arguments.files);
    let (mut plans, mut sound) = (Vec::new(), true);
    for (name, file) in names.into_iter().zip(&arguments.files) {
        match disk::plan(file) {
            Ok(plan) => plans.push((name, worth(&plan.economy, &in_force(&plan)))),
            Err(problems) => {
                show::problems(&problems);
                sound = false;
            }
        }
    }
    if !sound {
        return ExitCode::from(BAD_INPUT);
    }
    show::out(&on_terminal(&plans));
    let written = arguments.out.as_deref().map_or(Ok(()), |folder| write(&plans, folder));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Regime of each contract when all changes have taken effect.
fn in_force(plan: &Plan) -> BTreeMap<String, String> {
    let contracts = plan.economy.contracts.keys();
    contracts
        .map(|id| (id.clone(), plan.regime_on(id, plan.end()).to_string()))
        .collect()
}

fn write(plans: &crate::report::worth::Plans, folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let mut bytes = Vec::new();
    table(plans, &mut bytes)?;
    fs::write(folder.join("worth.csv"), bytes)?;
    for (name, fewer) in [("one_more", false), ("one_fewer", true)] {
        if let Some(picture) = picture(plans, fewer) {
            fs::write(folder.join(format!("{name}.svg")), draw::svg(&picture)?)?;
            draw::png(&picture, &folder.join(format!("{name}.png")))?;
        }
    }
    Ok(())
}

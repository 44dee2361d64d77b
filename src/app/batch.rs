//! What commands that run many scenarios have in common: where results go, and what is told of the plans.

use super::compare::claim;
use super::option::RunOptions;
use crate::experiment::Simulation;
use crate::experiment::job::parting;
use crate::report::manifest::{GradeShares, ILLUSTRATIVE, ScaledFigure, ScenarioRecord, sharing};
use crate::scenario::Plan;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Where results go: a part of what there is has a folder of its own, so that its results never meet those of all.
pub fn folder(command: &str, ids: &[String]) -> PathBuf {
    let stem = |id: &String| {
        let stem = Path::new(id).file_stem().unwrap_or_default();
        stem.to_string_lossy().to_lowercase()
    };
    let parts: Vec<String> = std::iter::once(command.to_owned())
        .chain(ids.iter().map(stem))
        .collect();
    Path::new("output").join(parts.join("-"))
}

/// Claims the folder and has it filled: 0 done; 2 when other results lie there; 1 when it cannot be written.
pub fn into_folder(
    folder: &Path,
    manifest: &[u8],
    options: &RunOptions,
    fill: impl FnOnce() -> Result<(), Box<dyn Error>>,
) -> ExitCode {
    if let Some(code) = claim(folder, manifest, options) {
        return code;
    }
    match fill() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

/// The last line on the terminal: how much was simulated how fast, and where to begin to read.
pub fn ended(events: u64, simulated: Duration, folder: &Path) -> String {
    format!(
        "{:.1} million events in {:.1} s. Begin with {} ({ILLUSTRATIVE})\n",
        events as f64 / 1e6,
        simulated.as_secs_f64(),
        folder.join("answer.md").display()
    )
}

/// What a manifest keeps of an arm; the first of its design is the base, independent arms share nothing with it.
pub fn record<W: Simulation<Plan = Plan>>(
    i: usize,
    name: String,
    base: &Plan,
    plan: &Plan,
    independent: bool,
) -> ScenarioRecord {
    ScenarioRecord {
        name,
        hash: plan.hash(),
        resolved: plan.resolved(),
        shares_run_with_base: sharing(i, &parting::<W>(base, plan, independent)),
    }
}

/// Shares (0 to 1) of a plan's parameters by role.
pub fn shares(plan: Option<&Plan>) -> GradeShares {
    let shares = plan.map(Plan::shares).unwrap_or_default();
    GradeShares {
        sourced: shares.sourced,
        calibrated: shares.calibrated,
        assumed: shares.assumed,
    }
}

/// Figures of a plan that were scaled to its residents.
pub fn scaled(plan: Option<&Plan>) -> Vec<ScaledFigure> {
    let figures = plan.into_iter().flat_map(|plan| &plan.scaled_figures);
    figures
        .map(|f| ScaledFigure {
            figure: f.path.clone(),
            from: f.from,
            to: f.to,
        })
        .collect()
}

/// What the scenarios themselves warn of, each said once.
pub fn warnings<'a>(plans: impl Iterator<Item = &'a Plan>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for warning in plans.flat_map(|plan| &plan.warnings) {
        let told = warning.to_string();
        if !found.contains(&told) {
            found.push(told);
        }
    }
    found
}

//! `carecurve explain FILE [PATH]`: where each number comes from.

use super::{BAD_INPUT, disk, show};
use crate::scenario::{Figure, explain, nearest};
use clap::Args;
use std::process::ExitCode;

/// What `explain` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Scenario file, or a shipped name such as england/place.
    #[arg(value_name = "FILE")]
    file: String,
    /// Only numbers whose path begins so, for example `services.medical` or `parameters.urgent`.
    #[arg(value_name = "PATH")]
    path: Option<String>,
}

/// Prints the figures; exit code 2 if the scenario has problems or no path begins so.
pub fn run(arguments: &Arguments) -> ExitCode {
    let figures = match explain(&disk::name(&arguments.file), &disk::Disk) {
        Ok(figures) => figures,
        Err(problems) => {
            show::problems(&problems);
            return ExitCode::from(BAD_INPUT);
        }
    };
    let wanted = arguments.path.as_deref().unwrap_or_default();
    // A parameter may be named as code and tables name it, without `parameters.` in front.
    let fits = |figure: &Figure| {
        figure.path.starts_with(wanted)
            || figure
                .path
                .strip_prefix("parameters.")
                .is_some_and(|path| path.starts_with(wanted))
    };
    let mut shown = 0;
    for figure in figures.iter().filter(|figure| fits(figure)) {
        print!("{}", told(figure));
        shown += 1;
    }
    if shown == 0 {
        let near = nearest(wanted, figures.iter().map(|figure| figure.path.as_str()));
        let hint = near.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        eprintln!("no number has a path that begins with `{wanted}`{hint}");
        return ExitCode::from(BAD_INPUT);
    }
    ExitCode::SUCCESS
}

/// One figure in a few lines.
fn told(figure: &Figure) -> String {
    let range = figure
        .range
        .filter(|(low, high)| low < high)
        .map(|(low, high)| format!("  ({low} to {high})"));
    let mut text = format!("{} = {}{}\n", figure.path, figure.value, range.unwrap_or_default());
    let known = [figure.role.as_str(), figure.grade.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty());
    let lines = [
        ("unit", figure.unit.clone()),
        ("source", figure.source.clone()),
        ("known", known.collect::<Vec<_>>().join(", ")),
        ("note", figure.note.clone()),
        ("set by", figure.set_by.clone()),
    ];
    for (label, line) in lines.iter().filter(|(_, line)| !line.is_empty()) {
        text.push_str(&format!("    {label:<7} {line}\n"));
    }
    text
}

//! `carecurve new NAME`: a commented starter scenario that runs, of a place or of a pathway; or a place made from local
//! totals.

use super::{BAD_INPUT, from_totals, show};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `new` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// File to write; `.json` is added when missing.
    #[arg(value_name = "NAME")]
    name: String,
    /// A network of services without population or money, instead of a place.
    #[arg(long)]
    pathway: bool,
    /// A place made from your own totals (CSV: total,value and, if wanted, unit,year,source; `carecurve list totals`),
    /// calibrated to those of activity.
    #[arg(long, value_name = "FILE", conflicts_with = "pathway")]
    from: Option<String>,
    #[command(flatten)]
    fit: from_totals::FitOptions,
    /// Replace a file that is there.
    #[arg(long)]
    force: bool,
}

/// The starters, each with its name to be filled in.
const STARTER: &str = include_str!("starter.json");
const STARTER_PATHWAY: &str = include_str!("starter_pathway.json");

/// Writes the file; exit code 2 if it is there already.
pub fn run(arguments: &Arguments) -> ExitCode {
    let path = PathBuf::from(match arguments.name.ends_with(".json") {
        true => arguments.name.clone(),
        false => format!("{}.json", arguments.name),
    });
    if path.exists() && !arguments.force {
        eprintln!("{} is there already; --force replaces it", path.display());
        return ExitCode::from(BAD_INPUT);
    }
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    if let Some(totals) = &arguments.from {
        return from_totals::run(totals, &path, &stem, &arguments.fit, arguments.force);
    }
    let (text, quick) = match arguments.pathway {
        true => (starter(STARTER_PATHWAY, &stem), ""),
        false => (starter(STARTER, &stem), " --quick"),
    };
    match std::fs::write(&path, text) {
        Ok(()) => {
            let path = path.display();
            show::out(&format!(
                "{path} written. Next:\n  carecurve check {path}\n  carecurve run {path}{quick}\n"
            ));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{} cannot be written: {error}", path.display());
            ExitCode::FAILURE
        }
    }
}

/// A starter under a name.
fn starter(text: &str, name: &str) -> String {
    // A file name may hold what a JSON text may not.
    let quoted = serde_json::to_string(name).expect("text is always JSON");
    text.replace("\"NAME\"", &quoted)
}

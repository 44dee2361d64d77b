//! `carecurve new NAME`: a commented starter scenario that runs.

use super::BAD_INPUT;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// What `new` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// File to write; `.json` is added when missing.
    #[arg(value_name = "NAME")]
    name: String,
    /// Replace a file that is there.
    #[arg(long)]
    force: bool,
}

/// The starter, with its name and the schema's address to be filled in.
const STARTER: &str = include_str!("starter.json");

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
    match std::fs::write(&path, starter(&stem)) {
        Ok(()) => {
            let path = path.display();
            println!("{path} written. Next:\n  carecurve check {path}\n  carecurve run {path} --quick");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{} cannot be written: {error}", path.display());
            ExitCode::FAILURE
        }
    }
}

/// The starter under a name.
pub fn starter(name: &str) -> String {
    // A file name may hold what a JSON text may not.
    let quoted = serde_json::to_string(name).expect("text is always JSON");
    STARTER.replace("\"NAME\"", &quoted)
}

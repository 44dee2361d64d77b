//! `carecurve schema`: the JSON Schema of scenario files, as committed in `scenarios/schema.json`.

use crate::scenario::schema_text;
use clap::Args;
use std::process::ExitCode;

/// `schema` is told nothing.
#[derive(Args, Debug)]
pub struct Arguments {}

/// Prints the schema.
pub fn run(_: &Arguments) -> ExitCode {
    print!("{}", schema_text());
    ExitCode::SUCCESS
}

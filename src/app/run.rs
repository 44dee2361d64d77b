//! `carecurve run S.json`: one future of a place.

use super::compare::simulate;
use super::option::RunOptions;
use crate::sim::World;
use clap::Args;
use std::process::ExitCode;

/// What `run` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Scenario file.
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    options: RunOptions,
}

/// Runs the scenario and writes its folder.
pub fn run(arguments: &Arguments) -> ExitCode {
    simulate::<World>("run", std::slice::from_ref(&arguments.file), &arguments.options)
}

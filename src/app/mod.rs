//! **Purpose** the command line: one file for one command.
//!
//! **Speaks of** arguments, files on disk, the terminal. No logic of its own: what a command shows is worked out in the
//! rooms below.
//!
//! **May import** every room.
//!
//! **To add one here** one file `<command>.rs` with its `Arguments` and `run`, and one line in [`Command`] and in
//! [`main`].

pub mod attribute;
pub mod batch;
pub mod calibrate;
pub mod check;
pub mod claims;
pub mod compare;
pub mod disk;
pub mod evaluate;
pub mod explain;
pub mod fitting;
pub mod from_totals;
pub mod list;
pub mod matched;
pub mod new;
pub mod option;
pub mod output_file;
pub mod output_folder;
pub mod pathway;
pub mod progress;
pub mod run;
pub mod schema;
pub mod score;
pub mod sensitivity;
pub mod show;
pub mod story;
pub mod validate;
pub mod verify;
pub mod worth;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Exit code for a scenario or a command line that cannot be used.
pub const BAD_INPUT: u8 = 2;

/// The open simulator of a local health economy.
#[derive(Parser, Debug)]
#[command(name = "carecurve", version, about, max_term_width = 110, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Run one scenario and write its tables, charts and page.
    Run(run::Arguments),
    /// Run a base and its alternatives on the same people and luck, and write what differs.
    Compare(compare::Arguments),
    /// Switch the components of an alternative's care model on and off one at a time, and show what each does.
    Attribute(attribute::Arguments),
    /// Tell one resident's years in plain words, under one plan or several, or export all visits.
    Story(story::Arguments),
    /// Read scenario files and tell all that is wrong with them.
    Check(check::Arguments),
    /// Show where each number of a scenario comes from.
    Explain(explain::Arguments),
    /// Tell what one more admission, referral, bed-day … is worth to whom under each plan's contracts.
    Worth(worth::Arguments),
    /// List what can be used and measured: services, clauses, regimes, care models, assumed parameters …
    List(list::Arguments),
    /// Print the JSON Schema of scenario files.
    Schema(schema::Arguments),
    /// Write a commented starter scenario, or a place made from your own local totals.
    New(new::Arguments),
    /// Hold the program against theory, conservation, extremes, its loops and the published figures, in one table.
    Verify(verify::Arguments),
    /// Run experiments and set what comes out beside what was published, with a forest plot.
    Validate(validate::Arguments),
    /// Read a pair of scenarios as an evaluator would, and show each design's bias beside the truth.
    Evaluate(evaluate::Arguments),
    /// Vary every assumed parameter and tell which matter for the difference of two scenarios, and how the verdict holds.
    Sensitivity(sensitivity::Arguments),
    /// Run claims as experiments and judge each by the rule in its file.
    Claims(claims::Arguments),
    /// Fit the shipped place to the published figures of its first year and its growth.
    CalibrateBaseline(calibrate::Arguments),
}

/// Reads the command line, does what it says, and gives the exit code: 0 done, 2 bad input, 1 anything else.
pub fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Attribute(arguments) => attribute::run(&arguments),
        Command::Story(arguments) => story::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Worth(arguments) => worth::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Validate(arguments) => validate::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Sensitivity(arguments) => sensitivity::run(&arguments),
        Command::Claims(arguments) => claims::run(&arguments),
        Command::CalibrateBaseline(arguments) => calibrate::run(&arguments),
    }
}

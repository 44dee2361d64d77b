//! `carecurve schema`: the JSON Schema of scenario files, as committed in `scenarios/schema.json`; or the page that
//! documents every field of a pathway, as committed in `scenarios/pathways/reference.md`.

use super::show;
use crate::scenario::{reference_page, schema_text};
use clap::Args;
use std::process::ExitCode;

/// What `schema` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Print the page that documents every field of a pathway file, instead.
    #[arg(long)]
    page: bool,
}

/// Prints the schema, or the page.
pub fn run(arguments: &Arguments) -> ExitCode {
    show::out(&if arguments.page {
        reference_page()
    } else {
        schema_text()
    });
    ExitCode::SUCCESS
}

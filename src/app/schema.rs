//! `carecurve schema`: the JSON Schema of scenario files, as committed in `scenarios/schema.json`; or the page that
//! documents every field of a pathway, as committed in `scenarios/pathways/reference.md`; or the schema of an evaluation's
//! file, as committed in `scenarios/evaluation/schema.json`.

use super::show;
use crate::scenario::evaluation::schema_text as evaluation_schema_text;
use crate::scenario::{reference_page, schema_text};
use clap::Args;
use std::process::ExitCode;

/// What `schema` is told.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Print the page that documents every field of a pathway file, instead.
    #[arg(long)]
    page: bool,
    /// Print the schema of an evaluation's file (`carecurve evaluate`), instead.
    #[arg(long, conflicts_with = "page")]
    evaluation: bool,
}

/// Prints the schema, or the page.
pub fn run(arguments: &Arguments) -> ExitCode {
    show::out(&if arguments.page {
        reference_page()
    } else if arguments.evaluation {
        evaluation_schema_text()
    } else {
        schema_text()
    });
    ExitCode::SUCCESS
}

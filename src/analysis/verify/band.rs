//! The baseline against the published figures, line by line.

use super::{Row, Section, Verdict};
use crate::analysis::Estimate;
use crate::analysis::calibration::{Place, Target};
use crate::experiment::Outcome;

/// Seeds of the short form and of the full one.
pub const FEW: u32 = 3;
pub const SEEDS: u32 = 20;
/// Share of its tolerance by which each band is wider in the short form: three standard errors of a mean over three seeds
/// for emergency bed-days and delays, whose standard deviation between seeds is the widest, 0.22 tolerances.
pub const SAMPLING: f64 = 0.4;

/// The rows of the lines that are read from these runs; bands are wider by a share of their tolerance.
pub fn rows(place: &Place, targets: &[&Target], outcome: &Outcome, wider: f64) -> Vec<Row> {
    targets
        .iter()
        .map(|target| row(place, target, outcome, wider))
        .collect()
}

fn row(place: &Place, target: &Target, outcome: &Outcome, wider: f64) -> Row {
    let found = place.read(target, outcome);
    let reach = target.tolerance * (1.0 + wider);
    let spread = Estimate::of(&place.year(target, outcome, 0), 0.95).and_then(|year| year.sd);
    let widened = if wider > 0.0 {
        format!(
            "; band {:.0} % wider for {} seeds",
            100.0 * wider,
            outcome.replications.len()
        )
    } else {
        String::new()
    };
    Row {
        section: Section::Bands,
        check: "baseline".to_owned(),
        figure: target.name(),
        found,
        expected: Some(target.expected),
        low: Some(target.expected - reach),
        high: Some(target.expected + reach),
        verdict: Verdict::of(found.is_some_and(|found| (found - target.expected).abs() <= reach)),
        note: format!(
            "{}; sd between seeds {:.4}{widened}",
            target.unit,
            spread.unwrap_or(f64::NAN)
        ),
    }
}

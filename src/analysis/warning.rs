//! What a reader must know before trusting a result. Warnings are data: tables, charts and pages carry them.

use super::{Estimate, LEVEL, summary};
use crate::experiment::Outcome;
use crate::measure::{Key, Period};
use serde::Serialize;

/// One caution.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Warning {
    /// Short and permanent, for filters.
    pub code: &'static str,
    /// A whole sentence with the numbers.
    pub text: String,
}

/// Fewer replications than this give intervals too wide to plan on.
pub const FEWEST_REPLICATIONS: usize = 5;
/// Population below which pooled capacities change waits.
pub const SMALL_POPULATION: f64 = 150_000.0;

/// The cautions of an outcome.
pub fn warnings(outcome: &Outcome) -> Vec<Warning> {
    let mut found = Vec::new();
    let n = outcome.replications.len();
    if n < FEWEST_REPLICATIONS {
        found.push(Warning {
            code: "too_few_replications",
            text: format!(
                "Only {n} replication{}: intervals are {}; use at least {FEWEST_REPLICATIONS} (--seeds).",
                if n == 1 { "" } else { "s" },
                if n == 1 { "missing" } else { "wide and unsteady" },
            ),
        });
    }
    if outcome.months.is_empty() {
        return found;
    }
    let first_year = Period {
        name: "year_1".into(),
        from: 0,
        to: outcome.months.len().min(12),
    };
    for (arm, name) in outcome.arms.iter().enumerate() {
        if let Some(text) = still_warming(outcome, arm) {
            found.push(Warning {
                code: "still_warming_up",
                text: format!("{name}: {text}"),
            });
        }
        let occupancy = summary::estimate(outcome, arm, &Key::whole("acute_bed_occupancy"), &first_year);
        if let Some(e) = occupancy.filter(|e| e.mean > 0.97) {
            found.push(Warning {
                code: "beds_overfull",
                text: format!(
                    "{name}: acute beds are {:.0} % full in year 1; waits there depend on the escalation policy.",
                    100.0 * e.mean
                ),
            });
        }
    }
    let people = summary::estimate(outcome, 0, &Key::whole("population"), &first_year);
    if let Some(e) = people.filter(|e| e.mean > 0.0 && e.mean < SMALL_POPULATION) {
        found.push(Warning {
            code: "small_population",
            text: format!(
                "{:.0} residents: small pools of beds and staff make people wait longer than in a whole place; \
                 read differences, not levels.",
                e.mean
            ),
        });
    }
    if outcome.independent {
        found.push(Warning {
            code: "independent_arms",
            text: "Arms have seeds of their own: differences are not paired.".into(),
        });
    }
    found
}

/// Beds held in the first quarter-year against the same quarter a year later. Seasons cancel; growth is a few per cent.
fn still_warming(outcome: &Outcome, arm: usize) -> Option<String> {
    if outcome.months.len() < 15 {
        return None;
    }
    let key = Key::whole("acute_bed_occupancy");
    let gaps: Vec<f64> = (outcome.replications.iter())
        .filter_map(|r| {
            let early = r.arms[arm].series.value(&key, 0, 3)?;
            let later = r.arms[arm].series.value(&key, 12, 15)?;
            Some(early - later)
        })
        .collect();
    let gap = Estimate::of(&gaps, LEVEL)?;
    (gap.is_clear() && gap.mean.abs() > 0.05).then(|| {
        format!(
            "bed occupancy in the first three months is {:.0} points {} than a year later; the run may still be warming up.",
            (100.0 * gap.mean).abs(),
            if gap.mean < 0.0 { "lower" } else { "higher" },
        )
    })
}

//! Loops: how much of what is put in comes back.
//!
//! Every loop is measured the same way. Something is *put in* at one place of it, by a change of one parameter or capacity, on
//! the same people and luck. What *comes back* at that place over all rounds is counted, r for each unit put in. Since what comes back is
//! put in again, r = g + g² + … = g / (1 − g), so the gain of one round is **g = r / (1 + r)**. A loop with a gain under one
//! dies out; model.md asks for under one half of bed-blocking and deconditioning. The interval is over replications.
//!
//! | loop | put in | comes back | stabiliser |
//! |---|---|---|---|
//! | bed-blocking and deconditioning | every night counts twice as far as frailty goes (`deconditioning_per_night` doubled): as many nights as the old spend in acute beds | further nights in acute beds | cap per spell, recovery |
//! | growing care need and a fixed number of packages | a tenth of home-care hours taken away: a tenth of the need met | further care assessments, as a share of all | gap after too long a wait, hours rationed |
//! | latent need and full diaries | latent needs come back to the practice a third more often: so many asks more | further latent needs that come back, at the old share | decay and self-resolution; other doors |
//!
//! The second may well be negative: those who wait for a package ask for nothing new meanwhile.

use super::{Row, Section, Verdict};
use crate::analysis::Estimate;
use crate::model::fact::{AGE_BANDS, Count, Stock, Tally};
use crate::model::settings::ServiceKind;
use crate::scenario::Plan;
use crate::sim::MonthOutput;

/// Level of a gain's interval.
pub const LEVEL: f64 = 0.95;
/// Residents, years and replications of the runs.
pub const PEOPLE: u32 = 60_000;
pub const YEARS: u32 = 2;
pub const SEEDS: u32 = 8;

/// A loop of the model.
pub struct Loop {
    pub name: &'static str,
    pub stabiliser: &'static str,
    /// The gain must lie under this.
    pub bound: f64,
    pub put_in: fn(&mut Plan),
    /// What was put in and what came back, from the base's months and the changed plan's.
    pub measure: fn(&[MonthOutput], &[MonthOutput]) -> (f64, f64),
}

const NIGHT: &str = "population.frailty.deconditioning_per_night";
const PACKAGES_TAKEN: f64 = 0.1;
const BACK: &str = "need.latent.comes_back_share";
/// Ratio of the share that comes back.
const MORE_BACK: f64 = 4.0 / 3.0;

/// The loops whose mechanism is in the model.
pub const LOOPS: [Loop; 3] = [
    Loop {
        name: "bed-blocking and deconditioning",
        stabiliser: "cap per spell, recovery of frailty",
        bound: 0.5,
        put_in: |plan| {
            let night = plan.model.parameters.find_mut(NIGHT);
            night.expect("deconditioning is shipped").value *= 2.0;
        },
        measure: |base, changed| (old_nights(base), nights(changed) - nights(base)),
    },
    Loop {
        name: "growing care need and a fixed number of packages",
        stabiliser: "discharge with a care gap after too long a wait, hours rationed",
        bound: 1.0,
        put_in: |plan| take(plan, ServiceKind::HomeCare, PACKAGES_TAKEN),
        measure: |base, changed| {
            let asked = |months| sum(months, Count::CareAssessment);
            (PACKAGES_TAKEN * asked(base), asked(changed) - asked(base))
        },
    },
    Loop {
        name: "latent need and full diaries",
        stabiliser: "decay and self-resolution, other doors",
        bound: 1.0,
        put_in: |plan| {
            let back = plan.model.parameters.find_mut(BACK);
            back.expect("latent need is shipped").value *= MORE_BACK;
        },
        // A latent need lasts the same on average whatever becomes of it (Little's law), so needs that end are as the
        // stock, and the share that comes back cancels: (b′ − b) × ended′ put in, b × (ended′ − ended) back.
        measure: |base, changed| {
            let (before, after) = (stock(base, Stock::LatentNeed), stock(changed, Stock::LatentNeed));
            ((MORE_BACK - 1.0) * after, after - before)
        },
    },
];

/// Loops of the specification that the model does not have.
pub const NOT_BUILT: [(&str, &str); 3] = [
    (
        "overload and staff turnover",
        "no recruitment market yet; stabilisers to be: agency, shed activity, outside labour market",
    ),
    (
        "deficit, lost fund and fortress",
        "no control totals yet; stabilisers to be: loans, rebasing, targets given up",
    ),
    (
        "trust and success",
        "trust grows with joint work but does not yet hang on success, so it has one basin, not two",
    ),
];

fn take(plan: &mut Plan, kind: ServiceKind, share: f64) {
    let services = plan.model.services.iter_mut().filter(|service| service.kind == kind);
    services.for_each(|service| service.capacity.staff *= 1.0 - share);
}

fn sum(months: &[MonthOutput], kind: Count) -> f64 {
    let reported = months.iter().filter(|month| month.facts.reported);
    reported.map(|month| month.facts.count(kind)).sum::<i64>() as f64
}

/// Sum of a stock over all midnights.
fn stock(months: &[MonthOutput], kind: Stock) -> f64 {
    let reported = months.iter().filter(|month| month.facts.reported);
    reported
        .map(|month| month.facts.stock(kind) * f64::from(month.facts.month.days()))
        .sum()
}

fn nights(months: &[MonthOutput]) -> f64 {
    sum(months, Count::EmergencyBedDay) + sum(months, Count::ElectiveBedDay)
}

/// Nights in acute beds of residents from 65.
fn old_nights(months: &[MonthOutput]) -> f64 {
    let bands = AGE_BANDS.len();
    let first = AGE_BANDS.iter().position(|band| *band == "65-74").unwrap_or(bands);
    let old = |tally: &Tally<Count>| -> i64 {
        let cells = tally.cells.iter().enumerate();
        cells
            .filter(|(cell, _)| cell / 5 % bands >= first)
            .map(|(_, n)| n)
            .sum()
    };
    let reported = months.iter().filter(|month| month.facts.reported);
    let tallies = reported.flat_map(|month| &month.facts.counts);
    let beds = tallies.filter(|tally| matches!(tally.kind, Count::EmergencyBedDay | Count::ElectiveBedDay));
    beds.map(old).sum::<i64>() as f64
}

/// The gain of one round from what was put in and what came back over all rounds.
pub fn gain(put_in: f64, came_back: f64) -> Option<f64> {
    let r = came_back / put_in;
    (put_in > 0.0 && r > -1.0).then(|| r / (1.0 + r))
}

/// The row of a loop from what was put in and came back in each replication.
pub fn row(of: &Loop, pairs: &[(f64, f64)]) -> Row {
    let gains: Vec<f64> = pairs.iter().filter_map(|(put_in, back)| gain(*put_in, *back)).collect();
    let estimate = Estimate::of(&gains, LEVEL);
    let high = estimate.and_then(|estimate| estimate.high);
    Row {
        section: Section::Gains,
        check: of.name.to_owned(),
        figure: format!("gain (must lie under {})", of.bound),
        found: estimate.map(|estimate| estimate.mean),
        expected: None,
        low: estimate.and_then(|estimate| estimate.low),
        high,
        verdict: Verdict::of(gains.len() == pairs.len() && high.is_some_and(|high| high < of.bound)),
        note: format!("stabiliser: {}; 95 % over {} replications", of.stabiliser, gains.len()),
    }
}

/// The loops that are said and not measured.
pub fn not_built() -> Vec<Row> {
    (NOT_BUILT.iter())
        .map(|(name, why)| Row::said(Section::Gains, *name, "gain", Verdict::NotBuilt, *why))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gain_is_what_one_round_returns() {
        // Half comes back each round: 1 put in gives ½ + ¼ + … = 1 back.
        assert_eq!(gain(1.0, 1.0), Some(0.5));
        assert_eq!(gain(10.0, 0.0), Some(0.0));
        assert_eq!(gain(0.0, 1.0), None);
        let pairs = [(100.0, 10.0), (100.0, 12.0), (100.0, 11.0)];
        let row = row(&LOOPS[0], &pairs);
        assert_eq!(row.verdict, Verdict::Holds);
        assert!((row.found.unwrap() - 0.0990).abs() < 1e-3);
    }
}

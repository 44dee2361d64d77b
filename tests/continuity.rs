//! Who sees the same clinician more often keeps long-term conditions in control more often, and is admitted for them less.

use carecurve::experiment::run::in_order;
use carecurve::model::fact::{Count, Facts};
use carecurve::scenario::{Embedded, load};
use carecurve::sim::World;
use std::sync::Arc;

const PEOPLE: u32 = 60_000;
const SEEDS: u32 = 6;
/// Standard errors by which a mean must differ from nought: one false alarm in a thousand.
const SURE: f64 = 3.3;

/// The second year of each replication with so many appointments with the usual clinician.
fn years(share: f64) -> Vec<Vec<Facts>> {
    let mut plan = load("england/place.json", &Embedded)
        .unwrap_or_else(|problems| panic!("{problems}"))
        .scaled(PEOPLE)
        .with_years(2);
    for when in ["booked", "same_day"] {
        let path = format!("practice.usual_clinician_{when}_share");
        plan.model.parameters.find_mut(&path).expect("it is a parameter").value = share;
    }
    let plan = Arc::new(plan);
    in_order(SEEDS, |replication| {
        let mut world = World::new(&plan, 8, replication);
        world.advance(World::end(&plan));
        let mut months = world.take_months();
        months
            .split_off(months.len() - 12)
            .into_iter()
            .map(|month| month.facts)
            .collect()
    })
}

fn sum(months: &[Facts], kind: Count) -> f64 {
    months.iter().map(|m| m.count(kind)).sum::<i64>() as f64
}

#[test]
fn continuity_lowers_admissions_for_long_term_conditions() {
    let (never, always) = (years(0.0), years(1.0));
    for (months, share) in never.iter().map(|m| (m, 0.0)).chain(always.iter().map(|m| (m, 1.0))) {
        assert_eq!(
            sum(months, Count::GpUsualClinician),
            share * sum(months, Count::GpAppointment)
        );
    }
    let differences: Vec<f64> = always
        .iter()
        .zip(&never)
        .map(|(with, without)| {
            let admissions = |months: &[Facts]| sum(months, Count::AcscAdmission);
            admissions(with) / admissions(without) - 1.0
        })
        .collect();
    let n = f64::from(SEEDS);
    let mean = differences.iter().sum::<f64>() / n;
    let variance = differences.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    println!("admissions for long-term conditions, always over never: {mean:.4} ± {error:.4}");
    assert!(mean < -SURE * error, "{mean} ± {error}");
}

//! Shocks: each moves what it names, and passes. Small worlds, fixed seeds, the same people and luck with and without.

use carecurve::model::fact::{Count, Facts, Stock};
use carecurve::scenario::{Memory, Plan, load};
use carecurve::sim::World;
use std::sync::Arc;

/// The shipped place with a shock from October 2018, if any.
fn plan(shock: Option<&str>) -> Plan {
    let changes = shock.map_or(String::new(), |shock| {
        format!(
            r#", "changes": {{ "it": {{ "announced": "2018-10-01", "effective": "2018-10-01", "shock": {shock} }} }}"#
        )
    });
    let text = format!(r#"{{ "extends": "england/place", "relations": {{}}{changes} }}"#);
    let plan =
        load("own.json", &Memory::default().with("own.json", &text)).unwrap_or_else(|problems| panic!("{problems}"));
    plan.scaled(20_000).with_years(2)
}

fn months(shock: Option<&str>) -> Vec<Facts> {
    let plan = Arc::new(plan(shock));
    let mut world = World::new(&plan, 11, 0);
    world.advance(World::end(&plan));
    world
        .take_months()
        .into_iter()
        .map(|m| m.facts)
        .filter(|f| f.reported)
        .collect()
}

/// Ratio of sums over months `from..to`, counted from April 2018: October is the sixth.
fn ratio(with: &[Facts], without: &[Facts], from: usize, to: usize, of: impl Fn(&Facts) -> f64) -> f64 {
    let sum = |months: &[Facts]| months[from..to].iter().map(&of).sum::<f64>();
    sum(with) / sum(without)
}

#[test]
fn each_shock_moves_what_it_names_and_passes() {
    let base = months(None);
    let need = |f: &Facts| f.count(Count::NeedArising) as f64;
    let ready = |f: &Facts| f.stock(Stock::ReadyWaiting);
    let winter = months(Some(r#"{ "hard_winter": { "more_need": 0.5, "months": 4 } }"#));
    let (before, during, after) = (
        ratio(&winter, &base, 0, 6, need),
        ratio(&winter, &base, 6, 10, need),
        ratio(&winter, &base, 14, 24, need),
    );
    assert_eq!(before, 1.0, "nothing differs before");
    assert!(during > 1.005, "{during}");
    assert!((after - 1.0).abs() < (during - 1.0) / 2.0, "{after} after {during}");

    let wave = months(Some(
        r#"{ "pandemic_wave": { "more_need": 0.0, "months": 4, "oversight_lifted": 1.0, "discharge_testing": 2.5 } }"#,
    ));
    let (during, after) = (ratio(&wave, &base, 6, 10, ready), ratio(&wave, &base, 16, 24, ready));
    assert!(during > 1.1, "tests keep people in beds: {during}");
    assert!(after < 1.0 + (during - 1.0) / 2.0, "{after} after {during}");

    let homes = months(Some(r#"{ "care_home_loss": { "share": 0.3 } }"#));
    let residents = |f: &Facts| f.stock(Stock::CareHomeResidents);
    assert!(
        ratio(&homes, &base, 12, 24, residents) < 0.97,
        "{}",
        ratio(&homes, &base, 12, 24, residents)
    );

    let failing = months(Some(
        r#"{ "provider_failing": { "provider": "community", "share": 0.5, "months": 6 } }"#,
    ));
    let contacts = |f: &Facts| f.count(Count::CommunityContact) as f64;
    let (during, after) = (
        ratio(&failing, &base, 6, 12, contacts),
        ratio(&failing, &base, 14, 24, contacts),
    );
    assert!(during < 0.9 && after > 0.97, "{during} during, {after} after");
}

//! Winter arises: only the seasons of illness (how often, and in the old how long) and of beds lost to infection are given by
//! month, and from them come fuller beds, more operations called off on the day, and longer waits in A&E. Nobody feeds these
//! in. Statements are made of the mean over seeds of winter (December to February) less summer (June to August), and hold by
//! more than 3.3 standard errors (one false alarm in a thousand).
//!
//! `cargo test --release --test winter -- --ignored --nocapture`

use carecurve::engine::Date;
use carecurve::experiment::run::in_order;
use carecurve::model::fact::{Count, Facts, Stock};
use carecurve::scenario::{Embedded, load};
use carecurve::sim::World;
use std::sync::Arc;

const SURE: f64 = 3.3;

fn season(months: &[Facts], of: [u32; 3], measure: impl Fn(&[&Facts]) -> f64) -> f64 {
    let chosen: Vec<&Facts> = months
        .iter()
        .filter(|facts| facts.reported && of.contains(&Date::of_day(facts.month.start().day()).month))
        .collect();
    assert_eq!(chosen.len(), 3, "a season has three months");
    measure(&chosen)
}

fn sum(months: &[&Facts], kind: Count) -> f64 {
    months.iter().map(|facts| facts.count(kind)).sum::<i64>() as f64
}

/// Mean and standard error of winter less summer.
fn swing(years: &[Vec<Facts>], measure: impl Fn(&[&Facts]) -> f64 + Copy) -> (f64, f64) {
    let swings: Vec<f64> = years
        .iter()
        .map(|months| season(months, [12, 1, 2], measure) - season(months, [6, 7, 8], measure))
        .collect();
    let n = swings.len() as f64;
    let mean = swings.iter().sum::<f64>() / n;
    let variance = swings.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

type Swing = (f64, f64);

/// Winter less summer of occupancy of beds, of the share of planned admissions called off on the day, of the four hours.
fn swings(people: u32, seeds: u32) -> (Swing, Swing, Swing) {
    let place = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    let plan = Arc::new(place.scaled(people).with_years(1));
    let years: Vec<Vec<Facts>> = in_order(seeds, |replication| {
        let mut world = World::new(&plan, 21, replication);
        world.advance(World::end(&plan));
        world.take_months().into_iter().map(|month| month.facts).collect()
    });
    let beds = swing(&years, |m| {
        let mean = |stock| m.iter().map(|facts| facts.stock(stock)).sum::<f64>();
        mean(Stock::BedOccupied) / mean(Stock::BedOpen)
    });
    let called_off = swing(&years, |m| {
        sum(m, Count::ElectiveCancelled) / sum(m, Count::ElectiveAdmission)
    });
    let four_hours = swing(&years, |m| {
        let attendances = [Count::AeType1, Count::AeType2, Count::AeType3];
        sum(m, Count::AeWithinFourHours) / attendances.map(|kind| sum(m, kind)).iter().sum::<f64>()
    });
    println!(
        "winter less summer: occupancy {beds:.4?}, called off {called_off:.4?}, within four hours {four_hours:.4?}"
    );
    (beds, called_off, four_hours)
}

#[test]
#[ignore = "the whole place, 60 seeds of one year"]
fn winter_fills_beds_and_calls_off_operations() {
    let (beds, called_off, four_hours) = swings(300_000, 60);
    assert!(beds.0 > SURE * beds.1, "occupancy of beds: {beds:?}");
    assert!(
        called_off.0 > SURE * called_off.1,
        "operations called off: {called_off:?}"
    );
    assert!(four_hours.0 < -SURE * four_hours.1, "within four hours: {four_hours:?}");
}

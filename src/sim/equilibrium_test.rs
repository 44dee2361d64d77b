//! Slow states start in equilibrium: beds are as full in the first days of the warm-up as at its end.

use crate::engine::Time;
use crate::engine::time::DAY;
use crate::model::Model;
use crate::scenario::{Embedded, load};

/// Replications, each of a third of the place: a pool of beds large enough for waits like the whole's.
const SEEDS: u64 = 8;
/// Standard errors within which a mean must lie: one false alarm in a thousand.
const SURE: f64 = 3.3;

/// Mean share of beds occupied, and mean number ready to leave, at the midnights that end the days `from..=to`.
fn means(days: &[(f64, f64)], from: usize, to: usize) -> (f64, f64) {
    let part = &days[from - 1..to];
    let n = part.len() as f64;
    (
        part.iter().map(|d| d.0).sum::<f64>() / n,
        part.iter().map(|d| d.1).sum::<f64>() / n,
    )
}

fn spread(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

#[test]
fn beds_are_as_full_in_the_first_week_as_at_the_end_of_the_warm_up() {
    let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    let settings = plan.scaled(100_000).model;
    let (mut first, mut ready) = (Vec::new(), Vec::new());
    for replication in 0..SEEDS {
        let mut model = Model::new(&settings, 12, replication);
        let mut days = Vec::new();
        for _ in 0..90 {
            model.advance(Time(model.now().0 + DAY));
            assert_eq!(model.check(), Ok(()));
            days.push((model.occupancy(), model.waiting().1 as f64));
        }
        let (week, end) = (means(&days, 1, 7), means(&days, 60, 90));
        println!("days 1-7 {week:.3?}, days 60-90 {end:.3?}; day 1 {:.3?}", days[0]);
        first.push(week.0 - end.0);
        ready.push(week.1 / end.1);
    }
    let (away, error) = spread(&first);
    let (share, share_error) = spread(&ready);
    println!("occupancy {away:.4} ± {error:.4} away, ready {share:.3} ± {share_error:.3}");
    // Enough seeds to tell a house that is not full: an empty one is some forty points away in its first week.
    assert!(
        error < 0.025 && share_error < 0.25,
        "{error}, {share_error}: too few seeds"
    );
    assert!(
        away.abs() < SURE * error,
        "occupancy of the first week is {away} away, error {error}"
    );
    assert!(
        (share - 1.0).abs() < SURE * share_error,
        "ready to leave: {share} of the end's, error {share_error}"
    );
}

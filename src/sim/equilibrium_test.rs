//! Slow states start in equilibrium: beds are as full at the first instant as at the end of the warm-up.

use crate::engine::Time;
use crate::engine::time::DAY;
use crate::model::Model;
use crate::scenario::{Embedded, load};

/// Replications, each of a third of the place: a pool of beds large enough for waits like the whole's.
const SEEDS: u64 = 24;
/// Standard errors within which a mean must lie: one false alarm in a thousand.
const SURE: f64 = 3.3;

fn spread(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// The run begins at the midnight after a Sunday, New Year's Eve; it is held against the midnights after later Sundays.
/// (The days between would not do: New Year's Day is a holiday, and the wards are emptier for a week after it.)
#[test]
fn beds_are_as_full_at_the_first_midnight_as_on_sundays_at_the_end_of_the_warm_up() {
    let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    let settings = plan.scaled(100_000).model;
    let (mut first, mut ready) = (Vec::new(), Vec::new());
    for replication in 0..SEEDS {
        let mut model = Model::new(&settings, 12, replication);
        let begins = (model.occupancy(), model.waiting().1 as f64);
        let mut sundays = Vec::new();
        for day in 1..90 {
            model.advance(Time(model.now().0 + DAY));
            assert_eq!(model.check(), Ok(()));
            if day % 7 == 0 && day > 45 {
                sundays.push((model.occupancy(), model.waiting().1 as f64));
            }
        }
        let n = sundays.len() as f64;
        let end = sundays
            .iter()
            .fold((0.0, 0.0), |sum, s| (sum.0 + s.0 / n, sum.1 + s.1 / n));
        first.push(begins.0 - end.0);
        ready.push(begins.1 / end.1);
    }
    let (away, error) = spread(&first);
    let (share, share_error) = spread(&ready);
    println!("occupancy {away:.4} ± {error:.4} away, ready {share:.3} ± {share_error:.3}");
    // Enough seeds to tell a house that is not full: an empty one is some ninety points away.
    assert!(
        error < 0.025 && share_error < 0.25,
        "{error}, {share_error}: too few seeds"
    );
    assert!(
        away.abs() < SURE * error,
        "occupancy of the first midnight is {away} away, error {error}"
    );
    assert!(
        (share - 1.0).abs() < SURE * share_error,
        "ready to leave: {share} of the end's, error {share_error}"
    );
}

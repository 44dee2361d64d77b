//! The two reference workloads of the bench in a smaller form, held against theory: waits by the Erlang C formula, counts
//! by the Poisson distribution; and the same outcome on the agenda as on a plain heap.

use carecurve::engine::Agenda;
use workload::{Plain, network, timers};

#[path = "../benches/engine/workload.rs"]
mod workload;

#[test]
fn waits_of_the_mini_health_economy_agree_with_erlang_c() {
    // Thirty replications of 400 days; 99.9 % t interval with 29 degrees of freedom: 3.659. The ward and social care relax
    // over months, so their intervals are wide; the bench runs longer.
    let runs: Vec<_> = (1..=30).map(|seed| network::run::<Agenda>(400.0, seed)).collect();
    for s in 0..5 {
        let waits: Vec<f64> = runs.iter().map(|run| run.wait_days(s)).collect();
        let (mean, half) = workload::interval(&waits, 3.659);
        let theory = network::erlang_c(s);
        let name = network::STATION[s];
        assert!(
            (mean - theory).abs() <= half,
            "{name}: {mean} ± {half}, theory {theory}"
        );
        if s < 3 {
            assert!(half < 0.3 * theory, "{name}: the interval {half} is too wide to tell");
        }
        assert!(runs[0].station[s].longest > 0);
    }
}

#[test]
fn counts_of_population_timers_agree_with_poisson() {
    let (people, years) = (timers::PEOPLE / 10, 0.5);
    let out = timers::World::<Agenda>::new(people, 1).run(years);
    for (timer, &count) in out.count.iter().enumerate() {
        let z = timers::deviation(count, timer, people, years);
        assert!(
            z.abs() < 3.3,
            "{}: {count}, {z:.2} standard deviations",
            timers::TIMER[timer]
        );
    }
    assert_eq!(out.events, out.count.iter().sum::<u64>());
    let recount: u64 = out.of_person.iter().flatten().map(|&n| u64::from(n)).sum();
    assert_eq!(out.events, recount);
    // The variance over persons of a Poisson count is its mean.
    let (n, mean) = (f64::from(people), timers::RATE[0] * years);
    let variance = out
        .of_person
        .iter()
        .map(|c| (f64::from(c[0]) - mean).powi(2))
        .sum::<f64>()
        / n;
    assert!(
        (variance / mean - 1.0).abs() < 4.0 * ((2.0 + 1.0 / mean) / n).sqrt(),
        "variance {variance}, mean {mean}"
    );
}

#[test]
fn both_workloads_are_the_same_on_a_plain_heap() {
    assert_eq!(network::run::<Agenda>(60.0, 5), network::run::<Plain>(60.0, 5));
    let (mut ours, mut plain) = (
        timers::World::<Agenda>::new(5_000, 5),
        timers::World::<Plain>::new(5_000, 5),
    );
    assert!(ours.run(2.0) == plain.run(2.0));
}

//! How fast pathways run: a single service, and the published urgent treatment centre in its six scenarios, both through the
//! format users have. Beside the first stands a minimal program on the standard heap, in the same run, as a floor.
//!
//! `cargo bench --bench pathway`. Answers are checked, and a wrong one fails the bench; times are told, never tested.

#[path = "../engine/clock.rs"]
mod clock;

use carecurve::app::disk::Disk;
use carecurve::experiment::pathway::{Arm, run};
use carecurve::model::pathway::World;
use carecurve::scenario::{Memory, PathwayPlan, Scenario, Source, open};
use rand::SeedableRng;
use rand::rngs::SmallRng;
use rand_distr::{Distribution, Exp1};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

const ROUNDS: u64 = 9;
const CUSTOMERS: u64 = 100_000;
/// M/M/3: one a minute, 2.4 minutes each, 80 % busy.
const SERVICE: f64 = 2.4;
/// Erlang C: P(wait) = 0.6472, mean wait 2.589 minutes.
const WAIT: f64 = 2.589;

fn main() {
    single_service();
    urgent_treatment_centre();
}

fn pathway(name: &str, source: &dyn Source) -> PathwayPlan {
    match open(name, source) {
        Ok(Scenario::Pathway(plan)) => *plan,
        Ok(Scenario::Place(_)) => panic!("{name} is a place"),
        Err(problems) => panic!("{problems}"),
    }
}

fn single_service() {
    let days = CUSTOMERS as f64 / 1_440.0;
    let text = format!(
        r#"{{"pathway": {{"time_unit": "minutes", "run_days": {days}, "classes": {{"patient": {{"arrivals": {{"door":
            {{"to": "desk", "pattern": {{"constant": {{"per_day": 1440}}}}}}}}}}}},
            "services": {{"desk": {{"servers": 3, "time": {{"exponential": {{"mean": {SERVICE}}}}}}}}}}}}}"#
    );
    let plan = pathway("single.json", &Memory::default().with("single.json", &text));
    let network = &plan.variants[0].network;
    let (mut ours, mut floor, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    for seed in 0..ROUNDS {
        let (world, cost) = clock::timed(|| {
            let mut world = World::new(network, seed, 0);
            world.finish();
            world
        });
        ours.push(cost / 1e9);
        let visits = &world.visits(0)[0];
        waits.push(visits.wait as f64 / visits.began as f64 / 60_000.0);
        floor.push(clock::timed(|| minimal(seed)).1 / 1e9);
    }
    let mean = waits.iter().sum::<f64>() / ROUNDS as f64;
    assert!((mean - WAIT).abs() < 0.25, "mean wait {mean}, Erlang C {WAIT}");
    let (ours, floor) = (median(&mut ours), median(&mut floor));
    println!("M/M/3, {CUSTOMERS} customers, CPU seconds of one replication, median of {ROUNDS}");
    println!("  ours                    {ours:.4}   (0.05 wanted; SimPy 1.1, Ciw 1.9 on this kind of machine)");
    println!(
        "  minimal, std heap       {floor:.4}   ours / minimal = {:.2}",
        ours / floor
    );
}

/// The same service without patients, counts or addressed draws.
fn minimal(seed: u64) -> f64 {
    let mut luck = SmallRng::seed_from_u64(seed);
    let mut draw = |mean: f64| -> f64 { mean * <Exp1 as Distribution<f64>>::sample(&Exp1, &mut luck) };
    let mut heap = BinaryHeap::from([Reverse((0u64, false))]);
    let (mut queue, mut busy, mut came, mut wait) = (VecDeque::new(), 0, 0, 0.0);
    while let Some(Reverse((bits, ends))) = heap.pop() {
        let now = f64::from_bits(bits);
        if ends {
            match queue.pop_front() {
                Some(since) => {
                    wait += now - since;
                    heap.push(Reverse(((now + draw(SERVICE)).to_bits(), true)));
                }
                None => busy -= 1,
            }
            continue;
        }
        came += 1;
        if came < CUSTOMERS {
            heap.push(Reverse(((now + draw(1.0)).to_bits(), false)));
        }
        if busy < 3 {
            busy += 1;
            heap.push(Reverse(((now + draw(SERVICE)).to_bits(), true)));
        } else {
            queue.push_back(now);
        }
    }
    std::hint::black_box(wait)
}

fn urgent_treatment_centre() {
    let folder = "scenarios/pathways/urgent-treatment-centre";
    let names = ["triage", "examination", "treatment", "swap", "short-examination"];
    let files = std::iter::once(format!("{folder}.json")).chain(names.map(|name| format!("{folder}/{name}.json")));
    let arms = || -> Vec<Arm> {
        let plans = files.clone().map(|file| pathway(&file, &Disk));
        plans
            .map(|plan| Arm::new(plan.name.clone(), plan.variants[0].network.clone()))
            .collect()
    };
    let (mut wall, mut events) = (Vec::new(), 0);
    for _ in 0..5 {
        #[expect(clippy::disallowed_methods, reason = "a bench looks at the clock")]
        let clock = std::time::Instant::now();
        let outcome = run(arms(), 1, 500, &());
        wall.push(clock.elapsed().as_secs_f64());
        assert_eq!(outcome.broken(), None);
        events = outcome.replications.iter().flatten().map(|f| f.events).sum::<u64>();
    }
    let (wall, millions) = (median(&mut wall), events as f64 / 1e6);
    println!("urgent treatment centre, six scenarios of 500 replications, {millions:.1} million events, median of 5");
    println!("  wall seconds            {wall:.2}   (1 wanted; 58 in Python), all threads");
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

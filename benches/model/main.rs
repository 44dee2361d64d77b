//! What a person-year of the whole model costs, at three sizes of the shipped place, on one thread.
//!
//! `cargo bench --bench model`. The start (people drawn, lists, diaries and beds lived up to) and the warm-up are told apart
//! from the reported year. Times are told, never tested.

#[path = "../engine/clock.rs"]
mod clock;

use carecurve::economy::Economy;
use carecurve::scenario::{Embedded, load};
use carecurve::sim::World;
use std::sync::Arc;

const SIZES: [u32; 3] = [30_000, 300_000, 3_000_000];
/// Rounds of the smaller sizes; the largest is run once.
const ROUNDS: [u64; 3] = [5, 3, 1];
/// What the design asks for.
const WANTED: f64 = 5.0;
const WANTED_BYTES: f64 = 250.0;
const WANTED_RATIO: f64 = 2.0;
/// Per cent of the time of a year.
const WANTED_CLOSING: f64 = 3.0;

/// Memory that the process holds now, in bytes, where the system tells it.
fn memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024.0)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let place = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    println!("CPU time on one thread, medians; events are those of the agenda\n");
    println!("people      start s  µs/person-year  events/person-year  ns/event  bytes/person");
    let (mut costs, mut closings) = (Vec::new(), Vec::new());
    for (people, rounds) in SIZES.into_iter().zip(ROUNDS) {
        let plan = Arc::new(place.clone().scaled(people).with_years(1));
        let (mut start, mut year, mut closing, mut events, mut bytes) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), None);
        for seed in 1..=rounds {
            let before = memory();
            let (mut world, began) = clock::timed(|| World::new(&plan, seed, 0));
            world.advance(plan.start.midnight());
            let told = world.events();
            let lived = clock::timed(|| world.advance(World::end(&plan))).1;
            start.push(began / 1e9);
            year.push(lived / 1e9);
            events.push((world.events() - told) as f64);
            // The first round only: later ones find the memory of earlier ones.
            bytes = bytes.or(memory().zip(before).map(|(now, before)| now - before));
            // The months' facts once more, for settlement and decisions alone.
            let months = world.take_months();
            let mut economy = Economy::new(&plan.economy);
            let close = || {
                months
                    .iter()
                    .map(|month| economy.close_month(&month.facts).contracts.len())
                    .sum::<usize>()
            };
            closing.push(clock::timed(close).1 / lived);
        }
        let people = f64::from(people);
        let (start, year, events) = (median(start), median(year), median(events));
        let cost = 1e6 * year / people;
        let each = bytes.map_or("not told".to_string(), |bytes| format!("{:.0}", bytes / people));
        println!(
            "{people:>9.0}  {start:>9.2}  {cost:>14.2}  {:>18.2}  {:>8.0}  {each:>12}",
            events / people,
            1e9 * year / events,
        );
        costs.push(cost);
        closings.push(median(closing));
    }
    let (least, most) = (
        costs.iter().copied().fold(f64::MAX, f64::min),
        costs.iter().copied().fold(0.0, f64::max),
    );
    let met = |holds: bool| if holds { "met" } else { "not met" };
    println!(
        "\n300,000 people: {:.2} µs a person-year; wanted {WANTED}: {}",
        costs[1],
        met(costs[1] <= WANTED)
    );
    println!(
        "dearest size over cheapest: {:.2}; wanted {WANTED_RATIO}: {}",
        most / least,
        met(most <= WANTED_RATIO * least)
    );
    println!(
        "settlement and decisions of 300,000 people: {:.2} % of the time; wanted {WANTED_CLOSING}: {}",
        100.0 * closings[1],
        met(100.0 * closings[1] <= WANTED_CLOSING)
    );
    println!("bytes a person wanted: at most {WANTED_BYTES}");
}

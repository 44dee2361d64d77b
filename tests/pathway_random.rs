//! Random pathways over the whole grammar keep every law, checked after every event. `cargo test` runs a small form; at least
//! fifty million events have their own command: `cargo test --release --test pathway_random -- --ignored --nocapture`.

use carecurve::analysis::verify::random::scenario;
use carecurve::experiment::checked::network;
use carecurve::experiment::run::in_order;
use carecurve::scenario::{Memory, Scenario, open};

/// Scenarios of the generator.
const SCENARIOS: u32 = 200;

/// Runs one scenario, all of its sweep; the events, or what broke with the text that did it.
fn events(number: u32, longer: f64) -> Result<u64, String> {
    let text = scenario(u64::from(number), longer);
    let told = |what: String| format!("random pathway {number}: {what}\n{text}");
    match open("random.json", &Memory::default().with("random.json", &text)) {
        Ok(Scenario::Pathway(plan)) => (plan.variants.iter())
            .map(|variant| network(&variant.network, 5, number).map_err(told))
            .sum(),
        Ok(Scenario::Place(_)) => Err(told("read as a place".to_owned())),
        Err(problems) => Err(told(problems.to_string())),
    }
}

fn keep_every_law(longer: f64, least: u64) {
    let found = in_order(SCENARIOS, |number| events(number, longer));
    let broken: Vec<&String> = found.iter().filter_map(|found| found.as_ref().err()).collect();
    let sum: u64 = found.iter().flatten().sum();
    println!("{sum} events in {SCENARIOS} scenarios");
    if let Some(first) = broken.first() {
        panic!("{} of {SCENARIOS} break a law, the first:\n{first}", broken.len());
    }
    assert!(sum >= least, "{sum} events, fewer than {least}");
}

#[test]
fn two_hundred_random_pathways_keep_every_law() {
    keep_every_law(1.0, 200_000);
}

#[test]
#[ignore = "fifty million events, each followed by a check"]
fn two_hundred_random_pathways_keep_every_law_for_fifty_million_events() {
    keep_every_law(120.0, 50_000_000);
}

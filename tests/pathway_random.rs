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
    for one in &broken {
        println!("{}", one.lines().next().unwrap_or_default());
    }
    if let Some(first) = broken.first() {
        panic!("{} of {SCENARIOS} break a law, the first:\n{first}", broken.len());
    }
    assert!(sum >= least, "{sum} events, fewer than {least}");
}

/// Found by the generator: whoever came back to a closed service with a full queue made the queue longer than its places.
#[test]
fn who_comes_back_to_a_closed_service_keeps_the_server_or_is_turned_away() {
    for (when_full, away) in [("hold", false), ("turn_away", true)] {
        let text = format!(
            r#"{{"pathway": {{"time_unit": "hours", "run_days": 3, "classes": {{"p": {{
                "arrivals": {{"a": {{"to": "c", "pattern": {{"dated": {{"at": [{{"date": "2024-01-01", "hour": 16, "patients": 2}}]}}}}}}}},
                "routes": {{"c": [{{"to": "c", "share": 1.0}}]}}}}}},
                "services": {{"c": {{"servers": 1, "queue_places": 1, "when_full": "{when_full}", "time": {{"fixed": {{"value": 3}}}},
                "opening": [{{"from_hour": 8, "to_hour": 17}}]}}}}}}}}"#
        );
        let source = Memory::default().with("own.json", &text);
        let Ok(Scenario::Pathway(plan)) = open("own.json", &source) else {
            panic!("{text}")
        };
        let mut world = carecurve::model::pathway::World::new(&plan.variants[0].network, 1, 0);
        while world.step(plan.variants[0].network.end) {
            assert_eq!(world.recount(), Ok(()), "{when_full}");
        }
        world.finish();
        assert_eq!(world.little(), Ok(()));
        // The first ends at 19, when it is closed and the second waits. Held, both go on being served in turn; turned away, one is left.
        assert_eq!(world.visits(0)[0].turned_away > 0, away, "{when_full}");
        assert_eq!(world.present(0)[0], if away { 1 } else { 2 }, "{when_full}");
    }
}

#[test]
fn two_hundred_random_pathways_keep_every_law() {
    keep_every_law(1.0, 200_000);
}

#[test]
#[ignore = "fifty million events, each followed by a check"]
fn two_hundred_random_pathways_keep_every_law_for_fifty_million_events() {
    keep_every_law(200.0, 50_000_000);
}

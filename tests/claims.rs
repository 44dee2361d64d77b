//! Claims: the shipped ones are sound and can be run, and a verdict follows the mechanism: plant a false one and it changes.

use carecurve::analysis::claim::{Verdict, faults, judge};
use carecurve::experiment::{Design, run, run::Watch};
use carecurve::scenario::claim::{claim, shipped};
use carecurve::scenario::{Embedded, Memory, Source};
use carecurve::sim::World;
use std::sync::Arc;

struct Silent;
impl Watch for Silent {
    fn heard(&self, _: carecurve::experiment::run::Progress) {}
}

fn verdict(name: &str, source: &dyn Source, people: u32, replications: u32) -> (Verdict, String) {
    let claim = claim(name, source).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(faults(&claim.file), Vec::<String>::new());
    let arms = claim.file.arms.iter().map(|arm| arm.name.clone());
    let plans = claim.plans.iter().map(|plan| Arc::new(plan.scaled(people)));
    let design = Design {
        arms: arms.zip(plans).collect(),
        seed: 1,
        replications,
        independent: false,
    };
    let judged = judge(&claim.file, &run::<World>(&design, &Silent), people);
    (judged.verdict, judged.because)
}

#[test]
fn every_shipped_claim_is_sound_and_called_by_its_folder() {
    let mut seen = 0;
    for name in shipped() {
        let found = claim(&name, &Embedded).unwrap_or_else(|problems| panic!("{name}\n{problems}"));
        let folder = format!("claims/{}-", found.file.id);
        assert!(name.starts_with(&folder), "{name}: a folder begins with its claim's id");
        assert_eq!(faults(&found.file), Vec::<String>::new());
        for (i, plan) in found.plans.iter().enumerate().skip(1) {
            let differs = found.plans[0].first_difference(plan).is_some();
            assert!(differs, "{name}: arm {} is the base", found.file.arms[i].name);
        }
        assert!(
            found.file.rule.contains("before the first run"),
            "{name}: when was its rule written?"
        );
        seen += 1;
    }
    assert!(seen >= 1, "{seen} claims are shipped");
}

const CLAIM: &str = r#"{
  "id": "C99", "claim": "Fewer appointments send minor patients to A&E.", "source": "this test", "note": "A fifth fewer.",
  "rule": "Supported if the whole interval of the change in minor attendances lies above zero.",
  "people": 30000, "seeds": 4, "years": 1,
  "arms": [{ "name": "now", "scenario": "./now.json" }, { "name": "fewer", "scenario": "./fewer.json" }],
  "readings": [{
    "says": "minor attendances", "arm": "fewer", "years": [1, 1],
    "figure": { "change": { "measure": "minor_attendances", "as": "percent" } },
    "expect": { "above": 0 }
  }]
}"#;
const NOW: &str = r#"{ "extends": "england/place", "note": "As shipped." }"#;
const FEWER: &str = r#"{ "extends": "england/place", "note": "A fifth fewer.", "changes": { "fewer": {
  "announced": "2018-04-01", "effective": "2018-04-01", "service": "general_practice", "ratio": 0.8 } } }"#;
/// The planted mechanism: when appointments are fewer, walk-in centres are sought less too.
const FALSE: &str = r#"{ "extends": "england/place", "note": "A fifth fewer, and a false mechanism.", "changes": {
  "fewer": { "announced": "2018-04-01", "effective": "2018-04-01", "service": "general_practice", "ratio": 0.8 },
  "false": { "announced": "2018-04-01", "effective": "2018-04-01", "parameters": { "door.utility.minor_walk_in": -5 } } } }"#;

#[test]
fn a_planted_false_mechanism_changes_the_verdict() {
    let source = |fewer: &str| {
        Memory::default()
            .with("x/claim.json", CLAIM)
            .with("x/now.json", NOW)
            .with("x/fewer.json", fewer)
    };
    let (honest, because) = verdict("x/claim.json", &source(FEWER), 30_000, 4);
    assert_eq!(honest, Verdict::Supported, "{because}");
    let (planted, because) = verdict("x/claim.json", &source(FALSE), 30_000, 4);
    assert_eq!(planted, Verdict::Contradicted, "{because}");
    // The same scenario twice: nothing moves, and that supports nothing.
    let (nothing, because) = verdict("x/claim.json", &source(NOW), 30_000, 4);
    assert_eq!(nothing, Verdict::NotSupported, "{because}");
}

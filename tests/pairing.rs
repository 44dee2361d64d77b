//! Proof that common random numbers pay: on the Frimley pair the standard error of the mean difference in emergency
//! admissions is at least three times smaller when arms are paired. Long; run it with
//! `cargo test --release --test pairing -- --ignored --nocapture` (`CARECURVE_PEOPLE` and `CARECURVE_YEARS` make it shorter).

use carecurve::analysis::{pairing_gain, split_differences};
use carecurve::experiment::{Design, run};
use carecurve::measure::{Key, Period};
use carecurve::sim::World;
use std::sync::Arc;

fn number(variable: &str) -> Option<u32> {
    std::env::var(variable)
        .ok()
        .map(|text| text.parse().expect("the variable holds a whole number"))
}

#[test]
#[ignore = "twenty replications of three long runs"]
fn pairing_cuts_the_standard_error_threefold_on_the_frimley_pair() {
    let arm = |name: &str| {
        let file = format!("{}/scenarios/systems/frimley/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let plan = carecurve::app::disk::plan(&file).expect("the shipped scenario is sound");
        let plan = number("CARECURVE_PEOPLE").map_or_else(|| plan.clone(), |people| plan.scaled(people));
        let plan = number("CARECURVE_YEARS").map_or_else(|| plan.clone(), |years| plan.with_years(years));
        (name.to_string(), Arc::new(plan))
    };
    let outcome = |independent: bool| {
        let arms = vec![arm("siloed"), arm("neighbourhood-teams")];
        run::<World>(
            &Design {
                arms,
                seed: 1,
                replications: 20,
                independent,
            },
            &(),
        )
    };
    let (paired, independent) = (outcome(false), outcome(true));
    let all = &Period::of_run(paired.months.len())[0];
    let gain = pairing_gain(&paired, &independent, 1, &Key::whole("emergency_admissions"), all)
        .expect("twenty replications have a standard error");
    let discordant = split_differences(&paired, 1, all)[4].expect("fates were matched").mean;
    println!(
        "emergency admissions a year, mean of {} months: standard error paired {:.2}, independent {:.2}, ratio {:.2}; \
         discordant share {:.4}",
        paired.months.len(),
        gain.paired,
        gain.independent,
        gain.ratio(),
        discordant
    );
    assert!(gain.ratio() >= 3.0, "pairing gains only {:.2}", gain.ratio());
}

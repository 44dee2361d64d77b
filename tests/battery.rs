//! The engine against exact theory: every case of the battery inside its 99.9 % interval, and outside it when service takes
//! 3 % longer. `cargo test` runs the quick cases; all of them have their own command:
//! `cargo test --release --test battery -- --ignored --nocapture`.

use carecurve::analysis::battery::{Case, Finding, LONGER, WIDEST, cases};
use carecurve::experiment::pathway::run;

/// What a case found, and the events it took.
fn findings(case: &Case) -> (Vec<Finding>, u64) {
    let arms = case
        .arms()
        .unwrap_or_else(|problems| panic!("{}\n{problems}\n{}", case.name, case.text()));
    let outcome = run(arms, case.seed(), case.replications, &());
    assert_eq!(outcome.broken(), None, "{}: a law does not hold", case.name);
    let events = outcome
        .replications
        .iter()
        .flatten()
        .map(|finished| finished.events)
        .sum();
    (case.judge(&outcome), events)
}

fn told(finding: &Finding) -> String {
    let (low, high) = finding.interval().unwrap_or((f64::NAN, f64::NAN));
    format!(
        "{:40} {:>12.6} in [{low:.6}, {high:.6}], half {:.2} %{}",
        finding.figure.name(),
        finding.figure.expected,
        100.0 * finding.half_width().unwrap_or(f64::NAN),
        if finding.is_inside() { "" } else { "  OUTSIDE" },
    )
}

/// Every case holds, and none holds when service takes longer.
fn hold(which: impl Fn(&Case) -> bool) {
    let mut wrong = Vec::new();
    for case in cases().iter().filter(|case| which(case)) {
        let (found, events) = findings(case);
        println!(
            "{}: {} ({:.1} million events)",
            case.family.name(),
            case.name,
            events as f64 / 1e6
        );
        for finding in &found {
            println!("    {}", told(finding));
            if !finding.holds() {
                wrong.push(format!("{}: {}", case.name, told(finding)));
            }
        }
        let (longer, _) = findings(&case.longer(LONGER));
        let noticed: Vec<&Finding> = longer.iter().filter(|finding| !finding.is_inside()).collect();
        println!("    {} of {} figures notice", noticed.len(), longer.len());
        if noticed.is_empty() {
            let why: Vec<String> = longer.iter().map(told).collect();
            wrong.push(format!("{}: 3 % longer and not noticed\n{}", case.name, why.join("\n")));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong (an interval may be {} % wide either way):\n{}",
        wrong.len(),
        100.0 * WIDEST,
        wrong.join("\n")
    );
}

#[test]
fn quick_cases_hold_and_notice_longer_service() {
    hold(|case| case.quick);
}

#[test]
#[ignore = "all cases, twice: some minutes"]
fn every_case_holds_and_notices_longer_service() {
    let part = std::env::var("CASES").unwrap_or_default();
    hold(|case| case.name.contains(&part) || case.family.name().contains(&part));
}

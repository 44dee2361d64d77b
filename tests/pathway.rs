//! Pathways through the user's own format: laws, and that what changes nothing changes nothing.

use carecurve::experiment::pathway::{Arm, Outcome, days, run};
use carecurve::scenario::{Memory, Scenario, open};

fn outcome(text: &str, seed: u64, replications: u32) -> Outcome {
    let source = Memory::default().with("own.json", text);
    let plan = match open("own.json", &source) {
        Ok(Scenario::Pathway(plan)) => plan,
        Ok(Scenario::Place(_)) => panic!("a place was read"),
        Err(problems) => panic!("{problems}"),
    };
    let arms: Vec<Arm> = plan
        .variants
        .iter()
        .map(|v| Arm::new(v.label.clone(), v.network.clone()))
        .collect();
    assert!(days(&arms, 1) > 0);
    run(arms, seed, replications, &())
}

#[test]
fn mm3() {
    let o = outcome(
        r#"{"pathway":{"time_unit":"minutes","run_days":69.5,"classes":{"p":{"arrivals":{"a":{"to":"d","pattern":{"constant":{"per_day":1440}}}}}},
        "services":{"d":{"servers":3,"time":{"exponential":{"mean":2.4}}}}}}"#,
        1,
        20,
    );
    let t = std::time::Instant::now();
    let o2 = outcome(
        r#"{"pathway":{"time_unit":"minutes","run_days":69.5,"classes":{"p":{"arrivals":{"a":{"to":"d","pattern":{"constant":{"per_day":1440}}}}}},
        "services":{"d":{"servers":3,"time":{"exponential":{"mean":2.4}}}}}}"#,
        1,
        1,
    );
    println!("{:?} {}", t.elapsed(), o2.replications[0][0].events);
    println!("{:?}", o.broken());
    for line in &o.arms[0].lines {
        if line.hour.is_none() {
            let v = o.values(0, line);
            println!(
                "{} {} {}: {}",
                line.entry().name,
                line.class,
                line.service,
                v.iter().sum::<f64>() / v.len() as f64
            );
        }
    }
}

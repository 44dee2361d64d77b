use super::*;
use crate::scenario::source::Memory;
use crate::scenario::{Scenario, open};

fn loads_of(pathway: &str) -> Vec<Load> {
    let text = format!(r#"{{"pathway": {{"time_unit": "hours", "run_days": 100, {pathway}}}}}"#);
    match open("a.json", &Memory::default().with("a.json", &text)) {
        Ok(Scenario::Pathway(plan)) => loads(&plan.variants[0].network),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_traffic_equations_are_solved_with_and_without_rounds() {
    // One after the other, and a third of them on to a third.
    let shares = vec![vec![0.0, 1.0, 0.0], vec![0.0, 0.0, 0.25], vec![0.0; 3]];
    assert_eq!(traffic(&[8.0, 4.0, 0.0], &shares), [8.0, 12.0, 3.0]);
    // λ₁ = 10 + ½ λ₂ and λ₂ = 0.8 λ₁: λ₁ = 10 / 0.6.
    let found = traffic(&[10.0, 0.0], &[vec![0.0, 0.8], vec![0.5, 0.0]]);
    assert!((found[0] - 10.0 / 0.6).abs() < 1e-12 && (found[1] - 8.0 / 0.6).abs() < 1e-12);
    // Nobody leaves.
    assert_eq!(traffic(&[1.0], &[vec![1.0]]), [f64::INFINITY]);
}

#[test]
fn a_load_counts_delays_on_the_bed_and_the_hours_open() {
    // 12 a day for 2 hours, and half of them hold the server 4 hours more: 12 × 4 = 48 hours a day, 2 busy of 4.
    let one = |opening: &str| {
        loads_of(&format!(
            r#""classes": {{"all": {{
                "arrivals": {{"door": {{"to": "ward", "pattern": {{"constant": {{"per_day": 12}}}}}}}},
                "routes": {{"ward": [
                    {{"to": "home", "share": 0.5, "delay": {{"fixed": {{"value": 4}}}}}},
                    {{"to": "leave", "share": 0.5}}
                ]}}
            }}}},
            "services": {{
                "ward": {{"servers": 4, "time": {{"exponential": {{"mean": 2}}}}{opening}}},
                "home": {{"time": {{"fixed": {{"value": 1}}}}}}
            }}"#
        ))
    };
    let always = one("");
    assert_eq!(always.len(), 1, "a service without servers has no load");
    assert!((always[0].busy - 2.0).abs() < 1e-12 && (always[0].load - 0.5).abs() < 1e-12);
    // Five of seven days, 12 hours: 5/14 of the time.
    let hours = r#", "opening": [{"days": ["monday", "tuesday", "wednesday", "thursday", "friday"], "from_hour": 8, "to_hour": 20}]"#;
    assert!((one(hours)[0].load - 0.5 * 14.0 / 5.0).abs() < 1e-12);
}

#[test]
fn a_pool_may_be_fuller_than_the_whole() {
    // 24 a day of each for an hour: one busy each. `a` has one dedicated server and shares none: 1 of 1; all: 2 of 5.
    let class = |id: &str| {
        format!(r#""{id}": {{"arrivals": {{"door": {{"to": "s", "pattern": {{"constant": {{"per_day": 24}}}}}}}}}}"#)
    };
    let loads = loads_of(&format!(
        r#""classes": {{{}, {}}}, "services": {{"s": {{"time": {{"fixed": {{"value": 1}}}}, "pools": {{
            "own": {{"servers": 1, "classes": ["a"]}}, "rest": {{"servers": 4, "classes": ["b"]}}}}}}}}"#,
        class("a"),
        class("b")
    ));
    assert_eq!(
        (loads[0].classes.as_slice(), loads[0].servers),
        (["a".to_owned()].as_slice(), 1)
    );
    assert!((loads[0].load - 1.0).abs() < 1e-12);
}

#[test]
fn intervals_and_batches_count_heads() {
    // Every 6 hours 3 patients for 2 hours: 12 × 2 = 24 hours a day, 1 busy of 2.
    let loads = loads_of(
        r#""classes": {"all": {"arrivals": {"bus": {"to": "s",
            "pattern": {"interval": {"time": {"fixed": {"value": 6}}}}, "batch": {"fixed": {"size": 3}}}}}},
        "services": {"s": {"servers": 2, "time": {"fixed": {"value": 2}}}}"#,
    );
    assert!((loads[0].load - 0.5).abs() < 1e-12);
}

//! Pathways through the user's own format, worked by hand: patients on given days with fixed times, so that every wait is
//! known to the minute; and that what changes nothing changes nothing.

use carecurve::experiment::pathway::{Arm, Outcome, days, run};
use carecurve::scenario::{Memory, Scenario, open};

fn arms(text: &str) -> Vec<Arm> {
    let source = Memory::default().with("own.json", text);
    let plan = match open("own.json", &source) {
        Ok(Scenario::Pathway(plan)) => plan,
        Ok(Scenario::Place(_)) => panic!("a place was read"),
        Err(problems) => panic!("{problems}"),
    };
    let arm = |v: &carecurve::scenario::Variant| Arm::new(v.label.clone(), v.network.clone());
    plan.variants.iter().map(arm).collect()
}

fn outcome(text: &str, replications: u32) -> Outcome {
    let arms = arms(text);
    assert!(days(&arms, 1) > 0);
    let outcome = run(arms, 1, replications, &());
    assert_eq!(outcome.broken(), None, "{text}");
    outcome
}

/// The value of a measure in the first replication of an arm.
fn of(outcome: &Outcome, arm: usize, measure: &str, class: &str, service: &str) -> f64 {
    let line = outcome.line(arm, measure, class, service, None);
    let line = line.unwrap_or_else(|| panic!("{measure} {class} {service} is no line"));
    let values = outcome.values(arm, line);
    *values
        .first()
        .unwrap_or_else(|| panic!("{measure} {class} {service} has no value"))
}

#[track_caller]
fn is(outcome: &Outcome, measure: &str, class: &str, service: &str, expected: f64) {
    let found = of(outcome, 0, measure, class, service);
    assert!(
        (found - expected).abs() < 1e-9,
        "{measure} {class} {service}: {found}, not {expected}"
    );
}

/// Hours of 2024-01-01, a Monday, at which one patient each comes to a service.
fn at(service: &str, hours: &[f64]) -> String {
    let one = |hour: &f64| {
        let (day, hour) = (1 + (hour / 24.0) as u32, hour % 24.0);
        format!(r#"{{"date": "2024-01-{day:02}", "hour": {hour}}}"#)
    };
    let list: Vec<String> = hours.iter().map(one).collect();
    format!(
        r#"{{"to": "{service}", "pattern": {{"dated": {{"at": [{}]}}}}}}"#,
        list.join(",")
    )
}

/// A network that runs for a week, in hours.
fn week(classes: &str, services: &str) -> Outcome {
    let rest = format!(r#""classes": {{{classes}}}, "services": {{{services}}}"#);
    outcome(
        &format!(r#"{{"pathway": {{"time_unit": "hours", "run_days": 7, "replications": 1, {rest}}}}}"#),
        1,
    )
}

/// A class that comes to `desk` at these hours.
fn class(name: &str, priority: u32, hours: &[f64], more: &str) -> String {
    format!(
        r#""{name}": {{"priority": {priority}, "arrivals": {{"door": {}}}{more}}}"#,
        at("desk", hours)
    )
}

const TWO_HOURS: &str = r#""time": {"fixed": {"value": 2}}"#;

#[test]
fn a_single_server_serves_in_order_of_arrival() {
    let o = week(
        &class("p", 1, &[1.0, 2.0, 3.0], ""),
        &format!(r#""desk": {{"servers": 1, {TWO_HOURS}}}"#),
    );
    // Waits 0, 1 and 2 hours.
    is(&o, "wait", "p", "desk", 1.0);
    is(&o, "waited_share", "", "desk", 2.0 / 3.0);
    is(&o, "time_in_system", "", "", 3.0);
    is(&o, "total_wait", "", "", 1.0);
    is(&o, "utilisation", "", "desk", 6.0 / 168.0);
    is(&o, "waiting", "", "desk", 3.0 / 168.0);
    is(&o, "unfinished", "", "", 0.0);
    // Served from 1, 3 and 5, whoever they are: also where classes wait in lines of their own.
    let both = [class("a", 1, &[1.0, 2.5], ""), class("b", 1, &[2.0], "")].join(",");
    for servers in [
        r#""servers": 1"#,
        r#""pools": {"all": {"servers": 1}, "own": {"servers": 0, "classes": ["a"]}}"#,
    ] {
        let o = week(&both, &format!(r#""desk": {{{servers}, {TWO_HOURS}}}"#));
        is(&o, "wait", "b", "desk", 1.0);
        is(&o, "wait", "a", "desk", (0.0 + 2.5) / 2.0);
    }
}

#[test]
fn the_urgent_go_first_and_only_preemption_interrupts() {
    let classes = [class("routine", 2, &[1.0, 1.5], ""), class("urgent", 1, &[2.0], "")].join(",");
    let desk = |more: &str| format!(r#""desk": {{"servers": 1, {TWO_HOURS}{more}}}"#);
    let o = week(&classes, &desk(""));
    // The first routine patient is finished at 3; the urgent one waits an hour, the second routine one until 5.
    is(&o, "wait", "urgent", "desk", 1.0);
    is(&o, "wait", "routine", "desk", (0.0 + 3.5) / 2.0);
    is(&o, "interrupted", "", "desk", 0.0);
    let o = week(&classes, &desk(r#", "preemptive": true"#));
    // Interrupted after one hour, resumed at 4 for the hour that is left: 1 to 5; the second from 5.
    is(&o, "wait", "urgent", "desk", 0.0);
    is(&o, "interrupted", "routine", "desk", 1.0);
    is(&o, "time_here", "routine", "desk", (4.0 + 5.5) / 2.0);
}

#[test]
fn who_finds_the_next_service_full_holds_the_bed() {
    let routes = r#", "routes": {"desk": [{"to": "home", "share": 1, "delay": {"fixed": {"value": 0.5}}}]}"#;
    let home = r#""home": {"servers": 1, "queue_places": 0, "time": {"fixed": {"value": 5}}}"#;
    let desk = format!(r#""desk": {{"servers": 1, {TWO_HOURS}, "cost_per_delayed_day": 24}}"#);
    let o = week(&class("p", 1, &[1.0, 1.0, 1.0], routes), &format!("{desk}, {home}"));
    // Served 1–3, 3.5–5.5, 8.5–10.5; ready at 3, 5.5, 10.5; gone at 3.5, 8.5 and 13.5 when the place at home is free.
    is(&o, "wait", "p", "desk", (0.0 + 2.5 + 7.5) / 3.0);
    is(&o, "held", "p", "desk", (0.5 + 3.0 + 3.0) / 3.0);
    is(&o, "delayed_days", "", "desk", 6.5 / 24.0);
    is(&o, "cost", "", "", 6.5);
    is(&o, "turned_away", "", "home", 0.0);
    // Turned away instead: nobody is held longer than the delay.
    let turned = home.replace(r#""queue_places": 0"#, r#""queue_places": 0, "when_full": "turn_away""#);
    let o = week(&class("p", 1, &[1.0, 1.0, 1.0], routes), &format!("{desk}, {turned}"));
    is(&o, "held", "p", "desk", 0.5);
    // At 3.5 in, until 8.5; at 6 turned away; at 8.5 the place is free again.
    is(&o, "turned_away", "", "home", 1.0);
    is(&o, "served", "", "home", 2.0);
}

#[test]
fn patients_who_hold_each_others_beds_change_places() {
    // Each ward is full with one patient who is to go to the other.
    let to = |here: &str, there: &str| format!(r#""routes": {{"{here}": [{{"to": "{there}", "share": 1}}]}}"#);
    let classes = format!(
        r#""a": {{"arrivals": {{"door": {}}}, {}}}, "b": {{"arrivals": {{"door": {}}}, {}}}"#,
        at("north", &[1.0]),
        to("north", "south"),
        at("south", &[1.5]),
        to("south", "north")
    );
    let ward = |name: &str| format!(r#""{name}": {{"servers": 1, "queue_places": 0, {TWO_HOURS}}}"#);
    let o = week(&classes, &format!("{}, {}", ward("north"), ward("south")));
    // Ready at 3 and 3.5: they change at 3.5 and leave at 5.5.
    is(&o, "held", "a", "north", 0.5);
    is(&o, "time_in_system", "a", "", 4.5);
    is(&o, "time_in_system", "b", "", 4.0);
}

#[test]
fn balking_and_reneging_lead_where_they_are_told_to() {
    let desk = |more: &str| {
        format!(r#""desk": {{"servers": 1, {TWO_HOURS}, {more}}}, "pharmacy": {{"time": {{"fixed": {{"value": 1}}}}}}"#)
    };
    let hours = [1.0, 1.1, 1.2, 1.3];
    let o = week(
        &class("p", 1, &hours, ""),
        &desk(r#""balking": [{"waiting": 2, "share": 1}], "balked_to": "pharmacy""#),
    );
    is(&o, "balked", "", "desk", 1.0);
    is(&o, "arrivals", "", "pharmacy", 1.0);
    let o = week(
        &class("p", 1, &hours, ""),
        &desk(r#""patience": {"fixed": {"value": 3}}, "reneged_to": "pharmacy""#),
    );
    // Served at 1 and 3; the third gives up at 4.2 and the fourth at 4.3, before 5.
    is(&o, "reneged_share", "", "desk", 0.5);
    is(&o, "served", "", "pharmacy", 2.0);
    is(&o, "total_wait", "", "", (0.0 + 1.9 + 3.0 + 3.0) / 4.0);
}

#[test]
fn a_closed_service_lets_wait_or_turns_away() {
    let opening = r#""opening": [{"days": ["monday", "tuesday"], "from_hour": 8, "to_hour": 18}]"#;
    let desk = |more: &str| format!(r#""desk": {{"servers": 1, {TWO_HOURS}, {opening}{more}}}"#);
    let hours = [17.0, 17.5, 20.0];
    let o = week(&class("p", 1, &hours, ""), &desk(""));
    // The first is finished after closing; the others wait until Tuesday at 8 and 10.
    is(&o, "wait", "", "desk", (0.0 + 14.5 + 14.0) / 3.0);
    is(&o, "utilisation", "", "desk", 6.0 / (10.0 + 1.0 + 10.0));
    let o = week(&class("p", 1, &hours, ""), &desk(r#", "at_closing": "turn_away""#));
    is(&o, "served", "", "desk", 1.0);
    is(&o, "turned_away", "", "desk", 2.0);
}

#[test]
fn dedicated_beds_are_taken_before_shared_ones() {
    let classes = [class("stroke", 1, &[1.0, 1.1], ""), class("other", 1, &[1.2, 1.3], "")].join(",");
    let pools = r#""pools": {"stroke_only": {"servers": 1, "classes": ["stroke"]}, "shared": {"servers": 1}}"#;
    let o = week(&classes, &format!(r#""desk": {{{pools}, {TWO_HOURS}}}"#));
    // The first stroke patient takes the dedicated bed, the second the shared one; the others wait for that.
    is(&o, "wait", "stroke", "desk", 0.0);
    is(&o, "wait", "other", "desk", ((3.1 - 1.2) + (5.1 - 1.3)) / 2.0);
}

#[test]
fn who_is_there_at_the_start_is_there() {
    let start = r#""start": {"in_service": {"p": 2}, "waiting": {"p": 1}, "residual": {"fixed": {"value": 4}}}"#;
    let desk = format!(
        r#""desk": {{"servers": 2, {TWO_HOURS}, {start}, "cost_per_bed_day": 24, "cost_per_open_bed_day": 12}}"#
    );
    let o = week(&class("p", 1, &[1.0], ""), &desk);
    // Two until 4; then the one who waited and the one who came at 1.
    is(&o, "wait", "p", "desk", 3.0);
    is(&o, "occupied", "p", "desk", (4.0 + 4.0 + 2.0 + 2.0) / 168.0);
    is(&o, "patients", "", "", 1.0);
    is(&o, "cost", "", "desk", 12.0 + 12.0 * 14.0);
}

#[test]
fn batches_come_together() {
    let stream = at("desk", &[1.0]).replace(r#""pattern""#, r#""batch": {"fixed": {"size": 3}}, "pattern""#);
    let o = week(
        &format!(r#""p": {{"arrivals": {{"coach": {stream}}}}}"#),
        &format!(r#""desk": {{"servers": 1, {TWO_HOURS}}}"#),
    );
    is(&o, "wait", "", "desk", 2.0);
    is(&o, "patients", "", "", 3.0);
}

/// A ward and rehabilitation with random arrivals, in days, with something inserted into the ward.
fn random(ward: &str, more: &str) -> String {
    format!(
        r#"{{"pathway": {{"time_unit": "days", "warm_up_days": 30, "run_days": 200, "classes": {{"p": {{
            "arrivals": {{"door": {{"to": "ward", "pattern": {{"by_hour": {{"per_hour": [0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.2,
                0.3,0.4,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.4,0.4,0.3,0.3,0.2,0.2,0.1]}}}}}}}},
            "routes": {{"ward": [{{"to": "rehabilitation", "share": 0.3}}, {{"to": "leave", "share": 0.7}}]}}}}}},
        "services": {{"ward": {{{ward} "time": {{"lognormal": {{"mean": 6, "sd": 6}}}}}},
            "rehabilitation": {{"servers": 60, "queue_places": 0, "time": {{"gamma": {{"mean": 25, "sd": 20}}}}}}{more}}}}}}}"#
    )
}

#[test]
fn what_changes_nothing_changes_nothing() {
    let base = outcome(&random(r#""servers": 50,"#, ""), 3);
    let same = [
        random(r#""servers": 50, "name": "Acute ward", "note": "as measured","#, ""),
        // Without another class, a pool for all is what servers are.
        random(r#""pools": {"all": {"servers": 50}},"#, ""),
        // A service where nobody goes.
        random(
            r#""servers": 50,"#,
            r#", "a_chapel": {"servers": 1, "time": {"fixed": {"value": 1}}}"#,
        ),
    ];
    for text in same {
        let other = outcome(&text, 3);
        for line in &base.arms[0].lines {
            assert_eq!(base.values(0, line), other.values(0, line), "{line:?} in {text}");
        }
    }
}

#[test]
fn the_same_patients_come_and_stay_as_long_whatever_the_beds() {
    let text =
        random(r#""servers": 50,"#, "").replace(r#""time_unit""#, r#""sweep": {"ward": [45, 50, 200]}, "time_unit""#);
    let o = outcome(&text, 1);
    assert_eq!(
        o.arms.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(),
        ["ward=45", "ward=50", "ward=200"]
    );
    let patients: Vec<f64> = (0..3).map(|arm| of(&o, arm, "patients", "", "")).collect();
    assert!(patients.iter().all(|n| *n == patients[0]), "{patients:?}");
    // Stays without holding are drawn by patient: their means differ only by who is still there at the end.
    let stay = |arm: usize| of(&o, arm, "stay", "", "ward") - of(&o, arm, "held", "", "ward");
    assert!(
        (stay(0) - stay(2)).abs() < 0.05 * stay(2),
        "{} and {}",
        stay(0),
        stay(2)
    );
    assert!(of(&o, 0, "wait", "", "ward") > of(&o, 1, "wait", "", "ward"));
    assert_eq!(of(&o, 2, "wait", "", "ward"), 0.0);
}

#[test]
fn a_changed_rate_moves_nobody_who_comes_in_both() {
    // Twice the rate, half of them turned into other arrivals: those of the lower rate all come in both.
    let at_rate = |rate: f64| {
        let text = format!(
            r#"{{"pathway": {{"time_unit": "days", "run_days": 50, "classes": {{"p": {{"arrivals": {{"door": {{"to": "clinic",
                "pattern": {{"constant": {{"per_day": {rate}}}}}}}}}}}}}, "services": {{"clinic": {{"time": {{"fixed": {{"value": 1}}}}}}}}}}}}"#
        );
        let o = outcome(&text, 40);
        let line = o.line(0, "patients", "", "", None).unwrap();
        o.values(0, line)
    };
    let (few, many) = (at_rate(8.0), at_rate(16.0));
    assert!(few.iter().zip(&many).all(|(a, b)| a < b));
    // Were they independent, the difference would vary with 400 + 800; as it is, with 400.
    let gaps: Vec<f64> = few.iter().zip(&many).map(|(a, b)| b - a).collect();
    let mean = gaps.iter().sum::<f64>() / 40.0;
    let variance = gaps.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / 39.0;
    // χ² with 39 degrees of freedom: below 2 × its mean with probability 0.9999.
    assert!(variance < 800.0, "{variance}");
}

use crate::scenario::source::Memory;
use crate::scenario::{Scenario, open};

/// A pathway of two services, with something added to the ward and to the whole.
fn pathway(ward: &str, whole: &str) -> String {
    format!(
        r#"{{"pathway": {{"time_unit": "days", "run_days": 365{whole},
            "classes": {{
                "a": {{"arrivals": {{"door": {{"to": "ward", "pattern": {{"constant": {{"per_day": 2}}}}}}}},
                    "routes": {{"ward": [{{"to": "rehab", "share": 0.5}}, {{"to": "leave", "share": 0.5}}]}}}},
                "b": {{"arrivals": {{"door": {{"to": "ward", "pattern": {{"constant": {{"per_day": 1}}}}}}}}}}
            }},
            "services": {{
                "ward": {{"time": {{"fixed": {{"value": 2}}}}{ward}}},
                "rehab": {{"time": {{"fixed": {{"value": 7}}}}, "servers": 9}}
            }}
        }}}}"#
    )
}

fn warnings_of(text: &str) -> Vec<String> {
    read(text).1
}

/// Problems and warnings.
fn told(ward: &str, whole: &str) -> (Vec<String>, Vec<String>) {
    read(&pathway(ward, whole))
}

fn read(text: &str) -> (Vec<String>, Vec<String>) {
    match open("a.json", &Memory::default().with("a.json", text)) {
        Ok(Scenario::Pathway(plan)) => (Vec::new(), plan.warnings.iter().map(|w| w.text.clone()).collect()),
        Ok(other) => panic!("{other:?}"),
        Err(problems) => (
            problems
                .0
                .iter()
                .map(|p| format!("{}: {}", p.title(), p.allowed))
                .collect(),
            Vec::new(),
        ),
    }
}

fn one(list: &[String], part: &str) {
    assert!(list.len() == 1 && list[0].contains(part), "one with `{part}`: {list:?}");
}

#[test]
fn a_quiet_file_is_told_nothing() {
    assert_eq!(told(r#", "servers": 8"#, ""), (vec![], vec![]));
}

#[test]
fn what_is_offered_too_much_is_told_with_the_number() {
    // 3 a day for 2 days: 6 busy.
    let (_, warnings) = told(r#", "servers": 5"#, "");
    one(
        &warnings,
        "offered load is 1.20 with 5 servers, and nothing but a growing queue holds it; 7 would carry it",
    );
    let (_, warnings) = told(r#", "servers": 5, "queue_places": 3"#, "");
    assert!(warnings.is_empty(), "a queue that ends holds it: {warnings:?}");
    // One a day comes to rehabilitation for 7 days.
    let full = |when: &str| {
        let more = format!(r#""servers": 6, "queue_places": 0{when}}}"#);
        warnings_of(&pathway(r#", "servers": 12"#, "").replace(r#""servers": 9}"#, &more))
    };
    one(
        &full(""),
        "1.17 with 6 servers, and patients who are ready to come hold the servers of the services before it; 8 would",
    );
    assert!(full(r#", "when_full": "turn_away""#).is_empty());
    let (_, warnings) = told(r#", "servers": 12"#, r#", "sweep": {"ward": [9, 5, 8]}"#);
    one(&warnings, "1.20 with 5 servers");
    let (_, warnings) = told(
        r#", "pools": {"own": {"servers": 4, "classes": ["a"]}, "rest": {"servers": 4, "classes": ["b"]}}"#,
        "",
    );
    one(&warnings, "offered load for the class a is 1.00 with 4 servers");
}

#[test]
fn a_start_fits_the_pools_as_the_run_fills_them() {
    let pools = r#", "pools": {"own": {"servers": 4, "classes": ["a"]}, "shared": {"servers": 5}}"#;
    let start = |list: &str| told(&format!(r#"{pools}, "start": {{{list}}}"#), "").0;
    assert!(start(r#""in_service": {"a": 6, "b": 3}, "waiting": {"a": 2, "b": 1}"#).is_empty());
    one(
        &start(r#""in_service": {"a": 6, "b": 4}"#),
        "in_service.b: found 4: at most 3",
    );
    one(
        &start(r#""in_service": {"a": 3, "b": 5}, "waiting": {"a": 1}"#),
        "1 waiting beside a free server",
    );
    assert!(start(r#""in_service": {"a": 4, "b": 5}, "waiting": {"b": 1}"#).is_empty());
}

#[test]
fn a_start_fits_every_number_of_servers_that_is_tried() {
    let tried = |sweep: &str| {
        let start = r#", "servers": 9, "start": {"in_service": {"a": 8}, "waiting": {}}"#;
        told(start, &format!(r#", "sweep": {{"ward": {sweep}}}"#)).0
    };
    assert!(tried("[8, 10]").is_empty());
    one(&tried("[7, 10]"), "at most 7");
}

#[test]
fn who_waits_where_it_is_closed_is_no_fault() {
    let start = r#", "servers": 8, "start": {"waiting": {"a": 2}}"#;
    one(&told(start, "").0, "2 waiting beside a free server");
    let closed = format!(r#"{start}, "opening": [{{"from_hour": 8, "to_hour": 23}}]"#);
    assert!(told(&closed, "").0.is_empty());
}

#[test]
fn a_note_beside_the_kind_of_a_distribution_is_kept() {
    let ward = r#", "servers": 8, "patience": {"fixed": {"value": 900}, "note": "seldom", "grade": "SHAPE_ASSUMED"}"#;
    let source = Memory::default().with("a.json", &pathway(ward, ""));
    let figures = crate::scenario::explain("a.json", &source).expect("it is complete");
    let figure = figures
        .iter()
        .find(|f| f.path.ends_with("patience.fixed.value"))
        .expect("it is a number");
    assert_eq!(
        (figure.note.as_str(), figure.grade.as_str()),
        ("seldom", "SHAPE_ASSUMED")
    );
}

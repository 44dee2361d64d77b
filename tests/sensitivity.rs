//! `carecurve sensitivity`: the folder, every assumed parameter in it, the same bytes on any number of threads, bad input; and
//! drawn places keep every law. How well two hundred fitted draws read the lines of the place:
//! `cargo test --release --test sensitivity -- --ignored --nocapture`

use carecurve::analysis::sensitivity::draw::{self, Trial};
use carecurve::analysis::sensitivity::ensemble::Ensemble;
use carecurve::analysis::sensitivity::varied;
use carecurve::app::matched::Matching;
use carecurve::experiment::checked;
use carecurve::model::parameter::Role;
use carecurve::scenario::{Embedded, Plan, load};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

fn run(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_carecurve"))
        .arg("sensitivity")
        .args(arguments)
        .current_dir(home)
        .output()
        .expect("the program was built for this test")
}

fn place() -> Plan {
    load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Half of the medical beds close on the first day.
const FEWER_BEDS: &str = r#"{"extends": "england/place.json", "changes": {"fewer": {"announced": "2018-04-01",
    "effective": "2018-04-01", "service": "medical", "ratio": 0.5}}}"#;

#[test]
fn the_folder_holds_every_assumed_parameter_and_is_the_same_on_any_number_of_threads() {
    let home = tempfile::tempdir().expect("there is room for a folder");
    std::fs::write(home.path().join("fewer.json"), FEWER_BEDS).expect("the folder takes files");
    let folder = |threads: &str| {
        let small = ["--draws", "4", "--population", "1000", "--years", "1", "--quiet"];
        let arguments = ["england/place", "fewer.json", "--threads", threads, "--out", threads];
        let output = run(home.path(), &[&arguments[..], &small[..]].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let read = |name: &str| {
            let file = home.path().join(threads).join(name);
            std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
        };
        [
            "sensitivity.csv",
            "draws.csv",
            "drawn.csv",
            "screening.csv",
            "answer.md",
            "parameters.md",
            "manifest.json",
            "charts/tornado.svg",
            "charts/tornado.png",
        ]
        .map(read)
    };
    let [one, two] = ["1", "2"].map(folder);
    assert!(one == two, "threads change nothing");
    let text = String::from_utf8(one[0].clone()).expect("it is text");
    let listed: BTreeSet<String> = (csv::Reader::from_reader(text.as_bytes()).records())
        .map(|row| row.expect("a row")[0].to_owned())
        .collect();
    let plan = place();
    let assumed: BTreeSet<String> = (plan.model.parameters.iter())
        .filter(|p| p.role == Role::Assumed && p.low < p.high)
        .map(|p| p.path.clone())
        .collect();
    assert!(assumed.len() > 900);
    assert_eq!(
        assumed.difference(&listed).count(),
        0,
        "every assumed parameter is listed"
    );
    let sourced = |path: &String| {
        plan.model
            .parameters
            .find(path)
            .is_some_and(|p| p.role == Role::Sourced)
    };
    assert!(!listed.iter().any(sourced), "what is sourced is not varied");
    let page = String::from_utf8(one[4].clone()).expect("it is text");
    for part in [
        "## How the verdict holds",
        "## Ridges",
        "a sketch",
        "Illustrative until validated.",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
    let draws = String::from_utf8(one[1].clone()).expect("it is text");
    let moved = |line: &&str| line.starts_with("drawn") && !line.ends_with(",0");
    assert!(
        draws.lines().filter(moved).count() > 0,
        "the beds matter to something:\n{draws}"
    );
}

#[test]
fn drawn_places_keep_every_law() {
    let plan = place().scaled(2_000).with_years(1);
    let (parameters, _) = varied(&plan, std::iter::once(&plan));
    let end = |u: f64| Trial {
        stream: 0,
        at: vec![Some(u); parameters.len()],
    };
    let ensemble = Ensemble::new(&parameters, 1, 3);
    let drawn = (0..3).map(|i| ensemble.trial(&parameters, i));
    for (i, trial) in drawn.chain([end(0.0), end(1.0)]).enumerate() {
        let place = Arc::new(draw::plan(&plan, &parameters, &trial));
        let found = checked::place(&place, 1, trial.stream, 60, &());
        assert_eq!(found.broken, None, "trial {i}");
    }
}

#[test]
fn what_cannot_be_asked_is_told_with_the_nearest_name() {
    let home = tempfile::tempdir().expect("there is room for a folder");
    for (arguments, told) in [
        (
            vec!["england/place", "england/place", "--measure", "deathz"],
            "--measure: no measure `deathz` (`carecurve list measures` shows them); did you mean `deaths`?",
        ),
        (
            vec!["england/place", "england/place"],
            "england/place: never differs from england/place in these 5 years, so nothing can matter for the difference",
        ),
    ] {
        let output = run(home.path(), &arguments);
        assert_eq!(output.status.code(), Some(2));
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(error.trim(), told);
    }
    assert!(!home.path().join("output").exists(), "nothing was written");
}

/// A thousand parameters drawn apart make a place that nobody has seen; fitted together they read its lines.
#[test]
#[ignore = "two hundred draws of 40,000 people, five times: ten minutes of two cores"]
fn fitted_draws_read_the_lines_of_the_place() {
    let draws = Matching::shipped(200, 1).draws(false, &());
    let fitted = draws.fitted.expect("they were fitted");
    println!("{}", fitted.says());
    assert!(fitted.lines >= 50 && fitted.before < 0.65, "{fitted:?}");
    assert!(fitted.after > 0.78, "{fitted:?}");
}

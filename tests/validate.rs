//! `carecurve validate` runs experiments on paired arms, writes its folder, and calls an honest finding no error.

use std::path::Path;
use std::process::{Command, Output};

fn carecurve(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_carecurve"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program was built for this test")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const SMALL: [&str; 6] = ["--population", "3000", "--seeds", "2", "--years", "1"];

#[test]
fn a_folder_with_table_plot_and_page_is_written_whatever_comes_out() {
    let home = tempfile::tempdir().expect("there is room for a folder");
    let run = |more: &[&str]| {
        let mut arguments = vec!["validate", "VT21", "more-beds"];
        arguments.extend(SMALL);
        arguments.extend(more);
        carecurve(home.path(), &arguments)
    };
    let first = run(&[]);
    let told = text(&first.stdout);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    for part in ["VT21 −26.4 (−38.6 to −14.2)", "not asked"] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
    let folder = home.path().join("output/validate-vt21-more-beds");
    for file in [
        "validation.csv",
        "replications.csv",
        "answer.md",
        "manifest.json",
        "log.json",
        "charts/validation.svg",
        "charts/validation.png",
    ] {
        assert!(folder.join(file).is_file(), "{file} is missing");
    }
    let mut rows = csv::Reader::from_path(folder.join("validation.csv")).expect("it was just written");
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("it is sound")).collect();
    assert_eq!(rows.len(), 2 + 2, "two readings of each experiment");
    // The year that more-beds reads is beyond the run.
    assert!(
        rows.iter().any(|row| &row[0] == "more-beds" && &row[16] == "not asked"),
        "{rows:?}"
    );

    // The same work again is nothing to do; other work needs --force.
    assert!(text(&run(&[]).stdout).contains("nothing to do"));
    let mut other = vec!["validate", "less-gp", "--out", "output/validate-vt21-more-beds"];
    other.extend(SMALL);
    let refused = carecurve(home.path(), &other);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("--force"));
    other.push("--force");
    other.push("--quiet");
    let forced = carecurve(home.path(), &other);
    assert!(
        forced.status.success() && forced.stdout.is_empty(),
        "{}",
        text(&forced.stderr)
    );
}

#[test]
fn results_do_not_hang_on_threads_or_on_what_else_is_asked() {
    let home = tempfile::tempdir().expect("there is room for a folder");
    let run = |ids: &[&str], threads: &str, out: &str| {
        let mut arguments = vec!["validate", "--quiet", "--threads", threads, "--out", out];
        arguments.extend(ids);
        arguments.extend(SMALL);
        let run = carecurve(home.path(), &arguments);
        assert!(run.status.success(), "{}", text(&run.stderr));
        std::fs::read_to_string(home.path().join(out).join("replications.csv")).expect("it was just written")
    };
    let alone = run(&["vt21"], "1", "alone");
    assert_eq!(alone, run(&["vt21"], "2", "threads"));
    let among = run(&["less-gp", "vt21"], "2", "among");
    let of_it: Vec<&str> = among.lines().filter(|line| line.starts_with("vt21")).collect();
    assert_eq!(alone.lines().skip(1).collect::<Vec<_>>(), of_it);
}

#[test]
fn draws_are_scored_beside_two_rivals_and_do_not_hang_on_threads() {
    let home = tempfile::tempdir().expect("there is room for a folder");
    let run = |threads: &str| {
        let out = format!("threads-{threads}");
        let mut arguments = vec!["validate", "vt20", "VT14", "older-peoples-projects", "--draws", "3"];
        arguments.extend(["--population", "1000", "--threads", threads, "--out", &out]);
        let run = carecurve(home.path(), &arguments);
        assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
        let told = text(&run.stdout);
        assert!(told.contains("Over 3 draws and ") && told.contains("VT14"), "{told}");
        assert!(told.contains("VT25"), "scored or told why not: {told}");
        home.path().join(out)
    };
    let folder = run("1");
    for file in [
        "scores.csv",
        "totals.csv",
        "targets_left_out.csv",
        "draws.csv",
        "answer.md",
        "manifest.json",
        "log.json",
        "charts/scores.svg",
        "charts/scores.png",
    ] {
        assert!(folder.join(file).is_file(), "{file} is missing");
    }
    let other = run("2");
    for file in ["scores.csv", "draws.csv", "answer.md", "manifest.json"] {
        let read = |folder: &Path| std::fs::read(folder.join(file)).expect("it was just written");
        assert!(read(&folder) == read(&other), "{file} hangs on the number of threads");
    }
    // Draws differ from each other, and a draw with other luck from itself.
    let mut rows = csv::Reader::from_path(folder.join("draws.csv")).expect("it was just written");
    let day_cases: Vec<csv::StringRecord> = rows
        .records()
        .map(|row| row.expect("it is sound"))
        .filter(|row| &row[0] == "VT14")
        .collect();
    assert_eq!(day_cases.len(), 3);
    assert!(
        day_cases[0][4] != day_cases[1][4] && day_cases[0][4] != day_cases[0][5],
        "{day_cases:?}"
    );
    assert!(
        !day_cases[1][5].is_empty() && day_cases[2][5].is_empty(),
        "two of three are run again"
    );
}

#[test]
fn draws_that_cannot_be_scored_are_told() {
    let home = tempfile::tempdir().expect("there is room for a folder");
    for (arguments, part) in [
        (&["--draws", "1"][..], "2..=1000"),
        (&["--draws", "4", "--seeds", "2"], "give one of them"),
        (
            &["more-beds", "--draws", "4"],
            "more-beds: no reading of it has a published target",
        ),
        (&["vt2000", "--draws", "4"], "carecurve list validations"),
    ] {
        let mut all = vec!["validate"];
        all.extend(arguments);
        let refused = carecurve(home.path(), &all);
        let told = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{told}");
        assert!(told.contains(part), "{arguments:?}: {told}");
    }
    let listed = text(&carecurve(home.path(), &["list", "validations"]).stdout);
    let line = |id: &str| {
        let found = listed.lines().find(|line| line.starts_with(id));
        found.expect("every target is listed").to_owned()
    };
    assert!(line("VT14").contains("sets a parameter; read by vt14"), "{listed}");
    assert!(
        line("VT25").contains("checked while building; read by older-peoples-projects"),
        "{listed}"
    );
}

#[test]
fn an_own_experiment_runs_and_a_wrong_one_is_told() {
    let home = tempfile::tempdir().expect("there is room for a folder");
    let own = include_str!("../scenarios/validation/less-gp.json")
        .replace("\"less-gp\"", "\"own\"")
        .replace("\"years\": [1, 2]", "\"years\": [1, 1]");
    std::fs::write(home.path().join("own.json"), &own).expect("the folder takes files");
    let mut arguments = vec!["validate", "own.json"];
    arguments.extend(SMALL);
    let ran = carecurve(home.path(), &arguments);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    assert!(text(&ran.stdout).contains("own"), "{}", text(&ran.stdout));

    // What is planted: another service, another measure, another rule.
    for (from, to, part) in [
        ("\"general_practice\"", "\"general_practise\"", "own.json:11:"),
        (
            "\"minor_attendances\"",
            "\"minor_attendance\"",
            "did you mean `minor_attendances`",
        ),
        ("\"positive\"", "\"upwards\"", "readings[0].expect"),
    ] {
        std::fs::write(home.path().join("own.json"), own.replace(from, to)).expect("the folder takes files");
        let refused = carecurve(home.path(), &["validate", "own.json"]);
        assert_eq!(refused.status.code(), Some(2), "{to}");
        assert!(text(&refused.stderr).contains(part), "{to}: {}", text(&refused.stderr));
    }
    // A target that only people matched to people can be set beside is shown its way.
    let elsewhere = carecurve(home.path(), &["validate", "VT10"]);
    assert_eq!(elsewhere.status.code(), Some(2));
    assert!(
        text(&elsewhere.stderr).contains("carecurve evaluate neighbourhood-teams"),
        "{}",
        text(&elsewhere.stderr)
    );
    let lost = carecurve(home.path(), &["validate", "vt12345"]);
    assert_eq!(lost.status.code(), Some(2));
    assert!(
        text(&lost.stderr).contains("carecurve list validations"),
        "{}",
        text(&lost.stderr)
    );
}

//! `carecurve attribute`: what the components do and what the rest does is together what `compare` finds.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn scenario(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios/systems/frimley")
        .join(name)
}

fn carecurve(words: &[&str], home: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_carecurve"))
        .args(words)
        .args([scenario("siloed.json"), scenario("neighbourhood-teams.json")])
        .args(["--population", "2000", "--seeds", "2", "--years", "3", "--quiet"])
        .current_dir(home)
        .output()
        .expect("the program was built for this test")
}

fn rows(file: &Path) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    reader.records().map(|row| row.expect("a row of the table")).collect()
}

#[test]
fn components_and_the_rest_make_the_difference_that_compare_finds() {
    let home = tempfile::tempdir().expect("there is room for a folder");
    for words in [["attribute", "--out", "parts"], ["compare", "--out", "whole"]] {
        let output = carecurve(&words, home.path());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(home.path().join("parts/attribution.png").is_file());
    let parts = rows(&home.path().join("parts/attribution.csv"));
    let whole = rows(&home.path().join("whole/differences.csv"));
    let mut nonzero = 0;
    for measure in [
        "emergency_admissions",
        "emergency_bed_days",
        "gp_appointments",
        "net_cost",
    ] {
        let part = |component: &str| -> f64 {
            let row = parts.iter().find(|row| &row[0] == measure && &row[2] == component);
            row.unwrap_or_else(|| panic!("{measure}: no row of {component}"))[5]
                .parse()
                .expect("a mean is a number")
        };
        let found: f64 = (whole.iter())
            .find(|row| &row[2] == "year_3" && &row[3] == measure && (5..11).all(|at| row[at].is_empty()))
            .map(|row| row[11].parse().expect("a mean is a number"))
            .expect("compare tells the measure");
        let sum = part("all components") + part("rest of the alternative");
        assert!(
            (sum - found).abs() <= 1e-6 * found.abs().max(1.0),
            "{measure}: {sum} is not {found}"
        );
        nonzero += u32::from(part("all components") != 0.0);
    }
    assert!(nonzero > 0, "the components do nothing at all");
    let mut switched: Vec<String> = (parts.iter())
        .filter(|row| &row[0] == "emergency_admissions" && &row[3] == "first")
        .map(|row| row[2].to_owned())
        .collect();
    switched.sort();
    assert_eq!(
        switched,
        [
            "joint_discharge_team",
            "neighbourhood_team",
            "rapid_response",
            "shared_care_record"
        ]
    );
}

#[test]
fn nothing_to_switch_is_bad_input() {
    let home = tempfile::tempdir().expect("there is room for a folder");
    let same = scenario("siloed.json");
    let output = Command::new(env!("CARGO_BIN_EXE_carecurve"))
        .arg("attribute")
        .args([&same, &same])
        .current_dir(home.path())
        .output()
        .expect("the program was built for this test");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("found 0 components") && told.contains("allowed: 1 to 30"),
        "{told}"
    );
    assert!(!home.path().join("output").exists());
}

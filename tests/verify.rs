//! `carecurve verify` tells in one table what holds, writes every row where it is asked to, and its exit code says so too.

use std::process::Command;

#[test]
fn a_section_is_asked_told_and_written() {
    let home = tempfile::tempdir().expect("there is room for a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_carecurve"))
        .args(["verify", "--only", "extremes", "--quiet", "--out", "rows.csv"])
        .current_dir(home.path())
        .output()
        .expect("the program was built for this test");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{told}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for part in ["no need", "no capacity", "endless capacity", "one person", "0 fail"] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
    let rows = std::fs::read_to_string(home.path().join("rows.csv")).expect("it was just written");
    assert!(
        rows.starts_with("section,check,figure,found,expected,low,high,verdict,note\n"),
        "{rows}"
    );
    assert!(rows.lines().count() > 20, "{rows}");
    let again = Command::new(env!("CARGO_BIN_EXE_carecurve"))
        .args(["verify", "--only", "extremes", "--quiet", "--out", "rows.csv"])
        .current_dir(home.path())
        .output()
        .expect("the program was built for this test");
    assert_eq!(again.status.code(), Some(2), "what is there is not overwritten unasked");
    assert!(String::from_utf8_lossy(&again.stderr).contains("rows.csv is there already; --force replaces it"));
    assert_eq!(
        rows,
        std::fs::read_to_string(home.path().join("rows.csv")).expect("it is left alone")
    );
}

#[test]
fn an_unknown_section_is_bad_input() {
    let output = Command::new(env!("CARGO_BIN_EXE_carecurve"))
        .args(["verify", "--only", "everything"])
        .output()
        .expect("the program was built for this test");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("extremes"));
}

//! Scenarios that cannot be run. The file's name says what is wrong; beside it stands all that must be told, each with
//! file, line, column, field, what was found, what is allowed and the nearest known name.

use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/invalid")
}

fn files() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .expect("the folder of invalid scenarios is there")
        .map(|entry| {
            entry
                .expect("it can be read")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.ends_with(".json"))
        .collect();
    names.sort();
    names
}

#[test]
fn each_is_refused_with_its_message() {
    assert!(files().len() >= 60, "the cases are there");
    let mut wrong = Vec::new();
    for name in files() {
        // Tests run in the package's folder, and messages name the file as it was given.
        let path = format!("tests/data/invalid/{name}");
        let told = match carecurve::app::disk::scenario(&path) {
            Ok(_) => "nothing: it was accepted".to_owned(),
            Err(problems) => problems.to_string(),
        };
        let beside = folder().join(&name).with_extension("txt");
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        if told != expected {
            wrong.push(format!("{name}\n--- expected\n{expected}--- told\n{told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_command_exits_with_2_and_says_how_many() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_carecurve"))
        .args([
            "check",
            "tests/data/invalid/everything-at-once.json",
            "scenarios/systems/frimley/siloed.json",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program was built with the tests");
    assert_eq!(output.status.code(), Some(2));
    let (told, ok) = (
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(&output.stdout),
    );
    assert!(told.contains("10 problems"), "{told}");
    assert!(
        ok.contains("siloed.json: ok"),
        "a good file is told beside a bad one: {ok}"
    );
}

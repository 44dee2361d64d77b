//! The same work gives the same bytes, whatever the number of threads, and a folder of results is never overwritten by
//! other work unless told so.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

fn carecurve(folder: &Path, more: &[&str]) -> Output {
    let file = |name: &str| format!("{}/scenarios/systems/frimley/{name}.json", env!("CARGO_MANIFEST_DIR"));
    Command::new(env!("CARGO_BIN_EXE_carecurve"))
        .args([
            "compare",
            &file("siloed"),
            &file("neighbourhood-teams"),
            "--quiet",
            "--population",
            "5000",
        ])
        .arg("--out")
        .arg(folder)
        .args(more)
        .output()
        .expect("the program was built for this test")
}

/// Every file but the log, which tells of the machine.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for part in [folder.to_path_buf(), folder.join("charts")] {
        for entry in std::fs::read_dir(&part).expect("the folder was written") {
            let path = entry.expect("the folder can be read").path();
            let name = path.strip_prefix(folder).expect("it lies inside").display().to_string();
            if path.is_file() && name != "log.json" {
                files.insert(name, std::fs::read(&path).expect("the file can be read"));
            }
        }
    }
    files
}

#[test]
fn threads_do_not_change_a_byte_and_folders_are_kept() {
    let home = tempfile::tempdir().expect("there is room for a folder");
    let folder = |name: &str| home.path().join(name);
    let first = carecurve(&folder("one"), &["--seeds", "3", "--years", "1", "--threads", "1"]);
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let one = contents(&folder("one"));
    for name in [
        "manifest.json",
        "summary.csv",
        "replications.csv",
        "monthly.csv",
        "differences.csv",
        "decisions.csv",
    ] {
        assert!(one.contains_key(name), "{name} is missing");
    }
    assert!(one.contains_key("answer.md") && one.keys().filter(|k| k.starts_with("charts")).count() >= 8);
    for threads in ["2", "3", "8"] {
        let again = carecurve(
            &folder(threads),
            &["--seeds", "3", "--years", "1", "--threads", threads],
        );
        assert!(again.status.success());
        let other = contents(&folder(threads));
        let differing: Vec<&String> = one.keys().filter(|k| other.get(*k) != one.get(*k)).collect();
        assert!(
            differing.is_empty() && one.len() == other.len(),
            "{threads} threads: {differing:?}"
        );
    }

    // The same work again is done already; other work in the same folder needs --force.
    let again = carecurve(&folder("one"), &["--seeds", "3", "--years", "1"]);
    assert_eq!(again.status.code(), Some(0));
    let other = carecurve(&folder("one"), &["--seeds", "2", "--years", "1"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&other.stderr).contains("--force"));
    assert_eq!(contents(&folder("one")), one, "a refused run changes nothing");
    let forced = carecurve(&folder("one"), &["--seeds", "2", "--years", "1", "--force"]);
    assert_eq!(forced.status.code(), Some(0));
    assert_ne!(contents(&folder("one"))["manifest.json"], one["manifest.json"]);
}

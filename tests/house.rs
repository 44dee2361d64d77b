//! The rules of the house: who may import whom, what may not stand in which room, how long a file may be, and that
//! nothing lies about unused.

use std::path::{Path, PathBuf};

/// The rooms, each imported only by those after it.
const ROOMS: [&str; 10] = [
    "engine",
    "model",
    "economy",
    "scenario",
    "sim",
    "measure",
    "experiment",
    "analysis",
    "report",
    "app",
];
/// Rooms that, given a checked scenario, touch nothing outside themselves.
const PURE: usize = 5;
/// Longest file, without its tests.
const LINES: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut folders = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.expect("a folder that could be opened can be read").path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|e| e == extension) => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/")
}

fn is_test(path: &Path) -> bool {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    stem.ends_with("_test") || stem == "testing"
}

/// The lines of a file up to its tests, with their numbers from 1.
fn code(text: &str) -> Vec<(usize, &str)> {
    let lines: Vec<&str> = text.lines().collect();
    let opens = |i: &usize| {
        lines[*i] == "#[cfg(test)]"
            && lines
                .get(i + 1)
                .is_some_and(|next| next.contains("mod ") && next.ends_with('{'))
    };
    let end = (0..lines.len()).find(opens).unwrap_or(lines.len());
    lines[..end]
        .iter()
        .enumerate()
        .map(|(i, line)| (i + 1, *line))
        .collect()
}

/// The room a source file belongs to, by place in the order.
fn room(path: &Path) -> Option<usize> {
    let inner = path.strip_prefix(root().join("src")).ok()?;
    let first = inner.components().next()?.as_os_str().to_string_lossy().into_owned();
    ROOMS
        .iter()
        .position(|room| first == *room || first == format!("{room}.rs"))
}

/// The rooms a line names after `crate::`.
fn imports(line: &str) -> Vec<usize> {
    let mut found = Vec::new();
    for rest in line.split("crate::").skip(1) {
        let group = rest
            .strip_prefix('{')
            .map(|group| group.split('}').next().unwrap_or_default());
        for name in group
            .unwrap_or(rest)
            .split(',')
            .take(if group.is_some() { usize::MAX } else { 1 })
        {
            let word: String = name
                .trim()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            found.extend(ROOMS.iter().position(|room| *room == word));
        }
    }
    found
}

#[test]
fn a_room_imports_only_rooms_before_it() {
    let mut wrong = Vec::new();
    for path in files("src", "rs") {
        let Some(own) = room(&path) else { continue };
        for (number, line) in read(&path)
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
        {
            for other in imports(line).into_iter().filter(|other| *other > own) {
                wrong.push(format!(
                    "{}:{}: {} imports {}",
                    shown(&path),
                    number + 1,
                    ROOMS[own],
                    ROOMS[other]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_layer_test_sees_what_it_should() {
    assert_eq!(imports("use crate::app::disk;"), [9]);
    assert_eq!(imports("use crate::{engine::Time, sim};"), [0, 4]);
    assert_eq!(imports("let x = crate::economy::settings::Settings::default();"), [2]);
    assert!(imports("use super::plan;").is_empty());
}

#[test]
fn nothing_below_measure_reaches_outside() {
    let banned = [
        "std::fs",
        "std::io",
        "std::net",
        "std::thread",
        "std::env",
        "std::process",
        "std::time",
        "Instant::",
        "SystemTime",
        "HashMap",
        "HashSet",
        "println!",
        "eprintln!",
        "dbg!",
        "rayon",
        "thread_rng",
    ];
    let mut wrong = Vec::new();
    for path in files("src", "rs").into_iter().filter(|path| !is_test(path)) {
        if room(&path).is_none_or(|room| room >= PURE) {
            continue;
        }
        for (number, line) in code(&read(&path)) {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for word in banned.iter().filter(|word| line.contains(**word)) {
                wrong.push(format!("{}:{number}: {word}", shown(&path)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let long = files("src", "rs").into_iter().filter(|path| !is_test(path));
    let long: Vec<String> = long
        .map(|path| (code(&read(&path)).len(), shown(&path)))
        .filter(|(lines, _)| *lines > LINES)
        .map(|(lines, name)| format!("{name}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "over {LINES} lines without tests: {}", long.join(", "));
}

#[test]
fn every_source_and_test_file_is_wired_in() {
    let all = files("src", "rs");
    let mut loose = Vec::new();
    for path in &all {
        let (folder, stem) = (
            path.parent(),
            path.file_stem()
                .map(|s| s.to_string_lossy().into_owned())
                .unwrap_or_default(),
        );
        if ["lib", "main", "mod"].contains(&stem.as_str()) {
            continue;
        }
        let named = all
            .iter()
            .filter(|other| other.parent() == folder && *other != path)
            .any(|other| {
                let text = read(other);
                let parent = ["mod.rs", "lib.rs"].iter().any(|name| other.ends_with(name));
                let word = |line: &str| {
                    line.split(|c: char| !c.is_alphanumeric() && c != '_')
                        .any(|word| word == stem)
                };
                text.contains(&format!("\"{stem}.rs\"")) || (parent && text.lines().any(word))
            });
        if !named {
            loose.push(shown(path));
        }
    }
    assert!(loose.is_empty(), "named by no module: {}", loose.join(", "));
    let manifest = read(&root().join("Cargo.toml"));
    assert!(
        !manifest.contains("autotests"),
        "files in tests/ are found by cargo only without `autotests`"
    );
}

#[test]
fn rooms_open_with_their_purpose() {
    for room in ROOMS {
        let path = root().join("src").join(room).join("mod.rs");
        if path.is_file() {
            let text = read(&path);
            for part in ["**Purpose**", "**Speaks of**", "**May import**", "**To add one here**"] {
                assert!(text.contains(part), "src/{room}/mod.rs does not say {part}");
            }
        }
    }
}

#[test]
fn nothing_is_left_for_later() {
    let marks = ["TO", "FIX"].map(|start| format!("{start}{}", if start == "TO" { "DO" } else { "ME" }));
    let mut wrong = Vec::new();
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        for (number, line) in read(&path).lines().enumerate() {
            let unfinished = ["todo", "unimplemented"]
                .iter()
                .any(|word| line.contains(&format!("{word}!(")));
            if unfinished || marks.iter().any(|mark| line.contains(mark.as_str())) {
                wrong.push(format!("{}:{}", shown(&path), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_top_level_holds_only_its_own() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "scenarios",
        "output",
        "benches",
        "tests",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "clippy.toml",
        "rustfmt.toml",
        "target",
    ];
    let names = std::fs::read_dir(root())
        .expect("the package's folder is there")
        .map(|entry| {
            entry
                .expect("a folder that could be opened can be read")
                .file_name()
                .to_string_lossy()
                .into_owned()
        });
    let others: Vec<String> = names
        .filter(|name| !name.starts_with('.') && !allowed.contains(&name.as_str()))
        .collect();
    assert!(others.is_empty(), "not of the house: {}", others.join(", "));
}

#[test]
fn every_scenario_file_is_complete() {
    let mut seen = 0;
    for path in files("scenarios", "json")
        .into_iter()
        .filter(|path| read(path).contains("\"extends\""))
    {
        // The schema names the field and extends nothing.
        if path.ends_with("schema.json") {
            continue;
        }
        let name = path.to_string_lossy();
        carecurve::app::disk::scenario(&name).unwrap_or_else(|problems| panic!("{name}\n{problems}"));
        seen += 1;
    }
    assert!(seen >= 5, "{seen} scenario files seen");
}

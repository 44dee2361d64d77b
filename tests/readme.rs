//! Every command in the README can be typed: it parses, what it names is there, and what is cheap runs. Links lead
//! somewhere.

use carecurve::app::{Cli, Command};
use clap::{CommandFactory, Parser};
use std::path::Path;
use std::process;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The commands of the README's `sh` blocks, in order, without comments.
fn commands() -> Vec<String> {
    commands_of("README.md")
}

fn commands_of(page: &str) -> Vec<String> {
    let text = read(page);
    let mut found = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```sh";
        } else if inside {
            let command = line.split(" #").next().unwrap_or_default().trim();
            if !command.is_empty() && !command.starts_with('#') {
                found.push(command.to_owned());
            }
        }
    }
    found
}

/// The words after the program's name, if a command calls carecurve, and the file its output goes to.
fn call(command: &str) -> Option<(Vec<&str>, Option<&str>)> {
    let words = command
        .strip_prefix("cargo run --release -- ")
        .or_else(|| command.strip_prefix("carecurve "))?;
    let (words, file) = match words.split_once(" > ") {
        Some((words, file)) => (words, Some(file.trim())),
        None => (words, None),
    };
    // What stands in quotes is one word.
    let parts = words.split('"').enumerate();
    let words = parts.flat_map(|(i, part)| match i % 2 {
        0 => part.split_whitespace().collect(),
        _ => vec![part],
    });
    Some((words.collect(), file))
}

fn parsed(words: &[&str]) -> Cli {
    Cli::try_parse_from(std::iter::once(&"carecurve").chain(words)).unwrap_or_else(|e| panic!("{words:?}: {e}"))
}

#[test]
fn the_two_commands_of_the_start_come_first() {
    let compare = "cargo run --release -- compare scenarios/systems/frimley/siloed.json \
                   scenarios/systems/frimley/neighbourhood-teams.json";
    assert_eq!(commands()[..2], [compare.to_owned(), "cargo test".to_owned()]);
}

#[test]
fn every_command_is_known_and_every_subcommand_is_shown() {
    let mut shown = Vec::new();
    for command in commands() {
        if let Some((words, _)) = call(&command) {
            parsed(&words);
            shown.push(words[0].to_owned());
            continue;
        }
        let words: Vec<&str> = command.split_whitespace().collect();
        let after = |flag: &str| words.iter().position(|w| *w == flag).map(|at| words[at + 1]);
        assert!(
            words[0] == "cargo" && ["test", "bench"].contains(&words[1]),
            "`{command}` is neither carecurve's nor cargo's"
        );
        if let Some(test) = after("--test") {
            let file = read(&format!("tests/{test}.rs"));
            let ignored = words.contains(&"--ignored");
            assert!(
                !ignored || file.contains("#[ignore"),
                "`{command}`: nothing there is ignored"
            );
        }
        if let Some(bench) = after("--bench") {
            assert!(
                read("Cargo.toml").contains(&format!("[[bench]]\nname = \"{bench}\"")),
                "`{command}`"
            );
        }
    }
    for subcommand in Cli::command().get_subcommands() {
        let name = subcommand.get_name();
        assert!(
            shown.iter().any(|word| word == name),
            "the README shows no use of `{name}`"
        );
    }
}

#[test]
fn what_is_cheap_runs_and_the_rest_runs_when_made_small() {
    let home = tempfile::tempdir().expect("there is room for a folder");
    let scenarios = root().join("scenarios").to_string_lossy().into_owned();
    let mut ran = 0;
    for command in commands() {
        let Some((words, file)) = call(&command) else { continue };
        let simulates = match parsed(&words).command {
            Command::CalibrateBaseline(_) | Command::Verify(_) => continue,
            Command::Run(_)
            | Command::Compare(_)
            | Command::Attribute(_)
            | Command::Validate(_)
            | Command::Claims(_)
            | Command::Sensitivity(_)
            | Command::Evaluate(_) => true,
            _ => false,
        };
        let tells = words[0] == "story";
        // Everything runs in an empty folder, so shipped scenarios are named in full; a given number gives way.
        let mut arguments: Vec<String> = Vec::new();
        let drawn = words.contains(&"--draws");
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--from" => {
                    // A place of few people, as it is: the fit has its own test.
                    words.next();
                    let few = home.path().join("few.csv");
                    std::fs::write(&few, "total,value\nresidents,10000\nacute_beds,20\n")
                        .expect("the folder takes files");
                    let few = few.to_string_lossy().into_owned();
                    arguments.extend(["--from", &few, "--no-calibrate", "--seeds", "1", "--quiet"].map(str::to_owned));
                }
                "--seeds" | "--draws" if simulates => {
                    words.next();
                }
                word => arguments.push(word.replacen("scenarios/", &format!("{scenarios}/"), 1)),
            }
        }
        let pathway = words_name_a_pathway(&arguments);
        if simulates && pathway {
            arguments.extend(["--seeds", "1", "--quiet"].map(str::to_owned));
        } else if simulates && arguments[0] == "evaluate" {
            // The years are part of the study.
            arguments.extend(["--population", "1000", "--seeds", "1", "--quiet"].map(str::to_owned));
        } else if simulates && (drawn || arguments[0] == "sensitivity") {
            // Draws are its replications.
            let small = ["--population", "1000", "--years", "1", "--draws", "4", "--quiet"];
            arguments.extend(small.map(str::to_owned));
        } else if simulates {
            arguments.extend(["--population", "2000", "--seeds", "1", "--years", "1", "--quiet"].map(str::to_owned));
        }
        if tells {
            arguments.extend(["--population", "5000", "--years", "1"].map(str::to_owned));
        }
        let output = process::Command::new(env!("CARGO_BIN_EXE_carecurve"))
            .args(&arguments)
            .current_dir(home.path())
            .output()
            .expect("the program was built for this test");
        assert!(
            output.status.success(),
            "`{command}`: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        if let Some(file) = file {
            std::fs::write(home.path().join(file), &output.stdout).expect("the folder takes files");
        }
        ran += 1;
    }
    assert!(ran >= 8, "{ran} commands ran");
    let folder = home.path().join("output/siloed-vs-neighbourhood-teams");
    for part in ["answer.md", "charts/bend.png", "manifest.json"] {
        assert!(
            folder.join(part).is_file(),
            "the first command writes {part} where the README says"
        );
    }
    assert_eq!(
        std::fs::read_to_string(home.path().join("schema.json")).expect("it was just written"),
        read("scenarios/schema.json")
    );
}

/// Whether a command runs a pathway: those shipped, and the starter's.
fn words_name_a_pathway(words: &[String]) -> bool {
    words
        .iter()
        .any(|word| word.contains("/pathways/") || word == "my-ward.json")
}

#[test]
fn links_lead_somewhere() {
    for name in [
        "README.md",
        "CHANGELOG.md",
        "benches/README.md",
        "scenarios/england/README.md",
        "scenarios/validation/README.md",
        "scenarios/claims/README.md",
        "scenarios/payment/README.md",
        "scenarios/planning/README.md",
        "scenarios/places/README.md",
        "scenarios/pathways/README.md",
        "scenarios/pathways/stroke.md",
        "scenarios/pathways/urgent-treatment-centre.md",
        "scenarios/pathways/discharge-to-assess.md",
    ] {
        let folder = Path::new(name).parent().expect("a file lies in a folder");
        let text = read(name);
        let mut seen = 0;
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#', ' ']).next().unwrap_or_default();
            if target.is_empty() || target.starts_with("http") {
                continue;
            }
            assert!(
                root().join(folder).join(target).exists(),
                "{name} links to {target}, which is not there"
            );
            seen += 1;
        }
        assert!(name != "README.md" || seen >= 5, "{name}: {seen} links seen");
    }
}

#[test]
fn every_command_of_pathways_and_places_can_be_typed() {
    let pages = ["README", "stroke", "urgent-treatment-centre", "discharge-to-assess"];
    let pages = pages.map(|page| format!("scenarios/pathways/{page}.md"));
    for page in pages.iter().map(String::as_str).chain(["scenarios/places/README.md"]) {
        let commands = commands_of(page);
        assert!(commands.len() >= 2, "{page} shows how to run it");
        for command in commands {
            let (words, _) = call(&command).unwrap_or_else(|| panic!("{page}: `{command}` is not carecurve's"));
            parsed(&words);
            for file in words.iter().filter(|word| word.starts_with("scenarios/")) {
                assert!(root().join(file).is_file(), "{page}: `{command}`: {file} is not there");
            }
        }
    }
}

#[test]
fn files_that_are_named_are_there() {
    for name in [
        "README.md",
        "src/guide.md",
        "benches/README.md",
        "scenarios/pathways/stroke.md",
        "scenarios/pathways/urgent-treatment-centre.md",
        "scenarios/pathways/discharge-to-assess.md",
    ] {
        let text = read(name);
        let mut seen = 0;
        for word in text.split(|c: char| c.is_whitespace() || "`()|,;".contains(c)) {
            let word = word.trim_end_matches('.');
            let own = ["tests/", "scenarios/", "src/", ".ci/", "benches/"]
                .iter()
                .any(|folder| word.starts_with(folder));
            if own && !word.contains('*') {
                assert!(root().join(word).exists(), "{name} names {word}, which is not there");
                seen += 1;
            }
        }
        assert!(seen > 0, "{name} names no file");
    }
}

#[test]
fn every_room_and_every_result_is_told() {
    let text = read("README.md");
    let rooms = std::fs::read_dir(root().join("src")).expect("the sources are there");
    let mut count = 0;
    for entry in rooms.flatten().filter(|entry| entry.path().is_dir()) {
        let room = entry.file_name().to_string_lossy().into_owned();
        assert!(text.contains(&format!("| `{room}` |")), "room `{room}` is missing");
        count += 1;
    }
    assert_eq!(count, 10, "the README says ten rooms");
    assert!(text.contains("Contains public sector information licensed under the Open Government Licence v3.0."));
}

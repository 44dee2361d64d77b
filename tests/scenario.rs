//! What is shipped: every scenario file is complete, the schema is fresh, and the commands on them work alone.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn scenarios(folder: &str) -> Vec<PathBuf> {
    let mut folders = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.expect("a folder that could be opened can be read").path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|e| e == "json") => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found
}

fn carecurve(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_carecurve");
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program was built with the tests")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn every_system_is_complete_and_tells_its_story() {
    let systems = scenarios("scenarios/systems");
    assert!(systems.len() >= 4);
    for path in systems {
        let name = path.to_string_lossy();
        let plan = carecurve::app::disk::plan(&name).unwrap_or_else(|problems| panic!("{name}\n{problems}"));
        for part in ["Source: ", "Look at: ", "assumed"] {
            assert!(plan.note.contains(part), "{name}: its note says nothing of `{part}`");
        }
        assert!(plan.warnings.is_empty(), "{name}: {:?}", plan.warnings);
        let file = std::fs::read_to_string(&path).expect("it was just read");
        assert!(
            file.contains("\"$schema\""),
            "{name}: editors find the schema by `$schema`"
        );
    }
}

#[test]
fn pairs_are_the_same_until_the_announcement() {
    for (base, alternative) in [
        ("frimley/siloed.json", "frimley/neighbourhood-teams.json"),
        ("bolton/pbr.json", "bolton/aligned-incentives.json"),
    ] {
        let plan = |name: &str| {
            let path = root().join("scenarios/systems").join(name);
            carecurve::app::disk::plan(&path.to_string_lossy()).unwrap_or_else(|problems| panic!("{problems}"))
        };
        let day = plan(base)
            .first_difference(&plan(alternative))
            .map(|day| day.to_string());
        assert_eq!(day.as_deref(), Some("2018-10-01"), "{base} and {alternative}");
    }
}

#[test]
fn the_committed_schema_is_fresh() {
    let committed = std::fs::read_to_string(root().join("scenarios/schema.json")).expect("the schema is committed");
    assert!(
        committed == carecurve::scenario::schema_text(),
        "run `cargo run -- schema > scenarios/schema.json`: the types of a scenario have changed"
    );
}

#[test]
fn the_committed_reference_is_fresh() {
    let committed = std::fs::read_to_string(root().join("scenarios/pathways/reference.md"));
    assert!(
        committed.expect("the page is committed") == carecurve::scenario::reference_page(),
        "run `cargo run -- schema --page > scenarios/pathways/reference.md`: the types of a pathway have changed"
    );
}

/// A pathway as it is read, by its path in the repository.
fn pathway(path: &Path) -> carecurve::scenario::PathwayPlan {
    let name = path.to_string_lossy();
    match carecurve::app::disk::scenario(&name) {
        Ok(carecurve::scenario::Scenario::Pathway(plan)) => *plan,
        Ok(_) => panic!("{name} is no pathway"),
        Err(problems) => panic!("{name}\n{problems}"),
    }
}

#[test]
fn every_pathway_is_complete_and_tells_its_story() {
    let pathways = scenarios("scenarios/pathways");
    assert!(pathways.len() >= 14);
    for path in pathways {
        let (plan, name) = (pathway(&path), path.display());
        assert!(!plan.note.is_empty(), "{name} says nothing of itself");
        let file = std::fs::read_to_string(&path).expect("it was just read");
        assert!(
            file.contains("/schema.json\""),
            "{name}: editors find the schema by `$schema`"
        );
        // An example has a page beside it, and the page names all its files.
        let example = match file.contains("\"extends\"") {
            true => path.parent().expect("it lies in a folder").to_path_buf(),
            false => path.with_extension(""),
        };
        let page = std::fs::read_to_string(example.with_extension("md"))
            .unwrap_or_else(|e| panic!("{name} has no page beside it: {e}"));
        let own = path.strip_prefix(root()).expect("it lies in the repository");
        assert!(
            page.contains(&own.to_string_lossy().replace('\\', "/")),
            "{name} is not on its page"
        );
    }
}

#[test]
fn the_pathway_starter_can_be_read() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let new = carecurve(folder.path(), &["new", "--pathway", "my \"own\" ward"]);
    assert!(new.status.success(), "{}", text(&new.stderr));
    let plan = pathway(&folder.path().join("my \"own\" ward.json"));
    assert_eq!(plan.name, "my \"own\" ward");
    assert!(plan.warnings.is_empty(), "{:?}", plan.warnings);
    assert_eq!(plan.variants.len(), 3, "its sweep has three numbers of beds");
}

#[test]
fn the_starter_runs_through_check_and_is_not_overwritten() {
    // Away from the repository: what it extends must come out of the program.
    let folder = tempfile::tempdir().expect("a folder for the test");
    let new = carecurve(folder.path(), &["new", "my \"own\" place"]);
    assert!(new.status.success(), "{}", text(&new.stderr));
    let check = carecurve(folder.path(), &["check", "my \"own\" place.json"]);
    assert!(check.status.success(), "{}", text(&check.stderr));
    assert!(
        text(&check.stdout).contains("my \"own\" place"),
        "{}",
        text(&check.stdout)
    );
    let again = carecurve(folder.path(), &["new", "my \"own\" place"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("--force"), "{}", text(&again.stderr));
    assert!(
        carecurve(folder.path(), &["new", "my \"own\" place", "--force"])
            .status
            .success()
    );
}

#[test]
fn explain_tells_source_grade_and_file() {
    let own = root().join("scenarios/systems/frimley/siloed.json");
    let shown = text(
        &carecurve(
            root(),
            &["explain", &own.to_string_lossy(), "services.medical.capacity.staff"],
        )
        .stdout,
    );
    let plan = carecurve::app::disk::plan(&own.to_string_lossy()).unwrap_or_else(|problems| panic!("{problems}"));
    let ward = plan
        .model
        .services
        .iter()
        .find(|s| s.id == "medical")
        .expect("England has the ward");
    let beds = format!("= {}\n", ward.capacity.staff);
    for part in [beds.as_str(), "KH03", "SHAPE_ASSUMED", "place.json:"] {
        assert!(shown.contains(part), "{part} is not in\n{shown}");
    }
    let lost = carecurve(root(), &["explain", "england/place", "services.medcal"]);
    assert_eq!(lost.status.code(), Some(2));
}

#[test]
fn lists_have_names_and_descriptions() {
    let catalogues = text(&carecurve(root(), &["list", "--names"]).stdout);
    for name in [
        "services",
        "needs",
        "clauses",
        "regimes",
        "components",
        "care_models",
        "measures",
        "validations",
        "charts",
        "assumed",
    ] {
        assert!(catalogues.lines().any(|line| line == name), "no catalogue {name}");
    }
    for catalogue in catalogues.lines() {
        let list = carecurve(root(), &["list", catalogue]);
        assert!(list.status.success(), "{catalogue}: {}", text(&list.stderr));
        let list = text(&list.stdout);
        assert!(!list.is_empty(), "{catalogue} is empty");
        for line in list.lines() {
            assert!(
                line.split_whitespace().count() >= 2,
                "{catalogue}: `{line}` has no description"
            );
        }
    }
    assert_eq!(carecurve(root(), &["list", "nonsense"]).status.code(), Some(2));
}

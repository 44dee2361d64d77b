//! My place: profiles, margins, own tables, local totals and systems of places, on small numbers of residents.

use carecurve::app::disk;
use carecurve::engine::{Key, Month};
use carecurve::model::fact::{Facts, age_band};
use carecurve::model::population::{Person, Synthesis};
use carecurve::scenario::{Embedded, Memory, Plan, Source, load};
use carecurve::sim::World;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

const PEOPLE: u32 = 20_000;
const PROFILES: [&str; 5] = [
    "affluent-commuter",
    "coastal-old",
    "london",
    "rural",
    "urban-young-deprived",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn plan(file: &str) -> Plan {
    let path = root().join(file);
    disk::plan(&path.to_string_lossy()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn residents(plan: &Plan) -> (Vec<Person>, u32) {
    let synthesis = Synthesis::new(&plan.model, &Arc::new(plan.model.tables.clone()));
    let day = plan.model.start_date().midnight().day();
    let residents = (0..PEOPLE).map(|i| {
        let place = (f64::from(i) + 0.37) / f64::from(PEOPLE);
        synthesis.resident(Key::root(6, 0).with(u64::from(i)), place, day)
    });
    (residents.collect(), day)
}

fn share(residents: &[Person], of: impl Fn(&Person) -> bool) -> f64 {
    residents.iter().filter(|p| of(p)).count() as f64 / residents.len() as f64
}

/// Shares of the seven age bands and of the five fifths.
fn mix(plan: &Plan) -> ([f64; 7], [f64; 5]) {
    let (people, day) = residents(plan);
    (
        std::array::from_fn(|band| share(&people, |p| age_band(p.age(day)) == band)),
        std::array::from_fn(|fifth| share(&people, |p| usize::from(p.deprivation) == fifth)),
    )
}

/// The months of a short run: the warm-up and the first reported month.
fn first_month(plan: Plan) -> Facts {
    let mut plan = plan.scaled(PEOPLE).with_years(1);
    plan.warm_up_days = 30;
    plan.model.warm_up_days = 30;
    let plan = Arc::new(plan);
    let mut world = World::new(&plan, 3, 0);
    world.advance(Month::of(plan.start.midnight()).next().start());
    assert_eq!(world.check(), Ok(()), "{}", plan.name);
    let months = world.take_months();
    months.into_iter().next_back().expect("a month was closed").facts
}

#[test]
fn every_profile_is_complete_and_runs_a_month() {
    let folder = root().join("scenarios/places");
    let files = std::fs::read_dir(&folder).expect("the folder is shipped");
    let mut found: Vec<String> = files
        .map(|file| file.expect("it can be read").file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    found.sort();
    assert_eq!(found, PROFILES);
    let page = std::fs::read_to_string(folder.join("README.md")).expect("the page is shipped");
    for name in PROFILES {
        let plan = plan(&format!("scenarios/places/{name}.json"));
        assert!(plan.warnings.is_empty(), "{name}: {:?}", plan.warnings);
        for part in ["Source: ", "Look at: ", "assumed"] {
            assert!(plan.note.contains(part), "{name}: its note says nothing of `{part}`");
        }
        assert!(page.contains(&format!("{name}.json")), "{name} is not on the page");
        assert!(!plan.model.margins.are_the_table(), "{name} is England");
        let own = load(&format!("places/{name}.json"), &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(
            own.hash(),
            plan.hash(),
            "{name}: the program ships what lies in the folder"
        );
        let month = first_month(plan);
        assert!(
            month.reported && month.count(carecurve::model::fact::Count::Birth) > 0,
            "{name} stood still"
        );
    }
}

#[test]
fn profiles_are_as_old_and_as_deprived_as_they_say() {
    let england = mix(&plan("scenarios/england/place.json"));
    for name in PROFILES {
        let plan = plan(&format!("scenarios/places/{name}.json"));
        let (ages, fifths) = mix(&plan);
        let wanted = |weights: &[f64], table: &[f64]| -> Vec<f64> {
            let parts: Vec<f64> = weights.iter().zip(table).map(|(w, t)| w * t).collect();
            parts.iter().map(|part| part / parts.iter().sum::<f64>()).collect()
        };
        let ages_wanted = wanted(&plan.model.margins.age, &england.0);
        let fifths_wanted = wanted(&plan.model.margins.deprivation, &england.1);
        for (found, wanted) in ages.iter().zip(&ages_wanted).chain(fifths.iter().zip(&fifths_wanted)) {
            // Residents are spread evenly over the cells: each neighbourhood's cell is off by less than one person.
            let allowed = 40.0 / f64::from(PEOPLE);
            assert!(
                (found - wanted).abs() < allowed,
                "{name}: {found} beside {wanted}\n{ages:?}\n{fifths:?}"
            );
        }
    }
}

#[test]
fn neutral_margins_change_nothing() {
    let text = |population: &str| format!("{{\"extends\": \"england/place\", \"population\": {{{population}}}}}");
    let of = |population: &str| {
        let source = Memory::default().with("x.json", &text(population));
        load("x.json", &source).unwrap_or_else(|problems| panic!("{problems}"))
    };
    let base = of("\"people\": 300000");
    let same = of("\"age\": [1, 1, 1, 1, 1, 1, 1], \"deprivation\": [1, 1, 1, 1, 1]");
    let old = of("\"age\": [1, 1, 1, 1, 1, 1, 2]");
    assert_eq!((base.hash(), base.first_difference(&same)), (same.hash(), None));
    assert_ne!(base.hash(), old.hash());
    let cells = |plan: &Plan| Synthesis::new(&plan.model, &Arc::new(plan.model.tables.clone())).cell_shares();
    assert_eq!(cells(&base), cells(&same), "bit for bit");
    assert!(mix(&old).0[6] > 1.9 * mix(&base).0[6]);
}

#[test]
fn an_own_population_changes_the_population_and_only_that() {
    let own = String::from_utf8(Embedded.read("england/tables/population.csv").expect("it is shipped")).unwrap();
    // Nobody in the least deprived fifth, and men over 89 are as many as at 30: another place.
    let mut lines = own.lines();
    let mut changed = format!("{}\n", lines.next().expect("a header"));
    for line in lines {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if cells[2] == "5" {
            cells[3] = "0".to_owned();
        } else if cells[1] == "male" && cells[0].parse::<u32>().is_ok_and(|age| age >= 90) {
            cells[3] = "70000".to_owned();
        }
        changed += &format!("{}\n", cells.join(","));
    }
    let source = Memory::default()
        .with(
            "my/place.json",
            r#"{"extends": "england/place", "tables": {"population": "./people.csv"}}"#,
        )
        .with("my/people.csv", &changed);
    let own = load("my/place.json", &source).unwrap_or_else(|problems| panic!("{problems}"));
    let base = plan("scenarios/england/place.json");
    let other: Vec<&String> = (own.table_hashes.iter())
        .filter(|(name, hash)| base.table_hashes[*name] != **hash)
        .map(|(name, _)| name)
        .collect();
    assert_eq!(other, ["population"], "the manifest tells the file by its hash");
    let mut same = own.clone();
    same.model.tables.population.clone_from(&base.model.tables.population);
    assert_eq!(
        (&same.model, &same.economy),
        (&base.model, &base.economy),
        "all else is as it was"
    );
    let (people, day) = residents(&own);
    assert_eq!(share(&people, |p| p.deprivation == 4), 0.0);
    let old_men = share(&people, |p| p.sex == 1 && p.age(day) >= 90);
    assert!((0.04..0.08).contains(&old_men), "{old_men} men from 90");
    // A fifth without people stays empty, with births and newcomers.
    first_month(own);
}

#[test]
fn a_system_of_two_places_keeps_residents_and_payers_apart() {
    let plan = plan("scenarios/systems/two-places/siloed.json");
    let (people, day) = residents(&plan);
    let place = |p: &Person| plan.model.neighbourhoods[usize::from(p.neighbourhood)].place.as_str();
    let here = |name: &str| {
        people
            .iter()
            .filter(|p| place(p) == name)
            .cloned()
            .collect::<Vec<Person>>()
    };
    let (city, coast) = (here("city"), here("coast"));
    let (old, poor) = (|p: &Person| p.age(day) >= 65, |p: &Person| p.deprivation == 0);
    assert!((share(&people, |p| place(p) == "city") - 0.5).abs() < 0.001);
    // As in the profiles that the two were made from.
    for (what, found, wanted) in [
        ("from 65 in the city", share(&city, old), 0.135),
        ("from 65 on the coast", share(&coast, old), 0.26),
        ("most deprived in the city", share(&city, poor), 0.366),
        ("most deprived on the coast", share(&coast, poor), 0.203),
    ] {
        assert!((found - wanted).abs() < 0.02, "{what}: {found} beside {wanted}");
    }
    let plan = Arc::new(plan.scaled(PEOPLE).with_years(1));
    let mut world = World::new(&plan, 3, 0);
    world.advance(World::end(&plan));
    let months = world.take_months();
    let spent = |id: &str| {
        let accounts = months.iter().flat_map(|m| &m.accounts).filter(|a| a.organisation == id);
        accounts.map(|a| a.cost).sum::<i64>()
    };
    for payer in ["ccg", "ccg_coast", "council", "council_coast"] {
        assert!(spent(payer) > 0, "{payer} pays nothing");
    }
    assert!(
        spent("ccg_coast") > spent("ccg"),
        "an old coast costs more than a young city"
    );
}

fn carecurve(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_carecurve"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program was built with the tests")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn folder_with(totals: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let file = folder.path().join("totals.csv");
    std::fs::write(&file, totals).expect("it can be written");
    (folder, file)
}

#[test]
fn totals_become_a_scenario_that_runs_with_its_misfit() {
    let (folder, _) = folder_with(
        "total,value,unit\nresidents,60000,people\nresidents_65_plus,13800,people\nacute_beds,123,beds\n\
         emergency_admissions,8100,admissions a year\n",
    );
    let new = carecurve(
        folder.path(),
        &["new", "mine", "--from", "totals.csv", "--seeds", "2", "--steps", "1"],
    );
    let (told, heard) = (text(&new.stdout), text(&new.stderr));
    assert!(new.status.success(), "{heard}");
    assert!(
        heard.contains("1 lines, 1 parameters, 60000 residents") && heard.contains("step 1"),
        "{heard}"
    );
    for part in [
        "residents_65_plus",
        "fitted: urgent.admission.core_high",
        "totals not met",
        "mine-misfit.csv",
    ] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
    let misfit = std::fs::read_to_string(folder.path().join("mine-misfit.csv")).expect("it was written");
    let rows: Vec<&str> = misfit.lines().collect();
    assert_eq!(rows.len(), 5, "{misfit}");
    for row in &rows[1..4] {
        assert!(row.contains(",met,\"set\""), "people and beds are set: {row}");
    }
    let plan = disk::plan(&folder.path().join("mine.json").to_string_lossy()).unwrap_or_else(|p| panic!("{p}"));
    let fitted = plan.model.parameters.get("urgent.admission.core_high");
    assert!(told.contains("±5 %") && fitted != 0.4647, "{fitted}\n{told}");
    let checked = carecurve(folder.path(), &["check", "mine.json"]);
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    // Nothing is replaced unasked, and what is refused leaves nothing behind.
    let before = std::fs::read_dir(folder.path()).unwrap().count();
    let again = carecurve(
        folder.path(),
        &["new", "mine", "--from", "totals.csv", "--no-calibrate"],
    );
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("--force"), "{}", text(&again.stderr));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), before);
    first_month(plan);
}

#[test]
fn bad_totals_are_refused_with_line_and_name_and_nothing_is_written() {
    let (folder, _) = folder_with("total,value\nresidents,20000\nacute_bed,41\n");
    let new = carecurve(folder.path(), &["new", "mine", "--from", "totals.csv"]);
    assert_eq!(new.status.code(), Some(2));
    let told = text(&new.stderr);
    assert!(
        told.contains("totals.csv:3:1: totals.total: found \"acute_bed\""),
        "{told}"
    );
    assert!(told.contains("did you mean `acute_beds`?"), "{told}");
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "only the totals are there"
    );
    let lost = carecurve(folder.path(), &["new", "mine", "--from", "lost.csv"]);
    assert_eq!(lost.status.code(), Some(2));
    assert!(
        text(&lost.stderr).contains("lost.csv cannot be read"),
        "{}",
        text(&lost.stderr)
    );
}

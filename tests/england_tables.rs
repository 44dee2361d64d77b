//! The national tables stand on their own: totals, shares, signs, sources and grades, read with no code of the library.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Row = BTreeMap<String, String>;

const GRADES: [&str; 6] = [
    "VERIFIED",
    "DERIVED",
    "RECALLED_HIGH",
    "RECALLED_MEDIUM",
    "RECALLED_LOW",
    "SHAPE_ASSUMED",
];
const BANDS: [&str; 7] = ["0-4", "5-17", "18-44", "45-64", "65-74", "75-84", "85+"];
const FIRST_AGES: [usize; 7] = [0, 5, 18, 45, 65, 75, 85];

fn england() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/england")
}

fn read(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    reader
        .deserialize()
        .map(|row| row.unwrap_or_else(|e| panic!("{}: {e}", path.display())))
        .collect()
}

fn table(name: &str) -> Vec<Row> {
    read(&england().join(format!("tables/{name}.csv")))
}

fn tables() -> Vec<(String, Vec<Row>)> {
    let mut found: Vec<PathBuf> = fs::read_dir(england().join("tables"))
        .expect("the folder is shipped")
        .map(|e| e.expect("readable").path())
        .collect();
    found.sort();
    found
        .iter()
        .map(|p| (p.file_stem().expect("a file").to_string_lossy().into_owned(), read(p)))
        .collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column]
        .parse()
        .unwrap_or_else(|_| panic!("{column} of {row:?} is no number"))
}

fn near(what: &str, found: f64, expected: f64, relative: f64) {
    assert!(
        (found / expected - 1.0).abs() <= relative,
        "{what}: {found}, expected {expected} within {relative}"
    );
}

fn band(age: usize) -> usize {
    FIRST_AGES
        .iter()
        .rposition(|first| age >= *first)
        .expect("the first band starts at 0")
}

/// (age, sex, fifth) to value; every cell present exactly once.
fn by_age_sex_fifth(name: &str, column: &str) -> BTreeMap<(usize, String, usize), f64> {
    let rows = table(name);
    let cells: BTreeMap<_, _> = rows
        .iter()
        .map(|r| {
            let key = (
                number(r, "age") as usize,
                r["sex"].clone(),
                number(r, "deprivation_fifth") as usize,
            );
            (key, number(r, column))
        })
        .collect();
    assert_eq!(
        (rows.len(), cells.len()),
        (1010, 1010),
        "{name}: 101 ages, two sexes, five fifths, each once"
    );
    assert!(
        cells.keys().all(|(age, sex, fifth)| *age <= 100
            && ["female", "male"].contains(&sex.as_str())
            && (1..=5).contains(fifth))
    );
    cells
}

fn people_by_age_and_sex() -> BTreeMap<(usize, String), f64> {
    let mut people = BTreeMap::new();
    for ((age, sex, _), n) in by_age_sex_fifth("population", "people") {
        *people.entry((age, sex)).or_insert(0.0) += n;
    }
    people
}

/// Sums `column` within the groups named by `keys` and holds each sum to `expected`.
fn sums(name: &str, keys: &[&str], column: &str, expected: f64, tolerance: f64) {
    let mut total: BTreeMap<Vec<String>, f64> = BTreeMap::new();
    for row in table(name) {
        *total
            .entry(keys.iter().map(|k| row[*k].clone()).collect())
            .or_insert(0.0) += number(&row, column);
    }
    for (group, sum) in total {
        assert!(
            (sum - expected).abs() <= tolerance,
            "{name} {group:?}: {column} sums to {sum}, not {expected}"
        );
    }
}

#[test]
fn every_row_has_unit_year_known_source_and_grade() {
    let sources = read(&england().join("SOURCES.csv"));
    let known: BTreeSet<&str> = sources.iter().map(|r| r["key"].as_str()).collect();
    assert_eq!(known.len(), sources.len(), "a source key stands once");
    let mut used: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let all = tables();
    assert!(all.len() >= 25, "only {} tables", all.len());
    for (name, rows) in &all {
        assert!(!rows.is_empty(), "{name} is empty");
        for row in rows {
            for column in ["unit", "year", "source", "grade"] {
                assert!(!row[column].trim().is_empty(), "{name}: {column} missing in {row:?}");
            }
            assert!(
                GRADES.contains(&row["grade"].as_str()),
                "{name}: grade {}",
                row["grade"]
            );
            for key in row["source"].split(';') {
                let key = known
                    .get(key)
                    .unwrap_or_else(|| panic!("{name}: source {key} is not in SOURCES.csv"));
                used.entry(key).or_default().insert(name);
            }
            let supported = row["source"] != "ASSUMED" || !["VERIFIED", "DERIVED"].contains(&row["grade"].as_str());
            assert!(supported, "{name}: an assumption cannot be verified: {row:?}");
        }
    }
    // Parameters name theirs too.
    let folder = std::fs::read_dir(england().join("parameters")).expect("the folder of parameters");
    for entry in folder {
        let path = entry.expect("an entry").path();
        for row in read(&path) {
            for key in row["source"].split(';') {
                let key = known
                    .get(key)
                    .unwrap_or_else(|| panic!("{}: source {key} is not in SOURCES.csv", row["path"]));
                used.entry(key).or_default().insert("parameters");
            }
        }
    }
    for source in &sources {
        let named: BTreeSet<&str> = source["tables"].split(' ').collect();
        assert_eq!(
            Some(&named),
            used.get(source["key"].as_str()),
            "tables of {}",
            source["key"]
        );
        if source["licence"].starts_with("Open Government Licence") {
            assert_eq!(
                source["attribution"],
                "Contains public sector information licensed under the Open Government Licence v3.0."
            );
        }
    }
}

#[test]
fn headers_are_snake_case_and_numbers_not_negative() {
    for (name, rows) in tables() {
        for column in rows[0].keys() {
            let snake = column
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            assert!(snake, "{name}: column {column}");
        }
        if ["growth", "validation_targets"].contains(&name.as_str()) {
            continue; // a fall is a fact there
        }
        for row in &rows {
            for (column, text) in row {
                let value: f64 = text.parse().unwrap_or(0.0);
                assert!(value.is_finite() && value >= 0.0, "{name}: {column} is {text}");
                if column.contains("share") && name != "dtoc_reasons" {
                    assert!(value <= 1.0, "{name}: {column} is {text}");
                }
            }
        }
    }
}

#[test]
fn population_is_england_mid_2018() {
    let total: f64 = by_age_sex_fifth("population", "people").values().sum();
    assert_eq!(
        total, 55_977_069.0,
        "55,977,178 less 109 people above age 100 whom the source leaves out"
    );
    let mut projected: BTreeMap<String, f64> = BTreeMap::new();
    for row in table("population_projection") {
        *projected.entry(row["projection_year"].clone()).or_insert(0.0) += number(&row, "people");
    }
    assert_eq!(projected["2018"], 55_977_178.0);
    assert!(projected["2023"] > projected["2018"]);
}

#[test]
fn mortality_gives_the_deaths_of_2018_and_rises_with_age() {
    let people = by_age_sex_fifth("population", "people");
    let rate = by_age_sex_fifth("mortality", "deaths_per_person_year");
    near(
        "deaths",
        people.iter().map(|(cell, n)| n * rate[cell]).sum(),
        505_859.0,
        0.01,
    );
    for sex in ["female", "male"] {
        for fifth in 1..=5 {
            let at = |age| rate[&(age, sex.to_string(), fifth)];
            assert!(
                (50..100).all(|age| at(age + 1) > at(age) * 0.98),
                "{sex} {fifth}: mortality falls with age"
            );
            assert!(at(100) < 0.7 && at(100) > at(89), "{sex} {fifth}");
        }
        assert!(
            rate[&(60, sex.to_string(), 1)] > 1.5 * rate[&(60, sex.to_string(), 5)],
            "gradient at 60"
        );
    }
}

#[test]
fn hospital_rates_give_the_totals_of_2018_19() {
    let people = people_by_age_and_sex();
    let mut total: BTreeMap<String, f64> = BTreeMap::new();
    let mut rate: BTreeMap<(String, String, usize), f64> = BTreeMap::new();
    for row in table("hospital_rates") {
        let age = number(&row, "age") as usize;
        let value = number(&row, "rate_per_person");
        *total.entry(row["measure"].clone()).or_insert(0.0) += value * people[&(age, row["sex"].clone())];
        let old = rate.insert((row["measure"].clone(), row["sex"].clone(), age), value);
        assert!(old.is_none(), "{row:?} stands twice");
    }
    assert_eq!(rate.len(), 6 * 2 * 101);
    near("type 1", total["ae_walk_in"] + total["ae_ambulance"], 15.68e6, 0.001);
    near("ambulance", total["ae_ambulance"], 4.7e6, 0.001);
    near("emergency", total["emergency_admission"], 6.36e6, 0.001);
    near("day case", total["day_case"], 7.13e6, 0.001);
    near("ordinary elective", total["ordinary_elective"], 1.39e6, 0.001);
    near("outpatient", total["outpatient"], 96.4e6, 0.001);
    for ((measure, sex, age), value) in &rate {
        // Infancy apart, no year of age steps more than 30 %: a jump would be an artefact of joining two sources.
        if (5..100).contains(age) {
            let next = rate[&(measure.clone(), sex.clone(), age + 1)];
            assert!(
                (next / value - 1.0).abs() < 0.3,
                "{measure} {sex} {age}: {value} to {next}"
            );
        }
    }
}

#[test]
fn deprivation_ratios_mean_one_in_each_band_and_give_the_emergency_gradient() {
    let mut people = [[0.0; 5]; 7];
    for ((age, _, fifth), n) in by_age_sex_fifth("population", "people") {
        people[band(age)][fifth - 1] += n;
    }
    let rows = table("deprivation_ratio");
    assert_eq!(rows.len(), 3 * 7 * 5);
    let ratio = |measure: &str, b: usize, fifth: usize| {
        let hit = |r: &&Row| r["measure"] == measure && r["age_band"] == BANDS[b] && r["fifth"] == fifth.to_string();
        number(
            rows.iter()
                .find(hit)
                .unwrap_or_else(|| panic!("{measure} {b} {fifth} missing")),
            "ratio",
        )
    };
    for measure in ["emergency", "elective", "ae"] {
        for (b, fifths) in people.iter().enumerate() {
            let weighted: f64 = fifths
                .iter()
                .enumerate()
                .map(|(f, n)| n * ratio(measure, b, f + 1))
                .sum();
            near(
                &format!("{measure} {}", BANDS[b]),
                weighted / fifths.iter().sum::<f64>(),
                1.0,
                0.001,
            );
            assert!(
                (1..5).all(|f| ratio(measure, b, f) > ratio(measure, b, f + 1)),
                "{measure} {b} not falling"
            );
        }
    }
    let by_person = people_by_age_and_sex();
    let mut volume = [0.0; 7];
    for row in table("hospital_rates")
        .iter()
        .filter(|r| r["measure"] == "emergency_admission")
    {
        let age = number(row, "age") as usize;
        volume[band(age)] += number(row, "rate_per_person") * by_person[&(age, row["sex"].clone())];
    }
    let expected = |fifth| {
        volume
            .iter()
            .enumerate()
            .map(|(b, v)| v * ratio("emergency", b, fifth))
            .sum::<f64>()
    };
    near(
        "age-standardised, most to least deprived",
        expected(1) / expected(5),
        1.85,
        0.02,
    );
}

#[test]
fn gp_visits_are_those_of_2014() {
    let people = by_age_sex_fifth("population", "people");
    let visits = by_age_sex_fifth("gp_visits", "visits_per_person");
    let mean = people.iter().map(|(cell, n)| n * visits[cell]).sum::<f64>() / people.values().sum::<f64>();
    near("visits a person", mean, 3.22, 0.02);
    assert!(
        people
            .keys()
            .all(|(age, s, f)| *age < 85 || visits[&(*age, s.clone(), *f)] == visits[&(85, s.clone(), *f)])
    );
}

#[test]
fn shares_sum_to_one() {
    for (name, parts) in [
        ("frailty", ["fit", "mild", "moderate", "severe"]),
        ("ltc_count", ["zero", "one", "two", "three_plus"]),
    ] {
        for row in table(name) {
            let sum: f64 = parts.iter().map(|p| number(&row, p)).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{name} {}: {sum}", row["age_band"]);
        }
    }
    sums("hour", &["measure"], "share", 1.0, 1e-5);
    sums("dtoc_reasons", &[], "share", 1.0, 1e-4);
    sums("dtoc_responsible", &[], "share", 1.0, 1e-4);
    sums("discharge_pathways", &["population"], "share", 1.0, 1e-9);
    sums("dtoc_reasons", &[], "delayed_days", 1_665_649.0, 0.5);
    sums("weekday", &["measure"], "index", 7.0, 1e-3);
    let days = [31.0, 28.25, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];
    let mut mean: BTreeMap<String, f64> = BTreeMap::new();
    for row in table("season") {
        *mean.entry(row["measure"].clone()).or_insert(0.0) +=
            number(&row, "index") * days[number(&row, "month") as usize - 1];
    }
    assert_eq!(mean.len(), 7);
    mean.iter()
        .for_each(|(measure, sum)| near(measure, sum / 365.25, 1.0, 1e-4));
    let before_five = table("hour")
        .iter()
        .filter(|r| r["measure"] == "discharge" && number(r, "hour") < 17.0)
        .map(|r| number(r, "share"))
        .sum::<f64>();
    assert!(
        (0.58..=0.65).contains(&before_five),
        "discharged by 17:00: {before_five}"
    );
}

#[test]
fn conditions_meet_the_registers() {
    let mut people = [0.0; 7];
    people_by_age_and_sex()
        .iter()
        .for_each(|((age, _), n)| people[band(*age)] += n);
    let columns: Vec<String> = BANDS
        .iter()
        .map(|b| format!("share_{}", b.replace('-', "_").replace('+', "_plus")))
        .collect();
    let rows = table("conditions");
    assert_eq!(rows.len(), 14);
    let share = |name: &str, from: usize| {
        let row = rows
            .iter()
            .find(|r| r["condition"] == name)
            .unwrap_or_else(|| panic!("{name} missing"));
        let ill: f64 = (from..7).map(|b| people[b] * number(row, &columns[b])).sum();
        ill / people[from..].iter().sum::<f64>()
    };
    for (name, from, register) in [
        ("asthma", 0, 0.06),
        ("atrial_fibrillation", 0, 0.02),
        ("ckd", 2, 0.041),
        ("severe_mental_illness", 0, 0.0095),
        ("hypertension", 0, 0.14),
        ("chd", 0, 0.031),
        ("copd", 0, 0.019),
        ("cancer", 0, 0.03),
    ] {
        near(name, share(name, from), register, 0.08);
    }
    for row in rows.iter().filter(|r| r["condition"] != "depression") {
        let v: Vec<f64> = columns.iter().map(|c| number(row, c)).collect();
        assert!((3..6).all(|b| v[b + 1] >= v[b]), "{}: falls with age", row["condition"]);
    }
}

#[test]
fn stays_use_the_emergency_bed_days_of_england() {
    let people = people_by_age_and_sex();
    let mut admissions = [0.0; 7];
    for row in table("hospital_rates")
        .iter()
        .filter(|r| r["measure"] == "emergency_admission")
    {
        let age = number(row, "age") as usize;
        admissions[band(age)] += number(row, "rate_per_person") * people[&(age, row["sex"].clone())];
    }
    let (mut zero, mut days) = (0.0, 0.0);
    for (row, n) in table("stay").iter().zip(admissions) {
        let nights = number(row, "median_days") * (number(row, "sigma").powi(2) / 2.0).exp();
        zero += n * number(row, "zero_share");
        days += n * (1.0 - number(row, "zero_share")) * nights;
    }
    near("zero-night share", zero / admissions.iter().sum::<f64>(), 0.33, 0.05);
    near("bed-days", days, 28.0e6, 0.02);
}

#[test]
fn budgets_add_up() {
    let rows = table("budgets");
    for total in rows.iter().filter(|r| r["role"] == "total") {
        let parts = rows
            .iter()
            .filter(|r| r["part_of"] == total["line"])
            .map(|r| number(r, "gbp_million_per_300000"));
        let gap = parts.sum::<f64>() - number(total, "gbp_million_per_300000");
        assert!(gap.abs() <= 0.15, "{}: parts differ by {gap}", total["line"]);
    }
    let sum = |role: &str| {
        rows.iter()
            .filter(|r| r["part_of"] == "income" && r["role"] == role)
            .map(|r| number(r, "gbp_million_per_300000"))
            .sum::<f64>()
    };
    near("modelled acute income", sum("modelled"), 198.0, 0.01);
}

#[test]
fn validation_bands_are_usable() {
    for row in table("validation_year_1") {
        let kind = row["tolerance_kind"].as_str();
        assert!(["relative", "points", "absolute"].contains(&kind), "{row:?}");
        assert!(
            number(&row, "tolerance") > 0.0 && number(&row, "expected") > 0.0,
            "{row:?}"
        );
        assert!(
            kind != "points" || number(&row, "expected") < 1.0,
            "a share is a fraction: {row:?}"
        );
    }
    let deaths = table("validation_year_1")
        .into_iter()
        .find(|r| r["measure"] == "deaths")
        .expect("deaths are a target");
    near(
        "deaths per 300,000",
        number(&deaths, "expected"),
        505_859.0 / 55_977_178.0 * 300_000.0,
        0.01,
    );
}

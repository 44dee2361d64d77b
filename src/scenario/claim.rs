//! Claims as executable experiments: a folder with scenarios and a `claim.json` that says what is claimed, by whom, what is
//! read of the arms, and by which rule, written before anything was run, the claim is judged. `carecurve claims` runs them;
//! `analysis::claim` reads and judges. No verdict is written by hand: a file has no field for one.

use super::embedded;
use super::load::load;
use super::opened::Opened;
use super::plan::Plan;
use super::problem::{Problems, nearest};
use super::source::Source;
use super::validation::{Form, Part};
use serde::Deserialize;

/// Where the shipped claims lie among the shipped texts, and what the file in each folder is called.
pub const FOLDER: &str = "claims/";
pub const FILE: &str = "claim.json";

/// A claim's file.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimFile {
    /// As in the list of claims: `C07a`.
    pub id: String,
    /// What is claimed, in one sentence.
    pub claim: String,
    /// Who says so.
    pub source: String,
    /// The decision rule in words, and when it was written.
    pub rule: String,
    /// What of the arms is assumed, and what to look at.
    pub note: String,
    /// Residents the claim is about.
    pub people: u32,
    /// Replications that its rule wants.
    pub seeds: u32,
    /// Reported years of all arms.
    pub years: u32,
    /// The base first.
    pub arms: Vec<ArmFile>,
    /// How the readings that decide make one verdict.
    #[serde(default)]
    pub needs: Needs,
    pub readings: Vec<Reading>,
}

/// One scenario of a claim.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArmFile {
    pub name: String,
    /// A file beside the claim's, or a shipped scenario.
    pub scenario: String,
}

/// How several readings make one verdict.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// Every one must be supported.
    #[default]
    All,
    /// One is enough.
    Any,
}

/// What a reading is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It makes the verdict.
    #[default]
    Decides,
    /// It shows the way by which the effect comes about.
    Mechanism,
    /// It stands beside, so that nothing is called good that costs elsewhere.
    Beside,
}

/// One figure that is read of the arms.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// What is read, in words.
    pub says: String,
    /// The arm that is read.
    pub arm: String,
    /// The arm it is set against; the first where nothing is said.
    #[serde(default)]
    pub against: Option<String>,
    #[serde(default)]
    pub role: Role,
    pub figure: Figure,
    /// First and last year of the run, from 1.
    pub years: [u32; 2],
    /// Where the claim puts the figure; needed of a reading that decides.
    #[serde(default)]
    pub expect: Option<Region>,
    /// The smallest size that matters: an interval within it on both sides of nothing says that nothing moves.
    #[serde(default)]
    pub negligible: f64,
}

/// How runs become one figure.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// A change between two arms, or growth.
    Change(Change),
    /// How far a yearly figure scatters between replications: standard deviation in the arm less that in the other; that
    /// of the arm alone where it is set against itself.
    Spread(Measured),
    /// Share of the years of all replications in which every condition holds in the arm.
    Meets(Meets),
    /// The same share in the arm less that in the other.
    MeetsMore(Meets),
    /// The measure in the arm itself.
    Level(Measured),
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Name of the measure (`carecurve list measures`).
    pub measure: String,
    #[serde(default)]
    pub of: Option<Part>,
    #[serde(rename = "as")]
    pub form: Form,
    /// The years that growth begins with, or whose figure is taken off.
    #[serde(default)]
    pub from_years: Option<[u32; 2]>,
    /// The measure that the lever moves, for an elasticity.
    #[serde(default)]
    pub lever: Option<String>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    pub measure: String,
    #[serde(default)]
    pub of: Option<Part>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meets {
    pub all: Vec<Condition>,
}

/// A measure of a year that must reach a figure.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// In words, for the axis of the chart.
    pub says: String,
    pub measure: String,
    #[serde(default)]
    pub of: Option<Part>,
    /// In the measure's unit.
    pub at_least: f64,
}

/// Where a claim puts a figure.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    Above(f64),
    Below(f64),
    /// It makes no difference that matters: between these.
    Between([f64; 2]),
}

/// A claim that can be run.
#[derive(Clone, PartialEq, Debug)]
pub struct Claim {
    pub file: ClaimFile,
    /// One an arm.
    pub plans: Vec<Plan>,
}

/// Names of the shipped claims' files, in order.
pub fn shipped() -> impl Iterator<Item = String> {
    embedded::names(FOLDER)
        .map(|name| format!("{name}.json"))
        .filter(|name| name.ends_with(&format!("/{FILE}")))
}

/// Reads a claim's file without its scenarios.
pub fn read(name: &str, source: &dyn Source) -> Result<ClaimFile, Problems> {
    file(&open(name, source)?)
}

/// Reads a claim's file and checks all its scenarios.
pub fn claim(name: &str, source: &dyn Source) -> Result<Claim, Problems> {
    let opened = open(name, source)?;
    let file = file(&opened)?;
    let mut plans = Vec::new();
    let mut problems = Vec::new();
    for (i, arm) in file.arms.iter().enumerate() {
        let Some((found, _)) = super::source::find(source, name, &arm.scenario) else {
            let found = format!("\"{}\", which is no file", arm.scenario);
            let path = format!("arms[{i}].scenario");
            let mut problem = opened.problem(&path, found, "a scenario beside this file, or a shipped one");
            problem.nearest = nearest(&arm.scenario, embedded::names("england/"));
            problems.push(problem);
            continue;
        };
        match load(&found, source) {
            Ok(plan) => plans.push(plan.with_years(file.years)),
            Err(Problems(more)) => problems.extend(more),
        }
    }
    if problems.is_empty() {
        Ok(Claim { file, plans })
    } else {
        Err(Problems(problems))
    }
}

fn open(name: &str, source: &dyn Source) -> Result<Opened, Problems> {
    Opened::open(name, "a claim's file", source)
}

fn file(opened: &Opened) -> Result<ClaimFile, Problems> {
    let file: ClaimFile = opened.read("the fields that scenarios/claims/README.md lists")?;
    match rules(&file) {
        Ok(()) => Ok(file),
        Err((path, found, allowed)) => Err(Problems(vec![opened.problem(&path, found, &allowed)])),
    }
}

type Fault = (String, String, String);

/// What the types cannot say: field, what was found, what is allowed.
fn rules(file: &ClaimFile) -> Result<(), Fault> {
    let fault = |path: &str, found: &dyn std::fmt::Display, allowed: &str| {
        Err((path.to_owned(), found.to_string(), allowed.to_owned()))
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if file.id.is_empty() || !file.id.chars().all(plain) {
        return fault("id", &format!("\"{}\"", file.id), "letters and digits, as in C07a");
    }
    for (path, value, range) in [
        ("years", file.years, 1..=30),
        ("seeds", file.seeds, 2..=10_000),
        ("people", file.people, 1_000..=5_000_000),
    ] {
        if !range.contains(&value) {
            return fault(path, &value, &format!("{} to {}", range.start(), range.end()));
        }
    }
    if file.arms.len() < 2 {
        return fault("arms", &file.arms.len(), "a base and at least one other");
    }
    for (i, arm) in file.arms.iter().enumerate() {
        if file.arms[..i].iter().any(|other| other.name == arm.name) {
            return fault(&format!("arms[{i}].name"), &arm.name, "a name that no other arm has");
        }
    }
    if !file.readings.iter().any(|reading| reading.role == Role::Decides) {
        return fault("readings", &"none that decides", "at least one");
    }
    file.readings.iter().enumerate().try_for_each(|(i, reading)| {
        sound(file, reading).map_err(|(field, found, allowed)| (format!("readings[{i}].{field}"), found, allowed))
    })
}

fn sound(file: &ClaimFile, reading: &Reading) -> Result<(), Fault> {
    let fault = |path: &str, found: String, allowed: &str| Err((path.to_owned(), found, allowed.to_owned()));
    let arms: Vec<&str> = file.arms.iter().map(|arm| arm.name.as_str()).collect();
    for (field, name) in [("arm", Some(&reading.arm)), ("against", reading.against.as_ref())] {
        if let Some(name) = name.filter(|name| !arms.contains(&name.as_str())) {
            return fault(field, format!("\"{name}\""), &arms.join(", "));
        }
    }
    let [first, last] = reading.years;
    if first < 1 || last < first || last > file.years {
        return fault(
            "years",
            format!("[{first}, {last}]"),
            "first and last year of the run, in order",
        );
    }
    match reading.expect {
        None if reading.role == Role::Decides => {
            return fault(
                "expect",
                "nothing".into(),
                "above, below or between, as this reading decides",
            );
        }
        Some(Region::Between([low, high])) if low >= high => {
            return fault("expect.between", format!("[{low}, {high}]"), "a low and a high end");
        }
        _ => {}
    }
    if reading.negligible < 0.0 {
        return fault("negligible", reading.negligible.to_string(), "0 or more");
    }
    match &reading.figure {
        Figure::Change(change) => {
            let grows = matches!(change.form, Form::Growth | Form::OwnGrowth);
            if grows != change.from_years.is_some() && change.form != Form::Percent {
                return fault(
                    "figure.change.from_years",
                    "growth without them, or the reverse".into(),
                    "years with growth, own_growth or percent, and with no other form",
                );
            }
            if let Some([first, last]) = change.from_years
                && (first < 1 || last < first || last > file.years)
            {
                let found = format!("[{first}, {last}]");
                return fault(
                    "figure.change.from_years",
                    found,
                    "first and last year of the run, in order",
                );
            }
            if (change.form == Form::Elasticity) != change.lever.is_some() {
                let found = "a lever without elasticity, or the reverse".into();
                return fault("figure.change.lever", found, "both or neither");
            }
        }
        Figure::Meets(meets) | Figure::MeetsMore(meets) if meets.all.is_empty() => {
            return fault("figure.meets.all", "none".into(), "at least one condition");
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Memory;

    const FILE: &str = r#"{
  "id": "C99",
  "claim": "Fewer beds lower admissions.",
  "source": "nobody",
  "rule": "Supported if the interval lies below zero.",
  "note": "One ward less.",
  "people": 50000, "seeds": 4, "years": 2,
  "arms": [
    { "name": "now", "scenario": "england/place" },
    { "name": "fewer", "scenario": "./fewer.json" },
  ],
  "readings": [
    { "says": "admissions", "arm": "fewer", "years": [2, 2],
      "figure": { "change": { "measure": "emergency_admissions", "as": "percent" } },
      "expect": { "below": 0 } },
  ],
}"#;
    const FEWER: &str = r#"{ "extends": "england/place", "changes": {
      "one": { "announced": "2018-04-01", "effective": "2018-04-01", "service": "medical", "ratio": 0.9 } } }"#;

    fn told(text: &str) -> String {
        let source = Memory::default().with("x/claim.json", text).with("x/fewer.json", FEWER);
        claim("x/claim.json", &source).expect_err("it is wrong").to_string()
    }

    #[test]
    fn a_file_becomes_the_plans_of_its_arms() {
        let source = Memory::default().with("x/claim.json", FILE).with("x/fewer.json", FEWER);
        let found = claim("x/claim.json", &source).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(found.plans.len(), 2);
        assert!(found.plans.iter().all(|plan| plan.years == 2));
        assert!(found.plans[0].first_difference(&found.plans[1]).is_some());
    }

    #[test]
    fn faults_name_file_field_and_line() {
        for (from, to, parts) in [
            (
                "\"arm\": \"fewer\"",
                "\"arm\": \"less\"",
                &["x/claim.json:13:", "readings[0].arm", "now, fewer"][..],
            ),
            ("\"below\": 0", "\"beneath\": 0", &["x/claim.json:15:", "beneath"]),
            (
                "\"expect\": { \"below\": 0 }",
                "\"negligible\": 1",
                &["readings[0].expect", "decides"],
            ),
            ("[2, 2]", "[2, 3]", &["readings[0].years", "[2, 3]"]),
            ("./fewer.json", "./fwer.json", &["arms[1].scenario", "no file"]),
            ("\"percent\"", "\"elasticity\"", &["readings[0].figure.change.lever"]),
            ("\"seeds\": 4", "\"seeds\": 1", &["seeds", "2 to 10000"]),
            ("\"name\": \"fewer\"", "\"name\": \"now\"", &["arms[1].name"]),
            ("\"claim\":", "\"verdict\": \"supported\", \"claim\":", &["verdict"]),
        ] {
            let told = told(&FILE.replacen(from, to, 1));
            for part in parts {
                assert!(told.contains(part), "{to}: {part} is not in\n{told}");
            }
        }
    }
}

//! Evaluations as files: a base, what differs in the places that are treated, and the study that an evaluator would make of
//! it, with its own people, months, places and designs. `carecurve evaluate` runs them; `analysis::evaluation` holds the
//! designs.

use super::embedded;
use super::load::load;
use super::opened::Opened;
use super::plan::Plan;
use super::problem::{Problem, Problems, nearest};
use super::source::{self, Source};
use super::validation::{Alternative, arm};
use crate::engine::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the shipped evaluations lie among the shipped texts.
pub const FOLDER: &str = "evaluation/";
const MONTHS: u32 = 12;

/// An evaluation of carecurve: two scenarios, and the study that is made of them. Without a field of the study the value
/// that the field's description names is used.
#[derive(Clone, PartialEq, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationFile {
    /// Address of the schema, for editors.
    #[serde(rename = "$schema", default)]
    _schema: Option<String>,
    /// Short and permanent; the name on the command line.
    pub id: String,
    pub question: String,
    /// What the change is, in words, what of it is assumed, and which published study the design follows.
    pub note: String,
    /// A scenario, as `extends` names it.
    pub base: String,
    /// What differs in the treated places: an ordinary scenario without `extends`. Its changes have dates.
    #[serde(rename = "alternative")]
    #[schemars(with = "serde_json::Value")]
    _alternative: serde::de::IgnoredAny,
    /// Reported years of all places.
    pub years: u32,
    #[serde(default)]
    pub study: Study,
}

/// The study itself: who is looked at, where, how long, and how.
#[derive(Clone, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Study {
    /// Residents of each place: 40,000.
    pub population: u32,
    /// Replications of the whole study, each with other people and luck: 10.
    pub replications: u32,
    /// Treated and control places.
    pub places: Places,
    /// The people that designs on persons follow.
    pub people: People,
    /// The residents that designs on places count.
    pub area: Area,
    /// What is measured, from the catalogue of outcomes: emergency admissions.
    pub outcomes: Vec<String>,
    /// Designs by name: all.
    pub designs: Vec<String>,
    /// Published figure that the study can be set beside (`carecurve list validations`), in per cent.
    pub target: Option<String>,
    /// What of the study's findings is scored against the target: nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scored: Option<Finding>,
}

/// The one finding of a study that is scored against its target.
#[derive(Clone, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The design by name.
    pub design: String,
    /// The outcome by name.
    pub outcome: String,
    pub figure: Figure,
}

/// Which figure of a finding is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// What the design finds, in per cent.
    Estimate,
    /// What it finds less what is true, in percentage points.
    Bias,
}

/// How many places there are, each of its own people and luck.
#[derive(Clone, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Places {
    /// Places under the alternative: 2.
    pub treated: u32,
    /// Places that stay under the base: 6.
    pub controls: u32,
    /// Scenarios of the control places in turn: the base, if none is named. They cover the base's months.
    pub control_bases: Vec<String>,
}

impl Default for Places {
    fn default() -> Places {
        Places {
            treated: 2,
            controls: 6,
            control_bases: Vec::new(),
        }
    }
}

/// Whom designs on persons follow.
#[derive(Clone, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct People {
    /// How one gets into the study: the caseload.
    pub group: Group,
    /// People drawn from all who got in, over all treated places; all of them if not given.
    pub enrolled: Option<u32>,
    /// Months after the change begins before the first are enrolled: 0.
    pub from_month: u32,
    /// Months over which people are enrolled: 12.
    pub recruiting_months: u32,
    /// Months of history of each person: 12.
    pub months_before: u32,
    /// Months of follow-up of each person: 12.
    pub months_after: u32,
    /// Youngest age: 65.
    pub from_age: u32,
}

impl Default for People {
    fn default() -> People {
        People {
            group: Group::Caseload,
            enrolled: None,
            from_month: 0,
            recruiting_months: MONTHS,
            months_before: MONTHS,
            months_after: MONTHS,
            from_age: 65,
        }
    }
}

/// How one gets into a study of persons.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// A team takes the person on; enrolled in the month of that.
    Caseload,
    /// Lives in a care home when the change has begun; enrolled in the first month of recruiting.
    CareHome,
}

/// What designs on places count.
#[derive(Clone, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Area {
    /// Whose use is counted: everyone's.
    pub residents: Residents,
    /// Months before the change begins: 12.
    pub months_before: u32,
    /// Months left out after it begins, while it is set up: 0.
    pub months_skipped: u32,
    /// Months after that: 12.
    pub months_after: u32,
    /// Months of one coefficient of an event study: 6.
    pub period_months: u32,
}

impl Default for Area {
    fn default() -> Area {
        Area {
            residents: Residents::Everyone,
            months_before: MONTHS,
            months_skipped: 0,
            months_after: MONTHS,
            period_months: 6,
        }
    }
}

/// Whose use is counted in a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Residents {
    Everyone,
    #[serde(rename = "aged_65_and_over")]
    Older,
    CareHome,
}

impl Default for Study {
    fn default() -> Study {
        Study {
            population: 40_000,
            replications: 10,
            places: Places::default(),
            people: People::default(),
            area: Area::default(),
            outcomes: vec!["emergency_admissions".to_owned()],
            designs: Vec::new(),
            target: None,
            scored: None,
        }
    }
}

/// An evaluation that can be run.
#[derive(Clone, PartialEq, Debug)]
pub struct Evaluation {
    pub id: String,
    pub question: String,
    pub note: String,
    pub study: Study,
    pub base: Plan,
    pub alternative: Plan,
    /// Scenarios of the control places in turn; at least one.
    pub controls: Vec<Plan>,
    /// Month of the table in which the change begins, from 0.
    pub begins: u32,
}

/// Names that a study may use: the catalogues of later rooms.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub outcomes: &'a [&'a str],
    pub designs: &'a [&'a str],
    pub targets: &'a [&'a str],
}

/// Names of the shipped evaluations' files.
pub fn shipped() -> impl Iterator<Item = String> {
    embedded::names(FOLDER)
        .filter(|name| !name.ends_with("schema"))
        .map(|name| format!("{name}.json"))
}

/// The published schema of an evaluation's file, as text.
pub fn schema_text() -> String {
    let schema = schemars::schema_for!(EvaluationFile);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is plain JSON");
    text.push('\n');
    text
}

const ALLOWED: &str = "the fields that scenarios/evaluation/README.md lists";

/// Reads an evaluation's file without its scenarios.
pub fn read(name: &str, source: &dyn Source) -> Result<EvaluationFile, Problems> {
    Opened::open(name, "an evaluation's file", source)?.read(ALLOWED)
}

/// Whether a file is an evaluation, not a scenario: it says what its alternative is.
pub fn is_evaluation(name: &str, source: &dyn Source) -> bool {
    Opened::open(name, "an evaluation's file", source).is_ok_and(|opened| {
        ["alternative", "question"]
            .iter()
            .any(|field| !std::ptr::eq(opened.at(field), opened.at("")))
    })
}

/// Reads an evaluation's file and checks its scenarios and its study.
pub fn evaluation(name: &str, source: &dyn Source, known: Known<'_>) -> Result<Evaluation, Problems> {
    let opened = Opened::open(name, "an evaluation's file", source)?;
    let file: EvaluationFile = opened.read(ALLOWED)?;
    let told = |fault: Fault| Problems(vec![fault.at(&opened)]);
    own_rules(&file).map_err(told)?;
    let base = found(&opened, "base", &file.base, name, source)?;
    let other = Alternative {
        under: source,
        name,
        text: arm(&opened, "alternative", &file.base)?,
    };
    let (base, other) = (load(&base, source)?, load(name, &other)?);
    let mut controls = Vec::new();
    for (i, control) in file.study.places.control_bases.iter().enumerate() {
        let path = format!("study.places.control_bases[{i}]");
        let plan = load(&found(&opened, &path, control, name, source)?, source)?;
        if plan.start != base.start {
            let found = format!("a place from {}", plan.start);
            return Err(told(Fault::new(&path, found, "places that begin when the base does")));
        }
        controls.push(plan);
    }
    evaluate(
        (&file.id, &file.question, &file.note),
        file.study.clone(),
        [base.with_years(file.years), other.with_years(file.years)],
        controls.iter().map(|plan| plan.with_years(file.years)).collect(),
        known,
    )
    .map_err(told)
}

/// Puts two plans and a study together, if the study can be made of them.
pub fn evaluate(
    (id, question, note): (&str, &str, &str),
    study: Study,
    [base, alternative]: [Plan; 2],
    mut controls: Vec<Plan>,
    known: Known<'_>,
) -> Result<Evaluation, Fault> {
    names(&study, known)?;
    let begins = begins(&base, &alternative)?;
    fits(&study, begins, base.years * MONTHS)?;
    if controls.is_empty() {
        controls.push(base.clone());
    }
    Ok(Evaluation {
        id: id.to_owned(),
        question: question.to_owned(),
        note: note.to_owned(),
        study,
        base,
        alternative,
        controls,
        begins,
    })
}

/// What is wrong with a study: field, what was found, what is allowed.
#[derive(Clone, PartialEq, Debug)]
pub struct Fault {
    path: String,
    found: String,
    allowed: String,
    nearest: Option<String>,
}

impl Fault {
    fn new(path: &str, found: impl ToString, allowed: &str) -> Fault {
        Fault {
            path: path.to_owned(),
            found: found.to_string(),
            allowed: allowed.to_owned(),
            nearest: None,
        }
    }
    fn at(self, opened: &Opened) -> Problem {
        let mut problem = opened.problem(&self.path, self.found, &self.allowed);
        problem.nearest = self.nearest;
        problem
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: found {}, allowed is {}", self.path, self.found, self.allowed)
    }
}

fn found(opened: &Opened, path: &str, wanted: &str, name: &str, source: &dyn Source) -> Result<String, Problems> {
    match source::find(source, name, wanted) {
        Some((found, _)) => Ok(found),
        None => {
            let found = format!("\"{wanted}\", which is no file");
            let mut problem = opened.problem(path, found, "a scenario beside this file, or a shipped one");
            problem.nearest = nearest(wanted, embedded::names("england/").chain(embedded::names("places/")));
            Err(Problems(vec![problem]))
        }
    }
}

/// What the types of the file cannot say.
fn own_rules(file: &EvaluationFile) -> Result<(), Fault> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if file.id.is_empty() || !file.id.chars().all(plain) {
        let found = format!("\"{}\"", file.id);
        return Err(Fault::new("id", found, "lower-case words joined by -"));
    }
    let study = &file.study;
    for (path, value, [low, high]) in [
        ("years", file.years, [1, 30]),
        ("study.population", study.population, [1_000, 5_000_000]),
        ("study.replications", study.replications, [1, 100_000]),
        ("study.places.treated", study.places.treated, [1, 1_000]),
        ("study.places.controls", study.places.controls, [1, 1_000]),
        (
            "study.people.enrolled",
            study.people.enrolled.unwrap_or(1),
            [1, 1_000_000],
        ),
        (
            "study.people.recruiting_months",
            study.people.recruiting_months,
            [1, 120],
        ),
        ("study.people.months_before", study.people.months_before, [1, 120]),
        ("study.people.months_after", study.people.months_after, [1, 120]),
        ("study.people.from_age", study.people.from_age, [0, 100]),
        ("study.area.months_before", study.area.months_before, [1, 240]),
        ("study.area.months_after", study.area.months_after, [1, 240]),
        ("study.area.period_months", study.area.period_months, [1, 12]),
    ] {
        if !(low..=high).contains(&value) {
            return Err(Fault::new(path, value, &format!("{low} to {high}")));
        }
    }
    Ok(())
}

fn names(study: &Study, known: Known<'_>) -> Result<(), Fault> {
    let designs =
        (study.designs.iter().enumerate()).map(|(i, name)| (format!("study.designs[{i}]"), name, known.designs));
    let outcomes =
        (study.outcomes.iter().enumerate()).map(|(i, name)| (format!("study.outcomes[{i}]"), name, known.outcomes));
    let target = study
        .target
        .iter()
        .map(|name| ("study.target".to_owned(), name, known.targets));
    let scored = study.scored.iter().flat_map(|finding| {
        [
            ("study.scored.design".to_owned(), &finding.design, known.designs),
            ("study.scored.outcome".to_owned(), &finding.outcome, known.outcomes),
        ]
    });
    for (path, name, list) in designs.chain(outcomes).chain(target).chain(scored) {
        if !list.contains(&name.as_str()) {
            let allowed = match list.len() > 12 {
                true => "a published figure of the list of validations".to_owned(),
                false => list.join(", "),
            };
            let mut fault = Fault::new(&path, format!("\"{name}\""), &allowed);
            fault.nearest = nearest(name, list.iter().copied());
            return Err(fault);
        }
    }
    if study.scored.is_some() && study.target.is_none() {
        return Err(Fault::new(
            "study.scored",
            "no target",
            "what is scored against a `target`",
        ));
    }
    if study.outcomes.is_empty() {
        return Err(Fault::new("study.outcomes", "none", "at least one"));
    }
    Ok(())
}

/// The month of the table in which the alternative begins to act.
fn begins(base: &Plan, alternative: &Plan) -> Result<u32, Fault> {
    let dates = || {
        alternative
            .changes
            .iter()
            .filter(|change| !base.changes.contains(change))
    };
    let late = base.first_difference(alternative).is_some_and(|date| date > base.start);
    let Some(effective) = dates().map(|change| change.effective).min().filter(|_| late) else {
        return Err(Fault::new(
            "alternative",
            "nothing, or what differs from the start",
            "changes with dates within the years: before them all places are alike",
        ));
    };
    if effective.midnight() != effective.calendar_month().start() {
        let found = format!("a change on {effective}");
        return Err(Fault::new(
            "alternative",
            found,
            "a first change on the first of a month",
        ));
    }
    Ok(months_between(base.start, effective))
}

fn months_between(from: Date, to: Date) -> u32 {
    to.calendar_month().0 - from.calendar_month().0
}

/// Every window lies within the table.
fn fits(study: &Study, begins: u32, months: u32) -> Result<(), Fault> {
    let (people, area) = (&study.people, &study.area);
    let first = begins + people.from_month;
    let recruiting = match people.group {
        Group::Caseload => people.recruiting_months,
        Group::CareHome => 1,
    };
    let last = first + recruiting - 1;
    for (path, found, most) in [
        ("study.people.months_before", people.months_before, first),
        (
            "study.people.months_after",
            people.months_after,
            months.saturating_sub(last),
        ),
        ("study.area.months_before", area.months_before, begins),
        (
            "study.area.months_after",
            area.months_after,
            months.saturating_sub(begins + area.months_skipped),
        ),
    ] {
        if found > most {
            let allowed = format!("at most {most}: the change begins in month {} of {months}", begins + 1);
            return Err(Fault::new(path, found, &allowed));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Memory;

    const FILE: &str = r#"{
  "id": "teams",
  "question": "Do teams help?",
  "note": "Teams.",
  "base": "england/place",
  "alternative": {
    "changes": {
      "teams": { "announced": "2018-10-01", "effective": "2019-04-01", "care_model": "neighbourhood_teams" },
    },
  },
  "years": 3,
  "study": {
    "population": 20000,
    "places": { "treated": 1, "controls": 3, "control_bases": ["places/rural"] },
    "people": { "enrolled": 100, "months_after": 12 },
    "area": { "months_after": 24 },
    "outcomes": ["emergency_admissions"],
    "designs": ["before_after"],
  },
}"#;

    const KNOWN: Known<'_> = Known {
        outcomes: &["emergency_admissions"],
        designs: &["before_after"],
        targets: &["VT10"],
    };

    #[test]
    fn a_file_becomes_plans_and_a_study() {
        let source = Memory::default().with("x/e.json", FILE);
        let found = evaluation("x/e.json", &source, KNOWN).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!((found.begins, found.base.years, found.controls.len()), (12, 3, 1));
        assert_eq!(
            (found.study.people.enrolled, found.study.people.from_age),
            (Some(100), 65)
        );
        assert!(is_evaluation("x/e.json", &source) && !is_evaluation("england/place.json", &source));
    }

    #[test]
    fn faults_name_file_field_and_line() {
        for (from, to, parts) in [
            (
                "\"before_after\"",
                "\"before_aftre\"",
                &["x/e.json:18:", "designs[0]", "did you mean `before_after`"][..],
            ),
            (
                "[\"emergency_admissions\"]",
                "[\"admissions\"]",
                &["x/e.json:17:", "outcomes[0]"],
            ),
            (
                "\"neighbourhood_teams\"",
                "\"neighbourhood_team\"",
                &["x/e.json:8:", "did you mean `neighbourhood_teams`"],
            ),
            (
                "\"months_after\": 12",
                "\"months_after\": 18",
                &["x/e.json:15:", "people.months_after", "at most 13"],
            ),
            (
                "\"months_after\": 24",
                "\"months_after\": 25",
                &["x/e.json:16:", "area.months_after", "at most 24"],
            ),
            (
                "\"treated\": 1",
                "\"treated\": 0",
                &["x/e.json:14:", "places.treated", "1 to 1000"],
            ),
            ("\"enrolled\"", "\"enroled\"", &["x/e.json:15:", "enroled"]),
            (
                "places/rural",
                "places/rurral",
                &["places.control_bases[0]", "did you mean `places/rural`"],
            ),
            ("2019-04-01", "2019-04-15", &["x/e.json:6:", "first of a month"]),
            (
                "\"population\"",
                "\"target\": \"VT99\", \"population\"",
                &["target", "VT99"],
            ),
        ] {
            let source = Memory::default().with("x/e.json", &FILE.replacen(from, to, 1));
            let told = evaluation("x/e.json", &source, KNOWN)
                .expect_err("it is wrong")
                .to_string();
            for part in parts {
                assert!(told.contains(part), "{to}: {part} is not in\n{told}");
            }
        }
    }
}

//! Experiments set beside publications, as files: a question, a base, what differs in the other arm, what is read of both,
//! and what must come out. `carecurve validate` runs them; `analysis::validation` reads and judges the runs.

use super::embedded;
use super::load::load;
use super::opened::Opened;
use super::plan::Plan;
use super::problem::{Problems, nearest};
use super::source::{self, Source};
use super::text::Value;
use serde::{Deserialize, Serialize};

/// Where the shipped experiments lie among the shipped texts.
pub const FOLDER: &str = "validation/";

/// A file of one experiment. Its alternative is read apart, as a scenario that extends the base.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExperimentFile {
    /// Short and permanent; the name on the command line.
    pub id: String,
    pub question: String,
    /// What the lever is, in words, and what of it is assumed.
    pub note: String,
    /// A scenario, as `extends` names it.
    pub base: String,
    /// What differs from the base in both arms alike.
    #[serde(default)]
    both: Option<serde::de::IgnoredAny>,
    /// What differs in the other arm: an ordinary scenario without `extends`.
    #[serde(rename = "alternative")]
    _alternative: serde::de::IgnoredAny,
    /// Reported years of both arms.
    pub years: u32,
    /// Replications, where the usual number is too few to tell what is asked.
    #[serde(default)]
    pub seeds: Option<u32>,
    pub readings: Vec<Reading>,
}

/// One figure that is read of both arms, and what it must be.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// What is read, in words: the row of the table and the chart.
    pub says: String,
    /// Name of the measure (`carecurve list measures`).
    pub measure: String,
    #[serde(rename = "as")]
    pub form: Form,
    /// First and last year of the run, from 1.
    pub years: [u32; 2],
    /// The years that `growth` grows from, or whose figure is taken off.
    #[serde(default)]
    pub from_years: Option<[u32; 2]>,
    /// The measure that the lever moves, for an elasticity.
    #[serde(default)]
    pub lever: Option<String>,
    /// A part of the measure instead of the whole.
    #[serde(default)]
    pub of: Option<Part>,
    /// Id of the published target it is set beside.
    #[serde(default)]
    pub target: Option<String>,
    pub expect: Expect,
}

/// How two arms become one figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Alternative less base, in per cent of the base; with `from_years`, less the same of those years, in points.
    Percent,
    /// Alternative less base of a share, in percentage points.
    Points,
    /// Alternative less base, in the measure's own unit.
    Difference,
    /// Per cent of the measure for each per cent of the lever.
    Elasticity,
    /// Alternative over base.
    Ratio,
    /// Growth since `from_years` in the alternative less that in the base, in percentage points.
    Growth,
    /// Growth since `from_years` in the alternative itself, in per cent.
    OwnGrowth,
}

/// A part of a measure, by one dimension.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    AgeBand(String),
    /// 1 is the most deprived fifth.
    Deprivation(u8),
    Neighbourhood(String),
    Organisation(String),
    /// A service, or a need.
    Service(String),
}

/// What must come out. Every rule given must hold.
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The whole interval lies on this side of zero.
    #[serde(default)]
    pub sign: Option<Sign>,
    /// The whole interval lies between these.
    #[serde(default)]
    pub between: Option<[f64; 2]>,
    /// The mean lies in the interval of the published target, and its own interval is no wider.
    #[serde(default)]
    pub overlaps: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    Negative,
    Positive,
}

/// An experiment that can be run.
#[derive(Clone, PartialEq, Debug)]
pub struct Experiment {
    pub file: ExperimentFile,
    pub base: Plan,
    pub alternative: Plan,
}

/// Names of the shipped experiments' files.
pub fn shipped() -> impl Iterator<Item = String> {
    embedded::names(FOLDER).map(|name| format!("{name}.json"))
}

/// Reads an experiment's file without its scenarios.
pub fn read(name: &str, source: &dyn Source) -> Result<ExperimentFile, Problems> {
    file(&open(name, source)?)
}

/// Reads an experiment's file and checks both its scenarios.
pub fn experiment(name: &str, source: &dyn Source) -> Result<Experiment, Problems> {
    let opened = open(name, source)?;
    let file = file(&opened)?;
    let Some((base, _)) = source::find(source, name, &file.base) else {
        let known = || embedded::names("england/").filter(|known| *known != "england/calibration");
        let found = format!("\"{}\", which is no file", file.base);
        let mut problem = opened.problem("base", found, "a scenario beside this file, or a shipped one");
        problem.nearest = nearest(&file.base, known());
        return Err(Problems(vec![problem]));
    };
    let arm = |under, field, extends: &str| {
        let text = arm(&opened, field, extends)?;
        Ok::<_, Problems>(Alternative { under, name, text })
    };
    let (base, alternative) = if file.both.is_some() {
        let both = arm(source, "both", &file.base)?;
        let base = load(name, &both)?;
        // It is read again under the other arm, beside the file and under a name of its own.
        let again = format!("{name} (both)");
        let under = Alternative {
            under: source,
            name: &again,
            text: both.text,
        };
        let extends = again.rsplit('/').next().expect("a name has an end");
        let alternative = load(name, &arm(&under, "alternative", extends)?)?;
        (base, alternative)
    } else {
        let alternative = arm(source, "alternative", &file.base)?;
        (load(&base, source)?, load(name, &alternative)?)
    };
    Ok(Experiment {
        base: base.with_years(file.years),
        alternative: alternative.with_years(file.years),
        file,
    })
}

/// The other texts, with the alternative under the name of the experiment's own file: its messages name that file and the
/// right line.
pub(super) struct Alternative<'a> {
    pub under: &'a dyn Source,
    pub name: &'a str,
    pub text: String,
}

impl Source for Alternative<'_> {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        if name == self.name {
            Some(self.text.clone().into_bytes())
        } else {
            self.under.read(name)
        }
    }
}

/// What a file may hold.
const ALLOWED: &str = "the fields that scenarios/validation/README.md lists";

fn open(name: &str, source: &dyn Source) -> Result<Opened, Problems> {
    Opened::open(name, "an experiment's file", source)
}

fn file(opened: &Opened) -> Result<ExperimentFile, Problems> {
    let file: ExperimentFile = opened.read(ALLOWED)?;
    match rules(&file) {
        Ok(()) => Ok(file),
        Err((path, found, allowed)) => Err(Problems(vec![opened.problem(&path, found, allowed)])),
    }
}

/// The text of a field that holds what differs, as a scenario of its own, on the lines where it stands.
pub(super) fn arm(opened: &Opened, field: &str, base: &str) -> Result<String, Problems> {
    let node = opened.at(field);
    if !matches!(node.value, Value::Object(_)) {
        let allowed = "what differs, as an object";
        return Err(Problems(vec![opened.problem(field, node.found(), allowed)]));
    }
    let lines = "\n".repeat(opened.text[..node.span.start].matches('\n').count());
    let inside = &opened.text[node.span.start + 1..node.span.end];
    let base = serde_json::Value::from(base);
    Ok(format!("{lines}{{\"extends\": {base},{inside}"))
}

/// What the types cannot say: field, what was found, what is allowed.
fn rules(file: &ExperimentFile) -> Result<(), (String, String, &'static str)> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if file.id.is_empty() || !file.id.chars().all(plain) {
        return Err(("id".into(), format!("\"{}\"", file.id), "lower-case words joined by -"));
    }
    if !(1..=30).contains(&file.years) {
        return Err(("years".into(), file.years.to_string(), "1 to 30"));
    }
    if let Some(seeds) = file.seeds.filter(|seeds| !(2..=10_000).contains(seeds)) {
        return Err(("seeds".into(), seeds.to_string(), "2 to 10000"));
    }
    if file.readings.is_empty() {
        return Err(("readings".into(), "none".into(), "at least one"));
    }
    for (i, reading) in file.readings.iter().enumerate() {
        let at = |field: &str| format!("readings[{i}].{field}");
        let spans = std::iter::once(("years", reading.years)).chain(reading.from_years.map(|y| ("from_years", y)));
        for (field, [first, last]) in spans {
            if first < 1 || last < first || last > file.years {
                let found = format!("[{first}, {last}]");
                return Err((at(field), found, "first and last year of the run, in order"));
            }
        }
        let grows = matches!(reading.form, Form::Growth | Form::OwnGrowth);
        if grows && reading.from_years.is_none() {
            return Err((at("from_years"), "nothing".into(), "the years that growth begins with"));
        }
        if !grows && reading.form != Form::Percent && reading.from_years.is_some() {
            return Err((
                at("from_years"),
                "years".into(),
                "years only for percent, growth and own_growth",
            ));
        }
        if (reading.form == Form::Elasticity) != reading.lever.is_some() {
            return Err((
                at("lever"),
                "a lever without elasticity, or the reverse".into(),
                "both or neither",
            ));
        }
        let expect = &reading.expect;
        if expect.sign.is_none() && expect.between.is_none() && !expect.overlaps {
            return Err((at("expect"), "nothing".into(), "sign, between or overlaps"));
        }
        if expect.overlaps && reading.target.is_none() {
            return Err((
                at("expect.overlaps"),
                "no target".into(),
                "a target whose interval it may overlap",
            ));
        }
        if expect.between.is_some_and(|[low, high]| low >= high) {
            return Err((at("expect.between"), "no range".into(), "a low and a high end"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Embedded, Memory};

    const FILE: &str = r#"{
  "id": "fewer-beds",
  "question": "Do fewer beds lower admissions?", // a comment
  "note": "One ward less.",
  "base": "england/place",
  "alternative": {
    "changes": {
      "one": { "announced": "2018-04-01", "effective": "2018-04-01", "service": "medical", "ratio": 0.9 },
    },
  },
  "years": 2,
  "readings": [
    { "says": "admissions", "measure": "emergency_admissions", "as": "percent", "years": [2, 2], "expect": { "sign": "negative" } },
  ],
}"#;

    fn told(text: &str) -> String {
        let source = Memory::default().with("x/e.json", text);
        experiment("x/e.json", &source).expect_err("it is wrong").to_string()
    }

    #[test]
    fn a_file_becomes_two_plans_that_differ_as_it_says() {
        let source = Memory::default().with("x/e.json", FILE);
        let found = experiment("x/e.json", &source).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!((found.base.years, found.alternative.years), (2, 2));
        assert_eq!(found.base.changes.len() + 1, found.alternative.changes.len());
        let first = found.base.first_difference(&found.alternative);
        assert_eq!(first.map(|date| date.to_string()).as_deref(), Some("2018-04-01"));
    }

    #[test]
    fn what_differs_in_both_arms_differs_from_the_base_alone() {
        let both = "\"both\": { \"services\": { \"medical\": { \"capacity\": { \"staff\": 111 } } } },\n  \"years\"";
        let text = FILE.replacen("\"years\"", both, 1);
        let source = Memory::default().with("x/e.json", &text);
        let found = experiment("x/e.json", &source).unwrap_or_else(|problems| panic!("{problems}"));
        let plain = experiment("x/e.json", &Memory::default().with("x/e.json", FILE)).expect("it is sound");
        assert_ne!(found.base.hash(), plain.base.hash());
        assert_ne!(found.alternative.hash(), plain.alternative.hash());
        let first = found.base.first_difference(&found.alternative);
        assert_eq!(first.map(|date| date.to_string()).as_deref(), Some("2018-04-01"));
        let wrong = told(&text.replacen("111", "\"many\"", 1));
        assert!(wrong.contains("x/e.json:11:") && wrong.contains("staff"), "{wrong}");
        let wrong = told(&FILE.replacen("\"years\": 2", "\"both\": 3, \"years\": 2", 1));
        assert!(wrong.contains("both"), "{wrong}");
    }

    #[test]
    fn faults_name_file_field_and_line() {
        for (from, to, parts) in [
            (
                "\"medical\"",
                "\"medicla\"",
                &["x/e.json:8:", "did you mean `medical`"][..],
            ),
            (
                "\"percent\"",
                "\"per_mille\"",
                &["x/e.json:13:", "readings[0].as", "per_mille"],
            ),
            ("[2, 2]", "[2, 3]", &["readings[0].years", "[2, 3]"]),
            ("\"sign\": \"negative\"", "", &["readings[0].expect"]),
            (
                "\"sign\": \"negative\"",
                "\"overlaps\": true",
                &["readings[0].expect.overlaps"],
            ),
            ("\"percent\"", "\"elasticity\"", &["readings[0].lever"]),
            ("\"percent\"", "\"growth\"", &["readings[0].from_years"]),
            (
                "england/place",
                "england/palce",
                &["base", "did you mean `england/place`"],
            ),
            ("\"fewer-beds\"", "\"Fewer beds\"", &["id"]),
            ("\"years\": 2", "\"years\": 31", &["years", "1 to 30"]),
            (
                "\"years\": 2",
                "\"years\": 2, \"seeds\": 1",
                &["x/e.json:11:", "seeds", "2 to 10000"],
            ),
            ("\"question\"", "\"questoin\"", &["questoin"]),
        ] {
            let told = told(&FILE.replacen(from, to, 1));
            for part in parts {
                assert!(told.contains(part), "{to}: {part} is not in\n{told}");
            }
        }
        assert!(read("nowhere.json", &Embedded).is_err());
    }
}

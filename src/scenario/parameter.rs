//! The parameter tables: `england/parameters/*.csv` with columns path, value, unit, low, high, distribution, source,
//! grade, role, note; and `england/calibration.json`, which the calibration command writes over them.

use super::problem::{Problem, listing, nearest};
use super::sheet::problem;
use crate::model::parameter::{Grade, Parameter, Parameters, Role, Spread};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Columns of a parameter table, in order.
pub const COLUMNS: [&str; 10] = [
    "path",
    "value",
    "unit",
    "low",
    "high",
    "distribution",
    "source",
    "grade",
    "role",
    "note",
];

/// Where a parameter's value comes from.
#[derive(Default)]
pub(super) struct Parsed {
    pub parameters: Parameters,
    /// `file:line` that set it.
    pub origins: BTreeMap<String, String>,
}

/// Reads the tables and the calibration.
pub(super) fn read(
    texts: &[(String, Vec<u8>)],
    calibration: Option<&(String, Vec<u8>)>,
    problems: &mut Vec<Problem>,
) -> Parsed {
    let mut parsed = Parsed {
        parameters: Parameters::default(),
        origins: BTreeMap::new(),
    };
    for (file, bytes) in texts {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .comment(Some(b'#'))
            .from_reader(bytes.as_slice());
        let headers = reader.headers().cloned().unwrap_or_default();
        if headers.iter().ne(COLUMNS) {
            let found = format!("columns {}", headers.iter().collect::<Vec<_>>().join(", "));
            problems.push(problem(file, 1, "", found, COLUMNS.join(", ")));
            continue;
        }
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(1, csv::Position::line) as u32;
                    if let Some(parameter) = row(&record, &headers, file, line, problems) {
                        let path = parameter.path.clone();
                        if let Some(first) = parsed.origins.insert(path.clone(), format!("{file}:{line}")) {
                            let found = format!("this path a second time (first in {first})");
                            problems.push(problem(file, line, &path, found, "each path once".to_owned()));
                        }
                        parsed.parameters.insert(parameter);
                    }
                }
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line) as u32;
                    problems.push(problem(
                        file,
                        line,
                        "",
                        format!("no CSV row ({error})"),
                        COLUMNS.join(", "),
                    ));
                }
            }
        }
    }
    if let Some((file, bytes)) = calibration {
        calibrate(&mut parsed, file, bytes, problems);
    }
    parsed
}

/// `england/calibration.json`: what `carecurve calibrate-baseline` writes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Calibration {
    #[serde(default, rename = "note")]
    _note: Option<String>,
    /// Path and fitted value.
    parameters: BTreeMap<String, f64>,
    /// How the values were found and what they reach; for readers only.
    #[serde(default, rename = "fitted")]
    _fitted: serde::de::IgnoredAny,
}

/// Values fitted by our own command take the place of the table's and play the part `calibrated`. They stay within the
/// plausible range of the record.
fn calibrate(parsed: &mut Parsed, file: &str, bytes: &[u8], problems: &mut Vec<Problem>) {
    let fitted: Calibration = match serde_json::from_slice(bytes) {
        Ok(fitted) => fitted,
        Err(error) => {
            let allowed = "an object with `parameters` (paths and numbers), `fitted` and `note`".to_owned();
            problems.push(problem(
                file,
                error.line() as u32,
                "",
                format!("no calibration ({error})"),
                allowed,
            ));
            return;
        }
    };
    for (path, value) in fitted.parameters {
        let known: Vec<String> = parsed.parameters.iter().map(|p| p.path.clone()).collect();
        match parsed.parameters.find_mut(&path) {
            Some(parameter) if (parameter.low..=parameter.high).contains(&value) => {
                parameter.value = value;
                parameter.role = Role::Calibrated;
                parsed.origins.insert(path, file.to_owned());
            }
            Some(parameter) => {
                let allowed = format!("{} to {}, the range of the table", parameter.low, parameter.high);
                problems.push(problem(file, 1, &path, value.to_string(), allowed));
            }
            None => {
                let known = || known.iter().map(String::as_str);
                let mut fault = problem(file, 1, &path, "an unknown parameter".to_owned(), listing(known()));
                fault.nearest = nearest(&path, known());
                problems.push(fault);
            }
        }
    }
}

fn row(
    record: &csv::StringRecord,
    headers: &csv::StringRecord,
    file: &str,
    line: u32,
    problems: &mut Vec<Problem>,
) -> Option<Parameter> {
    let path = record.get(0).unwrap_or_default().to_owned();
    #[derive(Deserialize)]
    struct Row {
        path: String,
        value: f64,
        unit: String,
        low: Option<f64>,
        high: Option<f64>,
        distribution: Option<Spread>,
        source: String,
        grade: Grade,
        role: Role,
        note: String,
    }
    let row: Row = match record.deserialize(Some(headers)) {
        Ok(row) => row,
        Err(error) => {
            let found = match error.kind() {
                csv::ErrorKind::Deserialize { err, .. } => match err.field() {
                    Some(field) => format!("{}: {}", COLUMNS.get(field as usize).unwrap_or(&"?"), err.kind()),
                    None => err.kind().to_string(),
                },
                _ => error.to_string(),
            };
            problems.push(problem(
                file,
                line,
                &path,
                found,
                "a complete row with known grade and role".to_owned(),
            ));
            return None;
        }
    };
    let (low, high) = usual_range(row.value, row.grade, row.role);
    let parameter = Parameter {
        low: row.low.unwrap_or(low),
        high: row.high.unwrap_or(high),
        distribution: row.distribution.unwrap_or(Spread::Fixed),
        path: row.path,
        value: row.value,
        unit: row.unit,
        source: row.source,
        grade: row.grade,
        role: row.role,
        note: row.note,
    };
    for (found, allowed) in faults(&parameter) {
        problems.push(problem(file, line, &parameter.path, found, allowed.to_owned()));
    }
    Some(parameter)
}

/// The range of an assumed value when no better one is known: a tenth either way for what is recalled fairly well, a
/// factor of 1.5 for the rest.
fn usual_range(value: f64, grade: Grade, role: Role) -> (f64, f64) {
    let (low, high) = match (role, grade) {
        (Role::Assumed, Grade::RecalledMedium) => (value * 0.9, value * 1.1),
        (Role::Assumed, Grade::RecalledLow | Grade::ShapeAssumed) => (value / 1.5, value * 1.5),
        _ => (value, value),
    };
    (low.min(high), low.max(high))
}

/// What is wrong with a parameter record, with what is allowed.
fn faults(p: &Parameter) -> Vec<(String, &'static str)> {
    let mut faults = Vec::new();
    let known_well = matches!(p.grade, Grade::Verified | Grade::Derived | Grade::RecalledHigh);
    if p.path.is_empty()
        || !p
            .path
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._".contains(&b))
    {
        faults.push((format!("the path \"{}\"", p.path), "lower-case words joined by _ and ."));
    }
    if ![p.value, p.low, p.high].iter().all(|x| x.is_finite()) {
        faults.push((format!("{}, {} to {}", p.value, p.low, p.high), "finite numbers"));
    } else if !(p.low <= p.value && p.value <= p.high) {
        faults.push((
            format!("{} outside its range {} to {}", p.value, p.low, p.high),
            "low ≤ value ≤ high",
        ));
    }
    if p.unit.is_empty() {
        faults.push(("no unit".to_owned(), "a unit (`share`, `days`, `per person-year` …)"));
    }
    if p.source.is_empty() {
        faults.push(("no source".to_owned(), "a source key, or ASSUMED"));
    }
    if p.role == Role::Sourced && !known_well {
        faults.push((
            format!("role sourced with grade {:?}", p.grade),
            "VERIFIED, DERIVED or RECALLED_HIGH for `sourced`",
        ));
    }
    if p.role == Role::Assumed && p.low >= p.high {
        faults.push((
            format!("an assumed value with range {} to {}", p.low, p.high),
            "a real range: low < high",
        ));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(rows: &str, calibration: Option<&str>) -> (Parsed, Vec<String>) {
        let text = format!("{}\n{rows}", COLUMNS.join(","));
        let calibration = calibration.map(|c| ("calibration.json".to_owned(), c.as_bytes().to_vec()));
        let mut problems = Vec::new();
        let parsed = read(
            &[("p.csv".to_owned(), text.into_bytes())],
            calibration.as_ref(),
            &mut problems,
        );
        (parsed, problems.iter().map(Problem::to_string).collect())
    }

    #[test]
    fn a_row_is_read_and_calibration_overrides_it() {
        let (parsed, problems) = told(
            "a.b,2,days,1,3,lognormal,KEY,RECALLED_LOW,assumed,\na.c,5,share,,,,KEY,VERIFIED,sourced,why\n",
            Some("{\"parameters\": {\"a.b\": 2.5}, \"fitted\": {\"seeds\": 6}}"),
        );
        assert!(problems.is_empty(), "{problems:?}");
        let fitted = parsed.parameters.find("a.b").expect("it was read");
        assert_eq!((fitted.value, fitted.role), (2.5, Role::Calibrated));
        assert_eq!(parsed.parameters.get("a.c"), 5.0);
        assert_eq!(parsed.origins["a.b"], "calibration.json");
    }

    #[test]
    fn an_assumed_value_without_a_range_gets_the_usual_one() {
        let (parsed, problems) = told(
            "a.b,3,days,,,,KEY,RECALLED_LOW,assumed,\na.c,-10,days,,,,KEY,RECALLED_MEDIUM,assumed,\n",
            None,
        );
        assert!(problems.is_empty(), "{problems:?}");
        let range = |path| parsed.parameters.find(path).map(|p| (p.low, p.high));
        assert_eq!(range("a.b"), Some((2.0, 4.5)));
        assert_eq!(range("a.c"), Some((-11.0, -9.0)));
    }

    #[test]
    fn every_rule_of_the_record_is_held() {
        for (row, word) in [
            ("a.b,2,days,1,3,uniform,KEY,RECALLED_LOW,sourced,", "role sourced"),
            ("a.b,2,days,2,2,uniform,KEY,RECALLED_LOW,assumed,", "real range"),
            ("a.b,4,days,1,3,uniform,KEY,RECALLED_LOW,assumed,", "low ≤ value ≤ high"),
            ("a.b,2,,1,3,uniform,KEY,RECALLED_LOW,assumed,", "no unit"),
            ("a.b,2,days,1,3,uniform,,RECALLED_LOW,assumed,", "no source"),
            ("a.b,2,days,1,3,uniform,KEY,GUESS,assumed,", "known grade"),
            ("A b,2,days,1,3,uniform,KEY,RECALLED_LOW,assumed,", "lower-case"),
            (
                "a.b,2,days,1,3,,K,RECALLED_LOW,assumed,\na.b,2,days,1,3,,K,RECALLED_LOW,assumed,",
                "second time",
            ),
        ] {
            let (_, problems) = told(row, None);
            assert!(problems.len() == 1 && problems[0].contains(word), "{row}: {problems:?}");
        }
        let (_, problems) = told(
            "a.b,2,days,1,3,,K,RECALLED_LOW,assumed,\n",
            Some("{\"parameters\": {\"a.d\": 1}}"),
        );
        assert!(problems[0].contains("did you mean `a.b`"), "{problems:?}");
        let row = "a.b,2,days,1,3,,K,RECALLED_LOW,assumed,\n";
        let (_, problems) = told(row, Some("{\"parameters\": {\"a.b\": 3.5}}"));
        assert!(problems.len() == 1 && problems[0].contains("1 to 3"), "{problems:?}");
        let (_, problems) = told(row, Some("{\"a.b\": 2.5}"));
        assert!(
            problems.len() == 1 && problems[0].contains("no calibration"),
            "{problems:?}"
        );
    }
}

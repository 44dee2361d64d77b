//! The rules of a scenario beyond types: each value in its bounds, and what fields say about each other. All faults are
//! told; those of a field already reported are left out.

mod care_model;
mod change;
mod conduct;
mod currency;
mod payment;
mod place;
mod planning;

pub use place::{KINDS, SPECIALTIES};

use super::file::ScenarioFile;
use super::problem::{Problem, Warning, listing, nearest};
use super::shape::Shape;
use super::text::{Files, child};
use crate::engine::Date;
use crate::model::parameter::Parameters;
use garde::Validate;
use serde_json::Value as Json;

/// The bounds written at the fields (by `garde`).
pub(super) fn values(
    file: &impl Validate<Context = ()>,
    shape: &Shape,
    value: &Json,
    files: &Files,
    problems: &mut Vec<Problem>,
) {
    let mut check = Check { shape, files, problems };
    if let Err(report) = file.validate() {
        for (path, error) in report.iter() {
            let mut path = path.to_string();
            let mut message = error.message();
            // Sums are told by the relations, with what is missing.
            if message.contains(" sum to ") {
                continue;
            }
            // A rule over a small struct names the field first.
            if let Some((inner, rest)) = message
                .split_once(' ')
                .filter(|(_, rest)| rest.starts_with("lower than"))
            {
                path = child(&path, inner);
                message = rest;
            }
            let (path, found) = field(value, &path);
            let found = found.map_or_else(|| "this value".to_owned(), Json::to_string);
            let allowed = match shape.bounds.get(&path) {
                Some((least, most)) => format!("{least} to {most}"),
                None => allowed(message),
            };
            check.report(&path, found, allowed, None);
        }
    }
}

/// "lower than 0" says what is wrong; this says what is right.
fn allowed(message: &str) -> String {
    match (
        message.strip_prefix("lower than "),
        message.strip_prefix("greater than "),
    ) {
        (Some(least), _) => format!("at least {least}"),
        (_, Some(most)) => format!("at most {most}"),
        _ => message.to_owned(),
    }
}

/// The field that `garde` means by a path such as `regimes.ours.clauses[1][0].payer_share`, with its value. It numbers
/// the inside of a variant; in the file that is the variant's key.
fn field<'a>(value: &'a Json, path: &str) -> (String, Option<&'a Json>) {
    let (mut real, mut value) = (String::new(), Some(value));
    for part in path.split('.') {
        for (i, piece) in part.split('[').enumerate() {
            let index = piece.trim_end_matches(']');
            let variant = value
                .and_then(Json::as_object)
                .filter(|map| map.len() == 1)
                .and_then(|map| map.iter().next());
            match (i, variant) {
                (0, _) => {
                    real = child(&real, piece);
                    value = value.and_then(|value| value.get(piece));
                }
                (_, Some((key, inner))) => {
                    real = child(&real, key);
                    value = Some(inner);
                }
                _ => {
                    real = format!("{real}[{index}]");
                    value = value.and_then(|value| value.get(index.parse::<usize>().ok()?));
                }
            }
        }
    }
    (real, value)
}

/// What fields say about each other; sets the scenario's own parameter values.
pub(super) fn relations(
    file: &ScenarioFile,
    shape: &Shape,
    files: &Files,
    parameters: &mut Parameters,
    problems: &mut Vec<Problem>,
) -> Vec<Warning> {
    let mut check = Check { shape, files, problems };
    check.ids(file);
    check.start(file);
    check.shares(file);
    check.margins(file);
    check.services(file);
    check.organisations(file);
    check.contracts(file);
    check.currencies(file);
    check.balance_sheets(file);
    check.planning(file);
    let care_models: Vec<&str> = file.care_models.keys().map(String::as_str).collect();
    check.known("care_model", &file.care_model, &care_models);
    check.care_models(file);
    check.relations_block(file);
    check.governance_block(file);
    check.workforce_block(file);
    let mut warnings = check.parameters(file, parameters);
    for (id, change) in &file.changes {
        check.change(file, id, change, parameters, &mut warnings);
    }
    warnings
}

/// Where what is found goes, and what is known of places.
pub(in crate::scenario) struct Check<'a> {
    pub shape: &'a Shape,
    pub files: &'a Files,
    pub problems: &'a mut Vec<Problem>,
}

/// A file that has the right shape and cannot be read all the same: the schema says less than the type in a few places,
/// such as the words allowed as keys.
pub(super) fn unreadable(
    error: &serde_path_to_error::Error<serde_json::Error>,
    shape: &Shape,
    files: &Files,
) -> Problem {
    let path = error.path().to_string().replace(".?", "");
    Problem {
        place: shape.span(&path).map(|span| files.place(span)),
        path,
        found: error.inner().to_string(),
        allowed: "what `carecurve schema` says".to_owned(),
        nearest: None,
    }
}

impl Check<'_> {
    pub(in crate::scenario) fn report(&mut self, path: &str, found: String, allowed: String, nearest: Option<String>) {
        if !self.shape.is_reported(path) {
            let place = self.shape.span(path).map(|span| self.files.place(span));
            self.problems.push(Problem {
                place,
                path: path.to_owned(),
                found,
                allowed,
                nearest,
            });
        }
    }
    pub(in crate::scenario) fn warning(&self, path: &str, text: String) -> Warning {
        Warning {
            place: self.shape.span(path).map(|span| self.files.place(span)),
            path: path.to_owned(),
            text,
        }
    }
    pub(in crate::scenario) fn known(&mut self, path: &str, name: &str, known: &[&str]) {
        if !known.contains(&name) {
            let near = nearest(name, known.iter().copied());
            self.report(
                path,
                format!("\"{name}\", which is not known"),
                listing(known.iter().copied()),
                near,
            );
        }
    }

    fn ids(&mut self, file: &ScenarioFile) {
        let maps = [
            ("neighbourhoods", file.neighbourhoods.keys().collect::<Vec<_>>()),
            ("services", file.services.keys().collect()),
            ("organisations", file.organisations.keys().collect()),
            ("contracts", file.contracts.keys().collect()),
            ("regimes", file.regimes.keys().collect()),
            ("care_models", file.care_models.keys().collect()),
            ("changes", file.changes.keys().collect()),
        ];
        for (part, ids) in maps {
            for id in ids {
                let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
                if id.is_empty() || id.len() > 60 || !id.bytes().all(word) {
                    let allowed = "a permanent id of 1 to 60 lower-case letters, digits, _ and -".to_owned();
                    self.report(&child(part, id), format!("the id \"{id}\""), allowed, None);
                }
            }
        }
        let many = file.neighbourhoods.len();
        if many == 0 || many > 200 {
            self.report(
                "neighbourhoods",
                format!("{many} neighbourhoods"),
                "1 to 200".to_owned(),
                None,
            );
        }
    }

    pub(in crate::scenario) fn date(&mut self, path: &str, text: &str) -> Option<Date> {
        let date = Date::parse(text);
        if date.is_none() {
            self.report(
                path,
                format!("\"{text}\""),
                "a date that exists, as YYYY-MM-DD".to_owned(),
                None,
            );
        }
        date
    }

    fn start(&mut self, file: &ScenarioFile) {
        if let Some(start) = self.date("start_date", &file.start_date)
            && (start.day != 1 || start.year < 2003 || start.year > 2150)
        {
            let allowed = "the first of a month, from 2003-01-01 to 2150-12-01".to_owned();
            self.report("start_date", format!("\"{}\"", file.start_date), allowed, None);
        }
    }
}

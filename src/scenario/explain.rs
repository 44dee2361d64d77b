//! Where each number of a scenario comes from.

use super::parameter::Parsed;
use super::shape::Shape;
use super::text::Files;
use serde_json::Value as Json;

/// One number with everything a reader needs to defend it. Text fields are empty where nothing is known.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    pub path: String,
    pub value: f64,
    pub unit: String,
    /// Plausible range.
    pub range: Option<(f64, f64)>,
    pub source: String,
    pub grade: String,
    /// `sourced`, `calibrated`, `assumed`, or `scenario` for what the scenario itself states.
    pub role: String,
    pub note: String,
    /// `file:line` that set it.
    pub set_by: String,
}

/// All numbers: those of the scenario's own fields, then the parameters.
pub(super) fn figures(value: &Json, shape: &Shape, files: &Files, known: &Parsed) -> Vec<Figure> {
    let mut figures = Vec::new();
    numbers(value, "", &mut |path, value| {
        if path.starts_with("parameters.") {
            return;
        }
        let place = shape.spans.get(path).map(|span| files.place(*span));
        let about = |what: &str| annotation(shape, path, what).unwrap_or_default();
        figures.push(Figure {
            path: path.to_owned(),
            value,
            unit: shape
                .descriptions
                .get(path)
                .map(|text| first_sentence(text))
                .unwrap_or_default(),
            range: None,
            source: about("source"),
            grade: about("grade"),
            role: "scenario".to_owned(),
            note: about("note"),
            set_by: place.map_or_else(|| "the default".to_owned(), |p| format!("{}:{}", p.file, p.line)),
        });
    });
    figures.extend(known.parameters.iter().map(|p| {
        let (path, own) = (p.path.clone(), format!("parameters.{}", p.path));
        // A value set by the scenario has the scenario's reasons, not the table's.
        let set_here = shape.spans.contains_key(&own);
        let about = |what: &str| shape.annotations.get(&own).and_then(|a| a.get(what)).cloned();
        let table = |text: &str| if set_here { String::new() } else { text.to_owned() };
        Figure {
            path: format!("parameters.{path}"),
            value: p.value,
            unit: p.unit.clone(),
            range: Some((p.low, p.high)),
            source: about("source").unwrap_or_else(|| table(&p.source)),
            grade: about("grade").unwrap_or_else(|| table(&word(&p.grade))),
            role: if set_here { "scenario".to_owned() } else { word(&p.role) },
            note: about("note").unwrap_or_else(|| p.note.clone()),
            set_by: known.origins.get(&path).cloned().unwrap_or_default(),
        }
    }));
    figures
}

/// The annotation of the nearest object around a path that has one.
fn annotation(shape: &Shape, path: &str, what: &str) -> Option<String> {
    let mut path = path;
    // The top-level note tells the story of the whole scenario and explains no number.
    while let Some(at) = path.rfind(['.', '[']) {
        path = &path[..at];
        if let Some(text) = shape.annotations.get(path).and_then(|a| a.get(what)) {
            return Some(text.clone());
        }
    }
    None
}

fn numbers(value: &Json, path: &str, visit: &mut impl FnMut(&str, f64)) {
    match value {
        Json::Number(number) => visit(path, number.as_f64().unwrap_or(f64::NAN)),
        Json::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(i, item)| numbers(item, &format!("{path}[{i}]"), visit));
        }
        Json::Object(map) => {
            map.iter()
                .for_each(|(key, inner)| numbers(inner, &super::text::child(path, key), visit));
        }
        _ => {}
    }
}

fn first_sentence(text: &str) -> String {
    let text = text.replace('\n', " ");
    text.split(". ")
        .next()
        .unwrap_or_default()
        .trim_end_matches('.')
        .to_owned()
}

/// The name a value has in files.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}

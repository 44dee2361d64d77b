//! The page that documents a pathway file: every object, field, kind, range and default, written from the schema, with an
//! example of each part that has several forms.

use super::schema;
use serde_json::{Map, Value as Json};
use std::fmt::Write;

/// What a part of the schema is called on the page; parts that are one kind of a choice are shown there.
const TITLES: [(&str, &str); 17] = [
    ("PathwayFile", "The pathway"),
    ("TimeUnit", "Unit of time"),
    ("ClassFile", "A class of patients"),
    ("StreamFile", "A stream of arrivals"),
    ("Pattern", "Pattern of arrivals"),
    ("RatePoint", "A point of a varying rate"),
    ("DatedArrival", "A dated arrival"),
    ("Batch", "Batch"),
    ("RouteFile", "A way on"),
    ("StationFile", "A service"),
    ("PoolFile", "A pool of servers"),
    ("WhenFull", "When full"),
    ("BalkingStep", "A step of balking"),
    ("OpeningFile", "Opening hours"),
    ("Day", "Weekday"),
    ("AtClosing", "At closing"),
    ("StartFile", "Who is there at the start"),
];
/// Titled last, because most parts lead to it.
const DISTRIBUTION: (&str, &str) = ("Distribution", "Distribution");

/// One example of each part that needs one, by its name in the schema, or by the kind of a choice.
const EXAMPLES: [(&str, &str); 27] = [
    (
        "PathwayFile",
        r#"{ "time_unit": "hours", "warm_up_days": 30, "run_days": 365,
  "classes": { "adult": { "arrivals": { "door": { "to": "clinic", "pattern": { "constant": { "per_day": 20 } } } } } },
  "services": { "clinic": { "servers": 2, "time": { "exponential": { "mean": 2 } } } },
  "sweep": { "clinic": [2, 3, 4] } }"#,
    ),
    (
        "ClassFile",
        r#"{ "name": "Stroke", "priority": 2,
  "arrivals": { "ambulance": { "to": "acute", "pattern": { "constant": { "per_day": 0.8 } } } },
  "routes": { "acute": [{ "to": "rehabilitation", "share": 0.24 }, { "to": "leave", "share": 0.76 }] } }"#,
    ),
    (
        "StreamFile",
        r#"{ "to": "acute", "pattern": { "constant": { "per_day": 3 } }, "batch": { "fixed": { "size": 2 } } }"#,
    ),
    ("Pattern.constant", r#"{ "constant": { "per_day": 12.5 } }"#),
    (
        "Pattern.by_hour",
        r#"{ "by_hour": { "per_hour": [0, 0, 0, 0, 0, 0, 1, 2, 5, 6, 6, 5, 5, 5, 4, 4, 4, 4, 3, 2, 1, 0, 0, 0],
  "weekday": [1.2, 1.1, 1, 1, 1, 0.9, 0.8] } }"#,
    ),
    (
        "Pattern.varying",
        r#"{ "varying": { "points": [{ "day": 0, "per_day": 10 }, { "day": 90, "per_day": 14 }], "repeat_days": 365 } }"#,
    ),
    (
        "Pattern.wave",
        r#"{ "wave": { "per_day": 10, "amplitude": 0.2, "period_days": 365, "rising_day": 270 } }"#,
    ),
    (
        "Pattern.dated",
        r#"{ "dated": { "at": [{ "date": "2024-01-02", "hour": 9.5 }, { "date": "2024-01-03", "patients": 4 }] } }"#,
    ),
    (
        "Pattern.interval",
        r#"{ "interval": { "time": { "gamma": { "mean": 1.2, "sd": 0.4 } } } }"#,
    ),
    ("Batch.fixed", r#"{ "fixed": { "size": 4 } }"#),
    ("Batch.geometric", r#"{ "geometric": { "mean": 1.5 } }"#),
    (
        "Batch.table",
        r#"{ "table": { "sizes": [1, 2, 5], "shares": [0.7, 0.2, 0.1] } }"#,
    ),
    (
        "RouteFile",
        r#"{ "to": "care_home", "share": 0.15, "delay": { "lognormal": { "mean": 12, "sd": 13 } } }"#,
    ),
    (
        "StationFile",
        r#"{ "name": "Ward", "servers": 24, "queue_places": 6, "turned_away_to": "other_ward",
  "time": { "lognormal": { "mean": 5, "sd": 6 } }, "time_by_class": { "short": { "fixed": { "value": 1 } } },
  "priority_by_class": { "short": 2 }, "cost_per_bed_day": 313 }"#,
    ),
    ("PoolFile", r#"{ "servers": 4, "classes": ["stroke", "tia"] }"#),
    ("BalkingStep", r#"{ "waiting": 10, "share": 0.3 }"#),
    (
        "OpeningFile",
        r#"{ "days": ["monday", "tuesday", "wednesday", "thursday", "friday"], "from_hour": 8, "to_hour": 18.5 }"#,
    ),
    (
        "StartFile",
        r#"{ "in_service": { "stroke": 8, "tia": 1 }, "waiting": { "stroke": 2 } }"#,
    ),
    ("Distribution.fixed", r#"{ "fixed": { "value": 3 } }"#),
    ("Distribution.exponential", r#"{ "exponential": { "mean": 3 } }"#),
    (
        "Distribution.lognormal",
        r#"{ "lognormal": { "mean": 7.4, "sd": 8.6 } }"#,
    ),
    ("Distribution.gamma", r#"{ "gamma": { "shape": 2, "scale": 1.5 } }"#),
    ("Distribution.weibull", r#"{ "weibull": { "mean": 4, "sd": 2 } }"#),
    (
        "Distribution.normal",
        r#"{ "normal": { "mean": 16, "sd": 1.7, "minimum": 0.5 } }"#,
    ),
    ("Distribution.uniform", r#"{ "uniform": { "low": 2, "high": 4 } }"#),
    (
        "Distribution.triangular",
        r#"{ "triangular": { "low": 1, "mode": 2, "high": 6 } }"#,
    ),
    (
        "Distribution.table",
        r#"{ "table": { "values": [1, 2, 7], "shares": [0.5, 0.3, 0.2] } }"#,
    ),
];

const INTRODUCTION: &str = r#"<!-- Written by `carecurve schema --page`; change the types in src/scenario/pathway/file.rs and write it anew. -->

# Every field of a pathway file

A pathway file is JSON with comments and trailing commas: services with servers and queues, and classes of patients who move
through them. [The examples](README.md) show whole files; this page says what each field means.

- **Time** is in the file's `time_unit`, except where a field names another unit (`run_days`). Rates are a day.
- **Ids** (of classes, services, streams, pools) are permanent names of 1 to 60 lower-case letters, digits, `_` and `-`. A
  patient draws the same luck in two files while the ids are the same. Labels (`name`) may change freely.
- **Any object** may also carry `note`, `source` and `grade` (VERIFIED, DERIVED, RECALLED_HIGH, RECALLED_MEDIUM,
  RECALLED_LOW, SHAPE_ASSUMED): for readers, and for `carecurve explain`; they change nothing.
- **`extends`** names another file. The file then holds only what differs: objects merge by key, lists and single values
  replace, `null` takes an entry out. So a distribution of another kind needs `null` for the old one:
  `"time": { "exponential": null, "fixed": { "value": 3 } }`.
- `required` means: in the whole that a file and all it extends make together. Fields stand in alphabetical order.
"#;

/// The page, as committed in `scenarios/pathways/reference.md`.
pub fn page() -> String {
    let schema = schema::pathway();
    let parts = schema["$defs"].as_object().expect("a pathway has parts");
    let mut page = INTRODUCTION.to_owned();
    page.push_str("\n## The file\n\n");
    page.push_str("| field | what it is | default | meaning |\n|---|---|---|---|\n");
    row(
        &mut page,
        "$schema",
        "text",
        "none",
        "Address of the schema, for editors: `carecurve schema` prints it.",
    );
    row(
        &mut page,
        "extends",
        "text",
        "none",
        "Path of the file this one differs from, relative to this one.",
    );
    rows(&mut page, &schema);
    for (name, title) in TITLES.into_iter().chain([DISTRIBUTION]) {
        part(&mut page, &parts[name], name, title, parts);
    }
    page
}

fn part(page: &mut String, schema: &Json, name: &str, title: &str, parts: &Map<String, Json>) {
    let _ = write!(page, "\n## {title}\n\n{}\n", described(schema));
    let Some(options) = schema["oneOf"].as_array() else {
        if schema["enum"].is_array() {
            let _ = write!(page, "\nOne of: {}.\n", words(schema).join(", "));
        } else {
            table(page, schema);
        }
        return example(page, name);
    };
    let kinds: Vec<(&String, &Json)> = (options.iter())
        .filter_map(|option| {
            option["properties"]
                .as_object()?
                .iter()
                .next()
                .map(|field| (field, option))
        })
        .map(|((kind, _), option)| (kind, option))
        .collect();
    if kinds.is_empty() {
        page.push('\n');
        for option in options {
            for word in words(option) {
                let about = described(option);
                let _ = writeln!(page, "- {word}{}{about}", if about.is_empty() { "" } else { ": " });
            }
        }
    }
    for (kind, option) in kinds {
        let _ = write!(page, "\n### `{kind}`\n\n{}\n", described(option));
        let of = option["properties"][kind]["$ref"]
            .as_str()
            .and_then(|r| r.rsplit('/').next());
        let of = of.and_then(|of| parts.get(of)).expect("a kind of a choice is a part");
        table(page, of);
        example(page, &format!("{name}.{kind}"));
    }
}

fn example(page: &mut String, of: &str) {
    if let Some((_, text)) = EXAMPLES.iter().find(|(name, _)| *name == of) {
        let _ = write!(page, "\n```json\n{text}\n```\n");
    }
}

fn table(page: &mut String, schema: &Json) {
    page.push_str("\n| field | what it is | default | meaning |\n|---|---|---|---|\n");
    rows(page, schema);
}

fn rows(page: &mut String, schema: &Json) {
    let required: Vec<&str> = (schema["required"].as_array().into_iter().flatten())
        .filter_map(Json::as_str)
        .collect();
    for (field, of) in schema["properties"].as_object().expect("a part is an object") {
        let default = if required.contains(&field.as_str()) {
            "required".to_owned()
        } else {
            default(of.get("default"))
        };
        row(page, field, &kind(of), &default, &described(of));
    }
}

fn row(page: &mut String, field: &str, kind: &str, default: &str, meaning: &str) {
    let _ = writeln!(
        page,
        "| `{field}` | {kind} | {default} | {} |",
        meaning.replace('|', "\\|")
    );
}

fn described(schema: &Json) -> String {
    schema["description"].as_str().unwrap_or_default().replace('\n', " ")
}

fn words(schema: &Json) -> Vec<String> {
    let list = schema["enum"]
        .as_array()
        .map_or(std::slice::from_ref(&schema["const"]), Vec::as_slice);
    list.iter()
        .filter_map(Json::as_str)
        .map(|word| format!("`{word}`"))
        .collect()
}

/// What may stand at a field, with its range.
fn kind(schema: &Json) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        return link(name);
    }
    if let Some(options) = schema["anyOf"].as_array() {
        let real = options.iter().filter(|option| option["type"] != "null");
        return real.map(kind).collect::<Vec<_>>().join(" or ");
    }
    let range = match (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        (Some(least), Some(most)) => format!(", {least} to {most}"),
        _ => String::new(),
    };
    let of = |what: &str| match what {
        "number" => format!("number{range}"),
        "integer" => format!("whole number{range}"),
        "string" => "text".to_owned(),
        "boolean" => "true or false".to_owned(),
        "array" => match (schema["minItems"].as_u64(), schema["maxItems"].as_u64()) {
            (Some(n), Some(m)) if n == m => format!("list of {n}: {}", kind(&schema["items"])),
            _ => format!("list: {}", kind(&schema["items"])),
        },
        _ => format!("by id: {}", kind(&schema["additionalProperties"])),
    };
    match &schema["type"] {
        Json::String(one) => of(one),
        Json::Array(several) => {
            let real = several.iter().filter_map(Json::as_str).filter(|t| *t != "null");
            real.map(of).collect::<Vec<_>>().join(" or ")
        }
        _ => String::new(),
    }
}

fn link(name: &str) -> String {
    let titles = TITLES.iter().chain([&DISTRIBUTION]);
    match titles.into_iter().find(|(part, _)| *part == name) {
        Some((_, title)) => format!(
            "[{}](#{})",
            title.to_lowercase(),
            title.to_lowercase().replace(' ', "-")
        ),
        None => name.to_owned(),
    }
}

fn default(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => "none".to_owned(),
        Some(Json::Object(map)) if map.is_empty() => "none".to_owned(),
        Some(Json::Array(list)) if list.is_empty() => "none".to_owned(),
        Some(Json::String(text)) if text.is_empty() => "none".to_owned(),
        Some(Json::Array(list)) if list.iter().all(Json::is_string) => {
            let words: Vec<&str> = list.iter().filter_map(Json::as_str).collect();
            match words.as_slice() {
                ["monday", .., "sunday"] => "every day".to_owned(),
                words => words.join(", "),
            }
        }
        Some(Json::Array(list)) if list.iter().all(|x| *x == list[0]) => format!("all {}", number(&list[0])),
        Some(other) => format!("`{}`", number(other)),
    }
}

/// A default as an author would write it.
fn number(value: &Json) -> String {
    match value.as_f64() {
        Some(x) => x.to_string(),
        None => value.to_string().replace('"', ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{open, source::Memory};

    #[test]
    fn every_part_of_the_schema_is_on_the_page() {
        let (schema, page) = (schema::pathway(), page());
        let parts = schema["$defs"].as_object().expect("a pathway has parts");
        let kinds = |name: &str| {
            let options = parts[name]["oneOf"].as_array().cloned().unwrap_or_default();
            let of = |option: &Json| {
                option["properties"].as_object()?.values().next()?["$ref"]
                    .as_str()
                    .map(str::to_owned)
            };
            options.iter().filter_map(of).collect::<Vec<_>>()
        };
        let shown: Vec<String> = ["Pattern", "Batch", "Distribution"]
            .into_iter()
            .flat_map(kinds)
            .collect();
        for (name, part) in parts {
            let titled = TITLES.iter().chain([&DISTRIBUTION]).any(|(part, _)| part == name);
            assert!(
                titled || shown.iter().any(|kind| kind.ends_with(&format!("/{name}"))),
                "{name} has no title"
            );
            for (field, of) in part["properties"].as_object().into_iter().flatten() {
                assert!(
                    page.contains(&format!("| `{field}` |")),
                    "{name}.{field} is not on the page"
                );
                let choice = part["properties"].as_object().is_some_and(|p| p.len() == 1) && part["oneOf"].is_array();
                assert!(
                    choice || of["description"].is_string(),
                    "{name}.{field} is not described"
                );
            }
        }
        for (name, _) in EXAMPLES {
            let (part, kind) = name.split_once('.').unwrap_or((name, ""));
            assert!(
                parts.contains_key(part) && (kind.is_empty() || page.contains(&format!("### `{kind}`"))),
                "{name}"
            );
        }
    }

    #[test]
    fn every_example_can_be_read() {
        for (name, text) in EXAMPLES {
            let (part, _) = name.split_once('.').unwrap_or((name, ""));
            let mut pathway = r#"{ "time_unit": "days", "run_days": 10,
                "classes": { "stroke": { "arrivals": { "door": STREAM }, "routes": { "acute": ROUTES } },
                    "tia": TIA, "short": TIA },
                "services": { "acute": ACUTE, "care_home": { "time": TIME }, "rehabilitation": { "time": TIME },
                    "other_ward": { "time": TIME } } }"#
                .to_owned();
            let set = |pathway: &mut String, place: &str, text: &str| *pathway = pathway.replace(place, text);
            match part {
                "PathwayFile" => pathway = text.to_owned(),
                "ClassFile" => set(
                    &mut pathway,
                    r#"{ "arrivals": { "door": STREAM }, "routes": { "acute": ROUTES } }"#,
                    text,
                ),
                "StreamFile" => set(&mut pathway, "STREAM", text),
                "Pattern" => set(
                    &mut pathway,
                    "STREAM",
                    &format!(r#"{{ "to": "acute", "pattern": {text} }}"#),
                ),
                "Batch" => {
                    let stream = format!(
                        r#"{{ "to": "acute", "pattern": {{ "constant": {{ "per_day": 1 }} }}, "batch": {text} }}"#
                    );
                    set(&mut pathway, "STREAM", &stream);
                }
                "RouteFile" => set(
                    &mut pathway,
                    "ROUTES",
                    &format!(r#"[{text}, {{ "to": "leave", "share": 0.85 }}]"#),
                ),
                "StationFile" => set(&mut pathway, "ACUTE", text),
                "PoolFile" => set(
                    &mut pathway,
                    "ACUTE",
                    &format!(r#"{{ "time": TIME, "pools": {{ "own": {text}, "all": {{ "servers": 1 }} }} }}"#),
                ),
                "BalkingStep" => set(
                    &mut pathway,
                    "ACUTE",
                    &format!(r#"{{ "time": TIME, "servers": 9, "balking": [{text}] }}"#),
                ),
                "OpeningFile" => set(
                    &mut pathway,
                    "ACUTE",
                    &format!(r#"{{ "time": TIME, "servers": 99, "opening": [{text}] }}"#),
                ),
                "StartFile" => set(
                    &mut pathway,
                    "ACUTE",
                    &format!(r#"{{ "time": TIME, "servers": 9, "start": {text} }}"#),
                ),
                "Distribution" => set(&mut pathway, "TIME", text),
                other => panic!("no place to try {other}"),
            }
            for (place, plain) in [
                (
                    "STREAM",
                    r#"{ "to": "acute", "pattern": { "constant": { "per_day": 1 } } }"#,
                ),
                (
                    "TIA",
                    r#"{ "arrivals": { "door": { "to": "acute", "pattern": { "constant": { "per_day": 1 } } } } }"#,
                ),
                ("ROUTES", r#"[{ "to": "leave", "share": 1 }]"#),
                ("ACUTE", r#"{ "time": TIME, "servers": 99 }"#),
                ("TIME", r#"{ "fixed": { "value": 1 } }"#),
            ] {
                set(&mut pathway, place, plain);
            }
            let file = format!(r#"{{ "pathway": {pathway} }}"#);
            if let Err(problems) = open("a.json", &Memory::default().with("a.json", &file)) {
                panic!("{name}: {problems}\n{file}");
            }
        }
    }
}

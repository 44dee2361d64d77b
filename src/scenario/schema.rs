//! The JSON Schema of a scenario file, made from the types of [`super::file`].

use super::file::ScenarioFile;
use super::pathway::file::PathwayScenarioFile;
use super::shape::ANNOTATIONS;
use crate::economy::settings::Currency;
use serde_json::{Value as Json, json};

/// What the whole scenario must satisfy once all that it extends is laid together.
pub(super) fn complete() -> Json {
    let mut schema = schemars::schema_for!(ScenarioFile).to_value();
    // Keys that are names of a closed list; the derived schema leaves keys open.
    let mut currencies = schemars::schema_for!(Currency).to_value();
    if let Json::Object(about) = &mut currencies {
        about.retain(|key, _| key == "oneOf" || key == "enum");
    }
    for field in ["plan", "share_by_currency"] {
        schema["$defs"]["Contract"]["properties"][field]["propertyNames"] = currencies.clone();
    }
    schema
}

/// What a scenario that holds only a pathway must satisfy.
pub(super) fn pathway() -> Json {
    schemars::schema_for!(PathwayScenarioFile).to_value()
}

/// The published schema of one file, for editors: nothing is required, because a file may hold only its differences;
/// `null` takes an entry of the base out; every object may carry its annotations.
pub fn published() -> Json {
    let mut schema = complete();
    relax(&mut schema, false);
    let fields = schema["properties"].as_object_mut().expect("a scenario is an object");
    fields.insert(
        "$schema".to_owned(),
        json!({ "type": "string", "description": "Address of this schema." }),
    );
    let extends =
        "The scenario this one differs from: a path relative to this file, or a shipped name such as england/place.";
    fields.insert(
        "extends".to_owned(),
        json!({ "type": "string", "description": extends }),
    );
    schema["title"] = json!("carecurve scenario");
    schema
}

/// The published schema as the text of `scenarios/schema.json`.
pub fn text() -> String {
    let mut text = serde_json::to_string_pretty(&published()).expect("a schema is plain JSON");
    text.push('\n');
    text
}

/// `keyed` is true inside a closed choice, where the one key is the variant and stays required.
fn relax(schema: &mut Json, keyed: bool) {
    match schema {
        Json::Array(items) => items.iter_mut().for_each(|item| relax(item, keyed)),
        Json::Object(map) => {
            if !keyed {
                map.remove("required");
            }
            if map.get("type") == Some(&json!("object")) && !keyed {
                if let Some(each) = map.get_mut("additionalProperties").filter(|each| each.is_object()) {
                    *each = json!({ "anyOf": [each.clone(), { "type": "null" }] });
                }
                let fields = map.entry("properties").or_insert_with(|| json!({}));
                if let Json::Object(fields) = fields {
                    for name in ANNOTATIONS {
                        let about = json!({ "type": "string", "description": "For readers; changes nothing." });
                        fields.entry(name).or_insert(about);
                    }
                }
            }
            for (key, inner) in map.iter_mut() {
                match key.as_str() {
                    // A field may be called anything, `type` and `required` included.
                    "properties" | "$defs" => {
                        if let Json::Object(fields) = inner {
                            fields.values_mut().for_each(|field| relax(field, false));
                        }
                    }
                    "oneOf" => relax(inner, true),
                    "anyOf" | "items" | "additionalProperties" => relax(inner, false),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// The kinds of service a place may have, with what each does in the model.
pub fn service_kinds() -> Vec<(String, String)> {
    let schema = schemars::schema_for!(crate::model::settings::ServiceKind).to_value();
    let options = schema
        .get("oneOf")
        .and_then(Json::as_array)
        .cloned()
        .unwrap_or_default();
    let text = |option: &Json, key: &str| {
        option
            .get(key)
            .and_then(Json::as_str)
            .unwrap_or_default()
            .replace('\n', " ")
    };
    // Kinds whose name says all have no comment of their own; the schema keeps those in one bare list.
    let kinds = options
        .iter()
        .flat_map(|option| match option.get("enum").and_then(Json::as_array) {
            Some(words) => words
                .iter()
                .filter_map(Json::as_str)
                .map(|w| (w.to_owned(), w.replace('_', " ")))
                .collect(),
            None => vec![(text(option, "const"), text(option, "description"))],
        });
    let mut kinds: Vec<(String, String)> = kinds.collect();
    kinds.sort();
    kinds
}

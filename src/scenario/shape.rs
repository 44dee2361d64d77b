//! Is every field known, of the right type and there? Read off the schema of [`super::file`], so that all faults of all
//! types, the economy's included, are told at once. What is wrong is replaced by a placeholder, so that the checks
//! between fields can go on; they stay silent about paths already reported.

use super::problem::{Problem, listing, nearest};
use super::text::{Files, Node, Span, Value, child};
use crate::model::parameter::Grade;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};

/// What every object may carry beside its own fields.
pub(super) const ANNOTATIONS: [&str; 3] = ["note", "source", "grade"];

/// What the walk leaves behind: where each path stands, which are already reported, and what is said about them.
#[derive(Default)]
pub(super) struct Shape {
    pub spans: BTreeMap<String, Span>,
    /// Place of the key that holds a path.
    pub keys: BTreeMap<String, Span>,
    pub bad: BTreeSet<String>,
    /// `note`, `source` and `grade` by path of the object.
    pub annotations: BTreeMap<String, BTreeMap<String, String>>,
    /// Description of each leaf, from the schema.
    pub descriptions: BTreeMap<String, String>,
    /// Bounds of each number, from the schema.
    pub bounds: BTreeMap<String, (f64, f64)>,
}

impl Shape {
    /// True when this path, or a part of it, or what it is part of, was already reported.
    pub fn is_reported(&self, path: &str) -> bool {
        let part_of = |outer: &str, inner: &str| {
            inner
                .strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        self.bad.iter().any(|bad| part_of(bad, path) || part_of(path, bad))
    }
    /// The place of a path, or of the nearest object around it.
    pub fn span(&self, path: &str) -> Option<Span> {
        let mut path = path;
        loop {
            if let Some(span) = self.spans.get(path) {
                return Some(*span);
            }
            path = &path[..path.rfind(['.', '['])?];
        }
    }
}

/// Checks a tree against a schema; gives the repaired value.
pub(super) fn check(root: &Node, schema: &Json, files: &Files, problems: &mut Vec<Problem>) -> (Json, Shape) {
    let mut walk = Walk {
        schema,
        files,
        problems,
        shape: Shape::default(),
    };
    let value = walk.node(root, schema, "");
    (value, walk.shape)
}

struct Walk<'a> {
    schema: &'a Json,
    files: &'a Files,
    problems: &'a mut Vec<Problem>,
    shape: Shape,
}

impl<'a> Walk<'a> {
    fn report(&mut self, span: Span, path: &str, found: String, allowed: String, nearest: Option<String>) {
        self.shape.bad.insert(path.to_owned());
        let place = Some(self.files.place(span));
        self.problems.push(Problem {
            place,
            path: path.to_owned(),
            found,
            allowed,
            nearest,
        });
    }

    /// Follows `$ref`.
    fn resolve(&self, schema: &'a Json) -> &'a Json {
        match schema
            .get("$ref")
            .and_then(Json::as_str)
            .and_then(|r| r.strip_prefix("#/$defs/"))
        {
            Some(name) => self
                .schema
                .get("$defs")
                .and_then(|defs| defs.get(name))
                .unwrap_or(schema),
            None => schema,
        }
    }

    fn node(&mut self, node: &Node, schema: &'a Json, path: &str) -> Json {
        self.shape.spans.insert(path.to_owned(), node.span);
        if let Some(text) = schema.get("description").and_then(Json::as_str) {
            self.shape.descriptions.insert(path.to_owned(), text.to_owned());
        }
        if let Some(bounds) = bounds(schema) {
            self.shape.bounds.insert(path.to_owned(), bounds);
        }
        let schema = self.resolve(schema);
        if let Some(options) = schema.get("anyOf").and_then(Json::as_array) {
            return self.any_of(node, options, path);
        }
        if let Some(options) = schema.get("oneOf").and_then(Json::as_array) {
            return self.variant(node, schema, options, path);
        }
        let words = words(schema);
        if !words.is_empty() {
            return self.word(node, schema, &words, path);
        }
        let types = types(schema);
        if types.is_empty() {
            return plain(node);
        }
        match &node.value {
            Value::Object(_) if types.contains(&"object") => self.object(node, schema, path),
            Value::List(items) if types.contains(&"array") => self.list(node, items, schema, path),
            Value::Text(_) if types.contains(&"string") => plain(node),
            Value::Bool(_) if types.contains(&"boolean") => plain(node),
            Value::Number(_) if types.contains(&"number") => plain(node),
            Value::Number(number) if types.contains(&"integer") => {
                let floor = schema
                    .get("minimum")
                    .and_then(Json::as_f64)
                    .unwrap_or(f64::NEG_INFINITY);
                match whole(number) {
                    // Bounds above nought are told with the others, by the rule at the field.
                    Some(whole) if whole as f64 >= floor.min(0.0) && whole <= i64::from(u32::MAX) => Json::from(whole),
                    _ => self.wrong(node, schema, path),
                }
            }
            _ => self.wrong(node, schema, path),
        }
    }

    fn wrong(&mut self, node: &Node, schema: &'a Json, path: &str) -> Json {
        self.report(node.span, path, node.found(), self.expected(schema), None);
        self.placeholder(schema)
    }

    /// An optional value, or one of several shapes told apart by their type.
    fn any_of(&mut self, node: &Node, options: &'a [Json], path: &str) -> Json {
        let real: Vec<&'a Json> = options.iter().filter(|o| types(o) != ["null"]).collect();
        let fitting = real.iter().find(|option| {
            let option = self.resolve(option);
            let types = types(option);
            match &node.value {
                Value::Object(_) => types.contains(&"object") || option.get("oneOf").is_some(),
                Value::List(_) => types.contains(&"array"),
                Value::Text(_) => types.contains(&"string") || option.get("oneOf").is_some(),
                Value::Number(_) => types.contains(&"number") || types.contains(&"integer"),
                Value::Bool(_) => types.contains(&"boolean"),
                Value::Null => false,
            }
        });
        match (fitting, real.as_slice()) {
            (Some(option), _) | (None, [option]) => self.node(node, option, path),
            (None, several) => {
                let allowed = several
                    .iter()
                    .map(|o| self.expected(self.resolve(o)))
                    .collect::<Vec<_>>()
                    .join(", or ");
                self.report(node.span, path, node.found(), allowed, None);
                several.first().map_or(Json::Null, |first| self.placeholder(first))
            }
        }
    }

    /// A closed choice: bare words, or objects whose one key is the variant.
    fn variant(&mut self, node: &Node, schema: &'a Json, options: &'a [Json], path: &str) -> Json {
        let bare: Vec<&str> = options.iter().flat_map(words).collect();
        let keyed: Vec<(&str, &'a Json)> = options
            .iter()
            .filter_map(|option| {
                option
                    .get("properties")?
                    .as_object()?
                    .iter()
                    .next()
                    .map(|(k, v)| (k.as_str(), v))
            })
            .collect();
        match &node.value {
            Value::Text(_) if !bare.is_empty() => self.word(node, schema, &bare, path),
            Value::Object(entries) if !keyed.is_empty() => {
                for (key, entry) in entries.iter().filter(|(key, _)| ANNOTATIONS.contains(&key.as_str())) {
                    match entry.node.text() {
                        Some(text) => self.annotate(path, key, text, &entry.node),
                        None => {
                            let (path, found) = (child(path, key), entry.node.found());
                            self.report(entry.node.span, &path, found, "text".to_owned(), None);
                        }
                    }
                }
                let all = || keyed.iter().map(|(key, _)| *key).chain(bare.iter().copied());
                let mut chosen = entries.iter().filter(|(key, _)| !ANNOTATIONS.contains(&key.as_str()));
                let (Some((key, entry)), None) = (chosen.next(), chosen.next()) else {
                    let kinds = entries.iter().filter(|(key, _)| !ANNOTATIONS.contains(&key.as_str()));
                    let found = format!("an object with {} kinds", kinds.clone().count());
                    let mut allowed = format!("exactly one of: {}", listing(all()));
                    // Objects merge by key: another kind in a file that extends comes beside the base's.
                    if let Some((old, _)) = kinds.clone().find(|(_, entry)| entry.key.file != node.span.file) {
                        allowed += &format!("; take the base's out with \"{old}\": null");
                    }
                    self.report(node.span, path, found, allowed, None);
                    return self.placeholder(schema);
                };
                let inner = child(path, key);
                match keyed.iter().find(|(known, _)| known == key) {
                    Some((_, schema)) => {
                        let value = self.node(&entry.node, schema, &inner);
                        Json::Object(Map::from_iter([(key.clone(), value)]))
                    }
                    None => {
                        self.report(
                            entry.key,
                            &inner,
                            format!("unknown kind \"{key}\""),
                            listing(all()),
                            nearest(key, all()),
                        );
                        self.shape.bad.insert(path.to_owned());
                        self.placeholder(schema)
                    }
                }
            }
            _ => self.wrong(node, schema, path),
        }
    }

    fn word(&mut self, node: &Node, schema: &'a Json, words: &[&str], path: &str) -> Json {
        match node.text() {
            Some(text) if words.contains(&text) => Json::from(text),
            Some(text) => {
                let (allowed, near) = (listing(words.iter().copied()), nearest(text, words.iter().copied()));
                self.report(node.span, path, node.found(), allowed, near);
                self.placeholder(schema)
            }
            None => self.wrong(node, schema, path),
        }
    }

    fn list(&mut self, node: &Node, items: &[Node], schema: &'a Json, path: &str) -> Json {
        let bound = |key: &str| schema.get(key).and_then(Json::as_u64);
        let (least, most) = (bound("minItems").unwrap_or(0), bound("maxItems").unwrap_or(u64::MAX));
        if !(least..=most).contains(&(items.len() as u64)) {
            return self.wrong(node, schema, path);
        }
        let each = schema.get("items").unwrap_or(&Json::Bool(true));
        items
            .iter()
            .enumerate()
            .map(|(i, item)| self.node(item, each, &format!("{path}[{i}]")))
            .collect()
    }

    fn object(&mut self, node: &Node, schema: &'a Json, path: &str) -> Json {
        let Value::Object(entries) = &node.value else {
            return Json::Null;
        };
        let empty: &'static Map<String, Json> = &EMPTY;
        let fields = schema.get("properties").and_then(Json::as_object).unwrap_or(empty);
        let others = schema.get("additionalProperties").filter(|o| o.is_object());
        let mut value = Map::new();
        for (key, entry) in entries {
            let inner = child(path, key);
            self.shape.keys.insert(inner.clone(), entry.key);
            let annotation = ANNOTATIONS.contains(&key.as_str());
            if annotation && let Some(text) = entry.node.text() {
                self.annotate(path, key, text, &entry.node);
            }
            if let Some(field) = fields.get(key) {
                value.insert(key.clone(), self.node(&entry.node, field, &inner));
            } else if annotation {
                if entry.node.text().is_none() {
                    self.report(entry.node.span, &inner, entry.node.found(), "text".to_owned(), None);
                }
            } else if let Some(each) = others {
                let names = schema
                    .get("propertyNames")
                    .map(|names| words_of(self.resolve(names)))
                    .unwrap_or_default();
                if names.is_empty() || names.contains(&key.as_str()) {
                    value.insert(key.clone(), self.node(&entry.node, each, &inner));
                } else {
                    let (allowed, near) = (listing(names.iter().copied()), nearest(key, names.iter().copied()));
                    self.report(entry.key, &inner, format!("unknown name \"{key}\""), allowed, near);
                }
            } else {
                let known = || fields.keys().map(String::as_str);
                // A field of the same file is no misspelling of itself; one of the base may well be meant.
                let here = |k: &str| entries.get(k).is_some_and(|other| other.key.file == entry.key.file);
                let near = nearest(key, known().filter(|k| !here(k)));
                self.report(
                    entry.key,
                    &inner,
                    format!("unknown field \"{key}\""),
                    listing(known()),
                    near.clone(),
                );
                // A misspelt field is missing under its right name too; one message is enough.
                if let Some(meant) = near.filter(|meant| !entries.contains_key(meant)) {
                    self.shape.bad.insert(child(path, &meant));
                }
            }
        }
        for name in schema
            .get("required")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
        {
            if value.contains_key(name) {
                continue;
            }
            let inner = child(path, name);
            let field = fields.get(name).unwrap_or(&Json::Null);
            if !self.shape.bad.contains(&inner) {
                let allowed = self.expected(self.resolve(field));
                self.report(
                    node.span,
                    &inner,
                    "nothing: the field is missing".to_owned(),
                    allowed,
                    None,
                );
            }
            value.insert(name.to_owned(), self.placeholder(field));
        }
        Json::Object(value)
    }

    fn annotate(&mut self, path: &str, key: &str, text: &str, node: &Node) {
        let grades = [
            "VERIFIED",
            "DERIVED",
            "RECALLED_HIGH",
            "RECALLED_MEDIUM",
            "RECALLED_LOW",
            "SHAPE_ASSUMED",
        ];
        if key == "grade" && serde_json::from_value::<Grade>(Json::from(text)).is_err() {
            let near = nearest(text, grades);
            self.report(node.span, &child(path, key), node.found(), listing(grades), near);
        }
        self.shape
            .annotations
            .entry(path.to_owned())
            .or_default()
            .insert(key.to_owned(), text.to_owned());
    }

    /// What a schema allows, in words.
    fn expected(&self, schema: &'a Json) -> String {
        let schema = self.resolve(schema);
        let words = words_of(schema);
        if !words.is_empty() {
            return format!("one of: {}", listing(words));
        }
        let what: Vec<String> = types(schema)
            .into_iter()
            .filter(|t| *t != "null")
            .map(|t| match t {
                "integer" | "number" if bounds(schema).is_some() => {
                    let (least, most) = bounds(schema).unwrap_or_default();
                    format!(
                        "a {}number from {least} to {most}",
                        if t == "integer" { "whole " } else { "" }
                    )
                }
                "integer" if schema.get("minimum").and_then(Json::as_f64) >= Some(0.0) => {
                    "a whole number, not negative".to_owned()
                }
                "integer" => "a whole number".to_owned(),
                "number" => "a number".to_owned(),
                "string" => "text in quotes".to_owned(),
                "boolean" => "true or false".to_owned(),
                "array" => match schema.get("minItems").and_then(Json::as_u64) {
                    Some(n) if schema.get("maxItems").and_then(Json::as_u64) == Some(n) => {
                        format!("a list of exactly {n}")
                    }
                    _ => "a list".to_owned(),
                },
                _ => "an object".to_owned(),
            })
            .collect();
        if what.is_empty() {
            if let Some(options) = schema.get("anyOf").and_then(Json::as_array) {
                let real = options.iter().filter(|o| types(o) != ["null"]);
                return real.map(|o| self.expected(o)).collect::<Vec<_>>().join(", or ");
            }
            return "an object with one known kind".to_owned();
        }
        what.join(" or ")
    }

    /// The simplest value of a schema, so that reading can go on.
    fn placeholder(&self, schema: &'a Json) -> Json {
        let schema = self.resolve(schema);
        let option = |key: &str| {
            schema
                .get(key)
                .and_then(Json::as_array)
                .and_then(|options| options.first())
        };
        if let Some(first) = option("enum") {
            return first.clone();
        }
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        if let Some(first) = option("oneOf").or(option("anyOf")) {
            return self.placeholder(first);
        }
        match types(schema).first().copied() {
            Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(Json::from(0)),
            Some("string") => Json::from(""),
            Some("boolean") => Json::Bool(false),
            Some("array") => {
                let least = schema.get("minItems").and_then(Json::as_u64).unwrap_or(0);
                let each = schema.get("items").unwrap_or(&Json::Null);
                (0..least).map(|_| self.placeholder(each)).collect()
            }
            Some("object") => {
                let fields = schema.get("properties").and_then(Json::as_object).unwrap_or(&EMPTY);
                let required = schema.get("required").and_then(Json::as_array).into_iter().flatten();
                required
                    .filter_map(Json::as_str)
                    .map(|name| {
                        (
                            name.to_owned(),
                            fields.get(name).map_or(Json::Null, |f| self.placeholder(f)),
                        )
                    })
                    .collect()
            }
            _ => Json::Null,
        }
    }
}

static EMPTY: std::sync::LazyLock<Map<String, Json>> = std::sync::LazyLock::new(Map::new);

/// The types a schema names.
fn types(schema: &Json) -> Vec<&str> {
    match schema.get("type") {
        Some(Json::String(one)) => vec![one],
        Some(Json::Array(several)) => several.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The least and the most a schema allows, where it states both.
fn bounds(schema: &Json) -> Option<(f64, f64)> {
    Some((schema.get("minimum")?.as_f64()?, schema.get("maximum")?.as_f64()?))
}

/// The bare words a schema itself allows.
fn words(schema: &Json) -> Vec<&str> {
    match (schema.get("enum"), schema.get("const")) {
        (Some(Json::Array(words)), _) => words.iter().filter_map(Json::as_str).collect(),
        (_, Some(Json::String(word))) => vec![word],
        _ => Vec::new(),
    }
}

/// The bare words of a schema or of its variants.
fn words_of(schema: &Json) -> Vec<&str> {
    let own = words(schema);
    match schema.get("oneOf").and_then(Json::as_array) {
        Some(options) if own.is_empty() => options.iter().flat_map(words).collect(),
        _ => own,
    }
}

fn whole(number: &serde_json::Number) -> Option<i64> {
    let float = number.as_f64()?;
    number
        .as_i64()
        .or((float.abs() < 1e15 && float as i64 as f64 == float).then_some(float as i64))
}

/// The value alone, without places.
pub(super) fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(b) => Json::Bool(*b),
        Value::Number(n) => Json::Number(n.clone()),
        Value::Text(t) => Json::from(t.as_str()),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, entry)| (key.clone(), plain(&entry.node)))
            .collect(),
    }
}

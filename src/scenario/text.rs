//! JSON with comments and trailing commas, read into a tree in which every value knows its place.

use super::problem::{Place, Problem};
use jsonc_parser::ast;
use jsonc_parser::common::Range;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use std::collections::BTreeMap;

/// Bytes of one of the files read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Span {
    pub file: usize,
    pub start: usize,
    pub end: usize,
}

/// A value with its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub span: Span,
    pub value: Value,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Node>),
    Object(BTreeMap<String, Entry>),
}

/// A key with its place, and what it holds.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: Span,
    pub node: Node,
}

impl Node {
    /// For messages: the value as it stands, or what sort of thing it is.
    pub fn found(&self) -> String {
        match &self.value {
            Value::Null => "null".to_owned(),
            Value::Bool(b) => b.to_string(),
            Value::Number(n) => n.to_string(),
            Value::Text(t) => format!("\"{t}\""),
            Value::List(items) => format!("a list of {}", items.len()),
            Value::Object(_) => "an object".to_owned(),
        }
    }
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The texts read so far; spans point into them.
#[derive(Default, Debug)]
pub(super) struct Files(Vec<(String, String)>);

impl Files {
    pub fn add(&mut self, name: &str, text: String) -> usize {
        self.0.push((name.to_owned(), text));
        self.0.len() - 1
    }
    pub fn name(&self, file: usize) -> &str {
        &self.0[file].0
    }
    /// Line, column and text of a span; what runs over the line's end is cut there.
    pub fn place(&self, span: Span) -> Place {
        let (name, text) = &self.0[span.file];
        let line_start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[span.start..].find('\n').map_or(text.len(), |at| span.start + at);
        let end = span.end.clamp(span.start, line_end);
        Place {
            file: name.clone(),
            line: text[..line_start].matches('\n').count() as u32 + 1,
            column: text[line_start..span.start].chars().count() as u32 + 1,
            width: (text[span.start..end].chars().count() as u32).max(1),
            text: text[line_start..line_end].trim_end_matches('\r').to_owned(),
        }
    }
}

/// Reads one file. Duplicate keys are reported and the first is kept; a text that is no JSON at all gives None.
pub(super) fn parse(name: &str, bytes: Vec<u8>, files: &mut Files, problems: &mut Vec<Problem>) -> Option<Node> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
        Err(_) => {
            problems.push(Problem {
                place: None,
                path: name.to_owned(),
                found: "bytes that are not UTF-8".to_owned(),
                allowed: "JSON as UTF-8 text".to_owned(),
                nearest: None,
            });
            return None;
        }
    };
    let file = files.add(name, text.clone());
    // Comments and trailing commas only: what else some readers forgive would not open in another tool.
    let strict = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let mut reader = Reader { file, files, problems };
    match parse_to_ast(&text, &CollectOptions::default(), &strict) {
        Ok(parsed) => match parsed.value {
            Some(value) => Some(reader.node(value, "")),
            None => {
                let span = Span { file, start: 0, end: 0 };
                reader.report(span, "", "an empty file".to_owned(), "a scenario: one JSON object");
                None
            }
        },
        Err(error) => {
            let span = reader.span(error.range());
            let found = error.kind().to_string().to_lowercase();
            reader.report(
                span,
                "",
                format!("no JSON ({found})"),
                "JSON, with // comments and trailing commas",
            );
            None
        }
    }
}

struct Reader<'a> {
    file: usize,
    files: &'a Files,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn span(&self, range: Range) -> Span {
        let length = self.files.0[self.file].1.len();
        let start = range.start.min(length);
        Span {
            file: self.file,
            start,
            end: range.end.clamp(start, length),
        }
    }
    fn report(&mut self, span: Span, path: &str, found: String, allowed: &str) {
        let place = Some(self.files.place(span));
        let allowed = allowed.to_owned();
        self.problems.push(Problem {
            place,
            path: path.to_owned(),
            found,
            allowed,
            nearest: None,
        });
    }
    fn node(&mut self, value: ast::Value<'_>, path: &str) -> Node {
        match value {
            ast::Value::NullKeyword(v) => Node {
                span: self.span(v.range),
                value: Value::Null,
            },
            ast::Value::BooleanLit(v) => Node {
                span: self.span(v.range),
                value: Value::Bool(v.value),
            },
            ast::Value::StringLit(v) => Node {
                span: self.span(v.range),
                value: Value::Text(v.value.into_owned()),
            },
            ast::Value::NumberLit(v) => {
                let span = self.span(v.range);
                let number = v.value.parse::<serde_json::Number>().ok();
                // "1e999" is written like a number and is none.
                let number = number
                    .filter(|n| n.as_f64().is_some_and(f64::is_finite))
                    .unwrap_or_else(|| {
                        self.report(span, path, v.value.to_owned(), "a finite decimal number");
                        serde_json::Number::from(0)
                    });
                Node {
                    span,
                    value: Value::Number(number),
                }
            }
            ast::Value::Array(v) => {
                let span = self.span(v.range);
                let items = v.elements.into_iter().enumerate();
                let items = items
                    .map(|(i, item)| self.node(item, &format!("{path}[{i}]")))
                    .collect();
                Node {
                    span,
                    value: Value::List(items),
                }
            }
            ast::Value::Object(v) => {
                let span = self.span(v.range);
                let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
                for property in v.properties {
                    let range = match &property.name {
                        ast::ObjectPropName::String(name) => name.range,
                        ast::ObjectPropName::Word(name) => name.range,
                    };
                    let key = self.span(range);
                    let name = property.name.into_string();
                    let inner = child(path, &name);
                    if let Some(first) = entries.get(&name) {
                        let line = self.files.place(first.key).line;
                        let found = format!("\"{name}\" a second time (first on line {line})");
                        self.report(key, &inner, found, "each key once in an object");
                        continue;
                    }
                    let node = self.node(property.value, &inner);
                    entries.insert(name, Entry { key, node });
                }
                Node {
                    span,
                    value: Value::Object(entries),
                }
            }
        }
    }
}

/// Path of a key inside an object.
pub(super) fn child(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Node>, Vec<String>) {
        let (mut files, mut problems) = (Files::default(), Vec::new());
        let node = parse("x.json", text.as_bytes().to_vec(), &mut files, &mut problems);
        (node, problems.iter().map(Problem::to_string).collect())
    }

    #[test]
    fn comments_and_trailing_commas_are_read() {
        let (node, problems) = read("{ // a comment\n \"a\": [1, 2,], /* b */ \"b\": null, }");
        assert!(problems.is_empty(), "{problems:?}");
        let Value::Object(entries) = node.expect("it is valid").value else {
            panic!("an object was written")
        };
        assert_eq!(entries.keys().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn a_duplicate_key_is_refused_with_both_places() {
        let (_, problems) = read("{\n  \"a\": 1,\n  \"b\": {\"c\": 1, \"c\": 2},\n  \"a\": 3\n}");
        assert_eq!(problems.len(), 2);
        assert!(
            problems[0].starts_with("x.json:3:17: b.c: found \"c\" a second time (first on line 3)"),
            "{problems:?}"
        );
        assert!(
            problems[1].starts_with("x.json:4:3: a: found \"a\" a second time (first on line 2)"),
            "{problems:?}"
        );
    }

    #[test]
    fn what_other_tools_refuse_is_refused() {
        for text in [
            "{a: 1}",
            "{'a': 1}",
            "{\"a\": 0x1}",
            "{\"a\": .5}",
            "{\"a\": NaN}",
            "{\"a\": 1e999}",
            "{\"a\": 1 \"b\": 2}",
            "",
        ] {
            assert_eq!(read(text).1.len(), 1, "{text}");
        }
    }

    #[test]
    fn columns_count_characters() {
        let (_, problems) = read("{\"é\": 1, \"é\": 2}");
        assert!(problems[0].starts_with("x.json:1:10:"), "{problems:?}");
    }
}

//! `extends`: a file holds only its differences from a base. Objects merge by key, lists and single values replace, and
//! `null` takes a keyed entry out.

use super::embedded;
use super::problem::{Problem, listing, nearest};
use super::source::{self, Source};
use super::text::{self, Entry, Files, Node, Span, Value, child};

/// Reads a file and all it extends into one tree. None when some file could not be read at all.
pub(super) fn read(name: &str, source: &dyn Source, files: &mut Files, problems: &mut Vec<Problem>) -> Option<Node> {
    let Some(bytes) = source.read(name) else {
        problems.push(Problem {
            place: None,
            path: name.to_owned(),
            found: "no such file".to_owned(),
            allowed: "a scenario file (`carecurve new NAME` writes one)".to_owned(),
            nearest: None,
        });
        return None;
    };
    let mut node = chain(name, bytes, source, files, problems, &mut Vec::new())?;
    drop_nulls(&mut node);
    Some(node)
}

fn chain(
    name: &str,
    bytes: Vec<u8>,
    source: &dyn Source,
    files: &mut Files,
    problems: &mut Vec<Problem>,
    above: &mut Vec<String>,
) -> Option<Node> {
    let mut node = text::parse(name, bytes, files, problems)?;
    let Value::Object(entries) = &mut node.value else {
        report(
            files,
            problems,
            node.span,
            "",
            node.found(),
            "a scenario: one JSON object".to_owned(),
            None,
        );
        return None;
    };
    entries.remove("$schema");
    let Some(extends) = entries.remove("extends") else {
        return Some(node);
    };
    let span = extends.node.span;
    let Some(reference) = extends.node.text() else {
        let found = extends.node.found();
        report(
            files,
            problems,
            span,
            "extends",
            found,
            "the name of a file, as text".to_owned(),
            None,
        );
        return None;
    };
    let Some((base, bytes)) = source::find(source, name, reference) else {
        // Fitted values are no scenario, though they stand beside one.
        let england = || embedded::names("england/").filter(|name| *name != "england/calibration");
        let known = || england().chain(embedded::names("places/"));
        let allowed = format!("a path relative to this file, or one of: {}", listing(known()));
        report(
            files,
            problems,
            span,
            "extends",
            format!("\"{reference}\", which is no file"),
            allowed,
            nearest(reference, known()),
        );
        return None;
    };
    above.push(name.to_owned());
    if above.contains(&base) {
        let round = format!("a cycle: {} → {base}", above.join(" → "));
        report(
            files,
            problems,
            span,
            "extends",
            round,
            "a chain that ends".to_owned(),
            None,
        );
        return None;
    }
    let mut merged = chain(&base, bytes, source, files, problems, above)?;
    if let Value::Object(entries) = &mut merged.value {
        // A label belongs to its own file.
        entries.remove("name");
        entries.remove("note");
    }
    lay_over(&mut merged, node, "", files, problems);
    Some(merged)
}

/// Lays the differences of `over` on `base`.
fn lay_over(base: &mut Node, over: Node, path: &str, files: &Files, problems: &mut Vec<Problem>) {
    let Value::Object(changed) = over.value else {
        *base = over;
        return;
    };
    let Value::Object(entries) = &mut base.value else {
        *base = Node {
            span: over.span,
            value: Value::Object(changed),
        };
        return;
    };
    base.span = over.span;
    for (name, entry) in changed {
        let inner = child(path, &name);
        if matches!(entry.node.value, Value::Null) {
            if entries.remove(&name).is_none() {
                let known = || entries.keys().map(String::as_str);
                let allowed = format!("null only for an entry of the base: {}", listing(known()));
                report(
                    files,
                    problems,
                    entry.key,
                    &inner,
                    "null, with nothing to remove".to_owned(),
                    allowed,
                    nearest(&name, known()),
                );
            }
            continue;
        }
        match entries.get_mut(&name) {
            Some(Entry { key, node }) => {
                *key = entry.key;
                lay_over(node, entry.node, &inner, files, problems);
            }
            None => {
                entries.insert(name, entry);
            }
        }
    }
}

/// A null that replaces nothing means that the field is not set.
fn drop_nulls(node: &mut Node) {
    match &mut node.value {
        Value::Object(entries) => {
            entries.retain(|_, entry| !matches!(entry.node.value, Value::Null));
            entries.values_mut().for_each(|entry| drop_nulls(&mut entry.node));
        }
        Value::List(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

fn report(
    files: &Files,
    problems: &mut Vec<Problem>,
    span: Span,
    path: &str,
    found: String,
    allowed: String,
    nearest: Option<String>,
) {
    let place = Some(files.place(span));
    problems.push(Problem {
        place,
        path: path.to_owned(),
        found,
        allowed,
        nearest,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::source::Memory;

    fn merged(source: &Memory) -> (Option<Node>, Vec<String>) {
        let (mut files, mut problems) = (Files::default(), Vec::new());
        let node = read("a.json", source, &mut files, &mut problems);
        (node, problems.iter().map(Problem::to_string).collect())
    }
    fn at<'a>(node: &'a Node, path: &[&str]) -> Option<&'a Node> {
        path.iter().try_fold(node, |node, key| match &node.value {
            Value::Object(entries) => entries.get(*key).map(|e| &e.node),
            _ => None,
        })
    }

    #[test]
    fn objects_merge_lists_replace_and_null_removes() {
        let source = Memory::default()
            .with(
                "a.json",
                r#"{"extends": "b", "s": {"x": {"n": 2}, "z": null, "w": {"n": 9}}, "l": [3]}"#,
            )
            .with(
                "b.json",
                r#"{"name": "base", "s": {"x": {"n": 1, "m": 1}, "z": {"n": 1}}, "l": [1, 2]}"#,
            );
        let (node, problems) = merged(&source);
        let node = node.expect("both files are there");
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(at(&node, &["s", "x", "n"]).map(Node::found).as_deref(), Some("2"));
        assert_eq!(at(&node, &["s", "x", "m"]).map(Node::found).as_deref(), Some("1"));
        assert_eq!(at(&node, &["s", "w", "n"]).map(Node::found).as_deref(), Some("9"));
        assert_eq!(at(&node, &["l"]).map(Node::found).as_deref(), Some("a list of 1"));
        assert!(at(&node, &["s", "z"]).is_none() && at(&node, &["name"]).is_none());
    }

    #[test]
    fn cycles_missing_bases_and_idle_nulls_are_told() {
        let round = Memory::default()
            .with("a.json", r#"{"extends": "b.json"}"#)
            .with("b.json", r#"{"extends": "./a.json"}"#);
        assert!(
            merged(&round).1[0].contains("extends: found a cycle: a.json → b.json → a.json"),
            "{:?}",
            merged(&round).1
        );
        let lost = Memory::default().with("a.json", r#"{"extends": "england/plaice"}"#);
        assert!(
            merged(&lost).1[0].contains("did you mean `england/place`?"),
            "{:?}",
            merged(&lost).1
        );
        let idle = Memory::default()
            .with("a.json", r#"{"extends": "b", "sevice": null}"#)
            .with("b.json", r#"{"service": 1}"#);
        assert!(
            merged(&idle).1[0].contains("did you mean `service`?"),
            "{:?}",
            merged(&idle).1
        );
    }
}

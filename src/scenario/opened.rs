//! A file of our own kinds (experiments, claims), opened as a tree in which every value knows its line.

use super::problem::{Problem, Problems};
use super::source::Source;
use super::text::{self, Files, Node, Value};
use serde::de::DeserializeOwned;

/// A file's text as a tree in which every value knows its place.
pub(super) struct Opened {
    files: Files,
    pub text: String,
    root: Node,
}

impl Opened {
    /// Opens a file; `kind` says in a few words what it is.
    pub fn open(name: &str, kind: &str, source: &dyn Source) -> Result<Opened, Problems> {
        let missing = || Problem {
            place: None,
            path: name.to_owned(),
            found: "no such file".to_owned(),
            allowed: kind.to_owned(),
            nearest: None,
        };
        let bytes = source.read(name).ok_or_else(|| Problems(vec![missing()]))?;
        let (mut files, mut problems) = (Files::default(), Vec::new());
        let text = String::from_utf8_lossy(&bytes)
            .trim_start_matches('\u{feff}')
            .to_owned();
        match text::parse(name, bytes, &mut files, &mut problems) {
            Some(root) if problems.is_empty() => Ok(Opened { files, text, root }),
            _ => Err(Problems(problems)),
        }
    }

    /// The whole as a type; `allowed` says what may stand there.
    pub fn read<T: DeserializeOwned>(&self, allowed: &str) -> Result<T, Problems> {
        serde_path_to_error::deserialize(json(&self.root)).map_err(|error| {
            let path = error.path().to_string();
            Problems(vec![self.problem(&path, error.into_inner().to_string(), allowed)])
        })
    }

    /// What stands at a path, or the nearest thing above it.
    pub fn at(&self, path: &str) -> &Node {
        let mut node = &self.root;
        for part in path.split(['.', '[', ']']).filter(|part| !part.is_empty()) {
            let inner = match &node.value {
                Value::Object(fields) => fields.get(part).map(|entry| &entry.node),
                Value::List(items) => part.parse().ok().and_then(|i: usize| items.get(i)),
                _ => None,
            };
            match inner {
                Some(inner) => node = inner,
                None => break,
            }
        }
        node
    }

    pub fn problem(&self, path: &str, found: String, allowed: &str) -> Problem {
        Problem {
            place: Some(self.files.place(self.at(path).span)),
            path: if path == "." { String::new() } else { path.to_owned() },
            found,
            allowed: allowed.to_owned(),
            nearest: None,
        }
    }
}

fn json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(b) => (*b).into(),
        Value::Number(n) => n.clone().into(),
        Value::Text(t) => t.clone().into(),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, entry)| (name.clone(), json(&entry.node)));
            serde_json::Value::Object(fields.collect())
        }
    }
}

//! Where texts come from. The room itself opens nothing: whoever asks for a scenario supplies a [`Source`].

use super::embedded;

/// Names to bytes. A name is a path with `/`; what stands behind it (disk, memory, a web page) is the caller's matter.
pub trait Source {
    /// The text of that name, if there is one.
    fn read(&self, name: &str) -> Option<Vec<u8>>;
}

/// The shipped national tables, parameters, regimes and care models, compiled into the program.
#[derive(Clone, Copy, Default, Debug)]
pub struct Embedded;

impl Source for Embedded {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        embedded::FILES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, bytes)| bytes.to_vec())
    }
}

/// Texts held in memory, with the shipped ones behind them: for tests, notebooks and a browser build.
#[derive(Clone, Default, Debug)]
pub struct Memory(pub std::collections::BTreeMap<String, String>);

impl Memory {
    pub fn with(mut self, name: &str, text: &str) -> Memory {
        self.0.insert(name.to_owned(), text.to_owned());
        self
    }
}

impl Source for Memory {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        match self.0.get(name) {
            Some(text) => Some(text.clone().into_bytes()),
            None => Embedded.read(name),
        }
    }
}

/// The name that `reference` has when it stands in the file `from`: `..` and `.` are taken out.
pub fn join(from: &str, reference: &str) -> String {
    if reference.starts_with('/') {
        return reference.to_owned();
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in reference.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| !last.is_empty() && *last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

/// The first name that exists for a reference standing in `from`: beside that file first, then among the shipped texts,
/// each also with `.json` added.
pub fn find(source: &dyn Source, from: &str, reference: &str) -> Option<(String, Vec<u8>)> {
    let beside = join(from, reference);
    [
        beside.clone(),
        format!("{beside}.json"),
        reference.to_owned(),
        format!("{reference}.json"),
    ]
    .into_iter()
    .find_map(|name| source.read(&name).map(|bytes| (name, bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_relative_to_their_file() {
        assert_eq!(join("scenarios/a/b.json", "../c.json"), "scenarios/c.json");
        assert_eq!(join("b.json", "../c.json"), "../c.json");
        assert_eq!(join("../x/b.json", "../../c.json"), "../../c.json");
        assert_eq!(join("/home/p/b.json", "./c.json"), "/home/p/c.json");
        assert_eq!(join("a/b.json", "/c.json"), "/c.json");
    }
}

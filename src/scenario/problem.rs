//! What is wrong with a scenario, told so that it can be mended: where, which field, what was found, what is allowed,
//! and the nearest known name.

use std::fmt;

/// A stretch of one line of a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    /// Counted from 1, in characters.
    pub column: u32,
    /// Characters marked, at least 1.
    pub width: u32,
    /// The line itself.
    pub text: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// One fault that stops a scenario from being run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Problem {
    /// None when the file itself is missing.
    pub place: Option<Place>,
    /// Dotted path of the field.
    pub path: String,
    pub found: String,
    pub allowed: String,
    pub nearest: Option<String>,
}

impl Problem {
    /// What is wrong, without the place.
    pub fn title(&self) -> String {
        let field = if self.path.is_empty() {
            String::new()
        } else {
            format!("{}: ", self.path)
        };
        format!("{field}found {}", self.found)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}; allowed: {}", self.title(), self.allowed)?;
        match &self.nearest {
            Some(name) => write!(f, "; did you mean `{name}`?"),
            None => Ok(()),
        }
    }
}

/// All faults of a scenario, in the order of its files and lines.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.0 {
            writeln!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Something that runs, but that a reader of the results must know. Carried with the plan and printed on charts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Warning {
    pub place: Option<Place>,
    pub path: String,
    pub text: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}: {}", self.path, self.text)
    }
}

/// The known name nearest to a mistyped one, if any is near enough to be meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let asked = name.to_lowercase();
    known
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| {
            let known = candidate.to_lowercase();
            // A name cut short, or with something before it, is near whatever its length.
            let part = asked.len() >= 4 && (known.starts_with(&asked) || known.ends_with(&asked));
            (
                if part {
                    1
                } else {
                    strsim::damerau_levenshtein(&asked, &known)
                },
                candidate,
            )
        })
        // A third of the letters wrong is another word.
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count().max(asked.chars().count()) / 4)
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// A list of names for a message, cut where it would fill the screen.
pub fn listing<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let all: Vec<&str> = names.into_iter().collect();
    match all.len() {
        0 => "none is known".to_owned(),
        1..=18 => all.join(", "),
        n => format!("{}, … ({n} in all)", all[..12].join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_only_when_near() {
        assert_eq!(nearest("providr", ["provider", "payer"]).as_deref(), Some("provider"));
        assert_eq!(
            nearest("acute", ["ambulance_trust", "acute_trust"]).as_deref(),
            Some("acute_trust")
        );
        assert_eq!(nearest("zebra", ["provider", "payer"]), None);
        assert_eq!(
            nearest("medical_bed", ["surgical_beds", "medical_beds"]).as_deref(),
            Some("medical_beds")
        );
    }

    #[test]
    fn a_problem_is_told_on_one_line() {
        let problem = Problem {
            place: Some(Place {
                file: "a.json".into(),
                line: 3,
                column: 7,
                width: 2,
                text: String::new(),
            }),
            path: "years".into(),
            found: "31".into(),
            allowed: "1 to 30".into(),
            nearest: None,
        };
        assert_eq!(problem.to_string(), "a.json:3:7: years: found 31; allowed: 1 to 30");
    }
}

//! What `carecurve verify` asks and how it judges: one [`Row`] for each figure. What is run, and on which threads, is the
//! business of `experiment` and of the command; here is what to run and what must come out.
//!
//! | section | asks |
//! |---|---|
//! | [`theory`] | do pathways report what queueing theory says, and notice when they should not? |
//! | [`conservation`] | is everyone, every bed-day and every penny somewhere? |
//! | [`extreme`] | do the ends of what a place can be point the right way? |
//! | [`gain`] | how much of what is put into a loop comes back? |
//! | [`band`] | does the baseline meet the published figures? |

pub mod band;
pub mod conservation;
pub mod extreme;
pub mod gain;
pub mod random;
pub mod theory;

use serde::Serialize;

/// A part of the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    Theory,
    Conservation,
    Extremes,
    Gains,
    Bands,
}

impl Section {
    pub const ALL: [Section; 5] = [
        Section::Theory,
        Section::Conservation,
        Section::Extremes,
        Section::Gains,
        Section::Bands,
    ];
    pub fn name(self) -> &'static str {
        match self {
            Section::Theory => "theory",
            Section::Conservation => "conservation",
            Section::Extremes => "extremes",
            Section::Gains => "gains",
            Section::Bands => "bands",
        }
    }
}

/// What became of a check.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Holds,
    Fails,
    /// The mechanism is not in the model: said, and no failure.
    NotBuilt,
    /// Only the long form asks.
    NotAsked,
}

impl Verdict {
    pub fn of(holds: bool) -> Verdict {
        if holds { Verdict::Holds } else { Verdict::Fails }
    }
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::Fails => "FAILS",
            Verdict::NotBuilt => "not built",
            Verdict::NotAsked => "not asked",
        }
    }
}

/// One line of the table.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Row {
    pub section: Section,
    /// What is checked, and which figure of it.
    pub check: String,
    pub figure: String,
    pub found: Option<f64>,
    pub expected: Option<f64>,
    /// Interval of what was found, or the band it must lie in.
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub verdict: Verdict,
    /// A reason, a stabiliser: what must stand beside the figures.
    pub note: String,
}

impl Row {
    /// A count of something that must not be: nought expected.
    pub fn none_of(
        section: Section,
        check: impl Into<String>,
        figure: impl Into<String>,
        found: usize,
        note: String,
    ) -> Row {
        Row {
            section,
            check: check.into(),
            figure: figure.into(),
            found: Some(found as f64),
            expected: Some(0.0),
            low: None,
            high: None,
            verdict: Verdict::of(found == 0),
            note,
        }
    }
    /// Something that is said and not measured.
    pub fn said(
        section: Section,
        check: impl Into<String>,
        figure: impl Into<String>,
        verdict: Verdict,
        note: impl Into<String>,
    ) -> Row {
        Row {
            section,
            check: check.into(),
            figure: figure.into(),
            found: None,
            expected: None,
            low: None,
            high: None,
            verdict,
            note: note.into(),
        }
    }
}

/// The head of the table and of the file.
pub const COLUMNS: [&str; 8] = [
    "section",
    "check",
    "figure",
    "found",
    "expected",
    "interval or band",
    "verdict",
    "note",
];

/// Rows under one another, aligned, with a last line that counts them.
pub fn table(rows: &[Row]) -> String {
    let head = COLUMNS.map(str::to_owned);
    let cells = std::iter::once(head).chain(rows.iter().map(cells));
    let cells: Vec<[String; 8]> = cells.collect();
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 8] = std::array::from_fn(width);
    let mut text = String::new();
    for row in &cells {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            // Numbers stand right, words left.
            line += &match column {
                3..=5 => format!("{cell:>width$}  "),
                _ => format!("{cell:<width$}  "),
            };
        }
        text += line.trim_end();
        text.push('\n');
    }
    let count = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    text += &format!(
        "{} hold, {} fail, {} not built, {} not asked\n",
        count(Verdict::Holds),
        count(Verdict::Fails),
        count(Verdict::NotBuilt),
        count(Verdict::NotAsked)
    );
    text
}

/// The same as comma-separated values, numbers in full.
pub fn csv(rows: &[Row]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer
            .serialize(row)
            .expect("a row of words and numbers is written to memory");
    }
    let bytes = writer.into_inner().expect("memory takes what is written");
    String::from_utf8(bytes).expect("rows are text")
}

/// Whether nothing fails.
pub fn all_hold(rows: &[Row]) -> bool {
    rows.iter().all(|row| row.verdict != Verdict::Fails)
}

fn cells(row: &Row) -> [String; 8] {
    let interval = match (row.low, row.high) {
        (Some(low), Some(high)) => format!("{} … {}", figure(low), figure(high)),
        (Some(low), None) => format!("{} or more", figure(low)),
        (None, Some(high)) => format!("{} or less", figure(high)),
        (None, None) => String::new(),
    };
    let told = |number: Option<f64>| number.map(figure).unwrap_or_default();
    [
        row.section.name().to_owned(),
        row.check.clone(),
        row.figure.clone(),
        told(row.found),
        told(row.expected),
        interval,
        row.verdict.word().to_owned(),
        row.note.clone(),
    ]
}

/// Digits fit for the size.
fn figure(value: f64) -> String {
    match value.abs() {
        size if size >= 1_000.0 || value == libm::round(value) => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_line_for_each_row_and_counts_them() {
        let good = Row::none_of(Section::Conservation, "pathways", "laws broken", 0, String::new());
        let bad = Row {
            low: Some(1.0),
            ..Row::none_of(Section::Theory, "a, b", "c", 2, "because".into())
        };
        let missing = Row::said(Section::Gains, "staff", "", Verdict::NotBuilt, "no staff yet");
        let rows = [good.clone(), bad, missing];
        let text = table(&rows);
        assert_eq!(text.lines().count(), 5);
        assert!(text.ends_with("1 hold, 1 fail, 1 not built, 0 not asked\n"), "{text}");
        assert!(!all_hold(&rows) && all_hold(&[good]));
        assert_eq!(
            csv(&rows).lines().nth(2),
            Some("theory,\"a, b\",c,2.0,0.0,1.0,,fails,because")
        );
    }
}

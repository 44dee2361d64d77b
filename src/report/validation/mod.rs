//! Results of experiments beside publications: table, forest plot and one page.

mod answer;
mod forest;
mod table;

pub use answer::answer;
pub use forest::forest;
pub use table::{TABLES, on_terminal};

use super::manifest::ILLUSTRATIVE;
use crate::analysis::Estimate;
use crate::analysis::validation::verdict::figure;
use crate::analysis::validation::{Row, Target, Verdict, counts};
use crate::scenario::validation::{Expect, Sign};

/// Judged rows with what must be said of the runs.
pub struct Study<'a> {
    pub rows: &'a [Row],
    /// What the experiments say of themselves, by id.
    pub notes: Vec<(String, String)>,
    pub people: u32,
    /// The fewest and the most of an experiment.
    pub replications: [u32; 2],
    pub seed: u64,
    pub warnings: Vec<String>,
    /// Shares (0 to 1) of the parameters that are sourced, calibrated and assumed.
    pub grades: [f64; 3],
}

impl Study<'_> {
    /// Rows that stand for an experiment.
    fn asked(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.verdict != Verdict::NotBuilt)
    }
    fn not_built(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.verdict == Verdict::NotBuilt)
    }
    /// "16 figures: 9 supported, 4 not supported …", for titles and the last line of the table.
    pub fn in_short(&self) -> String {
        let asked = self.asked().count();
        let told: Vec<String> = (counts(self.rows).into_iter())
            .filter(|(verdict, _)| *verdict != Verdict::NotBuilt)
            .map(|(verdict, n)| format!("{n} {}", short(verdict)))
            .collect();
        let missing = self.not_built().count();
        let missing = match missing {
            0 => String::new(),
            1 => "; 1 target not built yet".to_owned(),
            n => format!("; {n} targets not built yet"),
        };
        let plural = if asked == 1 { "" } else { "s" };
        let told = if told.is_empty() {
            "none".to_owned()
        } else {
            told.join(", ")
        };
        format!("{asked} figure{plural} read: {told}{missing}")
    }
    /// What stands under chart and page: people, seeds, interval.
    fn caption(&self) -> String {
        format!(
            "{} residents, {} of seed {}, paired between arms; 95 % t intervals. \
             {ILLUSTRATIVE}",
            super::words::thousands(f64::from(self.people)),
            self.replications(),
            self.seed
        )
    }
    /// "10 replications", "10 to 40 replications".
    fn replications(&self) -> String {
        match self.replications {
            [1, 1] => "1 replication".into(),
            [fewest, most] if fewest == most => format!("{most} replications"),
            [fewest, most] => format!("{fewest} to {most} replications"),
        }
    }
}

/// A verdict in two words.
fn short(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Undecided => "undecided",
        verdict => verdict.words(),
    }
}

/// `−0.42 (−0.61 to −0.23)`.
fn with_interval(estimate: &Estimate) -> String {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => {
            let [low, high] = [low, high].map(figure);
            format!("{} ({low} to {high})", figure(estimate.mean))
        }
        _ => format!("{} (no interval)", figure(estimate.mean)),
    }
}

/// The same of a published figure.
fn published(target: &Target) -> String {
    let [central, low, high] = [target.central, target.low, target.high].map(figure);
    format!("{central} ({low} to {high})")
}

/// Whether a published figure can stand on a row's axis: a ratio can on none but a ratio's, and none can where what is
/// scored is another figure than what was published.
fn one_scale(row: &Row, target: &Target) -> bool {
    let scored = target.scored_low..=target.scored_high;
    (target.unit == "ratio") == (row.unit == "ratio") && scored.contains(&target.central)
}

/// What stands beside a figure: what was published, or what must come out.
fn beside(row: &Row) -> String {
    match &row.target {
        Some(target) if one_scale(row, target) => format!("{} {}", target.id, published(target)),
        Some(target) => format!(
            "{} ({}: {}, {})",
            expected(&row.expect),
            target.id,
            published(target),
            target.unit
        ),
        None => expected(&row.expect),
    }
}

/// What must come out where nothing is published, in words.
fn expected(expect: &Expect) -> String {
    let sign = expect.sign.map(|sign| match sign {
        Sign::Negative => "below 0".to_owned(),
        Sign::Positive => "above 0".to_owned(),
    });
    let between = expect
        .between
        .map(|[low, high]| format!("{} to {}", figure(low), figure(high)));
    sign.into_iter().chain(between).collect::<Vec<_>>().join(", ")
}

/// `year 2`, `years 1 to 3`.
pub(super) fn years([first, last]: [u32; 2]) -> String {
    if first == last {
        format!("year {first}")
    } else {
        format!("years {first} to {last}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::validation::Sample;
    use crate::analysis::validation::target::{Part, ScoredAs};
    use crate::report::chart::{draw, picture::Shape};
    use crate::scenario::validation::Form;

    fn row(id: &str, unit: &str, values: &[f64], verdict: Verdict) -> Row {
        Row {
            id: id.into(),
            reading: 1,
            question: format!("Does {id} matter?"),
            says: format!("What {id} reads"),
            measure: "deaths".into(),
            years: Some([1, 2]),
            form: Some(Form::Percent),
            unit: unit.into(),
            expect: Expect {
                sign: Some(Sign::Negative),
                ..Expect::default()
            },
            estimate: Estimate::of(values, 0.95),
            target: None,
            verdict,
            because: "because".into(),
            samples: (values.iter().enumerate())
                .map(|(i, value)| Sample {
                    replication: i as u32 + 1,
                    base: 10.0,
                    alternative: 10.0 + value,
                    value: *value,
                })
                .collect(),
        }
    }

    fn study(rows: &[Row]) -> Study<'_> {
        Study {
            rows,
            notes: vec![("one".into(), "The lever.".into())],
            people: 100_000,
            replications: [3, 3],
            seed: 1,
            warnings: vec!["A caution.".into()],
            grades: [0.2, 0.1, 0.7],
        }
    }

    fn rows() -> Vec<Row> {
        let mut missing = row("VT22", "per cent", &[], Verdict::NotBuilt);
        (missing.reading, missing.years, missing.because) = (0, None, "needs a usual GP".into());
        vec![
            row("one", "per cent", &[-3.0, -2.0, -4.0], Verdict::Supported),
            row("two", "ratio", &[1.2, 1.4, 1.3], Verdict::NotSupported),
            row("three", "per cent", &[0.3], Verdict::Undecided),
            missing,
        ]
    }

    #[test]
    fn a_published_ratio_is_named_and_not_drawn_on_an_axis_of_per_cent() {
        let mut row = row("one", "per cent", &[-3.0, -2.0, -4.0], Verdict::Supported);
        row.target = Some(Target {
            id: "VT05".into(),
            claim: String::new(),
            metric: String::new(),
            comparison: String::new(),
            central: 71.0,
            low: 70.0,
            high: 72.0,
            expected: String::new(),
            horizon_years: 3.0,
            interval_basis: String::new(),
            interval_grade: String::new(),
            confidence: String::new(),
            needs: String::new(),
            unit: "ratio".into(),
            year: String::new(),
            source: String::new(),
            grade: String::new(),
            part: Part::HeldBack,
            part_note: String::new(),
            scored_as: ScoredAs::Interval,
            scored_central: 71.0,
            scored_low: 70.0,
            scored_high: 72.0,
            scored_unit: "ratio".into(),
            scored_note: String::new(),
            null_says: 1.0,
            step_says: 1.0,
            rivals_note: String::new(),
        });
        let texts = |row: &Row| -> String {
            let rows = [row.clone()];
            let picture = forest(&study(&rows));
            let text = |shape: &Shape| match shape {
                Shape::Text { text, .. } => format!("{text}\n"),
                _ => String::new(),
            };
            picture.shapes.iter().map(text).collect()
        };
        assert!(on_terminal(&study(std::slice::from_ref(&row))).contains("below 0 (VT05: 71 (70 to 72), ratio)"));
        assert!(!texts(&row).contains("71 (70 to 72)"));
        row.target.as_mut().expect("it was just set").unit = "per cent".into();
        assert!(texts(&row).contains("71 (70 to 72)"));
    }

    #[test]
    fn table_page_and_plot_tell_every_row() {
        let rows = rows();
        let study = study(&rows);
        assert_eq!(
            study.in_short(),
            "3 figures read: 1 supported, 1 not supported, 1 undecided; 1 target not built yet"
        );
        let (table, page) = (on_terminal(&study), answer(&study));
        for part in ["−3 (−5.48 to −0.52)", "not built yet", "needs a usual GP"] {
            assert!(
                table.contains(part) && page.contains(part),
                "{part} is not in\n{table}\n{page}"
            );
        }
        assert!(
            page.contains("Illustrative until validated.") && page.contains("A caution."),
            "{page}"
        );
        let mut csv = Vec::new();
        (TABLES[0].1)(&study, &mut csv).expect("memory takes what is written");
        let csv = String::from_utf8(csv).expect("it is text");
        assert_eq!(csv.lines().count(), 5, "{csv}");
        assert!(csv.contains("undecided (interval too wide),because"), "{csv}");
        let mut all = Vec::new();
        (TABLES[1].1)(&study, &mut all).expect("memory takes what is written");
        assert_eq!(String::from_utf8(all).expect("it is text").lines().count(), 1 + 7);
    }

    #[test]
    fn experiments_with_more_replications_than_others_say_so() {
        let rows = rows();
        let mut study = study(&rows);
        assert!(!answer(&study).contains("replications.\n"));
        study.replications = [3, 40];
        let page = answer(&study);
        assert!(page.contains("3 to 40 replications of seed 1"), "{page}");
        assert!(page.contains("\n3 replications.\n"), "{page}");
        study.replications = [1, 1];
        assert!(
            answer(&study).contains(" 1 replication of seed"),
            "a single one is no plural"
        );
    }

    #[test]
    fn the_plot_keeps_its_words_on_the_page_and_its_marks_in_their_panel() {
        let rows = rows();
        let picture = forest(&study(&rows));
        let svg = draw::svg(&picture).expect("it can be drawn");
        assert!(
            svg.contains("100,000 residents, 3 replications of seed 1"),
            "the caption says what was run"
        );
        for shape in &picture.shapes {
            let points = match shape {
                Shape::Text { at, .. } | Shape::Dot { at, .. } => vec![*at],
                Shape::Line { points, .. } | Shape::Area { points, .. } => points.clone(),
            };
            for (x, y) in points {
                assert!(
                    (0.0..=1200.0).contains(&x) && (0.0..=picture.height).contains(&y),
                    "{shape:?}"
                );
            }
        }
    }
}

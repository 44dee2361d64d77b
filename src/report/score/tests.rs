//! Tests of the page, the tables and the plot of scores.

use super::*;
use crate::analysis::validation::contest::{Figure, contest};
use crate::analysis::validation::targets;
use crate::report::chart::{draw, picture::Shape};
use crate::scenario::{Embedded, Source};

fn figure_of(target: &str, values: &[f64]) -> Figure {
    let text = Embedded
        .read("england/tables/validation_targets.csv")
        .expect("it is shipped");
    let all = targets(&text).expect("the shipped targets are sound");
    Figure {
        target: all.into_iter().find(|t| t.id == target).expect("it is shipped"),
        id: target.to_lowercase(),
        says: format!("What {target} reads"),
        values: values.iter().copied().map(Some).collect(),
        again: vec![Some(values[0] + 0.1)],
    }
}

fn told<T>(sign: f64, with: impl FnOnce(&Scoring<'_>) -> T) -> T {
    let figures = vec![
        figure_of("VT04", &[-3.0, -2.0, -1.0].map(|x| sign * x)),
        figure_of("VT12", &[1.0, 0.5, 1.5].map(|x| sign * x)),
        figure_of("VT07", &[-8.0, -9.0, -5.0].map(|x| sign * x)),
        figure_of("VT14", &[-4.0, -5.0, -6.0]),
    ];
    let found = contest(figures, 3, 1);
    with(&Scoring {
        contest: &found,
        people: 12_000,
        again: 1,
        fitted: None,
        parameters: 7,
        seed: 1,
        left_out: vec![("VT99".into(), "not built yet: needs a ward".into())],
        warnings: vec!["A caution.".into()],
        grades: [0.2, 0.1, 0.7],
    })
}

#[test]
fn page_table_and_plot_tell_the_verdict_and_every_figure() {
    told(1.0, |scoring| {
        let (page, table) = (answer(scoring), on_terminal(scoring));
        assert!(
            scoring
                .verdict()
                .contains("closer than both rivals: closer than no effect by"),
            "{}",
            scoring.verdict()
        );
        for part in ["VT04", "VT12", "VT07", "VT14", "needs a ward", &scoring.verdict()] {
            assert!(
                page.contains(part) && table.contains(part),
                "{part} is not in\n{page}\n{table}"
            );
        }
        for part in [
            "VT14 (sets a parameter)",
            "all 3 targets",
            "A caution.",
            "Illustrative until validated.",
            "0 to 3",
        ] {
            assert!(page.contains(part), "{part} is not in\n{page}");
        }
        let picture = forest(scoring);
        let texts: Vec<&str> = (picture.shapes.iter())
            .filter_map(|shape| match shape {
                Shape::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert!(
            texts.iter().any(|text| text.contains("VT12 · vt12 · per cent")),
            "{texts:?}"
        );
        assert!(draw::svg(&picture).expect("it can be drawn").contains("Halves"));
        for (name, write) in TABLES {
            let mut bytes = Vec::new();
            write(scoring, &mut bytes).expect("memory takes what is written");
            let lines = String::from_utf8(bytes).expect("it is text").lines().count();
            let expected = match *name {
                "scores.csv" => 1 + 4,
                "totals.csv" => 1 + 2,
                "targets_left_out.csv" => 1 + 3,
                _ => 1 + 4 * 3,
            };
            assert_eq!(lines, expected, "{name}");
        }
    });
}

#[test]
fn a_model_of_the_wrong_sign_is_told_to_be_further_off() {
    told(-1.0, |scoring| {
        assert!(
            scoring
                .verdict()
                .contains("closer than neither rival: further off than no effect by"),
            "{}",
            scoring.verdict()
        );
    });
}

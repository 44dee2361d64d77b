//! Tests of the contest between the model and its rivals.

use super::*;
use crate::analysis::validation::targets;
use crate::engine::sample;
use crate::scenario::{Embedded, Source};

fn shipped() -> Vec<Target> {
    let text = Embedded
        .read("england/tables/validation_targets.csv")
        .expect("it is shipped");
    targets(&text).expect("the shipped targets are sound")
}

fn figure(target: &str, values: impl Iterator<Item = f64>) -> Figure {
    let all = shipped();
    Figure {
        target: all.iter().find(|t| t.id == target).expect("it is shipped").clone(),
        id: "e".into(),
        says: "what".into(),
        values: values.map(Some).collect(),
        again: Vec::new(),
    }
}

/// Forty values about a mean.
fn about(mean: f64, sd: f64) -> impl Iterator<Item = f64> + Clone {
    (0..40).map(move |i| mean + sd * sample::normal((f64::from(i) + 0.5) / 40.0))
}

#[test]
fn a_model_near_the_publications_is_closer_than_both_rivals_and_its_mirror_image_loses_to_no_effect() {
    // Half the published effects, as a model of small effects finds them.
    let found = |sign: f64| {
        let figures: Vec<Figure> = [
            ("VT04", -1.5),
            ("VT07", -4.0),
            ("VT12", 1.0),
            ("VT18", -2.5),
            ("VT21", -12.0),
        ]
        .into_iter()
        .map(|(id, mean)| figure(id, about(sign * mean, 0.5)))
        .collect();
        contest(figures, 40, 1).totals.remove(0)
    };
    let right = found(1.0);
    assert!(right.is_closer() && right.is_clear(), "{right:?}");
    assert!(right.gains[0].skill.unwrap() > 0.2);
    // The planted defect: the sign of every effect swapped.
    let swapped = found(-1.0);
    assert!(!swapped.is_closer() && swapped.gains[0].range[1] < 0.0, "{swapped:?}");
    assert!(swapped.gains[0].skill.unwrap() < 0.0);
}

#[test]
fn a_target_counts_once_whatever_number_of_figures_is_set_beside_it() {
    let good = || figure("VT04", about(-3.1, 0.5));
    let bad = || figure("VT21", about(40.0, 0.5));
    let one = contest(vec![good(), bad()], 40, 1);
    let many = contest(vec![good(), bad(), bad(), bad()], 40, 1);
    assert_eq!(one.totals[0].targets, ["VT04", "VT21"]);
    let same = |a: Three, b: Three| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12);
    assert!(same(one.totals[0].scores, many.totals[0].scores));
    // By hand: the mean of two.
    let by_hand = (one.scored[0].scores[0] + one.scored[1].scores[0]) / 2.0;
    assert!((one.totals[0].scores[0] - by_hand).abs() < 1e-12);
    // Unlike figures of one target: their mean.
    let mixed = contest(vec![good(), figure("VT04", about(6.0, 0.5))], 40, 1);
    let by_hand = (mixed.scored[0].scores[0] + mixed.scored[1].scores[0]) / 2.0;
    assert!((mixed.totals[0].scores[0] - by_hand).abs() < 1e-12 && mixed.totals[0].targets.len() == 1);
}

#[test]
fn a_target_that_set_a_parameter_is_scored_and_in_no_total() {
    let sets: Vec<Target> = shipped()
        .into_iter()
        .filter(|t| t.part == Part::SetsAParameter)
        .collect();
    assert!(sets.len() > 1, "VT14, VT15 and VT22 set some");
    let figures: Vec<Figure> = (sets.iter().map(|t| t.id.as_str()))
        .chain(["VT04", "VT12"])
        .map(|id| figure(id, about(-1.0, 0.5)))
        .collect();
    let n = figures.len();
    let found = contest(figures, 40, 1);
    assert_eq!(found.scored.len(), n);
    assert_eq!(found.totals.len(), 1, "one part, one total");
    assert_eq!(found.totals[0].targets, ["VT04", "VT12"]);
    let alone = contest(vec![figure(&sets[0].id, about(-1.0, 0.5))], 40, 1);
    assert_eq!((alone.scored.len(), alone.totals.len()), (1, 0));
}

#[test]
fn targets_held_back_have_a_total_of_their_own() {
    let mut held = figure("VT12", about(1.0, 0.5));
    held.target.part = Part::HeldBack;
    let found = contest(vec![figure("VT04", about(-1.0, 0.5)), held], 40, 1);
    let parts: Vec<Option<Part>> = found.totals.iter().map(|total| total.part).collect();
    assert_eq!(parts, [None, Some(Part::CheckedWhileBuilding), Some(Part::HeldBack)]);
    assert_eq!(found.totals[2].targets, ["VT12"]);
}

#[test]
fn the_target_that_decides_is_told() {
    // Four figures a little worse than no effect, one far better.
    let mut figures: Vec<Figure> = ["VT20", "VT08", "VT12", "VT10"]
        .into_iter()
        .map(|id| figure(id, about(if id == "VT08" { 0.3 } else { -0.3 }, 0.1)))
        .collect();
    figures.push(figure("VT07", about(-6.7, 0.5)));
    let total = contest(figures, 40, 1).totals.remove(0);
    assert!(total.is_closer());
    assert_eq!(total.decides().expect("there are five").target, "VT07");
    assert_eq!(total.turning(), ["VT07"]);
    assert!(
        total.gains[0].over_targets.unwrap() > total.gains[0].mean,
        "one target carries all: {total:?}"
    );
}

/// A model that says nought and is wide by luck alone is no closer than nought: it is the same forecast.
#[test]
fn luck_alone_wins_nothing() {
    let (published, sd) = ("VT21", 20.0);
    let mut lucky = figure(published, about(0.0, sd));
    // Every draw again, with a luck of its own: values far apart in the list.
    lucky.again = (0..40).map(|i| lucky.values[(i * 17 + 5) % 40]).collect();
    assert!(lucky.luck_share().unwrap() > 0.8, "{:?}", lucky.luck_share());
    let [model, null, _] = contest(vec![lucky.clone()], 40, 1).totals.remove(0).scores;
    assert!((model / null - 1.0).abs() < 0.1, "{model} beside {null}");
    // Beside a rival without luck it would seem closer by far.
    lucky.again.clear();
    let [model, null, _] = contest(vec![lucky], 40, 1).totals.remove(0).scores;
    assert!(model < 0.8 * null, "{model} beside {null}");
}

#[test]
fn luck_is_its_share_of_the_variance_over_draws() {
    let mut one = figure("VT04", [-1.0, 1.0, -1.0, 1.0].into_iter());
    // Variance over draws 4⁄3; between two lucks ½ · mean of 1 and 1.
    one.again = vec![Some(0.0), Some(0.0)];
    assert!((one.luck_share().unwrap() - 0.5 / (4.0 / 3.0)).abs() < 1e-12);
    one.again.clear();
    assert_eq!(one.luck_share(), None);
    // A figure without a spread is not scored, and told.
    let mut none = figure("VT12", [0.5].into_iter());
    none.values.push(None);
    let found = contest(vec![one, none], 4, 1);
    assert_eq!((found.scored.len(), found.unscored.len()), (1, 1));
}

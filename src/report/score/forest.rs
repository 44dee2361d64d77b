//! The forest plot: the published interval, the model's spread and the rivals' points on one axis, halves of the published
//! interval from its middle, so that figures in different units lie side by side.

use super::table::luck;
use super::{Scoring, model, scored_against, two};
use crate::analysis::validation::contest::Scored;
use crate::analysis::validation::target::Part;
use crate::analysis::validation::verdict::figure;
use crate::report::chart::panel::{range, ticks};
use crate::report::chart::picture::{BLUE, GRID, Held, Ink, ORANGE, Picture, QUIET, TEXT, VERMILLION, WIDTH, wrap};

/// Left and right end of the plot, and where numbers and scores stand.
const PLOT: (f64, f64) = (430.0, 780.0);
const NUMBERS: f64 = 802.0;
const SCORES: [f64; 3] = [WIDTH - 142.0, WIDTH - 87.0, WIDTH - 32.0];
const TALL: f64 = 56.0;
/// Nothing is drawn further out than so many halves.
const FURTHEST: f64 = 8.0;
const MODEL: Ink = BLUE;
const PUBLISHED: Ink = VERMILLION;
const NULL: Ink = TEXT;
const STEP: Ink = ORANGE;

/// The plot of all figures that are scored.
pub fn forest(scoring: &Scoring<'_>) -> Picture {
    let shown = "Band: what the figure is scored against, the published interval unless a rule says otherwise. Filled circle and line: \
                 median and 95 % of the model's draws. Open circle: no effect. Cross: a step of −3 % from year 3. The axis is in halves of \
                 the band from its middle, left is lower. Right: the scores of the three, in the same halves; smaller is better.";
    let (mut picture, top) = Picture::page(&format!("{}.", scoring.headline()), shown);
    let rows = &scoring.contest.scored;
    let ends = rows.iter().flat_map(ends).chain([-1.0, 1.0]);
    let (low, high) = range(ends.map(|end| end.clamp(-FURTHEST, FURTHEST)), 0.1);
    let x = |value: f64| PLOT.0 + ((value - low) / (high - low)).clamp(0.0, 1.0) * (PLOT.1 - PLOT.0);
    let head = top + 26.0;
    let foot = head + 14.0 + TALL * rows.len() as f64;
    picture.text(
        (32.0, head),
        "Halves of the published interval",
        16.0,
        TEXT,
        true,
        Held::Left,
    );
    for (at, (words, ink)) in SCORES.iter().zip([("model", TEXT), ("none", TEXT), ("step", TEXT)]) {
        picture.text((*at, head), words, 13.5, ink, true, Held::Right);
    }
    for tick in ticks(low, high, 6) {
        picture.line(vec![(x(tick), head + 12.0), (x(tick), foot)], GRID, 1.0, None);
        picture.text((x(tick), foot + 12.0), &figure(tick), 13.0, QUIET, false, Held::Middle);
    }
    for (i, row) in rows.iter().enumerate() {
        let middle = head + 14.0 + TALL * (i as f64 + 0.5);
        if i > 0 {
            let line = middle - TALL / 2.0;
            picture.line(vec![(32.0, line), (SCORES[2], line)], GRID, 1.0, None);
        }
        one(&mut picture, row, middle, &x);
    }
    let mut caption = format!("{}. {}", scoring.verdict(), scoring.caption());
    let left_out: Vec<&str> = scoring.left_out.iter().map(|(id, _)| id.as_str()).collect();
    if !left_out.is_empty() {
        caption = format!("Not scored: {}. {caption}", left_out.join(", "));
    }
    picture.finish(foot + 20.0, &caption)
}

/// A value on the axis: halves of the interval from its middle.
fn placed(row: &Scored, value: f64) -> f64 {
    let target = &row.figure.target;
    (value - (target.scored_low + target.scored_high) / 2.0) / target.against().half_width()
}

fn ends(row: &Scored) -> impl Iterator<Item = f64> {
    let target = &row.figure.target;
    let [low, high] = row.range;
    [row.median, low, high, target.null_says, target.step_says]
        .map(|value| placed(row, value))
        .into_iter()
}

fn one(picture: &mut Picture, row: &Scored, middle: f64, x: &impl Fn(f64) -> f64) {
    let target = &row.figure.target;
    let sets = if target.part == Part::SetsAParameter {
        ", sets a parameter"
    } else {
        ""
    };
    let about = format!("{} · {} · {}{sets}", target.id, row.figure.id, target.scored_unit);
    let lines = wrap(&row.figure.says, 14.0, false, PLOT.0 - 32.0 - 20.0);
    let mut words: Vec<(&str, f64, Ink)> = lines.iter().map(|line| (line.as_str(), 14.0, TEXT)).collect();
    words.push((&about, 12.0, QUIET));
    for (i, (text, size, ink)) in words.iter().enumerate() {
        let y = middle + 16.0 * (i as f64 - (words.len() as f64 - 1.0) / 2.0);
        picture.text((32.0, y), text, *size, *ink, false, Held::Left);
    }
    picture.bar((x(-1.0), middle - 20.0), (x(1.0), middle + 20.0), PUBLISHED, 0.16);
    let at = |value: f64| x(placed(row, value));
    let central = at(target.scored_central);
    picture.line(
        vec![(central, middle - 20.0), (central, middle + 20.0)],
        PUBLISHED,
        1.6,
        None,
    );
    let [low, high] = row.range.map(at);
    let above = middle - 8.0;
    picture.line(vec![(low, above), (high, above)], MODEL, 2.4, None);
    for end in [low, high] {
        picture.line(vec![(end, above - 4.0), (end, above + 4.0)], MODEL, 2.0, None);
    }
    picture.dot((at(row.median), above), 6.0, MODEL, false);
    let below = middle + 9.0;
    picture.dot((at(target.null_says), below), 5.5, NULL, true);
    let step = at(target.step_says);
    for way in [-1.0, 1.0] {
        let arm = vec![(step - 5.0, below - way * 5.0), (step + 5.0, below + way * 5.0)];
        picture.line(arm, STEP, 2.4, None);
    }
    let spread = format!("{}; luck {}", model(row), luck(row.luck));
    picture.text((NUMBERS, above), &spread, 12.5, MODEL, true, Held::Left);
    picture.text(
        (NUMBERS, below),
        &scored_against(target),
        12.5,
        PUBLISHED,
        false,
        Held::Left,
    );
    let best = row.scores.iter().fold(f64::INFINITY, |least, score| least.min(*score));
    for (at, score) in SCORES.iter().zip(row.scores) {
        let best = score <= best;
        let ink = if best { TEXT } else { QUIET };
        picture.text((*at, middle), &two(score), 13.5, ink, best, Held::Right);
    }
}

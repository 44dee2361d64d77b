//! The forest plot: one row a figure, the model's above the published one, a panel for each unit with its zero line.

use super::{Study, expected, one_scale, published, short, with_interval, years};
use crate::analysis::validation::{Row, Target, Verdict};
use crate::report::chart::panel::{range, ticks};
use crate::report::chart::picture::{BLUE, GREEN, GRID, Held, Ink, Picture, QUIET, TEXT, VERMILLION, WIDTH, wrap};
use crate::report::words;

/// Left and right end of the plot, and where numbers and verdicts stand.
const PLOT: (f64, f64) = (480.0, 800.0);
const NUMBERS: f64 = 822.0;
const VERDICTS: f64 = WIDTH - 32.0;
const TALL: f64 = 52.0;
/// Beyond this from nothing a row is wide.
const WIDE: f64 = 15.0;
const MODEL: Ink = BLUE;
const PUBLISHED: Ink = VERMILLION;

/// The plot of all rows that were run.
pub fn forest(study: &Study<'_>) -> Picture {
    let shown = "Filled circle: the model, difference between two arms with the same people and luck, or the growth of one. Open square: the \
                 publication. Grey band or arrow: what must come out where no size is published. Lines: 95 % intervals.";
    let (mut picture, top) = Picture::page(&format!("{}.", study.in_short()), shown);
    let mut y = top + 8.0;
    for unit in units(study) {
        let rows: Vec<&Row> = study
            .asked()
            .filter(|row| row.unit == unit && row.estimate.is_some())
            .collect();
        // A wide row would press the others into one point, so it has an axis of its own.
        let (wide, near): (Vec<&Row>, Vec<&Row>) = rows.into_iter().partition(|row| reach(row) > WIDE);
        let both = !wide.is_empty() && !near.is_empty();
        for (rows, scale) in [(near, ""), (wide, if both { ", on a wider scale" } else { "" })] {
            if !rows.is_empty() {
                y = panel(&mut picture, &unit, scale, &rows, y);
            }
        }
    }
    let later: Vec<&str> = study.not_built().map(|row| row.id.as_str()).collect();
    let mut caption = String::new();
    if !later.is_empty() {
        caption = format!("Not built yet, and so not drawn: {}. ", later.join(", "));
    }
    picture.finish(y, &(caption + &study.caption()))
}

/// Units in the order in which rows first have them; per cent first.
fn units(study: &Study<'_>) -> Vec<String> {
    let mut units: Vec<String> = Vec::new();
    for row in study.asked().filter(|row| row.estimate.is_some()) {
        if !units.contains(&row.unit) {
            units.push(row.unit.clone());
        }
    }
    units.sort_by_key(|unit| unit != "per cent");
    units
}

/// The value at which nothing differs.
fn neutral(unit: &str) -> f64 {
    if unit == "ratio" { 1.0 } else { 0.0 }
}

/// The published figure, if it lies on the row's axis.
fn drawn(row: &Row) -> Option<&Target> {
    row.target.as_ref().filter(|target| one_scale(row, target))
}

/// Everything of a row that must lie on its axis.
fn ends(row: &Row) -> impl Iterator<Item = f64> {
    let e = row.estimate.expect("only rows with an estimate are drawn");
    let target = drawn(row).map_or([e.mean; 2], |t| [t.low, t.high]);
    let between = row.expect.between.unwrap_or([e.mean; 2]);
    [e.mean, e.low.unwrap_or(e.mean), e.high.unwrap_or(e.mean)]
        .into_iter()
        .chain(target)
        .chain(between)
}

/// How far a row reaches from nothing.
fn reach(row: &Row) -> f64 {
    ends(row).fold(0.0, |most, end| most.max((end - neutral(&row.unit)).abs()))
}

/// Draws one panel from `top`, gives where the next may begin.
fn panel(picture: &mut Picture, unit: &str, scale: &str, rows: &[&Row], top: f64) -> f64 {
    let (low, high) = range(rows.iter().flat_map(|row| ends(row)).chain([neutral(unit)]), 0.1);
    // What lies beyond the axis is drawn to its end.
    let x = |value: f64| PLOT.0 + ((value - low) / (high - low)).clamp(0.0, 1.0) * (PLOT.1 - PLOT.0);
    let head = top + 18.0;
    let foot = head + 14.0 + TALL * rows.len() as f64;
    let heading = format!("{}{scale}", words::label(unit));
    picture.text((32.0, head), &heading, 16.0, TEXT, true, Held::Left);
    for tick in ticks(low, high, 5) {
        picture.line(vec![(x(tick), head + 12.0), (x(tick), foot)], GRID, 1.0, None);
        let text = crate::analysis::validation::verdict::figure(tick);
        picture.text((x(tick), foot + 12.0), &text, 13.0, QUIET, false, Held::Middle);
    }
    picture.line(
        vec![(x(neutral(unit)), head + 12.0), (x(neutral(unit)), foot)],
        QUIET,
        1.6,
        None,
    );
    for (i, row) in rows.iter().enumerate() {
        let middle = head + 14.0 + TALL * (i as f64 + 0.5);
        if i > 0 {
            let line = middle - TALL / 2.0;
            picture.line(vec![(32.0, line), (VERDICTS, line)], GRID, 1.0, None);
        }
        one(picture, row, middle, &x);
    }
    foot + 30.0
}

/// One row: words, marks, numbers, verdict.
fn one(picture: &mut Picture, row: &Row, middle: f64, x: &impl Fn(f64) -> f64) {
    let lines = wrap(&row.says, 14.5, false, PLOT.0 - 32.0 - 24.0);
    let beside = row.target.as_ref().map(|target| format!(" · beside {}", target.id));
    let about = format!(
        "{}, {}, {}{}",
        row.id,
        row.years.map(years).unwrap_or_default(),
        row.unit,
        beside.unwrap_or_default()
    );
    let mut words: Vec<(&str, f64, Ink)> = lines.iter().map(|line| (line.as_str(), 14.5, TEXT)).collect();
    words.push((&about, 12.0, QUIET));
    let rise = 17.0;
    for (i, (text, size, ink)) in words.iter().enumerate() {
        let y = middle + rise * (i as f64 - (words.len() as f64 - 1.0) / 2.0);
        picture.text((32.0, y), text, *size, *ink, false, Held::Left);
    }
    let (model, other) = (middle - 9.0, middle + 9.0);
    if let Some([low, high]) = row.expect.between {
        picture.bar((x(low), middle - 20.0), (x(high), middle + 20.0), QUIET, 0.13);
    } else if let (None, Some(sign)) = (drawn(row), row.expect.sign) {
        let way = match sign {
            crate::scenario::validation::Sign::Negative => -1.0,
            crate::scenario::validation::Sign::Positive => 1.0,
        };
        arrow(picture, (x(0.0), other), way);
    }
    let estimate = row.estimate.expect("only rows with an estimate are drawn");
    if let (Some(low), Some(high)) = (estimate.low, estimate.high) {
        whisker(picture, (x(low), x(high)), model, MODEL);
    }
    picture.dot((x(estimate.mean), model), 6.0, MODEL, false);
    picture.text(
        (NUMBERS, model),
        &with_interval(&estimate),
        14.0,
        MODEL,
        true,
        Held::Left,
    );
    if let Some(target) = drawn(row) {
        whisker(picture, (x(target.low), x(target.high)), other, PUBLISHED);
        square(picture, (x(target.central), other), 5.5);
        picture.text((NUMBERS, other), &published(target), 14.0, PUBLISHED, false, Held::Left);
    } else {
        let text = format!("expected {}", expected(&row.expect));
        picture.text((NUMBERS, other), &text, 13.0, QUIET, false, Held::Left);
    }
    let (ink, strong) = match row.verdict {
        Verdict::Supported => (GREEN, true),
        Verdict::NotSupported => (TEXT, true),
        _ => (QUIET, false),
    };
    picture.text((VERDICTS, middle), short(row.verdict), 14.5, ink, strong, Held::Right);
}

fn whisker(picture: &mut Picture, (low, high): (f64, f64), y: f64, ink: Ink) {
    picture.line(vec![(low, y), (high, y)], ink, 2.0, None);
    for x in [low, high] {
        picture.line(vec![(x, y - 4.0), (x, y + 4.0)], ink, 2.0, None);
    }
}

/// An open square: told from a filled circle without its colour.
fn square(picture: &mut Picture, (x, y): (f64, f64), half: f64) {
    let edge = |half: f64| {
        vec![
            (x - half, y - half),
            (x + half, y - half),
            (x + half, y + half),
            (x - half, y + half),
        ]
    };
    picture.area(edge(half), PUBLISHED, 1.0);
    picture.area(edge(half - 2.0), crate::report::chart::picture::PAPER, 1.0);
}

/// From the line of nothing into the side on which the figure must lie.
fn arrow(picture: &mut Picture, (x, y): (f64, f64), way: f64) {
    let tip = (x + way * 26.0).clamp(PLOT.0, PLOT.1);
    picture.line(vec![(x, y), (tip, y)], QUIET, 2.0, None);
    picture.line(
        vec![(tip - way * 6.0, y - 5.0), (tip, y), (tip - way * 6.0, y + 5.0)],
        QUIET,
        2.0,
        None,
    );
}

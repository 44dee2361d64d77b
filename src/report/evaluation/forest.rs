//! The forest plot: one row a design, a panel for each outcome and for people and places, with the truth as a line.

use super::{Evaluated, estimate, groups, outcome, share, title};
use crate::analysis::evaluation::{Level, Performance, percent};
use crate::analysis::validation::verdict::figure;
use crate::report::chart::panel::{range, ticks};
use crate::report::chart::picture::{BLUE, GRID, Held, Picture, QUIET, TEXT, VERMILLION, WIDTH};

/// Left and right end of the plot, and where numbers stand.
const PLOT: (f64, f64) = (340.0, 800.0);
const NUMBERS: f64 = 822.0;
const TALL: f64 = 46.0;

/// The plot of all designs.
pub fn forest(evaluated: &Evaluated<'_>) -> Picture {
    let shown = "Filled circle and line: mean estimate and mean 95 % interval of a design. Small rings: single replications. \
                 Vermillion: the truth, from the same people's other life without the change. Per cent of the rate without it.";
    let (mut picture, top) = Picture::page(&title_of(evaluated), shown);
    let mut y = top + 8.0;
    for (level, of) in groups(evaluated.performances) {
        y = panel(&mut picture, evaluated, level, &of, y);
    }
    picture.finish(y, &evaluated.caption())
}

/// The finding; a number keeps to its per-cent sign where the line breaks.
fn title_of(evaluated: &Evaluated<'_>) -> String {
    format!("{}.", evaluated.finding()).replace(" %", "\u{a0}%")
}

/// Estimates of single replications, in per cent.
fn single<'a>(evaluated: &'a Evaluated<'_>, one: &'a Performance) -> impl Iterator<Item = f64> + 'a {
    let of = (evaluated.readings.iter()).filter(|r| (r.design, r.outcome) == (one.design, one.outcome));
    of.filter_map(|reading| Some(percent(reading.found.as_ref()?.log[0])))
}

fn panel(picture: &mut Picture, evaluated: &Evaluated<'_>, level: Level, of: &[&Performance], top: f64) -> f64 {
    let ends = of.iter().flat_map(|one| {
        let interval = one.interval.into_iter().flatten();
        interval.chain(single(evaluated, one)).chain(one.truth)
    });
    let (low, high) = range(ends.chain([0.0]), 0.1);
    let x = |value: f64| PLOT.0 + ((value - low) / (high - low)).clamp(0.0, 1.0) * (PLOT.1 - PLOT.0);
    let head = top + 18.0;
    let foot = head + 30.0 + TALL * of.len() as f64;
    let heading = format!("{}, {}", outcome(of[0]), level.words());
    picture.text((32.0, head), &heading, 16.0, TEXT, true, Held::Left);
    for tick in ticks(low, high, 6) {
        picture.line(vec![(x(tick), head + 28.0), (x(tick), foot)], GRID, 1.0, None);
        picture.text((x(tick), foot + 12.0), &figure(tick), 13.0, QUIET, false, Held::Middle);
    }
    picture.line(vec![(x(0.0), head + 28.0), (x(0.0), foot)], QUIET, 1.4, None);
    if let Some(truth) = of[0].truth {
        picture.line(
            vec![(x(truth), head + 26.0), (x(truth), foot)],
            VERMILLION,
            2.4,
            Some(6.0),
        );
        let told = format!("The truth: {} %", figure(truth));
        picture.text((x(truth), head + 16.0), &told, 13.5, VERMILLION, true, Held::Middle);
    }
    for (text, at) in [("finds, % (95 %)", NUMBERS), ("bias, coverage", NUMBERS + 196.0)] {
        picture.text((at, head + 16.0), text, 12.5, QUIET, false, Held::Left);
    }
    for (i, one) in of.iter().enumerate() {
        let middle = head + 30.0 + TALL * (i as f64 + 0.5);
        if i > 0 {
            let line = middle - TALL / 2.0;
            picture.line(vec![(32.0, line), (WIDTH - 32.0, line)], GRID, 1.0, None);
        }
        picture.text((32.0, middle - 8.0), title(one), 14.5, TEXT, false, Held::Left);
        let size = match level {
            Level::People => format!("{:.0} people", one.size),
            Level::Places => format!("{:.0} places", one.size),
        };
        picture.text((32.0, middle + 10.0), &size, 12.0, QUIET, false, Held::Left);
        for value in single(evaluated, one) {
            picture.dot((x(value), middle + 11.0), 2.8, QUIET, true);
        }
        if let (Some(mean), Some([low, high])) = (&one.estimate, one.interval) {
            let at = middle - 4.0;
            picture.line(vec![(x(low), at), (x(high), at)], BLUE, 2.0, None);
            for end in [low, high] {
                picture.line(vec![(x(end), at - 4.0), (x(end), at + 4.0)], BLUE, 2.0, None);
            }
            picture.dot((x(mean.mean), at), 6.0, BLUE, false);
        }
        picture.text((NUMBERS, middle), &estimate(one), 13.5, BLUE, true, Held::Left);
        if let Some(bias) = &one.bias {
            let told = format!("{}, {}", figure(bias.mean), share(one.coverage));
            picture.text((NUMBERS + 196.0, middle), &told, 13.5, TEXT, false, Held::Left);
        }
    }
    foot + 34.0
}

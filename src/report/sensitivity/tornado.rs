//! The tornado: the parameters that matter most, each bar the effect of its low to its high value, with the interval.

use super::{Analysed, share, with_interval};
use crate::analysis::validation::verdict::figure;
use crate::report::chart::panel::{range, ticks};
use crate::report::chart::picture::{BLUE, GRID, Held, Picture, QUIET, TEXT, VERMILLION, width};

/// Left and right end of the plot, and where numbers stand.
const PLOT: (f64, f64) = (460.0, 930.0);
const NUMBERS: f64 = 956.0;
const TALL: f64 = 46.0;

/// The plot of the first outcome.
pub fn tornado(analysed: &Analysed<'_>) -> Picture {
    let outcome = &analysed.found.outcomes[0];
    let most = analysed.found.most();
    let shown = format!(
        "Change in the difference of {} between {} and {} (points, {}) when one parameter moves from its low to its high value. \
         Lines: 95 % interval. Pale: not told apart from nought, all of the last round together.",
        outcome.title, analysed.alternative, analysed.base, outcome.unit
    );
    let title = format!("{}.", analysed.finding())
        .replace('`', "")
        .replace(" %", "\u{a0}%");
    let (mut picture, top) = Picture::page(&title, &shown);
    let effects = || most.iter().filter_map(|one| one.effects[0]);
    let (low, high) = range(effects().flat_map(|e| [e.low, e.high, e.estimate]).chain([0.0]), 0.1);
    let x = |value: f64| PLOT.0 + (value - low) / (high - low) * (PLOT.1 - PLOT.0);
    let head = top + 34.0;
    let foot = head + TALL * most.len() as f64;
    for tick in ticks(low, high, 6) {
        picture.line(vec![(x(tick), head - 6.0), (x(tick), foot)], GRID, 1.0, None);
        picture.text((x(tick), foot + 14.0), &figure(tick), 13.0, QUIET, false, Held::Middle);
    }
    picture.line(vec![(x(0.0), head - 6.0), (x(0.0), foot)], QUIET, 1.4, None);
    picture.text(
        (x(0.0) - 10.0, head - 16.0),
        "high lowers it",
        13.5,
        BLUE,
        true,
        Held::Right,
    );
    picture.text(
        (x(0.0) + 10.0, head - 16.0),
        "high raises it",
        13.5,
        VERMILLION,
        true,
        Held::Left,
    );
    for (i, one) in most.iter().enumerate() {
        let p = &analysed.found.parameters[one.parameter];
        let y = head + TALL * (i as f64 + 0.5);
        picture.text((32.0, y - 8.0), &p.path, 13.5, TEXT, false, Held::Left);
        let values = format!("{} to {}, shipped {}", p.low, p.high, p.value);
        let with_unit = format!("{values}; {}", p.unit);
        // A long unit would run into the plot; it stands in the tables.
        let fits = width(&with_unit, 12.0, false) < PLOT.0 - 48.0;
        let text = if fits { &with_unit } else { &values };
        picture.text((32.0, y + 10.0), text, 12.0, QUIET, false, Held::Left);
        let Some(effect) = one.effects[0] else { continue };
        let ink = if effect.estimate < 0.0 { BLUE } else { VERMILLION };
        let cover = if one.told { 0.85 } else { 0.3 };
        picture.bar((x(0.0), y - 12.0), (x(effect.estimate), y + 12.0), ink, cover);
        picture.line(vec![(x(effect.low), y), (x(effect.high), y)], TEXT, 1.6, None);
        for end in [effect.low, effect.high] {
            picture.line(vec![(x(end), y - 4.0), (x(end), y + 4.0)], TEXT, 1.6, None);
        }
        picture.text((NUMBERS, y), &with_interval(effect), 13.5, TEXT, one.told, Held::Left);
    }
    if most.is_empty() {
        picture.text(
            (32.0, foot + 8.0),
            "No parameter moved it.",
            15.0,
            TEXT,
            false,
            Held::Left,
        );
    }
    let mut bottom = foot + 30.0;
    if let Some(told) = analysed.found.standings[0] {
        let text = format!(
            "Over all draws: mean {}, 95 % of them {} to {}; as shipped {}; luck alone keeps the sign in {}.",
            figure(told.draws.mean),
            figure(told.range[0]),
            figure(told.range[1]),
            figure(told.usual.mean),
            share(told.same_by_luck)
        );
        picture.text((32.0, bottom + 8.0), &text, 14.5, TEXT, false, Held::Left);
        bottom += 22.0;
    }
    picture.finish(bottom, &analysed.caption())
}

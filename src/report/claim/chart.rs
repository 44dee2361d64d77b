//! The chart of verdicts: each claim with its verdict, and each figure that decides on a line of its own scale: where the
//! claim puts it (grey), nothing (upright line), and what came out with its interval.

use super::{Study, claimed, verdict, with_interval, years};
use crate::analysis::claim::{Judged, Row, Verdict};
use crate::report::chart::picture::{
    BLUE, GREEN, GRID, Held, Ink, ORANGE, Picture, QUIET, TEXT, VERMILLION, WIDTH, wrap,
};
use crate::scenario::claim::{Region, Role};

const PLOT: (f64, f64) = (520.0, 820.0);
const NUMBERS: f64 = 844.0;
const LEFT: f64 = 32.0;
const TALL: f64 = 44.0;
const LINE: f64 = 20.0;

fn ink(verdict: Verdict) -> Ink {
    match verdict {
        Verdict::Supported => GREEN,
        Verdict::NotSupported => ORANGE,
        Verdict::Contradicted => VERMILLION,
        Verdict::Undecided | Verdict::Told | Verdict::NotAsked => QUIET,
    }
}

/// All claims that were run.
pub fn verdicts(study: &Study<'_>) -> Picture {
    let shown = "Grey: where the claim puts the figure. Upright line: nothing. Dot and line: this model, mean and 95 % interval; each row \
                 has its own scale.";
    let (mut picture, top) = Picture::page(&format!("{}.", study.in_short()), shown);
    let mut y = top + 14.0;
    for claim in study.claims {
        y = one(&mut picture, claim, y);
    }
    picture.finish(y, &study.caption())
}

fn one(picture: &mut Picture, claim: &Judged, top: f64) -> f64 {
    let right = WIDTH - LEFT;
    picture.line(vec![(LEFT, top), (right, top)], GRID, 1.5, None);
    let mut y = top + 20.0;
    picture.text((LEFT, y), &claim.file.id, 16.0, TEXT, true, Held::Left);
    picture.text((right, y), &verdict(claim), 16.0, ink(claim.verdict), true, Held::Right);
    for line in wrap(&claim.file.claim, 15.0, false, 640.0) {
        picture.text((LEFT + 60.0, y), &line, 15.0, TEXT, false, Held::Left);
        y += LINE;
    }
    y += 2.0;
    for row in claim.rows.iter().filter(|row| row.reading.role == Role::Decides) {
        let lines = wrap(
            &format!("{}, {}", row.reading.says, years(row.reading.years)),
            13.5,
            false,
            400.0,
        );
        let tall = TALL.max(18.0 * lines.len() as f64 + 10.0);
        let middle = y + tall / 2.0;
        let mut at = middle - 9.0 * (lines.len() - 1) as f64;
        for line in lines {
            picture.text((LEFT + 60.0, at), &line, 13.5, QUIET, false, Held::Left);
            at += 18.0;
        }
        figure(picture, row, middle);
        y += tall;
    }
    y + 6.0
}

/// The limits of what is claimed, open ends at infinity.
fn limits(region: Option<Region>) -> [f64; 2] {
    match region {
        Some(Region::Above(x)) => [x, f64::INFINITY],
        Some(Region::Below(x)) => [f64::NEG_INFINITY, x],
        Some(Region::Between(both)) => both,
        None => [f64::NAN; 2],
    }
}

fn figure(picture: &mut Picture, row: &Row, y: f64) {
    let Some(estimate) = &row.estimate else {
        picture.text((NUMBERS, y), "no value in these runs", 13.5, QUIET, false, Held::Left);
        return;
    };
    let [from, to] = limits(row.reading.expect);
    let (low, high) = (
        estimate.low.unwrap_or(estimate.mean),
        estimate.high.unwrap_or(estimate.mean),
    );
    let ends = [from, to, low, high, estimate.mean, 0.0];
    let reach = |pick: fn(f64, f64) -> f64| ends.into_iter().filter(|x| x.is_finite()).fold(0.0, pick);
    let (least, most) = (reach(f64::min), reach(f64::max));
    let room = 0.25 * (most - least).max(f64::MIN_POSITIVE);
    let (least, most) = (least - room, most + room);
    let x = |value: f64| PLOT.0 + ((value - least) / (most - least)).clamp(0.0, 1.0) * (PLOT.1 - PLOT.0);
    picture.bar((x(from), y - 14.0), (x(to), y + 14.0), GRID, 1.0);
    picture.line(vec![(x(0.0), y - 17.0), (x(0.0), y + 17.0)], QUIET, 1.4, None);
    picture.line(vec![(x(low), y), (x(high), y)], BLUE, 2.4, None);
    picture.dot((x(estimate.mean), y), 5.0, BLUE, false);
    picture.text(
        (NUMBERS, y - 9.0),
        &with_interval(estimate),
        14.0,
        TEXT,
        false,
        Held::Left,
    );
    let told = format!("{}; claimed {}", row.unit, claimed(row.reading.expect));
    picture.text((NUMBERS, y + 9.0), &told, 12.5, QUIET, false, Held::Left);
}

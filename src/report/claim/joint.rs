//! The joint chart: two measures that a claim sets beside each other, a dot for each year of each replication and arm, and
//! the corner in which both conditions hold.

use super::{Study, amount, years};
use crate::analysis::claim::{Judged, Row};
use crate::report::chart::panel::{range, ticks};
use crate::report::chart::picture::{GREEN, GRID, Held, Picture, QUIET, TEXT, WIDTH, arm_style};
use crate::scenario::claim::{Condition, Figure};

const LEFT: f64 = 150.0;
const RIGHT: f64 = 860.0;
const TALL: f64 = 480.0;
const LEGEND: f64 = 890.0;

/// One chart and the name of its file.
pub struct Joint {
    pub name: String,
    pub picture: Picture,
}

/// A chart for the first reading of each claim that sets two measures side by side.
pub fn joints(study: &Study<'_>) -> Vec<Joint> {
    let first = |claim: &'_ Judged| claim.rows.iter().position(|row| !row.dots.is_empty());
    (study.claims.iter())
        .filter_map(|claim| {
            let row = &claim.rows[first(claim)?];
            let (Figure::Meets(meets) | Figure::MeetsMore(meets)) = &row.reading.figure else {
                return None;
            };
            let [x, y] = &meets.all[..] else {
                return None;
            };
            Some(Joint {
                name: format!("{}-joint", claim.file.id),
                picture: draw(study, claim, row, [x, y]),
            })
        })
        .collect()
}

fn draw(study: &Study<'_>, claim: &Judged, row: &Row, [cx, cy]: [&Condition; 2]) -> Picture {
    let both = |arm: usize| {
        let own: Vec<_> = row.dots.iter().filter(|dot| dot.arm == arm).collect();
        let held = own
            .iter()
            .filter(|d| d.at[0] >= cx.at_least && d.at[1] >= cy.at_least)
            .count();
        100.0 * held as f64 / own.len().max(1) as f64
    };
    let told: Vec<String> = (claim.file.arms.iter().enumerate())
        .map(|(i, arm)| format!("{} {:.0} %", arm.name, both(i)))
        .collect();
    let title = format!(
        "{}: both conditions hold in {} of years.",
        claim.file.id,
        told.join(", ")
    );
    let shown = format!(
        "{} A dot is one year of one replication, {}.",
        claim.file.claim,
        years(row.reading.years)
    );
    let (mut picture, top) = Picture::page(&title, &shown);
    let (top, bottom) = (top + 14.0, top + 14.0 + TALL);
    let axis = |i: usize, limit: f64| {
        let finite = row.dots.iter().map(move |dot| dot.at[i]).filter(|x| x.is_finite());
        range(finite.chain([limit]), 0.06)
    };
    let ((x0, x1), (y0, y1)) = (axis(0, cx.at_least), axis(1, cy.at_least));
    let x = |value: f64| LEFT + (value - x0) / (x1 - x0) * (RIGHT - LEFT);
    let y = |value: f64| bottom - (value - y0) / (y1 - y0) * TALL;
    picture.bar((x(cx.at_least), top), (RIGHT, y(cy.at_least)), GREEN, 0.12);
    for tick in ticks(x0, x1, 6) {
        picture.line(vec![(x(tick), top), (x(tick), bottom)], GRID, 1.0, None);
        picture.text(
            (x(tick), bottom + 14.0),
            &amount(tick),
            13.0,
            QUIET,
            false,
            Held::Middle,
        );
    }
    for tick in ticks(y0, y1, 6) {
        picture.line(vec![(LEFT, y(tick)), (RIGHT, y(tick))], GRID, 1.0, None);
        picture.text((LEFT - 10.0, y(tick)), &amount(tick), 13.0, QUIET, false, Held::Right);
    }
    picture.line(vec![(x(cx.at_least), top), (x(cx.at_least), bottom)], QUIET, 1.4, None);
    picture.line(vec![(LEFT, y(cy.at_least)), (RIGHT, y(cy.at_least))], QUIET, 1.4, None);
    for dot in row.dots.iter().filter(|dot| dot.at.iter().all(|x| x.is_finite())) {
        let (ink, dash) = arm_style(dot.arm);
        picture.dot((x(dot.at[0]), y(dot.at[1])), 4.0, ink, dash.is_some());
    }
    picture.text(
        ((LEFT + RIGHT) / 2.0, bottom + 36.0),
        &cx.says,
        14.5,
        TEXT,
        false,
        Held::Middle,
    );
    picture.text(
        (32.0, top - 10.0),
        &format!("Upwards: {}", cy.says),
        14.5,
        TEXT,
        false,
        Held::Left,
    );
    let mut at = top + 10.0;
    for (i, arm) in claim.file.arms.iter().enumerate() {
        let (ink, dash) = arm_style(i);
        picture.dot((LEGEND, at), 5.0, ink, dash.is_some());
        for line in crate::report::chart::picture::wrap(&arm.name, 14.0, false, WIDTH - LEGEND - 50.0) {
            picture.text((LEGEND + 14.0, at), &line, 14.0, TEXT, false, Held::Left);
            at += 18.0;
        }
        at += 6.0;
    }
    picture.text(
        (LEGEND - 6.0, at + 6.0),
        "Green: both conditions hold",
        13.0,
        QUIET,
        false,
        Held::Left,
    );
    picture.finish(bottom + 44.0, &study.caption_of(std::slice::from_ref(claim)))
}

//! The joint surplus: commissioners' against acute trusts', a dot for each replication and scenario, with both targets.
//! Is there a future in which both meet their plan?

use super::panel::{range, ticks};
use super::picture::{GREEN, GRID, Held, Picture, QUIET, TEXT, arm_style, wrap};
use crate::economy::settings::OrganisationKind as Kind;
use crate::measure::{Dimensions, Key, find};
use crate::report::Study;
use crate::report::words;

const LEFT: f64 = 130.0;
const RIGHT: f64 = 840.0;
const TALL: f64 = 470.0;
const LEGEND: f64 = 875.0;

/// Mean surplus a year of all organisations of a kind in each replication, £ million.
fn surplus(study: &Study<'_>, arm: usize, kind: Kind) -> Vec<f64> {
    let setting = &study.outcome.settings[arm];
    let measure = find("surplus").expect("surplus is in the catalogue");
    let own: Vec<usize> = (setting.names.organisations.iter().enumerate())
        .filter(|(_, name)| setting.parties.iter().any(|p| p.id == **name && p.kind == kind))
        .map(|(i, _)| i)
        .collect();
    let months = study.outcome.months.len();
    let of = |organisation: usize| Key {
        measure,
        dimensions: Dimensions {
            organisation: Some(organisation as u16),
            ..Dimensions::default()
        },
    };
    (study.outcome.replications.iter())
        .map(|r| {
            let series = &r.arms[arm].series;
            own.iter().filter_map(|&i| series.value(&of(i), 0, months)).sum::<f64>() / 1e6
        })
        .collect()
}

fn target(study: &Study<'_>, kind: Kind) -> Option<f64> {
    let parties = study.outcome.settings[0].parties.iter();
    let own: Vec<f64> = parties
        .filter(|p| p.kind == kind)
        .map(|p| p.target_pounds / 1e6)
        .collect();
    (!own.is_empty()).then(|| own.iter().sum())
}

pub fn joint_surplus(study: &Study<'_>, _: usize) -> Option<Picture> {
    let (tx, ty) = (target(study, Kind::Commissioner)?, target(study, Kind::AcuteTrust)?);
    let dots: Vec<Vec<(f64, f64)>> = (study.arms().into_iter())
        .map(|arm| {
            let across = surplus(study, arm, Kind::Commissioner);
            across.into_iter().zip(surplus(study, arm, Kind::AcuteTrust)).collect()
        })
        .collect();
    let meet = |dots: &[(f64, f64)]| dots.iter().filter(|(x, y)| *x >= tx && *y >= ty).count();
    let n = study.replications();
    let told: Vec<String> = (study.labels.iter().zip(&dots))
        .map(|(label, dots)| format!("{} of {n} with {label}", meet(dots)))
        .collect();
    let title = format!("Commissioner and hospital both meet their plan in {}", told.join(", "));
    let shown = "Surplus, £ million a year, mean of the whole run. A dot is one replication of a scenario; grey lines are the \
                 two targets, green where both are met. Constant prices of 2018/19.";
    let (mut picture, top) = Picture::page(&title, shown);
    let (top, bottom) = (top + 30.0, top + 30.0 + TALL);
    let all = || dots.iter().flatten();
    let (x0, x1) = range(all().map(|d| d.0).chain([tx]), 0.4);
    let (y0, y1) = range(all().map(|d| d.1).chain([ty]), 0.4);
    let x = |value: f64| LEFT + (value - x0) / (x1 - x0) * (RIGHT - LEFT);
    let y = |value: f64| bottom - (value - y0) / (y1 - y0) * TALL;
    picture.bar((x(tx), top), (RIGHT, y(ty)), GREEN, 0.12);
    let figure = |tick: f64, step: f64| {
        let places = if step >= 1.0 { 0 } else { 1 };
        format!("{tick:.places$}").replace('-', "−")
    };
    let (across, up) = (ticks(x0, x1, 6), ticks(y0, y1, 6));
    let step = |ticks: &[f64]| if ticks.len() > 1 { ticks[1] - ticks[0] } else { 1.0 };
    for &tick in &across {
        picture.line(vec![(x(tick), top), (x(tick), bottom)], GRID, 1.0, None);
        let at = (x(tick), bottom + 14.0);
        picture.text(at, &figure(tick, step(&across)), 13.0, QUIET, false, Held::Middle);
    }
    for &tick in &up {
        picture.line(vec![(LEFT, y(tick)), (RIGHT, y(tick))], GRID, 1.0, None);
        let at = (LEFT - 10.0, y(tick));
        picture.text(at, &figure(tick, step(&up)), 13.0, QUIET, false, Held::Right);
    }
    picture.line(vec![(x(tx), top), (x(tx), bottom)], QUIET, 1.8, None);
    picture.line(vec![(LEFT, y(ty)), (RIGHT, y(ty))], QUIET, 1.8, None);
    for (arm, dots) in dots.iter().enumerate() {
        let (ink, dash) = arm_style(arm);
        for &(dx, dy) in dots {
            picture.dot((x(dx), y(dy)), 5.0, ink, dash.is_some());
        }
    }
    let said =
        |kind: &str, target: f64| format!("{kind}: surplus, £ million a year (target {})", words::number(target));
    let middle = (LEFT + RIGHT) / 2.0;
    picture.text(
        (middle, bottom + 38.0),
        &said("Across, commissioner", tx),
        14.5,
        TEXT,
        true,
        Held::Middle,
    );
    picture.text(
        (32.0, top - 14.0),
        &said("Upwards, acute trust", ty),
        14.5,
        TEXT,
        true,
        Held::Left,
    );
    let mut at = top + 10.0;
    for (arm, label) in study.labels.iter().enumerate() {
        let (ink, dash) = arm_style(arm);
        picture.dot((LEGEND, at), 5.0, ink, dash.is_some());
        for line in wrap(label, 14.0, true, 270.0) {
            picture.text((LEGEND + 16.0, at), &line, 14.0, ink, true, Held::Left);
            at += 18.0;
        }
        let (mut mx, mut my) = (0.0, 0.0);
        dots[arm]
            .iter()
            .for_each(|d| (mx, my) = (mx + d.0 / n as f64, my + d.1 / n as f64));
        let mean = format!("mean {} and {}", words::pounds(mx * 1e6), words::pounds(my * 1e6));
        picture.text((LEGEND + 16.0, at), &mean, 13.0, QUIET, false, Held::Left);
        at += 30.0;
    }
    picture.text(
        (LEGEND - 6.0, at),
        "Green: both meet their plan",
        13.0,
        QUIET,
        false,
        Held::Left,
    );
    Some(picture.finish(bottom + 50.0, &study.caption(&study.arms())))
}

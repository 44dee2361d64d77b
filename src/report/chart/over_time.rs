//! Measures month by month with their interval over replications, for charts that show how a thing goes on.

use super::picture::{Held, Ink, Picture, arm_style, width};
use crate::analysis::{Estimate, LEVEL};
use crate::measure::{Dimensions, Key, find};
use crate::report::Study;

/// A month's end (months done) and what was told for the month.
pub type Line = Vec<(f64, Estimate)>;

/// The key of a measure of one organisation, or pair of them, as an arm names it.
pub fn of_organisation(study: &Study<'_>, arm: usize, measure: &str, name: &str) -> Option<Key> {
    let names = &study.outcome.settings[arm].names.organisations;
    let organisation = Some(names.iter().position(|own| own == name)? as u16);
    Some(Key {
        measure: find(measure)?,
        dimensions: Dimensions {
            organisation,
            ..Dimensions::default()
        },
    })
}

/// The key of a measure of one service or group of staff, as an arm names it.
pub fn of_service(study: &Study<'_>, arm: usize, measure: &str, name: &str) -> Option<Key> {
    let names = &study.outcome.settings[arm].names.services;
    let service = Some(names.iter().position(|own| own == name)? as u16);
    Some(Key {
        measure: find(measure)?,
        dimensions: Dimensions {
            service,
            ..Dimensions::default()
        },
    })
}

/// Each month of one arm; empty where the arm tells nothing of it.
pub fn months(study: &Study<'_>, arm: usize, key: &Key) -> Line {
    let told = |r: &crate::experiment::Replication| r.arms[arm].series.keys().any(|own| own == key);
    if !study.outcome.replications.iter().any(told) {
        return Line::new();
    }
    (0..study.outcome.months.len())
        .filter_map(|m| {
            let values: Vec<f64> = (study.outcome.replications.iter())
                .filter_map(|r| r.arms[arm].series.of_month(key, m))
                .collect();
            Some((m as f64 + 1.0, Estimate::of(&values, LEVEL)?))
        })
        .collect()
}

/// The means of a line.
pub fn means(line: &Line) -> Vec<(f64, f64)> {
    line.iter().map(|(at, e)| (*at, e.mean)).collect()
}

/// The interval of a line, cut at what the measure can be.
pub fn edges(line: &Line, least: f64, most: f64) -> Vec<(f64, f64, f64)> {
    (line.iter())
        .filter_map(|(at, e)| Some((*at, e.low?.clamp(least, most), e.high?.clamp(least, most))))
        .collect()
}

/// The ink laid on thinly: a line that steps back behind another of its arm.
pub fn faint(ink: Ink) -> Ink {
    let thin = |part: u8| (255.0 - 0.38 * (255.0 - f64::from(part))) as u8;
    Ink(thin(ink.0), thin(ink.1), thin(ink.2))
}

/// Names of the arms with their lines, in a row.
pub fn legend(picture: &mut Picture, study: &Study<'_>, arms: &[usize], y: f64) {
    let mut left = 32.0;
    for &arm in arms {
        let (ink, dash) = arm_style(arm);
        let label = &study.labels[arm];
        picture.line(vec![(left, y), (left + 34.0, y)], ink, 2.6, dash);
        picture.text((left + 42.0, y), label, 14.0, ink, true, Held::Left);
        left += 62.0 + width(label, 14.0, true);
    }
}

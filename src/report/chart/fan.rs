//! Hospital demand of every scenario as a fan over replications.

use super::panel::{Panel, range};
use super::picture::{Picture, arm_style};
use crate::analysis::quantile::quantile;
use crate::experiment::Outcome;
use crate::measure::Key;
use crate::report::Study;
use crate::report::words::{self, finding, percent};

/// Months of a rolling year; runs under two years are shown month by month.
pub fn window(months: usize) -> usize {
    if months >= 24 { 12 } else { 1 }
}

/// Yearly values that end with each month, by replication: (months done, values).
pub fn rolling(outcome: &Outcome, arm: usize, key: &Key) -> Vec<(f64, Vec<f64>)> {
    let months = outcome.months.len();
    let window = window(months);
    (window..=months)
        .map(|end| {
            let values = outcome
                .replications
                .iter()
                .filter_map(|r| r.arms[arm].series.value(key, end - window, end));
            (end as f64, values.collect())
        })
        .collect()
}

pub fn hospital_demand(study: &Study<'_>, _: usize) -> Option<Picture> {
    let outcome = study.outcome;
    let first = *outcome.months.first()?;
    let rolled = window(outcome.months.len()) == 12;
    let shown = format!(
        "{} Line: median; bands: the middle 50, 80 and 95 % of {} replication{}. Axes do not start at zero.",
        if rolled {
            "Each point is the twelve months up to it."
        } else {
            "Each point is a month at its yearly rate."
        },
        study.replications(),
        if study.replications() == 1 { "" } else { "s" },
    );
    let (mut picture, top) = Picture::page(&title(study)?, &shown);
    let fields = [
        (
            "emergency_admissions",
            "Emergency admissions",
            "admissions a year",
            86.0,
        ),
        (
            "emergency_bed_days",
            "Emergency bed-days in acute beds",
            "bed-days a year, counted at midnight",
            676.0,
        ),
    ];
    for (measure, heading, unit, left) in fields {
        let key = Key::whole(measure);
        let arms: Vec<_> = (0..outcome.arms.len()).map(|arm| rolling(outcome, arm, &key)).collect();
        let (low, high) = range(arms.iter().flatten().flat_map(|(_, v)| v.iter().copied()), 0.0);
        let panel = Panel {
            left,
            top: top + 52.0,
            right: left + 360.0,
            bottom: top + 420.0,
            from: arms[0].first()?.0 - 1.0,
            to: arms[0].last()?.0,
            low,
            high: if high > low { high } else { low + 1.0 },
        };
        panel.value_axis(&mut picture);
        panel.calendar_axis(&mut picture, first);
        panel.heading(&mut picture, heading, unit);
        let mut labels = Vec::new();
        for (arm, points) in arms.iter().enumerate() {
            // A run by itself needs no dashes to be told apart.
            let (ink, dash) = arm_style(if arms.len() == 1 { 1 } else { arm });
            for (tail, cover) in [(0.025, 0.12), (0.10, 0.16), (0.25, 0.22)] {
                let edges: Vec<_> = (points.iter())
                    .filter_map(|(at, v)| Some((*at, quantile(v, tail)?, quantile(v, 1.0 - tail)?)))
                    .collect();
                panel.band(&mut picture, &edges, ink, cover);
            }
            let median: Vec<_> = points
                .iter()
                .filter_map(|(at, v)| Some((*at, quantile(v, 0.5)?)))
                .collect();
            panel.curve(&mut picture, &median, ink, 2.6, dash);
            let last = median.last()?.1;
            let mut text = super::picture::wrap(&study.labels[arm], 14.0, true, 130.0);
            text.push(words::thousands(last));
            labels.push((last, ink, text));
        }
        panel.end_labels(&mut picture, &labels, 14.0);
    }
    Some(picture.finish(top + 450.0, &study.caption(&study.arms())))
}

fn title(study: &Study<'_>) -> Option<String> {
    let all = study.whole();
    if study.labels.len() == 2 {
        let d = study.difference(1, "emergency_admissions", &all)?;
        return Some(finding(
            &d,
            "emergency admissions a year",
            &study.labels[1],
            &study.labels[0],
        ));
    }
    if study.labels.len() > 2 {
        let parts: Vec<String> = (1..study.labels.len())
            .filter_map(|i| {
                let d = study.difference(i, "emergency_admissions", &all)?;
                let within = words::percent_interval(&d)?;
                Some(format!("{} {} ({within})", study.labels[i], percent(d.percent()?)))
            })
            .collect();
        return Some(format!(
            "Emergency admissions against {}: {}",
            study.labels[0],
            parts.join("; ")
        ));
    }
    let periods = crate::measure::Period::of_run(study.outcome.months.len());
    let early = study.estimate(0, "emergency_admissions", &periods[1])?;
    let late = study.estimate(0, "emergency_admissions", &study.last_year())?;
    let within = |e: &crate::analysis::Estimate| match (e.low, e.high) {
        (Some(low), Some(high)) => {
            format!("95 % interval {} to {}", words::thousands(low), words::thousands(high))
        }
        _ => "one replication, no interval".into(),
    };
    Some(if study.years() < 2 {
        format!(
            "{} emergency admissions in the year ({})",
            words::thousands(early.mean),
            within(&early)
        )
    } else {
        format!(
            "Emergency admissions go from {} in year 1 to {} in year {} ({})",
            words::thousands(early.mean),
            words::thousands(late.mean),
            study.years(),
            within(&late)
        )
    })
}

//! Trust among partners and maturity of the care models over time, and who has withdrawn into a fortress when.

use super::over_time::{Line, edges, faint, legend, means, months, of_organisation, of_service};
use super::panel::Panel;
use super::picture::{GRID, Held, Picture, QUIET, TEXT, VERMILLION, arm_style};
use crate::analysis::Difference;
use crate::economy::Component;
use crate::measure::Key;
use crate::measure::organisation::component;
use crate::report::Study;
use crate::report::words::{self, Verdict, verdict};

/// Height of a strip of moods, and of the row that holds one for every arm.
const STRIP: f64 = 11.0;
const BETWEEN: f64 = 12.0;

/// Every scenario in one picture.
pub fn trust_and_maturity(study: &Study<'_>, _: usize) -> Option<Picture> {
    let whole = |measure: &str| -> Vec<(usize, Line)> {
        (study.arms().into_iter())
            .map(|arm| (arm, months(study, arm, &Key::whole(measure))))
            .filter(|(_, line)| line.len() > 1)
            .collect()
    };
    let (trust, maturity) = (whole("trust"), whole("care_model_maturity"));
    let arms: Vec<usize> = trust.iter().map(|(arm, _)| *arm).collect();
    if arms.is_empty() {
        return None;
    }
    let shown = "Mean over replications with its 95 % interval, month by month (cut at what the measure can be). Faint: trust \
                 of each pair of organisations, maturity of each component. Below: the share of replications in which a partner has withdrawn into a \
                 fortress, from pale (few) to full (all).";
    let (mut picture, top) = Picture::page(&title(study, &arms)?, shown);
    legend(&mut picture, study, &arms, top + 8.0);

    let field = |left: f64, high: f64| Panel {
        left,
        top: top + 76.0,
        right: left + 410.0,
        bottom: top + 336.0,
        from: 0.0,
        to: study.outcome.months.len() as f64,
        low: 0.0,
        high,
    };
    let panel = field(76.0, 1.0);
    axes(&mut picture, study, panel, "Trust among partners", "0: none, 1: full");
    for &(arm, _) in &trust {
        let ink = faint(arm_style(arm).0);
        for name in pairs(study, arm) {
            let line = of_organisation(study, arm, "trust", &name).map(|key| months(study, arm, &key));
            panel.curve(&mut picture, &means(&line.unwrap_or_default()), ink, 1.0, None);
        }
    }
    lines(&mut picture, panel, &trust, 1.0);

    let components = components(study, &arms);
    let most = (maturity.iter().chain(&components))
        .flat_map(|(_, line)| line)
        .map(|(_, e)| e.high.unwrap_or(e.mean).min(1.0))
        .fold(0.25, f64::max);
    let panel = field(664.0, (1.06 * most).min(1.0));
    let heading = "Maturity of the care models";
    axes(
        &mut picture,
        study,
        panel,
        heading,
        "mean of components, share of the design",
    );
    for (arm, line) in &components {
        panel.curve(&mut picture, &means(line), faint(arm_style(*arm).0), 1.0, None);
    }
    lines(&mut picture, panel, &maturity, 1.0);

    let bottom = moods(study, &arms, &mut picture, top + 400.0);
    Some(picture.finish(bottom, &study.caption(&arms)))
}

fn axes(picture: &mut Picture, study: &Study<'_>, panel: Panel, heading: &str, unit: &str) {
    panel.value_axis(picture);
    panel.calendar_axis(picture, study.outcome.months[0]);
    panel.heading(picture, heading, unit);
}

fn lines(picture: &mut Picture, panel: Panel, all: &[(usize, Line)], most: f64) {
    for (arm, line) in all {
        panel.band(picture, &edges(line, 0.0, most), arm_style(*arm).0, 0.16);
    }
    let mut ends = Vec::new();
    for (arm, line) in all {
        let (ink, dash) = arm_style(*arm);
        panel.curve(picture, &means(line), ink, 2.8, dash);
        ends.extend(line.last().map(|(_, e)| (e.mean, ink, vec![words::number(e.mean)])));
    }
    panel.end_labels(picture, &ends, 14.0);
}

/// Names of the pairs whose trust an arm tells.
fn pairs(study: &Study<'_>, arm: usize) -> Vec<String> {
    let names = &study.outcome.settings[arm].names.organisations;
    names.iter().filter(|name| name.contains(" & ")).cloned().collect()
}

/// Maturity of every component that an arm tells.
fn components(study: &Study<'_>, arms: &[usize]) -> Vec<(usize, Line)> {
    let of_arm = |&arm: &usize| {
        Component::CATALOGUE.iter().filter_map(move |known| {
            let key = of_service(study, arm, "component_maturity", &component(known.name))?;
            Some((arm, months(study, arm, &key))).filter(|(_, line)| !line.is_empty())
        })
    };
    arms.iter().flat_map(of_arm).collect()
}

/// A strip for each partner and arm; returns where it ends.
fn moods(study: &Study<'_>, arms: &[usize], picture: &mut Picture, top: f64) -> f64 {
    let strips = |name: &String| -> Vec<(usize, Line)> {
        (arms.iter())
            .filter_map(|&arm| {
                let key = of_organisation(study, arm, "fortress_share", name)?;
                Some((arm, months(study, arm, &key)))
            })
            .filter(|(_, line)| !line.is_empty())
            .collect()
    };
    let partners: Vec<(String, Vec<(usize, Line)>)> = (study.outcome.settings[arms[0]].names.organisations.iter())
        .map(|name| (name.clone(), strips(name)))
        .filter(|(_, strips)| !strips.is_empty())
        .collect();
    if partners.is_empty() {
        return top - 40.0;
    }
    picture.text(
        (32.0, top),
        "Who has withdrawn into a fortress",
        16.0,
        TEXT,
        true,
        Held::Left,
    );
    let row = STRIP * arms.len() as f64 + BETWEEN;
    let panel = Panel {
        left: 320.0,
        top: top + 22.0,
        right: 1074.0,
        bottom: top + 22.0 + row * partners.len() as f64,
        from: 0.0,
        to: study.outcome.months.len() as f64,
        low: 0.0,
        high: 1.0,
    };
    for (i, (name, strips)) in partners.iter().enumerate() {
        let up = panel.top + row * i as f64;
        let middle = up + (row - BETWEEN) / 2.0;
        picture.text((32.0, middle), &words::label(name), 14.0, TEXT, false, Held::Left);
        for (arm, line) in strips {
            let y = up + STRIP * arms.iter().position(|own| own == arm).unwrap_or(0) as f64;
            let (ink, dash) = arm_style(*arm);
            let middle = y + (STRIP - 2.0) / 2.0;
            picture.line(vec![(280.0, middle), (308.0, middle)], ink, 2.4, dash);
            picture.bar((panel.left, y), (panel.right, y + STRIP - 2.0), GRID, 0.7);
            // Months alike become one bar.
            let mut from = 0;
            for m in 1..=line.len() {
                let share = line[from].1.mean;
                if line.get(m).is_some_and(|next| next.1.mean == share) {
                    continue;
                }
                if share > 0.0 {
                    let (start, end) = (panel.x(line[from].0 - 1.0), panel.x(line[m - 1].0));
                    picture.bar((start, y), (end, y + STRIP - 2.0), VERMILLION, 0.15 + 0.85 * share);
                }
                from = m;
            }
            let months: f64 = line.iter().map(|(_, e)| e.mean).sum();
            let said = format!("{} months", words::number(months));
            picture.text((panel.right + 10.0, middle), &said, 11.0, QUIET, false, Held::Left);
        }
    }
    panel.calendar_axis(picture, study.outcome.months[0]);
    panel.bottom + 30.0
}

fn title(study: &Study<'_>, arms: &[usize]) -> Option<String> {
    let last = study.last_year();
    let year = study.years();
    let unit = "share (0 to 1)";
    if arms.len() > 1 && arms[0] == 0 {
        let other = arms[1];
        let said = |d: &Difference| match verdict(&d.estimate) {
            Verdict::Rose => "higher",
            Verdict::Fell => "lower",
            Verdict::Same => "the same",
            Verdict::Unclear | Verdict::Unknown => "not clearly different",
        };
        let trust = study.difference(other, "trust", &last)?;
        let maturity = study.difference(other, "care_model_maturity", &last)?;
        return Some(format!(
            "{}, year {year}: trust is {} ({} against {}; 95 % interval of the difference {}), maturity of care models {} ({}; {})",
            study.labels[other],
            said(&trust),
            words::number(trust.base + trust.estimate.mean),
            words::number(trust.base),
            words::interval(&trust.estimate, ""),
            said(&maturity),
            words::change(maturity.estimate.mean, unit),
            words::interval(&maturity.estimate, unit),
        ));
    }
    let arm = arms[0];
    let (now, mature) = (
        study.estimate(arm, "trust", &last)?,
        study.estimate(arm, "care_model_maturity", &last)?,
    );
    let within = match (now.low, now.high) {
        (Some(low), Some(high)) => format!("95 % interval {} to {}", words::number(low), words::number(high)),
        _ => "no interval from one replication".into(),
    };
    Some(format!(
        "{}: trust among partners is {} in year {year} ({within}), care models are at {} of their design",
        study.labels[arm],
        words::number(now.mean),
        words::quantity(mature.mean, unit),
    ))
}

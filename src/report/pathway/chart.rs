//! Charts of pathways: how full each service is, how long patients wait, and how the day goes.

use super::Study;
use crate::analysis::pathway::{Beds, beds, difference, estimate, fewest_beds};
use crate::analysis::{Estimate, LEVEL};
use crate::engine::time::DAY;
use crate::measure::pathway::Line;
use crate::model::pathway::network::{Pattern, Station};
use crate::report::chart::bend::whisker;
use crate::report::chart::panel::{Panel, range, ticks};
use crate::report::chart::picture::{BLUE, GRID, Held, Picture, QUIET, TEXT, VERMILLION, arm_style, wrap};
use crate::report::words::{self, number, quantity};

/// Services shown on one picture; the fullest come first.
const MOST_PANELS: usize = 6;
/// Scenarios told apart by colour.
const MOST_ARMS: usize = 6;

/// Every picture of a study by file name.
pub fn pictures(study: &Study<'_>) -> Vec<(String, Picture)> {
    let mut pictures = Vec::new();
    for arm in 0..study.labels.len().min(MOST_ARMS) {
        let name = if arm == 0 {
            "occupancy".to_owned()
        } else {
            format!("occupancy-{}", file_name(&study.outcome.arms[arm].name))
        };
        pictures.extend(occupancy(study, arm).map(|p| (name, p)));
    }
    pictures.extend(waits(study).map(|p| ("waits".to_owned(), p)));
    pictures.extend(day(study).map(|p| ("day".to_owned(), p)));
    pictures
}

fn file_name(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' })
        .collect()
}

/// Share of time with so many servers occupied, a panel a service; the bound where there is one.
fn occupancy(study: &Study<'_>, arm: usize) -> Option<Picture> {
    let found = beds(study.outcome, arm);
    let mut stations: Vec<&Station> = study.outcome.arms[arm].network.stations.iter().collect();
    let used = |s: &Station| {
        let of = |measure: &str| estimate(study.outcome, arm, measure, "", &s.id).map_or(0.0, |e| e.mean);
        if s.endless {
            1.0 + of("occupied")
        } else {
            of("utilisation")
        }
    };
    stations.sort_by(|a, b| used(b).total_cmp(&used(a)));
    stations.truncate(MOST_PANELS);
    let shown = "Bars: share of the time with so many servers or beds occupied. Dashed line: how many there are; where there \
                 is no bound, how many would leave no more than 1 patient in 20 without a free one.";
    let (mut picture, top) = Picture::page(&occupancy_title(study, arm, &stations, &found)?, shown);
    let rows = stations.len().div_ceil(2);
    for (i, station) in stations.iter().enumerate() {
        let left = 86.0 + 580.0 * (i % 2) as f64;
        let above = top + 56.0 + 250.0 * (i / 2) as f64;
        let of: Vec<&Beds> = found.iter().filter(|b| b.service == station.id).collect();
        // What is hardly ever seen would only stretch the axis.
        let first = of.iter().position(|b| b.share.mean > 5e-4).unwrap_or(0);
        let last = of.iter().rposition(|b| b.share.mean > 5e-4).unwrap_or(0);
        let mark = if station.endless {
            fewest_beds(&found, &station.id, 0.05)
        } else {
            Some(station.servers())
        };
        let mark = mark.map(f64::from).filter(|&m| m <= 1.5 * last as f64 + 10.0);
        let panel = Panel {
            left,
            top: above,
            right: left + 440.0,
            bottom: above + 150.0,
            from: first as f64 - 0.5,
            to: mark.unwrap_or(0.0).max(last as f64) + 0.8,
            low: 0.0,
            high: 1.1 * of.iter().map(|b| b.share.mean).fold(0.01, f64::max),
        };
        panel.value_axis(&mut picture);
        panel.heading(
            &mut picture,
            &study.service(arm, &station.id),
            "share of the time, by servers occupied",
        );
        for b in &of[first..=last] {
            let (x, half) = (panel.x(f64::from(b.beds)), 0.42 * (panel.x(1.0) - panel.x(0.0)));
            let full = !station.endless && b.beds >= station.servers();
            let ink = if full { VERMILLION } else { BLUE };
            picture.bar((x - half, panel.y(b.share.mean)), (x + half, panel.bottom), ink, 0.8);
        }
        for tick in ticks(panel.from, panel.to, 6).into_iter().filter(|t| t.fract() == 0.0) {
            picture.text(
                (panel.x(tick), panel.bottom + 14.0),
                &words::thousands(tick),
                13.0,
                QUIET,
                false,
                Held::Middle,
            );
        }
        picture.line(
            vec![(panel.left, panel.bottom), (panel.right, panel.bottom)],
            QUIET,
            1.0,
            None,
        );
        if let Some(mark) = mark {
            let x = panel.x(mark);
            picture.line(vec![(x, panel.top - 2.0), (x, panel.bottom)], TEXT, 1.6, Some(5.0));
            let text = if station.endless {
                format!("{mark:.0}: 1 in 20")
            } else {
                format!("{mark:.0} servers")
            };
            picture.text((x - 5.0, panel.top + 2.0), &text, 12.5, TEXT, false, Held::Right);
        }
    }
    Some(picture.finish(top + 50.0 + 250.0 * rows as f64 - 40.0, &study.caption(&[arm])))
}

fn occupancy_title(study: &Study<'_>, arm: usize, stations: &[&Station], found: &[Beds]) -> Option<String> {
    let first = stations.first()?;
    let name = study.service(arm, &first.id);
    if first.endless {
        let beds = fewest_beds(found, &first.id, 0.05)?;
        return Some(format!(
            "{name}: {beds} beds would leave 1 patient in 20 without a free one"
        ));
    }
    let used = estimate(study.outcome, arm, "utilisation", "", &first.id)?;
    let within = match (used.low, used.high) {
        (Some(low), Some(high)) => format!(
            "95 % interval {} to {}",
            quantity(low, "share"),
            quantity(high, "share")
        ),
        _ => "one replication, no interval".to_owned(),
    };
    Some(format!(
        "{name} is the fullest: {} of its open server-time is taken ({within})",
        quantity(used.mean, "share")
    ))
}

/// Mean wait at each service in each scenario.
fn waits(study: &Study<'_>) -> Option<Picture> {
    let outcome = study.outcome;
    let mut ids: Vec<&str> = Vec::new();
    for arm in &outcome.arms {
        let bounded = arm
            .network
            .stations
            .iter()
            .filter(|s| !s.endless)
            .map(|s| s.id.as_str());
        for id in bounded {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    let wait = |arm: usize, id: &str| estimate(outcome, arm, "wait", "", id);
    let longest = |id: &str| {
        (0..outcome.arms.len())
            .filter_map(|a| wait(a, id))
            .map(|e| e.mean)
            .fold(0.0, f64::max)
    };
    ids.retain(|id| longest(id) > 0.0);
    ids.sort_by(|a, b| longest(b).total_cmp(&longest(a)));
    let first = *ids.first()?;
    let arms = outcome.arms.len().min(24);
    let shown = format!(
        "Mean time in the queue, {}, those who did not wait among them. Lines: 95 % interval.",
        study.unit
    );
    let title = match wait(0, first) {
        Some(e) if outcome.arms.len() == 1 => {
            format!(
                "The longest wait is at {}: {} {} on average",
                study.service(0, first),
                number(e.mean),
                study.unit
            )
        }
        _ => waits_title(study, first)?,
    };
    let (mut picture, top) = Picture::page(&title, &shown);
    let ends = ids
        .iter()
        .flat_map(|id| (0..arms).filter_map(|a| wait(a, id)))
        .flat_map(|e| [0.0, e.mean, e.high.unwrap_or(e.mean)]);
    let (_, high) = range(ends, 1e-9);
    let (left, right) = (300.0, 980.0);
    let x = |v: f64| left + v.clamp(0.0, high) / high * (right - left);
    let step = if arms > 6 { 18.0 } else { 26.0 };
    let tall = |id: &str| step * (0..arms).filter(|&a| wait(a, id).is_some()).count() as f64 + 18.0;
    let foot = top + 24.0 + ids.iter().map(|id| tall(id)).sum::<f64>();
    for tick in ticks(0.0, high, 6) {
        picture.line(vec![(x(tick), top + 10.0), (x(tick), foot)], GRID, 1.0, None);
        picture.text((x(tick), foot + 14.0), &number(tick), 13.0, QUIET, false, Held::Middle);
    }
    picture.text(
        ((left + right) / 2.0, foot + 34.0),
        study.unit,
        13.0,
        QUIET,
        false,
        Held::Middle,
    );
    let mut y = top + 30.0;
    for id in &ids {
        let name = study.service(0, id);
        picture.text(
            (left - 16.0, y),
            &wrap(&name, 15.0, true, 250.0).join(" "),
            15.0,
            TEXT,
            true,
            Held::Right,
        );
        for arm in 0..arms {
            let Some(e) = wait(arm, id) else { continue };
            let ink = if outcome.arms.len() == 1 {
                BLUE
            } else {
                arm_style(arm).0
            };
            let half = 0.32 * step;
            picture.bar((x(0.0), y - half), (x(e.mean), y + half), ink, 0.75);
            if let (Some(low), Some(up)) = (e.low, e.high) {
                whisker(&mut picture, (x(low), x(up)), y);
            }
            let label = if outcome.arms.len() == 1 {
                number(e.mean)
            } else {
                format!("{}  {}", number(e.mean), study.labels[arm])
            };
            picture.text(
                (x(e.high.unwrap_or(e.mean)) + 10.0, y),
                &label,
                13.0,
                TEXT,
                false,
                Held::Left,
            );
            y += step;
        }
        y += 18.0;
    }
    let shown: Vec<usize> = (0..outcome.arms.len()).collect();
    Some(picture.finish(foot + 44.0, &study.caption(&shown)))
}

fn waits_title(study: &Study<'_>, id: &str) -> Option<String> {
    let found: Vec<_> = (1..study.labels.len())
        .filter_map(|a| difference(study.outcome, a, "wait", "", id))
        .collect();
    let most = found
        .into_iter()
        .max_by(|a, b| a.estimate.mean.abs().total_cmp(&b.estimate.mean.abs()))?;
    let name = study.service(0, id);
    let label = &study.labels[most.alternative];
    Some(format!(
        "{name}: with {label} patients wait {} {} {} (95 % interval {})",
        number(most.estimate.mean.abs()),
        study.unit,
        if most.estimate.mean < 0.0 { "less" } else { "more" },
        words::interval(&most.estimate, "")
    ))
}

/// Occupied servers and queue by hour of the day, where the day has a shape.
fn day(study: &Study<'_>) -> Option<Picture> {
    let network = &study.outcome.arms[0].network;
    let shaped = |p: &Pattern| match p {
        Pattern::ByHour { .. } | Pattern::Dated(_) => true,
        Pattern::Wave { period, .. } => *period <= 1.0,
        Pattern::Varying { repeat, .. } => repeat.is_some_and(|days| days <= 7.0),
        Pattern::Constant(_) | Pattern::Interval(_) => false,
    };
    let streams = network.classes.iter().flat_map(|c| &c.streams);
    let any = streams.map(|s| &s.pattern).any(shaped) || network.stations.iter().any(|s| s.opening.is_some());
    if !any || network.end.since(network.start).0 < DAY {
        return None;
    }
    let outcome = study.outcome;
    let hours = |measure: &str, id: &str| -> Vec<(f64, Estimate)> {
        (0..24u8)
            .filter_map(|hour| {
                let line: &Line = outcome.line(0, measure, "", id, Some(hour))?;
                Some((f64::from(hour) + 0.5, Estimate::of(&outcome.values(0, line), LEVEL)?))
            })
            .collect()
    };
    let profile = |measure: &str, id: &str| -> Vec<(f64, f64)> {
        hours(measure, id).iter().map(|(at, e)| (*at, e.mean)).collect()
    };
    let peak = |id: &str| profile("waiting", id).into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
    let mut stations: Vec<&Station> = network.stations.iter().collect();
    stations.sort_by(|a, b| {
        peak(&b.id)
            .map_or(0.0, |p| p.1)
            .total_cmp(&peak(&a.id).map_or(0.0, |p| p.1))
    });
    stations.truncate(MOST_PANELS);
    let worst = stations.first()?;
    let title = match peak(&worst.id).filter(|p| p.1 >= 0.05) {
        Some((hour, waiting)) => format!(
            "The queue at {} is longest between {:02.0} and {:02.0} o'clock: {} waiting on average",
            study.service(0, &worst.id),
            hour - 0.5,
            hour + 0.5,
            number(waiting)
        ),
        None => "Hardly anybody waits at any hour of the day".to_owned(),
    };
    let shown = "Mean over days and replications by hour of the day. Blue: servers occupied; vermillion, dashed: patients waiting; bands: 95 % interval.";
    let (mut picture, top) = Picture::page(&title, shown);
    for (i, station) in stations.iter().enumerate() {
        let left = 86.0 + 580.0 * (i % 2) as f64;
        let above = top + 56.0 + 250.0 * (i / 2) as f64;
        let (occupied, waiting) = (profile("occupied", &station.id), profile("waiting", &station.id));
        let most = occupied.iter().chain(&waiting).map(|p| p.1).fold(0.1, f64::max);
        let panel = Panel {
            left,
            top: above,
            right: left + 440.0,
            bottom: above + 150.0,
            from: 0.0,
            to: 24.0,
            low: 0.0,
            high: 1.1 * most,
        };
        panel.value_axis(&mut picture);
        panel.heading(
            &mut picture,
            &study.service(0, &station.id),
            "servers occupied and patients waiting",
        );
        for hour in [0, 6, 12, 18, 24] {
            let x = panel.x(f64::from(hour));
            picture.text(
                (x, panel.bottom + 14.0),
                &format!("{hour:02}:00"),
                13.0,
                QUIET,
                false,
                Held::Middle,
            );
        }
        picture.line(
            vec![(panel.left, panel.bottom), (panel.right, panel.bottom)],
            QUIET,
            1.0,
            None,
        );
        for (measure, ink) in [("occupied", BLUE), ("waiting", VERMILLION)] {
            let edges: Vec<_> = (hours(measure, &station.id).iter())
                .filter_map(|(at, e)| Some((*at, e.low?.max(0.0), e.high?)))
                .collect();
            panel.band(&mut picture, &edges, ink, 0.2);
        }
        panel.curve(&mut picture, &occupied, BLUE, 2.4, None);
        panel.curve(&mut picture, &waiting, VERMILLION, 2.4, Some(6.0));
    }
    let rows = stations.len().div_ceil(2);
    Some(picture.finish(top + 50.0 + 250.0 * rows as f64 - 40.0, &study.caption(&[0])))
}

//! Decisions over the years: where each lever that organisations move stands, month by month. An incentive with a step at
//! a baseline or at the year's end would show as a saw here.

use super::panel::{Panel, range};
use super::picture::{GRID, Held, Picture, QUIET, TEXT, arm_style};
use crate::analysis::{Estimate, LEVEL};
use crate::engine::Month;
use crate::model::lever::Lever;
use crate::report::Study;
use crate::report::words;
use std::collections::BTreeMap;

const COLUMNS: usize = 3;
const WIDE: f64 = 290.0;
const TALL: f64 = 140.0;
const STEP_X: f64 = 384.0;
const STEP_Y: f64 = 222.0;
/// Fields shown: those that move most.
const SHOWN: usize = 9;

/// Organisation and lever.
type Who = (String, String);

/// Where a lever stands at each month's end in each replication, from the decisions that moved it; before the first it
/// stands where that one found it.
fn stands(study: &Study<'_>, arm: usize) -> BTreeMap<Who, Vec<Vec<f64>>> {
    let months = &study.outcome.months;
    let n = study.replications();
    let mut first: BTreeMap<Who, f64> = BTreeMap::new();
    let mut moves: BTreeMap<Who, Vec<BTreeMap<usize, f64>>> = BTreeMap::new();
    for (r, replication) in study.outcome.replications.iter().enumerate() {
        for d in &replication.arms[arm].decisions {
            if d.organisation.is_empty() || !d.from.is_finite() || d.because.contains("moves from") {
                continue;
            }
            let who = (d.organisation.clone(), d.lever.clone());
            let at = Month::of(d.date).0.saturating_sub(months[0].0) as usize;
            first.entry(who.clone()).or_insert(d.from);
            let own = moves.entry(who).or_insert_with(|| vec![BTreeMap::new(); n]);
            // One decision may reach several services or neighbourhoods: the lever stands where it was brought.
            own[r].insert(at, d.to);
        }
    }
    let line = |start: f64, moved: &BTreeMap<usize, f64>| -> Vec<f64> {
        let mut stand = start;
        (0..=months.len())
            .map(|m| {
                stand = moved.get(&m).copied().unwrap_or(stand);
                stand
            })
            .collect()
    };
    (moves.iter())
        .map(|(who, runs)| (who.clone(), runs.iter().map(|run| line(first[who], run)).collect()))
        .collect()
}

/// What lies between a lever's bounds; 1 for what is no lever of the model.
fn span(lever: &str) -> f64 {
    let own = Lever::ALL.iter().find(|one| one.name() == lever);
    own.map_or(1.0, |one| one.bounds().1 - one.bounds().0)
}

/// Every scenario in one picture.
pub fn decisions_over_time(study: &Study<'_>, _: usize) -> Option<Picture> {
    let months = study.outcome.months.len();
    if months < 2 {
        return None;
    }
    let all: Vec<BTreeMap<Who, Vec<Vec<f64>>>> = study.arms().into_iter().map(|arm| stands(study, arm)).collect();
    let mut who: Vec<&Who> = all.iter().flat_map(BTreeMap::keys).collect();
    who.sort();
    who.dedup();
    let reach = |who: &Who| {
        let values = all.iter().filter_map(|arm| arm.get(who)).flatten().flatten();
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &v| (l.min(v), h.max(v)));
        high - low
    };
    // Levers have units of their own: what they are compared by is how much of its bounds each goes through.
    let share = |who: &Who| reach(who) / span(&who.1);
    who.sort_by(|a, b| share(b).total_cmp(&share(a)));
    let many = who.len();
    who.truncate(SHOWN);
    if who.is_empty() {
        return None;
    }
    let most = who[0];
    let title = format!(
        "{} moves {} furthest, through {:.0} % of its bounds; {many} levers move in {} year{}",
        words::label(&most.0),
        words::spoken(&most.1),
        100.0 * share(most),
        study.years(),
        if study.years() == 1 { "" } else { "s" }
    );
    let shown = "Where organisations have brought each lever (its own unit: a ratio to the start, points of a share, places or starts), mean \
                 over replications with its 95 % interval. Vertical lines: each April, when plans and baselines are set anew.";
    let (mut picture, top) = Picture::page(&title, shown);
    let mut legend = 32.0;
    for (arm, label) in study.labels.iter().enumerate() {
        let (ink, dash) = arm_style(arm);
        picture.line(vec![(legend, top + 8.0), (legend + 34.0, top + 8.0)], ink, 2.6, dash);
        picture.text((legend + 42.0, top + 8.0), label, 14.0, ink, true, Held::Left);
        legend += 62.0 + super::picture::width(label, 14.0, true);
    }
    let mut bottom = top;
    for (i, who) in who.iter().enumerate() {
        let (left, up) = (
            76.0 + STEP_X * (i % COLUMNS) as f64,
            top + 78.0 + STEP_Y * (i / COLUMNS) as f64,
        );
        // Where nobody moves it, it stands where the others found it.
        let start = all
            .iter()
            .find_map(|stands| stands.get(*who))
            .map_or(0.0, |runs| runs[0][0]);
        let still = vec![vec![start; months + 1]; study.replications()];
        let curves: Vec<(usize, Vec<Estimate>)> = (all.iter().enumerate())
            .map(|(arm, stands)| {
                let runs = stands.get(*who).unwrap_or(&still);
                let at = |m: usize| Estimate::of(&runs.iter().map(|run| run[m]).collect::<Vec<_>>(), LEVEL);
                (arm, (0..=months).filter_map(at).collect())
            })
            .collect();
        let ends = (curves.iter())
            .flat_map(|(_, line)| line)
            .flat_map(|e| [e.mean, e.low.unwrap_or(e.mean), e.high.unwrap_or(e.mean)]);
        let (low, high) = range(ends, 0.01);
        let panel = Panel {
            left,
            top: up,
            right: left + WIDE,
            bottom: up + TALL,
            from: 0.0,
            to: months as f64,
            low,
            high,
        };
        panel.value_axis(&mut picture);
        for (m, month) in study.outcome.months.iter().enumerate() {
            if month.number() == 4 && m > 0 {
                let x = panel.x(m as f64);
                picture.line(vec![(x, up), (x, panel.bottom)], GRID, 1.6, None);
            }
        }
        panel.calendar_axis(&mut picture, study.outcome.months[0]);
        for (arm, line) in &curves {
            let (ink, dash) = arm_style(*arm);
            let edges: Vec<_> = (line.iter().enumerate())
                .filter_map(|(m, e)| Some((m as f64, e.low?, e.high?)))
                .collect();
            panel.band(&mut picture, &edges, ink, 0.16);
            let means: Vec<_> = line.iter().enumerate().map(|(m, e)| (m as f64, e.mean)).collect();
            panel.curve(&mut picture, &means, ink, 2.2, dash);
        }
        let at = (left - 44.0, up - 32.0);
        picture.text(at, &words::label(&who.1), 14.5, TEXT, true, Held::Left);
        let at = (left - 44.0, up - 15.0);
        picture.text(at, &words::label(&who.0), 13.0, QUIET, false, Held::Left);
        bottom = panel.bottom + 26.0;
    }
    Some(picture.finish(bottom + 8.0, &study.caption(&study.arms())))
}

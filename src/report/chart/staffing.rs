//! Staffing by setting: posts of each group of staff without a permanent holder, those that agency staff fill and those
//! that nobody fills, every scenario beside the base.

use super::over_time::{Line, months, of_service};
use super::panel::Panel;
use super::picture::{Held, ORANGE, Picture, QUIET, TEXT, VERMILLION, arm_style, wrap};
use crate::analysis::{difference::difference, summary};
use crate::measure::Key;
use crate::report::Study;
use crate::report::words::{self, Verdict, verdict};

const TALL: f64 = 84.0;
const STEP: f64 = 142.0;
const LEFT: f64 = 236.0;
const RIGHT: f64 = 1172.0;

/// Where the staff of a group work, in the order of a patient's way: setting and group.
const SETTINGS: &[(&str, &str)] = &[
    ("General practice", "gp"),
    ("General practice", "practice_nurse"),
    ("Community", "community_nurse"),
    ("Community", "therapist"),
    ("Hospital", "hospital_doctor"),
    ("Hospital", "ward_nurse"),
    ("Mental health", "mental_health"),
    ("Social care", "social_worker"),
    ("Social care", "care_worker"),
];

/// Groups of staff in this picture.
#[cfg(test)]
pub fn groups() -> Vec<&'static str> {
    SETTINGS.iter().map(|(_, group)| *group).collect()
}

/// One group in one arm, month by month: (months done, share of posts with agency staff, share that nobody fills).
struct Team {
    arm: usize,
    shares: Vec<(f64, f64, f64)>,
}

impl Team {
    fn of(study: &Study<'_>, arm: usize, group: &str) -> Option<Team> {
        let line = |measure: &str| -> Option<Line> { Some(months(study, arm, &key(study, arm, measure, group)?)) };
        let (vacant, unfilled) = (line("vacancy_rate")?, line("posts_unfilled")?);
        let shares: Vec<_> = (vacant.iter().zip(&unfilled))
            .map(|((at, vacant), (_, unfilled))| {
                let unfilled = unfilled.mean.max(0.0);
                (*at, (vacant.mean - unfilled).max(0.0), unfilled)
            })
            .collect();
        (shares.len() > 1).then_some(Team { arm, shares })
    }
}

fn key(study: &Study<'_>, arm: usize, measure: &str, group: &str) -> Option<Key> {
    of_service(study, arm, measure, &format!("staff: {group}"))
}

/// Every scenario in one picture, a column each.
pub fn staffing(study: &Study<'_>, _: usize) -> Option<Picture> {
    let rows: Vec<(&str, &str, Vec<Team>)> = (SETTINGS.iter())
        .map(|(setting, group)| {
            let teams = study
                .arms()
                .into_iter()
                .filter_map(|arm| Team::of(study, arm, group))
                .collect();
            (*setting, *group, teams)
        })
        .filter(|(.., teams): &(_, _, Vec<Team>)| !teams.is_empty())
        .collect();
    if rows.is_empty() {
        return None;
    }
    let mut arms: Vec<usize> = rows.iter().flat_map(|(.., teams)| teams).map(|team| team.arm).collect();
    arms.sort_unstable();
    arms.dedup();
    let shown = "Posts without a permanent holder, per cent of posts, month by month, mean over replications. Orange: agency \
                 staff. Vermillion, upon it: nobody. In words, for the last year: staff in post (whole-time \
                 equivalents), both shares, and the 95 % interval of the paired difference in what nobody fills. One scale for all.";
    let (mut picture, top) = Picture::page(&title(study, &arms)?, shown);
    let most = (rows.iter().flat_map(|(.., teams)| teams))
        .flat_map(|team| &team.shares)
        .map(|(_, agency, unfilled)| 100.0 * (agency + unfilled))
        .fold(1.0, f64::max);
    let column = (RIGHT - LEFT) / arms.len() as f64;
    for (i, &arm) in arms.iter().enumerate() {
        let left = LEFT + column * i as f64;
        let label = wrap(&study.labels[arm], 15.0, true, column - 40.0);
        picture.text(
            (left, top + 14.0),
            &label.join(" "),
            15.0,
            arm_style(arm).0,
            true,
            Held::Left,
        );
    }
    for (i, (setting, group, teams)) in rows.iter().enumerate() {
        let up = top + 72.0 + STEP * i as f64;
        picture.text((32.0, up + 6.0), &name(group), 15.0, TEXT, true, Held::Left);
        picture.text((32.0, up + 26.0), setting, 13.0, QUIET, false, Held::Left);
        for team in teams {
            let place = arms.iter().position(|arm| *arm == team.arm).unwrap_or(0);
            let left = LEFT + column * place as f64;
            let panel = Panel {
                left,
                top: up,
                right: left + column - 44.0,
                bottom: up + TALL,
                from: 0.0,
                to: study.outcome.months.len() as f64,
                low: 0.0,
                high: 1.06 * most,
            };
            panel.value_axis(&mut picture);
            let part = |low: fn(f64, f64) -> f64, high: fn(f64, f64) -> f64| -> Vec<(f64, f64, f64)> {
                (team.shares.iter())
                    .map(|&(at, agency, unfilled)| (at, 100.0 * low(agency, unfilled), 100.0 * high(agency, unfilled)))
                    .collect()
            };
            panel.band(&mut picture, &part(|_, _| 0.0, |agency, _| agency), ORANGE, 0.55);
            panel.band(
                &mut picture,
                &part(|agency, _| agency, |agency, none| agency + none),
                VERMILLION,
                0.75,
            );
            panel.calendar_axis(&mut picture, study.outcome.months[0]);
            let said = wrap(&said(study, team.arm, group), 12.5, false, column - 30.0);
            for (n, line) in said.iter().rev().enumerate() {
                picture.text((left, up - 12.0 - 16.0 * n as f64), line, 12.5, TEXT, false, Held::Left);
            }
        }
    }
    Some(picture.finish(top + 72.0 + STEP * rows.len() as f64 - 20.0, &study.caption(&arms)))
}

/// A group in words: the tables call a hospital's doctors `hospital_doctor`.
fn name(group: &str) -> String {
    match group {
        "mental_health" => "Mental health staff".into(),
        "gp" => "GPs".into(),
        group => format!("{}s", words::label(group)),
    }
}

/// Posts in post, and the share that nobody fills, in the last year.
fn said(study: &Study<'_>, arm: usize, group: &str) -> String {
    let last = study.last_year();
    let of = |measure: &str| summary::estimate(study.outcome, arm, &key(study, arm, measure, group)?, &last);
    let told = (of("staff_in_post"), of("vacancy_rate"), of("posts_unfilled"));
    let (Some(in_post), Some(vacant), Some(unfilled)) = told else {
        return String::new();
    };
    let unit = "share of posts";
    let paired = (arm > 0)
        .then(|| difference(study.outcome, arm, &key(study, arm, "posts_unfilled", group)?, &last))
        .flatten();
    let change = paired.map_or_else(String::new, |d| match verdict(&d.estimate) {
        Verdict::Same => " (the same)".into(),
        Verdict::Unknown => format!(" ({})", words::change(d.estimate.mean, unit)),
        _ => format!(" (difference {})", words::interval(&d.estimate, unit)),
    });
    format!(
        "{} in post; agency {}, nobody {}{change}",
        words::number(in_post.mean),
        words::quantity((vacant.mean - unfilled.mean).max(0.0), unit),
        words::quantity(unfilled.mean, unit)
    )
}

fn title(study: &Study<'_>, arms: &[usize]) -> Option<String> {
    let last = study.last_year();
    let year = study.years();
    let unit = "share of posts";
    if arms.len() > 1 && arms[0] == 0 {
        let d = study.difference(arms[1], "posts_unfilled", &last)?;
        let label = &study.labels[arms[1]];
        let levels = format!(
            "{} against {}; 95 % interval of the difference {}",
            words::quantity(d.base + d.estimate.mean, unit),
            words::quantity(d.base, unit),
            words::interval(&d.estimate, unit)
        );
        return Some(match verdict(&d.estimate) {
            Verdict::Fell => format!("{label}: fewer posts stand empty in year {year}: {levels}"),
            Verdict::Rose => format!("{label}: more posts stand empty in year {year}: {levels}"),
            Verdict::Same => format!("{label}: exactly as many posts stand empty in year {year}"),
            Verdict::Unclear | Verdict::Unknown => {
                format!("{label}: no clear change in posts that stand empty in year {year}: {levels}")
            }
        });
    }
    let unfilled = study.estimate(arms[0], "posts_unfilled", &last)?;
    let within = match (unfilled.low, unfilled.high) {
        (Some(low), Some(high)) => {
            format!(
                "95 % interval {} to {}",
                words::quantity(low, unit),
                words::quantity(high, unit)
            )
        }
        _ => "no interval from one replication".into(),
    };
    Some(format!(
        "{}: nobody fills {} of posts in year {year} ({within})",
        study.labels[arms[0]],
        words::quantity(unfilled.mean, unit)
    ))
}

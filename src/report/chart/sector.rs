//! Flow between sectors: how much care each setting gives in both scenarios, and the change with its interval.

use super::panel::ticks;
use super::picture::{GRID, Held, Picture, QUIET, TEXT, arm_style};
use crate::analysis::Difference;
use crate::report::Study;
use crate::report::words::{self, Verdict, change, percent, quantity, verdict};

/// Settings in the order of a patient's way: sector, what is counted, measure.
const SETTINGS: &[(&str, &str, &str)] = &[
    ("Primary care", "Practice appointments", "gp_appointments"),
    ("", "111 calls", "calls_111"),
    ("Hospital, urgent", "A&E attendances", "ae_attendances"),
    ("", "Emergency admissions", "emergency_admissions"),
    ("", "Emergency bed-days", "emergency_bed_days"),
    ("Hospital, planned", "Outpatient attendances", "outpatient_attendances"),
    ("", "Day cases", "day_cases"),
    ("", "Ordinary admissions", "elective_admissions"),
    ("Community", "Community contacts", "community_contacts"),
    ("", "Rapid responses", "rapid_responses"),
    ("", "Intermediate-care stays", "intermediate_care_stays"),
    ("", "Reablement episodes", "reablement_episodes"),
    ("Social care", "Home-care hours", "home_care_hours"),
    ("", "Care-home residents", "care_home_residents"),
];

/// Beyond this the axis is cut and an arrow points on.
const WIDEST_PERCENT: f64 = 25.0;

pub fn sector_flow(study: &Study<'_>, alternative: usize) -> Option<Picture> {
    let all = study.whole();
    let mut lines: Vec<(&str, &str, Difference)> = Vec::new();
    let mut sector = "";
    for (starts, name, measure) in SETTINGS {
        if !starts.is_empty() {
            sector = starts;
        }
        if let Some(d) = study.difference(alternative, measure, &all)
            && (d.base != 0.0 || d.estimate.mean != 0.0)
        {
            lines.push((sector, name, d));
        }
    }
    if lines.is_empty() {
        return None;
    }
    let (base, other) = (&study.labels[0], &study.labels[alternative]);
    let shown = format!(
        "Care given in each setting, mean a year of the whole run. Dots: change from {base} to {other} in per cent, with \
         the 95 % interval of the paired difference; hollow where it is not clear; an arrow points beyond the axis."
    );
    let row = 34.0;
    let (mut picture, top) = Picture::page(&title(study, &lines, other), &shown);
    let reach = (lines.iter())
        .filter_map(|(_, _, d)| d.percent_interval())
        .flat_map(|(mean, low, high)| [mean, low.unwrap_or(mean), high.unwrap_or(mean)])
        .map(f64::abs)
        .fold(1.0, f64::max)
        .min(WIDEST_PERCENT)
        * 1.08;
    let (left, right) = (660.0, 1000.0);
    let x = |v: f64| left + (v.clamp(-reach, reach) + reach) / (2.0 * reach) * (right - left);
    let foot = top + 40.0 + row * lines.len() as f64;
    for tick in ticks(-reach, reach, 5) {
        picture.line(vec![(x(tick), top + 28.0), (x(tick), foot)], GRID, 1.0, None);
        let text = if tick == 0.0 {
            "same".into()
        } else {
            change(tick, "").replace(".00", "").replace(".0", "") + " %"
        };
        picture.text((x(tick), foot + 14.0), &text, 13.0, QUIET, false, Held::Middle);
    }
    picture.line(vec![(x(0.0), top + 28.0), (x(0.0), foot)], QUIET, 1.2, None);
    for (at, text, strong) in [(480.0, base, false), (600.0, other, true)] {
        let short = super::picture::wrap(text, 13.5, strong, 112.0);
        for (i, part) in short.iter().enumerate() {
            let y = top + 18.0 - 17.0 * (short.len() - 1 - i) as f64;
            picture.text(
                (at, y),
                part,
                13.5,
                if strong { arm_style(alternative).0 } else { QUIET },
                true,
                Held::Right,
            );
        }
    }
    picture.text(
        (right + 16.0, top + 18.0),
        "change a year",
        13.5,
        QUIET,
        true,
        Held::Left,
    );
    let mut seen = "";
    for (i, (sector, name, d)) in lines.iter().enumerate() {
        let y = top + 48.0 + row * i as f64;
        let (e, unit) = (d.estimate, d.key.entry().unit);
        if *sector != seen {
            if i > 0 {
                picture.line(vec![(32.0, y - row / 2.0), (1168.0, y - row / 2.0)], GRID, 1.0, None);
            }
            picture.text((32.0, y), sector, 14.5, TEXT, true, Held::Left);
            seen = sector;
        }
        picture.text((185.0, y), name, 14.5, TEXT, false, Held::Left);
        picture.text((480.0, y), &quantity(d.base, unit), 14.5, QUIET, false, Held::Right);
        picture.text(
            (600.0, y),
            &quantity(d.base + e.mean, unit),
            14.5,
            TEXT,
            false,
            Held::Right,
        );
        let clear = matches!(verdict(&e), Verdict::Rose | Verdict::Fell);
        let ink = if clear { arm_style(alternative).0 } else { QUIET };
        let said = match d.percent_interval() {
            Some((mean, low, high)) => {
                if let (Some(low), Some(high)) = (low, high) {
                    picture.line(vec![(x(low), y), (x(high), y)], ink, 2.4, None);
                }
                if mean.abs() <= reach {
                    picture.dot((x(mean), y), 5.5, ink, !clear);
                } else {
                    let (tip, back) = (x(mean), if mean > 0.0 { -12.0 } else { 12.0 });
                    picture.area(vec![(tip, y), (tip + back, y - 7.0), (tip + back, y + 7.0)], ink, 1.0);
                }
                format!("{} ({})", change(e.mean, unit), percent(mean))
            }
            None => format!("{} (from none)", change(e.mean, unit)),
        };
        picture.text((right + 16.0, y), &said, 14.0, ink, clear, Held::Left);
    }
    Some(picture.finish(foot + 30.0, &study.caption(&[0, alternative])))
}

/// The clearest rise outside and fall inside hospital, or whichever there is.
fn title(study: &Study<'_>, lines: &[(&str, &str, Difference)], other: &str) -> String {
    let pick = |hospital: bool, wanted: Verdict| {
        (lines.iter())
            .filter(|(sector, _, d)| sector.starts_with("Hospital") == hospital && verdict(&d.estimate) == wanted)
            .max_by(|a, b| {
                let size = |d: &Difference| d.percent().map_or(0.0, f64::abs);
                size(&a.2).total_cmp(&size(&b.2))
            })
    };
    let said = |line: &(&str, &str, Difference)| match line.2.percent_interval() {
        Some((mean, Some(_), Some(_))) if mean.abs() < 1000.0 => {
            let name = line.1;
            let within = words::percent_interval(&line.2).unwrap_or_default();
            format!(
                "{} {} ({within})",
                name.to_lowercase().replace("a&e", "A&E"),
                percent(mean)
            )
        }
        _ => format!(
            "{} {}",
            line.1.to_lowercase(),
            change(line.2.estimate.mean, line.2.key.entry().unit)
        ),
    };
    if study.replications() < 2 {
        return format!("Care by setting with {other}: a single replication, so no interval");
    }
    match (pick(true, Verdict::Fell), pick(false, Verdict::Rose)) {
        (Some(down), Some(up)) => format!("{other}: care moves out of hospital: {}, {}", said(down), said(up)),
        (Some(down), None) => format!(
            "{other}: less hospital care ({}) with no clear rise elsewhere",
            said(down)
        ),
        (None, Some(up)) => format!(
            "{other}: more care outside hospital ({}), none the less inside",
            said(up)
        ),
        (None, None) => match pick(true, Verdict::Rose) {
            Some(up) => format!("{other}: more hospital care: {}", said(up)),
            None => format!("{other}: no care moves clearly from one setting to another"),
        },
    }
}

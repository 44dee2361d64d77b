//! The bend: three curves against the matched base, the split of the difference, and what must stand beside it.

use super::fan::{rolling, window};
use super::panel::{Panel, range};
use super::picture::{BASE, BLUE, GRID, Held, Ink, PAPER, Picture, QUIET, TEXT, VERMILLION, WIDTH, arm_style};
use crate::analysis::{Estimate, split_differences};
use crate::measure::{Better, Key};
use crate::report::Study;
use crate::report::answer::BESIDE;
use crate::report::words::{self, Verdict, change, number, percent, percent_interval, verdict};

/// The curves, from need to bed.
const CURVES: [(&str, &str, &str); 4] = [
    ("need_arising_standardised", "Need arising", "needs"),
    ("need_at_hospital_door_standardised", "Need at a hospital door", "needs"),
    (
        "emergency_admissions_standardised",
        "Emergency admissions",
        "admissions",
    ),
    ("emergency_bed_days_standardised", "Emergency bed-days", "bed-days"),
];

pub fn bend(study: &Study<'_>, alternative: usize) -> Option<Picture> {
    let outcome = study.outcome;
    let first = *outcome.months.first()?;
    let last = study.last_year();
    let (base, other) = (&study.labels[0], &study.labels[alternative]);
    let rolled = window(outcome.months.len()) == 12;
    let shown = format!(
        "Per resident, standardised to the age and deprivation of the first month; the first {} of {base} is 100. Dashed: \
         {base}. Solid: {other}, with the 95 % interval of the paired difference.",
        if rolled { "twelve months" } else { "month" },
    );
    let (mut picture, top) = Picture::page(&title(study, alternative)?, &shown);

    let curves: Vec<Curve> = CURVES
        .iter()
        .filter_map(|(measure, ..)| Curve::of(study, alternative, measure))
        .collect();
    if curves.len() < CURVES.len() {
        return None;
    }
    // One scale for all four, so that slopes can be compared.
    let values = curves.iter().flat_map(|c| {
        c.base
            .iter()
            .map(|p| p.1)
            .chain(c.other.iter().flat_map(|p| [p.1, p.2]))
    });
    let (low, high) = range(values, 4.0);
    let (ink, dash) = arm_style(alternative);
    for (i, (curve, (measure, heading, noun))) in curves.iter().zip(CURVES).enumerate() {
        let left = 76.0 + 284.0 * i as f64;
        let panel = Panel {
            left,
            top: top + 72.0,
            right: left + 220.0,
            bottom: top + 310.0,
            from: curve.base.first()?.0 - 1.0,
            to: curve.base.last()?.0,
            low,
            high,
        };
        panel.value_axis(&mut picture);
        panel.calendar_axis(&mut picture, first);
        let d = study.difference(alternative, measure, &last)?;
        let said = match percent_interval(&d) {
            Some(within) => format!("{} ({within})", percent(d.percent().unwrap_or(0.0))),
            None => change(d.estimate.mean, ""),
        };
        let bold = if matches!(verdict(&d.estimate), Verdict::Unclear | Verdict::Same) {
            QUIET
        } else {
            ink
        };
        picture.text((left - 40.0, panel.top - 56.0), heading, 16.5, TEXT, true, Held::Left);
        picture.text((left - 40.0, panel.top - 36.0), &said, 14.0, bold, true, Held::Left);
        let level = format!(
            "{} to {} {noun} per 1,000",
            number(d.base),
            number(d.base + d.estimate.mean)
        );
        picture.text((left - 40.0, panel.top - 17.0), &level, 13.0, QUIET, false, Held::Left);
        panel.band(&mut picture, &curve.other, ink, 0.22);
        panel.curve(&mut picture, &curve.base, BASE, 2.4, Some(6.0));
        let middle: Vec<_> = curve
            .other
            .iter()
            .map(|&(at, low, high)| (at, (low + high) / 2.0))
            .collect();
        panel.curve(&mut picture, &middle, ink, 2.6, dash);
    }
    let note = format!(
        "Changes above each curve: year {} of the run, {other} against {base}.",
        study.years()
    );
    picture.text((36.0, top + 352.0), &note, 13.0, QUIET, false, Held::Left);

    let lower = top + 392.0;
    split_bars(study, alternative, &mut picture, lower);
    beside(study, alternative, &mut picture, lower);
    Some(picture.finish(lower + 270.0, &study.caption(&[0, alternative])))
}

fn title(study: &Study<'_>, alternative: usize) -> Option<String> {
    let (base, other) = (&study.labels[0], &study.labels[alternative]);
    let last = study.last_year();
    let d = study.difference(alternative, "emergency_admissions_standardised", &last)?;
    let year = study.years();
    let within = percent_interval(&d)?;
    let size = format!("{:.1} %", d.percent()?.abs());
    let worse: Vec<String> = worse(study, alternative);
    let but = if worse.is_empty() {
        String::new()
    } else {
        format!(", but worse: {}", worse.join(", "))
    };
    Some(match verdict(&d.estimate) {
        Verdict::Fell => format!(
            "{other}: emergency admissions per resident fall by {size} in year {year} (95 % interval {within}){but}"
        ),
        Verdict::Rose => format!(
            "{other}: emergency admissions per resident rise by {size} in year {year} (95 % interval {within}){but}"
        ),
        Verdict::Same => format!("{other} and {base} admit exactly the same people"),
        Verdict::Unclear => {
            format!("{other}: no clear bend of emergency admissions in year {year} (95 % interval {within}){but}")
        }
        Verdict::Unknown => format!(
            "In one replication, emergency admissions per resident change by {} in year {year} (no interval)",
            percent(d.percent()?)
        ),
    })
}

/// Measures that must stand beside a bend and are clearly worse.
fn worse(study: &Study<'_>, alternative: usize) -> Vec<String> {
    let all = study.whole();
    (BESIDE.iter())
        .filter_map(|measure| {
            let d = study.difference(alternative, measure, &all)?;
            let bad = match d.key.entry().better {
                Better::Down => Verdict::Rose,
                Better::Up => Verdict::Fell,
                Better::Neither => return None,
            };
            (verdict(&d.estimate) == bad && !words::is_small(&d)).then(|| words::spoken(measure))
        })
        .collect()
}

struct Curve {
    base: Vec<(f64, f64)>,
    /// Low and high of the paired interval around the alternative; the line runs in the middle.
    other: Vec<(f64, f64, f64)>,
}

impl Curve {
    fn of(study: &Study<'_>, alternative: usize, measure: &str) -> Option<Curve> {
        let key = Key::whole(measure);
        let (here, there) = (
            rolling(study.outcome, 0, &key),
            rolling(study.outcome, alternative, &key),
        );
        let mean = |v: &[f64]| Estimate::of(v, 0.95).map(|e| e.mean);
        let hundred = mean(&here.first()?.1).filter(|m| *m > 0.0)? / 100.0;
        let mut curve = Curve {
            base: Vec::new(),
            other: Vec::new(),
        };
        for ((at, h), (_, t)) in here.iter().zip(&there) {
            let gaps: Vec<f64> = h.iter().zip(t).map(|(h, t)| t - h).collect();
            let (base, gap) = (mean(h)?, Estimate::of(&gaps, 0.95)?);
            curve.base.push((*at, base / hundred));
            let (low, high) = (gap.low.unwrap_or(gap.mean), gap.high.unwrap_or(gap.mean));
            curve.other.push((*at, (base + low) / hundred, (base + high) / hundred));
        }
        Some(curve)
    }
}

/// Bars from zero with their intervals: what became of the admissions.
fn split_bars(study: &Study<'_>, alternative: usize, picture: &mut Picture, top: f64) {
    picture.text(
        (36.0, top),
        "Where the difference in emergency admissions comes from",
        16.5,
        TEXT,
        true,
        Held::Left,
    );
    let unit = "admissions a year over the whole run; the same needs matched in both scenarios";
    picture.text((36.0, top + 21.0), unit, 13.0, QUIET, false, Held::Left);
    let all = study.whole();
    let classes = split_differences(study.outcome, alternative, &all);
    let total = study
        .difference(alternative, "emergency_admissions", &all)
        .map(|d| d.estimate);
    let lines: Vec<(&str, Estimate, Ink)> = ["Prevented", "Treated elsewhere", "Refused", "Recoded, same care"]
        .into_iter()
        .zip(classes)
        .map(|(name, e)| (name, e, BLUE))
        .chain([("All together", total, TEXT)])
        .filter_map(|(name, e, ink)| Some((name, e?, ink)))
        .collect();
    let ends = lines
        .iter()
        .flat_map(|(_, e, _)| [e.mean, e.low.unwrap_or(e.mean), e.high.unwrap_or(e.mean), 0.0]);
    let (low, high) = range(ends, 1.0);
    let (left, right) = (190.0, 480.0);
    let x = |v: f64| left + (v - low) / (high - low) * (right - left);
    let foot = top + 40.0 + 40.0 * lines.len() as f64;
    picture.line(vec![(x(0.0), top + 38.0), (x(0.0), foot)], QUIET, 1.0, None);
    for (i, (name, e, ink)) in lines.iter().enumerate() {
        let y = top + 60.0 + 40.0 * i as f64;
        // A class that adds admissions is vermillion.
        let ink = if *ink == BLUE && e.mean > 0.0 { VERMILLION } else { *ink };
        picture.text((176.0, y), name, 14.5, TEXT, *name == "All together", Held::Right);
        picture.bar((x(0.0), y - 10.0), (x(e.mean), y + 10.0), ink, 0.85);
        if let (Some(low), Some(high)) = (e.low, e.high) {
            whisker(picture, (x(low), x(high)), y);
        }
        let said = words::change(e.mean, "");
        picture.text((right + 16.0, y), &said, 14.5, TEXT, true, Held::Left);
        let start = right + 16.0 + super::picture::width(&said, 14.5, true) + 8.0;
        picture.text((start, y), &words::interval(e, ""), 12.5, QUIET, false, Held::Left);
    }
}

/// An interval across a bar: white under black, seen on both.
pub fn whisker(picture: &mut Picture, (low, high): (f64, f64), y: f64) {
    picture.line(vec![(low, y), (high, y)], PAPER, 4.0, None);
    picture.line(vec![(low, y), (high, y)], TEXT, 1.6, None);
    for x in [low, high] {
        picture.line(vec![(x, y - 5.0), (x, y + 5.0)], TEXT, 1.6, None);
    }
}

/// Unmet need, deaths and waits, in words and numbers.
fn beside(study: &Study<'_>, alternative: usize, picture: &mut Picture, top: f64) {
    let left = 716.0;
    picture.text((left, top), "What must stand beside it", 16.5, TEXT, true, Held::Left);
    let unit = format!(
        "mean of the whole run, {} against {}",
        study.labels[alternative], study.labels[0]
    );
    picture.text((left, top + 21.0), &unit, 13.0, QUIET, false, Held::Left);
    let all = study.whole();
    for (i, measure) in BESIDE.iter().enumerate() {
        let Some(d) = study.difference(alternative, measure, &all) else {
            continue;
        };
        let entry = d.key.entry();
        let y = top + 60.0 + 40.0 * i as f64;
        let worse = matches!(
            (verdict(&d.estimate), entry.better),
            (Verdict::Rose, Better::Down) | (Verdict::Fell, Better::Up)
        );
        let (word, ink) = match verdict(&d.estimate) {
            Verdict::Same => ("same", QUIET),
            Verdict::Unclear | Verdict::Unknown => ("no clear change", QUIET),
            _ if worse && words::is_small(&d) => ("worse, under 1 %", TEXT),
            _ if words::is_small(&d) => ("better, under 1 %", TEXT),
            _ if worse => ("worse", VERMILLION),
            _ => ("better", BLUE),
        };
        picture.line(vec![(left, y + 20.0), (WIDTH - 36.0, y + 20.0)], GRID, 1.0, None);
        picture.text((left, y), &words::label(entry.name), 14.5, TEXT, false, Held::Left);
        picture.text(
            (left + 318.0, y - 8.0),
            &change(d.estimate.mean, entry.unit),
            14.5,
            TEXT,
            true,
            Held::Right,
        );
        picture.text(
            (left + 318.0, y + 9.0),
            &words::interval(&d.estimate, entry.unit),
            12.0,
            QUIET,
            false,
            Held::Right,
        );
        let strong = matches!(ink, BLUE | VERMILLION);
        picture.text((left + 334.0, y), word, 14.0, ink, strong, Held::Left);
    }
}

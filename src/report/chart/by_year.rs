//! The bend by year: which years differ clearly from the base, and which do not yet.

use super::panel::{Panel, range};
use super::picture::{Held, Ink, Picture, QUIET, TEXT, VERMILLION, arm_style};
use crate::analysis::{Difference, Estimate};
use crate::measure::Period;
use crate::report::Study;
use crate::report::words::{self, Verdict, percent, verdict};

const MEASURES: [(&str, &str); 2] = [
    ("emergency_admissions", "Emergency admissions"),
    ("emergency_bed_days", "Emergency bed-days"),
];

/// What each year says in order: a year whose interval holds zero is "not yet" until one has been clear, and "not clear"
/// after.
pub fn spoken(years: &[Estimate]) -> Vec<&'static str> {
    let mut clear = false;
    let word = |estimate: &Estimate| match verdict(estimate) {
        Verdict::Fell | Verdict::Rose if !clear => {
            clear = true;
            clearly(estimate)
        }
        Verdict::Fell | Verdict::Rose => clearly(estimate),
        Verdict::Same => "the same",
        Verdict::Unclear if clear => "not clear",
        Verdict::Unclear => "not yet",
        Verdict::Unknown => "no interval",
    };
    years.iter().map(word).collect()
}

fn clearly(estimate: &Estimate) -> &'static str {
    if estimate.mean < 0.0 { "fell" } else { "rose" }
}

/// Solid only where the interval leaves zero out.
pub fn hollow(estimate: &Estimate) -> bool {
    !matches!(verdict(estimate), Verdict::Fell | Verdict::Rose)
}

fn of_years(study: &Study<'_>, alternative: usize, measure: &str) -> Option<Vec<Difference>> {
    let periods = Period::of_run(study.outcome.months.len());
    let years = periods.iter().skip(1);
    years
        .map(|year| study.difference(alternative, measure, year).filter(|d| d.base != 0.0))
        .collect()
}

pub fn bend_by_year(study: &Study<'_>, alternative: usize) -> Option<Picture> {
    let fields: Vec<Vec<Difference>> = (MEASURES.iter())
        .map(|(measure, _)| of_years(study, alternative, measure))
        .collect::<Option<_>>()?;
    let (base, other) = (&study.labels[0], &study.labels[alternative]);
    let shown = format!(
        "Difference of {other} from {base} in each year of the run, per cent of the base, with the 95 % interval of the \
         paired difference. Solid: clear of zero. Hollow: the interval holds zero, so the curve does not bend yet in that \
         year. One scale for both."
    );
    let (mut picture, top) = Picture::page(&title(other, &fields[0]), &shown);
    let ends = fields.iter().flatten().filter_map(Difference::percent_interval);
    let (low, high) = range(
        ends.flat_map(|(mean, low, high)| [0.0, mean, low.unwrap_or(mean), high.unwrap_or(mean)]),
        2.0,
    );
    for (i, (years, (_, heading))) in fields.iter().zip(MEASURES).enumerate() {
        let left = 76.0 + 574.0 * i as f64;
        let panel = Panel {
            left,
            top: top + 66.0,
            right: left + 510.0,
            bottom: top + 366.0,
            from: 0.5,
            to: years.len() as f64 + 0.5,
            low,
            high,
        };
        panel.value_axis(&mut picture);
        let nil = vec![panel.point(panel.from, 0.0), panel.point(panel.to, 0.0)];
        picture.line(nil, QUIET, 1.4, None);
        panel.heading(&mut picture, heading, "% of the base");
        marks(&mut picture, panel, years, arm_style(alternative).0);
    }
    Some(picture.finish(top + 424.0, &study.caption(&[0, alternative])))
}

/// A dot a year with its interval, its change and its word.
fn marks(picture: &mut Picture, panel: Panel, years: &[Difference], ink: Ink) {
    let estimates: Vec<Estimate> = years.iter().map(|d| d.estimate).collect();
    // Words of more than ten years would touch.
    let size = if years.len() > 8 { 11.0 } else { 13.0 };
    for (n, (d, word)) in years.iter().zip(spoken(&estimates)).enumerate() {
        let Some((mean, low, high)) = d.percent_interval() else {
            continue;
        };
        let at = n as f64 + 1.0;
        let hollow = hollow(&d.estimate);
        let ink = match (hollow, d.estimate.mean > 0.0) {
            (true, _) => QUIET,
            (false, true) => VERMILLION,
            (false, false) => ink,
        };
        let x = panel.x(at);
        if let (Some(low), Some(high)) = (low, high) {
            stave(picture, x, (panel.y(low), panel.y(high)), ink);
        }
        picture.dot((x, panel.y(mean)), 6.5, ink, hollow);
        // On the side of the dot away from the line at nil, which would strike it out.
        let away = if mean < 0.0 { 11.0 } else { -11.0 };
        let beside = (x + 9.0, panel.y(mean) + away);
        picture.text(beside, &percent(mean), size - 0.5, ink, !hollow, Held::Left);
        let below = panel.bottom + 16.0;
        picture.text((x, below), &format!("year {}", n + 1), size, TEXT, false, Held::Middle);
        picture.text((x, below + 19.0), word, size, ink, !hollow, Held::Middle);
    }
}

/// An upright interval.
pub fn stave(picture: &mut Picture, x: f64, (low, high): (f64, f64), ink: Ink) {
    picture.line(vec![(x, low), (x, high)], ink, 1.8, None);
    for y in [low, high] {
        picture.line(vec![(x - 5.0, y), (x + 5.0, y)], ink, 1.8, None);
    }
}

fn title(other: &str, years: &[Difference]) -> String {
    let estimates: Vec<Estimate> = years.iter().map(|d| d.estimate).collect();
    let words = spoken(&estimates);
    let within = |n: usize| words::percent_interval(&years[n]).unwrap_or_default();
    let size = |n: usize| format!("{:.1} %", years[n].percent().unwrap_or(0.0).abs());
    let last = years.len() - 1;
    if words.iter().all(|word| *word == "the same") {
        return format!("{other}: emergency admissions are exactly the same in every year");
    }
    if words.iter().all(|word| *word == "no interval") {
        return format!("{other}: emergency admissions by year in a single replication (no interval)");
    }
    match words.iter().position(|word| *word == "fell" || *word == "rose") {
        None => format!(
            "{other}: no year bends emergency admissions yet; year {} {} (95 % interval {})",
            last + 1,
            percent(years[last].percent().unwrap_or(0.0)),
            within(last)
        ),
        Some(first) => {
            let way = if words[first] == "fell" { "fall" } else { "rise" };
            let lasts = words[first..].iter().all(|word| *word == words[first]) && last > first;
            let until = match (lasts, first == last) {
                (true, _) => format!(", and in each year after ({} in year {})", size(last), last + 1),
                (false, true) => String::new(),
                (false, false) => ", but not in every year after".into(),
            };
            format!(
                "{other}: emergency admissions first {way} clearly in year {}, by {} (95 % interval {}){until}",
                first + 1,
                size(first),
                within(first)
            )
        }
    }
}

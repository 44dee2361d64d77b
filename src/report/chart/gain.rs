//! Who gains and who loses: change in surplus by organisation.

use super::bend::whisker;
use super::panel::{range, ticks};
use super::picture::{BLUE, GRID, Held, Picture, QUIET, TEXT, VERMILLION, WIDTH};
use crate::analysis::Difference;
use crate::report::Study;
use crate::report::answer::by_organisation;
use crate::report::words::{self, Verdict, change, verdict};

pub fn gains_and_losses(study: &Study<'_>, alternative: usize) -> Option<Picture> {
    let lines: Vec<_> = by_organisation(study, alternative, "surplus")
        .into_iter()
        .filter(|(_, d)| d.estimate.mean != 0.0 || d.base != 0.0)
        .collect();
    if lines.is_empty() {
        return None;
    }
    let (base, other) = (&study.labels[0], &study.labels[alternative]);
    let year = study.years();
    let shown = format!(
        "Change in surplus (income less cost), £ a year, in year {year}: {other} against {base}. Lines: 95 % interval of \
         the paired difference."
    );
    let title = title(&lines, other, year);
    let (mut picture, top) = Picture::page(&title, &shown);
    let ends = lines.iter().flat_map(|(_, d)| {
        let e = d.estimate;
        [e.mean, e.low.unwrap_or(e.mean), e.high.unwrap_or(e.mean), 0.0]
    });
    let (low, high) = range(ends, 1.0);
    let (left, right) = (280.0, 860.0);
    let x = |v: f64| left + (v - low) / (high - low) * (right - left);
    let foot = top + 30.0 + 46.0 * lines.len() as f64;
    for tick in ticks(low, high, 6) {
        picture.line(vec![(x(tick), top + 14.0), (x(tick), foot)], GRID, 1.0, None);
        picture.text(
            (x(tick), foot + 14.0),
            &change(tick, "£"),
            13.0,
            QUIET,
            false,
            Held::Middle,
        );
    }
    picture.line(vec![(x(0.0), top + 14.0), (x(0.0), foot)], QUIET, 1.4, None);
    picture.text((x(0.0) - 12.0, top + 2.0), "loses", 14.0, VERMILLION, true, Held::Right);
    picture.text((x(0.0) + 12.0, top + 2.0), "gains", 14.0, BLUE, true, Held::Left);
    for (i, (name, d)) in lines.iter().enumerate() {
        let y = top + 42.0 + 46.0 * i as f64;
        let e = d.estimate;
        let clear = matches!(verdict(&e), Verdict::Rose | Verdict::Fell);
        let ink = if e.mean < 0.0 { VERMILLION } else { BLUE };
        picture.text((left - 16.0, y), &words::label(name), 15.0, TEXT, false, Held::Right);
        picture.bar(
            (x(0.0), y - 13.0),
            (x(e.mean), y + 13.0),
            ink,
            if clear { 0.85 } else { 0.35 },
        );
        if let (Some(low), Some(high)) = (e.low, e.high) {
            whisker(&mut picture, (x(low), x(high)), y);
        }
        picture.text(
            (right + 20.0, y - 8.0),
            &change(e.mean, "£"),
            15.0,
            TEXT,
            true,
            Held::Left,
        );
        let mut beside = words::interval(&e, "£");
        match verdict(&e) {
            Verdict::Same => beside = "exactly the same".into(),
            Verdict::Unclear => beside.push_str(" · not clear"),
            _ => {}
        }
        picture.text((right + 20.0, y + 11.0), &beside, 12.5, QUIET, false, Held::Left);
        picture.text(
            (WIDTH - 32.0, y - 8.0),
            &format!("was {}", words::pounds(d.base)),
            12.5,
            QUIET,
            false,
            Held::Right,
        );
    }
    Some(picture.finish(foot + 30.0, &study.caption(&[0, alternative])))
}

/// Who clearly gains most and who clearly loses most, each with its interval.
fn title(lines: &[(String, Difference)], other: &str, year: usize) -> String {
    let said = |wanted: Verdict, verb: &str| {
        let most = (lines.iter())
            .filter(|(_, d)| verdict(&d.estimate) == wanted)
            .max_by(|a, b| a.1.estimate.mean.abs().total_cmp(&b.1.estimate.mean.abs()))?;
        let (name, e) = (words::label(&most.0), most.1.estimate);
        let (low, high) = (e.low?.abs(), e.high?.abs());
        let within = format!("{} to {}", words::pounds(low.min(high)), words::pounds(low.max(high)));
        Some(format!(
            "{name} {verb} {} a year (95 % interval {within})",
            words::pounds(e.mean.abs())
        ))
    };
    match (said(Verdict::Rose, "gains"), said(Verdict::Fell, "loses")) {
        (None, None) => format!("{other}, year {year}: no organisation clearly gains or loses"),
        (Some(gain), None) => format!("{other}, year {year}: {gain}; none clearly loses"),
        (None, Some(loss)) => format!("{other}, year {year}: {loss}; none clearly gains"),
        (Some(gain), Some(loss)) => format!("{other}, year {year}: {gain}, {loss}"),
    }
}

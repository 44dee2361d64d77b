//! The equity gap: emergency admissions of the most deprived fifth of residents against the least deprived, by year.
//!
//! ratio = admissions per resident of the most deprived fifth / admissions per resident of the least deprived;
//! gap = the first less the second, per 1,000 residents. Both are shown, for they can move apart: where all admissions
//! fall by the same share the ratio stays and the gap narrows. Crude rates: the fifths differ in age.

use super::by_year::{hollow, stave};
use super::over_time::legend;
use super::panel::{Panel, range};
use super::picture::{Held, Picture, QUIET, TEXT, arm_style};
use crate::analysis::{Estimate, LEVEL};
use crate::measure::{Dimensions, Key, Period, Series, find};
use crate::report::Study;
use crate::report::words::{self, Verdict, verdict};

/// Fifths of deprivation as rows name them.
const MOST: u8 = 0;
const LEAST: u8 = 4;

/// Emergency admissions of a fifth per 1,000 of its residents.
fn rate(series: &Series, fifth: u8, year: &Period) -> Option<f64> {
    let of = |measure: &str| {
        let dimensions = Dimensions {
            deprivation: Some(fifth),
            ..Dimensions::default()
        };
        let measure = find(measure)?;
        series.over(&Key { measure, dimensions }, year)
    };
    let people = of("population").filter(|people| *people > 0.0)?;
    Some(1000.0 * of("emergency_admissions")? / people)
}

/// Most over least deprived fifth.
pub fn ratio(series: &Series, year: &Period) -> Option<f64> {
    let least = rate(series, LEAST, year).filter(|least| *least > 0.0)?;
    Some(rate(series, MOST, year)? / least)
}

/// Most less least deprived fifth, per 1,000 residents.
pub fn gap(series: &Series, year: &Period) -> Option<f64> {
    Some(rate(series, MOST, year)? - rate(series, LEAST, year)?)
}

type Reading = fn(&Series, &Period) -> Option<f64>;

/// A year of one arm: its own estimate, and that of the paired difference from the base.
struct Year {
    own: Estimate,
    change: Option<Estimate>,
}

fn years(study: &Study<'_>, arm: usize, reading: Reading) -> Option<Vec<Year>> {
    let periods = Period::of_run(study.outcome.months.len());
    let year = |year: &Period| {
        let pairs: Vec<(f64, f64)> = (study.outcome.replications.iter())
            .filter_map(|r| Some((reading(&r.arms[0].series, year)?, reading(&r.arms[arm].series, year)?)))
            .collect();
        let own: Vec<f64> = pairs.iter().map(|(_, there)| *there).collect();
        let change: Vec<f64> = pairs.iter().map(|(here, there)| there - here).collect();
        Some(Year {
            own: Estimate::of(&own, LEVEL)?,
            change: (arm > 0).then(|| Estimate::of(&change, LEVEL)).flatten(),
        })
    };
    periods.iter().skip(1).map(year).collect()
}

/// Every scenario in one picture.
pub fn equity_gap(study: &Study<'_>, _: usize) -> Option<Picture> {
    let fields: [(Reading, &str, &str); 2] = [
        (ratio, "Ratio", "most over least deprived fifth; 1 is no gap"),
        (
            gap,
            "Gap",
            "most less least deprived fifth, admissions per 1,000 residents a year",
        ),
    ];
    let told: Vec<Vec<Vec<Year>>> = (fields.iter())
        .map(|(reading, ..)| {
            study
                .arms()
                .into_iter()
                .map(|arm| years(study, arm, *reading))
                .collect()
        })
        .collect::<Option<_>>()?;
    let many = study.outcome.arms.len() > 1;
    let shown = format!(
        "Emergency admissions per resident of the most deprived fifth against the least deprived, by year, with the 95 % \
         interval over replications. Crude rates: the fifths differ in age.{} Axes do not start at zero.",
        if many {
            " Below each year: the paired change from the base, solid dots where its interval leaves zero out."
        } else {
            ""
        }
    );
    let (mut picture, top) = Picture::page(&title(study, &told[0])?, &shown);
    legend(&mut picture, study, &study.arms(), top + 8.0);
    let mut bottom = top;
    for (i, (arms, (_, heading, unit))) in told.iter().zip(fields).enumerate() {
        let left = 76.0 + 574.0 * i as f64;
        let ends = (arms.iter().flatten()).flat_map(|y| {
            [
                y.own.mean,
                y.own.low.unwrap_or(y.own.mean),
                y.own.high.unwrap_or(y.own.mean),
            ]
        });
        let (low, high) = range(ends, if i == 0 { 0.05 } else { 1.0 });
        let panel = Panel {
            left,
            top: top + 84.0,
            right: left + 510.0,
            bottom: top + 364.0,
            from: 0.5,
            to: arms[0].len() as f64 + 0.5,
            low,
            high,
        };
        panel.value_axis(&mut picture);
        panel.heading(&mut picture, heading, unit);
        for n in 0..arms[0].len() {
            let at = (panel.x(n as f64 + 1.0), panel.bottom + 16.0);
            picture.text(at, &format!("year {}", n + 1), 13.0, TEXT, false, Held::Middle);
        }
        bottom = bottom.max(panel.bottom + 24.0 + 17.0 * (arms.len() - 1) as f64);
        for (arm, years) in arms.iter().enumerate() {
            draw_arm(&mut picture, panel, arm, (years, arms.len()));
        }
    }
    Some(picture.finish(bottom + 14.0, &study.caption(&study.arms())))
}

/// One arm's years, set beside those of the others.
fn draw_arm(picture: &mut Picture, panel: Panel, arm: usize, (years, arms): (&[Year], usize)) {
    let (ink, dash) = arm_style(arm);
    let aside = 0.16 * (arm as f64 - (arms as f64 - 1.0) / 2.0);
    let at = |n: usize| n as f64 + 1.0 + aside;
    let line: Vec<_> = years.iter().enumerate().map(|(n, y)| (at(n), y.own.mean)).collect();
    panel.curve(picture, &line, ink, 1.6, dash);
    for (n, year) in years.iter().enumerate() {
        let (x, y) = panel.point(at(n), year.own.mean);
        if let (Some(low), Some(high)) = (year.own.low, year.own.high) {
            stave(picture, x, (panel.y(low), panel.y(high)), ink);
        }
        let unclear = year.change.is_some_and(|change| hollow(&change));
        picture.dot((x, y), 5.5, ink, unclear);
        if let Some(change) = year.change {
            let word = match verdict(&change) {
                Verdict::Same => "the same".to_string(),
                _ => words::change(change.mean, ""),
            };
            let foot = (panel.x(n as f64 + 1.0), panel.bottom + 18.0 + 17.0 * arm as f64);
            let ink = if unclear { QUIET } else { ink };
            picture.text(foot, &word, 12.5, ink, !unclear, Held::Middle);
        }
    }
}

fn title(study: &Study<'_>, ratios: &[Vec<Year>]) -> Option<String> {
    let year = study.years();
    let last = |arm: usize| ratios[arm].last();
    let base = last(0)?.own;
    let of = |e: &Estimate| words::number(e.mean);
    if ratios.len() < 2 {
        let within = match (base.low, base.high) {
            (Some(low), Some(high)) => format!("95 % interval {} to {}", words::number(low), words::number(high)),
            _ => "no interval from one replication".into(),
        };
        return Some(format!(
            "{}: the most deprived fifth is admitted {} times as often as the least in year {year} ({within})",
            study.labels[0],
            of(&base)
        ));
    }
    let other = last(1)?;
    let change = other.change?;
    let label = &study.labels[1];
    let within = format!("95 % interval of the change {}", words::interval(&change, ""));
    let ratios = format!("{} in year {year} against {}; {within}", of(&other.own), of(&base));
    Some(match verdict(&change) {
        Verdict::Fell => format!("{label}: the equity gap narrows: ratio {ratios}"),
        Verdict::Rose => format!("{label}: the equity gap widens: ratio {ratios}"),
        Verdict::Same => format!("{label}: the equity gap is exactly the same in year {year}"),
        Verdict::Unclear => format!("{label}: no clear change of the equity gap: ratio {ratios}"),
        Verdict::Unknown => format!(
            "{label}: ratio of most to least deprived fifth in year {year} {} against {} in one replication (no interval)",
            of(&other.own),
            of(&base)
        ),
    })
}

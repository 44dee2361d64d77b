//! Income against cost of every organisation over time, one small field each.

use super::panel::{Panel, range};
use super::picture::{BLUE, Held, Picture, QUIET, TEXT, VERMILLION};
use crate::analysis::{Estimate, LEVEL, summary};
use crate::measure::{Dimensions, Key, Period, find};
use crate::report::Study;
use crate::report::words::{self, pounds};

const COLUMNS: usize = 3;
const WIDE: f64 = 290.0;
const TALL: f64 = 150.0;
const STEP_X: f64 = 384.0;
const STEP_Y: f64 = 236.0;
/// Months that a point stands for: shorter ones show working days rather than money.
const QUARTER: usize = 3;

/// The base.
pub fn income_and_cost(study: &Study<'_>, _: usize) -> Option<Picture> {
    draw(study, 0)
}

/// An alternative.
pub fn income_and_cost_changed(study: &Study<'_>, alternative: usize) -> Option<Picture> {
    draw(study, alternative)
}

/// Quarters as (middle, estimate in £ million a year).
type Curve = Vec<(f64, Estimate)>;

fn curve(study: &Study<'_>, arm: usize, measure: &str, organisation: usize) -> Curve {
    let key = Key {
        measure: find(measure).expect("income and cost are in the catalogue"),
        dimensions: Dimensions {
            organisation: Some(organisation as u16),
            ..Dimensions::default()
        },
    };
    (0..study.outcome.months.len() / QUARTER)
        .filter_map(|q| {
            let period = Period {
                name: String::new(),
                from: q * QUARTER,
                to: (q + 1) * QUARTER,
            };
            let values = summary::values(study.outcome, arm, &key, &period);
            let millions: Vec<f64> = values.iter().map(|x| x / 1e6).collect();
            let at = (q * QUARTER) as f64 + QUARTER as f64 / 2.0;
            Some((at, Estimate::of(&millions, LEVEL)?))
        })
        .collect()
}

fn draw(study: &Study<'_>, arm: usize) -> Option<Picture> {
    let names = &study.outcome.settings[arm].names.organisations;
    let mut fields = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let (income, cost) = (curve(study, arm, "income", i), curve(study, arm, "cost", i));
        let moves = income.iter().chain(&cost).any(|(_, e)| e.mean != 0.0);
        if moves && income.len() > 1 {
            fields.push((name, income, cost));
        }
    }
    if fields.is_empty() {
        return None;
    }
    let label = &study.labels[arm];
    let gap = |(_, income, cost): &(&String, Curve, Curve)| {
        let mean = |of: &[(f64, Estimate)]| of.iter().map(|(_, e)| e.mean).sum::<f64>() / of.len() as f64;
        (mean(income) - mean(cost)) * 1e6
    };
    let worst = fields.iter().min_by(|a, b| gap(a).total_cmp(&gap(b)));
    let title = match worst.map(|field| (words::label(field.0), gap(field))) {
        Some((name, short)) if short < -0.5e5 => {
            format!("{label}: {name} spends {} a year more than it receives", pounds(-short))
        }
        _ => format!("{label}: no organisation spends more than it receives"),
    };
    let shown = "Income (blue) and cost (vermillion, dashed) of each organisation, £ million a year, by quarter; bands: 95 % \
                 interval over replications. Each field has its own scale, which does not begin at nil. Constant prices of 2018/19.";
    let (mut picture, top) = Picture::page(&title, shown);
    let mut bottom = top;
    for (i, field) in fields.iter().enumerate() {
        let (name, income, cost) = field;
        let (left, up) = (
            76.0 + STEP_X * (i % COLUMNS) as f64,
            top + 54.0 + STEP_Y * (i / COLUMNS) as f64,
        );
        let all = income.iter().chain(cost.iter());
        let ends = all.flat_map(|(_, e)| [e.mean, e.low.unwrap_or(e.mean), e.high.unwrap_or(e.mean)]);
        let level = income
            .iter()
            .chain(cost.iter())
            .map(|(_, e)| e.mean)
            .fold(0.0, f64::max);
        let (low, high) = range(ends, 0.04 * level);
        let panel = Panel {
            left,
            top: up,
            right: left + WIDE,
            bottom: up + TALL,
            from: 0.0,
            to: study.outcome.months.len() as f64,
            low,
            high,
        };
        panel.value_axis(&mut picture);
        panel.calendar_axis(&mut picture, study.outcome.months[0]);
        for (line, ink, dash) in [(income, BLUE, None), (cost, VERMILLION, Some(6.0))] {
            let edges: Vec<_> = (line.iter())
                .filter_map(|(at, e)| Some((*at, e.low?, e.high?)))
                .collect();
            panel.band(&mut picture, &edges, ink, 0.18);
            let means: Vec<_> = line.iter().map(|(at, e)| (*at, e.mean)).collect();
            panel.curve(&mut picture, &means, ink, 2.4, dash);
        }
        picture.text(
            (left - 44.0, up - 34.0),
            &words::label(name),
            15.0,
            TEXT,
            true,
            Held::Left,
        );
        let (word, ink) = match gap(field) {
            g if g < -5e3 => (format!("deficit {} a year", pounds(-g)), VERMILLION),
            g if g > 5e3 => (format!("surplus {} a year", pounds(g)), BLUE),
            _ => ("in balance".to_string(), QUIET),
        };
        picture.text((left - 44.0, up - 16.0), &word, 13.0, ink, false, Held::Left);
        bottom = panel.bottom + 26.0;
    }
    let arms: &[usize] = if arm > 0 { &[arm] } else { &[0] };
    Some(picture.finish(bottom + 8.0, &study.caption(arms)))
}

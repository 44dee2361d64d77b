//! Synthetic control: a treated place against a weighted mean of the others that went as it did before.
//!
//! In words: weights, none below nought and together one, are chosen so that the weighted rates of control places come as
//! near as can be (least squares over quarters) to the treated place's before the change; the effect is the logarithm of
//! its rate after the change over the weighted one, averaged over treated places (Abadie, Diamond and Hainmueller 2010,
//! JASA 105:493). The interval comes from placebos: each control place in turn is held against the rest in the same way.
//! A placebo's gap has a variance of σ² (1 + Σw²), the mean gap of T treated places one of σ² (1/T + Σw̄²), with w̄ the mean
//! weights; σ² is the mean over placebos, t with placebos less one degrees of freedom. It is the design of the evaluation of
//! Mid-Nottinghamshire (Health Foundation 2020).

use super::{Data, Design, Detail, Found, Level, Outcome, Place};
use crate::analysis::LEVEL;
use crate::analysis::estimate::t_quantile;
use std::ops::Range;

pub const DESIGN: Design = Design {
    name: "synthetic_control",
    title: "Synthetic control",
    level: Level::Places,
    needs_controls: true,
    about: "each treated place against control places weighted to go as it did before; placebos give the interval",
    read,
};

/// Months of one value of the series that is fitted: single months are mostly luck.
const QUARTER: usize = 3;
const ROUNDS: usize = 20_000;
const NEAR: f64 = 1e-12;

/// The nearest point whose parts are none below nought and sum to one (Duchi et al. 2008, ICML).
fn onto_simplex(point: &[f64]) -> Vec<f64> {
    let mut sorted = point.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let (mut sum, mut shift) = (0.0, 0.0);
    for (i, value) in sorted.iter().enumerate() {
        sum += value;
        let candidate = (sum - 1.0) / (i + 1) as f64;
        if value - candidate > 0.0 {
            shift = candidate;
        }
    }
    point.iter().map(|value| (value - shift).max(0.0)).collect()
}

/// Weights of `others` whose weighted series is nearest to `series`: accelerated projected gradient (Beck and Teboulle
/// 2009, SIAM J Imaging Sci 2:183).
pub fn weights(series: &[f64], others: &[Vec<f64>]) -> Vec<f64> {
    let n = others.len();
    // One scale for all, and level taken off the curvature: the weights sum to one, so a common level costs nothing.
    let level = series.iter().sum::<f64>() / series.len().max(1) as f64;
    let scale = if level > 0.0 { level } else { 1.0 };
    let gap = |j: usize, t: usize| (others[j][t] - series[t]) / scale;
    let cross: Vec<Vec<f64>> = (0..n)
        .map(|i| {
            (0..n)
                .map(|j| (0..series.len()).map(|t| gap(i, t) * gap(j, t)).sum())
                .collect()
        })
        .collect();
    let steepest: f64 = (0..n).map(|i| cross[i][i]).sum();
    let mut now = vec![1.0 / n as f64; n];
    if steepest <= 0.0 {
        return now;
    }
    let (mut ahead, mut pace) = (now.clone(), 1.0);
    for _ in 0..ROUNDS {
        let slope: Vec<f64> = cross.iter().map(|row| super::linear::dot(row, &ahead)).collect();
        let stepped: Vec<f64> = ahead.iter().zip(&slope).map(|(w, s)| w - s / steepest).collect();
        let next = onto_simplex(&stepped);
        let change: f64 = next.iter().zip(&now).map(|(a, b)| (a - b).abs()).sum();
        // Momentum that points uphill is dropped (O'Donoghue and Candès 2015).
        let uphill = (slope.iter().zip(next.iter().zip(&now)))
            .map(|(s, (a, b))| s * (a - b))
            .sum::<f64>()
            > 0.0;
        let faster = if uphill {
            1.0
        } else {
            (1.0 + libm::sqrt(1.0 + 4.0 * pace * pace)) / 2.0
        };
        let momentum = if uphill { 0.0 } else { (pace - 1.0) / faster };
        ahead = next.iter().zip(&now).map(|(a, b)| a + momentum * (a - b)).collect();
        (now, pace) = (next, faster);
        if change < NEAR {
            break;
        }
    }
    now
}

/// A place's series before the change, and its rate after.
struct Course {
    before: Vec<f64>,
    after: f64,
}

fn course(data: &Data, place: &Place, outcome: &Outcome) -> Course {
    let [before, after] = data.windows();
    let rate = |months: Range<usize>| {
        let [events, n] = data.place_use(&place.seen, months, outcome);
        events / n
    };
    let quarters = before
        .clone()
        .step_by(QUARTER)
        .map(|first| first..(first + QUARTER).min(before.end));
    Course {
        before: quarters.map(rate).collect(),
        after: rate(after),
    }
}

/// Logarithm of a rate after over the weighted one, with the weights.
fn gap(one: &Course, others: &[&Course]) -> (f64, Vec<f64>) {
    let series: Vec<Vec<f64>> = others.iter().map(|course| course.before.clone()).collect();
    let weights = weights(&one.before, &series);
    let mixed: f64 = weights.iter().zip(others).map(|(w, course)| w * course.after).sum();
    (libm::log(one.after / mixed), weights)
}

/// Gap of treated courses with its placebo interval, and the mean weights.
fn estimate(treated: &[Course], controls: &[Course]) -> Option<([f64; 3], Vec<f64>)> {
    let n = controls.len();
    if n < 3 || treated.is_empty() {
        return None;
    }
    let all: Vec<&Course> = controls.iter().collect();
    let gaps: Vec<(f64, Vec<f64>)> = treated.iter().map(|one| gap(one, &all)).collect();
    let many = gaps.len() as f64;
    let mean = gaps.iter().map(|(gap, _)| gap).sum::<f64>() / many;
    let weights: Vec<f64> = (0..n)
        .map(|j| gaps.iter().map(|(_, w)| w[j]).sum::<f64>() / many)
        .collect();
    let squares = |weights: &[f64]| weights.iter().map(|w| w * w).sum::<f64>();
    let placebo: f64 = (0..n)
        .map(|j| {
            let rest: Vec<&Course> = (0..n).filter(|&i| i != j).map(|i| &controls[i]).collect();
            let (gap, weights) = gap(&controls[j], &rest);
            gap * gap / (1.0 + squares(&weights))
        })
        .sum::<f64>()
        / n as f64;
    let error = libm::sqrt(placebo * (1.0 / many + squares(&weights)));
    let half = t_quantile(0.5 + LEVEL / 2.0, n - 1) * error;
    (mean.is_finite() && half.is_finite()).then_some(([mean, mean - half, mean + half], weights))
}

fn read(data: &Data, outcome: &Outcome) -> Option<Found> {
    let of = |treated: bool| -> Vec<Course> {
        let places = data.places.iter().filter(|place| place.treated == treated);
        places.map(|place| course(data, place, outcome)).collect()
    };
    let (log, weights) = estimate(&of(true), &of(false))?;
    Some(Found {
        log,
        size: data.places.len(),
        detail: Detail {
            weights,
            ..Detail::default()
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Key, sample};

    #[test]
    fn an_exact_mixture_is_found() {
        let series = |seed: u64| -> Vec<f64> { (0..12).map(|t| 5.0 + Key::root(seed, t).uniform()).collect() };
        let others: Vec<Vec<f64>> = (1..6).map(series).collect();
        let wanted = [0.5, 0.0, 0.3, 0.2, 0.0];
        let mixed: Vec<f64> = (0..12)
            .map(|t| (0..5).map(|j| wanted[j] * others[j][t]).sum())
            .collect();
        let found = weights(&mixed, &others);
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-4, "{found} is not {wanted}");
        }
        // One that lies outside all of them gets the nearest edge, and still sums to one.
        let outside: Vec<f64> = others[1].iter().map(|x| x + 3.0).collect();
        let found = weights(&outside, &others);
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-9 && found.iter().all(|w| *w >= 0.0));
    }

    #[test]
    fn nothing_and_a_planted_effect_are_covered_about_at_the_level() {
        // 600 studies of one treated place among nine, whose rates are luck about one level. Placebos share their controls,
        // so the level is nominal: four standard errors (0.036) and as much again for that.
        for effect in [0.0, -0.3] {
            let studies = 600u64;
            let (mut held, mut sum) = (0, 0.0);
            for study in 0..studies {
                let course = |i: u64, effect: f64| {
                    let key = Key::root(9, study).with(i);
                    let luck = |t: u64| libm::exp(0.04 * sample::normal(key.with(t).uniform()));
                    Course {
                        before: (0..8).map(luck).collect(),
                        after: libm::exp(effect) * luck(99),
                    }
                };
                let controls: Vec<Course> = (1..9).map(|i| course(i, 0.0)).collect();
                let ([log, low, high], _) = estimate(&[course(0, effect)], &controls).expect("there are places");
                held += u64::from((low..=high).contains(&effect));
                sum += log;
            }
            let (share, mean) = (held as f64 / studies as f64, sum / studies as f64);
            assert!((share - 0.95).abs() < 0.072, "effect {effect}: coverage {share}");
            assert!((mean - effect).abs() < 0.01, "effect {effect}: mean {mean}");
        }
    }
}

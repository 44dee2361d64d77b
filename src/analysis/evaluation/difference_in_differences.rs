//! Difference in differences: how rates moved in treated places, less how they moved in the others.
//!
//! In words: for each place the logarithm of its rate after the change over that before; the mean of treated places less
//! that of control places. A place is one observation, whatever its residents, so that what its residents share does not
//! pass for certainty (Bertrand, Duflo and Mullainathan 2004, QJE 119:249); one variance for both groups, t with places less
//! two degrees of freedom (Donald and Lang 2007, Rev Econ Stat 89:221). Beside it an event study: the same against the last
//! period before the change, period by period; those before it should be nought. It is the design of the evaluations of
//! vanguards (Morciano et al. 2020 and 2021) and of integrated care pilots (Roland et al. 2012).

use super::{Coefficient, Data, Design, Detail, Found, Level, Outcome, percent};
use crate::analysis::LEVEL;
use crate::analysis::estimate::t_quantile;
use std::ops::Range;

pub const DESIGN: Design = Design {
    name: "difference_in_differences",
    title: "Difference in differences",
    level: Level::Places,
    needs_controls: true,
    about: "how rates moved in treated places less how they moved in control places; a place is one observation",
    read,
};

/// Mean of the first less mean of the second, with one variance for both and its t interval.
pub fn of_two(one: &[f64], other: &[f64]) -> Option<[f64; 3]> {
    let (n, m) = (one.len(), other.len());
    let left = (n + m).checked_sub(2).filter(|left| *left > 0 && n > 0 && m > 0)?;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let squares = |values: &[f64]| {
        let mean = mean(values);
        values.iter().map(|x| (x - mean).powi(2)).sum::<f64>()
    };
    let variance = (squares(one) + squares(other)) / left as f64;
    let error = libm::sqrt(variance * (1.0 / n as f64 + 1.0 / m as f64));
    let half = t_quantile(0.5 + LEVEL / 2.0, left) * error;
    let difference = mean(one) - mean(other);
    difference
        .is_finite()
        .then_some([difference, difference - half, difference + half])
}

/// How the logarithm of each place's rate moved between two spans of months, treated places first.
fn moved(data: &Data, from: &Range<usize>, to: &Range<usize>, outcome: &Outcome) -> Option<[f64; 3]> {
    let rate = |place: &super::Place, months: &Range<usize>| {
        let [events, n] = data.place_use(&place.seen, months.clone(), outcome);
        libm::log(events / n)
    };
    let of = |treated: bool| -> Vec<f64> {
        (data.places.iter().filter(|place| place.treated == treated))
            .map(|place| rate(place, to) - rate(place, from))
            .collect()
    };
    of_two(&of(true), &of(false))
}

fn read(data: &Data, outcome: &Outcome) -> Option<Found> {
    let [before, after] = data.windows();
    Some(Found {
        log: moved(data, &before, &after, outcome)?,
        size: data.places.len(),
        detail: Detail {
            coefficients: event_study(data, &before, &after, outcome),
            ..Detail::default()
        },
    })
}

fn event_study(data: &Data, before: &Range<usize>, after: &Range<usize>, outcome: &Outcome) -> Vec<Coefficient> {
    let long = data.study.area.period_months as usize;
    let reference = before.end.saturating_sub(long).max(before.start)..before.end;
    let mut periods: Vec<Range<usize>> = Vec::new();
    // Whole periods before the reference, counted back from it, then those after the change.
    let mut end = reference.start;
    while end >= before.start + long {
        periods.push(end - long..end);
        end -= long;
    }
    periods.reverse();
    periods.extend(
        after
            .clone()
            .step_by(long)
            .map(|first| first..(first + long).min(after.end)),
    );
    periods
        .into_iter()
        .filter_map(|period| {
            let log = moved(data, &reference, &period, outcome)?;
            Some(Coefficient {
                month: period.start as i32 - data.begins as i32,
                percent: log.map(percent),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Key, sample};

    #[test]
    fn a_difference_worked_by_hand() {
        // Means 3 and 1, squares 2 and 2 over two degrees of freedom: variance 2, error √2.
        let [mean, low, high] = of_two(&[2.0, 4.0], &[0.0, 2.0]).expect("there are places");
        assert!((mean - 2.0).abs() < 1e-12);
        let half = 4.302_653 * core::f64::consts::SQRT_2;
        assert!((low - (2.0 - half)).abs() < 1e-4 && (high - (2.0 + half)).abs() < 1e-4);
        assert!(of_two(&[1.0], &[]).is_none());
    }

    #[test]
    fn nothing_and_a_planted_effect_are_covered_at_the_level() {
        // 3,000 studies of two places against six: four standard errors of a share of 0.95 are 0.016.
        for effect in [0.0, -0.2] {
            let studies = 3_000u64;
            let held = (0..studies)
                .filter(|&study| {
                    let move_of =
                        |i: u64, effect: f64| effect + 0.05 * sample::normal(Key::root(5, study).with(i).uniform());
                    let treated: Vec<f64> = (0..2).map(|i| move_of(i, effect)).collect();
                    let controls: Vec<f64> = (2..8).map(|i| move_of(i, 0.0)).collect();
                    let [_, low, high] = of_two(&treated, &controls).expect("there are places");
                    (low..=high).contains(&effect)
                })
                .count();
            let share = held as f64 / studies as f64;
            assert!((share - 0.95).abs() < 0.016, "effect {effect}: coverage {share}");
        }
    }
}

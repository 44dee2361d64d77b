//! The ratio of two rates with an interval that is robust against people's differing and against events in runs.
//!
//! In words: events over months in one arm, over the same in the other. Each unit (a person before and after, a pair of
//! matched people) has its own influence on the logarithm of the ratio, (events − rate · months) / all events, arm by arm;
//! the variance is the sum of the squared differences, times n / (n − 1). That is the sandwich of a Poisson regression
//! with months as exposure and units as clusters (Zou 2004, Am J Epidemiol 159:702; Liang and Zeger 1986, Biometrika
//! 73:13). The interval is t with n − 1 degrees of freedom on the logarithm.

use crate::analysis::LEVEL;
use crate::analysis::estimate::t_quantile;

/// Events and months of one unit in both arms.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Unit {
    pub one: [f64; 2],
    pub other: [f64; 2],
}

/// Logarithm of the ratio with its interval; nothing where one arm has no event, or there are fewer than two units.
pub fn log_ratio(units: &[Unit]) -> Option<[f64; 3]> {
    let n = units.len();
    let sum = |of: &dyn Fn(&Unit) -> f64| units.iter().map(of).sum::<f64>();
    let [events, months] = [sum(&|unit| unit.one[0]), sum(&|unit| unit.one[1])];
    let [events_other, months_other] = [sum(&|unit| unit.other[0]), sum(&|unit| unit.other[1])];
    if n < 2 || events <= 0.0 || events_other <= 0.0 {
        return None;
    }
    let (rate, rate_other) = (events / months, events_other / months_other);
    let squares: f64 = units
        .iter()
        .map(|unit| {
            let here = (unit.one[0] - rate * unit.one[1]) / events;
            let there = (unit.other[0] - rate_other * unit.other[1]) / events_other;
            (here - there) * (here - there)
        })
        .sum();
    let error = libm::sqrt(squares * n as f64 / (n - 1) as f64);
    let log = libm::log(rate / rate_other);
    let half = t_quantile(0.5 + LEVEL / 2.0, n - 1) * error;
    Some([log, log - half, log + half])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Key, sample};

    /// Pairs whose people have their own rates (gamma), the one arm's times `ratio`.
    fn pairs(key: Key, n: u64, ratio: f64) -> Vec<Unit> {
        let events = |key: Key, ratio: f64| {
            let rate = sample::gamma(key.with(0).uniform(), 0.5, 1.6);
            f64::from(sample::poisson(key.with(1).uniform(), rate * ratio))
        };
        (0..n)
            .map(|i| Unit {
                one: [events(key.with(i).with(0), ratio), 12.0],
                other: [events(key.with(i).with(1), 1.0), 12.0],
            })
            .collect()
    }

    #[test]
    fn a_ratio_worked_by_hand() {
        let unit = |a: f64, b: f64| Unit {
            one: [a, 10.0],
            other: [b, 10.0],
        };
        // 6 events against 3: log 2. Influences (4 − 3)/6 − (1 − 1.5)/3 = 1/3 and its opposite; variance 2 · 2/9 = 4/9.
        let [log, low, high] = log_ratio(&[unit(4.0, 1.0), unit(2.0, 2.0)]).expect("both arms have events");
        assert!((log - core::f64::consts::LN_2).abs() < 1e-12);
        let half = 12.706_205 * 2.0 / 3.0;
        assert!((low - (log - half)).abs() < 1e-4 && (high - (log + half)).abs() < 1e-4);
        assert_eq!(log_ratio(&[unit(0.0, 1.0), unit(0.0, 1.0)]), None);
    }

    #[test]
    fn nothing_and_a_planted_effect_are_covered_at_the_level() {
        // 1,500 studies of 300 pairs of over-dispersed counts; four standard errors of a share of 0.95 are 0.0225.
        for ratio in [1.0, 0.75] {
            let (mut held, mut sum) = (0, 0.0);
            let studies = 1_500u64;
            for study in 0..studies {
                let units = pairs(Key::root(7, study), 300, ratio);
                let [log, low, high] = log_ratio(&units).expect("there are events");
                held += u64::from((low..=high).contains(&libm::log(ratio)));
                sum += log;
            }
            let (share, mean) = (held as f64 / studies as f64, sum / studies as f64);
            assert!((share - 0.95).abs() < 0.0225, "ratio {ratio}: coverage {share}");
            assert!(
                (mean - libm::log(ratio)).abs() < 0.02,
                "ratio {ratio}: mean logarithm {mean}"
            );
        }
    }
}

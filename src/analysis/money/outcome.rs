//! Spend for a unit of outcome: what more the health economy costs for each admission avoided, death averted, unmet need
//! met.
//!
//! ratio = mean change of net cost / mean change of the outcome for the better, paired by replication. The interval is
//! Fieller's (1954): all ρ with (x̄ − ρȳ)² ≤ t² · (s_xx − 2ρ·s_xy + ρ²·s_yy)/n. It has two ends only where ȳ is clear of
//! zero; where the outcome's own interval spans zero the ratio is *not defined* and no figure is given.

use super::{Line, over, pairs};
use crate::analysis::estimate::t_quantile;
use crate::analysis::{Estimate, LEVEL};
use crate::experiment::Outcome;

/// A ratio of means with its interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Ratio {
    pub mean: f64,
    pub low: f64,
    pub high: f64,
}

/// The ratio of the mean of the first to the mean of the second of paired values; nothing where the second's interval
/// spans zero.
pub fn fieller(pairs: &[(f64, f64)], level: f64) -> Option<Ratio> {
    let n = pairs.len();
    if n < 2 {
        return None;
    }
    let many = n as f64;
    let (x, y) = (
        pairs.iter().map(|p| p.0).sum::<f64>() / many,
        pairs.iter().map(|p| p.1).sum::<f64>() / many,
    );
    let sum =
        |of: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|p| of(p.0 - x, p.1 - y)).sum::<f64>() / (many - 1.0) / many;
    let (xx, yy, xy) = (sum(&|a, _| a * a), sum(&|_, b| b * b), sum(&|a, b| a * b));
    let t = t_quantile(0.5 + level / 2.0, n - 1);
    let t2 = t * t;
    // (y² − t²·yy) ρ² − 2 (x·y − t²·xy) ρ + (x² − t²·xx) ≤ 0
    let (a, b, c) = (y * y - t2 * yy, x * y - t2 * xy, x * x - t2 * xx);
    if a <= 0.0 {
        return None;
    }
    let root = libm::sqrt((b * b - a * c).max(0.0));
    Some(Ratio {
        mean: x / y,
        low: (b - root) / a,
        high: (b + root) / a,
    })
}

/// Name of the line, measure, and whether fewer is better.
const OUTCOMES: &[(&str, &str, bool)] = &[
    ("spend_per_emergency_admission_avoided", "emergency_admissions", true),
    ("spend_per_death_averted", "deaths", true),
    ("spend_per_unmet_need_met", "unmet_need", true),
    ("spend_per_elective_treatment_more", "elective_admissions", false),
];

pub fn spend_per_outcome(outcome: &Outcome, alternative: usize) -> Vec<Line> {
    let gaps = |measure: &str| -> Vec<f64> {
        let pairs = pairs(outcome, alternative, |arm| over(arm, measure, None));
        pairs.iter().map(|(base, other)| other - base).collect()
    };
    let cost = gaps("net_cost");
    let line = |&(item, measure, fewer): &(&'static str, &str, bool)| {
        let sign = if fewer { -1.0 } else { 1.0 };
        let better: Vec<f64> = gaps(measure).iter().map(|gap| sign * gap).collect();
        let both: Vec<(f64, f64)> = cost.iter().copied().zip(better.iter().copied()).collect();
        let ratio = fieller(&both, LEVEL);
        let told = match (ratio, Estimate::of(&better, LEVEL)) {
            (Some(_), Some(e)) if e.mean < 0.0 => "the outcome is worse: pounds spent for each unit lost".to_string(),
            (Some(_), _) => String::new(),
            _ => "not defined: the interval of the outcome spans zero".to_string(),
        };
        let worse = if told.is_empty() { 1.0 } else { -1.0 };
        // Per unit lost, the ends of the interval change places with their sign.
        let ends = ratio.map(|r| {
            let (a, b) = (worse * r.low, worse * r.high);
            (worse * r.mean, a.min(b), a.max(b))
        });
        Line {
            item,
            of: String::new(),
            unit: "£ for each",
            base: None,
            value: ends.map(|e| e.0),
            low: ends.map(|e| e.1),
            high: ends.map(|e| e.2),
            told,
        }
    };
    OUTCOMES.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Key, sample};

    #[test]
    fn a_constant_price_is_found_exactly_and_noise_about_nothing_is_not_defined() {
        let exact: Vec<_> = [3.0, 4.0, 5.0, 6.0].map(|y| (250.0 * y, y)).into();
        let ratio = fieller(&exact, 0.95).unwrap();
        for end in [ratio.mean, ratio.low, ratio.high] {
            assert!((end - 250.0).abs() < 1e-6, "{ratio:?}");
        }
        assert_eq!(fieller(&[(1.0, -1.0), (2.0, 1.0), (1.5, 0.2)], 0.95), None);
        assert_eq!(fieller(&[(1.0, 1.0)], 0.95), None);
    }

    #[test]
    fn the_interval_covers_at_its_level() {
        // 2,000 sets of ten pairs, true ratio 2: within four standard errors (0.0195) of 0.95.
        let sets = 2_000u64;
        let mut held = 0;
        for set in 0..sets {
            let pairs: Vec<_> = (0..10)
                .map(|i| {
                    let of = |which: u64| sample::normal(Key::root(6, set).with(i).with(which).uniform());
                    (20.0 + 3.0 * of(1), 10.0 + 1.5 * of(2))
                })
                .collect();
            held += u64::from(fieller(&pairs, 0.95).is_some_and(|r| r.low <= 2.0 && 2.0 <= r.high));
        }
        let share = held as f64 / sets as f64;
        assert!((share - 0.95).abs() < 0.0195, "coverage {share}");
    }
}

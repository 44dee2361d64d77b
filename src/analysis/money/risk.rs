//! Who bears the risk of volume: how much an organisation's surplus varies over replications, against the base.
//!
//! The same replication has the same luck in both arms, so the two surpluses are correlated (r). The interval of the
//! ratio of variances is that of Morgan and Pitman (1939) for correlated normal values: with F the ratio found, n
//! replications and t the quantile of Student's t with n − 2 degrees of freedom,
//!
//! K = 1 + 2 · (1 − r²) · t² / (n − 2),  interval = F · (K ∓ √(K² − 1)).

use super::{Line, organisations, own};
use crate::analysis::LEVEL;
use crate::analysis::estimate::t_quantile;
use crate::experiment::Outcome;

/// Fewest replications of which a spread is told.
const FEWEST: usize = 4;

/// Variance of the second value over that of the first, with its interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct VarianceRatio {
    pub ratio: f64,
    pub low: f64,
    pub high: f64,
    /// Standard deviation of the first value.
    pub base_sd: f64,
}

/// The ratio of two variances of paired values; nothing where there are too few or the first never varies.
pub fn variance_ratio(pairs: &[(f64, f64)], level: f64) -> Option<VarianceRatio> {
    let n = pairs.len();
    if n < FEWEST {
        return None;
    }
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / n as f64;
    let (a, b) = (mean(&|p| p.0), mean(&|p| p.1));
    let sum = |of: &dyn Fn(f64, f64) -> f64| pairs.iter().map(|p| of(p.0 - a, p.1 - b)).sum::<f64>();
    let (aa, bb, ab) = (sum(&|x, _| x * x), sum(&|_, y| y * y), sum(&|x, y| x * y));
    if aa <= 0.0 {
        return None;
    }
    let ratio = bb / aa;
    let square = if bb > 0.0 { (ab * ab / (aa * bb)).min(1.0) } else { 1.0 };
    let t = t_quantile(0.5 + level / 2.0, n - 2);
    let k = 1.0 + 2.0 * (1.0 - square) * t * t / (n - 2) as f64;
    let root = libm::sqrt(k * k - 1.0);
    Some(VarianceRatio {
        ratio,
        low: ratio * (k - root),
        high: ratio * (k + root),
        base_sd: libm::sqrt(aa / (n - 1) as f64),
    })
}

/// A line for each organisation whose surplus varies.
pub fn risks(outcome: &Outcome, alternative: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for party in organisations(outcome, alternative) {
        let pairs = own(outcome, alternative, "surplus", &party.id);
        if pairs.iter().all(|(a, b)| *a == pairs[0].0 && *b == pairs[0].1) {
            continue;
        }
        let found = variance_ratio(&pairs, LEVEL);
        let told = match (found.is_some(), pairs.len() < FEWEST) {
            (true, _) => String::new(),
            (false, true) => format!(
                "too few replications to tell a spread: {} of at least {FEWEST}",
                pairs.len()
            ),
            (false, false) => "does not vary in the base".to_string(),
        };
        lines.push(Line {
            item: "surplus_variance_ratio",
            of: party.id.clone(),
            unit: "ratio of variances",
            base: found.map(|f| f.base_sd),
            value: found.map(|f| f.ratio),
            low: found.map(|f| f.low),
            high: found.map(|f| f.high),
            told,
        });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Key, sample};

    #[test]
    fn twice_the_swing_is_four_times_the_variance() {
        // Perfectly correlated: the interval has no width.
        let pairs: Vec<_> = [1.0, 2.0, 4.0, 7.0].map(|x| (x, 2.0 * x + 5.0)).into();
        let found = variance_ratio(&pairs, 0.95).unwrap();
        assert!((found.ratio - 4.0).abs() < 1e-12 && (found.low - 4.0).abs() < 1e-9 && (found.high - 4.0).abs() < 1e-9);
        assert_eq!(variance_ratio(&pairs[..3], 0.95), None);
        assert_eq!(variance_ratio(&[(1.0, 2.0); 5], 0.95), None, "nothing varies");
        let still = variance_ratio(&[(1.0, 2.0), (2.0, 2.0), (3.0, 2.0), (4.0, 2.0)], 0.95).unwrap();
        assert_eq!((still.ratio, still.high), (0.0, 0.0), "a block bears no risk");
    }

    #[test]
    fn the_interval_covers_at_its_level() {
        // 2,000 sets of eight pairs with true ratio 4 and correlation 0.6: the share held lies within four standard
        // errors (4 · √(0.95 · 0.05 / 2000) = 0.0195) of 0.95.
        let sets = 2_000u64;
        let mut held = 0;
        for set in 0..sets {
            let pairs: Vec<_> = (0..8)
                .map(|i| {
                    let of = |which: u64| sample::normal(Key::root(5, set).with(i).with(which).uniform());
                    let (x, z) = (of(1), of(2));
                    (x, 2.0 * (0.6 * x + 0.8 * z))
                })
                .collect();
            let found = variance_ratio(&pairs, 0.95).unwrap();
            held += u64::from(found.low <= 4.0 && 4.0 <= found.high);
        }
        let share = held as f64 / sets as f64;
        assert!((share - 0.95).abs() < 0.0195, "coverage {share}");
    }
}

//! Marginal rank correlation (Spearman) of each parameter with an outcome over the draws.
//!
//! Correlation of ranks, ties at their mean rank; p from t = r √((n − 2) ⁄ (1 − r²)) with n − 2 degrees of freedom; family-wise
//! over all parameters by Holm (1979, Scand J Stat 6:65). It needs no more draws than parameters, but sees one parameter at a
//! time: what all others do is noise to it, so only strong ones stand out.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// Level of every family of tests here.
pub const FAMILY: f64 = 0.05;

/// A parameter beside an outcome.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Correlation {
    pub r: f64,
    pub p: f64,
    /// Apart from nought, all parameters together at the level of [`FAMILY`].
    pub told: bool,
}

/// Two-sided p of a t value; one where nothing varies.
pub fn two_sided(t: f64, degrees: usize) -> f64 {
    if t.is_nan() {
        return 1.0;
    }
    if t.is_infinite() {
        return 0.0;
    }
    let law = StudentsT::new(0.0, 1.0, degrees.max(1) as f64).expect("there is a degree of freedom");
    2.0 * law.cdf(-t.abs())
}

/// Which of these p values stand when all are looked at together: the smallest against level ⁄ n, the next against
/// level ⁄ (n − 1) …, until one fails.
pub fn holm(p: &[f64], level: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut told = vec![false; p.len()];
    for (i, at) in order.iter().enumerate() {
        if p[*at] > level / (p.len() - i) as f64 {
            break;
        }
        told[*at] = true;
    }
    told
}

/// Ranks from 1, ties at their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut i = 0;
    while i < order.len() {
        let mut end = i + 1;
        while end < order.len() && values[order[end]] == values[order[i]] {
            end += 1;
        }
        for at in &order[i..end] {
            ranks[*at] = (i + 1 + end) as f64 / 2.0;
        }
        i = end;
    }
    ranks
}

/// Correlation of two lists; nought where one does not vary.
fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let sum = |f: &dyn Fn(f64, f64) -> f64| x.iter().zip(y).map(|(a, b)| f(a - mx, b - my)).sum::<f64>();
    let (xy, xx, yy) = (sum(&|a, b| a * b), sum(&|a, _| a * a), sum(&|_, b| b * b));
    if xx > 0.0 && yy > 0.0 {
        (xy / libm::sqrt(xx * yy)).clamp(-1.0, 1.0)
    } else {
        0.0
    }
}

/// Each parameter (`at[draw][parameter]`) beside the outcome.
pub fn correlations(at: &[Vec<f64>], outcome: &[f64]) -> Vec<Correlation> {
    let parameters = at.first().map_or(0, Vec::len);
    let ranked = ranks(outcome);
    let degrees = outcome.len().saturating_sub(2);
    let mut found: Vec<Correlation> = (0..parameters)
        .map(|j| {
            let own: Vec<f64> = at.iter().map(|row| row[j]).collect();
            let r = correlation(&ranks(&own), &ranked);
            let p = if degrees == 0 {
                1.0
            } else {
                two_sided(r * libm::sqrt(degrees as f64 / (1.0 - r * r)), degrees)
            };
            Correlation { r, p, told: false }
        })
        .collect();
    let told = holm(&found.iter().map(|one| one.p).collect::<Vec<_>>(), FAMILY);
    for (one, told) in found.iter_mut().zip(told) {
        one.told = told;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_worked() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        let at = [[1.0, 4.0, 5.0], [2.0, 3.0, 5.0], [3.0, 1.0, 5.0], [4.0, 2.0, 5.0]].map(Vec::from);
        let found = correlations(&at, &[10.0, 20.0, 30.0, 90.0]);
        // 1 − 6 · Σd² ⁄ (n (n² − 1)): differences of ranks −3, −1, 2, 2 give 1 − 6 · 18 ⁄ 60.
        assert_eq!((found[0].r, found[0].p), (1.0, 0.0));
        assert!((found[1].r + 0.8).abs() < 1e-12, "{}", found[1].r);
        assert_eq!((found[2].r, found[2].p, found[2].told), (0.0, 1.0, false));
    }

    #[test]
    fn holm_stops_at_the_first_that_fails() {
        assert_eq!(holm(&[0.01, 0.04, 0.03], 0.05), [true, false, false]);
        assert_eq!(holm(&[0.01, 0.024, 0.04], 0.05), [true, true, true]);
    }
}

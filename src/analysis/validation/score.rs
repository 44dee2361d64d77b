//! How far a forecast lies from what was published: the continuous ranked probability score, which is proper, that is, least
//! on average for whoever forecasts what is true, spread and all.
//!
//! In words: the mean distance of the forecast from the figure, less half the mean distance between two values of the
//! forecast. Formula: CRPS(F, y) = E|X − y| − ½ E|X − X′| with X and X′ independent from F (Gneiting and Raftery 2007, J Am
//! Stat Assoc 102:359, eq. 21). F is the sample of draws as it stands, every value of the same weight, each pair counted; a
//! forecast without spread is scored by its distance alone. The smaller the better; the unit is that of the figure.
//!
//! A publication does not know its figure exactly, so the score is its mean over what the publication leaves open
//! ([`Against`]), which keeps it proper. Divided by half the width of that, scores of figures in different units can be
//! added: 1 is half a published interval.

use crate::engine::sample;
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// What a forecast is scored against.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Against {
    /// The figure lies about `central` with that 95 % interval: normal on either side, half of the chance on each, so that an
    /// interval of unlike sides keeps its middle and its ends.
    Interval { central: f64, low: f64, high: f64 },
    /// Anything between is as good: uniform.
    Range { low: f64, high: f64 },
    /// What a study of limited size found. The forecast is of its finding: the study's own chance, normal with that 95 %
    /// interval, is added to every forecast, and all are scored against the one figure found.
    Finding { central: f64, low: f64, high: f64 },
}

/// Half of a 95 % interval in standard deviations of a normal.
fn half() -> f64 {
    sample::normal(0.975)
}

/// Density and distribution of the standard normal.
fn density(z: f64) -> f64 {
    libm::exp(-0.5 * z * z) / libm::sqrt(2.0 * PI)
}
fn distribution(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// E|a + σ Z| for a standard normal Z: a (2Φ(a⁄σ) − 1) + 2σ φ(a⁄σ).
fn folded(a: f64, sigma: f64) -> f64 {
    if sigma <= 0.0 {
        return a.abs();
    }
    let z = a / sigma;
    a * (2.0 * distribution(z) - 1.0) + 2.0 * sigma * density(z)
}

/// E|a − σ|Z|| for a standard normal Z, that is, the distance from a point to a half normal that goes up from nought: for
/// a > 0 and t = a⁄σ, σ (t (4Φ(t) − 3) + 4φ(t) − 2φ(0)); for a ≤ 0, σ 2φ(0) − a.
fn beside_half(a: f64, sigma: f64) -> f64 {
    if sigma <= 0.0 {
        return a.abs();
    }
    if a <= 0.0 {
        return 2.0 * sigma * density(0.0) - a;
    }
    let t = a / sigma;
    sigma * (t * (4.0 * distribution(t) - 3.0) + 4.0 * density(t) - 2.0 * density(0.0))
}

impl Against {
    /// Half the width of what the publication leaves open: the yardstick of its scores.
    pub fn half_width(&self) -> f64 {
        let (Against::Interval { low, high, .. } | Against::Range { low, high } | Against::Finding { low, high, .. }) =
            self;
        (high - low) / 2.0
    }

    /// Standard error of the study, for a finding; nought for the others.
    fn chance(&self) -> f64 {
        match self {
            Against::Finding { .. } => self.half_width() / half(),
            _ => 0.0,
        }
    }

    /// Mean distance of one forecast value from the figure: E|x − Y|.
    fn away(&self, x: f64) -> f64 {
        match *self {
            Against::Interval { central, low, high } => {
                let (below, above) = ((central - low) / half(), (high - central) / half());
                let a = x - central;
                0.5 * (beside_half(a, above) + beside_half(-a, below))
            }
            Against::Range { low, high } => {
                if (low..=high).contains(&x) && low < high {
                    ((x - low) * (x - low) + (high - x) * (high - x)) / (2.0 * (high - low))
                } else {
                    (x - (low + high) / 2.0).abs()
                }
            }
            Against::Finding { central, .. } => folded(x - central, self.chance()),
        }
    }

    /// Half the mean distance between two values of the forecast.
    fn spread(&self, values: &[f64]) -> f64 {
        let n = values.len() as f64;
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let chance = self.chance();
        if chance > 0.0 {
            let wide = chance * std::f64::consts::SQRT_2;
            let mut sum = n * folded(0.0, wide);
            for (i, x) in sorted.iter().enumerate() {
                sum += 2.0 * sorted[..i].iter().map(|y| folded(x - y, wide)).sum::<f64>();
            }
            return sum / (2.0 * n * n);
        }
        // Σᵢⱼ |xᵢ − xⱼ| of sorted values is 2 Σᵢ (2i − n + 1) xᵢ, i from 0.
        let sum: f64 = (sorted.iter().enumerate())
            .map(|(i, x)| (2.0 * i as f64 - n + 1.0) * x)
            .sum();
        sum / (n * n)
    }

    /// The score of a forecast given as a sample, in the figure's own unit; nothing without a value.
    pub fn score(&self, values: &[f64]) -> Option<f64> {
        let n = values.len() as f64;
        let away = values.iter().map(|x| self.away(*x)).sum::<f64>() / n;
        (n > 0.0).then(|| away - self.spread(values))
    }

    /// The score in halves of the published interval.
    pub fn scaled(&self, values: &[f64]) -> Option<f64> {
        Some(self.score(values)? / self.half_width())
    }
}

/// Skill of a score against a rival's: 1 − score ⁄ rival's; 1 is perfect, nought no better, below nought worse.
pub fn skill(score: f64, rival: f64) -> Option<f64> {
    (rival > 0.0).then(|| 1.0 - score / rival)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Quantiles in the middle of equal shares: a sample without chance.
    fn normals(n: usize, mean: f64, sd: f64) -> Vec<f64> {
        (0..n)
            .map(|i| mean + sd * sample::normal((i as f64 + 0.5) / n as f64))
            .collect()
    }

    /// An interval of no width: one point.
    fn point(y: f64) -> Against {
        Against::Interval {
            central: y,
            low: y,
            high: y,
        }
    }

    #[test]
    fn score_of_a_normal_against_its_closed_form() {
        // Gneiting and Raftery 2007, p. 367: σ (z (2Φ(z) − 1) + 2φ(z) − 1⁄√π).
        for (mean, sd, y) in [(0.0, 1.0, 0.0), (2.0, 3.0, -1.0), (-4.0, 0.5, -3.0), (0.0, 2.0, 9.0)] {
            let z: f64 = (y - mean) / sd;
            let closed = sd * (z * (2.0 * distribution(z) - 1.0) + 2.0 * density(z) - 1.0 / libm::sqrt(PI));
            let got = point(y).score(&normals(4_000, mean, sd)).expect("there are values");
            assert!(
                (got - closed).abs() < 0.002 * sd,
                "{mean} {sd} {y}: {got} is not {closed}"
            );
        }
        // With no spread it is the distance.
        assert_eq!(point(-3.0).score(&[1.0]), Some(4.0));
        assert_eq!(point(-3.0).score(&[]), None);
    }

    #[test]
    fn distances_agree_with_sums_over_the_published_distribution() {
        let n = 20_000;
        let ps = (0..n).map(|i| (i as f64 + 0.5) / n as f64);
        let interval = Against::Interval {
            central: 9.0,
            low: -2.0,
            high: 40.0,
        };
        let range = Against::Range { low: -7.0, high: -1.0 };
        for x in [-30.0, -4.0, -1.0, 0.0, 9.0, 12.0, 60.0] {
            let of_interval = |p: f64| {
                let side = if p < 0.5 { 11.0 } else { 31.0 };
                9.0 + side * sample::normal(p) / sample::normal(0.975)
            };
            let mean = ps.clone().map(|p| (x - of_interval(p)).abs()).sum::<f64>() / n as f64;
            assert!(
                (interval.away(x) - mean).abs() < 0.01,
                "{x}: {} is not {mean}",
                interval.away(x)
            );
            let mean = ps.clone().map(|p| (x - (-7.0 + 6.0 * p)).abs()).sum::<f64>() / n as f64;
            assert!(
                (range.away(x) - mean).abs() < 1e-3,
                "{x}: {} is not {mean}",
                range.away(x)
            );
        }
        // Its ends are its quantiles: nine in ten and a half lie between.
        assert_eq!((interval.half_width(), range.half_width()), (21.0, 3.0));
    }

    #[test]
    fn a_finding_is_forecast_with_the_chance_of_its_study() {
        // Everybody's forecast is blurred by the study's error, so no effect is a normal forecast about nought.
        let found = Against::Finding {
            central: -2.9,
            low: -5.7,
            high: -0.1,
        };
        let error = 2.8 / half();
        let blurred = normals(4_000, 0.0, error);
        let (by_hand, got) = (point(-2.9).score(&blurred).unwrap(), found.score(&[0.0]).unwrap());
        assert!((by_hand - got).abs() < 0.003, "{got} is not {by_hand}");
        // Two values: a mixture of two normals.
        let both: Vec<f64> = normals(1_000, 0.0, error)
            .into_iter()
            .chain(normals(1_000, -3.0, error))
            .collect();
        let (by_hand, got) = (point(-2.9).score(&both).unwrap(), found.score(&[0.0, -3.0]).unwrap());
        assert!((by_hand - got).abs() < 0.003, "{got} is not {by_hand}");
        // A chance finding is a smaller fault of a forecast of nothing than a figure known to that width would be.
        let known = Against::Interval {
            central: -2.9,
            low: -5.7,
            high: -0.1,
        };
        assert!(found.score(&[0.0]) < known.score(&[0.0]));
    }

    #[test]
    fn a_swapped_sign_and_a_rival_without_spread_lose() {
        let published = Against::Interval {
            central: -3.1,
            low: -6.2,
            high: -0.1,
        };
        let good = normals(200, -2.0, 1.0);
        let swapped: Vec<f64> = good.iter().map(|x| -x).collect();
        let null = published.scaled(&[0.0]).unwrap();
        assert!(published.scaled(&good).unwrap() < null, "a small fall beats nothing");
        assert!(published.scaled(&swapped).unwrap() > null, "a rise loses to nothing");
        assert!(skill(published.scaled(&swapped).unwrap(), null).unwrap() < 0.0);
        assert_eq!((skill(1.0, 2.0), skill(1.0, 0.0)), (Some(0.5), None));
    }

    proptest! {
        /// Whoever forecasts the distribution that the figure is drawn from is best on average: against every other mean and
        /// spread of a normal, over the figure's own quantiles.
        #[test]
        fn least_for_the_true_distribution(shift in -3.0f64..3.0, ratio in 0.1f64..4.0) {
            prop_assume!(shift.abs() > 0.3 || !(0.75..1.35).contains(&ratio));
            let truth = Against::Interval { central: 1.0, low: 1.0 - 2.0 * half(), high: 1.0 + 2.0 * half() };
            let of = |mean: f64, sd: f64| truth.score(&normals(400, mean, sd)).unwrap();
            prop_assert!(of(1.0, 2.0) < of(1.0 + shift, 2.0 * ratio));
            // The same for a range: uniform.
            let range = Against::Range { low: -4.0, high: 4.0 };
            let uniform = |mid: f64, half: f64| {
                let values: Vec<f64> = (0..400).map(|i| mid + half * (2.0 * (i as f64 + 0.5) / 400.0 - 1.0)).collect();
                range.score(&values).unwrap()
            };
            prop_assert!(uniform(0.0, 4.0) < uniform(shift, 4.0 * ratio));
        }

        /// No forecast gains by a shift of everything or by another unit.
        #[test]
        fn scores_move_with_their_unit(values in proptest::collection::vec(-20.0f64..20.0, 1..40), by in -9.0f64..9.0, unit in 0.1f64..9.0) {
            let interval = |by: f64, unit: f64| Against::Interval { central: by - unit, low: by - 4.0 * unit, high: by + unit };
            let moved: Vec<f64> = values.iter().map(|x| by + unit * x).collect();
            let (before, after) = (interval(0.0, 1.0).scaled(&values).unwrap(), interval(by, unit).scaled(&moved).unwrap());
            prop_assert!((before - after).abs() < 1e-6 * (1.0 + before.abs()), "{} {}", before, after);
        }
    }
}

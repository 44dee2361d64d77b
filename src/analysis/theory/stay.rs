//! Mean, spread, tail and transform of each shape of stay that a pathway may name, from its printed formula and not from
//! the sampler that draws it.

use crate::model::pathway::distribution::{Distribution, Lognormal, Normal};
use libm::{cos, erfc, exp, log, sin, sqrt, tgamma};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// A stay as a cloud of weighted points, dense enough that sums over it are integrals (to about nine digits where what
/// is summed is smooth, five where it has a corner), with its exact mean and second moment.
#[derive(Clone, Debug)]
pub struct Stay {
    mean: f64,
    second: f64,
    points: Vec<(f64, f64)>,
    shape: Distribution,
}

impl Stay {
    /// # Panics
    /// When a lognormal, gamma or Weibull is given by neither of its two pairs of numbers: files were checked.
    pub fn of(distribution: &Distribution) -> Stay {
        let (mean, second) = moments(distribution);
        Stay {
            mean,
            second,
            points: points(distribution),
            shape: distribution.clone(),
        }
    }

    /// Mean, in the unit of the distribution's numbers.
    pub fn mean(&self) -> f64 {
        self.mean
    }
    /// Variance + mean².
    pub fn second_moment(&self) -> f64 {
        self.second
    }
    /// Standard deviation over mean.
    pub fn variation(&self) -> f64 {
        sqrt((self.second - self.mean * self.mean).max(0.0)) / self.mean
    }
    /// E exp(−s S).
    pub fn transform(&self, s: f64) -> f64 {
        match &self.shape {
            Distribution::Exponential(d) => 1.0 / (1.0 + s * d.mean),
            _ => self.expect(|x| exp(-s * x)),
        }
    }
    /// E cos ωS and E sin ωS.
    pub fn wave(&self, frequency: f64) -> (f64, f64) {
        match &self.shape {
            Distribution::Exponential(d) => {
                let x = frequency * d.mean;
                (1.0 / (1.0 + x * x), x / (1.0 + x * x))
            }
            _ => (self.expect(|x| cos(frequency * x)), self.expect(|x| sin(frequency * x))),
        }
    }
    /// ∫₀ˣ P(S > u) du = E min(S, x).
    pub fn once_integrated(&self, x: f64) -> f64 {
        match &self.shape {
            Distribution::Exponential(d) => d.mean * (1.0 - exp(-x / d.mean)),
            _ => self.expect(|s| s.min(x)),
        }
    }
    /// ∫₀ˣ (x − u) P(S > u) du = E [x min(S, x) − min(S, x)²/2].
    pub fn twice_integrated(&self, x: f64) -> f64 {
        match &self.shape {
            Distribution::Exponential(d) => d.mean * x - d.mean * d.mean * (1.0 - exp(-x / d.mean)),
            _ => self.expect(|s| x * s.min(x) - 0.5 * s.min(x) * s.min(x)),
        }
    }
    /// E f(S).
    pub fn expect(&self, f: impl Fn(f64) -> f64) -> f64 {
        self.points.iter().map(|(x, weight)| weight * f(*x)).sum()
    }
}

/// Mean and second moment.
fn moments(distribution: &Distribution) -> (f64, f64) {
    let both = |mean: f64, sd: f64| (mean, sd * sd + mean * mean);
    match distribution {
        Distribution::Fixed(d) => both(d.value, 0.0),
        Distribution::Exponential(d) => both(d.mean, d.mean),
        Distribution::Lognormal(d) => {
            let (m, s) = logarithm(d);
            (exp(m + s * s / 2.0), exp(2.0 * m + 2.0 * s * s))
        }
        Distribution::Gamma(d) => {
            let (shape, scale) = gamma(d.mean, d.sd, d.shape, d.scale);
            both(shape * scale, scale * sqrt(shape))
        }
        Distribution::Weibull(d) => match (d.mean, d.sd, d.shape, d.scale) {
            (Some(mean), Some(sd), _, _) => both(mean, sd),
            (_, _, Some(shape), Some(scale)) => (
                scale * tgamma(1.0 + 1.0 / shape),
                scale * scale * tgamma(1.0 + 2.0 / shape),
            ),
            _ => panic!("a Weibull has mean and sd or shape and scale"),
        },
        Distribution::Normal(d) => cut_normal(d),
        Distribution::Uniform(d) => both((d.low + d.high) / 2.0, (d.high - d.low) / sqrt(12.0)),
        Distribution::Triangular(d) => {
            let (a, b, c) = (d.low, d.mode, d.high);
            let mean = (a + b + c) / 3.0;
            (
                mean,
                mean * mean + (a * a + b * b + c * c - a * b - a * c - b * c) / 18.0,
            )
        }
        Distribution::Table(d) => {
            let sum = |power: i32| (d.values.iter().zip(&d.shares)).map(|(v, s)| s * v.powi(power)).sum();
            (sum(1), sum(2))
        }
    }
}

/// Mean and standard deviation of a lognormal's logarithm: σ² = ln(1 + sd²/mean²), μ = ln mean − σ²/2.
fn logarithm(d: &Lognormal) -> (f64, f64) {
    match (d.mean, d.sd, d.log_mean, d.log_sd) {
        (Some(mean), Some(sd), _, _) => {
            let square = log(1.0 + sd * sd / (mean * mean));
            (log(mean) - square / 2.0, sqrt(square))
        }
        (_, _, Some(mean), Some(sd)) => (mean, sd),
        _ => panic!("a lognormal has mean and sd or log_mean and log_sd"),
    }
}

/// Shape and scale of a gamma: shape = mean²/sd², scale = sd²/mean.
fn gamma(mean: Option<f64>, sd: Option<f64>, shape: Option<f64>, scale: Option<f64>) -> (f64, f64) {
    match (mean, sd, shape, scale) {
        (Some(mean), Some(sd), _, _) => (mean * mean / (sd * sd), sd * sd / mean),
        (_, _, Some(shape), Some(scale)) => (shape, scale),
        _ => panic!("a gamma has mean and sd or shape and scale"),
    }
}

/// Shape and scale of a Weibull by mean and sd: the shape is the root of Γ(1 + 2/k) / Γ(1 + 1/k)² = 1 + sd²/mean².
fn weibull(mean: Option<f64>, sd: Option<f64>, shape: Option<f64>, scale: Option<f64>) -> (f64, f64) {
    if let (Some(shape), Some(scale)) = (shape, scale) {
        return (shape, scale);
    }
    let (Some(mean), Some(sd)) = (mean, sd) else {
        panic!("a Weibull has mean and sd or shape and scale")
    };
    let wanted = 1.0 + sd * sd / (mean * mean);
    let (mut low, mut high) = (log(0.1), log(100.0));
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        let k = exp(middle);
        let one = tgamma(1.0 + 1.0 / k);
        if tgamma(1.0 + 2.0 / k) / (one * one) > wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    let shape = exp(0.5 * (low + high));
    (shape, mean / tgamma(1.0 + 1.0 / shape))
}

/// Mean and second moment of a normal above its minimum: with h = φ(α)/(1 − Φ(α)), α = (minimum − m)/s, the mean is m + s h
/// and the variance s² (1 + α h − h²).
fn cut_normal(d: &Normal) -> (f64, f64) {
    let cut = (d.minimum - d.mean) / d.sd;
    let hazard = exp(-cut * cut / 2.0) / sqrt(2.0 * PI) / (0.5 * erfc(cut * FRAC_1_SQRT_2));
    let mean = d.mean + d.sd * hazard;
    let variance = d.sd * d.sd * (1.0 + cut * hazard - hazard * hazard);
    (mean, mean * mean + variance)
}

/// Weighted points. A smooth density that dies off at both ends is summed at equal steps (the trapezium rule, whose error
/// then falls faster than any power of the step); one with a corner is cut there and summed by Gauss's rule.
fn points(distribution: &Distribution) -> Vec<(f64, f64)> {
    match distribution {
        Distribution::Fixed(d) => vec![(d.value, 1.0)],
        Distribution::Table(d) => d.values.iter().copied().zip(d.shares.iter().copied()).collect(),
        // Variables whose density dies off: the normal score z; ln of an exponential; ln of a gamma.
        Distribution::Lognormal(d) => {
            let (m, s) = logarithm(d);
            even(-9.0, 9.0, |z| exp(-z * z / 2.0), |z| exp(m + s * z))
        }
        Distribution::Exponential(d) => even(-40.0, 4.0, |y| exp(y - exp(y)), |y| d.mean * exp(y)),
        Distribution::Weibull(d) => {
            let (k, scale) = weibull(d.mean, d.sd, d.shape, d.scale);
            even(-40.0, 4.0, |y| exp(y - exp(y)), |y| scale * exp(y / k))
        }
        Distribution::Gamma(d) => {
            let (k, scale) = gamma(d.mean, d.sd, d.shape, d.scale);
            let top = log(k + 40.0 + 12.0 * sqrt(k));
            even(
                -40.0 / k.min(1.0),
                top,
                |y| exp(k * (y - log(k)) - exp(y) + k),
                |y| scale * exp(y),
            )
        }
        Distribution::Normal(d) => {
            let from = ((d.minimum - d.mean) / d.sd).max(-9.0);
            let to = from.max(0.0) + 9.0;
            gauss(
                &[from, to],
                |z| exp((from.max(0.0) * from.max(0.0) - z * z) / 2.0),
                |z| d.mean + d.sd * z,
            )
        }
        Distribution::Uniform(d) => gauss(&[d.low, d.high], |_| 1.0, |x| x),
        Distribution::Triangular(d) => {
            let (a, b, c) = (d.low, d.mode, d.high);
            let density = |x: f64| {
                if x < b {
                    (x - a) / ((b - a) * (c - a))
                } else {
                    (c - x) / ((c - b) * (c - a))
                }
            };
            gauss(&[a, b, c], density, |x| x)
        }
    }
}

/// 4,001 even steps of `density` over [from, to], each weighted to a sum of one, at the points `value`.
fn even(from: f64, to: f64, density: impl Fn(f64) -> f64, value: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let points = (0..=4_000).map(|i| from + (to - from) * f64::from(i) / 4_000.0);
    share(points.map(|y| (value(y), density(y))).collect())
}

/// 400 panels of Gauss's three-point rule on each piece between corners.
fn gauss(corners: &[f64], density: impl Fn(f64) -> f64, value: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    for piece in corners.windows(2).filter(|piece| piece[1] > piece[0]) {
        let half = (piece[1] - piece[0]) / 800.0;
        for panel in 0..400 {
            let middle = piece[0] + half * f64::from(2 * panel + 1);
            for (at, weight) in [(-sqrt(0.6), 5.0), (0.0, 8.0), (sqrt(0.6), 5.0)] {
                let y = middle + half * at;
                points.push((value(y), weight * half * density(y)));
            }
        }
    }
    share(points)
}

fn share(mut points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let sum: f64 = points.iter().map(|(_, weight)| weight).sum();
    points.iter_mut().for_each(|(_, weight)| *weight /= sum);
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pathway::distribution::{Exponential, Fixed, Gamma, Table, Triangular, Uniform, Weibull};

    fn all() -> Vec<Distribution> {
        vec![
            Distribution::Fixed(Fixed { value: 3.0 }),
            Distribution::Exponential(Exponential { mean: 3.0 }),
            Distribution::Lognormal(Lognormal {
                mean: Some(3.0),
                sd: Some(4.0),
                log_mean: None,
                log_sd: None,
            }),
            Distribution::Gamma(Gamma {
                mean: None,
                sd: None,
                shape: Some(0.7),
                scale: Some(2.0),
            }),
            Distribution::Gamma(Gamma {
                mean: Some(3.0),
                sd: Some(1.0),
                shape: None,
                scale: None,
            }),
            Distribution::Weibull(Weibull {
                mean: None,
                sd: None,
                shape: Some(0.8),
                scale: Some(2.0),
            }),
            Distribution::Weibull(Weibull {
                mean: Some(3.0),
                sd: Some(2.0),
                shape: None,
                scale: None,
            }),
            Distribution::Normal(Normal {
                mean: 2.0,
                sd: 1.5,
                minimum: 1.0,
            }),
            Distribution::Normal(Normal {
                mean: -2.0,
                sd: 1.5,
                minimum: 0.0,
            }),
            Distribution::Uniform(Uniform { low: 1.0, high: 5.0 }),
            Distribution::Triangular(Triangular {
                low: 1.0,
                mode: 2.0,
                high: 6.0,
            }),
            Distribution::Table(Table {
                values: vec![1.0, 4.0],
                shares: vec![0.25, 0.75],
            }),
        ]
    }

    #[test]
    fn points_have_the_moments_of_the_printed_formulas() {
        for distribution in all() {
            let stay = Stay::of(&distribution);
            let (one, two) = (stay.expect(|x| x), stay.expect(|x| x * x));
            assert!(
                (one / stay.mean() - 1.0).abs() < 1e-8,
                "{distribution:?}: {one} {}",
                stay.mean()
            );
            assert!(
                (two / stay.second_moment() - 1.0).abs() < 1e-7,
                "{distribution:?}: {two} {}",
                stay.second_moment()
            );
        }
    }

    #[test]
    fn hand_worked_moments() {
        let of = |d| {
            let stay = Stay::of(&d);
            (stay.mean(), stay.second_moment())
        };
        // Triangular 1, 2, 6: mean 3, variance (1 + 4 + 36 − 2 − 6 − 12)/18 = 7/6.
        let (mean, second) = of(all()[10].clone());
        assert!((mean - 3.0).abs() < 1e-12 && (second - 9.0 - 7.0 / 6.0).abs() < 1e-12);
        // Half a normal: mean √(2/π), second moment 1.
        let (mean, second) = of(Distribution::Normal(Normal {
            mean: 0.0,
            sd: 1.0,
            minimum: 0.0,
        }));
        assert!((mean - sqrt(2.0 / PI)).abs() < 1e-12 && (second - 1.0).abs() < 1e-12);
        // Table: 0.25 · 1 + 0.75 · 4 = 3.25; 0.25 + 12 = 12.25.
        assert_eq!(of(all()[11].clone()), (3.25, 12.25));
        // Weibull of shape ½: mean 2 scale, second moment 24 scale².
        let (mean, second) = of(Distribution::Weibull(Weibull {
            mean: None,
            sd: None,
            shape: Some(0.5),
            scale: Some(1.0),
        }));
        assert!((mean - 2.0).abs() < 1e-9 && (second - 24.0).abs() < 1e-8);
    }

    #[test]
    fn transforms_agree_with_closed_forms() {
        let gamma = Stay::of(&all()[3]);
        // (1 + s scale)^−shape; cos and sin parts by modulus and argument of (1 − iω scale)^−shape.
        assert!((gamma.transform(0.5) - libm::pow(2.0, -0.7)).abs() < 1e-9);
        let (modulus, argument) = (libm::pow(1.0 + 4.0, -0.35), 0.7 * libm::atan(2.0));
        let (c, s) = gamma.wave(1.0);
        assert!((c - modulus * cos(argument)).abs() < 1e-9 && (s - modulus * sin(argument)).abs() < 1e-9);
        let uniform = Stay::of(&all()[9]);
        assert!((uniform.transform(0.3) - (exp(-0.3) - exp(-1.5)) / 1.2).abs() < 1e-10);
        // Exponential by its points and by its formula.
        let exponential = Stay::of(&all()[1]);
        assert!((exponential.expect(|x| x.min(2.0)) - exponential.once_integrated(2.0)).abs() < 1e-4);
        let twice = exponential.expect(|s| 2.0 * s.min(2.0) - 0.5 * s.min(2.0) * s.min(2.0));
        assert!((twice - exponential.twice_integrated(2.0)).abs() < 1e-4);
    }
}

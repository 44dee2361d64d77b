//! A distribution made ready to draw from: one uniform number a variate and monotone in it, so that the same patient
//! draws alike in every scenario. Mean and standard deviation are exact; the residual (what is left of a stay found under
//! way) comes from the quantiles themselves.

use super::distribution::Distribution;
use crate::engine::sample;
use libm::{erfc, exp, lgamma, log, pow, sqrt};

/// Points of the table from which residuals are drawn.
const RESIDUAL_POINTS: usize = 4_096;

#[derive(Clone, PartialEq, Debug)]
enum Kind {
    Fixed(f64),
    Exponential {
        mean: f64,
    },
    Lognormal {
        median: f64,
        sigma: f64,
    },
    Gamma {
        shape: f64,
        scale: f64,
    },
    Weibull {
        shape: f64,
        scale: f64,
    },
    Normal {
        mean: f64,
        sd: f64,
        minimum: f64,
    },
    Uniform {
        low: f64,
        high: f64,
    },
    Triangular {
        low: f64,
        mode: f64,
        high: f64,
    },
    /// Values rising, and the rising sums of their shares.
    Table {
        values: Vec<f64>,
        cumulative: Vec<f64>,
    },
}

/// A distribution ready to draw from, in the unit its author wrote.
#[derive(Clone, PartialEq, Debug)]
pub struct Variate {
    kind: Kind,
    mean: f64,
    sd: f64,
}

impl Variate {
    /// From what the author wrote; the reason in words where that is no distribution.
    pub fn new(of: &Distribution) -> Result<Variate, String> {
        let positive = |name: &str, x: f64| match x.is_finite() && x > 0.0 {
            true => Ok(x),
            false => Err(format!("{name} above 0, found {x}")),
        };
        let not_negative = |name: &str, x: f64| match x.is_finite() && x >= 0.0 {
            true => Ok(x),
            false => Err(format!("{name} of 0 or more, found {x}")),
        };
        let (kind, mean, sd) = match of {
            Distribution::Fixed(d) => {
                let value = not_negative("value", d.value)?;
                (Kind::Fixed(value), value, 0.0)
            }
            Distribution::Exponential(d) => {
                let mean = positive("mean", d.mean)?;
                (Kind::Exponential { mean }, mean, mean)
            }
            Distribution::Lognormal(d) => {
                let (log_mean, log_sd) = match pair(
                    "mean and sd",
                    (d.mean, d.sd),
                    "log_mean and log_sd",
                    (d.log_mean, d.log_sd),
                )? {
                    Pair::First(mean, sd) => {
                        let ratio = positive("sd", sd)? / positive("mean", mean)?;
                        let variance = log(1.0 + ratio * ratio);
                        (log(mean) - variance / 2.0, sqrt(variance))
                    }
                    Pair::Second(mu, sigma) if mu.abs() <= 100.0 => (mu, positive("log_sd", sigma)?),
                    Pair::Second(mu, _) => return Err(format!("log_mean between -100 and 100, found {mu}")),
                };
                if log_sd > 10.0 {
                    return Err(format!("log_sd up to 10, found {log_sd}"));
                }
                let mean = exp(log_mean + log_sd * log_sd / 2.0);
                let sd = mean * sqrt(exp(log_sd * log_sd) - 1.0);
                let kind = Kind::Lognormal {
                    median: exp(log_mean),
                    sigma: log_sd,
                };
                (kind, mean, sd)
            }
            Distribution::Gamma(d) => {
                let (shape, scale) = match pair("mean and sd", (d.mean, d.sd), "shape and scale", (d.shape, d.scale))? {
                    Pair::First(mean, sd) => {
                        let (mean, sd) = (positive("mean", mean)?, positive("sd", sd)?);
                        (mean * mean / (sd * sd), sd * sd / mean)
                    }
                    Pair::Second(shape, scale) => (positive("shape", shape)?, positive("scale", scale)?),
                };
                if !(1e-3..=1e6).contains(&shape) {
                    return Err(format!("shape between 0.001 and 1000000, found {shape}"));
                }
                (Kind::Gamma { shape, scale }, shape * scale, sqrt(shape) * scale)
            }
            Distribution::Weibull(d) => {
                let (shape, scale) = match pair("mean and sd", (d.mean, d.sd), "shape and scale", (d.shape, d.scale))? {
                    Pair::First(mean, sd) => {
                        let (mean, sd) = (positive("mean", mean)?, positive("sd", sd)?);
                        let shape = weibull_shape(sd / mean)?;
                        (shape, mean / gamma_function(1.0 + 1.0 / shape))
                    }
                    Pair::Second(shape, scale) => (positive("shape", shape)?, positive("scale", scale)?),
                };
                if !(0.1..=100.0).contains(&shape) {
                    return Err(format!("shape between 0.1 and 100, found {shape}"));
                }
                let (first, second) = (gamma_function(1.0 + 1.0 / shape), gamma_function(1.0 + 2.0 / shape));
                let sd = scale * sqrt((second - first * first).max(0.0));
                (Kind::Weibull { shape, scale }, scale * first, sd)
            }
            Distribution::Normal(d) => {
                let (sd, minimum) = (positive("sd", d.sd)?, not_negative("minimum", d.minimum)?);
                if !d.mean.is_finite() || d.mean < minimum - 8.0 * sd {
                    return Err(format!("mean no more than 8 sd below the minimum, found {}", d.mean));
                }
                // Mean and variance above a cut at a: with h the hazard φ/(1 − Φ) at a, h and 1 + a h − h².
                let a = (minimum - d.mean) / sd;
                let density = exp(-a * a / 2.0) / sqrt(2.0 * std::f64::consts::PI);
                let hazard = density / (0.5 * erfc(a * std::f64::consts::FRAC_1_SQRT_2));
                let spread = sd * sqrt((1.0 + a * hazard - hazard * hazard).max(0.0));
                (
                    Kind::Normal {
                        mean: d.mean,
                        sd,
                        minimum,
                    },
                    d.mean + sd * hazard,
                    spread,
                )
            }
            Distribution::Uniform(d) => {
                let low = not_negative("low", d.low)?;
                if !(d.high.is_finite() && d.high > low) {
                    return Err(format!("high above low ({low}), found {}", d.high));
                }
                (
                    Kind::Uniform { low, high: d.high },
                    (low + d.high) / 2.0,
                    (d.high - low) / sqrt(12.0),
                )
            }
            Distribution::Triangular(d) => {
                let low = not_negative("low", d.low)?;
                if !(d.high.is_finite() && d.high > low) {
                    return Err(format!("high above low ({low}), found {}", d.high));
                }
                if !(low..=d.high).contains(&d.mode) {
                    return Err(format!("mode between low and high, found {}", d.mode));
                }
                let (m, h) = (d.mode, d.high);
                let variance = (low * low + m * m + h * h - low * m - low * h - m * h) / 18.0;
                let kind = Kind::Triangular { low, mode: m, high: h };
                (kind, (low + m + h) / 3.0, sqrt(variance))
            }
            Distribution::Table(d) => table(&d.values, &d.shares)?,
        };
        if !(mean.is_finite() && sd.is_finite()) {
            return Err("a finite mean and standard deviation".to_owned());
        }
        Ok(Variate { kind, mean, sd })
    }

    /// Mean.
    pub fn mean(&self) -> f64 {
        self.mean
    }
    /// Standard deviation.
    pub fn sd(&self) -> f64 {
        self.sd
    }

    /// The quantile at `u`, strictly between 0 and 1.
    #[inline]
    pub fn at(&self, u: f64) -> f64 {
        match &self.kind {
            Kind::Fixed(value) => *value,
            Kind::Exponential { mean } => sample::exponential(u, *mean),
            Kind::Lognormal { median, sigma } => sample::lognormal(u, *median, *sigma),
            Kind::Gamma { shape, scale } => sample::gamma(u, *shape, *scale),
            Kind::Weibull { shape, scale } => sample::weibull(u, *scale, *shape),
            Kind::Normal { mean, sd, minimum } => sample::normal_above(u, *mean, *sd, *minimum),
            Kind::Uniform { low, high } => sample::uniform(u, *low, *high),
            Kind::Triangular { low, mode, high } => sample::triangular(u, *low, *mode, *high),
            Kind::Table { values, cumulative } => values[sample::empirical(u, cumulative)],
        }
    }

    /// What is left of a stay that is found under way in equilibrium: the stay found is drawn in proportion to its length
    /// (Σ of the quantiles, from a table of 4,096), and the moment of finding lies anywhere in it.
    pub fn residual(&self) -> Residual {
        let points: Vec<f64> = (0..RESIDUAL_POINTS)
            .map(|i| self.at((i as f64 + 0.5) / RESIDUAL_POINTS as f64))
            .collect();
        Residual {
            cumulative: sample::cumulative(&points),
            points,
        }
    }
}

/// Draws what is left of a stay found under way.
#[derive(Clone, PartialEq, Debug)]
pub struct Residual {
    points: Vec<f64>,
    cumulative: Vec<f64>,
}

impl Residual {
    /// The residual for two uniform numbers: which stay, and where in it.
    pub fn at(&self, stay: f64, moment: f64) -> f64 {
        if self.cumulative[RESIDUAL_POINTS - 1] <= 0.0 {
            return 0.0;
        }
        self.points[sample::empirical(stay, &self.cumulative)] * moment
    }
}

enum Pair {
    First(f64, f64),
    Second(f64, f64),
}

/// Exactly one of two pairs of fields.
fn pair(
    first: &str,
    a: (Option<f64>, Option<f64>),
    second: &str,
    b: (Option<f64>, Option<f64>),
) -> Result<Pair, String> {
    match (a, b) {
        ((Some(x), Some(y)), (None, None)) => Ok(Pair::First(x, y)),
        ((None, None), (Some(x), Some(y))) => Ok(Pair::Second(x, y)),
        _ => Err(format!("{first}, or {second}, and not parts of both")),
    }
}

fn table(values: &[f64], shares: &[f64]) -> Result<(Kind, f64, f64), String> {
    if values.is_empty() || values.len() != shares.len() {
        let (v, s) = (values.len(), shares.len());
        return Err(format!(
            "as many shares as values, at least one, found {v} values and {s} shares"
        ));
    }
    if let Some(bad) = values.iter().find(|v| !(v.is_finite() && **v >= 0.0)) {
        return Err(format!("values of 0 or more, found {bad}"));
    }
    if let Some(bad) = shares.iter().find(|s| !(s.is_finite() && **s >= 0.0)) {
        return Err(format!("shares of 0 or more, found {bad}"));
    }
    let sum: f64 = shares.iter().sum();
    if (sum - 1.0).abs() > 1e-3 {
        return Err(format!("shares that sum to 1, found {}", libm::round(sum * 1e6) / 1e6));
    }
    let mut rows: Vec<(f64, f64)> = values.iter().copied().zip(shares.iter().copied()).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mean = rows.iter().map(|(v, s)| v * s).sum::<f64>() / sum;
    let variance = rows.iter().map(|(v, s)| (v - mean) * (v - mean) * s).sum::<f64>() / sum;
    let (values, shares): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
    Ok((
        Kind::Table {
            values,
            cumulative: sample::cumulative(&shares),
        },
        mean,
        sqrt(variance),
    ))
}

fn gamma_function(x: f64) -> f64 {
    exp(lgamma(x))
}

/// The Weibull shape with this coefficient of variation, by halving (the coefficient falls as the shape rises).
fn weibull_shape(cv: f64) -> Result<f64, String> {
    let cv_of = |shape: f64| {
        let (first, second) = (lgamma(1.0 + 1.0 / shape), lgamma(1.0 + 2.0 / shape));
        sqrt((exp(second - 2.0 * first) - 1.0).max(0.0))
    };
    let (mut low, mut high) = (0.1, 100.0);
    if !(cv_of(high)..=cv_of(low)).contains(&cv) {
        return Err(format!(
            "sd between {:.3} and {:.0} times the mean, found {cv:.3} times",
            cv_of(high),
            cv_of(low)
        ));
    }
    for _ in 0..200 {
        let middle = sqrt(low * high);
        if cv_of(middle) > cv {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(pow(low * high, 0.5))
}

#[cfg(test)]
mod tests {
    use super::super::distribution::*;
    use super::*;

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
            Distribution::Lognormal(Lognormal {
                mean: None,
                sd: None,
                log_mean: Some(0.3),
                log_sd: Some(0.8),
            }),
            Distribution::Gamma(Gamma {
                mean: Some(3.0),
                sd: Some(1.5),
                shape: None,
                scale: None,
            }),
            Distribution::Weibull(Weibull {
                mean: Some(3.0),
                sd: Some(2.0),
                shape: None,
                scale: None,
            }),
            Distribution::Weibull(Weibull {
                mean: None,
                sd: None,
                shape: Some(0.8),
                scale: Some(2.0),
            }),
            Distribution::Normal(Normal {
                mean: 3.0,
                sd: 2.0,
                minimum: 0.5,
            }),
            Distribution::Uniform(Uniform { low: 1.0, high: 5.0 }),
            Distribution::Triangular(Triangular {
                low: 1.0,
                mode: 2.0,
                high: 6.0,
            }),
            Distribution::Table(Table {
                values: vec![5.0, 1.0, 2.0],
                shares: vec![0.2, 0.5, 0.3],
            }),
        ]
    }

    #[test]
    fn mean_and_spread_are_those_of_the_quantiles() {
        for of in all() {
            let v = Variate::new(&of).unwrap();
            // The midpoint rule over 200,000 cells; the far tail of the lognormal leaves the largest rest.
            let n = 200_000;
            let points = (0..n).map(|i| v.at((f64::from(i) + 0.5) / f64::from(n)));
            let (sum, squares) = points.fold((0.0, 0.0), |(s, q), x| (s + x, q + x * x));
            let mean = sum / f64::from(n);
            let sd = (squares / f64::from(n) - mean * mean).max(0.0).sqrt();
            assert!(
                (mean - v.mean()).abs() < 0.002 * v.mean(),
                "{of:?}: {mean} and {}",
                v.mean()
            );
            assert!((sd - v.sd()).abs() < 0.02 * v.mean(), "{of:?}: {sd} and {}", v.sd());
        }
    }

    /// Renewal theory: the mean residual is E[S²] / 2E[S].
    #[test]
    fn residuals_have_the_mean_of_renewal_theory() {
        for of in all() {
            let v = Variate::new(&of).unwrap();
            let residual = v.residual();
            let n = 1_000;
            let sum: f64 = (0..n)
                .map(|i| residual.at((f64::from(i) + 0.5) / f64::from(n), 0.5))
                .sum();
            let (mean, sd) = (v.mean(), v.sd());
            let expected = (mean * mean + sd * sd) / (2.0 * mean);
            let found = sum / f64::from(n);
            assert!(
                (found - expected).abs() < 0.02 * expected,
                "{of:?}: {found} and {expected}"
            );
        }
    }

    #[test]
    fn what_is_no_distribution_is_told() {
        let bad = [
            Distribution::Exponential(Exponential { mean: 0.0 }),
            Distribution::Lognormal(Lognormal {
                mean: Some(1.0),
                sd: None,
                log_mean: None,
                log_sd: Some(1.0),
            }),
            Distribution::Weibull(Weibull {
                mean: None,
                sd: None,
                shape: Some(0.01),
                scale: Some(1.0),
            }),
            Distribution::Uniform(Uniform { low: 2.0, high: 2.0 }),
            Distribution::Triangular(Triangular {
                low: 0.0,
                mode: 9.0,
                high: 6.0,
            }),
            Distribution::Table(Table {
                values: vec![1.0, 2.0],
                shares: vec![0.5, 0.6],
            }),
        ];
        for of in bad {
            assert!(Variate::new(&of).is_err(), "{of:?}");
        }
    }
}

//! Mean, spread and t interval of a handful of independent values.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean over replications with its interval. Where there are fewer than two values the interval is missing.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Estimate {
    pub mean: f64,
    /// Standard deviation between replications (n − 1 below the line).
    pub sd: Option<f64>,
    pub n: usize,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl Estimate {
    /// Values are independent and about normal; the interval is mean ± t(n − 1) · sd / √n.
    pub fn of(values: &[f64], level: f64) -> Option<Estimate> {
        let n = values.len();
        if n == 0 {
            return None;
        }
        let mean = values.iter().sum::<f64>() / n as f64;
        if n == 1 {
            return Some(Estimate {
                mean,
                sd: None,
                n,
                low: None,
                high: None,
            });
        }
        let squares: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
        let sd = libm::sqrt(squares / (n - 1) as f64);
        let half = t_quantile(0.5 + level / 2.0, n - 1) * sd / libm::sqrt(n as f64);
        Some(Estimate {
            mean,
            sd: Some(sd),
            n,
            low: Some(mean - half),
            high: Some(mean + half),
        })
    }

    /// Standard error of the mean.
    pub fn standard_error(&self) -> Option<f64> {
        self.sd.map(|sd| sd / libm::sqrt(self.n as f64))
    }

    /// The interval lies wholly on one side of zero, or every value is the same and not zero.
    pub fn is_clear(&self) -> bool {
        matches!((self.low, self.high), (Some(low), Some(high)) if low > 0.0 || high < 0.0)
    }
}

/// Quantile of Student's t with so many degrees of freedom (at least one).
pub fn t_quantile(p: f64, degrees: usize) -> f64 {
    StudentsT::new(0.0, 1.0, degrees as f64)
        .expect("degrees of freedom are at least one, so the distribution exists")
        .inverse_cdf(p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Key, sample};

    #[test]
    fn t_quantiles_agree_with_printed_tables() {
        // Upper 2.5 % points, Fisher and Yates.
        for (df, t) in [
            (1, 12.7062),
            (2, 4.30265),
            (4, 2.77645),
            (9, 2.26216),
            (19, 2.09302),
            (120, 1.97993),
        ] {
            let got = t_quantile(0.975, df);
            assert!((got - t).abs() < 5e-5 * t, "df {df}: {got} is not {t}");
        }
    }

    #[test]
    fn hand_worked_interval() {
        // 2, 4, 6: mean 4, sd 2, t(2) = 4.30265, half width 4.30265 · 2 / √3 = 4.96827.
        let e = Estimate::of(&[2.0, 4.0, 6.0], 0.95).unwrap();
        assert_eq!((e.mean, e.sd, e.n), (4.0, Some(2.0), 3));
        assert!((e.low.unwrap() - (4.0 - 4.968_27)).abs() < 1e-4 && (e.high.unwrap() - 8.968_27).abs() < 1e-4);
        assert!(!e.is_clear());
        assert!(Estimate::of(&[5.0, 5.1, 4.9], 0.95).unwrap().is_clear());
    }

    #[test]
    fn one_value_has_no_interval_and_none_has_no_mean() {
        assert_eq!(Estimate::of(&[3.0], 0.95).unwrap().low, None);
        assert_eq!(Estimate::of(&[], 0.95), None);
    }

    #[test]
    fn intervals_cover_at_their_level() {
        // 4,000 sets of ten normal values: the share of 95 % intervals that hold the mean lies within four standard
        // errors (4 · √(0.95 · 0.05 / 4000) = 0.0138) of 0.95.
        let sets = 4_000u64;
        let mut held = 0;
        for set in 0..sets {
            let values: Vec<f64> = (0..10)
                .map(|i| 7.0 + 3.0 * sample::normal(Key::root(1, set).with(i).uniform()))
                .collect();
            let e = Estimate::of(&values, 0.95).unwrap();
            held += u64::from(e.low.unwrap() <= 7.0 && 7.0 <= e.high.unwrap());
        }
        let share = held as f64 / sets as f64;
        assert!((share - 0.95).abs() < 0.0138, "coverage {share}");
    }
}

//! A distribution is one: exactly one way of stating it, and every parameter possible. Told at the field that is wrong;
//! what only the parameters together can say is told at the distribution.

use super::Rules;
use crate::model::pathway::distribution::{Distribution, Table};
use crate::model::pathway::variate::Variate;

/// One way of stating a distribution: two fields with their values.
type Pair = [(&'static str, Option<f64>); 2];

impl Rules<'_, '_, '_> {
    /// True when it can be drawn from.
    pub(super) fn distribution(&mut self, path: &str, of: &Distribution) -> bool {
        let before = self.check.problems.len();
        match of {
            Distribution::Fixed(d) => self.at_least_0(&format!("{path}.fixed.value"), d.value),
            Distribution::Exponential(d) => self.above_0(&format!("{path}.exponential.mean"), d.mean),
            Distribution::Lognormal(d) => {
                let path = format!("{path}.lognormal");
                let pairs = [
                    [("mean", d.mean), ("sd", d.sd)],
                    [("log_mean", d.log_mean), ("log_sd", d.log_sd)],
                ];
                self.one_pair(&path, pairs);
                if let Some(x) = d.log_mean {
                    let right = x.abs() <= 100.0;
                    self.number(&format!("{path}.log_mean"), x, right, "-100 to 100");
                }
                if let Some(x) = d.log_sd {
                    let right = x > 0.0 && x <= 10.0;
                    self.number(&format!("{path}.log_sd"), x, right, "above 0, at most 10");
                }
                self.mean_and_sd(&path, d.mean, d.sd);
            }
            Distribution::Gamma(d) => {
                let path = format!("{path}.gamma");
                let pairs = [
                    [("mean", d.mean), ("sd", d.sd)],
                    [("shape", d.shape), ("scale", d.scale)],
                ];
                self.one_pair(&path, pairs);
                self.mean_and_sd(&path, d.mean, d.sd);
                self.shape_and_scale(&path, (d.shape, d.scale), (0.001, 1e6));
            }
            Distribution::Weibull(d) => {
                let path = format!("{path}.weibull");
                let pairs = [
                    [("mean", d.mean), ("sd", d.sd)],
                    [("shape", d.shape), ("scale", d.scale)],
                ];
                self.one_pair(&path, pairs);
                self.mean_and_sd(&path, d.mean, d.sd);
                self.shape_and_scale(&path, (d.shape, d.scale), (0.1, 100.0));
            }
            Distribution::Normal(d) => {
                self.above_0(&format!("{path}.normal.sd"), d.sd);
                self.at_least_0(&format!("{path}.normal.minimum"), d.minimum);
                if d.sd > 0.0 {
                    let least = d.minimum - 8.0 * d.sd;
                    let allowed = format!("at least {least}: no more than 8 sd below the minimum");
                    self.number(&format!("{path}.normal.mean"), d.mean, d.mean >= least, &allowed);
                }
            }
            Distribution::Uniform(d) => self.low_and_high(&format!("{path}.uniform"), d.low, d.high),
            Distribution::Triangular(d) => {
                let path = format!("{path}.triangular");
                self.low_and_high(&path, d.low, d.high);
                let allowed = format!("{} to {}, from low to high", d.low, d.high);
                if d.low < d.high {
                    let right = (d.low..=d.high).contains(&d.mode);
                    self.number(&format!("{path}.mode"), d.mode, right, &allowed);
                }
            }
            Distribution::Table(d) => self.table(&format!("{path}.table"), d),
        }
        if self.check.problems.len() == before
            && let Err(reason) = Variate::new(of)
        {
            let (allowed, found) = reason.rsplit_once(", found ").unwrap_or((&reason, "no distribution"));
            self.report(path, found, allowed);
        }
        self.check.problems.len() == before
    }

    /// The same, with a mean above 0.
    pub(super) fn positive(&mut self, path: &str, of: &Distribution) {
        if self.distribution(path, of)
            && let Ok(variate) = Variate::new(of)
            && variate.mean() <= 0.0
        {
            self.report(path, "times that are all 0", "a mean above 0");
        }
    }

    fn above_0(&mut self, path: &str, x: f64) {
        self.number(path, x, x > 0.0, "a number above 0");
    }
    fn at_least_0(&mut self, path: &str, x: f64) {
        self.number(path, x, x >= 0.0, "at least 0");
    }

    fn one_pair(&mut self, path: &str, pairs: [Pair; 2]) {
        let given = |pair: &Pair| pair.iter().filter(|(_, x)| x.is_some()).count();
        if [given(&pairs[0]), given(&pairs[1])] == [2, 0] || [given(&pairs[0]), given(&pairs[1])] == [0, 2] {
            return;
        }
        let names: Vec<&str> = (pairs.iter().flatten())
            .filter(|(_, x)| x.is_some())
            .map(|(name, _)| *name)
            .collect();
        let found = match names.as_slice() {
            [] => "neither".to_owned(),
            [one] => format!("{one} alone"),
            several => several.join(", "),
        };
        let [[(a, _), (b, _)], [c, d]] = pairs;
        let allowed = format!("{a} and {b}, or {} and {}, not parts of both", c.0, d.0);
        self.report(path, found, allowed);
    }

    fn mean_and_sd(&mut self, path: &str, mean: Option<f64>, sd: Option<f64>) {
        for (name, value) in [("mean", mean), ("sd", sd)] {
            if let Some(x) = value {
                self.above_0(&format!("{path}.{name}"), x);
            }
        }
    }

    fn shape_and_scale(&mut self, path: &str, (shape, scale): (Option<f64>, Option<f64>), (least, most): (f64, f64)) {
        if let Some(x) = shape {
            let right = (least..=most).contains(&x);
            self.number(&format!("{path}.shape"), x, right, &format!("{least} to {most}"));
        }
        if let Some(x) = scale {
            self.above_0(&format!("{path}.scale"), x);
        }
    }

    fn low_and_high(&mut self, path: &str, low: f64, high: f64) {
        self.at_least_0(&format!("{path}.low"), low);
        let allowed = format!("above low ({low})");
        self.number(&format!("{path}.high"), high, high > low, &allowed);
    }

    fn table(&mut self, path: &str, d: &Table) {
        self.paired(path, "values", (d.values.len(), &d.shares));
        for (i, x) in d.values.iter().enumerate() {
            self.at_least_0(&format!("{path}.values[{i}]"), *x);
        }
    }

    /// A list with a share for each entry.
    pub(super) fn paired(&mut self, path: &str, what: &str, (many, shares): (usize, &[f64])) {
        if many == 0 || many != shares.len() {
            let found = format!("{many} {what} and {} shares", shares.len());
            self.report(path, found, format!("as many shares as {what}, at least one"));
            return;
        }
        let mut whole = true;
        for (i, share) in shares.iter().enumerate() {
            let right = (0.0..=1.0).contains(share);
            whole &= self.number(&format!("{path}.shares[{i}]"), *share, right, "a share from 0 to 1");
        }
        if whole {
            let path = format!("{path}.shares");
            self.check.sums_to_one(&path, "shares", shares.iter().sum());
        }
    }
}

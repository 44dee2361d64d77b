//! Growth from a given start: a birth–death chain before it has settled, or that never does.

use libm::{exp, log};

/// A birth–death chain over 0 … `last`, large enough that its end is not reached.
pub struct Growth<U, D> {
    /// Rate up from n, and down from n.
    pub up: U,
    pub down: D,
    pub last: usize,
}

/// Means of the number present.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Means {
    /// At the end of the time.
    pub at_end: f64,
    /// Averaged over the time.
    pub over: f64,
}

impl<U: Fn(usize) -> f64, D: Fn(usize) -> f64> Growth<U, D> {
    /// Mean of `value`(number present) at `time` and averaged until then, from `start` present at nought.
    ///
    /// Kolmogorov's forward equations by uniformisation: with Λ above every rate out, p(t) = Σ Poisson(k; Λt) p₀ Pᵏ, and
    /// ∫₀ᵗ p = Σ P(Poisson(Λt) > k) p₀ Pᵏ / Λ. Source: Jensen (1953); Grassmann, *Computers & Operations Research* 4
    /// (1977) 47–53.
    pub fn mean(&self, start: usize, time: f64, value: impl Fn(usize) -> f64) -> Means {
        let n = self.last + 1;
        let up: Vec<f64> = (0..n).map(|i| if i < self.last { (self.up)(i) } else { 0.0 }).collect();
        let down: Vec<f64> = (0..n).map(|i| if i > 0 { (self.down)(i) } else { 0.0 }).collect();
        let top = (0..n).map(|i| up[i] + down[i]).fold(0.0, f64::max);
        let values: Vec<f64> = (0..n).map(value).collect();
        let steps = top * time;
        let mut p = vec![0.0; n];
        p[start] = 1.0;
        let (mut at_end, mut over, mut beyond) = (0.0, 0.0, 1.0);
        // ln of the Poisson weight, since exp(−steps) may leave the range of numbers.
        let mut weight = -steps;
        for k in 0.. {
            let mean: f64 = p.iter().zip(&values).map(|(p, v)| p * v).sum();
            let share = exp(weight);
            beyond -= share;
            at_end += share * mean;
            over += beyond.max(0.0) * mean;
            if k as f64 > steps && (share < 1e-16 || beyond <= 0.0) {
                break;
            }
            weight += log(steps) - log((k + 1) as f64);
            let mut next = vec![0.0; n];
            for i in 0..n {
                let share = p[i];
                if share > 0.0 {
                    next[i] += share * (1.0 - (up[i] + down[i]) / top);
                    if i < self.last {
                        next[i + 1] += share * up[i] / top;
                    }
                    if i > 0 {
                        next[i - 1] += share * down[i] / top;
                    }
                }
            }
            p = next;
        }
        assert!(
            p[self.last] < 1e-9,
            "the chain was cut at {} and reaches there",
            self.last
        );
        Means {
            at_end,
            over: over / steps,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn births_alone_and_immigration_with_deaths_have_closed_forms() {
        // Poisson births at rate 3: mean 3t, averaged 3t/2.
        let births = Growth {
            up: |_| 3.0,
            down: |_| 0.0,
            last: 200,
        };
        let means = births.mean(0, 20.0, |n| n as f64);
        assert!(
            (means.at_end - 60.0).abs() < 1e-8 && (means.over - 30.0).abs() < 1e-8,
            "{means:?}"
        );
        // M/M/∞ from 10 present: 5 + 5 e^−t.
        let servers = Growth {
            up: |_| 5.0,
            down: |n| n as f64,
            last: 80,
        };
        let means = servers.mean(10, 2.0, |n| n as f64);
        assert!((means.at_end - (5.0 + 5.0 * exp(-2.0))).abs() < 1e-9);
        assert!((means.over - (5.0 + 5.0 * (1.0 - exp(-2.0)) / 2.0)).abs() < 1e-9);
    }

    #[test]
    fn an_overloaded_queue_grows_by_what_it_cannot_serve() {
        let queue = Growth {
            up: |_| 1.5,
            down: |_| 1.0,
            last: 800,
        };
        let (early, late) = (queue.mean(0, 400.0, |n| n as f64), queue.mean(0, 600.0, |n| n as f64));
        assert!((late.at_end - early.at_end - 100.0).abs() < 1e-6);
        // Far out it lies above (λ − μ) t by ρ/(ρ − 1)… − the idle time lost: E idle = 1/(λ − μ) = 2, so 0.5 t + 2.
        assert!((late.at_end - 302.0).abs() < 1e-6, "{late:?}");
    }

    #[test]
    fn a_queue_in_equilibrium_is_reached() {
        let queue = Growth {
            up: |_| 0.5,
            down: |_| 1.0,
            last: 100,
        };
        assert!((queue.mean(0, 400.0, |n| n as f64).at_end - 1.0).abs() < 1e-9);
    }
}

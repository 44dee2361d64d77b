//! A free server for everyone: M/G/∞ and M(t)/G/∞. The number present is Poisson with mean ∫ rate(t − u) P(stay > u) du,
//! so what counts of the shape of stay is its tail, seen through the rhythm of arrivals.
//!
//! Source: Eick, Massey and Whitt, *The physics of the M(t)/G/∞ queue*, Operations Research 41 (1993) 731–742.

use libm::{cos, sin};
use std::f64::consts::PI;

/// M/G/∞ in the long run: mean (and variance) of the number present, for any shape of stay.
pub fn present(arrivals: f64, mean: f64) -> f64 {
    arrivals * mean
}

/// A rate that rises and falls: rate(t) = `arrivals` × (1 + `amplitude` sin(2π t / `period`)), t from its rising zero.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Wave {
    pub arrivals: f64,
    /// Share of the average, 0 to 1.
    pub amplitude: f64,
    pub period: f64,
}

impl Wave {
    /// 2π / period.
    pub fn frequency(&self) -> f64 {
        2.0 * PI / self.period
    }

    /// Mean number present at t, long after the beginning: `mean` stay, `wave` = (E cos ωS, E sin ωS) of the stay S at
    /// ω = [`Wave::frequency`] (see [`super::stay::Stay::wave`]).
    ///
    /// m(t) = λ E S + (λ α / ω) (E sin ωS · sin ωt − (1 − E cos ωS) cos ωt). Source: Eick, Massey and Whitt, *M(t)/G/∞
    /// queues with sinusoidal arrival rates*, Management Science 39 (1993) 241–252, theorem 4.1.
    pub fn present(&self, mean: f64, (c, s): (f64, f64), t: f64) -> f64 {
        let w = self.frequency();
        self.arrivals * mean + self.arrivals * self.amplitude / w * (s * sin(w * t) - (1.0 - c) * cos(w * t))
    }

    /// The same averaged over t in [from, to].
    pub fn present_over(&self, mean: f64, (c, s): (f64, f64), from: f64, to: f64) -> f64 {
        let w = self.frequency();
        // ∫ sin = (cos from − cos to) / ω, ∫ cos = (sin to − sin from) / ω.
        let sines = (cos(w * from) - cos(w * to)) / w;
        let cosines = (sin(w * to) - sin(w * from)) / w;
        self.arrivals * mean + self.arrivals * self.amplitude / w * (s * sines - (1.0 - c) * cosines) / (to - from)
    }
}

/// Mean number present averaged over slot `slot` of a cycle: the rate is constant within each of equal slots of length
/// `length` and the slots repeat. `twice(x)` is ∫₀ˣ (x − u) P(stay > u) du (see [`super::stay::Stay::twice_integrated`]).
///
/// A slot d before contributes rate × (T(d + 1) − 2 T(d) + T(d − 1)) / length, T(d) = `twice`(d × length): the tail of the
/// stay, integrated over both slots. Terms are summed until those of a whole cycle are below 10⁻¹³ of the sum.
pub fn present_in_slot(rates: &[f64], length: f64, twice: impl Fn(f64) -> f64, slot: usize) -> f64 {
    let t = |d: i64| if d <= 0 { 0.0 } else { twice(d as f64 * length) };
    let cycle = rates.len() as i64;
    let mut sum = 0.0;
    for round in 0.. {
        let from = round * cycle;
        let before = sum;
        for d in from..from + cycle {
            let rate = rates[(slot as i64 - d).rem_euclid(cycle) as usize];
            sum += rate * (t(d + 1) - 2.0 * t(d) + t(d - 1)) / length;
        }
        if sum - before <= 1e-13 * sum {
            break;
        }
    }
    sum
}

/// Mean number present averaged over [from, to] when the rate is `low` until 0, rises evenly to `high` at `top` and stays
/// there; `once(x)` is ∫₀ˣ P(stay > u) du, `mean` its limit. By Simpson's rule.
///
/// By parts, m(t) = ∫ rate(t − u) P(stay > u) du = low × mean + slope × ∫ over the ramp until t of once(t − s) ds.
pub fn present_on_ramp(low: f64, high: f64, top: f64, mean: f64, once: impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    let slope = (high - low) / top;
    let at = |t: f64| low * mean + slope * simpson(0.0, t.clamp(0.0, top), 200, |s| once(t - s));
    simpson(from, to, 2_000, at) / (to - from)
}

/// ∫ f over [from, to] by Simpson's rule.
fn simpson(from: f64, to: f64, panels: usize, f: impl Fn(f64) -> f64) -> f64 {
    let h = (to - from) / panels as f64;
    let mut sum = f(from) + f(to);
    for i in 1..panels {
        sum += f(from + h * i as f64) * if i % 2 == 1 { 4.0 } else { 2.0 };
    }
    sum * h / 3.0
}

#[cfg(test)]
mod tests {
    use super::super::stay::Stay;
    use super::*;
    use crate::model::pathway::distribution::{Distribution, Exponential, Fixed};

    fn near(got: f64, expected: f64, within: f64) {
        assert!((got - expected).abs() <= within, "{got} is not {expected} ± {within}");
    }

    const DAY: Wave = Wave {
        arrivals: 10.0,
        amplitude: 0.6,
        period: 24.0,
    };

    #[test]
    fn exponential_stays_lag_by_the_arc_tangent() {
        // m(t) = λ m (1 + α cos φ sin(ωt − φ)), tan φ = ω m: the printed form for exponential service.
        let mean = 5.0;
        let w = DAY.frequency();
        let phase = libm::atan(w * mean);
        let stay = Stay::of(&Distribution::Exponential(Exponential { mean }));
        for t in [0.0, 3.0, 11.5, 20.0] {
            let expected = 50.0 * (1.0 + 0.6 * cos(phase) * sin(w * t - phase));
            near(DAY.present(mean, stay.wave(w), t), expected, 1e-9);
        }
    }

    #[test]
    fn a_fixed_stay_of_a_whole_period_sees_no_wave_and_a_short_one_sees_the_rate() {
        let present = |value: f64, t: f64| {
            let stay = Stay::of(&Distribution::Fixed(Fixed { value }));
            DAY.present(value, stay.wave(DAY.frequency()), t)
        };
        near(present(24.0, 7.0), 240.0, 1e-9);
        near(present(1e-3, 6.0), 1e-3 * 16.0, 1e-5);
        // Averages over small parts make the whole.
        let stay = Stay::of(&Distribution::Fixed(Fixed { value: 7.0 }));
        let wave = stay.wave(DAY.frequency());
        let parts: f64 = (0..24)
            .map(|h| DAY.present_over(7.0, wave, f64::from(h), f64::from(h + 1)))
            .sum();
        near(parts / 24.0, 70.0, 1e-9);
        near(
            DAY.present_over(7.0, wave, 5.0, 5.001),
            DAY.present(7.0, wave, 5.0005),
            1e-6,
        );
    }

    #[test]
    fn slots_agree_with_the_sine_they_follow_and_with_a_level_rate() {
        let stay = Stay::of(&Distribution::Exponential(Exponential { mean: 5.0 }));
        let twice = |x: f64| stay.twice_integrated(x);
        near(present_in_slot(&[10.0; 24], 1.0, twice, 3), 50.0, 1e-9);
        // A sine cut into 24 × 40 short slots is the sine.
        let slots = 960;
        let length = 24.0 / slots as f64;
        let rates: Vec<f64> = (0..slots)
            .map(|i| 10.0 * (1.0 + 0.6 * sin(DAY.frequency() * (i as f64 + 0.5) * length)))
            .collect();
        let wave = stay.wave(DAY.frequency());
        let at = 400;
        let expected = DAY.present_over(5.0, wave, at as f64 * length, (at + 1) as f64 * length);
        near(present_in_slot(&rates, length, twice, at), expected, 1e-3);
    }

    #[test]
    fn a_ramp_lags_by_the_mean_residual_stay() {
        // Long into a ramp m(t) = mean × rate(t − E S²/(2 E S)); for exponential stays the lag is the mean.
        let once = |x: f64| 2.0 * (1.0 - libm::exp(-x / 2.0));
        near(
            present_on_ramp(0.0, 100.0, 100.0, 2.0, once, 50.0, 50.1),
            2.0 * (50.05 - 2.0),
            1e-4,
        );
        near(present_on_ramp(30.0, 30.0, 100.0, 2.0, once, 0.0, 10.0), 60.0, 1e-9);
    }
}

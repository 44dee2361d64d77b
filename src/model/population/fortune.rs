//! What sets people of the same age and state apart for life: how readily acute illness befalls them, and how often minor
//! illness and injury do. Both are lognormal with mean 1 at every age; that deaths take the
//! susceptible first is too little to see (`tests/ten_years.rs`).

use crate::engine::{Key, sample};
use crate::model::address::{For, Purpose};
use crate::model::settings::Settings;

/// Classes of equal size by inclination, for what is reckoned beforehand.
pub const CLASSES: usize = 5;

/// Spread of the two.
#[derive(Clone, Copy, Debug)]
pub struct Fortune {
    susceptibility: f64,
    inclination: f64,
}

impl Fortune {
    pub fn new(settings: &Settings) -> Fortune {
        let p = |path: &str| settings.parameters.get(path);
        Fortune {
            susceptibility: p("population.susceptibility.sigma"),
            inclination: p("population.inclination.sigma"),
        }
    }

    pub fn susceptibility(&self, key: Key) -> f32 {
        spread(key.of(Purpose::Susceptibility), self.susceptibility) as f32
    }

    pub fn inclination(&self, key: Key) -> f32 {
        spread(key.of(Purpose::Inclination), self.inclination) as f32
    }

    /// Mean inclination of each class, the least inclined first: of a lognormal X with mean 1 the part of the mean that
    /// falls between the quantiles a and b is Φ(z(b) − σ) − Φ(z(a) − σ).
    pub fn inclinations(&self) -> [f64; CLASSES] {
        let upto = |quantile: usize| match quantile {
            0 => 0.0,
            CLASSES => 1.0,
            q => below(sample::normal(q as f64 / CLASSES as f64) - self.inclination),
        };
        std::array::from_fn(|class| (upto(class + 1) - upto(class)) * CLASSES as f64)
    }
}

/// Chance that a standard normal number lies below x.
fn below(x: f64) -> f64 {
    libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2) / 2.0
}

/// Lognormal with mean 1.
fn spread(luck: Key, sigma: f64) -> f64 {
    sample::lognormal(luck.uniform(), libm::exp(-sigma * sigma / 2.0), sigma)
}

//! Capacity of services: what several acts make of it together.
//!
//! capacity of a service = planned capacity · Π of the factors that stand
//!
//! A ward that closes, an investment, a round of saving and a dated change of the plan each hold their own factor, so that
//! none undoes another. One factor alone is passed on as it is.

use crate::model::lever::{Lever, LeverChange};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Factors by service and by what set them.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Capacities(BTreeMap<String, BTreeMap<String, f64>>);

impl Capacities {
    /// An act sets its factor of a service; returns the lever, with all factors in it.
    pub fn set(&mut self, service: &str, act: &str, factor: f64) -> LeverChange {
        let factors = self.0.entry(service.to_string()).or_default();
        factors.insert(act.to_string(), factor);
        let (low, high) = Lever::Capacity.bounds();
        LeverChange {
            lever: Lever::Capacity,
            service: Some(service.to_string()),
            neighbourhood: None,
            to: factors
                .values()
                .fold(Lever::Capacity.neutral(), |product, factor| product * factor)
                .clamp(low, high),
        }
    }

    /// The factor that an act has set, 1 where it set none.
    pub fn of(&self, service: &str, act: &str) -> f64 {
        let own = self.0.get(service).and_then(|factors| factors.get(act));
        own.copied().unwrap_or(Lever::Capacity.neutral())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_act_does_not_undo_another() {
        let mut capacities = Capacities::default();
        assert_eq!(capacities.set("beds", "plan", 0.7).to, 0.7, "alone it is what was said");
        assert!((capacities.set("beds", "wards", 0.5).to - 0.35).abs() < 1e-12);
        assert!((capacities.set("beds", "plan", 1.0).to - 0.5).abs() < 1e-12);
        assert_eq!(
            (capacities.of("beds", "wards"), capacities.of("list", "wards")),
            (0.5, 1.0)
        );
    }
}

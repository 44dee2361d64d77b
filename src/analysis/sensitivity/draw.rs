//! Where a parameter stands in a run: at its shipped value, or at a quantile of its own distribution.

use crate::analysis::calibration::set;
use crate::engine::sample;
use crate::model::parameter::{Parameter, Spread};
use crate::scenario::Plan;

/// One paired run that is wanted.
#[derive(Clone, PartialEq, Debug)]
pub struct Trial {
    /// Its people and luck.
    pub stream: u32,
    /// Quantile (0 is low, 1 is high) of each parameter; nothing is the shipped value.
    pub at: Vec<Option<f64>>,
}

/// Quantile of the standard normal at which a lognormal parameter's low and high stand: its central 95 %.
const LOGNORMAL_ENDS: f64 = 1.959_964;

/// The value at a quantile of a parameter's distribution, never outside its range. Triangular: from low to high with the
/// shipped value as mode.
pub fn value(parameter: &Parameter, u: f64) -> f64 {
    let low = parameter.low.min(parameter.value);
    let high = parameter.high.max(parameter.value);
    if u <= 0.0 || u >= 1.0 {
        return if u <= 0.0 { low } else { high };
    }
    let value = match parameter.distribution {
        Spread::Fixed => parameter.value,
        Spread::Uniform => sample::uniform(u, low, high),
        Spread::Triangular => sample::triangular(u, low, parameter.value, high),
        Spread::Lognormal => {
            let sigma = libm::log(high / low) / (2.0 * LOGNORMAL_ENDS);
            sample::lognormal(u, libm::sqrt(low * high), sigma)
        }
    };
    value.clamp(low, high)
}

/// The plan with its parameters as a trial wants them.
pub fn plan(plan: &Plan, parameters: &[Parameter], trial: &Trial) -> Plan {
    let mut plan = plan.clone();
    for (parameter, at) in parameters.iter().zip(&trial.at) {
        if let Some(u) = at {
            set(&mut plan, &parameter.path, value(parameter, *u));
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parameter::{Grade, Role};

    fn parameter(path: &str, distribution: Spread) -> Parameter {
        Parameter {
            path: path.into(),
            value: 2.0,
            unit: "share".into(),
            low: 1.0,
            high: 4.0,
            distribution,
            source: "OWN".into(),
            grade: Grade::ShapeAssumed,
            role: Role::Assumed,
            note: String::new(),
        }
    }

    #[test]
    fn quantiles_of_each_distribution() {
        for spread in [Spread::Uniform, Spread::Triangular, Spread::Lognormal] {
            let p = parameter("a", spread);
            assert_eq!((value(&p, 0.0), value(&p, 1.0)), (1.0, 4.0), "{spread:?}");
        }
        assert_eq!(value(&parameter("a", Spread::Uniform), 0.5), 2.5);
        // A third of a triangle with its mode at a third of its range lies below the mode.
        assert!((value(&parameter("a", Spread::Triangular), 1.0 / 3.0) - 2.0).abs() < 1e-12);
        assert!(
            (value(&parameter("a", Spread::Lognormal), 0.5) - 2.0).abs() < 1e-9,
            "the median is √(1 · 4)"
        );
    }
}

//! How well a design does: over replications of the same study with other people and luck, set against the truth.
//!
//! The truth is that of all replications together (events and months of all people enrolled, or of all treated places, with
//! the change and without it), so that luck of single people does not move it. Bias is the mean estimate less the truth, in
//! points of per cent, with a t interval over replications; error is the root of the mean squared distance; coverage the
//! share of the nominal 95 % intervals that hold the truth.

use super::{Balance, Coefficient, DESIGNS, Detail, Level, Reading, Truth, percent};
use crate::analysis::{Estimate, LEVEL};

/// One design and outcome over all replications.
#[derive(Clone, PartialEq, Debug)]
pub struct Performance {
    /// By place in the catalogues.
    pub design: usize,
    pub outcome: usize,
    pub level: Level,
    pub replications: usize,
    /// Estimates in per cent over replications; nothing where none could be made.
    pub estimate: Option<Estimate>,
    /// Mean ends of the intervals.
    pub interval: Option<[f64; 2]>,
    pub truth: Option<f64>,
    pub bias: Option<Estimate>,
    pub error: Option<f64>,
    pub coverage: Option<f64>,
    /// Share of the intervals that hold nought.
    pub holds_nought: Option<f64>,
    /// Mean number of people or places that were compared.
    pub size: f64,
    /// Means over replications.
    pub detail: Detail,
}

/// Every design and outcome that was read, in the order of the first replication.
pub fn performances(readings: &[Reading]) -> Vec<Performance> {
    let mut asked: Vec<(usize, usize)> = Vec::new();
    for reading in readings {
        let pair = (reading.outcome, reading.design);
        if !asked.contains(&pair) {
            asked.push(pair);
        }
    }
    asked
        .into_iter()
        .map(|(outcome, design)| one(readings, outcome, design))
        .collect()
}

fn one(readings: &[Reading], outcome: usize, design: usize) -> Performance {
    let of: Vec<&Reading> = (readings.iter())
        .filter(|reading| (reading.outcome, reading.design) == (outcome, design))
        .collect();
    let mut all = Truth::default();
    of.iter().for_each(|reading| all.add(&reading.truth));
    let truth = all.percent();
    let found: Vec<_> = of.iter().filter_map(|reading| reading.found.as_ref()).collect();
    let logs: Vec<[f64; 3]> = found.iter().map(|found| found.log.map(percent)).collect();
    let n = logs.len() as f64;
    let share = |holds: &dyn Fn(&[f64; 3]) -> bool| {
        (!logs.is_empty()).then(|| logs.iter().filter(|log| holds(log)).count() as f64 / n)
    };
    let mean = |i: usize| logs.iter().map(|log| log[i]).sum::<f64>() / n;
    let estimates: Vec<f64> = logs.iter().map(|log| log[0]).collect();
    let away = |truth: f64| estimates.iter().map(|x| x - truth).collect::<Vec<f64>>();
    let details: Vec<&Detail> = found.iter().map(|found| &found.detail).collect();
    Performance {
        design,
        outcome,
        level: DESIGNS[design].level,
        replications: of.len(),
        estimate: Estimate::of(&estimates, LEVEL),
        interval: (!logs.is_empty()).then(|| [mean(1), mean(2)]),
        truth,
        bias: truth.and_then(|truth| Estimate::of(&away(truth), LEVEL)),
        error: truth.filter(|_| !logs.is_empty()).map(|truth| {
            let squares: f64 = away(truth).iter().map(|x| x * x).sum();
            libm::sqrt(squares / n)
        }),
        coverage: truth.and_then(|truth| share(&|log| (log[1]..=log[2]).contains(&truth))),
        holds_nought: share(&|log| (log[1]..=log[2]).contains(&0.0)),
        // Adding zero turns −0 into 0.
        size: found.iter().map(|found| found.size as f64).sum::<f64>() / n.max(1.0) + 0.0,
        detail: mean_detail(&details),
    }
}

fn mean_detail(details: &[&Detail]) -> Detail {
    let Some(first) = details.first() else {
        return Detail::default();
    };
    let n = details.len() as f64;
    let mean = |of: &dyn Fn(&Detail) -> f64| details.iter().map(|detail| of(detail)).sum::<f64>() / n;
    let balance = first.balance.iter().enumerate().map(|(i, row)| Balance {
        covariate: row.covariate.clone(),
        before: mean(&|detail| detail.balance[i].before),
        after: mean(&|detail| detail.balance[i].after),
    });
    // A period in which nothing happened may be missing in some replication: those with all of them are averaged.
    let whole: Vec<&&Detail> = (details.iter())
        .filter(|detail| detail.coefficients.len() == first.coefficients.len())
        .collect();
    let coefficients = first.coefficients.iter().enumerate().map(|(i, row)| Coefficient {
        month: row.month,
        percent: std::array::from_fn(|k| {
            whole
                .iter()
                .map(|detail| detail.coefficients[i].percent[k])
                .sum::<f64>()
                / whole.len() as f64
        }),
    });
    Detail {
        balance: balance.collect(),
        coefficients: coefficients.collect(),
        weights: (0..first.weights.len())
            .map(|i| mean(&|detail| detail.weights[i]))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Found;
    use super::*;

    #[test]
    fn bias_error_and_coverage_worked_by_hand() {
        let reading = |replication: u32, log: [f64; 3], with: f64, without: f64| Reading {
            replication,
            design: 0,
            outcome: 0,
            found: Some(Found {
                log: log.map(|percent| libm::log1p(percent / 100.0)),
                size: 50,
                detail: Detail::default(),
            }),
            truth: Truth {
                with: [with, 100.0],
                without: [without, 100.0],
            },
        };
        // Truth of both together: 90 events with, 100 without, −10 %.
        let readings = [
            reading(1, [-30.0, -40.0, -20.0], 40.0, 60.0),
            reading(2, [-10.0, -25.0, 5.0], 50.0, 40.0),
        ];
        let found = performances(&readings).remove(0);
        assert!((found.truth.unwrap() + 10.0).abs() < 1e-9);
        assert!((found.estimate.unwrap().mean + 20.0).abs() < 1e-9);
        assert!((found.bias.unwrap().mean + 10.0).abs() < 1e-9);
        // √((20² + 0²) / 2)
        assert!((found.error.unwrap() - 200.0f64.sqrt()).abs() < 1e-9);
        assert_eq!(
            (found.coverage, found.holds_nought, found.size),
            (Some(0.5), Some(0.5), 50.0)
        );
        let none = Reading {
            found: None,
            truth: Truth::default(),
            ..readings[0].clone()
        };
        let found = performances(&[none]).remove(0);
        assert_eq!((found.truth, found.estimate, found.coverage), (None, None, None));
    }
}

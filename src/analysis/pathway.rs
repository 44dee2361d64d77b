//! What the replications of pathways say together: each network by itself, paired differences, and how many beds it would
//! take.

use super::{Estimate, LEVEL};
use crate::experiment::pathway::Outcome;
use crate::measure::pathway::Line;

/// One line of one network.
#[derive(Clone, PartialEq, Debug)]
pub struct Summary {
    pub arm: usize,
    pub line: Line,
    pub estimate: Estimate,
}

/// One line of an alternative less the base, paired by replication.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    pub alternative: usize,
    pub line: Line,
    pub estimate: Estimate,
    /// Mean of the base in the same replications.
    pub base: f64,
}

impl Difference {
    /// As a percentage of the mean of the base; nothing where that is zero.
    pub fn percent(&self) -> Option<f64> {
        (self.base != 0.0).then(|| 100.0 * self.estimate.mean / self.base.abs())
    }
}

/// How often one service holds so many patients.
#[derive(Clone, PartialEq, Debug)]
pub struct Beds {
    pub arm: usize,
    pub service: String,
    /// Occupied servers.
    pub beds: u32,
    /// Share of the time with exactly so many occupied.
    pub share: Estimate,
    /// P(delay) with so many beds: the share of time with exactly so many occupied over that with at most so many. At a
    /// service without bound and random arrivals this is Erlang's loss formula for any shape of stay: the share of
    /// patients who would find all beds taken if those who do were cared for elsewhere.
    pub p_delay: Estimate,
}

/// Means, spreads and intervals of every line of every network.
pub fn summaries(outcome: &Outcome) -> Vec<Summary> {
    let mut found = Vec::new();
    for (arm, of) in outcome.arms.iter().enumerate() {
        for (at, line) in of.lines.iter().enumerate() {
            let values: Vec<f64> = outcome.replications.iter().filter_map(|r| r[arm].values[at]).collect();
            if let Some(estimate) = Estimate::of(&values, LEVEL) {
                let line = line.clone();
                found.push(Summary { arm, line, estimate });
            }
        }
    }
    found
}

/// One estimate by names; `class` and `service` may be empty for the whole.
pub fn estimate(outcome: &Outcome, arm: usize, measure: &str, class: &str, service: &str) -> Option<Estimate> {
    let line = outcome.line(arm, measure, class, service, None)?;
    Estimate::of(&outcome.values(arm, line), LEVEL)
}

/// The paired difference of one line, given its place in the base's and the alternative's lists.
fn paired(outcome: &Outcome, alternative: usize, here: usize, there: usize) -> Option<Difference> {
    let pairs: Vec<(f64, f64)> = (outcome.replications.iter())
        .filter_map(|r| Some((r[0].values[here]?, r[alternative].values[there]?)))
        .collect();
    let gaps: Vec<f64> = pairs.iter().map(|(base, other)| other - base).collect();
    Some(Difference {
        alternative,
        line: outcome.arms[alternative].lines[there].clone(),
        estimate: Estimate::of(&gaps, LEVEL)?,
        base: pairs.iter().map(|(base, _)| base).sum::<f64>() / pairs.len() as f64,
    })
}

fn place(outcome: &Outcome, arm: usize, line: &Line) -> Option<usize> {
    outcome.arms[arm].lines.iter().position(|l| l == line)
}

/// Paired differences of every line that base and alternative both have.
pub fn differences(outcome: &Outcome) -> Vec<Difference> {
    let alternatives = 1..outcome.arms.len();
    let of = |alternative: usize| {
        let lines = outcome.arms[alternative].lines.iter().enumerate();
        lines.filter_map(move |(there, line)| paired(outcome, alternative, place(outcome, 0, line)?, there))
    };
    alternatives.flat_map(of).collect()
}

/// One paired difference by names.
pub fn difference(
    outcome: &Outcome,
    alternative: usize,
    measure: &str,
    class: &str,
    service: &str,
) -> Option<Difference> {
    let line = outcome.line(alternative, measure, class, service, None)?;
    paired(
        outcome,
        alternative,
        place(outcome, 0, line)?,
        place(outcome, alternative, line)?,
    )
}

/// How often each service of a network holds how many, from none to the most ever seen.
pub fn beds(outcome: &Outcome, arm: usize) -> Vec<Beds> {
    let stations = &outcome.arms[arm].network.stations;
    let mut found = Vec::new();
    for (s, station) in stations.iter().enumerate() {
        let most = outcome
            .replications
            .iter()
            .map(|r| r[arm].at_occupied[s].len())
            .max()
            .unwrap_or(0);
        // By replication: shares, and their rising sums.
        let shares: Vec<Vec<f64>> = (outcome.replications.iter())
            .map(|r| {
                let ticks = &r[arm].at_occupied[s];
                let all: u64 = ticks.iter().sum();
                (0..most)
                    .map(|n| ticks.get(n).map_or(0.0, |&t| t as f64 / all.max(1) as f64))
                    .collect()
            })
            .collect();
        for beds in 0..most {
            let share: Vec<f64> = shares.iter().map(|of| of[beds]).collect();
            let loss = |of: &Vec<f64>| {
                let at_most: f64 = of[..=beds].iter().sum();
                // A bed count below any occupancy seen: everybody would be delayed.
                if at_most > 0.0 { of[beds] / at_most } else { 1.0 }
            };
            let p_delay: Vec<f64> = shares.iter().map(loss).collect();
            if let (Some(share), Some(p_delay)) = (Estimate::of(&share, LEVEL), Estimate::of(&p_delay, LEVEL)) {
                found.push(Beds {
                    arm,
                    service: station.id.clone(),
                    beds: beds as u32,
                    share,
                    p_delay,
                });
            }
        }
    }
    found
}

/// The fewest beds with which no more than so large a share would find all taken.
pub fn fewest_beds(beds: &[Beds], service: &str, p_delay: f64) -> Option<u32> {
    let of = || beds.iter().filter(|b| b.service == service);
    let last_above = of().filter(|b| b.p_delay.mean > p_delay).map(|b| b.beds).max();
    let most = of().map(|b| b.beds).max()?;
    let wanted = last_above.map_or(0, |n| n + 1);
    (wanted <= most).then_some(wanted)
}

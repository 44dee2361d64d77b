//! Group screening with mirror pairs.
//!
//! A round has K groups and n pairs of trials, n a power of two above K. In the first trial of a pair each group stands at one
//! end as a row of a Hadamard matrix (Sylvester's) says, in the second at the other end: same people, same luck. The effect of
//! moving group j from its low to its high end is
//!
//! > mean over pairs i of sᵢⱼ · (outcome of the first − outcome of the second of pair i),
//!
//! sᵢⱼ = ±1 the side of group j in the first trial; its variance is the residual variance of the pairs' differences, over n, with
//! n − K degrees of freedom. What a pair has in common drops out, and with it every interaction of two groups (foldover): an
//! effect is the main effect, the mean over the ends of what else moves in the round, the rest at its shipped values (Box and Wilson 1951; Watson 1961, Technometrics 3:371;
//! Dean and Lewis (eds) 2006, *Screening*).
//!
//! Groups are neighbours in order of path. Within a group, each parameter moves in the direction in which it went with the
//! outcome in the draws, which are other people and luck; without that, effects of either sign would cancel in a group. They
//! still can where the draws point the wrong way: a parameter that leaves with its group is *not told apart*, not shown to do
//! nothing. The few with the greatest rank correlation go straight to the last round, in which parameters move alone.

use super::draw::Trial;
use super::rank::{Correlation, FAMILY, holm, two_sided};
use crate::analysis::LEVEL;
use crate::analysis::estimate::t_quantile;
use crate::engine::Key;

/// Quantiles between which groups move: many parameters at the ends of their ranges at once are no likely world.
pub const GROUP_ENDS: [f64; 2] = [0.1, 0.9];
/// Quantiles between which a parameter moves alone: low and high.
pub const ALONE_ENDS: [f64; 2] = [0.0, 1.0];

/// The effect of low to high, with its 95 % interval.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Effect {
    pub estimate: f64,
    pub low: f64,
    pub high: f64,
    pub p: f64,
}

/// One round.
#[derive(Clone, PartialEq, Debug)]
pub struct Round {
    pub pairs: usize,
    /// Members by index, in order.
    pub groups: Vec<Vec<usize>>,
    /// By outcome and group; nothing where a trial has no such outcome.
    pub effects: Vec<Vec<Option<Effect>>>,
    /// Whether a group's effect on the first outcome is told apart from nought, all of the round together.
    pub told: Vec<bool>,
    /// Whether its members go on.
    pub kept: Vec<bool>,
}

/// All rounds; in the last one, parameters move alone.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Screening {
    pub rounds: Vec<Round>,
}

/// Outcomes of a list of trials, in order.
pub type Runs<'a> = dyn FnMut(&[Trial]) -> Vec<Vec<Option<f64>>> + 'a;

/// What to screen with how many runs.
pub struct Design<'a> {
    /// One for each parameter, from draws that share no stream with the screening.
    pub correlations: &'a [Correlation],
    /// Pairs of a group round, a power of two of at least four; the last round has twice as many.
    pub pairs: usize,
    /// Streams from here on are free.
    pub first_stream: u32,
    pub seed: u64,
}

impl Design<'_> {
    /// Screens; `run` is called once a round.
    pub fn screen(&self, run: &mut Runs<'_>) -> Screening {
        let all = self.correlations.len();
        // Half the pairs at least are left for the residual.
        let (groups, last) = (self.pairs / 2, self.pairs);
        let straight = self.straight(if all > last { last / 4 } else { 0 });
        let mut left: Vec<usize> = (0..all).filter(|i| !straight.contains(i)).collect();
        let mut stream = self.first_stream;
        let mut rounds = Vec::new();
        while left.len() + straight.len() > last {
            let mut round = self.round(chunks(&left, groups), self.pairs, stream, rounds.len(), run);
            stream += self.pairs as u32;
            let size = |group: usize| round.effects[0][group].map_or(0.0, |effect| effect.estimate.abs());
            let mut order: Vec<usize> = (0..round.groups.len()).collect();
            order.sort_by(|a, b| size(*b).total_cmp(&size(*a)).then(a.cmp(b)));
            for group in order.into_iter().take((groups / 4).max(1)) {
                round.kept[group] = true;
            }
            left = (round.groups.iter().zip(&round.kept))
                .filter(|(_, kept)| **kept)
                .flat_map(|(group, _)| group.clone())
                .collect();
            rounds.push(round);
        }
        let mut alone: Vec<usize> = left.into_iter().chain(straight).collect();
        alone.sort_unstable();
        let singles = alone.into_iter().map(|i| vec![i]).collect();
        let mut round = self.round(singles, 2 * self.pairs, stream, rounds.len(), run);
        round.kept.fill(true);
        rounds.push(round);
        Screening { rounds }
    }

    /// Those with the greatest rank correlation.
    fn straight(&self, many: usize) -> Vec<usize> {
        let r = |i: usize| self.correlations[i].r.abs();
        let mut order: Vec<usize> = (0..self.correlations.len()).collect();
        order.sort_by(|a, b| r(*b).total_cmp(&r(*a)).then(a.cmp(b)));
        order.truncate(many);
        order
    }

    fn round(&self, groups: Vec<Vec<usize>>, pairs: usize, stream: u32, number: usize, run: &mut Runs<'_>) -> Round {
        let alone = groups.iter().all(|group| group.len() == 1);
        // Columns change sides at random, so that no row of the design has all groups on one side.
        let key = Key::root(self.seed, number as u64).with_name("screening");
        let turned: Vec<bool> = (0..groups.len()).map(|j| key.with(j as u64).uniform() < 0.5).collect();
        let side = |pair: usize, group: usize| (pair & (group + 1)).count_ones() % 2 == u32::from(turned[group]);
        let mut trials = Vec::with_capacity(2 * pairs);
        for pair in 0..pairs {
            for mirrored in [false, true] {
                let mut at = vec![None; self.correlations.len()];
                for (j, group) in groups.iter().enumerate() {
                    let up = side(pair, j) != mirrored;
                    for i in group {
                        at[*i] = Some(if alone {
                            ALONE_ENDS[usize::from(up)]
                        } else {
                            GROUP_ENDS[usize::from(up == (self.correlations[*i].r >= 0.0))]
                        });
                    }
                }
                let stream = stream + pair as u32;
                trials.push(Trial { stream, at });
            }
        }
        let found = run(&trials);
        let outcomes = found.first().map_or(0, Vec::len);
        let effects: Vec<Vec<Option<Effect>>> = (0..outcomes)
            .map(|o| {
                let gaps: Option<Vec<f64>> = (found.chunks_exact(2))
                    .map(|pair| Some(pair[0][o]? - pair[1][o]?))
                    .collect();
                match gaps {
                    Some(gaps) => effects(&gaps, groups.len(), &side).into_iter().map(Some).collect(),
                    None => vec![None; groups.len()],
                }
            })
            .collect();
        let p: Vec<f64> = effects[0].iter().map(|e| e.map_or(1.0, |e| e.p)).collect();
        Round {
            pairs,
            told: holm(&p, FAMILY),
            kept: vec![false; groups.len()],
            groups,
            effects,
        }
    }
}

/// Effects of all groups from the differences of the pairs.
fn effects(gaps: &[f64], groups: usize, side: &dyn Fn(usize, usize) -> bool) -> Vec<Effect> {
    let n = gaps.len();
    let sign = |pair: usize, group: usize| if side(pair, group) { 1.0 } else { -1.0 };
    let means: Vec<f64> = (0..groups)
        .map(|j| (0..n).map(|i| sign(i, j) * gaps[i]).sum::<f64>() / n as f64)
        .collect();
    let residual = |i: usize| gaps[i] - (0..groups).map(|j| sign(i, j) * means[j]).sum::<f64>();
    let degrees = n - groups;
    let variance = (0..n).map(|i| residual(i) * residual(i)).sum::<f64>() / degrees as f64;
    let error = libm::sqrt(variance / n as f64);
    let half = t_quantile(0.5 + LEVEL / 2.0, degrees) * error;
    (means.into_iter())
        .map(|estimate| Effect {
            estimate,
            low: estimate - half,
            high: estimate + half,
            p: two_sided(estimate / error, degrees),
        })
        .collect()
}

/// So many runs of neighbours, as even as can be.
fn chunks(list: &[usize], many: usize) -> Vec<Vec<usize>> {
    let many = many.min(list.len());
    let edge = |k: usize| k * list.len() / many;
    (0..many).map(|k| list[edge(k)..edge(k + 1)].to_vec()).collect()
}

/// Trials of a screening of so many parameters, to tell how long it takes. Parts of groups that are not even may make it a
/// round more or less.
pub fn trials(parameters: usize, pairs: usize) -> usize {
    let correlations = vec![Correlation::default(); parameters];
    let design = Design {
        correlations: &correlations,
        pairs,
        first_stream: 0,
        seed: 0,
    };
    let mut count = 0;
    design.screen(&mut |trials| {
        count += trials.len();
        vec![vec![Some(0.0)]; trials.len()]
    });
    count
}

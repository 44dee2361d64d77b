//! The model beside two rivals over draws of all assumed parameters: who lies closer to what was published.
//!
//! Every figure that is set beside a target is scored ([`super::score`]), in halves of the published interval. A target's
//! score is the mean over its figures, the total the mean over targets, so that each target counts once whatever number of
//! figures is set beside it.
//!
//! The model's draws carry the luck of a pair of runs, and a forecast that is wide by luck alone scores better than a narrow
//! one where both are wrong. So the rivals carry the same luck: rival = what it says + N(0, variance of luck), with the luck
//! that the draws run twice show; where none was, what it says alone.
//!
//! A target that set a parameter is scored and in no total. How far a rival's total lies above the
//! model's is the gain; two doubts are told of it, which are not the same:
//!
//! - **draws**: the totals of samples of draws with replacement, all figures of one draw together (bootstrap percentiles,
//!   Efron 1979, Ann Stat 7:1). It tells whether there are enough draws.
//! - **targets**: the gain with each target left out in turn (jackknife, Quenouille 1956, Biometrika 43:353). It tells which
//!   target decides, and how it may go with other targets; those there are were not drawn from anything.

use super::score::skill;
use super::target::{Part, Target};
use crate::analysis::quantile::quantile;
use crate::engine::{Key, sample};

/// Samples of the draws.
const SAMPLES: u64 = 1_000;
/// Values of a rival's luck: quantiles in the middle of equal shares.
const LUCKS: usize = 101;
/// The fewest values of a figure that say anything of its spread.
const FEWEST: usize = 2;

/// One figure beside a target, over draws.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    pub target: Target,
    /// Of the experiment or evaluation that reads it.
    pub id: String,
    /// What is read, in words.
    pub says: String,
    /// By draw; nothing where it has no value.
    pub values: Vec<Option<f64>>,
    /// The first of the draws once more, with other people and luck.
    pub again: Vec<Option<f64>>,
}

impl Figure {
    /// The values there are.
    pub fn told(&self) -> Vec<f64> {
        self.values.iter().flatten().copied().collect()
    }

    /// Variance over draws.
    fn variance(&self) -> Option<f64> {
        let values = self.told();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
        (values.len() >= FEWEST).then(|| squares / (n - 1.0))
    }

    /// Variance between two lucks at the same draw: half the mean square of their difference, and no more than there is over
    /// draws.
    fn luck_variance(&self) -> Option<f64> {
        let both = self.values.iter().zip(&self.again);
        let gaps: Vec<f64> = both.filter_map(|(a, b)| Some((*a)? - (*b)?)).collect();
        let luck = gaps.iter().map(|gap| gap * gap).sum::<f64>() / (2.0 * gaps.len() as f64);
        let all = self.variance()?;
        (!gaps.is_empty()).then(|| luck.min(all))
    }

    /// What the luck of a pair of runs makes of the spread over draws, 0 to 1.
    pub fn luck_share(&self) -> Option<f64> {
        let all = self.variance().filter(|all| *all > 0.0)?;
        Some(self.luck_variance()? / all)
    }

    /// Scores of no effect and of the step, each with the luck of a pair of runs.
    fn rivals(&self) -> [f64; 2] {
        let luck = libm::sqrt(self.luck_variance().unwrap_or(0.0));
        [self.target.null_says, self.target.step_says].map(|says| {
            let at = |i: usize| says + luck * sample::normal((i as f64 + 0.5) / LUCKS as f64);
            let values: Vec<f64> = if luck > 0.0 {
                (0..LUCKS).map(at).collect()
            } else {
                vec![says]
            };
            self.target.against().scaled(&values).expect("there is a value")
        })
    }
}

/// Of the model, of no effect, and of the step.
pub type Three = [f64; 3];

/// A figure's place beside its target.
#[derive(Clone, PartialEq, Debug)]
pub struct Scored {
    pub figure: Figure,
    pub median: f64,
    /// 2.5 % and 97.5 % quantile over draws.
    pub range: [f64; 2],
    /// Scores in halves of the published interval.
    pub scores: Three,
    pub luck: Option<f64>,
}

/// How far a rival's total lies above the model's: above nought the model is closer.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Gain {
    pub mean: f64,
    /// 95 % over samples of draws.
    pub range: [f64; 2],
    /// Standard error over targets left out.
    pub over_targets: Option<f64>,
    pub skill: Option<f64>,
}

/// One target left out.
#[derive(Clone, PartialEq, Debug)]
pub struct Without {
    pub target: String,
    /// Gains against no effect and against the step without it.
    pub gains: [f64; 2],
}

/// The mean over targets of one kind.
#[derive(Clone, PartialEq, Debug)]
pub struct Total {
    /// Nothing for all that are scored.
    pub part: Option<Part>,
    pub targets: Vec<String>,
    pub scores: Three,
    /// Against no effect, and against the step.
    pub gains: [Gain; 2],
    pub without: Vec<Without>,
}

impl Total {
    /// Closer than both rivals.
    pub fn is_closer(&self) -> bool {
        self.gains.iter().all(|gain| gain.mean > 0.0)
    }
    /// Closer than both in nearly all samples of the draws.
    pub fn is_clear(&self) -> bool {
        self.gains.iter().all(|gain| gain.range[0] > 0.0)
    }
    /// The target whose leaving out moves the smaller gain most.
    pub fn decides(&self) -> Option<&Without> {
        let smaller = |gains: [f64; 2]| gains[0].min(gains[1]);
        let now = smaller(self.gains.map(|gain| gain.mean));
        let moved = |without: &&Without| (smaller(without.gains) - now).abs();
        (self.without.iter()).max_by(|a, b| moved(a).total_cmp(&moved(b)))
    }
    /// Targets whose leaving out turns the verdict.
    pub fn turning(&self) -> Vec<&str> {
        let turns = |without: &&Without| without.gains.iter().all(|gain| *gain > 0.0) != self.is_closer();
        self.without.iter().filter(turns).map(|w| w.target.as_str()).collect()
    }
}

/// Everything that came out.
#[derive(Clone, PartialEq, Debug)]
pub struct Contest {
    pub draws: usize,
    pub scored: Vec<Scored>,
    /// Figures without a spread, which are not scored.
    pub unscored: Vec<Figure>,
    /// All that are in totals, then by part where there is more than one.
    pub totals: Vec<Total>,
}

/// A figure and the scores of its rivals, which hang on no sample of draws.
type Beside<'a> = (&'a Figure, [f64; 2]);

/// The scores of some figures with some draws: by target in the order of the figures, mean over its figures.
fn by_target(figures: &[Beside<'_>], draws: Option<&[usize]>) -> Vec<(String, Three)> {
    let mut found: Vec<(String, Vec<Three>)> = Vec::new();
    for (figure, [null, step]) in figures {
        let values: Vec<f64> = match draws {
            None => figure.told(),
            Some(draws) => draws.iter().filter_map(|draw| figure.values[*draw]).collect(),
        };
        let Some(model) = figure.target.against().scaled(&values) else {
            continue;
        };
        let scores = [model, *null, *step];
        match found.iter_mut().find(|(id, _)| *id == figure.target.id) {
            Some((_, list)) => list.push(scores),
            None => found.push((figure.target.id.clone(), vec![scores])),
        }
    }
    found.into_iter().map(|(id, list)| (id, mean(&list))).collect()
}

fn mean(list: &[Three]) -> Three {
    std::array::from_fn(|i| list.iter().map(|three| three[i]).sum::<f64>() / list.len().max(1) as f64)
}

fn gains([model, null, step]: Three) -> [f64; 2] {
    [null - model, step - model]
}

/// Puts figures beside their targets, in their order, and the model beside its rivals.
pub fn contest(mut figures: Vec<Figure>, draws: usize, seed: u64) -> Contest {
    figures.sort_by(|a, b| a.target.id.cmp(&b.target.id));
    let (told, unscored): (Vec<Figure>, Vec<Figure>) =
        figures.into_iter().partition(|figure| figure.told().len() >= FEWEST);
    let tests: Vec<&Figure> = (told.iter())
        .filter(|figure| figure.target.part != Part::SetsAParameter)
        .collect();
    let parts: Vec<Part> = (Part::ALL.into_iter())
        .filter(|part| tests.iter().any(|figure| figure.target.part == *part))
        .collect();
    let mut totals: Vec<Total> = total(&tests, None, draws, seed).into_iter().collect();
    if parts.len() > 1 {
        let of = |part: Part| {
            let figures: Vec<&Figure> = tests.iter().copied().filter(|f| f.target.part == part).collect();
            total(&figures, Some(part), draws, seed)
        };
        totals.extend(parts.into_iter().filter_map(of));
    }
    let scored = told.iter().map(scored).collect();
    Contest {
        draws,
        scored,
        unscored,
        totals,
    }
}

fn scored(figure: &Figure) -> Scored {
    let values = figure.told();
    let at = |p: f64| quantile(&values, p).expect("there are values");
    Scored {
        median: at(0.5),
        range: [at(0.025), at(0.975)],
        scores: by_target(&[(figure, figure.rivals())], None)[0].1,
        luck: figure.luck_share(),
        figure: figure.clone(),
    }
}

fn total(figures: &[&Figure], part: Option<Part>, draws: usize, seed: u64) -> Option<Total> {
    let beside: Vec<Beside<'_>> = figures.iter().map(|figure| (*figure, figure.rivals())).collect();
    let by = by_target(&beside, None);
    if by.is_empty() {
        return None;
    }
    let threes: Vec<Three> = by.iter().map(|(_, three)| *three).collect();
    let scores = mean(&threes);
    let samples: Vec<[f64; 2]> = (0..SAMPLES)
        .map(|sample| {
            let key = Key::root(seed, sample).with_name("validation draws");
            let lot = |i: usize| ((key.with(i as u64).uniform() * draws as f64) as usize).min(draws - 1);
            let lots: Vec<usize> = (0..draws).map(lot).collect();
            let threes: Vec<Three> = by_target(&beside, Some(&lots))
                .into_iter()
                .map(|(_, three)| three)
                .collect();
            gains(mean(&threes))
        })
        .collect();
    let without: Vec<Without> = (0..by.len())
        .filter(|_| by.len() > 1)
        .map(|out| {
            let kept: Vec<Three> = (threes.iter().enumerate())
                .filter(|(i, _)| *i != out)
                .map(|(_, three)| *three)
                .collect();
            Without {
                target: by[out].0.clone(),
                gains: gains(mean(&kept)),
            }
        })
        .collect();
    let now = gains(scores);
    let gain = |i: usize| {
        let list: Vec<f64> = samples.iter().map(|sample| sample[i]).collect();
        let at = |p: f64| quantile(&list, p).expect("there are samples");
        let left: Vec<f64> = without.iter().map(|without| without.gains[i]).collect();
        Gain {
            mean: now[i],
            range: [at(0.025), at(0.975)],
            over_targets: standard_error(&left),
            skill: skill(scores[0], scores[i + 1]),
        }
    };
    Some(Total {
        part,
        targets: by.iter().map(|(id, _)| id.clone()).collect(),
        scores,
        gains: [gain(0), gain(1)],
        without,
    })
}

/// √((n − 1)⁄n · Σ (θᵢ − θ̄)²) of the figures with one left out.
fn standard_error(left: &[f64]) -> Option<f64> {
    let n = left.len() as f64;
    let mean = left.iter().sum::<f64>() / n;
    let squares: f64 = left.iter().map(|x| (x - mean) * (x - mean)).sum();
    (left.len() > 2).then(|| libm::sqrt((n - 1.0) / n * squares))
}

#[cfg(test)]
#[path = "contest_test.rs"]
mod tests;

//! How the runs of two arms become one figure of a claim: a value for each replication.
//!
//! Spread: s_a = √(Σ_y var_y / Y), with var_y the variance between replications of year y in arm a. The figure is
//! s_arm − s_against (s_arm where an arm is set against itself); its values are jackknife pseudo-values n·θ − (n−1)·θ₋ᵢ (Tukey 1958), whose mean and t interval are
//! those of the figure.

use crate::analysis::validation::reading::{self, Arms};
use crate::experiment::Outcome;
use crate::measure::{MEASURES, find};
use crate::scenario::claim::{Change, Condition, Figure, Measured, Reading};
use crate::scenario::validation::{self, Part};

/// One replication of a figure.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sample {
    /// From 1.
    pub replication: u32,
    /// What was read in the two arms, where that is one number each.
    pub against: Option<f64>,
    pub arm: Option<f64>,
    pub value: f64,
}

/// Two measures in one year of one replication, for the joint chart.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Dot {
    /// Place of the arm in the file.
    pub arm: usize,
    pub replication: u32,
    pub year: u32,
    pub at: [f64; 2],
}

/// The reading of an experiment that reads the same change.
pub fn as_validation(reading: &Reading, change: &Change) -> validation::Reading {
    validation::Reading {
        says: reading.says.clone(),
        measure: change.measure.clone(),
        form: change.form,
        years: reading.years,
        from_years: change.from_years,
        lever: change.lever.clone(),
        of: change.of.clone(),
        target: None,
        expect: validation::Expect::default(),
    }
}

/// Unit of the figure, in words.
pub fn unit(reading: &Reading) -> String {
    let of = |m: &Measured| find(&m.measure).map_or(String::new(), |i| MEASURES[usize::from(i)].unit.to_owned());
    match &reading.figure {
        Figure::Change(change) => reading::unit(&as_validation(reading, change)),
        Figure::Spread(m) => format!("{} (standard deviation)", of(m)),
        Figure::Level(m) => of(m),
        Figure::Meets(_) => "share of years".into(),
        Figure::MeetsMore(_) => "share of years, more".into(),
    }
}

/// The figure in each replication, and the dots of the joint chart where two conditions are read.
pub fn samples(outcome: &Outcome, arms: Arms, reading: &Reading) -> (Vec<Sample>, Vec<Dot>) {
    let years = reading.years;
    match &reading.figure {
        Figure::Change(change) => {
            let found = reading::samples(outcome, arms, &as_validation(reading, change));
            let sample = |s: reading::Sample| Sample {
                replication: s.replication,
                against: Some(s.base),
                arm: Some(s.alternative),
                value: s.value,
            };
            (found.into_iter().map(sample).collect(), Vec::new())
        }
        Figure::Level(m) => {
            let values = over(outcome, arms[1], m, years);
            (numbered(values, |value| (None, Some(value), value)), Vec::new())
        }
        Figure::Spread(m) => {
            let [against, arm] = arms.map(|arm| by_year(outcome, arm, &m.measure, m.of.as_ref(), years));
            // Set against itself an arm tells its own scatter.
            let alone = arms[0] == arms[1];
            let values = jackknife(outcome.replications.len(), |left_out| {
                spread(&arm, left_out) - if alone { 0.0 } else { spread(&against, left_out) }
            });
            let sample = |(i, value)| Sample {
                replication: i as u32 + 1,
                against: None,
                arm: None,
                value,
            };
            (values.into_iter().enumerate().map(sample).collect(), Vec::new())
        }
        Figure::Meets(meets) => {
            let share = met(outcome, arms[1], &meets.all, years);
            let samples = numbered(share.into_iter().map(Some).collect(), |share| {
                (None, Some(share), share)
            });
            (samples, dots(outcome, &meets.all, years))
        }
        Figure::MeetsMore(meets) => {
            let [against, arm] = arms.map(|arm| met(outcome, arm, &meets.all, years));
            let both: Vec<Option<(f64, f64)>> = against.into_iter().zip(arm).map(Some).collect();
            let samples = numbered(both, |(against, arm)| (Some(against), Some(arm), arm - against));
            (samples, dots(outcome, &meets.all, years))
        }
    }
}

/// Samples of those replications that have a value, with their numbers.
fn numbered<T>(values: Vec<Option<T>>, of: impl Fn(T) -> (Option<f64>, Option<f64>, f64)) -> Vec<Sample> {
    (values.into_iter().enumerate())
        .filter_map(|(i, value)| {
            let (against, arm, value) = of(value?);
            Some(Sample {
                replication: i as u32 + 1,
                against,
                arm,
                value,
            })
        })
        .collect()
}

/// A measure over a span of years, by replication.
fn over(outcome: &Outcome, arm: usize, m: &Measured, years: [u32; 2]) -> Vec<Option<f64>> {
    let key = reading::key(&m.measure, m.of.as_ref(), &outcome.settings[arm].names);
    let period = reading::period(years);
    let of = |replication: &crate::experiment::Replication| replication.arms[arm].series.over(key.as_ref()?, &period);
    outcome.replications.iter().map(of).collect()
}

/// A measure of each year of a span: one list a replication.
fn by_year(outcome: &Outcome, arm: usize, measure: &str, of: Option<&Part>, [first, last]: [u32; 2]) -> Vec<Vec<f64>> {
    let key = reading::key(measure, of, &outcome.settings[arm].names);
    (outcome.replications.iter())
        .map(|replication| {
            let year = |y| {
                replication.arms[arm]
                    .series
                    .over(key.as_ref()?, &reading::period([y, y]))
            };
            (first..=last).map(|y| year(y).unwrap_or(f64::NAN)).collect()
        })
        .collect()
}

/// Root of the mean variance between replications, one of them left out if so told.
fn spread(by_year: &[Vec<f64>], left_out: Option<usize>) -> f64 {
    let years = by_year.first().map_or(0, Vec::len);
    let variance = |year: usize| {
        let kept = by_year.iter().enumerate().filter(|(i, _)| Some(*i) != left_out);
        let values: Vec<f64> = kept.map(|(_, years)| years[year]).collect();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)
    };
    libm::sqrt((0..years).map(variance).sum::<f64>() / years as f64)
}

/// Pseudo-values of a statistic, one for each of `n` replications; none where a replication cannot be left out.
fn jackknife(n: usize, statistic: impl Fn(Option<usize>) -> f64) -> Vec<f64> {
    if n < 3 {
        return Vec::new();
    }
    let (all, n_all) = (statistic(None), n as f64);
    let pseudo = |i| n_all * all - (n_all - 1.0) * statistic(Some(i));
    let values: Vec<f64> = (0..n).map(pseudo).collect();
    if values.iter().all(|x| x.is_finite()) {
        values
    } else {
        Vec::new()
    }
}

/// Share of the years in which every condition holds in an arm, by replication.
fn met(outcome: &Outcome, arm: usize, all: &[Condition], years: [u32; 2]) -> Vec<f64> {
    let lists: Vec<Vec<Vec<f64>>> = (all.iter())
        .map(|c| by_year(outcome, arm, &c.measure, c.of.as_ref(), years))
        .collect();
    (0..outcome.replications.len())
        .map(|r| {
            let n = lists[0][r].len();
            let holds = |y: &usize| all.iter().zip(&lists).all(|(c, list)| list[r][*y] >= c.at_least);
            (0..n).filter(holds).count() as f64 / n as f64
        })
        .collect()
}

/// Two conditions' measures, of every arm; none where there are not two.
fn dots(outcome: &Outcome, all: &[Condition], years: [u32; 2]) -> Vec<Dot> {
    let [x, y] = all else {
        return Vec::new();
    };
    let mut dots = Vec::new();
    for arm in 0..outcome.arms.len() {
        let [xs, ys] = [x, y].map(|c| by_year(outcome, arm, &c.measure, c.of.as_ref(), years));
        for (r, (xs, ys)) in xs.iter().zip(&ys).enumerate() {
            for (i, at) in xs.iter().zip(ys).enumerate() {
                let (replication, year) = (r as u32 + 1, years[0] + i as u32);
                dots.push(Dot {
                    arm,
                    replication,
                    year,
                    at: [*at.0, *at.1],
                });
            }
        }
    }
    dots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Estimate;
    use crate::engine::{Key, sample};

    #[test]
    fn spread_is_worked_by_hand() {
        // Two years: variances 1 and 9 between three replications; root of 5.
        let values = vec![vec![1.0, 10.0], vec![2.0, 13.0], vec![3.0, 16.0]];
        assert!((spread(&values, None) - 5.0_f64.sqrt()).abs() < 1e-12);
        // Without the first: variances 0.5 and 4.5.
        assert!((spread(&values, Some(0)) - 2.5_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn the_jackknife_of_a_mean_gives_the_values_back() {
        let values = [4.0, 7.0, 1.0, 0.0];
        let mean = |left_out: Option<usize>| {
            let kept: Vec<f64> = (0..4).filter(|i| Some(*i) != left_out).map(|i| values[i]).collect();
            kept.iter().sum::<f64>() / kept.len() as f64
        };
        for (pseudo, value) in jackknife(4, mean).into_iter().zip(values) {
            assert!((pseudo - value).abs() < 1e-12);
        }
        assert!(jackknife(2, mean).is_empty());
    }

    /// Of 200 sets of 20 draws with deviations 2 and 1 the 95 % interval of the difference should hold 1 nearly always:
    /// fewer than 174 (0.1 % level for 93 %, as the jackknife of a deviation is a little short) would tell of an error.
    #[test]
    fn the_interval_of_a_spread_holds_the_truth() {
        let normal = |set: u64, arm: u64, i: u64| {
            let u = Key::root(7, set).with(arm).with(i).uniform();
            sample::normal(u)
        };
        let held = (0..200)
            .filter(|&set| {
                let arm =
                    |arm: u64, sd: f64| -> Vec<Vec<f64>> { (0..20).map(|i| vec![sd * normal(set, arm, i)]).collect() };
                let (wide, narrow) = (arm(0, 2.0), arm(1, 1.0));
                let values = jackknife(20, |out| spread(&wide, out) - spread(&narrow, out));
                let estimate = Estimate::of(&values, 0.95).expect("there are values");
                estimate.low.is_some_and(|low| low < 1.0) && estimate.high.is_some_and(|high| high > 1.0)
            })
            .count();
        assert!(held >= 174, "{held} of 200 intervals hold the truth");
    }
}

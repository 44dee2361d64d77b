//! Logistic regression by Newton's steps, for scores of the chance to be enrolled.
//!
//! Columns are put on one scale first, and a small pull towards zero keeps coefficients finite where a column parts the
//! groups completely.

use super::linear::{dot, inverse};

const ROUNDS: usize = 30;
const PULL: f64 = 1e-3;
const NEAR: f64 = 1e-8;

/// The linear score of every row: intercept and covariates, in logits.
pub fn scores(rows: &[Vec<f64>], is: &[bool]) -> Option<Vec<f64>> {
    let k = rows.first()?.len();
    let n = rows.len() as f64;
    let means: Vec<f64> = (0..k).map(|j| rows.iter().map(|row| row[j]).sum::<f64>() / n).collect();
    let spreads: Vec<f64> = (0..k)
        .map(|j| libm::sqrt(rows.iter().map(|row| (row[j] - means[j]).powi(2)).sum::<f64>() / n))
        .collect();
    let scaled: Vec<Vec<f64>> = rows
        .iter()
        .map(|row| {
            let covariates = (0..k).map(|j| {
                if spreads[j] > 0.0 {
                    (row[j] - means[j]) / spreads[j]
                } else {
                    0.0
                }
            });
            std::iter::once(1.0).chain(covariates).collect()
        })
        .collect();
    let mut beta = vec![0.0; k + 1];
    for _ in 0..ROUNDS {
        let mut slope: Vec<f64> = beta.iter().map(|b| -PULL * b).collect();
        let mut curve = vec![vec![0.0; k + 1]; k + 1];
        for (row, &is) in scaled.iter().zip(is) {
            let chance = 1.0 / (1.0 + libm::exp(-dot(row, &beta)));
            let weight = chance * (1.0 - chance);
            for i in 0..=k {
                slope[i] += row[i] * (f64::from(u8::from(is)) - chance);
                for j in 0..=i {
                    curve[i][j] += weight * row[i] * row[j];
                }
            }
        }
        (0..=k).for_each(|i| curve[i][i] += PULL);
        // What was summed below the diagonal stands above it too.
        let whole: Vec<Vec<f64>> = (0..=k)
            .map(|i| (0..=k).map(|j| curve[i.max(j)][i.min(j)]).collect())
            .collect();
        let step: Vec<f64> = inverse(whole)?.iter().map(|row| dot(row, &slope)).collect();
        beta.iter_mut().zip(&step).for_each(|(b, s)| *b += s);
        if step.iter().all(|s| s.abs() < NEAR) {
            break;
        }
    }
    beta.iter()
        .all(|b| b.is_finite())
        .then(|| scaled.iter().map(|row| dot(row, &beta)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Key, sample};

    #[test]
    fn the_odds_of_a_table_of_four_are_found() {
        // 30 of 100 without the mark, 60 of 100 with it: logits log(30/70) and log(60/40).
        let cell = |mark: f64, n: usize, is: bool| std::iter::repeat_n((vec![mark], is), n);
        let all: Vec<(Vec<f64>, bool)> = cell(0.0, 30, true)
            .chain(cell(0.0, 70, false))
            .chain(cell(1.0, 60, true))
            .chain(cell(1.0, 40, false))
            .collect();
        let (rows, is): (Vec<Vec<f64>>, Vec<bool>) = all.into_iter().unzip();
        let scores = scores(&rows, &is).expect("it has an answer");
        assert!((scores[0] - libm::log(3.0 / 7.0)).abs() < 1e-3, "{}", scores[0]);
        assert!((scores[199] - libm::log(1.5)).abs() < 1e-3, "{}", scores[199]);
    }

    #[test]
    fn planted_coefficients_come_back_and_a_column_without_meaning_gets_none() {
        let n = 20_000u64;
        let (mut rows, mut is) = (Vec::new(), Vec::new());
        for i in 0..n {
            let key = Key::root(11, i);
            let x = sample::normal(key.with(0).uniform());
            let noise = sample::normal(key.with(1).uniform());
            let chance = 1.0 / (1.0 + libm::exp(-(-1.0 + 0.8 * x)));
            rows.push(vec![x, noise]);
            is.push(key.with(2).uniform() < chance);
        }
        let found = scores(&rows, &is).expect("it has an answer");
        // The score's error is about √(3 / (n p (1 − p))) = 0.028 at the middle; wide enough for the tails.
        for i in 0..200 {
            let wanted = -1.0 + 0.8 * rows[i][0];
            assert!((found[i] - wanted).abs() < 0.2, "{} is not {wanted}", found[i]);
        }
        let parted = scores(
            &[vec![0.0], vec![0.0], vec![1.0], vec![1.0]],
            &[false, false, true, true],
        );
        assert!(parted.is_some_and(|scores| scores.iter().all(|score| score.is_finite())));
    }
}

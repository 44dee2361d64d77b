//! Draws that what is known of the place allows: an ensemble smoother.
//!
//! In words: each parameter of each draw moves by its covariance with what the draws read on known lines, as far as its draw
//! reads them wrong; parameters that no line depends on stay as they were drawn. Formula, over an ensemble of draws with
//! parameters z as quantiles of a standard normal and readings y in standard errors of the line:
//! z ← z + C(z, y) · (C(y, y) + αI)⁻¹ · (√α ε − y), ε standard normal, in α = [`STEPS`] steps, the runs made anew for each
//! (ensemble smoother with multiple data assimilation: Emerick and Reynolds 2013, Comput Geosci 55:3; α steps of weight 1 ⁄ α
//! use the data once). A covariance counts only where the correlation stands out of what chance gives so few draws
//! (2.6 standard errors; correlation-based localisation: Luo, Bhakta and Nævdal 2018, SPE J 23:396).

use crate::analysis::least_squares::solve;
use crate::analysis::sensitivity::draw::Trial;
use crate::engine::{Key, sample};
use crate::model::parameter::Parameter;
use std::collections::BTreeMap;

/// Steps, each of which counts the lines with this weight less.
pub const STEPS: u32 = 4;
/// A correlation counts from so many standard errors of none.
const CHANCE: f64 = 2.6;
/// The farthest a reading counts, in standard errors: beyond it a line says no more than that it is far off.
const FARTHEST: f64 = 40.0;
/// The farthest place of a parameter, as a quantile of a standard normal.
const TAIL: f64 = 4.0;

/// What a draw reads on each line less what it should, in standard errors; nothing where a line has no meaning.
pub type Readings = Vec<Option<f64>>;

/// Standard errors in a line's band: it is taken as what two of them leave.
pub const ERRORS_IN_BAND: f64 = 2.0;

/// How well draws read the known lines.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fitted {
    /// Lines that are read.
    pub lines: usize,
    /// Share of the lines of all draws that lie in their band: as drawn, and as the draws are used.
    pub before: f64,
    pub after: f64,
}

impl Fitted {
    /// What pages say of it, a sentence.
    pub fn says(&self) -> String {
        format!(
            "The draws were fitted together to the {} lines of the place's first year, as the shipped values read them: {:.0} % of lines lay \
             in their band as drawn, {:.0} % in the draws that were used (`--unfitted` leaves them as drawn).",
            self.lines,
            100.0 * self.before,
            100.0 * self.after
        )
    }
}

/// What pages say of draws, a sentence.
pub fn says(fitted: Option<&Fitted>) -> String {
    fitted.map_or_else(
        || "The draws were left as drawn, so most are places unlike any that is known.".to_owned(),
        Fitted::says,
    )
}

/// Share of readings within their band.
pub fn in_band(readings: &[Readings]) -> f64 {
    let told = || readings.iter().flatten().flatten();
    let within = told().filter(|off| off.abs() <= ERRORS_IN_BAND).count();
    within as f64 / told().count().max(1) as f64
}

/// Draws of all parameters, of which each can be read and moved.
#[derive(Clone, PartialEq, Debug)]
pub struct Ensemble {
    paths: Vec<String>,
    /// Of each draw, each parameter as a quantile of a standard normal.
    at: Vec<Vec<f64>>,
    seed: u64,
    step: u32,
}

fn key(seed: u64, draw: usize) -> Key {
    Key::root(seed, draw as u64).with_name("sensitivity")
}

impl Ensemble {
    /// Draws from each parameter's own distribution. A draw is addressed by seed, its number and the parameter's path, so a
    /// parameter that is added moves no other.
    pub fn new(parameters: &[Parameter], seed: u64, draws: u32) -> Ensemble {
        let of = |draw| {
            let key = key(seed, draw);
            let at = |p: &Parameter| sample::normal(key.with_name(&p.path).uniform()).clamp(-TAIL, TAIL);
            parameters.iter().map(at).collect()
        };
        Ensemble {
            paths: parameters.iter().map(|p| p.path.clone()).collect(),
            at: (0..draws as usize).map(of).collect(),
            seed,
            step: 0,
        }
    }

    pub fn draws(&self) -> usize {
        self.at.len()
    }

    /// A draw for a list of parameters: those the ensemble has not are as drawn from their own distribution.
    pub fn trial(&self, parameters: &[Parameter], draw: u32) -> Trial {
        let held: BTreeMap<&str, f64> = (self.paths.iter().map(String::as_str))
            .zip(self.at[draw as usize].iter().copied())
            .collect();
        let key = key(self.seed, draw as usize);
        let at = |p: &Parameter| match held.get(p.path.as_str()) {
            Some(z) => 0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2),
            None => key.with_name(&p.path).uniform(),
        };
        Trial {
            stream: draw,
            at: parameters.iter().map(|p| Some(at(p))).collect(),
        }
    }

    /// One step: every draw is moved by what it reads.
    ///
    /// # Panics
    /// When there are not as many readings as draws.
    pub fn step(&mut self, readings: &[Readings]) {
        assert_eq!(readings.len(), self.at.len(), "each draw has its readings");
        let draws = self.at.len() as f64;
        if self.at.len() < 2 {
            return;
        }
        let alpha = f64::from(STEPS);
        // A line that some draw has not is left out: it has no covariance.
        let lines: Vec<usize> = (0..readings[0].len())
            .filter(|&m| readings.iter().all(|row| row[m].is_some_and(f64::is_finite)))
            .collect();
        let read: Vec<Vec<f64>> = (readings.iter())
            .map(|row| {
                let far = |&m: &usize| row[m].unwrap_or(0.0).clamp(-FARTHEST, FARTHEST);
                lines.iter().map(far).collect()
            })
            .collect();
        let apart = |rows: &[Vec<f64>]| -> Vec<Vec<f64>> {
            let columns = rows[0].len();
            let mean = |c: usize| rows.iter().map(|row| row[c]).sum::<f64>() / draws;
            let means: Vec<f64> = (0..columns).map(mean).collect();
            (0..columns)
                .map(|c| rows.iter().map(|row| row[c] - means[c]).collect())
                .collect()
        };
        let (parameters, lines_apart) = (apart(&self.at), apart(&read));
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / (draws - 1.0);
        let mut both: Vec<Vec<f64>> = (lines_apart.iter())
            .map(|a| lines_apart.iter().map(|b| dot(a, b)).collect())
            .collect();
        let spread: Vec<f64> = (0..both.len()).map(|m| libm::sqrt(both[m][m])).collect();
        (0..both.len()).for_each(|m| both[m][m] += alpha);
        // What each draw's misreading asks for, weighed by how the lines hang together.
        let asked: Vec<Vec<f64>> = (read.iter().enumerate())
            .map(|(draw, row)| {
                let key = key(self.seed, draw).with_name("known lines").with(u64::from(self.step));
                let short = (row.iter().zip(&lines)).map(|(y, &m)| {
                    let luck = sample::normal(key.with(m as u64).uniform());
                    libm::sqrt(alpha) * luck - y
                });
                solve(both.clone(), short.collect())
            })
            .collect();
        let least = CHANCE / libm::sqrt(draws);
        for (p, column) in parameters.iter().enumerate() {
            let own = libm::sqrt(dot(column, column));
            let gain: Vec<(usize, f64)> = (lines_apart.iter().enumerate())
                .map(|(m, line)| (m, dot(column, line)))
                .filter(|(m, covariance)| covariance.abs() > least * own * spread[*m])
                .collect();
            for (place, asked) in self.at.iter_mut().zip(&asked) {
                let moved: f64 = gain.iter().map(|(m, covariance)| covariance * asked[*m]).sum();
                place[p] = (place[p] + moved).clamp(-TAIL, TAIL);
            }
        }
        self.step += 1;
    }
}

//! Frailty over the ages: a smooth cross-section fitted to the four bands of the table, and the net transition rates
//! that keep it there.
//!
//! In words: at each age the share frailer than a state changes by what steps up across it, less what recovers, less
//! what dies faster than the average. With S the share above a boundary, m the death rates above it and over all, the
//! net flow upward is F = dS/da + S (m_above − m_all); the rate up is (F + recovery × share above the boundary next to
//! it) / share below. Published transition rates fix the order of states, not the level (they come from a cohort whose
//! recorded frailty only accumulated).

use crate::model::table::{TOP_AGE, Tables};
use libm::{exp, log};

/// First age at which frailty is defined.
pub const FROM_AGE: usize = 50;
/// First age at which a stay in hospital may cost strength for good.
pub const DECONDITIONED_FROM: usize = 65;
/// The bands of the cross-section: first age and knot age.
const BANDS: [(usize, usize, f64); 4] = [(50, 64, 57.5), (65, 74, 70.0), (75, 84, 80.0), (85, TOP_AGE, 89.0)];

/// Everything about frailty by single year of age.
#[derive(Clone, Debug, PartialEq)]
pub struct Frailty {
    /// Shares fit, mild, moderate, severe at each age.
    pub share: Vec<[f64; 4]>,
    /// Rate up from each state per person-year.
    pub up: Vec<[f64; 3]>,
    /// Rate down from mild, moderate, severe per person-year.
    pub down: [f64; 3],
    /// Mean hazard ratio at each age for death, hospital, care home.
    pub mean_ratio: [Vec<f64>; 3],
}

impl Frailty {
    /// The cross-section, and the rates that keep it where nothing but them moves anybody. `recovery` is the rate down
    /// from each frail state per person-year.
    pub fn solve(tables: &Tables, recovery: [f64; 3]) -> Frailty {
        let weight: Vec<f64> = (0..=TOP_AGE)
            .map(|age| tables.population[age].iter().flatten().sum::<f64>())
            .collect();
        let above: Vec<Vec<f64>> = (0..3).map(|k| cross_section(tables, &weight, k)).collect();
        let share: Vec<[f64; 4]> = (0..=TOP_AGE)
            .map(|a| {
                [
                    1.0 - above[0][a],
                    above[0][a] - above[1][a],
                    above[1][a] - above[2][a],
                    above[2][a],
                ]
            })
            .collect();
        let mean_ratio = [0, 1, 2].map(|outcome| {
            share
                .iter()
                .map(|s| (0..4).map(|k| s[k] * tables.frailty_ratio[outcome][k]).sum())
                .collect::<Vec<f64>>()
        });
        let solved = Frailty {
            share,
            up: Vec::new(),
            down: recovery,
            mean_ratio,
        };
        solved.leaving_room(tables, &[0.0; TOP_AGE + 1], &[[1.0; 4]; TOP_AGE + 1])
    }

    /// The same with room for what else moves people in the model: `elsewhere`, the mean rate up at each age that comes of
    /// hospital stays, and `homes`, how much faster each state dies at each age for the care homes its people live in.
    pub fn leaving_room(
        self,
        tables: &Tables,
        elsewhere: &[f64; TOP_AGE + 1],
        homes: &[[f64; 4]; TOP_AGE + 1],
    ) -> Frailty {
        let (share, recovery) = (&self.share, self.down);
        let mut up = vec![[0.0; 3]; TOP_AGE + 1];
        for a in FROM_AGE..=TOP_AGE {
            let above = |age: usize, k: usize| share[age][k + 1..].iter().sum::<f64>();
            let (before, after) = (a.max(FROM_AGE + 1) - 1, (a + 1).min(TOP_AGE));
            let dies = |from: usize| -> f64 {
                let ratio = |k: usize| tables.frailty_ratio[0][k] * homes[a][k];
                (from..4).map(|k| share[a][k] * ratio(k)).sum()
            };
            for k in 0..3 {
                let s = above(a, k);
                let slope = (above(after, k) - above(before, k)) / (after - before) as f64;
                let selection = s * deaths(tables, a) * (dies(k + 1) / s.max(1e-9) / dies(0) - 1.0);
                let flow = slope + selection + recovery[k] * share[a][k + 1];
                // Hospital stays, and what they cost in strength, fall on the frail.
                let hospital = tables.frailty_ratio[1][k] / self.mean_ratio[1][a];
                up[a][k] = (flow / share[a][k].max(1e-6) - elsewhere[a] * hospital).max(0.0);
            }
        }
        Frailty { up, ..self }
    }

    /// State of a person at an age by one uniform number.
    pub fn state(&self, age: usize, u: f64) -> u8 {
        if age < FROM_AGE {
            return 0;
        }
        let s = &self.share[age.min(TOP_AGE)];
        // The frailest have the lowest numbers, so the same person stays the frailer one at every age.
        if u < s[3] {
            3
        } else if u < s[3] + s[2] {
            2
        } else if u < s[3] + s[2] + s[1] {
            1
        } else {
            0
        }
    }
}

/// Deaths per person-year at an age.
fn deaths(tables: &Tables, age: usize) -> f64 {
    let cells = || {
        let rates = tables.mortality[age].iter().flatten();
        tables.population[age].iter().flatten().zip(rates)
    };
    let people: f64 = cells().map(|(n, _)| n).sum();
    cells().map(|(n, rate)| n * rate).sum::<f64>() / people.max(1.0)
}

/// Share frailer than state `k` by age: straight in the logit between four knots, moved until each band's mean is the
/// table's.
fn cross_section(tables: &Tables, weight: &[f64], k: usize) -> Vec<f64> {
    let target: Vec<f64> = tables
        .frailty
        .iter()
        .map(|row| row[k + 1..].iter().sum::<f64>().clamp(1e-5, 1.0 - 1e-5))
        .collect();
    let logit = |p: f64| log(p / (1.0 - p));
    let mut knot: Vec<f64> = target.iter().map(|&p| logit(p)).collect();
    let curve = |knot: &[f64]| -> Vec<f64> {
        (0..=TOP_AGE)
            .map(|age| {
                if age < FROM_AGE {
                    return 0.0;
                }
                let x = age as f64 + 0.5;
                let i = BANDS[1..3].iter().filter(|b| x >= b.2).count();
                let (a, b) = (BANDS[i].2, BANDS[i + 1].2);
                let z = knot[i] + (knot[i + 1] - knot[i]) * (x - a) / (b - a);
                1.0 / (1.0 + exp(-z.clamp(-12.0, 3.5)))
            })
            .collect()
    };
    for _ in 0..200 {
        let now = curve(&knot);
        for (i, band) in BANDS.iter().enumerate() {
            let (mut sum, mut people) = (0.0, 0.0);
            for age in band.0..=band.1 {
                sum += now[age] * weight[age];
                people += weight[age];
            }
            knot[i] += 0.7 * (logit(target[i]) - logit((sum / people).clamp(1e-6, 1.0 - 1e-6)));
        }
    }
    curve(&knot)
}

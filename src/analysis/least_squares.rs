//! Gauss–Newton for a dear, noisy function: few steps, damped after Levenberg, never outside the bounds.
//!
//! Coordinates run from 0 to 1 over each parameter's plausible range; residuals are in tolerances. Derivatives are
//! finite differences of runs on the same seeds, so that luck cancels.

/// Added to the curvature of every coordinate: a step through the whole range must gain more than half the square of one
/// tolerance. It keeps what the lines hardly tell from wandering.
const PULL: f64 = 0.5;
/// Damping of the first step, as a share of the curvature.
const DAMPING: f64 = 0.01;
/// Damped more strongly so often before the fit gives up.
const TRIALS: u32 = 4;
/// A step that gains less than this share of the misfit is the last.
const ENOUGH: f64 = 0.01;

/// Residuals at a point, in tolerances; nothing where it was not asked or has no meaning.
pub type Residuals = Vec<Option<f64>>;

/// What is asked of the function.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    /// Coordinates, each from 0 to 1.
    pub at: Vec<f64>,
    /// For a derivative: the coordinate that was moved. Residuals it cannot touch may be left out.
    pub moved: Option<usize>,
}

/// How the search went on.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Step {
    pub iteration: u32,
    pub damping: f64,
    pub misfit: f64,
    pub accepted: bool,
}

/// Where the search ended.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    pub at: Vec<f64>,
    pub residuals: Residuals,
}

/// Sum of squares.
pub fn misfit(residuals: &Residuals) -> f64 {
    residuals.iter().flatten().map(|r| r * r).sum()
}

/// From `start` (with its `residuals`) downhill. `steps` are the finite differences in coordinates; `ask` answers all
/// points of a list at once, in order; `heard` is told of every trial.
pub fn descend(
    start: Found,
    steps: &[f64],
    iterations: u32,
    ask: &mut dyn FnMut(&[Asked]) -> Vec<Residuals>,
    heard: &mut dyn FnMut(Step),
) -> Found {
    let mut found = start;
    let mut damping = DAMPING;
    for iteration in 1..=iterations {
        let jacobian = derivatives(&found, steps, ask);
        let before = misfit(&found.residuals);
        let mut better = None;
        for _ in 0..TRIALS {
            let at = propose(&found, &jacobian, damping);
            let asked = [Asked { at, moved: None }];
            let residuals = ask(&asked).swap_remove(0);
            let now = misfit(&residuals);
            heard(Step {
                iteration,
                damping,
                misfit: now,
                accepted: now < before,
            });
            if now < before {
                let [Asked { at, .. }] = asked;
                better = Some(Found { at, residuals });
                break;
            }
            damping *= 10.0;
        }
        let Some(next) = better else { break };
        found = next;
        damping /= 10.0;
        if misfit(&found.residuals) > before * (1.0 - ENOUGH) {
            break;
        }
    }
    found
}

/// Derivative of every residual by every coordinate: `jacobian[coordinate][line]`.
fn derivatives(found: &Found, steps: &[f64], ask: &mut dyn FnMut(&[Asked]) -> Vec<Residuals>) -> Vec<Vec<f64>> {
    // Towards the wider side where the upper bound is too near.
    let signed: Vec<f64> = (found.at.iter().zip(steps))
        .map(|(x, step)| if x + step <= 1.0 { *step } else { -step })
        .collect();
    let asked: Vec<Asked> = (0..found.at.len())
        .map(|j| {
            let mut at = found.at.clone();
            at[j] += signed[j];
            Asked { at, moved: Some(j) }
        })
        .collect();
    let moved = ask(&asked);
    (moved.iter().zip(&signed))
        .map(|(moved, step)| {
            (moved.iter().zip(&found.residuals))
                .map(|(there, here)| match (there, here) {
                    (Some(there), Some(here)) => (there - here) / step,
                    _ => 0.0,
                })
                .collect()
        })
        .collect()
}

/// The damped step's end. A coordinate that would leave its bounds stays on them and the others step again without it.
fn propose(found: &Found, jacobian: &[Vec<f64>], damping: f64) -> Vec<f64> {
    let mut at = found.at.clone();
    let mut residuals: Vec<f64> = found.residuals.iter().map(|r| r.unwrap_or(0.0)).collect();
    let mut free: Vec<usize> = (0..at.len()).collect();
    while !free.is_empty() {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let mut matrix: Vec<Vec<f64>> = (free.iter())
            .map(|&i| free.iter().map(|&j| dot(&jacobian[i], &jacobian[j])).collect())
            .collect();
        for (i, row) in matrix.iter_mut().enumerate() {
            row[i] = row[i] * (1.0 + damping) + PULL;
        }
        let slope: Vec<f64> = free.iter().map(|&i| -dot(&jacobian[i], &residuals)).collect();
        let step = solve(matrix, slope);
        let out = |(&i, step): (&usize, &f64)| !(0.0..=1.0).contains(&(found.at[i] + step));
        let leaving: Vec<usize> = free.iter().zip(&step).filter(|&x| out(x)).map(|(&i, _)| i).collect();
        if leaving.is_empty() {
            for (&i, step) in free.iter().zip(&step) {
                at[i] = found.at[i] + step;
            }
            break;
        }
        for (&i, step) in free.iter().zip(&step).filter(|(i, _)| leaving.contains(i)) {
            at[i] = (found.at[i] + step).clamp(0.0, 1.0);
            for (r, slope) in residuals.iter_mut().zip(&jacobian[i]) {
                *r += slope * (at[i] - found.at[i]);
            }
        }
        free.retain(|i| !leaving.contains(i));
    }
    at
}

/// Solves a symmetric positive definite system by elimination; the pull keeps every pivot above zero.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for k in 0..n {
        let pivot = matrix[k].clone();
        for i in k + 1..n {
            let factor = matrix[i][k] / pivot[k];
            for (x, p) in matrix[i].iter_mut().zip(&pivot).skip(k) {
                *x -= factor * p;
            }
            right[i] -= factor * right[k];
        }
    }
    for k in (0..n).rev() {
        let known: f64 = (k + 1..n).map(|j| matrix[k][j] * right[j]).sum();
        right[k] = (right[k] - known) / matrix[k][k];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three lines of two coordinates, bent, each measured in small tolerances; met exactly at `aim`.
    fn bent(at: &[f64], aim: [f64; 2]) -> Residuals {
        let line = |x: f64, y: f64| [x * x + y, x - 2.0 * y, x * y];
        let (here, there) = (line(at[0], at[1]), line(aim[0], aim[1]));
        here.iter().zip(there).map(|(a, b)| Some((a - b) / 0.01)).collect()
    }

    fn search(aim: [f64; 2], start: [f64; 2]) -> (Found, Vec<Step>) {
        let mut told = Vec::new();
        let start = Found {
            at: start.to_vec(),
            residuals: bent(&start, aim),
        };
        let mut ask = |asked: &[Asked]| {
            for point in asked {
                assert!(point.at.iter().all(|x| (-1e-12..=1.0 + 1e-12).contains(x)), "{point:?}");
            }
            asked.iter().map(|point| bent(&point.at, aim)).collect()
        };
        let found = descend(start, &[0.05, 0.05], 8, &mut ask, &mut |step| told.push(step));
        (found, told)
    }

    #[test]
    fn a_bent_problem_is_solved_in_a_few_steps() {
        let (found, told) = search([0.3, 0.7], [0.9, 0.1]);
        assert!(
            (found.at[0] - 0.3).abs() < 1e-3 && (found.at[1] - 0.7).abs() < 1e-3,
            "{found:?}"
        );
        assert!(told.iter().filter(|step| step.accepted).count() <= 8);
    }

    #[test]
    fn a_coordinate_stops_at_its_bound_and_the_others_make_the_best_of_it() {
        let (found, _) = search([1.6, 0.5], [0.5, 0.5]);
        assert_eq!(found.at[0], 1.0, "{found:?}");
        // The best second coordinate for a first of one, by brute force.
        let best = (0..=1000)
            .map(|y| f64::from(y) / 1000.0)
            .min_by(|a, b| misfit(&bent(&[1.0, *a], [1.6, 0.5])).total_cmp(&misfit(&bent(&[1.0, *b], [1.6, 0.5]))))
            .expect("a thousand candidates");
        assert!(
            (found.at[1] - best).abs() < 0.02,
            "{} where {best} is best",
            found.at[1]
        );
    }

    #[test]
    fn a_coordinate_without_influence_stays() {
        let start = Found {
            at: vec![0.9, 0.4],
            residuals: vec![Some(50.0), None],
        };
        let mut ask = |asked: &[Asked]| {
            asked
                .iter()
                .map(|p| vec![Some((p.at[0] - 0.4) * 100.0), None])
                .collect()
        };
        let found = descend(start, &[0.05, 0.05], 3, &mut ask, &mut |_| {});
        assert!((found.at[0] - 0.4).abs() < 1e-3, "{found:?}");
        assert_eq!(found.at[1], 0.4);
    }

    #[test]
    fn nothing_is_accepted_that_is_worse() {
        // A derivative of the wrong sign: every trial goes uphill.
        let start = Found {
            at: vec![0.5],
            residuals: vec![Some(1.0)],
        };
        let mut ask = |asked: &[Asked]| {
            let at = |p: &Asked| {
                if p.moved.is_some() {
                    0.5
                } else {
                    1.0 + (p.at[0] - 0.5).abs()
                }
            };
            asked.iter().map(|p| vec![Some(at(p))]).collect()
        };
        let mut trials = 0;
        let found = descend(start.clone(), &[0.1], 3, &mut ask, &mut |step| {
            assert!(!step.accepted);
            trials += 1;
        });
        assert_eq!((found, trials), (start, TRIALS));
    }
}

//! Gauss–Newton for a dear, noisy function: few steps, damped after Levenberg, never outside the bounds.
//!
//! Coordinates run from 0 to 1 over each parameter's plausible range; residuals are in tolerances. Derivatives are
//! finite differences of runs on the same seeds, so that luck cancels.

/// Added to the curvature of every coordinate: a step through the whole range must gain more than half the square of one
/// tolerance. It keeps what the lines hardly tell from wandering.
const PULL: f64 = 0.5;
/// Dampings tried side by side, around the one that did best last: shares of the curvature.
const TRIALS: [f64; 3] = [0.1, 1.0, 10.0];
/// The first of them is this.
const DAMPING: f64 = 0.1;
/// Longest way of a coordinate in one step: beyond it the derivatives say little (a practice whose diary is full gives no
/// more appointments, but gives fewer when need falls).
const REACH: f64 = 0.3;
/// Shorter ways, when no trial was better.
const SHORTER: f64 = 0.25;
/// A step that gains less than this share of the misfit is the last.
const ENOUGH: f64 = 0.01;

/// Residuals at a point, in tolerances; nothing where it was not asked or has no meaning.
pub type Residuals = Vec<Option<f64>>;

/// Why a point is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// To know all about it.
    Whole,
    /// As the end of a step. What hardly moves may be left out and is taken as it was.
    Trial,
    /// For the derivative by this coordinate, the only one moved. What it cannot touch may be left out.
    Derivative(usize),
}

/// What is asked of the function.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    /// Coordinates, each from 0 to 1.
    pub at: Vec<f64>,
    pub why: Why,
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
    let (mut damping, mut reach) = (DAMPING, REACH);
    for iteration in 1..=iterations {
        let jacobian = derivatives(&found, steps, ask);
        let before = misfit(&found.residuals);
        let mut best = trial(&found, &jacobian, damping, reach, ask);
        if best.1 >= before {
            reach *= SHORTER;
            best = trial(&found, &jacobian, damping, reach, ask);
        }
        let (next, now, with) = best;
        heard(Step {
            iteration,
            damping: with,
            misfit: now,
            accepted: now < before,
        });
        if now >= before {
            break;
        }
        found = next;
        damping = with;
        if now > before * (1.0 - ENOUGH) {
            break;
        }
    }
    found
}

/// The best end of a step among the dampings, with its misfit and damping.
fn trial(
    found: &Found,
    jacobian: &[Vec<f64>],
    damping: f64,
    reach: f64,
    ask: &mut dyn FnMut(&[Asked]) -> Vec<Residuals>,
) -> (Found, f64, f64) {
    let dampings = TRIALS.map(|factor| factor * damping);
    let asked = dampings.map(|damping| Asked {
        at: propose(found, jacobian, damping, reach),
        why: Why::Trial,
    });
    let answers = ask(&asked);
    (asked.into_iter().zip(answers).zip(dampings))
        .map(|((asked, answer), damping)| {
            let residuals: Residuals = answer
                .iter()
                .zip(&found.residuals)
                .map(|(new, old)| new.or(*old))
                .collect();
            let misfit = misfit(&residuals);
            (
                Found {
                    at: asked.at,
                    residuals,
                },
                misfit,
                damping,
            )
        })
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .expect("there are dampings to try")
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
            Asked {
                at,
                why: Why::Derivative(j),
            }
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

/// The damped step's end. A coordinate that would leave its bounds or go too far stops there, and the others step again
/// without it.
fn propose(found: &Found, jacobian: &[Vec<f64>], damping: f64, reach: f64) -> Vec<f64> {
    let within = |i: usize, x: f64| x.clamp((found.at[i] - reach).max(0.0), (found.at[i] + reach).min(1.0));
    let mut at = found.at.clone();
    let mut residuals: Vec<f64> = found.residuals.iter().map(|r| r.unwrap_or(0.0)).collect();
    let mut free: Vec<usize> = (0..at.len()).collect();
    while !free.is_empty() {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let mut matrix: Vec<Vec<f64>> = (free.iter())
            .map(|&i| free.iter().map(|&j| dot(&jacobian[i], &jacobian[j])).collect())
            .collect();
        for (i, row) in matrix.iter_mut().enumerate() {
            row[i] = (row[i] + PULL) * (1.0 + damping);
        }
        let slope: Vec<f64> = free.iter().map(|&i| -dot(&jacobian[i], &residuals)).collect();
        let step = solve(matrix, slope);
        let out = |(&i, step): (&usize, &f64)| within(i, found.at[i] + step) != found.at[i] + step;
        let leaving: Vec<usize> = free.iter().zip(&step).filter(|&x| out(x)).map(|(&i, _)| i).collect();
        if leaving.is_empty() {
            for (&i, step) in free.iter().zip(&step) {
                at[i] = found.at[i] + step;
            }
            break;
        }
        for (&i, step) in free.iter().zip(&step).filter(|(i, _)| leaving.contains(i)) {
            at[i] = within(i, found.at[i] + step);
            for (r, slope) in residuals.iter_mut().zip(&jacobian[i]) {
                *r += slope * (at[i] - found.at[i]);
            }
        }
        free.retain(|i| !leaving.contains(i));
    }
    at
}

/// Solves a symmetric positive definite system by elimination; the pull keeps every pivot above zero.
pub fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
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
        let found = descend(start, &[0.05, 0.05], 12, &mut ask, &mut |step| told.push(step));
        (found, told)
    }

    #[test]
    fn a_bent_problem_is_solved_in_a_few_steps() {
        let (found, told) = search([0.3, 0.7], [0.9, 0.1]);
        assert!(
            (found.at[0] - 0.3).abs() < 1e-3 && (found.at[1] - 0.7).abs() < 1e-3,
            "{found:?}"
        );
        assert!(told.iter().filter(|step| step.accepted).count() <= 12);
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
        let found = descend(start, &[0.05, 0.05], 6, &mut ask, &mut |_| {});
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
            let at = |p: &Asked| match p.why {
                Why::Derivative(_) => 0.5,
                _ => 1.0 + (p.at[0] - 0.5).abs(),
            };
            asked.iter().map(|p| vec![Some(at(p))]).collect()
        };
        let mut told = Vec::new();
        let found = descend(start.clone(), &[0.1], 3, &mut ask, &mut |step| told.push(step.accepted));
        assert_eq!((found, told), (start, vec![false]));
    }

    #[test]
    fn no_step_goes_further_than_derivatives_reach() {
        // Flat above the start, steep below: the derivative sees nothing of the fall.
        let kinked = |x: f64| vec![Some((x - 0.8).min(0.0) * 40.0 - 1.0), Some((x - 0.2) * 3.0)];
        let start = Found {
            at: vec![0.8],
            residuals: kinked(0.8),
        };
        let mut furthest: f64 = 0.0;
        let mut ask = |asked: &[Asked]| {
            for point in asked {
                furthest = furthest.max((point.at[0] - 0.8).abs());
            }
            asked.iter().map(|p| kinked(p.at[0])).collect()
        };
        let found = descend(start.clone(), &[0.05], 1, &mut ask, &mut |_| {});
        assert!(furthest <= REACH + 1e-12, "{furthest}");
        assert!(misfit(&found.residuals) <= misfit(&start.residuals));
    }
}

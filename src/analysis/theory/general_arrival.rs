//! Independent intervals of any shape between arrivals, exponential service times, one server.

use super::Queue;

/// G/M/1: `rate` of arrivals, `mean` service time; `transform(s)` is E exp(−s × interval), the Laplace transform of the
/// intervals.
///
/// An arrival finds n present with probability (1 − σ) σⁿ, where σ is the root in (0, 1) of σ = transform((1 − σ) / mean);
/// mean wait σ mean / (1 − σ). Source: Kleinrock, *Queueing Systems* vol. 1 (1975), eq. 6.28 to 6.31.
pub fn one_server(rate: f64, mean: f64, transform: impl Fn(f64) -> f64) -> Queue {
    let load = rate * mean;
    assert!(load < 1.0, "a load of {load} is too much for one server");
    // transform((1 − σ)/mean) − σ is convex in σ, positive at 0, 0 at 1, negative just below 1: halve between 0 and there.
    let above = |sigma: f64| transform((1.0 - sigma) / mean) > sigma;
    let (mut low, mut high) = (0.0, 1.0);
    // The root lies left of any point with the sign of the end.
    let mut step = 0.5;
    while above(1.0 - step) {
        step /= 2.0;
    }
    high -= step;
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if above(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    let sigma = 0.5 * (low + high);
    let wait = sigma * mean / (1.0 - sigma);
    Queue {
        occupied: load,
        waiting: rate * wait,
        wait,
        waited_share: sigma,
        turned_away_share: 0.0,
        balked_share: 0.0,
        reneged_share: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, expected: f64, within: f64) {
        assert!((got - expected).abs() <= within, "{got} is not {expected} ± {within}");
    }

    #[test]
    fn random_arrivals_give_the_markovian_queue() {
        for rate in [0.2, 0.8, 0.99] {
            let queue = one_server(rate, 1.0, |s| rate / (rate + s));
            near(queue.waited_share, rate, 1e-9);
            near(queue.wait, rate / (1.0 - rate), 1e-6);
        }
    }

    #[test]
    fn even_arrivals_agree_with_a_root_worked_by_hand() {
        // D/M/1 with load ½: σ = exp(−2 (1 − σ)), σ = 0.20319.
        near(
            one_server(0.5, 1.0, |s| libm::exp(-s * 2.0)).waited_share,
            0.203_188,
            1e-6,
        );
        // E₂/M/1 with load ½, intervals of two steps of mean 1, transform 1/(1 + s)²: σ (2 − σ)² = 1, so σ = (3 − √5)/2.
        near(
            one_server(0.5, 1.0, |s| 1.0 / ((1.0 + s) * (1.0 + s))).waited_share,
            0.381_966_011,
            1e-9,
        );
    }
}

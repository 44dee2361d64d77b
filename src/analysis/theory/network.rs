//! Open Jackson networks: Poisson arrivals from outside, exponential services, routes by fixed shares. In the long run each
//! service is as if it were alone with Poisson arrivals at its flow.

use super::Queue;
use super::birth_death::endless_queue;

/// Flow through each service: flow(j) = outside(j) + Σ flow(i) × routes(i)(j).
///
/// Source: Jackson, *Jobshop-like queueing systems*, Management Science 10 (1963) 131–142; the traffic equations.
///
/// # Panics
/// When somebody never leaves.
pub fn flows(outside: &[f64], routes: &[Vec<f64>]) -> Vec<f64> {
    let n = outside.len();
    // (I − Rᵀ) flow = outside, by elimination with the largest pivot.
    let mut rows: Vec<Vec<f64>> = (0..n)
        .map(|j| {
            let mut row: Vec<f64> = (0..n).map(|i| f64::from(u8::from(i == j)) - routes[i][j]).collect();
            row.push(outside[j]);
            row
        })
        .collect();
    for column in 0..n {
        let largest = |a: &usize, b: &usize| rows[*a][column].abs().total_cmp(&rows[*b][column].abs());
        let pivot = (column..n).max_by(largest).expect("at least one row is left");
        rows.swap(column, pivot);
        let (above, below) = rows.split_at_mut(column + 1);
        let top = &above[column];
        assert!(top[column].abs() > 1e-12, "somebody goes round without end");
        for row in below {
            let factor = row[column] / top[column];
            for (x, t) in row.iter_mut().zip(top).skip(column) {
                *x -= factor * t;
            }
        }
    }
    let mut flow = vec![0.0; n];
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| rows[i][j] * flow[j]).sum();
        flow[i] = (rows[i][n] - known) / rows[i][i];
    }
    flow
}

/// A service of a network: mean of its exponential service time, and servers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Service {
    pub mean: f64,
    pub servers: u32,
}

/// Each service of the network in the long run (the product form).
pub fn jackson(outside: &[f64], routes: &[Vec<f64>], services: &[Service]) -> Vec<Queue> {
    (flows(outside, routes).iter().zip(services))
        .map(|(flow, service)| endless_queue(*flow, service.mean, service.servers))
        .collect()
}

/// Mean time from arrival to leaving: all who are present over all who come (Little's law).
pub fn time_in_system(outside: &[f64], queues: &[Queue]) -> f64 {
    queues.iter().map(Queue::present).sum::<f64>() / outside.iter().sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feedback_worked_by_hand() {
        // A quarter of those served come back: flow 0.3 / 0.75 = 0.4.
        let flow = flows(&[0.3], &[vec![0.25]]);
        assert!((flow[0] - 0.4).abs() < 1e-15);
    }

    #[test]
    fn three_services_worked_by_hand() {
        // 0 → 1 (half) and 2 (half); 1 → 0 (a fifth), else out; 2 → out. x₀ = 1 + 0.2 x₁, x₁ = 0.5 x₀ → x₀ = 1/0.9.
        let routes = vec![vec![0.0, 0.5, 0.5], vec![0.2, 0.0, 0.0], vec![0.0; 3]];
        let flow = flows(&[1.0, 0.0, 0.3], &routes);
        for (got, expected) in flow.iter().zip([1.0 / 0.9, 0.5 / 0.9, 0.3 + 0.5 / 0.9]) {
            assert!((got - expected).abs() < 1e-14, "{flow:?}");
        }
    }

    #[test]
    fn two_queues_in_a_row_are_two_queues() {
        let services = [Service { mean: 1.0, servers: 1 }, Service { mean: 2.0, servers: 2 }];
        let queues = jackson(&[0.5, 0.0], &[vec![0.0, 1.0], vec![0.0, 0.0]], &services);
        assert!((queues[0].present() - 1.0).abs() < 1e-12);
        // M/M/2 with load 1: L = 4/3.
        assert!((queues[1].present() - 4.0 / 3.0).abs() < 1e-12);
        assert!((time_in_system(&[0.5, 0.0], &queues) - 2.0 * (7.0 / 3.0)).abs() < 1e-12);
    }

    #[test]
    #[should_panic(expected = "without end")]
    fn a_closed_loop_is_refused() {
        let _ = flows(&[1.0], &[vec![1.0]]);
    }
}

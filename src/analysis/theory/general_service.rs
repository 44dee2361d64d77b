//! Poisson arrivals, service times of any shape.

use super::Queue;
use libm::exp;

/// M/G/1: service times with the given mean and second moment (variance + mean²).
///
/// Mean wait λ E S² / (2 (1 − ρ)). Source: Pollaczek (1930), Khinchine (1932); Kleinrock, *Queueing Systems* vol. 1
/// (1975), eq. 5.114. M/D/1 has second moment = mean².
pub fn one_server(arrivals: f64, mean: f64, second: f64) -> Queue {
    batches(arrivals, 1.0, 1.0, mean, second)
}

/// M^X/G/1: batches come at random, `batches` a unit of time, with the given mean size and mean square of the size.
///
/// A batch waits as a customer of M/G/1 whose service is that of the whole batch; within it a patient waits for those in
/// front: E X(X − 1) / (2 E X) services. Source: Gaver (1959); Medhi, *Stochastic Models in Queueing Theory* (2003),
/// section 6.2; for exponential service L = ρ (1 + E X²/E X) / (2 (1 − ρ)), Gross and Harris (1998), section 3.1.
pub fn batches(batches: f64, size: f64, size_square: f64, mean: f64, second: f64) -> Queue {
    let load = batches * size * mean;
    assert!(load < 1.0, "a load of {load} is too much for one server");
    let whole = size * (second - mean * mean) + size_square * mean * mean;
    let wait = batches * whole / (2.0 * (1.0 - load)) + mean * (size_square - size) / (2.0 * size);
    Queue {
        occupied: load,
        waiting: batches * size * wait,
        wait,
        // The first of a batch finds the server taken with probability ρ, the others always wait.
        waited_share: 1.0 - (1.0 - load) / size,
        turned_away_share: 0.0,
        balked_share: 0.0,
        reneged_share: 0.0,
    }
}

/// M/D/c: every service takes exactly `time`, `servers`, a queue without end.
///
/// Who is in service at t is gone at t + time, and who came meanwhile is still there: N(t + time) = (N(t) − c)⁺ + Poisson(λ
/// time). The long-run distribution is that map's fixed point, found by repeating it. Source: Crommelin (1932); Tijms, *A
/// First Course in Stochastic Models* (2003), section 9.6.2.
pub fn fixed_service(arrivals: f64, time: f64, servers: u32) -> Queue {
    let c = servers as usize;
    let load = arrivals * time;
    assert!(
        load < f64::from(servers),
        "a load of {load} is too much for {servers} servers"
    );
    // Far beyond what is ever reached: the tail falls at least as fast as that of M/M/c.
    let last = c + (40.0 / libm::log(f64::from(servers) / load)) as usize + 40;
    let mut come = vec![exp(-load)];
    for n in 1..=last {
        come.push(come[n - 1] * load / n as f64);
    }
    let mut p = vec![0.0; last + 1];
    p[0] = 1.0;
    loop {
        let mut next = vec![0.0; last + 1];
        for (n, share) in p.iter().enumerate() {
            let left = n.saturating_sub(c);
            for (slot, come) in next[left..].iter_mut().zip(&come) {
                *slot += share * come;
            }
        }
        let sum: f64 = next.iter().sum();
        next.iter_mut().for_each(|x| *x /= sum);
        let moved: f64 = p.iter().zip(&next).map(|(a, b)| (a - b).abs()).sum();
        p = next;
        if moved < 1e-14 {
            break;
        }
    }
    let waiting = (p.iter().enumerate())
        .map(|(n, p)| p * n.saturating_sub(c) as f64)
        .sum::<f64>();
    Queue {
        occupied: load,
        waiting,
        wait: waiting / arrivals,
        waited_share: p[c..].iter().sum(),
        turned_away_share: 0.0,
        balked_share: 0.0,
        reneged_share: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::birth_death::endless_queue;
    use super::*;

    fn near(got: f64, expected: f64, within: f64) {
        assert!((got - expected).abs() <= within, "{got} is not {expected} ± {within}");
    }

    #[test]
    fn exponential_service_gives_the_markovian_queue_and_fixed_service_half_its_wait() {
        let (general, exact) = (one_server(0.8, 1.0, 2.0), endless_queue(0.8, 1.0, 1));
        near(general.wait, exact.wait, 1e-12);
        near(general.waited_share, exact.waited_share, 1e-12);
        near(one_server(0.8, 1.0, 1.0).wait, 2.0, 1e-12);
    }

    #[test]
    fn a_clinic_worked_by_hand() {
        // 4 an hour, 10 minutes with a standard deviation of 5: ρ = 2/3, E S² = 125, wait = (4/60) 125 / (2/3) = 12.5 min.
        near(one_server(4.0 / 60.0, 10.0, 125.0).wait, 12.5, 1e-12);
    }

    #[test]
    fn batches_agree_with_the_markovian_formula() {
        // Pairs, 0.4 a unit of time, mean service 1: L = 0.8 (1 + 4/2) / (2 · 0.2) = 6.
        near(batches(0.4, 2.0, 4.0, 1.0, 2.0).present(), 6.0, 1e-12);
        // Geometric with mean 2 (E X² = 6): L = 0.8 (1 + 3) / 0.4 = 8 = ρ / ((1 − ρ)(1 − a)), a = ½.
        near(batches(0.4, 2.0, 6.0, 1.0, 2.0).present(), 8.0, 1e-12);
        near(batches(0.4, 2.0, 4.0, 1.0, 2.0).waited_share, 0.9, 1e-12);
    }

    #[test]
    fn fixed_service_agrees_with_pollaczek_and_with_a_printed_approximation() {
        let one = fixed_service(0.8, 1.0, 1);
        near(one.wait, 2.0, 1e-9);
        near(one.waited_share, 0.8, 1e-9);
        // Cosmetatos (1976): about ½ (1 + (1 − ρ)(c − 1)(√(4 + 5c) − 2) / (16 ρ c)) of the queue of M/M/c, to a per cent.
        for (servers, full) in [(2, 0.8), (5, 0.8), (10, 0.9), (3, 0.6)] {
            let c = f64::from(servers);
            let root = libm::sqrt(4.0 + 5.0 * c) - 2.0;
            let ratio = 0.5 * (1.0 + (1.0 - full) * (c - 1.0) * root / (16.0 * full * c));
            let markov = endless_queue(full * c, 1.0, servers).waiting;
            let waiting = fixed_service(full * c, 1.0, servers).waiting;
            near(waiting / (ratio * markov), 1.0, 0.015);
        }
    }
}

//! Poisson arrivals and exponential service times: the number present goes up and down by one, so its long-run
//! distribution is a product of ratios of rates.

use super::Queue;
use libm::{exp, log};

/// Long-run distribution over 0 … `last` of a chain that goes up from n at rate `up(n)` and down from n at rate `down(n)`:
/// p(n + 1) / p(n) = up(n) / down(n + 1).
///
/// Source: Kleinrock, *Queueing Systems* vol. 1 (1975), eq. 3.11.
pub fn stationary(up: impl Fn(usize) -> f64, down: impl Fn(usize) -> f64, last: usize) -> Vec<f64> {
    let mut p = vec![1.0];
    let (mut top, mut now) = (1.0f64, 1.0);
    for n in 0..last {
        now *= up(n) / down(n + 1);
        p.push(now);
        top = top.max(now);
        // Kept in the range of numbers: only ratios count.
        if top > 1e200 {
            p.iter_mut().for_each(|x| *x /= top);
            now /= top;
            top = 1.0;
        }
    }
    let sum: f64 = p.iter().sum();
    p.iter_mut().for_each(|x| *x /= sum);
    p
}

/// The same over 0, 1, 2 … without end, cut where what lies beyond is below 10⁻¹⁵ of the whole.
///
/// # Panics
/// When the chain has no long-run distribution: it must in the end go down faster than up.
pub fn stationary_unbounded(up: impl Fn(usize) -> f64, down: impl Fn(usize) -> f64) -> Vec<f64> {
    const MOST: usize = 10_000_000;
    let ratio = |n: usize| up(n) / down(n + 1);
    let (mut sum, mut now, mut last) = (1.0f64, 1.0f64, 0);
    loop {
        assert!(last < MOST, "the queue grows without end");
        let r = ratio(last);
        now *= r;
        sum += now;
        last += 1;
        if sum > 1e200 {
            now /= sum;
            sum = 1.0;
        }
        // Beyond here lies at most now × r / (1 − r), if the ratio rises no more; a few states further it does not.
        if r < 1.0 && now * r / (1.0 - r) < 1e-15 * sum && ratio(last + 50) <= r {
            return stationary(up, down, last);
        }
    }
}

/// Erlang's loss formula B: share of arrivals that find all `servers` taken and leave, for an offered load in servers. It
/// holds for any shape of service time (insensitivity).
///
/// B(0) = 1, B(c) = a B(c − 1) / (c + a B(c − 1)). Source: Erlang (1917); recursion in Cooper, *Introduction to Queueing
/// Theory* (1981), eq. 3.8.
pub fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |b, c| load * b / (f64::from(c) + load * b))
}

/// Erlang's delay formula C: share of arrivals that must wait, for a load below `servers`.
///
/// C = B / (1 − (a/c)(1 − B)). Source: Erlang (1917); Cooper (1981), eq. 4.8.
pub fn erlang_c(servers: u32, load: f64) -> f64 {
    let full = load / f64::from(servers);
    assert!(full < 1.0, "a load of {load} is too much for {servers} servers");
    let b = erlang_b(servers, load);
    b / (1.0 - full * (1.0 - b))
}

/// M/M/c: `arrivals` a unit of time, `mean` service time, `servers`, a queue without end.
///
/// Mean wait C × mean / (c − a). Source: Kleinrock (1975), section 3.5.
pub fn endless_queue(arrivals: f64, mean: f64, servers: u32) -> Queue {
    let load = arrivals * mean;
    let delayed = erlang_c(servers, load);
    let wait = delayed * mean / (f64::from(servers) - load);
    Queue {
        occupied: load,
        waiting: arrivals * wait,
        wait,
        waited_share: delayed,
        turned_away_share: 0.0,
        balked_share: 0.0,
        reneged_share: 0.0,
    }
}

/// The wait in M/M/c that a share `p` of patients stays under: P(wait > t) = C exp(−(c/mean − arrivals) t).
///
/// Source: Kleinrock (1975), section 3.5; for one server Cooper (1981), eq. 4.15.
pub fn wait_quantile(arrivals: f64, mean: f64, servers: u32, p: f64) -> f64 {
    let delayed = erlang_c(servers, arrivals * mean);
    (log(delayed / (1.0 - p)) / (f64::from(servers) / mean - arrivals)).max(0.0)
}

/// M/M/c/K: as [`endless_queue`], with so many places to wait; who finds all taken is turned away.
///
/// Source: Kleinrock (1975), sections 3.6 and 3.7.
pub fn finite_queue(arrivals: f64, mean: f64, servers: u32, places: u32) -> Queue {
    let c = servers as usize;
    let p = stationary(|_| arrivals, |n| n.min(c) as f64 / mean, c + places as usize);
    let turned_away_share = p[p.len() - 1];
    let entering = 1.0 - turned_away_share;
    let waiting = waiting(&p, c);
    Queue {
        occupied: occupied(&p, c),
        waiting,
        wait: waiting / (arrivals * entering),
        waited_share: p[c..p.len() - 1].iter().sum::<f64>() / entering,
        turned_away_share,
        balked_share: 0.0,
        reneged_share: 0.0,
    }
}

/// M/M/c with balking: an arrival who finds all servers taken and w waiting goes away with probability `balks(w)`.
///
/// Source: a birth–death chain with births thinned; Gross and Harris, *Fundamentals of Queueing Theory* (1998), section 2.10.
pub fn balking(arrivals: f64, mean: f64, servers: u32, balks: impl Fn(usize) -> f64) -> Queue {
    let c = servers as usize;
    let away = |n: usize| if n < c { 0.0 } else { balks(n - c) };
    let up = |n: usize| arrivals * (1.0 - away(n));
    let p = stationary_unbounded(up, |n| n.min(c) as f64 / mean);
    let balked_share: f64 = p.iter().enumerate().map(|(n, p)| p * away(n)).sum();
    let (waiting, entering) = (waiting(&p, c), 1.0 - balked_share);
    let enter_and_wait: f64 = (p.iter().enumerate().skip(c)).map(|(n, p)| p * (1.0 - away(n))).sum();
    Queue {
        occupied: occupied(&p, c),
        waiting,
        wait: waiting / (arrivals * entering),
        waited_share: enter_and_wait / entering,
        turned_away_share: 0.0,
        balked_share,
        reneged_share: 0.0,
    }
}

/// M/M/c + M (Erlang A): each who waits gives up after an exponential patience with mean `patience`.
///
/// Deaths at rate min(n, c)/mean + (n − c)⁺/patience; reneged share = waiting / (arrivals × patience). The wait of those
/// served is found from P(served | w ahead) by the steps of the queue ahead: with w waiting ahead, the next step up is
/// at rate c/mean + (w + 1)/patience, of which 1/patience is giving up oneself. Source: Palm (1946); Mandelbaum and
/// Zeltyn, *Service engineering in action* (2007), section 2.
pub fn impatient(arrivals: f64, mean: f64, servers: u32, patience: f64) -> Queue {
    let c = servers as usize;
    let (serve, give_up) = (1.0 / mean, 1.0 / patience);
    let down = |n: usize| n.min(c) as f64 * serve + n.saturating_sub(c) as f64 * give_up;
    let p = stationary_unbounded(|_| arrivals, down);
    let waiting = waiting(&p, c);
    // Having found w waiting: probability of being served in the end, and its expectation times the wait till then.
    let (mut served, mut wait) = (0.0, 0.0);
    let (mut reached, mut time) = (1.0, 0.0);
    for (w, share) in p.iter().skip(c).enumerate() {
        let rate = c as f64 * serve + (w + 1) as f64 * give_up;
        // From w ahead one passes to w − 1 ahead (or into service) unless it is oneself who gives up.
        reached *= (rate - give_up) / rate;
        time += 1.0 / rate;
        served += share * reached;
        wait += share * reached * time;
    }
    let at_once: f64 = p[..c].iter().sum();
    Queue {
        occupied: occupied(&p, c),
        waiting,
        wait: wait / (at_once + served),
        waited_share: served / (at_once + served),
        turned_away_share: 0.0,
        balked_share: 0.0,
        reneged_share: waiting / (arrivals * patience),
    }
}

/// M/M/1 + D: one server, and everyone who has waited `patience` gives up.
///
/// The wait an arrival would have to make has density λ p₀ exp((λ − μ) w) up to the patience, after which only the work in
/// hand is left. Source: Barrer (1957); Baccelli and Hebuterne, *On queues with impatient customers* (1981).
pub fn fixed_patience(arrivals: f64, mean: f64, patience: f64) -> Queue {
    let (rate, gap) = (1.0 / mean, arrivals - 1.0 / mean);
    // ∫ exp(gap w) and ∫ w exp(gap w) over 0 … patience.
    let e = exp(gap * patience);
    let (mass, first) = if gap.abs() * patience < 1e-6 {
        (patience, patience * patience / 2.0)
    } else {
        let mass = (e - 1.0) / gap;
        (mass, (patience * e - mass) / gap)
    };
    // Offered wait: an atom at 0, then λ p₀ exp(gap w) below the patience, then λ p₀ e exp(−μ (w − patience)).
    let empty = 1.0 / (1.0 + arrivals * mass + arrivals * e / rate);
    let lost = arrivals * empty * e / rate;
    let waited = arrivals * empty * mass;
    let wait_of_served = arrivals * empty * first;
    Queue {
        occupied: arrivals * (1.0 - lost) * mean,
        waiting: arrivals * (wait_of_served + lost * patience),
        wait: wait_of_served / (1.0 - lost),
        waited_share: waited / (1.0 - lost),
        turned_away_share: 0.0,
        balked_share: 0.0,
        reneged_share: lost,
    }
}

/// Mean number being served.
fn occupied(p: &[f64], servers: usize) -> f64 {
    p.iter().enumerate().map(|(n, p)| p * n.min(servers) as f64).sum()
}

/// Mean number waiting.
fn waiting(p: &[f64], servers: usize) -> f64 {
    (p.iter().enumerate())
        .map(|(n, p)| p * n.saturating_sub(servers) as f64)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, expected: f64, within: f64) {
        assert!((got - expected).abs() <= within, "{got} is not {expected} ± {within}");
    }

    #[test]
    fn erlang_b_agrees_with_printed_tables() {
        // Erlang B tables (e.g. Cooper 1981, appendix; ITU-T): load at which c servers lose 1 % and 5 % of arrivals.
        for (servers, load, lost) in [
            (1, 0.0101, 0.01),
            (5, 1.361, 0.01),
            (10, 4.461, 0.01),
            (20, 12.03, 0.01),
            (50, 37.90, 0.01),
            (100, 84.06, 0.01),
            (5, 2.219, 0.05),
            (10, 6.216, 0.05),
            (20, 15.25, 0.05),
            (50, 44.53, 0.05),
        ] {
            near(erlang_b(servers, load), lost, 0.001 * lost + 2e-5);
        }
        near(erlang_b(2, 1.0), 0.2, 1e-15);
    }

    #[test]
    fn erlang_c_agrees_with_hand_worked_values() {
        // c = 1: C = a. c = 2, a = 1: C = 1/3. c = 3, a = 2: C = 4/9.
        near(erlang_c(1, 0.7), 0.7, 1e-15);
        near(erlang_c(2, 1.0), 1.0 / 3.0, 1e-15);
        near(erlang_c(3, 2.0), 4.0 / 9.0, 1e-15);
        // Kleinrock's M/M/1: L = ρ / (1 − ρ), W_q = ρ / (μ − λ).
        let queue = endless_queue(0.8, 1.0, 1);
        near(queue.present(), 4.0, 1e-12);
        near(queue.wait, 4.0, 1e-12);
        // P(wait > t) = ρ exp(−(μ − λ) t): 95 % stay under ln(0.8 / 0.05) / 0.2 = 13.863.
        near(wait_quantile(0.8, 1.0, 1, 0.95), 13.862_943_6, 1e-6);
        near(wait_quantile(0.01, 1.0, 1, 0.95), 0.0, 0.0);
    }

    #[test]
    fn finite_queues_have_erlangs_formulas_at_their_ends() {
        near(
            finite_queue(9.0, 1.0, 10, 0).turned_away_share,
            erlang_b(10, 9.0),
            1e-14,
        );
        let (long, endless) = (finite_queue(0.8, 1.0, 1, 400), endless_queue(0.8, 1.0, 1));
        near(long.waiting, endless.waiting, 1e-9);
        near(long.waited_share, endless.waited_share, 1e-9);
        // M/M/1/K with load 1: all K + 1 states alike.
        near(finite_queue(1.0, 1.0, 1, 4).turned_away_share, 1.0 / 6.0, 1e-15);
        // A load far above the servers stays in the range of numbers.
        near(
            finite_queue(2_000.0, 1.0, 1, 300).turned_away_share,
            1.0 - 1.0 / 2_000.0,
            1e-9,
        );
    }

    #[test]
    fn who_always_balks_leaves_a_loss_system_and_who_never_does_an_endless_queue() {
        near(balking(9.0, 1.0, 10, |_| 1.0).balked_share, erlang_b(10, 9.0), 1e-14);
        let never = balking(0.8, 1.0, 1, |_| 0.0);
        near(never.wait, 4.0, 1e-9);
        // One server, load 1, half balk once anybody waits: p = (1, 1, 1, ½, ¼ …) / 4.
        let half = balking(1.0, 1.0, 1, |waiting| if waiting == 0 { 0.0 } else { 0.5 });
        near(half.occupied, 0.75, 1e-12);
        near(half.balked_share, 0.25, 1e-12);
        // waiting = Σ k 2^(1 − k) / 4 = 1.
        near(half.waiting, 1.0, 1e-12);
    }

    #[test]
    fn patience_links_loss_and_endless_queue() {
        // Patience of mean 1 with service of mean 1: all who are present leave at rate 1, so presence is Poisson.
        let queue = impatient(6.0, 1.0, 5, 1.0);
        near(queue.present(), 6.0, 1e-9);
        // P(N = n) Poisson(6): waiting = Σ (n − 5)⁺ p(n) = E N − 5 + Σ_{n<5} (5 − n) p(n) = 1.4016….
        let p = |n: i32| exp(-6.0) * libm::pow(6.0, f64::from(n)) / [1.0, 1.0, 2.0, 6.0, 24.0][n as usize];
        let short: f64 = (0..5).map(|n| f64::from(5 - n) * p(n)).sum();
        near(queue.waiting, 1.0 + short, 1e-12);
        near(queue.reneged_share, (1.0 + short) / 6.0, 1e-12);
        // Flow: what is served and what gives up is all that came.
        near(queue.occupied / 6.0 + queue.reneged_share, 1.0, 1e-12);
        let patient = impatient(0.8, 1.0, 1, 1e7);
        near(patient.wait, 4.0, 1e-3);
        near(patient.waited_share, 0.8, 1e-4);
    }

    #[test]
    fn the_wait_of_those_served_by_erlang_a_balances() {
        // Little's law over all who wait: waiting = arrivals × (wait of served × served + wait of those who gave up), and
        // each who waits is at risk 1/patience: mean patience used. For one server with equal means the parts are found
        // by hand from Poisson(λ): found w ahead, the wait to service given served is the (w + 1)th step.
        let queue = impatient(1.0, 1.0, 1, 1.0);
        let p = |n: u32| exp(-1.0) / (1..=n).map(f64::from).product::<f64>();
        // w ahead: reach = Π k/(k + 1) = 1/(w + 2), time = Σ_{k=2}^{w+2} 1/k.
        let (mut served, mut wait, mut time) = (0.0, 0.0, 0.0);
        for w in 0..40 {
            time += 1.0 / f64::from(w + 2);
            let reach = 1.0 / f64::from(w + 2);
            served += p(w + 1) * reach;
            wait += p(w + 1) * reach * time;
        }
        let all = p(0) + served;
        near(queue.wait, wait / all, 1e-12);
        near(queue.waited_share, served / all, 1e-12);
        near(1.0 - all, queue.reneged_share, 1e-12);
    }

    #[test]
    fn fixed_patience_has_the_right_ends() {
        let patient = fixed_patience(0.8, 1.0, 1e3);
        near(patient.wait, 4.0, 1e-6);
        near(patient.reneged_share, 0.0, 1e-12);
        // No patience: Erlang B with one server.
        near(fixed_patience(0.8, 1.0, 0.0).reneged_share, erlang_b(1, 0.8), 1e-12);
        // Load 1, patience 1, service 1: p₀ = 1 / (1 + 1 + 1), lost = 1/3, served = 2/3 = occupied.
        let queue = fixed_patience(1.0, 1.0, 1.0);
        near(queue.reneged_share, 1.0 / 3.0, 1e-9);
        near(queue.occupied, 2.0 / 3.0, 1e-9);
        near(queue.wait, 0.25, 1e-9);
    }

    #[test]
    #[should_panic(expected = "too much")]
    fn an_overload_is_refused() {
        let _ = endless_queue(2.0, 1.0, 2);
    }
}

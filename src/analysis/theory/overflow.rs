//! Two classes with servers of their own and servers they share, and no queue: beds of two specialties with a common
//! reserve.

use super::chain::Chain;

/// Poisson `arrivals` of two classes, an exponential stay with the same `mean`; each takes a free server of its `own`, else
/// a `shared` one, else is turned away.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Overflow {
    pub arrivals: [f64; 2],
    pub mean: f64,
    pub own: [u32; 2],
    pub shared: u32,
}

/// What it comes to.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Overflown {
    /// Share of each class that is turned away.
    pub turned_away_share: [f64; 2],
    /// Mean number of servers taken, all pools together.
    pub occupied: f64,
}

impl Overflow {
    /// The long-run chain over (own servers taken, shared servers taken). Whoever lies in a shared server stays there when one
    /// of their own falls free. Source: Wilkinson, *Theories for toll traffic engineering* (1956), whose exact chain this is.
    pub fn stationary(&self) -> Overflown {
        let [a, b, s] = [self.own[0], self.own[1], self.shared].map(|n| n as usize);
        let state = |i: usize, j: usize, k: usize| (i * (b + 1) + j) * (s + 1) + k;
        let mut chain = Chain::new((a + 1) * (b + 1) * (s + 1));
        let serve = 1.0 / self.mean;
        let all = || (0..=a).flat_map(move |i| (0..=b).flat_map(move |j| (0..=s).map(move |k| (i, j, k))));
        for (i, j, k) in all() {
            let here = state(i, j, k);
            if i < a {
                chain.step(here, state(i + 1, j, k), self.arrivals[0]);
            } else if k < s {
                chain.step(here, state(i, j, k + 1), self.arrivals[0]);
            }
            if j < b {
                chain.step(here, state(i, j + 1, k), self.arrivals[1]);
            } else if k < s {
                chain.step(here, state(i, j, k + 1), self.arrivals[1]);
            }
            if i > 0 {
                chain.step(here, state(i - 1, j, k), i as f64 * serve);
            }
            if j > 0 {
                chain.step(here, state(i, j - 1, k), j as f64 * serve);
            }
            if k > 0 {
                chain.step(here, state(i, j, k - 1), k as f64 * serve);
            }
        }
        let p = chain.stationary();
        let mut overflown = Overflown {
            turned_away_share: [0.0; 2],
            occupied: 0.0,
        };
        for (i, j, k) in all() {
            let share = p[state(i, j, k)];
            overflown.occupied += share * (i + j + k) as f64;
            if k == s {
                overflown.turned_away_share[0] += if i == a { share } else { 0.0 };
                overflown.turned_away_share[1] += if j == b { share } else { 0.0 };
            }
        }
        overflown
    }
}

#[cfg(test)]
mod tests {
    use super::super::birth_death::erlang_b;
    use super::*;

    #[test]
    fn without_a_reserve_each_class_is_erlangs_and_without_own_servers_both_are() {
        let mut beds = Overflow {
            arrivals: [2.0, 3.0],
            mean: 1.0,
            own: [3, 4],
            shared: 0,
        };
        let [x, y] = beds.stationary().turned_away_share;
        assert!((x - erlang_b(3, 2.0)).abs() < 1e-13 && (y - erlang_b(4, 3.0)).abs() < 1e-13);
        (beds.own, beds.shared) = ([0, 0], 7);
        let shared = beds.stationary();
        for x in shared.turned_away_share {
            assert!((x - erlang_b(7, 5.0)).abs() < 1e-13);
        }
        (beds.own, beds.shared) = ([2, 3], 2);
        let both = beds.stationary();
        let carried = 5.0 - 2.0 * both.turned_away_share[0] - 3.0 * both.turned_away_share[1];
        assert!(
            (both.occupied - carried).abs() < 1e-12,
            "what is not turned away is carried"
        );
    }
}

//! Leaders: how good, how long in post, and when they leave.
//!
//! - quality of a leader who is found: clamp(L + s·(2v − 1), 0, 1), with L the mean that the scenario states
//!   (`economy.trust.leadership`), s = `economy.trust.leadership_spread`, v uniform;
//! - what a leader is worth to others: q · (1 − 2^(−t/τ)), with t months in post and τ = `economy.trust.leadership_settling_months`;
//!   a vacant post is worth nothing for `economy.trust.leadership_vacant_months`;
//! - a leader leaves in a month when u < (1 − 2^(−r/m)) · (trouble ratio while the organisation misses its aim), with m =
//!   `economy.trust.leadership_median_months` and r the scenario's `leadership_turnover`.
//!
//! Draws are addressed by the organisation's permanent id and the month: the same leader leaves in the same month in
//! every scenario that gives him the same reason. Bodies under one chief executive share one leader.
//!
//! Source: median tenure of three years, 8 % of executive posts vacant, 11 months against seven years by rating
//! (evidence 4.10, 4.11); quality and what it is worth are assumed.

use crate::engine::{Key, Month};
use crate::model::parameter::Parameters;
use serde::{Deserialize, Serialize};

/// The purposes of a leader's draws.
const LEAVES: u64 = 1;
const FOUND: u64 = 2;
const AT_START: u64 = 3;

/// Whoever leads an organisation, or the empty chair.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Leader {
    /// Mean quality that this organisation finds (0 to 1).
    mean: f64,
    quality: f64,
    months: f64,
    /// Months until the post is filled; nought while it is.
    vacant: u32,
}

impl Leader {
    /// Somebody who has been there for a while.
    pub fn at_start(mean: f64, luck: Key, parameters: &Parameters) -> Leader {
        let luck = luck.with(AT_START);
        let months = -libm::log2(luck.with(0).uniform()) * parameters.get("economy.trust.leadership_median_months");
        Leader {
            mean,
            quality: found(mean, luck.with(1).uniform(), parameters),
            months,
            vacant: 0,
        }
    }

    /// What the leader is worth to those outside (0 to 1).
    pub fn worth(&self, parameters: &Parameters) -> f64 {
        if self.vacant > 0 {
            return 0.0;
        }
        let settled = 1.0 - libm::exp2(-self.months / parameters.get("economy.trust.leadership_settling_months"));
        self.quality * settled
    }

    /// A month passes; whether the leader left. `turnover` is the ratio of departures to the usual, `forced` a removal.
    pub fn month(&mut self, luck: Key, month: Month, turnover: f64, forced: bool, parameters: &Parameters) -> bool {
        let luck = luck.with(u64::from(month.0));
        if self.vacant > 0 {
            self.vacant -= 1;
            if self.vacant == 0 {
                self.quality = found(self.mean, luck.with(FOUND).uniform(), parameters);
                self.months = 0.0;
            }
            return false;
        }
        self.months += 1.0;
        let usual = 1.0 - libm::exp2(-1.0 / parameters.get("economy.trust.leadership_median_months"));
        let leaves = forced || luck.with(LEAVES).uniform() < usual * turnover;
        if leaves {
            self.vacant = (libm::round(parameters.get("economy.trust.leadership_vacant_months")) as u32).max(1);
        }
        leaves
    }
}

fn found(mean: f64, u: f64, parameters: &Parameters) -> f64 {
    (mean + parameters.get("economy.trust.leadership_spread") * (2.0 * u - 1.0)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    #[test]
    fn half_of_all_leave_within_the_median_and_trouble_hastens() {
        let parameters = testing::parameters();
        let median = libm::round(parameters.get("economy.trust.leadership_median_months")) as u32;
        let stays = |turnover: f64| {
            let of = |i: u64| {
                let luck = Key::root(7, i).with_name("acute");
                let mut leader = Leader::at_start(0.5, luck, &parameters);
                (0..median).all(|m| !leader.month(luck, Month(219 + m), turnover, false, &parameters))
            };
            (0..2_000).filter(|&i| of(i)).count() as f64 / 2_000.0
        };
        // 2,000 Bernoulli trials: four standard errors are 0.045.
        assert!((stays(1.0) - 0.5).abs() < 0.045, "{}", stays(1.0));
        assert!(stays(3.0) < 0.2);
    }

    #[test]
    fn a_newcomer_and_an_empty_chair_are_worth_less() {
        let parameters = testing::parameters();
        let luck = Key::root(1, 1);
        let mut leader = Leader::at_start(0.8, luck, &parameters);
        (0..120).for_each(|m| {
            leader.month(luck, Month(m), 0.0, false, &parameters);
        });
        let settled = leader.worth(&parameters);
        assert!(leader.month(luck, Month(121), 0.0, true, &parameters));
        assert_eq!(leader.worth(&parameters), 0.0);
        let vacant = parameters.get("economy.trust.leadership_vacant_months") as u32;
        (0..vacant + 1).for_each(|m| {
            leader.month(luck, Month(122 + m), 0.0, false, &parameters);
        });
        let new = leader.worth(&parameters);
        assert!(new > 0.0 && new < settled, "{new} {settled}");
    }
}

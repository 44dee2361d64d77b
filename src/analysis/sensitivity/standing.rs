//! How a verdict holds over draws of all parameters.
//!
//! One draw is one replication, so luck is in it too. How much luck moves the outcome is seen in runs at the shipped values; a
//! draw is clear when it lies further from nought than the 95 % t interval of luck alone.
//! Share of the variance that parameters make: 1 − (variance of luck) ⁄ (variance over draws), not below nought.

use crate::analysis::estimate::t_quantile;
use crate::analysis::quantile::quantile;
use crate::analysis::{Estimate, LEVEL};

/// The draws beside the shipped values.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Standing {
    /// At the shipped values.
    pub usual: Estimate,
    /// Over the draws.
    pub draws: Estimate,
    /// 2.5 % and 97.5 % quantile of the draws.
    pub range: [f64; 2],
    /// Share of draws with the sign of the mean at the shipped values, with its 95 % interval.
    pub same: [f64; 3],
    /// Shares of draws clearly of that sign, not clear, and clearly of the other.
    pub clear: [f64; 3],
    /// Share of runs at the shipped values with that sign.
    pub same_by_luck: f64,
    /// Share of the variance over draws that is the parameters'.
    pub parameters: f64,
}

/// A share with its interval by Wilson (1927, JASA 22:209).
pub fn wilson(hits: usize, n: usize) -> [f64; 3] {
    let (n, share) = (n as f64, hits as f64 / n as f64);
    // Many degrees of freedom: the normal quantile.
    let z = t_quantile(0.5 + LEVEL / 2.0, 1_000_000);
    let middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * libm::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n));
    [share, (middle - half).max(0.0), (middle + half).min(1.0)]
}

/// Reads the draws; nothing with fewer than two of either.
pub fn standing(draws: &[f64], luck: &[f64]) -> Option<Standing> {
    let (over, usual) = (Estimate::of(draws, LEVEL)?, Estimate::of(luck, LEVEL)?);
    let (sd_draws, sd_luck) = (over.sd?, usual.sd?);
    let sign = if usual.mean < 0.0 { -1.0 } else { 1.0 };
    let share = |list: &[f64], of: &dyn Fn(f64) -> bool| {
        list.iter().filter(|x| of(sign * **x)).count() as f64 / list.len() as f64
    };
    let far = t_quantile(0.5 + LEVEL / 2.0, luck.len() - 1) * sd_luck;
    let hits = draws.iter().filter(|x| sign * **x > 0.0).count();
    let parameters = if sd_draws > 0.0 {
        (1.0 - sd_luck * sd_luck / (sd_draws * sd_draws)).max(0.0)
    } else {
        0.0
    };
    Some(Standing {
        usual,
        draws: over,
        range: [quantile(draws, 0.025)?, quantile(draws, 0.975)?],
        same: wilson(hits, draws.len()),
        clear: [
            share(draws, &|x| x > far),
            share(draws, &|x| x.abs() <= far),
            share(draws, &|x| x < -far),
        ],
        same_by_luck: share(luck, &|x| x > 0.0),
        parameters,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_worked() {
        // Luck −1 ± 0: every draw that is not nought is clear.
        let told = standing(&[-3.0, -1.0, 0.0, 2.0], &[-1.0, -1.0]).expect("two of each");
        assert_eq!(told.same[0], 0.5);
        assert_eq!(told.clear, [0.5, 0.25, 0.25]);
        assert_eq!((told.same_by_luck, told.parameters), (1.0, 1.0));
        // With luck as wide as the draws nothing is left for the parameters, and nothing is clear.
        let told = standing(&[-3.0, 1.0], &[-3.0, 1.0]).expect("two of each");
        assert_eq!((told.parameters, told.clear), (0.0, [0.0, 1.0, 0.0]));
        assert_eq!(standing(&[1.0], &[1.0, 2.0]), None);
    }

    #[test]
    fn wilson_agrees_with_a_printed_example() {
        // Newcombe (1998, Stat Med 17:857), table I: 81 of 263 is 0.3080 (0.2553 to 0.3662).
        let [share, low, high] = wilson(81, 263);
        assert!((share - 0.3080).abs() < 5e-5 && (low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5);
    }
}

//! The rule by which a figure of a claim is judged. The interval decides, never the mean.
//!
//! - *supported*: the whole interval lies where the claim puts the figure;
//! - *contradicted*: the whole interval lies on the other side of nothing, or, where the claim says that nothing changes,
//!   wholly outside what it allows;
//! - *not supported*: it lies elsewhere: too small to be what is claimed, or within what is negligible;
//! - *undecided*: it straddles a limit. So many replications would decide if the mean stays where it is:
//!
//! n′ = ⌈n · (h / d)²⌉, with h half the interval's width and d the way from the mean to the nearest limit.

use crate::analysis::Estimate;
use crate::analysis::validation::verdict::figure;
use crate::scenario::claim::Region;
use serde::Serialize;

/// What became of a claim, or of one of its figures.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Supported,
    NotSupported,
    Contradicted,
    Undecided,
    /// It only shows the way, or stands beside.
    Told,
    /// The run was made shorter than the years that are read.
    NotAsked,
}

impl Verdict {
    pub const ALL: [Verdict; 6] = [
        Verdict::Supported,
        Verdict::NotSupported,
        Verdict::Contradicted,
        Verdict::Undecided,
        Verdict::Told,
        Verdict::NotAsked,
    ];
    pub const fn words(self) -> &'static str {
        match self {
            Verdict::Supported => "supported",
            Verdict::NotSupported => "not supported",
            Verdict::Contradicted => "contradicted",
            Verdict::Undecided => "undecided",
            Verdict::Told => "–",
            Verdict::NotAsked => "not asked",
        }
    }
}

/// Replications that are never told to be enough: beyond them the answer is "more than can be run".
const MOST: f64 = 100_000.0;

/// The verdict on an estimate, why, and how many replications would decide where it is undecided.
pub fn judge(expect: Option<Region>, negligible: f64, estimate: Option<&Estimate>) -> (Verdict, String, Option<u32>) {
    let Some(region) = expect else {
        return (Verdict::Told, String::new(), None);
    };
    let Some(estimate) = estimate else {
        return (
            Verdict::Undecided,
            "the measure has no value in these runs".into(),
            None,
        );
    };
    let (Some(low), Some(high)) = (estimate.low, estimate.high) else {
        return (
            Verdict::Undecided,
            "one replication says nothing about chance".into(),
            None,
        );
    };
    let (verdict, because) = place(region, negligible, low, high);
    let more = (verdict == Verdict::Undecided).then(|| seeds(region, negligible, estimate, (high - low) / 2.0));
    (verdict, because, more.flatten())
}

fn place(region: Region, negligible: f64, low: f64, high: f64) -> (Verdict, String) {
    let inside = |a: f64, b: f64| low > a && high < b;
    let nothing = inside(-negligible, negligible) || (low == 0.0 && high == 0.0);
    match region {
        Region::Above(x) | Region::Below(x) => {
            let up = matches!(region, Region::Above(_));
            let way = if up { "above" } else { "below" };
            let (holds, misses) = if up { (low > x, high <= x) } else { (high < x, low >= x) };
            let wrong_way = if up {
                high < 0.0_f64.min(x)
            } else {
                low > 0.0_f64.max(x)
            };
            if holds {
                (Verdict::Supported, format!("clearly {way} {}", figure(x)))
            } else if nothing {
                (Verdict::NotSupported, "nothing moves that matters".into())
            } else if wrong_way {
                let other = if up { "below" } else { "above" };
                (
                    Verdict::Contradicted,
                    format!("clearly {other} zero, and {way} {} is claimed", figure(x)),
                )
            } else if misses {
                (Verdict::NotSupported, format!("clearly not {way} {}", figure(x)))
            } else {
                (Verdict::Undecided, format!("the interval holds {}", figure(x)))
            }
        }
        Region::Between([a, b]) => {
            let range = format!("{} to {}", figure(a), figure(b));
            if inside(a, b) {
                (Verdict::Supported, format!("the interval lies within {range}"))
            } else if high <= a || low >= b {
                let way = if high <= a { "below" } else { "above" };
                (Verdict::Contradicted, format!("the interval lies {way} {range}"))
            } else {
                (Verdict::Undecided, format!("the interval reaches out of {range}"))
            }
        }
    }
}

/// Replications at which the interval would lie on one side of every limit, if mean and scatter stay.
fn seeds(region: Region, negligible: f64, estimate: &Estimate, half: f64) -> Option<u32> {
    let limits: Vec<f64> = match region {
        // Within what is negligible both its ends count, and the claim's limit does no harm.
        Region::Above(_) | Region::Below(_) if estimate.mean.abs() < negligible => vec![-negligible, negligible],
        Region::Above(x) | Region::Below(x) => vec![x],
        Region::Between([a, b]) => vec![a, b],
    };
    let way = limits
        .iter()
        .map(|x| (estimate.mean - x).abs())
        .fold(f64::INFINITY, f64::min);
    let needed = libm::ceil(estimate.n as f64 * (half / way) * (half / way));
    (needed <= MOST).then_some(needed as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(region: Region, negligible: f64, low: f64, high: f64) -> (Verdict, Option<u32>) {
        let estimate = Estimate {
            mean: (low + high) / 2.0,
            sd: Some(1.0),
            n: 10,
            low: Some(low),
            high: Some(high),
        };
        let (verdict, _, more) = judge(Some(region), negligible, Some(&estimate));
        (verdict, more)
    }

    #[test]
    fn the_whole_interval_decides() {
        let below = Region::Below(0.0);
        assert_eq!(of(below, 0.0, -3.0, -1.0).0, Verdict::Supported);
        assert_eq!(of(below, 0.0, 1.0, 3.0).0, Verdict::Contradicted);
        assert_eq!(
            of(below, 0.5, -0.3, 0.2).0,
            Verdict::NotSupported,
            "nothing that matters"
        );
        assert_eq!(of(below, 0.0, 0.0, 0.0).0, Verdict::NotSupported, "nothing moves");
        // Mean −1, half 1.5: at 10 · 1.5² the interval would end at zero.
        assert_eq!(of(below, 0.0, -2.5, 0.5), (Verdict::Undecided, Some(23)));
    }

    #[test]
    fn an_effect_too_small_for_the_claim_is_not_supported_and_one_the_other_way_contradicts() {
        let much = Region::Above(5.0);
        assert_eq!(of(much, 0.0, 1.0, 2.0).0, Verdict::NotSupported);
        assert_eq!(of(much, 0.0, -2.0, -1.0).0, Verdict::Contradicted);
        assert_eq!(of(much, 0.0, 6.0, 9.0).0, Verdict::Supported);
        assert_eq!(of(much, 0.0, 4.0, 6.1).0, Verdict::Undecided);
        let little = Region::Below(-5.0);
        assert_eq!(of(little, 0.0, -2.0, -1.0).0, Verdict::NotSupported);
        assert_eq!(of(little, 0.0, 1.0, 2.0).0, Verdict::Contradicted);
        // Above a negative limit: what lies between it and zero still holds.
        assert_eq!(of(Region::Above(-1.0), 0.0, -0.5, 0.5).0, Verdict::Supported);
    }

    #[test]
    fn no_difference_is_claimed_within_limits() {
        let same = Region::Between([-1.0, 1.0]);
        assert_eq!(of(same, 0.0, -0.5, 0.5).0, Verdict::Supported);
        assert_eq!(of(same, 0.0, 1.5, 2.0).0, Verdict::Contradicted);
        assert_eq!(of(same, 0.0, 0.5, 1.5).0, Verdict::Undecided);
    }

    #[test]
    fn without_an_interval_nothing_is_decided() {
        let one = Estimate::of(&[-3.0], 0.95);
        assert_eq!(judge(Some(Region::Below(0.0)), 0.0, one.as_ref()).0, Verdict::Undecided);
        assert_eq!(judge(Some(Region::Below(0.0)), 0.0, None).0, Verdict::Undecided);
        assert_eq!(judge(None, 0.0, one.as_ref()).0, Verdict::Told);
    }
}

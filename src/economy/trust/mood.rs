//! Mood: an organisation works in the open, or withdraws into a fortress. It turns at different points on the way in and
//! on the way out (hysteresis), so that a failure lasts.
//!
//! ease = mean trust with partners + a·(worth of its leader − ½) − d·shortfall − o·(burden of oversight − usual)
//!
//! - open → fortress when ease < `economy.trust.fortress_below`;
//! - fortress → open when ease > `economy.trust.open_above`, which lies higher;
//! - in a crisis (a venture failed, a deal was broken, a shock) a leader worth at least `economy.trust.rally_from` turns it
//!   open at once, whatever the ease, and a weaker one makes withdrawal come earlier by `economy.trust.crisis_shift`.
//!
//! The mood is the board's. The people who do its contracting follow with a lag: their stance C (0 open, 1 withdrawn) moves
//! each month by (mood − C)/`economy.trust.contracting_lag_months`. Boards shape joint work and trust; contracting decides
//! whether talks go on (not from C = ½ on) and how far apart two sides may be before they go to arbitration. So a board that
//! has opened again still meets its own people's old habits, and the reverse.
//!
//! a = `economy.trust.ease_of_leadership`, d = `economy.trust.ease_of_shortfall` (shortfall against its aim, share of
//! income), o = `economy.trust.ease_of_oversight`. Source: failed ventures that led back to transactional contracting, or
//! forward (evidence 4.03, 4.04, words only); sizes are assumed.

use crate::model::parameter::Parameters;
use serde::{Deserialize, Serialize};

/// How an organisation meets others.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Mood {
    #[default]
    Open,
    Fortress,
}

/// What turns a mood.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Seen {
    /// Mean trust with partners, and worth of the leader (0 to 1).
    pub trust: f64,
    pub leader: f64,
    /// Shortfall against its aim, share of income (0 or more).
    pub shortfall: f64,
    /// Burden of oversight beyond the usual.
    pub oversight: f64,
    pub crisis: bool,
}

/// How easily an organisation opens itself.
pub fn ease(seen: Seen, parameters: &Parameters) -> f64 {
    let of = |path: &str| parameters.get(path);
    seen.trust + of("economy.trust.ease_of_leadership") * (seen.leader - of("economy.trust.leadership"))
        - of("economy.trust.ease_of_shortfall") * seen.shortfall
        - of("economy.trust.ease_of_oversight") * seen.oversight
}

impl Mood {
    /// 1 in a fortress, 0 in the open.
    pub fn withdrawn(self) -> f64 {
        f64::from(u8::from(self == Mood::Fortress))
    }

    /// The mood after a month, and why where it turned.
    pub fn turned(self, seen: Seen, parameters: &Parameters) -> (Mood, Option<String>) {
        let of = |path: &str| parameters.get(path);
        let ease = ease(seen, parameters);
        let (below, above) = (of("economy.trust.fortress_below"), of("economy.trust.open_above"));
        let rallies = seen.crisis && seen.leader >= of("economy.trust.rally_from");
        let shift = if seen.crisis {
            of("economy.trust.crisis_shift")
        } else {
            0.0
        };
        let told = format!(
            "trust {:.2}, leader {:.2}, shortfall {:.3}, ease {ease:.2}",
            seen.trust, seen.leader, seen.shortfall
        );
        match self {
            Mood::Open if rallies => (Mood::Open, None),
            Mood::Open if ease < below + shift => (
                Mood::Fortress,
                Some(format!("withdraws below {:.2}: {told}", below + shift)),
            ),
            Mood::Fortress if rallies => (Mood::Open, Some(format!("its leader opens it in a crisis: {told}"))),
            Mood::Fortress if ease > above => (Mood::Open, Some(format!("opens above {above:.2}: {told}"))),
            same => (same, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    #[test]
    fn the_way_out_is_harder_than_the_way_in() {
        let parameters = testing::parameters();
        let leader = parameters.get("economy.trust.leadership");
        let at = |trust: f64| Seen {
            trust,
            leader,
            ..Seen::default()
        };
        let (below, above) = (
            parameters.get("economy.trust.fortress_below"),
            parameters.get("economy.trust.open_above"),
        );
        let between = at((below + above) / 2.0);
        assert_eq!(Mood::Open.turned(between, &parameters).0, Mood::Open);
        assert_eq!(Mood::Fortress.turned(between, &parameters).0, Mood::Fortress);
        assert_eq!(Mood::Open.turned(at(below - 0.01), &parameters).0, Mood::Fortress);
        assert_eq!(Mood::Fortress.turned(at(above + 0.01), &parameters).0, Mood::Open);
    }

    #[test]
    fn in_a_crisis_leadership_decides_the_way() {
        let parameters = testing::parameters();
        let crisis = |leader: f64| Seen {
            trust: 0.3,
            leader,
            crisis: true,
            ..Seen::default()
        };
        assert_eq!(Mood::Fortress.turned(crisis(0.8), &parameters).0, Mood::Open);
        assert_eq!(Mood::Open.turned(crisis(0.1), &parameters).0, Mood::Fortress);
        let calm = Seen {
            crisis: false,
            ..crisis(0.8)
        };
        assert_eq!(
            Mood::Fortress.turned(calm, &parameters).0,
            Mood::Fortress,
            "without a crisis it takes trust"
        );
    }

    #[test]
    fn deep_deficit_and_oversight_push_in() {
        let parameters = testing::parameters();
        let leader = parameters.get("economy.trust.leadership");
        let usual = Seen {
            trust: 0.4,
            leader,
            ..Seen::default()
        };
        assert_eq!(Mood::Open.turned(usual, &parameters).0, Mood::Open);
        let poor = Seen {
            shortfall: 0.08,
            ..usual
        };
        assert_eq!(Mood::Open.turned(poor, &parameters).0, Mood::Fortress);
        assert!(
            ease(
                Seen {
                    oversight: 0.3,
                    ..usual
                },
                &parameters
            ) < ease(usual, &parameters)
        );
    }
}

//! **Reviews** (practices): how regularly people with long-term conditions are called in; enhanced services and payment for
//! quality pay for it.
//!
//! One per cent more moves the reviews done by one per cent; each costs staff time (`economy.choice.review.pounds`).

use super::{Acts, Choice, Seen};
use crate::economy::incentive::Move;
use crate::economy::outcome::Outcome;
use crate::economy::settings::OrganisationKind;
use crate::model::lever::Lever;
use crate::model::settings::ServiceKind;

pub const CHOICE: Choice = Choice {
    name: "review",
    kind: OrganisationKind::GeneralPractice,
    acts: Acts::Lever(Lever::ReviewEffort),
    services: &[ServiceKind::GeneralPractice],
    moves: |_, _| Move {
        outcomes: vec![(Outcome::ReviewsDone, 1.0)],
        ..Move::default()
    },
    capacity: |seen: &Seen<'_>| {
        let of = |what: &str| {
            seen.view
                .settings
                .parameters
                .get(&format!("economy.choice.review.{what}"))
        };
        of("pounds") * of("a_year_per_resident") * seen.people / 100.0
    },
    what: "reviews of long-term conditions",
};

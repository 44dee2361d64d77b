//! **Acceptance by community teams** (community trust): whom they take on.
//!
//! One per cent more moves community contacts by one per cent. Under a block each costs and earns nothing.

use super::{Acts, Choice, no_capacity};
use crate::economy::incentive::Move;
use crate::economy::outcome::Outcome;
use crate::economy::settings::{Currency, OrganisationKind};
use crate::model::lever::Lever;
use crate::model::settings::ServiceKind;

pub const CHOICE: Choice = Choice {
    name: "community",
    kind: OrganisationKind::CommunityTrust,
    acts: Acts::Lever(Lever::CommunityAcceptance),
    services: &[ServiceKind::CommunityNursing],
    moves: |_, _| Move {
        outcomes: vec![(Outcome::CommunityUnmet, -1.0)],
        ..Move::activity([(Currency::CommunityContact, 1.0)])
    },
    capacity: no_capacity,
    what: "community contacts taken on",
};

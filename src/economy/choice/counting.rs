//! **Completeness of counting** (community trust): how much of the work done is counted. Where a block pays whatever is
//! done, nobody needs to count; where each contact is paid, the bill rises with no more of them.

use super::{Acts, Choice, no_capacity};
use crate::economy::incentive::Move;
use crate::economy::settings::OrganisationKind;
use crate::model::settings::ServiceKind;

pub const CHOICE: Choice = Choice {
    name: "counting",
    kind: OrganisationKind::CommunityTrust,
    acts: Acts::Counting,
    services: &[ServiceKind::CommunityNursing],
    moves: |_, _| Move {
        counting: 1.0,
        ..Move::default()
    },
    capacity: no_capacity,
    what: "completeness of counting",
};

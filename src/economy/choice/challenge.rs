//! **Challenge of coding** (commissioner): how hard the bill is questioned. It acts on the same depth of coding as the
//! trust's own effort, the other way.

use super::{Acts, Choice, no_capacity};
use crate::economy::incentive::Move;
use crate::economy::settings::OrganisationKind;

pub const CHOICE: Choice = Choice {
    name: "challenge",
    kind: OrganisationKind::Commissioner,
    acts: Acts::Coding,
    services: &[],
    moves: |_, _| Move {
        coding: 1.0,
        ..Move::default()
    },
    capacity: no_capacity,
    what: "coding depth that is let pass",
};

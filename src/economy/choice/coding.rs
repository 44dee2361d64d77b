//! **Coding depth** (acute trust): how fully what was found in a spell is written down. The bill rises with no more work.
//!
//! One per cent more moves the price of admitted spells by one per cent. Bounds: audits find errors, not inventions; one
//! trust planned £2 million a year from better coding (evidence 2.27), about one per cent of its income.

use super::{Acts, Choice, no_capacity};
use crate::economy::incentive::Move;
use crate::economy::settings::OrganisationKind;
use crate::model::settings::ServiceKind;

pub const CHOICE: Choice = Choice {
    name: "coding",
    kind: OrganisationKind::AcuteTrust,
    acts: Acts::Coding,
    services: &[ServiceKind::MedicalBeds],
    moves: |_, _| Move {
        coding: 1.0,
        ..Move::default()
    },
    capacity: no_capacity,
    what: "coding depth",
};

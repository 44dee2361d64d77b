//! **Length of stay** (acute trust): how hard wards work to shorten the clinical stay.
//!
//! One per cent longer uses one per cent more of the adult bed-days, at their shadow price; days beyond the trim point,
//! the long tail, grow by more (`economy.choice.stay.excess_ratio`). So a bed is worth most where what else could lie in it
//! is paid for: under a tariff that pays planned work stays are shorter than under a block.

use super::{Acts, Choice, Seen, beds};
use crate::economy::incentive::Move;
use crate::economy::settings::{Currency, OrganisationKind};
use crate::model::lever::Lever;
use crate::model::settings::ServiceKind;

pub const CHOICE: Choice = Choice {
    name: "stay",
    kind: OrganisationKind::AcuteTrust,
    acts: Acts::Lever(Lever::StayEffort),
    services: &[ServiceKind::MedicalBeds],
    moves: |settings, _| {
        let parameters = &settings.parameters;
        Move::activity([(
            Currency::ExcessBedDay,
            parameters.get("economy.choice.stay.excess_ratio"),
        )])
    },
    capacity: |seen: &Seen<'_>| beds(seen, seen.bed_days / 100.0),
    what: "clinical stay",
};

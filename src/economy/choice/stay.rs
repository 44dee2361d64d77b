//! **Length of stay** (acute trust): how hard wards work to shorten the clinical stay.
//!
//! One per cent longer uses one per cent more of the adult bed-days, at their shadow price; days beyond the trim point,
//! the long tail, grow by more (`economy.choice.stay.excess_ratio`). So a bed is worth most where what else could lie in it
//! is paid for: under a tariff that pays planned work stays are shorter than under a block.

use super::{Acts, Choice, Seen, beds};
use crate::economy::incentive::Move;
use crate::economy::outcome::Outcome;
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
        let excess = parameters.get("economy.choice.stay.excess_ratio");
        Move {
            // The long tail grows by more than all bed-days do.
            outcomes: vec![(Outcome::LongStayBeds, excess - 1.0)],
            ..Move::activity([(Currency::ExcessBedDay, excess)])
        }
    },
    capacity: |seen: &Seen<'_>| beds(seen, seen.bed_days / 100.0),
    what: "clinical stay",
};

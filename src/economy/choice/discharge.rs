//! **Discharge effort** (acute trust): how long patients who are ready wait for assessment and brokerage.
//!
//! One per cent longer keeps ready patients longer in bed by a share of it (`economy.choice.discharge.ready_share`: the
//! rest of the wait is for a place), at the shadow price of a bed-day; delays and long stays are outcomes that money may
//! hang on.

use super::{Acts, Choice, Seen, beds};
use crate::economy::incentive::Move;
use crate::economy::outcome::Outcome;
use crate::economy::settings::OrganisationKind;
use crate::model::lever::Lever;
use crate::model::settings::ServiceKind;

pub const CHOICE: Choice = Choice {
    name: "discharge",
    kind: OrganisationKind::AcuteTrust,
    acts: Acts::Lever(Lever::DischargeEffort),
    services: &[ServiceKind::MedicalBeds],
    moves: |settings, _| {
        let parameters = &settings.parameters;
        let of = |what: &str| parameters.get(&format!("economy.choice.discharge.{what}"));
        Move {
            outcomes: vec![
                (Outcome::DelayedBeds, of("ready_share")),
                (Outcome::LongStayBeds, of("long_stay_share")),
            ],
            ..Move::default()
        }
    },
    capacity: |seen: &Seen<'_>| {
        let share = seen
            .view
            .settings
            .parameters
            .get("economy.choice.discharge.ready_share");
        beds(seen, share * seen.ready_days / 100.0)
    },
    what: "wait of ready patients",
};

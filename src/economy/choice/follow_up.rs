//! **Follow-up ratio** (acute trust): how many follow-ups a first attendance leads to.
//!
//! One per cent more moves follow-up attendances by one per cent; some of them displace a first attendance.

use super::{Acts, Choice, Seen};
use crate::economy::incentive::{Move, shadow};
use crate::economy::settings::{Currency, OrganisationKind};
use crate::model::lever::Lever;
use crate::model::settings::ServiceKind;

pub const CHOICE: Choice = Choice {
    name: "follow_up",
    kind: OrganisationKind::AcuteTrust,
    acts: Acts::Lever(Lever::FollowUpRatio),
    services: &[ServiceKind::OutpatientClinic],
    moves: |_, _| Move::activity([(Currency::OutpatientFollowUp, 1.0)]),
    capacity,
    what: "follow-up attendances",
};

fn capacity(seen: &Seen<'_>) -> f64 {
    let slots = seen.view.units_a_year(seen.organisation, Currency::OutpatientFollowUp) / 100.0;
    slots * shadow::clinic_slot(seen.view, seen.organisation, seen.under)
}

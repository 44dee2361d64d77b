//! **Follow-up ratio** (acute trust): how many follow-ups a first attendance leads to.
//!
//! One per cent more moves follow-up attendances by one per cent; some of them displace a first attendance.

use super::Choice;
use crate::economy::incentive::{View, shadow};
use crate::economy::settings::{Currency, OrganisationKind};
use crate::model::lever::Lever;
use crate::model::settings::ServiceKind;

pub const CHOICE: Choice = Choice {
    name: "follow_up",
    kind: OrganisationKind::AcuteTrust,
    lever: Lever::FollowUpRatio,
    services: &[ServiceKind::OutpatientClinic],
    bundle: |_| vec![(Currency::OutpatientFollowUp, 1.0)],
    capacity,
    what: "follow-up attendances",
};

fn capacity(view: &View<'_>, provider: usize, _: Option<f64>, regime: Option<&str>) -> f64 {
    let slots = view.units_a_year(provider, Currency::OutpatientFollowUp) / 100.0;
    slots * shadow::clinic_slot(view, provider, regime)
}

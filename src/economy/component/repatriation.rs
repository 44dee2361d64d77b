//! **Repatriation**: mental health placements and acute work come back from elsewhere.
//!
//! At full maturity there is a ratio of the planned mental health beds, those ready to leave wait a ratio of the time for
//! housing or care, and the shares of neighbourhoods that use another place's hospital fall to a ratio (which acts only
//! where there are several places). Evidence: described, no size seen; ranges from no effect.

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;
use crate::model::settings::ServiceKind;

component_file! {
    /// Repatriation.
    Repatriation {}
}

impl Part for Repatriation {
    const NAME: &'static str = "repatriation";
    const DESCRIPTION: &'static str = "out-of-area placements and work done elsewhere come back";
    const STAFF: StaffGroup = StaffGroup::MentalHealth;
    const SERVICES: &'static [ServiceKind] = &[ServiceKind::MentalHealthBeds];

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        vec![
            Design::capacity(ServiceKind::MentalHealthBeds, Self::of(parameters, "mental_beds_ratio")),
            Design::of(Lever::MentalHealthDelay, Self::of(parameters, "mental_delay_ratio")),
            Design::of(Lever::CrossBoundary, Self::of(parameters, "cross_boundary_ratio")),
        ]
    }
}

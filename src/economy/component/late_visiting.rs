//! **Late visiting**: community matrons visit the housebound after the practices' round and into the evening.
//!
//! At full maturity the service makes a ratio of its planned visits, for so many hours after six; whom nobody can visit tries
//! another door. Evidence: testimony only; ranges from none.

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;
use crate::model::settings::ServiceKind;

component_file! {
    /// Late visiting.
    LateVisiting {}
}

impl Part for LateVisiting {
    const NAME: &'static str = "late_visiting";
    const DESCRIPTION: &'static str = "community matrons visit the housebound after the practices' round";
    const STAFF: StaffGroup = StaffGroup::CommunityNurse;
    const SERVICES: &'static [ServiceKind] = &[ServiceKind::LateVisiting];

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        vec![
            Design::capacity(ServiceKind::LateVisiting, Self::of(parameters, "capacity_ratio")),
            Design::of(Lever::LateVisitingHours, Self::of(parameters, "evening_hours")),
        ]
    }
}

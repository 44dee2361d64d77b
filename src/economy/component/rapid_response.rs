//! **Rapid response**: a community team that can start care at home within two hours.
//!
//! At full maturity so many visits can start each day for each 100,000 residents; who is offered one instead of a bed is
//! the model's. Evidence: hospital at home and crisis response shift the place of care (range null to favourable);
//! the number of starts is assumed.

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;
use crate::model::settings::ServiceKind;

component_file! {
    /// Care at home within two hours.
    RapidResponse {
        /// Visits that can start each day per 100,000 residents; the parameter table's where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[garde(inner(range(min = 0.0, max = 60.0)))]
        slots_per_100000: Option<f64>,
    }
}

impl Part for RapidResponse {
    const NAME: &'static str = "rapid_response";
    const DESCRIPTION: &'static str = "community care at home within two hours of the call";
    const STAFF: StaffGroup = StaffGroup::CommunityNurse;
    const SERVICES: &'static [ServiceKind] = &[ServiceKind::RapidResponse];

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        let slots = self
            .slots_per_100000
            .unwrap_or_else(|| parameters.get("economy.component.rapid_response.slots_per_100000"));
        vec![Design::of(Lever::RapidResponseSlots, slots)]
    }

    fn size(&self, parameters: &Parameters) -> f64 {
        let usual = parameters.get("economy.component.rapid_response.slots_per_100000");
        self.slots_per_100000.map_or(1.0, |own| if usual > 0.0 { own / usual } else { 1.0 })
    }
}

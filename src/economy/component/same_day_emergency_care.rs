//! **Same-day emergency care**: more places for adults who are in and out the same day.
//!
//! At full maturity the service has a ratio of its planned places, and while it is open the share of adults without a
//! night rises by so many points. No admission disappears by it: they are counted as before, with no night. Evidence:
//! same-day tariffs moved emergency conditions by about nothing (evidence 2.06): range from no effect.

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;
use crate::model::settings::ServiceKind;

component_file! {
    /// Same-day emergency care.
    SameDayEmergencyCare {}
}

impl Part for SameDayEmergencyCare {
    const NAME: &'static str = "same_day_emergency_care";
    const DESCRIPTION: &'static str = "more places for emergencies who are in and out the same day";
    const STAFF: StaffGroup = StaffGroup::HospitalDoctor;
    const SERVICES: &'static [ServiceKind] = &[ServiceKind::SameDayEmergencyCare];

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        vec![
            Design::capacity(ServiceKind::SameDayEmergencyCare, Self::of(parameters, "capacity_ratio")),
            Design::of(Lever::SameDayCare, Self::of(parameters, "same_day_share")),
        ]
    }
}

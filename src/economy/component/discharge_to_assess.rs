//! **Discharge to assess**: who needs help at home leaves when ready and is assessed there.
//!
//! At full maturity such a share of patients bound for help at home leaves at once if intermediate care at home, whose
//! capacity grows by a ratio, has room. Evidence: no controlled English size seen (evidence 3.32, NOT FOUND); range from
//! no effect.

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;
use crate::model::settings::ServiceKind;

component_file! {
    /// Discharge to assess.
    DischargeToAssess {}
}

impl Part for DischargeToAssess {
    const NAME: &'static str = "discharge_to_assess";
    const DESCRIPTION: &'static str = "patients leave when ready and are assessed at home";
    const STAFF: StaffGroup = StaffGroup::Therapist;
    const SERVICES: &'static [ServiceKind] = &[ServiceKind::IntermediateCareHome];

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        vec![
            Design::of(Lever::DischargeToAssess, Self::of(parameters, "share")),
            Design::capacity(ServiceKind::IntermediateCareHome, Self::of(parameters, "capacity_ratio")),
        ]
    }
}

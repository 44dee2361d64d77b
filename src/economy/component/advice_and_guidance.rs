//! **Advice and guidance**: the practice asks a specialist instead of referring.
//!
//! At full maturity such a share of routine referrals becomes a request for advice; the practice sees the patient again,
//! which takes an appointment, and refers some after all. Evidence: no controlled size seen (evidence 3.43); range from
//! no effect.

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;
use crate::model::settings::ServiceKind;

component_file! {
    /// Advice and guidance.
    AdviceAndGuidance {}
}

impl Part for AdviceAndGuidance {
    const NAME: &'static str = "advice_and_guidance";
    const DESCRIPTION: &'static str = "specialists advise practices instead of seeing the patient";
    const STAFF: StaffGroup = StaffGroup::HospitalDoctor;
    const SERVICES: &'static [ServiceKind] = &[ServiceKind::GeneralPractice];

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        vec![Design::of(Lever::AdviceAndGuidance, Self::of(parameters, "share"))]
    }
}

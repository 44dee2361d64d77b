//! **Referral triage**: physiotherapists and optometrists see routine referrals first.
//!
//! At full maturity musculoskeletal triage sees a ratio of its planned patients, and optometrists settle such a share of
//! routine eye referrals. Evidence: referral management reduced nothing in any of five groups (evidence 3.40);
//! first-contact physiotherapy −14 to −44 % uncontrolled (3.42); ophthalmology not seen (3.44): range from no effect.

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;
use crate::model::settings::ServiceKind;

component_file! {
    /// Referral triage.
    ReferralTriage {}
}

impl Part for ReferralTriage {
    const NAME: &'static str = "referral_triage";
    const DESCRIPTION: &'static str = "physiotherapists and optometrists see routine referrals first";
    const STAFF: StaffGroup = StaffGroup::Therapist;
    const SERVICES: &'static [ServiceKind] = &[ServiceKind::MusculoskeletalTriage];

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        vec![
            Design::capacity(ServiceKind::MusculoskeletalTriage, Self::of(parameters, "capacity_ratio")),
            Design::of(Lever::OphthalmologyTriage, Self::of(parameters, "ophthalmology_share")),
        ]
    }
}

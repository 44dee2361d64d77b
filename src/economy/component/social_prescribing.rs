//! **Social prescribing and integrated wellbeing**: link workers take on those who come back to the practice.
//!
//! At full maturity the service takes on a ratio of its planned people; how many it settles is the model's. Evidence:
//! eight studies, all at high risk of bias (evidence 3.15); range from none.

use super::{Design, Part, StaffGroup};
use crate::model::parameter::Parameters;
use crate::model::settings::ServiceKind;

component_file! {
    /// Social prescribing and integrated wellbeing.
    SocialPrescribing {}
}

impl Part for SocialPrescribing {
    const NAME: &'static str = "social_prescribing";
    const DESCRIPTION: &'static str = "link workers take on people who come back to the practice";
    const STAFF: StaffGroup = StaffGroup::SupportWorker;
    const SERVICES: &'static [ServiceKind] = &[ServiceKind::SocialPrescribing];

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        vec![Design::capacity(ServiceKind::SocialPrescribing, Self::of(parameters, "capacity_ratio"))]
    }
}

//! **Enhanced health in care homes**: practices and community nurses come to the homes.
//!
//! At full maturity such a share of residents' urgent needs is met where they live; homes with nursing already meet more
//! by themselves, so that theirs is smaller. Residents are reviewed one by one, and a plan is agreed for when they fall
//! ill; what a plan does is the model's (`care.care_home.plan.*`). Staff make so many visits a day and reviews a week:
//! whole-time equivalents · what each can do. Evidence: emergency admissions −18 to −23 % in two sites, nil in two others
//! (evidence 1.40 to 1.44, VERIFIED); ranges from no effect.

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;

component_file! {
    /// Enhanced health in care homes.
    EnhancedHealthInCareHomes {}
}

impl Part for EnhancedHealthInCareHomes {
    const NAME: &'static str = "enhanced_health_in_care_homes";
    const DESCRIPTION: &'static str = "residents' urgent needs are met in the home";
    const STAFF: StaffGroup = StaffGroup::CommunityNurse;

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        let staff = Self::of(parameters, "staff_per_100000");
        vec![
            Design::of(Lever::CareHomeVisits, staff * Self::of(parameters, "visits_per_staff")),
            Design::of(Lever::CareHomeReviews, staff * Self::of(parameters, "reviews_per_staff")),
            Design::of(Lever::ResidentialHomeSupport, Self::of(parameters, "residential_share")),
            Design::of(Lever::NursingHomeSupport, Self::of(parameters, "nursing_share")),
        ]
    }
}

//! **Single point of access**: one number that knows what the community has room for.
//!
//! At full maturity such a share of urgent needs on their way to a hospital door is offered rapid response and
//! intermediate care first; whether there is room is the model's. Evidence: NHS 111, a single number, drew more use
//! (evidence 3.11); no controlled size seen for a community one, range from no effect.

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;

component_file! {
    /// Single point of access.
    SinglePointOfAccess {}
}

impl Part for SinglePointOfAccess {
    const NAME: &'static str = "single_point_of_access";
    const DESCRIPTION: &'static str = "one number offers what the community has room for before a hospital door";
    const STAFF: StaffGroup = StaffGroup::CommunityNurse;

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        vec![Design::of(Lever::SinglePointOfAccess, Self::of(parameters, "share"))]
    }
}

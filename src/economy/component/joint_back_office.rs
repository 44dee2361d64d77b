//! **Joint back office**: finance, estates and records of the partners run as one.
//!
//! At full maturity the fixed cost of each partner that provides falls by a share, and nothing else changes. Evidence: no
//! controlled size seen; range from none.

use super::{Arrangement, Design, Part, StaffGroup};
use crate::model::parameter::Parameters;

component_file! {
    /// Joint back office.
    JointBackOffice {}
}

impl Part for JointBackOffice {
    const NAME: &'static str = "joint_back_office";
    const DESCRIPTION: &'static str = "partners run finance, estates and records as one: running cost falls";
    const STAFF: StaffGroup = StaffGroup::Manager;

    fn design(&self, _parameters: &Parameters) -> Vec<Design> {
        Vec::new()
    }

    fn arrangements(&self, parameters: &Parameters) -> Vec<(Arrangement, f64)> {
        vec![(Arrangement::RunningCost, Self::of(parameters, "running_cost_saving_share"))]
    }
}

//! **Pooled commissioning**: partners decide together, from one purse.
//!
//! At full maturity a pound of one partner's surplus is worth so much to the other, beside what trust and contracts make
//! it worth ([`crate::economy::incentive`]). Who decides and who pays changes, not what a patient meets. Evidence: "the
//! integration model matters most", not the budget (evidence 1.56); range from no effect.

use super::{Arrangement, Design, Part, StaffGroup};
use crate::model::parameter::Parameters;

component_file! {
    /// Pooled commissioning.
    PooledCommissioning {}
}

impl Part for PooledCommissioning {
    const NAME: &'static str = "pooled_commissioning";
    const DESCRIPTION: &'static str = "partners decide together from one purse";
    const STAFF: StaffGroup = StaffGroup::Manager;

    fn design(&self, _parameters: &Parameters) -> Vec<Design> {
        Vec::new()
    }

    fn arrangements(&self, parameters: &Parameters) -> Vec<(Arrangement, f64)> {
        vec![(Arrangement::JointObjective, Self::of(parameters, "joint_weight"))]
    }
}

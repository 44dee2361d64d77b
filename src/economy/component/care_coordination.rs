//! **Care coordination**: someone follows older patients home and chases what was lost on the way.
//!
//! At full maturity the share of older patients who relapse, and of hand-offs that are lost, falls to a ratio of the
//! start. Evidence: coordination by the voluntary sector did not lower admissions and sometimes raised them (evidence
//! 1.55, VERIFIED): the range goes past no effect.

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;

component_file! {
    /// Care coordination.
    CareCoordination {}
}

impl Part for CareCoordination {
    const NAME: &'static str = "care_coordination";
    const DESCRIPTION: &'static str = "older patients are followed home, lost hand-offs are chased";
    const STAFF: StaffGroup = StaffGroup::SupportWorker;

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        vec![
            Design::of(Lever::AfterDischarge, Self::of(parameters, "relapse_ratio")),
            Design::of(Lever::HandoffLoss, Self::of(parameters, "handoff_loss_ratio")),
        ]
    }
}

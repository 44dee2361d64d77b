//! **Joint discharge team**: one team of hospital, community and council assesses outside hospital.
//!
//! At full maturity the assessment part of the wait of patients ready to leave falls to a ratio of the start. Evidence:
//! no controlled English effect size seen (evidence 3.32, NOT FOUND); assumed, range to 1. Leaving before assessment
//! is [`super::discharge_to_assess`].

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;
use crate::model::settings::ServiceKind;

component_file! {
    /// One discharge team.
    JointDischargeTeam {
        /// Assessment time at full maturity, ratio to the start; the parameter table's where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[garde(inner(range(min = 0.2, max = 1.5)))]
        assessment_time: Option<f64>,
    }
}

impl Part for JointDischargeTeam {
    const NAME: &'static str = "joint_discharge_team";
    const DESCRIPTION: &'static str = "hospital, community and council assess together, outside hospital";
    const STAFF: StaffGroup = StaffGroup::SocialWorker;
    const SERVICES: &'static [ServiceKind] = &[ServiceKind::CareAssessment];

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        let ratio = self
            .assessment_time
            .unwrap_or_else(|| parameters.get("economy.component.joint_discharge_team.assessment_time_ratio"));
        vec![Design::of(Lever::CoordinatedDischarge, ratio)]
    }
}

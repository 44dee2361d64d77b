//! **End-of-life coordination**: a register and a plan for those thought to be nearest to death.
//!
//! At full maturity the register holds a ratio of its planned people, and with nursing at home the share of them whose last
//! illness stays there rises by a ratio; whom the register finds, with limited foresight, is the model's. Evidence: home
//! nursing went with 0.14 against 0.44 admissions and 77 against 35 % of deaths at home, selection likely (evidence 3.31);
//! ranges from none.

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;
use crate::model::settings::ServiceKind;

component_file! {
    /// End-of-life coordination.
    EndOfLifeCoordination {}
}

impl Part for EndOfLifeCoordination {
    const NAME: &'static str = "end_of_life_coordination";
    const DESCRIPTION: &'static str = "more people near death have a plan for it";
    const STAFF: StaffGroup = StaffGroup::CommunityNurse;
    const SERVICES: &'static [ServiceKind] = &[ServiceKind::EndOfLifeCoordination];

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        vec![
            Design::capacity(
                ServiceKind::EndOfLifeCoordination,
                Self::of(parameters, "capacity_ratio"),
            ),
            Design::of(Lever::LastIllnessAtHome, Self::of(parameters, "at_home_ratio")),
        ]
    }
}

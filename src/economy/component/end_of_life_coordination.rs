//! **End-of-life coordination**: a register and a plan for those thought to be nearest to death.
//!
//! At full maturity the register holds a ratio of its planned people; whom it finds, with limited foresight, and how many
//! last illnesses stay at home is the model's. Evidence: home nursing went with 0.14 against 0.44 admissions, selection
//! likely (evidence 3.31); range from none.

use super::{Design, Part, StaffGroup};
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
        vec![Design::capacity(ServiceKind::EndOfLifeCoordination, Self::of(parameters, "capacity_ratio"))]
    }
}

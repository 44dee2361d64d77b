//! **Staff passport**: staff of one employer may work for another.
//!
//! At full maturity such a share of staff may follow the bottleneck; it moves no lever of the model, and what it does is
//! for the workforce of the economy. Evidence: testimony only; range from none.

use super::{Arrangement, Design, Part, StaffGroup};
use crate::model::parameter::Parameters;

component_file! {
    /// Staff passport.
    StaffPassport {}
}

impl Part for StaffPassport {
    const NAME: &'static str = "staff_passport";
    const DESCRIPTION: &'static str = "staff may work for every partner and follow the bottleneck";
    const STAFF: StaffGroup = StaffGroup::Manager;

    fn design(&self, _parameters: &Parameters) -> Vec<Design> {
        Vec::new()
    }

    fn arrangements(&self, parameters: &Parameters) -> Vec<(Arrangement, f64)> {
        vec![(Arrangement::StaffSharing, Self::of(parameters, "sharing"))]
    }
}

//! **Prevention**: long-term conditions begin less often, in time.
//!
//! The hazard of onset falls to a ratio of the start. What is felt follows what is done with a lag:
//! 
//! felt ← felt + (maturity − felt) / lag, once a month
//! 
//! Evidence: no size seen for a whole population; the range reaches no effect.

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;

component_file! {
    /// Prevention.
    Prevention {}
}

impl Part for Prevention {
    const NAME: &'static str = "prevention";
    const DESCRIPTION: &'static str = "long-term conditions begin less often, after a lag of years";
    const STAFF: StaffGroup = StaffGroup::SupportWorker;

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        vec![Design::of(Lever::Onset, Self::of(parameters, "onset_ratio"))]
    }

    fn lag_months(&self, parameters: &Parameters) -> f64 {
        Self::of(parameters, "lag_months")
    }
}

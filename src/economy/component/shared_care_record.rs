//! **Shared care record**: organisations that see the same record lose less at a hand-off.
//!
//! At full maturity the time lost at a hand-off and the share of hand-offs lost fall to a ratio of the start. Evidence:
//! no controlled English effect size seen; both ratios are assumed with ranges that reach 1 (no effect).

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;

component_file! {
    /// One record seen by all.
    SharedCareRecord {
        /// Hand-off delay at full maturity, ratio to the start; the parameter table's where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[garde(inner(range(min = 0.0, max = 2.0)))]
        handoff_delay: Option<f64>,
        /// Share of hand-offs lost at full maturity, ratio to the start; the parameter table's where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[garde(inner(range(min = 0.0, max = 2.0)))]
        handoff_loss: Option<f64>,
    }
}

impl Part for SharedCareRecord {
    const NAME: &'static str = "shared_care_record";
    const DESCRIPTION: &'static str = "one record seen by all: hand-offs are quicker and fewer are lost";
    const STAFF: StaffGroup = StaffGroup::Manager;

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        let of = |path: &str, own: Option<f64>| own.unwrap_or_else(|| parameters.get(path));
        vec![
            Design::of(Lever::HandoffDelay, of("economy.component.shared_care_record.handoff_delay_ratio", self.handoff_delay)),
            Design::of(Lever::HandoffLoss, of("economy.component.shared_care_record.handoff_loss_ratio", self.handoff_loss)),
        ]
    }
}

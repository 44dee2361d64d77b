//! **Coordinated discharge**: one team of hospital, community and council assesses outside hospital.
//!
//! At full maturity the assessment part of the wait of patients ready to leave falls to a ratio of the start. Evidence:
//! no controlled English effect size seen for discharge to assess (evidence 3.32, NOT FOUND); assumed, range to 1.

use super::{Design, Part};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One discharge team.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct CoordinatedDischarge {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Assessment time at full maturity, ratio to the start; the parameter table's where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.2, max = 1.5)))]
    pub assessment_time: Option<f64>,
}

impl Part for CoordinatedDischarge {
    const NAME: &'static str = "coordinated_discharge";
    const DESCRIPTION: &'static str = "hospital, community and council assess together, outside hospital";

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        let ratio = self
            .assessment_time
            .unwrap_or_else(|| parameters.get("economy.component.coordinated_discharge.assessment_time_ratio"));
        vec![Design { lever: Lever::CoordinatedDischarge, at_full: ratio }]
    }
}

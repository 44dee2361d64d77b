//! What a scenario says of staff: the block `workforce`. Without it every post is as full as at the start.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How employers find and keep staff; its presence lets vacancies, turnover and agency act on services and on cost.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct WorkforceSettings {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Share of posts without a permanent holder at the start, in every group (0 to 0.6); the parameter table's where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0, max = 0.6)))]
    pub vacancy: Option<f64>,
    /// What is different in single groups, by name of the group: gp, practice_nurse, community_nurse, therapist,
    /// hospital_doctor, ward_nurse, mental_health, social_worker, care_worker.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[garde(dive)]
    pub groups: BTreeMap<String, GroupSettings>,
    /// People whom the labour market outside the place offers, ratio to the start.
    #[serde(default = "one")]
    #[garde(range(min = 0.0, max = 5.0))]
    pub outside_market: f64,
    /// Employers recruit together instead of from each other.
    #[serde(default)]
    pub joint_recruitment: bool,
    /// Staff may work for any local employer, where they are needed most; a care model with the component
    /// `staff_passport` does the same as far as it has come.
    #[serde(default)]
    pub staff_passport: bool,
}

/// A group of staff that differs from the parameter table.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct GroupSettings {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Share of its posts without a permanent holder at the start (0 to 0.6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0, max = 0.6)))]
    pub vacancy: Option<f64>,
    /// Share of its staff who leave their employer in a year at the start (0 to 1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0, max = 1.0)))]
    pub turnover: Option<f64>,
}

const fn one() -> f64 {
    1.0
}

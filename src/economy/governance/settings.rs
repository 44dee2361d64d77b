//! What a scenario says of governance: the block `governance`. Without it every change takes effect on its date.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who decides what, and who has to agree.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct GovernanceSettings {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The system is a body in law; otherwise it is a shadow that every board has to follow of its own will.
    #[serde(default)]
    pub statutory: bool,
    /// Every board must weigh what its decisions do to the others.
    #[serde(default)]
    pub shared_duty: bool,
    /// Boards decide in committees in common instead of each ratifying for itself.
    #[serde(default)]
    pub joint_committee: bool,
    /// Practices, through their committee, can hold up what touches them.
    #[serde(default)]
    pub practices_veto: bool,
    /// Ids of bodies under one chief executive: they decide as one and share a leader.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub one_chief_executive: Vec<String>,
    /// Ids of providers that decide together in a collaborative.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provider_collaborative: Vec<String>,
    /// Level at which a service is decided on, by id of the service; what is not named is decided at place (subsidiarity).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub delegation: BTreeMap<String, Level>,
    /// How far demands of the national bodies conflict (0 to 1): added to the burden of oversight.
    #[serde(default)]
    #[garde(range(min = 0.0, max = 1.0))]
    pub conflicting_demands: f64,
    /// The regulator steps in where a body runs far below its aim for long.
    #[serde(default)]
    pub step_in: bool,
}

/// Where decisions on a service are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A borough or former commissioning group of 250 to 500 thousand people.
    Place,
    /// The whole system of one to three million.
    System,
}

//! What a scenario says of relations between organisations: the block `relations`. Without it nobody changes leaders or
//! mood, and trust follows the plain rule.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How organisations stand to each other; its presence lets leaders, moods, disputes and oversight act.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct RelationsSettings {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Trust of every pair at the start (0 to 1); the parameter table's where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0, max = 1.0)))]
    pub trust: Option<f64>,
    /// Mean quality of the leaders whom organisations find (0 to 1); the parameter table's where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0, max = 1.0)))]
    pub leadership: Option<f64>,
    /// The same for single organisations, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[garde(custom(qualities))]
    pub leaders: BTreeMap<String, f64>,
    /// Departures of leaders, ratio to the usual.
    #[serde(default = "one")]
    #[garde(range(min = 0.0, max = 10.0))]
    pub leadership_turnover: f64,
    /// Partners see each other's books.
    #[serde(default)]
    pub open_books: bool,
    /// Burden of oversight and demands for data (0 to 1); the parameter table's where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0, max = 1.0)))]
    pub oversight: Option<f64>,
    /// Ids of organisations that are singled out: named, ranked, put under measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub singled_out: Vec<String>,
    /// Ids of organisations that have withdrawn into a fortress at the start.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fortress: Vec<String>,
    /// A joint venture has just failed: partners start with less trust and in a crisis.
    #[serde(default)]
    pub failed_venture: bool,
    /// Who has to agree when a contract moves to a regime that shares risk, by id of the contract. A contract that is
    /// not named here is agreed between its payer, its provider and those whom its clauses name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[garde(dive)]
    pub deals: BTreeMap<String, DealSettings>,
}

/// The partners of a deal.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct DealSettings {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Each partner's share of the deal's size, by id; they sum to one. Payer and provider are among them.
    #[garde(custom(qualities))]
    pub partners: BTreeMap<String, f64>,
    /// A partner's yearly shortfall against its aim, share of income, beyond which it leaves; the parameter table's where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0, max = 1.0)))]
    pub limit: Option<f64>,
}

fn qualities(values: &BTreeMap<String, f64>, _: &()) -> garde::Result {
    match values.iter().find(|(_, value)| !(0.0..=1.0).contains(*value)) {
        Some((id, value)) => Err(garde::Error::new(format!("{id}: {value} must lie in 0 to 1"))),
        None => Ok(()),
    }
}

const fn one() -> f64 {
    1.0
}

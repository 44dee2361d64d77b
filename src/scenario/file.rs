//! What a scenario file may hold, after all that it extends is laid together. The published schema is made from these
//! types, and their comments are what an editor shows.

use crate::economy::settings::{
    CareModel, Contract, GovernanceSettings, Organisation, Planning, Regime, RelationsSettings, Shock,
    WorkforceSettings,
};
use crate::model::settings::{Capacity, ServiceKind};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A scenario of carecurve: a place, its services, who pays whom, and what changes when. Every object may carry a
/// `note`, a `source` and a `grade`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct ScenarioFile {
    /// Label for charts and folders; may change freely. Without it the file's own name is used.
    #[serde(default)]
    pub name: String,
    /// First reported day, YYYY-MM-DD, the first of a month.
    pub start_date: String,
    /// Reported years, 1 to 30.
    #[garde(range(min = 1, max = 30))]
    pub years: u32,
    /// Days simulated before `start_date` so that queues fill, 0 to 730.
    #[garde(range(min = 0, max = 730))]
    pub warm_up: u32,
    #[garde(dive)]
    pub population: PopulationFile,
    /// By id. Their shares of people sum to one.
    #[garde(dive)]
    pub neighbourhoods: BTreeMap<String, NeighbourhoodFile>,
    /// By id.
    #[garde(dive)]
    pub services: BTreeMap<String, ServiceFile>,
    /// By id.
    #[garde(dive)]
    pub organisations: BTreeMap<String, Organisation>,
    /// By id.
    #[garde(dive)]
    pub contracts: BTreeMap<String, Contract>,
    /// Payment regimes beside the shipped ones, by name; a shipped name replaces that regime.
    #[serde(default)]
    #[garde(dive)]
    pub regimes: BTreeMap<String, Regime>,
    /// Name of the care model in force at the start.
    pub care_model: String,
    /// Care models beside the shipped ones, by name; a shipped name replaces that model.
    #[serde(default)]
    #[garde(dive)]
    pub care_models: BTreeMap<String, CareModel>,
    /// Loans, cost of dealing and planning rounds; what is left out does not happen.
    #[serde(default)]
    #[garde(dive)]
    pub planning: Planning,
    /// Trust, leaders, moods and deals; without it trust follows the plain rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub relations: Option<RelationsSettings>,
    /// Who decides what, and who has to agree; without it every change takes effect on its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub governance: Option<GovernanceSettings>,
    /// Posts, vacancies, turnover and agency; without it every post is as full as at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub workforce: Option<WorkforceSettings>,
    /// Values that differ from the shipped parameter tables, by path (`carecurve explain` lists the paths).
    #[serde(default)]
    pub parameters: BTreeMap<String, ParameterFile>,
    /// Own files (CSV, relative to this file) instead of shipped national tables, by table name.
    #[serde(default)]
    pub tables: BTreeMap<String, String>,
    /// What changes at a date, by id.
    #[serde(default)]
    #[garde(dive)]
    pub changes: BTreeMap<String, ChangeFile>,
}

/// The residents at the start.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PopulationFile {
    /// Residents at the start, 1,000 to 5,000,000.
    #[garde(range(min = 1_000, max = 5_000_000))]
    pub people: u32,
    /// Weight of the age bands 0–4, 5–17, 18–44, 45–64, 65–74, 75–84, 85+ in the whole place beside the population table
    /// (1 is as in the table): a band's share is the table's times its weight, made to sum to one again.
    #[serde(default = "as_the_table::<7>")]
    #[garde(inner(range(min = 0.0, max = 100.0)))]
    pub age: [f64; 7],
    /// Weight of the deprivation fifths, most deprived first, in the whole place beside the population table. Age and
    /// deprivation together are fitted by iterative proportional fitting.
    #[serde(default = "as_the_table::<5>")]
    #[garde(inner(range(min = 0.0, max = 100.0)))]
    pub deprivation: [f64; 5],
}

/// A neighbourhood of about 30 to 50 thousand people.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct NeighbourhoodFile {
    /// Label; may change freely.
    #[serde(default)]
    pub name: String,
    /// Name of the place it belongs to.
    pub place: String,
    /// Share of the residents, 0.001 to 1.
    #[garde(range(min = 0.001, max = 1.0))]
    pub people: f64,
    /// Relative weight of the age bands 0–4, 5–17, 18–44, 45–64, 65–74, 75–84, 85+ beside the mix of the whole place (1
    /// is the place's); fitted to the margins by iterative proportional fitting.
    #[garde(inner(range(min = 0.0, max = 100.0)))]
    pub age: [f64; 7],
    /// Relative weight of the deprivation fifths, most deprived first, beside the mix of the whole place (1 is the
    /// place's).
    #[garde(inner(range(min = 0.0, max = 100.0)))]
    pub deprivation: [f64; 5],
    /// Number of general practices, 1 to 200.
    #[garde(range(min = 1, max = 200))]
    pub practices: u32,
    /// Id of the organisation that buys its residents' care.
    pub commissioner: String,
    /// Id of the council responsible for its residents' social care.
    pub council: String,
    /// Other places whose hospital some residents use instead of their own place's, with the share of them who do (0 to 1):
    /// emergency department, beds, clinics and lists, and nothing else. Who pays follows the residence.
    #[serde(default)]
    pub also_uses: BTreeMap<String, f64>,
}

/// A service in the place.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct ServiceFile {
    /// Label; may change freely.
    #[serde(default)]
    pub name: String,
    pub kind: ServiceKind,
    /// Specialty of an outpatient clinic or elective list; absent otherwise.
    #[serde(default)]
    pub specialty: String,
    /// Id of the organisation that provides it.
    pub provider: String,
    /// Staff (whole-time equivalents, staffed beds, crews) × productivity (places, or slots a working day, of each).
    #[garde(custom(possible))]
    pub capacity: Capacity,
    /// Yearly growth of capacity under the "do nothing" rule; 0.01 is one per cent. −0.5 to 0.5.
    #[serde(default = "growth")]
    #[garde(range(min = -0.5, max = 0.5))]
    pub growth: f64,
    /// Share of the flow of its kind and specialty that comes here, 0 to 1; 0 is an idle service.
    #[serde(default = "one")]
    #[garde(range(min = 0.0, max = 1.0))]
    pub share: f64,
    /// Places whose residents it serves, as neighbourhoods name them; absent means all. Services that work hand in hand (a
    /// hospital's doors, beds, clinics and lists; social and intermediate care) must divide the places in one way.
    #[serde(default)]
    pub places: Vec<String>,
}

/// A number, or a number with its reasons.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ParameterFile {
    Value(f64),
    Reasoned(ReasonedValue),
}

impl ParameterFile {
    pub fn value(&self) -> f64 {
        match self {
            ParameterFile::Value(value) => *value,
            ParameterFile::Reasoned(reasoned) => reasoned.value,
        }
    }
}

/// A parameter's value with where it comes from.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonedValue {
    pub value: f64,
    /// Where the value comes from.
    #[serde(default)]
    pub source: Option<String>,
    /// How well it is known: VERIFIED, DERIVED, RECALLED_HIGH, RECALLED_MEDIUM, RECALLED_LOW or SHAPE_ASSUMED.
    #[serde(default)]
    pub grade: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
}

/// Something that changes at a date: a care model, a contract's regime, a service's capacity, parameters that are
/// dated policies, or a shock. One of them for each change.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct ChangeFile {
    /// Day it becomes known, YYYY-MM-DD: people may act on it from then, and nothing differs before.
    pub announced: String,
    /// Day it takes effect, YYYY-MM-DD, not before it is announced.
    pub effective: String,
    /// Name of the care model the place moves to.
    #[serde(default)]
    pub care_model: Option<String>,
    /// Id of the contract that moves to another `regime`.
    #[serde(default)]
    pub contract: Option<String>,
    /// Name of the payment regime the `contract` moves to.
    #[serde(default)]
    pub regime: Option<String>,
    /// Id of the service whose `capacity` or `ratio` changes.
    #[serde(default)]
    pub service: Option<String>,
    /// New capacity of the `service`.
    #[serde(default)]
    #[garde(inner(custom(possible)))]
    pub capacity: Option<Capacity>,
    /// Capacity of the `service` as a ratio to what it was planned to be, 0 to 10.
    #[serde(default)]
    #[garde(inner(range(min = 0.0, max = 10.0)))]
    pub ratio: Option<f64>,
    /// Parameters that take a new value, by path.
    #[serde(default)]
    pub parameters: Option<BTreeMap<String, f64>>,
    /// Something that befalls the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub shock: Option<Shock>,
}

const fn one() -> f64 {
    1.0
}
const fn as_the_table<const N: usize>() -> [f64; N] {
    [1.0; N]
}
/// "Do nothing" means growth in line with the recent past, about one per cent a year.
const fn growth() -> f64 {
    0.01
}

/// Most that staff or productivity can be: beyond any place, and far from what no longer counts in whole numbers.
const MOST: f64 = 1e6;

fn possible(capacity: &Capacity, _: &()) -> garde::Result {
    for (name, value) in [("staff", capacity.staff), ("productivity", capacity.productivity)] {
        if value < 0.0 {
            return Err(garde::Error::new(format!("{name} lower than 0")));
        }
        if value > MOST {
            return Err(garde::Error::new(format!("{name} greater than {MOST}")));
        }
    }
    Ok(())
}

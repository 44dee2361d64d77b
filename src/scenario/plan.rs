//! What a scenario means, complete and checked: the only thing `sim` is given.

use super::problem::Warning;
use crate::economy::settings as economy;
use crate::engine::Date;
use crate::model::parameter::Role;
use crate::model::settings::Settings;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Rises whenever the same scenario and seed no longer give the same bytes: part of the key of every run.
pub const BEHAVIOUR: u32 = 9;

/// A checked plan.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    /// Label; changes nothing.
    pub name: String,
    pub note: String,
    /// First reported day.
    pub start: Date,
    pub years: u32,
    /// Days run before `start`.
    pub warm_up_days: u32,
    pub model: Settings,
    pub economy: economy::Settings,
    /// By announcement, then effect, then id.
    pub changes: Vec<Change>,
    /// SHA-256 of each table's file, by table name.
    pub table_hashes: BTreeMap<String, String>,
    pub warnings: Vec<Warning>,
    /// What [`Plan::scaled`] changed; empty otherwise.
    pub scaled_figures: Vec<ScaledFigure>,
}

/// Something that changes at a date.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    pub id: String,
    /// People may act on it from this day; nothing differs before.
    pub announced: Date,
    pub effective: Date,
    pub what: What,
}

/// What a change sets.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// The place moves to a care model.
    CareModel(String),
    /// A contract moves to a payment regime.
    Regime { contract: String, regime: String },
    /// Capacity of a service as a ratio to its planned capacity.
    Capacity { service: String, ratio: f64 },
    /// Dated policies: parameters that take a new value.
    Parameters(BTreeMap<String, f64>),
    /// Something befalls organisations and money.
    Shock(economy::Shock),
}

/// A figure that was scaled to another number of residents.
#[derive(Clone, PartialEq, Debug)]
pub struct ScaledFigure {
    pub path: String,
    pub from: f64,
    pub to: f64,
}

/// Shares (0 to 1) of the parameters by the part they play; they sum to one.
#[derive(Clone, Copy, PartialEq, Debug, Default, serde::Serialize)]
pub struct Shares {
    pub sourced: f64,
    pub calibrated: f64,
    pub assumed: f64,
}

impl Plan {
    /// First day simulated.
    pub fn warm_up_start(&self) -> Date {
        Date::of_day(self.start.day_number() - self.warm_up_days)
    }
    /// The day after the last reported one.
    pub fn end(&self) -> Date {
        self.start.plus_years(self.years as i32)
    }

    /// The payment regime of a contract on a day: the plan's, or the last that a change has brought.
    pub fn regime_on(&self, contract: &str, day: Date) -> &str {
        let brought = self.changes.iter().filter(|change| change.effective <= day);
        let regimes = brought.filter_map(|change| match &change.what {
            What::Regime { contract: of, regime } if of == contract => Some((change.effective, regime)),
            _ => None,
        });
        match regimes.max_by_key(|(effective, _)| *effective) {
            Some((_, regime)) => regime,
            None => self.economy.contracts.get(contract).map_or("", |c| &c.regime),
        }
    }

    /// How the parameters are known.
    pub fn shares(&self) -> Shares {
        let parameters = &self.model.parameters;
        let all = parameters.len().max(1) as f64;
        let share = |role| parameters.iter().filter(|p| p.role == role).count() as f64 / all;
        Shares {
            sourced: share(Role::Sourced),
            calibrated: share(Role::Calibrated),
            assumed: share(Role::Assumed),
        }
    }

    /// The whole meaning of the scenario, with sorted keys and without what changes nothing: notes, names, order,
    /// regimes and care models that are not used.
    pub fn resolved(&self) -> Json {
        let mut resolved = self.start_state();
        resolved["changes"] = self.changes.iter().map(|change| self.meaning(change)).collect();
        resolved
    }
    /// SHA-256 of the resolved scenario and the behaviour version: with a seed, the key of a run.
    pub fn hash(&self) -> String {
        hash(self.resolved().to_string().as_bytes())
    }

    /// The first day on which the two plans may differ: the earliest announcement of a change that only one of them has,
    /// or the first day of the warm-up if they differ from the start. None when they mean the same.
    pub fn first_difference(&self, other: &Plan) -> Option<Date> {
        if self.start_state() != other.start_state() {
            return Some(self.warm_up_start().min(other.warm_up_start()));
        }
        let told = |plan: &Plan| {
            let mut told: Vec<(Date, String)> = plan
                .changes
                .iter()
                .map(|c| (c.announced, plan.meaning(c).to_string()))
                .collect();
            told.sort();
            told
        };
        let (mine, theirs) = (told(self), told(other));
        let same = mine.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
        [mine.get(same), theirs.get(same)]
            .into_iter()
            .flatten()
            .map(|(announced, _)| *announced)
            .min()
    }

    /// The resolved scenario without its changes.
    fn start_state(&self) -> Json {
        let (model, economy) = (&self.model, &self.economy);
        let by_id = |items: Vec<(String, Json)>| Json::Object(items.into_iter().collect());
        let value = |item: Result<Json, serde_json::Error>| {
            let mut value = item.expect("settings hold text, numbers, lists and maps with text keys");
            strip(&mut value, &["note"]);
            value
        };
        let labelled = |item, label: &str| {
            let mut value = value(item);
            strip_own(&mut value, &["id", label]);
            value
        };
        let services = model
            .services
            .iter()
            .map(|s| (s.id.clone(), labelled(serde_json::to_value(s), "name")));
        let places = model
            .neighbourhoods
            .iter()
            .map(|n| (n.id.clone(), labelled(serde_json::to_value(n), "name")));
        let organisations = economy
            .organisations
            .iter()
            .map(|(id, o)| (id.clone(), labelled(serde_json::to_value(o), "name")));
        let contracts = economy
            .contracts
            .iter()
            .map(|(id, c)| (id.clone(), value(serde_json::to_value(c))));
        let regimes = economy
            .contracts
            .values()
            .map(|c| (c.regime.clone(), self.regime(&c.regime)));
        let mut state = json!({
            "behaviour": BEHAVIOUR,
            "start_date": self.start.to_string(),
            "years": self.years,
            "warm_up": self.warm_up_days,
            "people": model.people,
            "neighbourhoods": by_id(places.collect()),
            "services": by_id(services.collect()),
            "organisations": by_id(organisations.collect()),
            "contracts": by_id(contracts.collect()),
            "regimes": by_id(regimes.collect()),
            "care_model": self.care_model(&economy.care_model),
            "parameters": by_id(model.parameters.iter().map(|p| (p.path.clone(), p.value.into())).collect()),
            "tables": self.table_hashes,
        });
        // A place with the mix of its table means the same as one that says nothing of it.
        if !model.margins.are_the_table() {
            state["margins"] = value(serde_json::to_value(model.margins));
        }
        // A place without planning rounds means the same as one that says nothing of them.
        if !economy.planning.is_off() {
            state["planning"] = value(serde_json::to_value(&economy.planning));
        }
        // Nor does a place that follows no relations, governance or staff name them.
        let conduct = &economy.conduct;
        let blocks = [
            ("relations", serde_json::to_value(&conduct.relations)),
            ("governance", serde_json::to_value(&conduct.governance)),
            ("workforce", serde_json::to_value(&conduct.workforce)),
        ];
        for (name, block) in blocks {
            let block = value(block);
            if !block.is_null() {
                state[name] = block;
            }
        }
        state
    }

    /// A change without its id, with the full text of what it names.
    fn meaning(&self, change: &Change) -> Json {
        let what = match &change.what {
            What::CareModel(name) => json!({ "care_model": self.care_model(name) }),
            What::Regime { contract, regime } => json!({ "contract": contract, "regime": self.regime(regime) }),
            What::Capacity { service, ratio } => json!({ "service": service, "ratio": ratio }),
            What::Parameters(values) => json!({ "parameters": values }),
            What::Shock(shock) => {
                let mut shock = serde_json::to_value(shock).expect("a shock holds text and numbers");
                strip(&mut shock, &["note"]);
                json!({ "shock": shock })
            }
        };
        json!({ "announced": change.announced.to_string(), "effective": change.effective.to_string(), "what": what })
    }
    fn regime(&self, name: &str) -> Json {
        definition(name, serde_json::to_value(self.economy.regimes.get(name)))
    }
    fn care_model(&self, name: &str) -> Json {
        definition(name, serde_json::to_value(self.economy.care_models.get(name)))
    }
}

/// A named composition without its one-line description.
fn definition(name: &str, value: Result<Json, serde_json::Error>) -> Json {
    let mut value = value.expect("settings hold text, numbers, lists and maps with text keys");
    strip(&mut value, &["note"]);
    strip_own(&mut value, &["description"]);
    json!({ "name": name, "is": value })
}

/// Takes keys out of an object and all that it holds.
fn strip(value: &mut Json, keys: &[&str]) {
    strip_own(value, keys);
    match value {
        Json::Object(map) => map.values_mut().for_each(|inner| strip(inner, keys)),
        Json::Array(items) => items.iter_mut().for_each(|inner| strip(inner, keys)),
        _ => {}
    }
}
fn strip_own(value: &mut Json, keys: &[&str]) {
    if let Json::Object(map) = value {
        map.retain(|key, _| !keys.contains(&key.as_str()));
    }
}

/// SHA-256 in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

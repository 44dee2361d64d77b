//! Files → checked, complete, explained plan.

use super::check;
use super::embedded;
use super::explain::{self, Figure};
use super::file::ScenarioFile;
use super::parameter;
use super::pathway::{self, PathwayPlan};
use super::plan::{Change, Plan, What, hash};
use super::problem::{Problem, Problems, Warning, listing, nearest};
use super::shape::{self, Shape};
use super::sheet::Text;
use super::source::{self, Source};
use super::table::{self, TABLES};
use super::text::{self, Entry, Files, Node, Value};
use super::{merge, offered, schema, shock};
use crate::economy::settings as economy;
use crate::engine::Date;
use crate::model::settings::{Margins, Neighbourhood, Service, Settings};
use std::collections::BTreeMap;

/// A checked scenario of either kind.
#[derive(Clone, PartialEq, Debug)]
pub enum Scenario {
    /// A place with its people, services and money.
    Place(Box<Plan>),
    /// A network of services only.
    Pathway(Box<PathwayPlan>),
}

impl Scenario {
    /// What runs, but must be known.
    pub fn warnings(&self) -> &[Warning] {
        match self {
            Scenario::Place(plan) => &plan.warnings,
            Scenario::Pathway(plan) => &plan.warnings,
        }
    }
}

/// Reads, completes and checks the scenario of that name, of either kind. All problems are told at once.
pub fn open(name: &str, source: &dyn Source) -> Result<Scenario, Problems> {
    resolve(name, source).map(|(scenario, _)| scenario)
}

/// Reads, completes and checks the place of that name. All problems are told at once.
pub fn load(name: &str, source: &dyn Source) -> Result<Plan, Problems> {
    match open(name, source)? {
        Scenario::Place(plan) => Ok(*plan),
        Scenario::Pathway(_) => Err(Problems(vec![Problem {
            place: None,
            path: name.to_owned(),
            found: "a pathway".to_owned(),
            allowed: "a place with its people".to_owned(),
            nearest: None,
        }])),
    }
}

/// Every number of the scenario of that name, with where it comes from.
pub fn explain(name: &str, source: &dyn Source) -> Result<Vec<Figure>, Problems> {
    resolve(name, source).map(|(_, figures)| figures)
}

fn resolve(name: &str, source: &dyn Source) -> Result<(Scenario, Vec<Figure>), Problems> {
    let (mut files, mut problems) = (Files::default(), Vec::new());
    let Some(root) = merge::read(name, source, &mut files, &mut problems) else {
        return Err(sorted(problems));
    };
    if matches!(&root.value, Value::Object(fields) if fields.contains_key("pathway")) {
        let (plan, figures) = pathway::load::resolve(name, &root, &files, problems)?;
        return Ok((Scenario::Pathway(Box::new(plan)), figures));
    }
    let (plan, figures) = place(name, root, source, files, problems)?;
    Ok((Scenario::Place(Box::new(plan)), figures))
}

fn place(
    name: &str,
    mut root: Node,
    source: &dyn Source,
    mut files: Files,
    mut problems: Vec<Problem>,
) -> Result<(Plan, Vec<Figure>), Problems> {
    for part in ["regimes", "care_models"] {
        lay_under(&mut root, part, source, &mut files, &mut problems);
    }
    let parameters = parameters(source, &mut problems);
    let complete = schema::complete();
    let (value, shape) = shape::check(&root, &complete, &files, &mut problems);
    let file: ScenarioFile = match serde_path_to_error::deserialize(&value) {
        Ok(file) => file,
        Err(error) => {
            problems.push(check::unreadable(&error, &shape, &files));
            return Err(sorted(problems));
        }
    };
    let (tables, table_hashes) = tables(&file, &shape, source, &files, &mut problems);
    check::values(&file, &shape, &value, &files, &mut problems);
    let mut known = parameters;
    let mut warnings = check::relations(&file, &shape, &files, &mut known.parameters, &mut problems);
    let start = Date::parse(&file.start_date);
    let (true, Some(tables), Some(start)) = (problems.is_empty(), tables, start) else {
        return Err(sorted(problems));
    };
    for path in file.parameters.keys() {
        let span = shape.keys.get(&text::child("parameters", path));
        if let Some(place) = span.map(|span| files.place(*span)) {
            known
                .origins
                .insert(path.clone(), format!("{}:{}", place.file, place.line));
        }
    }
    // Read back from the types, so that defaults are explained too.
    let complete = serde_json::to_value(&file).expect("a scenario holds text, numbers, lists and maps with text keys");
    let figures = explain::figures(&complete, &shape, &files, &known);
    let model = Settings {
        start: file.start_date.clone(),
        years: file.years,
        warm_up_days: file.warm_up,
        people: file.population.people,
        margins: Margins {
            age: file.population.age,
            deprivation: file.population.deprivation,
        },
        parameters: known.parameters,
        tables,
        neighbourhoods: file.neighbourhoods.iter().map(|(id, n)| neighbourhood(id, n)).collect(),
        services: file.services.iter().map(|(id, s)| service(id, s)).collect(),
    };
    for (id, load) in offered::OFFERED_LOAD(&model) {
        warnings.extend(offered::warning(&id, load));
    }
    let economy = economy::Settings {
        start: model.start.clone(),
        years: model.years,
        people: model.people,
        parameters: model.parameters.clone(),
        neighbourhoods: model.neighbourhoods.clone(),
        services: model.services.clone(),
        organisations: file.organisations.clone(),
        contracts: file.contracts.clone(),
        regimes: file.regimes.clone(),
        care_models: file.care_models.clone(),
        care_model: file.care_model.clone(),
        planning: file.planning.clone(),
        conduct: economy::ConductSettings {
            relations: file.relations.clone(),
            governance: file.governance.clone(),
            workforce: file.workforce.clone(),
        },
    };
    let mut changes: Vec<Change> = file
        .changes
        .iter()
        .filter_map(|(id, c)| change(id, c, &model))
        .flat_map(|change| shock::with_its_course(change, &model))
        .collect();
    changes.sort_by(|a, b| (a.announced, a.effective, &a.id).cmp(&(b.announced, b.effective, &b.id)));
    let stem = name.rsplit('/').next().unwrap_or(name);
    let label = if file.name.is_empty() {
        stem.trim_end_matches(".json")
    } else {
        &file.name
    };
    let plan = Plan {
        name: label.to_owned(),
        note: shape
            .annotations
            .get("")
            .and_then(|a| a.get("note"))
            .cloned()
            .unwrap_or_default(),
        start,
        years: file.years,
        warm_up_days: file.warm_up,
        model,
        economy,
        changes,
        table_hashes,
        warnings,
        scaled_figures: Vec::new(),
    };
    Ok((plan, figures))
}

pub(super) fn sorted(mut problems: Vec<Problem>) -> Problems {
    problems.sort();
    problems.dedup();
    Problems(problems)
}

/// Puts the shipped regimes or care models under the scenario's own.
fn lay_under(root: &mut Node, part: &str, source: &dyn Source, files: &mut Files, problems: &mut Vec<Problem>) {
    let Value::Object(entries) = &mut root.value else {
        return;
    };
    let empty = || Entry {
        key: root.span,
        node: Node {
            span: root.span,
            value: Value::Object(BTreeMap::new()),
        },
    };
    let own = entries.entry(part.to_owned()).or_insert_with(empty);
    let Value::Object(own) = &mut own.node.value else {
        return;
    };
    for stem in embedded::names(&format!("{part}/")) {
        let file = format!("{stem}.json");
        let name = stem.trim_start_matches(part).trim_start_matches('/').to_owned();
        let Some(bytes) = source.read(&file).filter(|_| !own.contains_key(&name)) else {
            continue;
        };
        if let Some(mut node) = text::parse(&file, bytes, files, problems) {
            if let Value::Object(fields) = &mut node.value {
                fields.remove("$schema");
            }
            own.insert(name, Entry { key: node.span, node });
        }
    }
}

/// The shipped parameter tables and calibration.
fn parameters(source: &dyn Source, problems: &mut Vec<Problem>) -> parameter::Parsed {
    let named = |name: &str| source.read(name).map(|bytes| (name.to_owned(), bytes));
    let files = embedded::FILES.iter().map(|(name, _)| *name);
    let texts: Vec<_> = files
        .filter(|n| n.starts_with("england/parameters/"))
        .filter_map(named)
        .collect();
    parameter::read(&texts, named("england/calibration.json").as_ref(), problems)
}

/// The tables, each from the scenario's own file or the shipped one, with the hashes of their texts.
fn tables(
    file: &ScenarioFile,
    shape: &Shape,
    source: &dyn Source,
    files: &Files,
    problems: &mut Vec<Problem>,
) -> (Option<crate::model::table::Tables>, BTreeMap<String, String>) {
    let (mut texts, mut whole) = (BTreeMap::new(), true);
    let mut report = |path: &str, found: String, allowed: String, nearest: Option<String>| {
        let place = shape.span(path).map(|span| files.place(span));
        if !shape.is_reported(path) {
            problems.push(Problem {
                place,
                path: path.to_owned(),
                found,
                allowed,
                nearest,
            });
        }
    };
    for name in file.tables.keys().filter(|name| !TABLES.contains(&name.as_str())) {
        let path = text::child("tables", name);
        report(
            &path,
            format!("unknown table \"{name}\""),
            listing(TABLES),
            nearest(name, TABLES),
        );
        whole = false;
    }
    for name in TABLES {
        let path = text::child("tables", name);
        let shipped = format!("england/tables/{name}.csv");
        let read = match file.tables.get(name) {
            Some(own) => {
                let from = shape.spans.get(&path).map_or("", |span| files.name(span.file));
                source::find(source, from, own)
            }
            None => source.read(&shipped).map(|bytes| (shipped.clone(), bytes)),
        };
        match read {
            Some((name_read, bytes)) => {
                texts.insert(name.to_owned(), Text { name: name_read, bytes });
            }
            None => {
                let asked = file.tables.get(name).unwrap_or(&shipped);
                report(
                    &path,
                    format!("\"{asked}\", which is no file"),
                    "the name of a CSV file beside this one".to_owned(),
                    None,
                );
                whole = false;
            }
        }
    }
    if !whole {
        return (None, BTreeMap::new());
    }
    let hashes = texts
        .iter()
        .map(|(name, text)| (name.clone(), hash(&text.bytes)))
        .collect();
    (table::read(&texts, problems), hashes)
}

fn neighbourhood(id: &str, file: &super::file::NeighbourhoodFile) -> Neighbourhood {
    let name = if file.name.is_empty() { id } else { &file.name };
    Neighbourhood {
        id: id.to_owned(),
        name: name.to_owned(),
        place: file.place.clone(),
        people: file.people,
        age: file.age,
        deprivation: file.deprivation,
        practices: file.practices,
        commissioner: file.commissioner.clone(),
        council: file.council.clone(),
        also_uses: file.also_uses.clone(),
    }
}

fn service(id: &str, file: &super::file::ServiceFile) -> Service {
    let name = if file.name.is_empty() { id } else { &file.name };
    Service {
        id: id.to_owned(),
        name: name.to_owned(),
        kind: file.kind,
        specialty: file.specialty.clone(),
        provider: file.provider.clone(),
        capacity: file.capacity,
        growth: file.growth,
        share: file.share,
        places: file.places.clone(),
    }
}

/// A checked change; None only for a file with problems.
fn change(id: &str, file: &super::file::ChangeFile, model: &Settings) -> Option<Change> {
    let what = if let Some(care_model) = &file.care_model {
        What::CareModel(care_model.clone())
    } else if let (Some(contract), Some(regime)) = (&file.contract, &file.regime) {
        What::Regime {
            contract: contract.clone(),
            regime: regime.clone(),
        }
    } else if let Some(service) = &file.service {
        let planned = model.services.iter().find(|s| s.id == *service)?.capacity.places();
        let ratio = file.ratio.or_else(|| file.capacity.map(|new| new.places() / planned))?;
        What::Capacity {
            service: service.clone(),
            ratio,
        }
    } else if let Some(shock) = &file.shock {
        What::Shock(shock.clone())
    } else {
        What::Parameters(file.parameters.clone()?)
    };
    let (announced, effective) = (Date::parse(&file.announced)?, Date::parse(&file.effective)?);
    Some(Change {
        id: id.to_owned(),
        announced,
        effective,
        what,
    })
}

#[cfg(test)]
#[path = "load_test.rs"]
mod tests;

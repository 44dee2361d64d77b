//! A pathway file → a checked plan.

use super::super::check::{self, Check};
use super::super::explain::{Figure, figures};
use super::super::parameter::Parsed;
use super::super::problem::{Problem, Problems, Warning};
use super::super::shape::{self, ANNOTATIONS};
use super::super::text::{Files, Node};
use super::super::{load::sorted, schema};
use super::file::{PathwayFile, PathwayScenarioFile};
use super::plan::{PathwayPlan, Variant};
use super::{build, relation};
use crate::engine::Date;
use serde_json::Value as Json;
use std::sync::Arc;

/// The plan of a tree that holds a `pathway`, and where each of its numbers comes from.
pub(in crate::scenario) fn resolve(
    name: &str,
    root: &Node,
    files: &Files,
    mut problems: Vec<Problem>,
) -> Result<(PathwayPlan, Vec<Figure>), Problems> {
    let complete = schema::pathway();
    let (value, shape) = shape::check(root, &complete, files, &mut problems);
    let file: PathwayScenarioFile = match serde_path_to_error::deserialize(&value) {
        Ok(file) => file,
        Err(error) => {
            problems.push(check::unreadable(&error, &shape, files));
            return Err(sorted(problems));
        }
    };
    check::values(&file, &shape, &value, files, &mut problems);
    let warnings: Vec<Warning> = relation::relations(
        &file,
        &mut Check {
            shape: &shape,
            files,
            problems: &mut problems,
        },
    );
    if !problems.is_empty() {
        return Err(sorted(problems));
    }
    let complete = serde_json::to_value(&file).expect("a scenario holds text, numbers, lists and maps with text keys");
    let figures = figures(&complete, &shape, files, &Parsed::default());
    let mut resolved = complete["pathway"].clone();
    strip(&mut resolved);
    let stem = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".json");
    let note = shape.annotations.get("").and_then(|a| a.get("note")).cloned();
    let plan = PathwayPlan {
        name: if file.name.is_empty() {
            stem.to_owned()
        } else {
            file.name.clone()
        },
        note: note.unwrap_or_default(),
        start: Date::parse(&file.pathway.start_date).expect("the date was checked"),
        unit: file.pathway.time_unit,
        warm_up_days: file.pathway.warm_up_days,
        run_days: file.pathway.run_days,
        replications: file.pathway.replications,
        variants: variants(&file.pathway),
        warnings,
        resolved,
    };
    Ok((plan, figures))
}

/// Every combination of the capacities to try, the last one named moving fastest.
fn variants(file: &PathwayFile) -> Vec<Variant> {
    let mut combinations: Vec<Vec<(&str, u32)>> = vec![Vec::new()];
    for (what, list) in &file.sweep {
        combinations = (combinations.iter())
            .flat_map(|before| {
                list.iter().map(move |&servers| {
                    let mut with = before.clone();
                    with.push((what, servers));
                    with
                })
            })
            .collect();
    }
    (combinations.iter())
        .map(|set| {
            let mut own = file.clone();
            for &(what, servers) in set {
                set_servers(&mut own, what, servers);
            }
            let label: Vec<String> = set.iter().map(|(what, servers)| format!("{what}={servers}")).collect();
            Variant {
                label: label.join(" "),
                network: Arc::new(build::network(&own)),
            }
        })
        .collect()
}

/// Sets the servers of a service, or of a pool of one (`service.pool`).
fn set_servers(file: &mut PathwayFile, what: &str, servers: u32) {
    let (service, pool) = what.split_once('.').map_or((what, None), |(s, p)| (s, Some(p)));
    let station = file
        .services
        .get_mut(service)
        .expect("the names of a sweep were checked");
    match pool {
        Some(pool) => {
            station
                .pools
                .get_mut(pool)
                .expect("the names of a sweep were checked")
                .servers = servers
        }
        None => station.servers = Some(servers),
    }
}

/// Takes labels and notes out: they change nothing.
fn strip(value: &mut Json) {
    match value {
        Json::Object(map) => {
            map.retain(|key, _| key != "name" && !ANNOTATIONS.contains(&key.as_str()));
            map.values_mut().for_each(strip);
        }
        Json::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

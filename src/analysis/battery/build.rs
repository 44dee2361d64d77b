//! Scenario files made by code, as short as a user would write them.

use super::{Case, Family, Figure};
use crate::analysis::theory::stay::Stay;
use serde_json::{Value, json};

/// Hours in a day: rates here are an hour unless a case says otherwise, and a file wants them a day.
pub const HOURS: f64 = 24.0;

/// How long a case runs.
#[derive(Clone, Copy)]
pub struct Effort {
    /// Arrivals of all replications together, about.
    pub arrivals: f64,
    pub replications: u32,
}

/// So many thousand arrivals in forty replications.
pub fn thousand(arrivals: u32) -> Effort {
    Effort {
        arrivals: f64::from(arrivals) * 1e3,
        replications: 40,
    }
}

/// So many million arrivals in forty replications.
pub fn million(arrivals: u32) -> Effort {
    thousand(arrivals * 1_000)
}

/// A scenario in `unit`s of time (`per_day` of them a day) whose arrivals come at `rate` a unit, with a warm-up of a
/// twentieth of the run, from the classes and services given.
pub fn scenario(unit: &str, per_day: f64, rate: f64, effort: Effort, classes: &Value, services: &Value) -> Value {
    let units = effort.arrivals / f64::from(effort.replications) / rate;
    let days = (units / per_day).ceil().max(1.0);
    json!({"pathway": {
        "time_unit": unit,
        "warm_up_days": (days / 20.0).ceil(),
        "run_days": days,
        "replications": effort.replications,
        "classes": classes,
        "services": services,
    }})
}

/// A class with one stream, at random, `per_hour` to `to`.
pub fn class(to: &str, per_hour: f64) -> Value {
    json!({"arrivals": {"outside": {"to": to, "pattern": {"constant": {"per_day": per_hour * HOURS}}}}})
}

/// One class, `patient`, at random, `rate` an hour, before one service, `clinic`.
pub fn one(rate: f64, effort: Effort, clinic: &Value) -> Value {
    scenario(
        "hours",
        HOURS,
        rate,
        effort,
        &json!({"patient": class("clinic", rate)}),
        &json!({"clinic": clinic}),
    )
}

pub fn exponential(mean: f64) -> Value {
    json!({"exponential": {"mean": mean}})
}

pub fn fixed(value: f64) -> Value {
    json!({"fixed": {"value": value}})
}

/// What theory knows of a shape.
pub fn stay(shape: &Value) -> Stay {
    Stay::of(&serde_json::from_value(shape.clone()).expect("the battery's shapes are of the format"))
}

/// A figure of a service, all classes together, over the whole run.
pub fn at(service: &'static str, measure: &'static str, expected: f64) -> Figure {
    figure("", service, measure, expected)
}

/// A figure of the one service of [`one`].
pub fn clinic(measure: &'static str, expected: f64) -> Figure {
    at("clinic", measure, expected)
}

pub fn figure(class: &'static str, service: &'static str, measure: &'static str, expected: f64) -> Figure {
    Figure {
        measure,
        class,
        service,
        period: "all".to_owned(),
        expected,
    }
}

pub fn case(family: Family, name: impl Into<String>, scenario: Value, figures: Vec<Figure>) -> Case {
    let replications = scenario["pathway"]["replications"].as_u64().unwrap_or(1) as u32;
    Case {
        family,
        name: name.into(),
        scenario,
        replications,
        figures,
        quick: false,
    }
}

/// Marks cases that are cheap enough for every `cargo test`.
pub fn quick(mut case: Case) -> Case {
    case.quick = true;
    case
}

/// A share as whole per cent, for names.
pub fn per_cent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

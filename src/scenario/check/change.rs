//! Parameters and dated changes: known paths, plausible values, dates inside the run.

use super::Check;
use crate::engine::Date;
use crate::model::parameter::{Grade, Parameters, Role};
use crate::scenario::file::{ChangeFile, ParameterFile, ScenarioFile};
use crate::scenario::problem::{Warning, nearest};
use crate::scenario::text::child;
use serde_json::Value as Json;

/// Units of which no amount is less than nothing.
const NEVER_BELOW_NOTHING: [&str; 8] = [
    "minutes",
    "hours",
    "days",
    "months",
    "years",
    "per person-year",
    "relative weight",
    "sigma of the logarithm",
];

impl Check<'_> {
    /// Lays the scenario's own values over the shipped ones.
    pub(super) fn parameters(&mut self, file: &ScenarioFile, parameters: &mut Parameters) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let known: Vec<String> = parameters.iter().map(|p| p.path.clone()).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        for (name, own) in &file.parameters {
            let path = child("parameters", name);
            self.parameter(&path, name, &known);
            let Some(parameter) = parameters.find_mut(name) else {
                continue;
            };
            let value = own.value();
            self.possible(&path, name, value, &parameter.unit);
            warnings.extend(self.bounds(&path, value, parameter.low, parameter.high, &parameter.unit));
            if parameter.value != value {
                parameter.value = value;
                // A reader's own figure is assumed until he says how well it is known.
                let reasons = match own {
                    ParameterFile::Reasoned(reasons) => Some(reasons),
                    ParameterFile::Value(_) => None,
                };
                parameter.source = reasons
                    .and_then(|r| r.source.clone())
                    .unwrap_or_else(|| "scenario".to_owned());
                parameter.grade = reasons
                    .and_then(|r| grade(r.grade.as_deref()?))
                    .unwrap_or(Grade::ShapeAssumed);
                let well = matches!(parameter.grade, Grade::Verified | Grade::Derived | Grade::RecalledHigh);
                parameter.role = if well { Role::Sourced } else { Role::Assumed };
            }
        }
        warnings
    }

    pub(super) fn parameter(&mut self, path: &str, name: &str, known: &[&str]) {
        if !known.contains(&name) {
            let allowed = "a path that `carecurve explain england/place parameters` shows".to_owned();
            self.report(
                path,
                "an unknown parameter".to_owned(),
                allowed,
                nearest(name, known.iter().copied()),
            );
        }
    }

    /// What no place can have, however unusual it is: nobody pays for being done work for, a share is a part of a whole, and
    /// time, spread and rates are not less than nothing.
    fn possible(&mut self, path: &str, name: &str, value: f64, unit: &str) {
        let (found, allowed) = match unit {
            _ if name.starts_with("economy.price.") && value < 0.0 => {
                (format!("a price of {value}"), "0 or more pounds".to_owned())
            }
            "share" | "chance" if !(0.0..=1.0).contains(&value) => (value.to_string(), format!("a {unit} from 0 to 1")),
            _ if NEVER_BELOW_NOTHING.contains(&unit) && value < 0.0 => {
                (value.to_string(), format!("0 or more ({unit})"))
            }
            _ => return,
        };
        self.report(path, found, allowed, None);
    }

    pub(super) fn bounds(&self, path: &str, value: f64, low: f64, high: f64, unit: &str) -> Option<Warning> {
        (low < high && !(low..=high).contains(&value)).then(|| {
            self.warning(
                path,
                format!("{value} is outside the plausible range {low} to {high} ({unit})"),
            )
        })
    }

    pub(super) fn change(
        &mut self,
        file: &ScenarioFile,
        id: &str,
        change: &ChangeFile,
        parameters: &Parameters,
        warnings: &mut Vec<Warning>,
    ) {
        let path = child("changes", id);
        let announced = self.date(&child(&path, "announced"), &change.announced);
        let effective = self.date(&child(&path, "effective"), &change.effective);
        if let (Some(announced), Some(effective)) = (announced, effective)
            && effective < announced
        {
            let allowed = format!("a date not before it is announced ({announced})");
            self.report(&child(&path, "effective"), format!("\"{effective}\""), allowed, None);
        }
        if let Some(start) = Date::parse(&file.start_date) {
            let end = start.plus_years(file.years.clamp(1, 30) as i32);
            let last = Date::of_day(end.day_number() - 1);
            for (field, date) in [("announced", announced), ("effective", effective)] {
                if let Some(date) = date
                    && !(start..=last).contains(&date)
                {
                    let allowed = format!("a date inside the run, {start} to {last}");
                    self.report(&child(&path, field), format!("\"{date}\""), allowed, None);
                }
            }
        }
        let kinds = [
            change.care_model.is_some(),
            change.contract.is_some() || change.regime.is_some(),
            change.service.is_some() || change.capacity.is_some() || change.ratio.is_some(),
            change.parameters.is_some(),
            change.shock.is_some(),
        ];
        let allowed =
            "exactly one of: care_model, contract with regime, service with capacity or ratio, parameters, shock";
        match kinds.iter().filter(|kind| **kind).count() {
            1 => {}
            n => self.report(&path, format!("a change of {n} kinds"), allowed.to_owned(), None),
        }
        if let Some(name) = &change.care_model {
            let known: Vec<&str> = file.care_models.keys().map(String::as_str).collect();
            self.known(&child(&path, "care_model"), name, &known);
        }
        if change.contract.is_some() != change.regime.is_some() {
            self.report(
                &path,
                "a contract without a regime, or the reverse".to_owned(),
                "both".to_owned(),
                None,
            );
        }
        if let Some(contract) = &change.contract {
            let known: Vec<&str> = file.contracts.keys().map(String::as_str).collect();
            self.known(&child(&path, "contract"), contract, &known);
        }
        if let Some(regime) = &change.regime {
            let known: Vec<&str> = file.regimes.keys().map(String::as_str).collect();
            self.known(&child(&path, "regime"), regime, &known);
        }
        self.capacity(file, &path, change);
        self.shock(file, &path, change);
        for (name, value) in change.parameters.iter().flatten() {
            let inner = child(&child(&path, "parameters"), name);
            let known: Vec<&str> = parameters.iter().map(|p| p.path.as_str()).collect();
            self.parameter(&inner, name, &known);
            if let Some(p) = parameters.find(name) {
                self.possible(&inner, name, *value, &p.unit);
                warnings.extend(self.bounds(&inner, *value, p.low, p.high, &p.unit));
            }
        }
    }

    pub(super) fn capacity(&mut self, file: &ScenarioFile, path: &str, change: &ChangeFile) {
        let one = change.capacity.is_some() != change.ratio.is_some();
        if change.service.is_some() != one {
            let allowed = "a service with a capacity or a ratio, not both".to_owned();
            self.report(
                path,
                "a change of capacity that is not complete".to_owned(),
                allowed,
                None,
            );
        }
        let Some(id) = &change.service else { return };
        let known: Vec<&str> = file.services.keys().map(String::as_str).collect();
        self.known(&child(path, "service"), id, &known);
        if let (Some(service), Some(new)) = (file.services.get(id), change.capacity) {
            let (planned, new) = (service.capacity.places(), new.places());
            if !(0.0..=10.0).contains(&(new / planned)) {
                let allowed = format!("up to ten times the planned {planned}, which must not be 0");
                self.report(&child(path, "capacity"), format!("a capacity of {new}"), allowed, None);
            }
        }
    }
}

fn grade(text: &str) -> Option<Grade> {
    serde_json::from_value(Json::from(text)).ok()
}

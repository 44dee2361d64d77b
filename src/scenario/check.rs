//! The rules of a scenario beyond types: each value in its bounds, and what fields say about each other. All faults are
//! told; those of a field already reported are left out.

use super::file::{ChangeFile, ScenarioFile};
use super::problem::{Problem, Warning, listing, nearest};
use super::shape::Shape;
use super::text::{Files, child};
use crate::engine::Date;
use crate::model::parameter::{Grade, Parameters, Role};
use crate::model::settings::ServiceKind;
use garde::Validate;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// Specialties of planned care that the model knows.
pub const SPECIALTIES: [&str; 6] = [
    "cancer",
    "general_surgery",
    "medical",
    "musculoskeletal",
    "ophthalmology",
    "other_surgical",
];

/// How far a sum of shares may be from one: what rounding to four places leaves over a dozen entries.
const SHARE_TOLERANCE: f64 = 1e-3;

/// The bounds written at the fields (by `garde`).
pub(super) fn values(file: &ScenarioFile, shape: &Shape, value: &Json, files: &Files, problems: &mut Vec<Problem>) {
    let mut check = Check { shape, files, problems };
    if let Err(report) = file.validate() {
        for (path, error) in report.iter() {
            let mut path = path.to_string();
            let mut message = error.message();
            // A rule over a small struct names the field first.
            if let Some((inner, rest)) = message
                .split_once(' ')
                .filter(|(_, rest)| rest.starts_with("lower than"))
            {
                path = child(&path, inner);
                message = rest;
            }
            let (path, found) = field(value, &path);
            let found = found.map_or_else(|| "this value".to_owned(), Json::to_string);
            let allowed = match shape.bounds.get(&path) {
                Some((least, most)) => format!("{least} to {most}"),
                None => allowed(message),
            };
            check.report(&path, found, allowed, None);
        }
    }
}

/// "lower than 0" says what is wrong; this says what is right.
fn allowed(message: &str) -> String {
    match (
        message.strip_prefix("lower than "),
        message.strip_prefix("greater than "),
    ) {
        (Some(least), _) => format!("at least {least}"),
        (_, Some(most)) => format!("at most {most}"),
        _ => message.to_owned(),
    }
}

/// The field that `garde` means by a path such as `regimes.ours.clauses[1][0].payer_share`, with its value. It numbers
/// the inside of a variant; in the file that is the variant's key.
fn field<'a>(value: &'a Json, path: &str) -> (String, Option<&'a Json>) {
    let (mut real, mut value) = (String::new(), Some(value));
    for part in path.split('.') {
        for (i, piece) in part.split('[').enumerate() {
            let index = piece.trim_end_matches(']');
            let variant = value
                .and_then(Json::as_object)
                .filter(|map| map.len() == 1)
                .and_then(|map| map.iter().next());
            match (i, variant) {
                (0, _) => {
                    real = child(&real, piece);
                    value = value.and_then(|value| value.get(piece));
                }
                (_, Some((key, inner))) => {
                    real = child(&real, key);
                    value = Some(inner);
                }
                _ => {
                    real = format!("{real}[{index}]");
                    value = value.and_then(|value| value.get(index.parse::<usize>().ok()?));
                }
            }
        }
    }
    (real, value)
}

/// What fields say about each other; sets the scenario's own parameter values.
pub(super) fn relations(
    file: &ScenarioFile,
    shape: &Shape,
    files: &Files,
    parameters: &mut Parameters,
    problems: &mut Vec<Problem>,
) -> Vec<Warning> {
    let mut check = Check { shape, files, problems };
    check.ids(file);
    check.start(file);
    check.shares(file);
    check.services(file);
    check.organisations(file);
    check.contracts(file);
    let care_models: Vec<&str> = file.care_models.keys().map(String::as_str).collect();
    check.known("care_model", &file.care_model, &care_models);
    let mut warnings = check.parameters(file, parameters);
    for (id, change) in &file.changes {
        check.change(file, id, change, parameters, &mut warnings);
    }
    warnings
}

struct Check<'a> {
    shape: &'a Shape,
    files: &'a Files,
    problems: &'a mut Vec<Problem>,
}

impl Check<'_> {
    fn report(&mut self, path: &str, found: String, allowed: String, nearest: Option<String>) {
        if !self.shape.is_reported(path) {
            let place = self.shape.span(path).map(|span| self.files.place(span));
            self.problems.push(Problem {
                place,
                path: path.to_owned(),
                found,
                allowed,
                nearest,
            });
        }
    }
    fn warning(&self, path: &str, text: String) -> Warning {
        Warning {
            place: self.shape.span(path).map(|span| self.files.place(span)),
            path: path.to_owned(),
            text,
        }
    }
    fn known(&mut self, path: &str, name: &str, known: &[&str]) {
        if !known.contains(&name) {
            let near = nearest(name, known.iter().copied());
            self.report(
                path,
                format!("\"{name}\", which is not known"),
                listing(known.iter().copied()),
                near,
            );
        }
    }

    fn ids(&mut self, file: &ScenarioFile) {
        let maps = [
            ("neighbourhoods", file.neighbourhoods.keys().collect::<Vec<_>>()),
            ("services", file.services.keys().collect()),
            ("organisations", file.organisations.keys().collect()),
            ("contracts", file.contracts.keys().collect()),
            ("regimes", file.regimes.keys().collect()),
            ("care_models", file.care_models.keys().collect()),
            ("changes", file.changes.keys().collect()),
        ];
        for (part, ids) in maps {
            for id in ids {
                let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
                if id.is_empty() || id.len() > 60 || !id.bytes().all(word) {
                    let allowed = "a permanent id of 1 to 60 lower-case letters, digits, _ and -".to_owned();
                    self.report(&child(part, id), format!("the id \"{id}\""), allowed, None);
                }
            }
        }
        let many = file.neighbourhoods.len();
        if many == 0 || many > 200 {
            self.report(
                "neighbourhoods",
                format!("{many} neighbourhoods"),
                "1 to 200".to_owned(),
                None,
            );
        }
    }

    fn date(&mut self, path: &str, text: &str) -> Option<Date> {
        let date = Date::parse(text);
        if date.is_none() {
            self.report(
                path,
                format!("\"{text}\""),
                "a date that exists, as YYYY-MM-DD".to_owned(),
                None,
            );
        }
        date
    }

    fn start(&mut self, file: &ScenarioFile) {
        if let Some(start) = self.date("start_date", &file.start_date)
            && (start.day != 1 || start.year < 2003 || start.year > 2150)
        {
            let allowed = "the first of a month, from 2003-01-01 to 2150-12-01".to_owned();
            self.report("start_date", format!("\"{}\"", file.start_date), allowed, None);
        }
    }

    fn sums_to_one(&mut self, path: &str, what: &str, sum: f64) {
        if (sum - 1.0).abs() > SHARE_TOLERANCE {
            // Written with the figures that matter, not with binary dust.
            let sum = libm::round(sum * 1e6) / 1e6;
            let off = libm::round((1.0 - sum) * 1e6) / 1e6;
            let hint = if off > 0.0 {
                format!("{off} is missing")
            } else {
                format!("{} is too much", -off)
            };
            self.report(
                path,
                format!("{what} that sum to {sum}"),
                format!("a sum of 1 ({hint})"),
                None,
            );
        }
    }

    fn shares(&mut self, file: &ScenarioFile) {
        let people = file.neighbourhoods.values().map(|n| n.people).sum();
        self.sums_to_one("neighbourhoods", "shares of people", people);
        for (id, n) in &file.neighbourhoods {
            let path = child("neighbourhoods", id);
            for (field, weights) in [("age", n.age.as_slice()), ("deprivation", n.deprivation.as_slice())] {
                if weights.iter().all(|w| *w == 0.0) {
                    self.report(
                        &child(&path, field),
                        "weights that are all 0".to_owned(),
                        "at least one above 0".to_owned(),
                        None,
                    );
                }
            }
            let known: Vec<&str> = file.organisations.keys().map(String::as_str).collect();
            self.known(&child(&path, "commissioner"), &n.commissioner, &known);
            self.known(&child(&path, "council"), &n.council, &known);
        }
    }

    fn services(&mut self, file: &ScenarioFile) {
        let organisations: Vec<&str> = file.organisations.keys().map(String::as_str).collect();
        let mut flows: BTreeMap<(ServiceKind, &str), (f64, Vec<&str>)> = BTreeMap::new();
        for (id, service) in &file.services {
            let path = child("services", id);
            self.known(&child(&path, "provider"), &service.provider, &organisations);
            let planned = matches!(service.kind, ServiceKind::OutpatientClinic | ServiceKind::ElectiveList);
            if planned {
                self.known(&child(&path, "specialty"), &service.specialty, &SPECIALTIES);
            } else if !service.specialty.is_empty() {
                let allowed = "no specialty: only outpatient clinics and elective lists have one".to_owned();
                self.report(
                    &child(&path, "specialty"),
                    format!("\"{}\"", service.specialty),
                    allowed,
                    None,
                );
            }
            let flow = flows.entry((service.kind, service.specialty.as_str())).or_default();
            flow.0 += service.share;
            flow.1.push(id);
        }
        if self.shape.is_reported("services") {
            // A sum or a gap over services that were misread says nothing.
            return;
        }
        for ((kind, specialty), (sum, ids)) in &flows {
            let of = if specialty.is_empty() {
                word(kind)
            } else {
                format!("{} of {specialty}", word(kind))
            };
            if *sum != 0.0 || ids.len() > 1 {
                // The place is the one written last: in the scenario's own file rather than in what it extends.
                let file = |id: &&&str| self.shape.keys.get(&child("services", id)).map(|key| key.file);
                let own = ids.iter().min_by_key(file).copied().unwrap_or_default();
                let path = format!("services.{own}.share");
                self.sums_to_one(&path, &format!("shares of {of} ({})", ids.join(", ")), *sum);
            }
        }
        let present: BTreeSet<ServiceKind> = file.services.values().map(|s| s.kind).collect();
        let kinds = KINDS.iter().filter(|kind| !present.contains(kind));
        for kind in kinds {
            let allowed = "at least one of each kind; one that does nothing has \"share\": 0".to_owned();
            self.report("services", format!("no service of kind {}", word(kind)), allowed, None);
        }
        for specialty in SPECIALTIES {
            for kind in [ServiceKind::OutpatientClinic, ServiceKind::ElectiveList] {
                if !flows.contains_key(&(kind, specialty)) {
                    let found = format!("no {} of {specialty}", word(&kind));
                    self.report("services", found, "one of each specialty".to_owned(), None);
                }
            }
        }
    }

    fn organisations(&mut self, file: &ScenarioFile) {
        let known: Vec<&str> = file.organisations.keys().map(String::as_str).collect();
        let places: BTreeSet<&str> = file.neighbourhoods.values().map(|n| n.place.as_str()).collect();
        let places: Vec<&str> = places.into_iter().collect();
        for (id, organisation) in &file.organisations {
            let path = child("organisations", id);
            for (i, place) in organisation.places.iter().enumerate() {
                self.known(&format!("{path}.places[{i}]"), place, &places);
            }
            for (i, line) in organisation.budget.iter().enumerate() {
                self.known(&format!("{path}.budget[{i}].to"), &line.to, &known);
            }
            let cost = organisation.cost;
            self.sums_to_one(
                &child(&path, "cost"),
                "shares of cost",
                cost.fixed + cost.semi_fixed + cost.variable,
            );
        }
    }

    fn contracts(&mut self, file: &ScenarioFile) {
        let organisations: Vec<&str> = file.organisations.keys().map(String::as_str).collect();
        let regimes: Vec<&str> = file.regimes.keys().map(String::as_str).collect();
        let services: Vec<&str> = file.services.keys().map(String::as_str).collect();
        for (id, contract) in &file.contracts {
            let path = child("contracts", id);
            self.known(&child(&path, "payer"), &contract.payer, &organisations);
            self.known(&child(&path, "provider"), &contract.provider, &organisations);
            self.known(&child(&path, "regime"), &contract.regime, &regimes);
            for (i, service) in contract.services.iter().enumerate() {
                self.known(&format!("{path}.services[{i}]"), service, &services);
            }
        }
    }

    /// Lays the scenario's own values over the shipped ones.
    fn parameters(&mut self, file: &ScenarioFile, parameters: &mut Parameters) -> Vec<Warning> {
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
            warnings.extend(self.bounds(&path, value, parameter.low, parameter.high, &parameter.unit));
            if parameter.value != value {
                parameter.value = value;
                // A reader's own figure is assumed until he says how well it is known.
                let reasons = match own {
                    super::file::ParameterFile::Reasoned(reasons) => Some(reasons),
                    super::file::ParameterFile::Value(_) => None,
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

    fn parameter(&mut self, path: &str, name: &str, known: &[&str]) {
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

    fn bounds(&self, path: &str, value: f64, low: f64, high: f64, unit: &str) -> Option<Warning> {
        (low < high && !(low..=high).contains(&value)).then(|| {
            self.warning(
                path,
                format!("{value} is outside the plausible range {low} to {high} ({unit})"),
            )
        })
    }

    fn change(
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
        ];
        let allowed = "exactly one of: care_model, contract with regime, service with capacity or ratio, parameters";
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
        for (name, value) in change.parameters.iter().flatten() {
            let inner = child(&child(&path, "parameters"), name);
            let known: Vec<&str> = parameters.iter().map(|p| p.path.as_str()).collect();
            self.parameter(&inner, name, &known);
            let parameter = parameters.find(name);
            warnings.extend(parameter.and_then(|p| self.bounds(&inner, *value, p.low, p.high, &p.unit)));
        }
    }

    fn capacity(&mut self, file: &ScenarioFile, path: &str, change: &ChangeFile) {
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

/// Every kind of service the model runs.
pub const KINDS: [ServiceKind; 26] = {
    use ServiceKind::*;
    [
        GeneralPractice,
        Nhs111,
        Ambulance,
        WalkInCentre,
        SingleSpecialtyEmergency,
        AeMajors,
        AeMinors,
        AssessmentTrolleys,
        ShortStayBeds,
        MedicalBeds,
        OlderPeopleBeds,
        SurgicalBeds,
        ChildrenBeds,
        CriticalCareBeds,
        MaternityBeds,
        UnmodelledBeds,
        OutpatientClinic,
        ElectiveList,
        CommunityNursing,
        NeighbourhoodTeam,
        RapidResponse,
        IntermediateCareBeds,
        Reablement,
        HomeCare,
        CareHome,
        CareAssessment,
    ]
};

fn grade(text: &str) -> Option<Grade> {
    serde_json::from_value(Json::from(text)).ok()
}

/// The name a value has in files.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}

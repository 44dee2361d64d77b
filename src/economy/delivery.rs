//! The care model in force: its components, how far each has come, what they do to the model and what they cost.
//!
//! setting of a lever = neutral + Σ over components m · (setting at full maturity − neutral), within the lever's bounds
//!
//! cost of a month = people/12 · Σ (fixed while in force + staff · share of staff in post)
//!
//! A component matures in a time of its own, a ratio (`economy.component.<name>.months_ratio`) of the care model's: what one
//! partner can do by itself, by procedure and with few staff, is there sooner; what needs joint teams, shared records or
//! trust, later. A component that a new care model leaves out is not undone overnight: it fades. One that begins later than its care
//! model neither costs nor matures before. Where what is felt lags behind what is done, m follows maturity with that time
//! constant. A lever on a kind of service acts on every service of the kind.

use super::component::{Arrangement, Component};
use super::maturity::{Maturity, speed};
use super::settings::CareModel;
use super::trust::Trust;
use crate::model::lever::{Lever, LeverChange};
use crate::model::parameter::Parameters;
use crate::model::settings::{Service, ServiceKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A component and how far it has come.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Piece {
    component: Component,
    active: bool,
    maturity: Maturity,
    /// Months since its care model took it up.
    months: u32,
    /// How much of the design is felt (0 to 1).
    felt: f64,
}

impl Piece {
    fn new(component: &Component) -> Piece {
        Piece {
            component: component.clone(),
            active: true,
            maturity: Maturity::default(),
            months: 0,
            felt: 0.0,
        }
    }
    /// In force, and its first month has come.
    fn begun(&self) -> bool {
        self.active && self.months >= self.component.begins_after()
    }
    fn month(&mut self, speed: f64, parameters: &Parameters) {
        if self.begun() {
            self.maturity
                .grow(speed / self.component.months_ratio(parameters), parameters);
        } else {
            self.maturity.decay(parameters);
        }
        self.months += 1;
        let lag = self.component.lag_months(parameters).max(1.0);
        let maturity = self.maturity.value(parameters);
        self.felt = if lag > 1.0 {
            self.felt + (maturity - self.felt) / lag
        } else {
            maturity
        };
    }
}

/// What a lever is set on: everywhere, or every service of a kind.
type Target = (Lever, Option<ServiceKind>);

/// What the levers in force come to, at present and at full maturity, and which components move them.
#[derive(Clone, PartialEq, Debug, Default)]
struct Setting {
    to: f64,
    full: f64,
    names: String,
}

/// The care model in force.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Delivery {
    pub care_model: String,
    pieces: Vec<Piece>,
    /// Ids of the services of each kind.
    services: BTreeMap<ServiceKind, Vec<String>>,
    /// Last told to the model, and last written in the decision log.
    issued: Vec<(Target, f64)>,
    logged: Vec<(Target, f64)>,
}

/// The last of a target's settings, which a new one may take the place of.
fn last(of: &mut Vec<(Target, f64)>, target: Target) -> &mut f64 {
    let found = of.iter().position(|(other, _)| *other == target);
    let place = found.unwrap_or_else(|| {
        of.push((target, target.0.neutral()));
        of.len() - 1
    });
    &mut of[place].1
}

/// A change worth a line in the decision log.
#[derive(Clone, PartialEq, Debug)]
pub struct Progress {
    pub lever: Lever,
    /// Services acted on, by id.
    pub service: String,
    pub from: f64,
    pub to: f64,
    pub because: String,
}

impl Delivery {
    pub fn new(name: &str, model: &CareModel, services: &[Service]) -> Delivery {
        let mut by_kind: BTreeMap<ServiceKind, Vec<String>> = BTreeMap::new();
        for service in services {
            by_kind.entry(service.kind).or_default().push(service.id.clone());
        }
        let mut delivery = Delivery {
            care_model: String::new(),
            pieces: Vec::new(),
            services: by_kind,
            issued: Vec::new(),
            logged: Vec::new(),
        };
        delivery.adopt(name, model);
        delivery
    }

    /// Takes up another care model; components kept go on from where they are.
    pub fn adopt(&mut self, name: &str, model: &CareModel) {
        self.care_model = name.to_string();
        let active = self.pieces.iter().filter(|piece| piece.active);
        let kept: Vec<&str> = active.map(|piece| piece.component.name()).collect();
        self.pieces.iter_mut().for_each(|piece| piece.active = false);
        for component in &model.components {
            match self
                .pieces
                .iter_mut()
                .find(|piece| piece.component.name() == component.name())
            {
                // What has begun goes on; what has not, or was given up, waits its months again.
                Some(piece) => {
                    let before = std::mem::replace(&mut piece.component, component.clone());
                    let goes_on = kept.contains(&component.name()) && piece.months >= before.begins_after();
                    piece.months = if goes_on { u32::MAX / 2 } else { 0 };
                    piece.active = true;
                }
                None => self.pieces.push(Piece::new(component)),
            }
        }
    }

    /// Whether any component is in force.
    pub fn active(&self) -> bool {
        self.pieces.iter().any(Piece::begun)
    }

    /// How much is arranged between organisations of a kind, as far as it has come.
    pub fn arrangement(&self, kind: Arrangement, parameters: &Parameters) -> f64 {
        let of = |piece: &Piece| -> f64 {
            let arranged = piece.component.arrangements(parameters);
            arranged
                .iter()
                .filter(|(own, _)| *own == kind)
                .map(|(_, at_full)| piece.felt * at_full)
                .sum()
        };
        self.pieces.iter().map(of).sum::<f64>().clamp(0.0, 1.0)
    }

    /// Name and maturity of every component that is or was in force.
    pub fn maturity(&self, parameters: &Parameters) -> Vec<(String, f64)> {
        self.pieces
            .iter()
            .map(|p| (p.component.name().to_string(), p.maturity.value(parameters)))
            .collect()
    }

    /// Mean maturity of the components in force, if there are any.
    pub fn mean_maturity(&self, parameters: &Parameters) -> Option<f64> {
        let active = self.pieces.iter().filter(|p| p.active);
        super::conduct::mean(active.map(|p| p.maturity.value(parameters)))
    }

    /// A month passes: components mature or fade, at the pace that organisations make of the speed (1 as usual).
    pub fn month(
        &mut self,
        trust: &Trust,
        partners: &[usize],
        pace: f64,
        parameters: &Parameters,
    ) -> (Vec<LeverChange>, Vec<Progress>) {
        let record = self
            .pieces
            .iter()
            .find(|piece| matches!(piece.component, Component::SharedCareRecord(_)))
            .map_or(0.0, |piece| piece.maturity.value(parameters));
        let trust = trust.among(partners);
        let speed = speed(trust, record, partners.len(), parameters) * pace;
        self.pieces.iter_mut().for_each(|piece| piece.month(speed, parameters));
        let mut changes = Vec::new();
        let mut progress = Vec::new();
        for ((lever, kind), Setting { to, full, names }) in self.settings(parameters) {
            let services: Vec<Option<String>> = match kind {
                None => vec![None],
                Some(kind) => self
                    .services
                    .get(&kind)
                    .into_iter()
                    .flatten()
                    .cloned()
                    .map(Some)
                    .collect(),
            };
            let issued = last(&mut self.issued, (lever, kind));
            if (to - *issued).abs() > 1e-9 {
                *issued = to;
                changes.extend(services.iter().map(|service| LeverChange {
                    lever,
                    service: service.clone(),
                    neighbourhood: None,
                    to,
                }));
            }
            let logged = last(&mut self.logged, (lever, kind));
            let whole = (full - lever.neutral()).abs();
            if (to - *logged).abs() >= parameters.get("economy.maturity.logged_share") * whole && to != *logged {
                let from = std::mem::replace(logged, to);
                let named: Vec<&str> = services.iter().flatten().map(String::as_str).collect();
                progress.push(Progress {
                    lever,
                    service: if named.is_empty() {
                        "all".to_string()
                    } else {
                        named.join(" ")
                    },
                    from,
                    to,
                    because: format!("{names}; trust {trust:.2}, shared record {record:.2}, speed {speed:.2}"),
                });
            }
        }
        (changes, progress)
    }

    /// Setting of every lever touched.
    fn settings(&self, parameters: &Parameters) -> BTreeMap<Target, Setting> {
        let mut settings: BTreeMap<Target, Setting> = BTreeMap::new();
        for piece in &self.pieces {
            for design in piece.component.design(parameters) {
                let neutral = design.lever.neutral();
                let entry = settings.entry((design.lever, design.service)).or_insert(Setting {
                    to: neutral,
                    full: neutral,
                    names: String::new(),
                });
                entry.to += piece.felt * (design.at_full - neutral);
                entry.full += design.at_full - neutral;
                let comma = if entry.names.is_empty() { "" } else { ", " };
                entry.names += &format!("{comma}{} at maturity {:.2}", piece.component.name(), piece.felt);
            }
        }
        for ((lever, _), setting) in &mut settings {
            let (low, high) = lever.bounds();
            setting.to = setting.to.clamp(low, high);
        }
        settings
    }

    /// Cost of a month, pounds, for so many residents.
    pub fn cost(&self, people: f64, parameters: &Parameters) -> f64 {
        let yearly: f64 = self
            .pieces
            .iter()
            .map(|piece| {
                let cost = piece.component.cost(parameters);
                let fixed = if piece.begun() { cost.fixed_per_resident } else { 0.0 };
                fixed + cost.staff_per_resident * piece.maturity.staffed()
            })
            .sum();
        yearly * people / 12.0
    }
}

#[cfg(test)]
#[path = "delivery_test.rs"]
mod tests;

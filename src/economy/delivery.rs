//! The care model in force: its components, how far each has come, what they do to the model and what they cost.
//!
//! setting of a lever = neutral + Σ over components m · (setting at full maturity − neutral), within the lever's bounds
//!
//! cost of a month = people/12 · Σ (fixed while in force + staff · share of staff in post)
//!
//! A component that a new care model leaves out is not undone overnight: it fades.

use super::component::Component;
use super::maturity::{Maturity, speed};
use super::settings::CareModel;
use super::trust::Trust;
use crate::model::lever::{Lever, LeverChange};
use crate::model::parameter::Parameters;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A component and how far it has come.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Piece {
    component: Component,
    active: bool,
    maturity: Maturity,
}

/// The care model in force.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Delivery {
    pub care_model: String,
    pieces: Vec<Piece>,
    /// Last told to the model, and last written in the decision log, by lever.
    issued: BTreeMap<Lever, f64>,
    logged: BTreeMap<Lever, f64>,
}

/// A change worth a line in the decision log.
#[derive(Clone, PartialEq, Debug)]
pub struct Progress {
    pub lever: Lever,
    pub from: f64,
    pub to: f64,
    pub because: String,
}

impl Delivery {
    pub fn new(name: &str, model: &CareModel) -> Delivery {
        let mut delivery = Delivery {
            care_model: String::new(),
            pieces: Vec::new(),
            issued: BTreeMap::new(),
            logged: BTreeMap::new(),
        };
        delivery.adopt(name, model);
        delivery
    }

    /// Takes up another care model; components kept go on from where they are.
    pub fn adopt(&mut self, name: &str, model: &CareModel) {
        self.care_model = name.to_string();
        self.pieces.iter_mut().for_each(|piece| piece.active = false);
        for component in &model.components {
            match self
                .pieces
                .iter_mut()
                .find(|piece| piece.component.name() == component.name())
            {
                Some(piece) => (piece.component, piece.active) = (component.clone(), true),
                None => self.pieces.push(Piece {
                    component: component.clone(),
                    active: true,
                    maturity: Maturity::default(),
                }),
            }
        }
    }

    /// Whether any component is in force.
    pub fn active(&self) -> bool {
        self.pieces.iter().any(|piece| piece.active)
    }

    /// Name and maturity of every component that is or was in force.
    pub fn maturity(&self, parameters: &Parameters) -> Vec<(String, f64)> {
        self.pieces
            .iter()
            .map(|p| (p.component.name().to_string(), p.maturity.value(parameters)))
            .collect()
    }

    /// Whether a component of this name is in force.
    pub fn in_force(&self, name: &str) -> bool {
        self.pieces.iter().any(|p| p.active && p.component.name() == name)
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
        for piece in &mut self.pieces {
            if piece.active {
                piece.maturity.grow(speed, parameters);
            } else {
                piece.maturity.decay(parameters);
            }
        }
        let mut changes = Vec::new();
        let mut progress = Vec::new();
        for (lever, (to, full, names)) in self.settings(parameters) {
            let from = self.issued.get(&lever).copied().unwrap_or(lever.neutral());
            if (to - from).abs() > 1e-9 {
                self.issued.insert(lever, to);
                changes.push(LeverChange {
                    lever,
                    service: None,
                    neighbourhood: None,
                    to,
                });
            }
            let logged = self.logged.get(&lever).copied().unwrap_or(lever.neutral());
            let whole = (full - lever.neutral()).abs();
            if (to - logged).abs() >= parameters.get("economy.maturity.logged_share") * whole && to != logged {
                self.logged.insert(lever, to);
                progress.push(Progress {
                    lever,
                    from: logged,
                    to,
                    because: format!("{names}; trust {trust:.2}, shared record {record:.2}, speed {speed:.2}"),
                });
            }
        }
        (changes, progress)
    }

    /// Setting of every lever touched, what it is at full maturity, and which components move it.
    fn settings(&self, parameters: &Parameters) -> BTreeMap<Lever, (f64, f64, String)> {
        let mut settings: BTreeMap<Lever, (f64, f64, String)> = BTreeMap::new();
        for piece in &self.pieces {
            let maturity = piece.maturity.value(parameters);
            for design in piece.component.design(parameters) {
                let neutral = design.lever.neutral();
                let entry = settings
                    .entry(design.lever)
                    .or_insert((neutral, neutral, String::new()));
                entry.0 += maturity * (design.at_full - neutral);
                entry.1 += design.at_full - neutral;
                let comma = if entry.2.is_empty() { "" } else { ", " };
                entry.2 += &format!("{comma}{} at maturity {maturity:.2}", piece.component.name());
            }
        }
        for (lever, (setting, _, _)) in &mut settings {
            let (low, high) = lever.bounds();
            *setting = setting.clamp(low, high);
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
                let fixed = if piece.active { cost.fixed_per_resident } else { 0.0 };
                fixed + cost.staff_per_resident * piece.maturity.staffed()
            })
            .sum();
        yearly * people / 12.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    #[test]
    fn levers_move_from_neutral_to_design_and_back() {
        let settings = testing::settings();
        let parameters = &settings.parameters;
        let trust = Trust::new(4, parameters);
        let mut delivery = Delivery::new("siloed", &settings.care_models["siloed"]);
        assert!(delivery.month(&trust, &[0, 1], 1.0, parameters).0.is_empty());
        assert_eq!(delivery.cost(300_000.0, parameters), 0.0);
        delivery.adopt("neighbourhood_teams", &settings.care_models["neighbourhood_teams"]);
        let mut last = BTreeMap::new();
        for _ in 0..120 {
            for change in delivery.month(&trust, &[0, 1], 1.0, parameters).0 {
                last.insert(change.lever, change.to);
            }
        }
        let full = parameters.get("economy.component.neighbourhood_team.places_per_1000");
        assert!(last[&Lever::CaseloadPlaces] > 0.9 * full && last[&Lever::CaseloadPlaces] <= full);
        assert!(last[&Lever::HandoffDelay] < 1.0 && last[&Lever::CoordinatedDischarge] < 1.0);
        assert!(last[&Lever::RapidResponseSlots] > 0.0);
        let cost = delivery.cost(300_000.0, parameters) * 12.0;
        assert!((2.0e6..12.0e6).contains(&cost), "{cost}");
        delivery.adopt("siloed", &settings.care_models["siloed"]);
        for _ in 0..240 {
            for change in delivery.month(&trust, &[0, 1], 1.0, parameters).0 {
                last.insert(change.lever, change.to);
            }
        }
        assert!(last[&Lever::CaseloadPlaces] < 0.01 * full, "{last:?}");
    }
}

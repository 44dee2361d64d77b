//! The settings of the levers as they stand, and the planned capacity of every service.

use super::lever::{Lever, LeverChange};
use super::settings::{ServiceKind, Settings};
use crate::engine::Time;
use crate::engine::time::DAYS_PER_YEAR;

/// A service as planned.
#[derive(Clone, Debug)]
struct Planned {
    id: String,
    kind: ServiceKind,
    specialty: String,
    places: f64,
    growth: f64,
    share: f64,
}

/// Current lever settings and capacities.
#[derive(Clone, Debug)]
pub struct Standing {
    services: Vec<Planned>,
    start: Time,
    /// Ratio to planned capacity by service.
    capacity: Vec<f64>,
    specialties: Vec<String>,
    pub short_stay: f64,
    pub referral: f64,
    pub follow_up: Vec<f64>,
    pub discharge_effort: f64,
    pub stay_effort: f64,
    pub handoff_delay: f64,
    pub handoff_loss: f64,
    pub coordinated_discharge: f64,
    /// By neighbourhood.
    pub caseload_places: Vec<f64>,
    pub case_management: Vec<f64>,
    pub rapid_response: Vec<f64>,
}

impl Standing {
    pub fn new(settings: &Settings) -> Standing {
        let specialties = super::service::planned::specialties(settings);
        let n = settings.neighbourhoods.len();
        Standing {
            services: settings
                .services
                .iter()
                .map(|s| Planned {
                    id: s.id.clone(),
                    kind: s.kind,
                    specialty: s.specialty.clone(),
                    places: s.capacity.places(),
                    growth: s.growth,
                    share: s.share,
                })
                .collect(),
            start: settings.start_date().midnight(),
            capacity: vec![1.0; settings.services.len()],
            short_stay: Lever::ShortStayThreshold.neutral(),
            referral: Lever::ReferralThreshold.neutral(),
            follow_up: vec![Lever::FollowUpRatio.neutral(); specialties.len()],
            specialties,
            discharge_effort: Lever::DischargeEffort.neutral(),
            stay_effort: Lever::StayEffort.neutral(),
            handoff_delay: Lever::HandoffDelay.neutral(),
            handoff_loss: Lever::HandoffLoss.neutral(),
            coordinated_discharge: Lever::CoordinatedDischarge.neutral(),
            caseload_places: vec![Lever::CaseloadPlaces.neutral(); n],
            case_management: vec![Lever::CaseManagement.neutral(); n],
            rapid_response: vec![Lever::RapidResponseSlots.neutral(); n],
        }
    }

    /// Takes a lever setting, held to the lever's bounds.
    pub fn set(&mut self, change: &LeverChange) {
        let (low, high) = change.lever.bounds();
        let to = change.to.clamp(low, high);
        let by_neighbourhood = |list: &mut Vec<f64>| match change.neighbourhood {
            Some(n) => list[n as usize] = to,
            None => list.fill(to),
        };
        match change.lever {
            Lever::ShortStayThreshold => self.short_stay = to,
            Lever::ReferralThreshold => self.referral = to,
            Lever::FollowUpRatio => {
                for (name, ratio) in self.specialties.iter().zip(&mut self.follow_up) {
                    // A clinic may be named by its id or by its specialty.
                    let clinic = |s: &String| self.services.iter().any(|own| own.id == *s && own.specialty == *name);
                    if change.service.as_ref().is_none_or(|s| s == name || clinic(s)) {
                        *ratio = to;
                    }
                }
            }
            Lever::DischargeEffort => self.discharge_effort = to,
            Lever::StayEffort => self.stay_effort = to,
            Lever::Capacity => {
                for (service, ratio) in self.services.iter().zip(&mut self.capacity) {
                    if change.service.as_ref().is_none_or(|s| *s == service.id) {
                        *ratio = to;
                    }
                }
            }
            Lever::HandoffDelay => self.handoff_delay = to,
            Lever::HandoffLoss => self.handoff_loss = to,
            Lever::CaseloadPlaces => by_neighbourhood(&mut self.caseload_places),
            Lever::CaseManagement => by_neighbourhood(&mut self.case_management),
            Lever::RapidResponseSlots => by_neighbourhood(&mut self.rapid_response),
            Lever::CoordinatedDischarge => self.coordinated_discharge = to,
        }
    }

    /// The setting of a lever, for the decision log.
    pub fn value(&self, change: &LeverChange) -> f64 {
        let n = change.neighbourhood.unwrap_or(0) as usize;
        match change.lever {
            Lever::ShortStayThreshold => self.short_stay,
            Lever::ReferralThreshold => self.referral,
            Lever::FollowUpRatio => self.follow_up[0],
            Lever::DischargeEffort => self.discharge_effort,
            Lever::StayEffort => self.stay_effort,
            Lever::Capacity => (0..self.services.len())
                .find(|&i| change.service.as_ref() == Some(&self.services[i].id))
                .map_or(1.0, |i| self.capacity[i]),
            Lever::HandoffDelay => self.handoff_delay,
            Lever::HandoffLoss => self.handoff_loss,
            Lever::CaseloadPlaces => self.caseload_places[n],
            Lever::CaseManagement => self.case_management[n],
            Lever::RapidResponseSlots => self.rapid_response[n],
            Lever::CoordinatedDischarge => self.coordinated_discharge,
        }
    }

    /// Capacity of all services of a kind (and specialty) that take part in its flow, with the "do nothing" growth and
    /// the levers.
    pub fn places(&self, kind: ServiceKind, specialty: &str, now: Time) -> f64 {
        let years = now.since(self.start).as_days() / DAYS_PER_YEAR;
        self.services
            .iter()
            .zip(&self.capacity)
            .filter(|(s, _)| s.kind == kind && s.specialty == specialty && s.share > 0.0)
            .map(|(s, ratio)| s.places * libm::pow(1.0 + s.growth, years) * ratio)
            .sum()
    }
}

//! The settings of the levers as they stand, and the planned capacity of every service.

use super::lever::{Lever, LeverChange};
use super::patch::{Group, Here, Patches};
use super::settings::{ServiceKind, Settings};
use crate::engine::Time;
use crate::engine::time::DAYS_PER_YEAR;
use std::cell::Cell;

/// A service as planned.
#[derive(Clone, Debug)]
struct Planned {
    id: String,
    specialty: String,
    places: f64,
    growth: f64,
    group: Group,
    /// Within its group.
    patch: u8,
}

impl Planned {
    /// Most services have no specialty, which needs no look at names.
    fn is_of(&self, specialty: &str) -> bool {
        self.specialty.len() == specialty.len() && (specialty.is_empty() || self.specialty == specialty)
    }
}

/// Current lever settings and capacities.
#[derive(Clone, Debug)]
pub struct Standing {
    services: Vec<Planned>,
    /// The services of each kind that take part in its flow, by the kind's number.
    of_kind: Vec<Vec<u16>>,
    start: Time,
    /// When was asked last how capacity has grown, for which growth a year, and the answer.
    last_grown: Cell<(Time, f64, f64)>,
    /// Ratio to planned capacity by service, and what the care model makes of it.
    capacity: Vec<f64>,
    care_model: Vec<f64>,
    /// Staff at work over those of the start, by service.
    staffing: Vec<f64>,
    specialties: Vec<String>,
    /// The patches at hand, whose capacity is asked for.
    pub here: Here,
    /// By hospital.
    short_stay: Vec<f64>,
    /// By neighbourhood.
    pub referral: Vec<f64>,
    /// By hospital and specialty.
    follow_up: Vec<Vec<f64>>,
    /// By hospital.
    discharge_effort: Vec<f64>,
    stay_effort: Vec<f64>,
    elective_effort: Vec<f64>,
    /// By patch of community services.
    community_acceptance: Vec<f64>,
    /// By neighbourhood.
    pub review_effort: Vec<f64>,
    pub handoff_delay: f64,
    pub handoff_loss: f64,
    pub coordinated_discharge: f64,
    pub single_point: f64,
    pub after_discharge: f64,
    /// In care homes without nursing and with it.
    pub home_support: [f64; 2],
    /// Visits a day and reviews a week in care homes, per 100,000 residents.
    pub home_visits: f64,
    pub home_reviews: f64,
    pub front_door_frailty: f64,
    /// Patients a day of the frailty team, per 100,000 residents.
    pub frailty_patients: f64,
    pub same_day_care: f64,
    pub discharge_to_assess: f64,
    pub ophthalmology_triage: f64,
    pub advice: f64,
    pub late_visiting_hours: f64,
    pub last_illness_at_home: f64,
    pub mental_delay: f64,
    pub cross_boundary: f64,
    pub onset: f64,
    /// By neighbourhood.
    pub rivalry: Vec<f64>,
    pub caseload_places: Vec<f64>,
    pub case_management: Vec<f64>,
    pub rapid_response: Vec<f64>,
}

impl Standing {
    pub fn new(settings: &Settings, patches: &Patches) -> Standing {
        let specialties = super::service::planned::specialties(settings);
        let n = settings.neighbourhoods.len();
        let hospitals = patches.count(Group::Hospital);
        let mut of_kind = Vec::new();
        for (i, service) in settings.services.iter().enumerate().filter(|(_, s)| s.share > 0.0) {
            let kind = service.kind as usize;
            of_kind.resize(of_kind.len().max(kind + 1), Vec::new());
            of_kind[kind].push(i as u16);
        }
        Standing {
            of_kind,
            services: settings
                .services
                .iter()
                .enumerate()
                .map(|(i, s)| Planned {
                    id: s.id.clone(),
                    specialty: s.specialty.clone(),
                    places: s.capacity.places(),
                    growth: s.growth,
                    group: Group::of(s.kind),
                    patch: patches.of_service(i),
                })
                .collect(),
            start: settings.start_date().midnight(),
            last_grown: Cell::new((settings.start_date().midnight(), 0.0, 1.0)),
            capacity: vec![Lever::Capacity.neutral(); settings.services.len()],
            care_model: vec![Lever::CareModelCapacity.neutral(); settings.services.len()],
            staffing: vec![Lever::Staffing.neutral(); settings.services.len()],
            here: Here::default(),
            short_stay: vec![Lever::ShortStayThreshold.neutral(); hospitals],
            referral: vec![Lever::ReferralThreshold.neutral(); n],
            follow_up: vec![vec![Lever::FollowUpRatio.neutral(); specialties.len()]; hospitals],
            specialties,
            discharge_effort: vec![Lever::DischargeEffort.neutral(); hospitals],
            stay_effort: vec![Lever::StayEffort.neutral(); hospitals],
            elective_effort: vec![Lever::ElectiveEffort.neutral(); hospitals],
            community_acceptance: vec![Lever::CommunityAcceptance.neutral(); patches.count(Group::Community)],
            review_effort: vec![Lever::ReviewEffort.neutral(); n],
            handoff_delay: Lever::HandoffDelay.neutral(),
            handoff_loss: Lever::HandoffLoss.neutral(),
            coordinated_discharge: Lever::CoordinatedDischarge.neutral(),
            single_point: Lever::SinglePointOfAccess.neutral(),
            after_discharge: Lever::AfterDischarge.neutral(),
            home_support: [Lever::ResidentialHomeSupport, Lever::NursingHomeSupport].map(Lever::neutral),
            home_visits: Lever::CareHomeVisits.neutral(),
            home_reviews: Lever::CareHomeReviews.neutral(),
            front_door_frailty: Lever::FrontDoorFrailty.neutral(),
            frailty_patients: Lever::FrailtyTeamPatients.neutral(),
            same_day_care: Lever::SameDayCare.neutral(),
            discharge_to_assess: Lever::DischargeToAssess.neutral(),
            ophthalmology_triage: Lever::OphthalmologyTriage.neutral(),
            advice: Lever::AdviceAndGuidance.neutral(),
            late_visiting_hours: Lever::LateVisitingHours.neutral(),
            last_illness_at_home: Lever::LastIllnessAtHome.neutral(),
            mental_delay: Lever::MentalHealthDelay.neutral(),
            cross_boundary: Lever::CrossBoundary.neutral(),
            onset: Lever::Onset.neutral(),
            rivalry: vec![Lever::Rivalry.neutral(); n],
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
        // The hospital of a service that is named, or all.
        let hospital = self.hospital_of(change);
        let by_hospital = |list: &mut Vec<f64>| match hospital {
            Some(patch) => list[patch] = to,
            None => list.fill(to),
        };
        match change.lever {
            Lever::ShortStayThreshold => by_hospital(&mut self.short_stay),
            Lever::ReferralThreshold => by_neighbourhood(&mut self.referral),
            Lever::FollowUpRatio => {
                for (patch, ratios) in self.follow_up.iter_mut().enumerate() {
                    for (name, ratio) in self.specialties.iter().zip(ratios) {
                        // A clinic may be named by its id or by its specialty.
                        let clinic = |s: &String| {
                            let mut services = self.services.iter();
                            services.any(|own| own.id == *s && own.specialty == *name && own.patch as usize == patch)
                        };
                        if change.service.as_ref().is_none_or(|s| s == name || clinic(s)) {
                            *ratio = to;
                        }
                    }
                }
            }
            Lever::DischargeEffort => by_hospital(&mut self.discharge_effort),
            Lever::StayEffort => by_hospital(&mut self.stay_effort),
            Lever::ElectiveEffort => by_hospital(&mut self.elective_effort),
            Lever::CommunityAcceptance => match self.patch_of(change, Group::Community) {
                Some(patch) => self.community_acceptance[patch] = to,
                None => self.community_acceptance.fill(to),
            },
            Lever::ReviewEffort => by_neighbourhood(&mut self.review_effort),
            Lever::Capacity | Lever::CareModelCapacity => {
                let ratios = match change.lever {
                    Lever::Capacity => &mut self.capacity,
                    _ => &mut self.care_model,
                };
                for (service, ratio) in self.services.iter().zip(ratios) {
                    if change.service.as_ref().is_none_or(|s| *s == service.id) {
                        *ratio = to;
                    }
                }
            }
            Lever::Staffing => {
                for (service, ratio) in self.services.iter().zip(&mut self.staffing) {
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
            Lever::SinglePointOfAccess => self.single_point = to,
            Lever::AfterDischarge => self.after_discharge = to,
            Lever::ResidentialHomeSupport => self.home_support[0] = to,
            Lever::NursingHomeSupport => self.home_support[1] = to,
            Lever::FrontDoorFrailty => self.front_door_frailty = to,
            Lever::SameDayCare => self.same_day_care = to,
            Lever::DischargeToAssess => self.discharge_to_assess = to,
            Lever::OphthalmologyTriage => self.ophthalmology_triage = to,
            Lever::AdviceAndGuidance => self.advice = to,
            Lever::LateVisitingHours => self.late_visiting_hours = to,
            Lever::LastIllnessAtHome => self.last_illness_at_home = to,
            Lever::MentalHealthDelay => self.mental_delay = to,
            Lever::CrossBoundary => self.cross_boundary = to,
            Lever::Rivalry => by_neighbourhood(&mut self.rivalry),
            Lever::Onset => self.onset = to,
            Lever::CareHomeVisits => self.home_visits = to,
            Lever::CareHomeReviews => self.home_reviews = to,
            Lever::FrailtyTeamPatients => self.frailty_patients = to,
        }
    }

    /// The patch of a group whose service a lever names, if it names one.
    fn patch_of(&self, change: &LeverChange, group: Group) -> Option<usize> {
        let id = change.service.as_ref()?;
        let own = self.services.iter().find(|s| s.id == *id && s.group == group);
        own.map(|s| usize::from(s.patch))
    }
    fn hospital_of(&self, change: &LeverChange) -> Option<usize> {
        self.patch_of(change, Group::Hospital)
    }
    /// The specialty that a lever names, by itself or by a clinic; the first, where it means all.
    fn specialty_of(&self, change: &LeverChange) -> usize {
        let named = change.service.as_ref().and_then(|name| {
            let clinic = self.services.iter().find(|s| s.id == *name);
            let specialty = clinic.map_or(name, |s| &s.specialty);
            self.specialties.iter().position(|own| own == specialty)
        });
        named.unwrap_or(0)
    }
    fn hospital(&self) -> usize {
        usize::from(self.here[Group::Hospital as usize])
    }
    /// Shift of the admission threshold at the hospital at hand: points of the share admitted.
    pub fn short_stay(&self) -> f64 {
        self.short_stay[self.hospital()]
    }
    /// Ratio of follow-ups in a specialty of the hospital at hand.
    pub fn follow_up(&self, specialty: usize) -> f64 {
        self.follow_up[self.hospital()][specialty]
    }
    /// Ratio of assessment and brokerage time for patients of the hospital at hand.
    pub fn discharge_effort(&self) -> f64 {
        self.discharge_effort[self.hospital()]
    }
    /// Ratio of the clinical stay in the hospital at hand.
    pub fn stay_effort(&self) -> f64 {
        self.stay_effort[self.hospital()]
    }

    /// Ratio of planned slots in the hospital at hand.
    pub fn elective_effort(&self) -> f64 {
        self.elective_effort[self.hospital()]
    }
    /// Ratio of visits taken on by the community services at hand.
    pub fn community_acceptance(&self) -> f64 {
        self.community_acceptance[usize::from(self.here[Group::Community as usize])]
    }

    /// The setting of a lever, for the decision log.
    pub fn value(&self, change: &LeverChange) -> f64 {
        let n = change.neighbourhood.unwrap_or(0) as usize;
        let hospital = self.hospital_of(change).unwrap_or(0);
        match change.lever {
            Lever::ShortStayThreshold => self.short_stay[hospital],
            Lever::ReferralThreshold => self.referral[n],
            Lever::FollowUpRatio => self.follow_up[hospital][self.specialty_of(change)],
            Lever::DischargeEffort => self.discharge_effort[hospital],
            Lever::StayEffort => self.stay_effort[hospital],
            Lever::ElectiveEffort => self.elective_effort[hospital],
            Lever::CommunityAcceptance => {
                self.community_acceptance[self.patch_of(change, Group::Community).unwrap_or(0)]
            }
            Lever::ReviewEffort => self.review_effort[n],
            Lever::Capacity | Lever::CareModelCapacity | Lever::Staffing => {
                let ratios = match change.lever {
                    Lever::Capacity => &self.capacity,
                    Lever::Staffing => &self.staffing,
                    _ => &self.care_model,
                };
                (0..self.services.len())
                    .find(|&i| change.service.as_ref() == Some(&self.services[i].id))
                    .map_or(1.0, |i| ratios[i])
            }
            Lever::HandoffDelay => self.handoff_delay,
            Lever::HandoffLoss => self.handoff_loss,
            Lever::CaseloadPlaces => self.caseload_places[n],
            Lever::CaseManagement => self.case_management[n],
            Lever::RapidResponseSlots => self.rapid_response[n],
            Lever::CoordinatedDischarge => self.coordinated_discharge,
            Lever::SinglePointOfAccess => self.single_point,
            Lever::AfterDischarge => self.after_discharge,
            Lever::ResidentialHomeSupport => self.home_support[0],
            Lever::NursingHomeSupport => self.home_support[1],
            Lever::FrontDoorFrailty => self.front_door_frailty,
            Lever::SameDayCare => self.same_day_care,
            Lever::DischargeToAssess => self.discharge_to_assess,
            Lever::OphthalmologyTriage => self.ophthalmology_triage,
            Lever::AdviceAndGuidance => self.advice,
            Lever::LateVisitingHours => self.late_visiting_hours,
            Lever::LastIllnessAtHome => self.last_illness_at_home,
            Lever::MentalHealthDelay => self.mental_delay,
            Lever::CrossBoundary => self.cross_boundary,
            Lever::Rivalry => self.rivalry[n],
            Lever::Onset => self.onset,
            Lever::CareHomeVisits => self.home_visits,
            Lever::CareHomeReviews => self.home_reviews,
            Lever::FrailtyTeamPatients => self.frailty_patients,
        }
    }

    /// Capacity of all services of a kind (and specialty) that take part in its flow in the patch at hand, with the "do nothing" growth and
    /// the levers.
    pub fn places(&self, kind: ServiceKind, specialty: &str, now: Time) -> f64 {
        let of_kind = self.of_kind.get(kind as usize).map_or(&[][..], Vec::as_slice);
        let services = of_kind.iter().map(|&i| {
            let i = i as usize;
            (
                &self.services[i],
                self.capacity[i] * self.care_model[i] * self.staffing[i],
            )
        });
        services
            .filter(|(s, _)| s.patch == self.here[s.group as usize] && s.is_of(specialty))
            .map(|(s, ratio)| s.places * self.grown(s.growth, now) * ratio)
            .sum()
    }

    /// What capacity that grows so much a year has grown to. Most services grow alike: the last answer is kept.
    fn grown(&self, growth: f64, now: Time) -> f64 {
        if growth == 0.0 {
            return 1.0;
        }
        let (at, rate, known) = self.last_grown.get();
        if (at, rate) == (now, growth) {
            return known;
        }
        let grown = libm::pow(1.0 + growth, now.since(self.start).as_days() / DAYS_PER_YEAR);
        self.last_grown.set((now, growth, grown));
        grown
    }
}

//! What measures need to know of the plan: names, places of neighbourhoods, which pools are acute, staff productivity,
//! and the targets of the "needed" measures.

use super::Names;
use crate::model::fact::Count;
use crate::model::settings::{ServiceKind, Settings};

/// What an organisation earned and spent in a month, in whole pence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Money {
    /// Id of the organisation.
    pub organisation: String,
    pub income: i64,
    pub cost: i64,
    /// Part of the cost that is paid to other organisations of the model.
    pub paid_on: i64,
}

/// Targets of `beds_needed` and `staff_needed`, as shares of capacity used.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Targets {
    pub occupancy: f64,
    pub utilisation: f64,
}

impl Default for Targets {
    /// 92 % of beds (NHS planning guidance since 2022 names 92 %), 85 % of staff time (a common planning ceiling).
    fn default() -> Targets {
        Targets {
            occupancy: 0.92,
            utilisation: 0.85,
        }
    }
}

/// The setting of the measures of one plan.
#[derive(Clone, PartialEq, Debug)]
pub struct Setting {
    pub names: Names,
    /// Index of the first need and the first specialty in [`Names::services`].
    pub first_need: u16,
    pub first_specialty: u16,
    /// Place of each neighbourhood.
    pub place_of: Vec<u16>,
    pub kinds: Vec<ServiceKind>,
    /// Attendances, visits or slots that one whole-time equivalent gives on a day of work, by service.
    pub productivity: Vec<f64>,
    /// Specialty of each service, as an index in the specialties, where it has one.
    pub specialty_of: Vec<Option<u16>>,
    pub targets: Targets,
}

impl Setting {
    /// `organisations`, `needs` and `specialties` are ids in the order of the indices that facts use.
    pub fn new(settings: &Settings, organisations: &[String], needs: &[String], specialties: &[String]) -> Setting {
        let mut places: Vec<String> = settings.neighbourhoods.iter().map(|n| n.place.clone()).collect();
        places.sort();
        places.dedup();
        let place_of = settings
            .neighbourhoods
            .iter()
            .map(|n| {
                places
                    .binary_search(&n.place)
                    .expect("places were collected from these") as u16
            })
            .collect();
        let mut services: Vec<String> = settings.services.iter().map(|s| s.id.clone()).collect();
        let first_need = services.len() as u16;
        services.extend(needs.iter().cloned());
        let first_specialty = services.len() as u16;
        services.extend(specialties.iter().cloned());
        Setting {
            names: Names {
                places,
                neighbourhoods: settings.neighbourhoods.iter().map(|n| n.id.clone()).collect(),
                organisations: organisations.to_vec(),
                services,
            },
            first_need,
            first_specialty,
            place_of,
            kinds: settings.services.iter().map(|s| s.kind).collect(),
            productivity: settings.services.iter().map(|s| s.capacity.productivity).collect(),
            specialty_of: settings
                .services
                .iter()
                .map(|s| specialties.iter().position(|x| *x == s.specialty).map(|i| i as u16))
                .collect(),
            targets: Targets::default(),
        }
    }

    pub fn neighbourhoods(&self) -> usize {
        self.names.neighbourhoods.len()
    }

    /// Bed pools inside the general and acute count.
    pub fn is_acute(&self, service: u16) -> bool {
        matches!(
            self.kinds.get(usize::from(service)),
            Some(
                ServiceKind::ShortStayBeds
                    | ServiceKind::MedicalBeds
                    | ServiceKind::OlderPeopleBeds
                    | ServiceKind::SurgicalBeds
                    | ServiceKind::ChildrenBeds
                    | ServiceKind::UnmodelledBeds
            )
        )
    }

    /// Where the `service` of a tally of this kind stands in [`Names::services`].
    pub fn line_of(&self, kind: Count, service: u16) -> u16 {
        match kind {
            Count::NeedArising | Count::NeedAtHospitalDoor | Count::UnmetNeed => self.first_need + service,
            Count::ElectiveAdmission
            | Count::DayCase
            | Count::ElectiveCancelled
            | Count::Referral
            | Count::OutpatientFirst
            | Count::OutpatientFollowUp => self.first_specialty + service,
            _ => service,
        }
    }

    /// Services of one kind.
    pub fn of_kind(&self, kind: ServiceKind) -> impl Iterator<Item = u16> {
        self.kinds
            .iter()
            .enumerate()
            .filter(move |(_, k)| **k == kind)
            .map(|(i, _)| i as u16)
    }
}

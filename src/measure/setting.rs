//! What measures need to know of the plan: names, places of neighbourhoods, which pools are acute, staff productivity,
//! and the targets of the "needed" measures.

use super::Names;
use super::flow::Party;
use crate::model::settings::{ServiceKind, Settings};

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
    /// Place of each neighbourhood.
    pub place_of: Vec<u16>,
    /// Kind and staff productivity of the plan's services, the first of [`Names::services`].
    pub services: Vec<Staffed>,
    pub targets: Targets,
    /// Whether planning rounds, loans and the cost of dealing are in force.
    pub plans: bool,
    /// Between whom money moves, in the order in which transfers name them.
    pub parties: Vec<Party>,
}

/// A service as `staff_needed` sees it.
#[derive(Clone, PartialEq, Debug)]
pub struct Staffed {
    pub kind: ServiceKind,
    /// Attendances, visits or slots that one whole-time equivalent gives on a day of work.
    pub productivity: f64,
    /// Whether it serves each neighbourhood; an idle one serves none.
    pub serves: Vec<bool>,
}

impl Setting {
    /// `services` are the names behind the service indices of facts: the services of the plan first, then needs; `organisations` the ids of accounts.
    pub fn new(settings: &Settings, organisations: Vec<String>, services: Vec<String>) -> Setting {
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
        let staffed = settings
            .services
            .iter()
            .map(|s| Staffed {
                kind: s.kind,
                productivity: s.capacity.productivity,
                serves: (settings.neighbourhoods.iter())
                    .map(|n| s.share > 0.0 && s.serves(&n.place))
                    .collect(),
            })
            .collect();
        Setting {
            services: staffed,
            names: Names {
                places,
                neighbourhoods: settings.neighbourhoods.iter().map(|n| n.id.clone()).collect(),
                organisations,
                services,
            },
            place_of,
            targets: Targets::default(),
            plans: false,
            parties: Vec::new(),
        }
    }

    pub fn neighbourhoods(&self) -> usize {
        self.names.neighbourhoods.len()
    }

    /// Whether a bed pool lies inside the general and acute count: not critical care, maternity or trolleys without nights.
    pub fn is_acute(&self, pool: u16) -> bool {
        use ServiceKind as Kind;
        self.services.get(usize::from(pool)).is_some_and(|s| {
            matches!(
                s.kind,
                Kind::ShortStayBeds
                    | Kind::MedicalBeds
                    | Kind::OlderPeopleBeds
                    | Kind::SurgicalBeds
                    | Kind::ChildrenBeds
                    | Kind::UnmodelledBeds
            )
        })
    }

    /// Services of one kind, by index.
    pub fn of_kind(&self, kind: ServiceKind) -> impl Iterator<Item = u16> {
        self.services
            .iter()
            .enumerate()
            .filter(move |(_, s)| s.kind == kind)
            .map(|(i, _)| i as u16)
    }
}

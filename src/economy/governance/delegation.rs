//! Delegation by service: how fast, and how cheaply, services are run from where they are decided on.
//!
//! - A service that lives of local knowledge (practices, community and social care, front doors) and is decided on at
//!   system level slows every joint change: governance's part of the pace = 1 − v·(share of local staff decided on at
//!   system level), v = `economy.governance.distance_slower_share`.
//! - A service that lives of scale (critical care, specialised and planned work, ambulances, secure beds) and is decided
//!   on at system level saves s = `economy.governance.scale_saving_share` of its part of the provider's fixed cost; decided
//!   on at place, which is where everything starts, it saves nothing.
//! - A local service decided on at system level saves `economy.governance.local_scale_saving_share`.
//!
//! A service's part is its staff over that of all services (of the provider, for cost).

use super::settings::{GovernanceSettings, Level};
use crate::model::parameter::Parameters;
use crate::model::settings::{Service, ServiceKind};

/// Whether a kind of service gains from scale rather than from local knowledge.
pub fn lives_of_scale(kind: ServiceKind) -> bool {
    use ServiceKind as Kind;
    matches!(
        kind,
        Kind::Nhs111
            | Kind::Ambulance
            | Kind::SingleSpecialtyEmergency
            | Kind::SurgicalBeds
            | Kind::ChildrenBeds
            | Kind::CriticalCareBeds
            | Kind::MaternityBeds
            | Kind::UnmodelledBeds
            | Kind::ElectiveList
            | Kind::Theatres
            | Kind::Endoscopy
            | Kind::Imaging
            | Kind::MentalHealthBeds
            | Kind::OtherMentalHealthBeds
    )
}

/// Where a service is decided on: at place, unless the scenario says otherwise.
pub fn level(settings: &GovernanceSettings, service: &str) -> Level {
    settings.delegation.get(service).copied().unwrap_or(Level::Place)
}

/// Governance's part of the pace.
pub fn pace(settings: &GovernanceSettings, services: &[Service], parameters: &Parameters) -> f64 {
    let local = services.iter().filter(|s| !lives_of_scale(s.kind));
    let (mut all, mut far) = (0.0, 0.0);
    for service in local {
        all += service.capacity.staff;
        if level(settings, &service.id) == Level::System {
            far += service.capacity.staff;
        }
    }
    let share = if all > 0.0 { far / all } else { 0.0 };
    1.0 - parameters.get("economy.governance.distance_slower_share") * share
}

/// Share of a provider's fixed cost that scale saves.
pub fn saving(settings: &GovernanceSettings, provider: &str, services: &[Service], parameters: &Parameters) -> f64 {
    let own = services.iter().filter(|s| s.provider == provider);
    let (mut all, mut saved) = (0.0, 0.0);
    for service in own {
        all += service.capacity.staff;
        if level(settings, &service.id) == Level::System {
            let path = if lives_of_scale(service.kind) {
                "economy.governance.scale_saving_share"
            } else {
                "economy.governance.local_scale_saving_share"
            };
            saved += service.capacity.staff * parameters.get(path);
        }
    }
    if all > 0.0 { saved / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    #[test]
    fn distance_slows_and_scale_saves() {
        let settings = testing::settings();
        let (services, parameters) = (&settings.services, &settings.parameters);
        let block = |text: &str| -> GovernanceSettings { serde_json::from_str(text).expect(text) };
        let place = block("{}");
        assert_eq!(pace(&place, services, parameters), 1.0);
        assert_eq!(saving(&place, "acute", services, parameters), 0.0);
        let local = block(r#"{ "delegation": { "nursing": "system", "ae": "system" } }"#);
        assert!(pace(&local, services, parameters) < 1.0);
        let scale = block(r#"{ "delegation": { "list": "system", "eye": "system" } }"#);
        assert_eq!(
            pace(&scale, services, parameters),
            1.0,
            "planned lists lose nothing by distance"
        );
        let (of_scale, of_local) = (
            saving(&scale, "acute", services, parameters),
            saving(
                &block(r#"{ "delegation": { "ae": "system", "clinic": "system" } }"#),
                "acute",
                services,
                parameters,
            ),
        );
        assert!(of_scale > of_local && of_local >= 0.0);
    }
}

//! Laws of every component, by the catalogue.

use super::*;
use crate::economy::testing;

/// A component as a file with nothing of its own would say it.
fn plain(name: &str) -> Component {
    serde_json::from_str(&format!("{{\"{name}\":{{}}}}")).expect(name)
}

#[test]
fn names_are_the_keys_of_files() {
    for known in Component::CATALOGUE {
        let name = known.name;
        let text = format!("{{\"{name}\":{{\"note\":\"x\",\"from_month\":7}}}}");
        let component: Component = serde_json::from_str(&text).expect(name);
        assert_eq!((component.name(), component.begins_after()), (name, 7));
        assert_eq!(component.known(), known);
        assert_eq!(plain(name).begins_after(), 0, "{name}");
    }
    assert!(serde_json::from_str::<Component>(r#"{"rapid_response":{"slots":3}}"#).is_err());
    assert!(serde_json::from_str::<Component>(r#"{"prevention":{"from_month":-1}}"#).is_err());
    let late: Component = serde_json::from_str(r#"{"prevention":{"from_month":360}}"#).expect("a number");
    assert!(late.validate().is_err());
    assert_eq!(Component::CATALOGUE.len(), 20);
}

#[test]
fn each_does_something_within_bounds_and_costs_and_employs() {
    let parameters = testing::settings().parameters;
    for known in Component::CATALOGUE {
        let (name, component) = (known.name, plain(known.name));
        let (designs, arrangements) = (component.design(&parameters), component.arrangements(&parameters));
        assert!(!designs.is_empty() || !arrangements.is_empty(), "{name} does nothing");
        for design in designs {
            let (low, high) = design.lever.bounds();
            assert!((low..=high).contains(&design.at_full), "{name}");
            assert!(design.at_full != design.lever.neutral(), "{name}");
            let on_services = design.lever == Lever::CareModelCapacity;
            assert_eq!(design.service.is_some(), on_services, "{name}");
            assert!(
                design.service.is_none_or(|kind| known.services.contains(&kind)),
                "{name}"
            );
        }
        assert!(
            arrangements.iter().all(|(_, at_full)| (0.0..=1.0).contains(at_full)),
            "{name}"
        );
        let (cost, staff) = (component.cost(&parameters), component.staff(&parameters));
        assert!(cost.fixed_per_resident > 0.0, "{name} is free");
        assert_eq!(
            cost.staff_per_resident,
            staff * parameters.get("economy.component.pounds_per_staff"),
            "{name}: staff are paid, and nobody else"
        );
        assert!(staff > 0.0 && !known.staff.employers().is_empty(), "{name}");
        // Its own parameters: of cost, staff and time, and at least one of what it does.
        assert!(known.parameters(&parameters).count() >= 4, "{name}");
    }
}

/// Sizes of a service or a definition, whose range does not reach none: set to nothing by hand.
const SIZES: [&str; 6] = [
    "enhanced_health_in_care_homes.reviews_per_staff",
    "enhanced_health_in_care_homes.visits_per_staff",
    "front_door_frailty.patients_per_staff",
    "neighbourhood_team.places_per_1000",
    "neighbourhood_team.case_management_share",
    "rapid_response.slots_per_100000",
];

#[test]
fn each_range_reaches_no_effect_and_there_nothing_is_done() {
    for known in Component::CATALOGUE {
        let (name, component) = (known.name, plain(known.name));
        let shipped = testing::settings().parameters;
        let mut parameters = shipped.clone();
        let about = |p: &&Parameter| !p.path.ends_with("_per_resident") && !p.path.ends_with("_per_100000");
        let sizes = SIZES.map(|size| format!("economy.component.{size}"));
        let effects = known
            .parameters(&shipped)
            .filter(|p| about(p) || sizes.contains(&p.path));
        let times = ["lag_months", "months_ratio"];
        for effect in effects.filter(|p| !times.iter().any(|time| p.path.ends_with(time))) {
            let (low, high) = (effect.low, effect.high);
            let none = if effect.path.ends_with("_ratio") { 1.0 } else { 0.0 };
            let by_hand = sizes.contains(&effect.path);
            assert!(
                by_hand || (low..=high).contains(&none),
                "{}: {low} to {high}",
                effect.path
            );
            parameters.find_mut(&effect.path).expect("it was just seen").value = none;
        }
        for design in component.design(&parameters) {
            assert_eq!(
                design.at_full,
                design.lever.neutral(),
                "{name} does something all the same"
            );
        }
        assert!(
            component.arrangements(&parameters).iter().all(|(_, at)| *at == 0.0),
            "{name}"
        );
    }
}

#[test]
fn a_bigger_team_costs_more() {
    let parameters = testing::settings().parameters;
    let team = |json: &str| serde_json::from_str::<Component>(json).expect(json).cost(&parameters);
    let usual = parameters.get("economy.component.neighbourhood_team.places_per_1000");
    let twice = format!(r#"{{"neighbourhood_team":{{"places_per_1000":{}}}}}"#, 2.0 * usual);
    let ratio = team(&twice).staff_per_resident / team(r#"{"neighbourhood_team":{}}"#).staff_per_resident;
    assert!((ratio - 2.0).abs() < 1e-12);
}

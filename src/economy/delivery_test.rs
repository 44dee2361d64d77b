//! Laws of delivery, over every component and every shipped care model.

use super::*;
use crate::economy::settings::Settings;
use crate::economy::testing;

fn model(components: &str) -> CareModel {
    serde_json::from_str(&format!(r#"{{"description":"x","components":[{components}]}}"#)).expect(components)
}

fn delivery(settings: &Settings, model: &CareModel) -> Delivery {
    Delivery::new("own", model, &settings.services)
}

/// Last setting of every lever and service after so many months, and the sum of its steps.
fn run(delivery: &mut Delivery, months: u32, settings: &Settings) -> BTreeMap<(Lever, Option<String>), f64> {
    let trust = Trust::new(4, &settings.parameters);
    let mut last = BTreeMap::new();
    for _ in 0..months {
        for change in delivery.month(&trust, &[0, 1], 1.0, &settings.parameters).0 {
            let (low, high) = change.lever.bounds();
            assert!((low..=high).contains(&change.to), "{change:?} is out of bounds");
            last.insert((change.lever, change.service), change.to);
        }
    }
    last
}

#[test]
fn levers_move_from_neutral_to_design_and_back() {
    let settings = testing::settings();
    let parameters = &settings.parameters;
    let mut delivery = Delivery::new("siloed", &settings.care_models["siloed"], &settings.services);
    assert!(run(&mut delivery, 1, &settings).is_empty());
    assert_eq!(delivery.cost(300_000.0, parameters), 0.0);
    delivery.adopt("neighbourhood_teams", &settings.care_models["neighbourhood_teams"]);
    let last = run(&mut delivery, 120, &settings);
    let at = |lever: Lever| last[&(lever, None)];
    let full = parameters.get("economy.component.neighbourhood_team.places_per_1000");
    assert!(at(Lever::CaseloadPlaces) > 0.9 * full && at(Lever::CaseloadPlaces) <= full);
    assert!(at(Lever::HandoffDelay) < 1.0 && at(Lever::CoordinatedDischarge) < 1.0);
    assert!(at(Lever::RapidResponseSlots) > 0.0);
    let cost = delivery.cost(300_000.0, parameters) * 12.0;
    assert!((2.0e6..12.0e6).contains(&cost), "{cost}");
    delivery.adopt("siloed", &settings.care_models["siloed"]);
    let last = run(&mut delivery, 240, &settings);
    assert!(last[&(Lever::CaseloadPlaces, None)] < 0.01 * full, "{last:?}");
}

/// Every component moves its levers from neutral towards its design, on every service of its kind, and never past it.
#[test]
fn each_component_alone_goes_to_its_design() {
    let settings = testing::settings();
    for known in Component::CATALOGUE {
        let name = known.name;
        let model = model(&format!("{{\"{name}\":{{}}}}"));
        let (mut young, mut old) = (delivery(&settings, &model), delivery(&settings, &model));
        assert!(
            young
                .settings(&settings.parameters)
                .iter()
                .all(|((lever, _), s)| s.to == lever.neutral()),
            "{name}"
        );
        let (early, late) = (run(&mut young, 6, &settings), run(&mut old, 360, &settings));
        let design = model.components[0].design(&settings.parameters);
        for design in &design {
            let services: Vec<Option<String>> = match design.service {
                None => vec![None],
                Some(kind) => settings
                    .services
                    .iter()
                    .filter(|s| s.kind == kind)
                    .map(|s| Some(s.id.clone()))
                    .collect(),
            };
            for service in services {
                let key = (design.lever, service);
                let way = |to: f64| (to - design.lever.neutral()) / (design.at_full - design.lever.neutral());
                let (early, late) = (early.get(&key).map_or(0.0, |to| way(*to)), way(late[&key]));
                assert!(
                    (0.0..late).contains(&early) && (0.9..=1.0).contains(&late),
                    "{name}: {early}, then {late}"
                );
            }
        }
        for (kind, at_full) in model.components[0].arrangements(&settings.parameters) {
            let part = |delivery: &Delivery| delivery.arrangement(kind, &settings.parameters) / at_full;
            assert!((0.0..0.5).contains(&part(&young)) && part(&old) > 0.9, "{name}");
        }
        let parameters = &settings.parameters;
        assert!(young.cost(1000.0, parameters) > 0.0 && young.cost(1000.0, parameters) < old.cost(1000.0, parameters));
    }
}

#[test]
fn what_begins_later_waits_and_costs_nothing_until_then() {
    let settings = testing::settings();
    let parameters = &settings.parameters;
    let mut delivery = delivery(&settings, &model(r#"{"rapid_response":{"from_month":3}}"#));
    for month in 0..6 {
        assert_eq!(delivery.active(), month >= 3, "month {month}");
        assert_eq!(delivery.cost(1000.0, parameters) > 0.0, month >= 3, "month {month}");
        let moved = run(&mut delivery, 1, &settings);
        assert_eq!(!moved.is_empty(), month >= 3, "month {month}: {moved:?}");
    }
    // Kept by the next care model, it does not wait again; given up and taken up again, it does.
    let again = model(r#"{"rapid_response":{"from_month":3}}"#);
    delivery.adopt("again", &again);
    assert!(delivery.active());
    delivery.adopt("none", &model(""));
    assert!(!delivery.active());
    delivery.adopt("again", &again);
    assert!(!delivery.active());
}

#[test]
fn prevention_is_felt_after_what_is_done() {
    let settings = testing::settings();
    let mut delivery = delivery(&settings, &model(r#"{"prevention":{}}"#));
    run(&mut delivery, 36, &settings);
    let piece = &delivery.pieces[0];
    let done = piece.maturity.value(&settings.parameters);
    assert!(done > 0.4 && piece.felt < 0.6 * done, "{} of {done}", piece.felt);
}

/// Who decides and who pays changes, not what the patient meets: the two controls move no lever at any time, so that
/// activity can differ from siloed by nothing but what incentives do.
#[test]
fn the_controls_move_no_lever() {
    let settings = testing::settings();
    for name in ["structure_only", "pooled_budget_only"] {
        let mut delivery = delivery(&settings, &settings.care_models[name]);
        assert!(run(&mut delivery, 240, &settings).is_empty(), "{name}");
        assert!(delivery.cost(1000.0, &settings.parameters) > 0.0, "{name}");
        assert!(
            delivery.arrangement(Arrangement::JointObjective, &settings.parameters) > 0.0,
            "{name}"
        );
    }
}

#[test]
fn every_shipped_care_model_grows_within_bounds_and_fades() {
    let settings = testing::settings();
    for (name, model) in &settings.care_models {
        let mut delivery = delivery(&settings, model);
        run(&mut delivery, 120, &settings);
        let names: Vec<&str> = model.components.iter().map(Component::name).collect();
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len(), "{name} holds a component twice");
        assert_eq!(delivery.active(), !names.is_empty(), "{name}");
        delivery.adopt("siloed", &settings.care_models["siloed"]);
        run(&mut delivery, 360, &settings);
        assert!(
            delivery
                .maturity(&settings.parameters)
                .iter()
                .all(|(_, left)| *left < 0.01),
            "{name}"
        );
    }
}

/// What one partner can do by itself is there sooner than what needs a joint team or everybody's records.
#[test]
fn components_mature_in_a_time_of_their_own() {
    let settings = testing::settings();
    let value = |name: &str, months: u32| -> f64 {
        let mut delivery = delivery(&settings, &model(&format!("{{\"{name}\":{{}}}}")));
        run(&mut delivery, months, &settings);
        delivery.maturity(&settings.parameters)[0].1
    };
    for months in [6, 12, 24] {
        for alone in ["enhanced_health_in_care_homes", "late_visiting", "front_door_frailty"] {
            for together in ["neighbourhood_team", "joint_discharge_team", "shared_care_record"] {
                let (sooner, later) = (value(alone, months), value(together, months));
                assert!(
                    sooner > later,
                    "{alone} {sooner}, {together} {later} after {months} months"
                );
            }
        }
    }
    // In the end all are there.
    for known in Component::CATALOGUE {
        assert!(value(known.name, 360) > 0.9, "{}", known.name);
    }
}

/// The mean over a care model for a whole population is the care model's own time; that of care homes is far shorter.
#[test]
fn a_care_model_for_everyone_keeps_its_time_and_one_for_care_homes_is_sooner() {
    let settings = testing::settings();
    let mean_ratio = |name: &str| {
        let components = &settings.care_models[name].components;
        let all: f64 = components.iter().map(|c| c.months_ratio(&settings.parameters)).sum();
        all / components.len() as f64
    };
    for name in [
        "multispecialty_community_provider",
        "primary_and_acute_care_system",
        "integrated_care_system",
    ] {
        assert!((mean_ratio(name) - 1.0).abs() < 0.05, "{name}: {}", mean_ratio(name));
    }
    let homes = mean_ratio("enhanced_health_in_care_homes");
    assert!(homes < 0.8, "{homes}");
}

//! What components arrange between organisations, and that every one of them is paid for, read in whole economies.

use super::*;
use crate::economy::ledger::Heading;
use crate::economy::settings::{CareModel, Settings};
use crate::economy::{Closing, Economy, testing};
use crate::engine::Month;

const APRIL_2018: u32 = 18 * 12 + 3;

fn run(settings: &Settings, components: &str, months: u32) -> (Economy, Vec<Closing>) {
    let mut settings = settings.clone();
    let text = format!(r#"{{"description":"x","components":[{components}]}}"#);
    let model: CareModel = serde_json::from_str(&text).expect(components);
    settings.care_models.insert("own".to_string(), model);
    settings.care_model = "own".to_string();
    let usual = testing::settings();
    let mut economy = Economy::new(&settings);
    let mut closings = Vec::new();
    for m in 0..months {
        closings.push(economy.close_month(&testing::usual_month(Month(APRIL_2018 + m), &usual)));
        assert_eq!(economy.check(), Ok(()));
    }
    (economy, closings)
}

/// What one organisation received (positive) or paid under a heading, pence.
fn posted(closings: &[Closing], organisation: &str, heading: Heading) -> i64 {
    let own = closings
        .iter()
        .flat_map(|c| &c.accounts)
        .filter(|a| a.organisation == organisation);
    let lines = own.flat_map(|a| &a.headings).filter(|(h, _)| *h == heading);
    lines.map(|(_, pence)| *pence).sum()
}

#[test]
fn every_component_is_paid_for_by_the_commissioner() {
    let settings = testing::settings();
    for known in Component::CATALOGUE {
        let own = format!("{{\"{}\":{{}}}}", known.name);
        let component: Component = serde_json::from_str(&own).expect(known.name);
        let (_, closings) = run(&settings, &own, 12);
        let paid = -posted(&closings, "ccg", Heading::CareModel) as f64 / 100.0;
        let cost = component.cost(&settings.parameters);
        let people = f64::from(settings.people);
        let (least, most) = (cost.fixed_per_resident * people, cost.staff_per_resident * people);
        // A year of the fixed part, and of the staff those who have come.
        assert!(
            paid > least && paid < least + most,
            "{}: {paid} of {least} and {most}",
            known.name
        );
        // The host passes it on to staff and suppliers: nothing stays with it.
        assert_eq!(posted(&closings, "community", Heading::CareModel), 0, "{}", known.name);
    }
}

#[test]
fn a_joint_back_office_saves_running_cost_of_partners_alone() {
    let settings = testing::settings();
    let (_, with) = run(&settings, r#"{"joint_back_office":{}}"#, 60);
    let (_, without) = run(&settings, "", 60);
    let last = |closings: &[Closing], id: &str| posted(&closings[59..], id, Heading::FixedCost) as f64;
    let full = settings
        .parameters
        .get("economy.component.joint_back_office.running_cost_saving_share");
    for partner in ["acute", "community"] {
        let saved = 1.0 - last(&with, partner) / last(&without, partner);
        assert!(
            saved > 0.5 * full && saved <= full + 1e-9,
            "{partner}: {saved} of {full}"
        );
    }
    assert_eq!(last(&with, "mental"), last(&without, "mental"));
    assert_eq!(
        posted(&with[..1], "acute", Heading::FixedCost),
        posted(&without[..1], "acute", Heading::FixedCost)
    );
}

/// A partner's surplus enters the aim as far as pooled commissioning has come; what moves after that is what choices move,
/// and the patient meets no lever of a care model.
#[test]
fn pooled_commissioning_acts_through_incentives_alone() {
    let mut settings = testing::settings();
    let pooled = r#"{"pooled_commissioning":{}}"#;
    let chosen = |closings: &[Closing]| -> Vec<String> {
        let decisions = closings.iter().flat_map(|c| &c.decisions);
        decisions
            .map(|d| format!("{} {} {}", d.organisation, d.lever, d.to))
            .collect()
    };
    let levers = |closings: &[Closing]| -> Vec<Lever> {
        let all = closings.iter().flat_map(|c| &c.levers);
        all.map(|change| change.lever).collect()
    };
    let (_, alone) = run(&settings, "", 48);
    let (_, together) = run(&settings, pooled, 48);
    assert!(chosen(&alone) != chosen(&together), "pooling moves no choice");
    let of_choices: Vec<Lever> = crate::economy::choice::ALL
        .iter()
        .filter_map(|choice| match choice.acts {
            crate::economy::choice::Acts::Lever(lever) => Some(lever),
            _ => None,
        })
        .collect();
    assert!(levers(&together).iter().all(|lever| of_choices.contains(lever)));
    // At the end of its range that is no effect, what is chosen is what is chosen alone: trust and cost are what is left.
    let path = "economy.component.pooled_commissioning.joint_weight";
    settings.parameters.find_mut(path).expect("it is shipped").value = 0.0;
    settings
        .parameters
        .find_mut("economy.aim.partner_weight")
        .expect("it is shipped")
        .value = 0.0;
    let cost = "economy.component.pooled_commissioning.fixed_pounds_per_resident";
    settings.parameters.find_mut(cost).expect("it is shipped").value = 0.0;
    let staff = "economy.component.pooled_commissioning.staff_per_100000";
    settings.parameters.find_mut(staff).expect("it is shipped").value = 0.0;
    let (_, alone) = run(&settings, "", 48);
    let (_, together) = run(&settings, pooled, 48);
    assert_eq!(chosen(&alone), chosen(&together));
}

#[test]
fn a_staff_passport_says_how_much_may_be_shared() {
    let settings = testing::settings();
    let (economy, closings) = run(&settings, r#"{"staff_passport":{}}"#, 60);
    let full = settings.parameters.get("economy.component.staff_passport.sharing");
    let shared = economy.staff_sharing();
    assert!(shared > 0.5 * full && shared <= full, "{shared} of {full}");
    let moved = closings.iter().flat_map(|c| &c.levers);
    let (_, alone) = run(&settings, "", 60);
    assert_eq!(
        moved.count(),
        alone.iter().flat_map(|c| &c.levers).count(),
        "it moves no lever"
    );
    assert_eq!(run(&settings, "", 1).0.staff_sharing(), 0.0);
}

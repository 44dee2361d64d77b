//! A change that changes nothing leaves every difference at exactly zero: a note, a name, another order, an idle service,
//! a contract without activity, a regime that nobody uses.

use carecurve::analysis::{differences, money};
use carecurve::experiment::{Design, run};
use carecurve::model::Model;
use carecurve::model::fact::Tally;
use carecurve::scenario::{Memory, Plan, load};
use carecurve::sim::World;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// A scenario on the shipped place, with the parts given.
fn plan(parts: &str) -> Plan {
    // A regime that makes organisations decide, so that a change in what they reach would show.
    let text = format!(
        r#"{{ "extends": "england/place", "care_model": "neighbourhood_teams",
            "changes": {{ "block": {{ "announced": "2018-04-02", "effective": "2018-05-01",
                "contract": "ccg_acute", "regime": "block" }} }} {parts} }}"#
    );
    let source = Memory::default().with("own.json", &text);
    let plan = load("own.json", &source).unwrap_or_else(|problems| panic!("{problems}"));
    plan.scaled(20_000).with_years(2)
}

/// Everything a run says, services by id and organisations by id: one line each, a text that can be compared.
fn told(plan: Plan) -> BTreeMap<String, String> {
    let names = Model::service_names(&plan.model);
    let plan = Arc::new(plan);
    let mut world = World::new(&plan, 5, 0);
    world.advance(World::end(&plan));
    let mut lines = BTreeMap::new();
    let name = |service: u16| names.get(usize::from(service)).map_or("none", String::as_str);
    fn tally<K: std::fmt::Debug>(
        lines: &mut BTreeMap<String, String>,
        names: &[String],
        month: &str,
        tally: &Tally<K>,
    ) {
        let service = tally.service.map_or("", |s| &names[usize::from(s)]);
        let key = format!("{month} {:?} {service}", tally.kind);
        let twice = lines.insert(key.clone(), format!("{:?}", tally.cells));
        assert!(twice.is_none(), "{key} is told twice");
    }
    for month in world.take_months() {
        let facts = &month.facts;
        let label = format!("{:?}", facts.month);
        facts.counts.iter().for_each(|t| tally(&mut lines, &names, &label, t));
        facts.stocks.iter().for_each(|t| tally(&mut lines, &names, &label, t));
        for (i, spell) in facts.spells.iter().enumerate() {
            let mut spell = *spell;
            let service = std::mem::take(&mut spell.service);
            lines.insert(format!("{label} spell {i}"), format!("{} {spell:?}", name(service)));
        }
        for account in &month.accounts {
            lines.insert(
                format!("{label} account {}", account.organisation),
                format!("{account:?}"),
            );
        }
        for (i, decision) in month.decisions.iter().enumerate() {
            lines.insert(format!("{label} decision {i}"), format!("{decision:?}"));
        }
    }
    let fates = world.take_fates();
    lines.insert("fates".to_owned(), format!("{fates:?}"));
    lines
}

static USUAL: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| told(plan("")));

fn assert_nothing_changes(what: &str, parts: &str) {
    assert_same(what, &told(plan(parts)));
}

fn assert_same(what: &str, lines: &BTreeMap<String, String>) {
    assert!(USUAL.len() > 1_000, "a run says a lot");
    for lever in ["follow_up_ratio", "short_stay_threshold"] {
        assert!(
            USUAL.values().any(|text| text.contains(lever)),
            "nobody moves {lever}: the test proves little"
        );
    }
    let lost = USUAL.keys().find(|key| !lines.contains_key(*key));
    assert_eq!(lost, None, "{what}: lost");
    let differs = USUAL
        .iter()
        .find(|(key, text)| lines[*key] != **text)
        .map(|(key, _)| key);
    assert_eq!(differs, None, "{what}: differs");
}

#[test]
fn a_change_that_matters_is_seen() {
    let lines = told(plan(
        r#", "services": { "ae_majors": { "capacity": { "staff": 20 } } }"#,
    ));
    assert!(USUAL.iter().any(|(key, text)| lines.get(key) != Some(text)));
}

#[test]
fn notes_names_and_labels_change_nothing() {
    assert_nothing_changes(
        "notes and names",
        r#", "name": "Elsewhere", "note": "Another story.",
        "neighbourhoods": { "castle": { "name": "Aardvark", "note": "x" } },
        "services": { "medical": { "name": "Zebra ward", "note": "y" } },
        "organisations": { "acute": { "name": "A hospital", "note": "z" } }"#,
    );
}

#[test]
fn the_order_of_entries_changes_nothing() {
    assert_nothing_changes(
        "a file that names its entries in another order",
        r#", "services": { "walk_in": { "note": "last first" }, "ae_majors": {} },
        "neighbourhoods": { "harbour": {}, "castle": {} }"#,
    );
    let usual = plan("");
    assert!(
        usual.model.services.is_sorted_by(|a, b| a.id < b.id),
        "services stand in order of id"
    );
    assert!(usual.model.neighbourhoods.is_sorted_by(|a, b| a.id < b.id));
}

#[test]
fn idle_services_change_nothing() {
    // One before and one after all others, of kinds that queue, of a provider that has no other of that kind.
    assert_nothing_changes(
        "idle services",
        r#", "services": {
            "aaa_eyes": { "kind": "outpatient_clinic", "specialty": "ophthalmology", "provider": "community",
                            "capacity": { "staff": 10, "productivity": 5 }, "share": 0 },
            "aaa_ward": { "kind": "medical_beds", "provider": "community",
                          "capacity": { "staff": 40, "productivity": 1 }, "share": 0 },
            "zzz_majors": { "kind": "ae_majors", "provider": "community",
                            "capacity": { "staff": 12, "productivity": 1 }, "share": 0 },
            "zzz_practice": { "kind": "general_practice", "provider": "general_practice",
                              "capacity": { "staff": 30, "productivity": 40 }, "share": 0 },
            "zzz_homes": { "kind": "care_home", "provider": "care_market",
                           "capacity": { "staff": 300, "productivity": 1 }, "share": 0 } }"#,
    );
}

#[test]
fn a_contract_without_activity_changes_nothing() {
    assert_nothing_changes(
        "a contract over an idle service",
        r#", "services": { "idle_clinic": { "kind": "outpatient_clinic", "specialty": "ophthalmology",
            "provider": "community", "capacity": { "staff": 10, "productivity": 5 }, "share": 0 } },
        "contracts": { "idle": { "payer": "ccg", "provider": "community", "regime": "payment_by_results",
            "services": ["idle_clinic"] } }"#,
    );
}

#[test]
fn a_regime_and_a_care_model_that_nobody_uses_change_nothing() {
    assert_nothing_changes(
        "unused regime and care model",
        r#", "regimes": { "generous": { "description": "Pays ten pounds a head.",
                "clauses": [ { "capitation": { "pounds_per_head": 10 } } ] } },
        "care_models": { "club": { "description": "An idea nobody takes up.",
            "components": [ { "rapid_response": { "slots_per_100000": 50 } } ] } }"#,
    );
}

#[test]
fn a_comparison_finds_the_same_organisation_and_service_where_an_alternative_has_others() {
    // One of each before all others by id, so that their numbers in the alternative are not those in the base.
    let idle = plan(
        r#", "organisations": { "aaa": { "name": "Idle trust", "kind": "mental_health_trust" } },
        "services": { "aaa_clinic": { "kind": "outpatient_clinic", "specialty": "ophthalmology", "provider": "aaa",
            "capacity": { "staff": 10, "productivity": 5 }, "share": 0 } }"#,
    );
    let small = |plan: Plan| Arc::new(plan.scaled(3_000).with_years(1));
    let design = Design {
        arms: vec![("base".into(), small(plan(""))), ("idle".into(), small(idle))],
        seed: 1,
        replications: 2,
        independent: false,
    };
    let outcome = run::<World>(&design, &());
    let names = &outcome.settings[0].names;
    assert_eq!(*names, outcome.settings[1].names);
    let all = differences(&outcome);
    assert!(all.len() > 1_000, "{}", all.len());
    for d in all {
        let of = |list: &[String], i: Option<u16>| i.map(|i| list[usize::from(i)].clone());
        let whose = (
            of(&names.organisations, d.key.dimensions.organisation),
            of(&names.services, d.key.dimensions.service),
        );
        assert_eq!(
            d.estimate.mean,
            0.0,
            "{} of {whose:?}, {}",
            d.key.entry().name,
            d.period.name
        );
    }
    for line in money::lines(&outcome, 1) {
        let moved = line.value.filter(|value| *value != 0.0);
        assert_eq!(moved, None, "{} {}", line.item, line.of);
    }
}

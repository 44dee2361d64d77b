//! The shipped payment scenarios on the shipped place: each regime settles real money from its date on, books balance
//! every month, and with behaviour off not a single visit differs.

use carecurve::economy::Heading;
use carecurve::scenario::{Memory, Plan, load};
use carecurve::sim::{MonthOutput, World};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

const PEOPLE: u32 = 10_000;
const YEARS: u32 = 2;
/// The changes take effect after the first year.
const BEFORE: usize = 12;

/// The scenario's text with what each choice makes of a price set to nothing.
fn without_behaviour(text: &str) -> String {
    let mut scenario: serde_json::Value = serde_json::from_str(text).expect("these files are plain JSON");
    for choice in carecurve::economy::choice::ALL {
        scenario["parameters"][format!("economy.choice.{}.response_share", choice.name)] = 0.0.into();
    }
    // A contract that goes on and one that begins then both have last year's work as their plan.
    scenario["parameters"]["economy.planning.rebase_share"] = 1.0.into();
    // Plans that reckon with too little growth: the work lies beyond every corridor, so that each clause pays.
    scenario["parameters"]["economy.planning.growth"] = (-0.05).into();
    // A deficit that the trust keeps to, so that funds for keeping to it are earned.
    scenario["organisations"]["acute"]["target_surplus_pounds"] = (-40.0e6).into();
    scenario.to_string()
}

fn plan(text: &str) -> Plan {
    let source = Memory::default().with("own.json", text);
    let plan = load("own.json", &source).unwrap_or_else(|problems| panic!("{problems}"));
    plan.scaled(PEOPLE).with_years(YEARS)
}

fn run(plan: Plan) -> Vec<MonthOutput> {
    let plan = Arc::new(plan);
    let mut world = World::new(&plan, 3, 0);
    world.advance(World::end(&plan));
    assert_eq!(world.check(), Ok(()));
    let reported = world.take_months().into_iter().filter(|month| month.facts.reported);
    reported.collect()
}

/// Every shipped payment scenario by name, run without behaviour, and the shipped place itself.
static RUNS: LazyLock<BTreeMap<String, Vec<MonthOutput>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/payment");
    let mut texts = vec![("place".to_owned(), r#"{ "extends": "england/place" }"#.to_owned())];
    for entry in std::fs::read_dir(folder).expect("the folder of payment scenarios is there") {
        let path = entry.expect("it can be read").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if path.extension().is_some_and(|e| e == "json") {
            texts.push((name, std::fs::read_to_string(&path).expect("a scenario")));
        }
    }
    let runs = texts
        .iter()
        .map(|(name, text)| (name.clone(), run(plan(&without_behaviour(text)))));
    runs.collect()
});

/// Everything the model says of a month.
fn told(month: &MonthOutput) -> String {
    let facts = &month.facts;
    format!(
        "{:?} {:?} {:?} {:?}",
        facts.counts, facts.stocks, facts.spells, facts.waits
    )
}

fn balances(month: &MonthOutput) -> Vec<i64> {
    let real = month
        .accounts
        .iter()
        .filter(|a| a.organisation != "staff_and_suppliers");
    real.map(|a| a.balance).collect()
}

#[test]
fn every_shipped_regime_has_a_scenario() {
    let shipped = plan(r#"{ "extends": "england/place" }"#).economy.regimes;
    assert!(shipped.len() >= 15);
    for name in shipped.keys() {
        assert!(RUNS.contains_key(name), "no scenarios/payment/{name}.json");
    }
}

#[test]
fn what_payers_spend_providers_receive_every_month() {
    for (name, months) in RUNS.iter() {
        assert_eq!(months.len(), 24, "{name}");
        for month in months {
            let all = || month.accounts.iter();
            assert_eq!(all().map(|a| a.surplus).sum::<i64>(), 0, "{name}");
            assert_eq!(
                all().map(|a| a.income).sum::<i64>(),
                all().map(|a| a.cost).sum::<i64>(),
                "{name}"
            );
            for heading in Heading::ALL {
                let under = all().flat_map(|a| &a.headings).filter(|(h, _)| h == heading);
                assert_eq!(
                    under.map(|(_, pence)| pence).sum::<i64>(),
                    0,
                    "{name}: {}",
                    heading.name()
                );
            }
        }
    }
}

#[test]
fn each_regime_pays_something_of_its_own_from_its_date_on() {
    let mut seen: BTreeMap<Vec<i64>, &str> = BTreeMap::new();
    for (name, months) in RUNS.iter() {
        for (month, usual) in months.iter().zip(&RUNS["place"]).take(BEFORE) {
            assert_eq!(
                balances(month),
                balances(usual),
                "{name}: nothing differs before the date"
            );
        }
        if let Some(other) = seen.insert(balances(&months[23]), name) {
            panic!("{name} pays the same as {other}");
        }
    }
}

#[test]
fn without_behaviour_a_regime_moves_money_and_no_patient() {
    let usual: Vec<String> = RUNS["place"].iter().map(told).collect();
    for (name, months) in RUNS.iter() {
        for (i, (month, usual)) in months.iter().zip(&usual).enumerate() {
            assert!(told(month) == *usual, "{name}: month {i} differs");
        }
    }
}

#[test]
fn a_lead_provider_gets_about_what_two_contracts_paid() {
    let year = |name: &str, organisation: &str| -> i64 {
        let accounts = RUNS[name][BEFORE..].iter().flat_map(|month| &month.accounts);
        let contracts = accounts
            .filter(|a| a.organisation == organisation)
            .flat_map(|a| &a.headings);
        contracts
            .filter(|(h, _)| *h == Heading::Contract)
            .map(|(_, pence)| *pence)
            .sum()
    };
    let (usual, lead) = (
        year("place", "ccg") as f64,
        year("capitation_lead_provider", "ccg") as f64,
    );
    assert!((lead / usual - 1.0).abs() < 0.2, "{lead} {usual}");
    let (usual, lead) = (
        year("place", "community"),
        year("capitation_lead_provider", "community"),
    );
    assert_eq!(lead, usual, "the community trust is paid the same by another");
}

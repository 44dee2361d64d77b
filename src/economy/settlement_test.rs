use super::*;
use crate::economy::ledger::Account;
use crate::economy::settings::{Change, Contract, ContractRegime, Currency};
use crate::economy::{Closing, testing};
use crate::model::fact::{Count, Tally};
use crate::model::lever::Lever;
use std::collections::BTreeMap;

const APRIL_2018: u32 = 18 * 12 + 3;

/// A contract of these tests.
fn contract(json: serde_json::Value) -> Contract {
    serde_json::from_value(json).expect("a contract")
}

/// The small place with the contracts that the shipped regimes are for, none of them in force.
fn place() -> Settings {
    let mut settings = testing::settings();
    let idle = serde_json::from_str(r#"{"description": "pays nothing", "clauses": []}"#).expect("a regime");
    settings.regimes.insert("not_in_force".into(), idle);
    let emergencies = serde_json::json!({ "emergency_zero_night": 11190, "emergency_one_night": 5080,
        "emergency_multi_night": 17630 });
    let mut add = |id: &str, payer: &str, provider: &str, more: serde_json::Value| {
        let mut json = serde_json::json!({ "payer": payer, "provider": provider, "regime": "not_in_force",
            "beside": true });
        let fields = json.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        settings.contracts.insert(id.into(), contract(json));
    };
    add(
        "sub_contract",
        "acute",
        "community",
        serde_json::json!({ "plan": { "community_contact": 532_983 } }),
    );
    add("fund", "taxpayer", "acute", serde_json::json!({ "plan": emergencies }));
    add("pool", "ccg", "council", serde_json::json!({}));
    add("practices", "nhs_england", "general_practice", serde_json::json!({}));
    add(
        "held",
        "ccg",
        "general_practice",
        serde_json::json!({ "share": 0.818, "held_for": ["list", "clinic"],
            "plan": { "day_case": 38_000, "elective": 7_400 } }),
    );
    settings
}

/// A usual month with what outcomes and client-weeks are read from.
fn month(m: u32, settings: &Settings) -> Facts {
    let mut facts = testing::usual_month(Month(m), settings);
    let count = |kind, units: i64| Tally {
        kind,
        service: None,
        cells: testing::cells(units),
    };
    let attended = facts.count(Count::AeType1) + facts.count(Count::AeType2) + facts.count(Count::AeType3);
    facts.counts.extend([
        count(Count::AeWithinFourHours, attended * 92 / 100),
        count(Count::EmergencyAdmission, 2_900),
        count(Count::LiveDischarge, 2_800),
        count(Count::Readmission, 430),
        count(Count::Death, 220),
        count(Count::DeathInHospital, 100),
        count(Count::ConditionReviewed, 9_000),
    ]);
    let days = i64::from(facts.month.days());
    let stock = |kind, service, mean: i64| Tally {
        kind,
        service,
        cells: testing::cells(mean * days),
    };
    facts.stocks.extend([
        stock(Stock::ReportedDelay, None, 16),
        stock(Stock::TrueConditions, None, 220_000),
        stock(Stock::RecordedConditions, None, 170_000),
        stock(Stock::CarePackages, Some(90), 870),
        stock(Stock::CarePackages, Some(91), 180),
        stock(Stock::CarePackages, Some(92), 600),
    ]);
    facts
}

/// Runs months under changes that take effect at the start; the ledger is checked every month.
fn run(settings: &Settings, months: u32, changes: &[(&str, &str)]) -> (Economy, Vec<Closing>) {
    let usual = testing::settings();
    let mut economy = Economy::new(settings);
    for (contract, regime) in changes {
        let change = Change::ContractRegime(ContractRegime {
            note: None,
            contract: (*contract).into(),
            regime: (*regime).into(),
        });
        economy.effect(&change, Month(APRIL_2018).start());
    }
    let mut closings = Vec::new();
    for m in 0..months {
        closings.push(economy.close_month(&month(APRIL_2018 + m, &usual)));
        assert_eq!(economy.check(), Ok(()));
    }
    (economy, closings)
}

fn paid(closings: &[Closing], contract: &str) -> i64 {
    closings
        .iter()
        .flat_map(|c| &c.contracts)
        .filter(|c| c.0 == contract)
        .map(|c| c.3)
        .sum()
}

fn under(account: &Account, heading: Heading) -> i64 {
    account
        .headings
        .iter()
        .filter(|(h, _)| *h == heading)
        .map(|(_, pence)| *pence)
        .sum()
}

/// Each regime on the contracts it is for.
const REGIMES: &[(&str, &[(&str, &str)])] = &[
    ("payment_by_results", &[("ccg_community", "payment_by_results")]),
    (
        "payment_by_results_with_marginal_rate",
        &[("ccg_acute", "payment_by_results_with_marginal_rate")],
    ),
    ("block", &[("ccg_acute", "block")]),
    ("block_with_risk_share", &[("ccg_acute", "block_with_risk_share")]),
    ("aligned_incentives", &[("ccg_acute", "aligned_incentives")]),
    ("blended", &[("ccg_acute", "blended")]),
    (
        "capitation_lead_provider",
        &[
            ("ccg_acute", "capitation_lead_provider"),
            ("ccg_community", "not_in_force"),
            ("sub_contract", "block"),
        ],
    ),
    ("alliance", &[("ccg_acute", "alliance"), ("ccg_community", "alliance")]),
    ("outcome_incentive", &[("ccg_acute", "outcome_incentive")]),
    (
        "organisational_control_totals",
        &[("fund", "organisational_control_totals")],
    ),
    ("system_control_total", &[("fund", "system_control_total")]),
    ("pooled_health_and_care", &[("pool", "pooled_health_and_care")]),
    (
        "gp_capitation_and_quality",
        &[("practices", "gp_capitation_and_quality")],
    ),
    ("personal_budgets", &[("council_home_care", "personal_budgets")]),
    ("practice_held_budget", &[("held", "practice_held_budget")]),
];

#[test]
fn every_shipped_regime_settles_and_pays_something_of_its_own() {
    let mut settings = place();
    // More is done than was planned, so that corridors and baselines count.
    let plan = &mut settings.contracts.get_mut("ccg_acute").expect("it").plan;
    plan.values_mut().for_each(|units| *units *= 0.96);
    // An agreed deficit that the trust keeps to.
    settings
        .organisations
        .get_mut("acute")
        .expect("the trust")
        .target_surplus_pounds = -40.0e6;
    let named: Vec<&str> = REGIMES.iter().map(|(name, _)| *name).collect();
    let mut shipped: Vec<&str> = testing::REGIMES.iter().map(|(name, _)| *name).collect();
    let mut sorted = named.clone();
    sorted.sort_unstable();
    shipped.sort_unstable();
    assert_eq!(sorted, shipped, "each is asked");
    let mut seen: BTreeMap<Vec<i64>, &str> = BTreeMap::new();
    for (name, changes) in REGIMES {
        let (_, closings) = run(&settings, 24, changes);
        for closing in &closings {
            let surplus: i64 = closing.accounts.iter().map(|a| a.surplus).sum();
            assert_eq!(surplus, 0, "{name}: what payers spend providers receive");
            let contracts: i64 = closing.accounts.iter().map(|a| under(a, Heading::Contract)).sum();
            assert_eq!(contracts, 0, "{name}");
        }
        let (contract, _) = changes[0];
        if settings.contracts[contract].regime == "not_in_force" {
            assert_ne!(paid(&closings, contract), 0, "{name} pays nothing");
        }
        let balances: Vec<i64> = closings[23].accounts.iter().map(|a| a.balance).collect();
        if let Some(other) = seen.insert(balances, name) {
            panic!("{name} pays the same as {other}");
        }
    }
}

#[test]
fn a_regime_moves_money_and_no_cost() {
    let settings = place();
    let cost = |closings: &[Closing]| -> i64 {
        let accounts = closings.iter().flat_map(|c| &c.accounts);
        let kinds = [Heading::FixedCost, Heading::SemiFixedCost, Heading::VariableCost];
        accounts
            .filter(|a| a.organisation == "acute" || a.organisation == "community")
            .map(|a| kinds.iter().map(|h| under(a, *h)).sum::<i64>())
            .sum()
    };
    let usual = cost(&run(&settings, 6, &[]).1);
    for (name, changes) in REGIMES {
        assert_eq!(cost(&run(&settings, 6, changes).1), usual, "{name}");
    }
    let plain = cost(&run(&testing::settings(), 6, &[]).1);
    assert_eq!(usual, plain, "contracts beside others bring no work");
}

#[test]
fn a_lead_provider_pays_the_others_for_its_payers_residents() {
    let mut settings = place();
    let lead: &[(&str, &str)] = REGIMES
        .iter()
        .find(|(name, _)| *name == "capitation_lead_provider")
        .expect("it")
        .1;
    let (_, closings) = run(&settings, 12, lead);
    let (own, passed) = (
        paid(&closings, "ccg_acute") as f64,
        paid(&closings, "sub_contract") as f64,
    );
    assert!((passed / 3.83e9 - 1.0).abs() < 0.01, "{passed}");
    // All 300,000 of these facts are 18 to 44: a weight of 0.6.
    assert!((own / (722.0 * 300_000.0 * 0.6 * 100.0) - 1.0).abs() < 1e-6, "{own}");
    assert_eq!(paid(&closings, "ccg_community"), 0);
    assert!(pays_for(&settings, "acute", 0) && pays_for(&settings, "acute", 1));
    // A second commissioner who does not buy from it keeps its residents to itself.
    settings.neighbourhoods[1].commissioner = "second_ccg".into();
    let second = settings.organisations["ccg"].clone();
    settings.organisations.insert("second_ccg".into(), second);
    assert!(pays_for(&settings, "acute", 0) && !pays_for(&settings, "acute", 1));
    assert!(pays_for(&settings, "nhs_england", 1) && pays_for(&settings, "taxpayer", 1));
}

#[test]
fn a_fund_is_no_part_of_the_finance_that_earns_it() {
    let mut settings = place();
    let target = |settings: &mut Settings, pounds: f64| {
        settings
            .organisations
            .get_mut("acute")
            .expect("the trust")
            .target_surplus_pounds = pounds;
    };
    let fund = |settings: &Settings| run(settings, 12, &[("fund", "organisational_control_totals")]).1;
    target(&mut settings, -60.0e6);
    let closings = fund(&settings);
    let by_month: Vec<i64> = closings.iter().map(|c| paid(std::slice::from_ref(c), "fund")).collect();
    assert_eq!(
        by_month.iter().filter(|pence| **pence != 0).count(),
        4,
        "by quarter: {by_month:?}"
    );
    // £385 for 33,900 planned spells, 70 %: A&E stands at 92 % where 95 is asked. A year's bonus is up to the fund itself.
    let whole = 33_900.0 * 38_500.0;
    assert!(
        (by_month[..11].iter().sum::<i64>() as f64 - 0.75 * 0.7 * whole).abs() < 2.0,
        "{by_month:?}"
    );
    assert!(
        (by_month[11] as f64 - (0.25 * 0.7 + 1.0) * whole).abs() < 2.0,
        "{by_month:?}"
    );
    target(&mut settings, 0.0);
    assert_eq!(
        paid(&fund(&settings), "fund"),
        0,
        "a deficit of some £23 million earns nothing"
    );
}

#[test]
fn last_years_surplus_is_brought_forward_and_a_broken_rule_costs_trust() {
    let mut settings = place();
    let kind = r#"{"description": "missers are paid", "clauses": [{"control_total": {"pounds_a_year": 12000000,
        "pays_missers": true, "credibility_cost": 0.2}}]}"#;
    settings
        .regimes
        .insert("missers".into(), serde_json::from_str(kind).expect("a regime"));
    let start = settings.parameters.get("economy.trust.start");
    let mut economy = Economy::new(&settings);
    let change = Change::ContractRegime(ContractRegime {
        note: None,
        contract: "fund".into(),
        regime: "missers".into(),
    });
    economy.effect(&change, Month(APRIL_2018).start());
    let place = |id: &str| economy.ids.iter().position(|other| other == id).expect(id);
    let (acute, taxpayer) = (place("acute"), place("taxpayer"));
    assert!((economy.trust.between(acute, taxpayer) - 0.8 * start).abs() < 1e-12);
    let (economy, closings) = run(&settings, 13, &[("fund", "missers")]);
    assert_eq!(paid(&closings[..12], "fund"), 1_200_000_000);
    let above = |i: usize| economy.standings[i].brought_forward;
    assert_eq!(above(acute), 0.0, "the trust was below its control total");
    let ahead: Vec<&String> = economy
        .ids
        .iter()
        .enumerate()
        .filter(|(i, _)| above(*i) > 0.0)
        .map(|(_, id)| id)
        .collect();
    assert!(!ahead.is_empty(), "somebody ended above");
}

#[test]
fn a_pool_is_spent_by_its_list_and_what_is_left_returns() {
    let (_, closings) = run(&place(), 12, &[("pool", "pooled_health_and_care")]);
    let year = |organisation: &str, heading| -> i64 {
        let accounts = closings.iter().flat_map(|c| &c.accounts);
        accounts
            .filter(|a| a.organisation == organisation)
            .map(|a| under(a, heading))
            .sum()
    };
    // £6.2 million are offered and £6.0 million spent: each partner pays 6.0/6.2 of its part; the host's own stays home.
    assert_eq!(year("ccg", Heading::PooledFund), -pence(4.0e6 * 6.0 / 6.2));
    assert_eq!(year("council", Heading::PooledFund), pence(4.0e6 * 6.0 / 6.2));
    assert_eq!(year("community", Heading::CommunityServices), pence(2.0e6));
    assert_eq!(
        paid(&closings, "pool"),
        pence(4.0e6 * 6.0 / 6.2),
        "what the payer put in"
    );
}

#[test]
fn a_system_is_those_who_share_a_place() {
    let mut settings = place();
    let at = |settings: &mut Settings, id: &str, place: &str| {
        settings.organisations.get_mut(id).expect(id).places = vec![place.into()];
    };
    let of = |settings: &Settings| {
        let (economy, _) = run(settings, 2, &[]);
        let place = |id: &str| economy.ids.iter().position(|other| other == id).expect(id);
        let surplus = |id: &str| economy.standings[place(id)].surplus;
        let finance = economy.finance(place("acute"));
        (
            finance.system.surplus,
            ["acute", "ccg", "community", "mental_health", "ambulance"].map(surplus),
        )
    };
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-3, "{a} {b}");
    let (system, members) = of(&settings);
    near(system, members.iter().sum());
    at(&mut settings, "acute", "north");
    at(&mut settings, "ccg", "north");
    at(&mut settings, "community", "south");
    let (system, members) = of(&settings);
    near(system, members.iter().sum::<f64>() - members[2]);
}

#[test]
fn partners_of_a_risk_share_pay_their_own_part() {
    let mut settings = place();
    let shared = r#"{"description": "the council bears a tenth", "clauses": [{"block": {}}, {"risk_share":
        {"above": 0.5, "below": 0.5, "partners": {"council": 0.1}}}]}"#;
    settings
        .regimes
        .insert("shared".into(), serde_json::from_str(shared).expect("a regime"));
    let plan = &mut settings.contracts.get_mut("ccg_acute").expect("it").plan;
    plan.insert(Currency::EmergencyMultiNight, 10_000.0);
    let (_, closings) = run(&settings, 12, &[("ccg_acute", "shared")]);
    let accounts = closings.iter().flat_map(|c| &c.accounts);
    let council: i64 = accounts
        .filter(|a| a.organisation == "council")
        .map(|a| under(a, Heading::RiskShare))
        .sum();
    // 7,630 spells at £2,950 above plan, and what else differs from it: a twentieth is the council's.
    let expected = -0.05 * 7_630.0 * 295_000.0;
    assert!((council as f64 / expected - 1.0).abs() < 0.02, "{council} {expected}");
}

#[test]
fn what_is_stored_reads_back_and_goes_on_the_same() {
    let settings = place();
    let usual = testing::settings();
    let (mut economy, _) = run(
        &settings,
        7,
        &[("fund", "system_control_total"), ("ccg_acute", "outcome_incentive")],
    );
    let text = serde_json::to_string(&economy).expect("an economy is plain data");
    let mut again: Economy = serde_json::from_str(&text).expect("and reads back");
    assert_eq!(again, economy);
    for m in 7..13 {
        let facts = month(APRIL_2018 + m, &usual);
        assert_eq!(again.close_month(&facts), economy.close_month(&facts));
    }
}

#[test]
fn a_clause_written_in_a_test_has_all_that_others_have() {
    let json = r#"{"description": "so much more a short stay", "clauses": [{"tariff": {}},
        {"written_in_a_test": {"pounds_per_spell": 1000}}]}"#;
    let regime: crate::economy::settings::Regime = serde_json::from_str(json).expect("it is parsed");
    assert!(garde::Validate::validate(&regime).is_ok());
    let wrong = json.replace("1000", "-1000");
    let wrong: crate::economy::settings::Regime = serde_json::from_str(&wrong).expect("it is parsed");
    assert!(garde::Validate::validate(&wrong).is_err(), "its bounds are kept");
    let schema = serde_json::to_string(&schemars::schema_for!(crate::economy::settings::Regime)).expect("JSON");
    assert!(schema.contains("written_in_a_test") && schema.contains("Pounds for each spell."));
    let listed = crate::economy::catalogue_clauses();
    assert!(listed.contains(&("written_in_a_test", "pounds for each emergency spell with no night")));
    let mut settings = place();
    settings.regimes.insert("own".into(), regime);
    let (_, closings) = run(&settings, 36, &[("ccg_acute", "own")]);
    let spells: i64 = (0..12)
        .map(|m| month(APRIL_2018 + m, &testing::settings()))
        .map(|facts| facts.spells.iter().filter(|s| s.nights() == 0).count() as i64)
        .sum();
    let (_, usual) = run(&settings, 36, &[]);
    let more = paid(&closings[..12], "ccg_acute") - paid(&usual[..12], "ccg_acute");
    assert_eq!(more, spells * 100_000, "to the penny");
    // £1,000 more for a short stay: the trust leans towards it, as the tariff alone does not.
    let last = |closings: &[Closing]| {
        let levers = closings.iter().flat_map(|c| &c.levers);
        levers
            .filter(|l| l.lever == Lever::ShortStayThreshold)
            .map(|l| l.to)
            .next_back()
            .unwrap_or(0.0)
    };
    assert!(
        last(&closings) > last(&usual) + 0.002,
        "{} {}",
        last(&closings),
        last(&usual)
    );
}

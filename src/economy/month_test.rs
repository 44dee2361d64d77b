use super::super::settings::{CareModelChange, Change, ContractRegime, Settings};
use super::super::testing;
use super::*;
use crate::economy::ledger::Account;
use crate::model::lever::Lever;
use std::collections::BTreeMap;

const APRIL_2018: u32 = 18 * 12 + 3;

fn run(settings: &Settings, months: u32, change: Option<(u32, Change)>) -> (Economy, Vec<Closing>) {
    let usual = testing::settings();
    let mut economy = Economy::new(settings);
    let mut closings = Vec::new();
    for m in 0..months {
        let month = Month(APRIL_2018 + m);
        if let Some((at, what)) = &change
            && *at == m
        {
            economy.effect(what, month.start());
        }
        closings.push(economy.close_month(&testing::usual_month(month, &usual)));
        assert_eq!(economy.check(), Ok(()));
    }
    (economy, closings)
}

fn year(closings: &[Closing], organisation: &str, value: impl Fn(&Account) -> i64) -> f64 {
    let own = closings
        .iter()
        .flat_map(|c| &c.accounts)
        .filter(|a| a.organisation == organisation);
    own.map(|a| value(a) as f64).sum::<f64>() / 1e8
}

fn heading(closings: &[Closing], organisation: &str, heading: Heading) -> f64 {
    year(closings, organisation, |a| {
        a.headings.iter().filter(|(h, _)| *h == heading).map(|(_, p)| *p).sum()
    })
}

fn regime(contract: &str, regime: &str) -> Change {
    Change::ContractRegime(ContractRegime {
        note: None,
        contract: contract.into(),
        regime: regime.into(),
    })
}

#[test]
fn year_one_has_the_baselines_budgets() {
    let settings = testing::settings();
    let (_, closings) = run(&settings, 12, None);
    let near = |value: f64, target: f64, share: f64| assert!((value / target - 1.0).abs() < share, "{value} {target}");
    // £ million, baseline section 1.
    near(heading(&closings, "acute", Heading::Contract), 198.0, 0.05);
    near(heading(&closings, "ccg", Heading::Allocation), 402.9 + 6.5, 1e-6);
    near(-heading(&closings, "ccg", Heading::MentalHealth), 50.4, 1e-6);
    near(-heading(&closings, "ccg", Heading::ContinuingCare), 24.2, 1e-6);
    near(-heading(&closings, "ccg", Heading::Prescribing), 42.3, 1e-6);
    near(heading(&closings, "community", Heading::Contract), 38.3, 1e-3);
    let acute: i64 = closings
        .iter()
        .flat_map(|c| &c.contracts)
        .filter(|c| c.0 == "ccg_acute")
        .map(|c| c.3)
        .sum();
    let through =
        -heading(&closings, "ccg", Heading::Maternity) - heading(&closings, "ccg", Heading::DirectAccessTests);
    near(acute as f64 / 1e8 + through, 205.5, 0.02);
    near(year(&closings, "acute", |a| a.income), 280.7, 0.02);
    near(-year(&closings, "acute", |a| a.surplus), 24.3, 0.1);
    near(-year(&closings, "nhs_england", |a| -a.cost), 42.6 + 90.6, 0.02);
    near(year(&closings, "council", |a| a.cost), 99.7, 0.01);
    near(year(&closings, "ccg", |a| a.cost), 402.9 + 6.5, 0.02);
}

#[test]
fn what_payers_spend_providers_receive() {
    let settings = testing::settings();
    let (_, closings) = run(&settings, 3, None);
    for closing in &closings {
        let total: i64 = closing.accounts.iter().map(|a| a.surplus).sum();
        assert_eq!(total, 0);
        for account in &closing.accounts {
            assert_eq!(account.headings.iter().map(|(_, p)| p).sum::<i64>(), account.surplus);
        }
    }
}

#[test]
fn the_usual_regime_moves_no_lever_and_block_does() {
    let settings = testing::settings();
    let (_, usual) = run(&settings, 36, None);
    let moved = |closings: &[Closing]| -> BTreeMap<Lever, f64> {
        closings
            .iter()
            .flat_map(|c| &c.levers)
            .map(|l| (l.lever, l.to))
            .collect()
    };
    assert_eq!(
        moved(&usual),
        BTreeMap::new(),
        "the contracts of the start teach nothing new"
    );
    let (_, block) = run(&settings, 36, Some((0, regime("ccg_acute", "block"))));
    let block = moved(&block);
    // Activity against block: stay −2 to −6 %, planned volume 0 to +4 % (evidence 2.05).
    assert!(
        block[&Lever::StayEffort] > 1.02 && block[&Lever::StayEffort] < 1.06,
        "{block:?}"
    );
    assert!(
        block[&Lever::ElectiveEffort] < 0.995 && block[&Lever::ElectiveEffort] > 0.96,
        "{block:?}"
    );
    // Emergencies respond about nil: not at all is too little, a per cent too much (elasticity 0.01, evidence 2.05).
    let of = |name: &str| settings.parameters.get(&format!("economy.choice.short_stay.{name}"));
    let emergencies = block[&Lever::ShortStayThreshold] / of("lever_per_percent") * of("admissions_share");
    assert!(emergencies < -0.05 && emergencies > -1.0, "{emergencies} % {block:?}");
    assert!(
        block[&Lever::ReferralThreshold] > 1.002 && block[&Lever::ReferralThreshold] < 1.04,
        "{block:?}"
    );
}

#[test]
fn levers_are_smooth_over_year_ends() {
    let settings = testing::settings();
    let (_, closings) = run(&settings, 48, Some((6, regime("ccg_acute", "aligned_incentives"))));
    let series: Vec<f64> = closings
        .iter()
        .flat_map(|c| &c.levers)
        .filter(|l| l.lever == Lever::StayEffort)
        .map(|l| l.to)
        .collect();
    assert!(series.len() > 5, "the switch is felt");
    for pair in series.windows(2) {
        assert!((pair[1] - pair[0]).abs() < 0.012, "{series:?}");
    }
    assert!(
        closings[..6].iter().all(|c| c.levers.is_empty()),
        "nothing before the date"
    );
    let line = closings.iter().flat_map(|c| &c.decisions).next().expect("a decision");
    assert!(
        line.because.contains('£') && line.because.contains("contracts of the start"),
        "{}",
        line.because
    );
}

#[test]
fn a_regime_changes_money_and_not_cost() {
    let settings = testing::settings();
    let cost = |closings: &[Closing]| {
        heading(closings, "acute", Heading::FixedCost)
            + heading(closings, "acute", Heading::SemiFixedCost)
            + heading(closings, "acute", Heading::VariableCost)
    };
    let (_, usual) = run(&settings, 12, None);
    let (_, block) = run(&settings, 12, Some((0, regime("ccg_acute", "block"))));
    assert_eq!(cost(&usual), cost(&block));
}

#[test]
fn a_care_model_earns_its_levers_and_costs_money() {
    let settings = testing::settings();
    let change = Change::CareModel(CareModelChange {
        note: None,
        care_model: "neighbourhood_teams".into(),
    });
    let (economy, closings) = run(&settings, 84, Some((12, change)));
    assert!(closings[..12].iter().all(|c| c.levers.is_empty()));
    let at = |month: usize| {
        closings[month]
            .maturity
            .iter()
            .find(|m| m.0 == "neighbourhood_team")
            .expect("grown")
            .1
    };
    let ratio = settings
        .parameters
        .get("economy.component.neighbourhood_team.months_ratio");
    for (years, centre) in [(1.0, 0.15), (2.5, 0.50), (5.0, 0.85)] {
        let month = 11 + (years * 12.0 * ratio) as usize;
        assert!((at(month) - centre).abs() < 0.08, "{month}: {}", at(month));
    }
    let spent = heading(&closings[72..], "community", Heading::CareModel);
    assert_eq!(spent, 0.0, "the community trust passes it on");
    let paid = -heading(&closings[72..], "ccg", Heading::CareModel);
    assert!((3.0..10.0).contains(&paid), "{paid}");
    assert!(closings[83].trust > settings.parameters.get("economy.trust.start"));
    // The economy is a value: what is stored reads back the same.
    let text = serde_json::to_string(&economy).expect("an economy is plain data");
    assert_eq!(serde_json::from_str::<Economy>(&text).expect("and reads back"), economy);
}

#[test]
fn an_idle_organisation_or_contract_changes_nothing() {
    let settings = testing::settings();
    let mut more = settings.clone();
    let mut idle = more.organisations["mental_health"].clone();
    idle.name = "Idle".into();
    more.organisations.insert("another_trust".into(), idle);
    let mut contract = more.contracts["ccg_acute"].clone();
    contract.provider = "another_trust".into();
    contract.plan.clear();
    more.contracts.insert("an_unused".into(), contract);
    // A fund beside the contracts for care that is not in force.
    let idle = serde_json::from_str(r#"{"description": "pays nothing", "clauses": []}"#).expect("a regime");
    more.regimes.insert("not_in_force".into(), idle);
    let mut fund = more.contracts["ccg_acute"].clone();
    (fund.payer, fund.regime, fund.beside) = ("taxpayer".into(), "not_in_force".into(), true);
    more.contracts.insert("fund".into(), fund);
    let change = Some((0, regime("ccg_acute", "block")));
    let (_, a) = run(&settings, 14, change.clone());
    let (_, b) = run(&more, 14, change);
    for (a, b) in a.iter().zip(&b) {
        assert_eq!(a.levers, b.levers);
        assert_eq!(a.decisions, b.decisions);
    }
}

#[test]
fn the_warm_up_moves_no_money() {
    let settings = testing::settings();
    let mut economy = Economy::new(&settings);
    let mut facts = testing::usual_month(Month(APRIL_2018), &settings);
    facts.reported = false;
    let before = economy.clone();
    let closing = economy.close_month(&facts);
    assert!(closing.accounts.is_empty() && closing.levers.is_empty());
    assert_eq!(economy, before);
}

#[test]
fn a_place_of_another_size_scales() {
    let mut settings = testing::settings();
    settings.scale(0.5);
    settings.people = 150_000;
    let economy = Economy::new(&settings);
    let full = Economy::new(&testing::settings());
    let acute = full.ids.iter().position(|id| id == "acute").expect("the acute trust");
    assert!((economy.costs[&acute].fixed / full.costs[&acute].fixed - 0.5).abs() < 1e-9);
}

#[test]
fn two_commissioners_pay_and_decide_for_their_own() {
    let mut settings = testing::settings();
    settings.neighbourhoods[1].commissioner = "second_ccg".into();
    let mut second = settings.organisations["ccg"].clone();
    second.budget.clear();
    settings.organisations.insert("second_ccg".into(), second);
    let mut contract = settings.contracts["ccg_acute"].clone();
    contract.payer = "second_ccg".into();
    contract.plan.values_mut().for_each(|units| *units *= 0.4);
    settings.contracts.insert("second_acute".into(), contract);
    let own = settings.contracts.get_mut("ccg_acute").expect("the first contract");
    own.plan.values_mut().for_each(|units| *units *= 0.6);
    let (_, closings) = run(&settings, 18, Some((0, regime("second_acute", "block"))));
    let paid = |id: &str| {
        closings[..12]
            .iter()
            .flat_map(|c| &c.contracts)
            .filter(|c| c.0 == id)
            .map(|c| c.3)
            .sum::<i64>()
    };
    let (first, second) = (paid("ccg_acute") as f64, paid("second_acute") as f64);
    assert!((first / (first + second) - 0.6).abs() < 0.01, "{first} {second}");
    let referral: Vec<_> = closings
        .iter()
        .flat_map(|c| &c.levers)
        .filter(|l| l.lever == Lever::ReferralThreshold)
        .collect();
    assert!(
        !referral.is_empty() && referral.iter().all(|l| l.neighbourhood == Some(1)),
        "only the second changed"
    );
    assert!(closings.iter().flat_map(|c| &c.decisions).any(|d| d.cohort == "south"));
}

#[test]
fn a_change_is_written_down_with_its_announcement() {
    let settings = testing::settings();
    let mut economy = Economy::new(&settings);
    let what = regime("ccg_acute", "block");
    let before = economy.regimes();
    economy.announce(&what, Month(APRIL_2018).start());
    assert_eq!(economy.regimes(), before, "known is not yet in force");
    let decisions = economy.effect(&what, Month(APRIL_2018 + 6).start());
    assert!(
        decisions[0].because.contains("announced 2018-04-01"),
        "{}",
        decisions[0].because
    );
    assert!(
        economy
            .regimes()
            .contains(&("ccg_acute".to_string(), "block".to_string()))
    );
}

#[test]
fn a_change_that_has_come_is_no_longer_waited_for() {
    let settings = testing::settings();
    let mut economy = Economy::new(&settings);
    let start = Month(APRIL_2018).start();
    let (there, back) = (regime("ccg_acute", "block"), regime("ccg_acute", "payment_by_results"));
    for change in [&there, &back] {
        economy.announce(change, start);
    }
    let waited = |economy: &Economy| economy.announced_regimes().into_values().collect::<Vec<_>>();
    assert_eq!(waited(&economy), ["block"], "the tariff is in force already");
    economy.effect(&there, start);
    assert_eq!(waited(&economy), ["payment_by_results"]);
    economy.effect(&back, start);
    assert!(waited(&economy).is_empty(), "both have been");
}

#[test]
fn a_provider_who_pays_others_codes_for_itself_alone() {
    let mut settings = testing::settings();
    // The acute trust pays all of the community trust's contract.
    settings.contracts.get_mut("ccg_community").expect("it is there").payer = "acute".into();
    let mut economy = Economy::new(&settings);
    let coding = choice::ALL
        .iter()
        .position(|c| c.name == "coding")
        .expect("it is there");
    let stance = economy.stances.iter_mut().find(|stance| stance.choice == coding);
    stance.expect("the trust codes").issued = 1.03;
    economy.bill();
    let depth = |id: &str| economy.billed[super::super::index(&economy.ids, id)].coding_depth;
    assert_eq!((depth("acute"), depth("community")), (1.03, 1.0));
}

/// Where the acute trust's choices stand after three years.
fn stands(settings: &Settings, change: Option<Change>) -> BTreeMap<&'static str, f64> {
    let (economy, _) = run(settings, 36, change.map(|what| (0, what)));
    let acute = economy.ids.iter().position(|id| id == "acute");
    let own = economy
        .stances
        .iter()
        .filter(|stance| Some(stance.organisation) == acute);
    own.map(|stance| (choice::ALL[stance.choice].name, stance.setting))
        .collect()
}

fn furthest(a: &BTreeMap<&'static str, f64>, b: &BTreeMap<&'static str, f64>) -> f64 {
    a.iter().map(|(name, x)| (x - b[name]).abs()).fold(0.0, f64::max)
}

#[test]
fn a_fund_pulls_where_its_total_is_near_and_not_where_it_is_out_of_reach() {
    let mut settings = testing::settings();
    let (_, closings) = run(&settings, 12, None);
    let expected = year(&closings, "acute", |account| account.surplus) * 1e6;
    let pulled_by_a_total_of = |above: f64, settings: &mut Settings| {
        let acute = settings.organisations.get_mut("acute").expect("it is there");
        acute.target_surplus_pounds = expected + above;
        let without = stands(settings, None);
        let mut with = settings.clone();
        let mut fund = settings.contracts["ccg_acute"].clone();
        (fund.payer, fund.regime, fund.beside) = ("taxpayer".into(), "organisational_control_totals".into(), true);
        with.contracts.insert("fund".into(), fund);
        furthest(&without, &stands(&with, None))
    };
    let near = pulled_by_a_total_of(1.0e6, &mut settings);
    let beyond_reach = pulled_by_a_total_of(80.0e6, &mut settings);
    assert!(near > 0.002, "{near}");
    assert!(beyond_reach < near / 10.0, "{beyond_reach} beside {near}");
}

#[test]
fn what_partners_of_a_risk_share_bear_is_received_all_the_same() {
    let mut settings = testing::settings();
    // Nobody weighs what others gain.
    let weight = settings.parameters.find_mut("economy.aim.partner_weight");
    weight.expect("it is there").value = 0.0;
    let text = |partners: &str| {
        format!(
            r#"{{"description": "x", "clauses": [{{"block": {{}}}}, {{"risk_share": {{"above": 0.8, "below": 0.8{partners}}}}}]}}"#
        )
    };
    let alone = testing::regime(&text(""));
    let together = testing::regime(&text(r#", "partners": {"community": 0.5}"#));
    settings.regimes.insert("alone".into(), alone);
    settings.regimes.insert("together".into(), together);
    let usual = stands(&settings, None);
    let [alone, together] = ["alone", "together"].map(|name| stands(&settings, Some(regime("ccg_acute", name))));
    let felt = furthest(&usual, &alone);
    assert!(felt > 0.002, "the regime is felt");
    // A commissioner that bears half challenges the bill a little less: no more than that.
    assert!(furthest(&alone, &together) < felt / 20.0, "{alone:?}\n{together:?}");
}

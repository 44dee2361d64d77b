use super::super::settings::{CareModelChange, ContractRegime};
use super::super::{Closing, testing};
use super::*;

const APRIL_2018: u32 = 18 * 12 + 3;

fn settings(block: &str, text: &str) -> Settings {
    let mut settings = testing::settings();
    let conduct = &mut settings.conduct;
    match block {
        "relations" => conduct.relations = Some(serde_json::from_str(text).expect(text)),
        "governance" => conduct.governance = Some(serde_json::from_str(text).expect(text)),
        "workforce" => conduct.workforce = Some(serde_json::from_str(text).expect(text)),
        other => panic!("{other}"),
    }
    settings
}

/// Months with changes told of and due in given months, by the usual facts.
fn run(settings: &Settings, seed: u64, months: u32, changes: &[(u32, u32, Change)]) -> (Economy, Vec<Closing>) {
    let usual = testing::settings();
    let mut economy = Economy::new(settings).drawn(Key::root(seed, 0));
    let mut closings = Vec::new();
    for m in 0..months {
        let month = Month(APRIL_2018 + m);
        for (told, due, what) in changes {
            if *told == m {
                economy.announce(what, month.start());
            }
            if *due == m {
                economy.effect(what, month.start());
            }
        }
        closings.push(economy.close_month(&testing::usual_month(month, &usual)));
        assert_eq!(economy.check(), Ok(()));
    }
    (economy, closings)
}

fn regime(name: &str) -> Change {
    Change::ContractRegime(ContractRegime {
        note: None,
        contract: "ccg_acute".into(),
        regime: name.into(),
    })
}
fn care_model(name: &str) -> Change {
    Change::CareModel(CareModelChange {
        note: None,
        care_model: name.into(),
    })
}

/// Value of a measure of the whole in a month.
fn told(closing: &Closing, measure: &str) -> f64 {
    let reading = closing
        .condition
        .readings
        .iter()
        .find(|r| r.measure == measure && r.of == super::super::condition::Of::Whole);
    reading.unwrap_or_else(|| panic!("{measure} is not told")).top
}

/// The regime of the acute contract at the end.
fn held(economy: &Economy) -> String {
    economy
        .regimes()
        .into_iter()
        .find(|(id, _)| id == "ccg_acute")
        .expect("the contract is there")
        .1
}

#[test]
fn without_a_block_nothing_is_told_and_every_change_is_on_time() {
    let settings = testing::settings();
    let (economy, closings) = run(&settings, 1, 3, &[(0, 1, regime("block_with_risk_share"))]);
    assert!(closings.iter().all(|c| c.condition.readings.is_empty()));
    assert_eq!(held(&economy), "block_with_risk_share");
    // Another luck is the same run: nothing is drawn.
    let (_, other) = run(&settings, 2, 3, &[(0, 1, regime("block_with_risk_share"))]);
    assert_eq!(closings, other);
}

#[test]
fn a_deal_waits_for_agreement_and_a_fortress_agrees_to_nothing() {
    let change = [(0, 1, regime("block_with_risk_share"))];
    let open = settings(
        "relations",
        r#"{ "trust": 0.9, "leadership": 0.9, "open_books": true }"#,
    );
    let shut = settings(
        "relations",
        r#"{ "trust": 0.2, "leadership": 0.1, "fortress": ["acute"] }"#,
    );
    let months = |settings: &Settings, seed: u64| -> f64 {
        run(settings, seed, 36, &change)
            .1
            .iter()
            .map(|c| told(c, "months_of_negotiation"))
            .sum()
    };
    for seed in 0..5 {
        assert!(months(&open, seed) < months(&shut, seed), "seed {seed}");
        assert_eq!(months(&shut, seed), 36.0);
    }
    let (economy, closings) = run(&open, 1, 36, &change);
    assert_eq!(held(&economy), "block_with_risk_share");
    assert_eq!(told(closings.last().expect("36 months"), "deals_alive"), 1.0);
    assert_ne!(held(&run(&shut, 1, 36, &change).0), "block_with_risk_share");
    // A regime that shares nothing needs no deal.
    assert_eq!(held(&run(&shut, 1, 3, &[(0, 1, regime("block"))]).0), "block");
}

#[test]
fn talks_end_when_the_contract_goes_another_way() {
    let shut = settings(
        "relations",
        r#"{ "trust": 0.2, "leadership": 0.1, "fortress": ["acute"] }"#,
    );
    let changes = [
        (0, 1, regime("block_with_risk_share")),
        (0, 12, regime("payment_by_results")),
    ];
    let (economy, closings) = run(&shut, 1, 24, &changes);
    let talks: Vec<f64> = closings.iter().map(|c| told(c, "months_of_negotiation")).collect();
    assert_eq!(talks[..12], [1.0; 12], "a fortress agrees to nothing");
    assert_eq!(talks[12..], [0.0; 12], "nobody talks of what was given up");
    assert!(closings[12..].iter().all(|c| told(c, "changes_held_up") == 0.0));
    assert_eq!(held(&economy), "payment_by_results");
}

#[test]
fn a_partner_who_bears_too_much_ends_the_deal_and_trust_falls() {
    let mut settings = settings(
        "relations",
        r#"{ "trust": 0.9, "leadership": 0.9, "open_books": true, "leadership_turnover": 0.0,
             "deals": { "ccg_acute": { "partners": { "acute": 0.5, "ccg": 0.5 }, "limit": 0.01 } } }"#,
    );
    // The trust aims for far more than it can reach.
    settings
        .organisations
        .get_mut("acute")
        .expect("the trust")
        .target_surplus_pounds = 0.0;
    let (economy, closings) = run(&settings, 1, 48, &[(0, 1, regime("block_with_risk_share"))]);
    let broken: f64 = closings.iter().map(|c| told(c, "deals_broken")).sum();
    assert_eq!(broken, 1.0);
    assert_eq!(held(&economy), "payment_by_results", "the contract goes back");
    let at = closings
        .iter()
        .position(|c| told(c, "deals_broken") > 0.0)
        .expect("it broke");
    assert!(told(&closings[at + 1], "trust") < told(&closings[at - 1], "trust") - 0.01);
}

#[test]
fn boards_and_a_merger_hold_changes_up() {
    let change = [(0, 0, care_model("neighbourhood_teams"))];
    let starts = |settings: &Settings, changes: &[(u32, u32, Change)]| {
        let (_, closings) = run(settings, 1, 36, changes);
        closings
            .iter()
            .position(|c| c.levers.iter().any(|l| l.lever.name() == "caseload_places"))
            .unwrap_or(36)
    };
    let at_once = starts(&testing::settings(), &change);
    let shadow = starts(&settings("governance", "{}"), &change);
    let joint = starts(
        &settings("governance", r#"{ "joint_committee": true, "statutory": true }"#),
        &change,
    );
    let veto = starts(&settings("governance", r#"{ "practices_veto": true }"#), &change);
    assert!(
        at_once < joint && joint < shadow && shadow < veto,
        "{at_once} {joint} {shadow} {veto}"
    );
    let merger: Shock = serde_json::from_str(r#"{ "commissioner_merger": { "months": 18 } }"#).expect("a merger");
    let merging = [(0, 0, Change::Shock(merger)), (1, 1, care_model("neighbourhood_teams"))];
    let stalled = starts(&testing::settings(), &merging);
    assert!(stalled >= 18, "{stalled}");
}

#[test]
fn payment_first_is_slower_than_redesign_first() {
    let settings = settings("relations", r#"{ "leadership_turnover": 0.0 }"#);
    let months = |changes: &[(u32, u32, Change)]| -> f64 {
        run(&settings, 3, 72, changes)
            .1
            .iter()
            .map(|c| told(c, "months_not_mature"))
            .sum()
    };
    let (model, block) = (care_model("neighbourhood_teams"), regime("block"));
    let redesign_first = months(&[(0, 12, model.clone()), (0, 24, block.clone())]);
    let payment_first = months(&[(0, 0, block.clone()), (0, 12, model.clone())]);
    let together = months(&[(0, 12, block), (0, 12, model)]);
    assert!(redesign_first < payment_first, "{redesign_first} {payment_first}");
    assert!(redesign_first < together, "{redesign_first} {together}");
}

#[test]
fn the_pace_is_exactly_one_without_a_block_and_oversight_slows() {
    let facts = testing::usual_month(Month(APRIL_2018), &testing::settings());
    assert_eq!(Economy::new(&testing::settings()).pace(&facts), 1.0);
    let pace = |text: &str| Economy::new(&settings("relations", text)).pace(&facts);
    assert!(pace(r#"{ "oversight": 0.9 }"#) < pace("{}"));
    assert!(pace(r#"{ "open_books": true }"#) > pace("{}"));
    assert!(pace(r#"{ "fortress": ["acute", "ccg"] }"#) < pace("{}"));
}

#[test]
fn a_squeeze_takes_its_share_of_allocations_and_passes() {
    let squeeze: Shock =
        serde_json::from_str(r#"{ "funding_squeeze": { "share": 0.1, "months": 3 } }"#).expect("a squeeze");
    let settings = testing::settings();
    let (_, usual) = run(&settings, 1, 6, &[]);
    let (_, squeezed) = run(&settings, 1, 6, &[(1, 1, Change::Shock(squeeze))]);
    let given = |c: &Closing| -> i64 {
        let ccg = c
            .accounts
            .iter()
            .find(|a| a.organisation == "ccg")
            .expect("the commissioner");
        ccg.headings
            .iter()
            .filter(|(h, _)| *h == super::super::Heading::Allocation)
            .map(|(_, p)| *p)
            .sum()
    };
    let ratio: Vec<f64> = usual
        .iter()
        .zip(&squeezed)
        .map(|(u, s)| given(s) as f64 / given(u) as f64)
        .collect();
    for (month, ratio) in ratio.iter().enumerate() {
        let expected = if (1..4).contains(&month) { 0.9 } else { 1.0 };
        assert!((ratio - expected).abs() < 1e-3, "month {month}: {ratio}");
    }
}

#[test]
fn the_regulator_steps_in_where_a_provider_misses_for_long() {
    let mut settings = settings("relations", r#"{ "leadership_turnover": 0.0 }"#);
    settings.conduct.governance = Some(serde_json::from_str(r#"{ "step_in": true }"#).expect("a block"));
    let lines = |settings: &Settings| -> Vec<String> {
        let (_, closings) = run(settings, 1, 24, &[]);
        let all = closings
            .iter()
            .flat_map(|c| &c.decisions)
            .filter(|d| d.lever == "step_in" || d.lever == "leader");
        all.map(|d| format!("{} {}", d.organisation, d.lever)).collect()
    };
    assert!(lines(&settings).is_empty(), "{:?}", lines(&settings));
    settings
        .organisations
        .get_mut("acute")
        .expect("the trust")
        .target_surplus_pounds = 0.0;
    assert_eq!(lines(&settings)[..2], ["acute step_in", "acute leader"]);
}

#[test]
fn scale_saves_fixed_cost_and_duty_weighs_partners() {
    let settings = settings(
        "governance",
        r#"{ "shared_duty": true, "delegation": { "list": "system" } }"#,
    );
    let economy = Economy::new(&settings);
    let acute = economy
        .organisations()
        .iter()
        .position(|id| id == "acute")
        .expect("the trust");
    assert!(economy.scale(acute) < 1.0 && economy.duty() > 0.0);
    let usual = Economy::new(&testing::settings());
    assert_eq!((usual.scale(acute), usual.duty()), (1.0, 0.0));
}

#[test]
fn staff_cost_what_they_cost_beyond_the_start() {
    let dry = settings("workforce", r#"{ "outside_market": 0.3 }"#);
    let (_, closings) = run(&dry, 1, 24, &[]);
    let heading = |heading: super::super::Heading| -> i64 {
        let acute = closings
            .iter()
            .flat_map(|c| &c.accounts)
            .filter(|a| a.organisation == "acute");
        acute
            .flat_map(|a| &a.headings)
            .filter(|(h, _)| *h == heading)
            .map(|(_, p)| *p)
            .sum()
    };
    assert!(heading(super::super::Heading::StaffPay) > 0, "fewer are paid");
    assert!(heading(super::super::Heading::AgencyStaff) < 0, "agency costs more");
    assert!(
        closings
            .iter()
            .flat_map(|c| &c.levers)
            .any(|l| l.lever.name() == "staffing" && l.to < 1.0)
    );
    let steady = settings("workforce", "{}");
    let (_, closings) = run(&steady, 1, 24, &[]);
    assert!(
        closings
            .iter()
            .flat_map(|c| &c.levers)
            .all(|l| l.lever.name() != "staffing")
    );
}

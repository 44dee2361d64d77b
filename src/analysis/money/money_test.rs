//! What a comparison says about money, of outcomes made by hand.

use super::*;
use crate::economy::{Heading, Transfer};
use crate::engine::Month;
use crate::experiment::job::Parting;
use crate::experiment::{Replication, stand_in};
use crate::measure::{Row, Series};

const APRIL_2018: u32 = 18 * 12 + 3;

/// Places of organisations of the stand-in among its names.
const ACUTE: u16 = 0;
const COMMISSIONER: u16 = 1;
const COMMUNITY: u16 = 2;
const COUNCIL: u16 = 3;

/// Places of parties of the stand-in.
const OF_ACUTE: u16 = 0;
const OF_COMMISSIONER: u16 = 2;
const OF_COUNCIL: u16 = 4;
const OF_STAFF: u16 = 7;

/// A measure of a month: its name, the organisation (or the whole), and how much.
type Told = (&'static str, Option<u16>, f64);

/// An arm of so many months, each with its measures and its transfers.
fn arm(months: &[(Vec<Told>, Vec<Transfer>)]) -> ArmRecord {
    let mut record = ArmRecord::default();
    for (i, (told, transfers)) in months.iter().enumerate() {
        let month = Month(APRIL_2018 + i as u32);
        let row = |&(measure, organisation, numerator): &Told| Row {
            month,
            measure: find(measure).expect(measure),
            dimensions: Dimensions {
                organisation,
                ..Dimensions::default()
            },
            numerator,
            denominator: 0.0,
        };
        record.series.push(month, &told.iter().map(row).collect::<Vec<_>>());
        record.transfers.push(transfers.clone());
    }
    record
}

/// A base and an alternative in as many replications as are given.
fn outcome(replications: Vec<[ArmRecord; 2]>) -> Outcome {
    let months = |series: &Series| series.months.clone();
    Outcome {
        arms: vec!["base".into(), "other".into()],
        partings: vec![Parting::Never; 2],
        settings: vec![stand_in::setting(), stand_in::setting()],
        months: months(&replications[0][0].series),
        replications: replications
            .into_iter()
            .enumerate()
            .map(|(i, arms)| Replication {
                replication: i as u32,
                seed: i as u64,
                arms: arms.into(),
            })
            .collect(),
        independent: false,
    }
}

/// One month of a replication: net cost of the commissioner, the acute trust and the council.
fn net_costs([commissioner, acute, council]: [f64; 3]) -> ArmRecord {
    arm(&[(
        vec![
            ("net_cost", Some(COMMISSIONER), commissioner),
            ("net_cost", Some(ACUTE), acute),
            ("net_cost", Some(COUNCIL), council),
        ],
        Vec::new(),
    )])
}

/// Net cost moves by so much of a month in each replication: of the NHS (a quarter of it the acute trust's), of the council.
pub(crate) fn moved_apart(changes: &[(f64, f64)]) -> Outcome {
    let pair = |(i, &(nhs, council)): (usize, &(f64, f64))| {
        let level = 1_000.0 + 50.0 * i as f64;
        let other = [level + 0.75 * nhs, level + 0.25 * nhs, level + council];
        [net_costs([level; 3]), net_costs(other)]
    };
    outcome(changes.iter().enumerate().map(pair).collect())
}

fn line<'a>(lines: &'a [Line], item: &str, of: &str) -> &'a Line {
    let found = lines.iter().find(|line| line.item == item && line.of == of);
    found.unwrap_or_else(|| panic!("no line {item} {of}"))
}

fn near(found: Option<f64>, expected: f64) {
    let found = found.expect("there is a figure");
    assert!(
        (found - expected).abs() < 1e-6 * expected.abs().max(1.0),
        "{found} is not {expected}"
    );
}

#[test]
fn the_cost_of_dealing_stands_under_its_headings_with_its_sign() {
    let paid = |from, heading, pounds: i64| Transfer {
        from,
        to: OF_STAFF,
        heading,
        pence: pounds * 100,
    };
    let (trust, payer) = (OF_ACUTE, OF_COMMISSIONER);
    // Two months: a year is six times what they hold.
    let base = arm(&[
        (
            Vec::new(),
            vec![
                paid(trust, Heading::Contracting, 1_000),
                paid(payer, Heading::Contracting, 500),
                paid(payer, Heading::Arbitration, 50),
                paid(payer, Heading::Contract, 700_000),
            ],
        ),
        (Vec::new(), vec![paid(payer, Heading::Procurement, 4_000)]),
    ]);
    let other = arm(&[
        (
            Vec::new(),
            vec![
                paid(trust, Heading::Contracting, 1_500),
                paid(payer, Heading::Contracting, 500),
                paid(payer, Heading::Contract, 900_000),
            ],
        ),
        (
            Vec::new(),
            vec![
                paid(trust, Heading::Dispute, 200),
                paid(payer, Heading::Arbitration, 50),
                paid(payer, Heading::Running, 8_000),
            ],
        ),
    ]);
    let made = outcome(vec![[base.clone(), other]]);
    let lines: Vec<Line> = lines(&made, 1)
        .into_iter()
        .filter(|l| l.item == "cost_of_dealing")
        .collect();
    let told: Vec<_> = lines.iter().map(|l| (l.of.as_str(), l.base, l.value)).collect();
    assert_eq!(
        told,
        [
            ("contracting", Some(9_000.0), Some(3_000.0)),
            ("dispute", Some(0.0), Some(1_200.0)),
            ("procurement", Some(24_000.0), Some(-24_000.0)),
            ("arbitration", Some(300.0), Some(0.0)),
        ]
    );
    let sum: f64 = lines.iter().filter_map(|l| l.value).sum();
    assert_eq!(sum, 3_000.0 + 1_200.0 - 24_000.0);
    // What neither charges has no line.
    let bare = arm(&[(Vec::new(), vec![paid(payer, Heading::Contract, 700_000)])]);
    assert!(spend::dealing(&outcome(vec![[bare.clone(), bare]]), 1).is_empty());
}

#[test]
fn cost_that_the_nhs_sheds_and_the_council_bears_is_shunted_to_it() {
    // A month: the NHS saves £90 to £110, the council bears £50 to £70. A year is twelve of the means.
    let lines = shunted(&[(-100.0, 60.0), (-110.0, 70.0), (-90.0, 50.0)]);
    near(line(&lines, "net_cost_nhs", "").value, -1_200.0);
    near(line(&lines, "net_cost_council", "").value, 720.0);
    let (there, back) = (
        line(&lines, "shunted_to_council", ""),
        line(&lines, "shunted_to_nhs", ""),
    );
    near(there.value, 720.0);
    assert!(there.told.starts_with("clear"), "{}", there.told);
    assert_eq!(back.value, Some(0.0));
    assert!(back.told.starts_with("none"), "{}", back.told);
    // The council bears more than the NHS saves: no more is shunted than was saved.
    let lines = shunted(&[(-100.0, 160.0), (-110.0, 170.0), (-90.0, 150.0)]);
    near(line(&lines, "shunted_to_council", "").value, 1_200.0);
}

#[test]
fn cost_that_the_council_sheds_and_the_nhs_bears_is_shunted_the_other_way() {
    let lines = shunted(&[(60.0, -100.0), (70.0, -110.0), (50.0, -90.0)]);
    near(line(&lines, "shunted_to_nhs", "").value, 720.0);
    assert!(line(&lines, "shunted_to_nhs", "").told.starts_with("clear"));
    assert_eq!(line(&lines, "shunted_to_council", "").value, Some(0.0));
}

#[test]
fn nothing_is_shunted_where_both_move_the_same_way() {
    for way in [-1.0, 1.0] {
        let lines = shunted(&[
            (way * 100.0, way * 60.0),
            (way * 110.0, way * 70.0),
            (way * 90.0, way * 50.0),
        ]);
        near(line(&lines, "net_cost_council", "").value, way * 720.0);
        for item in ["shunted_to_council", "shunted_to_nhs"] {
            let line = line(&lines, item, "");
            assert_eq!(line.value, Some(0.0), "{item}");
            assert!(line.told.starts_with("none"), "{}", line.told);
        }
    }
}

#[test]
fn a_shunt_that_chance_may_have_made_is_called_not_clear() {
    // The council's change is £20 in the mean, and in one replication of three the other way.
    let lines = shunted(&[(-100.0, 60.0), (-110.0, 60.0), (-90.0, -60.0)]);
    let there = line(&lines, "shunted_to_council", "");
    near(there.value, 240.0);
    assert!(there.told.starts_with("not clear"), "{}", there.told);
}

fn shunted(changes: &[(f64, f64)]) -> Vec<Line> {
    transfer::shunts(&moved_apart(changes), 1)
}

#[test]
fn what_the_nhs_pays_the_council_in_return_stands_beside_net_of_what_comes_back() {
    let paid = |from, to, heading, pounds: i64| Transfer {
        from,
        to,
        heading,
        pence: pounds * 100,
    };
    let fund = |pounds| paid(OF_COMMISSIONER, OF_COUNCIL, Heading::BetterCareFund, pounds);
    let back = |pounds| paid(OF_COUNCIL, OF_ACUTE, Heading::RiskShare, pounds);
    let made = outcome(vec![[
        arm(&[(Vec::new(), vec![fund(700)])]),
        arm(&[(
            Vec::new(),
            vec![
                fund(1_000),
                back(100),
                paid(OF_COUNCIL, OF_STAFF, Heading::SocialWork, 5_000),
            ],
        )]),
    ]]);
    let lines = lines(&made, 1);
    let beside = line(&lines, "paid_by_nhs_to_council", "");
    assert_eq!((beside.base, beside.value), (Some(8_400.0), Some(2_400.0)));
    near(
        line(&lines, "transfer", "commissioner > council: better_care_fund").value,
        3_600.0,
    );
    near(
        line(&lines, "transfer", "council > acute-trust: risk_share").value,
        1_200.0,
    );
}

#[test]
fn who_bears_the_risk_of_volume_is_told_by_organisation() {
    // Surplus of a month in four replications, base and alternative.
    let acute = [(0.0, 1.0), (2.0, 0.0), (4.0, 3.0), (6.0, 2.0)];
    let surpluses = |i: usize, alternative: bool| {
        let own = if alternative { acute[i].1 } else { acute[i].0 };
        // The commissioner's swing begins with the alternative; the council's doubles; the community trust's stays still.
        let commissioner = if alternative { -own } else { 5.0 };
        let council = acute[i].0 * if alternative { -2.0 } else { 1.0 };
        arm(&[(
            vec![
                ("surplus", Some(ACUTE), own),
                ("surplus", Some(COMMISSIONER), commissioner),
                ("surplus", Some(COMMUNITY), 7.0),
                ("surplus", Some(COUNCIL), council),
            ],
            Vec::new(),
        )])
    };
    let made = outcome((0..4).map(|i| [surpluses(i, false), surpluses(i, true)]).collect());
    let lines = risk::risks(&made, 1);
    let told: Vec<&str> = lines.iter().map(|l| l.of.as_str()).collect();
    assert_eq!(
        told,
        ["acute-trust", "commissioner", "council"],
        "those whose surplus varies"
    );
    let of = |name: &str| line(&lines, "surplus_variance_ratio", name);
    // Squares about the mean: 9 + 1 + 1 + 9 = 20 in the base, 0.25 + 2.25 + 2.25 + 0.25 = 5 in the alternative, products
    // 1.5 · 4 = 6. So F = 5/20, r² = 36/100, t(2)² = 4.30265² = 18.5128, K = 1 + 2 · 0.64 · 18.5128 / 2 = 12.8482,
    // √(K² − 1) = 12.8092. A year's surplus is twelve times a month's: its deviation in the base is 12 · √(20/3).
    let acute = of("acute-trust");
    near(acute.value, 0.25);
    near(acute.base, 12.0 * libm::sqrt(20.0 / 3.0));
    assert!(
        (acute.low.unwrap() - 0.25 * (12.8482 - 12.8092)).abs() < 1e-4,
        "{acute:?}"
    );
    assert!(
        (acute.high.unwrap() - 0.25 * (12.8482 + 12.8092)).abs() < 1e-3,
        "{acute:?}"
    );
    near(of("council").value, 4.0);
    near(of("council").low, 4.0);
    assert_eq!(
        (of("commissioner").value, of("commissioner").told.as_str()),
        (None, "does not vary in the base")
    );
    // Three replications tell no spread.
    let few = outcome((0..3).map(|i| [surpluses(i, false), surpluses(i, true)]).collect());
    for line in risk::risks(&few, 1) {
        assert_eq!(line.value, None);
        assert!(line.told.contains("3 of at least 4"), "{}", line.told);
    }
}

#[test]
fn only_organisations_that_have_accounts_have_a_surplus() {
    // The stand-in names a pair of organisations too, of which trust is told.
    let names = &stand_in::setting().names.organisations;
    assert!(names.iter().any(|name| name == "acute-trust & commissioner"));
    let told: Vec<String> = transfer::surpluses(&moved_apart(&[(0.0, 0.0)]), 1)
        .into_iter()
        .map(|l| l.of)
        .collect();
    assert_eq!(
        told,
        [
            "acute-trust",
            "commissioner",
            "community-trust",
            "council",
            "general-practice"
        ]
    );
}

#[test]
fn an_organisation_is_found_by_its_name_where_an_alternative_has_others() {
    let told = |shift: u16, more: &[Told]| {
        let own = [(ACUTE, 500.0), (COMMISSIONER, 300.0), (COUNCIL, 80.0)];
        let own = own.map(|(place, surplus)| ("surplus", Some(place + shift), surplus));
        arm(&[([&own[..], more].concat(), Vec::new())])
    };
    let mut made = outcome(vec![[told(0, &[]), told(1, &[("surplus", Some(0), 40.0)])]]);
    let newcomer = &mut made.settings[1];
    newcomer.names.organisations.insert(0, "a-newcomer".into());
    let mut party = newcomer.parties[usize::from(OF_ACUTE)].clone();
    party.id = "a-newcomer".into();
    newcomer.parties.insert(0, party);
    let lines = transfer::surpluses(&made, 1);
    near(line(&lines, "surplus", "a-newcomer").value, 480.0);
    for name in ["acute-trust", "commissioner", "council"] {
        near(line(&lines, "surplus", name).value, 0.0);
    }
}

#[test]
fn pay_back_is_read_from_what_the_whole_costs_in_base_and_alternative() {
    let months = |costs: [f64; 4]| arm(&costs.map(|cost| (vec![("net_cost", None, cost)], Vec::new())));
    let base = || months([100.0; 4]);
    let of = |others: &[[f64; 4]]| {
        let made = outcome(others.iter().map(|costs| [base(), months(*costs)]).collect());
        let line = pay_back::lines(&made, 1).remove(0);
        (line.value, line.told)
    };
    // £10 more in the first month, then £4 less: saved so far −10, −6, −2, 2.
    let sooner = [110.0, 96.0, 96.0, 96.0];
    assert_eq!(of(&[sooner]), (Some(4.0), "paid back in 1 of 1 replications".into()));
    // Another replication ends £2 short: the mean, −10, −6, −2, 0, is out of the red in the fourth month all the same.
    let never = [110.0, 96.0, 96.0, 100.0];
    assert_eq!(
        of(&[sooner, never]),
        (Some(4.0), "paid back in 1 of 2 replications".into())
    );
    assert_eq!(
        of(&[never]),
        (None, "not within the run; paid back in 0 of 1 replications".into())
    );
    let saves = [90.0, 100.0, 100.0, 100.0];
    assert_eq!(
        of(&[saves]),
        (
            Some(0.0),
            "saves from the start; paid back in 1 of 1 replications".into()
        )
    );
    assert_eq!(of(&[[100.0; 4]]), (None, "no cost moves".into()));
}

#[test]
fn spend_for_a_unit_of_outcome_is_cost_over_what_it_bought() {
    // Net cost, emergency admissions, deaths, unmet need and elective admissions of a month.
    const MEASURES: [&str; 5] = [
        "net_cost",
        "emergency_admissions",
        "deaths",
        "unmet_need",
        "elective_admissions",
    ];
    let month = |values: [f64; 5]| {
        let told = MEASURES
            .iter()
            .zip(values)
            .map(|(measure, value)| (*measure, None, value));
        arm(&[(told.collect(), Vec::new())])
    };
    let base = [1_000.0, 500.0, 20.0, 80.0, 60.0];
    // £200 more for 20 admissions fewer, 2 deaths more, as much unmet need and 4 electives more; a tenth of noise, all alike.
    let bought = |share: f64| {
        let change = [200.0, -20.0, 2.0, 0.0, 4.0];
        std::array::from_fn(|i| base[i] + share * change[i])
    };
    let shares = [1.0, 1.05, 1.1];
    let there = outcome(shares.map(|s| [month(base), month(bought(s))]).into());
    let back = outcome(shares.map(|s| [month(bought(s)), month(base)]).into());
    let found = outcome::spend_per_outcome(&there, 1);
    let of = |item: &str| line(&found, item, "");
    let admission = of("spend_per_emergency_admission_avoided");
    for figure in [admission.value, admission.low, admission.high] {
        near(figure, 10.0);
    }
    assert_eq!(admission.told, "");
    near(of("spend_per_elective_treatment_more").value, 50.0);
    let death = of("spend_per_death_averted");
    near(death.value, 100.0);
    assert!(death.told.contains("for each unit lost"), "{}", death.told);
    let unmet = of("spend_per_unmet_need_met");
    assert_eq!(unmet.value, None);
    assert!(unmet.told.starts_with("not defined"), "{}", unmet.told);
    // The way back saves £10 for each admission more, and £100 for each death averted.
    let found = outcome::spend_per_outcome(&back, 1);
    let admission = line(&found, "spend_per_emergency_admission_avoided", "");
    near(admission.value, -10.0);
    assert!(admission.told.contains("for each unit lost"), "{}", admission.told);
    near(line(&found, "spend_per_death_averted", "").value, -100.0);
}

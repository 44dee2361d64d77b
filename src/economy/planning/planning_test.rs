use super::super::settings::{Currency, Letting, Settings};
use super::super::{Account, Closing, Heading};
use super::super::{index, testing};
use super::rules::{Act, Closure, Decommissioning, Investment, Wards};
use super::*;
use crate::model::fact::{Count, Stock};
use crate::model::lever::Lever;

const APRIL_2018: u32 = 18 * 12 + 3;

/// Months on end; each month's facts may be changed before they are seen.
fn run_with(settings: &Settings, months: u32, change: impl Fn(u32, &mut Facts)) -> (Economy, Vec<Closing>) {
    let usual = testing::settings();
    let mut economy = Economy::new(settings);
    let mut closings = Vec::new();
    for m in 0..months {
        let mut facts = testing::usual_month(Month(APRIL_2018 + m), &usual);
        change(m, &mut facts);
        closings.push(economy.close_month(&facts));
        assert_eq!(economy.check(), Ok(()));
    }
    (economy, closings)
}

fn run(settings: &Settings, months: u32) -> (Economy, Vec<Closing>) {
    run_with(settings, months, |_, _| {})
}

fn acts<'a>(closings: &'a [Closing], act: &'a str) -> Vec<&'a Decision> {
    let all = closings.iter().flat_map(|c| &c.decisions);
    all.filter(|d| d.lever == act).collect()
}

fn capacity(closings: &[Closing], service: &str) -> Vec<f64> {
    let levers = closings.iter().flat_map(|c| &c.levers);
    let own = levers.filter(|l| l.lever == Lever::Capacity && l.service.as_deref() == Some(service));
    own.map(|l| l.to).collect()
}

fn paid(closings: &[Closing], organisation: &str, heading: Heading) -> f64 {
    let accounts = closings.iter().flat_map(|c| &c.accounts);
    let own = accounts.filter(|a| a.organisation == organisation);
    let under = |a: &Account| {
        a.headings
            .iter()
            .filter(|(h, _)| *h == heading)
            .map(|(_, p)| -p)
            .sum::<i64>()
    };
    pounds(own.map(under).sum())
}

/// The commissioner's allocation grows by so much a year, and it starts with a surplus.
fn growing(growth: f64, surplus: f64) -> Settings {
    let mut settings = testing::settings();
    let line = &mut settings.organisations.get_mut("taxpayer").expect("it is there").budget[0];
    line.growth = growth;
    line.pounds_a_year += surplus;
    settings
}

fn nursing(once: f64, a_year: f64, saving: Option<f64>) -> Investment {
    Investment {
        note: None,
        by: "ccg".into(),
        service: "nursing".into(),
        provider: "community".into(),
        capacity_share: 0.05,
        pounds_once: once,
        capital_pounds: 0.0,
        pounds_a_year: a_year,
        expected_saving_pounds_a_year: saving,
    }
}

fn term(settings: &mut Settings, contract: &str, years: u32) {
    settings.contracts.get_mut(contract).expect("it is there").years = years;
}

#[test]
fn only_money_that_is_free_is_invested() {
    let option = ("nurses".to_string(), nursing(400_000.0, 1_000_000.0, None));
    let with = |growth: f64, surplus: f64| {
        let mut settings = growing(growth, surplus);
        settings.planning.investment.extend([option.clone()]);
        run(&settings, 24).1
    };
    let poor = with(0.0, -3.0e6);
    assert!(acts(&poor, "investment").is_empty() && capacity(&poor, "nursing").is_empty());
    let rich = with(0.03, 8.0e6);
    let made = acts(&rich, "investment");
    assert_eq!(made.len(), 1, "once");
    assert!(
        made[0].because.contains('£') && made[0].because.contains("is free"),
        "{}",
        made[0].because
    );
    assert_eq!(capacity(&rich, "nursing"), [1.05]);
    // The second year pays the sum once and the running cost of half a year.
    let spent = paid(&rich[12..], "ccg", Heading::Investment);
    assert!((spent - 900_000.0).abs() < 1.0, "{spent}");
    assert_eq!(
        paid(&rich, "community", Heading::Investment),
        0.0,
        "the provider spends it"
    );
}

#[test]
fn what_is_built_is_no_cost_and_its_wear_and_charge_are() {
    let with = |capital: f64| {
        let mut settings = growing(0.03, 8.0e6);
        let option = Investment {
            capital_pounds: capital,
            ..nursing(400_000.0, 1_000_000.0, None)
        };
        settings.planning.investment.insert("nurses".into(), option);
        run(&settings, 36).1
    };
    let (none, built) = (with(0.0), with(3_000_000.0));
    // Bought in the second April, with money from the taxpayer.
    assert_eq!(paid(&built, "taxpayer", Heading::PublicDividendCapital), 3_000_000.0);
    assert_eq!(paid(&built, "community", Heading::CapitalSpending), 3_000_000.0);
    let surplus = |closings: &[Closing], from: usize| -> f64 {
        let accounts = closings[from..from + 12].iter().flat_map(|c| &c.accounts);
        let own = accounts.filter(|a| a.organisation == "community").map(|a| a.surplus);
        pounds(own.sum())
    };
    // A full year: a twenty-fifth of it, and 3.5 % of what is left after the eleven months of the first year.
    let parameters = testing::parameters();
    let life = parameters.get("economy.planning.asset_life_years");
    let rate = parameters.get("economy.treasury.capital_charge_rate");
    let left = |months: f64| 3_000_000.0 * (1.0 - months / (12.0 * life));
    let expected = 3_000_000.0 / life + rate * (left(11.0) + left(22.0)) / 2.0;
    let more = surplus(&none, 24) - surplus(&built, 24);
    assert!((more - expected).abs() < 1_000.0, "{more} and {expected} expected");
}

#[test]
fn a_tender_delays_disrupts_and_is_underbid() {
    let with = |let_by: Letting, dealing: bool| {
        let mut settings = testing::settings();
        settings.planning.dealing = dealing.then(Act::default);
        settings.contracts.get_mut("ccg_community").expect("it is there").let_by = let_by;
        run(&settings, 26)
    };
    let plan = |economy: &Economy| {
        let own = economy.agreements.iter().find(|a| a.id == "ccg_community");
        own.expect("it is there").plan_a_year[&Currency::CommunityContact]
    };
    let (renewed, closings) = with(Letting::Renewal, true);
    assert!(capacity(&closings, "nursing").is_empty());
    let (let_again, closings) = with(Letting::Tender, true);
    let parameters = testing::parameters();
    let of = |what: &str| parameters.get(&format!("economy.dealing.{what}"));
    // Let each April, for half a year.
    let disrupted = 1.0 - of("disruption_share");
    assert_eq!(capacity(&closings, "nursing")[..2], [disrupted, 1.0]);
    let at = |factor: f64| {
        let levers = |c: &&Closing| {
            c.levers
                .iter()
                .any(|l| l.service.as_deref() == Some("nursing") && l.to == factor)
        };
        closings.iter().position(|c| levers(&c)).expect("it comes")
    };
    assert_eq!((at(1.0) - at(disrupted)) as f64, of("tender_months"));
    assert!(plan(&let_again) < plan(&renewed) * (1.0 - of("underbid_share") / 2.0));
    assert!(
        capacity(&with(Letting::Tender, false).1, "nursing").is_empty(),
        "nobody pays for dealing"
    );
}

#[test]
fn what_was_taken_first_is_no_longer_free() {
    let mut settings = growing(0.03, 8.0e6);
    for id in ["a", "b", "c", "d"] {
        settings
            .planning
            .investment
            .insert(id.into(), nursing(0.0, 4_000_000.0, None));
    }
    let (_, closings) = run(&settings, 14);
    let made = acts(&closings, "investment").len();
    assert!((1..4).contains(&made), "{made} of four fit");
}

#[test]
fn a_pay_back_beyond_the_contract_waits_for_a_longer_one() {
    let invested = |years: u32| {
        let mut settings = growing(0.03, 10.0e6);
        term(&mut settings, "ccg_community", years);
        // £1.2 m pay back in three years.
        let option = nursing(1_200_000.0, 100_000.0, Some(500_000.0));
        settings.planning.investment.insert("nurses".into(), option);
        let (_, closings) = run(&settings, 40);
        (
            acts(&closings, "investment").len(),
            acts(&closings, "investment_refused").len(),
        )
    };
    assert_eq!(invested(1), (0, 3), "each year anew it pays back too late");
    assert_eq!(invested(5).0, 1);
    // After the first year a contract of three years runs two more; the next one begins in the fourth.
    assert_eq!(invested(3), (1, 2));
    // Scaled to another size a pay-back is what it was.
    let mut option = nursing(500_000.0, 1_000_000.0, Some(1_250_000.0));
    let mut planning = Planning::default();
    planning.investment.insert("nurses".into(), option.clone());
    planning.scale(1.0 / 15.0);
    option = planning.investment["nurses"].clone();
    let years = option.pounds_once / (option.expected_saving_pounds_a_year.expect("it has one") - option.pounds_a_year);
    assert!((years - 2.0).abs() < 1e-9, "{years}");
}

#[test]
fn within_a_term_work_does_not_move_the_plan() {
    let plan = |years: u32, months: u32| {
        let mut settings = testing::settings();
        term(&mut settings, "ccg_community", years);
        let (economy, _) = run_with(&settings, months, |_, facts| {
            let contacts = facts.counts.iter_mut().find(|t| t.kind == Count::CommunityContact);
            contacts
                .expect("they are counted")
                .cells
                .iter_mut()
                .for_each(|n| *n = *n * 6 / 5);
        });
        let agreement = economy.agreements.iter().find(|a| a.id == "ccg_community");
        agreement.expect("it is there").plan_a_year[&Currency::CommunityContact]
    };
    let growth = 1.0 + testing::settings().parameters.get("economy.planning.growth");
    let start = testing::settings().contracts["ccg_community"].plan[&Currency::CommunityContact];
    assert!(
        (plan(3, 13) / (start * growth) - 1.0).abs() < 1e-9,
        "only growth within the term"
    );
    assert!(plan(1, 13) > 1.04 * start * growth, "a year's work goes in each April");
    assert!(
        plan(3, 37) > 1.04 * start * growth * growth * growth,
        "and when the term ends"
    );
}

#[test]
fn a_payer_in_want_buys_less_and_the_provider_keeps_what_is_stranded() {
    let mut settings = growing(0.0, -6.0e6);
    let option = Decommissioning {
        note: None,
        contract: "ccg_community".into(),
        service: "nursing".into(),
        share: 0.1,
    };
    settings.planning.decommissioning.insert("nursing".into(), option);
    let (economy, closings) = run(&settings, 24);
    let off = run(&growing(0.0, -6.0e6), 24).1;
    assert_eq!(acts(&closings, "decommissioning").len(), 1);
    assert_eq!(capacity(&closings, "nursing"), [0.9]);
    let block = |closings: &[Closing]| -paid(&closings[12..], "community", Heading::Contract);
    assert!(
        (block(&closings) / block(&off) - 0.9).abs() < 1e-3,
        "{} {}",
        block(&closings),
        block(&off)
    );
    let stranded = settings.parameters.get("economy.planning.stranded_share");
    let relief = economy.costs[&index(&economy.ids, "community")].relief;
    assert!(
        (relief / ((1.0 - stranded) * 0.1 * block(&off)) - 1.0).abs() < 0.01,
        "{relief}"
    );
    assert!(paid(&closings, "community", Heading::Restructuring) > 0.0);
    let mut content = settings.clone();
    content.organisations.get_mut("taxpayer").expect("it is there").budget[0].pounds_a_year += 30.0e6;
    assert!(
        acts(&run(&content, 24).1, "decommissioning").is_empty(),
        "a plan that is met needs no cut"
    );
}

#[test]
fn a_trust_in_want_saves_within_bounds_and_gives_up_capacity() {
    let mut settings = testing::settings();
    settings
        .organisations
        .get_mut("acute")
        .expect("it is there")
        .target_surplus_pounds = 0.0;
    let off = run(&settings, 60).1;
    settings.planning.cost_improvement = Some(Act::default());
    let (economy, on) = run(&settings, 60);
    let cost = |closings: &[Closing]| -> f64 {
        let accounts = closings.iter().flat_map(|c| &c.accounts);
        pounds(accounts.filter(|a| a.organisation == "acute").map(|a| a.cost).sum())
    };
    assert_eq!(cost(&on[..12]), cost(&off[..12]), "nothing before the first round");
    let acute = index(&economy.ids, "acute");
    let at_start = economy.costs[&acute].at_start;
    let saved: Vec<f64> = (1..5)
        .map(|year| cost(&off[12 * year..12 * (year + 1)]) - cost(&on[12 * year..12 * (year + 1)]))
        .collect();
    let most = settings.parameters.get("economy.planning.improvement_most_share") * at_start;
    assert!(saved[0] > 0.3 * most && saved[0] < most, "{saved:?}");
    assert!(saved[1] > saved[0], "what lasts adds up: {saved:?}");
    let in_all = settings.parameters.get("economy.planning.improvement_in_all_share") * at_start;
    assert!(economy.costs[&acute].relief <= in_all + most);
    let given_up = capacity(&on, "list");
    assert!(
        given_up.windows(2).all(|pair| pair[1] <= pair[0]) && given_up[0] < 1.0,
        "{given_up:?}"
    );
    assert!(capacity(&on, "beds").is_empty(), "wards move in steps of their own");
}

#[test]
fn what_one_year_alone_saves_is_gone_in_the_next() {
    let mut settings = testing::settings();
    let aim = settings.organisations["acute"].target_surplus_pounds;
    let cost = |closings: &[Closing]| -> f64 {
        let accounts = closings.iter().flat_map(|c| &c.accounts);
        pounds(accounts.filter(|a| a.organisation == "acute").map(|a| a.cost).sum())
    };
    // An aim just so far above what comes that one programme is enough.
    for more in (1..40).map(|n| f64::from(n) * 0.5e6) {
        settings.planning.cost_improvement = None;
        settings
            .organisations
            .get_mut("acute")
            .expect("it is there")
            .target_surplus_pounds = aim + more;
        let off = run(&settings, 36).1;
        settings.planning.cost_improvement = Some(Act::default());
        let on = run(&settings, 36).1;
        let programmes: Vec<f64> = acts(&on, "cost_improvement")
            .iter()
            .filter(|d| d.organisation == "acute")
            .map(|d| d.to)
            .collect();
        if programmes.len() != 1 || acts(&on, "cost_improvement").len() != 1 {
            continue;
        }
        let year = |closings: &[Closing], y: usize| cost(&closings[12 * y..12 * (y + 1)]);
        let saved = year(&off, 2) - year(&on, 2);
        let lasts = settings.parameters.get("economy.planning.improvement_recurrent_share") * programmes[0];
        assert!(
            (saved - lasts).abs() < 0.02 * programmes[0],
            "{saved} saved in the year after, {lasts} of {} lasts",
            programmes[0]
        );
        return;
    }
    panic!("no aim needs just one programme");
}

/// Beds occupied in a month, and open as many as the lever says.
fn beds(facts: &mut Facts, occupied: i64) {
    let days = i64::from(facts.month.days());
    let line = facts.stocks.iter_mut().find(|t| t.kind == Stock::BedOccupied);
    line.expect("it is there").cells = testing::cells(occupied * days);
}

fn with_wards(wards: Wards) -> Settings {
    let mut settings = testing::settings();
    let service = settings
        .services
        .iter_mut()
        .find(|s| s.id == "beds")
        .expect("it is there");
    (service.capacity.staff, service.capacity.productivity) = (470.0, 1.0);
    settings.planning.wards = Some(wards);
    settings
}

#[test]
fn empty_wards_close_in_want_and_full_ones_open_with_money() {
    let wards = Wards {
        services: vec!["beds".into()],
        ..Wards::default()
    };
    let mut poor = with_wards(wards);
    poor.organisations
        .get_mut("acute")
        .expect("it is there")
        .target_surplus_pounds = 0.0;
    let (_, closings) = run_with(&poor, 24, |_, facts| beds(facts, 380));
    let closed = capacity(&closings, "beds");
    // 380 beds fill 0.92 of 413: two wards of 28 of 470 may close.
    assert_eq!(closed.len(), 2, "{closed:?}");
    assert!((closed[1] - (470.0 - 56.0) / 470.0).abs() < 1e-9, "{closed:?}");
    let each = poor.parameters.get("economy.planning.ward_pounds_per_bed") * 28.0;
    assert!((paid(&closings, "acute", Heading::Restructuring) - 2.0 * each).abs() < 1.0);
    assert!(acts(&closings, "wards").iter().all(|d| d.because.contains('£')));
    let mut rich = poor.clone();
    rich.organisations
        .get_mut("acute")
        .expect("it is there")
        .target_surplus_pounds = -60.0e6;
    let (_, closings) = run_with(&rich, 24, |_, facts| beds(facts, 465));
    let opened = capacity(&closings, "beds");
    assert!(
        opened.first().is_some_and(|to| *to > 1.0) && opened.iter().all(|to| *to <= 1.5),
        "{opened:?}"
    );
    let full_and_poor = run_with(&poor, 24, |_, facts| beds(facts, 465)).1;
    assert!(
        capacity(&full_and_poor, "beds").is_empty(),
        "no ward opens without money"
    );
}

#[test]
fn a_closure_that_was_decided_comes_at_its_date_and_a_payer_may_bear_it() {
    let closure = Closure {
        note: None,
        service: "beds".into(),
        wards: 2,
        after_years: 1,
    };
    let wards = Wards {
        closures: [("two".to_string(), closure)].into(),
        transition_paid_by: Some("ccg".into()),
        ..Wards::default()
    };
    let (_, closings) = run(&with_wards(wards), 24);
    assert!(capacity(&closings[..12], "beds").is_empty());
    assert_eq!(capacity(&closings[12..13], "beds"), [(470.0 - 56.0) / 470.0]);
    let borne = paid(&closings, "ccg", Heading::TransitionalMoney);
    assert!(borne > 0.0 && (borne - paid(&closings, "acute", Heading::Restructuring)).abs() < 0.01);
}

#[test]
fn plans_too_far_apart_go_to_arbitration_at_a_price() {
    let run = |more: i64| {
        let mut settings = testing::settings();
        settings.planning.negotiation = Some(Act::default());
        run_with(&settings, 17, |_, facts| {
            let contacts = facts.counts.iter_mut().find(|t| t.kind == Count::CommunityContact);
            contacts
                .expect("they are counted")
                .cells
                .iter_mut()
                .for_each(|n| *n = *n * more / 100);
        })
    };
    let (_, near) = run(100);
    assert!(acts(&near, "arbitration").is_empty());
    let (economy, far) = run(115);
    let failed = acts(&far, "arbitration");
    assert_eq!(failed.len(), 1);
    assert!(
        failed[0].because.contains("ccg_community") && failed[0].because.contains('£'),
        "{}",
        failed[0].because
    );
    let decided = acts(&far, "plan");
    assert_eq!(decided.len(), 1, "three months later");
    assert!((decided[0].to / failed[0].to - 1.0).abs() < 1e-9);
    let cost = paid(&far, "community", Heading::Arbitration);
    assert!(
        cost > 0.0 && cost == paid(&far, "ccg", Heading::Arbitration),
        "both sides pay"
    );
    let [ccg, community, acute] = ["ccg", "community", "acute"].map(|id| index(&economy.ids, id));
    assert!(economy.trust.between(ccg, community) < economy.trust.between(ccg, acute));
}

#[test]
fn nothing_happens_that_was_not_asked_for() {
    let settings = growing(0.03, 8.0e6);
    let (_, closings) = run(&settings, 26);
    let planning = [
        "investment",
        "decommissioning",
        "cost_improvement",
        "wards",
        "arbitration",
        "reserves",
    ];
    assert!(planning.iter().all(|act| acts(&closings, act).is_empty()));
    assert!(
        closings
            .iter()
            .flat_map(|c| &c.levers)
            .all(|l| l.lever != Lever::Capacity)
    );
}

#[test]
fn work_pays_into_the_next_plan_only_when_a_term_ends() {
    let stay = |years: u32| {
        let mut settings = testing::settings();
        settings.contracts.get_mut("ccg_acute").expect("it is there").regime = "block".into();
        term(&mut settings, "ccg_acute", years);
        let (_, closings) = run(&settings, 30);
        let levers = closings.iter().flat_map(|c| &c.levers);
        let own = levers.filter(|l| l.lever == Lever::StayEffort);
        own.map(|l| l.to).next_back().expect("a block moves the stay")
    };
    // A block that is set anew by last year's bed-days pays for long stays a year later; within a term nothing does.
    assert!(stay(5) < stay(1) - 1e-4, "{} {}", stay(5), stay(1));
}

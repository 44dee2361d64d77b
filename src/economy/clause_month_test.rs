//! A month of every clause, worked by hand and settled through the real ledger, to the penny.
//!
//! The place has one contract, the commissioner's for one-night spells with the acute trust: 3,650 planned a year at
//! £2,000, of which a fifth (£400) is variable cost. Emergencies fall on days, and the year has 365: 300 are planned
//! for April (£600,000), 310 for May (£620,000), 300 for June; a twelfth of the year's £7.3 million is £608,333.33.
//! There are no budgets beside, and nobody leans on what is done or billed, so that each sum is the clause's own.
//!
//! A row reads: clauses | each month from April 2018 on | what the contract pays in each. A month is a number of
//! spells, or `within/attended` (A&E patients within four hours, of all), or both (`spells:within/attended`). A long
//! row breaks after `|`.

use super::activity::phase;
use super::agreement::Agreement;
use super::incentive::foreseen::Memory;
use super::incentive::{Move, Position, Under, View};
use super::ledger::{Account, Heading};
use super::outlook::Outlook;
use super::settings::{Clause, CostStructure, Currency, Settings};
use super::{Closing, Economy, testing};
use crate::engine::Month;
use crate::model::fact::{Count, Facts, Stock, Tally, WEEKS, Waits};
use std::collections::BTreeMap;

const APRIL_2018: u32 = 18 * 12 + 3;
const ONE_NIGHT: Currency = Currency::EmergencyOneNight;
/// Of a contract beside others.
const BESIDE: &str = r#", "beside": true"#;

/// The small place under one contract of these clauses.
pub(super) fn place(clauses: &str) -> Settings {
    let mut settings = testing::settings();
    settings.contracts.clear();
    settings.organisations.values_mut().for_each(|o| o.budget.clear());
    let acute = settings.organisations.get_mut("acute").expect("the trust");
    (acute.underlying_deficit_pounds, acute.target_surplus_pounds) = (0.0, 0.0);
    price(&mut settings, ONE_NIGHT, 2_000.0);
    let plan = r#", "plan": {"emergency_one_night": 3650}"#;
    agree(&mut settings, "work ccg acute", clauses, plan);
    settings
}

/// Adds a contract (`id payer provider`) under clauses of its own, with further fields.
pub(super) fn agree(settings: &mut Settings, parties: &str, clauses: &str, more: &str) {
    let [id, payer, provider] = words(parties);
    let regime = format!(r#"{{"description": "{id}", "clauses": [{clauses}]}}"#);
    let contract = format!(r#"{{"payer": "{payer}", "provider": "{provider}", "regime": "{id}"{more}}}"#);
    let (regime, contract) = (from_json(&regime), from_json(&contract));
    settings.regimes.insert(id.into(), regime);
    settings.contracts.insert(id.into(), contract);
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect(text)
}

pub(super) fn words<const N: usize>(text: &str) -> [&str; N] {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.try_into().expect(text)
}

pub(super) fn price(settings: &mut Settings, currency: Currency, pounds: f64) {
    let path = format!("economy.price.{}_pounds", currency.name());
    settings.parameters.find_mut(&path).expect(&path).value = pounds;
}

pub(super) fn facts(m: usize, counts: &[(Count, i64)], nights: &[u32]) -> Facts {
    testing::facts(Month(APRIL_2018 + m as u32), counts, nights)
}

/// Months as rows write them.
fn months(text: &str) -> Vec<Facts> {
    let month = |(m, text): (usize, &str)| {
        let numbers: Vec<i64> = (text.split([':', '/'])).map(|n| n.parse().expect(text)).collect();
        let (spells, within, attended) = match numbers[..] {
            [spells] => (spells, 0, 0),
            [within, attended] => (0, within, attended),
            [spells, within, attended] => (spells, within, attended),
            _ => panic!("{text} is no month"),
        };
        let counts = [(Count::AeType1, attended), (Count::AeWithinFourHours, within)];
        facts(m, &counts, &vec![1; spells as usize])
    };
    text.split_whitespace().enumerate().map(month).collect()
}

/// Months with nothing but so many of a count.
pub(super) fn counted(kind: Count, units: &[i64]) -> Vec<Facts> {
    let months = units.iter().enumerate();
    months.map(|(m, &units)| facts(m, &[(kind, units)], &[])).collect()
}

/// Adds lines: people or beds at each midnight, by the line's service or payer.
pub(super) fn stay(facts: &mut Facts, lines: &[(Stock, Option<u16>, i64)]) {
    let days = i64::from(facts.month.days());
    facts.stocks.extend(lines.iter().map(|&(kind, service, mean)| Tally {
        kind,
        service,
        cells: testing::cells(mean * days),
    }));
}

/// Closes months; in each the books are whole, and what some spend others receive.
pub(super) fn close(settings: &Settings, months: &[Facts]) -> Vec<Closing> {
    let mut economy = Economy::new(settings);
    economy.stances.clear();
    let closed = months.iter().map(|facts| {
        let closing = economy.close_month(facts);
        assert_eq!(economy.check(), Ok(()));
        assert_eq!(closing.accounts.iter().map(|a| a.surplus).sum::<i64>(), 0);
        for &heading in Heading::ALL {
            let sum: i64 = closing.accounts.iter().map(|a| under(a, heading)).sum();
            assert_eq!(sum, 0, "{}", heading.name());
        }
        closing
    });
    closed.collect()
}

pub(super) fn under(account: &Account, heading: Heading) -> i64 {
    let lines = account.headings.iter().filter(|(h, _)| *h == heading);
    lines.map(|(_, pence)| *pence).sum()
}

/// Pence of sums written as `1,234.50`.
pub(super) fn pence(text: &str) -> Vec<i64> {
    let sum = |text: &str| {
        let (_, pence) = text.split_once('.').expect(text);
        assert_eq!(pence.len(), 2, "{text}");
        text.replace([',', '.'], "").parse().expect(text)
    };
    text.split_whitespace().map(sum).collect()
}

fn account<'a>(closing: &'a Closing, id: &str) -> &'a Account {
    closing.accounts.iter().find(|a| a.organisation == id).expect(id)
}

/// Rows of sums by month: what a contract paid (`contract`), or what stands in an account under a heading
/// (`organisation heading`), received or paid (negative).
pub(super) fn sees(closings: &[Closing], rows: &str) {
    for row in rows.trim().lines() {
        let (what, pounds) = row.split_once('|').expect(row);
        let of = |closing: &Closing| match what.split_whitespace().collect::<Vec<_>>()[..] {
            [contract] => closing.contracts.iter().find(|c| c.0 == contract).expect(row).3,
            [id, heading] => {
                let heading = Heading::ALL.iter().find(|h| h.name() == heading).expect(row);
                under(account(closing, id), *heading)
            }
            _ => panic!("{row}"),
        };
        let seen: Vec<i64> = closings.iter().map(of).collect();
        assert_eq!(seen, pence(pounds), "{row}");
    }
}

/// Settles every row, and sees that the commissioner spends what the trust receives and nothing else.
fn work(rows: &str) {
    for row in rows.trim().replace("|\n", "|").lines() {
        let [clauses, seen, pounds] = row.split('|').collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        let closings = close(&place(clauses), &months(seen));
        let paid: Vec<i64> = closings.iter().map(|c| c.contracts[0].3).collect();
        assert_eq!(paid, pence(pounds), "{row}");
        for (closing, paid) in closings.iter().zip(paid) {
            let (ccg, acute) = (account(closing, "ccg"), account(closing, "acute"));
            let (spent, received) = (-ccg.surplus, acute.income - ccg.income);
            assert_eq!((spent, received), (paid, paid), "{row}");
        }
    }
}

#[test]
fn every_clause_has_a_month_here() {
    let here = include_str!("clause_month_test.rs");
    let names = Clause::CATALOGUE.iter().map(|(name, _)| *name);
    for name in names.filter(|name| *name != "written_in_a_test") {
        assert!(here.contains(&format!("{{\"{name}\": {{")), "{name}");
    }
    let planned = |m: u32, currency, year: f64| libm::round(year * phase(currency, Month(APRIL_2018 + m)) * 1e6) / 1e6;
    assert_eq!([0, 1, 2].map(|m| planned(m, ONE_NIGHT, 3_650.0)), [300.0, 310.0, 300.0]);
    // Planned work falls on working days: 20 of 253 in April 2018, 21 in May.
    assert_eq!([0, 1].map(|m| planned(m, Currency::DayCase, 2_530.0)), [200.0, 210.0]);
}

#[test]
fn tariff() {
    // £2,000 each; at a price of its own times a multiplier £1,650; only what is named. Every currency:
    // `currency_month_test`.
    work(
        r#"{"tariff": {}} | 330 200 | 660,000.00 400,000.00
           {"tariff": {"prices": {"emergency_one_night": 1500}, "multiplier": 1.1}} | 110 100 | 181,500.00 165,000.00
           {"tariff": {"currencies": ["emergency_one_night"]}} | 110:0/900 100:0/900 | 220,000.00 200,000.00"#,
    );
}

#[test]
fn marginal_rate() {
    // Baseline four fifths of plan: 240 spells in April, 488 by May. April: 330 · £2,000 − 0.3 · 90 · £2,000. By May
    // 530 spells lie 42 above: £25,200 are due back in all, so £28,800 of April's £54,000 return. Stated, 2,920 a year
    // is the same. On a block with 0.2 above and 0.5 below: + 0.2 · £60,000; by May 80 below plan, −0.5 · £160,000.
    work(
        r#"{"tariff": {}}, {"marginal_rate": {"above": 0.7, "baseline_share": 0.8}} | 330 200 | 606,000.00 428,800.00
           {"tariff": {}}, {"marginal_rate": {"above": 0.7, "baseline": {"emergency_one_night": 2920}}} |
               330 200 | 606,000.00 428,800.00
           {"block": {}}, {"marginal_rate": {"on": "fixed", "above": 0.2, "below": 0.5}} |
               330 200 | 620,333.33 516,333.34"#,
    );
}

#[test]
fn block() {
    // Twelfths of £7.3 million, rounded to date: two make £1,216,666.67, three £1,825,000.00. £12.0 million: £1.0
    // million.
    work(
        r#"{"block": {}} | 330 200 900 | 608,333.33 608,333.34 608,333.33
           {"block": {"pounds_a_year": 12000000, "indexation": 0.02}} | 330 200 | 1,000,000.00 1,000,000.00"#,
    );
    // £1.0 million a month becomes £1.02 million with the second year's April.
    let indexed = place(r#"{"block": {"pounds_a_year": 12000000, "indexation": 0.02}}"#);
    let closings = close(&indexed, &months(&"300 ".repeat(13)));
    sees(&closings[11..], "work | 1,000,000.00 1,020,000.00");
}

#[test]
fn cost_reimbursement() {
    // Fixed £7.3 − £1.46 million, a twelfth £486,666.67. April: + 290 · £400. By May 620 · £400 make £1,221,333.33,
    // above two twelfths of the envelope (£1,216,666.67). Stated, £4.8 million fixed: £400,000 + 200 · £400; by May
    // £996,000 of £1.0 million.
    work(
        r#"{"cost_reimbursement": {}} | 290 330 | 602,666.67 614,000.00
           {"cost_reimbursement": {"fixed_pounds_a_year": 4800000, "envelope_pounds_a_year": 6000000}} |
               200 290 | 480,000.00 516,000.00"#,
    );
}

#[test]
fn capitation() {
    // 300,000 residents, all 18 to 44 with a weight of 0.6: 180,000 heads, 15,000 person-years a month at £1,200.
    work(
        r#"{"capitation": {"pounds_per_head": 1200}} | 330 200 | 18,000,000.00 18,000,000.00
           {"capitation": {"pounds_per_head": 1200, "weighted": false}} | 0 900 | 30,000,000.00 30,000,000.00"#,
    );
}

#[test]
fn risk_share() {
    // At the variable cost of £400: half of 30 spells in April; of 10 by May.
    work(
        r#"{"block": {}}, {"risk_share": {"basis": "cost", "above": 0.5, "below": 0.5}} |
               330 290 | 614,333.33 604,333.34"#,
    );
    let shared = r#"{"block": {}}, {"risk_share": {"corridor": 0.02, "above": 0.5, "below": 0.4, "limit": 0.1,
        "partners": {"council": 0.1}}}"#;
    // April: £60,000 above plan, less 2 % of £600,000, halved: £24,000, a tenth of it (£2,400) the council's. By May
    // £160,000 below, less 2 % of £1.22 million, at most £122,000, of which 0.4 come back: £48,800, a tenth the
    // council's.
    let closings = close(&place(shared), &months("330 200"));
    sees(
        &closings,
        "work               | 629,933.33 542,813.34
         ccg contract       | -629,933.33 -542,813.34
         acute contract     | 629,933.33 542,813.34
         council risk_share | -2,400.00 7,280.00
         acute risk_share   | 2,400.00 -7,280.00",
    );
}

#[test]
fn gain_share() {
    // April saves 30 · £400, half of which goes back; by May 5 · £400 are saved in all: £5,000 return. At prices 30 ·
    // £2,000 and 5 · £2,000. A loss is not shared.
    work(
        r#"{"block": {}}, {"gain_share": {"payer_share": 0.5}} | 270 335 | 602,333.33 613,333.34
           {"block": {}}, {"gain_share": {"payer_share": 0.5, "basis": "price"}} | 270 335 | 578,333.33 633,333.34
           {"block": {}}, {"gain_share": {"payer_share": 0.5}} | 330 310 | 608,333.33 608,333.34"#,
    );
}

#[test]
fn outcome_pool() {
    // £1.0 million a month; 0.93 in April, 0.94 by May, 0.952 by June earn 0.6, 0.8 and all: to date −8,000 + 6,000,
    // −8,000 + 16,000 and + 30,000. All or nothing: −20,000, −40,000, + 30,000.
    let block = r#"{"block": {"pounds_a_year": 12000000}}"#;
    let pool = r#"{"outcome_pool": {"at_risk": 0.02, "bonus": 0.01"#;
    let goals = r#""outcomes": [{"outcome": "four_hour", "target": 0.95, "floor": 0.9}]"#;
    let seen = "930/1000 2830/3000 1000/1000";
    work(&format!(
        r#"{block}, {pool}, {goals}}}}} | {seen} | 998,000.00 1,010,000.00 1,022,000.00
           {block}, {pool}, "rule": "all_or_nothing", {goals}}}}} | {seen} | 980,000.00 980,000.00 1,070,000.00"#
    ));
}

#[test]
fn quality_payment() {
    let mut settings = place("");
    let quality = r#"{"quality_payment": {"pounds_per_point": 180, "list_size": 8000, "indicators":
        [{"outcome": "reviews_done", "points": 100, "lower": 0.4, "upper": 0.9}]}}"#;
    agree(&mut settings, "quality nhs_england general_practice", quality, "");
    // 120,000 recorded conditions are 10,000 condition-years a month: 0.65 in April earns 50 points, 0.75 by May 70.
    // 25,000 person-years are 3.125 lists: · £180 · 50; by May 6.25 · £180 · 70 = £78,750.
    let mut facts = counted(Count::ConditionReviewed, &[6_500, 8_500]);
    let recorded = [(Stock::RecordedConditions, None, 120_000)];
    facts.iter_mut().for_each(|facts| stay(facts, &recorded));
    sees(
        &close(&settings, &facts),
        "quality                   | 28,125.00 50,625.00
         nhs_england contract      | -28,125.00 -50,625.00
         general_practice contract | 28,125.00 50,625.00",
    );
}

#[test]
fn fine() {
    // 5 % tolerated, £120 each. April: 800 − 500 are £36,000, capped at 1 % of £1.0 million. By May 1,100 − 1,000 are
    // £12,000, under the cap of £20,000; by June 1,400 of 1,500 tolerated: all comes back.
    let seen = "9200/10000 9700/10000 9700/10000";
    let block = r#"{"block": {"pounds_a_year": 12000000}}"#;
    let four_hour = r#""outcome": "four_hour", "pounds_per_breach": 120, "tolerated_share": 0.05"#;
    work(&format!(
        r#"{block}, {{"fine": {{{four_hour}, "cap": 0.01}}}} | {seen} | 990,000.00 998,000.00 1,012,000.00
           {block}, {{"fine": {{{four_hour}}}}} | {seen} | 964,000.00 1,024,000.00 1,012,000.00"#
    ));
    // Over 52 weeks 5 wait at April's end and 4 at May's; two a month are tolerated: 3 · £5,000, then 5 · £5,000 to
    // date.
    let long = format!(
        r#"{block}, {{"fine": {{"outcome": "over_52_weeks", "pounds_per_breach": 5000, "tolerated_a_year": 24}}}}"#
    );
    let mut facts = months("0 0");
    for (facts, waiting) in facts.iter_mut().zip([5, 4]) {
        let mut weeks = vec![10; WEEKS];
        weeks[52..].fill(0);
        weeks[60] = waiting;
        facts.waits.push(Waits { service: None, weeks });
    }
    sees(&close(&place(&long), &facts), "work | 985,000.00 990,000.00");
}

#[test]
fn control_total() {
    // All cost is fixed: £608,333.33 a month. 310 spells a month leave £35,000.01 by June and £70,000.02 by September.
    let fund = |rule: &str, targets: [f64; 2], seen: &str, pounds: &str| {
        let mut settings = place(r#"{"tariff": {"currencies": ["emergency_one_night"]}}"#);
        for (id, target) in ["acute", "ccg"].into_iter().zip(targets) {
            settings.organisations.get_mut(id).expect(id).target_surplus_pounds = target;
        }
        settings.organisations.get_mut("acute").expect("it").cost = CostStructure::default();
        let clause = format!(r#"{{"control_total": {{"pounds_a_year": 12000000{rule}}}}}"#);
        agree(&mut settings, "fund taxpayer acute", &clause, BESIDE);
        let closings = close(&settings, &months(seen));
        sees(&closings, &format!("fund | {pounds}"));
        for closing in &closings {
            let of = |i: usize| closing.contracts[i].3;
            assert_eq!(under(account(closing, "taxpayer"), Heading::Contract), -of(0));
            assert_eq!(account(closing, "acute").income, of(0) + of(1), "fund and tariff");
        }
    };
    // A quarter's £3.0 million: 70 % for finance, to the penny at £35,000; 30 % for A&E at 0.95 over the quarter.
    let good = "310:940/1000 310:950/1000 310:960/1000";
    fund("", [140_000.0, 0.0], good, "0.00 0.00 3,000,000.00");
    // One pound more is asked: June pays A&E alone. Another spell in September meets the year to date (£72,000 of
    // £70,002) and earns June's part back; without it nothing, since the fund is no part of its own finance.
    let missed = "310:900/1000 310:900/1000";
    let two = |last: u32| format!("{good} {missed} {last}:900/1000");
    let june = "0.00 0.00 900,000.00 0.00 0.00";
    fund("", [140_004.0, 0.0], &two(311), &format!("{june} 4,200,000.00"));
    fund("", [140_004.0, 0.0], &two(310), &format!("{june} 0.00"));
    // Of commissioner and trust together only the cost remains: £1,824,999.99 by June, where £1,825,000 may be lost.
    let system = r#", "scope": "system""#;
    fund(system, [0.0, -7_300_000.0], "310 310 310", "0.00 0.00 2,100,000.00");
    fund(system, [0.0, -7_299_996.0], "310 310 310", "0.00 0.00 0.00");
    // A year of 3,710 spells leaves £120,000.04: a bonus, pound for pound, beside the last quarter's £2.1 million.
    let year = format!("{}300", "310 ".repeat(11));
    let quarters = "0.00 0.00 2,100,000.00 ".repeat(3) + "0.00 0.00 2,220,000.04";
    fund(r#", "bonus_per_pound": 1"#, [0.0, 0.0], &year, &quarters);
}

#[test]
fn pooled_fund() {
    // A trust hosts the pool. A month: £500,000 and £300,000 go in. The council, bound to its place, pays its own line
    // of £50,000 and nothing else; £500,000 meet the other lines' £700,000: £600,000 · 5/7 and £100,000 · 5/7, rounded
    // to date.
    let pool = r#"{"pooled_fund": {"partners": {"ccg": {"pounds_a_year": 6000000},
        "council": {"pounds_a_year": 3600000, "places": ["place"]}},
        "spending": [{"heading": "home_care", "to": "care_market", "pounds_a_year": 7200000},
        {"heading": "community_services", "to": "community", "pounds_a_year": 1200000},
        {"heading": "social_work", "to": "council", "pounds_a_year": 600000, "places": ["place"]}],
        "money_may_return": "#;
    for (may_return, council, left) in [
        (true, "-50,000.00 -50,000.00", "0.00 0.00"),
        (false, "-300,000.00 -300,000.00", "250,000.00 250,000.00"),
    ] {
        let mut settings = place("");
        let clause = format!("{pool}{may_return}}}}}");
        agree(&mut settings, "pool ccg mental_health", &clause, BESIDE);
        let closings = close(&settings, &months("0 0"));
        sees(
            &closings,
            "pool                         | 500,000.00 500,000.00
             ccg pooled_fund              | -500,000.00 -500,000.00
             care_market home_care        | 428,571.43 428,571.43
             community community_services | 71,428.57 71,428.57
             community pass_through_cost  | -71,428.57 -71,428.57
             council social_work          | 50,000.00 50,000.00",
        );
        sees(&closings, &format!("council pooled_fund | {council}"));
        let kept: Vec<i64> = closings.iter().map(|c| account(c, "mental_health").surplus).collect();
        assert_eq!(kept, pence(left), "the host");
    }
}

#[test]
fn compensation() {
    // April: £580,000 of £608,333.33, half the loss made good. By May £1.24 million of £1,216,666.67: paid back. Inside
    // a first month only: by May half of £76,666.67 counts for one month of two, £19,166.67. At most 2 % of £608,333.33
    // lost.
    work(
        r#"{"tariff": {}}, {"compensation": {"share": 0.5}} | 290 330 | 594,166.67 645,833.33
           {"tariff": {}}, {"compensation": {"share": 0.5, "years": 0.05}} | 290 280 | 594,166.67 565,000.00
           {"tariff": {}}, {"compensation": {"share": 0.5, "limit": 0.02}} | 290 330 | 586,083.33 653,916.67"#,
    );
    // The taxpayer makes the trust's whole income good against £600,000 a month: half of £20,000, which May earns back.
    let mut settings = place(r#"{"tariff": {}}"#);
    let whole = r#"{"compensation": {"share": 0.5, "of": "income", "base_pounds_a_year": 7200000}}"#;
    agree(&mut settings, "whole taxpayer acute", whole, BESIDE);
    sees(
        &close(&settings, &months("290 330")),
        "whole             | 10,000.00 -10,000.00
         taxpayer contract | -10,000.00 10,000.00
         ccg contract      | -580,000.00 -660,000.00
         acute contract    | 590,000.00 650,000.00",
    );
}

#[test]
fn joint_objective() {
    work(r#"{"tariff": {}}, {"joint_objective": {"weight": 0.4}} | 330 200 | 660,000.00 400,000.00"#);
    // What one per cent more costs the commissioner weighs ω·τ with the trust alone, ω·τ + 0.4 with the clause.
    let weighed = |clauses: &str| {
        let settings = place(clauses);
        let mut economy = Economy::new(&settings);
        economy.close_month(&months("300")[0]);
        let last = Month(APRIL_2018);
        let outlook = |a: &Agreement| a.outlook(last, settings.parameters.get("economy.forecast.season_share"));
        let outlooks: Vec<Outlook> = economy.agreements.iter().map(outlook).collect();
        let view = View {
            settings: &settings,
            agreements: &economy.agreements,
            prices: &economy.prices,
            costs: &economy.costs,
            trust: &economy.trust,
            position: &vec![Position::default(); economy.ids.len()],
            outlooks: &outlooks,
            announced: &BTreeMap::new(),
            billed: &economy.billed,
            joint: 0.0,
            duty: 0.0,
            last,
            year: 0,
            memory: Memory::new(economy.agreements.len()),
        };
        let [acute, ccg] = ["acute", "ccg"].map(|id| economy.ids.iter().position(|other| other == id).expect(id));
        let trusted = settings.parameters.get("economy.aim.partner_weight") * economy.trust.between(acute, ccg);
        let step = Move::activity([(ONE_NIGHT, 1.0)]);
        (view.marginal(acute, &step, Under::Held, 0.0).partner, trusted)
    };
    let (alone, trusted) = weighed(r#"{"tariff": {}}"#);
    let (joint, _) = weighed(r#"{"tariff": {}}, {"joint_objective": {"weight": 0.4}}"#);
    assert!(
        alone < 0.0 && (joint / alone - (trusted + 0.4) / trusted).abs() < 1e-9,
        "{alone} {joint}"
    );
}

#[test]
fn transitional_funding() {
    // £12.0 million a year: £1.0 million in each month from May until before July; for two months of the regime; less
    // by 0.4 when a year has gone by since May 2017.
    work(
        r#"{"transitional_funding": {"pounds_a_year": 12000000, "from": "2018-05-01", "to": "2018-07-01"}} |
               0 0 0 0 | 0.00 1,000,000.00 1,000,000.00 0.00
           {"transitional_funding": {"pounds_a_year": 12000000, "years": 0.15}} | 0 0 0 | 1,000,000.00 1,000,000.00 0.00
           {"transitional_funding": {"pounds_a_year": 12000000, "from": "2017-05-01", "years": 3, "taper": 0.4}} |
               0 0 | 1,000,000.00 600,000.00"#,
    );
}

#[test]
fn personal_budget() {
    // 700 clients whom the council pays for are 3,000 client-weeks in April and 3,100 in May; a quarter holds £210 a
    // week: £157,500 and £162,750. Three quarters of 40,000 hours are paid at £20; the other 10,000 are bought at £14:
    // £140,000. By May 25,000 hours would be £350,000, and the budgets hold £320,250.
    for (unspent, pounds) in [
        ("returned", "740,000.00 1,080,250.00"),
        ("kept", "757,500.00 1,062,750.00"),
    ] {
        let mut settings = place("");
        price(&mut settings, Currency::HomeCareHour, 20.0);
        let clauses = format!(
            r#"{{"tariff": {{"multiplier": 0.75}}}}, {{"personal_budget": {{"currency": "home_care_hour",
            "uptake": 0.25, "pounds_per_client_week": 210, "pounds_per_unit": 14, "unspent": "{unspent}"}}}}"#
        );
        agree(&mut settings, "home_care council care_market", &clauses, "");
        let mut facts = counted(Count::HomeCareHours, &[40_000, 60_000]);
        // Of the lines of who pays the first two are the council's.
        let packages = [(92, 900), (90, 500), (91, 200)].map(|(payer, mean)| (Stock::CarePackages, Some(payer), mean));
        facts.iter_mut().for_each(|facts| stay(facts, &packages));
        let closings = close(&settings, &facts);
        sees(
            &closings,
            &format!("home_care | {pounds} \n care_market contract | {pounds}"),
        );
        let spent: Vec<i64> = closings.iter().map(|c| account(c, "council").cost).collect();
        assert_eq!(spent, pence(pounds), "{unspent}");
    }
}

#[test]
fn practice_held_budget() {
    // 2,530 day cases a year fall on 253 working days: 200 in April, 410 by May, at £1,000. 190 save £10,000, of which
    // half is kept; 415 by May cost £5,000 too much, a tenth of which is borne. At most 2 % of £200,000 counts in
    // April.
    for (limit, pounds) in [("1", "5,000.00 -5,500.00"), ("0.02", "2,000.00 -2,500.00")] {
        let mut settings = place("");
        price(&mut settings, Currency::DayCase, 1_000.0);
        let held = format!(r#"{{"practice_held_budget": {{"keeps": 0.5, "bears": 0.1, "limit": {limit}}}}}"#);
        let more = r#", "held_for": ["list"], "plan": {"day_case": 2530}"#;
        agree(&mut settings, "held ccg general_practice", &held, more);
        let closings = close(&settings, &counted(Count::DayCase, &[190, 225]));
        let both = format!("held | {pounds} \n general_practice contract | {pounds}");
        sees(&closings, &both);
    }
}

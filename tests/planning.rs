//! The shipped place that plans: its acts stand in the log in pounds, its books balance, and a place that does not plan
//! says nothing of all that.

use carecurve::economy::Heading;
use carecurve::experiment::world::Simulation;
use carecurve::measure::{MEASURES, tidy};
use carecurve::scenario::{Memory, Plan, load};
use carecurve::sim::{MonthOutput, World};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

const PEOPLE: u32 = 12_000;
const YEARS: u32 = 3;
const SEED: u64 = 5;

fn plan(text: &str) -> Arc<Plan> {
    let source = Memory::default().with("own.json", text);
    let plan = load("own.json", &source).unwrap_or_else(|problems| panic!("{problems}"));
    Arc::new(plan.scaled(PEOPLE).with_years(YEARS))
}

fn planned() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/planning/planned.json");
    std::fs::read_to_string(path).expect("the scenario is there")
}

fn run(plan: &Arc<Plan>) -> Vec<MonthOutput> {
    let mut world = World::new(plan, SEED, 0);
    world.advance(World::end(plan));
    assert_eq!(world.check(), Ok(()));
    world.take_months().into_iter().filter(|m| m.facts.reported).collect()
}

#[test]
fn acts_are_written_down_in_pounds_and_books_balance() {
    let months = run(&plan(&planned()));
    let acts = [
        "investment",
        "cost_improvement",
        "decommissioning",
        "wards",
        "arbitration",
        "reserves",
        "allocation_taken_off",
        "investment_refused",
        "precept",
    ];
    let told: Vec<_> = (months.iter().flat_map(|m| &m.decisions))
        .filter(|d| acts.contains(&d.lever.as_str()))
        .collect();
    assert!(told.len() >= 3, "a place that plans does something: {told:?}");
    for decision in told {
        assert!(
            decision.because.contains('£'),
            "{}: {}",
            decision.lever,
            decision.because
        );
    }
    for month in &months {
        let surplus: i64 = month.accounts.iter().map(|a| a.surplus).sum();
        assert_eq!(surplus, 0, "every pound spent is a pound received");
        for account in &month.accounts {
            let lent: i64 = (account.headings.iter())
                .filter(|(heading, _)| heading.is_financing())
                .map(|(_, pence)| *pence)
                .sum();
            let all: i64 = account.headings.iter().map(|(_, pence)| *pence).sum();
            assert_eq!(all - lent, account.surplus, "{}", account.organisation);
        }
    }
    let owed = months.last().map(|m| m.accounts.iter().map(|a| a.debt).sum::<i64>());
    assert!(owed.is_some_and(|debt| debt > 0), "a trust in deficit has borrowed");
}

#[test]
fn a_place_that_does_not_plan_says_nothing_of_planning() {
    let names = |text: &str| -> BTreeSet<&str> {
        let plan = plan(text);
        let setting = <World as Simulation>::setting(&plan);
        let mut world = <World as Simulation>::new(&plan, SEED, 0);
        Simulation::advance(&mut world, World::end(&plan));
        let months = Simulation::take_months(&mut world);
        let month = months.into_iter().find(|m| m.facts.reported).expect("a month");
        let rows = tidy::rows(&month.facts, &month.accounts, &setting, &tidy::weights(&month.facts));
        rows.iter().map(|row| MEASURES[usize::from(row.measure)].name).collect()
    };
    let (off, on) = (names(r#"{ "extends": "england/place" }"#), names(&planned()));
    let more: Vec<&&str> = on.difference(&off).collect();
    assert!(more.contains(&&"debt") && more.contains(&&"dispute_cost"), "{more:?}");
    assert!(off.is_subset(&on));
    assert!(
        !off.iter()
            .any(|name| ["debt", "cash", "investment", "contracting_cost"].contains(name))
    );
}

#[test]
fn an_empty_block_is_the_place_without_one() {
    let without = plan(r#"{ "extends": "england/place" }"#);
    let empty = plan(r#"{ "extends": "england/place", "planning": { "note": "nothing" } }"#);
    assert_eq!(without.hash(), empty.hash());
    assert_ne!(without.hash(), plan(&planned()).hash());
    let headings = |months: &[MonthOutput]| -> BTreeSet<Heading> {
        let all = months.iter().flat_map(|m| &m.accounts).flat_map(|a| &a.headings);
        all.map(|(heading, _)| *heading).collect()
    };
    let seen = headings(&run(&without));
    assert!(seen.contains(&Heading::CapitalCharge) && !seen.contains(&Heading::Loan));
    assert!(!seen.contains(&Heading::Contracting) && !seen.contains(&Heading::Investment));
}

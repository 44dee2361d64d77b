//! The money of the shipped place beside the published page for 300,000 people (2018/19): what commissioner, national
//! body and council spend under each heading, and the providers' deficit before and after the national fund.
//!
//! The deficit is the small difference of two sums of £280 million, so it hangs on the last per cent of activity: the
//! plan of the shipped contracts is year 1's work, and what is set is what accounts are to show and what whole wards and
//! clinics spare over a year.
//!
//! `cargo test` runs a reduced form: 60,000 residents, two seeds, one year, with sums taken to 300,000. The whole:
//! `cargo test --release --test money -- --ignored --nocapture`.

use carecurve::economy::activity::Activity;
use carecurve::economy::settings::OrganisationKind as Kind;
use carecurve::economy::{Currency, Heading as H};
use carecurve::experiment::run::in_order;
use carecurve::experiment::{Design, Outcome, run};
use carecurve::measure::flow::pounds_a_year;
use carecurve::measure::{Dimensions, Key, Setting, find};
use carecurve::scenario::{Memory, Plan, load};
use carecurve::sim::World;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Widest distance from the published page.
const TOLERANCE: f64 = 0.10;
const PLACE: f64 = 300_000.0;

fn plan(name: &str) -> Plan {
    let path = format!(
        "{}/scenarios/systems/sustainability-fund/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let source = Memory::default().with("own.json", &text);
    load("own.json", &source)
        .unwrap_or_else(|problems| panic!("{problems}"))
        .with_years(1)
}

fn outcome(people: Option<u32>, seeds: u32) -> Outcome {
    let sized = |name: &str| {
        let plan = plan(name);
        Arc::new(people.map_or_else(|| plan.clone(), |people| plan.scaled(people)))
    };
    let design = Design {
        arms: vec![
            ("underlying".to_owned(), sized("underlying")),
            ("reported".to_owned(), sized("reported")),
        ],
        seed: 1,
        replications: seeds,
        independent: false,
    };
    run::<World>(&design, &())
}

/// £ million a year for 300,000 people, mean over replications, of what some pay others under some headings.
fn paid(outcome: &Outcome, arm: usize, scale: f64, from: &[&str], to: &[&str], headings: &[H]) -> f64 {
    let party = |id: &str| {
        let parties = &outcome.settings[arm].parties;
        parties
            .iter()
            .position(|p| p.id == id)
            .unwrap_or_else(|| panic!("no party {id}")) as u16
    };
    let (from, to): (Vec<u16>, Vec<u16>) = (
        from.iter().map(|p| party(p)).collect(),
        to.iter().map(|p| party(p)).collect(),
    );
    let one = |months: &[Vec<carecurve::economy::Transfer>]| {
        let passes = |a: u16, b: u16, h: H| {
            from.contains(&a) && (to.is_empty() || to.contains(&b)) && (headings.is_empty() || headings.contains(&h))
        };
        pounds_a_year(months, |t| passes(t.from, t.to, t.heading))
            - if to.is_empty() {
                0.0
            } else {
                pounds_a_year(months, |t| passes(t.to, t.from, t.heading))
            }
    };
    let n = outcome.replications.len() as f64;
    let sum: f64 = outcome.replications.iter().map(|r| one(&r.arms[arm].transfers)).sum();
    sum / n * scale / 1e6
}

/// Surplus of all NHS trusts and practices, £ million a year for 300,000 people.
fn providers(outcome: &Outcome, arm: usize, scale: f64) -> f64 {
    let setting: &Setting = &outcome.settings[arm];
    let nhs = [
        Kind::AcuteTrust,
        Kind::CommunityTrust,
        Kind::MentalHealthTrust,
        Kind::AmbulanceTrust,
        Kind::GeneralPractice,
    ];
    let own = setting.names.organisations.iter().enumerate().filter(|(_, name)| {
        let party = setting.parties.iter().find(|p| p.id == **name);
        party.is_some_and(|p| nhs.contains(&p.kind))
    });
    let keys: Vec<Key> = own
        .map(|(i, _)| Key {
            measure: find("surplus").expect("surplus is in the catalogue"),
            dimensions: Dimensions {
                organisation: Some(i as u16),
                ..Dimensions::default()
            },
        })
        .collect();
    let of = |r: &carecurve::experiment::Replication| -> f64 {
        let series = &r.arms[arm].series;
        keys.iter()
            .filter_map(|key| series.value(key, 0, series.months.len()))
            .sum()
    };
    let sum: f64 = outcome.replications.iter().map(of).sum();
    sum / outcome.replications.len() as f64 * scale / 1e6
}

/// Holds every line to the page; `noise` is what three standard errors of a small run add to the hospital's surplus, £ million.
fn hold(people: Option<u32>, seeds: u32, noise: f64) {
    let outcome = outcome(people, seeds);
    let scale = people.map_or(1.0, |people| PLACE / f64::from(people));
    let paid = |from: &[&str], to: &[&str], headings: &[H]| paid(&outcome, 0, scale, from, to, headings);
    let acute = |from: &str| paid(&[from], &["acute"], &[]);
    let nhse_currencies = paid(&["nhs_england"], &["acute"], &[H::Contract]);
    let running = paid(&["ccg"], &[], &[H::Running]);
    let lines = [
        ("commissioner programme", paid(&["ccg"], &[], &[]) - running, 402.9),
        ("of which acute", acute("ccg"), 205.5),
        ("of which mental health", paid(&["ccg"], &["mental_health"], &[]), 50.4),
        ("of which community", paid(&["ccg"], &["community"], &[]), 38.3),
        ("continuing care", paid(&["ccg"], &["care_market"], &[]), 24.2),
        ("prescribing", paid(&["ccg"], &[], &[H::Prescribing]), 42.3),
        (
            "pass-through of the commissioner",
            paid(
                &["ccg"],
                &[
                    "care_market",
                    "staff_and_suppliers",
                    "general_practice",
                    "council",
                    "ambulance",
                ],
                &[],
            ) - running,
            108.7,
        ),
        (
            "acute currencies of the build-up",
            acute("ccg") + nhse_currencies + paid(&["nhs_england"], &["acute"], &[H::CriticalCare]),
            233.4,
        ),
        (
            "the part of them beyond the commissioner's",
            nhse_currencies + paid(&["nhs_england"], &["acute"], &[H::CriticalCare]),
            233.4 - 205.5,
        ),
        ("hospital's whole income", acute("ccg") + acute("nhs_england"), 280.7),
        (
            "primary medical",
            paid(&["nhs_england"], &["general_practice"], &[]),
            42.6,
        ),
        (
            "specialised of all",
            paid(&["nhs_england"], &["acute", "mental_health"], &[]),
            90.6,
        ),
        ("adult social care, gross", paid(&["council"], &[], &[]), 99.7),
    ];
    let mut outside = Vec::new();
    for (name, found, expected) in lines {
        let away = found / expected - 1.0;
        println!(
            "{name}: £{found:.1} m where {expected} ± 10 % is published ({:+.1} %)",
            100.0 * away
        );
        if away.abs() > TOLERANCE {
            outside.push(format!("{name}: {found:.1} where {expected} is"));
        }
    }
    // Each of the three deficits within its own tenth; the last two are the first and what is added exactly.
    let fund = self::paid(&outcome, 1, scale, &["taxpayer"], &["acute"], &[H::Contract]);
    let one_off = self::paid(&outcome, 1, scale, &["staff_and_suppliers"], &["acute"], &[H::Contract]);
    let (underlying, reported) = (providers(&outcome, 0, scale), providers(&outcome, 1, scale));
    println!("underlying {underlying:.1}, fund {fund:.2}, one-off {one_off:.2}, reported {reported:.1}");
    assert!(
        (fund - 13.06).abs() < 0.01 && (one_off - 6.8).abs() < 0.01,
        "{fund} and {one_off}"
    );
    for (name, found, expected) in [
        ("all NHS providers, underlying", underlying, -22.9),
        ("after the fund", reported - one_off, -9.9),
        ("as reported", reported, -3.0),
    ] {
        println!("{name}: £{found:.1} m where {expected} is published");
        if (found - expected).abs() > -TOLERANCE * expected + noise {
            outside.push(format!("{name}: {found:.1} where {expected} is"));
        }
    }
    assert!(outside.is_empty(), "{}", outside.join("\n"));
}

#[test]
fn a_small_place_spends_as_the_published_page() {
    hold(Some(60_000), 2, 3.0);
}

#[test]
#[ignore = "20 seeds of one year of the whole place"]
fn the_place_spends_as_the_published_page() {
    hold(None, 20, 0.0);
}

/// Whoever plans more or less than is done pays for it in a block, and the accounts do not show the deficit that is set.
#[test]
#[ignore = "20 seeds of one year of the whole place"]
fn the_hospital_plans_the_work_of_year_1() {
    const SEEDS: u32 = 20;
    let plan = Arc::new(plan("underlying"));
    let done = in_order(SEEDS, |replication| {
        let mut world = World::new(&plan, 1, replication);
        world.advance(World::end(&plan));
        let mut year: BTreeMap<Currency, f64> = BTreeMap::new();
        for month in world.take_months().iter().filter(|month| month.facts.reported) {
            let services = &plan.economy.services;
            let work = Activity::of(&month.facts, &plan.economy).sum(|s| services[s].provider == "acute", |_| true);
            for (currency, units) in work {
                *year.entry(currency).or_default() += units;
            }
        }
        year
    });
    let mut outside = Vec::new();
    for (currency, planned) in &plan.economy.contracts["ccg_acute"].plan {
        let of = |year: &BTreeMap<Currency, f64>| year.get(currency).copied().unwrap_or(0.0);
        let mean = done.iter().map(of).sum::<f64>() / f64::from(SEEDS);
        let away = planned / mean - 1.0;
        println!(
            "{}: {planned} planned, {mean:.0} done ({:+.2} %)",
            currency.name(),
            100.0 * away
        );
        if away.abs() > 0.01 {
            outside.push(currency.name());
        }
    }
    assert!(outside.is_empty(), "{outside:?}");
}

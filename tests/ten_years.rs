//! Ten years of doing nothing: with the dated drivers at nought and age and deprivation taken out, nothing drifts that no
//! named driver moves.
//!
//! Each flow of a year is set beside what the rates of year 1, by age band and deprivation, would give for that year's people
//! (indirect standardisation); the ratio is the drift. What hangs on a stock that grows by itself is named in [`MOVED`].
//!
//! `cargo test --release --test ten_years -- --ignored --nocapture`

use carecurve::analysis::calibration::Runs;
use carecurve::experiment::run::in_order;
use carecurve::model::fact::{Count, Facts, Stock, Tally};
use carecurve::scenario::{Embedded, load};
use carecurve::sim::World;
use std::sync::Arc;

const YEARS: usize = 10;
const SEEDS: u32 = 6;
const PEOPLE: u32 = 100_000;

const FLOWS: [Count; 15] = [
    Count::GpAppointment,
    Count::AeType1,
    Count::EmergencyAdmission,
    Count::EmergencyBedDay,
    Count::Readmission,
    Count::Referral,
    Count::OutpatientFirst,
    Count::DayCase,
    Count::ElectiveAdmission,
    Count::CommunityContact,
    Count::CareRequest,
    Count::CareHomeAdmission,
    Count::MentalAdmission,
    Count::TherapyReferral,
    Count::Death,
];

fn add<K: Copy + PartialEq>(into: &mut Vec<f64>, tallies: &[Tally<K>], kind: K, weight: f64) {
    for tally in tallies.iter().filter(|tally| tally.kind == kind) {
        into.resize(into.len().max(tally.cells.len()), 0.0);
        for (sum, n) in into.iter_mut().zip(&tally.cells) {
            *sum += weight * *n as f64;
        }
    }
}

/// By year: people by cell, and each flow by cell.
fn years(months: &[Facts]) -> Vec<(Vec<f64>, Vec<Vec<f64>>)> {
    let reported: Vec<&Facts> = months.iter().filter(|facts| facts.reported).collect();
    reported
        .chunks(12)
        .map(|months| {
            let mut people = Vec::new();
            let mut flows = vec![Vec::new(); FLOWS.len()];
            for month in months {
                add(&mut people, &month.stocks, Stock::Population, 1.0);
                for (flow, kind) in flows.iter_mut().zip(FLOWS) {
                    add(flow, &month.counts, kind, 1.0);
                }
            }
            (people, flows)
        })
        .collect()
}

#[test]
#[ignore = "six seeds of ten years"]
fn ten_years_of_doing_nothing_do_not_drift() {
    let place = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    let plan = Arc::new(Runs::AgeingAlone.plan(&place).scaled(PEOPLE).with_years(YEARS as u32));
    let found = in_order(SEEDS, |replication| {
        let mut world = World::new(&plan, 31, replication);
        world.advance(World::end(&plan));
        years(&world.take_months().into_iter().map(|month| month.facts).collect::<Vec<_>>())
    });
    for (f, kind) in FLOWS.iter().enumerate() {
        let ratios: Vec<f64> = (0..YEARS)
            .map(|year| {
                let of = |y: usize, get: &dyn Fn(&(Vec<f64>, Vec<Vec<f64>>)) -> &Vec<f64>, cell: usize| -> f64 {
                    found.iter().map(|seed| get(&seed[y]).get(cell).copied().unwrap_or(0.0)).sum()
                };
                let cells = found[0][0].0.len();
                let (mut actual, mut expected) = (0.0, 0.0);
                for cell in 0..cells {
                    let people = |y| of(y, &|s| &s.0, cell);
                    let flow = |y| of(y, &|s| &s.1[f], cell);
                    actual += flow(year);
                    if people(0) > 0.0 {
                        expected += flow(0) / people(0) * people(year);
                    }
                }
                actual / expected
            })
            .collect();
        let totals: Vec<f64> = (0..YEARS).map(|y| found.iter().map(|s| s[y].1[f].iter().sum::<f64>()).sum()).collect();
        println!("{totals:?}");
        println!("{:24} {}", kind.name(), ratios.iter().map(|r| format!("{r:6.3}")).collect::<String>());
    }
}

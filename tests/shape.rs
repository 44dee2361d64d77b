//! Who uses hospitals, by age and deprivation, beside the measured rates the model is drawn from: needs, doors, refusals
//! and readmissions stand between the two, so that the shape has to come out.
//!
//! `cargo test --release --test shape -- --ignored --nocapture`

use carecurve::engine::Month;
use carecurve::model::diary::{What, Whom};
use carecurve::model::settings::ServiceKind;
use carecurve::model::table::Tables;
use carecurve::scenario::{Embedded, load};
use carecurve::sim::World;
use std::sync::Arc;

const SEEDS: u64 = 4;
/// Decades 20–29 to 80–89, and 90 and over.
const DECADES: usize = 8;
const USES: [&str; 4] = ["emergency admission", "outpatient", "day case", "type 1 A&E"];

/// Measured rate of a use at an age.
fn measured(tables: &Tables, what: usize, age: usize, sex: usize) -> f64 {
    match what {
        0 => tables.emergency_admission[age][sex],
        1 => tables.outpatient[age][sex],
        2 => tables.day_case[age][sex],
        _ => tables.ae_walk_in[age][sex] + tables.ae_ambulance[age][sex],
    }
}

#[derive(Default, Clone)]
struct Shape {
    /// By use and decade: how often, and how often at the measured rates.
    used: [[f64; DECADES]; 4],
    expected: [[f64; DECADES]; 4],
    /// Emergency admissions and resident-years by five-year band and fifth.
    admitted: [[f64; 5]; 20],
    people: [[f64; 5]; 20],
}

/// One year, month by month: whoever is here when a month begins is exposed for it at the age they have then, as the
/// measured rates are per resident-year.
fn live(seed: u64, shape: &mut Shape) {
    let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    let plan = Arc::new(plan.with_years(1));
    let mut world = World::new(&plan, seed, 0);
    world.keep_diary(Whom::Everyone);
    world.advance(plan.start.midnight());
    drop(world.take_diary());
    let tables = &plan.model.tables;
    let mut month = Month::of(plan.start.midnight());
    for _ in 0..12 {
        let years = f64::from(month.days()) / 365.25;
        let people: Vec<(usize, usize)> = (0..world.people())
            .map(|id| {
                let p = world.portrait(id);
                let (age, sex, fifth) = (
                    (p.age as usize).min(100),
                    usize::from(p.sex),
                    usize::from(p.deprivation),
                );
                if p.here {
                    shape.people[(age / 5).min(19)][fifth] += years;
                    if age >= 20 {
                        for what in 0..4 {
                            shape.expected[what][decade(age)] += years * measured(tables, what, age, sex);
                        }
                    }
                }
                (age, fifth)
            })
            .collect();
        month = month.next();
        world.advance(month.start());
        for line in world.take_diary() {
            let Some(&(age, fifth)) = people.get(line.person as usize) else {
                continue;
            };
            let what = match line.what {
                What::InBed { elective: false, .. } => 0,
                What::Clinic { .. } => 1,
                What::Treatment { ordinary: false, .. } => 2,
                What::Arrived {
                    at: ServiceKind::AeMajors | ServiceKind::AeMinors,
                    ..
                } => 3,
                _ => continue,
            };
            if what == 0 {
                shape.admitted[(age / 5).min(19)][fifth] += 1.0;
            }
            if age >= 20 {
                shape.used[what][decade(age)] += 1.0;
            }
        }
    }
}

fn decade(age: usize) -> usize {
    ((age - 20) / 10).min(DECADES - 1)
}

#[test]
#[ignore = "a year of 300,000 people with everybody's diary, four seeds"]
fn use_by_age_and_deprivation_is_as_measured() {
    let mut shape = Shape::default();
    (1..=SEEDS).for_each(|seed| live(seed, &mut shape));
    let mut outside = Vec::new();
    for (what, name) in USES.iter().enumerate() {
        let level = shape.used[what].iter().sum::<f64>() / shape.expected[what].iter().sum::<f64>();
        let ratios: Vec<f64> = (0..DECADES)
            .map(|d| shape.used[what][d] / shape.expected[what][d] / level)
            .collect();
        println!("{name}: level {level:.3}, by decade from 20 over the measured shape {ratios:.3?}");
        for (d, ratio) in ratios.iter().enumerate() {
            if (ratio - 1.0).abs() > 0.10 {
                outside.push(format!("{name} at {}: {ratio:.3}", 20 + 10 * d));
            }
        }
    }
    // Directly standardised to all people's ages.
    let all: f64 = shape.people.iter().flatten().sum();
    let rate = |fifth: usize| -> f64 {
        (0..20)
            .map(|band| {
                let weight = shape.people[band].iter().sum::<f64>() / all;
                weight * shape.admitted[band][fifth] / shape.people[band][fifth].max(1.0)
            })
            .sum()
    };
    let ratio = rate(0) / rate(4);
    println!("emergency admissions, most to least deprived fifth, age-standardised: {ratio:.3}");
    if (ratio - 1.85).abs() > 0.25 {
        outside.push(format!("deprivation ratio {ratio:.3}, 1.85 ± 0.25"));
    }
    let band = |from: usize, to: usize, fifth: usize| {
        let sum = |of: &[[f64; 5]; 20]| (from / 5..to / 5).map(|b| of[b][fifth]).sum::<f64>();
        sum(&shape.admitted) / sum(&shape.people)
    };
    let steps = [(45, 65), (75, 85), (85, 100)].map(|(from, to)| band(from, to, 0) / band(from, to, 4));
    println!("the same at 45–64, 75–84 and 85 and over: {steps:.2?}");
    if !(steps[0] > steps[1] && steps[1] > steps[2]) {
        outside.push(format!("the gradient does not fall with age: {steps:.2?}"));
    }
    assert!(outside.is_empty(), "{}", outside.join("\n"));
}

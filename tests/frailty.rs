//! The frailty solve by itself, without a simulation: the cross-section it starts from is the table's, and a cohort that
//! steps by the solved rates and dies by frailty stays there.

use carecurve::model::population::frailty::{FROM_AGE, Frailty};
use carecurve::model::settings::Settings;
use carecurve::model::table::{TOP_AGE, Tables};

const BANDS: [(usize, usize); 4] = [(50, 64), (65, 74), (75, 84), (85, TOP_AGE)];

fn settings() -> Settings {
    carecurve::app::disk::plan("england/place")
        .unwrap_or_else(|problems| panic!("{problems}"))
        .model
}

/// Recovery as shipped; nothing left for hospital stays, which this cohort has none of.
fn recovery(settings: &Settings) -> [f64; 3] {
    ["mild", "moderate", "severe"].map(|state| {
        settings
            .parameters
            .get(&format!("population.frailty.recovery_{state}_per_year"))
    })
}

fn people(tables: &Tables, age: usize) -> f64 {
    tables.population[age].iter().flatten().sum()
}

/// Mean shares of a band, with each age weighted.
fn band(shares: &[[f64; 4]], weight: &[f64], (from, to): (usize, usize)) -> [f64; 4] {
    let all: f64 = weight[from..=to].iter().sum();
    std::array::from_fn(|k| (from..=to).map(|age| shares[age][k] * weight[age]).sum::<f64>() / all)
}

fn table(tables: &Tables, i: usize) -> [f64; 4] {
    let all: f64 = tables.frailty[i].iter().sum();
    tables.frailty[i].map(|share| share / all)
}

#[test]
fn the_cross_section_is_the_table() {
    let settings = settings();
    let tables = &settings.tables;
    let solved = Frailty::solve(tables, recovery(&settings));
    let weight: Vec<f64> = (0..=TOP_AGE).map(|age| people(tables, age)).collect();
    for (i, &range) in BANDS.iter().enumerate() {
        let (mean, wanted) = (band(&solved.share, &weight, range), table(tables, i));
        for k in 0..4 {
            assert!(
                (mean[k] - wanted[k]).abs() < 0.001,
                "ages {range:?}, state {k}: {} beside {}",
                mean[k],
                wanted[k]
            );
        }
    }
    for age in 0..=TOP_AGE {
        let share = solved.share[age];
        assert!(
            (share.iter().sum::<f64>() - 1.0).abs() < 1e-12 && share.iter().all(|&s| s >= 0.0),
            "age {age}: {share:?}"
        );
        if age < FROM_AGE {
            assert_eq!(share[0], 1.0, "nobody is frail at {age}");
        } else if age > FROM_AGE {
            assert!(
                share[0] <= solved.share[age - 1][0] + 1e-12,
                "people get frailer with age, not at {age}"
            );
        }
        assert!(
            solved.up[age].iter().all(|&rate| (0.0..5.0).contains(&rate)),
            "age {age}: {:?}",
            solved.up[age]
        );
    }
}

#[test]
fn states_by_one_number_have_the_solved_shares_and_only_worsen_with_age() {
    let settings = settings();
    let solved = Frailty::solve(&settings.tables, recovery(&settings));
    let n = 20_000;
    for age in [50, 64, 75, 90, TOP_AGE] {
        let mut counts = [0.0; 4];
        for i in 0..n {
            let u = (f64::from(i) + 0.5) / f64::from(n);
            counts[solved.state(age, u) as usize] += 1.0 / f64::from(n);
            assert!(
                age == 50 || solved.state(age, u) >= solved.state(50, u),
                "someone is fitter at {age} than at 50"
            );
        }
        for k in 0..4 {
            assert!((counts[k] - solved.share[age][k]).abs() < 2e-4, "age {age}: {counts:?}");
        }
    }
}

/// What else moves people: steps up that come of hospital stays, by age, and how much faster each state dies for the care
/// homes its people live in.
struct Elsewhere {
    steps: [f64; TOP_AGE + 1],
    homes: [[f64; 4]; TOP_AGE + 1],
}

const NOTHING: Elsewhere = Elsewhere {
    steps: [0.0; TOP_AGE + 1],
    homes: [[1.0; 4]; TOP_AGE + 1],
};

/// One year in quarters: steps by one uniform number a quarter, then death by frailty.
fn live(tables: &Tables, solved: &Frailty, elsewhere: &Elsewhere, cohort: &mut [[f64; 4]]) {
    let ratio = tables.frailty_ratio[0];
    let quarters = 4;
    let length = 1.0 / f64::from(quarters);
    for _ in 0..quarters {
        for (age, states) in cohort.iter_mut().enumerate().skip(FROM_AGE) {
            let cells = || {
                tables.population[age]
                    .iter()
                    .flatten()
                    .zip(tables.mortality[age].iter().flatten())
            };
            let deaths = cells().map(|(n, rate)| n * rate).sum::<f64>() / people(tables, age);
            let mut next = *states;
            let dies = |k: usize| ratio[k] * elsewhere.homes[age][k];
            let mean: f64 = (0..4).map(|k| solved.share[age][k] * dies(k)).sum();
            for k in 0..3 {
                let hospital = tables.frailty_ratio[1][k] / solved.mean_ratio[1][age];
                let rate = solved.up[age][k] + elsewhere.steps[age] * hospital;
                let up = states[k] * (1.0 - (-rate * length).exp());
                let down = states[k + 1] * (1.0 - (-solved.down[k] * length).exp());
                next[k] += down - up;
                next[k + 1] += up - down;
            }
            for (k, left) in next.iter_mut().enumerate() {
                *left *= (-deaths * dies(k) / mean * length).exp();
            }
            *states = next;
        }
    }
}

/// Greatest departure of any band and state over ten years, and where: with the ages of the start, from the table; with
/// the ages of the day (the place ages too), from what the table's cross-section gives at those ages. The table itself is
/// no measure then: a band that has grown older is frailer by right.
fn greatest_departure(tables: &Tables, solved: &Frailty, elsewhere: &Elsewhere) -> [(f64, String); 2] {
    let start: Vec<f64> = (0..=TOP_AGE).map(|age| people(tables, age)).collect();
    let mut cohort: Vec<[f64; 4]> = (0..=TOP_AGE)
        .map(|age| solved.share[age].map(|s| s * start[age]))
        .collect();
    let mut greatest = [(0.0, String::new()), (0.0, String::new())];
    for year in 1..=10 {
        live(tables, solved, elsewhere, &mut cohort);
        // A birthday for all; those who turn fifty are drawn from the cross-section, the oldest stay together.
        let oldest = cohort[TOP_AGE];
        cohort.rotate_right(1);
        (0..4).for_each(|k| cohort[TOP_AGE][k] += oldest[k]);
        cohort[FROM_AGE] = solved.share[FROM_AGE].map(|s| s * start[FROM_AGE]);
        let today: Vec<f64> = cohort.iter().map(|c| c.iter().sum()).collect();
        let shares: Vec<[f64; 4]> = cohort
            .iter()
            .zip(&today)
            .map(|(c, w)| c.map(|n| n / w.max(1e-9)))
            .collect();
        for (ages, (weight, greatest)) in [&start, &today].into_iter().zip(&mut greatest).enumerate() {
            for (i, &range) in BANDS.iter().enumerate() {
                let now = band(&shares, weight, range);
                let wanted = if ages == 0 {
                    table(tables, i)
                } else {
                    band(&solved.share, weight, range)
                };
                for k in 0..4 {
                    if (now[k] - wanted[k]).abs() > greatest.0 {
                        let place = format!(
                            "year {year}, ages {range:?}, state {k}: {} beside {}",
                            now[k], wanted[k]
                        );
                        *greatest = ((now[k] - wanted[k]).abs(), place);
                    }
                }
            }
        }
    }
    greatest
}

/// Widest departure that the rates may cause: half of the three points that `tests/bands.rs` leaves a whole run, the other
/// half being for hospital stays and chance.
const AWAY: f64 = 0.015;

#[test]
fn a_cohort_stays_on_the_cross_section_for_ten_years() {
    let settings = settings();
    let tables = &settings.tables;
    let solved = Frailty::solve(tables, recovery(&settings));
    let [(rates, place), (mix, place_mix)] = greatest_departure(tables, &solved, &NOTHING);
    assert!(rates < AWAY, "the rates lead away by {rates}: {place}");
    assert!(
        mix < AWAY,
        "with the ages of the day a band departs by {mix}: {place_mix}"
    );
    // The measure sees rates that are wrong by a fifth.
    let mut wrong = solved.clone();
    wrong.up.iter_mut().flatten().for_each(|rate| *rate *= 1.2);
    let [(departure, _), _] = greatest_departure(tables, &wrong, &NOTHING);
    assert!(
        departure > AWAY,
        "a fifth more steps up would depart by only {departure}"
    );
    println!(
        "greatest departure by the rates alone {rates:.4} ({place}), with the ages of the day {mix:.4} ({place_mix})"
    );
}

#[test]
fn room_is_left_for_hospital_stays_and_care_homes() {
    let settings = settings();
    let tables = &settings.tables;
    // About what they are in the model: steps rising with age, the severely frail mostly in homes at the end.
    let old = |age: usize| (age as f64 - 64.0).max(0.0) / (TOP_AGE as f64 - 64.0);
    let elsewhere = Elsewhere {
        steps: std::array::from_fn(|age| if age < 65 { 0.0 } else { 0.004 + 0.01 * old(age) }),
        homes: std::array::from_fn(|age| [0.0, 0.1, 0.4, 1.2].map(|share| 1.0 + share * old(age))),
    };
    let solved = Frailty::solve(tables, recovery(&settings));
    let [(without, _), _] = greatest_departure(tables, &solved, &elsewhere);
    let solved = solved.leaving_room(tables, &elsewhere.steps, &elsewhere.homes);
    let [(rates, place), _] = greatest_departure(tables, &solved, &elsewhere);
    println!("greatest departure with room {rates:.4} ({place}), without {without:.4}");
    assert!(rates < AWAY, "the rates lead away by {rates}: {place}");
    assert!(without > AWAY, "no room left leads away by {without} only");
}

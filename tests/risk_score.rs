//! The risk score of the neighbourhood team: its coefficients are those of a logistic regression on people of the model,
//! it finds the people at risk better than chance and far from all of them, and both are told in a table.
//!
//! `cargo test --test risk_score -- --ignored --nocapture` fits it anew, writes `scenarios/england/tables/risk_score.csv`
//! and `risk_score_accuracy.csv`, and prints what to put into `scenarios/england/parameters/team.csv`.

use carecurve::engine::Time;
use carecurve::model::Model;
use carecurve::model::risk_score::{History, TERMS};
use carecurve::scenario::{Embedded, Plan, load};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Someone from 65 on outside a care home a year after the start, and whether the year after brings an emergency admission.
struct Seen {
    history: History,
    score: f64,
    admitted: bool,
}

fn plan(people: u32) -> Plan {
    let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    plan.scaled(people).with_years(3)
}

/// A quarter's days, as memory fades by it.
const QUARTER: u32 = carecurve::model::need::DAYS;

fn seen(plan: &Plan, seed: u64) -> Vec<Seen> {
    let mut model = Model::new(&plan.model, seed, 0);
    // The first quarter day after a year of history.
    let index = (plan.start.day_number() + 365).div_ceil(QUARTER);
    let at = |quarter: u32| Time::of_day((index + quarter) * QUARTER);
    // Just after memory has faded.
    model.advance(Time(at(0).0 + 1));
    let people: Vec<u32> = (0..model.people()).collect();
    let mut rows: BTreeMap<u32, Seen> = BTreeMap::new();
    for &id in &people {
        if let Some((history, score)) = model.recorded_history(id, 19)
            && history.age >= 65
        {
            let admitted = false;
            rows.insert(
                id,
                Seen {
                    history,
                    score,
                    admitted,
                },
            );
        }
    }
    for quarter in 0..4 {
        let before: Vec<u8> = people.iter().map(|&id| model.remembered_admissions(id)).collect();
        model.advance(Time(at(quarter + 1).0 - 1));
        for (id, row) in &mut rows {
            row.admitted |= model.remembered_admissions(*id) > before[*id as usize];
        }
        model.advance(Time(at(quarter + 1).0 + 1));
    }
    rows.into_values().collect()
}

/// Sensitivity, specificity and precision when the highest tenths are taken, by tenths.
fn accuracy(rows: &[Seen]) -> Vec<[f64; 3]> {
    let mut order: Vec<&Seen> = rows.iter().collect();
    order.sort_by(|a, b| b.score.total_cmp(&a.score));
    let admitted = rows.iter().filter(|r| r.admitted).count() as f64;
    let well = rows.len() as f64 - admitted;
    let of = |decile: usize| {
        let taken = rows.len() * decile / 10;
        let hits = order[..taken].iter().filter(|r| r.admitted).count() as f64;
        let others = taken as f64 - hits;
        [hits / admitted, 1.0 - others / well, hits / taken as f64]
    };
    (1..=10).map(of).collect()
}

/// Coefficients with standard errors, the intercept first: Newton's method on the log likelihood.
fn logistic(rows: &[Seen]) -> Vec<(f64, f64)> {
    const N: usize = TERMS.len() + 1;
    let x = |row: &Seen| -> [f64; N] { std::array::from_fn(|i| if i == 0 { 1.0 } else { row.history.terms()[i - 1] }) };
    let mut b = [0.0; N];
    let mut inverse = [[0.0; N]; N];
    for _ in 0..30 {
        let (mut slope, mut curve) = ([0.0; N], [[0.0; N]; N]);
        for row in rows {
            let x = x(row);
            let p = 1.0 / (1.0 + (-x.iter().zip(b).map(|(x, b)| x * b).sum::<f64>()).exp());
            for i in 0..N {
                slope[i] += x[i] * (f64::from(row.admitted) - p);
                for j in 0..N {
                    curve[i][j] += x[i] * x[j] * p * (1.0 - p);
                }
            }
        }
        inverse = inverted(curve);
        for i in 0..N {
            b[i] += (0..N).map(|j| inverse[i][j] * slope[j]).sum::<f64>();
        }
    }
    b.into_iter()
        .zip(0..N)
        .map(|(b, i)| (b, inverse[i][i].sqrt()))
        .collect()
}

/// By elimination; the matrix is positive definite.
fn inverted<const N: usize>(mut a: [[f64; N]; N]) -> [[f64; N]; N] {
    let mut inverse: [[f64; N]; N] = std::array::from_fn(|i| std::array::from_fn(|j| f64::from(i == j)));
    for i in 0..N {
        let pivot = a[i][i];
        for j in 0..N {
            a[i][j] /= pivot;
            inverse[i][j] /= pivot;
        }
        for k in (0..N).filter(|k| *k != i) {
            let factor = a[k][i];
            for j in 0..N {
                a[k][j] -= factor * a[i][j];
                inverse[k][j] -= factor * inverse[i][j];
            }
        }
    }
    inverse
}

fn table(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/england/tables/{name}.csv"))
}

#[test]
#[ignore = "fits the score anew and writes its tables: minutes"]
fn fit() {
    let plan = plan(100_000);
    let mut rows: Vec<Seen> = (1..=3).flat_map(|seed| seen(&plan, seed)).collect();
    let fitted = logistic(&rows);
    // The score as it will be: what stands in the parameters now gives way, its noise stays.
    let now = TERMS.map(|term| plan.model.parameters.get(&format!("team.score.{term}")));
    for row in &mut rows {
        let terms = row.history.terms();
        let gain = terms
            .iter()
            .zip(&fitted[1..])
            .zip(now)
            .map(|((term, (b, _)), now)| term * (b - now));
        row.score += gain.sum::<f64>();
    }
    let known = "2018/19,OWN_FIT,DERIVED";
    let mut text = "term,log_odds,standard_error,unit,year,source,grade\n".to_owned();
    for (term, (b, error)) in TERMS.iter().zip(&fitted[1..]) {
        writeln!(
            text,
            "{term},{b:.3},{error:.3},log odds of an emergency admission in twelve months,{known}"
        )
        .expect("a text takes lines");
    }
    std::fs::write(table("risk_score"), &text).expect("the table can be written");
    println!(
        "{} people, {} admitted\n{text}",
        rows.len(),
        rows.iter().filter(|r| r.admitted).count()
    );
    let mut text =
        "highest_tenths,sensitivity_share,specificity_share,precision_share,unit,year,source,grade\n".to_owned();
    for (i, [sensitivity, specificity, precision]) in accuracy(&rows).iter().enumerate() {
        writeln!(
            text,
            "{},{sensitivity:.3},{specificity:.3},{precision:.3},share of people from 65 on outside care homes,{known}",
            i + 1
        )
        .expect("a text takes lines");
    }
    std::fs::write(table("risk_score_accuracy"), &text).expect("the table can be written");
    println!("{text}");
}

/// The coefficients in force are those of the fit.
#[test]
fn parameters_are_the_fitted_ones() {
    let parameters = plan(20_000).model.parameters;
    let mut read = csv::Reader::from_path(table("risk_score")).expect("the table is shipped");
    let rows: Vec<BTreeMap<String, String>> = read.deserialize().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), TERMS.len());
    for (row, term) in rows.iter().zip(TERMS) {
        assert_eq!(row["term"], term);
        let fitted: f64 = row["log_odds"].parse().expect("a number");
        assert_eq!(parameters.get(&format!("team.score.{term}")), fitted, "{term}");
    }
}

/// Both far from chance and far from certain: what drives every evaluation of case management. Bounds of five standard
/// errors of a share about what the table tells.
#[test]
fn it_finds_more_than_chance_and_misses_many() {
    let rows = seen(&plan(30_000), 11);
    let found = accuracy(&rows);
    let mut read = csv::Reader::from_path(table("risk_score_accuracy")).expect("the table is shipped");
    let told: Vec<BTreeMap<String, String>> = read.deserialize().map(|row| row.expect("a row")).collect();
    let told = |decile: usize, column: &str| told[decile - 1][column].parse::<f64>().expect("a number");
    let admitted = rows.iter().filter(|r| r.admitted).count() as f64;
    let base = admitted / rows.len() as f64;
    for decile in [1, 2, 5] {
        let [sensitivity, specificity, precision] = found[decile - 1];
        println!("{decile}: {sensitivity:.3} {specificity:.3} {precision:.3}, admitted {base:.3}");
        for (value, column, n) in [
            (sensitivity, "sensitivity_share", admitted),
            (specificity, "specificity_share", rows.len() as f64 - admitted),
            (precision, "precision_share", (rows.len() * decile / 10) as f64),
        ] {
            let told = told(decile, column);
            let error = (told * (1.0 - told) / n).sqrt();
            assert!(
                (value - told).abs() < 5.0 * error,
                "{column} of {decile}: {value}, told {told}"
            );
        }
    }
    assert!(found[0][2] > 1.5 * base && found[0][0] < 0.5, "{found:?} at {base}");
}

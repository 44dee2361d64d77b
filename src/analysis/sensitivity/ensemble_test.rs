//! The smoother on a linear, normal problem, whose conditioned law is known in closed form; and what it must leave alone.

use super::ensemble::{Ensemble, Fitted, Readings, STEPS, in_band, says};
use crate::model::parameter::{Grade, Parameter, Role, Spread};
use statrs::distribution::{ContinuousCDF, Normal};

const DRAWS: u32 = 400;
const PARAMETERS: usize = 60;

fn parameters(n: usize) -> Vec<Parameter> {
    let one = |i| Parameter {
        path: format!("toy.p{i:03}"),
        value: 0.5,
        unit: "share".into(),
        low: 0.0,
        high: 1.0,
        distribution: Spread::Uniform,
        source: "OWN".into(),
        grade: Grade::ShapeAssumed,
        role: Role::Assumed,
        note: String::new(),
    };
    (0..n).map(one).collect()
}

/// Each draw's parameters as quantiles of a standard normal.
fn normal(ensemble: &Ensemble, n: usize) -> Vec<Vec<f64>> {
    let law = Normal::standard();
    let parameters = parameters(n);
    let of = |draw| {
        let at = ensemble.trial(&parameters, draw).at;
        at.iter().map(|u| law.inverse_cdf(u.expect("all are drawn"))).collect()
    };
    (0..ensemble.draws() as u32).map(of).collect()
}

fn fitted(line: &dyn Fn(&[f64]) -> Readings) -> Ensemble {
    let mut ensemble = Ensemble::new(&parameters(PARAMETERS), 1, DRAWS);
    for _ in 0..STEPS {
        let readings: Vec<Readings> = normal(&ensemble, PARAMETERS).iter().map(|z| line(z)).collect();
        ensemble.step(&readings);
    }
    ensemble
}

fn mean_and_variance(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let n = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / n;
    (mean, values.map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0))
}

/// Two lines: y = 2a + b − 1.5 and y = 3c + 2, each known with a standard error of 1.
fn two_lines(z: &[f64]) -> Readings {
    vec![Some(2.0 * z[0] + z[1] - 1.5), Some(3.0 * z[2] + 2.0)]
}

#[test]
fn a_linear_normal_problem_has_its_conditioned_law() {
    let ensemble = fitted(&two_lines);
    let z = normal(&ensemble, PARAMETERS);
    // Of a line y = g · z + c with error 1: mean −c g ⁄ (g · g + 1), variance 1 − g² ⁄ (g · g + 1).
    let known = [
        (0, 1.5 * 2.0 / 6.0, 1.0 - 4.0 / 6.0),
        (1, 1.5 / 6.0, 1.0 - 1.0 / 6.0),
        (2, -2.0 * 3.0 / 10.0, 0.1),
    ];
    for (p, mean, variance) in known {
        let (found, spread) = mean_and_variance(z.iter().map(|row| row[p]));
        // A mean to four standard errors of so many draws. Draws' covariances are themselves known to one part in √n, so a
        // variance is held to a fifth, which tells the lines counted once from the lines counted in full in each step.
        let error = 4.0 * (1.0 / f64::from(DRAWS)).sqrt();
        assert!(
            (found - mean).abs() < error,
            "parameter {p}: mean {found}, {mean} in closed form"
        );
        assert!(
            (spread / variance - 1.0).abs() < 0.2,
            "parameter {p}: variance {spread}, {variance} in closed form"
        );
    }
}

#[test]
fn what_no_line_depends_on_stays_as_it_was_drawn() {
    let before = normal(&Ensemble::new(&parameters(PARAMETERS), 1, DRAWS), PARAMETERS);
    let after = normal(&fitted(&two_lines), PARAMETERS);
    let (mut still, mut moved) = (0, 0.0_f64);
    for p in 3..PARAMETERS {
        let off = |i: usize| (after[i][p] - before[i][p]).abs();
        if (0..DRAWS as usize).all(|i| off(i) < 1e-9) {
            still += 1;
        }
        let (mean, variance) = mean_and_variance(after.iter().map(|row| row[p]));
        moved = moved.max(mean.abs());
        assert!(variance > 0.7, "parameter {p} lost its spread: {variance}");
    }
    // By chance one correlation in a hundred stands out in each of the steps, for each of two lines.
    assert!(still > 45, "{still} of 57 stay to the last digit");
    assert!(moved < 0.3, "{moved}");
}

#[test]
fn a_draw_is_its_own_whatever_else_is_drawn() {
    let few = Ensemble::new(&parameters(3), 1, 4);
    let more = Ensemble::new(&parameters(5), 1, 9);
    let (three, five) = (parameters(3), parameters(5));
    assert_eq!(few.trial(&three, 2).at, more.trial(&three, 2).at);
    let same = |a: &[Option<f64>], b: &[Option<f64>]| {
        a.iter()
            .zip(b)
            .all(|(a, b)| (a.unwrap_or(-1.0) - b.unwrap_or(-1.0)).abs() < 1e-9)
    };
    assert!(
        same(&few.trial(&five, 2).at, &more.trial(&five, 2).at),
        "a parameter that the ensemble has not is drawn by the same address"
    );
    assert_ne!(
        few.trial(&three, 2).at,
        few.trial(&three, 3).at,
        "another draw is another"
    );
    assert_eq!(few.trial(&three, 2).stream, 2);
}

#[test]
fn lines_without_meaning_and_lone_draws_move_nothing() {
    let mut lone = Ensemble::new(&parameters(3), 1, 1);
    let before = lone.clone().trial(&parameters(3), 0);
    lone.step(&[vec![Some(9.0)]]);
    assert_eq!(lone.trial(&parameters(3), 0), before);
    let mut some = Ensemble::new(&parameters(3), 1, 50);
    let before: Vec<_> = (0..50).map(|i| some.trial(&parameters(3), i)).collect();
    // The first line has no value in one draw, the second never varies.
    let readings = (0..50)
        .map(|i| vec![(i != 7).then_some(f64::from(i)), Some(5.0)])
        .collect::<Vec<_>>();
    some.step(&readings);
    assert_eq!(
        (0..50).map(|i| some.trial(&parameters(3), i)).collect::<Vec<_>>(),
        before
    );
}

#[test]
fn bands_are_counted_and_told() {
    let readings = vec![
        vec![Some(1.9), Some(-2.1), None],
        vec![Some(0.0), Some(2.0), Some(40.0)],
    ];
    assert_eq!(in_band(&readings), 0.6);
    let told = says(Some(&Fitted {
        lines: 47,
        before: 0.546,
        after: 0.834,
    }));
    assert!(
        told.contains("47 lines") && told.contains("55 %") && told.contains("83 %"),
        "{told}"
    );
    assert!(says(None).contains("as drawn"));
}

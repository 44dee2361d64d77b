//! The whole analysis on functions whose answer is known.

use super::draw::{Trial, value};
use super::ensemble::Ensemble;
use super::rank::{Correlation, correlations};
use super::screen::{Design, Screening};
use super::standing::standing;
use super::{Outcome, Sensitivity, outcomes};
use crate::engine::{Key, sample};
use crate::model::parameter::{Grade, Parameter, Role, Spread};

const PARAMETERS: usize = 300;

fn parameters() -> Vec<Parameter> {
    (0..PARAMETERS)
        .map(|i| Parameter {
            path: format!("toy.p{i:03}"),
            value: 0.5,
            unit: "share".into(),
            low: 0.0,
            high: 1.0,
            distribution: Spread::Triangular,
            source: "OWN".into(),
            grade: Grade::ShapeAssumed,
            role: Role::Assumed,
            note: String::new(),
        })
        .collect()
}

/// A toy with luck: people and luck of a stream are shared by all its trials, and each trial has some of its own.
fn analysed(toy: &dyn Fn(&[f64]) -> f64, seed: u64) -> Sensitivity {
    let parameters = parameters();
    let luck = |trial: &Trial| {
        let key = Key::root(seed, u64::from(trial.stream)).with_name("luck");
        let own = trial.at.iter().flatten().fold(key, |key, u| key.with(u.to_bits()));
        3.0 * sample::normal(key.uniform()) + 0.5 * sample::normal(own.uniform())
    };
    let one = |trial: &Trial| {
        let at = parameters.iter().zip(&trial.at);
        let x: Vec<f64> = at.map(|(p, u)| u.map_or(p.value, |u| value(p, u))).collect();
        vec![Some(toy(&x) + luck(trial))]
    };
    let ensemble = Ensemble::new(&parameters, seed, 200);
    let drawn: Vec<Trial> = (0..200).map(|i| ensemble.trial(&parameters, i)).collect();
    let usual = |stream| Trial {
        stream,
        at: vec![None; PARAMETERS],
    };
    let draws: Vec<_> = drawn.iter().map(one).collect();
    let luck: Vec<_> = (0..40).map(|stream| one(&usual(stream))).collect();
    let first = |list: &[Vec<Option<f64>>]| list.iter().filter_map(|row| row[0]).collect::<Vec<f64>>();
    let at: Vec<Vec<f64>> = drawn.iter().map(|t| t.at.iter().flatten().copied().collect()).collect();
    let correlations = correlations(&at, &first(&draws));
    let design = Design {
        correlations: &correlations,
        pairs: 32,
        first_stream: 200,
        seed,
    };
    let screening = design.screen(&mut |trials| trials.iter().map(one).collect());
    Sensitivity {
        outcomes: outcomes(&[]).into_iter().take(1).collect::<Vec<Outcome>>(),
        standings: vec![standing(&first(&draws), &first(&luck))],
        parameters,
        differ: Vec::new(),
        drawn,
        fitted: None,
        draws,
        luck,
        correlations,
        screening,
    }
}

/// Effects of ten parameters, strongest first, of either sign and far from each other in order of path.
const TRUE: [(usize, f64); 10] = [
    (7, 12.0),
    (250, -10.5),
    (31, 9.0),
    (120, -7.5),
    (121, 6.5),
    (200, 5.5),
    (60, -4.5),
    (288, 3.5),
    (90, -2.7),
    (160, 2.0),
];

fn linear(x: &[f64]) -> f64 {
    TRUE.iter().map(|(i, effect)| effect * x[*i]).sum()
}

#[test]
fn the_order_of_a_linear_toy_comes_out_and_what_does_nothing_is_not_told_apart() {
    let found = analysed(&linear, 1);
    let most = found.most();
    let order: Vec<usize> = most.iter().map(|one| one.parameter).collect();
    let truth: Vec<usize> = TRUE.iter().map(|(i, _)| *i).collect();
    assert_eq!(order[..8], truth[..8], "{most:?}");
    for (one, (_, effect)) in most.iter().zip(TRUE).take(8) {
        let seen = one.effects[0].expect("it moved alone");
        assert!(
            one.told && (seen.estimate - effect).abs() < 0.5,
            "{seen:?} is not {effect}"
        );
    }
    let idle = found
        .found()
        .into_iter()
        .filter(|one| !truth.contains(&one.parameter) && one.told);
    assert_eq!(idle.count(), 0, "nothing that does nothing is told apart");
    assert_eq!(found.found().len(), PARAMETERS, "every parameter is listed");
}

#[test]
fn main_effects_of_an_interacting_toy_come_out_without_the_interaction() {
    // Two parameters that also act together: at the ends of the other, 31 moves it by 9 ± 8, so by 9 in the mean; likewise 7.
    // The strong product of two that do nothing at the shipped value of the other is no main effect.
    let toy = |x: &[f64]| {
        let about = |i: usize| 2.0 * x[i] - 1.0;
        linear(x) + 4.0 * about(7) * about(31) + 6.0 * about(150) * about(151)
    };
    let found = analysed(&toy, 2);
    let order: Vec<usize> = found.most().iter().map(|one| one.parameter).collect();
    assert_eq!(order[..4], [7, 250, 31, 120], "{order:?}");
    let pure = found
        .found()
        .into_iter()
        .filter(|one| [150, 151].contains(&one.parameter) && one.told);
    assert_eq!(pure.count(), 0, "a mere product has no main effect about the middle");
}

#[test]
fn neighbours_of_opposite_sign_do_not_hide_each_other() {
    // Eight neighbouring pairs of +5 and −5: without the direction from the draws they cancel in their groups, and only those
    // that go straight to the last round would be seen.
    let pairs: [usize; 8] = [20, 51, 92, 130, 171, 210, 240, 280];
    // Over eight seeds 103 of 128 are told apart, 85 without that direction.
    let told = |seed: u64| {
        let found = analysed(&|x| pairs.iter().map(|i| 5.0 * (x[*i] - x[i + 1])).sum(), seed);
        let acts = |parameter: usize| pairs.iter().any(|i| [*i, i + 1].contains(&parameter));
        let told = found.found().into_iter().filter(|one| one.told && acts(one.parameter));
        told.count()
    };
    let right: usize = (1..=8).map(told).sum();
    assert!(right >= 96, "{right} of 128 are told apart");
}

#[test]
fn where_nothing_matters_nothing_is_told_apart() {
    // A family-wise level of 5 % in each of 40 screenings: at most 6 with anything told apart (binomial, 0.994).
    let wrong = (10..50).filter(|seed| analysed(&|_| -1.0, *seed).found().iter().any(|one| one.told));
    assert!(wrong.count() <= 6);
    let standing = analysed(&|_| -1.0, 9).standings[0].expect("there are draws");
    assert!(standing.parameters < 0.35, "luck makes the spread: {standing:?}");
}

#[test]
fn a_screening_with_few_parameters_moves_each_alone_at_once() {
    let correlations = vec![Correlation::default(); 3];
    let design = Design {
        correlations: &correlations,
        pairs: 4,
        first_stream: 5,
        seed: 1,
    };
    let found: Screening = design.screen(&mut |trials| {
        assert!(trials.iter().all(|t| (5..13).contains(&t.stream)));
        let of = |t: &Trial| {
            vec![Some(
                2.0 * t.at[1].unwrap_or(0.5) + t.at[0].unwrap_or(0.5) * t.at[2].unwrap_or(0.5),
            )]
        };
        trials.iter().map(of).collect()
    });
    let [round] = found.rounds.as_slice() else {
        panic!("{found:?}")
    };
    let estimates: Vec<f64> = round.effects[0].iter().map(|e| e.expect("it moved").estimate).collect();
    assert_eq!(estimates, [0.5, 2.0, 0.5]);
}

//! Each sampler against `rand_distr` in distribution: two-sample Kolmogorov–Smirnov, 40,000 draws each, at the level
//! 0.001 (so that with fixed seeds a failure means a sampler, not bad luck). For counts the level is stricter still.

use carecurve::engine::{Draws, Key, sample};
use rand::{Rng, RngExt};
use rand_distr::Distribution;

const N: usize = 40_000;

/// Greatest distance between the two empirical distribution functions.
fn distance(mut a: Vec<f64>, mut b: Vec<f64>) -> f64 {
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    let (mut i, mut j, mut most) = (0, 0, 0.0f64);
    while i < a.len() && j < b.len() {
        let x = a[i].min(b[j]);
        i += a[i..].iter().take_while(|&&v| v == x).count();
        j += b[j..].iter().take_while(|&&v| v == x).count();
        most = most.max((i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs());
    }
    most
}

fn agree(name: &str, ours: impl Fn(f64) -> f64, theirs: impl Fn(&mut Draws) -> f64) {
    let key = Key::root(99, 0).with_name(name);
    let ours: Vec<f64> = (0..N as u64).map(|i| ours(key.with(1).with(i).uniform())).collect();
    let mut draws = key.with(2).draws();
    let theirs: Vec<f64> = (0..N).map(|_| theirs(&mut draws)).collect();
    let critical = (-0.5 * (0.001f64 / 2.0).ln() * 2.0 / N as f64).sqrt();
    let found = distance(ours, theirs);
    assert!(found < critical, "{name}: distance {found:.5}, critical {critical:.5}");
}

fn by<D: Distribution<f64>>(distribution: Result<D, impl std::fmt::Debug>) -> impl Fn(&mut Draws) -> f64 {
    let distribution = distribution.expect("the test's parameters are valid");
    move |draws| distribution.sample(draws)
}

#[test]
fn continuous_samplers_agree_with_rand_distr() {
    use rand_distr::{Exp, Gamma, Gumbel, LogNormal, Normal, Triangular, Uniform, Weibull};
    agree("exponential", |u| sample::exponential(u, 2.5), by(Exp::new(0.4)));
    agree("gumbel", sample::gumbel, by(Gumbel::new(0.0, 1.0)));
    agree("normal", sample::normal, by(Normal::new(0.0, 1.0)));
    agree(
        "lognormal",
        |u| sample::lognormal(u, 3.0, 0.8),
        by(LogNormal::new(3.0f64.ln(), 0.8)),
    );
    agree("weibull", |u| sample::weibull(u, 2.0, 0.7), by(Weibull::new(2.0, 0.7)));
    agree(
        "triangular",
        |u| sample::triangular(u, 1.0, 2.0, 5.0),
        by(Triangular::new(1.0, 5.0, 2.0)),
    );
    agree(
        "uniform",
        |u| sample::uniform(u, -1.0, 3.0),
        by(Uniform::new(-1.0, 3.0)),
    );
    for (shape, scale) in [(0.3, 2.0), (1.0, 1.0), (4.5, 0.7), (60.0, 3.0)] {
        agree(
            &format!("gamma {shape}"),
            |u| sample::gamma(u, shape, scale),
            by(Gamma::new(shape, scale)),
        );
    }
}

#[test]
fn the_truncated_normal_agrees_with_rejection() {
    for low in [-3.0, 0.5, 1.5] {
        let normal = rand_distr::Normal::new(0.2, 0.9).expect("the test's parameters are valid");
        let reject = |draws: &mut Draws| loop {
            let x = normal.sample(draws);
            if x > low {
                break x;
            }
        };
        agree(
            &format!("normal above {low}"),
            |u| sample::normal_above(u, 0.2, 0.9, low),
            reject,
        );
    }
}

#[test]
fn counts_and_indices_agree_with_rand_distr() {
    for mean in [0.3, 3.5, 80.0, 499.0, 501.0, 4_000.0] {
        agree(
            &format!("poisson {mean}"),
            |u| f64::from(sample::poisson(u, mean)),
            by(rand_distr::Poisson::new(mean)),
        );
    }
    let weights: Vec<f64> = (0..60).map(|i| f64::from(i * 7 % 11)).collect();
    let alias = rand_distr::weighted::WeightedAliasIndex::new(weights.clone()).expect("some weight is above zero");
    let sums = sample::cumulative(&weights);
    agree(
        "empirical",
        |u| sample::empirical(u, &sums) as f64,
        |draws| alias.sample(draws) as f64,
    );
    let shares: Vec<f64> = sums.iter().map(|sum| sum / sums[59]).collect();
    agree(
        "index",
        |u| sample::index(u, &shares) as f64,
        |draws| alias.sample(draws) as f64,
    );
}

#[test]
fn the_test_itself_can_fail() {
    let draw = |seed: u64, shift: f64| -> Vec<f64> {
        let mut draws = Key::root(seed, 0).draws();
        (0..N).map(|_| draws.random::<f64>() + shift).collect()
    };
    let critical = (-0.5 * (0.001f64 / 2.0).ln() * 2.0 / N as f64).sqrt();
    assert!(distance(draw(1, 0.0), draw(2, 0.02)) > critical);
    assert!(distance(draw(1, 0.0), draw(1, 0.0)) == 0.0);
    assert_ne!(Key::root(1, 0).draws().next_u64(), Key::root(2, 0).draws().next_u64());
}

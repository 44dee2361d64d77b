//! Twenty draws of every sampler, bit for bit. Compiled twice: into the library's own tests, and into
//! `tests/engine_golden.rs`, which links everything the full build links, so that no other crate's features can change a
//! draw unnoticed. `cargo test --no-default-features --lib engine::` runs it from the bare library.

use super::{Key, sample};

/// One line a sampler: its name and the bits of twenty draws at fixed addresses.
fn lines() -> String {
    type Sampler = (&'static str, fn(f64) -> f64);
    const ALL: [Sampler; 14] = [
        ("uniform", |u| sample::uniform(u, -1.0, 3.0)),
        ("exponential", |u| sample::exponential(u, 2.0)),
        ("gumbel", sample::gumbel),
        ("normal", sample::normal),
        ("normal_above", |u| sample::normal_above(u, 1.0, 2.0, 0.5)),
        ("lognormal", |u| sample::lognormal(u, 3.0, 1.2)),
        ("weibull", |u| sample::weibull(u, 2.0, 0.7)),
        ("triangular", |u| sample::triangular(u, 1.0, 2.0, 5.0)),
        ("gamma_small", |u| sample::gamma(u, 0.3, 2.0)),
        ("gamma_large", |u| sample::gamma(u, 7.5, 2.0)),
        ("poisson", |u| f64::from(sample::poisson(u, 3.5))),
        ("poisson_many", |u| f64::from(sample::poisson(u, 900.0))),
        ("index", |u| sample::index(u, &[0.2, 0.7, 1.0]) as f64),
        ("empirical", |u| {
            sample::empirical(u, &[1.0, 2.0, 2.0, 7.0, 11.0, 13.0]) as f64
        }),
    ];
    let mut text = String::new();
    for (number, (name, draw)) in (0..).zip(ALL) {
        text += name;
        for i in 0..20 {
            text += &format!(
                " {:016x}",
                draw(Key::root(2018, 0).with(number).with(i).uniform()).to_bits()
            );
        }
        text += "\n";
    }
    text
}

#[test]
fn golden_draws() {
    let (found, golden) = (lines(), include_str!("golden.txt"));
    for (found, golden) in found.lines().zip(golden.lines()) {
        assert_eq!(found, golden);
    }
    assert_eq!(found.lines().count(), golden.lines().count(), "all lines now:\n{found}");
}

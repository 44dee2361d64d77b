//! Inverse-CDF samplers over `libm`: one uniform number a variate, monotone in it (common random numbers need that), the
//! same bits on every platform and whatever else is compiled in. Each is compared with `rand_distr` in distribution by a
//! Kolmogorov–Smirnov test.

use libm::{erfc, exp, lgamma, log, pow, sqrt};

/// Exponential with the given mean: x = −m ln(1 − u).
#[inline]
pub fn exponential(u: f64, mean: f64) -> f64 {
    -mean * log(1.0 - u)
}

/// Standard Gumbel (maximum): x = −ln(−ln u). One per alternative makes a logit choice.
#[inline]
pub fn gumbel(u: f64) -> f64 {
    -log(-log(u))
}

/// Standard normal quantile: Wichura's algorithm AS 241 (PPND16), relative error about 1e−16.
#[expect(
    clippy::excessive_precision,
    reason = "the coefficients stand as Wichura (1988) published them"
)]
pub fn normal(u: f64) -> f64 {
    // Numerator and denominator of the three rational approximations, highest power first.
    const CENTRE: [[f64; 8]; 2] = [
        [
            2509.0809287301226727,
            33430.575583588128105,
            67265.770927008700853,
            45921.953931549871457,
            13731.693765509461125,
            1971.5909503065514427,
            133.14166789178437745,
            3.387132872796366608,
        ],
        [
            5226.495278852545925,
            28729.085735721942674,
            39307.89580009271061,
            21213.794301586595867,
            5394.1960214247511077,
            687.1870074920579083,
            42.313330701600911252,
            1.0,
        ],
    ];
    const TAIL: [[f64; 8]; 2] = [
        [
            7.7454501427834140764e-4,
            0.0227238449892691845833,
            0.24178072517745061177,
            1.27045825245236838258,
            3.64784832476320460504,
            5.7694972214606914055,
            4.6303378461565452959,
            1.42343711074968357734,
        ],
        [
            1.05075007164441684324e-9,
            5.475938084995344946e-4,
            0.0151986665636164571966,
            0.14810397642748007459,
            0.68976733498510000455,
            1.6763848301838038494,
            2.05319162663775882187,
            1.0,
        ],
    ];
    const FAR: [[f64; 8]; 2] = [
        [
            2.01033439929228813265e-7,
            2.71155556874348757815e-5,
            0.0012426609473880784386,
            0.026532189526576123093,
            0.29656057182850489123,
            1.7848265399172913358,
            5.4637849111641143699,
            6.6579046435011037772,
        ],
        [
            2.04426310338993978564e-15,
            1.4215117583164458887e-7,
            1.8463183175100546818e-5,
            7.868691311456132591e-4,
            0.0148753612908506148525,
            0.13692988092273580531,
            0.59983220655588793769,
            1.0,
        ],
    ];
    let ratio = |scale: f64, r: f64, [above, below]: [[f64; 8]; 2]| {
        let horner = |c: [f64; 8]| c[1..].iter().fold(c[0], |sum, &next| sum * r + next);
        scale * horner(above) / horner(below)
    };
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        return ratio(q, 0.180625 - q * q, CENTRE);
    }
    let r = sqrt(-log(if q < 0.0 { u } else { 1.0 - u }));
    let x = if r <= 5.0 {
        ratio(1.0, r - 1.6, TAIL)
    } else {
        ratio(1.0, r - 5.0, FAR)
    };
    if q < 0.0 { -x } else { x }
}

/// Lognormal by its median and the standard deviation of its logarithm.
#[inline]
pub fn lognormal(u: f64, median: f64, sigma: f64) -> f64 {
    median * exp(sigma * normal(u))
}

/// Weibull by scale and shape.
#[inline]
pub fn weibull(u: f64, scale: f64, shape: f64) -> f64 {
    scale * pow(-log(1.0 - u), 1.0 / shape)
}

/// Triangular on [low, high] with the given mode.
pub fn triangular(u: f64, low: f64, mode: f64, high: f64) -> f64 {
    let cut = (mode - low) / (high - low);
    if u < cut {
        low + sqrt(u * (high - low) * (mode - low))
    } else {
        high - sqrt((1.0 - u) * (high - low) * (high - mode))
    }
}

/// Uniform on [low, high].
#[inline]
pub fn uniform(u: f64, low: f64, high: f64) -> f64 {
    low + u * (high - low)
}

/// Poisson by inversion: the least n with u < P(N ≤ n).
pub fn poisson(u: f64, mean: f64) -> u32 {
    if mean > 500.0 {
        return poisson_many(u, mean);
    }
    poisson_from(u, mean, exp(-mean))
}

/// The same with P(N = 0) = e^−mean at hand, for a mean met many times; at most 500.
#[inline]
pub fn poisson_from(u: f64, mean: f64, none: f64) -> u32 {
    let mut p = none;
    let mut sum = p;
    let mut n = 0;
    while u >= sum {
        n += 1;
        p *= mean / f64::from(n);
        // Past the mode, terms too small to count end the sum: rounding may keep it just below a `u` near 1.
        if sum + p == sum && f64::from(n) > mean {
            break;
        }
        sum += p;
    }
    n
}

/// The same where exp(−mean) leaves the range of numbers: from the normal quantile by steps of P(N ≤ n) = Q(n + 1, mean).
fn poisson_many(u: f64, mean: f64) -> u32 {
    let above = |n: u32| gamma_tails(f64::from(n) + 1.0, mean).0 < 1.0 - u;
    let mut n = (mean + sqrt(mean) * normal(u)).max(0.0) as u32;
    // P(N ≤ n) > u  ⇔  P(N > n) = P(n + 1, mean) < 1 − u.
    while !above(n) {
        n += 1;
    }
    while n > 0 && above(n - 1) {
        n -= 1;
    }
    n
}

/// Gamma by shape and scale (mean shape × scale): the regularised incomplete gamma function inverted to 1e−12 in
/// probability. About a microsecond; for stays and costs, not for an inner loop.
pub fn gamma(u: f64, shape: f64, scale: f64) -> f64 {
    scale * standard_gamma(u, shape)
}

/// Normal with the given mean and standard deviation, conditional on lying above `low`.
pub fn normal_above(u: f64, mean: f64, deviation: f64, low: f64) -> f64 {
    let from = (low - mean) / deviation;
    // Beyond 37 deviations the tail leaves the range of numbers; it is exponential there to one part in a thousand.
    if from > 37.0 {
        return low + exponential(u, deviation / from);
    }
    let at = from * std::f64::consts::FRAC_1_SQRT_2;
    let (below, above) = (0.5 * erfc(-at), 0.5 * erfc(at));
    // Each half is worked from its own end, where the digits are.
    let p = below + u * above;
    let z = if p < 0.5 { normal(p) } else { -normal((1.0 - u) * above) };
    (mean + deviation * z).max(low)
}

/// The index whose cumulative share first exceeds `u`. `cumulative` is rising and ends at 1 or a little off it. For a
/// handful of alternatives; [`empirical`] serves longer tables.
#[inline]
pub fn index(u: f64, cumulative: &[f64]) -> usize {
    let last = cumulative.len() - 1;
    cumulative[..last].iter().position(|&c| u < c).unwrap_or(last)
}

/// The rising sums of some weights, as [`empirical`] wants them.
pub fn cumulative(weights: &[f64]) -> Vec<f64> {
    let add = |sum: &mut f64, &weight: &f64| {
        *sum += weight;
        Some(*sum)
    };
    weights.iter().scan(0.0, add).collect()
}

/// An index drawn in proportion to its weight, from the rising sums of the weights (of any total above zero). An index
/// without weight is never drawn. Halving search: for tables of any length.
pub fn empirical(u: f64, cumulative: &[f64]) -> usize {
    let total = cumulative[cumulative.len() - 1];
    let mark = u * total;
    let found = cumulative.partition_point(|&sum| sum <= mark);
    // u × total can round up to the total: then the last index with weight.
    if found < cumulative.len() {
        found
    } else {
        cumulative.partition_point(|&sum| sum < total)
    }
}

/// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P(a, x), each to about 1e−14 of itself: the series
/// below x = a + 1, the continued fraction (modified Lentz) above.
fn gamma_tails(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    let front = exp(a * log(x) - x - lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        let p = (front * sum).min(1.0);
        return (p, 1.0 - p);
    }
    let mut b = x + 1.0 - a;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut h = d;
    let mut i = 0.0;
    loop {
        i += 1.0;
        let an = i * (a - i);
        b += 2.0;
        d = 1.0 / (an * d + b);
        c = b + an / c;
        let step = c * d;
        h *= step;
        // 10,000 terms are never needed below a shape of a million; the bound ends the loop whatever comes in.
        if (step - 1.0).abs() < 1e-16 || i > 10_000.0 {
            break;
        }
    }
    let q = (front * h).min(1.0);
    (1.0 - q, q)
}

/// Quantile of the gamma distribution with scale 1: Newton's method on ln P against ln x in the lower half and on ln Q
/// against x in the upper, where those are nearly straight lines; halving whenever a step leaves the bracket.
fn standard_gamma(u: f64, a: f64) -> f64 {
    // Wilson and Hilferty's cube or, where that fails, the leading term of P.
    let cube = 1.0 - 1.0 / (9.0 * a) + normal(u) / (3.0 * sqrt(a));
    let mut x = if a > 0.5 && cube > 0.2 {
        a * cube * cube * cube
    } else {
        exp((log(u) + lgamma(a + 1.0)) / a)
    };
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let log_gamma = lgamma(a);
    for _ in 0..200 {
        if x == 0.0 {
            // The quantile itself is below the least number (shape near zero).
            return 0.0;
        }
        let (p, q) = gamma_tails(a, x);
        let short = if u <= 0.5 { p < u } else { q > 1.0 - u };
        if short {
            low = x;
        } else {
            high = x;
        }
        let density = exp((a - 1.0) * log(x) - x - log_gamma);
        let mut next = if u <= 0.5 {
            x * exp(-log(p / u) * p / (x * density))
        } else {
            x + log(q / (1.0 - u)) * q / density
        };
        if !(next >= low && next <= high) {
            next = if high.is_finite() { 0.5 * (low + high) } else { 2.0 * x };
        }
        if (next - x).abs() <= 1e-15 * x {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod test {
    use super::*;

    /// Probabilities from the least to the greatest that [`crate::engine::draw::unit`] makes.
    fn grid() -> Vec<f64> {
        let cell = 1.0 / (1u64 << 53) as f64;
        let edge = [cell, 3.0 * cell, 1e-12, 1e-9, 1e-6, 1e-4];
        let inner = (1..1_000).map(|i| f64::from(i) / 1_000.0);
        edge.into_iter()
            .chain(inner)
            .chain(edge.into_iter().rev().map(|e| 1.0 - e))
            .collect()
    }

    type Sampler = (&'static str, fn(f64) -> f64);

    const ALL: [Sampler; 20] = [
        ("exponential", |u| exponential(u, 2.0)),
        ("gumbel", gumbel),
        ("normal", normal),
        ("lognormal", |u| lognormal(u, 3.0, 1.2)),
        ("weibull", |u| weibull(u, 2.0, 0.7)),
        ("triangular", |u| triangular(u, 1.0, 2.0, 5.0)),
        ("triangular, mode at the end", |u| triangular(u, 1.0, 5.0, 5.0)),
        ("uniform", |u| uniform(u, -1.0, 3.0)),
        ("poisson", |u| f64::from(poisson(u, 3.5))),
        ("poisson, below", |u| f64::from(poisson(u, 499.0))),
        ("poisson, above", |u| f64::from(poisson(u, 501.0))),
        ("gamma 0.02", |u| gamma(u, 0.02, 1.0)),
        ("gamma 0.4", |u| gamma(u, 0.4, 2.0)),
        ("gamma 2.5", |u| gamma(u, 2.5, 0.3)),
        ("gamma 900", |u| gamma(u, 900.0, 1.0)),
        ("normal above", |u| normal_above(u, 1.0, 2.0, 0.0)),
        ("normal far above", |u| normal_above(u, 0.0, 1.0, 30.0)),
        ("normal beyond", |u| normal_above(u, 0.0, 1.0, 50.0)),
        ("index", |u| index(u, &[0.2, 0.2, 0.7, 1.0]) as f64),
        ("empirical", |u| empirical(u, &[0.0, 2.0, 2.0, 7.0, 7.0]) as f64),
    ];

    #[test]
    fn every_sampler_is_finite_and_rises_with_u() {
        for (name, draw) in ALL {
            let mut before = f64::NEG_INFINITY;
            for u in grid() {
                let x = draw(u);
                assert!(x.is_finite(), "{name} at {u}: {x}");
                assert!(x >= before, "{name} falls at {u}: {before} then {x}");
                before = x;
            }
        }
    }

    #[test]
    fn normal_quantiles_are_those_of_the_tables() {
        for (u, z) in [
            (0.5, 0.0),
            (0.975, 1.959963984540054),
            (0.999, 3.090232306167813),
            (1e-10, -6.361340902404056),
        ] {
            assert!((normal(u) - z).abs() < 1e-12, "{u}: {}", normal(u));
        }
    }

    #[test]
    fn gamma_quantiles_are_those_of_chi_square() {
        // Chi-square with k degrees of freedom is gamma with shape k/2 and scale 2.
        for (u, k, x) in [
            (0.95, 1.0, 3.841458820694124),
            (0.99, 10.0, 23.209251158954356),
            (0.05, 10.0, 3.940299136119182),
            (0.5, 100.0, 99.33412923598846),
        ] {
            assert!(
                (gamma(u, k / 2.0, 2.0) / x - 1.0).abs() < 1e-10,
                "{u} {k}: {}",
                gamma(u, k / 2.0, 2.0)
            );
        }
    }

    #[test]
    fn gamma_inverts_its_distribution_to_one_in_ten_thousand_million() {
        // Oracle for whole shapes: the Erlang sum. For others: the inverse must return to u.
        let erlang = |k: u32, x: f64| {
            let mut term = exp(-x);
            let mut sum = term;
            for i in 1..k {
                term *= x / f64::from(i);
                sum += term;
            }
            1.0 - sum
        };
        for u in grid() {
            for k in [1, 2, 5, 30] {
                let x = gamma(u, f64::from(k), 1.0);
                assert!((erlang(k, x) - u).abs() < 1e-10, "shape {k}, u {u}: x {x}");
            }
            for shape in [0.1, 0.5, 1.7, 12.5, 400.0] {
                let (p, q) = gamma_tails(shape, gamma(u, shape, 1.0));
                let off = if u < 0.5 { p / u - 1.0 } else { q / (1.0 - u) - 1.0 };
                assert!(off.abs() < 1e-10, "shape {shape}, u {u}: off by {off}");
            }
        }
    }

    #[test]
    fn poisson_inverts_its_distribution_on_both_sides_of_the_change_of_method() {
        for mean in [0.2, 5.0, 480.0, 700.0, 20_000.0] {
            for u in grid() {
                let n = poisson(u, mean);
                let cdf = |n: f64| 1.0 - gamma_tails(n + 1.0, mean).0;
                assert!(cdf(f64::from(n)) >= u - 1e-11, "mean {mean}, u {u}: {n} too few");
                assert!(
                    n == 0 || cdf(f64::from(n) - 1.0) <= u + 1e-11,
                    "mean {mean}, u {u}: {n} too many"
                );
            }
        }
    }

    #[test]
    fn poisson_of_nothing_is_none_and_the_greatest_u_no_outlier() {
        assert_eq!(poisson(0.999, 0.0), 0);
        assert!(poisson(1.0 - 1.0 / (1u64 << 53) as f64, 5.0) < 40);
    }

    #[test]
    fn the_truncated_normal_stays_above_and_forgets_a_bound_far_below() {
        for u in grid() {
            assert!(normal_above(u, 0.0, 1.0, 1.0) >= 1.0);
            let (bound, free) = (normal_above(u, 5.0, 2.0, -100.0), 5.0 + 2.0 * normal(u));
            assert!((bound - free).abs() < 1e-9, "{u}: {bound} against {free}");
        }
        // Median above 1: Φ⁻¹((Φ(1) + 1) / 2).
        assert!((normal_above(0.5, 0.0, 1.0, 1.0) - 1.409608709293454).abs() < 1e-12);
        // The tail beyond 37 deviations joins the one before it.
        let (before, beyond) = (
            normal_above(0.5, 0.0, 1.0, 36.9999),
            normal_above(0.5, 0.0, 1.0, 37.0001),
        );
        assert!((beyond - before - 0.0002).abs() < 3e-5);
    }

    #[test]
    fn an_index_without_weight_is_never_drawn() {
        let sums = cumulative(&[0.0, 2.0, 0.0, 5.0, 0.0]);
        assert_eq!(sums, [0.0, 2.0, 2.0, 7.0, 7.0]);
        assert!(grid().into_iter().all(|u| [1, 3].contains(&empirical(u, &sums))));
        assert_eq!(empirical(1.0, &sums), 3);
        assert_eq!(empirical(0.3, &sums), 3);
        assert_eq!(empirical(0.28, &sums), 1);
        assert_eq!(index(0.9999, &[0.5, 0.9998]), 1);
    }
}

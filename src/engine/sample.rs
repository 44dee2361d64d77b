//! Inverse-CDF samplers over `libm`: one uniform number a variate, monotone in it (common random numbers need that), the
//! same bits on every platform and whatever else is compiled in. Each is compared with `rand_distr` in distribution by a
//! Kolmogorov–Smirnov test.

use libm::{exp, log, pow, sqrt};

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
pub fn normal(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q
            * (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                + 45921.953931549871457)
                * r
                + 13731.693765509461125)
                * r
                + 1971.5909503065514427)
                * r
                + 133.14166789178437745)
                * r
                + 3.387132872796366608)
            / (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                + 21213.794301586595867)
                * r
                + 5394.1960214247511077)
                * r
                + 687.1870074920579083)
                * r
                + 42.313330701600911252)
                * r
                + 1.0);
    }
    let tail = if q < 0.0 { u } else { 1.0 - u };
    let mut r = sqrt(-log(tail));
    let x = if r <= 5.0 {
        r -= 1.6;
        (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
            + 1.27045825245236838258)
            * r
            + 3.64784832476320460504)
            * r
            + 5.7694972214606914055)
            * r
            + 4.6303378461565452959)
            * r
            + 1.42343711074968357734)
            / (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
                + 0.14810397642748007459)
                * r
                + 0.68976733498510000455)
                * r
                + 1.6763848301838038494)
                * r
                + 2.05319162663775882187)
                * r
                + 1.0)
    } else {
        r -= 5.0;
        (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
            + 0.026532189526576123093)
            * r
            + 0.29656057182850489123)
            * r
            + 1.7848265399172913358)
            * r
            + 5.4637849111641143699)
            * r
            + 6.6579046435011037772)
            / (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
                + 7.868691311456132591e-4)
                * r
                + 0.0148753612908506148525)
                * r
                + 0.13692988092273580531)
                * r
                + 0.59983220655588793769)
                * r
                + 1.0)
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

/// Poisson by inversion; exact for means to about 700, the range of a count per person and quarter.
pub fn poisson(u: f64, mean: f64) -> u32 {
    let mut p = exp(-mean);
    let mut sum = p;
    let mut n = 0;
    while u >= sum && n < 10_000 {
        n += 1;
        p *= mean / f64::from(n);
        sum += p;
    }
    n
}

/// The index whose cumulative share first exceeds `u`. `cumulative` is rising and ends at 1 or a little off it.
#[inline]
pub fn index(u: f64, cumulative: &[f64]) -> usize {
    let last = cumulative.len() - 1;
    cumulative[..last].iter().position(|&c| u < c).unwrap_or(last)
}

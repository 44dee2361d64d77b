//! Distributions as a pathway's author writes them: by mean and standard deviation or by their own parameters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A distribution of times, in the file's `time_unit`. Exactly one kind; none ever gives a time below 0.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Distribution {
    /// Always the same.
    Fixed(Fixed),
    /// Memoryless: standard deviation equal to the mean.
    Exponential(Exponential),
    /// Its logarithm is normal: a long right tail, the usual shape of lengths of stay. By `mean` and `sd` or by `log_mean` and
    /// `log_sd`.
    Lognormal(Lognormal),
    /// Gamma (Erlang when the shape is whole), by `mean` and `sd` or by `shape` and `scale`.
    Gamma(Gamma),
    /// Weibull, by `mean` and `sd` or by `shape` and `scale`.
    Weibull(Weibull),
    /// Normal, drawn again below `minimum`; `mean` and `sd` are those before that cut.
    Normal(Normal),
    /// Equal density between two ends.
    Uniform(Uniform),
    /// Triangular: least, most likely, most.
    Triangular(Triangular),
    /// An empirical table: each value with its share.
    Table(Table),
}

/// Always the same.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fixed {
    /// The value, 0 or more.
    pub value: f64,
}

/// Exponential.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exponential {
    /// Mean, above 0.
    pub mean: f64,
}

/// Lognormal by `mean` and `sd`, or by `log_mean` and `log_sd`.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lognormal {
    /// Mean, above 0; with `sd`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Standard deviation, above 0; with `mean`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
    /// Mean of the natural logarithm, -100 to 100; with `log_sd`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_mean: Option<f64>,
    /// Standard deviation of the natural logarithm, above 0, at most 10; with `log_mean`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_sd: Option<f64>,
}

/// Gamma by `mean` and `sd`, or by `shape` and `scale`.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gamma {
    /// Mean, above 0; with `sd`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Standard deviation, above 0; with `mean`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
    /// Shape, 0.001 to 1,000,000; with `scale` (the mean is shape × scale).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<f64>,
    /// Scale, above 0; with `shape`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<f64>,
}

/// Weibull by `mean` and `sd`, or by `shape` and `scale`.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weibull {
    /// Mean, above 0; with `sd`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Standard deviation, 0.013 to 429 times the mean; with `mean`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
    /// Shape, 0.1 to 100; with `scale`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<f64>,
    /// Scale, above 0; with `shape`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<f64>,
}

/// Normal above a minimum.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Normal {
    /// Mean of the uncut normal, no more than 8 `sd` below `minimum`.
    pub mean: f64,
    /// Standard deviation of the uncut normal, above 0.
    pub sd: f64,
    /// No value lies below it; 0 or more. 0 unless given.
    #[serde(default)]
    pub minimum: f64,
}

/// Uniform.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Uniform {
    /// Least, 0 or more.
    pub low: f64,
    /// Most, above `low`.
    pub high: f64,
}

/// Triangular.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Triangular {
    /// Least, 0 or more.
    pub low: f64,
    /// Most likely, between `low` and `high`.
    pub mode: f64,
    /// Most, above `low`.
    pub high: f64,
}

/// An empirical table.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The values, each 0 or more.
    pub values: Vec<f64>,
    /// The share of each value, in the same order, summing to 1.
    pub shares: Vec<f64>,
}

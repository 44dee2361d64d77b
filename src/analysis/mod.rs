//! **Purpose** what many replications say together: summaries, paired differences, intervals, warnings.
//!
//! **Speaks of** means, t intervals, pairing, precision.
//!
//! **May import** `engine … experiment`. It runs no simulation.
//!
//! **To add one here** a new question to the replications is one file with one function from an
//! [`Outcome`](crate::experiment::Outcome).

pub mod attribution;
pub mod battery;
pub mod calibration;
pub mod claim;
pub mod difference;
pub mod estimate;
pub mod evaluation;
pub mod least_squares;
pub mod local;
pub mod money;
pub mod pairing;
#[cfg(all(test, feature = "native"))]
mod pairing_test;
pub mod pathway;
pub mod quantile;
pub mod sensitivity;
pub mod summary;
pub mod theory;
pub mod validation;
pub mod verify;
pub mod warning;

pub use difference::{Difference, differences, split_differences};
pub use estimate::Estimate;
pub use pairing::{PairingGain, pairing_gain};
pub use summary::{Summary, keys, summaries};
pub use warning::{Warning, warnings};

/// Level of every interval unless it says otherwise.
pub const LEVEL: f64 = 0.95;

//! Scenarios that hold only a pathway: `file` is what may be written, `relation` what must hold between fields, `build`
//! makes the network, `plan` is what a run is given.

mod build;
pub mod file;
pub(in crate::scenario) mod load;
mod plan;
mod relation;

pub use file::TimeUnit;
pub use plan::{PathwayPlan, Variant};

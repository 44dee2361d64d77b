//! **Purpose** which runs, in what order, on how many threads, and what is kept of each.
//!
//! **Speaks of** arms (a base and its alternatives), replications, the shared past of arms, fates matched between arms.
//!
//! **May import** `engine … measure`. It knows no charts and no statistics.
//!
//! **To add one here** a new design is one file that makes a list of jobs and hands it to [`run::in_order`]; several designs at
//! once go through [`Together`], which runs once what they have in common.

mod align;
pub mod checked;
pub mod fate;
pub mod follow;
pub mod job;
#[cfg(all(test, feature = "native"))]
mod job_test;
pub mod panel;
pub mod pathway;
pub mod places;
pub mod run;
mod sim_world;
#[cfg(test)]
pub mod stand_in;
pub mod together;
#[cfg(all(test, feature = "native"))]
mod together_test;
pub mod world;

pub use fate::Split;
pub use job::{ArmRecord, Design, Outcome, Replication, run};
pub use run::{Progress, Watch};
pub use together::Together;
pub use world::{MonthResult, Simulation};

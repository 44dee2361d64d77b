//! **Purpose** one plan, one seed: the loop in which model and economy meet, month by month.
//!
//! **Speaks of** a [`World`]: a value that can be advanced, forked, snapshotted and restored.
//!
//! **May import** `engine … scenario`. It knows no files and no threads.
//!
//! **To add one here** nothing: the loop is closed. New behaviour belongs to `model`, new money to `economy`.
//!
//! During a month the model runs on its levers and emits facts. At the month's end the facts go to the economy, which
//! settles, decides, and sends levers down for the next month. No other channel exists.

#[cfg(test)]
mod critical_test;
#[cfg(test)]
mod equilibrium_test;
#[cfg(test)]
mod found_test;
#[cfg(test)]
mod luck_test;
#[cfg(test)]
mod mental_test;
#[cfg(test)]
mod social_test;
mod world;

pub use world::{MonthOutput, Snapshot, World};

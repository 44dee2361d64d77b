//! Scenarios that hold only a pathway.

pub mod file;

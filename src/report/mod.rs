//! **Purpose** results become tables, charts and one page a planner can paste.
//!
//! **Speaks of** summaries, differences, fans, the bend, gains and losses: in words with numbers and intervals.
//!
//! **May import** `engine … analysis`. It knows neither where scenario files came from nor a terminal: it writes bytes to
//! what it is given.
//!
//! **To add one here** a chart is one file in `chart/` with its entry in [`chart::CHARTS`]; a table is one function in
//! [`table`].

pub mod answer;
pub mod attribution;
pub mod chart;
pub mod claim;
pub mod delivery;
pub mod evaluation;
pub mod manifest;
pub mod money;
pub mod pathway;
pub mod score;
pub mod sensitivity;
pub mod story;
pub mod study;
pub mod table;
#[cfg(test)]
mod table_test;
pub mod validation;
pub mod visit_log;
pub mod words;
pub mod worth;

pub use chart::{CHARTS, Chart};
pub use manifest::Manifest;
pub use study::Study;

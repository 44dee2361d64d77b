//! **Purpose** files become a checked, complete, explained plan.
//!
//! **Speaks of** a [`Source`] of texts, a [`Plan`], the [`Problems`] that stop it and the [`Warning`]s it carries; the
//! schema of a scenario file and the origin of every number ([`explain`]).
//!
//! **May import** `engine … economy`. It opens no file and knows no running state.
//!
//! **To add one here** a field of a scenario is one field in `file` (schema, types and editors follow), with its rule in
//! `check` and its meaning in `plan`; a shipped file is one line in [`embedded`]. A field of a pathway is one field in
//! [`pathway::file`] (schema and reference page follow), with its rule in `pathway::relation` and its meaning in
//! `pathway::build`. An experiment of `carecurve validate` is one file in `scenarios/validation`
//! and its line in [`embedded`]. A total that a place can be made from is one line in [`local::KNOWN`], with what it sizes in
//! `local::size` or `local::money`.

mod check;
pub mod claim;
pub mod embedded;
mod expected;
mod explain;
mod file;
mod load;
pub mod local;
mod merge;
mod offered;
mod opened;
mod parameter;
pub mod pathway;
mod plan;
mod problem;
mod reference;
mod scale;
mod schema;
mod shape;
mod sheet;
mod shock;
mod source;
mod table;
mod text;
pub mod validation;

pub use check::{KINDS, SPECIALTIES};
pub use explain::Figure;
pub use file::ScenarioFile;
pub use load::{Scenario, explain, load, open};
pub use offered::{OFFERED_LOAD, OfferedLoad, table_load, warning as load_warning};
pub use parameter::COLUMNS as PARAMETER_COLUMNS;
pub use pathway::{PathwayPlan, TimeUnit, Variant};
pub use plan::{BEHAVIOUR, Change, Plan, ScaledFigure, Shares, What, hash};
pub use problem::{Place, Problem, Problems, Warning, nearest};
pub use reference::page as reference_page;
pub use schema::{published as schema, service_kinds, text as schema_text};
pub use source::{Embedded, Memory, Source};
pub use table::TABLES;

//! One resident's years in plain words: the diary of the model, told with dates, waits, places, decisions and who paid,
//! under one plan or under several beside each other.

mod hospital;
mod mental;
mod page;
mod payment;
mod person;
mod span;
mod teller;
pub mod wish;

pub use page::page;
pub use person::number;
pub use teller::{Told, Totals, told};

use crate::model::diary::{Line, Portrait};
use crate::scenario::Plan;
use std::sync::Arc;

/// A resident under one plan.
pub struct Arm {
    pub label: String,
    pub plan: Arc<Plan>,
    /// At the first reported instant.
    pub portrait: Portrait,
    /// The resident's own lines, those of the warm-up among them.
    pub lines: Vec<Line>,
}

/// All that a story is told from.
pub struct Story {
    pub place: String,
    /// The base first.
    pub arms: Vec<Arm>,
    pub replication: u32,
    pub seed: u64,
    /// How the resident was found, if not by number.
    pub chosen: Option<String>,
}

//! A place from about a dozen local totals: what the totals are (`total`), the ages and deprivation that meet them
//! (`weight`), how large services and budgets become (`size`, `money`), and the scenario file that says so (`write`).
//!
//! What is given is met; what is not is England's for each resident, times what residents of that age and deprivation use
//! beside England's at the rates of the tables.

mod england;
mod money;
mod size;
mod total;
mod weight;
mod write;

pub use england::England;
pub use total::{KNOWN, Known, Total, Totals, read};
pub use write::{Fitted, text};

#[cfg(test)]
#[path = "local_test.rs"]
mod tests;

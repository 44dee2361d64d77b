//! **Purpose** time, order of events and luck: everything a discrete-event simulation needs before it means anything.
//!
//! **Speaks of** instants, dates, pending events, addressed random draws. No health word is known here.
//!
//! **May import** nothing of carecurve.
//!
//! **To add one here** one file for one idea; a sampler is one function in [`sample`] with its line in the golden test.

pub mod agenda;
pub mod calendar;
pub mod draw;
#[cfg(test)]
mod golden;
pub mod sample;
pub mod time;

pub use agenda::{Agenda, Entry};
pub use calendar::{Calendar, Date, Month, Weekday};
pub use draw::{Draws, Key};
pub use time::{Span, Time};

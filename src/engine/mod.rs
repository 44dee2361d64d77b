//! **Purpose** time, order of events and luck: everything a discrete-event simulation needs before it means anything.
//!
//! **Speaks of** instants, dates, pending events, addressed random draws. No health word is known here.
//!
//! **May import** nothing of carecurve.
//!
//! **To add one here** one file for one idea; a sampler is one function in [`sample`] with its line in the golden test.
//!
//! # A queue in ten lines
//!
//! There is no framework: a model is a loop that takes the next [`Entry`] from an [`Agenda`] and matches its kind. Here one
//! clinician sees patients who come at random, four an hour, for twelve minutes on average (an M/M/1 queue, 80 % busy; its
//! mean number present is 4). Each patient's luck is addressed by the patient's number and a purpose, so the same patient
//! needs the same time with the clinician whatever else changes.
//!
//! ```
//! use carecurve::engine::{Agenda, Date, Entry, Key, Span, sample};
//!
//! const ARRIVAL: u8 = 0;
//! const END: u8 = 1;
//! let (mut agenda, root) = (Agenda::new(), Key::root(1, 0));
//! let after = |mean, patient: u32, kind| {
//!     let luck = root.with(u64::from(patient)).with(u64::from(kind)).uniform();
//!     Span::minutes(sample::exponential(luck, mean))
//! };
//! let start = Date { year: 2018, month: 4, day: 1 }.midnight();
//! let end = start + Span::days(2_000.0);
//! let (mut present, mut served, mut before, mut area) = (0u32, 0, start, 0);
//!
//! agenda.push(Entry::new(start, 0, 1, ARRIVAL, 0));
//! while let Some(entry) = agenda.peek_until(end) {
//!     let (now, patient) = (entry.time(), entry.subject());
//!     area += u64::from(present) * now.since(before).0;
//!     before = now;
//!     if entry.kind() == ARRIVAL {
//!         agenda.replace_top(Entry::new(now + after(15.0, patient, ARRIVAL), 0, patient + 1, ARRIVAL, 0));
//!         present += 1;
//!     } else {
//!         agenda.pop();
//!         (present, served) = (present - 1, patient);
//!     }
//!     // The clinician turns to the next patient when one ends, or to the first who finds nobody there.
//!     if present > 0 && (entry.kind() == END || present == 1) {
//!         agenda.push(Entry::new(now + after(12.0, served + 1, END), 0, served + 1, END, 0));
//!     }
//! }
//! let mean_present = area as f64 / end.since(start).0 as f64;
//! assert!((mean_present - 4.0).abs() < 0.2, "{mean_present}");
//! ```
//!
//! # What holds
//!
//! - Time is a whole number of milliseconds, so ties are exact; they are settled by phase, subject, kind and tag, never by
//!   the order of pushing.
//! - A clone of an [`Agenda`] is a fork; [`Agenda::iter`] and `collect` store and rebuild it.
//! - A draw depends on its address alone ([`draw`]), a variate on one draw alone ([`sample`]), on every platform.
//! - Nothing here can fail, and nothing reads a clock, a file or a thread.

pub mod agenda;
pub mod calendar;
pub mod draw;
#[cfg(test)]
mod golden;
pub mod sample;
pub mod time;

pub use agenda::{Agenda, Entry};
pub use calendar::{Calendar, Date, Month, Season, Weekday};
pub use draw::{Draws, Key};
pub use time::{Span, Time};

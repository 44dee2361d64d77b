//! Exact results of queueing theory, as plain functions: what a service must come to if its assumptions hold. The
//! [battery](super::battery) holds the engine against them, and whoever writes a pathway may call them.
//!
//! Units: a rate is in arrivals (or services) per unit of time, a mean service time in the same unit of time, whichever
//! that is; an offered *load* is arrivals × mean service time, in servers; shares lie between 0 and 1; a *wait* is the
//! time in the queue before service. Every function gives long-run (stationary) values unless it says otherwise, and
//! panics when there are none (a load the servers cannot carry, where nobody leaves the queue).
//!
//! | file | holds |
//! |---|---|
//! | [`birth_death`] | M/M/1, M/M/c, M/M/c/K, Erlang B and C, balking, Erlang A: one chain, one solver |
//! | [`chain`] | stationary distribution of any finite Markov chain |
//! | [`general_service`] | M/G/1 (Pollaczek–Khinchine), M/D/1, batches, patience of fixed length |
//! | [`general_arrival`] | G/M/1: independent intervals of any shape |
//! | [`infinite_servers`] | M/G/∞ and M(t)/G/∞ |
//! | [`priority`] | two classes, with and without preemption |
//! | [`network`] | open Jackson networks |
//! | [`tandem`] | two services in a row with blocking after service |
//! | [`overflow`] | own servers and shared ones, without a queue |
//! | [`transient`] | growth from a given start: overload |
//! | [`stay`] | mean, spread and transform of each shape of stay a pathway may name |

pub mod birth_death;
pub mod chain;
pub mod general_arrival;
pub mod general_service;
pub mod infinite_servers;
pub mod network;
pub mod overflow;
pub mod priority;
pub mod stay;
pub mod tandem;
pub mod transient;

/// Long-run figures of one service with its queue.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Queue {
    /// Mean number of patients being served.
    pub occupied: f64,
    /// Mean number waiting.
    pub waiting: f64,
    /// Mean wait of those who wait to the end (who are served), in the unit of the mean service time.
    pub wait: f64,
    /// Share of those served who wait at all.
    pub waited_share: f64,
    /// Share of those who come who are turned away by a full queue.
    pub turned_away_share: f64,
    /// Share of those who come who go away because of the queue they see.
    pub balked_share: f64,
    /// Share of those who come who give up waiting.
    pub reneged_share: f64,
}

impl Queue {
    /// Mean number present: waiting and being served.
    pub fn present(&self) -> f64 {
        self.occupied + self.waiting
    }
}

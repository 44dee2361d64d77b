//! A pathway: classes of patients that move through a network of services with queues, without population or money. It is
//! the queueing vocabulary of the field used exactly: arrivals, servers, queue places, priorities, balking, reneging,
//! blocking after service.
//!
//! A scenario's [`network::Network`] becomes a [`World`], which is a value: it can be advanced, cloned and checked at every
//! event ([`World::check`]).

pub mod arrival;
mod book;
mod check;
mod come;
pub mod count;
pub mod distribution;
pub mod network;
mod room;
mod serve;
mod station;
pub mod variate;
mod world;

pub use network::Network;
pub use world::World;

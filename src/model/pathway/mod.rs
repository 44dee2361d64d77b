//! A pathway: classes of patients that move through a network of services with queues, without population or money.

pub mod distribution;

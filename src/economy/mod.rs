//! **Purpose** organisations, contracts, money and the choices they lead to; care models, their maturity, and trust.
//!
//! **Speaks of** payers, providers, clauses, prices in pence, incentives. It knows no person: a month's facts come up,
//! levers go down.
//!
//! **May import** `engine`, `model` (facts, levers, settings).
//!
//! **To add one here** a clause is one file in `clause/` and one word in its list; a component of a care model likewise in
//! `component/`; a regime, contract or care model is data in a scenario file.

pub mod clause;
pub mod component;
pub mod ledger;
pub mod settings;

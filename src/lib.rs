#![forbid(unsafe_code)]
#![doc = include_str!("guide.md")]

pub mod analysis;
#[cfg(feature = "native")]
pub mod app;
pub mod economy;
pub mod engine;
pub mod experiment;
pub mod measure;
pub mod model;
#[cfg(feature = "native")]
pub mod report;
pub mod scenario;
pub mod sim;

#![forbid(unsafe_code)]
#![doc = include_str!("guide.md")]

pub mod analysis;
pub mod economy;
pub mod engine;
pub mod experiment;
pub mod measure;
pub mod model;
pub mod scenario;
pub mod sim;

#[cfg(feature = "native")]
pub mod app;
#[cfg(feature = "native")]
pub mod report;

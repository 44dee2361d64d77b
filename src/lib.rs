#![forbid(unsafe_code)]
#![doc = include_str!("guide.md")]

pub mod economy;
pub mod engine;
pub mod measure;
pub mod model;
pub mod scenario;

#[cfg(feature = "native")]
pub mod app;

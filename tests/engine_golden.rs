//! The golden draws once more, in a program that links every dependency with every feature the full build switches on.

use carecurve::engine::{Key, sample};

#[path = "../src/engine/golden.rs"]
mod golden;

//! **Written in a test**: a clause that only the tests know. One file and one word in the list, and nothing else: it is
//! parsed, listed, has a schema, settles to the penny and moves incentives like the others.
//!
//! In words: so many pounds for each emergency spell with no night. pay = p · n. Source: made up. Its worked year is a
//! test of [`crate::economy`]'s settlement.

use super::{Period, Rule};
use crate::economy::settings::Currency;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// So many pounds for each emergency spell with no night.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct WrittenInATest {
    /// Pounds for each spell.
    #[garde(range(min = 0.0))]
    pub pounds_per_spell: f64,
}

impl Rule for WrittenInATest {
    const NAME: &'static str = "written_in_a_test";
    const DESCRIPTION: &'static str = "pounds for each emergency spell with no night";

    fn pay(&self, period: &Period<'_>, _before: f64) -> f64 {
        self.pounds_per_spell * period.activity.get(&Currency::EmergencyZeroNight).copied().unwrap_or(0.0)
    }
}

//! Critical care on a part of the average place.

use crate::model::critical_test as critical;
use crate::model::settings::Settings;
use crate::scenario::{Embedded, load};

/// 7 beds for 100,000 people.
fn settings() -> Settings {
    let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    plan.scaled(100_000).model
}

#[test]
fn critical_care_is_never_over_its_beds() {
    critical::critical_care_is_never_over_its_beds(&settings());
}

#[test]
fn a_patient_lost_from_its_lines_is_seen() {
    critical::a_patient_lost_from_its_lines_is_seen(&settings());
}

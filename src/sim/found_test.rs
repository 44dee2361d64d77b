//! What reviews find, on a part of the shipped place.

use crate::model::found_test;
use crate::model::settings::Settings;
use crate::scenario::{Embedded, load};

fn settings() -> Settings {
    let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    plan.scaled(20_000).model
}

#[test]
fn who_is_in_control_is_not_sent_by_a_review() {
    found_test::who_is_in_control_is_not_sent(&settings());
}

#[test]
fn reviews_of_a_caseload_send_some_to_hospital() {
    found_test::reviews_send_some_to_hospital(&settings());
}

//! Needs found by reviews, on a part of the average place.

use crate::model::found_test as found;
use crate::model::settings::Settings;
use crate::scenario::{Embedded, load};

fn settings() -> Settings {
    let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    plan.scaled(20_000).model
}

#[test]
fn who_is_in_control_is_not_sent() {
    found::who_is_in_control_is_not_sent(&settings());
}

#[test]
fn reviews_send_some_to_hospital() {
    found::reviews_send_some_to_hospital(&settings());
}

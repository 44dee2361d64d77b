//! Mental health on the shipped place.

use crate::model::mental_test::{
    a_person_lost_from_a_list_is_seen, births_of_the_start_are_those_of_england,
    people_on_the_lists_are_those_of_the_records_every_midnight,
};
use crate::model::settings::Settings;
use crate::scenario::{Embedded, load};

fn settings(people: u32) -> Settings {
    let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    plan.scaled(people).model
}

#[test]
fn people_on_the_lists_of_mental_health_are_those_of_the_records() {
    people_on_the_lists_are_those_of_the_records_every_midnight(&settings(60_000));
}

#[test]
fn a_loss_from_a_list_of_mental_health_is_seen() {
    a_person_lost_from_a_list_is_seen(&settings(60_000));
}

#[test]
fn births_are_those_of_england() {
    births_of_the_start_are_those_of_england(&settings(300_000));
}

//! Measures of organisations: trust, moods, leaders, delivery, deals, staff. They have rows only where a scenario has a
//! block `relations`, `governance` or `workforce`; the maturity of components has, where a care model brings some. A pair
//! of organisations stands in the column of organisations, a component or a group of staff in that of services.

use super::form::{Better, By, Form, Measure, Special, special};
use super::{Dimensions, Row, Setting, find};
use crate::economy::Component;
use crate::economy::condition::{Condition, Of, pair};
use crate::economy::settings::Settings;
use crate::economy::workforce::Group;
use crate::engine::Month;

const BY_ORGANISATION: &[By] = &[By::Organisation];
const BY_STAFF: &[By] = &[By::Organisation, By::Service];
const BY_SERVICE: &[By] = &[By::Service];
const WHOLE: &[By] = &[];

/// Organisations, and pairs of them where relations are followed.
pub fn named(settings: &Settings, organisations: Vec<String>) -> Vec<String> {
    let mut names = organisations;
    if settings.conduct.any() {
        let ids: Vec<&String> = settings.organisations.keys().collect();
        for (n, a) in ids.iter().enumerate() {
            names.extend(ids[n + 1..].iter().map(|b| pair(a, b)));
        }
        // Employers where money only ends, such as the care market.
        let missing: Vec<String> = ids.into_iter().filter(|id| !names.contains(id)).cloned().collect();
        names.extend(missing);
    }
    names
}

/// What stands in the column of services for a component of a care model.
pub fn component(name: &str) -> String {
    format!("component: {name}")
}

/// Names of services, then the components of care models, and groups of staff where staff are followed.
pub fn groups(settings: &Settings, services: Vec<String>) -> Vec<String> {
    let mut names = services;
    names.extend(Component::CATALOGUE.iter().map(|known| component(known.name)));
    if settings.conduct.workforce.is_some() {
        names.extend(Group::ALL.iter().map(|group| format!("staff: {}", group.name())));
    }
    names
}

/// Rows of a month.
pub fn rows(condition: &Condition, month: Month, setting: &Setting) -> Vec<Row> {
    let days = f64::from(month.days());
    let at = |names: &[String], name: &str| names.iter().position(|own| own == name).map(|i| i as u16);
    let mut rows = Vec::with_capacity(condition.readings.len());
    for reading in &condition.readings {
        let measure = find(&reading.measure).expect("what the economy tells stands in the catalogue");
        let mut dimensions = Dimensions::default();
        match &reading.of {
            Of::Whole => {}
            Of::Organisation(name) => dimensions.organisation = at(&setting.names.organisations, name),
            Of::Component(name) => dimensions.service = at(&setting.names.services, &component(name)),
            Of::Group(name) => dimensions.service = at(&setting.names.services, &format!("staff: {name}")),
        }
        if reading.of != Of::Whole && dimensions == Dimensions::default() {
            continue;
        }
        let (numerator, denominator) = match super::MEASURES[usize::from(measure)].form {
            Form::Count => (reading.top, 0.0),
            Form::Average => (reading.top * days, days),
            Form::Ratio => (reading.top, reading.bottom),
        };
        rows.push(Row {
            month,
            measure,
            dimensions,
            numerator,
            denominator,
        });
    }
    rows
}

const fn told(
    name: &'static str,
    unit: &'static str,
    definition: &'static str,
    form: Form,
    better: Better,
    by: &'static [By],
) -> Measure {
    special(name, unit, definition, form, better, by, Special::Told)
}

/// After all others.
pub const MEASURES: &[Measure] = &[
    told(
        "trust",
        "share (0 to 1)",
        "Trust at the month's end: over all the mean of the partners' pairs; of an organisation the mean of its pairs; of a pair (`a & b`) its own.",
        Form::Average,
        Better::Up,
        BY_ORGANISATION,
    ),
    told(
        "fortress_share",
        "share of partners",
        "Partners that have withdrawn into a fortress.",
        Form::Average,
        Better::Down,
        BY_ORGANISATION,
    ),
    told(
        "contracting_withdrawn",
        "share (0 to 1)",
        "How far the people who do the contracting of partners have withdrawn: they follow their boards with a lag.",
        Form::Average,
        Better::Down,
        BY_ORGANISATION,
    ),
    told(
        "leadership",
        "worth (0 to 1)",
        "What leaders are worth to others: quality, settled in the post; an empty post is worth nothing.",
        Form::Average,
        Better::Up,
        BY_ORGANISATION,
    ),
    told(
        "leaders_departed",
        "departures a year",
        "Leaders of partners who left, or were removed.",
        Form::Count,
        Better::Neither,
        BY_ORGANISATION,
    ),
    told(
        "clinical_engagement",
        "share (0 to 1)",
        "How far those who treat patients make reform their own.",
        Form::Average,
        Better::Up,
        WHOLE,
    ),
    told(
        "care_model_maturity",
        "share of the design",
        "Mean maturity of the components in force; nought without any.",
        Form::Average,
        Better::Up,
        WHOLE,
    ),
    told(
        "component_maturity",
        "share of the design",
        "Maturity of each component that is or was in force, in the column of services.",
        Form::Average,
        Better::Up,
        BY_SERVICE,
    ),
    told(
        "pace_of_delivery",
        "ratio to the usual",
        "What organisations make of the speed at which components mature.",
        Form::Average,
        Better::Up,
        WHOLE,
    ),
    told(
        "months_not_mature",
        "months a year",
        "Months in which a care model is wanted and its mean maturity lies below the mature level: over all years, the time to mature delivery.",
        Form::Count,
        Better::Down,
        WHOLE,
    ),
    told(
        "changes_held_up",
        "changes",
        "Changes whose date has come and which boards or partners hold up.",
        Form::Average,
        Better::Down,
        WHOLE,
    ),
    told(
        "months_of_negotiation",
        "months a year",
        "Months in which partners talk about sharing risk and have not agreed: over all years, the time to agreement.",
        Form::Count,
        Better::Down,
        WHOLE,
    ),
    told(
        "deals_alive",
        "deals",
        "Agreed deals that share risk and are in force.",
        Form::Average,
        Better::Up,
        WHOLE,
    ),
    told(
        "deals_broken",
        "deals a year",
        "Deals that a partner left because it bore too much.",
        Form::Count,
        Better::Down,
        WHOLE,
    ),
    told(
        "staff_in_post",
        "whole-time equivalents",
        "Permanent staff in post.",
        Form::Average,
        Better::Up,
        BY_STAFF,
    ),
    told(
        "agency_staff",
        "whole-time equivalents",
        "Agency staff at work.",
        Form::Average,
        Better::Down,
        BY_STAFF,
    ),
    told(
        "staff_leavers",
        "people a year",
        "Staff who left their employer, whole-time equivalents, for another local one or for good.",
        Form::Count,
        Better::Down,
        BY_STAFF,
    ),
    told(
        "vacancy_rate",
        "share of posts",
        "Posts without a permanent holder.",
        Form::Ratio,
        Better::Down,
        BY_STAFF,
    ),
    told(
        "posts_unfilled",
        "share of posts",
        "Posts with neither a permanent holder nor agency cover.",
        Form::Ratio,
        Better::Down,
        BY_STAFF,
    ),
    told(
        "staff_overload",
        "share of hands",
        "Shortage of hands against the start and over-full wards, by posts.",
        Form::Ratio,
        Better::Down,
        BY_STAFF,
    ),
    told(
        "agency_cost_above_start",
        "£ a year",
        "Cost of agency staff, premium included, beyond that of the start; of all employers that pay more.",
        Form::Count,
        Better::Down,
        BY_ORGANISATION,
    ),
];

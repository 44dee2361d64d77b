//! Services that are offered more than they can give, and have nothing that holds the queue: worth a warning before any
//! run.

use super::expected::expected;
use super::problem::Warning;
use crate::model::settings::{ServiceKind, Settings};

/// Offered load by service (or by kind of service): demand over capacity.
pub type OfferedLoad = fn(&Settings) -> Vec<(String, f64)>;

/// How loads are estimated when a scenario is read.
pub const OFFERED_LOAD: OfferedLoad = table_load;

/// Working days in a year of England: 365 less weekends and eight bank holidays.
const WORKING_DAYS: f64 = 253.0;

/// What the national rates offer to this place's clinics, elective lists and practices. Doctors' visits are only part
/// of practice appointments, so that line is a lower bound.
pub fn table_load(settings: &Settings) -> Vec<(String, f64)> {
    let use_of = expected(&settings.tables, &settings.margins);
    let people = f64::from(settings.people);
    let demand = [
        (ServiceKind::OutpatientClinic, "outpatient_clinic", use_of.outpatient),
        (ServiceKind::ElectiveList, "elective_list", use_of.elective),
        (ServiceKind::GeneralPractice, "general_practice", use_of.gp_visits),
    ];
    let load = |kind: ServiceKind, demand: f64| {
        let services = settings.services.iter().filter(|s| s.kind == kind && s.share > 0.0);
        let places: f64 = services.map(|s| s.capacity.places()).sum();
        (places > 0.0).then(|| demand / (places * WORKING_DAYS))
    };
    demand
        .into_iter()
        .filter_map(|(kind, name, each)| Some((name.to_owned(), load(kind, each * people)?)))
        .collect()
}

/// The warning for a load, if it deserves one.
pub fn warning(service: &str, load: f64) -> Option<Warning> {
    (load > 1.0).then(|| Warning {
        place: None,
        path: format!("services.{service}"),
        text: format!(
            "offered load is {load:.2} and nothing but a growing queue holds it; a capacity of at least {load:.2} times the planned one would carry it"
        ),
    })
}

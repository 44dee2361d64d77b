//! Services that are offered more than they can give, and have nothing that holds the queue: worth a warning before any
//! run.

use super::problem::Warning;
use crate::model::settings::{ServiceKind, Settings};
use crate::model::table::{ByAgeSex, ByAgeSexFifth};

/// Offered load by service (or by kind of service): demand over capacity.
pub type OfferedLoad = fn(&Settings) -> Vec<(String, f64)>;

/// Working days in a year of England: 365 less weekends and eight bank holidays.
const WORKING_DAYS: f64 = 253.0;

/// What the national rates offer to this place's clinics, elective lists and practices. Doctors' visits are only part
/// of practice appointments, so that line is a lower bound.
pub fn table_load(settings: &Settings) -> Vec<(String, f64)> {
    let tables = &settings.tables;
    let demand = [
        (
            ServiceKind::OutpatientClinic,
            "outpatient_clinic",
            vec![yearly(settings, &tables.outpatient)],
        ),
        (
            ServiceKind::ElectiveList,
            "elective_list",
            vec![
                yearly(settings, &tables.day_case),
                yearly(settings, &tables.ordinary_elective),
            ],
        ),
        (
            ServiceKind::GeneralPractice,
            "general_practice",
            vec![visits(settings, &tables.gp_visits)],
        ),
    ];
    let load = |kind: ServiceKind, demand: f64| {
        let services = settings.services.iter().filter(|s| s.kind == kind && s.share > 0.0);
        let places: f64 = services.map(|s| s.capacity.places()).sum();
        (places > 0.0).then(|| demand / (places * WORKING_DAYS))
    };
    demand
        .into_iter()
        .filter_map(|(kind, name, parts)| Some((name.to_owned(), load(kind, parts.iter().sum())?)))
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

/// Events a year at the national rates, for the residents of the place.
fn yearly(settings: &Settings, rate: &ByAgeSex) -> f64 {
    let population = &settings.tables.population;
    let (mut events, mut people) = (0.0, 0.0);
    for (by_sex, rates) in population.iter().zip(rate) {
        for (fifths, rate) in by_sex.iter().zip(rates) {
            let here: f64 = fifths.iter().sum();
            people += here;
            events += here * rate;
        }
    }
    events / people * f64::from(settings.people)
}

fn visits(settings: &Settings, rate: &ByAgeSexFifth) -> f64 {
    let population = settings.tables.population.iter().flatten().flatten();
    let (mut events, mut people) = (0.0, 0.0);
    for (here, rate) in population.zip(rate.iter().flatten().flatten()) {
        people += here;
        events += here * rate;
    }
    events / people * f64::from(settings.people)
}

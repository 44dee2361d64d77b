//! The tables the model is drawn from, as plain arrays. `scenario` reads them from CSV; here they only have shape.
//!
//! Sex is 0 female, 1 male; deprivation fifth 0 is the most deprived; age bands are those of [`super::fact::AGE_BANDS`].

use super::need::Need;
use serde::{Deserialize, Serialize};

/// Highest single year of age kept apart.
pub const TOP_AGE: usize = 100;

/// By single year of age (0 to 100), sex and deprivation fifth.
pub type ByAgeSexFifth = Vec<[[f64; 5]; 2]>;
/// By single year of age (0 to 100) and sex.
pub type ByAgeSex = Vec<[f64; 2]>;

/// One long-term condition: share of people who have it, by age band.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Condition {
    pub name: String,
    /// Share (0 to 1) in each of the seven age bands.
    pub prevalence: [f64; 7],
}

/// Length of an emergency stay by age band: `stay.csv`.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Stay {
    /// Share of emergency spells with no midnight in a bed.
    pub zero_share: f64,
    /// Lognormal of the nights of the others: median days and sigma.
    pub median_days: f64,
    pub sigma: f64,
}

/// Who is referred to a specialty: `specialties.csv`, a row for each sex.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Specialty {
    pub name: String,
    /// The planned need that it serves.
    pub need: Need,
    /// Ordinary patients lie in medical wards, not in surgical ones.
    pub medical_ward: bool,
    /// Share of that need by sex and age band.
    pub share: [[f64; 7]; 2],
}

/// Everything the model draws from.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Tables {
    /// Residents of England, mid-2018: `population.csv` (age, sex, deprivation_fifth, people).
    pub population: ByAgeSexFifth,
    /// Deaths per person-year, 2017–2019 pooled, smoothed where cells are small: `mortality.csv` (age, sex,
    /// deprivation_fifth, deaths_per_person_year). Ages 90 to 100 repeat the 90+ rate, rising (see its note).
    pub mortality: ByAgeSexFifth,
    /// Conditions: `conditions.csv` (condition, then one column a band).
    pub conditions: Vec<Condition>,
    /// Shares fit, mild, moderate, severe in bands 50–64, 65–74, 75–84, 85+: `frailty.csv`.
    pub frailty: [[f64; 4]; 4],
    /// Hazard ratios (death, hospital, care home) of fit, mild, moderate, severe: `frailty_hazard_ratios.csv`.
    pub frailty_ratio: [[f64; 4]; 3],
    /// Share living in a care home by age band: `care_home.csv`.
    pub care_home: [f64; 7],
    /// GP visits per person-year, 2014: `gp_visits.csv` (age, sex, deprivation_fifth, visits_per_person).
    pub gp_visits: ByAgeSexFifth,
    /// Rates per person-year by single year and sex, `hospital_rates.csv`: adult ages measured 2022, children from the
    /// band table.
    pub ae_walk_in: ByAgeSex,
    pub ae_ambulance: ByAgeSex,
    pub emergency_admission: ByAgeSex,
    pub day_case: ByAgeSex,
    pub ordinary_elective: ByAgeSex,
    pub outpatient: ByAgeSex,
    /// First attendances at outpatient clinics per person-year by need, in the order of
    /// [`Need::PLANNED`]: `planned_need.csv` (need, age, sex, rate_per_person).
    pub planned_need: [ByAgeSex; 5],
    /// In the order of the table.
    pub specialties: Vec<Specialty>,
    /// Ratio to the mean at the same age, by fifth, for (emergency, elective, attendance at A&E) and age band:
    /// `deprivation_ratio.csv` (measure, age_band, fifth, ratio).
    pub deprivation_emergency: [[f64; 5]; 7],
    pub deprivation_elective: [[f64; 5]; 7],
    pub deprivation_ae: [[f64; 5]; 7],
    /// Length of stay by age band.
    pub stay: [Stay; 7],
    /// Per-day index by month, January first, mean 1: `season.csv` (measure, month, index).
    pub season_emergency: [f64; 12],
    pub season_ae: [f64; 12],
    pub season_gp: [f64; 12],
    pub season_death: [f64; 12],
    pub season_elective: [f64; 12],
    /// Exacerbations of long-term conditions, and the length of older people's emergency stays.
    pub season_exacerbation: [f64; 12],
    pub season_older_stay: [f64; 12],
    /// Index by weekday, Monday first, mean 1: `weekday.csv` (measure, weekday, index).
    pub weekday_ae: [f64; 7],
    pub weekday_emergency: [f64; 7],
    pub weekday_gp: [f64; 7],
    /// Live emergency discharges from acute beds by weekday, mean 1.
    pub weekday_discharge: [f64; 7],
    /// Share of a day's A&E arrivals by hour, sum 1: `hour.csv` (measure, hour, share).
    pub hour_ae: [f64; 24],
    /// Share of a day's discharges by hour, sum 1.
    pub hour_discharge: [f64; 24],
}

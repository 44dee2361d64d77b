//! The CSV tables of a place, read into the arrays the model draws from. Every cell must be there once and be a finite
//! number, shares and indices must lie where shares and indices lie.

use super::check::SPECIALTIES;
use super::problem::Problem;
use super::sheet::{Sheet, Text};
use crate::model::fact::{AGE_BANDS, age_band};
use crate::model::need::Need;
use crate::model::table::{ByAgeSex, ByAgeSexFifth, Condition, Specialty, Stay, TOP_AGE, Tables};
use std::collections::BTreeMap;

/// The tables the model needs, by name; each is `england/tables/<name>.csv` unless a scenario names another file.
pub const TABLES: [&str; 15] = [
    "care_home",
    "conditions",
    "deprivation_ratio",
    "frailty",
    "frailty_hazard_ratios",
    "gp_visits",
    "hospital_rates",
    "hour",
    "mortality",
    "planned_need",
    "population",
    "season",
    "specialties",
    "stay",
    "weekday",
];

const SEXES: [&str; 2] = ["female", "male"];
const FIFTHS: [&str; 5] = ["1", "2", "3", "4", "5"];
const FRAILTY: [&str; 4] = ["fit", "mild", "moderate", "severe"];
const OLDER_BANDS: [&str; 4] = ["50-64", "65-74", "75-84", "85+"];
const MEASURES: [&str; 3] = ["emergency", "elective", "ae"];

/// Reads all tables; None when any cell is missing or wrong (told in `problems`).
pub(super) fn read(texts: &BTreeMap<String, Text>, problems: &mut Vec<Problem>) -> Option<Tables> {
    let faults = problems.len();
    let mut sheet = |name: &str| Sheet::read(name, texts.get(name)?, problems);
    let (care_home, conditions, deprivation) = (sheet("care_home"), sheet("conditions"), sheet("deprivation_ratio"));
    let (frailty, ratios, visits) = (sheet("frailty"), sheet("frailty_hazard_ratios"), sheet("gp_visits"));
    let (rates, hour, mortality) = (sheet("hospital_rates"), sheet("hour"), sheet("mortality"));
    let (population, season, stay, weekday) = (sheet("population"), sheet("season"), sheet("stay"), sheet("weekday"));
    let (planned, specialties) = (sheet("planned_need"), sheet("specialties"));
    let (mut care_home, mut conditions, mut deprivation) = (care_home?, conditions?, deprivation?);
    let (mut frailty, mut ratios, mut visits, mut rates) = (frailty?, ratios?, visits?, rates?);
    let (mut hour, mut mortality, mut population) = (hour?, mortality?, population?);
    let (mut season, mut stay, mut weekday) = (season?, stay?, weekday?);
    let (mut planned_need, mut specialties) = (planned?, specialties?);

    let ages: Vec<String> = (0..=TOP_AGE).map(|age| age.to_string()).collect();
    let months: Vec<String> = (1..=12).map(|m: u32| m.to_string()).collect();
    let days: Vec<String> = (0..7).map(|d: u32| d.to_string()).collect();
    let hours: Vec<String> = (0..24).map(|h: u32| h.to_string()).collect();
    let by_age = |sheet: &mut Sheet, measure: &str| -> ByAgeSex {
        let cell = |s: &mut Sheet, age: &String, sex| {
            s.cell(
                &[("measure", measure), ("age", age), ("sex", sex)],
                "rate_per_person",
                0.0,
                1e3,
            )
        };
        ages.iter().map(|age| SEXES.map(|sex| cell(sheet, age, sex))).collect()
    };
    let by_age_fifth = |sheet: &mut Sheet, value: &str, high: f64| -> ByAgeSexFifth {
        let mut cell = |age: &String, sex, fifth| {
            sheet.cell(
                &[("age", age), ("sex", sex), ("deprivation_fifth", fifth)],
                value,
                0.0,
                high,
            )
        };
        ages.iter()
            .map(|age| SEXES.map(|sex| FIFTHS.map(|fifth| cell(age, sex, fifth))))
            .collect()
    };
    let mut ratio = |measure: &str| {
        AGE_BANDS.map(|band| {
            FIFTHS.map(|fifth| {
                deprivation.cell(
                    &[("measure", measure), ("age_band", band), ("fifth", fifth)],
                    "ratio",
                    0.0,
                    100.0,
                )
            })
        })
    };
    let [deprivation_emergency, deprivation_elective, deprivation_ae] = MEASURES.map(&mut ratio);
    let conditions_of = conditions.names("condition").into_iter().map(|name| {
        let key = [("condition", name.as_str())];
        let columns = ["0_4", "5_17", "18_44", "45_64", "65_74", "75_84", "85_plus"];
        let prevalence = columns.map(|band| conditions.cell(&key, &format!("share_{band}"), 0.0, 1.0));
        Condition { name, prevalence }
    });
    let conditions_of = conditions_of.collect();
    let index = |sheet: &mut Sheet, measure: &str, key: &str, names: &[String], value: &str| -> Vec<f64> {
        names
            .iter()
            .map(|name| sheet.cell(&[("measure", measure), (key, name)], value, 0.0, 100.0))
            .collect()
    };
    let mut month = |measure: &str| fixed::<12>(index(&mut season, measure, "month", &months, "index"));
    let (season_emergency, season_ae, season_gp) = (month("emergency"), month("ae"), month("gp"));
    let (season_death, season_elective) = (month("death"), month("elective"));
    let (season_exacerbation, season_older_stay) = (month("exacerbation"), month("older_stay"));
    let mut day = |measure: &str| fixed::<7>(index(&mut weekday, measure, "weekday", &days, "index"));
    let (weekday_ae, weekday_emergency, weekday_gp) = (day("ae"), day("emergency"), day("gp"));
    let weekday_discharge = day("discharge");
    let mut clock = |measure: &str| fixed::<24>(index(&mut hour, measure, "hour", &hours, "share"));
    let (hour_ae, hour_discharge) = (clock("ae"), clock("discharge"));

    let tables = Tables {
        population: by_age_fifth(&mut population, "people", 1e9),
        mortality: by_age_fifth(&mut mortality, "deaths_per_person_year", 10.0),
        conditions: conditions_of,
        frailty: OLDER_BANDS.map(|band| FRAILTY.map(|state| frailty.cell(&[("age_band", band)], state, 0.0, 1.0))),
        frailty_ratio: ["death", "hospital", "care_home"]
            .map(|outcome| FRAILTY.map(|state| ratios.cell(&[("outcome", outcome)], state, 0.0, 100.0))),
        care_home: AGE_BANDS.map(|band| care_home.cell(&[("age_band", band)], "share", 0.0, 1.0)),
        gp_visits: by_age_fifth(&mut visits, "visits_per_person", 1e3),
        ae_walk_in: by_age(&mut rates, "ae_walk_in"),
        ae_ambulance: by_age(&mut rates, "ae_ambulance"),
        emergency_admission: by_age(&mut rates, "emergency_admission"),
        day_case: by_age(&mut rates, "day_case"),
        ordinary_elective: by_age(&mut rates, "ordinary_elective"),
        outpatient: by_age(&mut rates, "outpatient"),
        planned_need: Need::PLANNED.map(|need| {
            let cell = |s: &mut Sheet, age: &String, sex| {
                let key = [("need", need.name()), ("age", age), ("sex", sex)];
                s.cell(&key, "rate_per_person", 0.0, 1e3)
            };
            let sheet = &mut planned_need;
            ages.iter().map(|age| SEXES.map(|sex| cell(sheet, age, sex))).collect()
        }),
        specialties: SPECIALTIES.map(|name| specialty(&mut specialties, name)).to_vec(),
        deprivation_emergency,
        deprivation_elective,
        deprivation_ae,
        stay: AGE_BANDS.map(|band| {
            let key = [("age_band", band)];
            Stay {
                zero_share: stay.cell(&key, "zero_share", 0.0, 1.0),
                median_days: stay.cell(&key, "median_days", 0.0, 1e3),
                sigma: stay.cell(&key, "sigma", 0.0, 10.0),
            }
        }),
        season_emergency,
        season_ae,
        season_gp,
        season_death,
        season_elective,
        season_exacerbation,
        season_older_stay,
        weekday_ae,
        weekday_emergency,
        weekday_gp,
        weekday_discharge,
        hour_ae,
        hour_discharge,
    };
    somebody(&tables, &mut population);
    for sheet in [care_home, frailty, ratios, visits, rates, mortality, population, stay] {
        sheet.finish(problems);
    }
    for sheet in [
        deprivation,
        season,
        weekday,
        hour,
        conditions,
        planned_need,
        specialties,
    ] {
        sheet.finish(problems);
    }
    (problems.len() == faults).then_some(tables)
}

/// What a band is like is worked out over its people, so there must be some in each; a fifth may be empty.
fn somebody(tables: &Tables, population: &mut Sheet) {
    if !population.is_sound() {
        return;
    }
    for (band, name) in AGE_BANDS.iter().enumerate() {
        let ages = (0..=TOP_AGE).filter(|age| age_band(*age as u32) == band);
        let people: f64 = ages.flat_map(|age| tables.population[age].iter().flatten()).sum();
        if people <= 0.0 {
            let found = format!("nobody aged {name}");
            population.report(
                1,
                "people",
                "population.people",
                found,
                "somebody in each age band".to_owned(),
            );
        }
    }
}

/// A specialty's two rows: the need and the ward are words, and the same for both sexes.
fn specialty(sheet: &mut Sheet, name: &str) -> Specialty {
    let columns = ["0_4", "5_17", "18_44", "45_64", "65_74", "75_84", "85_plus"];
    let share = SEXES.map(|sex| {
        let key = [("specialty", name), ("sex", sex)];
        columns.map(|band| sheet.cell(&key, &format!("share_{band}"), 0.0, 1.0))
    });
    let needs = Need::PLANNED.map(Need::name);
    let need = sheet.word("specialty", name, "need", &needs);
    let ward = sheet.word("specialty", name, "ward", &["surgical", "medical"]);
    Specialty {
        name: name.to_owned(),
        need: Need::PLANNED[need],
        medical_ward: ward == 1,
        share,
    }
}

fn fixed<const N: usize>(values: Vec<f64>) -> [f64; N] {
    values.try_into().expect("one value was read for each of N names")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::source::{Embedded, Source};

    fn shipped() -> BTreeMap<String, Text> {
        let text = |name: &str| {
            let file = format!("england/tables/{name}.csv");
            let bytes = Embedded.read(&file).expect("every table is shipped");
            (name.to_owned(), Text { name: file, bytes })
        };
        TABLES.iter().map(|name| text(name)).collect()
    }

    #[test]
    fn the_shipped_tables_are_england() {
        let mut problems = Vec::new();
        let tables = read(&shipped(), &mut problems).unwrap_or_else(|| panic!("{problems:?}"));
        let people: f64 = tables.population.iter().flatten().flatten().sum();
        assert!((55.5e6..56.5e6).contains(&people), "{people} people in mid-2018");
        let oldest = tables.frailty[3].iter().sum::<f64>();
        assert!((oldest - 1.0).abs() < 1e-9, "frailty of the oldest sums to {oldest}");
        assert!((tables.hour_ae.iter().sum::<f64>() - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_missing_row_and_a_wrong_cell_are_both_told() {
        let mut texts = shipped();
        let text = "age_band,share\n0-4,0\n5-17,x\n18-44,0\n45-64,0\n65-74,2\n75-84,0.02\n"
            .as_bytes()
            .to_vec();
        texts.insert(
            "care_home".to_owned(),
            Text {
                name: "own.csv".to_owned(),
                bytes: text,
            },
        );
        let mut problems = Vec::new();
        assert!(read(&texts, &mut problems).is_none());
        let told: Vec<String> = problems.iter().map(Problem::to_string).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[2].contains("no row with age_band 85+"), "{told:?}");
        assert!(
            told[0].starts_with("own.csv:3:6: care_home[5-17].share: found \"x\""),
            "{told:?}"
        );
    }
}

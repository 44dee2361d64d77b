//! A small place for tests: the shipped numbers, regimes, care models, organisations and contracts, with one service of
//! each kind and two neighbourhoods, and facts made by hand.

use super::settings::{Contract, Currency, Organisation, Regime, Settings};
use crate::engine::{Month, Time};
use crate::model::fact::{Count, Facts, Spell, SpellKind, Stock, Tally};
use crate::model::parameter::{Parameter, Parameters};
use crate::model::settings::{Capacity, Neighbourhood, Service, ServiceKind};
use std::collections::BTreeMap;

pub const PARAMETERS: [&str; 3] = [
    include_str!("../../scenarios/england/parameters/component.csv"),
    include_str!("../../scenarios/england/parameters/economy.csv"),
    include_str!("../../scenarios/england/parameters/organisation.csv"),
];
const ECONOMY: &str = include_str!("../../scenarios/england/economy.json");

/// Work of the published year. The shipped plan is what the shipped place does, which moves whenever the model does; sums
/// worked by hand must not.
const PUBLISHED: [(Currency, f64); 11] = [
    (Currency::AeType1, 83_100.0),
    (Currency::AeType2, 3_100.0),
    (Currency::AeType3, 45_700.0),
    (Currency::EmergencyZeroNight, 11_190.0),
    (Currency::EmergencyOneNight, 5_080.0),
    (Currency::EmergencyMultiNight, 17_630.0),
    (Currency::ExcessBedDay, 32_500.0),
    (Currency::Elective, 7_400.0),
    (Currency::DayCase, 38_000.0),
    (Currency::OutpatientFirst, 160_600.0),
    (Currency::OutpatientFollowUp, 353_400.0),
];

macro_rules! regimes {
    ($($name:literal,)*) => {
        /// Name and text of every shipped regime.
        pub const REGIMES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../scenarios/regimes/", $name, ".json"))),)*];
    };
}

regimes! {
    "aligned_incentives",
    "alliance",
    "blended",
    "block",
    "block_with_risk_share",
    "capitation_lead_provider",
    "gp_capitation_and_quality",
    "organisational_control_totals",
    "outcome_incentive",
    "payment_by_results",
    "payment_by_results_with_marginal_rate",
    "personal_budgets",
    "pooled_health_and_care",
    "practice_held_budget",
    "system_control_total",
}

macro_rules! care_models {
    ($($name:literal,)*) => {
        /// Name and text of every shipped care model.
        pub const CARE_MODELS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../scenarios/care_models/", $name, ".json"))),)*];
    };
}

care_models! {
    "coordinated",
    "enhanced_health_in_care_homes",
    "integrated_care_system",
    "multispecialty_community_provider",
    "neighbourhood_teams",
    "pooled_budget_only",
    "primary_and_acute_care_system",
    "siloed",
    "structure_only",
}

/// A regime's file as the scenario room reads it: without what is only for readers.
pub fn regime(text: &str) -> Regime {
    let mut value: serde_json::Value = serde_json::from_str(text).expect(text);
    value.as_object_mut().expect(text).remove("source");
    serde_json::from_value(value).expect(text)
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct EconomyFile {
    #[serde(rename = "note")]
    _note: String,
    organisations: BTreeMap<String, Organisation>,
    contracts: BTreeMap<String, Contract>,
}

pub fn parameters() -> Parameters {
    let mut parameters = Parameters::default();
    for text in PARAMETERS {
        for row in csv::Reader::from_reader(text.as_bytes()).deserialize::<Parameter>() {
            let parameter = row.expect("a row of a parameter table");
            let path = parameter.path.clone();
            assert!(parameters.insert(parameter).is_none(), "{path} stands twice");
        }
    }
    parameters
}

pub fn settings() -> Settings {
    let mut file: EconomyFile = serde_json::from_str(ECONOMY).expect("economy.json");
    for contract in file.contracts.values_mut() {
        let planned = PUBLISHED.iter().filter(|(c, _)| contract.plan.contains_key(c)).copied();
        contract.plan.extend(planned.collect::<Vec<_>>());
    }
    let care_model = |text: &str| serde_json::from_str(text).expect(text);
    let service = |id: &str, kind, provider: &str| Service {
        id: id.to_string(),
        name: id.to_string(),
        kind,
        specialty: String::new(),
        provider: provider.to_string(),
        capacity: Capacity {
            staff: 1.0,
            productivity: 1.0,
        },
        growth: 0.0,
        share: 1.0,
        places: Vec::new(),
    };
    let neighbourhood = |id: &str, people: f64| Neighbourhood {
        id: id.to_string(),
        name: id.to_string(),
        place: "place".to_string(),
        people,
        age: [1.0; 7],
        deprivation: [1.0; 5],
        practices: 5,
        commissioner: "ccg".to_string(),
        council: "council".to_string(),
        also_uses: BTreeMap::new(),
    };
    Settings {
        start: "2018-04-01".to_string(),
        years: 5,
        people: 300_000,
        parameters: parameters(),
        neighbourhoods: vec![neighbourhood("north", 0.6), neighbourhood("south", 0.4)],
        services: vec![
            service("ae", ServiceKind::AeMajors, "acute"),
            service("assess", ServiceKind::CareAssessment, "council"),
            service("beds", ServiceKind::MedicalBeds, "acute"),
            service("clinic", ServiceKind::OutpatientClinic, "acute"),
            service("eye", ServiceKind::SingleSpecialtyEmergency, "acute"),
            service("home_care", ServiceKind::HomeCare, "care_market"),
            service("list", ServiceKind::ElectiveList, "acute"),
            service("late_visits", ServiceKind::LateVisiting, "community"),
            service("nursing", ServiceKind::CommunityNursing, "community"),
            service("walk_in", ServiceKind::WalkInCentre, "acute"),
        ],
        organisations: file.organisations,
        contracts: file.contracts,
        regimes: REGIMES
            .iter()
            .map(|(name, text)| (name.to_string(), regime(text)))
            .collect(),
        care_models: CARE_MODELS
            .iter()
            .map(|(name, text)| (name.to_string(), care_model(text)))
            .collect(),
        care_model: "siloed".to_string(),
        planning: Default::default(),
        conduct: Default::default(),
    }
}

/// A line of so many units, 60 % in the first neighbourhood.
pub fn cells(units: i64) -> Vec<i64> {
    let mut cells = vec![0; 70];
    cells[10] = units * 3 / 5;
    cells[45] = units - cells[10];
    cells
}

/// Facts of a month: counts (60 % in the first neighbourhood) and one emergency spell for each number of nights.
pub fn facts(month: Month, counts: &[(Count, i64)], nights: &[u32]) -> Facts {
    let stock = |kind, service, mean: i64| Tally {
        kind,
        service,
        cells: cells(mean * i64::from(month.days())),
    };
    let left = month.start().day() + 20;
    Facts {
        month,
        reported: true,
        counts: counts
            .iter()
            .map(|&(kind, units)| Tally {
                kind,
                service: None,
                cells: cells(units),
            })
            .collect(),
        stocks: vec![
            stock(Stock::Population, None, 300_000),
            stock(Stock::BedOpen, Some(2), 470),
            stock(Stock::BedOccupied, Some(2), 430),
        ],
        waits: Vec::new(),
        spells: nights
            .iter()
            .enumerate()
            .map(|(i, &nights)| Spell {
                critical_nights: 0,
                kind: SpellKind::Emergency,
                admitted: Time::of_day(left - nights),
                ready: Time::of_day(left),
                left: Time::of_day(left),
                service: 2,
                practice: 0,
                neighbourhood: u8::from(i % 5 > 2),
                age_band: 3,
                deprivation: 2,
                weight: 1.0,
                episode: i as u64,
                died: false,
            })
            .collect(),
    }
}

/// A month of the year 1: 33,900 emergencies (33 % no night, 15 % one), 132,000 attendances, 514,000
/// outpatients; each phased as plans are.
pub fn usual_month(month: Month, settings: &Settings) -> Facts {
    use super::activity::phase;
    let plan = &settings.contracts["ccg_acute"].plan;
    let of = |currency: Currency, year: f64| libm::round(year * phase(currency, month)) as i64;
    let at = |currency: Currency| of(currency, plan[&currency]);
    let counts = [
        (Count::AeType1, at(Currency::AeType1)),
        (Count::AeType2, at(Currency::AeType2)),
        (Count::AeType3, at(Currency::AeType3)),
        (Count::ElectiveAdmission, at(Currency::Elective)),
        (Count::DayCase, at(Currency::DayCase)),
        (Count::OutpatientFirst, at(Currency::OutpatientFirst)),
        (Count::OutpatientFollowUp, at(Currency::OutpatientFollowUp)),
        (Count::CommunityContact, of(Currency::CommunityContact, 532_983.0)),
        (Count::HomeCareHours, of(Currency::HomeCareHour, 13_230.0 * 52.0)),
    ];
    let trim = settings.parameters.get("economy.price.trim_point_nights") as u32;
    let mut nights = vec![0; at(Currency::EmergencyZeroNight) as usize];
    nights.extend(vec![1; at(Currency::EmergencyOneNight) as usize]);
    // Long spells carry the excess bed-days, ten each; the others stay three nights.
    let (multi, long) = (at(Currency::EmergencyMultiNight), at(Currency::ExcessBedDay) / 10);
    nights.extend(vec![3; (multi - long) as usize]);
    nights.extend(vec![trim + 10; long as usize]);
    facts(month, &counts, &nights)
}

use super::tidy::{rows, weights};
use super::{Dimensions, Key, Money, Names, Period, Row, Series, Setting, Staffed, Targets, find};
use crate::engine::Month;
use crate::model::fact::{Count, Facts, Stock, Tally, WEEKS, Waits, cell};
use crate::model::settings::ServiceKind;

/// April 2018: 30 days.
const MONTH: Month = Month(219);

fn staffed(kind: ServiceKind, productivity: f64) -> Staffed {
    Staffed {
        kind,
        productivity,
        serves: vec![true; 2],
    }
}

fn setting() -> Setting {
    let owned = |names: &[&str]| names.iter().map(|n| (*n).to_string()).collect::<Vec<_>>();
    Setting {
        plans: false,
        names: Names {
            places: owned(&["berrow"]),
            neighbourhoods: owned(&["east", "west"]),
            organisations: owned(&["acute", "commissioner"]),
            services: owned(&["gp", "eyes", "theatre", "maternity", "ward", "fall"]),
        },
        place_of: vec![0, 0],
        services: vec![
            staffed(ServiceKind::GeneralPractice, 25.0),
            staffed(ServiceKind::OutpatientClinic, 8.0),
            staffed(ServiceKind::ElectiveList, 4.0),
            staffed(ServiceKind::MaternityBeds, 1.0),
            staffed(ServiceKind::MedicalBeds, 1.0),
        ],
        targets: Targets::default(),
        parties: Vec::new(),
    }
}

fn cells(at: &[(usize, i64)]) -> Vec<i64> {
    let mut cells = vec![0; 70];
    for &(i, x) in at {
        cells[i] = x;
    }
    cells
}

fn facts() -> Facts {
    let (old_poor_east, young_rich_west) = (cell(0, 6, 0), cell(1, 2, 4));
    let count = |kind, service, at: &[(usize, i64)]| Tally {
        kind,
        service,
        cells: cells(at),
    };
    let stock = |kind, service, at: &[(usize, i64)]| Tally {
        kind,
        service,
        cells: cells(at),
    };
    Facts {
        month: MONTH,
        reported: true,
        counts: vec![
            count(
                Count::EmergencyAdmission,
                None,
                &[(old_poor_east, 30), (young_rich_west, 10)],
            ),
            count(
                Count::GpAppointment,
                None,
                &[(old_poor_east, 9_000), (young_rich_west, 1_000)],
            ),
            count(
                Count::GpWaitDays,
                None,
                &[(old_poor_east, 27_000), (young_rich_west, 13_000)],
            ),
            count(Count::NeedArising, Some(5), &[(old_poor_east, 7)]),
            count(Count::DayCase, Some(2), &[(young_rich_west, 4)]),
        ],
        stocks: vec![
            stock(
                Stock::Population,
                None,
                &[(old_poor_east, 30 * 250), (young_rich_west, 30 * 750)],
            ),
            stock(Stock::BedOccupied, Some(3), &[(young_rich_west, 30 * 20)]),
            stock(Stock::BedOccupied, Some(4), &[(old_poor_east, 30 * 92)]),
            stock(Stock::BedOpen, Some(4), &[(0, 30 * 115)]),
        ],
        spells: vec![],
        waits: vec![],
    }
}

fn accounts() -> Vec<Money> {
    vec![
        Money {
            organisation: "acute".into(),
            income: 1_000_001,
            cost: 1_200_000,
            paid_on: 0,
            ..Money::default()
        },
        Money {
            organisation: "commissioner".into(),
            income: 1_500_000,
            cost: 1_400_000,
            paid_on: 1_000_001,
            ..Money::default()
        },
    ]
}

fn month() -> Vec<Row> {
    let facts = facts();
    rows(&facts, &accounts(), &setting(), &weights(&facts))
}

fn get(rows: &[Row], name: &str, dimensions: Dimensions) -> (f64, f64) {
    let found: Vec<&Row> = rows
        .iter()
        .filter(|r| r.measure == find(name).unwrap() && r.dimensions == dimensions)
        .collect();
    assert_eq!(found.len(), 1, "{name} {dimensions:?} stands once");
    (found[0].numerator, found[0].denominator)
}

#[test]
fn hand_worked_month() {
    let rows = month();
    let whole = Dimensions::default();
    let service = |s| Dimensions {
        service: Some(s),
        ..whole
    };
    assert_eq!(get(&rows, "emergency_admissions", whole), (40.0, 0.0));
    let east = Dimensions {
        neighbourhood: Some(0),
        ..whole
    };
    assert_eq!(get(&rows, "emergency_admissions", east), (30.0, 0.0));
    let oldest = Dimensions {
        age_band: Some(6),
        ..whole
    };
    assert_eq!(get(&rows, "gp_wait_days", oldest), (27_000.0, 9_000.0));
    let richest = Dimensions {
        deprivation: Some(4),
        ..whole
    };
    assert_eq!(get(&rows, "gp_wait_days", richest), (13_000.0, 1_000.0));
    // Needs have lines of their own behind the services.
    assert_eq!(get(&rows, "need_arising", service(5)), (7.0, 0.0));
    assert_eq!(get(&rows, "day_cases", service(2)), (4.0, 0.0));
    // Maternity lies outside the acute pools: 92 of 115 beds; at 92 % they need 100.
    assert_eq!(get(&rows, "acute_bed_occupancy", whole), (2_760.0, 3_450.0));
    assert_eq!(get(&rows, "beds_needed", whole), (3_000.0, 30.0));
    // 10,000 appointments in the 20 working days of April 2018 (Easter Monday was the 2nd), 25 each a day, 85 %: 23.5.
    assert_eq!(MONTH.working_days(), 20);
    let staff = libm::ceil(10_000.0 / 20.0 / 25.0 / 0.85);
    assert_eq!(get(&rows, "staff_needed", service(0)), (staff * 30.0, 30.0));
    let acute = Dimensions {
        organisation: Some(0),
        ..whole
    };
    assert_eq!(get(&rows, "surplus", acute).0, -1_999.99);
    assert_eq!(get(&rows, "net_cost", whole).0, 15_999.99);
}

#[test]
fn breakdowns_add_to_the_whole() {
    let rows = month();
    for name in ["emergency_admissions", "gp_appointments", "population"] {
        let m = find(name).unwrap();
        let sum = |keep: fn(&Dimensions) -> bool| -> f64 {
            rows.iter()
                .filter(|r| r.measure == m && keep(&r.dimensions))
                .map(|r| r.numerator)
                .sum()
        };
        let whole = sum(|d| *d == Dimensions::default());
        assert!(whole > 0.0);
        assert_eq!(sum(|d| d.neighbourhood.is_some()), whole);
        assert_eq!(sum(|d| d.age_band.is_some()), whole);
        assert_eq!(sum(|d| d.deprivation.is_some()), whole);
    }
}

#[test]
fn standardised_rate_follows_base_weights_not_todays_people() {
    let base = facts();
    let rate = |facts: &Facts| {
        get(
            &rows(facts, &[], &setting(), &weights(&base)),
            "emergency_admissions_standardised",
            Dimensions::default(),
        )
        .0
    };
    // At base weights: 0.25 · 30/250 + 0.75 · 10/750 = 0.04 admissions a resident in the month.
    assert!((rate(&base) - 40.0).abs() < 1e-9);
    // Twice as many old people with the same risk: the crude rate rises, the standardised one does not.
    let mut older = base.clone();
    let i = cell(0, 6, 0);
    older.counts[0].cells[i] *= 2;
    older.stocks[0].cells[i] *= 2;
    assert!((rate(&older) - 40.0).abs() < 1e-9);
    // Half the risk of the old: 0.25 · 15/250 + 0.75 · 10/750 = 0.025.
    let mut safer = base.clone();
    safer.counts[0].cells[i] /= 2;
    assert!((rate(&safer) - 25.0).abs() < 1e-9);
}

#[test]
fn periods_add_before_they_divide() {
    let row = |measure: &str, numerator, denominator| Row {
        month: MONTH,
        measure: find(measure).unwrap(),
        dimensions: Dimensions::default(),
        numerator,
        denominator,
    };
    let mut series = Series::default();
    series.push(
        MONTH,
        &[
            row("deaths", 200.0, 0.0),
            row("gp_wait_days", 10.0, 10.0),
            row("waiting_list", 300.0, 30.0),
        ],
    );
    series.push(
        MONTH.next(),
        &[row("deaths", 220.0, 0.0), row("gp_wait_days", 90.0, 30.0)],
    );
    let all = &Period::of_run(2)[0];
    assert_eq!(series.over(&Key::whole("deaths"), all), Some(420.0 * 6.0));
    assert_eq!(series.of_month(&Key::whole("deaths"), 1), Some(220.0));
    assert_eq!(series.over(&Key::whole("gp_wait_days"), all), Some(2.5));
    // An absent stock is nil on every day of its month: 300 over 30 + 31 days.
    assert_eq!(series.over(&Key::whole("waiting_list"), all), Some(300.0 / 61.0));
    // A share of none has no value; a count never seen is nil.
    assert_eq!(series.over(&Key::whole("zero_night_share"), all), None);
    assert_eq!(series.over(&Key::whole("births"), all), Some(0.0));
}

#[test]
fn periods_of_a_run_are_whole_years() {
    let names: Vec<(String, usize, usize)> = Period::of_run(24).into_iter().map(|p| (p.name, p.from, p.to)).collect();
    assert_eq!(
        names,
        [
            ("all".into(), 0, 24),
            ("year_1".into(), 0, 12),
            ("year_2".into(), 12, 24)
        ]
    );
}

#[test]
fn waiting_times_by_hand() {
    let mut facts = facts();
    let line = |service, at: &[(usize, i64)]| {
        let mut weeks = vec![0; WEEKS];
        at.iter().for_each(|&(week, people)| weeks[week] = people);
        Waits { service, weeks }
    };
    // 20 people: 8 in their first week, 4 in the eighth, 4 in the eighteenth, 3 in the nineteenth, 1 in the 53rd.
    facts.waits = vec![
        line(Some(1), &[(0, 8), (7, 2), (17, 2)]),
        line(None, &[(7, 2), (17, 2), (18, 3), (52, 1)]),
    ];
    let rows = rows(&facts, &accounts(), &setting(), &weights(&facts));
    let whole = Dimensions::default();
    let eyes = Dimensions {
        service: Some(1),
        ..whole
    };
    let value = |name: &str, dimensions| {
        let (numerator, denominator) = get(&rows, name, dimensions);
        numerator / denominator
    };
    // The tenth of 20 is half way through the four of the eighth week; 18.4 lies 2.4 into the three of the nineteenth.
    assert!((value("rtt_median_weeks", whole) - 7.5).abs() < 1e-9);
    assert!((value("rtt_92nd_centile_weeks", whole) - (18.0 + 2.4 / 3.0)).abs() < 1e-9);
    assert!((value("rtt_within_18_weeks_share", whole) - 16.0 / 20.0).abs() < 1e-9);
    assert!((value("rtt_over_52_weeks", whole) - 1.0).abs() < 1e-9);
    assert!((value("rtt_median_weeks", eyes) - 6.0 / 8.0).abs() < 1e-9);
    assert_eq!(get(&rows, "rtt_within_18_weeks_share", eyes), (12.0, 12.0));
}

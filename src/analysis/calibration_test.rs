use super::*;
use crate::scenario::{Embedded, Source, load};

fn shipped(name: &str) -> Vec<u8> {
    Embedded.read(&format!("england/{name}.csv")).expect("it is shipped")
}
fn plan() -> Plan {
    load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"))
}
fn shipped_targets() -> Vec<Target> {
    targets(
        &shipped("tables/validation_year_1"),
        &shipped("tables/validation_growth"),
    )
    .expect("the shipped targets are sound")
}

#[test]
fn every_published_line_is_a_target_with_its_tolerance() {
    let targets = shipped_targets();
    assert_eq!(targets.len(), 60);
    let of = |name: &str| targets.iter().find(|t| t.name() == name).expect("a line of the tables");
    assert_eq!(of("emergency_admissions").tolerance, 0.05 * 33_900.0);
    assert_eq!(of("type_1_admitted_share").tolerance, 0.02);
    assert_eq!(of("delayed_transfer_beds").tolerance, 4.0);
    assert_eq!(of("emergency_admissions growth, ageing alone").runs, Runs::AgeingAlone);
    assert_eq!(of("deaths").residual(2700.0 * 0.95), -1.0);
}

#[test]
fn unknown_measures_drivers_and_tolerances_are_refused() {
    let head = "measure,driver,expected,tolerance,tolerance_kind,unit\n";
    for (row, word) in [
        ("nonsense,all,1,1,points,share", "no measure"),
        ("deaths,weather,1,1,points,share", "unknown driver"),
        ("deaths,all,1,1,sigma,share", "kind of tolerance"),
    ] {
        let text = format!("{head}{row}\n");
        let told = targets(text.as_bytes(), text.as_bytes()).expect_err(row);
        assert!(told.contains(word), "{told}");
    }
}

#[test]
fn there_are_fewer_parameters_than_lines_and_all_have_a_range() {
    let knobs = knobs(&shipped("calibration_parameters"), &plan().model.parameters).expect("the list is sound");
    assert!(knobs.len() < shipped_targets().len());
    for knob in &knobs {
        assert!(
            knob.low < knob.high && (knob.low..=knob.high).contains(&knob.value),
            "{knob:?}"
        );
        assert!((knob.at(knob.coordinate(knob.value)) - knob.value).abs() <= 1e-4 * knob.value.abs());
    }
}

#[test]
fn a_knob_needs_a_known_path_a_fair_step_and_its_lines() {
    let parameters = plan().model.parameters;
    for (row, word) in [
        ("stay.clinical,0.01,levels,", "no parameter"),
        ("stay.clinical_ratio,5,levels,", "step"),
        ("stay.clinical_ratio,0.01,all,", "levels or growth"),
    ] {
        let text = format!("path,step,lines,note\n{row}\n");
        let told = knobs(text.as_bytes(), &parameters).expect_err(row);
        assert!(told.contains(word), "{told}");
    }
}

#[test]
fn values_have_five_digits_and_never_leave_the_range() {
    let knob = Knob {
        path: "a.b".into(),
        low: -1.0 / 3.0,
        high: 2.0 / 3.0,
        value: 0.0,
        step: 0.1,
        grows: false,
        totals: Vec::new(),
    };
    assert_eq!(knob.at(0.456_789_1), 0.12346);
    assert_eq!((knob.at(0.0), knob.at(1.0)), (-0.33333, 2.0 / 3.0));
}

#[test]
fn ageing_alone_is_five_years_without_the_dated_drivers() {
    let alone = Runs::AgeingAlone.plan(&plan());
    assert_eq!(alone.years, GROWTH_YEARS);
    for path in DRIVERS {
        assert_eq!(
            (alone.model.parameters.get(path), alone.economy.parameters.get(path)),
            (0.0, 0.0)
        );
        assert_ne!(Runs::Growth.plan(&plan()).model.parameters.get(path), 0.0);
    }
}

#[test]
fn what_is_written_is_read_back_with_its_role() {
    let plan = plan();
    let knobs = knobs(&shipped("calibration_parameters"), &plan.model.parameters).expect("the list is sound");
    let targets = shipped_targets();
    let fit = Fit {
        before: vec![Some(1.5); targets.len()],
        after: Found {
            at: (0..knobs.len()).map(|i| if i == 0 { 1.0 } else { 0.37 }).collect(),
            residuals: (0..targets.len())
                .map(|i| Some(if i == 3 { -1.2 } else { 0.25 }))
                .collect(),
        },
        knobs,
        targets,
    };
    let making = Making {
        place: "england/place".into(),
        people: 300_000,
        seeds: 6,
        growth_seeds: 3,
        iterations: 2,
    };
    assert!(!fit.all_in_band());
    assert_eq!(fit.lines_table().matches(" NO\n").count(), 1, "{}", fit.lines_table());
    assert_eq!(fit.knobs_table().matches("BOUND").count(), 1, "{}", fit.knobs_table());
    let text = fit.document(&making, &BTreeMap::new());
    let source = crate::scenario::Memory::default().with("england/calibration.json", &text);
    let read = load("england/place.json", &source).unwrap_or_else(|problems| panic!("{problems}"));
    let values = calibrated(&read.model);
    assert_eq!(values.len(), fit.knobs.len());
    for (knob, value) in fit.fitted() {
        assert_eq!(values[&knob.path], value);
    }
    // A later fit of other parameters keeps what it does not move.
    let kept = BTreeMap::from([("care.reablement.mean_days".to_owned(), 34.0)]);
    assert!(fit.document(&making, &kept).contains("care.reablement.mean_days"));
}

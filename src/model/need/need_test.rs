use super::*;
use crate::engine::Time;
use crate::model::table::Tables;
use std::collections::BTreeMap;

/// Process, address and mark of a candidate by its tag.
pub(crate) fn candidate_of(quarter: &Quarter, person: Key, tag: u32) -> (usize, u64, f64) {
    let (key, process, mark) = candidate::by_tag(quarter, person, tag);
    (process, key.bits(), mark)
}

/// Tables with no season, no week and no hour: only the calendar shapes are read here.
fn flat() -> Tables {
    let by_age = || vec![[0.0; 2]; 101];
    let by_fifth = || vec![[[0.0; 5]; 2]; 101];
    let stay = crate::model::table::Stay {
        zero_share: 0.3,
        median_days: 3.0,
        sigma: 1.0,
    };
    Tables {
        population: by_fifth(),
        mortality: by_fifth(),
        conditions: Vec::new(),
        frailty: [[0.25; 4]; 4],
        frailty_ratio: [[1.0; 4]; 3],
        care_home: [0.0; 7],
        gp_visits: by_fifth(),
        ae_walk_in: by_age(),
        ae_ambulance: by_age(),
        emergency_admission: by_age(),
        day_case: by_age(),
        ordinary_elective: by_age(),
        outpatient: by_age(),
        planned_need: std::array::from_fn(|_| by_age()),
        specialties: Vec::new(),
        deprivation_emergency: [[1.0; 5]; 7],
        deprivation_elective: [[1.0; 5]; 7],
        deprivation_ae: [[1.0; 5]; 7],
        stay: [stay; 7],
        season_emergency: [1.0; 12],
        season_ae: [1.0; 12],
        season_gp: [1.0; 12],
        season_death: [1.0; 12],
        season_elective: [1.0; 12],
        season_exacerbation: [1.0; 12],
        season_older_stay: [1.0; 12],
        weekday_ae: [1.0; 7],
        weekday_emergency: [1.0; 7],
        weekday_gp: [1.0; 7],
        weekday_discharge: [1.0; 7],
        hour_ae: [1.0 / 24.0; 24],
        hour_discharge: [1.0 / 24.0; 24],
    }
}

fn found(quarter: &Quarter, person: Key, process: usize, (from, to): (f64, f64)) -> BTreeMap<u64, (Time, u32)> {
    let only = |hazard: f64| -> ByProcess { std::array::from_fn(|p| if p == process { hazard as f32 } else { 0.0 }) };
    let mut found = BTreeMap::new();
    candidates(quarter, person, &only(from), &only(to), |candidate| {
        assert!(candidate.process == process, "a candidate of another process");
        assert!(
            found
                .insert(candidate.key.bits(), (candidate.time, candidate.tag))
                .is_none(),
            "an address came twice"
        );
    });
    found
}

#[test]
fn needs_of_a_constant_hazard_are_poisson() {
    let tables = flat();
    let quarters: Vec<Quarter> = (73..77).map(|index| Quarter::new(index, &tables)).collect();
    let years = 4.0 * f64::from(DAYS) / crate::engine::time::DAYS_PER_YEAR;
    for (process, hazard) in [(0, 4.7), (2, 0.3), (3, 0.011), (3, 0.05), (3, 3.3), (5, 1.2), (6, 0.9)] {
        let people = 6_000;
        let mean = hazard * years;
        let counts: Vec<u32> = (0..people)
            .map(|i| {
                let person = Key::root(1, 7).with(i);
                let of = |q: &Quarter| found(q, person, process, (0.0, hazard)).len() as u32;
                quarters.iter().map(of).sum()
            })
            .collect();
        let total: f64 = counts.iter().map(|&c| f64::from(c)).sum();
        let expected = mean * people as f64;
        // 99.9 % of a normal number lies within 3.29 standard deviations.
        assert!(
            (total - expected).abs() < 3.29 * expected.sqrt(),
            "process {process} at {hazard}: {total} needs, {expected} expected"
        );
        // Variance over mean of Poisson counts: 1, with variance (2 + 1/mean) / people for the mean of squares.
        let spread: f64 = counts.iter().map(|&c| (f64::from(c) - mean).powi(2)).sum::<f64>() / expected;
        let error = ((2.0 + 1.0 / mean) / people as f64).sqrt();
        assert!(
            (spread - 1.0).abs() < 3.29 * error,
            "process {process} at {hazard}: spread {spread}"
        );
        let none = counts.iter().filter(|&&c| c == 0).count() as f64 / people as f64;
        let p = (-mean).exp();
        assert!((none - p).abs() < 3.29 * (p * (1.0 - p) / people as f64).sqrt() + 1e-9);
    }
}

#[test]
fn times_are_even_over_the_quarter() {
    let quarter = Quarter::new(73, &flat());
    let (from, to) = (Time::of_day(73 * DAYS), Time::of_day(74 * DAYS));
    let mut thirds = [0u32; 3];
    for i in 0..4_000 {
        for (time, _) in found(&quarter, Key::root(2, 2).with(i), 2, (0.0, 3.0)).into_values() {
            assert!((from..to).contains(&time), "a need outside its quarter");
            thirds[((time.0 - from.0) * 3 / (to.0 - from.0)) as usize] += 1;
        }
    }
    let third = f64::from(thirds.iter().sum::<u32>()) / 3.0;
    assert!(third > 900.0);
    assert!(
        thirds
            .iter()
            .all(|&n| (f64::from(n) - third).abs() < 3.29 * third.sqrt()),
        "{thirds:?}"
    );
}

#[test]
fn bounds_raised_in_steps_open_what_one_step_opens() {
    let quarter = Quarter::new(74, &flat());
    let mut some = 0;
    for i in 0..400 {
        let person = Key::root(3, 1).with(i);
        for (process, lowest) in LOWEST.into_iter().enumerate() {
            let top = lowest * (0.3 + 14.0 * person.with(process as u64).uniform());
            let at_once = found(&quarter, person, process, (0.0, top));
            let mut in_steps = BTreeMap::new();
            let steps = [0.0, 0.01, 0.2, 0.2, 0.5, 0.51, 0.99, 1.0];
            for pair in steps.windows(2) {
                for (key, rest) in found(&quarter, person, process, (top * pair[0], top * pair[1])) {
                    assert!(in_steps.insert(key, rest).is_none(), "opened twice");
                }
            }
            assert_eq!(at_once, in_steps, "process {process}");
            // The tag on the agenda leads back to the address and a mark under the hazard.
            for (&key, &(_, tag)) in &at_once {
                let (of, bits, mark) = candidate_of(&quarter, person, tag);
                assert!(of == process && bits == key && mark < top, "mark {mark} under {top}");
            }
            some += at_once.len();
        }
    }
    assert!(some > 2_000, "{some} candidates");
}

#[test]
fn a_hazard_beyond_every_strip_in_use_opens_the_next() {
    let quarter = Quarter::new(75, &flat());
    let needs: usize = (0..40)
        .map(|i| found(&quarter, Key::root(4, 0).with(i), 6, (0.0, 700.0)).len())
        .sum();
    let expected = 40.0 * 700.0 * f64::from(DAYS) / crate::engine::time::DAYS_PER_YEAR;
    assert!(
        (needs as f64 - expected).abs() < 3.29 * expected.sqrt(),
        "{needs} beside {expected}"
    );
}

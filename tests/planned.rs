//! Planned care as a whole: no pathway is lost, and what makes people wait makes them wait longer. (Age shapes are held
//! in `shape.rs`, levels and waits in `bands.rs`.)

use carecurve::experiment::run::in_order;
use carecurve::model::fact::{Count, Facts};
use carecurve::model::settings::ServiceKind;
use carecurve::scenario::{Embedded, Plan, load};
use carecurve::sim::World;
use std::sync::Arc;

fn plan(people: u32) -> Plan {
    let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    plan.scaled(people).with_years(1)
}

/// All months, those of the warm-up first.
fn months(plan: Plan) -> Vec<Facts> {
    several(plan, 1).remove(0)
}

/// The same for several replications.
fn several(plan: Plan, replications: u32) -> Vec<Vec<Facts>> {
    let plan = Arc::new(plan);
    in_order(replications, |replication| {
        let mut world = World::new(&plan, 11, replication);
        world.advance(World::end(&plan));
        assert_eq!(world.check(), Ok(()));
        world.take_months().into_iter().map(|month| month.facts).collect()
    })
}

fn still_waiting(facts: &Facts) -> i64 {
    facts.waits.iter().flat_map(|line| &line.weeks).sum()
}

fn year(months: &[Facts], kind: Count) -> f64 {
    let reported = months.iter().filter(|facts| facts.reported);
    reported.map(|facts| facts.count(kind)).sum::<i64>() as f64
}

fn mean(months: &[Facts], over: Count, of: Count) -> f64 {
    year(months, over) / year(months, of)
}

fn list_at_end(months: &[Facts]) -> f64 {
    still_waiting(&months[months.len() - 1]) as f64
}

/// The same place with a parameter of every specialty times `ratio`.
fn waits_times(people: u32, ratio: f64) -> Plan {
    let mut plan = plan(people);
    let paths: Vec<String> = plan.model.parameters.iter().map(|p| p.path.clone()).collect();
    for path in paths.iter().filter(|p| p.ends_with("wait_at_start_days")) {
        let parameter = plan.model.parameters.find_mut(path).expect("it was just listed");
        parameter.value *= ratio;
    }
    plan
}

fn with_capacity(people: u32, kind: ServiceKind, ratio: f64) -> Plan {
    let mut plan = plan(people);
    let services = plan.model.services.iter_mut().filter(|s| s.kind == kind);
    services.for_each(|service| service.capacity.staff *= ratio);
    plan
}

#[test]
fn every_clock_that_starts_stops_or_still_runs_in_every_month() {
    let months = months(plan(40_000));
    for (before, after) in months.iter().zip(&months[1..]) {
        let stops = [
            Count::RttAdmitted,
            Count::RttNotAdmitted,
            Count::ListRemoval,
            Count::ListDeparted,
        ];
        let stopped: i64 = stops.iter().map(|&kind| after.count(kind)).sum();
        let started = after.count(Count::ClockStart);
        assert!(
            stops.iter().all(|&kind| after.count(kind) > 0) || !after.reported,
            "{:?}",
            after.month
        );
        assert_eq!(
            still_waiting(before) + started,
            still_waiting(after) + stopped,
            "{:?}: {started} started, {stopped} stopped",
            after.month
        );
    }
    let admissions = year(&months, Count::ElectiveAdmission) + year(&months, Count::DayCase);
    let repeats = 1.0 - year(&months, Count::RttAdmitted) / admissions;
    assert!(
        (0.44..0.64).contains(&repeats),
        "{repeats} of admissions are planned repeats"
    );
}

#[test]
fn a_longer_backlog_makes_electives_slower() {
    let [usual, long] = [1.0, 2.2].map(|ratio| several(waits_times(40_000, ratio), 6));
    // The same people and luck in both: each replication is its own control.
    let mean = |measure: &dyn Fn(&[Facts]) -> f64, of: &[Vec<Facts>]| -> f64 {
        of.iter().map(|months| measure(months)).sum::<f64>() / of.len() as f64
    };
    let list = |m: &[Facts]| list_at_end(m);
    assert!(mean(&list, &long) > 1.2 * mean(&list, &usual));
    // Nobody works more: who is behind stays behind.
    let first = |m: &[Facts]| {
        let reported = m.iter().filter(|f| f.reported).take(3);
        reported.map(|f| f.count(Count::RttAdmitted)).sum::<i64>() as f64
    };
    assert!(mean(&first, &long) <= 1.15 * mean(&first, &usual));
    let over_18 = |m: &[Facts]| {
        let last = &m[m.len() - 1];
        let late = last.waits.iter().flat_map(|line| &line.weeks[18..]).sum::<i64>();
        late as f64 / still_waiting(last) as f64
    };
    let (late, as_usual) = (mean(&over_18, &long), mean(&over_18, &usual));
    println!("over 18 weeks a year on: {late:.4} beside {as_usual:.4}");
    assert!(
        long.iter()
            .zip(&usual)
            .all(|(long, usual)| over_18(long) > over_18(usual)),
        "not later in every replication"
    );
    assert!(late > 1.2 * as_usual, "{late} beside {as_usual}");
}

#[test]
fn fewer_theatres_treat_fewer_and_the_list_grows() {
    let [half, whole] = [0.5, 1.0].map(|ratio| months(with_capacity(40_000, ServiceKind::Theatres, ratio)));
    let (less, usual) = (year(&half, Count::RttAdmitted), year(&whole, Count::RttAdmitted));
    assert!(
        less < 0.9 * usual,
        "{less} admitted with half the theatres, {usual} with all"
    );
    assert!(list_at_end(&half) > 1.1 * list_at_end(&whole));
    let used = mean(&half, Count::TheatreMinutes, Count::TheatreMinutesOpen);
    assert!((0.9..=1.0).contains(&used), "half the theatres are used at {used}");
}

#[test]
fn fewer_tests_delay_the_decision() {
    for (kind, unit) in [(ServiceKind::Endoscopy, 0), (ServiceKind::Imaging, 1)] {
        let [half, whole] = [0.5, 1.0].map(|ratio| months(with_capacity(40_000, kind, ratio)));
        let days = |m: &[Facts]| {
            let of = |count: Count| {
                let lines = m
                    .iter()
                    .flat_map(|f| f.counts.iter().filter(move |t| t.kind == count).nth(unit));
                lines.map(|t| t.total()).sum::<i64>() as f64
            };
            of(Count::DiagnosticWaitDays) / of(Count::DiagnosticTest)
        };
        assert!(
            days(&half) > 1.5 * days(&whole),
            "{} days, then {}",
            days(&half),
            days(&whole)
        );
        assert!(list_at_end(&half) > list_at_end(&whole));
    }
}

#[test]
fn triage_in_the_community_keeps_people_out_of_hospital_clinics() {
    let [none, usual, twice] =
        [0.0, 1.0, 2.0].map(|ratio| months(with_capacity(40_000, ServiceKind::MusculoskeletalTriage, ratio)));
    assert_eq!(year(&none, Count::TriageContact), 0.0);
    assert!(year(&twice, Count::TriageContact) > 1.2 * year(&usual, Count::TriageContact));
    assert!(year(&usual, Count::TriageContact) > 0.0);
}

//! Every capacity is read: half of it changes what the service gives in the direction expected, twice as much changes it
//! the other way or hardly at all.

use carecurve::engine::Calendar;
use carecurve::engine::time::HOUR;
use carecurve::experiment::run::in_order;
use carecurve::model::fact::{Count, Facts, Spell, SpellKind, Stock};
use carecurve::model::settings::ServiceKind;
use carecurve::sim::World;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Residents: a fifth of the place.
const PEOPLE: u32 = 60_000;

/// The reported months with the staff of one kind of service times `ratio`.
fn months(system: &str, years: u32, kind: ServiceKind, ratio: f64) -> Vec<Facts> {
    months_of(system, years, kind, ratio, 1)
}

/// The same of several replications, one after the other.
fn months_of(system: &str, years: u32, kind: ServiceKind, ratio: f64, replications: u32) -> Vec<Facts> {
    let file = format!("{}/scenarios/systems/{system}.json", env!("CARGO_MANIFEST_DIR"));
    let plan = carecurve::app::disk::plan(&file).unwrap_or_else(|problems| panic!("{problems}"));
    let mut plan = plan.scaled(PEOPLE).with_years(years);
    let mut found = false;
    for service in plan.model.services.iter_mut().filter(|s| s.kind == kind) {
        service.capacity.staff *= ratio;
        found = true;
    }
    assert!(found, "the place has such a service");
    let plan = Arc::new(plan);
    let years = in_order(replications, |replication| {
        let mut world = World::new(&plan, 5, replication);
        world.advance(World::end(&plan));
        assert_eq!(world.check(), Ok(()));
        world.take_months()
    });
    let months = years.into_iter().flatten().map(|month| month.facts);
    months.filter(|facts| facts.reported).collect()
}

fn sum(months: &[Facts], kind: Count) -> f64 {
    months.iter().map(|m| m.count(kind)).sum::<i64>() as f64
}

fn ratio(months: &[Facts], of: Count, over: Count) -> f64 {
    sum(months, of) / sum(months, over)
}

/// A measure at half, the whole and twice the capacity.
fn at_three(system: &str, years: u32, kind: ServiceKind, measure: impl Fn(&[Facts]) -> f64) -> [f64; 3] {
    let found = [0.5, 1.0, 2.0].map(|r| measure(&months(system, years, kind, r)));
    println!("{kind:?}: {found:.4?}");
    found
}

#[test]
fn fewer_call_takers_leave_more_calls_unanswered() {
    let share = |m: &[Facts]| {
        let abandoned = sum(m, Count::Call111Abandoned);
        abandoned / (abandoned + sum(m, Count::Call111))
    };
    let [half, whole, twice] = at_three("frimley/siloed", 1, ServiceKind::Nhs111, share);
    assert!(
        half > 0.2,
        "with half the call takers only {half} of calls are given up"
    );
    assert!(whole < 0.1 && twice < whole, "{whole}, {twice}");
}

#[test]
fn fewer_crews_make_patients_wait() {
    let minutes = |m: &[Facts]| ratio(m, Count::AmbulanceWaitMinutes, Count::AmbulanceConveyance);
    let [half, whole, twice] = at_three("frimley/siloed", 1, ServiceKind::Ambulance, minutes);
    assert!(
        half > 1.5 * whole && twice < 0.5 * whole,
        "{half}, {whole}, {twice} minutes"
    );
    let given_up = |r| {
        sum(
            &months("frimley/siloed", 1, ServiceKind::Ambulance, r),
            Count::AmbulanceGivenUp,
        )
    };
    assert!(given_up(0.0) > 0.0, "without crews patients come by their own means");
}

#[test]
fn a_smaller_type_2_department_sends_more_to_type_1() {
    let share = |m: &[Facts]| {
        let full = sum(m, Count::AeType2Full);
        full / (full + sum(m, Count::AeType2))
    };
    let kind = ServiceKind::SingleSpecialtyEmergency;
    let [half, whole, twice] = at_three("frimley/siloed", 1, kind, share);
    assert!(half > 2.0 * whole + 0.02 && twice < whole, "{half}, {whole}, {twice}");
}

#[test]
fn fewer_assessors_keep_ready_patients_in_bed() {
    let kind = ServiceKind::CareAssessment;
    let months = [0.5, 1.0, 2.0].map(|r| months_of("frimley/siloed", 1, kind, r, 4));
    let wait = |m: &[Facts]| ratio(m, Count::CareAssessmentWaitHours, Count::CareAssessment);
    let ready = |m: &[Facts]| m.iter().map(|f| f.stock(Stock::ReadyWaiting)).sum::<f64>() / m.len() as f64;
    let (waits, beds) = (months.each_ref().map(|m| wait(m)), months.each_ref().map(|m| ready(m)));
    println!("{kind:?}: hours {waits:.2?}, ready {beds:.2?}");
    assert!(
        waits[0] > 3.0 * waits[1] && waits[2] < waits[1],
        "hours to an assessor: {waits:?}"
    );
    assert!(
        // Hours to an assessor are a small part of the days that a ready patient waits.
        beds[0] > beds[1] && beds[0] > beds[2],
        "beds of ready patients: {beds:?}"
    );
}

#[test]
fn link_workers_take_on_as_many_as_they_can() {
    let people = |m: &[Facts]| sum(m, Count::SocialPrescribing);
    let [half, whole, twice] = at_three("frimley/siloed", 1, ServiceKind::SocialPrescribing, people);
    assert!(
        half > 0.0 && half < 0.7 * whole && twice > 1.5 * whole,
        "{half}, {whole}, {twice}"
    );
}

#[test]
fn a_neighbourhood_team_holds_what_its_staff_can_hold() {
    let last = |m: &[Facts]| m[m.len() - 1].stock(Stock::Caseload);
    let system = "frimley/neighbourhood-teams";
    let [half, whole, twice] = at_three(system, 2, ServiceKind::NeighbourhoodTeam, last);
    assert!(whole > 20.0, "the care model in force holds {whole}");
    // A team holds whole places only: of a part of one in each neighbourhood, twice the staff may make one more. Besides,
    // up to one in twenty leave in the month without being replaced before its end.
    let file = format!("{}/scenarios/systems/{system}.json", env!("CARGO_MANIFEST_DIR"));
    let plan = carecurve::app::disk::plan(&file).unwrap_or_else(|problems| panic!("{problems}"));
    let parts = plan.model.neighbourhoods.len() as f64;
    for (few, many) in [(half, whole), (whole, twice)] {
        let left = 0.05 * many;
        assert!(
            (2.0 * few - left..=2.0 * few + parts + left).contains(&many),
            "{many} beside {few}"
        );
    }
}

#[test]
fn rapid_response_starts_what_its_staff_can_start() {
    let starts = |m: &[Facts]| sum(m, Count::RapidResponse);
    let [half, whole, twice] = at_three("frimley/neighbourhood-teams", 2, ServiceKind::RapidResponse, starts);
    assert!(half < 0.7 * whole && twice > whole, "{half}, {whole}, {twice} starts");
}

#[test]
fn siloed_services_have_no_team_and_no_rapid_response() {
    for kind in [ServiceKind::NeighbourhoodTeam, ServiceKind::RapidResponse] {
        let months = months("frimley/siloed", 1, kind, 2.0);
        assert_eq!(
            sum(&months, Count::TeamContact) + sum(&months, Count::RapidResponse),
            0.0
        );
    }
}

#[test]
fn evening_appointments_are_taken_and_keep_people_from_other_doors() {
    let taken = |m: &[Facts]| sum(m, Count::GpExtendedHours);
    let [half, whole, twice] = at_three("frimley/siloed", 1, ServiceKind::ExtendedHours, taken);
    assert!(half < 0.7 * whole && whole < 0.7 * twice, "{half} {whole} {twice}");
    let doors = |m: &[Facts]| sum(m, Count::AeType1) + sum(m, Count::AeType3);
    let [half, whole, twice] = at_three("frimley/siloed", 1, ServiceKind::ExtendedHours, doors);
    assert!(half > whole && whole > twice, "A&E and walk-in: {half} {whole} {twice}");
}

#[test]
fn the_housebound_come_by_ambulance_when_nobody_visits() {
    for kind in [ServiceKind::HomeVisiting, ServiceKind::LateVisiting] {
        let (none, some) = (
            months("frimley/siloed", 1, kind, 0.0),
            months("frimley/siloed", 1, kind, 1.0),
        );
        let refused = |m: &[Facts]| sum(m, Count::HomeVisitRefused);
        let conveyed = |m: &[Facts]| sum(m, Count::AmbulanceConveyance);
        assert!(refused(&none) > refused(&some) + 20.0, "{kind:?}");
        assert!(conveyed(&none) > conveyed(&some), "{kind:?}");
    }
}

#[test]
fn who_finds_no_pharmacist_asks_elsewhere() {
    let advice = |m: &[Facts]| sum(m, Count::PharmacyAdvice);
    let none = months("frimley/siloed", 1, ServiceKind::Pharmacy, 0.0);
    let some = months("frimley/siloed", 1, ServiceKind::Pharmacy, 1.0);
    assert_eq!(advice(&none), 0.0);
    assert!(advice(&some) > 5_000.0);
    let asked = |m: &[Facts]| sum(m, Count::GpAppointment) + sum(m, Count::GpBalked);
    assert!(asked(&none) > asked(&some));
}

/// Stays that ended in the service of one kind.
fn stays(kind: ServiceKind, months: &[Facts]) -> Vec<Spell> {
    let file = format!("{}/scenarios/systems/frimley/siloed.json", env!("CARGO_MANIFEST_DIR"));
    let plan = carecurve::app::disk::plan(&file).unwrap_or_else(|problems| panic!("{problems}"));
    let there = plan.model.service(kind, "").expect("the place has such a service");
    let spells = months.iter().flat_map(|m| &m.spells);
    spells.filter(|spell| spell.service == there).copied().collect()
}

#[test]
fn same_day_emergency_care_relieves_the_trolleys() {
    let kind = ServiceKind::SameDayEmergencyCare;
    let found = [0.0, 0.5, 1.0, 2.0].map(|r| months("frimley/siloed", 1, kind, r));
    let here = found.each_ref().map(|m| sum(m, Count::SameDayEmergencyCare));
    let full = found.each_ref().map(|m| sum(m, Count::SameDayEmergencyCareFull));
    let trolleys = found
        .each_ref()
        .map(|m| stays(ServiceKind::AssessmentTrolleys, m).len());
    println!("{kind:?}: {here:?}, full {full:?}, on trolleys {trolleys:?}");
    assert!(
        here[0] == 0.0 && full[0] == 0.0,
        "no places, nobody is treated in them or finds them full"
    );
    assert!(here.is_sorted() && here[1] > 100.0 && here[2] > 1.1 * here[1]);
    assert!(full[1] > full[2] && full[2] > full[3]);
    assert!(trolleys.windows(2).all(|pair| pair[0] > pair[1]));
    assert!(trolleys[3] > 0, "some stays need a trolley, and nights have no other");
}

#[test]
fn same_day_emergency_care_keeps_its_hours_and_its_places() {
    let kind = ServiceKind::SameDayEmergencyCare;
    let here = stays(kind, &months("frimley/siloed", 1, kind, 1.0));
    assert!(here.len() > 200, "{} stays", here.len());
    // 10 places for 300,000, half of them on days that are no working days.
    let places = |day: u32| if Calendar::is_working_day(day) { 2 } else { 1 };
    for stay in &here {
        let (came, left) = (stay.admitted, stay.left);
        assert!((8..18).contains(&came.hour()), "came at {}", came.hour());
        assert!(
            left.day() == came.day() && left.since_midnight() <= 22 * HOUR,
            "stays on"
        );
        assert!(
            stay.kind == SpellKind::Emergency && stay.age_band >= 2,
            "a child or a planned stay"
        );
        let inside = here.iter().filter(|other| other.admitted <= came && other.left > came);
        assert!(inside.count() <= places(came.day()), "more than its places");
    }
    let full = |day: u32| here.iter().filter(|stay| stay.admitted.day() == day).count();
    let days: BTreeSet<u32> = here.iter().map(|stay| stay.admitted.day()).collect();
    assert!(days.iter().any(|&day| full(day) > 2), "a place serves several a day");
}

#[test]
fn without_critical_care_planned_patients_are_called_off_and_emergencies_stay_on_wards() {
    let kind = ServiceKind::CriticalCareBeds;
    let found = [0.0, 0.5, 1.0, 2.0].map(|r| months("frimley/siloed", 1, kind, r));
    let of = |count| found.each_ref().map(|m| sum(m, count));
    let (inside, full) = (of(Count::CriticalCareAdmission), of(Count::CriticalCareFull));
    let (refused, called_off) = (of(Count::CriticalCareRefused), of(Count::ElectiveCancelled));
    let treated = of(Count::ElectiveAdmission);
    println!("{kind:?}: {inside:?}, full {full:?}, refused {refused:?}; called off {called_off:?} of {treated:?}");
    assert!(inside[0] == 0.0 && inside[1] > 0.0 && inside.is_sorted());
    for (name, falls) in [("full", full), ("refused", refused)] {
        assert!(
            falls[0] > falls[1] && falls[1] > falls[2] && falls[2] >= falls[3],
            "{name}: {falls:?}"
        );
    }
    // One or two in a hundred ordinary patients are to have a critical care bed: each is called off, again and again.
    assert!(called_off[0] > called_off[2] + 20.0, "called off: {called_off:?}");
    let nights = of(Count::CriticalCareBedDay);
    assert!(
        nights[0] == 0.0 && nights[2] > 500.0,
        "nights in critical care: {nights:?}"
    );
}

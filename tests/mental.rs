//! Mental health and maternity: every capacity is read, half of it hurts and twice of it helps; who finds the beds full
//! is placed out of area, who waits too long for talking therapy gives up, and births follow women's ages.

use carecurve::model::fact::{Count, Facts, Stock};
use carecurve::model::settings::ServiceKind;
use carecurve::scenario::{Embedded, Plan, load};
use carecurve::sim::World;
use std::sync::{Arc, LazyLock};

/// Residents: a fifth of the place, with seven acute mental health beds.
const PEOPLE: u32 = 60_000;

fn plan() -> Plan {
    load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The reported months of a year with the staff of one kind of service times `ratio`.
fn months(kind: ServiceKind, ratio: f64) -> Vec<Facts> {
    let mut plan = plan().scaled(PEOPLE).with_years(1);
    for service in plan.model.services.iter_mut().filter(|s| s.kind == kind) {
        service.capacity.staff *= ratio;
    }
    let plan = Arc::new(plan);
    let mut world = World::new(&plan, 7, 0);
    world.advance(World::end(&plan));
    assert_eq!(world.check(), Ok(()));
    let months = world.take_months().into_iter().map(|month| month.facts);
    months.filter(|facts| facts.reported).collect()
}

static USUAL: LazyLock<Vec<Facts>> = LazyLock::new(|| months(ServiceKind::MentalHealthBeds, 1.0));

fn sum(months: &[Facts], kind: Count) -> f64 {
    months.iter().map(|m| m.count(kind)).sum::<i64>() as f64
}

fn mean(months: &[Facts], kind: Stock) -> f64 {
    months.iter().map(|m| m.stock(kind)).sum::<f64>() / months.len() as f64
}

/// A measure at half, the whole and twice the capacity.
fn at_three(kind: ServiceKind, measure: impl Fn(&[Facts]) -> f64) -> [f64; 3] {
    let found = [
        measure(&months(kind, 0.5)),
        measure(&USUAL),
        measure(&months(kind, 2.0)),
    ];
    println!("{kind:?}: {found:.3?}");
    found
}

#[test]
fn who_finds_the_beds_full_is_placed_out_of_area() {
    let away = |m: &[Facts]| mean(m, Stock::OutOfArea);
    let [half, whole, twice] = at_three(ServiceKind::MentalHealthBeds, away);
    assert!(half > whole + 1.5, "half the beds: {half} away, {whole} with all");
    assert!(twice < 0.1, "twice the beds: {twice} are still placed out of area");
    let months = months(ServiceKind::MentalHealthBeds, 0.5);
    let (occupied, open) = (
        mean(&months, Stock::MentalBedOccupied),
        mean(&months, Stock::MentalBedOpen),
    );
    assert!(occupied <= open, "{occupied} people in {open} beds");
    assert!(
        occupied > 0.9 * open,
        "beds stand empty while people are away: {occupied} of {open}"
    );
}

#[test]
fn who_waits_too_long_for_talking_therapy_gives_up() {
    let kind = ServiceKind::TalkingTherapies;
    let wait = |m: &[Facts]| sum(m, Count::TherapyWaitDays) / sum(m, Count::TherapyStart);
    let three = [&months(kind, 0.5), &*USUAL, &months(kind, 2.0)];
    let waits = three.map(|m| wait(m));
    let gone = three.map(|m| sum(m, Count::TherapyDropOut));
    let starts = three.map(|m| sum(m, Count::TherapyStart));
    println!("waits {waits:.1?}, given up {gone:.0?}, starts {starts:.0?}");
    assert!(waits[0] > 1.5 * waits[1] && waits[2] < 0.5 * waits[1], "{waits:?} days");
    assert!(gone[0] > 1.3 * gone[1] && gone[2] < 0.7 * gone[1], "{gone:?} give up");
    assert!((starts[0] / starts[1] - 0.5).abs() < 0.06, "{starts:?} starts");
    let ill = three.map(|m| mean(m, Stock::CommonMental));
    assert!(ill[0] > ill[2], "more treatment, fewer ill: {ill:?}");
}

#[test]
fn without_room_at_the_crisis_team_more_people_need_a_bed() {
    let kind = ServiceKind::CrisisTeam;
    let full = at_three(kind, |m| sum(m, Count::HomeTreatmentFull));
    assert!(full[0] > full[1] + 10.0 && full[2] < 0.5 * full[1] + 1.0, "{full:?}");
    let beds = [0.0, 2.0].map(|ratio| sum(&months(kind, ratio), Count::MentalAdmission));
    assert!(
        beds[0] > 1.3 * beds[1],
        "admissions without a crisis team and with two: {beds:?}"
    );
}

#[test]
fn the_community_team_holds_what_its_staff_can_hold() {
    let [half, whole, _] = at_three(ServiceKind::CommunityMentalHealth, |m| mean(m, Stock::MentalCaseload));
    assert!((half / whole - 0.5).abs() < 0.12, "{half} beside {whole}");
    let waiting = |m: &[Facts]| mean(m, Stock::MentalTeamWaiting);
    let [half, whole, _] = at_three(ServiceKind::CommunityMentalHealth, waiting);
    assert!(half > whole + 5.0, "{half} wait beside {whole}");
}

#[test]
fn half_the_maternity_beds_send_mothers_elsewhere() {
    let [half, whole, twice] = at_three(ServiceKind::MaternityBeds, |m| sum(m, Count::MaternityFull));
    assert!(
        half > 50.0 && whole < 0.2 * half && twice == 0.0,
        "{half}, {whole}, {twice}"
    );
    let births = sum(&USUAL, Count::Birth);
    let deliveries = sum(&USUAL, Count::MaternityAdmission) + sum(&USUAL, Count::MaternityFull);
    assert!(
        (deliveries - births).abs() < 0.05 * births,
        "{deliveries} deliveries, {births} births"
    );
    for (kind, unmet) in [
        (ServiceKind::CommunityMidwifery, Count::MidwifeUnmet),
        (ServiceKind::ChildHealth, Count::ChildHealthUnmet),
    ] {
        let half = sum(&months(kind, 0.5), unmet);
        assert!(
            half > 3.0 * sum(&USUAL, unmet) + 100.0,
            "{kind:?}: {half} contacts not made"
        );
    }
}

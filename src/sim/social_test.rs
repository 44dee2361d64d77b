//! Social care: every package and place has one payer, delays by reason and body add up, and capacity acts in the right
//! direction. Each check is seen to fail on a planted defect.

use crate::engine::time::DAY;
use crate::engine::{Month, Time};
use crate::model::Model;
use crate::model::fact::{Count, Facts, Stock, Tally};
use crate::model::settings::{ServiceKind, Settings};
use crate::model::trial_test::Planted;
use crate::scenario::{Embedded, load};

fn settings(people: u32) -> Settings {
    let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    plan.scaled(people).model
}

/// The warm-up, with every midnight checked.
fn warmed(people: u32) -> Model {
    let mut model = Model::new(&settings(people), 3, 0);
    for _ in 0..90 {
        model.advance(Time(model.now().0 + DAY));
        assert_eq!(model.check(), Ok(()));
    }
    model
}

#[test]
fn a_planted_defect_in_payers_places_or_delays_is_seen() {
    let model = warmed(30_000);
    for planted in Planted::ALL {
        let mut broken = model.clone();
        broken.plant(planted);
        let told = broken.check();
        println!("{planted:?}: {told:?}");
        assert!(told.is_err(), "{planted:?} goes unseen");
    }
}

fn months(change: impl Fn(&mut Settings), people: u32) -> Vec<Facts> {
    let mut settings = settings(people);
    change(&mut settings);
    let mut model = Model::new(&settings, 4, 0);
    let first = settings.start_date().midnight();
    model.advance(first);
    let mut month = Month::of(first);
    model.close_month(month);
    (0..9)
        .map(|_| {
            model.advance(month.next().start());
            assert_eq!(model.check(), Ok(()));
            let facts = model.close_month(month);
            month = month.next();
            facts
        })
        .collect()
}

/// So many that home care is scarce for want of hours, and not for chance in a small place.
const PEOPLE: u32 = 150_000;

fn staffed(kind: ServiceKind, ratio: f64) -> Vec<Facts> {
    let change = |settings: &mut Settings| {
        let services = settings.services.iter_mut().filter(|s| s.kind == kind);
        services.for_each(|s| s.capacity.staff *= ratio);
    };
    months(change, PEOPLE)
}

fn stock(months: &[Facts], kind: Stock) -> f64 {
    months.iter().map(|m| m.stock(kind)).sum::<f64>() / months.len() as f64
}

fn count(months: &[Facts], kind: Count) -> i64 {
    months.iter().map(|m| m.count(kind)).sum()
}

#[test]
fn delays_by_reason_add_to_those_by_body_and_home_care_shortens_them() {
    let beds = |m: &[Facts]| stock(m, Stock::ReportedDelay) + stock(m, Stock::CommunityDelay);
    let [half, whole, twice] = [0.5, 1.0, 2.0].map(|ratio| staffed(ServiceKind::HomeCare, ratio));
    for months in [&half, &whole, &twice] {
        for facts in months {
            let sum = |kind: Stock| {
                let of = facts.stocks.iter().filter(|t| t.kind == kind);
                of.map(Tally::total).sum::<i64>()
            };
            let by_reason = sum(Stock::ReportedDelay) + sum(Stock::CommunityDelay);
            assert!(by_reason > 0, "somebody waits");
            assert_eq!(by_reason, sum(Stock::DelayBody));
        }
    }
    println!("delays {} {} {}", beds(&half), beds(&whole), beds(&twice));
    assert!(beds(&half) > 1.1 * beds(&whole), "less home care keeps people in beds");
    // Above today's hours other places are what is scarce: twice as many do not shorten delays further here.
    assert!(
        beds(&twice) < beds(&half) / 1.5,
        "far more home care than half takes them out"
    );
}

#[test]
fn places_and_eligibility_act_on_who_gets_care() {
    let [half, whole] = [0.5, 1.0].map(|ratio| staffed(ServiceKind::Reablement, ratio));
    let episodes = |m: &[Facts]| count(m, Count::ReablementEpisode);
    assert!(
        episodes(&half) * 10 < episodes(&whole) * 8,
        "half of reablement gives {} of {} episodes",
        episodes(&half),
        episodes(&whole)
    );
    let strict = months(
        |settings| {
            let shift = settings.parameters.find_mut("care.need.eligibility_shift");
            shift.expect("the threshold is shipped").value = 1.0;
        },
        PEOPLE,
    );
    let starts = |m: &[Facts]| count(m, Count::CarePackageStart) + episodes(m);
    assert!(
        starts(&strict) < starts(&whole),
        "a stricter threshold leaves {} of {} starts",
        starts(&strict),
        starts(&whole)
    );
    assert_eq!(count(&strict, Count::StepUp) > 0, count(&whole, Count::StepUp) > 0);
}

#[test]
fn without_unpaid_carers_more_people_ask_for_help() {
    let without = months(
        |settings| {
            let share = settings.parameters.find_mut("care.carer.share_of_not_alone");
            share.expect("carers are shipped").value = 0.0;
        },
        PEOPLE,
    );
    let with = staffed(ServiceKind::CarersSupport, 1.0);
    assert!(count(&without, Count::CareRequest) > count(&with, Count::CareRequest));
    assert_eq!(count(&without, Count::CarerBreakdown), 0);
    let unsupported = staffed(ServiceKind::CarersSupport, 0.0);
    assert!(count(&unsupported, Count::CarerBreakdown) >= count(&with, Count::CarerBreakdown));
}

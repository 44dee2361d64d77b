//! Everybody and every penny is somewhere: at each month end the running counters agree with a full recount, and the
//! population changes by births, deaths and moves alone. And nothing breaks at the ends of what a place can be.

use carecurve::engine::Time;
use carecurve::engine::time::DAY;
use carecurve::model::fact::{Count, Stock};
use carecurve::model::settings::ServiceKind;
use carecurve::scenario::Plan;
use carecurve::sim::{MonthOutput, World};
use std::sync::Arc;

fn plan(system: &str, people: u32) -> Plan {
    let file = format!("{}/scenarios/systems/{system}.json", env!("CARGO_MANIFEST_DIR"));
    let plan = carecurve::app::disk::plan(&file).unwrap_or_else(|problems| panic!("{problems}"));
    plan.scaled(people).with_years(1)
}

#[test]
fn people_beds_places_and_pence_are_conserved_at_every_month_end() {
    for system in ["frimley/neighbourhood-teams", "bolton/aligned-incentives"] {
        let plan = Arc::new(plan(system, 30_000));
        let mut world = World::new(&plan, 7, 1);
        let mut residents = 30_000.0;
        let mut months = 0;
        let mut month = carecurve::engine::Month::of(World::start_of_warm_up(&plan));
        while world.now() < World::end(&plan) {
            month = month.next();
            world.advance(month.start());
            assert_eq!(world.check(), Ok(()), "{system}, before {month:?}");
            for closed in world.take_months() {
                let facts = &closed.facts;
                let came = facts.count(Count::Birth) + facts.count(Count::MoveIn);
                let went = facts.count(Count::Death) + facts.count(Count::MoveOut);
                assert_eq!(
                    facts.reported,
                    came + went > 0,
                    "demography stands still in the warm-up"
                );
                // The last midnight of a month is counted before its first events, so the mean lies between the ends.
                let (before, after) = (residents, residents + (came - went) as f64);
                let mean = facts.stock(Stock::Population);
                if !facts.reported && months > 0 {
                    assert!(
                        (mean - before).abs() < 1e-9,
                        "{mean} residents in the warm-up, {before} before"
                    );
                }
                residents = after;
                let books: i64 = closed.accounts.iter().map(|a| a.surplus).sum();
                assert_eq!(books, 0, "what one receives another pays");
                months += 1;
            }
        }
        assert_eq!(months, 15, "three months of warm-up and a year were closed");
        assert!(residents != 30_000.0, "somebody came or went");
    }
}

#[test]
fn stocks_at_the_end_are_those_at_the_start_and_what_came() {
    let plan = Arc::new(plan("frimley/siloed", 30_000));
    let mut world = World::new(&plan, 3, 0);
    world.advance(World::end(&plan));
    let all = world.take_months();
    let count = |kind| all.iter().map(|m| m.facts.count(kind)).sum::<i64>();
    let grown = count(Count::Birth) + count(Count::MoveIn) - count(Count::Death) - count(Count::MoveOut);
    // One more midnight: the stock of the first day after the end.
    let mut later = World::new(&plan, 3, 0);
    later.advance(Time(World::end(&plan).0));
    let frailty = |m: &MonthOutput| {
        [
            Stock::FrailtyFit,
            Stock::FrailtyMild,
            Stock::FrailtyModerate,
            Stock::FrailtySevere,
        ]
        .iter()
        .map(|&kind| m.facts.stock(kind))
        .sum::<f64>()
    };
    for month in &all {
        let (people, states) = (month.facts.stock(Stock::Population), frailty(month));
        assert!(
            (people - states).abs() < 1e-9,
            "{people} people in {states} states of frailty"
        );
        let occupied = month.facts.stock(Stock::BedOccupied);
        assert!(occupied > 0.0);
        assert!(month.facts.stock(Stock::ReportedDelay) <= month.facts.stock(Stock::ReadyWaiting));
    }
    // Spells told agree with discharges counted, and nobody leaves before coming.
    let spells = all.iter().flat_map(|m| &m.facts.spells);
    let emergency = spells
        .clone()
        .filter(|s| s.kind == carecurve::model::fact::SpellKind::Emergency);
    assert_eq!(emergency.count() as i64, count(Count::EmergencyDischarge));
    assert!(spells.clone().all(|s| s.admitted <= s.ready && s.ready <= s.left));
    assert!(grown.abs() < 1_500, "the place grew by {grown}");
    // Everyone admitted leaves or still lies there, as do those who were in bed when the run began.
    let beds = all[all.len() - 1].facts.stock(Stock::BedOccupied);
    let began = all[0].facts.stock(Stock::BedOccupied);
    let inside = count(Count::EmergencyAdmission) - count(Count::EmergencyDischarge);
    assert!(
        (-2 * began as i64..=2 * beds as i64).contains(&inside),
        "{inside} still inside, {beds} beds filled"
    );
}

/// 5,000 people for the warm-up and sixty days, with something pushed to its end.
fn extreme(change: impl Fn(&mut Plan)) -> Vec<MonthOutput> {
    let mut plan = plan("frimley/siloed", 5_000);
    plan.warm_up_days = 30;
    plan.model.warm_up_days = 30;
    change(&mut plan);
    plan.economy.services = plan.model.services.clone();
    plan.economy.parameters = plan.model.parameters.clone();
    let plan = Arc::new(plan);
    let mut world = World::new(&plan, 11, 0);
    let start = plan.start.midnight();
    for day in 1..=61 {
        world.advance(Time(start.0 + day * DAY));
        assert_eq!(world.check(), Ok(()), "day {day}");
    }
    let months = world.take_months();
    let reported: Vec<MonthOutput> = months.into_iter().filter(|m| m.facts.reported).collect();
    assert_eq!(reported.len(), 2);
    reported
}

fn capacity(plan: &mut Plan, of: impl Fn(ServiceKind) -> bool, staff: f64) {
    let services = plan.model.services.iter_mut().filter(|s| of(s.kind));
    services.for_each(|s| s.capacity.staff = staff);
}

fn sum(months: &[MonthOutput], kind: Count) -> i64 {
    months.iter().map(|m| m.facts.count(kind)).sum()
}

fn is_bed(kind: ServiceKind) -> bool {
    use ServiceKind as Kind;
    matches!(
        kind,
        Kind::AssessmentTrolleys
            | Kind::SameDayEmergencyCare
            | Kind::ShortStayBeds
            | Kind::MedicalBeds
            | Kind::OlderPeopleBeds
            | Kind::SurgicalBeds
            | Kind::ChildrenBeds
    )
}

#[test]
fn extremes_break_nothing_and_point_the_right_way() {
    let usual = extreme(|_| {});
    for kind in [
        Count::GpAppointment,
        Count::AeType1,
        Count::EmergencyAdmission,
        Count::NeedArising,
    ] {
        assert!(sum(&usual, kind) > 20, "{}: {}", kind.name(), sum(&usual, kind));
    }

    let practice = |kind| {
        use ServiceKind as Kind;
        matches!(
            kind,
            Kind::GeneralPractice | Kind::ExtendedHours | Kind::HomeVisiting | Kind::LateVisiting
        )
    };
    let no_practice = extreme(|plan| capacity(plan, practice, 0.0));
    assert_eq!(sum(&no_practice, Count::GpAppointment), 0);
    for kind in [Count::UnmetNeed, Count::GpBalked, Count::AeType1] {
        assert!(
            sum(&no_practice, kind) > sum(&usual, kind),
            "without practices there is more {}: {} beside {}",
            kind.name(),
            sum(&no_practice, kind),
            sum(&usual, kind)
        );
    }

    let one_bed = extreme(|plan| {
        capacity(plan, is_bed, 0.0);
        capacity(plan, |kind| kind == ServiceKind::MedicalBeds, 1.0);
    });
    assert!(sum(&one_bed, Count::EmergencyAdmission) < sum(&usual, Count::EmergencyAdmission) / 2);
    assert!(sum(&one_bed, Count::AeWithinFourHours) < sum(&usual, Count::AeWithinFourHours));
    assert!(sum(&one_bed, Count::ElectiveAdmission) < sum(&usual, Count::ElectiveAdmission));

    let endless = extreme(|plan| capacity(plan, is_bed, 10_000.0));
    assert!(sum(&endless, Count::ElectiveCancelled) == 0);
    assert!(sum(&endless, Count::AeWithinFourHours) >= sum(&usual, Count::AeWithinFourHours));
    assert!(sum(&endless, Count::EmergencyAdmission) >= sum(&usual, Count::EmergencyAdmission));

    let no_need = extreme(|plan| {
        for path in [
            "need.self_limiting.per_gp_visit",
            "need.exacerbation.level_per_year",
            "need.serious_acute.per_emergency_admission",
            "need.injury.per_ae_attendance",
            "need.planned_care.per_first_attendance",
            "need.review.per_condition_per_year",
            "need.loss_of_independence.level_per_year",
            "need.final_illness.share_of_deaths",
            "need.common_mental.level_per_year",
            "need.mental_crisis.level_per_year",
            "mental.common.asks_again_share",
        ] {
            let parameter = plan
                .model
                .parameters
                .find_mut(path)
                .unwrap_or_else(|| panic!("no parameter {path}"));
            parameter.value = 0.0;
        }
    });
    for kind in [
        Count::NeedArising,
        Count::GpAppointment,
        Count::AeType1,
        Count::EmergencyAdmission,
        Count::UnmetNeed,
    ] {
        assert_eq!(sum(&no_need, kind), 0, "nobody needs anything, yet {}", kind.name());
    }
    assert_eq!(
        sum(&no_need, Count::Birth),
        sum(&usual, Count::Birth),
        "births are the same whoever is ill"
    );
    assert!(sum(&no_need, Count::Death) > 0, "people die all the same");
}

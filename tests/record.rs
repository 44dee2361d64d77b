//! The record of long-term conditions beside the conditions that people have: the record starts at the published level and
//! keeps its share of what is there, hazards do not see it, reviews see nothing else.

use carecurve::engine::Key;
use carecurve::model::diary::{What, Whom};
use carecurve::model::fact::{Count, Stock};
use carecurve::model::need::{Hazards, Management, Need};
use carecurve::model::population::{Person, Synthesis, flag};
use carecurve::scenario::{Embedded, Plan, load};
use carecurve::sim::World;
use std::sync::Arc;

fn plan() -> Plan {
    load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Every condition's share in the record, at the start and years later, of people who age, die, move and are seen.
#[test]
fn the_record_keeps_its_share_for_five_years() {
    const PEOPLE: u32 = 120_000;
    const YEARS: u32 = 5;
    let plan = Arc::new(plan().scaled(PEOPLE).with_years(YEARS));
    let conditions = &plan.model.tables.conditions;
    let mut world = World::new(&plan, 3, 0);
    let held = |world: &World| -> Vec<[f64; 2]> {
        let mut held = vec![[0.0; 2]; conditions.len()];
        for id in 0..world.people() {
            let p = world.portrait(id);
            if p.here {
                p.conditions.iter().for_each(|&i| held[i][0] += 1.0);
                p.unfound.iter().for_each(|&i| held[i][1] += 1.0);
            }
        }
        held
    };
    world.advance(plan.start.midnight());
    let before = held(&world);
    world.advance(World::end(&plan));
    let after = held(&world);
    assert_eq!(world.check(), Ok(()));
    let mut all = [[0.0; 2]; 2];
    for (i, condition) in conditions.iter().enumerate() {
        let share = |[known, unfound]: [f64; 2]| known / (known + unfound);
        let (start, end) = (share(before[i]), share(after[i]));
        let path = format!("population.conditions.diagnosed_share_{}", condition.name);
        let wanted = plan.model.parameters.get(&path);
        // Who is unfound is another draw of people after five years.
        let [known, unfound] = before[i];
        let error = (start * (1.0 - start) / (known + unfound)).sqrt();
        println!(
            "{:>22}: {start:.4} at the start, {end:.4} at the end, {wanted} by the table; error {error:.4}",
            condition.name
        );
        assert!(
            (start - wanted).abs() < 4.0 * error,
            "{}: {start} at the start",
            condition.name
        );
        assert!(
            (end - start).abs() < 0.02 + 2.0 * error,
            "{}: {start}, then {end}",
            condition.name
        );
        for (sum, held) in all.iter_mut().zip([before[i], after[i]]) {
            sum[0] += held[0];
            sum[1] += held[1];
        }
    }
    let [start, end] = all.map(|[known, unfound]| known / (known + unfound));
    println!("all: {start:.4}, then {end:.4}");
    assert!((end - start).abs() < 0.01, "all conditions: {start}, then {end}");
    let months = world.take_months();
    let facts = &months.last().expect("five years were closed").facts;
    let (real, known) = (
        facts.stock(Stock::TrueConditions),
        facts.stock(Stock::RecordedConditions),
    );
    assert!(
        (known / real - end).abs() < 0.005,
        "measures say {}, people {end}",
        known / real
    );
    let found = |reported: bool| -> i64 {
        let months = months.iter().filter(|m| m.facts.reported == reported);
        months.map(|m| m.facts.count(Count::ConditionFound)).sum()
    };
    assert_eq!(found(false), 0, "the record stands still in the warm-up");
    assert!(found(true) > 1_000, "{} found in five years", found(true));
}

/// A person with all conditions of a set, of whom the record knows a part.
fn with(person: &Person, conditions: u16, recorded: u16, controlled: bool) -> Person {
    let mut person = person.clone();
    person.conditions = conditions;
    person.recorded = recorded;
    person.treated = recorded;
    person.set(flag::CONTROLLED, controlled);
    person
}

#[test]
fn hazards_see_what_is_there_and_reviews_what_is_recorded() {
    let settings = plan().model;
    let tables = Arc::new(settings.tables.clone());
    let synthesis = Synthesis::new(&settings, &tables);
    let hazards = Hazards::new(&settings, &tables, &synthesis.frailty, [true; 5]);
    let day = settings.start_date().midnight().day();
    let all = (1u16 << tables.conditions.len()) - 1;
    for i in 0..400 {
        let person = synthesis.person(Key::root(9, 0).with(i), 0, 2, 40 + i as u32 % 50, (i % 2) as u8, day);
        let age = person.age(day);
        let of = |p: &Person| hazards.of(p, age, day, Management::default());
        let set = (Key::root(9, 1).with(i).uniform() * f64::from(all)) as u16 | 1;
        let part = (Key::root(9, 2).with(i).uniform() * f64::from(all)) as u16 & set;
        let known = of(&with(&person, set, set, false));
        for recorded in [0, part] {
            let unfound = of(&with(&person, set, recorded, false));
            for need in Need::ALL.iter().filter(|n| **n != Need::FinalIllness) {
                let process = *need as usize;
                if *need == Need::ConditionReview {
                    assert_eq!(
                        unfound[process] > 0.0,
                        recorded != 0,
                        "reviews of {recorded:b} on record"
                    );
                } else {
                    assert_eq!(unfound[process], known[process], "{} hangs on the record", need.name());
                }
            }
            // Only what is recorded can be in control.
            let exacerbation = Need::Exacerbation as usize;
            let cared = of(&with(&person, set, recorded, true))[exacerbation];
            let best = of(&with(&person, set, set, true))[exacerbation];
            let (known, slack) = (known[exacerbation], known[exacerbation] * 1e-5);
            assert!(
                best - slack <= cared && cared <= known + slack,
                "{best} {cared} {known}"
            );
            // Finding alone changes nothing.
            let mut found = with(&person, set, recorded, true);
            found.recorded = set;
            assert_eq!(of(&found)[exacerbation], cared, "found and not reviewed yet");
            if recorded == 0 {
                assert_eq!(cared, known, "nothing that nobody knows is in control");
            }
        }
    }
}

#[test]
fn a_review_only_comes_to_somebody_with_a_recorded_condition() {
    let plan = Arc::new(plan().scaled(20_000).with_years(1));
    let mut world = World::new(&plan, 4, 0);
    world.keep_diary(Whom::Everyone);
    let mut reviews = 0;
    let mut month = carecurve::engine::Month::of(World::start_of_warm_up(&plan));
    while world.now() < World::end(&plan) {
        // Nothing ever leaves the record: who has nothing in it at the month's end had nothing all through.
        month = month.next();
        world.advance(month.start());
        for line in world.take_diary() {
            let review = Need::ConditionReview;
            if matches!(line.what, What::Need(need) | What::Appointment { need, .. } if need == review) {
                reviews += 1;
                let known = world.portrait(line.person).conditions;
                assert!(!known.is_empty(), "a review of nothing: {line:?}");
            }
        }
    }
    assert!(reviews > 10_000, "only {reviews} lines of reviews");
}

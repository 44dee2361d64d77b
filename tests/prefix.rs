//! Nothing before an announcement differs between arms, and a world is a value: forked, held still, restored, or advanced
//! in small steps, it has one future.

use carecurve::engine::time::{DAY, HOUR};
use carecurve::engine::{Date, Time};
use carecurve::scenario::Plan;
use carecurve::sim::{MonthOutput, World};
use std::sync::{Arc, LazyLock};

const PEOPLE: u32 = 20_000;
const SEED: u64 = 2018;

fn plan(system: &str) -> Arc<Plan> {
    let file = format!("{}/scenarios/systems/{system}.json", env!("CARGO_MANIFEST_DIR"));
    let plan = carecurve::app::disk::plan(&file).unwrap_or_else(|problems| panic!("{problems}"));
    Arc::new(plan.scaled(PEOPLE).with_years(2))
}

static SILOED: LazyLock<(Arc<Plan>, Vec<String>)> = LazyLock::new(|| own_run("frimley/siloed"));
static TEAMS: LazyLock<(Arc<Plan>, Vec<String>)> = LazyLock::new(|| own_run("frimley/neighbourhood-teams"));

fn own_run(system: &str) -> (Arc<Plan>, Vec<String>) {
    let plan = plan(system);
    let mut world = World::new(&plan, SEED, 0);
    world.advance(World::end(&plan));
    (plan, texts(&world.take_months()))
}

/// Every byte of what a month says.
fn texts(months: &[MonthOutput]) -> Vec<String> {
    months.iter().map(|month| format!("{month:?}")).collect()
}

/// The first month that differs, without printing all of both.
fn same(one: &[String], other: &[String], what: &str) {
    assert_eq!(one.len(), other.len(), "{what}: as many months");
    let differs = one.iter().zip(other).position(|(a, b)| a != b);
    assert_eq!(differs, None, "{what}: the first month that differs");
}

fn at(date: &str) -> Time {
    Date::parse(date).expect("a date of the calendar").midnight()
}

#[test]
fn arms_are_the_same_until_the_announcement_and_differ_after_it_takes_effect() {
    let (siloed, teams) = (&SILOED.1, &TEAMS.1);
    // January to September 2018: three months of warm-up and six before the announcement.
    same(&siloed[..9], &teams[..9], "before the announcement");
    let first = siloed.iter().zip(teams).position(|(a, b)| a != b);
    assert!(
        first.is_some_and(|month| month >= 9),
        "the arms must part some time after the announcement: {first:?}"
    );
}

#[test]
fn a_fork_at_the_announcement_is_the_alternative_run_from_its_own_start() {
    let mut base = World::new(&SILOED.0, SEED, 0);
    base.advance(at("2018-10-01"));
    let before = base.take_months();
    let mut fork = base.fork(&TEAMS.0);
    fork.advance(World::end(&TEAMS.0));
    base.advance(World::end(&SILOED.0));
    let whole = |world: &mut World| [texts(&before), texts(&world.take_months())].concat();
    same(&whole(&mut fork), &TEAMS.1, "the fork and the alternative's own run");
    same(&whole(&mut base), &SILOED.1, "the base is not touched by its fork");
}

#[test]
fn a_world_held_still_has_the_same_future_every_time() {
    let mut world = World::new(&TEAMS.0, SEED, 0);
    world.advance(Time(at("2018-12-05").0 + 13 * HOUR));
    let held = world.snapshot();
    world.advance(at("2019-07-01"));
    let expected = texts(&world.take_months());
    same(&expected, &TEAMS.1[..18], "stopping on the way changes nothing");
    for _ in 0..2 {
        let mut again = World::restore(&held);
        again.advance(at("2019-07-01"));
        same(&texts(&again.take_months()), &expected, "restored");
    }
}

#[test]
fn small_steps_make_the_same_way_as_one_long_step() {
    let mut world = World::new(&SILOED.0, SEED, 0);
    let (end, mut step) = (at("2018-08-01"), 0);
    while world.now() < end {
        // From seven minutes to more than a day.
        step = (step * 7 + 13) % 101;
        world.advance(Time((world.now().0 + 1 + step * DAY / 90 + 7 * 60_000).min(end.0)));
    }
    same(&texts(&world.take_months()), &SILOED.1[..7], "in small steps");
}

#[test]
fn the_same_seed_is_the_same_world_and_another_is_another() {
    let run = |seed: u64, replication: u32| {
        let mut world = World::new(&SILOED.0, seed, replication);
        world.advance(at("2018-06-01"));
        texts(&world.take_months())
    };
    same(&run(SEED, 0), &SILOED.1[..5], "the same seed twice");
    for (seed, replication) in [(SEED + 1, 0), (SEED, 1)] {
        let other = run(seed, replication);
        assert!(
            other.iter().zip(&SILOED.1).all(|(a, b)| a != b),
            "seed {seed}, replication {replication}: every month must differ"
        );
    }
}

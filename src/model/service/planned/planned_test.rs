//! Clocks, queues and priorities of planned care, by hand.

use super::clinic::{Clinic, first_of};
use super::clock::{Entry, OFF, join};
use super::triage::Triage;
use super::{Planned, RING, Room};
use crate::engine::Key;
use std::collections::VecDeque;

fn entry(person: u32, since: u32, clock: u32) -> Entry {
    Entry {
        key: Key::root(1, u64::from(person)),
        person,
        cell: 0,
        specialty: 0,
        since,
        clock,
        left: 0,
        calls: 0,
        urgent: false,
        ordinary: false,
        decides: false,
        life_stage: 1,
    }
}

fn planned() -> Planned {
    Planned {
        clinics: vec![Clinic::default()],
        tests: Default::default(),
        triage: Triage::new(true),
        again: vec![Vec::new(); RING],
        day: 0,
        treated: Vec::new(),
    }
}

#[test]
fn the_clock_counts_from_referral_through_every_stage() {
    let mut planned = planned();
    let today = 1_000;
    // Waits for a clinic since day 1,000 − 13: one whole week.
    planned.clinics[0].await_first(entry(1, 987, 987));
    // Saw triage, has been called in vain, waits for a test, for its result, for treatment: each from the referral.
    planned.triage.waiting.push_back(entry(2, 999, 999));
    planned.again[3].push((entry(3, 960, 960), false));
    planned.tests[1].join(entry(4, 990, 930));
    planned.clinics[0].follow_ups[7].push(Entry {
        decides: true,
        ..entry(5, 1_007, 900)
    });
    planned.clinics[0].due.push_back(Entry {
        decides: true,
        ..entry(6, 998, 874)
    });
    planned.clinics[0].await_treatment(entry(7, 950, 636));
    planned.again[9].push((entry(8, 940, 1), true));
    // No clock: a second opinion, a follow-up after the decision, a planned repeat.
    planned.clinics[0].await_first(entry(9, 100, OFF));
    planned.clinics[0].follow_ups[7].push(entry(10, 1_007, OFF));
    planned.clinics[0].repeats[7].push(entry(11, 1_007, OFF));
    assert_eq!(planned.waiting(), 8);
    let waits = planned.waits(today, &[Some(4)]);
    assert_eq!((waits.len(), waits[0].service), (1, Some(4)));
    let found: Vec<(usize, i64)> = waits[0].weeks.iter().copied().enumerate().filter(|w| w.1 > 0).collect();
    // 0, 13, 40, 70, 100, 126, 364 and 999 days.
    let by_hand = [(0, 1), (1, 1), (5, 1), (10, 1), (14, 1), (18, 1), (52, 1), (104, 1)];
    assert_eq!(found, by_hand);
}

#[test]
fn a_queue_runs_by_the_day_of_asking_whoever_comes_when() {
    let mut queue = VecDeque::new();
    for (person, since) in [(1, 50), (2, 60), (3, 40), (4, 60), (5, 55)] {
        join(&mut queue, entry(person, since, since));
    }
    let order: Vec<u32> = queue.iter().map(|e| e.person).collect();
    assert_eq!(
        order,
        [3, 1, 5, 2, 4],
        "the longest wait first, and those of one day as they came"
    );
}

#[test]
fn the_urgent_come_first_then_repeats_then_the_longest_wait() {
    let mut clinic = Clinic::default();
    let urgent = |person, since| Entry {
        urgent: true,
        ..entry(person, since, since)
    };
    for next in [entry(1, 10, 10), entry(2, 5, 5), urgent(3, 90), urgent(4, 80)] {
        clinic.await_first(next);
        clinic.await_treatment(next);
    }
    let seen: Vec<u32> = std::iter::from_fn(|| first_of(&mut clinic.waiting))
        .map(|e| e.person)
        .collect();
    assert_eq!(seen, [4, 3, 2, 1]);
    clinic.repeats_due[0].push_back(entry(5, 95, OFF));
    clinic.await_treatment(Entry {
        ordinary: true,
        ..urgent(6, 1)
    });
    let treated: Vec<(u32, bool)> = std::iter::from_fn(|| clinic.next_treated(false))
        .map(|(e, repeat)| (e.person, repeat))
        .collect();
    assert_eq!(treated, [(4, false), (3, false), (5, true), (2, false), (1, false)]);
    assert_eq!(
        clinic.next_treated(true).map(|(e, _)| e.person),
        Some(6),
        "a list of its own"
    );
}

#[test]
fn a_longer_queue_than_at_the_start_opens_more_within_bounds() {
    let (gain, most) = (0.4, 0.08);
    let days = |waiting: usize| {
        let mut room = Room::default();
        room.open(0.0, 100, gain, most);
        (0..1_000).map(|_| room.open(10.3, waiting, gain, most)).sum::<usize>()
    };
    // Part slots are carried over: none is lost.
    assert!((days(100) as i64 - 10_300).abs() <= 1);
    assert!((days(110) as i64 - 10_712).abs() <= 1, "{}", days(110));
    assert!((days(1_000) as i64 - 11_124).abs() <= 1, "{}", days(1_000));
    assert!((days(0) as i64 - 9_476).abs() <= 1, "{}", days(0));
}

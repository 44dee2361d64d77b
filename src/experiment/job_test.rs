use super::job::*;
use super::run::{Progress, Watch, with_threads};
use super::stand_in::{StandInPlan, StandInWorld};
use crate::engine::Date;
use crate::measure::{Key, Period};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

fn design(alternatives: &[StandInPlan], replications: u32) -> Design<StandInPlan> {
    let mut arms = vec![("base".to_string(), Arc::new(StandInPlan::base(2)))];
    arms.extend(
        alternatives
            .iter()
            .enumerate()
            .map(|(i, p)| (format!("alternative-{i}"), Arc::new(p.clone()))),
    );
    Design {
        arms,
        seed: 1,
        replications,
        independent: false,
    }
}

fn bending(from: Option<Date>) -> StandInPlan {
    StandInPlan::base(2).with(0.1, from)
}

#[test]
fn results_do_not_depend_on_threads() {
    let later = Date::new(2018, 9, 1);
    let d = design(&[bending(later), bending(None), StandInPlan::base(2)], 5);
    let one = with_threads(1, || run::<StandInWorld>(&d, &()));
    for threads in [2, 3, 8] {
        assert_eq!(
            one,
            with_threads(threads, || run::<StandInWorld>(&d, &())),
            "{threads} threads"
        );
    }
}

#[test]
fn forked_arm_equals_a_run_of_its_own() {
    // The same plan, once sharing the base's past and once alone: every month must agree.
    let plan = bending(Date::new(2018, 9, 15));
    let d = design(std::slice::from_ref(&plan), 2);
    let forked = run::<StandInWorld>(&d, &());
    let alone = run::<StandInWorld>(
        &Design {
            arms: vec![("alone".into(), Arc::new(plan))],
            ..design(&[], 2)
        },
        &(),
    );
    assert!(matches!(forked.partings[1], Parting::At(_)));
    for (f, a) in forked.replications.iter().zip(&alone.replications) {
        assert_eq!(f.arms[1].series, a.arms[0].series);
        assert_eq!(f.arms[1].decisions, a.arms[0].decisions);
    }
}

#[test]
fn arms_agree_until_they_part_and_a_change_of_nothing_is_exactly_zero() {
    let d = design(&[bending(Date::new(2018, 9, 1)), StandInPlan::base(2)], 2);
    let o = run::<StandInWorld>(&d, &());
    let key = Key::whole("emergency_admissions");
    for r in &o.replications {
        let value = |arm: usize, from: usize, to: usize| r.arms[arm].series.value(&key, from, to);
        assert_eq!(value(0, 0, 5), value(1, 0, 5), "before the announcement");
        assert_ne!(value(0, 6, 24), value(1, 6, 24));
        assert_eq!(r.arms[0].series, r.arms[2].series);
        assert!(r.arms[2].splits.iter().all(|s| s.reduction() == 0 && s.only_base == 0));
    }
    assert_eq!(o.partings[2], Parting::Never);
}

#[test]
fn split_adds_to_the_difference_in_admissions() {
    let o = run::<StandInWorld>(&design(&[bending(Date::new(2018, 4, 1))], 3), &());
    let key = Key::whole("emergency_admissions");
    let all = &Period::of_run(o.months.len())[0];
    for r in &o.replications {
        let counted = r.arms[0].series.over(&key, all).unwrap() - r.arms[1].series.over(&key, all).unwrap();
        let split = super::Split::over(&r.arms[1].splits, 0, o.months.len());
        assert_eq!(counted * 2.0, split.reduction() as f64);
        assert!(split.prevented > split.refused, "the stand-in prevents most");
    }
}

#[test]
fn progress_ends_at_the_whole() {
    struct Sum(AtomicU64, AtomicU64);
    impl Watch for Sum {
        fn heard(&self, p: Progress) {
            self.0.fetch_add(p.days, Ordering::Relaxed);
            self.1.fetch_add(p.events, Ordering::Relaxed);
        }
    }
    let d = design(
        &[bending(Date::new(2018, 9, 15)), bending(None), StandInPlan::base(2)],
        3,
    );
    let sum = Sum(AtomicU64::new(0), AtomicU64::new(0));
    run::<StandInWorld>(&d, &sum);
    assert_eq!(sum.0.into_inner(), d.days::<StandInWorld>());
    assert!(sum.1.into_inner() > 0);
}

use super::job::*;
use super::run::{Progress, Watch, with_threads};
use super::stand_in::{StandInPlan, StandInWorld};
use super::together::Together;
use crate::engine::Date;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

fn design(arms: &[&Arc<StandInPlan>], replications: u32) -> Design<StandInPlan> {
    let name = |(i, plan): (usize, &&Arc<StandInPlan>)| (format!("arm-{i}"), Arc::clone(*plan));
    Design {
        arms: arms.iter().enumerate().map(name).collect(),
        seed: 1,
        replications,
        independent: false,
    }
}

struct Sum(AtomicU64, AtomicU64);

impl Watch for Sum {
    fn heard(&self, p: Progress) {
        self.0.fetch_add(p.days, Ordering::Relaxed);
        self.1.fetch_add(p.events, Ordering::Relaxed);
    }
}

fn designs() -> Vec<Design<StandInPlan>> {
    let plan = |plan: StandInPlan| Arc::new(plan);
    let base = plan(StandInPlan::base(2));
    let early = plan(StandInPlan::base(2).with(0.1, None));
    let late = plan(StandInPlan::base(2).with(0.1, Date::new(2018, 9, 15)));
    let other_base = plan(StandInPlan::base(3));
    let mut independent = design(&[&base, &early], 2);
    independent.independent = true;
    let mut other_seed = design(&[&base, &early], 2);
    other_seed.seed = 2;
    vec![
        design(&[&base, &early], 2),
        design(&[&base, &late, &early], 4),
        // The base against itself, an arm twice, and one that others have as an alternative as base.
        design(&[&base, &base, &late, &late], 3),
        design(&[&early, &base], 2),
        design(&[&other_base, &late], 1),
        independent,
        other_seed,
        design(&[&base], 1),
    ]
}

#[test]
fn outcomes_are_those_of_each_design_alone() {
    let designs = designs();
    let alone: Vec<Outcome> = designs.iter().map(|d| run::<StandInWorld>(d, &())).collect();
    for threads in [1, 3] {
        let together = with_threads(threads, || Together::new(&designs).run::<StandInWorld>(&()));
        for (i, (one, all)) in alone.iter().zip(&together).enumerate() {
            assert_eq!(one, all, "design {i} on {threads} threads");
        }
    }
}

#[test]
fn what_is_shared_runs_once() {
    let designs = designs();
    let paired: Vec<Design<StandInPlan>> = designs.into_iter().take(3).collect();
    let one = |d: &Design<StandInPlan>| d.days::<StandInWorld>() / u64::from(d.replications);
    let (base, early, late) = (&paired[0].arms[0].1, &paired[0].arms[1].1, &paired[1].arms[1].1);
    let of = |arms: &[&Arc<StandInPlan>]| one(&design(arms, 1));
    let together = Together::new(&paired);
    // The base four times, the others as often as one who wants them most.
    let expected = 4 * of(&[base, early]) + 4 * (of(&[base, late]) - of(&[base]));
    assert_eq!(together.days::<StandInWorld>(), expected);
    let apart: u64 = paired.iter().map(Design::days::<StandInWorld>).sum();
    assert!(expected < apart, "{expected} of {apart}");
    let sum = Sum(AtomicU64::new(0), AtomicU64::new(0));
    together.run::<StandInWorld>(&sum);
    assert_eq!(sum.0.into_inner(), expected);
}

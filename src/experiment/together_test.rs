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
    let larger = plan(StandInPlan {
        people: 400_000.0,
        ..StandInPlan::base(2)
    });
    let mut independent = design(&[&base, &early], 2);
    independent.independent = true;
    let mut other_seed = design(&[&base, &early], 2);
    other_seed.seed = 2;
    vec![
        design(&[&base, &early], 2),
        design(&[&base, &late, &larger], 4),
        design(&[&base, &larger, &early], 3),
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
        assert_eq!(alone.len(), together.len());
        for (i, (one, all)) in alone.iter().zip(&together).enumerate() {
            assert_eq!(one, all, "design {i} on {threads} threads");
        }
    }
}

#[test]
fn what_is_shared_runs_once() {
    let [base, early, late] = [
        StandInPlan::base(2),
        StandInPlan::base(2).with(0.1, None),
        StandInPlan::base(2).with(0.1, Date::new(2018, 9, 15)),
    ]
    .map(Arc::new);
    let designs = [
        design(&[&base, &early], 2),
        design(&[&base, &late], 4),
        design(&[&base, &late, &early], 3),
    ];
    let of = |arms: &[&Arc<StandInPlan>]| design(arms, 1).days::<StandInWorld>();
    // The base and `late` four times, `early` no more often than the one who wants it most.
    let expected = 4 * of(&[&base, &late]) + 3 * (of(&[&base, &early]) - of(&[&base]));
    let together = Together::new(&designs);
    assert_eq!(together.days::<StandInWorld>(), expected);
    let apart: u64 = designs.iter().map(Design::days::<StandInWorld>).sum();
    assert!(expected < apart, "{expected} of {apart}");
    let sum = Sum(AtomicU64::new(0), AtomicU64::new(0));
    together.run::<StandInWorld>(&sum);
    assert_eq!(sum.0.into_inner(), expected);
}

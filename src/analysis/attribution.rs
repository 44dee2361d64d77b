//! What each component of a care model does: switched on by itself, and switched off from all.
//!
//! first = measure with this component alone − measure with none; last = measure with all − measure with all but this one.
//! In an order of switching on, a component does `first` where it comes first and `last` where it comes last. The two are
//! the ends of the range over orders where components only overlap, or only help one another; that the sums of both differ
//! from what all do together tells how much they do.

use super::{Estimate, LEVEL};
use crate::experiment::Outcome;
use crate::measure::{Key, Period};
use std::collections::BTreeSet;

/// Which components are on: a bit for each.
pub type Mask = u32;

/// Most components that one run can attribute to.
pub const MOST: usize = 30;

/// Every combination that must be run for so many components: none, each alone, all but each, all.
pub fn masks(components: usize) -> Vec<Mask> {
    let all = full(components);
    let singles = (0..components).map(|c| 1 << c);
    let mut masks: BTreeSet<Mask> = singles.clone().collect();
    masks.extend(singles.map(|one| all & !one));
    masks.extend([0, all]);
    masks.into_iter().collect()
}

/// All components on.
pub fn full(components: usize) -> Mask {
    (1 << components) - 1
}

/// A line of the attribution, in the measure's own unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Attributed {
    /// Index of the component.
    pub component: usize,
    pub first: Estimate,
    pub last: Estimate,
}

/// What came of one measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    pub measure: &'static str,
    /// Mean of the base.
    pub base: f64,
    pub lines: Vec<Attributed>,
    /// What all components do together.
    pub all: Estimate,
    /// What the rest of the alternative does: the alternative with no component less the base.
    pub rest: Estimate,
}

/// Attributes a measure over a period. Arm 0 is the base; arm n + 1 has the components of `masks[n]`.
pub fn attribute(outcome: &Outcome, masks: &[Mask], measure: &'static str, period: &Period) -> Option<Attribution> {
    let components = masks.iter().max()?.count_ones() as usize;
    let key = Key::whole(measure);
    let arm = |mask: Mask| Some(masks.iter().position(|own| *own == mask)? + 1);
    let paired = |here: usize, there: usize| {
        let gaps: Vec<f64> = (outcome.replications.iter())
            .filter_map(|r| {
                let value = |arm: usize| r.arms[arm].series.over(&key, period);
                Some(value(there)? - value(here)?)
            })
            .collect();
        Estimate::of(&gaps, LEVEL)
    };
    let (none, all) = (arm(0)?, arm(full(components))?);
    let line = |component: usize| {
        let one: Mask = 1 << component;
        Some(Attributed {
            component,
            first: paired(none, arm(one)?)?,
            last: paired(arm(full(components) & !one)?, all)?,
        })
    };
    Some(Attribution {
        measure,
        base: super::difference::mean(outcome, 0, &key, period)?,
        lines: (0..components).map(line).collect::<Option<_>>()?,
        all: paired(none, all)?,
        rest: paired(0, none)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::stand_in::{StandInPlan, StandInWorld};
    use crate::experiment::{Design, run};
    use std::sync::Arc;

    #[test]
    fn each_component_is_run_alone_and_left_out_and_nothing_twice() {
        assert_eq!(masks(1), [0, 1]);
        assert_eq!(masks(2), [0, 1, 2, 3]);
        assert_eq!(masks(3).len(), 8);
        assert_eq!(masks(4), [0, 1, 2, 4, 7, 8, 11, 13, 14, 15]);
    }

    /// Two components of which the second does nothing: it is given nothing in either place, the first all of it.
    #[test]
    fn all_goes_to_the_component_that_does_it() {
        let base = StandInPlan::base(2);
        let on = base.with(0.06, crate::engine::Date::new(2018, 10, 1));
        let plan = |mask: Mask| Arc::new(if mask & 1 == 1 { on.clone() } else { base.clone() });
        let masks = masks(2);
        let arms = std::iter::once(("base".to_string(), Arc::new(base.clone())))
            .chain(masks.iter().map(|&mask| (format!("{mask}"), plan(mask))))
            .collect();
        let design = Design {
            arms,
            seed: 1,
            replications: 3,
            independent: false,
        };
        let outcome = run::<StandInWorld>(&design, &());
        let period = &Period::of_run(24)[2];
        let found = attribute(&outcome, &masks, "emergency_admissions", period).unwrap();
        assert!(found.all.mean < -100.0, "{found:?}");
        assert_eq!((found.lines[0].first, found.lines[0].last), (found.all, found.all));
        assert_eq!(
            (found.lines[1].first.mean, found.lines[1].last.mean, found.rest.mean),
            (0.0, 0.0, 0.0)
        );
    }
}

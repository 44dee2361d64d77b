//! Draws that are still the place they are drawn for.
//!
//! A draw of all assumed parameters by itself is another place: busier or calmer, with other lists. The lines of a place's
//! first year are known, so such a draw is known to be wrong before anything is asked of it. The draws are therefore
//! conditioned: they are moved, all together, until the lines read as at the shipped values on the same people and luck and
//! at the same size ([`Ensemble`]). What is left is told, in the widths of the lines' bands.

use super::calibrate::{PLACE, TARGETS};
use crate::analysis::calibration::{self, Place, Runs, Target};
use crate::analysis::sensitivity::draw::{self, Trial};
use crate::analysis::sensitivity::ensemble::{ERRORS_IN_BAND, Ensemble, Fitted, Readings, STEPS, in_band};
use crate::analysis::sensitivity::varied;
use crate::experiment::job::run_from;
use crate::experiment::run::in_order;
use crate::experiment::{Design, Watch};
use crate::model::parameter::Parameter;
use crate::scenario::{Embedded, Plan, Source, load};
use crate::sim::World;
use std::sync::Arc;

/// Residents of the place that draws are fitted on; a reading is the mean of replications of that size.
const PEOPLE: u32 = 10_000;
const SEEDS: u32 = 4;
/// The first of their streams, which no run of a result has.
const FIRST_STREAM: u32 = 1 << 30;
/// A count that is hardly there is read as this share of what it should be.
const LEAST: f64 = 0.02;

/// The place that draws are fitted on.
pub struct Matching {
    plan: Plan,
    place: Place,
    parameters: Vec<Parameter>,
    draws: u32,
    seed: u64,
}

/// Draws ready for use.
pub struct Draws {
    ensemble: Ensemble,
    /// Nothing where they were left as drawn.
    pub fitted: Option<Fitted>,
}

impl Draws {
    /// A draw of a list of parameters.
    pub fn trial(&self, parameters: &[Parameter], draw: u32) -> Trial {
        self.ensemble.trial(parameters, draw)
    }
}

/// Lines of the first year, expected as the shipped values give them.
type Lines = Vec<Target>;

impl Matching {
    /// So many draws for the shipped place.
    pub fn shipped(draws: u32, seed: u64) -> Matching {
        let plan = load(&format!("{PLACE}.json"), &Embedded).expect("the shipped place is sound");
        Matching::new(&plan, draws, seed)
    }

    /// So many draws for a place of one's own.
    pub fn new(plan: &Plan, draws: u32, seed: u64) -> Matching {
        let plan = plan.scaled(PEOPLE).with_years(1);
        Matching {
            place: Place::of(&plan),
            parameters: varied(&plan, std::iter::empty()).0,
            plan,
            draws,
            seed,
        }
    }

    /// Simulated days of the fit.
    pub fn days(&self) -> u64 {
        let each = self.design(&self.plan).days::<World>();
        each * (1 + u64::from(self.draws) * u64::from(STEPS + 1))
    }

    /// The draws, conditioned unless they are to be left as drawn.
    pub fn draws(&self, unfitted: bool, watch: &dyn Watch) -> Draws {
        if unfitted { self.unfitted() } else { self.fitted(watch) }
    }

    /// The draws, each as its own distributions give it.
    fn unfitted(&self) -> Draws {
        Draws {
            ensemble: Ensemble::new(&self.parameters, self.seed, self.draws),
            fitted: None,
        }
    }

    /// The draws, conditioned on the lines.
    fn fitted(&self, watch: &dyn Watch) -> Draws {
        let lines = self.lines(watch);
        let all = |ensemble: &Ensemble| {
            in_order(self.draws, |draw| {
                self.readings(&lines, &ensemble.trial(&self.parameters, draw), watch)
            })
        };
        let Draws { mut ensemble, .. } = self.unfitted();
        let mut readings = all(&ensemble);
        let before = in_band(&readings);
        for _ in 0..STEPS {
            ensemble.step(&readings);
            readings = all(&ensemble);
        }
        let fitted = Fitted {
            lines: lines.len(),
            before,
            after: in_band(&readings),
        };
        Draws {
            ensemble,
            fitted: Some(fitted),
        }
    }

    fn design(&self, plan: &Plan) -> Design<Plan> {
        Design {
            arms: vec![(String::new(), Arc::new(plan.clone()))],
            seed: self.seed,
            replications: SEEDS,
            independent: false,
        }
    }

    fn read(&self, targets: &[Target], plan: &Plan, watch: &dyn Watch) -> Vec<Option<f64>> {
        let outcome = run_from::<World>(&self.design(plan), FIRST_STREAM, watch);
        targets.iter().map(|target| self.place.read(target, &outcome)).collect()
    }

    fn lines(&self, watch: &dyn Watch) -> Lines {
        let [year_1, growth] = TARGETS.map(|name| Embedded.read(name).expect("a test holds the list of shipped files"));
        let mut targets = calibration::targets(&year_1, &growth).expect("a test reads the lines");
        targets.retain(|target| target.runs == Runs::Year1);
        let read = self.read(&targets, &self.plan, watch);
        let known = |(mut target, value): (Target, Option<f64>)| {
            let value = value.filter(|value| *value > 0.0)?;
            // A band is as wide a share of this place's figure as of the published one.
            if is_count(&target) {
                target.tolerance *= value / target.expected;
            }
            target.expected = value;
            Some(target)
        };
        targets.into_iter().zip(read).filter_map(known).collect()
    }

    /// What a trial reads less what the place does, in standard errors.
    fn readings(&self, lines: &Lines, trial: &Trial, watch: &dyn Watch) -> Readings {
        let plan = draw::plan(&self.plan, &self.parameters, trial);
        let off = |(target, value): (&Target, Option<f64>)| {
            let (value, expected) = (value?, target.expected);
            let off = if is_count(target) {
                expected * libm::log(value.max(LEAST * expected) / expected)
            } else {
                value - expected
            };
            Some(ERRORS_IN_BAND * off / target.tolerance)
        };
        lines.iter().zip(self.read(lines, &plan, watch)).map(off).collect()
    }
}

/// Counts, beds and weeks are told by their logarithm, shares as they are.
fn is_count(target: &Target) -> bool {
    !target.unit.starts_with("share")
}

/// What a manifest says of draws.
pub fn draws_note(draws: u32, unfitted: bool) -> String {
    let how = if unfitted {
        "as drawn"
    } else {
        "fitted to the lines of the first year"
    };
    format!("{draws} draws of all assumed and calibrated parameters, {how}")
}

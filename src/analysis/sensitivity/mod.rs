//! Which assumed parameters matter for the difference between two plans, and how the verdict holds when all of them vary.
//!
//! There are more parameters than runs, so no regression on all of them is identified. Three steps, each on people and luck
//! of its own, so that what one step finds is tested on what it has not seen:
//!
//! 1. **Draws** ([`draw`], [`ensemble`], [`standing`], [`rank`]): every parameter is drawn from its own distribution, all draws
//!    are fitted to what is known of the place; one paired run each.
//!    They say how the verdict holds, and each parameter's rank correlation with the outcome.
//! 2. **Group rounds** ([`screen`]): neighbouring parameters move together, each in the direction in which it seemed to
//!    raise the outcome; the groups that move it most are divided and tried again.
//! 3. **The last round**: the parameters that are left move alone from low to high, all in one design.

pub mod draw;
pub mod ensemble;
#[cfg(test)]
mod ensemble_test;
pub mod rank;
pub mod ridge;
pub mod screen;
pub mod standing;
#[cfg(test)]
mod toy_test;

use crate::engine::Date;
use crate::experiment::ArmRecord;
use crate::measure::Key;
use crate::model::parameter::{Parameter, Role};
use crate::scenario::{Change, Plan, What};
use rank::Correlation;
use screen::{Effect, Screening};
use standing::Standing;

/// How an outcome is made of the two arms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Alternative less base in per cent of the base.
    Percent,
    /// Alternative less base, for each resident of the base.
    PerResident,
}

/// What is looked at: the last year of both arms.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    pub measure: String,
    pub title: String,
    pub unit: &'static str,
    pub form: Form,
}

/// The outcomes of every run: the first, the bend, leads the screening.
pub fn outcomes(more: &[String]) -> Vec<Outcome> {
    let one = |measure: &str, title: &str, unit, form| Outcome {
        measure: measure.to_owned(),
        title: title.to_owned(),
        unit,
        form,
    };
    let mut list = vec![
        one(
            "emergency_admissions_per_head",
            "emergency admissions per resident",
            "per cent",
            Form::Percent,
        ),
        one(
            "emergency_bed_days_per_head",
            "emergency bed-days per resident",
            "per cent",
            Form::Percent,
        ),
        one("net_cost", "public cost", "£ per resident a year", Form::PerResident),
    ];
    for measure in more {
        if !list.iter().any(|outcome| outcome.measure == *measure) {
            let title = measure.replace('_', " ");
            list.push(one(measure, &title, "per cent", Form::Percent));
        }
    }
    list
}

impl Outcome {
    /// The outcome in a pair of arms; nothing where the base has none of it.
    pub fn read(&self, base: &ArmRecord, alternative: &ArmRecord) -> Option<f64> {
        let to = base.series.months.len();
        let from = to.saturating_sub(12);
        let key = Key::whole(&self.measure);
        let here = base.series.value(&key, from, to)?;
        let there = alternative.series.value(&key, from, to)?;
        let found = match self.form {
            Form::Percent => 100.0 * (there - here) / here.abs(),
            Form::PerResident => (there - here) / base.series.value(&Key::whole("population"), from, to)?,
        };
        found.is_finite().then_some(found)
    }
}

/// The parameters that vary, in order of path, and those that cannot because the arms differ in them.
pub fn varied<'a>(base: &Plan, others: impl Iterator<Item = &'a Plan> + Clone) -> (Vec<Parameter>, Vec<String>) {
    let uncertain = base
        .model
        .parameters
        .iter()
        .filter(|p| p.role != Role::Sourced && p.low < p.high);
    // A dated policy that only one arm has is a lever: a draw of what it starts from would be a draw of the lever.
    let dated = |plan: &Plan, path: &str| -> Vec<(Date, f64)> {
        let set = |change: &Change| match &change.what {
            What::Parameters(values) => Some((change.effective, *values.get(path)?)),
            _ => None,
        };
        plan.changes.iter().filter_map(set).collect()
    };
    let (mut list, mut differ) = (Vec::new(), Vec::new());
    for parameter in uncertain {
        let same = |other: &Plan| {
            let there = other.model.parameters.find(&parameter.path);
            there.is_some_and(|there| there.value == parameter.value)
                && dated(base, &parameter.path) == dated(other, &parameter.path)
        };
        if others.clone().all(same) {
            list.push(parameter.clone());
        } else {
            differ.push(parameter.path.clone());
        }
    }
    (list, differ)
}

/// Everything that came out.
#[derive(Clone, PartialEq, Debug)]
pub struct Sensitivity {
    pub outcomes: Vec<Outcome>,
    pub parameters: Vec<Parameter>,
    /// Paths in which the arms differ: they are what is compared.
    pub differ: Vec<String>,
    /// The draws, and how well they read the lines of the base's first year; nothing where they were left as drawn.
    pub drawn: Vec<draw::Trial>,
    pub fitted: Option<ensemble::Fitted>,
    /// Outcomes of each draw.
    pub draws: Vec<Vec<Option<f64>>>,
    /// Outcomes at the shipped values, luck alone.
    pub luck: Vec<Vec<Option<f64>>>,
    /// By outcome; nothing with fewer than two draws.
    pub standings: Vec<Option<Standing>>,
    /// Of the first outcome with each parameter.
    pub correlations: Vec<Correlation>,
    pub screening: Screening,
}

/// What is known of one parameter's effect on the first outcome.
#[derive(Clone, PartialEq, Debug)]
pub struct Found<'a> {
    pub parameter: usize,
    /// The last round in which it moved.
    pub round: usize,
    /// Parameters that moved with it in that round, itself among them.
    pub together: usize,
    pub effects: Vec<Option<&'a Effect>>,
    /// Alone, from low to high.
    pub alone: bool,
    /// Told apart from nought at the family-wise level.
    pub told: bool,
}

/// Rows of the table of those that matter most.
pub const MOST: usize = 10;

impl Sensitivity {
    /// What the last round in which it moved says of each parameter, in order of path.
    pub fn found(&self) -> Vec<Found<'_>> {
        (0..self.parameters.len()).map(|i| self.one(i)).collect()
    }

    fn one(&self, parameter: usize) -> Found<'_> {
        let rounds = &self.screening.rounds;
        let (round, group) = (rounds.iter().enumerate().rev())
            .find_map(|(i, round)| Some((i, round.groups.iter().position(|g| g.contains(&parameter))?)))
            .expect("every parameter moves in some round");
        let alone = round + 1 == rounds.len();
        Found {
            parameter,
            round,
            together: rounds[round].groups[group].len(),
            effects: rounds[round].effects.iter().map(|of| of[group].as_ref()).collect(),
            alone,
            told: alone && rounds[round].told[group],
        }
    }

    /// The parameters that moved alone, those that matter most for the first outcome first; at most [`MOST`].
    pub fn most(&self) -> Vec<Found<'_>> {
        let size = |found: &Found<'_>| found.effects[0].map_or(0.0, |effect| effect.estimate.abs());
        let mut alone: Vec<Found<'_>> = self.found().into_iter().filter(|found| found.alone).collect();
        alone.retain(|found| size(found) > 0.0);
        alone.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.parameter.cmp(&b.parameter)));
        alone.truncate(MOST);
        alone
    }
}

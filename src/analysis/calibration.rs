//! The baseline against published figures: what each target line expects, what replications reach, which mechanisms'
//! quantities may move to bring the two together, and the record of a fit.
//!
//! A year's lines are read from runs of one year, growth from runs of five. Growth is the compound change from year 1 to
//! year 5 in total counts; *ageing alone* is the same with the dated drivers of [`DRIVERS`] at nought.

use super::least_squares::{Found, Residuals, Why, misfit};
use crate::experiment::Outcome;
use crate::measure::{Dimensions, Key, find};
use crate::model::parameter::Parameters;
use crate::model::settings::Settings;
use crate::scenario::{BEHAVIOUR, Plan};
use crate::{economy::settings::OrganisationKind, experiment::Replication};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Residents that the expected figures are for.
pub(super) const PER: f64 = 300_000.0;
/// Years of a growth run, and the years between its first and last.
pub const GROWTH_YEARS: u32 = 5;
/// The dated drivers of growth other than people and their ages.
pub const DRIVERS: [&str; 2] = [
    "growth.admission_threshold.points_per_year",
    "growth.stay.change_per_year",
];
/// The one line that is no measure of its own: contract income of acute trusts.
const TARIFF: &str = "acute_tariff_income";
/// Significant digits of a fitted value.
const DIGITS: i32 = 5;

/// Which runs a line is read from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Runs {
    Year1,
    Growth,
    AgeingAlone,
}

impl Runs {
    pub const ALL: [Runs; 3] = [Runs::Year1, Runs::Growth, Runs::AgeingAlone];

    /// The plan of these runs.
    pub fn plan(self, plan: &Plan) -> Plan {
        match self {
            Runs::Year1 => plan.with_years(1),
            Runs::Growth => plan.with_years(GROWTH_YEARS),
            Runs::AgeingAlone => DRIVERS.iter().fold(plan.with_years(GROWTH_YEARS), |mut plan, path| {
                set(&mut plan, path, 0.0);
                plan
            }),
        }
    }
}

/// A published figure with its tolerance.
#[derive(Clone, PartialEq, Debug)]
pub struct Target {
    pub measure: String,
    pub runs: Runs,
    pub expected: f64,
    /// Either way, in the unit of `expected`.
    pub tolerance: f64,
    pub unit: String,
}

impl Target {
    /// Name in tables.
    pub fn name(&self) -> String {
        match self.runs {
            Runs::Year1 => self.measure.clone(),
            Runs::Growth => format!("{} growth", self.measure),
            Runs::AgeingAlone => format!("{} growth, ageing alone", self.measure),
        }
    }
    /// Distance from the expected figure in tolerances; the band is −1 to 1.
    pub fn residual(&self, value: f64) -> f64 {
        (value - self.expected) / self.tolerance
    }
}

/// The target lines of `validation_year_1.csv` and `validation_growth.csv`.
pub fn targets(year_1: &[u8], growth: &[u8]) -> Result<Vec<Target>, String> {
    #[derive(Deserialize)]
    struct Row {
        measure: String,
        #[serde(default)]
        driver: Option<String>,
        expected: f64,
        tolerance: f64,
        tolerance_kind: String,
        unit: String,
    }
    let mut targets = Vec::new();
    for text in [year_1, growth] {
        for row in csv::Reader::from_reader(text).deserialize() {
            let row: Row = row.map_err(|error| error.to_string())?;
            let runs = match row.driver.as_deref() {
                None => Runs::Year1,
                Some("all") => Runs::Growth,
                Some("ageing_alone") => Runs::AgeingAlone,
                Some(other) => return Err(format!("unknown driver `{other}`")),
            };
            let tolerance = match row.tolerance_kind.as_str() {
                "relative" => row.tolerance * row.expected,
                "points" | "absolute" => row.tolerance,
                other => return Err(format!("unknown kind of tolerance `{other}`")),
            };
            if row.measure != TARIFF && find(&row.measure).is_none() {
                return Err(format!("`{}` is no measure", row.measure));
            }
            targets.push(Target {
                measure: row.measure,
                runs,
                expected: row.expected,
                tolerance,
                unit: row.unit,
            });
        }
    }
    Ok(targets)
}

/// A mechanism's own quantity that may move inside its plausible range.
#[derive(Clone, PartialEq, Debug)]
pub struct Knob {
    pub path: String,
    pub low: f64,
    pub high: f64,
    /// Present value.
    pub value: f64,
    /// Finite difference of a derivative.
    pub step: f64,
    /// Moves growth too; the others are taken to move levels only, in year 5 as in year 1.
    pub grows: bool,
    /// Local totals that it may be fitted to.
    pub totals: Vec<String>,
}

impl Knob {
    /// Place of the value in the range, 0 to 1.
    pub fn coordinate(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
    /// The value at a coordinate, to five digits so that files read well, never outside the range.
    pub fn at(&self, coordinate: f64) -> f64 {
        let value = self.low + (self.high - self.low) * coordinate;
        if value == 0.0 {
            return value;
        }
        let unit = libm::pow(10.0, f64::from(DIGITS - 1) - libm::floor(libm::log10(value.abs())));
        (libm::round(value * unit) / unit).clamp(self.low, self.high)
    }
}

/// The parameters of `calibration_parameters.csv` with range and value from the table.
pub fn knobs(text: &[u8], parameters: &Parameters) -> Result<Vec<Knob>, String> {
    #[derive(Deserialize)]
    struct Row {
        path: String,
        step: f64,
        lines: String,
        #[serde(default)]
        totals: String,
    }
    let mut knobs = Vec::new();
    for row in csv::Reader::from_reader(text).deserialize() {
        let row: Row = row.map_err(|error| error.to_string())?;
        let known = parameters
            .find(&row.path)
            .ok_or_else(|| format!("no parameter `{}`", row.path))?;
        if known.low >= known.high || row.step <= 0.0 || row.step > 0.5 * (known.high - known.low) {
            return Err(format!("`{}` needs a range and a step of at most half of it", row.path));
        }
        knobs.push(Knob {
            low: known.low,
            high: known.high,
            value: known.value,
            step: row.step,
            grows: match row.lines.as_str() {
                "levels" => false,
                "growth" => true,
                other => return Err(format!("`{}`: lines are levels or growth, not `{other}`", row.path)),
            },
            totals: row.totals.split_terminator(';').map(str::to_owned).collect(),
            path: row.path,
        });
    }
    Ok(knobs)
}

/// Gives a parameter of the plan another value.
///
/// # Panics
/// When the plan has no such parameter: paths were checked by [`knobs`].
pub fn set(plan: &mut Plan, path: &str, value: f64) {
    for parameters in [&mut plan.model.parameters, &mut plan.economy.parameters] {
        parameters
            .find_mut(path)
            .expect("the paths of knobs and drivers stand in the table")
            .value = value;
    }
}

/// What must be known of the place to read a line.
#[derive(Clone, PartialEq, Debug)]
pub struct Place {
    people: f64,
    acute: Vec<String>,
    /// Income of acute trusts outside contracts, pounds a year.
    pass_through: f64,
}

impl Place {
    pub fn of(plan: &Plan) -> Place {
        let organisations = &plan.economy.organisations;
        let is_acute = |id: &String| {
            organisations
                .get(id)
                .is_some_and(|o| o.kind == OrganisationKind::AcuteTrust)
        };
        let lines = organisations.values().flat_map(|o| &o.budget);
        Place {
            people: f64::from(plan.model.people),
            acute: organisations.keys().filter(|id| is_acute(id)).cloned().collect(),
            pass_through: lines.filter(|l| is_acute(&l.to)).map(|l| l.pounds_a_year).sum(),
        }
    }

    /// A line's year (from 0) in each replication, counts for 300,000 residents.
    pub fn year(&self, target: &Target, outcome: &Outcome, year: usize) -> Vec<f64> {
        let value = |replication: &Replication| self.value(target, outcome, replication, year);
        outcome.replications.iter().filter_map(value).collect()
    }

    fn value(&self, target: &Target, outcome: &Outcome, replication: &Replication, year: usize) -> Option<f64> {
        let (from, to) = (year * 12, year * 12 + 12);
        let series = &replication.arms[0].series;
        let each = PER / self.people;
        if target.measure == TARIFF {
            let names = &outcome.settings[0].names.organisations;
            let acute = |i: &usize| self.acute.contains(&names[*i]);
            let income = (0..names.len()).filter(acute).map(|i| {
                let mut key = Key::whole("income");
                key.dimensions = Dimensions {
                    organisation: Some(i as u16),
                    ..Dimensions::default()
                };
                series.value(&key, from, to)
            });
            return Some((income.sum::<Option<f64>>()? - self.pass_through) * each);
        }
        let value = series.value(&Key::whole(&target.measure), from, to)?;
        // Numbers of people or beds grow with the place; shares do not.
        let is_number = target.runs == Runs::Year1 && target.expected > 1.0;
        Some(if is_number { value * each } else { value })
    }

    /// Mean over the replications of what the line is about; nothing when it has no meaning.
    pub fn read(&self, target: &Target, outcome: &Outcome) -> Option<f64> {
        let mean = |year: usize| {
            let values = self.year(target, outcome, year);
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        };
        match target.runs {
            Runs::Year1 => mean(0),
            Runs::Growth | Runs::AgeingAlone => {
                let (first, last) = (mean(0)?, mean(GROWTH_YEARS as usize - 1)?);
                (first > 0.0).then(|| libm::pow(last / first, 1.0 / f64::from(GROWTH_YEARS - 1)) - 1.0)
            }
        }
    }
}

/// Which runs a question needs. A derivative needs what its parameter can move; a trial does without ageing alone, which
/// hardly moves and which is read again at the end.
pub fn runs_for(why: Why, knobs: &[Knob]) -> Vec<Runs> {
    match why {
        Why::Whole => Runs::ALL.to_vec(),
        Why::Trial => vec![Runs::Year1, Runs::Growth],
        Why::Derivative(j) if knobs[j].grows => vec![Runs::Year1, Runs::Growth],
        Why::Derivative(_) => vec![Runs::Year1],
    }
}

/// How a fit was made, for the record: nothing that depends on when or on what machine.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Making {
    pub place: String,
    pub people: u32,
    pub seeds: u32,
    pub growth_seeds: u32,
    pub iterations: u32,
}

/// A finished fit, or a check of the present values.
pub struct Fit {
    pub knobs: Vec<Knob>,
    pub targets: Vec<Target>,
    pub before: Residuals,
    pub after: Found,
}

impl Fit {
    fn fitted(&self) -> impl Iterator<Item = (&Knob, f64)> {
        (self.knobs.iter().zip(&self.after.at)).map(|(knob, x)| (knob, knob.at(*x)))
    }

    /// Whether every line lies in its band after the fit.
    pub fn all_in_band(&self) -> bool {
        self.after.residuals.iter().all(|r| in_band(*r))
    }

    /// The misfit table.
    pub fn lines_table(&self) -> String {
        let head = ["line", "expected", "±", "before", "after", "in band"].map(str::to_owned);
        let mut rows = vec![head];
        for (i, target) in self.targets.iter().enumerate() {
            let (before, after) = (self.before[i], self.after.residuals[i]);
            let shown = |r: Option<f64>| r.map_or("none".to_owned(), |r| figure(self.value(i, r), target.expected));
            rows.push([
                target.name(),
                figure(target.expected, target.expected),
                figure(target.tolerance, target.expected),
                shown(before),
                shown(after),
                if in_band(after) { "yes" } else { "NO" }.to_owned(),
            ]);
        }
        let outside = self.after.residuals.iter().filter(|r| !in_band(**r)).count();
        format!(
            "{}misfit (sum of squared tolerances) {:.2} → {:.2}; {outside} of {} lines outside their band\n",
            aligned(&rows),
            misfit(&self.before),
            misfit(&self.after.residuals),
            self.targets.len()
        )
    }

    /// The parameters, before and after, with their range.
    pub fn knobs_table(&self) -> String {
        let head = ["parameter", "low", "high", "before", "after", "at a bound"].map(str::to_owned);
        let mut rows = vec![head];
        for (knob, value) in self.fitted() {
            let bound = if is_at_bound(knob, value) { "BOUND" } else { "" };
            rows.push([
                knob.path.clone(),
                knob.low.to_string(),
                knob.high.to_string(),
                knob.value.to_string(),
                value.to_string(),
                bound.to_owned(),
            ]);
        }
        aligned(&rows)
    }

    /// The text of `calibration.json`. `kept` are values fitted before whose parameters were not moved this time.
    pub fn document(&self, making: &Making, kept: &BTreeMap<String, f64>) -> String {
        #[derive(Serialize)]
        struct Line {
            line: String,
            unit: String,
            expected: f64,
            tolerance: f64,
            before: Option<f64>,
            after: Option<f64>,
            in_band: bool,
        }
        #[derive(Serialize)]
        struct Fitted<'a> {
            behaviour: u32,
            #[serde(flatten)]
            making: &'a Making,
            misfit_before: f64,
            misfit_after: f64,
            at_a_bound: Vec<&'a str>,
            lines: Vec<Line>,
        }
        #[derive(Serialize)]
        struct Document<'a> {
            note: &'a str,
            parameters: BTreeMap<String, f64>,
            fitted: Fitted<'a>,
        }
        let mut parameters = kept.clone();
        parameters.extend(self.fitted().map(|(knob, value)| (knob.path.clone(), value)));
        let value = |i: usize, r: Option<f64>| r.map(|r| short(self.value(i, r)));
        let lines = self.targets.iter().enumerate().map(|(i, target)| Line {
            line: target.name(),
            unit: target.unit.clone(),
            expected: target.expected,
            tolerance: short(target.tolerance),
            before: value(i, self.before[i]),
            after: value(i, self.after.residuals[i]),
            in_band: in_band(self.after.residuals[i]),
        });
        let document = Document {
            note: "Values fitted by `carecurve calibrate-baseline`, which writes this file; they take the place of the \
                   parameter tables' and play the part `calibrated`. Lines are means over the seeds.",
            parameters,
            fitted: Fitted {
                behaviour: BEHAVIOUR,
                making,
                misfit_before: short(misfit(&self.before)),
                misfit_after: short(misfit(&self.after.residuals)),
                at_a_bound: (self.fitted())
                    .filter(|(knob, value)| is_at_bound(knob, *value))
                    .map(|(knob, _)| knob.path.as_str())
                    .collect(),
                lines: lines.collect(),
            },
        };
        serde_json::to_string_pretty(&document).expect("a record of numbers and names has a text") + "\n"
    }

    fn value(&self, line: usize, residual: f64) -> f64 {
        self.targets[line].expected + residual * self.targets[line].tolerance
    }
}

/// The fitted values of the place that stand in its calibration now, by path.
pub fn calibrated(settings: &Settings) -> BTreeMap<String, f64> {
    (settings.parameters.iter())
        .filter(|p| p.role == crate::model::parameter::Role::Calibrated)
        .map(|p| (p.path.clone(), p.value))
        .collect()
}

fn in_band(residual: Option<f64>) -> bool {
    residual.is_some_and(|r| r.abs() <= 1.0)
}

pub(super) fn is_at_bound(knob: &Knob, value: f64) -> bool {
    let near = 1e-3 * (knob.high - knob.low);
    value - knob.low < near || knob.high - value < near
}

/// A figure with digits fit for the size of its line.
pub(super) fn figure(value: f64, size: f64) -> String {
    match size.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 1.0 => format!("{value:.1}"),
        _ => format!("{value:.4}"),
    }
}

/// Seven significant digits: what differs beyond them says nothing.
fn short(value: f64) -> f64 {
    format!("{value:.6e}").parse().expect("a printed number reads back")
}

/// A table in columns: the first to the left, the others to the right.
pub(super) fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    for row in rows {
        let mut line = format!("{:<1$}", row[0], widths[0]);
        for (cell, width) in row.iter().zip(widths).skip(1) {
            line += &format!("  {cell:>width$}");
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
#[path = "calibration_test.rs"]
mod tests;

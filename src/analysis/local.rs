//! A place made from local totals beside what the model makes of it: which totals calibration aims at, which mechanisms'
//! quantities may move for it, and the table of misfit.

use super::calibration::{Knob, PER, Runs, Target, aligned, figure, is_at_bound};
use super::least_squares::Residuals;
use crate::economy::settings::OrganisationKind;
use crate::experiment::Outcome;
use crate::measure::{Dimensions, Key};
use crate::model::settings::ServiceKind;
use crate::scenario::Plan;
use crate::scenario::local::{KNOWN, Totals};

/// First band from 65 and from 85, of the model's seven.
const FROM_65: u8 = 4;
const FROM_85: u8 = 6;

/// The totals of activity that are given, as lines that a run's first year must meet.
pub fn targets(totals: &Totals) -> Vec<Target> {
    let each = PER / totals.residents();
    let given = totals.given().filter(|(known, _)| known.is_activity);
    given
        .map(|(known, total)| Target {
            measure: known.name.to_owned(),
            runs: Runs::Year1,
            expected: total.value * each,
            tolerance: known.tolerance * total.value * each,
            unit: known.unit.to_owned(),
        })
        .collect()
}

/// Those of the baseline's parameters that some given total speaks of.
pub fn knobs(all: Vec<Knob>, totals: &Totals) -> Vec<Knob> {
    let told = |knob: &Knob| knob.totals.iter().any(|name| totals.get(name).is_some());
    all.into_iter().filter(told).collect()
}

/// The given totals that a parameter is fitted to, for a note.
pub fn fitted_to(knob: &Knob, totals: &Totals) -> String {
    let told = knob.totals.iter().filter(|name| totals.get(name).is_some());
    told.cloned().collect::<Vec<_>>().join(", ")
}

/// A total beside the model's.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    pub total: &'static str,
    pub unit: &'static str,
    pub wanted: f64,
    /// None where the run has no such figure.
    pub model: Option<f64>,
    /// Relative.
    pub tolerance: f64,
    /// What brings the two together.
    pub by: String,
}

impl Line {
    /// The model's less the wanted, relative to it.
    pub fn difference(&self) -> Option<f64> {
        self.model.map(|model| model / self.wanted - 1.0)
    }
    /// A rounding of the last digit is no miss.
    pub fn is_met(&self) -> bool {
        self.difference().is_some_and(|d| d.abs() <= self.tolerance + 1e-9)
    }
}

/// Every given total beside the plan and its first year. `residuals` are those of [`targets`], in order.
pub fn lines(totals: &Totals, plan: &Plan, year: &Outcome, residuals: &Residuals, knobs: &[Knob]) -> Vec<Line> {
    let people = f64::from(plan.model.people);
    let targets = targets(totals);
    let read = |name: &str| {
        let at = targets.iter().position(|target| target.measure == name)?;
        let value = targets[at].expected + residuals[at]? * targets[at].tolerance;
        Some(value * people / PER)
    };
    totals
        .given()
        .map(|(known, total)| Line {
            total: known.name,
            unit: known.unit,
            wanted: total.value,
            model: match known.is_activity {
                true => read(known.name),
                false => standing(known.name, plan, year),
            },
            tolerance: known.tolerance,
            by: by(known.name, known.is_activity, knobs),
        })
        .collect()
}

fn by(name: &str, is_activity: bool, knobs: &[Knob]) -> String {
    let fitted: Vec<&str> = (knobs.iter())
        .filter(|knob| knob.totals.iter().any(|total| total == name))
        .map(|knob| knob.path.as_str())
        .collect();
    match (is_activity, fitted.is_empty()) {
        (false, _) => "set".to_owned(),
        (true, true) => "not fitted".to_owned(),
        (true, false) => format!("fitted: {}", fitted.join(", ")),
    }
}

/// What the plan holds, or its residents and accounts in the first month and year of the run.
fn standing(name: &str, plan: &Plan, year: &Outcome) -> Option<f64> {
    let kind = |kinds: &[ServiceKind]| {
        let services = plan.model.services.iter().filter(|s| kinds.contains(&s.kind));
        Some(services.map(|s| s.capacity.staff).sum::<f64>())
    };
    let residents = |bands: std::ops::Range<u8>| -> Option<f64> {
        let here = |age_band| {
            dimension(Dimensions {
                age_band: Some(age_band),
                ..Dimensions::default()
            })
        };
        bands.map(|band| first_month(year, &here(band))).sum()
    };
    let all = || first_month(year, &dimension(Dimensions::default()));
    let fifth = |deprivation: u8| {
        let deprivation = Some(deprivation);
        first_month(
            year,
            &dimension(Dimensions {
                deprivation,
                ..Dimensions::default()
            }),
        )
    };
    use ServiceKind as Kind;
    match name {
        "residents" => Some(f64::from(plan.model.people)),
        // The month's mean, so that a birthday or a death in it counts for its part.
        "residents_65_plus" => Some(residents(FROM_65..7)? / all()? * f64::from(plan.model.people)),
        "residents_85_plus" => Some(residents(FROM_85..7)? / all()? * f64::from(plan.model.people)),
        "most_deprived_share" => Some(fifth(0)? / all()?),
        "mean_deprivation_fifth" => {
            let sum = (0..5).map(|f| Some(fifth(f)? * f64::from(f + 1))).sum::<Option<f64>>();
            Some(sum? / all()?)
        }
        "gps" => kind(&[Kind::GeneralPractice]),
        "practices" => Some(plan.model.neighbourhoods.iter().map(|n| f64::from(n.practices)).sum()),
        "acute_beds" => kind(&[
            Kind::ShortStayBeds,
            Kind::MedicalBeds,
            Kind::OlderPeopleBeds,
            Kind::SurgicalBeds,
            Kind::ChildrenBeds,
            Kind::UnmodelledBeds,
        ]),
        "care_home_beds" => kind(&[Kind::CareHome]),
        "council_social_care_pounds" => income(OrganisationKind::Council, plan, year),
        "commissioner_pounds" => income(OrganisationKind::Commissioner, plan, year),
        _ => None,
    }
}

fn dimension(dimensions: Dimensions) -> Key {
    Key {
        dimensions,
        ..Key::whole("population")
    }
}

fn first_month(year: &Outcome, key: &Key) -> Option<f64> {
    mean(year, |series| series.of_month(key, 0))
}

/// Income in the first year of all organisations of a kind.
fn income(kind: OrganisationKind, plan: &Plan, year: &Outcome) -> Option<f64> {
    let names = &year.settings[0].names.organisations;
    let is_one = |name: &String| plan.economy.organisations.get(name).is_some_and(|o| o.kind == kind);
    let keys = (0..names.len()).filter(|i| is_one(&names[*i])).map(|i| Key {
        dimensions: Dimensions {
            organisation: Some(i as u16),
            ..Dimensions::default()
        },
        ..Key::whole("income")
    });
    keys.map(|key| mean(year, |series| series.value(&key, 0, 12))).sum()
}

/// Mean over the replications; nothing if one has no value.
fn mean(outcome: &Outcome, of: impl Fn(&crate::measure::Series) -> Option<f64>) -> Option<f64> {
    let values: Option<Vec<f64>> = outcome.replications.iter().map(|r| of(&r.arms[0].series)).collect();
    values.map(|values| values.iter().sum::<f64>() / values.len() as f64)
}

/// The table of misfit for a reader.
pub fn table(lines: &[Line]) -> String {
    let head = ["total", "wanted", "model", "difference", "tolerance", "verdict", "by"].map(str::to_owned);
    let mut rows = vec![head];
    for line in lines {
        rows.push([
            line.total.to_owned(),
            figure(line.wanted, line.wanted),
            line.model.map_or("none".to_owned(), |model| figure(model, line.wanted)),
            line.difference()
                .map_or("none".to_owned(), |d| format!("{:+.1} %", 100.0 * d)),
            format!("±{} %", 100.0 * line.tolerance),
            if line.is_met() { "met" } else { "NOT MET" }.to_owned(),
            line.by.clone(),
        ]);
    }
    let missed = lines.iter().filter(|line| !line.is_met()).count();
    format!("{}{missed} of {} totals not met\n", aligned(&rows), lines.len())
}

/// The same as CSV.
pub fn csv(lines: &[Line]) -> String {
    let mut text = "total,unit,wanted,model,difference_percent,tolerance_percent,verdict,by\n".to_owned();
    for line in lines {
        let number = |value: Option<f64>| value.map_or(String::new(), |v| format!("{}", libm::round(v * 1e4) / 1e4));
        let cells = [
            line.total.to_owned(),
            line.unit.to_owned(),
            line.wanted.to_string(),
            number(line.model),
            number(line.difference().map(|d| 100.0 * d)),
            (100.0 * line.tolerance).to_string(),
            if line.is_met() { "met" } else { "not met" }.to_owned(),
            format!("\"{}\"", line.by),
        ];
        text += &cells.join(",");
        text.push('\n');
    }
    text
}

/// What a reader must know of fitted values that stopped at a bound of their range.
pub fn at_bounds(knobs: &[Knob], at: &[f64]) -> Vec<String> {
    let values = knobs.iter().zip(at).map(|(knob, x)| (knob, knob.at(*x)));
    let stopped = values.filter(|(knob, value)| is_at_bound(knob, *value));
    let told = |(knob, value): (&Knob, f64)| {
        format!(
            "{} stopped at {value}, the end of its plausible range {} to {}: the totals ask for more than it may give",
            knob.path, knob.low, knob.high
        )
    };
    stopped.map(told).collect()
}

/// Every total that can be given, one a line: name, unit, meaning.
pub fn known() -> Vec<(String, String)> {
    let told =
        |known: &crate::scenario::local::Known| (known.name.to_owned(), format!("{} ({})", known.meaning, known.unit));
    KNOWN.iter().map(told).collect()
}

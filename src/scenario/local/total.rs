//! `totals.csv`: one line a total, with columns `total,value` and, if wanted, `unit,year,source`.

use super::england::England;
use crate::scenario::problem::Problems;
use crate::scenario::sheet::{Sheet, Text};
use std::collections::BTreeMap;

/// A total that a place can be made from.
pub struct Known {
    pub name: &'static str,
    pub unit: &'static str,
    pub meaning: &'static str,
    /// Half the width of the band in which the total counts as met, relative.
    pub tolerance: f64,
    /// Read from a run's first year under the measure of the same name.
    pub is_activity: bool,
    allowed: Allowed,
}

/// What values a total may have.
enum Allowed {
    Range(f64, f64),
    /// As a share of the residents.
    OfResidents(f64, f64),
    /// As a ratio to England's average for as many residents.
    OfEngland(f64, f64),
}

/// What no place in England is likely to exceed either way: further off is a slip of the unit.
const PLAUSIBLE: Allowed = Allowed::OfEngland(0.2, 5.0);

const fn known(
    name: &'static str,
    unit: &'static str,
    tolerance: f64,
    allowed: Allowed,
    is_activity: bool,
    meaning: &'static str,
) -> Known {
    Known {
        name,
        unit,
        meaning,
        tolerance,
        is_activity,
        allowed,
    }
}

/// All totals, in the order of the misfit table. Tolerances of activity are those of `validation_year_1.csv`.
#[rustfmt::skip]
pub const KNOWN: [Known; 18] = [
    known("residents", "people", 0.001, Allowed::Range(10_000.0, 5e6), false, "people who live there; the only total that must be given"),
    known("residents_65_plus", "people", 0.01, Allowed::OfResidents(0.03, 0.5), false, "residents aged 65 and over"),
    known("residents_85_plus", "people", 0.02, Allowed::OfResidents(0.002, 0.12), false, "residents aged 85 and over"),
    known("most_deprived_share", "share", 0.02, Allowed::Range(0.001, 0.95), false, "share of residents in the most deprived national fifth of small areas"),
    known("mean_deprivation_fifth", "fifth", 0.01, Allowed::Range(1.05, 4.95), false, "mean fifth of residents, 1 most deprived to 5 least: instead of the share"),
    known("gps", "FTE", 0.01, PLAUSIBLE, false, "general practitioners, full-time equivalents, without trainees"),
    known("practices", "practices", 0.001, PLAUSIBLE, false, "general practices"),
    known("acute_beds", "beds", 0.005, PLAUSIBLE, false, "general and acute beds open overnight, without community hospitals, critical care and maternity"),
    known("care_home_beds", "beds", 0.005, PLAUSIBLE, false, "care-home beds for people aged 65 and over"),
    known("gp_appointments", "appointments a year", 0.05, PLAUSIBLE, true, "appointments in general practice, all staff"),
    known("ae_attendances", "attendances a year", 0.05, PLAUSIBLE, true, "A&E attendances of all types"),
    known("type_1_attendances", "attendances a year", 0.05, PLAUSIBLE, true, "attendances at major emergency departments"),
    known("emergency_admissions", "admissions a year", 0.05, PLAUSIBLE, true, "emergency admissions by every route"),
    known("elective_admissions", "admissions a year", 0.07, PLAUSIBLE, true, "ordinary elective admissions, with a planned night"),
    known("day_cases", "day cases a year", 0.07, PLAUSIBLE, true, "elective day cases, regular attenders left out"),
    known("outpatient_attendances", "attendances a year", 0.07, PLAUSIBLE, true, "outpatient attendances, first and follow-up"),
    known("council_social_care_pounds", "GBP a year", 0.02, PLAUSIBLE, false, "adult social care of the council, gross, without what self-funders pay"),
    known("commissioner_pounds", "GBP a year", 0.02, PLAUSIBLE, false, "core programme and running cost of the commissioner: not primary medical, not specialised"),
];

const COLUMNS: [&str; 5] = ["total", "value", "unit", "year", "source"];

/// A line of the file.
#[derive(Clone, PartialEq, Debug)]
pub struct Total {
    pub value: f64,
    pub year: String,
    pub source: String,
    /// Line in the file.
    pub line: u32,
}

/// What is known of a place.
#[derive(Clone, PartialEq, Debug)]
pub struct Totals {
    /// The file's name, as given.
    pub file: String,
    by_name: BTreeMap<&'static str, Total>,
}

impl Totals {
    pub fn get(&self, name: &str) -> Option<&Total> {
        self.by_name.get(name)
    }
    pub fn value(&self, name: &str) -> Option<f64> {
        self.get(name).map(|total| total.value)
    }
    pub fn residents(&self) -> f64 {
        self.by_name["residents"].value
    }
    /// What is given, in the order of [`KNOWN`].
    pub fn given(&self) -> impl Iterator<Item = (&'static Known, &Total)> {
        KNOWN.iter().filter_map(|known| Some((known, self.get(known.name)?)))
    }
}

/// Reads and checks the file; all problems are told at once.
pub fn read(file: &str, bytes: &[u8], england: &England) -> Result<Totals, Problems> {
    let mut problems = Vec::new();
    let text = Text {
        name: file.to_owned(),
        bytes: bytes.to_vec(),
    };
    let Some(mut sheet) = Sheet::read("totals", &text, &mut problems) else {
        return Err(Problems(problems));
    };
    let at = COLUMNS.map(|name| sheet.columns.iter().position(|c| c == name));
    for (name, at) in COLUMNS.iter().zip(at).take(2) {
        if at.is_none() {
            let allowed = "total,value and, if wanted, unit,year,source".to_owned();
            sheet.report(1, "", "totals", format!("no column `{name}`"), allowed);
        }
    }
    for name in sheet.columns.clone().iter().filter(|c| !COLUMNS.contains(&c.as_str())) {
        sheet.report_name(1, name, name, &COLUMNS);
    }
    let mut totals = Totals {
        file: file.to_owned(),
        by_name: BTreeMap::new(),
    };
    if let [Some(name), Some(value), rest @ ..] = at {
        for row in std::mem::take(&mut sheet.rows) {
            let cell = |at: Option<usize>| at.map_or("", |at| row.cells[at].as_str());
            let [unit, year, source] = rest.map(cell);
            let (name, value) = (cell(Some(name)), cell(Some(value)));
            let total = Total {
                value: number(value).unwrap_or(f64::NAN),
                year: year.to_owned(),
                source: source.to_owned(),
                line: row.line,
            };
            line(&mut totals, &mut sheet, name, value, unit, total);
        }
        together(&totals, &mut sheet, england);
    }
    sheet.finish(&mut problems);
    problems.sort();
    match problems.is_empty() {
        true => Ok(totals),
        false => Err(Problems(problems)),
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// What can be said of one line alone.
fn line(totals: &mut Totals, sheet: &mut Sheet, name: &str, value: &str, unit: &str, total: Total) {
    let Some(known) = KNOWN.iter().find(|known| known.name == name) else {
        return sheet.report_name(total.line, "total", name, &KNOWN.map(|known| known.name));
    };
    if let Some(first) = totals.by_name.get(known.name) {
        let found = format!("a second line for {name} (first in line {})", first.line);
        return sheet.report(total.line, "total", name, found, "each total once".to_owned());
    }
    if !unit.is_empty() && unit != known.unit {
        let (found, allowed) = (format!("the unit \"{unit}\""), format!("\"{}\", or none", known.unit));
        sheet.report(total.line, "unit", name, found, allowed);
    }
    if total.value.is_nan() {
        let allowed = "a number with a decimal point, without commas, spaces or signs of percent".to_owned();
        sheet.report(total.line, "value", name, format!("\"{value}\""), allowed);
    }
    totals.by_name.insert(known.name, total);
}

/// What lines say about each other.
fn together(totals: &Totals, sheet: &mut Sheet, england: &England) {
    let Some(residents) = totals.value("residents") else {
        let allowed = "a line `residents,…` with the number of people".to_owned();
        return sheet.report(1, "total", "residents", "no line for residents".to_owned(), allowed);
    };
    for (known, total) in totals.given().filter(|(_, total)| !total.value.is_nan()) {
        let scale = match known.allowed {
            Allowed::Range(..) => 1.0,
            Allowed::OfResidents(..) => residents,
            Allowed::OfEngland(..) => england.total(known.name, residents).unwrap_or(f64::NAN),
        };
        let (Allowed::Range(low, high) | Allowed::OfResidents(low, high) | Allowed::OfEngland(low, high)) =
            known.allowed;
        let (low, high) = (low * scale, high * scale);
        if total.value < low || total.value > high {
            let of = match known.allowed {
                Allowed::Range(..) => String::new(),
                Allowed::OfResidents(..) => format!(", of {residents} residents"),
                Allowed::OfEngland(least, most) => {
                    format!(
                        " {}, {least} to {most} times England's for {residents} residents",
                        known.unit
                    )
                }
            };
            let allowed = format!("{} to {}{of}", short(low), short(high));
            sheet.report(total.line, "value", known.name, total.value.to_string(), allowed);
        }
    }
    let mut more_than = |part: &str, whole: &str, equal: bool| {
        if let (Some(few), Some(many)) = (totals.get(part), totals.get(whole))
            && (few.value > many.value || few.value == many.value && !equal)
        {
            let allowed = format!("less than {whole} ({})", many.value);
            sheet.report(few.line, "value", part, few.value.to_string(), allowed);
        }
    };
    more_than("residents_85_plus", "residents_65_plus", false);
    more_than("type_1_attendances", "ae_attendances", false);
    more_than("practices", "gps", true);
    if let (Some(_), Some(mean)) = (totals.get("most_deprived_share"), totals.get("mean_deprivation_fifth")) {
        let found = "both most_deprived_share and mean_deprivation_fifth".to_owned();
        sheet.report(
            mean.line,
            "total",
            "mean_deprivation_fifth",
            found,
            "one of the two".to_owned(),
        );
    }
    // Each neighbourhood of the average place has a practice at least.
    let least = england.plan.model.neighbourhoods.len() as f64;
    if let Some(practices) = totals
        .get("practices")
        .filter(|t| t.value < least || t.value.fract() != 0.0)
    {
        let allowed = format!("a whole number, {least} or more: one for each neighbourhood at least");
        sheet.report(
            practices.line,
            "value",
            "practices",
            practices.value.to_string(),
            allowed,
        );
    }
}

/// A bound with digits that matter.
fn short(bound: f64) -> f64 {
    match bound.abs() >= 10.0 {
        true => libm::round(bound),
        false => libm::round(bound * 1e4) / 1e4,
    }
}

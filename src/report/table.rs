//! Tidy tables: one value a line, the same dimensions in every table, an empty dimension means the whole.

use super::Study;
use crate::analysis::difference::SPLIT_CLASSES;
use crate::analysis::{differences, keys, split_differences, summaries};
use crate::engine::Date;
use crate::measure::{Dimensions, Form, Key, Names, Period};
use crate::model::fact::AGE_BANDS;
use std::io::Write;

/// Names of the dimension columns.
const DIMENSIONS: [&str; 6] = [
    "place",
    "neighbourhood",
    "organisation",
    "service",
    "age_band",
    "deprivation",
];

/// Every table: its file and the function that writes it. [`COMPARING`] tells which need two arms.
pub const TABLES: &[(&str, Writer)] = &[
    ("summary.csv", summary),
    ("replications.csv", replications),
    ("monthly.csv", monthly),
    ("differences.csv", difference),
    ("decisions.csv", decisions),
    ("flows.csv", super::money::flows),
    ("money.csv", super::money::money),
];

/// Tables that need two arms.
pub const COMPARING: &[&str] = &["differences.csv", "money.csv"];

/// Writes one table.
pub type Writer = fn(&Study<'_>, &mut dyn Write) -> csv::Result<()>;

fn header<W: Write>(out: &mut csv::Writer<W>, before: &[&str], after: &[&str]) -> csv::Result<()> {
    out.write_record(
        before
            .iter()
            .chain(["measure", "unit"].iter())
            .chain(&DIMENSIONS)
            .chain(after),
    )
}

/// The six dimensions of a line as text.
fn dimensions(names: &Names, at: &Dimensions) -> [String; 6] {
    let name = |list: &[String], index: Option<u16>| {
        index.map_or_else(String::new, |i| {
            list.get(usize::from(i)).cloned().unwrap_or_else(|| i.to_string())
        })
    };
    [
        name(&names.places, at.place),
        name(&names.neighbourhoods, at.neighbourhood),
        name(&names.organisations, at.organisation),
        name(&names.services, at.service),
        at.age_band
            .map_or_else(String::new, |a| AGE_BANDS[usize::from(a)].to_string()),
        at.deprivation.map_or_else(String::new, |d| (d + 1).to_string()),
    ]
}

/// A number that reads back to the same bits; nothing where there is none.
pub(super) fn exact(x: Option<f64>) -> String {
    // Adding zero turns −0 into 0.
    x.map_or_else(String::new, |x| (x + 0.0).to_string())
}

fn line<W: Write>(
    out: &mut csv::Writer<W>,
    before: &[&str],
    names: &Names,
    key: &Key,
    unit: &str,
    after: &[String],
) -> csv::Result<()> {
    for field in before.iter().chain(&[key.entry().name, unit]) {
        out.write_field(field)?;
    }
    for field in dimensions(names, &key.dimensions).iter().chain(after) {
        out.write_field(field)?;
    }
    out.write_record(None::<&[u8]>)
}

/// `summary.csv`: mean, spread and 95 % t interval over replications.
pub fn summary(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    header(
        &mut out,
        &["scenario", "period"],
        &["mean", "sd", "n", "ci_low", "ci_high"],
    )?;
    for s in summaries(study.outcome) {
        let e = s.estimate;
        line(
            &mut out,
            &[&study.outcome.arms[s.arm], &s.period.name],
            &study.outcome.settings[s.arm].names,
            &s.key,
            s.key.entry().unit,
            &[
                exact(Some(e.mean)),
                exact(e.sd),
                e.n.to_string(),
                exact(e.low),
                exact(e.high),
            ],
        )?;
    }
    Ok(out.flush()?)
}

/// `replications.csv`: the value of each replication, from which every summary derives.
pub fn replications(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    header(&mut out, &["scenario", "period"], &["replication", "seed", "value"])?;
    let keys = keys(study.outcome);
    let periods = Period::of_run(study.outcome.months.len());
    for (arm, scenario) in study.outcome.arms.iter().enumerate() {
        let names = &study.outcome.settings[arm].names;
        for replication in &study.outcome.replications {
            let (number, seed) = ((replication.replication + 1).to_string(), replication.seed.to_string());
            for period in &periods {
                for key in &keys {
                    if let Some(value) = replication.arms[arm].series.over(key, period) {
                        let after = [number.clone(), seed.clone(), exact(Some(value))];
                        line(
                            &mut out,
                            &[scenario, &period.name],
                            names,
                            key,
                            key.entry().unit,
                            &after,
                        )?;
                    }
                }
            }
        }
    }
    Ok(out.flush()?)
}

/// `monthly.csv`: the whole, services and organisations month by month (breakdowns by people and place are in the tables
/// of periods). A count is that month's count.
pub fn monthly(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    header(&mut out, &["scenario", "month"], &["replication", "value"])?;
    let keys: Vec<Key> = keys(study.outcome)
        .into_iter()
        .filter(|k| is_monthly(&k.dimensions))
        .collect();
    let months: Vec<String> = study.outcome.months.iter().map(ToString::to_string).collect();
    for (arm, scenario) in study.outcome.arms.iter().enumerate() {
        let names = &study.outcome.settings[arm].names;
        for replication in &study.outcome.replications {
            let number = (replication.replication + 1).to_string();
            for (m, month) in months.iter().enumerate() {
                for key in &keys {
                    if let Some(value) = replication.arms[arm].series.of_month(key, m) {
                        let unit = unit_of_month(key);
                        line(
                            &mut out,
                            &[scenario, month],
                            names,
                            key,
                            &unit,
                            &[number.clone(), exact(Some(value))],
                        )?;
                    }
                }
            }
        }
    }
    Ok(out.flush()?)
}

fn is_monthly(at: &Dimensions) -> bool {
    at.place.is_none() && at.neighbourhood.is_none() && at.age_band.is_none() && at.deprivation.is_none()
}

fn unit_of_month(key: &Key) -> String {
    let unit = key.entry().unit;
    if key.entry().form == Form::Count {
        unit.replace(" a year", " a month")
    } else {
        unit.to_string()
    }
}

/// `differences.csv`: alternative less base, paired by replication; then the split of the difference in emergency
/// admissions, whose classes are negative where they lower admissions and add to the difference.
pub fn difference(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    header(
        &mut out,
        &["base", "alternative", "period"],
        &["mean_difference", "ci_low", "ci_high", "percent_difference", "n"],
    )?;
    let base = &study.outcome.arms[0];
    let names = &study.outcome.settings[0].names;
    for d in differences(study.outcome) {
        let e = d.estimate;
        line(
            &mut out,
            &[base, &study.outcome.arms[d.alternative], &d.period.name],
            names,
            &d.key,
            d.key.entry().unit,
            &[
                exact(Some(e.mean)),
                exact(e.low),
                exact(e.high),
                exact(d.percent()),
                e.n.to_string(),
            ],
        )?;
    }
    for alternative in 1..study.outcome.arms.len() {
        for period in Period::of_run(study.outcome.months.len()) {
            let classes = split_differences(study.outcome, alternative, &period);
            for ((measure, unit), estimate) in SPLIT_CLASSES.iter().zip(classes) {
                let Some(e) = estimate else { continue };
                let mean = exact(Some(e.mean));
                let n = e.n.to_string();
                let (low, high) = (exact(e.low), exact(e.high));
                let arms = [
                    base.as_str(),
                    &study.outcome.arms[alternative],
                    &period.name,
                    measure,
                    unit,
                ];
                let after = ["", "", "", "", "", "", &mean, &low, &high, "", &n];
                out.write_record(arms.iter().chain(&after))?;
            }
        }
    }
    Ok(out.flush()?)
}

/// `decisions.csv`: who moved which lever, when, from where to where, and why.
pub fn decisions(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "scenario",
        "replication",
        "date",
        "organisation",
        "lever",
        "service",
        "cohort",
        "from",
        "to",
        "because",
    ])?;
    for (arm, scenario) in study.outcome.arms.iter().enumerate() {
        for replication in &study.outcome.replications {
            let number = (replication.replication + 1).to_string();
            for d in &replication.arms[arm].decisions {
                let date = Date::of_day(d.date.day()).to_string();
                let (from, to) = (exact(Some(d.from)), exact(Some(d.to)));
                out.write_record([
                    scenario.as_str(),
                    &number,
                    &date,
                    &d.organisation,
                    &d.lever,
                    &d.service,
                    &d.cohort,
                    &from,
                    &to,
                    &d.because,
                ])?;
            }
        }
    }
    Ok(out.flush()?)
}

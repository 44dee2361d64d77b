//! Tidy tables of pathways: one value a line; an empty class or service means the whole.

use super::Study;
use crate::analysis::pathway::{beds, differences, summaries};
use crate::measure::pathway::Line;
use crate::report::table::exact;
use std::io::Write;

/// Writes one table.
pub type Writer = fn(&Study<'_>, &mut dyn Write) -> csv::Result<()>;

/// Every table: its file, whether it needs two networks, and the function that writes it.
pub const TABLES: &[(&str, bool, Writer)] = &[
    ("summary.csv", false, summary),
    ("replications.csv", false, replications),
    ("beds.csv", false, bed_table),
    ("differences.csv", true, difference),
];

fn fields(study: &Study<'_>, line: &Line) -> [String; 5] {
    let entry = line.entry();
    [
        line.period(),
        entry.name.to_owned(),
        entry.unit_in(study.unit),
        line.class.clone(),
        line.service.clone(),
    ]
}

const FIELDS: [&str; 5] = ["period", "measure", "unit", "class", "service"];

fn record<W: Write>(out: &mut csv::Writer<W>, parts: &[&[String]]) -> csv::Result<()> {
    out.write_record(parts.iter().flat_map(|part| part.iter()))
}

/// `summary.csv`: mean, spread and 95 % t interval over replications.
fn summary(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(
        ["scenario"]
            .iter()
            .chain(&FIELDS)
            .chain(&["mean", "sd", "n", "ci_low", "ci_high"]),
    )?;
    for s in summaries(study.outcome) {
        let e = s.estimate;
        let after = [
            exact(Some(e.mean)),
            exact(e.sd),
            e.n.to_string(),
            exact(e.low),
            exact(e.high),
        ];
        let name = [study.outcome.arms[s.arm].name.clone()];
        record(&mut out, &[&name, &fields(study, &s.line), &after])?;
    }
    Ok(out.flush()?)
}

/// `replications.csv`: the value of each replication, from which every summary derives.
fn replications(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(
        ["scenario"]
            .iter()
            .chain(&FIELDS)
            .chain(&["replication", "seed", "value"]),
    )?;
    let seed = study.outcome.seed.to_string();
    for (arm, of) in study.outcome.arms.iter().enumerate() {
        for (number, replication) in study.outcome.replications.iter().enumerate() {
            for (line, value) in of.lines.iter().zip(&replication[arm].values) {
                if value.is_some() {
                    let after = [(number + 1).to_string(), seed.clone(), exact(*value)];
                    record(
                        &mut out,
                        &[std::slice::from_ref(&of.name), &fields(study, line), &after],
                    )?;
                }
            }
        }
    }
    Ok(out.flush()?)
}

/// `beds.csv`: how often so many servers are occupied, and P(delay) with so many ("1 in n").
fn bed_table(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "scenario",
        "service",
        "beds",
        "share_of_time",
        "share_ci_low",
        "share_ci_high",
        "p_delay",
        "p_delay_ci_low",
        "p_delay_ci_high",
        "one_in",
    ])?;
    for (arm, of) in study.outcome.arms.iter().enumerate() {
        for b in beds(study.outcome, arm) {
            let one_in = (b.p_delay.mean > 0.0).then(|| libm::round(1.0 / b.p_delay.mean));
            out.write_record([
                of.name.clone(),
                b.service,
                b.beds.to_string(),
                exact(Some(b.share.mean)),
                exact(b.share.low),
                exact(b.share.high),
                exact(Some(b.p_delay.mean)),
                exact(b.p_delay.low),
                exact(b.p_delay.high),
                exact(one_in),
            ])?;
        }
    }
    Ok(out.flush()?)
}

/// `differences.csv`: alternative less base, paired by replication.
fn difference(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    let after = ["mean_difference", "ci_low", "ci_high", "percent_difference", "n"];
    out.write_record(["base", "alternative"].iter().chain(&FIELDS).chain(&after))?;
    for d in differences(study.outcome) {
        let e = d.estimate;
        let arms = [
            study.outcome.arms[0].name.clone(),
            study.outcome.arms[d.alternative].name.clone(),
        ];
        let after = [
            exact(Some(e.mean)),
            exact(e.low),
            exact(e.high),
            exact(d.percent()),
            e.n.to_string(),
        ];
        record(&mut out, &[&arms, &fields(study, &d.line), &after])?;
    }
    Ok(out.flush()?)
}

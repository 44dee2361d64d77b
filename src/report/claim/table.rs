//! The tables: a line a claim, a line a reading, a line a replication; and the list for the terminal.

use super::{Study, claimed, verdict, with_interval, years};
use crate::analysis::claim::Row;
use crate::report::table::exact;
use crate::scenario::claim::{Figure, Role};
use std::io::Write;

/// Writes one table.
pub type Writer = fn(&Study<'_>, &mut dyn Write) -> csv::Result<()>;

/// Every table: its file and the function that writes it.
pub const TABLES: &[(&str, Writer)] = &[
    ("claims.csv", claims),
    ("readings.csv", readings),
    ("replications.csv", replications),
];

fn claims(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "id",
        "claim",
        "source",
        "rule",
        "people",
        "replications",
        "years",
        "verdict",
        "because",
        "would_decide",
    ])?;
    for claim in study.claims {
        out.write_record([
            claim.file.id.as_str(),
            &claim.file.claim,
            &claim.file.source,
            &claim.file.rule,
            &claim.people.to_string(),
            &claim.replications.to_string(),
            &claim.file.years.to_string(),
            claim.verdict.words(),
            &claim.because,
            &claim.would_decide.map_or_else(String::new, |n| n.to_string()),
        ])?;
    }
    Ok(out.flush()?)
}

fn rows<'a>(study: &'a Study<'_>) -> impl Iterator<Item = &'a Row> {
    study.claims.iter().flat_map(|claim| &claim.rows)
}

/// Names of what is read: one measure, or the conditions of `meets`.
fn measures(figure: &Figure) -> String {
    match figure {
        Figure::Change(change) => change.measure.clone(),
        Figure::Spread(m) | Figure::Level(m) => m.measure.clone(),
        Figure::Meets(meets) | Figure::MeetsMore(meets) => {
            let all: Vec<&str> = meets.all.iter().map(|c| c.measure.as_str()).collect();
            all.join(" and ")
        }
    }
}

const fn role(role: Role) -> &'static str {
    match role {
        Role::Decides => "decides",
        Role::Mechanism => "mechanism",
        Role::Beside => "beside",
    }
}

fn readings(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "id",
        "reading",
        "says",
        "role",
        "arm",
        "against",
        "measure",
        "years",
        "unit",
        "mean",
        "ci_low",
        "ci_high",
        "n",
        "claimed",
        "verdict",
        "because",
        "would_decide",
    ])?;
    for row in rows(study) {
        let (reading, estimate) = (&row.reading, row.estimate.as_ref());
        out.write_record([
            row.id.as_str(),
            &row.number.to_string(),
            &reading.says,
            role(reading.role),
            &reading.arm,
            reading.against.as_deref().unwrap_or(""),
            &measures(&reading.figure),
            &format!("{}-{}", reading.years[0], reading.years[1]),
            &row.unit,
            &exact(estimate.map(|e| e.mean)),
            &exact(estimate.and_then(|e| e.low)),
            &exact(estimate.and_then(|e| e.high)),
            &estimate.map_or_else(String::new, |e| e.n.to_string()),
            &claimed(reading.expect),
            row.verdict.words(),
            &row.because,
            &row.would_decide.map_or_else(String::new, |n| n.to_string()),
        ])?;
    }
    Ok(out.flush()?)
}

fn replications(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "id",
        "reading",
        "measure",
        "unit",
        "replication",
        "against",
        "arm",
        "value",
    ])?;
    for row in rows(study) {
        for sample in &row.samples {
            out.write_record([
                row.id.as_str(),
                &row.number.to_string(),
                &measures(&row.reading.figure),
                &row.unit,
                &sample.replication.to_string(),
                &exact(sample.against),
                &exact(sample.arm),
                &exact(Some(sample.value)),
            ])?;
        }
    }
    Ok(out.flush()?)
}

/// The list for the terminal: a line a claim, and below it the figures that decide.
pub fn on_terminal(study: &Study<'_>) -> String {
    let mut text = String::new();
    for claim in study.claims {
        text += &format!("{:<5} {}\n      {}\n", claim.file.id, verdict(claim), claim.file.claim);
        for row in claim.rows.iter().filter(|row| row.reading.role == Role::Decides) {
            let estimate = row.estimate.as_ref().map_or_else(|| "no value".into(), with_interval);
            let (says, when) = (&row.reading.says, years(row.reading.years));
            let wanted = claimed(row.reading.expect);
            text += &format!(
                "      - {says}, {when}: {estimate} {}; claimed {wanted}: {}\n",
                row.unit,
                row.verdict.words()
            );
        }
    }
    text + &super::drawn::lines(study) + &study.in_short() + ".\n"
}

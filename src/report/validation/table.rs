//! The table of judged rows, for the terminal and as comma-separated values, and the replications behind it.

use super::{Study, beside, expected, short, with_interval};
use crate::analysis::validation::{Row, Verdict};
use crate::report::table::exact;
use std::io::Write;

/// Writes one table.
pub type Writer = fn(&Study<'_>, &mut dyn Write) -> csv::Result<()>;

/// Every table: its file and the function that writes it.
pub const TABLES: &[(&str, Writer)] = &[("validation.csv", validation), ("replications.csv", replications)];

/// `validation.csv`: a line for each row, numbers in full.
fn validation(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "id",
        "reading",
        "question",
        "says",
        "measure",
        "years",
        "unit",
        "mean",
        "ci_low",
        "ci_high",
        "n",
        "published",
        "published_central",
        "published_low",
        "published_high",
        "expected",
        "verdict",
        "because",
    ])?;
    for row in study.rows {
        let (estimate, target) = (row.estimate.as_ref(), row.target.as_ref());
        let years = row
            .years
            .map_or_else(String::new, |[first, last]| format!("{first}-{last}"));
        out.write_record([
            row.id.as_str(),
            &row.reading.to_string(),
            &row.question,
            &row.says,
            &row.measure,
            &years,
            &row.unit,
            &exact(estimate.map(|e| e.mean)),
            &exact(estimate.and_then(|e| e.low)),
            &exact(estimate.and_then(|e| e.high)),
            &estimate.map_or_else(String::new, |e| e.n.to_string()),
            target.map_or("", |t| &t.id),
            &exact(target.map(|t| t.central)),
            &exact(target.map(|t| t.low)),
            &exact(target.map(|t| t.high)),
            &expected(&row.expect),
            row.verdict.words(),
            &row.because,
        ])?;
    }
    Ok(out.flush()?)
}

/// `replications.csv`: what each replication gave, from which every row derives.
fn replications(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "id",
        "reading",
        "measure",
        "unit",
        "replication",
        "base",
        "alternative",
        "value",
    ])?;
    for row in study.rows {
        for sample in &row.samples {
            out.write_record([
                row.id.as_str(),
                &row.reading.to_string(),
                &row.measure,
                &row.unit,
                &sample.replication.to_string(),
                &exact(Some(sample.base)),
                &exact(Some(sample.alternative)),
                &exact(Some(sample.value)),
            ])?;
        }
    }
    Ok(out.flush()?)
}

/// The table as it stands on a terminal: rows that were run, then what is not built, then the count.
pub fn on_terminal(study: &Study<'_>) -> String {
    let head = ["id", "read", "unit", "model (95 %)", "published or expected", "verdict"].map(str::to_owned);
    let cells: Vec<[String; 6]> = std::iter::once(head).chain(study.asked().map(cells)).collect();
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(width);
    let mut text = String::new();
    if cells.len() > 1 {
        for row in &cells {
            let line: String = (row.iter().zip(widths))
                .map(|(cell, width)| format!("{cell:<width$}  "))
                .collect();
            text += line.trim_end();
            text.push('\n');
        }
    }
    for row in study.not_built() {
        text += &format!("{}  not built yet: {}. {}\n", row.id, row.because, row.question);
    }
    text + &study.in_short() + ".\n"
}

fn cells(row: &Row) -> [String; 6] {
    let beside = beside(row);
    let model = match (&row.estimate, row.verdict) {
        (Some(estimate), _) => with_interval(estimate),
        (None, Verdict::NotAsked) => row.because.clone(),
        (None, _) => "no value".into(),
    };
    [
        row.id.clone(),
        row.says.clone(),
        row.unit.clone(),
        model,
        beside,
        short(row.verdict).into(),
    ]
}

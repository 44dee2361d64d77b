//! Tables of an evaluation: one line a design, one a replication, and what the designs show beside their estimate.

use super::{Evaluated, estimate, optional, outcome, share, title};
use crate::analysis::evaluation::{DESIGNS, OUTCOMES, percent};
use crate::report::table::exact;
use std::io::Write;

/// Writes one table.
pub type Writer = fn(&Evaluated<'_>, &mut dyn Write) -> csv::Result<()>;

/// Every table: its file and the function that writes it.
pub const TABLES: &[(&str, Writer)] = &[
    ("evaluation.csv", evaluation),
    ("replications.csv", replications),
    ("balance.csv", balance),
    ("coefficients.csv", coefficients),
    ("weights.csv", weights),
];

fn evaluation(evaluated: &Evaluated<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "id",
        "outcome",
        "design",
        "level",
        "unit",
        "replications",
        "with_estimate",
        "size",
        "estimate",
        "interval_low",
        "interval_high",
        "truth",
        "bias",
        "bias_low",
        "bias_high",
        "root_mean_square_error",
        "coverage",
        "intervals_with_nought",
    ])?;
    for one in evaluated.performances {
        out.write_record([
            evaluated.id,
            OUTCOMES[one.outcome].name,
            DESIGNS[one.design].name,
            one.level.words(),
            "per cent",
            &one.replications.to_string(),
            &one.estimate.map_or(0, |e| e.n).to_string(),
            &exact(Some(one.size)),
            &exact(one.estimate.map(|e| e.mean)),
            &exact(one.interval.map(|i| i[0])),
            &exact(one.interval.map(|i| i[1])),
            &exact(one.truth),
            &exact(one.bias.map(|b| b.mean)),
            &exact(one.bias.and_then(|b| b.low)),
            &exact(one.bias.and_then(|b| b.high)),
            &exact(one.error),
            &exact(one.coverage),
            &exact(one.holds_nought),
        ])?;
    }
    Ok(out.flush()?)
}

fn replications(evaluated: &Evaluated<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "id",
        "replication",
        "outcome",
        "design",
        "size",
        "estimate",
        "interval_low",
        "interval_high",
        "events_with",
        "person_months_with",
        "events_without",
        "person_months_without",
    ])?;
    for reading in evaluated.readings {
        let found = reading.found.as_ref();
        let end = |i: usize| exact(found.map(|found| percent(found.log[i])));
        out.write_record([
            evaluated.id,
            &reading.replication.to_string(),
            OUTCOMES[reading.outcome].name,
            DESIGNS[reading.design].name,
            &found.map_or_else(String::new, |found| found.size.to_string()),
            &end(0),
            &end(1),
            &end(2),
            &exact(Some(reading.truth.with[0])),
            &exact(Some(reading.truth.with[1])),
            &exact(Some(reading.truth.without[0])),
            &exact(Some(reading.truth.without[1])),
        ])?;
    }
    Ok(out.flush()?)
}

fn balance(evaluated: &Evaluated<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    let head = [
        "id",
        "design",
        "covariate",
        "standardised_difference_before",
        "standardised_difference_after",
    ];
    out.write_record(head)?;
    for one in evaluated.first_outcome() {
        for row in &one.detail.balance {
            let [before, after] = [row.before, row.after].map(|x| exact(Some(x)));
            out.write_record([evaluated.id, DESIGNS[one.design].name, &row.covariate, &before, &after])?;
        }
    }
    Ok(out.flush()?)
}

fn coefficients(evaluated: &Evaluated<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    let head = [
        "id",
        "outcome",
        "design",
        "from_month",
        "percent",
        "interval_low",
        "interval_high",
    ];
    out.write_record(head)?;
    for one in evaluated.performances {
        for row in &one.detail.coefficients {
            let [mean, low, high] = row.percent.map(|x| exact(Some(x)));
            out.write_record([
                evaluated.id,
                OUTCOMES[one.outcome].name,
                DESIGNS[one.design].name,
                &row.month.to_string(),
                &mean,
                &low,
                &high,
            ])?;
        }
    }
    Ok(out.flush()?)
}

fn weights(evaluated: &Evaluated<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["id", "outcome", "design", "control_place", "mean_weight"])?;
    for one in evaluated.performances {
        for (place, weight) in one.detail.weights.iter().enumerate() {
            out.write_record([
                evaluated.id,
                OUTCOMES[one.outcome].name,
                DESIGNS[one.design].name,
                &(place + 1).to_string(),
                &exact(Some(*weight)),
            ])?;
        }
    }
    Ok(out.flush()?)
}

impl Evaluated<'_> {
    /// Designs of the first outcome: whom they compare is the same for all outcomes.
    pub(super) fn first_outcome(&self) -> impl Iterator<Item = &crate::analysis::evaluation::Performance> {
        let first = self.performances.first().map(|one| one.outcome);
        self.performances.iter().filter(move |one| Some(one.outcome) == first)
    }
}

/// The table as it stands on a terminal.
pub fn on_terminal(evaluated: &Evaluated<'_>) -> String {
    let head = [
        "outcome",
        "design",
        "size",
        "finds, % (95 %)",
        "truth",
        "bias",
        "error",
        "coverage",
    ]
    .map(str::to_owned);
    let rows = evaluated.performances.iter().map(|one| {
        [
            outcome(one).to_owned(),
            title(one).to_owned(),
            format!("{:.0}", one.size),
            estimate(one),
            optional(one.truth),
            optional(one.bias.map(|b| b.mean)),
            optional(one.error),
            share(one.coverage),
        ]
    });
    let rows: Vec<[String; 8]> = std::iter::once(head).chain(rows).collect();
    let widths: [usize; 8] = std::array::from_fn(|i| rows.iter().map(|row| row[i].chars().count()).max().unwrap_or(0));
    let mut text = String::new();
    for row in &rows {
        let line: String = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}  "))
            .collect();
        text += line.trim_end();
        text.push('\n');
    }
    text + &evaluated.finding() + ".\n"
}

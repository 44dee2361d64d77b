//! One page in plain words: what was asked, what came out, what is published, and what cannot be asked yet.

use super::{Study, beside, published, short, with_interval, years};
use crate::analysis::validation::Row;
use crate::report::manifest::ILLUSTRATIVE;
use crate::report::words::thousands;
use std::fmt::Write;

/// The page, in Markdown.
pub fn answer(study: &Study<'_>) -> String {
    let mut page = String::new();
    write_page(study, &mut page).expect("writing to a string cannot fail");
    page
}

fn write_page(study: &Study<'_>, page: &mut String) -> std::fmt::Result {
    writeln!(page, "# Does the program move as what was published?\n")?;
    writeln!(
        page,
        "*{ILLUSTRATIVE}* {} of seed {} with {} residents, the same people and luck in both arms of each \
         experiment; 95 % t intervals over replications; {:.0} % of the parameters are assumed, {:.0} % sourced, {:.0} % \
         calibrated.\n",
        study.replications(),
        study.seed,
        thousands(f64::from(study.people)),
        100.0 * study.grades[2],
        100.0 * study.grades[0],
        100.0 * study.grades[1],
    )?;
    writeln!(page, "**In short.** {}.\n", study.in_short())?;
    writeln!(
        page,
        "An experiment changes one thing and reads what follows; no effect is typed in. *Supported* means that the whole interval \
         keeps the rule, *not supported* that it clearly breaks it, *undecided* that it straddles a limit or is wider than the \
         published one. A figure that is not supported is a finding about the program, and stays until a mechanism is better.\n"
    )?;
    let asked: Vec<&Row> = study.asked().collect();
    for rows in asked.chunk_by(|a, b| a.id == b.id) {
        experiment(study, rows[0], page)?;
        rows.iter().try_for_each(|row| reading(row, page))?;
        writeln!(page)?;
    }
    not_built(study, page)?;
    if !study.warnings.is_empty() {
        writeln!(page, "## Beware\n")?;
        for warning in &study.warnings {
            writeln!(page, "- {warning}")?;
        }
        writeln!(page)?;
    }
    writeln!(
        page,
        "All figures are in `validation.csv`, each replication in `replications.csv`, what was run in `manifest.json`; the plot is \
         `charts/validation.svg` and `.png`. Sources of the published figures are named in `scenarios/england/SOURCES.csv`."
    )
}

/// The question, what the lever is, and the head of the table.
fn experiment(study: &Study<'_>, row: &Row, page: &mut String) -> std::fmt::Result {
    writeln!(page, "## {} (`{}`)\n", row.question, row.id)?;
    if let Some((_, note)) = study.notes.iter().find(|(id, _)| *id == row.id) {
        writeln!(page, "{note}\n")?;
    }
    if let Some(estimate) = row
        .estimate
        .as_ref()
        .filter(|_| study.replications[0] < study.replications[1])
    {
        writeln!(page, "{} replications.\n", estimate.n)?;
    }
    writeln!(
        page,
        "| read | years | unit | model | published or expected | verdict | because |"
    )?;
    writeln!(page, "|---|---|---|--:|--:|---|---|")
}

fn reading(row: &Row, page: &mut String) -> std::fmt::Result {
    let beside = beside(row);
    let model = row.estimate.as_ref().map_or_else(|| "–".to_owned(), with_interval);
    writeln!(
        page,
        "| {} | {} | {} | {model} | {beside} | **{}** | {} |",
        row.says,
        row.years.map(years).unwrap_or_default(),
        row.unit,
        short(row.verdict),
        row.because
    )
}

fn not_built(study: &Study<'_>, page: &mut String) -> std::fmt::Result {
    if study.not_built().next().is_none() {
        return Ok(());
    }
    writeln!(page, "## Not built yet\n")?;
    for row in study.not_built() {
        match &row.target {
            Some(target) => writeln!(
                page,
                "- **{}** {}. Published: {}, {}. Not built yet: {}.",
                row.id,
                row.question,
                published(target),
                target.unit,
                row.because
            )?,
            None => writeln!(page, "- **{}** not built yet: {}.", row.id, row.because)?,
        }
    }
    writeln!(page)
}

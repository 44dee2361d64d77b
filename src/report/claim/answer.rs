//! One page in plain words: what is claimed, by which rule it is judged, what came out, and what stands beside it.

use super::{Study, claimed, verdict, with_interval, years};
use crate::analysis::claim::{Judged, Row};
use crate::report::manifest::ILLUSTRATIVE;
use crate::report::words::thousands;
use crate::scenario::claim::Role;
use std::fmt::Write;

/// The page, in Markdown.
pub fn answer(study: &Study<'_>) -> String {
    let mut page = String::new();
    write_page(study, &mut page).expect("writing to a string cannot fail");
    page
}

fn write_page(study: &Study<'_>, page: &mut String) -> std::fmt::Result {
    writeln!(page, "# Do the claims hold in this model?\n")?;
    writeln!(
        page,
        "*{ILLUSTRATIVE}* {} {:.0} % of the parameters are assumed, {:.0} % sourced, {:.0} % calibrated.\n",
        study.caption(),
        100.0 * study.grades[2],
        100.0 * study.grades[0],
        100.0 * study.grades[1],
    )?;
    writeln!(page, "**In short.** {}.\n", study.in_short())?;
    writeln!(
        page,
        "Each claim is judged by a rule that stands in its file and was written before it was run. *Supported*: the whole 95 % \
         interval lies where the claim puts the figure. *Contradicted*: it lies on the other side. *Not supported*: it is too small, \
         or nothing moves that matters. *Undecided*: the interval straddles a limit. A verdict is about this model and its assumptions.\n"
    )?;
    writeln!(page, "| claim | verdict |\n|---|---|")?;
    for claim in study.claims {
        writeln!(
            page,
            "| **{}** {} | **{}** |",
            claim.file.id,
            claim.file.claim,
            verdict(claim)
        )?;
    }
    writeln!(page)?;
    super::drawn::section(study, page)?;
    study.claims.iter().try_for_each(|claim| one(claim, page))?;
    if !study.warnings.is_empty() {
        writeln!(page, "## Beware\n")?;
        for warning in &study.warnings {
            writeln!(page, "- {warning}")?;
        }
        writeln!(page)?;
    }
    writeln!(
        page,
        "Verdicts are in `claims.csv`, all figures in `readings.csv`, each replication in `replications.csv`, what was run in \
         `manifest.json`; charts are in `charts/`."
    )
}

fn one(claim: &Judged, page: &mut String) -> std::fmt::Result {
    let file = &claim.file;
    writeln!(page, "## {}: {}\n\n*{}*\n", file.id, verdict(claim), file.claim)?;
    if !claim.because.is_empty() {
        writeln!(page, "{}.\n", claim.because)?;
    }
    let arms: Vec<&str> = file.arms.iter().map(|arm| arm.name.as_str()).collect();
    writeln!(
        page,
        "- Source: {}\n- Rule: {}\n- Arms: {}; {} residents, {} replications, {} years\n- {}\n",
        file.source,
        file.rule,
        arms.join(" · "),
        thousands(f64::from(claim.people)),
        claim.replications,
        file.years,
        file.note
    )?;
    for (role, head) in [
        (Role::Decides, "What decides"),
        (Role::Mechanism, "The way it comes about"),
        (Role::Beside, "What stands beside it"),
    ] {
        let rows: Vec<&Row> = claim.rows.iter().filter(|row| row.reading.role == role).collect();
        if rows.is_empty() {
            continue;
        }
        writeln!(
            page,
            "| {head} | arm | years | unit | model | claimed | verdict | because |"
        )?;
        writeln!(page, "|---|---|---|---|--:|--:|---|---|")?;
        rows.iter().try_for_each(|row| reading(claim, row, page))?;
        writeln!(page)?;
    }
    Ok(())
}

fn reading(claim: &Judged, row: &Row, page: &mut String) -> std::fmt::Result {
    let reading = &row.reading;
    let against = reading.against.as_ref().unwrap_or(&claim.file.arms[0].name);
    let arm = if reading.arm == *against {
        reading.arm.clone()
    } else {
        format!("{} against {against}", reading.arm)
    };
    let model = row.estimate.as_ref().map_or_else(|| "–".to_owned(), with_interval);
    writeln!(
        page,
        "| {} | {arm} | {} | {} | {model} | {} | {} | {} |",
        reading.says,
        years(reading.years),
        row.unit,
        claimed(reading.expect),
        row.verdict.words(),
        row.because
    )
}

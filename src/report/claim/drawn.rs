//! How verdicts hold over draws of all assumed parameters: shares on the page and the terminal, each draw in a table.

use super::Study;
use crate::analysis::claim::Verdict;
use crate::analysis::sensitivity::ensemble;
use crate::analysis::sensitivity::standing::wilson;
use std::fmt::Write as _;
use std::io::Write;

/// The verdicts that are told as shares.
const TOLD: [Verdict; 4] = [
    Verdict::Supported,
    Verdict::NotSupported,
    Verdict::Contradicted,
    Verdict::Undecided,
];

/// `draws.csv`: a line a claim and draw.
pub fn draws(study: &Study<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["id", "draw", "verdict"])?;
    for (claim, verdicts) in study.claims.iter().zip(&study.drawn) {
        for (i, verdict) in verdicts.iter().enumerate() {
            out.write_record([claim.file.id.as_str(), &(i + 1).to_string(), verdict.words()])?;
        }
    }
    Ok(out.flush()?)
}

/// A verdict's share, with its interval.
fn share(verdicts: &[Verdict], of: Verdict) -> String {
    let hits = verdicts.iter().filter(|verdict| **verdict == of).count();
    let [share, low, high] = wilson(hits, verdicts.len()).map(|share| format!("{:.0}", 100.0 * share));
    format!("{share} ({low} to {high})")
}

/// The section of the page; nothing where no draws were asked for.
pub(super) fn section(study: &Study<'_>, page: &mut String) -> std::fmt::Result {
    if study.drawn.is_empty() {
        return Ok(());
    }
    writeln!(page, "## How the verdicts hold\n")?;
    writeln!(
        page,
        "{} draws of all assumed and calibrated parameters, each from its own distribution; each draw runs the whole rule with people and \
         luck of its own. {} Per cent of the draws, with the 95 % interval (Wilson). What the arms of a claim differ in is not drawn.\n",
        study.drawn[0].len(),
        ensemble::says(study.fitted.as_ref())
    )?;
    let heads = TOLD.map(|verdict| verdict.words());
    writeln!(
        page,
        "| claim | as shipped | {} |\n|---|---|--:|--:|--:|--:|",
        heads.join(" | ")
    )?;
    for (claim, verdicts) in study.claims.iter().zip(&study.drawn) {
        let shares = TOLD.map(|of| share(verdicts, of));
        writeln!(
            page,
            "| {} | {} | {} |",
            claim.file.id,
            claim.verdict.words(),
            shares.join(" | ")
        )?;
    }
    writeln!(page)
}

/// A line a claim for the terminal.
pub(super) fn lines(study: &Study<'_>) -> String {
    let mut text = String::new();
    for (claim, verdicts) in study.claims.iter().zip(&study.drawn) {
        let shares = TOLD.map(|of| format!("{} {} %", of.words(), share(verdicts, of)));
        text.push_str(&format!(
            "{} over {} draws: {}\n",
            claim.file.id,
            verdicts.len(),
            shares.join(", ")
        ));
    }
    text
}

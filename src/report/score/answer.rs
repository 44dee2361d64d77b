//! One page in plain words: who is closer, by how much, how sure that is, and how each target is scored.

use super::table::luck;
use super::{Scoring, called, model, scored_against, two};
use crate::analysis::sensitivity::ensemble;
use crate::analysis::validation::contest::{Gain, Total};
use crate::analysis::validation::score::skill;
use crate::analysis::validation::target::{Part, Target};
use crate::analysis::validation::verdict::figure;
use std::fmt::Write;

/// The page, in Markdown.
pub fn answer(scoring: &Scoring<'_>) -> String {
    let mut page = String::new();
    write_page(scoring, &mut page).expect("writing to a string cannot fail");
    page
}

fn write_page(scoring: &Scoring<'_>, page: &mut String) -> std::fmt::Result {
    let [sourced, calibrated, assumed] = scoring.grades.map(|share| format!("{:.0}", 100.0 * share));
    writeln!(
        page,
        "# Is the program closer to what was published than two simple rivals?\n"
    )?;
    writeln!(
        page,
        "*{}* {assumed} % of the parameters are assumed, {sourced} % sourced, {calibrated} % calibrated; {} draws were run again with \
         other people and luck.\n",
        scoring.caption(),
        scoring.again
    )?;
    writeln!(page, "**In short.** {}.\n", scoring.verdict())?;
    writeln!(
        page,
        "Each draw sets all assumed and calibrated parameters to values of their own distributions, in both arms alike; what the arms \
         of an experiment differ in is not drawn. {} A score is the mean distance of the model's draws from the published figure, less \
         half the mean distance between two draws (continuous ranked probability score, Gneiting and Raftery 2007), averaged over what \
         the publication leaves open, in halves of that interval. Smaller is better; skill is 1 − score ⁄ rival's score. The rivals \
         have no spread but the luck of a pair of runs, which the model carries too: *no effect*, and a *step* of −3 % from year 3 on.\n",
        ensemble::says(scoring.fitted.as_ref())
    )?;
    figures(scoring, page)?;
    totals(scoring, page)?;
    for total in &scoring.contest.totals {
        deciding(total, page)?;
    }
    how(scoring, page)?;
    if !scoring.left_out.is_empty() {
        writeln!(page, "## Not scored\n")?;
        for (id, why) in &scoring.left_out {
            writeln!(page, "- **{id}**: {why}.")?;
        }
        writeln!(page)?;
    }
    if !scoring.warnings.is_empty() {
        writeln!(page, "## Beware\n")?;
        for warning in &scoring.warnings {
            writeln!(page, "- {warning}")?;
        }
        writeln!(page)?;
    }
    writeln!(
        page,
        "Every score is in `scores.csv`, totals in `totals.csv` and `targets_left_out.csv`, every draw in `draws.csv`, what was run in \
         `manifest.json`; the plot is `charts/scores.svg` and `.png`."
    )
}

fn figures(scoring: &Scoring<'_>, page: &mut String) -> std::fmt::Result {
    writeln!(page, "## Figure by figure\n")?;
    writeln!(
        page,
        "*Luck* is the part of the variance over draws that a pair of runs of this size makes by chance, seen where a draw was run \
         twice; more residents (`--population`) make it less. A target that set a parameter stands here and in \
         no total.\n"
    )?;
    writeln!(
        page,
        "| target | read by | figure | unit | scored against | model, median (95 % of draws) | luck | score: model | no effect | step | \
         skill: no effect | step |\n|---|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    )?;
    for scored in &scoring.contest.scored {
        let target = &scored.figure.target;
        let [of, null, step] = scored.scores;
        let told = |rival: f64| skill(of, rival).map_or("–".into(), two);
        let sets = if target.part == Part::SetsAParameter {
            " (sets a parameter)"
        } else {
            ""
        };
        writeln!(
            page,
            "| {}{sets} | `{}` | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            target.id,
            scored.figure.id,
            scored.figure.says,
            target.scored_unit,
            scored_against(target),
            model(scored),
            luck(scored.luck),
            two(of),
            two(null),
            two(step),
            told(null),
            told(step),
        )?;
    }
    writeln!(page)
}

fn gain(gain: &Gain) -> String {
    let error = gain
        .over_targets
        .map(|error| format!("; ± {} over targets", two(error)));
    format!(
        "{} ({} to {}{})",
        two(gain.mean),
        two(gain.range[0]),
        two(gain.range[1]),
        error.unwrap_or_default()
    )
}

fn totals(scoring: &Scoring<'_>, page: &mut String) -> std::fmt::Result {
    if scoring.contest.totals.is_empty() {
        return Ok(());
    }
    writeln!(page, "## Totals\n")?;
    writeln!(
        page,
        "Mean over targets, each counted once whatever number of figures is set beside it. The gain is the rival's score less the \
         model's: above nought the model is closer. In brackets 95 % over samples of the draws (enough draws?), then the standard error \
         over targets left out in turn (how it may go with other targets).\n"
    )?;
    writeln!(
        page,
        "| of | model | no effect | step | gain on no effect | gain on the step | skill: no effect | step |\n|---|--:|--:|--:|--:|--:|--:|--:|"
    )?;
    for total in &scoring.contest.totals {
        let [of, null, step] = total.scores.map(two);
        let [on_null, on_step] = &total.gains;
        let told = |gain: &Gain| gain.skill.map_or("–".into(), two);
        writeln!(
            page,
            "| {} | {of} | {null} | {step} | {} | {} | {} | {} |",
            called(total),
            gain(on_null),
            gain(on_step),
            told(on_null),
            told(on_step)
        )?;
    }
    let held = scoring
        .contest
        .scored
        .iter()
        .any(|scored| scored.figure.target.part == Part::HeldBack);
    if !held {
        writeln!(
            page,
            "\nNo target of these was held back: all were seen while the program was built. So this is a test of what emerges, not of what is \
             foretold."
        )?;
    }
    writeln!(page)
}

fn deciding(total: &Total, page: &mut String) -> std::fmt::Result {
    let Some(most) = total.decides() else {
        return Ok(());
    };
    writeln!(page, "## Which target decides ({})\n", called(total))?;
    let turning = total.turning();
    let [verdict, other] = match total.is_closer() {
        true => ["closer than both", "not closer than both"],
        false => ["not closer than both", "closer than both"],
    };
    if turning.is_empty() {
        writeln!(
            page,
            "None alone: the model stays {verdict} whichever is left out. {} moves the smaller gain most.\n",
            most.target
        )?;
    } else {
        writeln!(
            page,
            "Without {} the model would be {other}.\n",
            turning.join(", or without ")
        )?;
    }
    writeln!(
        page,
        "| without | gain on no effect | gain on the step |\n|---|--:|--:|"
    )?;
    for without in &total.without {
        let [null, step] = without.gains.map(two);
        writeln!(page, "| {} | {null} | {step} |", without.target)?;
    }
    writeln!(page)
}

/// What was laid down of each target before the run.
fn how(scoring: &Scoring<'_>, page: &mut String) -> std::fmt::Result {
    writeln!(page, "## How each target is scored\n")?;
    writeln!(
        page,
        "Laid down in `scenarios/england/tables/validation_targets.csv`, as data.\n\n| target | part | scored against | no effect says | the step \
         says |\n|---|---|---|---|---|"
    )?;
    let mut seen: Vec<&str> = Vec::new();
    for scored in &scoring.contest.scored {
        let target: &Target = &scored.figure.target;
        if seen.contains(&target.id.as_str()) {
            continue;
        }
        seen.push(&target.id);
        let note = if target.scored_note.is_empty() {
            "as published"
        } else {
            &target.scored_note
        };
        writeln!(
            page,
            "| {} | {}: {} | {}: {note} | {} | {} ({}) |",
            target.id,
            target.part.words(),
            target.part_note,
            scored_against(target),
            figure(target.null_says),
            figure(target.step_says),
            target.rivals_note
        )?;
    }
    writeln!(page)
}

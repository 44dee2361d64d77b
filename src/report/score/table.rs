//! Scores as comma-separated values and for the terminal, and the draws behind them.

use super::{RIVALS, Scoring, called, model, scored_against, two};
use crate::analysis::validation::score::skill;
use crate::report::table::exact;
use std::io::Write;

/// Writes one table.
pub type Writer = fn(&Scoring<'_>, &mut dyn Write) -> csv::Result<()>;

/// Every table: its file and the function that writes it.
pub const TABLES: &[(&str, Writer)] = &[
    ("scores.csv", scores),
    ("totals.csv", totals),
    ("targets_left_out.csv", left_out_in_turn),
    ("draws.csv", draws),
];

/// `scores.csv`: a line for each figure beside a target, numbers in full.
fn scores(scoring: &Scoring<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "target",
        "part",
        "read_by",
        "says",
        "unit",
        "scored_as",
        "scored_central",
        "scored_low",
        "scored_high",
        "draws",
        "median",
        "low",
        "high",
        "luck_share",
        "null_says",
        "step_says",
        "score_model",
        "score_null",
        "score_step",
        "skill_null",
        "skill_step",
    ])?;
    for scored in &scoring.contest.scored {
        let (figure, target) = (&scored.figure, &scored.figure.target);
        let [model, null, step] = scored.scores;
        out.write_record([
            target.id.as_str(),
            target.part.words(),
            &figure.id,
            &figure.says,
            &target.scored_unit,
            &format!("{:?}", target.scored_as).to_lowercase(),
            &exact(Some(target.scored_central)),
            &exact(Some(target.scored_low)),
            &exact(Some(target.scored_high)),
            &figure.told().len().to_string(),
            &exact(Some(scored.median)),
            &exact(Some(scored.range[0])),
            &exact(Some(scored.range[1])),
            &exact(scored.luck),
            &exact(Some(target.null_says)),
            &exact(Some(target.step_says)),
            &exact(Some(model)),
            &exact(Some(null)),
            &exact(Some(step)),
            &exact(skill(model, null)),
            &exact(skill(model, step)),
        ])?;
    }
    Ok(out.flush()?)
}

/// `totals.csv`: a line for each total and rival.
fn totals(scoring: &Scoring<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "of",
        "targets",
        "rival",
        "score_model",
        "score_rival",
        "gain",
        "gain_low",
        "gain_high",
        "error_over_targets",
        "skill",
    ])?;
    for total in &scoring.contest.totals {
        for (i, (gain, rival)) in total.gains.iter().zip(RIVALS).enumerate() {
            out.write_record([
                total.part.map_or("all", |part| part.words()),
                &total.targets.join(" "),
                rival,
                &exact(Some(total.scores[0])),
                &exact(Some(total.scores[i + 1])),
                &exact(Some(gain.mean)),
                &exact(Some(gain.range[0])),
                &exact(Some(gain.range[1])),
                &exact(gain.over_targets),
                &exact(gain.skill),
            ])?;
        }
    }
    Ok(out.flush()?)
}

/// `targets_left_out.csv`: the gains of each total without one of its targets.
fn left_out_in_turn(scoring: &Scoring<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["of", "without", "gain_null", "gain_step"])?;
    for total in &scoring.contest.totals {
        for without in &total.without {
            out.write_record([
                total.part.map_or("all", |part| part.words()),
                &without.target,
                &exact(Some(without.gains[0])),
                &exact(Some(without.gains[1])),
            ])?;
        }
    }
    Ok(out.flush()?)
}

/// `draws.csv`: what each draw gave, and once more with other luck, from which every score derives.
fn draws(scoring: &Scoring<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["target", "read_by", "says", "draw", "value", "with_other_luck"])?;
    let contest = scoring.contest;
    let figures = contest
        .scored
        .iter()
        .map(|scored| &scored.figure)
        .chain(&contest.unscored);
    for figure in figures {
        for (i, value) in figure.values.iter().enumerate() {
            out.write_record([
                figure.target.id.as_str(),
                &figure.id,
                &figure.says,
                &(i + 1).to_string(),
                &exact(*value),
                &exact(figure.again.get(i).copied().flatten()),
            ])?;
        }
    }
    Ok(out.flush()?)
}

/// The table as it stands on a terminal, and the verdict.
pub fn on_terminal(scoring: &Scoring<'_>) -> String {
    let head = [
        "target",
        "read by",
        "unit",
        "scored against",
        "model (95 % of draws)",
        "luck",
        "model",
        "no effect",
        "step",
    ];
    let rows = scoring.contest.scored.iter().map(|scored| {
        let target = &scored.figure.target;
        let [a, b, c] = scored.scores.map(two);
        [
            target.id.clone(),
            scored.figure.id.clone(),
            target.scored_unit.clone(),
            scored_against(target),
            model(scored),
            luck(scored.luck),
            a,
            b,
            c,
        ]
    });
    let totals = scoring.contest.totals.iter().map(|total| {
        let [a, b, c] = total.scores.map(two);
        let empty = String::new;
        [called(total), empty(), empty(), empty(), empty(), empty(), a, b, c]
    });
    let cells: Vec<[String; 9]> = std::iter::once(head.map(str::to_owned))
        .chain(rows)
        .chain(totals)
        .collect();
    let widths: [usize; 9] =
        std::array::from_fn(|column| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0));
    let mut text = String::new();
    for row in &cells {
        let line: String = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}  "))
            .collect();
        text += line.trim_end();
        text.push('\n');
    }
    for (id, why) in &scoring.left_out {
        text += &format!("{id}  not scored: {why}.\n");
    }
    text + &scoring.verdict() + ".\n"
}

/// The share of the spread that is luck.
pub(super) fn luck(share: Option<f64>) -> String {
    share.map_or("–".into(), |share| format!("{:.0} %", 100.0 * share))
}

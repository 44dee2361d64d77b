//! Tables of a sensitivity analysis: every parameter, every draw, every round.

use super::{Analysed, share, verdict, with_interval};
use crate::analysis::sensitivity::draw;
use crate::analysis::sensitivity::ridge::RIDGES;
use crate::report::table::exact;
use std::io::Write;

/// Writes one table.
pub type Writer = fn(&Analysed<'_>, &mut dyn Write) -> csv::Result<()>;

/// Every table: its file and the function that writes it.
pub const TABLES: &[(&str, Writer)] = &[
    ("sensitivity.csv", parameters),
    ("draws.csv", draws),
    ("drawn.csv", drawn),
    ("screening.csv", screening),
];

/// A word of a plain enumeration, as in files.
fn word(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

/// Every parameter that varies. An effect belongs to the parameter where it moved alone, else to its whole group.
fn parameters(analysed: &Analysed<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let found = analysed.found;
    let mut out = csv::Writer::from_writer(out);
    let mut head: Vec<String> = [
        "path",
        "value",
        "unit",
        "low",
        "high",
        "distribution",
        "source",
        "grade",
        "role",
        "rank_correlation",
        "rank_correlation_p",
        "rank_correlation_told_apart",
        "last_round",
        "moved_together",
        "verdict",
    ]
    .map(str::to_owned)
    .into();
    for outcome in &found.outcomes {
        for part in ["effect", "low", "high", "p"] {
            head.push(format!("{}_{part}", outcome.measure));
        }
    }
    head.push("ridges".to_owned());
    out.write_record(&head)?;
    for one in found.found() {
        let (p, r) = (&found.parameters[one.parameter], &found.correlations[one.parameter]);
        let mut row = vec![
            p.path.clone(),
            p.value.to_string(),
            p.unit.clone(),
            p.low.to_string(),
            p.high.to_string(),
            word(&p.distribution),
            p.source.clone(),
            word(&p.grade),
            word(&p.role),
            exact(Some(r.r)),
            exact(Some(r.p)),
            if r.told { "yes" } else { "no" }.to_owned(),
            (one.round + 1).to_string(),
            one.together.to_string(),
            verdict(&one).to_owned(),
        ];
        for effect in &one.effects {
            row.extend([
                exact(effect.map(|e| e.estimate)),
                exact(effect.map(|e| e.low)),
                exact(effect.map(|e| e.high)),
                exact(effect.map(|e| e.p)),
            ]);
        }
        let ridges = RIDGES
            .iter()
            .filter(|ridge| ridge.holds(&p.path))
            .map(|ridge| ridge.name);
        row.push(ridges.collect::<Vec<_>>().join("; "));
        out.write_record(&row)?;
    }
    Ok(out.flush()?)
}

fn draws(analysed: &Analysed<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let found = analysed.found;
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["parameters", "draw", "outcome", "unit", "difference"])?;
    for (kind, rows) in [("drawn", &found.draws), ("as shipped", &found.luck)] {
        for (i, row) in rows.iter().enumerate() {
            for (outcome, value) in found.outcomes.iter().zip(row) {
                out.write_record([
                    kind,
                    &(i + 1).to_string(),
                    &outcome.measure,
                    outcome.unit,
                    &exact(*value),
                ])?;
            }
        }
    }
    Ok(out.flush()?)
}

/// The value of each parameter in each draw.
fn drawn(analysed: &Analysed<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let parameters = &analysed.found.parameters;
    let mut out = csv::Writer::from_writer(out);
    let head = std::iter::once("draw").chain(parameters.iter().map(|p| p.path.as_str()));
    out.write_record(head)?;
    for (i, trial) in analysed.found.drawn.iter().enumerate() {
        let values =
            (parameters.iter().zip(&trial.at)).map(|(p, u)| u.map_or(p.value, |u| draw::value(p, u)).to_string());
        out.write_record(std::iter::once((i + 1).to_string()).chain(values))?;
    }
    Ok(out.flush()?)
}

fn screening(analysed: &Analysed<'_>, out: &mut dyn Write) -> csv::Result<()> {
    let found = analysed.found;
    let mut out = csv::Writer::from_writer(out);
    out.write_record([
        "round",
        "pairs",
        "group",
        "first",
        "last",
        "parameters",
        "outcome",
        "unit",
        "effect",
        "low",
        "high",
        "p",
        "told_apart",
        "goes_on",
    ])?;
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    for (r, round) in found.screening.rounds.iter().enumerate() {
        for (g, group) in round.groups.iter().enumerate() {
            let path = |i: Option<&usize>| i.map_or("", |i| &found.parameters[*i].path);
            for (o, outcome) in found.outcomes.iter().enumerate() {
                let effect = &round.effects[o][g];
                out.write_record([
                    &(r + 1).to_string(),
                    &round.pairs.to_string(),
                    &(g + 1).to_string(),
                    path(group.first()),
                    path(group.last()),
                    &group.len().to_string(),
                    &outcome.measure,
                    outcome.unit,
                    &exact(effect.map(|e| e.estimate)),
                    &exact(effect.map(|e| e.low)),
                    &exact(effect.map(|e| e.high)),
                    &exact(effect.map(|e| e.p)),
                    &if o == 0 { yes(round.told[g]) } else { String::new() },
                    &yes(round.kept[g]),
                ])?;
            }
        }
    }
    Ok(out.flush()?)
}

/// The summary on the terminal.
pub fn on_terminal(analysed: &Analysed<'_>) -> String {
    let most = analysed.found.most();
    let wide = most
        .iter()
        .map(|one| analysed.path(one).chars().count())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for one in &most {
        let told = one.effects[0].map_or_else(String::new, with_interval);
        let apart = if one.told { "" } else { "  not told apart" };
        text.push_str(&format!("{:<wide$}  {told}{apart}\n", analysed.path(one)));
    }
    for (outcome, standing) in analysed.found.outcomes.iter().zip(&analysed.found.standings) {
        if let Some(standing) = standing {
            text.push_str(&format!(
                "{}: same sign in {} of draws ({} of runs as shipped)\n",
                outcome.title,
                share(standing.same[0]),
                share(standing.same_by_luck)
            ));
        }
    }
    text.push_str(&format!("{}.\n", analysed.finding()));
    text
}

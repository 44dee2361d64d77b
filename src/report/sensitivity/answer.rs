//! One page in plain words: how the verdict holds, what matters most, how it was found, and which parameters go together.

use super::{Analysed, share, with_interval};
use crate::analysis::sensitivity::ensemble;
use crate::analysis::sensitivity::rank::FAMILY;
use crate::analysis::sensitivity::ridge::RIDGES;
use crate::analysis::validation::verdict::figure;
use crate::report::manifest::ILLUSTRATIVE;
use std::fmt::Write;

/// The page, in Markdown.
pub fn answer(analysed: &Analysed<'_>) -> String {
    let mut page = String::new();
    write_page(analysed, &mut page).expect("writing to a string cannot fail");
    page
}

fn write_page(analysed: &Analysed<'_>, page: &mut String) -> std::fmt::Result {
    let [sourced, calibrated, assumed] = analysed.grades.map(share);
    writeln!(
        page,
        "# What does the difference of {} from {} hang on?\n",
        analysed.alternative, analysed.base
    )?;
    writeln!(
        page,
        "*{ILLUSTRATIVE}* {}. {assumed} of the parameters are assumed, {sourced} sourced, {calibrated} calibrated.\n",
        analysed.design()
    )?;
    writeln!(page, "**In short.** {}.\n", analysed.finding())?;
    verdicts(analysed, page)?;
    most(analysed, page)?;
    how(analysed, page)?;
    ridges(analysed, page)?;
    if !analysed.warnings.is_empty() {
        writeln!(page, "## Beware\n")?;
        for warning in &analysed.warnings {
            writeln!(page, "- {warning}")?;
        }
        writeln!(page)?;
    }
    writeln!(
        page,
        "Every parameter that was varied, with its range and effect, stands in `parameters.md`, with sources, p values and all outcomes \
         in `sensitivity.csv`; each draw in `draws.csv` and `drawn.csv`, each round in `screening.csv`, what was run in \
         `manifest.json`."
    )
}

fn verdicts(analysed: &Analysed<'_>, page: &mut String) -> std::fmt::Result {
    writeln!(page, "## How the verdict holds\n")?;
    writeln!(
        page,
        "Alternative less base in the last year. Each draw is one pair of runs with parameters, people and luck of its own. \
         *Same sign* is the share of draws with the sign of the mean at the shipped values (with its 95 % interval); *by luck* the \
         same share where only people and luck vary. A draw is *clear* when it lies further from nought than the 95 % interval of \
         luck alone reaches, else its interval holds nought. *The parameters' part* is the share of the variance over draws that \
         luck does not make. {}\n",
        ensemble::says(analysed.found.fitted.as_ref())
    )?;
    writeln!(
        page,
        "| outcome | unit | as shipped (95 %) | draws, mean (95 %) | 95 % of draws | same sign | by luck | clearly same | holds nought \
         | clearly other | the parameters' part |"
    )?;
    writeln!(page, "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    for (outcome, standing) in analysed.found.outcomes.iter().zip(&analysed.found.standings) {
        let Some(told) = standing else {
            writeln!(
                page,
                "| {} | {} | – | – | – | – | – | – | – | – | – |",
                outcome.title, outcome.unit
            )?;
            continue;
        };
        let mean = |e: &crate::analysis::Estimate| match (e.low, e.high) {
            (Some(low), Some(high)) => format!("{} ({} to {})", figure(e.mean), figure(low), figure(high)),
            _ => figure(e.mean),
        };
        let [same, low, high] = told.same.map(share);
        let [clear, open, other] = told.clear.map(share);
        writeln!(
            page,
            "| {} | {} | {} | {} | {} to {} | {same} ({low} to {high}) | {} | {clear} | {open} | {other} | {} |",
            outcome.title,
            outcome.unit,
            mean(&told.usual),
            mean(&told.draws),
            figure(told.range[0]),
            figure(told.range[1]),
            share(told.same_by_luck),
            share(told.parameters)
        )?;
    }
    writeln!(page)
}

fn most(analysed: &Analysed<'_>, page: &mut String) -> std::fmt::Result {
    let most = analysed.found.most();
    writeln!(page, "## The {} with the greatest effects\n", most.len())?;
    writeln!(
        page,
        "Effect of moving a parameter from its low to its high value on each outcome, in points of the outcome's unit, with its own \
         95 % interval. *Told apart* is with regard to the first outcome, all parameters of the last round together at {}.\n",
        share(FAMILY)
    )?;
    let titles: Vec<&str> = analysed.found.outcomes.iter().map(|o| o.title.as_str()).collect();
    writeln!(
        page,
        "| parameter | low | shipped | high | {} | told apart |",
        titles.join(" | ")
    )?;
    writeln!(page, "|---|--:|--:|--:|{}---|", "--:|".repeat(titles.len()))?;
    for one in &most {
        let p = &analysed.found.parameters[one.parameter];
        let effects: Vec<String> = (one.effects.iter())
            .map(|effect| effect.map_or_else(|| "–".to_owned(), with_interval))
            .collect();
        writeln!(
            page,
            "| `{}` ({}) | {} | {} | {} | {} | {} |",
            p.path,
            p.unit,
            p.low,
            p.value,
            p.high,
            effects.join(" | "),
            if one.told { "yes" } else { "no" }
        )?;
    }
    writeln!(page, "\nThe chart is `charts/tornado.svg` and `.png`.\n")
}

fn how(analysed: &Analysed<'_>, page: &mut String) -> std::fmt::Result {
    let found = analysed.found;
    let rounds = &found.screening.rounds;
    let strong = found.correlations.iter().filter(|one| one.told).count();
    writeln!(page, "## How it was found\n")?;
    writeln!(
        page,
        "There are {} parameters and far fewer runs, so a regression on all of them is not identified, and none is made. Each step has \
         people and luck of its own.\n",
        found.parameters.len()
    )?;
    writeln!(
        page,
        "1. **Draws.** Every parameter is drawn from its own distribution. Its rank correlation with the first outcome over {} draws \
         stands in `sensitivity.csv`; {strong} of them stand out when all are looked at together (Holm, {}).",
        found.draws.len(),
        share(FAMILY)
    )?;
    writeln!(
        page,
        "2. **Groups.** Neighbouring parameters move together between their 10 % and 90 % quantiles, each in the direction its rank \
         correlation points to, in pairs of runs that mirror each other: same people, same luck, every group at the other end. \
         Effect = mean over pairs of ± (first − second); interactions of two groups drop out (foldover of a Hadamard design; Box and \
         Wilson 1951, Watson 1961). The groups that move the outcome most are divided and go on."
    )?;
    writeln!(
        page,
        "3. **The last round.** What is left, and those with the greatest rank correlation, move alone from low to high, all others at \
         their shipped values.\n"
    )?;
    writeln!(
        page,
        "| round | pairs | groups | parameters | effect told apart | parameters that go on |"
    )?;
    writeln!(page, "|--:|--:|--:|--:|--:|--:|")?;
    for (i, round) in rounds.iter().enumerate() {
        let members = |list: &mut dyn Iterator<Item = &Vec<usize>>| list.map(Vec::len).sum::<usize>();
        let on = members(
            &mut (round.groups.iter().zip(&round.kept))
                .filter(|(_, k)| **k)
                .map(|(g, _)| g),
        );
        let on = if i + 1 == rounds.len() {
            "–".to_owned()
        } else {
            on.to_string()
        };
        writeln!(
            page,
            "| {} | {} | {} | {} | {} | {on} |",
            i + 1,
            round.pairs,
            round.groups.len(),
            members(&mut round.groups.iter()),
            round.told.iter().filter(|told| **told).count(),
        )?;
    }
    writeln!(
        page,
        "\nWhat this cannot see: effects of opposite sign that cancel within a group, a parameter that acts only together with another, \
         and effects below what luck lets through. *Not told apart from nought* is not *does nothing*.\n"
    )?;
    if !found.differ.is_empty() {
        let paths: Vec<String> = found.differ.iter().map(|path| format!("`{path}`")).collect();
        writeln!(
            page,
            "Not varied, for the two scenarios differ in them: {}.\n",
            paths.join(", ")
        )?;
    }
    Ok(())
}

fn ridges(analysed: &Analysed<'_>, page: &mut String) -> std::fmt::Result {
    writeln!(page, "## Ridges\n")?;
    writeln!(
        page,
        "Data separate none of these groups: only what is *seen* can be measured. If a member matters, the group does; all members \
         were varied.\n"
    )?;
    writeln!(page, "| ridge | seen | members | among those that matter |")?;
    writeln!(page, "|---|---|---|---|")?;
    let all = analysed.found.found();
    for ridge in RIDGES {
        let members = ridge.members(&analysed.found.parameters);
        let named = |list: &mut dyn Iterator<Item = usize>| {
            let names = list.map(|i| format!("`{}`", analysed.found.parameters[i].path));
            names.collect::<Vec<_>>().join(", ")
        };
        let matter = named(&mut members.iter().copied().filter(|i| all[*i].told));
        writeln!(
            page,
            "| {} | {} | {} | {} |",
            ridge.name,
            ridge.seen,
            named(&mut members.into_iter()),
            if matter.is_empty() { "–" } else { &matter }
        )?;
    }
    writeln!(page)
}

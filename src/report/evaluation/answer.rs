//! One page in plain words: what was studied, what each design finds, what is true, and how far to trust a design.

use super::{Evaluated, estimate, groups, optional, outcome, share, title};
use crate::analysis::evaluation::{DESIGNS, Level, Performance};
use crate::analysis::validation::verdict::figure;
use crate::report::manifest::ILLUSTRATIVE;
use std::fmt::Write;

/// Above this two groups are called unlike (Austin 2009, Stat Med 28:3083).
const UNLIKE: f64 = 0.1;

/// The page, in Markdown.
pub fn answer(evaluated: &Evaluated<'_>) -> String {
    let mut page = String::new();
    write_page(evaluated, &mut page).expect("writing to a string cannot fail");
    page
}

fn write_page(evaluated: &Evaluated<'_>, page: &mut String) -> std::fmt::Result {
    writeln!(page, "# {}\n", evaluated.question)?;
    writeln!(
        page,
        "*{ILLUSTRATIVE}* {}. {} replications of seed {}; {:.0} % of the parameters are assumed, {:.0} % sourced, {:.0} % \
         calibrated.\n",
        evaluated.design(),
        evaluated.replications,
        evaluated.seed,
        100.0 * evaluated.grades[2],
        100.0 * evaluated.grades[0],
        100.0 * evaluated.grades[1],
    )?;
    writeln!(page, "**In short.** {}.\n", evaluated.finding())?;
    writeln!(page, "{}\n", evaluated.note)?;
    writeln!(
        page,
        "Each replication makes the study anew on simulated records, as an evaluator would. The simulator also knows how the same \
         people would have fared without the change: that is the truth, of all replications together. *Bias* is the mean estimate \
         less the truth, in points; *error* the root of the mean squared distance; *coverage* the share of the nominal 95 % \
         intervals that hold the truth; an honest design has no bias and covers 95 %.\n"
    )?;
    for (level, of) in groups(evaluated.performances) {
        table(evaluated, level, &of, page)?;
    }
    balance(evaluated, page)?;
    event_study(evaluated, page)?;
    writeln!(page, "## The designs\n")?;
    for one in evaluated.first_outcome() {
        writeln!(page, "- **{}**: {}.", title(one), DESIGNS[one.design].about)?;
    }
    writeln!(page)?;
    if !evaluated.warnings.is_empty() {
        writeln!(page, "## Beware\n")?;
        for warning in &evaluated.warnings {
            writeln!(page, "- {warning}")?;
        }
        writeln!(page)?;
    }
    writeln!(
        page,
        "All figures are in `evaluation.csv`, each replication in `replications.csv`, balance, event study and weights in \
         `balance.csv`, `coefficients.csv` and `weights.csv`, what was run in `manifest.json`; the plot is \
         `charts/evaluation.svg` and `.png`."
    )
}

fn table(evaluated: &Evaluated<'_>, level: Level, of: &[&Performance], page: &mut String) -> std::fmt::Result {
    let truth = of[0].truth.map_or("not known: nothing happened".to_owned(), |truth| {
        format!("{} %", figure(truth))
    });
    writeln!(page, "## {}, {}\n", outcome(of[0]), level.words())?;
    writeln!(page, "The truth: **{truth}**.")?;
    if let Some(target) = evaluated.target {
        let [central, low, high] = [target.central, target.low, target.high].map(figure);
        writeln!(
            page,
            "Published beside it ({}): {central} ({low} to {high}), {}.",
            target.id, target.unit
        )?;
    }
    writeln!(
        page,
        "\n| design | compared | finds, % (95 %) | bias | error | coverage | intervals with nought |"
    )?;
    writeln!(page, "|---|--:|--:|--:|--:|--:|--:|")?;
    for one in of {
        let bias = one.bias.map_or_else(
            || "–".to_owned(),
            |bias| match (bias.low, bias.high) {
                (Some(low), Some(high)) => format!("{} ({} to {})", figure(bias.mean), figure(low), figure(high)),
                _ => figure(bias.mean),
            },
        );
        writeln!(
            page,
            "| {} | {:.0} | {} | {bias} | {} | {} | {} |",
            title(one),
            one.size,
            estimate(one),
            optional(one.error),
            share(one.coverage),
            share(one.holds_nought)
        )?;
    }
    writeln!(page)
}

fn balance(evaluated: &Evaluated<'_>, page: &mut String) -> std::fmt::Result {
    for one in evaluated.first_outcome().filter(|one| !one.detail.balance.is_empty()) {
        let rows = &one.detail.balance;
        let unlike = rows.iter().filter(|row| row.after.abs() > UNLIKE).count();
        writeln!(page, "## Balance: {}\n", title(one))?;
        writeln!(
            page,
            "Standardised differences, means over replications; above {UNLIKE} is called unlike: {unlike} of {} after matching.\n",
            rows.len()
        )?;
        writeln!(page, "| on the record | before | after |")?;
        writeln!(page, "|---|--:|--:|")?;
        for row in rows {
            writeln!(
                page,
                "| {} | {} | {} |",
                row.covariate,
                figure(row.before),
                figure(row.after)
            )?;
        }
        writeln!(page)?;
    }
    Ok(())
}

fn event_study(evaluated: &Evaluated<'_>, page: &mut String) -> std::fmt::Result {
    for one in (evaluated.performances.iter()).filter(|one| !one.detail.coefficients.is_empty()) {
        writeln!(page, "## Period by period: {}, {}\n", title(one), outcome(one))?;
        writeln!(
            page,
            "Against the last period before the change; means over replications. Before the change there should be nothing.\n"
        )?;
        writeln!(page, "| from month | %, (95 %) |")?;
        writeln!(page, "|--:|--:|")?;
        for row in &one.detail.coefficients {
            let [mean, low, high] = row.percent.map(figure);
            writeln!(page, "| {} | {mean} ({low} to {high}) |", row.month)?;
        }
        writeln!(page)?;
    }
    Ok(())
}

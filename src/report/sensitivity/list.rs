//! The list of all parameters that vary, each with its range and what is known of its effect.

use super::{Analysed, verdict, with_interval};
use crate::analysis::validation::verdict::figure;
use crate::model::parameter::Role;
use std::fmt::Write;

/// The list, in Markdown.
pub fn parameters(analysed: &Analysed<'_>) -> String {
    let mut page = String::new();
    write_list(analysed, &mut page).expect("writing to a string cannot fail");
    page
}

fn write_list(analysed: &Analysed<'_>, page: &mut String) -> std::fmt::Result {
    writeln!(page, "# Every parameter that was varied\n")?;
    writeln!(page, "*{}*\n", analysed.caption())?;
    writeln!(
        page,
        "Effect on {} ({}) of low to high where a parameter moved alone; with *with n others* it is that of the whole group it left \
         with.\n",
        analysed.found.outcomes[0].title, analysed.found.outcomes[0].unit
    )?;
    writeln!(
        page,
        "| parameter | role | shipped | low to high | rank correlation | effect (95 %) | |"
    )?;
    writeln!(page, "|---|---|--:|--:|--:|--:|---|")?;
    for one in analysed.found.found() {
        let p = &analysed.found.parameters[one.parameter];
        let with = match one.together {
            1 => String::new(),
            2 => " with 1 other".to_owned(),
            n => format!(" with {} others", n - 1),
        };
        let effect = one.effects[0].map_or_else(|| "–".to_owned(), with_interval);
        let role = match p.role {
            Role::Calibrated => "calibrated",
            _ => "assumed",
        };
        writeln!(
            page,
            "| `{}` | {role} | {} | {} to {} | {} | {effect}{with} | {} |",
            p.path,
            p.value,
            p.low,
            p.high,
            figure(analysed.found.correlations[one.parameter].r),
            verdict(&one)
        )?;
    }
    Ok(())
}

//! One page a planner can paste: what waits where, how full each service is, how many beds it would take, and what differs
//! between scenarios.

use super::Study;
use crate::analysis::Estimate;
use crate::analysis::pathway::{Beds, beds, difference, estimate, fewest_beds};
use crate::report::manifest::ILLUSTRATIVE;
use crate::report::words::{self, change, interval, number, percent, quantity};
use std::fmt::Write;

/// The page, in Markdown.
pub fn answer(study: &Study<'_>) -> String {
    let mut page = String::new();
    write_page(study, &mut page).expect("writing to a string cannot fail");
    page
}

fn write_page(study: &Study<'_>, page: &mut String) -> std::fmt::Result {
    writeln!(page, "# {}\n", study.title)?;
    let n = study.outcome.replications.len();
    writeln!(
        page,
        "*{ILLUSTRATIVE}* {n} replication{} of seed {}, each {} after the warm-up; 95 % t intervals over replications.\n",
        if n == 1 { "" } else { "s" },
        study.outcome.seed,
        study.length()
    )?;
    writeln!(page, "**In short.** {}\n", verdict(study))?;
    if study.labels.len() > 1 {
        comparison(study, page)?;
    }
    for arm in 0..study.labels.len() {
        if study.labels.len() > 1 {
            writeln!(page, "## {}\n", study.labels[arm])?;
        }
        services(study, arm, page)?;
        patients(study, arm, page)?;
        bed_numbers(study, arm, page)?;
    }
    if !study.warnings.is_empty() {
        writeln!(page, "## Beware\n")?;
        for warning in &study.warnings {
            writeln!(page, "- {warning}")?;
        }
        writeln!(page)?;
    }
    let differences = if study.labels.len() > 1 {
        ", `differences.csv`"
    } else {
        ""
    };
    writeln!(
        page,
        "Every number is in `summary.csv`, `replications.csv`, `beds.csv`{differences}; what was run is in `manifest.json`. \
         Utilisation counts a server that is held by a patient who is ready as occupied, and a server that finishes somebody \
         after closing as open."
    )
}

/// A mean with its interval: `2.59 (2.55 to 2.63)`.
fn with_interval(e: &Estimate, unit: &str) -> String {
    match (e.low, e.high) {
        (Some(low), Some(high)) if low < high => {
            format!(
                "{} ({} to {})",
                quantity(e.mean, unit),
                quantity(low, unit),
                quantity(high, unit)
            )
        }
        _ => quantity(e.mean, unit),
    }
}

/// The finding in a sentence: where patients wait most, or what the alternatives change.
pub fn verdict(study: &Study<'_>) -> String {
    if study.labels.len() > 1 {
        return against_base(study);
    }
    let stations = &study.outcome.arms[0].network.stations;
    let waits = stations
        .iter()
        .filter_map(|s| Some((s, estimate(study.outcome, 0, "wait", "", &s.id)?)));
    let worst = waits
        .filter(|(s, e)| !s.endless && e.mean > 0.0)
        .max_by(|a, b| a.1.mean.total_cmp(&b.1.mean));
    let stay = estimate(study.outcome, 0, "time_in_system", "", "");
    let stay = stay.map_or_else(String::new, |e| {
        format!(
            "Patients spend {} {} in the system. ",
            with_interval(&e, ""),
            study.unit
        )
    });
    match worst {
        Some((station, wait)) => format!(
            "{stay}The longest wait is at {}: {} {} on average.",
            words::label(&station.name),
            with_interval(&wait, ""),
            study.unit
        ),
        None => format!("{stay}Nobody waits: every service always has a free server."),
    }
}

/// Alternatives told one by one; of many only the best, the table holds the rest.
const FEW: usize = 3;

fn against_base(study: &Study<'_>) -> String {
    let mut found: Vec<_> = (1..study.labels.len())
        .filter_map(|arm| difference(study.outcome, arm, "time_in_system", "", ""))
        .collect();
    let many = found.len() > FEW;
    if many {
        found.sort_by(|a, b| a.estimate.mean.total_cmp(&b.estimate.mean));
        found.truncate(1);
    }
    let told: Vec<String> = (found.iter())
        .map(|d| {
            format!(
                "{}: {} {} in the system ({}; 95 % interval {})",
                study.labels[d.alternative],
                change(d.estimate.mean, ""),
                study.unit,
                d.percent().map_or_else(String::new, percent),
                interval(&d.estimate, "")
            )
        })
        .collect();
    let which = if many {
        format!("; the shortest time of {} scenarios", study.labels.len())
    } else {
        String::new()
    };
    format!("Against {}{which}: {}.", study.labels[0], told.join("; "))
}

fn services(study: &Study<'_>, arm: usize, page: &mut String) -> std::fmt::Result {
    let unit = study.unit;
    // A run of part of a day is no day's worth.
    let (arrivals, days) = if study.run_days < 1.0 {
        ("arrivals", 1.0)
    } else {
        ("arrivals a day", study.run_days)
    };
    writeln!(
        page,
        "| Service | servers | {arrivals} | wait, {unit} | had to wait | occupied | utilisation | held when ready | turned away, balked, reneged |"
    )?;
    writeln!(page, "|---|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    for station in &study.outcome.arms[arm].network.stations {
        let of = |measure: &str| estimate(study.outcome, arm, measure, "", &station.id);
        let told = |measure: &str, unit: &str| of(measure).map_or_else(|| "–".to_owned(), |e| with_interval(&e, unit));
        let lost: f64 = ["turned_away_share", "balked_share", "reneged_share"]
            .into_iter()
            .filter_map(of)
            .map(|e| e.mean)
            .sum();
        writeln!(
            page,
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            words::label(&station.name),
            if station.endless {
                "no bound".to_owned()
            } else {
                station.servers().to_string()
            },
            of("arrivals").map_or_else(String::new, |e| number(e.mean / days)),
            told("wait", ""),
            told("waited_share", "share"),
            told("occupied", ""),
            told("utilisation", "share"),
            told("holding", ""),
            quantity(lost, "share"),
        )?;
    }
    writeln!(page)
}

fn patients(study: &Study<'_>, arm: usize, page: &mut String) -> std::fmt::Result {
    let unit = study.unit;
    writeln!(
        page,
        "| Patients | arrived | left | unfinished | time in the system, {unit} | of it waiting, {unit} |"
    )?;
    writeln!(page, "|---|--:|--:|--:|--:|--:|")?;
    let classes = &study.outcome.arms[arm].network.classes;
    let all = (String::new(), "All".to_owned());
    let each = classes.iter().map(|c| (c.id.clone(), words::label(&c.name)));
    for (id, name) in std::iter::once(all).chain(each.filter(|_| classes.len() > 1)) {
        let told = |measure: &str| {
            estimate(study.outcome, arm, measure, &id, "").map_or_else(|| "–".to_owned(), |e| with_interval(&e, ""))
        };
        writeln!(
            page,
            "| {name} | {} | {} | {} | {} | {} |",
            told("patients"),
            told("left"),
            told("unfinished"),
            told("time_in_system"),
            told("total_wait")
        )?;
    }
    writeln!(page)?;
    if let Some(cost) = estimate(study.outcome, arm, "cost", "", "").filter(|e| e.mean > 0.0) {
        writeln!(
            page,
            "**Cost** over the {}: {}.\n",
            study.length(),
            with_interval(&cost, "£")
        )?;
    }
    Ok(())
}

/// Shares of patients delayed that planners ask for.
const TARGETS: [f64; 4] = [0.20, 0.10, 0.05, 0.02];

fn bed_numbers(study: &Study<'_>, arm: usize, page: &mut String) -> std::fmt::Result {
    let found: Vec<Beds> = beds(study.outcome, arm);
    let endless: Vec<_> = study.outcome.arms[arm]
        .network
        .stations
        .iter()
        .filter(|s| s.endless)
        .collect();
    if endless.is_empty() {
        return Ok(());
    }
    writeln!(
        page,
        "**How many beds would it take?** Fewest with which no more than 1 in n patients would find all taken (from the \
         occupancy without bound; random arrivals, and those who find none cared for elsewhere):\n"
    )?;
    let heads: Vec<String> = TARGETS.iter().map(|p| format!("1 in {:.0}", 1.0 / p)).collect();
    writeln!(page, "| Service | mean occupied | {} |", heads.join(" | "))?;
    writeln!(page, "|---|--:|{}", "--:|".repeat(TARGETS.len()))?;
    for station in endless {
        let occupied = estimate(study.outcome, arm, "occupied", "", &station.id);
        let cells: Vec<String> = (TARGETS.iter())
            .map(|&p| fewest_beds(&found, &station.id, p).map_or_else(|| "–".to_owned(), |n| n.to_string()))
            .collect();
        writeln!(
            page,
            "| {} | {} | {} |",
            words::label(&station.name),
            occupied.map_or_else(String::new, |e| with_interval(&e, "")),
            cells.join(" | ")
        )?;
    }
    writeln!(page)
}

fn comparison(study: &Study<'_>, page: &mut String) -> std::fmt::Result {
    let base = &study.labels[0];
    let costs = estimate(study.outcome, 0, "cost", "", "").is_some_and(|e| e.mean > 0.0);
    let (head, line) = if costs { (" cost |", "--:|") } else { ("", "") };
    writeln!(
        page,
        "| Against {base} | wait at the worst queue, {0} | time in the system, {0} | unfinished | delayed days |{head}",
        study.unit
    )?;
    writeln!(page, "|---|--:|--:|--:|--:|{line}")?;
    for alternative in 1..study.labels.len() {
        let stations = &study.outcome.arms[alternative].network.stations;
        let wait_of = |arm: usize, id: &str| estimate(study.outcome, arm, "wait", "", id).map_or(0.0, |e| e.mean);
        let worst = stations
            .iter()
            .max_by(|a, b| wait_of(0, &a.id).total_cmp(&wait_of(0, &b.id)));
        let told = |measure: &str, service: &str, unit: &str| {
            difference(study.outcome, alternative, measure, "", service).map_or_else(
                || "–".to_owned(),
                |d| format!("{} ({})", change(d.estimate.mean, unit), interval(&d.estimate, unit)),
            )
        };
        let held: f64 = stations
            .iter()
            .filter_map(|s| difference(study.outcome, alternative, "delayed_days", "", &s.id))
            .map(|d| d.estimate.mean)
            .sum();
        writeln!(
            page,
            "| {} | {} | {} | {} | {} |{}",
            study.labels[alternative],
            worst.map_or_else(String::new, |s| format!(
                "{}: {}",
                words::label(&s.name),
                told("wait", &s.id, "")
            )),
            told("time_in_system", "", ""),
            told("unfinished", "", ""),
            change(held, ""),
            if costs {
                format!(" {} |", told("cost", "", "£"))
            } else {
                String::new()
            }
        )?;
    }
    writeln!(page)
}

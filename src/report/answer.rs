//! One page a planner can paste: the question, the verdict in words, the main numbers, who gains and loses, what must
//! stand beside a bend, and what to beware of.

use super::Study;
use super::manifest::ILLUSTRATIVE;
use super::words::{self, Verdict, change, finding, interval, percent, quantity, verdict};
use crate::analysis::difference::difference;
use crate::analysis::{split_differences, summary};
use crate::economy::condition::is_pair;
use crate::measure::{Dimensions, Key, find};
use std::fmt::Write;

/// Measures of the main table.
const MAIN: &[&str] = &[
    "need_arising",
    "need_at_hospital_door",
    "ae_attendances",
    "emergency_admissions",
    "emergency_bed_days",
    "acute_bed_occupancy",
    "beds_needed",
    "delayed_transfer_beds",
    "elective_admissions",
    "day_cases",
    "waiting_list",
    "gp_appointments",
    "community_contacts",
    "care_packages",
    "net_cost",
];

/// Nothing is called a bend unless these stand beside it.
pub const BESIDE: &[&str] = &[
    "unmet_need",
    "deaths",
    "gp_wait_days",
    "four_hour_performance",
    "waiting_list",
];

/// The page, in Markdown.
pub fn answer(study: &Study<'_>) -> String {
    let mut page = String::new();
    write_page(study, &mut page).expect("writing to a string cannot fail");
    page
}

fn write_page(study: &Study<'_>, page: &mut String) -> std::fmt::Result {
    let years = study.years();
    let n = study.replications();
    let labels = &study.labels;
    if labels.len() > 1 {
        writeln!(page, "# {}: {}?\n", study.place, labels.join(" or "))?;
        writeln!(
            page,
            "**Question.** Over {years} year{}, {} {} bend the demand curve against {}, for whom and at whose cost?\n",
            plural(years),
            if labels.len() > 2 { "do" } else { "does" },
            labels[1..].join(" and "),
            labels[0]
        )?;
    } else {
        writeln!(page, "# {}: {}\n", study.place, labels[0])?;
        let horizon = if years == 1 {
            "the coming year".into()
        } else {
            format!("the next {years} years")
        };
        writeln!(
            page,
            "**Question.** What happens over {horizon} if nothing else changes?\n"
        )?;
    }
    writeln!(
        page,
        "*{ILLUSTRATIVE}* {n} replication{} of seed {}; 95 % t intervals over replications; {:.0} % of the parameters are \
         assumed, {:.0} % sourced, {:.0} % calibrated.\n",
        plural(n),
        study.seed,
        100.0 * study.grades[2],
        100.0 * study.grades[0],
        100.0 * study.grades[1],
    )?;
    if labels.len() > 1 {
        (1..labels.len()).try_for_each(|alternative| comparison(study, alternative, page))?;
    } else {
        single(study, page)?;
    }
    (study.arms().into_iter()).try_for_each(|arm| super::delivery::section(study, arm, page))?;
    if !study.warnings.is_empty() {
        writeln!(page, "## Beware\n")?;
        for warning in &study.warnings {
            writeln!(page, "- {}", warning.text)?;
        }
        writeln!(page)?;
    }
    writeln!(
        page,
        "Every number is in `summary.csv`, `replications.csv`, `monthly.csv`, `flows.csv`{}; what was run is in `manifest.json`.",
        if labels.len() > 1 {
            ", `differences.csv` and `money.csv`"
        } else {
            ""
        }
    )
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

fn comparison(study: &Study<'_>, alternative: usize, page: &mut String) -> std::fmt::Result {
    let all = study.whole();
    let last = study.last_year();
    let (base, other) = (&study.labels[0], &study.labels[alternative]);
    writeln!(page, "## {other} against {base}\n")?;
    writeln!(page, "**Verdict.** {}\n", verdict_in_words(study, alternative))?;
    writeln!(
        page,
        "| A year, mean of the whole run | {base} | {other} | difference | 95 % interval | % |"
    )?;
    writeln!(page, "|---|--:|--:|--:|:-:|--:|")?;
    for measure in MAIN {
        row(study, alternative, measure, page)?;
    }
    writeln!(page)?;

    let classes = split_differences(study.outcome, alternative, &all);
    if let [Some(prevented), Some(elsewhere), Some(refused), Some(recoded), alone] = classes {
        writeln!(
            page,
            "**Where the difference in emergency admissions comes from** (a year; the same needs matched in both arms): \
             prevented {}, treated elsewhere {}, refused {}, recoded {}.{}\n",
            change(prevented.mean, ""),
            change(elsewhere.mean, ""),
            change(refused.mean, ""),
            change(recoded.mean, ""),
            alone.map_or_else(String::new, |share| format!(
                " {:.1} % of the admissions of either arm have no partner in the other.",
                100.0 * share.mean
            )),
        )?;
    }

    writeln!(page, "**What must stand beside it**\n")?;
    for measure in BESIDE {
        if let Some(d) = study.difference(alternative, measure, &all) {
            let entry = d.key.entry();
            writeln!(
                page,
                "- {}: {} ({} with {base}; 95 % interval {})",
                words::label(entry.name),
                said(&d.estimate, entry.unit),
                quantity(d.base, entry.unit),
                interval(&d.estimate, entry.unit),
            )?;
        }
    }
    writeln!(page)?;

    writeln!(
        page,
        "**Who gains and who loses** (surplus a year in {}, against {base})\n",
        last.name.replace('_', " ")
    )?;
    for (name, d) in by_organisation(study, alternative, "surplus") {
        let word = match verdict(&d.estimate) {
            Verdict::Rose => "gains",
            Verdict::Fell => "loses",
            Verdict::Same => "is not touched",
            Verdict::Unclear | Verdict::Unknown => "no clear change",
        };
        writeln!(
            page,
            "- {}: {} ({word}; 95 % interval {})",
            words::label(&name),
            change(d.estimate.mean, "£"),
            interval(&d.estimate, "£")
        )?;
    }
    writeln!(page)?;
    super::money::section(study, alternative, page)
}

/// The verdict: admissions first, then whether the rest allows to call it a bend.
pub fn verdict_in_words(study: &Study<'_>, alternative: usize) -> String {
    let all = study.whole();
    let (base, other) = (&study.labels[0], &study.labels[alternative]);
    let Some(admissions) = study.difference(alternative, "emergency_admissions", &all) else {
        return "Emergency admissions were not counted.".into();
    };
    let n = admissions.estimate.n;
    let mut text = format!(
        "{}, n = {n}.",
        finding(&admissions, "emergency admissions", other, base)
    );
    let (mut worse, mut better, mut slightly) = (Vec::new(), Vec::new(), Vec::new());
    for measure in BESIDE {
        if let Some(d) = study.difference(alternative, measure, &all) {
            use crate::measure::Better;
            let entry = d.key.entry();
            let list = match (verdict(&d.estimate), entry.better) {
                (Verdict::Rose, Better::Down) | (Verdict::Fell, Better::Up) if words::is_small(&d) => &mut slightly,
                (Verdict::Rose, Better::Down) | (Verdict::Fell, Better::Up) => &mut worse,
                (Verdict::Fell, Better::Down) | (Verdict::Rose, Better::Up) => &mut better,
                _ => continue,
            };
            list.push(words::spoken(entry.name));
        }
    }
    if verdict(&admissions.estimate) == Verdict::Fell {
        text.push_str(if worse.is_empty() {
            " The curve bends: none of unmet need, deaths and waits is clearly worse by 1 % or more."
        } else {
            " This is no clean bend:"
        });
    }
    if !worse.is_empty() {
        let _ = write!(text, " clearly worse {} {}.", are(&worse), worse.join(", "));
    }
    if !slightly.is_empty() {
        let _ = write!(
            text,
            " Worse, but by less than {:.0} %: {}.",
            words::SMALL_PERCENT,
            slightly.join(", ")
        );
    }
    if !better.is_empty() {
        let _ = write!(text, " Clearly better {} {}.", are(&better), better.join(", "));
    }
    text
}

fn are(list: &[String]) -> &'static str {
    if list.len() == 1 { "is" } else { "are" }
}

fn said(estimate: &crate::analysis::Estimate, unit: &str) -> String {
    match verdict(estimate) {
        Verdict::Unclear => format!("no clear change, {}", change(estimate.mean, unit)),
        Verdict::Same => "exactly the same".into(),
        _ => change(estimate.mean, unit),
    }
}

fn row(study: &Study<'_>, alternative: usize, measure: &str, page: &mut String) -> std::fmt::Result {
    let all = study.whole();
    let Some(d) = study.difference(alternative, measure, &all) else {
        return Ok(());
    };
    let entry = d.key.entry();
    writeln!(
        page,
        "| {} ({}) | {} | {} | {} | {} | {} |",
        words::label(entry.name),
        entry.unit.trim_end_matches(" a year"),
        quantity(d.base, entry.unit),
        quantity(d.base + d.estimate.mean, entry.unit),
        change(d.estimate.mean, entry.unit),
        interval(&d.estimate, entry.unit),
        d.percent().map_or_else(String::new, percent),
    )
}

/// Paired differences of a measure by organisation in the last year, largest gain first; those that never change last.
pub fn by_organisation(
    study: &Study<'_>,
    alternative: usize,
    measure: &str,
) -> Vec<(String, crate::analysis::Difference)> {
    let last = study.last_year();
    let names = &study.outcome.settings[0].names.organisations;
    let measure = find(measure).expect("the catalogue holds the measures of this page");
    // Pairs of organisations have trust and no money.
    let bodies = names.iter().enumerate().filter(|(_, name)| !is_pair(name));
    let mut lines: Vec<_> = bodies
        .filter_map(|(i, name)| {
            let key = Key {
                measure,
                dimensions: Dimensions {
                    organisation: Some(i as u16),
                    ..Dimensions::default()
                },
            };
            difference(study.outcome, alternative, &key, &last).map(|d| (name.clone(), d))
        })
        .collect();
    lines.sort_by(|a, b| b.1.estimate.mean.total_cmp(&a.1.estimate.mean));
    lines
}

fn single(study: &Study<'_>, page: &mut String) -> std::fmt::Result {
    let periods = crate::measure::Period::of_run(study.outcome.months.len());
    let (first, last) = (&periods[1], study.last_year());
    writeln!(
        page,
        "| A year | {} | {} | 95 % interval |",
        label_of(first),
        label_of(&last)
    )?;
    writeln!(page, "|---|--:|--:|:-:|")?;
    for measure in MAIN.iter().chain(BESIDE.iter().filter(|m| !MAIN.contains(m))) {
        let key = Key::whole(measure);
        let of = |period| summary::estimate(study.outcome, 0, &key, period);
        if let (Some(early), Some(late)) = (of(first), of(&last)) {
            let unit = key.entry().unit;
            let within = match (late.low, late.high) {
                (Some(low), Some(high)) => format!("{} to {}", quantity(low, unit), quantity(high, unit)),
                _ => "no interval from one replication".into(),
            };
            writeln!(
                page,
                "| {} ({}) | {} | {} | {within} |",
                words::label(measure),
                unit.trim_end_matches(" a year"),
                quantity(early.mean, unit),
                quantity(late.mean, unit),
            )?;
        }
    }
    writeln!(page)
}

fn label_of(period: &crate::measure::Period) -> String {
    words::label(&period.name)
}

//! The story as a page of text, 110 columns wide: what is the same under all plans across the page, what differs in
//! columns (two plans) or under labels (more).

use super::payment::by_budget;
use super::span::date;
use super::teller::{Told, Totals, told};
use super::{Story, person};
use crate::engine::{Date, Time};
use crate::model::settings::ServiceKind;
use crate::report::words::thousands;
use std::collections::BTreeMap;

const WIDTH: usize = 110;
/// Room for a date before each line.
const MARGIN: usize = 9;
const BETWEEN: &str = " │ ";

/// A day of the page: what all plans tell, then what each tells alone.
struct Day {
    time: Time,
    common: Vec<String>,
    alone: Vec<Vec<String>>,
}

/// The whole story.
pub fn page(story: &Story) -> String {
    let base = &story.arms[0];
    let plan = &base.plan;
    let tales: Vec<(Vec<Told>, Totals)> = story
        .arms
        .iter()
        .map(|arm| told(&arm.plan, arm.portrait.neighbourhood, &arm.lines))
        .collect();
    let labels: Vec<&str> = story.arms.iter().map(|arm| arm.label.as_str()).collect();
    let mut page = format!(
        "{}: resident {}, {} to {}\n",
        story.place,
        thousands(f64::from(person::number(base.portrait.person))),
        plan.start,
        Date::of_day(plan.end().day_number() - 1)
    );
    let told_as = match labels.as_slice() {
        [_] => String::new(),
        several => {
            let names: Vec<String> = several.iter().map(|label| (*label).to_string()).collect();
            format!(" under {}, with the same draws", person::list(&names))
        }
    };
    page += &wrapped(
        &format!(
            "A synthetic resident; replication {} of seed {}{told_as}. Illustrative until validated.",
            story.replication, story.seed
        ),
        WIDTH,
        "",
    );
    if let Some(chosen) = &story.chosen {
        page += &wrapped(chosen, WIDTH, "");
    }
    page.push('\n');
    page += &beginnings(story);
    let days = days(&tales, &labels);
    page += &years(&days, &labels);
    page.push('\n');
    page += &closing(story, &tales, &days);
    page
}

/// Who the resident is; once if all plans agree.
fn beginnings(story: &Story) -> String {
    let said: Vec<String> = story
        .arms
        .iter()
        .map(|arm| person::portrait(&arm.portrait, &arm.plan, &arm.lines))
        .collect();
    if said.iter().all(|text| *text == said[0]) {
        return wrapped(&said[0], WIDTH, "");
    }
    let each = story.arms.iter().zip(&said);
    each.map(|(arm, text)| wrapped(&format!("{}: {text}", arm.label), WIDTH, ""))
        .collect()
}

/// The tales day by day; what all tell on the same day is common, also where only who paid differs.
fn days(tales: &[(Vec<Told>, Totals)], labels: &[&str]) -> Vec<Day> {
    let mut by_day: BTreeMap<u32, Vec<Vec<String>>> = BTreeMap::new();
    for (arm, (tale, _)) in tales.iter().enumerate() {
        for told in tale {
            let day = by_day
                .entry(told.time.day())
                .or_insert_with(|| vec![Vec::new(); tales.len()]);
            day[arm].push(told.text.clone());
        }
    }
    let day = |(day, mut alone): (u32, Vec<Vec<String>>)| {
        let mut common = Vec::new();
        for text in alone[0].clone() {
            let (life, _) = apart(&text);
            let of = |texts: &Vec<String>| texts.iter().position(|t| apart(t).0 == life);
            if let Some(places) = alone.iter().map(of).collect::<Option<Vec<usize>>>() {
                let told = alone.iter_mut().zip(places).map(|(texts, at)| texts.remove(at));
                common.push(together(&told.collect::<Vec<_>>(), labels));
            }
        }
        Day {
            time: Time::of_day(day),
            common,
            alone,
        }
    };
    by_day.into_iter().map(day).collect()
}

/// What happened, and who paid for it (in square brackets).
fn apart(text: &str) -> (String, Vec<&str>) {
    let (mut life, mut paid, mut rest) = (String::new(), Vec::new(), text);
    while let Some((before, after)) = rest.split_once(" [") {
        let (inside, behind) = after.split_once(']').unwrap_or((after, ""));
        life += before;
        paid.push(inside);
        rest = behind;
    }
    (life + rest, paid)
}

/// One sentence for all arms, which may differ in who paid.
fn together(told: &[String], labels: &[&str]) -> String {
    if told.iter().all(|text| *text == told[0]) {
        return told[0].clone();
    }
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (text, label) in told.iter().zip(labels) {
        let paid = match apart(text).1.as_slice() {
            [] => "no contract".to_string(),
            parts => parts.join("; then "),
        };
        match groups.iter_mut().find(|(same, _)| *same == paid) {
            Some((_, members)) => members.push((*label).to_string()),
            None => groups.push((paid, vec![(*label).to_string()])),
        }
    }
    let said: Vec<String> = groups
        .iter()
        .map(|(paid, members)| format!("{}: {paid}", person::list(members)))
        .collect();
    format!("{} [{}]", apart(&told[0]).0, said.join(". "))
}

fn years(days: &[Day], labels: &[&str]) -> String {
    let mut text = String::new();
    let mut year = 0;
    let mut headed = false;
    for day in days {
        let this = Date::of_day(day.time.day()).year;
        if this != year {
            year = this;
            headed = false;
            text += &format!("\n{year}\n");
        }
        let margin = format!("{:>7}  ", date(day.time));
        let blank = " ".repeat(MARGIN);
        let mut first = true;
        for said in &day.common {
            let lead = if first { &margin } else { &blank };
            text += &hung(said, lead);
            first = false;
        }
        if day.alone.iter().all(Vec::is_empty) {
            continue;
        }
        let lead = if first { &margin } else { &blank };
        if labels.len() == 2 {
            if !headed {
                text += &columns(&blank, &[labels[0].to_uppercase(), labels[1].to_uppercase()]);
                headed = true;
            }
            text += &columns(lead, &[day.alone[0].join("\n"), day.alone[1].join("\n")]);
            continue;
        }
        let mut lead = lead;
        for (label, said) in labels.iter().zip(&day.alone) {
            let said = if said.is_empty() {
                "–".to_string()
            } else {
                said.join(" ")
            };
            text += &hung(&format!("{label}: {said}"), lead);
            lead = &blank;
        }
    }
    if days.is_empty() {
        text += "\nNothing is told of these years: no need, no service.\n";
    }
    text
}

/// Text beside a margin, its further lines under its first.
fn hung(text: &str, lead: &str) -> String {
    let lines = wrap(text, WIDTH - MARGIN);
    let blank = " ".repeat(MARGIN);
    let each = lines.iter().enumerate();
    each.map(|(i, line)| format!("{}{line}\n", if i == 0 { lead } else { &blank }))
        .collect()
}

/// Two texts beside each other.
fn columns(lead: &str, texts: &[String; 2]) -> String {
    let width = (WIDTH - MARGIN - BETWEEN.chars().count()) / 2;
    let cells: Vec<Vec<String>> = texts
        .iter()
        .map(|text| text.split('\n').flat_map(|t| wrap(t, width)).collect())
        .collect();
    let blank = " ".repeat(MARGIN);
    let mut out = String::new();
    for row in 0..cells[0].len().max(cells[1].len()) {
        let cell = |c: usize| cells[c].get(row).map_or("", String::as_str);
        let lead = if row == 0 { lead } else { &blank };
        let pad = " ".repeat(width - cell(0).chars().count().min(width));
        out += format!("{lead}{}{pad}{BETWEEN}{}", cell(0), cell(1)).trim_end();
        out.push('\n');
    }
    out
}

fn wrapped(text: &str, width: usize, lead: &str) -> String {
    wrap(text, width).iter().map(|line| format!("{lead}{line}\n")).collect()
}

/// Lines no longer than `width`, broken at spaces.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    // Not at spaces that hold a number and its sign together.
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let letters = word.chars().count();
        if length > 0 && length + 1 + letters > width {
            lines.push(std::mem::take(&mut line));
            length = 0;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        line += word;
        length += letters;
    }
    if length > 0 {
        lines.push(line);
    }
    lines
}

/// Totals beside each other, who paid, and what differed first.
fn closing(story: &Story, tales: &[(Vec<Told>, Totals)], days: &[Day]) -> String {
    let mut text = String::from("In these years\n");
    let several = story.arms.len() > 1;
    let lead = 46;
    let width = ((WIDTH - lead) / story.arms.len()).min(32);
    if several {
        text += &" ".repeat(lead);
        for arm in &story.arms {
            let label: String = arm.label.chars().take(width - 2).collect();
            text += &format!("{label:>width$}");
        }
        text.push('\n');
    }
    for (name, of) in ROWS {
        let values: Vec<String> = tales.iter().map(|(_, totals)| of(totals)).collect();
        if values.iter().all(|value| value == "0") {
            continue;
        }
        text += &format!("  {name:<width$}", width = lead - 2);
        for value in &values {
            text += &format!("{value:>width$}");
        }
        text.push('\n');
    }
    text.push('\n');
    for (arm, (_, totals)) in story.arms.iter().zip(tales) {
        let label = if several {
            format!("{}: ", arm.label)
        } else {
            String::new()
        };
        text += &wrapped(&format!("{label}{}", paid(totals)), WIDTH, "");
    }
    text += &wrapped(&budgets(story), WIDTH, "");
    if several {
        text += &wrapped(&parted(story, days), WIDTH, "");
    }
    text
}

type Row = (&'static str, fn(&Totals) -> String);

/// What is counted, in words.
const ROWS: &[Row] = &[
    ("passing illnesses left to pass at home", |t| t.passing.to_string()),
    ("practice appointments", |t| t.gp.to_string()),
    ("  of them missed", |t| t.gp_missed.to_string()),
    ("  days waited for them", |t| t.gp_days.to_string()),
    ("visits to A&E or the walk-in centre", |t| t.attendances.to_string()),
    ("  hours spent there", |t| libm::round(t.attendance_hours).to_string()),
    ("  borderline, and sent home", |t| t.refused.to_string()),
    ("emergency admissions", |t| t.admissions.to_string()),
    ("nights in hospital, planned ones too", |t| t.nights.to_string()),
    ("  days ready to leave and still there", |t| {
        libm::round(t.ready_days).to_string()
    }),
    ("hospital clinics", |t| t.clinics.to_string()),
    ("  weeks waited for first ones", |t| {
        libm::round(t.clinic_days as f64 / 7.0).to_string()
    }),
    ("planned treatments", |t| t.treatments.to_string()),
    ("  weeks waited on the list for them", |t| {
        libm::round(t.treatment_days as f64 / 7.0).to_string()
    }),
    ("rapid-response visits", |t| t.rapid_responses.to_string()),
    ("contacts with the neighbourhood team", |t| t.team_contacts.to_string()),
    ("hand-offs lost", |t| t.handoffs_lost.to_string()),
    ("needs left without care, at once or for good", |t| t.unmet.to_string()),
];

fn paid(totals: &Totals) -> String {
    let mut parts: Vec<String> = totals
        .paid
        .tariff
        .iter()
        .map(|(payer, pounds)| format!("{payer} paid £{} by tariff", thousands(*pounds)))
        .collect();
    for (provider, times) in &totals.paid.inside {
        let pieces = if *times == 1 {
            "1 piece"
        } else {
            &format!("{times} pieces")
        };
        parts.push(format!("{pieces} of work lay inside a fixed sum paid to {provider}"));
    }
    if parts.is_empty() {
        return "No contract paid for anything.".into();
    }
    let text = parts.join("; ");
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// What no contract prices by the visit.
fn budgets(story: &Story) -> String {
    let plan = &story.arms[0].plan;
    let of = |kind, what: &str| by_budget(plan, kind).map(|payer| format!("{what} from a yearly budget of {payer}"));
    let parts: Vec<String> = [
        of(ServiceKind::GeneralPractice, "the practice"),
        of(ServiceKind::Ambulance, "111 and ambulances"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        return String::new();
    }
    format!("Not paid by the visit: {}.", parts.join("; "))
}

fn parted(story: &Story, days: &[Day]) -> String {
    let Some(day) = days.iter().find(|day| day.alone.iter().any(|said| !said.is_empty())) else {
        return "Nothing differs between the plans for this resident.".into();
    };
    let when = Date::of_day(day.time.day());
    let each = story.arms.iter().zip(&day.alone);
    let said: Vec<String> = each
        .map(|(arm, said)| {
            let said = said.first().map_or("nothing of the kind", String::as_str);
            format!("{}: {}", arm.label, apart(said).0.trim_end_matches('.'))
        })
        .collect();
    format!(
        "The plans first part for this resident on {} {}. {}.",
        date(day.time),
        when.year,
        said.join(". ")
    )
}

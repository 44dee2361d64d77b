//! Who the resident is when the reported years begin.

use crate::model::diary::{Line, Portrait, What};
use crate::report::words::{spoken, thousands};
use crate::scenario::Plan;

pub const FRAILTY: [&str; 4] = ["fit", "mildly frail", "moderately frail", "severely frail"];
pub const FIFTHS: [&str; 5] = [
    "the most deprived fifth",
    "the second most deprived fifth",
    "the middle fifth of deprivation",
    "the second least deprived fifth",
    "the least deprived fifth",
];

/// Number of a resident on the command line and in files, counted from 1.
pub fn number(person: u32) -> u32 {
    person + 1
}

/// A condition in a sentence.
pub fn condition(name: &str) -> String {
    match name {
        "copd" => "COPD".into(),
        "chd" => "coronary heart disease".into(),
        "ckd" => "chronic kidney disease".into(),
        "diabetes_t2" => "type 2 diabetes".into(),
        "stroke_tia" => "a past stroke or TIA".into(),
        name => spoken(name),
    }
}

/// Words with commas and an "and".
pub fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// "Resident 1,234 is a woman of 82 …": a few sentences.
pub fn portrait(portrait: &Portrait, plan: &Plan, lines: &[Line]) -> String {
    let p = portrait;
    let who = match (p.age < 18, p.sex) {
        (true, 0) => "a girl",
        (true, _) => "a boy",
        (false, 0) => "a woman",
        (false, _) => "a man",
    };
    let subject = if p.sex == 0 { "She" } else { "He" };
    let hood = &plan.model.neighbourhoods[p.neighbourhood];
    let home = match (p.care_home, p.lives_alone, p.age < 18) {
        (true, ..) => "lives in a care home",
        (_, true, _) => "lives alone",
        (_, _, true) => "lives with family",
        _ => "lives with others",
    };
    let mut text = format!(
        "Resident {} is {who} of {}, {}; {} {home} in {}, in {}.",
        thousands(f64::from(number(p.person))),
        p.age,
        FRAILTY[usize::from(p.frailty)],
        subject.to_lowercase(),
        hood.name,
        FIFTHS[usize::from(p.deprivation)],
    );
    let named = |of: &[usize]| -> Vec<String> {
        let names = of.iter().map(|&i| condition(&plan.model.tables.conditions[i].name));
        names.collect()
    };
    let (known, unfound) = (list(&named(&p.conditions)), list(&named(&p.unfound)));
    text += &match (known.is_empty(), p.controlled) {
        (true, _) if unfound.is_empty() => format!(" {subject} has no long-term condition."),
        (true, _) => format!(" {subject} has no long-term condition on record."),
        (false, true) => format!(" {subject} has {known}, in control."),
        (false, false) => format!(" {subject} has {known}, out of control."),
    };
    if !unfound.is_empty() {
        text += &format!(" Not yet diagnosed: {unfound}.");
    }
    let first = first_practice(plan, p.neighbourhood);
    let caseload = if p.caseload {
        "on the neighbourhood team's caseload"
    } else {
        "on no caseload"
    };
    text += &match hood.practices {
        1 => format!(" Registered with the neighbourhood's practice, {caseload}."),
        all => format!(
            " Registered with practice {} of the neighbourhood's {all}, {caseload}.",
            u32::from(p.practice) - first + 1
        ),
    };
    let mut standing: Vec<String> = Vec::new();
    if p.package {
        standing.push("home care".into());
    }
    if p.reablement {
        standing.push("reablement".into());
    }
    if !standing.is_empty() {
        text += &format!(" Already has {}.", list(&standing));
    }
    if p.in_hospital {
        text += " In hospital at the start.";
    }
    if p.in_intermediate_care {
        text += " In an intermediate-care bed at the start.";
    }
    let waits = waits(plan, lines);
    if !waits.is_empty() {
        text += &format!(" Waits for {}.", list(&waits));
    }
    text
}

/// Practices are numbered through the whole place.
fn first_practice(plan: &Plan, neighbourhood: usize) -> u32 {
    plan.model.neighbourhoods[..neighbourhood]
        .iter()
        .map(|n| n.practices)
        .sum()
}

/// What the resident waits for on hospital lists at the start.
fn waits(plan: &Plan, lines: &[Line]) -> Vec<String> {
    let start = plan.start.midnight();
    let names = crate::model::diary::specialties(&plan.model);
    let mut open: Vec<(u64, bool, u8)> = Vec::new();
    for line in lines.iter().filter(|line| line.time < start) {
        let need = line.need;
        match line.what {
            What::Referred { specialty, lost: false } => open.push((need, false, specialty)),
            What::Listed { specialty, .. } => open.push((need, true, specialty)),
            What::Clinic { first: true, .. } => open.retain(|w| (w.0, w.1) != (need, false)),
            What::Treatment { repeat: false, .. } => open.retain(|w| (w.0, w.1) != (need, true)),
            What::Removed { .. } => open.retain(|w| w.0 != need),
            _ => {}
        }
    }
    let said = |(_, listed, specialty): &(u64, bool, u8)| {
        let of = spoken(&names[usize::from(*specialty)]);
        if *listed {
            format!("treatment in {of}")
        } else {
            format!("a first clinic in {of}")
        }
    };
    open.iter().map(said).collect()
}

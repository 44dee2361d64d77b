//! What all of it costs the public, and what dealing with each other costs.

use super::{Line, over, pairs};
use crate::economy::{Heading, Transfer};
use crate::experiment::{ArmRecord, Outcome};
use crate::measure::flow::{is_dealing, pounds_a_year};
use crate::measure::{Party, Stage};

const POUNDS: &str = "£ a year";

/// Contracting, disputes, procurement: each heading that moved money in either arm.
pub fn dealing(outcome: &Outcome, alternative: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for &heading in Heading::ALL.iter().filter(|h| is_dealing(**h)) {
        let pairs = pairs(outcome, alternative, |arm: &ArmRecord| {
            Some(pounds_a_year(&arm.transfers, |t| t.heading == heading))
        });
        if pairs.iter().any(|(a, b)| *a != 0.0 || *b != 0.0) {
            lines.extend(Line::difference("cost_of_dealing", heading.name(), POUNDS, &pairs));
        }
    }
    lines
}

/// Total public spend: what reaches staff, suppliers and the care market; and what taxpayers gave.
pub fn public(outcome: &Outcome, alternative: usize) -> Vec<Line> {
    let spent = pairs(outcome, alternative, |arm| over(arm, "net_cost", None));
    let raised = |arm: usize, record: &ArmRecord| {
        let parties = &outcome.settings[arm].parties;
        let source = |party: u16| parties.get(usize::from(party)).map(Party::stage) == Some(Stage::Source);
        let given = pounds_a_year(&record.transfers, |t: &Transfer| source(t.from));
        given - pounds_a_year(&record.transfers, |t: &Transfer| source(t.to))
    };
    let given: Vec<(f64, f64)> = (outcome.replications.iter())
        .map(|r| (raised(0, &r.arms[0]), raised(alternative, &r.arms[alternative])))
        .collect();
    let spent = Line::difference("total_public_spend", "", POUNDS, &spent);
    let given = Line::difference("given_by_taxpayers", "", POUNDS, &given);
    spent.into_iter().chain(given).collect()
}

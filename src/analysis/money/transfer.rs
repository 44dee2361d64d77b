//! Who gains, who loses, and what moves between whom.
//!
//! A transfer is what one party paid another under a heading, pounds a year of the whole run; those that no replication
//! moved are left out. Parties are found by their names, since an alternative may have others.
//!
//! **Cost shunted.** The net cost of the council and of the NHS (cost less what is paid on to others inside) move apart:
//! in words, the part of one side's saving that turns up as the other's cost. With Δ_N and Δ_C the mean changes of net
//! cost,
//!
//! shunted to the council = min(−Δ_N, Δ_C) where Δ_N < 0 < Δ_C, else 0 (and the reverse alike),
//!
//! and it is called clear only where both intervals are clear of zero. Care of NHS patients that the council pays is in
//! Δ_C (packages after a stay), delays that the NHS bears are in Δ_N. What the NHS pays the council more in return stands
//! beside it.

use super::{Line, organisations, own};
use crate::economy::{Heading, Transfer};
use crate::experiment::{ArmRecord, Outcome};
use crate::measure::flow::{Party, pounds_a_year};
use std::collections::BTreeSet;

const POUNDS: &str = "£ a year";

/// Change in surplus by organisation.
pub fn surpluses(outcome: &Outcome, alternative: usize) -> Vec<Line> {
    let of = |party: &Party| {
        let pairs = own(outcome, alternative, "surplus", &party.id);
        Line::difference("surplus", &party.id, POUNDS, &pairs)
    };
    organisations(outcome, alternative).into_iter().filter_map(of).collect()
}

/// Change of every flow of money that moved.
pub fn transfers(outcome: &Outcome, alternative: usize) -> Vec<Line> {
    let name = |arm: usize, party: u16| outcome.settings[arm].parties[usize::from(party)].id.clone();
    let mut ways: BTreeSet<(String, String, Heading)> = BTreeSet::new();
    for replication in &outcome.replications {
        for arm in [0, alternative] {
            let all = replication.arms[arm].transfers.iter().flatten();
            ways.extend(all.map(|t| (name(arm, t.from), name(arm, t.to), t.heading)));
        }
    }
    let mut lines = Vec::new();
    for (from, to, heading) in ways {
        let pairs = paired_flow(outcome, alternative, |from_party, to_party, t| {
            t.heading == heading && from_party.id == from && to_party.id == to
        });
        if pairs.iter().any(|(base, other)| base != other) {
            let of = format!("{from} > {to}: {}", heading.name());
            lines.extend(Line::difference("transfer", &of, POUNDS, &pairs));
        }
    }
    let size = |line: &Line| line.value.map_or(0.0, f64::abs);
    lines.sort_by(|a, b| size(b).total_cmp(&size(a)));
    lines
}

/// Pounds a year of the flows that pass, in base and alternative.
fn paired_flow(
    outcome: &Outcome,
    alternative: usize,
    passes: impl Fn(&Party, &Party, &Transfer) -> bool,
) -> Vec<(f64, f64)> {
    let sum = |arm: usize, record: &ArmRecord| {
        let parties = &outcome.settings[arm].parties;
        let of = |t: &Transfer| passes(&parties[usize::from(t.from)], &parties[usize::from(t.to)], t);
        pounds_a_year(&record.transfers, of)
    };
    (outcome.replications.iter())
        .map(|r| (sum(0, &r.arms[0]), sum(alternative, &r.arms[alternative])))
        .collect()
}

/// Net cost of council and NHS, and what of the change is cost that went from one to the other.
pub fn shunts(outcome: &Outcome, alternative: usize) -> Vec<Line> {
    let side = |council: bool| {
        let mut sums = vec![(0.0, 0.0); outcome.replications.len()];
        for party in organisations(outcome, alternative) {
            if party.is_council() == council {
                let pairs = own(outcome, alternative, "net_cost", &party.id);
                // Where one of a side is not told in every replication, nothing is said of the side.
                if pairs.len() < sums.len() {
                    return Vec::new();
                }
                for (sum, (base, other)) in sums.iter_mut().zip(pairs) {
                    *sum = (sum.0 + base, sum.1 + other);
                }
            }
        }
        sums
    };
    let (Some(nhs), Some(council)) = (
        Line::difference("net_cost_nhs", "", POUNDS, &side(false)),
        Line::difference("net_cost_council", "", POUNDS, &side(true)),
    ) else {
        return Vec::new();
    };
    let shunted = |item, falls: &Line, rises: &Line| {
        let (saved, borne) = (-falls.value.unwrap_or(0.0), rises.value.unwrap_or(0.0));
        let both = [falls, rises]
            .iter()
            .all(|line| line.estimate().is_some_and(|e| e.is_clear()));
        let pounds = saved.min(borne).max(0.0);
        Line {
            item,
            of: String::new(),
            unit: POUNDS,
            base: None,
            value: Some(pounds),
            low: None,
            high: None,
            told: match (pounds > 0.0, both) {
                (false, _) => "none: the two do not move apart that way",
                (true, true) => "clear: both changes of net cost are clear of zero",
                (true, false) => "not clear: a change of net cost is not clear of zero",
            }
            .to_string(),
        }
    };
    let to_council = shunted("shunted_to_council", &nhs, &council);
    let to_nhs = shunted("shunted_to_nhs", &council, &nhs);
    let in_return = paired_flow(outcome, alternative, |from, to, _| from.is_nhs() && to.is_council());
    let back = paired_flow(outcome, alternative, |from, to, _| from.is_council() && to.is_nhs());
    let net: Vec<_> = (in_return.iter().zip(&back))
        .map(|(a, b)| (a.0 - b.0, a.1 - b.1))
        .collect();
    let made_good = Line::difference("paid_by_nhs_to_council", "", POUNDS, &net);
    [nhs, council, to_council, to_nhs]
        .into_iter()
        .chain(made_good)
        .collect()
}

//! When a change pays back: the first month from which what it saved so far never again lies below what it cost so far.
//!
//! Saving of a month = net cost of the health economy in the base less that in the alternative, summed from the first
//! month on. Interest is left out: prices are constant and the horizon is short.

use super::Line;
use crate::experiment::{ArmRecord, Outcome};
use crate::measure::Key;

/// Less than this, pounds, is rounding.
const NIL: f64 = 0.5;

/// How cumulative saving goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PayBack {
    /// Not a penny differs.
    NothingMoved,
    /// It saves and was never out of pocket.
    FromTheStart,
    /// After so many months of the run it is out of the red for good.
    After(usize),
    /// It ends the run having cost more than it saved.
    NotWithin,
}

/// Reads a cumulative saving by month, pounds.
pub fn pay_back(cumulative: &[f64]) -> PayBack {
    let last_red = cumulative.iter().rposition(|saved| *saved < -NIL);
    match last_red {
        None if cumulative.iter().all(|saved| saved.abs() <= NIL) => PayBack::NothingMoved,
        None => PayBack::FromTheStart,
        Some(month) if month + 1 >= cumulative.len() => PayBack::NotWithin,
        Some(month) => PayBack::After(month + 2),
    }
}

/// Cumulative saving by month in every replication.
fn cumulative(outcome: &Outcome, alternative: usize) -> Vec<Vec<f64>> {
    let key = Key::whole("net_cost");
    let of = |arm: &ArmRecord, month| arm.series.of_month(&key, month).unwrap_or(0.0);
    (outcome.replications.iter())
        .map(|r| {
            let mut saved = 0.0;
            (0..outcome.months.len())
                .map(|m| {
                    saved += of(&r.arms[0], m) - of(&r.arms[alternative], m);
                    saved
                })
                .collect()
        })
        .collect()
}

/// Pay-back of the mean over replications, and in how many replications it is reached.
pub fn pay_back_of(outcome: &Outcome, alternative: usize) -> (PayBack, usize) {
    let runs = cumulative(outcome, alternative);
    let months = outcome.months.len();
    let mean: Vec<f64> = (0..months)
        .map(|m| runs.iter().map(|run| run[m]).sum::<f64>() / runs.len().max(1) as f64)
        .collect();
    let reached = |run: &&Vec<f64>| matches!(pay_back(run), PayBack::After(_) | PayBack::FromTheStart);
    (pay_back(&mean), runs.iter().filter(reached).count())
}

pub fn lines(outcome: &Outcome, alternative: usize) -> Vec<Line> {
    let (mean, reached) = pay_back_of(outcome, alternative);
    let n = outcome.replications.len();
    let in_how_many = format!("paid back in {reached} of {n} replications");
    let (value, told) = match mean {
        PayBack::NothingMoved => (None, "no cost moves".to_string()),
        PayBack::FromTheStart => (Some(0.0), format!("saves from the start; {in_how_many}")),
        PayBack::After(months) => (Some(months as f64), in_how_many),
        PayBack::NotWithin => (None, format!("not within the run; {in_how_many}")),
    };
    vec![Line {
        item: "pay_back",
        of: String::new(),
        unit: "months from the start of the run",
        base: None,
        value,
        low: None,
        high: None,
        told,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pay_back_is_when_it_is_out_of_the_red_for_good() {
        assert_eq!(pay_back(&[0.0, 0.1, -0.1]), PayBack::NothingMoved);
        assert_eq!(pay_back(&[0.0, 5.0, 9.0]), PayBack::FromTheStart);
        assert_eq!(pay_back(&[-5.0, -9.0, -2.0, 4.0]), PayBack::After(4));
        assert_eq!(
            pay_back(&[-5.0, 1.0, -2.0, 4.0, 6.0]),
            PayBack::After(4),
            "a month above is not yet for good"
        );
        assert_eq!(pay_back(&[5.0, 1.0, -2.0]), PayBack::NotWithin);
    }
}

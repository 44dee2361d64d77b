//! Results of `validate --draws`: the model beside what was published and beside two rivals, by a proper score.

mod answer;
mod forest;
mod table;
#[cfg(test)]
mod tests;

pub use answer::answer;
pub use forest::forest;
pub use table::{TABLES, on_terminal};

use super::manifest::ILLUSTRATIVE;
use super::words::thousands;
use crate::analysis::sensitivity::ensemble::Fitted;
use crate::analysis::validation::contest::{Contest, Gain, Scored, Total};
use crate::analysis::validation::target::{ScoredAs, Target};
use crate::analysis::validation::verdict::figure;

/// The rivals, in the order of their scores.
pub const RIVALS: [&str; 2] = ["no effect", "a constant step of −3 % from year 3"];

/// A contest with what must be said of its runs.
pub struct Scoring<'a> {
    pub contest: &'a Contest,
    pub people: u32,
    /// Draws that were run again with other luck.
    pub again: u32,
    /// How well the draws read the lines of the place; nothing where they were left as drawn.
    pub fitted: Option<Fitted>,
    /// How many parameters vary.
    pub parameters: usize,
    pub seed: u64,
    /// Targets without a score, and why.
    pub left_out: Vec<(String, String)>,
    pub warnings: Vec<String>,
    /// Shares (0 to 1) of the parameters that are sourced, calibrated and assumed.
    pub grades: [f64; 3],
}

impl Scoring<'_> {
    /// The finding in one sentence, without a full stop.
    pub fn verdict(&self) -> String {
        let Some(total) = self.contest.totals.first() else {
            return "No target that is a test was scored".into();
        };
        let n = total.targets.len();
        let plural = if n == 1 { "" } else { "s" };
        let whole = match (total.is_closer(), total.gains.iter().any(|gain| gain.mean > 0.0)) {
            (true, _) => "closer than both rivals",
            (false, true) => "closer than one rival and not than the other",
            (false, false) => "closer than neither rival",
        };
        let against: Vec<String> = total
            .gains
            .iter()
            .zip(RIVALS)
            .map(|(gain, rival)| against(gain, rival))
            .collect();
        format!(
            "Over {} draws and {n} target{plural} the model is {whole}: {}",
            self.contest.draws,
            against.join(", and ")
        )
    }

    /// The same in a few words, for a title.
    fn headline(&self) -> String {
        let told = |total: &Total| -> String {
            let way = |gain: &Gain| match (gain.mean > 0.0, gain.range[0] < 0.0 && gain.range[1] > 0.0) {
                (_, true) => "about as far off as",
                (true, false) => "closer than",
                (false, false) => "further off than",
            };
            let [null, step] = &total.gains;
            let skill = |gain: &Gain| gain.skill.map_or("–".into(), two);
            format!(
                "Beside {} the model is {} no effect (skill {}) and {} a step of −3 % (skill {})",
                called(total),
                way(null),
                skill(null),
                way(step),
                skill(step)
            )
        };
        self.contest.totals.first().map_or_else(|| self.verdict(), told)
    }

    /// What stands under chart and page.
    fn caption(&self) -> String {
        format!(
            "{} draws of {} assumed and calibrated parameters, one pair of runs each with {} residents and people and luck of its own, \
             seed {}. {ILLUSTRATIVE}",
            self.contest.draws,
            self.parameters,
            thousands(f64::from(self.people)),
            self.seed
        )
    }
}

/// "closer than no effect by 0.1 (0.05 to 0.12; skill 0.08)", and whether the draws leave it open.
fn against(gain: &Gain, rival: &str) -> String {
    let way = if gain.mean > 0.0 { "closer" } else { "further off" };
    let sign = if gain.mean > 0.0 { 1.0 } else { -1.0 };
    let ends = gain.range.map(|end| sign * end);
    let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    let open = if low < 0.0 {
        ", which these draws leave open"
    } else {
        ""
    };
    let skill = gain
        .skill
        .map(|skill| format!("; skill {}", two(skill)))
        .unwrap_or_default();
    format!(
        "{way} than {rival} by {} ({} to {}{skill}) halves of a published interval{open}",
        two(sign * gain.mean),
        two(low),
        two(high)
    )
}

/// Two decimals with a real minus.
fn two(x: f64) -> String {
    let text = format!("{x:.2}");
    let zero = text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.');
    if zero { "0.00".into() } else { text.replace('-', "−") }
}

/// `−3.1 (−6.2 to −0.1)`, or `0 to 3` for a range.
fn scored_against(target: &Target) -> String {
    let [central, low, high] = [target.scored_central, target.scored_low, target.scored_high].map(figure);
    match target.scored_as {
        ScoredAs::Interval => format!("{central} ({low} to {high})"),
        ScoredAs::Range => format!("{low} to {high}"),
        ScoredAs::Finding => format!("{central} ({low} to {high}), as found"),
    }
}

/// The model's median and 95 % of its draws.
fn model(scored: &Scored) -> String {
    let [low, high] = scored.range.map(figure);
    format!("{} ({low} to {high})", figure(scored.median))
}

/// What is in a total, in words.
fn called(total: &Total) -> String {
    let n = total.targets.len();
    match total.part {
        None if n == 1 => "one target".into(),
        None => format!("all {n} targets"),
        Some(part) => format!("{n} {}", part.words()),
    }
}

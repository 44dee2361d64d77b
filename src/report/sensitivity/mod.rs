//! Results of a sensitivity analysis: which parameters matter, how the verdict holds, as tables, a tornado and one page.

mod answer;
mod table;
mod tornado;

pub use answer::answer;
pub use table::{TABLES, on_terminal};
pub use tornado::tornado;

use super::manifest::ILLUSTRATIVE;
use super::words::thousands;
use crate::analysis::sensitivity::screen::Effect;
use crate::analysis::sensitivity::{Found, Sensitivity};
use crate::analysis::validation::verdict::figure;

/// An analysis that was carried out, with what must be said of it.
pub struct Analysed<'a> {
    pub found: &'a Sensitivity,
    pub base: &'a str,
    pub alternative: &'a str,
    pub people: u32,
    pub years: u32,
    pub seed: u64,
    pub warnings: Vec<String>,
    /// Shares (0 to 1) of the parameters that are sourced, calibrated and assumed.
    pub grades: [f64; 3],
}

impl Analysed<'_> {
    /// How much was run.
    fn design(&self) -> String {
        let rounds = &self.found.screening.rounds;
        let pairs: usize = rounds.iter().map(|round| round.pairs).sum();
        format!(
            "{} residents, {} year{}, {} draws of {} parameters, {} runs at the shipped values, {} rounds of screening with {} \
             mirror pairs, seed {}",
            thousands(f64::from(self.people)),
            self.years,
            if self.years == 1 { "" } else { "s" },
            self.found.draws.len(),
            self.found.parameters.len(),
            self.found.luck.len(),
            rounds.len(),
            pairs,
            self.seed
        )
    }
    fn caption(&self) -> String {
        format!("{}. {ILLUSTRATIVE}", self.design())
    }
    /// The finding in one sentence: which parameter matters most, and how the sign holds.
    fn finding(&self) -> String {
        let most = self.found.most();
        let leads = match most.first() {
            Some(one) if one.told => format!(
                "`{}` moves it most, by {} points from its low to its high value",
                self.path(one),
                one.effects[0].map_or_else(String::new, with_interval)
            ),
            _ => "no parameter's own effect on it is told apart from luck".to_owned(),
        };
        let Some(standing) = self.found.standings[0] else {
            return format!("The difference in {}: {leads}", self.found.outcomes[0].title);
        };
        format!(
            "The difference in {} keeps its sign in {} of the draws of all parameters; {leads}",
            self.found.outcomes[0].title,
            share(standing.same[0])
        )
    }
    fn path(&self, found: &Found<'_>) -> &str {
        &self.found.parameters[found.parameter].path
    }
}

/// `−0.42 (−0.61 to −0.23)`.
fn with_interval(effect: &Effect) -> String {
    let [estimate, low, high] = [effect.estimate, effect.low, effect.high].map(figure);
    format!("{estimate} ({low} to {high})")
}

/// A share in per cent.
fn share(share: f64) -> String {
    format!("{} %", figure(100.0 * share))
}

/// What is known of a parameter's effect, in words.
fn verdict(found: &Found<'_>) -> &'static str {
    match (found.alone, found.told) {
        (true, true) => "matters",
        (true, false) => "moved alone, not told apart from nought",
        (false, _) => "left with its group, not told apart from nought",
    }
}

//! Results of a sensitivity analysis: which parameters matter, how the verdict holds, as tables, a tornado and one page.

mod answer;
mod list;
mod table;
mod tornado;

pub use answer::answer;
pub use list::parameters;
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
        let differs = |rows: &[Vec<Option<f64>>]| rows.iter().any(|row| row[0].is_some_and(|x| x != 0.0));
        if !differs(&self.found.draws) && !differs(&self.found.luck) {
            return format!(
                "The two do not differ in {} in the last year in any draw; look at more years (--years)",
                self.found.outcomes[0].title
            );
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sensitivity::ensemble::Ensemble;
    use crate::analysis::sensitivity::outcomes;
    use crate::analysis::sensitivity::rank::Correlation;
    use crate::analysis::sensitivity::screen::{Round, Screening};
    use crate::analysis::sensitivity::standing::standing;
    use crate::model::parameter::{Grade, Parameter, Role, Spread};
    use crate::report::chart::{draw, picture::Shape};

    /// Twelve parameters: one leaves with its neighbour, ten move alone.
    fn found() -> Sensitivity {
        let parameters: Vec<Parameter> = (0..12)
            .map(|i| Parameter {
                path: format!("economy.a_rather_long_name_of_a_room.quantity_{i:02}"),
                value: 0.5,
                unit: "share".into(),
                low: 0.0,
                high: 1.0,
                distribution: Spread::Triangular,
                source: "OWN".into(),
                grade: Grade::ShapeAssumed,
                role: if i == 3 { Role::Calibrated } else { Role::Assumed },
                note: String::new(),
            })
            .collect();
        let effect = |x: f64| {
            let (low, high) = (x - 0.5, x + 0.5);
            Some(Effect {
                estimate: x,
                low,
                high,
                p: 0.01,
            })
        };
        let groups: Vec<Vec<usize>> = vec![vec![0, 1], (2..12).collect()];
        let first = Round {
            pairs: 4,
            effects: vec![vec![effect(0.1), effect(2.0)]],
            told: vec![false, true],
            kept: vec![false, true],
            groups,
        };
        let last = Round {
            pairs: 16,
            groups: (2..12).map(|i| vec![i]).collect(),
            effects: vec![
                (2..12)
                    .map(|i| effect(if i % 2 == 0 { -1.0 } else { 1.0 } * f64::from(i) / 4.0))
                    .collect(),
            ],
            told: (2..12).map(|i| i > 5).collect(),
            kept: vec![true; 10],
        };
        let draws: Vec<f64> = (0..20).map(|i| f64::from(i) / 4.0 - 4.0).collect();
        let luck = [-1.0, -0.5, -1.5, -0.8];
        let ensemble = Ensemble::new(&parameters, 1, 20);
        let rows = |list: &[f64]| list.iter().map(|x| vec![Some(*x)]).collect();
        Sensitivity {
            outcomes: outcomes(&[]).into_iter().take(1).collect(),
            correlations: vec![Correlation::default(); 12],
            differ: vec!["team.other".into()],
            standings: vec![standing(&draws, &luck)],
            drawn: (0..20).map(|i| ensemble.trial(&parameters, i)).collect(),
            fitted: None,
            draws: rows(&draws),
            luck: rows(&luck),
            screening: Screening {
                rounds: vec![first, last],
            },
            parameters,
        }
    }

    fn analysed(found: &Sensitivity) -> Analysed<'_> {
        Analysed {
            found,
            base: "Siloed",
            alternative: "Teams",
            people: 20_000,
            years: 3,
            seed: 1,
            warnings: vec!["A caution.".into()],
            grades: [0.05, 0.01, 0.94],
        }
    }

    #[test]
    fn page_list_tables_and_terminal_tell_what_matters_and_what_is_not_told_apart() {
        let found = found();
        let analysed = analysed(&found);
        let (page, list, told) = (answer(&analysed), parameters(&analysed), on_terminal(&analysed));
        // Draws from −4 to 0.75, of which 16 are below nought, and one is nought; shipped values lie below it.
        for part in [
            "keeps its sign in 80 % of the draws",
            "quantity_11` moves it most, by 2.75 (2.25 to 3.25)",
        ] {
            assert!(
                page.contains(part) && told.contains(part),
                "{part} is not in\n{page}\n{told}"
            );
        }
        for part in [
            "A caution.",
            "`team.other`",
            "## Ridges",
            "Illustrative until validated.",
        ] {
            assert!(page.contains(part), "{part} is not in\n{page}");
        }
        assert!(
            list.contains("0.1 (−0.4 to 0.6) with 1 other | left with its group, not told apart from nought"),
            "{list}"
        );
        assert!(list.contains("calibrated") && list.contains("| matters |"), "{list}");
        let lines: Vec<usize> = (TABLES.iter())
            .map(|(_, write)| {
                let mut csv = Vec::new();
                write(&analysed, &mut csv).expect("memory takes what is written");
                String::from_utf8(csv).expect("it is text").lines().count()
            })
            .collect();
        assert_eq!(lines, [1 + 12, 1 + 24, 1 + 20, 1 + 12]);
    }

    #[test]
    fn where_nothing_differs_it_says_so() {
        let mut found = found();
        for row in found.draws.iter_mut().chain(&mut found.luck) {
            row[0] = Some(0.0);
        }
        assert!(answer(&analysed(&found)).contains("The two do not differ in"));
    }

    #[test]
    fn the_tornado_keeps_to_its_page() {
        let found = found();
        let picture = tornado(&analysed(&found));
        draw::svg(&picture).expect("it can be drawn");
        for shape in &picture.shapes {
            let points = match shape {
                Shape::Text { at, .. } | Shape::Dot { at, .. } => vec![*at],
                Shape::Line { points, .. } | Shape::Area { points, .. } => points.clone(),
            };
            for (x, y) in points {
                assert!(
                    (0.0..=1200.0).contains(&x) && (0.0..=picture.height).contains(&y),
                    "{shape:?}"
                );
            }
        }
    }
}

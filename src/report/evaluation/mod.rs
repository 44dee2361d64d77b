//! Results of an evaluation: what each design finds beside what is true, as tables, a plot, one page, and on request the
//! simulated observational data themselves.

mod answer;
mod forest;
pub mod observation;
mod table;

pub use answer::answer;
pub use forest::forest;
pub use table::{TABLES, on_terminal};

use super::manifest::ILLUSTRATIVE;
use super::words::thousands;
use crate::analysis::evaluation::{Level, Performance, Reading};
use crate::analysis::validation::Target;
use crate::analysis::validation::verdict::figure;
use crate::scenario::evaluation::{Group, Residents, Study};

/// An evaluation that was run, with what must be said of it.
pub struct Evaluated<'a> {
    pub id: &'a str,
    pub question: &'a str,
    pub note: &'a str,
    pub study: &'a Study,
    pub performances: &'a [Performance],
    pub readings: &'a [Reading],
    pub target: Option<&'a Target>,
    pub replications: u32,
    pub seed: u64,
    pub warnings: Vec<String>,
    /// Shares (0 to 1) of the parameters that are sourced, calibrated and assumed.
    pub grades: [f64; 3],
}

impl Evaluated<'_> {
    /// What was studied, in one sentence.
    fn design(&self) -> String {
        let (people, area, places) = (&self.study.people, &self.study.area, &self.study.places);
        let who = match people.group {
            Group::Caseload => "people taken on by the teams",
            Group::CareHome => "residents of care homes",
        };
        let counted = match area.residents {
            Residents::Everyone => "all residents",
            Residents::Older => "residents of 65 and over",
            Residents::CareHome => "residents of care homes",
        };
        let most = people.enrolled.map_or("all".to_owned(), |n| format!("at most {n}"));
        format!(
            "{} treated and {} control places of {} residents; {most} {who}, {} months of history and {} of follow-up; \
             {counted} of the places, {} months before and {} after",
            places.treated,
            places.controls,
            thousands(f64::from(self.study.population)),
            people.months_before,
            people.months_after,
            area.months_before,
            area.months_after,
        )
    }
    fn caption(&self) -> String {
        let plural = if self.replications == 1 { "" } else { "s" };
        format!(
            "{}. {} replication{plural} of seed {}, each with other people and luck. {ILLUSTRATIVE}",
            self.design(),
            self.replications,
            self.seed
        )
    }
    /// The finding, in one sentence: the design that is furthest off beside the one that is nearest.
    fn finding(&self) -> String {
        let told: Vec<(&Performance, f64, f64)> = (self.performances.iter())
            .filter(|one| one.outcome == self.performances[0].outcome)
            .filter_map(|one| Some((one, one.bias?.mean, one.truth?)))
            .collect();
        let by = |one: &&(&Performance, f64, f64)| one.1.abs();
        let worst = told.iter().max_by(|a, b| by(a).total_cmp(&by(b)));
        let best = worst.and_then(|worst| {
            let same = told
                .iter()
                .filter(|one| one.0.level == worst.0.level && one.0.design != worst.0.design);
            same.min_by(|a, b| by(a).total_cmp(&by(b)))
        });
        let says = |one: &(&Performance, f64, f64)| {
            let estimate = one.0.estimate.map_or(0.0, |e| e.mean);
            format!("“{}” finds {} %", title(one.0), figure(estimate))
        };
        match (worst, best) {
            (Some(worst), Some(best)) => {
                let second = says(best);
                format!("{}, {second}; the truth is {} %", says(worst), figure(worst.2))
            }
            (Some(worst), None) => format!("{}; the truth is {} %", says(worst), figure(worst.2)),
            _ => "Too little happened for any design to find anything".to_owned(),
        }
    }
}

fn title(one: &Performance) -> &'static str {
    crate::analysis::evaluation::DESIGNS[one.design].title
}

fn outcome(one: &Performance) -> &'static str {
    crate::analysis::evaluation::OUTCOMES[one.outcome].title
}

/// `−4.2 (−9.1 to 0.7)`: mean estimate and mean interval.
fn estimate(one: &Performance) -> String {
    match (&one.estimate, one.interval) {
        (Some(estimate), Some([low, high])) => {
            format!("{} ({} to {})", figure(estimate.mean), figure(low), figure(high))
        }
        _ => "too little happened".to_owned(),
    }
}

fn optional(x: Option<f64>) -> String {
    x.map_or_else(|| "–".to_owned(), figure)
}

fn share(x: Option<f64>) -> String {
    x.map_or_else(|| "–".to_owned(), |x| format!("{:.0} %", 100.0 * x))
}

/// Performances of one outcome and level, in their order.
fn groups(performances: &[Performance]) -> Vec<(Level, Vec<&Performance>)> {
    let mut groups: Vec<(Level, Vec<&Performance>)> = Vec::new();
    for one in performances {
        match groups
            .iter_mut()
            .find(|(level, of)| *level == one.level && of[0].outcome == one.outcome)
        {
            Some((_, of)) => of.push(one),
            None => groups.push((one.level, vec![one])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::evaluation::{Balance, Coefficient, DESIGNS, Detail, Found, Truth, performances};
    use crate::report::chart::{draw, picture::Shape};

    fn readings() -> Vec<Reading> {
        let mut readings = Vec::new();
        for replication in 1..=3 {
            for design in 0..DESIGNS.len() {
                let log = -0.1 * design as f64 - 0.02 * f64::from(replication);
                readings.push(Reading {
                    replication,
                    design,
                    outcome: 0,
                    found: (design != 3).then(|| Found {
                        log: [log, log - 0.1, log + 0.1],
                        size: 40,
                        detail: Detail {
                            balance: vec![Balance {
                                covariate: "age".into(),
                                before: 0.6,
                                after: 0.04,
                            }],
                            coefficients: vec![Coefficient {
                                month: -12,
                                percent: [1.0, -2.0, 4.0],
                            }],
                            weights: vec![0.25, 0.75],
                        },
                    }),
                    truth: Truth {
                        with: [98.0, 100.0],
                        without: [100.0, 100.0],
                    },
                });
            }
        }
        readings
    }

    #[test]
    fn tables_page_and_plot_tell_every_design() {
        let readings = readings();
        let performances = performances(&readings);
        let study = Study::default();
        let evaluated = Evaluated {
            id: "teams",
            question: "Do teams help?",
            note: "A note.",
            study: &study,
            performances: &performances,
            readings: &readings,
            target: None,
            replications: 3,
            seed: 1,
            warnings: vec!["A caution.".into()],
            grades: [0.2, 0.1, 0.7],
        };
        let (page, terminal) = (answer(&evaluated), on_terminal(&evaluated));
        for design in DESIGNS {
            assert!(
                page.contains(design.title) && terminal.contains(design.title),
                "{}",
                design.name
            );
        }
        for part in [
            "too little happened",
            "Do teams help?",
            "A caution.",
            "Illustrative until validated.",
        ] {
            assert!(page.contains(part), "{part} is not in\n{page}");
        }
        for (name, write) in TABLES {
            let mut csv = Vec::new();
            write(&evaluated, &mut csv).expect("memory takes what is written");
            assert!(
                String::from_utf8(csv).expect("it is text").lines().count() > 1,
                "{name}"
            );
        }
        let picture = forest(&evaluated);
        assert!(draw::svg(&picture).expect("it can be drawn").contains("The truth"));
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

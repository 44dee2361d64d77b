//! Results of claims: the list of verdicts, the figures behind them, a chart of both, and one page.

mod answer;
mod chart;
mod drawn;
mod joint;
mod table;

pub use answer::answer;
pub use chart::verdicts;
pub use drawn::draws;
pub use joint::{Joint, joints};
pub use table::{TABLES, on_terminal};

use super::manifest::ILLUSTRATIVE;
use super::validation::years;
use crate::analysis::Estimate;
use crate::analysis::claim::{Judged, Verdict};
use crate::analysis::sensitivity::ensemble::Fitted;
use crate::analysis::validation::verdict::figure;
use crate::report::words::thousands;
use crate::scenario::claim::Region;

/// Judged claims with what must be said of the runs.
pub struct Study<'a> {
    pub claims: &'a [Judged],
    /// Of each claim, the verdict in each draw of all assumed parameters; empty where none was asked for.
    pub drawn: Vec<Vec<Verdict>>,
    /// How well the draws read the lines of the place; nothing where they were left as drawn.
    pub fitted: Option<Fitted>,
    pub seed: u64,
    /// Fewer people or replications than the rules want: told as a sketch.
    pub sketch: bool,
    pub warnings: Vec<String>,
    /// Shares (0 to 1) of the parameters that are sourced, calibrated and assumed.
    pub grades: [f64; 3],
}

impl Study<'_> {
    /// "12 claims: 5 supported, 3 not supported, 1 contradicted, 3 undecided".
    pub fn in_short(&self) -> String {
        let n = self.claims.len();
        let told: Vec<String> = (Verdict::ALL.into_iter())
            .map(|verdict| (verdict, self.claims.iter().filter(|c| c.verdict == verdict).count()))
            .filter(|(_, n)| *n > 0)
            .map(|(verdict, n)| format!("{n} {}", verdict.words()))
            .collect();
        let plural = if n == 1 { "" } else { "s" };
        format!("{n} claim{plural}: {}", told.join(", "))
    }
    /// What stands under chart and page.
    fn caption(&self) -> String {
        self.caption_of(self.claims)
    }
    /// What stands under a chart of some of the claims.
    fn caption_of(&self, claims: &[Judged]) -> String {
        let span = |of: fn(&Judged) -> u32| {
            let (least, most) = (claims.iter().map(of).min(), claims.iter().map(of).max());
            let [least, most] = [least, most].map(|x| thousands(f64::from(x.unwrap_or(0))));
            if least == most {
                least
            } else {
                format!("{least} to {most}")
            }
        };
        let sketch = if self.sketch {
            "A sketch with fewer people or replications than the rules want. "
        } else {
            ""
        };
        format!(
            "{} residents, {} replications of seed {}, paired between arms; 95 % t intervals. {sketch}{ILLUSTRATIVE}",
            span(|c| c.people),
            span(|c| c.replications),
            self.seed
        )
    }
}

/// The verdict, with what would decide where it is undecided.
fn verdict(claim: &Judged) -> String {
    match (claim.verdict, claim.would_decide) {
        (Verdict::Undecided, Some(n)) => format!(
            "undecided (about {} replications would decide)",
            thousands(f64::from(n))
        ),
        (verdict, _) => verdict.words().to_owned(),
    }
}

/// `−0.42 (−0.61 to −0.23)`; millions are told as such.
fn with_interval(estimate: &Estimate) -> String {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => format!("{} ({} to {})", amount(estimate.mean), amount(low), amount(high)),
        _ => format!("{} (no interval)", amount(estimate.mean)),
    }
}

/// A number with as many digits as matter; from a hundred thousand on in millions.
fn amount(x: f64) -> String {
    const MILLION: f64 = 1e6;
    if x.abs() >= MILLION / 10.0 {
        format!("{} m", figure(x / MILLION))
    } else {
        figure(x)
    }
}

/// Where the claim puts a figure, in words.
fn claimed(region: Option<Region>) -> String {
    match region {
        Some(Region::Above(x)) => format!("above {}", amount(x)),
        Some(Region::Below(x)) => format!("below {}", amount(x)),
        Some(Region::Between([a, b])) => format!("{} to {}", amount(a), amount(b)),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::LEVEL;
    use crate::analysis::claim::{Dot, Row, Sample};
    use crate::report::chart::{draw, picture::Shape};
    use crate::scenario::claim::{ClaimFile, Reading};

    fn judged(id: &str, values: &[f64], verdict: Verdict) -> Judged {
        let file: ClaimFile = serde_json::from_value(serde_json::json!({
            "id": id, "claim": format!("{id} is claimed."), "source": "nobody", "rule": "Below zero.", "note": "The lever.",
            "people": 1000, "seeds": 3, "years": 2,
            "arms": [{ "name": "now", "scenario": "a" }, { "name": "then", "scenario": "b" }],
            "readings": [{
                "says": "births", "arm": "then", "years": [1, 2], "expect": { "below": 0 },
                "figure": { "meets": { "all": [
                    { "says": "income", "measure": "income", "at_least": 0 },
                    { "says": "cost", "measure": "cost", "at_least": 0 },
                ] } },
            }],
        }))
        .expect("it is a claim");
        let reading: Reading = file.readings[0].clone();
        let row = Row {
            id: id.into(),
            number: 1,
            reading,
            unit: "per cent".into(),
            estimate: Estimate::of(values, LEVEL),
            verdict,
            because: "because".into(),
            would_decide: Some(40),
            samples: (values.iter().enumerate())
                .map(|(i, value)| Sample {
                    replication: i as u32 + 1,
                    against: None,
                    arm: None,
                    value: *value,
                })
                .collect(),
            dots: (0..4)
                .map(|i| Dot {
                    arm: i % 2,
                    replication: 1,
                    year: 1,
                    at: [i as f64 * 1e6, -1e6 * i as f64],
                })
                .collect(),
        };
        Judged {
            file,
            rows: vec![row],
            verdict,
            because: "births: because".into(),
            would_decide: (verdict == Verdict::Undecided).then_some(40),
            people: 1000,
            replications: 3,
        }
    }

    #[test]
    fn page_tables_and_charts_tell_every_claim() {
        let claims = [
            judged("C1", &[-3.0, -2.0, -4.0], Verdict::Supported),
            judged("C2", &[0.4, -0.2, 0.1], Verdict::Undecided),
        ];
        let mut study = Study {
            claims: &claims,
            drawn: Vec::new(),
            fitted: None,
            seed: 1,
            sketch: true,
            warnings: vec!["A caution.".into()],
            grades: [0.2, 0.1, 0.7],
        };
        assert_eq!(study.in_short(), "2 claims: 1 supported, 1 undecided");
        assert!(
            !answer(&study).contains("How the verdicts hold"),
            "no draws were asked for"
        );
        let four = [
            Verdict::Supported,
            Verdict::Supported,
            Verdict::Contradicted,
            Verdict::Undecided,
        ];
        study.drawn = vec![four.to_vec(); 2];
        let share = "50 (15 to 85) | 0 (0 to 49) | 25 (5 to 70) | 25 (5 to 70)";
        assert!(answer(&study).contains(share), "{}", answer(&study));
        let mut csv = Vec::new();
        draws(&study, &mut csv).expect("memory takes what is written");
        assert_eq!(String::from_utf8(csv).expect("it is text").lines().count(), 1 + 8);
        let (table, page) = (on_terminal(&study), answer(&study));
        for part in ["−3 (−5.48 to −0.52)", "about 40 replications would decide", "C2"] {
            assert!(
                table.contains(part) && page.contains(part),
                "{part} is not in\n{table}\n{page}"
            );
        }
        for part in ["A sketch", "A caution.", "Illustrative until validated.", "Below zero."] {
            assert!(page.contains(part), "{part} is not in\n{page}");
        }
        let lines: Vec<usize> = (TABLES.iter())
            .map(|(_, write)| {
                let mut csv = Vec::new();
                write(&study, &mut csv).expect("memory takes what is written");
                String::from_utf8(csv).expect("it is text").lines().count()
            })
            .collect();
        assert_eq!(lines, [1 + 2, 1 + 2, 1 + 6]);
        let pictures: Vec<_> = std::iter::once(verdicts(&study))
            .chain(joints(&study).into_iter().map(|j| j.picture))
            .collect();
        assert_eq!(pictures.len(), 3, "a joint chart for each claim that has one");
        for picture in pictures {
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
}

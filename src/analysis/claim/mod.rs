//! Claims: what `carecurve claims` reads of the arms of a claim, and the verdict that follows by the rule in its file
//! ([`crate::scenario::claim`]). Nobody writes a verdict.

pub mod figure;
pub mod verdict;

pub use figure::{Dot, Sample};
pub use verdict::Verdict;

use super::validation::reading;
use super::{Estimate, LEVEL};
use crate::experiment::Outcome;
use crate::scenario::claim::{ClaimFile, Figure, Needs, Reading, Role};

/// One reading, judged.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Of the claim.
    pub id: String,
    /// Number of the reading within the claim, from 1.
    pub number: usize,
    pub reading: Reading,
    pub unit: String,
    pub estimate: Option<Estimate>,
    pub verdict: Verdict,
    pub because: String,
    /// Replications that would decide, where it is undecided and that can be told.
    pub would_decide: Option<u32>,
    pub samples: Vec<Sample>,
    /// For the joint chart: conditions of `meets` with two measures, a dot for each year of each replication and arm.
    pub dots: Vec<Dot>,
}

/// A claim with its readings and the verdict that they make.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    pub file: ClaimFile,
    pub rows: Vec<Row>,
    pub verdict: Verdict,
    pub because: String,
    pub would_decide: Option<u32>,
    pub people: u32,
    pub replications: u32,
}

/// What is wrong with the readings of a claim: field and fault. The rooms below know no measures.
pub fn faults(file: &ClaimFile) -> Vec<String> {
    (file.readings.iter().enumerate())
        .flat_map(|(i, reading)| {
            let found = match &reading.figure {
                Figure::Change(change) => reading::faults(&figure::as_validation(reading, change)),
                Figure::Spread(m) | Figure::Level(m) => reading::measured(&m.measure, m.of.as_ref()),
                Figure::Meets(meets) | Figure::MeetsMore(meets) => (meets.all.iter())
                    .flat_map(|c| reading::measured(&c.measure, c.of.as_ref()))
                    .collect(),
            };
            let told = move |fault| format!("{}: readings[{i}].figure: {fault}", file.id);
            found.into_iter().map(told).collect::<Vec<_>>()
        })
        .collect()
}

/// Reads and judges a claim whose arms were run in the order of its file.
pub fn judge(file: &ClaimFile, outcome: &Outcome, people: u32) -> Judged {
    let rows: Vec<Row> = (file.readings.iter().enumerate())
        .map(|(i, reading)| row(file, i, reading, outcome))
        .collect();
    let (verdict, because) = together(file.needs, &rows);
    let undecided = rows
        .iter()
        .filter(|row| row.reading.role == Role::Decides && row.verdict == Verdict::Undecided);
    let needed: Vec<Option<u32>> = undecided.map(|row| row.would_decide).collect();
    let would_decide = match verdict {
        // The most that any of them wants; unknown if one cannot be told.
        Verdict::Undecided => needed
            .iter()
            .copied()
            .collect::<Option<Vec<u32>>>()
            .and_then(|n| n.into_iter().max()),
        _ => None,
    };
    Judged {
        verdict,
        because,
        would_decide,
        file: file.clone(),
        rows,
        people,
        replications: outcome.replications.len() as u32,
    }
}

fn row(file: &ClaimFile, i: usize, reading: &Reading, outcome: &Outcome) -> Row {
    let mut row = Row {
        id: file.id.clone(),
        number: i + 1,
        unit: figure::unit(reading),
        reading: reading.clone(),
        estimate: None,
        verdict: Verdict::NotAsked,
        because: String::new(),
        would_decide: None,
        samples: Vec::new(),
        dots: Vec::new(),
    };
    let last = reading.years[1] as usize;
    if outcome.months.len() < 12 * last {
        row.because = format!("the run is shorter than {last} years");
        return row;
    }
    let arm = |name: &str| {
        let found = file.arms.iter().position(|arm| arm.name == name);
        found.expect("arms that readings name were checked with the file")
    };
    let arms = [reading.against.as_deref().map_or(0, arm), arm(&reading.arm)];
    (row.samples, row.dots) = figure::samples(outcome, arms, reading);
    let values: Vec<f64> = row.samples.iter().map(|sample| sample.value).collect();
    row.estimate = Estimate::of(&values, LEVEL);
    let found = verdict::judge(reading.expect, reading.negligible, row.estimate.as_ref());
    (row.verdict, row.because, row.would_decide) = found;
    row
}

/// One verdict of those readings that decide.
fn together(needs: Needs, rows: &[Row]) -> (Verdict, String) {
    use Verdict as V;
    let deciding: Vec<&Row> = rows.iter().filter(|row| row.reading.role == Role::Decides).collect();
    let has = |verdict| deciding.iter().any(|row| row.verdict == verdict);
    let all = |verdict| deciding.iter().all(|row| row.verdict == verdict);
    let verdict = match needs {
        _ if has(V::NotAsked) => V::NotAsked,
        Needs::All if all(V::Supported) => V::Supported,
        Needs::All => [V::Contradicted, V::NotSupported, V::Undecided]
            .into_iter()
            .find(|v| has(*v))
            .unwrap_or(V::Undecided),
        Needs::Any if has(V::Supported) => V::Supported,
        Needs::Any => [V::Undecided, V::NotSupported, V::Contradicted]
            .into_iter()
            .find(|v| has(*v))
            .unwrap_or(V::Undecided),
    };
    let reasons: Vec<String> = (deciding.iter())
        .filter(|row| row.verdict == verdict || verdict == V::Supported)
        .map(|row| format!("{}: {}", row.reading.says, row.because))
        .collect();
    (verdict, reasons.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::claim::{Measured, Region};

    fn row_of(role: Role, verdict: Verdict) -> Row {
        Row {
            id: "C1".into(),
            number: 1,
            reading: Reading {
                says: "x".into(),
                arm: "a".into(),
                against: None,
                role,
                figure: Figure::Level(Measured {
                    measure: "births".into(),
                    of: None,
                }),
                years: [1, 1],
                expect: Some(Region::Above(0.0)),
                negligible: 0.0,
            },
            unit: String::new(),
            estimate: None,
            verdict,
            because: "y".into(),
            would_decide: None,
            samples: Vec::new(),
            dots: Vec::new(),
        }
    }

    #[test]
    fn readings_make_one_verdict_by_the_rule_of_the_file() {
        use Verdict::{Contradicted, NotSupported, Supported, Undecided};
        let of = |needs, verdicts: &[Verdict]| {
            let mut rows: Vec<Row> = verdicts.iter().map(|v| row_of(Role::Decides, *v)).collect();
            // What stands beside never decides.
            rows.push(row_of(Role::Beside, Contradicted));
            together(needs, &rows).0
        };
        assert_eq!(of(Needs::All, &[Supported, Supported]), Supported);
        assert_eq!(of(Needs::All, &[Supported, Undecided]), Undecided);
        assert_eq!(of(Needs::All, &[NotSupported, Undecided]), NotSupported);
        assert_eq!(of(Needs::All, &[Supported, Contradicted]), Contradicted);
        assert_eq!(of(Needs::Any, &[Supported, Contradicted]), Supported);
        assert_eq!(of(Needs::Any, &[Undecided, Contradicted]), Undecided);
        assert_eq!(of(Needs::Any, &[Contradicted, Contradicted]), Contradicted);
    }
}

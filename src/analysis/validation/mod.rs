//! Experiments beside publications: what `carecurve validate` reads of two arms, and how it judges. The experiments are
//! files ([`crate::scenario::validation`]), the published figures one table ([`target`]). Nothing here is fitted: a figure
//! that does not come out is `not supported`, and a target whose mechanism is not in the program is `not built yet`.

pub mod contest;
pub mod reading;
pub mod score;
pub mod target;
pub mod verdict;

pub use reading::Sample;
pub use target::{Target, targets};
pub use verdict::Verdict;

use super::{Estimate, LEVEL};
use crate::experiment::Outcome;
use crate::scenario::validation::{Expect, ExperimentFile, Form, Reading};

/// One line of the table and of the forest plot.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Of the experiment; of the target where there is no experiment.
    pub id: String,
    /// Number of the reading within the experiment, from 1; 0 where there is no experiment.
    pub reading: usize,
    pub question: String,
    /// What is read, in words.
    pub says: String,
    pub measure: String,
    /// First and last year of the run.
    pub years: Option<[u32; 2]>,
    pub form: Option<Form>,
    pub unit: String,
    pub expect: Expect,
    pub estimate: Option<Estimate>,
    pub target: Option<Target>,
    pub verdict: Verdict,
    pub because: String,
    pub samples: Vec<Sample>,
}

/// What is wrong with the readings of an experiment: field and fault. The rooms below know no measures.
pub fn faults(file: &ExperimentFile, targets: &[Target]) -> Vec<String> {
    let mut faults = Vec::new();
    for (i, reading) in file.readings.iter().enumerate() {
        let mut found = reading::faults(reading);
        if let Some(id) = &reading.target
            && !targets.iter().any(|target| target.id == *id)
        {
            found.push(format!("target: \"{id}\" is not in validation_targets.csv"));
        }
        faults.extend(
            found
                .into_iter()
                .map(|fault| format!("{}: readings[{i}].{fault}", file.id)),
        );
    }
    faults
}

/// The rows of an experiment that was run as base and `alternative` of an outcome.
pub fn rows(file: &ExperimentFile, outcome: &Outcome, alternative: usize, targets: &[Target]) -> Vec<Row> {
    (file.readings.iter().enumerate())
        .map(|(i, reading)| {
            let target = reading
                .target
                .as_ref()
                .and_then(|id| targets.iter().find(|t| t.id == *id));
            let mut row = blank(file, i, reading, target.cloned());
            let last = reading.years[1] as usize;
            if outcome.months.len() < 12 * last {
                row.because = format!("the run is shorter than {last} years");
                return row;
            }
            row.samples = reading::samples(outcome, [0, alternative], reading);
            let values: Vec<f64> = row.samples.iter().map(|sample| sample.value).collect();
            row.estimate = Estimate::of(&values, LEVEL);
            (row.verdict, row.because) = verdict::judge(&reading.expect, row.estimate.as_ref(), target);
            row
        })
        .collect()
}

fn blank(file: &ExperimentFile, i: usize, reading: &Reading, target: Option<Target>) -> Row {
    Row {
        id: file.id.clone(),
        reading: i + 1,
        question: file.question.clone(),
        says: reading.says.clone(),
        measure: reading.measure.clone(),
        years: Some(reading.years),
        form: Some(reading.form),
        unit: reading::unit(reading),
        expect: reading.expect.clone(),
        estimate: None,
        target,
        verdict: Verdict::NotAsked,
        because: String::new(),
        samples: Vec::new(),
    }
}

/// The targets beside which neither an experiment nor an evaluation (its target is among `evaluated`) reads anything, each
/// with what the program needs first.
pub fn not_built(targets: &[Target], files: &[ExperimentFile], evaluated: &[String]) -> Vec<Row> {
    let read = |id: &str| {
        let mut readings = files.iter().flat_map(|file| &file.readings);
        readings.any(|reading| reading.target.as_deref() == Some(id)) || evaluated.iter().any(|other| other == id)
    };
    (targets.iter().filter(|target| !read(&target.id)))
        .map(|target| Row {
            id: target.id.clone(),
            reading: 0,
            question: target.claim.clone(),
            says: target.metric.clone(),
            measure: String::new(),
            years: None,
            form: None,
            unit: target.unit.clone(),
            expect: Expect::default(),
            estimate: None,
            target: Some(target.clone()),
            verdict: Verdict::NotBuilt,
            because: format!("needs {}", target.needs),
            samples: Vec::new(),
        })
        .collect()
}

/// How many rows have each verdict, in the order of [`Verdict::ALL`], those without any left out.
pub fn counts(rows: &[Row]) -> Vec<(Verdict, usize)> {
    (Verdict::ALL.into_iter())
        .map(|verdict| (verdict, rows.iter().filter(|row| row.verdict == verdict).count()))
        .filter(|(_, n)| *n > 0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::validation::{experiment, read, shipped};
    use crate::scenario::{Embedded, Source};

    fn shipped_targets() -> Vec<Target> {
        let text = Embedded
            .read("england/tables/validation_targets.csv")
            .expect("it is shipped");
        targets(&text).expect("the shipped targets are sound")
    }

    #[test]
    fn every_shipped_experiment_is_sound_and_both_its_scenarios_check() {
        let targets = shipped_targets();
        let mut seen = 0;
        for name in shipped() {
            let found = experiment(&name, &Embedded).unwrap_or_else(|problems| panic!("{name}\n{problems}"));
            assert_eq!(
                format!("validation/{}.json", found.file.id),
                name,
                "a file is called by its id"
            );
            assert_eq!(faults(&found.file, &targets), Vec::<String>::new());
            // An arm that is read by itself may be the base.
            let alone = found
                .file
                .readings
                .iter()
                .all(|reading| reading.form == Form::OwnGrowth);
            assert!(
                alone || found.base.first_difference(&found.alternative).is_some(),
                "{name}: the arms are the same"
            );
            assert!(
                found
                    .alternative
                    .warnings
                    .iter()
                    // A driver of growth that is taken out is out of its range on purpose.
                    .all(|w| found.file.id.starts_with("growth-") || !w.text.contains("outside the plausible range")),
                "{name}"
            );
            seen += 1;
        }
        assert!(seen >= 8, "{seen} experiments seen");
    }

    #[test]
    fn every_target_is_asked_or_says_what_it_needs() {
        let targets = shipped_targets();
        assert_eq!(targets.len(), 17);
        let files: Vec<ExperimentFile> = shipped()
            .map(|name| read(&name, &Embedded).expect("it is sound"))
            .collect();
        let evaluations: Vec<String> = crate::scenario::evaluation::shipped()
            .filter_map(|name| {
                let file = crate::scenario::evaluation::read(&name, &Embedded).expect("it is sound");
                file.study.target
            })
            .collect();
        assert_eq!(not_built(&targets, &files, &evaluations), Vec::new());
        // Case management is read by a design that matches people, which no experiment on twins can be.
        let alone = not_built(&targets, &files, &[]);
        let ids: Vec<&str> = alone.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, ["VT10", "VT25"]);
        let mut new = targets[0].clone();
        (new.id, new.needs) = ("VT99".into(), "a ward for it".into());
        let missing = not_built(&[new], &files, &evaluations);
        assert!(
            missing.len() == 1 && missing[0].because == "needs a ward for it",
            "{missing:?}"
        );
    }

    #[test]
    fn every_target_has_a_figure_that_can_be_scored_in_its_unit() {
        let targets = shipped_targets();
        let mut scored: Vec<String> = crate::scenario::evaluation::shipped()
            .map(|name| crate::scenario::evaluation::read(&name, &Embedded).expect("it is sound"))
            .filter_map(|file| file.study.target.filter(|_| file.study.scored.is_some()))
            .collect();
        for name in shipped() {
            let file = read(&name, &Embedded).expect("it is sound");
            for reading in &file.readings {
                let Some(target) = targets
                    .iter()
                    .find(|target| Some(&target.id) == reading.target.as_ref())
                else {
                    continue;
                };
                // A change in per cent and a difference of two growths are told on one scale.
                let relative = |unit: &str| unit == "per cent" || unit == "percentage points";
                let unit = reading::unit(reading);
                let same = unit == target.scored_unit || (relative(&unit) && relative(&target.scored_unit));
                assert!(same, "{name}: {unit} beside {} in {}", target.id, target.scored_unit);
                scored.push(target.id.clone());
            }
        }
        for target in &targets {
            assert!(scored.contains(&target.id), "{} is set beside no figure", target.id);
        }
    }

    #[test]
    fn what_the_arms_of_an_experiment_differ_in_is_not_drawn() {
        use crate::analysis::sensitivity::varied;
        // Dated policies of VT15, and values that an arm is given from the start of VT12.
        for (id, path) in [
            ("vt15", "need.review.per_condition_per_year"),
            ("vt12", "team.case_management.serious_reduction"),
        ] {
            let found = experiment(&format!("validation/{id}.json"), &Embedded).expect("it is sound");
            let (drawn, differ) = varied(&found.base, std::iter::once(&found.alternative));
            assert!(differ.iter().any(|other| other == path), "{id}: {differ:?}");
            assert!(drawn.iter().all(|parameter| parameter.path != path) && drawn.len() > 100);
        }
    }

    #[test]
    fn unknown_measures_targets_and_parts_are_told() {
        let mut file = read("validation/vt21.json", &Embedded).expect("it is shipped");
        file.readings[0].measure = "minor_atendances".into();
        file.readings[1].target = Some("VT99".into());
        let told = faults(&file, &shipped_targets()).join("\n");
        assert!(
            told.contains("readings[0].measure") && told.contains("did you mean `minor_attendances`"),
            "{told}"
        );
        assert!(told.contains("readings[1].target"), "{told}");
    }
}

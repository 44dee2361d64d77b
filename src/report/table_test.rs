use super::Study;
use super::table::*;
use crate::experiment::stand_in::{StandInPlan, StandInWorld};
use crate::experiment::{Design, Outcome, run};
use std::sync::Arc;

/// A base, an alternative that bends and one that changes nothing.
pub fn outcome(years: u32, replications: u32) -> Outcome {
    let base = StandInPlan::base(years);
    let bending = base.with(0.06, crate::engine::Date::new(2018, 10, 1));
    run::<StandInWorld>(
        &Design {
            arms: vec![
                ("siloed".into(), Arc::new(base.clone())),
                ("neighbourhood-teams".into(), Arc::new(bending)),
                ("no-op".into(), Arc::new(base)),
            ],
            seed: 1,
            replications,
            independent: false,
        },
        &(),
    )
}

pub fn study(outcome: &Outcome) -> Study<'_> {
    let labels = outcome.arms.iter().map(|a| super::words::label(a)).collect();
    Study::new(outcome, "Berrow", labels, 1, [0.4, 0.1, 0.5])
}

fn text(study: &Study<'_>, write: Writer) -> String {
    let mut bytes = Vec::new();
    write(study, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn columns_are_those_of_the_issue() {
    let o = outcome(1, 2);
    let s = study(&o);
    let dims = "place,neighbourhood,organisation,service,age_band,deprivation";
    for (write, columns) in [
        (
            summary as Writer,
            format!("scenario,period,measure,unit,{dims},mean,sd,n,ci_low,ci_high"),
        ),
        (
            replications,
            format!("scenario,period,measure,unit,{dims},replication,seed,value"),
        ),
        (monthly, format!("scenario,month,measure,unit,{dims},replication,value")),
        (
            difference,
            format!("base,alternative,period,measure,unit,{dims},mean_difference,ci_low,ci_high,percent_difference,n"),
        ),
        (
            decisions,
            "scenario,replication,date,organisation,lever,service,cohort,from,to,because".into(),
        ),
    ] {
        let text = text(&s, write);
        assert_eq!(text.lines().next(), Some(columns.as_str()));
        assert!(text.lines().count() > 3, "{columns}");
    }
}

#[test]
fn summary_is_the_mean_of_the_replications() {
    let o = outcome(1, 3);
    let s = study(&o);
    let values: Vec<f64> = text(&s, replications)
        .lines()
        .filter(|l| l.starts_with("neighbourhood-teams,year_1,emergency_admissions,admissions a year,,,,,,,"))
        .map(|l| l.rsplit(',').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(values.len(), 3);
    let mean = values.iter().sum::<f64>() / 3.0;
    let line = format!("neighbourhood-teams,year_1,emergency_admissions,admissions a year,,,,,,,{mean},");
    assert!(text(&s, summary).contains(&line), "{line}");
}

#[test]
fn a_change_of_nothing_is_exactly_zero_in_the_table() {
    let o = outcome(1, 2);
    let text = text(&study(&o), difference);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let lines: Vec<csv::StringRecord> = reader
        .records()
        .map(Result::unwrap)
        .filter(|r| &r[1] == "no-op")
        .collect();
    assert!(lines.len() > 500);
    assert!(lines.iter().all(|r| &r[11] == "0" && &r[12] == "0" && &r[13] == "0"));
}

#[test]
fn split_adds_to_the_difference_in_the_table() {
    let o = outcome(2, 3);
    let text = text(&study(&o), difference);
    let mean = |measure: &str| -> f64 {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let found = reader
            .records()
            .map(Result::unwrap)
            .find(|r| &r[1] == "neighbourhood-teams" && &r[2] == "all" && &r[3] == measure)
            .unwrap();
        found[11].parse().unwrap()
    };
    let parts: f64 = ["prevented", "treated_elsewhere", "refused", "recoded"]
        .iter()
        .map(|class| mean(&format!("emergency_admissions_{class}")))
        .sum();
    assert!((parts - mean("emergency_admissions")).abs() < 1e-6);
}

#[test]
fn text_with_commas_survives() {
    let o = outcome(1, 1);
    let text = text(&study(&o), decisions);
    assert!(text.contains("\"the marginal price, of a short stay, is below its cost\""));
}

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
        (
            crate::report::money::flows,
            "scenario,month,from,to,heading,unit,replication,value".into(),
        ),
        (
            crate::report::money::money,
            "base,alternative,item,of,unit,base_value,value,ci_low,ci_high,prices,told".into(),
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

/// Rows of `money.csv` of one alternative: item, of, value, told.
fn money_of(outcome: &Outcome, alternative: &str) -> Vec<(String, String, Option<f64>, String)> {
    let text = text(&study(outcome), crate::report::money::money);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(Result::unwrap).filter(|r| &r[1] == alternative);
    rows.map(|r| (r[2].into(), r[3].into(), r[6].parse().ok(), r[10].into()))
        .collect()
}

#[test]
fn a_change_of_nothing_moves_no_money() {
    let o = outcome(2, 5);
    let rows = money_of(&o, "no-op");
    for (item, of, value, told) in &rows {
        match item.as_str() {
            "transfer" => panic!("{of} moved"),
            "pay_back" => assert_eq!(told, "no cost moves"),
            "surplus_variance_ratio" => assert_eq!(*value, Some(1.0), "{of}"),
            item if item.starts_with("spend_per") => assert!(told.starts_with("not defined"), "{item}: {told}"),
            _ => assert_eq!(*value, Some(0.0), "{item} {of}"),
        }
    }
    assert!(rows.len() > 10, "{rows:?}");
}

#[test]
fn money_of_a_comparison_is_what_the_ledgers_say() {
    let o = outcome(2, 5);
    let rows = money_of(&o, "neighbourhood-teams");
    let value = |item: &str, of: &str| {
        let row = rows.iter().find(|r| r.0 == item && r.1 == of);
        row.unwrap_or_else(|| panic!("no row {item} {of}")).2
    };
    // The commissioner pays the hospital for fewer admissions: £3,000 each, as the stand-in's ledger has it.
    let paid = value("transfer", "commissioner > acute-trust: contract").unwrap();
    let admissions: f64 = (o.replications.iter())
        .map(|r| {
            let of = |arm: usize| {
                r.arms[arm]
                    .series
                    .value(&crate::measure::Key::whole("emergency_admissions"), 0, 24)
            };
            of(1).unwrap() - of(0).unwrap()
        })
        .sum::<f64>()
        / o.replications.len() as f64;
    assert!((paid - 3_000.0 * admissions).abs() < 1.0, "{paid} for {admissions}");
    assert!(value("spend_per_emergency_admission_avoided", "").is_some_and(f64::is_finite));
    let flows = text(&study(&o), crate::report::money::flows);
    assert!(
        flows.contains("siloed,2018-04,taxpayer,commissioner,allocation,£,1,34000000"),
        "{}",
        &flows[..600]
    );
}

#[test]
fn the_page_tells_of_money() {
    let o = outcome(2, 5);
    let page = crate::report::answer::answer(&study(&o));
    for part in [
        "**Money** (£ a year",
        "prices of 2018/19",
        "Total public spend",
        "Cost shunted",
        "Pay-back",
        "Spend for each emergency admission avoided",
        "**Who bears the risk of volume**",
        "Commissioner to acute trust, contract",
        "Nothing: every payment is the same to the penny",
        "not defined: the interval of the outcome spans zero",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
}

#[test]
fn the_page_tells_which_way_cost_went() {
    use crate::analysis::money::money_test::moved_apart;
    let told = |changes: &[(f64, f64)]| {
        let made = moved_apart(changes);
        let mut page = String::new();
        crate::report::money::section(&study(&made), 1, &mut page).unwrap();
        let line = page.lines().find(|line| line.starts_with("- Cost shunted: "));
        line.unwrap_or_else(|| panic!("{page}")).to_string()
    };
    let shed = [(-100.0, 60.0), (-110.0, 70.0), (-90.0, 50.0)];
    assert_eq!(told(&shed), "- Cost shunted: £720 from NHS to council (clear)");
    let back = shed.map(|(nhs, council)| (council, nhs));
    assert_eq!(told(&back), "- Cost shunted: £720 from council to NHS (clear)");
    let both_fall = shed.map(|(nhs, council)| (nhs, -council));
    assert!(told(&both_fall).starts_with("- Cost shunted: none"));
}

#[test]
fn text_with_commas_survives() {
    let o = outcome(1, 1);
    let text = text(&study(&o), decisions);
    assert!(text.contains("\"the marginal price, of a short stay, is below its cost\""));
}

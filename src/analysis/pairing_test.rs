use super::{pairing_gain, split_differences};
use crate::experiment::stand_in::{StandInPlan, StandInWorld};
use crate::experiment::{Design, Outcome, run};
use crate::measure::{Key, Period};
use std::sync::Arc;

fn outcome(independent: bool) -> Outcome {
    let base = StandInPlan::base(5);
    let other = base.with(0.05, crate::engine::Date::new(2018, 10, 1));
    let design = Design {
        arms: vec![("base".into(), Arc::new(base)), ("other".into(), Arc::new(other))],
        seed: 1,
        replications: 20,
        independent,
    };
    run::<StandInWorld>(&design, &())
}

#[test]
fn pairing_cuts_the_standard_error_where_luck_is_shared() {
    let (paired, independent) = (outcome(false), outcome(true));
    let all = &Period::of_run(60)[0];
    let gain = pairing_gain(&paired, &independent, 1, &Key::whole("emergency_admissions"), all).unwrap();
    assert_eq!(gain.n, 20);
    assert!(gain.ratio() > 3.0, "{gain:?}");
    // The same design against itself gains nothing by being called independent.
    let none = pairing_gain(&independent, &independent, 1, &Key::whole("emergency_admissions"), all).unwrap();
    assert!((0.5..2.0).contains(&none.ratio()), "{none:?}");
    let discordant = split_differences(&paired, 1, all)[4].unwrap().mean;
    assert!((0.02..0.2).contains(&discordant), "{discordant}");
}

#[test]
fn hand_worked_paired_difference() {
    use super::difference::difference;
    let o = outcome(false);
    let all = &Period::of_run(60)[0];
    let key = Key::whole("emergency_admissions");
    let gaps: Vec<f64> = (o.replications.iter())
        .map(|r| r.arms[1].series.over(&key, all).unwrap() - r.arms[0].series.over(&key, all).unwrap())
        .collect();
    let mean = gaps.iter().sum::<f64>() / 20.0;
    let sd = (gaps.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / 19.0).sqrt();
    let d = difference(&o, 1, &key, all).unwrap();
    assert_eq!(d.estimate.mean, mean);
    // t(19) = 2.09302 in printed tables.
    assert!((d.estimate.high.unwrap() - (mean + 2.093_02 * sd / 20f64.sqrt())).abs() < 1e-3);
    assert!((d.percent().unwrap() - 100.0 * mean / d.base).abs() < 1e-12);
}

//! Incentives are smooth: over five years no lever jumps or saws at a baseline, a plan set anew or a year's end.
//!
//! Months carry growth and chance (each count moves by a normal error of two per cent, addressed), so that nothing is
//! smooth by being still. Laws, for every lever of hospital and commissioner that moves:
//!
//! 1. no month's step is wider than the lag allows: what lies between the lever's bounds, divided by the lag;
//! 2. no saw: the step of an April is not against that of the March before by more than the widest step of the other
//!    months;
//! 3. no pattern of twelve months: what steps differ from the mean of the five months about them has an autocorrelation
//!    at twelve months within chance (2/√n, n months of a run, mean over the runs), or the pattern (its mean by month of
//!    the year, the largest) is smaller than the smallest step that anybody acts on (`economy.choice.smallest_step`).
//!    Plans are set anew each April, so a trace of that is allowed as long as nobody would notice.

use super::choice;
use super::settings::{Change, ContractRegime, Settings};
use super::{Economy, testing};
use crate::engine::{Key, Month, sample};
use std::collections::BTreeMap;

const APRIL_2018: u32 = 18 * 12 + 3;
const YEARS: u32 = 5;
const MONTHS: usize = YEARS as usize * 12;
const RUNS: u64 = 6;
/// A year, so that work crosses baselines that plans raise by less.
const GROWTH: f64 = 0.03;
/// Levers that move less have no shape.
const MOVES: f64 = 0.002;
const ROUNDING: f64 = 1e-20;

/// Where each choice of each organisation stands at each month's end.
fn levers(settings: &Settings, regimes: &[(&str, &str)], luck: u64) -> BTreeMap<String, Vec<f64>> {
    let usual = testing::settings();
    let mut economy = Economy::new(settings);
    for (contract, regime) in regimes {
        let change = Change::ContractRegime(ContractRegime {
            note: None,
            contract: (*contract).into(),
            regime: (*regime).into(),
        });
        economy.effect(&change, Month(APRIL_2018).start());
    }
    let mut stands: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for m in 0..MONTHS as u32 {
        let month = Month(APRIL_2018 + m);
        let mut facts = testing::usual_month(month, &usual);
        let grown = 1.0 + GROWTH * f64::from(m) / 12.0;
        for (i, tally) in facts.counts.iter_mut().enumerate() {
            let error = 0.02 * sample::normal(Key::root(11, luck).with(u64::from(m)).with(i as u64).uniform());
            let now = (1.0 + error) * grown;
            let cells = tally.cells.iter_mut();
            cells.for_each(|x| *x = libm::round(*x as f64 * now) as i64);
        }
        let error = 0.02 * sample::normal(Key::root(12, luck).with(u64::from(m)).uniform());
        let spells = facts.spells;
        let many = libm::round(spells.len() as f64 * (1.0 + error) * grown) as usize;
        facts.spells = (0..many).map(|i| spells[i * spells.len() / many]).collect();
        economy.close_month(&facts);
        for stance in &economy.stances {
            let name = format!(
                "{}/{}",
                economy.ids[stance.organisation],
                choice::ALL[stance.choice].name
            );
            stands.entry(name).or_default().push(stance.setting);
        }
    }
    stands
}

/// Steps by month of a lever.
fn steps(stands: &[f64]) -> Vec<f64> {
    stands.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// What steps differ from the mean of the five months about them.
fn unlike_neighbours(steps: &[f64]) -> Vec<f64> {
    steps
        .windows(5)
        .map(|five| five[2] - five.iter().sum::<f64>() / 5.0)
        .collect()
}

fn autocorrelation(values: &[f64], lag: usize) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let square: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    let cross: f64 = values
        .iter()
        .zip(&values[lag..])
        .map(|(a, b)| (a - mean) * (b - mean))
        .sum();
    // What is only rounding has no shape.
    if square > ROUNDING { cross / square } else { 0.0 }
}

/// Largest mean of a month of the year, over runs and years.
fn pattern(runs: &[Vec<f64>]) -> f64 {
    let mean = |month: usize| {
        let own = || runs.iter().flat_map(|run| run.iter().skip(month).step_by(12));
        own().sum::<f64>() / own().count().max(1) as f64
    };
    (0..12).map(|month| mean(month).abs()).fold(0.0, f64::max)
}

/// What a set of levers breaks, in words.
fn broken(name: &str, runs: &[Vec<f64>], span: f64, lag: f64, seen: f64) -> Vec<String> {
    let mut told = Vec::new();
    let mut unlike = Vec::new();
    let mut twelve = 0.0;
    for stands in runs {
        let steps = steps(stands);
        let widest = steps.iter().fold(0.0_f64, |w, d| w.max(d.abs()));
        if widest > span / lag {
            told.push(format!(
                "{name}: a step of {widest} where the lag allows {}",
                span / lag
            ));
        }
        // Step m leads from month m to m + 1; month 0 is April. The first year is left to find its place.
        let april = |m: usize| (m + 1).is_multiple_of(12);
        let others = (12..steps.len()).filter(|&m| !april(m)).map(|m| steps[m].abs());
        let usual = others.fold(0.0_f64, f64::max);
        for m in (12..steps.len()).filter(|&m| april(m)) {
            if steps[m] * steps[m - 1] < 0.0 && (steps[m] - steps[m - 1]).abs() > usual.max(1e-4) * 2.0 {
                told.push(format!(
                    "{name}: month {m} goes back by {} after {}",
                    steps[m],
                    steps[m - 1]
                ));
            }
        }
        let own = unlike_neighbours(&steps[12..]);
        twelve += autocorrelation(&own, 12) / runs.len() as f64;
        unlike.push(own);
    }
    let limit = 2.0 / libm::sqrt((MONTHS - 12) as f64);
    let size = pattern(&unlike);
    if twelve > limit && size > seen {
        told.push(format!(
            "{name}: autocorrelation {twelve:.2} at twelve months ({limit:.2} is chance) with a pattern of {size}"
        ));
    }
    told
}

/// Every lever under some regimes.
fn hold(settings: &Settings, regimes: &[(&str, &str)]) {
    let lag = settings.parameters.get("economy.choice.lag_months");
    let seen = settings.parameters.get("economy.choice.smallest_step");
    let mut runs: BTreeMap<String, Vec<Vec<f64>>> = BTreeMap::new();
    for luck in 0..RUNS {
        for (name, stands) in levers(settings, regimes, luck) {
            runs.entry(name).or_default().push(stands);
        }
    }
    let mut told = Vec::new();
    let mut moved = 0;
    for (name, runs) in runs {
        let all = || runs.iter().flatten();
        let reach = all().fold(f64::NEG_INFINITY, |a, b| a.max(*b)) - all().fold(f64::INFINITY, |a, b| a.min(*b));
        if reach < MOVES {
            continue;
        }
        moved += 1;
        let own = choice::ALL
            .iter()
            .find(|c| name.ends_with(&format!("/{}", c.name)))
            .expect("a choice of the list");
        let (low, high) = own.acts.bounds();
        told.extend(broken(&name, &runs, high - low, lag, seen));
    }
    assert!(moved >= 1, "{moved} levers move: there is nothing to hold");
    assert!(told.is_empty(), "{regimes:?}\n{}", told.join("\n"));
}

#[test]
fn the_marginal_rate_bends_no_lever_at_its_baseline() {
    // Everybody knows every price, so that the small incentive of a marginal rate shows.
    let mut settings = testing::settings();
    for choice in choice::ALL {
        let path = format!("economy.choice.{}.response_share", choice.name);
        settings
            .parameters
            .find_mut(&path)
            .expect("every choice has a response")
            .value = 1.0;
    }
    hold(&settings, &[("ccg_acute", "payment_by_results_with_marginal_rate")]);
}

#[test]
fn control_totals_bend_no_lever_at_the_year_end() {
    let mut settings = testing::settings();
    let mut fund = settings.contracts["ccg_acute"].clone();
    (fund.payer, fund.regime, fund.beside) = ("taxpayer".into(), "organisational_control_totals".into(), true);
    settings.contracts.insert("fund".into(), fund);
    hold(&settings, &[("ccg_acute", "block_with_risk_share")]);
}

#[test]
fn a_saw_is_found() {
    // A lever that climbs through the year and falls back in April; and one that climbs all the time.
    let saw: Vec<f64> = (0..MONTHS).map(|m| 1.0 + 0.002 * (m % 12) as f64).collect();
    let slope: Vec<f64> = (0..MONTHS).map(|m| 1.0 + 0.001 * m as f64).collect();
    let told = broken("saw", &[saw], 0.4, 9.0, 0.001);
    assert!(
        told.len() > 2 && told.iter().any(|t| t.contains("autocorrelation")),
        "{told:?}"
    );
    assert_eq!(broken("slope", &[slope], 0.4, 9.0, 0.001), Vec::<String>::new());
    let jump: Vec<f64> = (0..MONTHS).map(|m| if m < 30 { 1.0 } else { 1.2 }).collect();
    assert!(broken("jump", &[jump], 0.4, 9.0, 0.001)[0].contains("the lag allows"));
}

//! A server for everyone, at a level rate and at one that moves.

use super::build::{Effort, at, case, exponential, fixed, quick, scenario, stay, thousand};
use super::{Case, Family, Figure};
use crate::analysis::theory::infinite_servers::{Wave, present, present_in_slot, present_on_ramp};
use serde_json::{Value, json};

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, shape) in [
        ("exponential", exponential(4.0)),
        ("fixed", fixed(4.0)),
        ("lognormal", json!({"lognormal": {"mean": 4.0, "sd": 5.0}})),
        ("Weibull", json!({"weibull": {"shape": 0.7, "scale": 3.0}})),
    ] {
        let case = level(name, &shape, thousand(800));
        cases.push(if name == "fixed" { quick(case) } else { case });
    }
    for (name, shape) in [
        ("exponential", exponential(6.0)),
        ("fixed", fixed(8.0)),
        ("lognormal", json!({"lognormal": {"mean": 6.0, "sd": 6.0}})),
        ("gamma", json!({"gamma": {"mean": 10.0, "sd": 4.0}})),
    ] {
        let case = wave(name, &shape, thousand(1_000));
        cases.push(if name == "exponential" { quick(case) } else { case });
    }
    cases.push(week(thousand(1_200)));
    cases.push(sawtooth(thousand(1_000)));
    cases.push(ramp());
    cases
}

fn level(name: &str, shape: &Value, effort: Effort) -> Case {
    let rate = 9.0;
    let time = stay(shape);
    let scenario = scenario(
        "days",
        1.0,
        rate,
        effort,
        &json!({"patient": {"arrivals": {"admission": {"to": "home_care", "pattern": {"constant": {"per_day": rate}}}}}}),
        &json!({"home_care": {"time": shape}}),
    );
    let figures = vec![
        at("home_care", "occupied", present(rate, time.mean())),
        at("home_care", "stay", time.mean()),
    ];
    case(
        Family::EndlessServers,
        format!("M/G/∞, {name} stays"),
        scenario,
        figures,
    )
}

/// Average occupancy in some hours of the day.
fn hours(expected: impl Fn(usize) -> f64) -> Vec<Figure> {
    ([2usize, 8, 14, 20].into_iter())
        .map(|hour| Figure {
            period: format!("hour_{hour:02}"),
            ..at("ward", "occupied", expected(hour))
        })
        .collect()
}

/// In hours, with the given pattern of arrivals; whole weeks from a Monday.
fn daily(rate: f64, effort: Effort, pattern: &Value, shape: &Value) -> Value {
    let mut scenario = scenario(
        "hours",
        24.0,
        rate,
        effort,
        &json!({"patient": {"arrivals": {"outside": {"to": "ward", "pattern": pattern}}}}),
        &json!({"ward": {"time": shape}}),
    );
    let weeks = |days: &Value| (days.as_f64().unwrap_or(7.0) / 7.0).ceil() * 7.0;
    let pathway = &mut scenario["pathway"];
    pathway["run_days"] = weeks(&pathway["run_days"]).into();
    pathway["warm_up_days"] = weeks(&pathway["warm_up_days"]).into();
    scenario
}

fn wave(name: &str, shape: &Value, effort: Effort) -> Case {
    let time = stay(shape);
    let wave = Wave {
        arrivals: 10.0,
        amplitude: 0.8,
        period: 24.0,
    };
    // The rate rises through its average at six in the morning.
    let pattern = json!({"wave": {"per_day": 240.0, "amplitude": 0.8, "period_days": 1.0, "rising_day": 0.25}});
    let scenario = daily(wave.arrivals, effort, &pattern, shape);
    let seen = time.wave(wave.frequency());
    let figures = hours(|hour| {
        let from = hour as f64 - 6.0;
        wave.present_over(time.mean(), seen, from, from + 1.0)
    });
    case(
        Family::VaryingRate,
        format!("a daily wave, {name} stays"),
        scenario,
        figures,
    )
}

/// A profile by hour and weekday.
fn week(effort: Effort) -> Case {
    let shape = exponential(5.0);
    let time = stay(&shape);
    let per_hour: Vec<f64> = (0..24)
        .map(|hour| if (8..20).contains(&hour) { 14.0 } else { 4.0 })
        .collect();
    let weekday = [1.2, 1.1, 1.0, 1.0, 1.1, 0.8, 0.8];
    let rates: Vec<f64> = weekday
        .iter()
        .flat_map(|day| per_hour.iter().map(move |hour| day * hour))
        .collect();
    let pattern = json!({"by_hour": {"per_hour": per_hour, "weekday": weekday}});
    let scenario = daily(9.0, effort, &pattern, &shape);
    let figures = hours(|hour| {
        let days = (0..7).map(|day| present_in_slot(&rates, 1.0, |x| time.twice_integrated(x), day * 24 + hour));
        days.sum::<f64>() / 7.0
    });
    case(
        Family::VaryingRate,
        "a profile by hour and weekday, exponential stays",
        scenario,
        figures,
    )
}

/// A rate that climbs from midnight to noon and falls again, every day, in straight lines.
fn sawtooth(effort: Effort) -> Case {
    let shape = exponential(6.0);
    let time = stay(&shape);
    let pattern = json!({"varying": {
        "points": [{"day": 0.0, "per_day": 48.0}, {"day": 0.5, "per_day": 432.0}],
        "repeat_days": 1.0,
    }});
    let scenario = daily(10.0, effort, &pattern, &shape);
    // Twenty slots an hour, each at the rate of its middle.
    let fine = 20;
    let rates: Vec<f64> = (0..24 * fine)
        .map(|slot| {
            let hour = (f64::from(slot) + 0.5) / f64::from(fine);
            2.0 + 16.0 * (1.0 - (hour - 12.0).abs() / 12.0)
        })
        .collect();
    let length = 1.0 / f64::from(fine);
    let figures = hours(|hour| {
        let slots = (0..fine as usize).map(|part| hour * fine as usize + part);
        let each = slots.map(|slot| present_in_slot(&rates, length, |x| time.twice_integrated(x), slot));
        each.sum::<f64>() / f64::from(fine)
    });
    case(
        Family::VaryingRate,
        "a daily rise and fall in straight lines, exponential stays",
        scenario,
        figures,
    )
}

/// A rate that grows fourfold in a hundred days, and does not come back.
fn ramp() -> Case {
    let shape = fixed(5.0);
    let time = stay(&shape);
    let pattern = json!({"varying": {
        "points": [{"day": 0.0, "per_day": 10.0}, {"day": 100.0, "per_day": 40.0}],
    }});
    let scenario = json!({"pathway": {
        "time_unit": "days",
        "warm_up_days": 20.0,
        "run_days": 100.0,
        "replications": 300,
        "classes": {"patient": {"arrivals": {"outside": {"to": "ward", "pattern": pattern}}}},
        "services": {"ward": {"time": shape}},
    }});
    let expected = present_on_ramp(10.0, 40.0, 100.0, time.mean(), |x| time.once_integrated(x), 0.0, 100.0);
    let figures = vec![at("ward", "occupied", expected)];
    case(
        Family::VaryingRate,
        "a rate that grows for a hundred days, fixed stays",
        scenario,
        figures,
    )
}

//! Two classes before one queue, and arrivals in batches.

use super::build::{
    Effort, HOURS, case, class, clinic, exponential, figure, fixed, million, quick, scenario, stay, thousand,
};
use super::{Case, Family};
use crate::analysis::theory::general_service::batches;
use crate::analysis::theory::priority::{
    Class, preemptive_resume, preemptive_resume_many, without_preemption, without_preemption_many,
};
use serde_json::{Value, json};

pub fn cases() -> Vec<Case> {
    let lognormal = json!({"lognormal": {"mean": 0.8, "sd": 0.8}});
    vec![
        quick(priority(
            "equal exponential",
            [0.25, 0.35],
            [&exponential(1.0), &exponential(1.0)],
            thousand(2_600),
        )),
        priority(
            "swift and slow",
            [0.6, 0.25],
            [&exponential(0.5), &exponential(1.6)],
            million(7),
        ),
        priority(
            "lognormal and fixed",
            [0.4, 0.35],
            [&lognormal, &fixed(1.0)],
            million(5),
        ),
        priority_many(3, [1.0, 1.2], million(6)),
        quick(preemption(
            "equal exponential",
            [0.25, 0.35],
            [1.0, 1.0],
            thousand(1_500),
        )),
        preemption("swift and slow", [0.6, 0.25], [0.5, 1.6], million(4)),
        preemption("slow and swift", [0.2, 0.75], [2.0, 0.4], million(8)),
        preemption_many(3, [1.0, 1.3], million(5)),
        quick(batch(
            "pairs",
            json!({"fixed": {"size": 2}}),
            [2.0, 4.0],
            0.6,
            &exponential(1.0),
            million(2),
        )),
        // Geometric with mean 3: E X² = 2 · 9 − 3.
        batch(
            "geometric",
            json!({"geometric": {"mean": 3.0}}),
            [3.0, 15.0],
            0.6,
            &exponential(1.0),
            million(4),
        ),
        batch(
            "a table of sizes",
            json!({"table": {"sizes": [1, 2, 5], "shares": [0.5, 0.3, 0.2]}}),
            [2.1, 6.7],
            0.7,
            &fixed(1.0),
            million(3),
        ),
    ]
}

/// Urgent before routine at one clinic.
fn two_classes(rates: [f64; 2], effort: Effort, clinic: &Value) -> Value {
    let mut routine = class("clinic", rates[1]);
    routine["priority"] = json!(2);
    scenario(
        "hours",
        HOURS,
        rates[0] + rates[1],
        effort,
        &json!({"urgent": class("clinic", rates[0]), "routine": routine}),
        &json!({"clinic": clinic}),
    )
}

fn priority(name: &str, rates: [f64; 2], shapes: [&Value; 2], effort: Effort) -> Case {
    let of = |i: usize| {
        let time = stay(shapes[i]);
        Class {
            arrivals: rates[i],
            mean: time.mean(),
            second: time.second_moment(),
        }
    };
    let waits = without_preemption(&[of(0), of(1)]);
    let clinic = json!({"servers": 1, "time": shapes[0], "time_by_class": {"routine": shapes[1]}});
    let scenario = two_classes(rates, effort, &clinic);
    let figures = vec![
        figure("urgent", "clinic", "wait", waits[0]),
        figure("routine", "clinic", "wait", waits[1]),
        figure("urgent", "clinic", "waiting", rates[0] * waits[0]),
        figure("routine", "clinic", "waiting", rates[1] * waits[1]),
    ];
    case(
        Family::Priority,
        format!("urgent before routine, {name}"),
        scenario,
        figures,
    )
}

fn priority_many(servers: u32, rates: [f64; 2], effort: Effort) -> Case {
    let waits = without_preemption_many(&rates, 1.0, servers);
    let scenario = two_classes(rates, effort, &json!({"servers": servers, "time": exponential(1.0)}));
    let figures = vec![
        figure("urgent", "clinic", "wait", waits[0]),
        figure("routine", "clinic", "wait", waits[1]),
    ];
    case(
        Family::Priority,
        format!("urgent before routine, {servers} servers"),
        scenario,
        figures,
    )
}

fn preemption(name: &str, rates: [f64; 2], means: [f64; 2], effort: Effort) -> Case {
    let classes = [
        Class::exponential(rates[0], means[0]),
        Class::exponential(rates[1], means[1]),
    ];
    let times = preemptive_resume(&classes);
    let clinic = json!({
        "servers": 1, "preemptive": true,
        "time": exponential(means[0]), "time_by_class": {"routine": exponential(means[1])},
    });
    let scenario = two_classes(rates, effort, &clinic);
    let figures = vec![
        figure("urgent", "clinic", "time_here", times[0]),
        figure("routine", "clinic", "time_here", times[1]),
        figure("routine", "clinic", "present", rates[1] * times[1]),
        figure("routine", "clinic", "occupied", rates[1] * means[1]),
    ];
    case(
        Family::Preemption,
        format!("urgent interrupts routine, {name}"),
        scenario,
        figures,
    )
}

fn preemption_many(servers: u32, rates: [f64; 2], effort: Effort) -> Case {
    let times = preemptive_resume_many(&rates, 1.0, servers);
    let clinic = json!({"servers": servers, "preemptive": true, "time": exponential(1.0)});
    let scenario = two_classes(rates, effort, &clinic);
    let figures = vec![
        figure("urgent", "clinic", "time_here", times[0]),
        figure("routine", "clinic", "time_here", times[1]),
        figure("routine", "clinic", "present", rates[1] * times[1]),
    ];
    case(
        Family::Preemption,
        format!("urgent interrupts routine, {servers} servers"),
        scenario,
        figures,
    )
}

/// `size` is the mean and the mean square of a batch.
fn batch(name: &str, written: Value, size: [f64; 2], load: f64, shape: &Value, effort: Effort) -> Case {
    let time = stay(shape);
    let rate = load / time.mean();
    let queue = batches(rate / size[0], size[0], size[1], time.mean(), time.second_moment());
    let stream = json!({
        "to": "clinic", "batch": written,
        "pattern": {"constant": {"per_day": rate / size[0] * HOURS}},
    });
    let scenario = scenario(
        "hours",
        HOURS,
        rate,
        effort,
        &json!({"patient": {"arrivals": {"coach": stream}}}),
        &json!({"clinic": {"servers": 1, "time": shape}}),
    );
    let figures = vec![
        clinic("wait", queue.wait),
        clinic("present", queue.present()),
        clinic("waited_share", queue.waited_share),
    ];
    case(
        Family::Batch,
        format!("batches: {name}, load {load}"),
        scenario,
        figures,
    )
}

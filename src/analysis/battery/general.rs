//! Services and intervals of any shape before a queue; loss whatever the shape of stay.

use super::build::{
    Effort, at, case, class, clinic, exponential, figure, fixed, million, one, per_cent, quick, scenario, stay,
    thousand,
};
use super::{Case, Family};
use crate::analysis::theory::birth_death::erlang_b;
use crate::analysis::theory::general_arrival;
use crate::analysis::theory::general_service::{fixed_service, one_server};
use crate::analysis::theory::overflow::Overflow;
use serde_json::{Value, json};

pub fn cases() -> Vec<Case> {
    let mut cases = vec![
        quick(even_service(1, 0.5, thousand(600))),
        even_service(1, 0.7, million(1)),
        even_service(1, 0.85, million(4)),
        even_service(3, 0.8, million(5)),
    ];
    for (name, shape, load, effort) in [
        (
            "lognormal",
            json!({"lognormal": {"mean": 1.0, "sd": 1.0}}),
            0.7,
            million(5),
        ),
        ("gamma", json!({"gamma": {"mean": 1.0, "sd": 0.5}}), 0.7, million(3)),
        (
            "Weibull",
            json!({"weibull": {"shape": 0.8, "scale": 1.0}}),
            0.6,
            million(4),
        ),
        (
            "uniform",
            json!({"uniform": {"low": 0.0, "high": 2.0}}),
            0.6,
            thousand(1_500),
        ),
        (
            "triangular",
            json!({"triangular": {"low": 0.2, "mode": 0.5, "high": 2.3}}),
            0.8,
            million(3),
        ),
        (
            "normal",
            json!({"normal": {"mean": 1.0, "sd": 0.4, "minimum": 0.1}}),
            0.75,
            million(4),
        ),
        (
            "table",
            json!({"table": {"values": [0.25, 1.0, 3.0], "shares": [0.5, 0.3, 0.2]}}),
            0.7,
            million(3),
        ),
    ] {
        let case = any_service(name, &shape, load, effort);
        cases.push(if name == "uniform" { quick(case) } else { case });
    }
    for (name, shape, load, effort) in [
        ("even", fixed(1.0), 0.8, million(4)),
        ("gamma", json!({"gamma": {"mean": 1.0, "sd": 0.5}}), 0.7, million(3)),
        (
            "uniform",
            json!({"uniform": {"low": 0.0, "high": 2.0}}),
            0.5,
            thousand(1_700),
        ),
        (
            "uneven gamma",
            json!({"gamma": {"shape": 0.5, "scale": 2.0}}),
            0.6,
            million(3),
        ),
    ] {
        let case = any_arrival(name, &shape, load, effort);
        cases.push(if name == "uniform" { quick(case) } else { case });
    }
    for (name, shape) in [
        ("exponential", exponential(5.0)),
        ("fixed", fixed(5.0)),
        ("lognormal", json!({"lognormal": {"mean": 5.0, "sd": 6.0}})),
        ("gamma", json!({"gamma": {"shape": 0.5, "scale": 10.0}})),
        ("Weibull", json!({"weibull": {"mean": 5.0, "sd": 3.0}})),
        ("uniform", json!({"uniform": {"low": 1.0, "high": 9.0}})),
        (
            "triangular",
            json!({"triangular": {"low": 0.5, "mode": 2.5, "high": 12.0}}),
        ),
        ("normal", json!({"normal": {"mean": 5.0, "sd": 2.0, "minimum": 0.0}})),
        (
            "table",
            json!({"table": {"values": [1.0, 4.0, 20.0], "shares": [0.4, 0.5, 0.1]}}),
        ),
    ] {
        let case = ward(name, &shape, thousand(1_400));
        cases.push(if name == "lognormal" || name == "fixed" {
            quick(case)
        } else {
            case
        });
    }
    cases.push(ready_but_held(million(1)));
    cases.push(second_choice(thousand(900)));
    for (beds, effort) in [
        (
            Overflow {
                arrivals: [2.0, 3.0],
                mean: 1.0,
                own: [2, 3],
                shared: 2,
            },
            thousand(1_700),
        ),
        (
            Overflow {
                arrivals: [6.0, 2.0],
                mean: 1.0,
                own: [6, 2],
                shared: 3,
            },
            million(3),
        ),
        (
            Overflow {
                arrivals: [4.0, 1.0],
                mean: 1.0,
                own: [4, 0],
                shared: 2,
            },
            thousand(700),
        ),
    ] {
        let case = common_reserve(beds, effort);
        cases.push(if beds.own == [2, 3] { quick(case) } else { case });
    }
    cases
}

fn even_service(servers: u32, full: f64, effort: Effort) -> Case {
    let rate = full * f64::from(servers);
    let queue = if servers == 1 {
        one_server(rate, 1.0, 1.0)
    } else {
        fixed_service(rate, 1.0, servers)
    };
    let scenario = one(rate, effort, &json!({"servers": servers, "time": fixed(1.0)}));
    let figures = vec![
        clinic("wait", queue.wait),
        clinic("waited_share", queue.waited_share),
        clinic("present", queue.present()),
    ];
    let name = format!("M/D/{servers}, {} full", per_cent(full));
    case(Family::FixedService, name, scenario, figures)
}

fn any_service(name: &str, shape: &Value, load: f64, effort: Effort) -> Case {
    let time = stay(shape);
    let rate = load / time.mean();
    let queue = one_server(rate, time.mean(), time.second_moment());
    let scenario = one(rate, effort, &json!({"servers": 1, "time": shape}));
    let figures = vec![
        clinic("wait", queue.wait),
        clinic("waiting", queue.waiting),
        clinic("stay", time.mean()),
    ];
    case(
        Family::AnyService,
        format!("M/G/1, {name}, load {load}"),
        scenario,
        figures,
    )
}

fn any_arrival(name: &str, shape: &Value, load: f64, effort: Effort) -> Case {
    let interval = stay(shape);
    let rate = 1.0 / interval.mean();
    let mean = load * interval.mean();
    let queue = general_arrival::one_server(rate, mean, |s| interval.transform(s));
    let scenario = scenario(
        "hours",
        24.0,
        rate,
        effort,
        &json!({"patient": {"arrivals": {"booked": {"to": "clinic", "pattern": {"interval": {"time": shape}}}}}}),
        &json!({"clinic": {"servers": 1, "time": exponential(mean)}}),
    );
    let figures = vec![
        clinic("wait", queue.wait),
        clinic("waiting", queue.waiting),
        clinic("waited_share", queue.waited_share),
    ];
    case(
        Family::AnyArrival,
        format!("G/M/1, {name} intervals, load {load}"),
        scenario,
        figures,
    )
}

/// Ten beds, 1.8 patients a day, about five days each: Erlang's B whatever the shape of stay.
fn ward(name: &str, shape: &Value, effort: Effort) -> Case {
    let (beds, rate) = (10, 1.8);
    let load = rate * stay(shape).mean();
    let lost = erlang_b(beds, load);
    let scenario = in_days(
        rate,
        effort,
        &json!({"patient": {"arrivals": {"admission": {"to": "ward", "pattern": {"constant": {"per_day": rate}}}}}}),
        &json!({"ward": {"servers": beds, "queue_places": 0, "when_full": "turn_away", "time": shape}}),
    );
    let figures = vec![
        at("ward", "turned_away_share", lost),
        at("ward", "occupied", load * (1.0 - lost)),
    ];
    case(
        Family::Insensitivity,
        format!("ten beds, {name} stays"),
        scenario,
        figures,
    )
}

/// The bed is held after the stay until the way home is arranged: the bed sees the sum.
fn ready_but_held(effort: Effort) -> Case {
    let (beds, rate, stay, delay) = (12, 1.6, 5.0, 1.5);
    let load = rate * (stay + delay);
    let lost = erlang_b(beds, load);
    let scenario = in_days(
        rate,
        effort,
        &json!({"patient": {
            "arrivals": {"admission": {"to": "ward", "pattern": {"constant": {"per_day": rate}}}},
            "routes": {"ward": [{"to": "leave", "share": 1.0, "delay": exponential(delay)}]},
        }}),
        &json!({"ward": {
            "servers": beds, "queue_places": 0, "when_full": "turn_away",
            "time": {"lognormal": {"mean": stay, "sd": 4.0}},
        }}),
    );
    let through = rate * (1.0 - lost);
    let figures = vec![
        at("ward", "turned_away_share", lost),
        at("ward", "occupied", load * (1.0 - lost)),
        at("ward", "holding", through * delay),
        at("ward", "held", delay),
    ];
    case(
        Family::Insensitivity,
        "twelve beds, held until the way home is arranged",
        scenario,
        figures,
    )
}

/// Those turned away by the first five beds try five others: together ten, and the first five are filled first.
fn second_choice(effort: Effort) -> Case {
    let load = 8.0;
    let ward = json!({"servers": 5, "queue_places": 0, "when_full": "turn_away", "time": exponential(1.0)});
    let mut first = ward.clone();
    first["turned_away_to"] = json!("second");
    let scenario = scenario(
        "hours",
        24.0,
        load,
        effort,
        &json!({"patient": class("first", load)}),
        &json!({"first": first, "second": ward}),
    );
    let (few, all) = (erlang_b(5, load), erlang_b(10, load));
    let figures = vec![
        at("first", "turned_away_share", few),
        at("second", "turned_away_share", all / few),
        at("second", "occupied", load * (few - all)),
    ];
    case(
        Family::Overflow,
        "five beds and five more behind them, load 8",
        scenario,
        figures,
    )
}

fn common_reserve(beds: Overflow, effort: Effort) -> Case {
    let [a, b] = beds.own;
    let found = beds.stationary();
    let mut pools = json!({"reserve": {"servers": beds.shared}});
    for (pool, class, servers) in [("own_a", "a", a), ("own_b", "b", b)] {
        if servers > 0 {
            pools[pool] = json!({"servers": servers, "classes": [class]});
        }
    }
    let scenario = scenario(
        "hours",
        24.0,
        beds.arrivals[0] + beds.arrivals[1],
        effort,
        &json!({"a": class("ward", beds.arrivals[0]), "b": class("ward", beds.arrivals[1])}),
        &json!({"ward": {
            "pools": pools, "queue_places": 0, "when_full": "turn_away", "time": exponential(beds.mean),
        }}),
    );
    let figures = vec![
        figure("a", "ward", "turned_away_share", found.turned_away_share[0]),
        figure("b", "ward", "turned_away_share", found.turned_away_share[1]),
        at("ward", "occupied", found.occupied),
    ];
    let name = format!("{a} and {b} beds of their own, {} shared", beds.shared);
    case(Family::Overflow, name, scenario, figures)
}

fn in_days(rate: f64, effort: Effort, classes: &Value, services: &Value) -> Value {
    scenario("days", 1.0, rate, effort, classes, services)
}

//! Several services: Jackson networks, blocking after service; and queues that grow.

use super::build::{Effort, HOURS, at, case, class, exponential, figure, million, quick, scenario, thousand};
use super::{Case, Family, Figure};
use crate::analysis::theory::network::{Service, jackson, time_in_system};
use crate::analysis::theory::tandem::{self, Tandem};
use crate::analysis::theory::transient::Growth;
use serde_json::{Value, json};

pub fn cases() -> Vec<Case> {
    vec![
        three_in_a_row(million(5)),
        quick(feedback(thousand(1_700))),
        hospital(million(7)),
        two_ways(million(3)),
        quick(blocking(
            "no place between",
            [(1, 4, 1.0), (1, 0, 1.0)],
            0.7,
            thousand(1_000),
        )),
        blocking("room for two between", [(1, 8, 1.0), (1, 2, 0.9)], 0.8, million(5)),
        blocking("two beds into one", [(2, 6, 1.5), (1, 0, 0.8)], 0.9, million(5)),
        blocking("a ward into a small unit", [(6, 5, 4.0), (2, 1, 1.2)], 1.3, million(3)),
        quick(overload(1, 1.5, 0, 200.0, 3_000)),
        overload(1, 1.2, 0, 500.0, 6_000),
        overload(5, 6.0, 0, 150.0, 4_000),
        overload(3, 3.6, 12, 200.0, 4_000),
    ]
}

/// A figure of the whole network.
fn whole(measure: &'static str, expected: f64) -> Figure {
    figure("", "", measure, expected)
}

fn three_in_a_row(effort: Effort) -> Case {
    let rate = 0.7;
    let services = [
        Service { mean: 1.0, servers: 1 },
        Service { mean: 2.0, servers: 2 },
        Service { mean: 3.2, servers: 3 },
    ];
    let routes = [vec![0.0, 1.0, 0.0], vec![0.0, 0.0, 1.0], vec![0.0; 3]];
    let outside = [rate, 0.0, 0.0];
    let queues = jackson(&outside, &routes, &services);
    let mut patient = class("first", rate);
    patient["routes"] = json!({
        "first": [{"to": "second", "share": 1.0}],
        "second": [{"to": "third", "share": 1.0}],
    });
    let scenario = scenario(
        "hours",
        HOURS,
        rate,
        effort,
        &json!({"patient": patient}),
        &written(&["first", "second", "third"], &services),
    );
    let figures = vec![
        at("first", "wait", queues[0].wait),
        at("second", "wait", queues[1].wait),
        at("third", "wait", queues[2].wait),
        whole("time_in_system", time_in_system(&outside, &queues)),
    ];
    case(Family::Network, "three services in a row", scenario, figures)
}

fn written(names: &[&str], services: &[Service]) -> Value {
    let each = names.iter().zip(services);
    let each = each.map(|(name, s)| {
        (
            (*name).to_owned(),
            json!({"servers": s.servers, "time": exponential(s.mean)}),
        )
    });
    Value::Object(each.collect())
}

fn feedback(effort: Effort) -> Case {
    let rate = 0.45;
    let services = [Service { mean: 1.0, servers: 1 }];
    let queues = jackson(&[rate], &[vec![0.25]], &services);
    let mut patient = class("clinic", rate);
    patient["routes"] = json!({"clinic": [{"to": "clinic", "share": 0.25}, {"to": "leave", "share": 0.75}]});
    let scenario = scenario(
        "hours",
        HOURS,
        rate,
        effort,
        &json!({"patient": patient}),
        &written(&["clinic"], &services),
    );
    let figures = vec![
        at("clinic", "wait", queues[0].wait),
        at("clinic", "present", queues[0].present()),
        whole("time_in_system", time_in_system(&[rate], &queues)),
    ];
    case(Family::Network, "a quarter come back", scenario, figures)
}

/// Door, diagnostics, ward and rehabilitation, with returns.
fn hospital(effort: Effort) -> Case {
    let names = ["door", "diagnostics", "ward", "rehabilitation"];
    let services = [
        Service { mean: 0.5, servers: 4 },
        Service { mean: 0.4, servers: 2 },
        Service { mean: 5.0, servers: 12 },
        Service { mean: 8.0, servers: 9 },
    ];
    let routes = [
        vec![0.0, 0.4, 0.1, 0.0],
        vec![0.3, 0.0, 0.4, 0.0],
        vec![0.0, 0.2, 0.0, 0.3],
        vec![0.0, 0.0, 0.15, 0.0],
    ];
    let outside = [4.0, 0.6, 0.3, 0.0];
    let queues = jackson(&outside, &routes, &services);
    let mut arrivals = serde_json::Map::new();
    for (name, rate) in names.iter().zip(outside).filter(|(_, rate)| *rate > 0.0) {
        let stream = json!({"to": name, "pattern": {"constant": {"per_day": rate * HOURS}}});
        arrivals.insert(format!("to_{name}"), stream);
    }
    let mut ways = serde_json::Map::new();
    for (name, row) in names.iter().zip(&routes) {
        let on = names.iter().zip(row).filter(|(_, share)| **share > 0.0);
        let mut list: Vec<Value> = on.map(|(to, share)| json!({"to": to, "share": share})).collect();
        list.push(json!({"to": "leave", "share": 1.0 - row.iter().sum::<f64>()}));
        ways.insert((*name).to_owned(), list.into());
    }
    let scenario = scenario(
        "hours",
        HOURS,
        outside.iter().sum(),
        effort,
        &json!({"patient": {"arrivals": arrivals, "routes": ways}}),
        &written(&names, &services),
    );
    let mut figures: Vec<Figure> = (names.iter().zip(&queues))
        .map(|(name, queue)| at(name, "present", queue.present()))
        .collect();
    figures.push(whole("time_in_system", time_in_system(&outside, &queues)));
    figures.push(whole("in_system", queues.iter().map(|queue| queue.present()).sum()));
    case(Family::Network, "a small hospital with returns", scenario, figures)
}

/// Two classes share two services in opposite order.
fn two_ways(effort: Effort) -> Case {
    let (rates, mean) = ([0.4, 0.3], 1.0);
    let services = [Service { mean, servers: 1 }, Service { mean: 1.5, servers: 2 }];
    // Each service sees both classes once.
    let all = rates[0] + rates[1];
    let queues = jackson(&[all, 0.0], &[vec![0.0, 1.0], vec![0.0, 0.0]], &services);
    let (mut there, mut back) = (class("x_ray", rates[0]), class("physiotherapy", rates[1]));
    there["routes"] = json!({"x_ray": [{"to": "physiotherapy", "share": 1.0}]});
    back["routes"] = json!({"physiotherapy": [{"to": "x_ray", "share": 1.0}]});
    let scenario = scenario(
        "hours",
        HOURS,
        all,
        effort,
        &json!({"there": there, "back": back}),
        &written(&["x_ray", "physiotherapy"], &services),
    );
    let time = time_in_system(&[all, 0.0], &queues);
    let figures = vec![
        figure("there", "x_ray", "wait", queues[0].wait),
        figure("back", "x_ray", "wait", queues[0].wait),
        figure("there", "", "time_in_system", time),
        figure("back", "", "time_in_system", time),
    ];
    case(Family::Network, "two classes in opposite order", scenario, figures)
}

/// Servers, places to wait and mean of both services.
fn blocking(name: &str, services: [(u32, u32, f64); 2], rate: f64, effort: Effort) -> Case {
    let [first, second] = services.map(|(servers, places, mean)| tandem::Service { mean, servers, places });
    let found = Tandem {
        arrivals: rate,
        first,
        second,
    }
    .stationary();
    let mut patient = class("first", rate);
    patient["routes"] = json!({"first": [{"to": "second", "share": 1.0}]});
    let written = |s: tandem::Service| json!({"servers": s.servers, "queue_places": s.places, "when_full": "hold", "time": exponential(s.mean)});
    let scenario = scenario(
        "hours",
        HOURS,
        rate,
        effort,
        &json!({"patient": patient}),
        &json!({"first": written(first), "second": written(second)}),
    );
    let figures = vec![
        at("first", "turned_away_share", found.turned_away_share),
        at("first", "holding", found.holding),
        at("first", "held", found.holding / found.through),
        at("first", "occupied", found.occupied),
        at("second", "occupied", found.second_occupied),
    ];
    case(
        Family::Blocking,
        format!("blocking after service, {name}"),
        scenario,
        figures,
    )
}

/// More than the servers can carry, from so many waiting (and all servers taken), or from nobody.
fn overload(servers: u32, rate: f64, waiting: usize, hours: f64, replications: u32) -> Case {
    let c = servers as usize;
    let start = if waiting > 0 { waiting + c } else { 0 };
    let growth = Growth {
        up: |_| rate,
        down: |n: usize| n.min(c) as f64,
        last: start + (rate * hours + 12.0 * libm::sqrt(rate * hours)) as usize,
    };
    let present = growth.mean(start, hours, |n| n as f64);
    let waited = growth.mean(start, hours, |n| n.saturating_sub(c) as f64);
    let mut clinic = json!({"servers": servers, "time": exponential(1.0)});
    if waiting > 0 {
        clinic["start"] = json!({"in_service": {"patient": servers}, "waiting": {"patient": waiting}});
    }
    let scenario = json!({"pathway": {
        "time_unit": "hours",
        "run_days": hours / HOURS,
        "replications": replications,
        "classes": {"patient": class("clinic", rate)},
        "services": {"clinic": clinic},
    }});
    let figures = vec![
        at("clinic", "present", present.over),
        at("clinic", "waiting", waited.over),
        at("clinic", "unfinished", present.at_end),
    ];
    let from = if waiting > 0 {
        format!(", {waiting} waiting at first")
    } else {
        String::new()
    };
    let name = format!("overload, servers {servers}, {rate} an hour for {hours} hours{from}");
    case(Family::Overload, name, scenario, figures)
}

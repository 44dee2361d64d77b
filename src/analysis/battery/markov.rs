//! Poisson arrivals and exponential services: one and many servers, finite queues, loss, balking, reneging.

use super::build::{Effort, case, clinic, exponential, fixed, million, one, per_cent, quick, thousand};
use super::{Case, Family};
use crate::analysis::theory::birth_death::{
    balking, endless_queue, erlang_b, finite_queue, fixed_patience, impatient, wait_quantile,
};
use serde_json::json;

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (load, effort) in [
        (0.3, thousand(1_500)),
        (0.5, thousand(1_200)),
        (0.7, million(4)),
        (0.8, million(5)),
        (0.9, million(14)),
    ] {
        let case = one_server(load, effort);
        cases.push(if load == 0.5 { quick(case) } else { case });
    }
    cases.extend([
        quick(many_servers(2, 0.6, million(3))),
        many_servers(3, 0.8, million(7)),
        many_servers(5, 0.85, million(11)),
        many_servers(10, 0.8, million(10)),
        many_servers(50, 0.92, million(14)),
    ]);
    cases.extend([
        quick(finite(1, 4, 0.8, million(2))),
        finite(1, 6, 1.2, million(1)),
        finite(3, 4, 3.0, thousand(1_300)),
        finite(10, 5, 9.0, million(5)),
    ]);
    cases.extend([
        quick(loss(3, 1.5, thousand(550))),
        loss(5, 5.0, thousand(300)),
        loss(10, 5.0, million(8)),
        loss(60, 55.0, million(7)),
    ]);
    cases.extend([
        quick(balk(1, 1.2, &[(1, 0.3), (3, 0.6), (6, 0.9)], thousand(500))),
        balk(3, 2.7, &[(1, 0.5)], thousand(1_900)),
        balk(5, 6.0, &[(2, 0.25), (4, 0.75), (8, 1.0)], thousand(900)),
    ]);
    cases.extend([
        quick(renege(1, 0.9, 2.0, thousand(500))),
        renege(5, 6.0, 1.0, thousand(800)),
        renege(20, 20.0, 3.0, million(8)),
        renege_at_once(0.9, 1.5, thousand(700)),
    ]);
    cases
}

fn one_server(load: f64, effort: Effort) -> Case {
    let queue = endless_queue(load, 1.0, 1);
    // Begun near equilibrium: one with the clinician, the usual number waiting.
    let start = json!({"in_service": {"patient": 1}, "waiting": {"patient": queue.waiting as u32}});
    let scenario = one(
        load,
        effort,
        &json!({"servers": 1, "time": exponential(1.0), "start": start}),
    );
    let mut figures = vec![
        clinic("wait", queue.wait),
        clinic("waiting", queue.waiting),
        clinic("waited_share", queue.waited_share),
        clinic("utilisation", load),
    ];
    if load == 0.7 {
        figures.push(clinic("wait_p95", wait_quantile(load, 1.0, 1, 0.95)));
    }
    case(Family::OneServer, format!("M/M/1, load {load}"), scenario, figures)
}

fn many_servers(servers: u32, full: f64, effort: Effort) -> Case {
    let rate = full * f64::from(servers);
    let queue = endless_queue(rate, 1.0, servers);
    let start = json!({"in_service": {"patient": rate as u32}});
    let scenario = one(
        rate,
        effort,
        &json!({"servers": servers, "time": exponential(1.0), "start": start}),
    );
    let mut figures = vec![
        clinic("waited_share", queue.waited_share),
        clinic("present", queue.present()),
        clinic("occupied", queue.occupied),
    ];
    // The mean wait of a large group is the mean of rare long ones: there the share who wait says more in less time.
    if servers <= 10 {
        figures.push(clinic("wait", queue.wait));
    }
    let name = format!("M/M/{servers}, {} full", per_cent(full));
    case(Family::ManyServers, name, scenario, figures)
}

fn finite(servers: u32, places: u32, rate: f64, effort: Effort) -> Case {
    let queue = finite_queue(rate, 1.0, servers, places);
    let scenario = one(
        rate,
        effort,
        &json!({"servers": servers, "queue_places": places, "time": exponential(1.0)}),
    );
    let figures = vec![
        clinic("turned_away_share", queue.turned_away_share),
        clinic("wait", queue.wait),
        clinic("waiting", queue.waiting),
        clinic("occupied", queue.occupied),
    ];
    let name = format!("M/M/{servers} with {places} places to wait, load {rate}");
    case(Family::FiniteQueue, name, scenario, figures)
}

fn loss(beds: u32, load: f64, effort: Effort) -> Case {
    let lost = erlang_b(beds, load);
    let scenario = one(
        load,
        effort,
        &json!({"servers": beds, "queue_places": 0, "when_full": "turn_away", "time": exponential(1.0)}),
    );
    let figures = vec![
        clinic("turned_away_share", lost),
        clinic("occupied", load * (1.0 - lost)),
    ];
    case(
        Family::Loss,
        format!("Erlang B, {beds} beds, load {load}"),
        scenario,
        figures,
    )
}

fn balk(servers: u32, rate: f64, steps: &[(u32, f64)], effort: Effort) -> Case {
    let share = |waiting: usize| {
        let reached = steps.iter().rev().find(|(from, _)| waiting >= *from as usize);
        reached.map_or(0.0, |(_, share)| *share)
    };
    let queue = balking(rate, 1.0, servers, share);
    let written: Vec<_> = (steps.iter())
        .map(|(waiting, share)| json!({"waiting": waiting, "share": share}))
        .collect();
    let scenario = one(
        rate,
        effort,
        &json!({"servers": servers, "time": exponential(1.0), "balking": written}),
    );
    let figures = vec![
        clinic("balked_share", queue.balked_share),
        clinic("wait", queue.wait),
        clinic("waiting", queue.waiting),
    ];
    let name = format!("M/M/{servers} with balking, steps {}, load {rate}", steps.len());
    case(Family::Balking, name, scenario, figures)
}

fn renege(servers: u32, rate: f64, patience: f64, effort: Effort) -> Case {
    let queue = impatient(rate, 1.0, servers, patience);
    let scenario = one(
        rate,
        effort,
        &json!({"servers": servers, "time": exponential(1.0), "patience": exponential(patience)}),
    );
    let figures = vec![
        clinic("reneged_share", queue.reneged_share),
        clinic("waiting", queue.waiting),
        clinic("wait", queue.wait),
        clinic("occupied", queue.occupied),
    ];
    let name = format!("Erlang A, servers {servers}, load {rate}, mean patience {patience}");
    case(Family::Reneging, name, scenario, figures)
}

fn renege_at_once(rate: f64, patience: f64, effort: Effort) -> Case {
    let queue = fixed_patience(rate, 1.0, patience);
    let scenario = one(
        rate,
        effort,
        &json!({"servers": 1, "time": exponential(1.0), "patience": fixed(patience)}),
    );
    let figures = vec![
        clinic("reneged_share", queue.reneged_share),
        clinic("waiting", queue.waiting),
        clinic("wait", queue.wait),
    ];
    let name = format!("M/M/1 with a patience of {patience}, load {rate}");
    case(Family::Reneging, name, scenario, figures)
}

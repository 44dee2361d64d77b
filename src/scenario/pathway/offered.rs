//! What a network is offered, from its traffic equations: how many of each class come to each service in the end, and how
//! much of its servers' time that takes. Blocking comes on top; those turned away, balking or giving up come off.

use crate::engine::time::DAY;
use crate::model::pathway::Network;

/// The load of a service, or of those of its servers that some classes may use.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Load {
    pub service: String,
    /// The classes that have only these servers; empty for all.
    pub classes: Vec<String>,
    /// Servers busy on average, if there were always one.
    pub busy: f64,
    pub servers: u32,
    /// Share of the time they work.
    pub open_share: f64,
    /// Busy over servers that work.
    pub load: f64,
}

/// The highest load of each service with servers: of all of them, or of the servers of one pool's classes.
pub(super) fn loads(network: &Network) -> Vec<Load> {
    let visits: Vec<Vec<f64>> = (0..network.classes.len()).map(|class| visits(network, class)).collect();
    let days = |time: f64| time * network.unit as f64 / DAY as f64;
    let mut loads = Vec::new();
    for (s, station) in network.stations.iter().enumerate() {
        if station.endless {
            continue;
        }
        // A bed is held while a patient waits for what the way on needs.
        let busy: Vec<f64> = (network.classes.iter().zip(&visits).enumerate())
            .map(|(c, (class, visits))| visits[s] * days(station.time[c].mean() + delay(&class.routes[s])))
            .collect();
        let of = |classes: u64| {
            let servers = station.pools.iter().filter(|p| p.classes & classes != 0);
            let servers = servers.map(|p| p.servers).fold(0, u32::saturating_add);
            let chosen = |c: &usize| classes >> c & 1 == 1;
            let busy: f64 = (0..busy.len()).filter(chosen).map(|c| busy[c]).sum();
            let open_share = station.open_share();
            let capacity = f64::from(servers) * open_share;
            Load {
                service: station.id.clone(),
                classes: if classes == u64::MAX {
                    Vec::new()
                } else {
                    let ids = (0..network.classes.len()).filter(chosen);
                    ids.map(|c| network.classes[c].id.clone()).collect()
                },
                busy,
                servers,
                open_share,
                load: if busy > 0.0 { busy / capacity } else { 0.0 },
            }
        };
        let mut highest = of(u64::MAX);
        for pool in &station.pools {
            let load = of(pool.classes);
            if load.load > highest.load {
                highest = load;
            }
        }
        loads.push(highest);
    }
    loads
}

/// Mean delay of the ways on, in the author's unit.
fn delay(routes: &[crate::model::pathway::network::Route]) -> f64 {
    let mut below = 0.0;
    let mut mean = 0.0;
    for route in routes {
        let share = route.cumulative - below;
        below = route.cumulative;
        mean += share * route.delay.as_ref().map_or(0.0, |delay| delay.mean());
    }
    mean
}

/// Visits a day of one class to each service.
fn visits(network: &Network, class: usize) -> Vec<f64> {
    let class = &network.classes[class];
    let n = network.stations.len();
    let mut outside = vec![0.0; n];
    for stream in &class.streams {
        let size = stream.batch.as_ref().map_or(1.0, |batch| batch.mean());
        let rate = (stream.pattern).mean_per_day(network.start, network.end, network.start, network.unit);
        outside[usize::from(stream.to)] += rate * size;
    }
    let mut shares = vec![vec![0.0; n]; n];
    for (from, routes) in class.routes.iter().enumerate() {
        let mut below = 0.0;
        for route in routes {
            if let Some(to) = route.to {
                shares[from][usize::from(to)] += route.cumulative - below;
            }
            below = route.cumulative;
        }
    }
    traffic(&outside, &shares)
}

/// The traffic equations: what comes to each service is what comes from outside and from every other,
/// λⱼ = γⱼ + Σᵢ λᵢ pᵢⱼ. By elimination; a service from which nobody can get out has no solution and gives infinity.
pub(super) fn traffic(outside: &[f64], shares: &[Vec<f64>]) -> Vec<f64> {
    let n = outside.len();
    // Rows of (I − Pᵀ) λ = γ.
    let mut rows: Vec<Vec<f64>> = (0..n)
        .map(|j| {
            let coefficient = |i: usize| f64::from(u8::from(i == j)) - shares[i][j];
            (0..n).map(coefficient).chain([outside[j]]).collect()
        })
        .collect();
    for column in 0..n {
        let pivot = (column..n)
            .max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))
            .expect("there is a row for every column");
        rows.swap(column, pivot);
        let lead = rows[column].clone();
        for row in rows.iter_mut().skip(column + 1) {
            let ratio = row[column] / lead[column];
            if ratio != 0.0 {
                for (x, y) in row.iter_mut().zip(&lead).skip(column) {
                    *x -= ratio * y;
                }
            }
        }
    }
    let mut found = vec![0.0; n];
    for j in (0..n).rev() {
        let known: f64 = ((j + 1)..n).map(|i| rows[j][i] * found[i]).sum();
        let value = (rows[j][n] - known) / rows[j][j];
        found[j] = if value.is_finite() {
            value.max(0.0)
        } else {
            f64::INFINITY
        };
    }
    found
}

#[cfg(test)]
#[path = "offered_test.rs"]
mod tests;

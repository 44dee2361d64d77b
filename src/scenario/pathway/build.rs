//! A checked file becomes the network that runs: ids become indices, distributions are made ready, shares are summed.

use super::file::{self, AtClosing, ClassFile, PathwayFile, Pattern as PatternFile, StationFile, WhenFull};
use crate::engine::time::{DAY, HOUR};
use crate::engine::{Date, Span, Time, sample};
use crate::model::pathway::distribution::Distribution;
use crate::model::pathway::network::{Batch, Class, Network, Opening, Pattern, Pool, Route, Start, Station, Stream};
use crate::model::pathway::variate::Variate;
use std::collections::BTreeMap;

/// The network of a checked file.
pub(in crate::scenario) fn network(file: &PathwayFile) -> Network {
    let start = Date::parse(&file.start_date).expect("the date was checked").midnight();
    let stations: Vec<&str> = file.services.keys().map(String::as_str).collect();
    let classes: Vec<&str> = file.classes.keys().map(String::as_str).collect();
    let index = |id: &str| stations.iter().position(|s| *s == id).map(|i| i as u16);
    let mut network = Network {
        unit: file.time_unit.ticks(),
        from: Time(start.0 - Span::days(file.warm_up_days).0),
        start,
        end: start + Span::days(file.run_days),
        classes: file
            .classes
            .iter()
            .map(|(id, c)| class(id, c, &stations, &index))
            .collect(),
        stations: file
            .services
            .iter()
            .map(|(id, s)| station(id, s, file, &classes, &index))
            .collect(),
        revisits: false,
    };
    network.revisits = can_return(&network);
    network
}

fn variate(of: &Distribution) -> Variate {
    Variate::new(of).expect("the distributions were checked")
}

fn class(id: &str, file: &ClassFile, stations: &[&str], index: &impl Fn(&str) -> Option<u16>) -> Class {
    let stream = |(id, s): (&String, &file::StreamFile)| Stream {
        id: id.clone(),
        to: index(&s.to).expect("the services named were checked"),
        pattern: pattern(&s.pattern),
        batch: s.batch.as_ref().map(batch),
    };
    let routes = |station: &&str| {
        let list = file.routes.get(*station).map(Vec::as_slice).unwrap_or_default();
        let shares: Vec<f64> = list.iter().map(|r| r.share).collect();
        let ways = list.iter().zip(sample::cumulative(&shares));
        ways.map(|(route, cumulative)| Route {
            to: index(&route.to),
            cumulative,
            delay: route.delay.as_ref().map(variate),
        })
        .collect()
    };
    Class {
        id: id.to_owned(),
        name: label(&file.name, id),
        streams: file.arrivals.iter().map(stream).collect(),
        routes: stations.iter().map(routes).collect(),
    }
}

/// A label, or what can be read of an id.
fn label(name: &str, id: &str) -> String {
    if name.is_empty() {
        id.replace(['_', '-'], " ")
    } else {
        name.to_owned()
    }
}

fn pattern(file: &PatternFile) -> Pattern {
    match file {
        PatternFile::Constant(c) => Pattern::Constant(c.per_day),
        PatternFile::ByHour(h) => Pattern::ByHour {
            rate: h.per_hour.map(|per_hour| 24.0 * per_hour),
            weekday: h.weekday,
        },
        PatternFile::Varying(v) => Pattern::Varying {
            points: v.points.iter().map(|p| (p.day, p.per_day)).collect(),
            repeat: v.repeat_days,
        },
        PatternFile::Wave(w) => Pattern::Wave {
            mean: w.per_day,
            amplitude: w.amplitude,
            period: w.period_days,
            rising: w.rising_day,
        },
        PatternFile::Dated(d) => {
            let at = |a: &file::DatedArrival| {
                let day = Date::parse(&a.date).expect("the dates were checked").midnight();
                (day + Span::hours(a.hour), a.patients)
            };
            let mut list: Vec<(Time, u32)> = d.at.iter().map(at).collect();
            list.sort_unstable();
            Pattern::Dated(list)
        }
        PatternFile::Interval(i) => Pattern::Interval(variate(&i.time)),
    }
}

fn batch(file: &file::Batch) -> Batch {
    match file {
        file::Batch::Fixed(b) => Batch::Fixed(b.size),
        file::Batch::Geometric(b) => Batch::Geometric(b.mean),
        file::Batch::Table(b) => Batch::Table {
            sizes: b.sizes.clone(),
            cumulative: sample::cumulative(&b.shares),
        },
    }
}

fn station(
    id: &str,
    file: &StationFile,
    pathway: &PathwayFile,
    classes: &[&str],
    index: &impl Fn(&str) -> Option<u16>,
) -> Station {
    let elsewhere = |to: &Option<String>| to.as_deref().and_then(index);
    let time: Vec<Variate> = classes
        .iter()
        .map(|c| variate(file.time_by_class.get(*c).unwrap_or(&file.time)))
        .collect();
    let priorities: Vec<u32> = (pathway.classes.iter())
        .map(|(id, class)| *file.priority_by_class.get(id).unwrap_or(&class.priority))
        .collect();
    let mut levels = priorities.clone();
    levels.sort_unstable();
    levels.dedup();
    let rank = |p: &u32| levels.iter().position(|l| l == p).expect("every priority is a level") as u8;
    let endless = file.servers.is_none() && file.pools.is_empty();
    let counts = |list: &BTreeMap<String, u32>| classes.iter().map(|c| list.get(*c).copied().unwrap_or(0)).collect();
    let start = file.start.as_ref().map(|s| Start {
        in_service: counts(&s.in_service),
        waiting: counts(&s.waiting),
        residual: s.residual.as_ref().map(variate),
        equilibrium: time.iter().map(Variate::residual).collect(),
    });
    let pools = pools(file, classes);
    let everybody = pools.iter().all(|pool| pool.classes == u64::MAX);
    Station {
        id: id.to_owned(),
        name: label(&file.name, id),
        pools,
        lines_a_rank: if everybody { 1 } else { classes.len() },
        endless,
        rank: priorities.iter().map(rank).collect(),
        ranks: levels.len(),
        preemptive: file.preemptive && levels.len() > 1,
        queue_places: file.queue_places.unwrap_or(u32::MAX),
        hold: file.when_full == WhenFull::Hold,
        turned_away_to: elsewhere(&file.turned_away_to),
        balking: file.balking.iter().map(|b| (b.waiting, b.share)).collect(),
        balked_to: elsewhere(&file.balked_to),
        patience: (classes.iter())
            .map(|c| file.patience_by_class.get(*c).or(file.patience.as_ref()).map(variate))
            .collect(),
        reneged_to: elsewhere(&file.reneged_to),
        opening: opening(file),
        turns_away_when_closed: file.at_closing == AtClosing::TurnAway,
        time,
        start,
        cost_per_bed_day: file.cost_per_bed_day,
        cost_per_open_bed_day: file.cost_per_open_bed_day,
        cost_per_delayed_day: file.cost_per_delayed_day,
    }
}

/// The most dedicated first.
pub(super) fn pools(file: &StationFile, classes: &[&str]) -> Vec<Pool> {
    if file.pools.is_empty() {
        return vec![Pool {
            id: String::new(),
            servers: file.servers.unwrap_or(u32::MAX),
            classes: u64::MAX,
        }];
    }
    let bits = |ids: &[String]| {
        let of = |id: &String| classes.iter().position(|c| c == id).map_or(0, |i| 1 << i);
        if ids.is_empty() {
            u64::MAX
        } else {
            ids.iter().map(of).fold(0, |all, bit| all | bit)
        }
    };
    let pool = |(id, p): (&String, &file::PoolFile)| Pool {
        id: id.clone(),
        servers: p.servers,
        classes: bits(&p.classes),
    };
    let mut pools: Vec<Pool> = file.pools.iter().map(pool).collect();
    pools.sort_by_key(|p| p.classes.count_ones());
    pools
}

pub(super) fn opening(file: &StationFile) -> Option<Opening> {
    let tick = |hour: f64| libm::round(hour * HOUR as f64) as u64;
    let mut windows: Vec<(u32, u64, u64)> = (file.opening.iter())
        .flat_map(|w| {
            w.days
                .iter()
                .map(|day| (*day as u32, tick(w.from_hour), tick(w.to_hour)))
        })
        .collect();
    if windows.is_empty() {
        if !file.closed_on_bank_holidays {
            return None;
        }
        windows = (0..7).map(|day| (day, 0, DAY)).collect();
    }
    windows.sort_unstable();
    Some(Opening {
        windows,
        closed_on_bank_holidays: file.closed_on_bank_holidays,
    })
}

/// Whether any class can come to a station twice.
fn can_return(network: &Network) -> bool {
    let n = network.stations.len();
    (0..network.classes.len()).any(|class| {
        let next = |s: usize| {
            let station = &network.stations[s];
            let routes = network.classes[class].routes[s].iter().filter_map(|r| r.to);
            let others = [station.turned_away_to, station.balked_to, station.reneged_to];
            routes.chain(others.into_iter().flatten()).map(usize::from)
        };
        (0..n).any(|origin| {
            let (mut seen, mut open) = (vec![false; n], vec![origin]);
            while let Some(s) = open.pop() {
                for to in next(s) {
                    if to == origin {
                        return true;
                    }
                    if !std::mem::replace(&mut seen[to], true) {
                        open.push(to);
                    }
                }
            }
            false
        })
    })
}

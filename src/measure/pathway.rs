//! Measures of a pathway: what a finished network's counts say, by class and service.

use super::form::Better;
use crate::engine::Time;
use crate::engine::time::DAY;
use crate::model::pathway::World;
use crate::model::pathway::count::{Journeys, Visits};
use crate::model::pathway::network::Network;

/// Where a measure exists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// At each service, for all and for each class.
    Visit,
    /// At each service, for all.
    Service,
    /// At each service, for all, in each hour of the day; the name is that of a [`Scope::Visit`] measure.
    Hour,
    /// In the whole network, for all and for each class.
    Journey,
    /// In the whole network, for all.
    Network,
}

impl Scope {
    /// In words, for the catalogue.
    pub const fn words(self) -> &'static str {
        match self {
            Scope::Visit => "by service, by service and class",
            Scope::Service => "by service",
            Scope::Hour => "by service and hour of the day",
            Scope::Journey => "whole network, by class",
            Scope::Network => "whole network",
        }
    }
}

/// One entry of the catalogue. In a unit, `{time}` stands for the scenario's unit of time.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    pub name: &'static str,
    pub unit: &'static str,
    pub definition: &'static str,
    pub better: Better,
    pub scope: Scope,
    of: Of,
}

#[derive(Clone, Copy, Debug)]
enum Of {
    Visits(fn(&Visits, &Frame) -> Option<f64>),
    Journeys(fn(&Journeys, &Frame) -> Option<f64>),
    Unfinished,
    Utilisation,
    Cost,
    OccupiedByHour,
    WaitingByHour,
}

/// What ratios need beside the counts.
struct Frame {
    /// Ticks that count, and ticks of the unit.
    span: f64,
    unit: f64,
}

fn over(top: u64, bottom: f64) -> Option<f64> {
    (bottom > 0.0).then(|| top as f64 / bottom)
}
fn share(top: u64, bottom: u64) -> Option<f64> {
    over(top, bottom as f64)
}
fn mean(ticks: u64, of: u64, frame: &Frame) -> Option<f64> {
    over(ticks, of as f64 * frame.unit)
}

const fn visit(
    name: &'static str,
    unit: &'static str,
    definition: &'static str,
    better: Better,
    of: fn(&Visits, &Frame) -> Option<f64>,
) -> Measure {
    let (scope, of) = (Scope::Visit, Of::Visits(of));
    Measure {
        name,
        unit,
        definition,
        better,
        scope,
        of,
    }
}
const fn journey(
    name: &'static str,
    unit: &'static str,
    definition: &'static str,
    better: Better,
    of: fn(&Journeys, &Frame) -> Option<f64>,
) -> Measure {
    let (scope, of) = (Scope::Journey, Of::Journeys(of));
    Measure {
        name,
        unit,
        definition,
        better,
        scope,
        of,
    }
}
const fn other(
    name: &'static str,
    unit: &'static str,
    definition: &'static str,
    better: Better,
    scope: Scope,
    of: Of,
) -> Measure {
    Measure {
        name,
        unit,
        definition,
        better,
        scope,
        of,
    }
}

use Better::{Down, Neither};

/// Every measure. Visits count when they come after the warm-up; presence counts whenever it falls into the time after
/// it.
pub const MEASURES: &[Measure] = &[
    journey(
        "patients",
        "patients",
        "Patients who arrived from outside after the warm-up",
        Neither,
        |j, _| Some(j.arrived as f64),
    ),
    journey(
        "left",
        "patients",
        "Of these, patients who left the network before the end, wherever",
        Neither,
        |j, _| Some(j.left as f64),
    ),
    journey(
        "unfinished",
        "patients",
        "Patients in the network at the end; they are in no mean of finished visits",
        Down,
        |j, _| Some(j.unfinished as f64),
    ),
    journey(
        "time_in_system",
        "{time}",
        "Mean time in the network of those who left",
        Down,
        |j, f| mean(j.time, j.left, f),
    ),
    journey(
        "total_wait",
        "{time}",
        "Mean time in queues, all services together, of those who left",
        Down,
        |j, f| mean(j.wait, j.left, f),
    ),
    journey(
        "in_system",
        "patients",
        "Time-weighted mean of patients in the network",
        Neither,
        |j, f| over(j.present, f.span),
    ),
    other(
        "cost",
        "£",
        "Cost over the days that count: occupied bed-days, open bed-days and delayed days, each at its price",
        Down,
        Scope::Network,
        Of::Cost,
    ),
    visit(
        "arrivals",
        "visits",
        "Patients who came to the service",
        Neither,
        |v, _| Some(v.came as f64),
    ),
    visit(
        "served",
        "visits",
        "Of these, visits that were finished (throughput)",
        Neither,
        |v, _| Some(v.served as f64),
    ),
    visit(
        "wait",
        "{time}",
        "Mean time in the queue of visits whose service began, those who did not wait among them",
        Down,
        |v, f| mean(v.wait, v.began, f),
    ),
    visit(
        "wait_p95",
        "{time}",
        "Time in the queue that 95 % of visits do not exceed (to 0.8 %)",
        Down,
        |v, f| v.waits.quantile(0.95).map(|ticks| ticks / f.unit),
    ),
    visit(
        "waited_share",
        "share of visits",
        "P(delay): share of the visits whose service began that had to wait at all",
        Down,
        |v, _| share(v.waited, v.began),
    ),
    visit(
        "time_here",
        "{time}",
        "Mean time at the service of finished visits: queue, service, and holding the server when ready",
        Down,
        |v, f| mean(v.here, v.served, f),
    ),
    visit(
        "stay",
        "{time}",
        "Mean time from the beginning of service to going on, of finished visits (length of stay)",
        Down,
        |v, f| mean(v.stay, v.served, f),
    ),
    visit(
        "held",
        "{time}",
        "Part of that after being ready: delays before going, and blocking",
        Down,
        |v, f| mean(v.held, v.served, f),
    ),
    visit(
        "delayed_days",
        "patient-days",
        "Days on a server after being ready, whoever's, over the days that count",
        Down,
        |v, _| Some(v.ready_on_server as f64 / DAY as f64),
    ),
    visit(
        "turned_away",
        "visits",
        "Visits turned away because all was full or closed (blocked patients)",
        Down,
        |v, _| Some(v.turned_away as f64),
    ),
    visit(
        "turned_away_share",
        "share of visits",
        "Share of those who came who were turned away",
        Down,
        |v, _| share(v.turned_away, v.came),
    ),
    visit(
        "balked",
        "visits",
        "Visits given up at the sight of the queue",
        Down,
        |v, _| Some(v.balked as f64),
    ),
    visit(
        "balked_share",
        "share of visits",
        "Share of those who came who balked",
        Down,
        |v, _| share(v.balked, v.came),
    ),
    visit("reneged", "visits", "Visits given up while waiting", Down, |v, _| {
        Some(v.reneged as f64)
    }),
    visit(
        "reneged_share",
        "share of visits",
        "Share of those who came who reneged",
        Down,
        |v, _| share(v.reneged, v.came),
    ),
    visit(
        "interrupted",
        "times",
        "Services interrupted for a patient of higher priority",
        Neither,
        |v, _| Some(v.interrupted as f64),
    ),
    visit(
        "occupied",
        "servers",
        "Time-weighted mean of occupied servers (beds)",
        Neither,
        |v, f| over(v.on_server, f.span),
    ),
    visit(
        "holding",
        "servers",
        "Of these, held by patients who are ready to go",
        Down,
        |v, f| over(v.ready_on_server, f.span),
    ),
    visit(
        "waiting",
        "patients",
        "Time-weighted mean of patients in the queue",
        Down,
        |v, f| over(v.in_queue, f.span),
    ),
    visit(
        "present",
        "patients",
        "Time-weighted mean of patients at the service, waiting and on servers",
        Neither,
        |v, f| over(v.in_queue + v.on_server, f.span),
    ),
    other(
        "unfinished",
        "patients",
        "Patients at the service at the end",
        Down,
        Scope::Visit,
        Of::Unfinished,
    ),
    other(
        "utilisation",
        "share of time",
        "Occupied server-time over open server-time; servers that finish somebody after closing count as open, holding \
         counts as occupied",
        Neither,
        Scope::Service,
        Of::Utilisation,
    ),
    other(
        "cost",
        "£",
        "The same cost at this service",
        Down,
        Scope::Service,
        Of::Cost,
    ),
    other(
        "occupied",
        "servers",
        "Mean of occupied servers in this hour of the day",
        Neither,
        Scope::Hour,
        Of::OccupiedByHour,
    ),
    other(
        "waiting",
        "patients",
        "Mean of patients in the queue in this hour of the day",
        Down,
        Scope::Hour,
        Of::WaitingByHour,
    ),
];

/// A measure of something: a line of every table.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Line {
    /// Index in [`MEASURES`].
    pub measure: usize,
    /// Id; empty is all.
    pub class: String,
    /// Id; empty is the whole network.
    pub service: String,
    /// Hour of the day; None is all the time that counts.
    pub hour: Option<u8>,
}

impl Line {
    pub fn entry(&self) -> &'static Measure {
        &MEASURES[self.measure]
    }
    /// `all`, or `hour_07`.
    pub fn period(&self) -> String {
        self.hour
            .map_or_else(|| "all".to_owned(), |hour| format!("hour_{hour:02}"))
    }
}

impl Measure {
    /// The unit in a scenario with this unit of time.
    pub fn unit_in(&self, time: &str) -> String {
        self.unit.replace("{time}", time)
    }
}

/// The lines of a network, in the order of [`values`].
pub fn lines(network: &Network) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut each = |measure: usize, class: &str, service: &str, hour: Option<u8>| {
        lines.push(Line {
            measure,
            class: class.to_owned(),
            service: service.to_owned(),
            hour,
        });
    };
    let classes = || std::iter::once("").chain(network.classes.iter().map(|c| c.id.as_str()));
    let stations = || network.stations.iter().map(|s| s.id.as_str());
    for (m, measure) in MEASURES.iter().enumerate() {
        match measure.scope {
            Scope::Network => each(m, "", "", None),
            Scope::Journey => classes().for_each(|class| each(m, class, "", None)),
            Scope::Service => stations().for_each(|service| each(m, "", service, None)),
            Scope::Visit => stations().for_each(|service| classes().for_each(|class| each(m, class, service, None))),
            Scope::Hour => stations().for_each(|service| (0..24).for_each(|hour| each(m, "", service, Some(hour)))),
        }
    }
    lines
}

/// The values of a finished world, in the order of [`lines`]; none where a measure has no meaning (a mean of nothing).
pub fn values(world: &World) -> Vec<Option<f64>> {
    let network = world.network();
    let frame = Frame {
        span: ticks(network.start, network.end),
        unit: network.unit as f64,
    };
    let stations = network.stations.len();
    // All classes first, then each.
    let visits: Vec<Vec<Visits>> = (0..stations)
        .map(|s| {
            let mut all = Visits::default();
            world.visits(s).iter().for_each(|v| all.add(v));
            std::iter::once(all).chain(world.visits(s).iter().cloned()).collect()
        })
        .collect();
    let mut all = Journeys::default();
    world.journeys().iter().for_each(|j| all.add(j));
    let journeys: Vec<Journeys> = std::iter::once(all).chain(world.journeys().iter().cloned()).collect();
    let present: Vec<Vec<u64>> = (0..stations).map(|s| world.present(s)).collect();
    let costs: Vec<f64> = (0..stations).map(|s| cost(world, s)).collect();

    let mut values = Vec::new();
    for measure in MEASURES {
        match measure.of {
            Of::Journeys(of) => values.extend(journeys.iter().map(|j| of(j, &frame))),
            Of::Visits(of) => values.extend(visits.iter().flatten().map(|v| of(v, &frame))),
            Of::Unfinished => values.extend(present.iter().flat_map(|by_class| {
                let all = by_class.iter().sum::<u64>();
                std::iter::once(all)
                    .chain(by_class.iter().copied())
                    .map(|n| Some(n as f64))
            })),
            Of::Utilisation => values.extend((0..stations).map(|s| {
                let areas = world.areas(s);
                // Where there is always a free server, being used says nothing.
                let endless = network.stations[s].endless;
                if endless {
                    None
                } else {
                    share(areas.occupied, areas.open)
                }
            })),
            Of::Cost if measure.scope == Scope::Network => values.push(Some(costs.iter().sum())),
            Of::Cost => values.extend(costs.iter().map(|c| Some(*c))),
            Of::OccupiedByHour | Of::WaitingByHour => values.extend((0..stations).flat_map(|s| {
                let areas = world.areas(s);
                let of = match measure.of {
                    Of::OccupiedByHour => areas.occupied_by_hour,
                    _ => areas.waiting_by_hour,
                };
                let ticks = areas.ticks_by_hour;
                (0..24).map(move |hour| share(of[hour], ticks[hour]))
            })),
        }
    }
    values
}

/// Pounds at one service over the time that counts.
fn cost(world: &World, station: usize) -> f64 {
    let (settings, areas) = (&world.network().stations[station], world.areas(station));
    let days = |ticks: u64| ticks as f64 / DAY as f64;
    settings.cost_per_bed_day * days(areas.occupied)
        + settings.cost_per_open_bed_day * days(areas.open)
        + settings.cost_per_delayed_day * days(areas.ready)
}

fn ticks(from: Time, to: Time) -> f64 {
    to.since(from).0 as f64
}

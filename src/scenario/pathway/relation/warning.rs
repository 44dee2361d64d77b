//! What runs, but should be known before: services that nobody can reach or that are offered more than they can give, and
//! fields that change nothing.

use super::super::build;
use super::super::file::{AtClosing, ClassFile, PathwayFile, StationFile, WhenFull};
use super::super::offered::{self, Load};
use super::flow;
use crate::scenario::check::Check;
use crate::scenario::problem::Warning;
use std::collections::BTreeSet;

/// A load above which waits are long and take long to settle.
const HEAVY: f64 = 0.95;

/// The warnings of a file without problems.
pub(super) fn warnings(file: &PathwayFile, check: &Check<'_>) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut warn = |path: String, text: String| warnings.push(check.warning(&path, text));
    let reached: BTreeSet<&str> = (file.classes.iter())
        .flat_map(|(id, class)| flow::reached(file, id, class))
        .collect();
    for (id, service) in &file.services {
        let path = format!("pathway.services.{id}");
        if !reached.contains(id.as_str()) {
            warn(path.clone(), "no class can come here".to_owned());
        }
        for (field, why) in idle(file, service) {
            warn(format!("{path}.{field}"), format!("changes nothing: {why}"));
        }
    }
    // The fewest servers that a sweep tries are the first to be too few.
    let fewest = fewest(file);
    for load in offered::loads(&build::network(&fewest)) {
        if let Some(text) = told(&load, relief(&fewest, &load.service)) {
            warn(format!("pathway.services.{}", load.service), text);
        }
    }
    warnings
}

/// The file with the fewest servers of each list to try.
fn fewest(file: &PathwayFile) -> PathwayFile {
    let mut fewest = file.clone();
    for (what, list) in &file.sweep {
        let Some(least) = list.iter().min() else { continue };
        let (service, pool) = what
            .split_once('.')
            .map_or((what.as_str(), None), |(s, p)| (s, Some(p)));
        let Some(station) = fewest.services.get_mut(service) else {
            continue;
        };
        match pool {
            Some(pool) => {
                if let Some(pool) = station.pools.get_mut(pool) {
                    pool.servers = *least;
                }
            }
            None => station.servers = Some(*least),
        }
    }
    fewest
}

/// What takes more than a service can give.
enum Relief {
    /// A queue that grows.
    Queue,
    /// Servers elsewhere, held by patients who are ready to come.
    Holding,
    /// Patients who are turned away or give up.
    Leaving,
}

fn relief(file: &PathwayFile, id: &str) -> Relief {
    let service = &file.services[id];
    let from_within = |class: &ClassFile| {
        let mut rows = class.routes.iter().filter(|(from, _)| *from != id);
        rows.any(|(_, row)| row.iter().any(|route| route.to == id && route.share > 0.0))
    };
    if service.balking.iter().any(|step| step.share > 0.0) {
        Relief::Leaving
    } else if service.queue_places.is_some() && service.when_full == WhenFull::Hold {
        match file.classes.values().any(from_within) {
            true => Relief::Holding,
            false => Relief::Leaving,
        }
    } else if flow::turns_away(service) || service.patience.is_some() || !service.patience_by_class.is_empty() {
        Relief::Leaving
    } else {
        Relief::Queue
    }
}

fn told(load: &Load, relief: Relief) -> Option<String> {
    let Load {
        load: share, servers, ..
    } = load;
    let of = match load.classes.as_slice() {
        [] => String::new(),
        [one] => format!(" for the class {one}"),
        several => format!(" for the classes {}", several.join(", ")),
    };
    let with = format!("{servers} server{}", if *servers == 1 { "" } else { "s" });
    let end = match relief {
        Relief::Queue => "and nothing but a growing queue holds it",
        Relief::Holding => "and patients who are ready to come hold the servers of the services before it",
        Relief::Leaving => "",
    };
    if *share >= 1.0 && !end.is_empty() {
        let enough = libm::floor(load.busy / load.open_share) + 1.0;
        Some(format!(
            "offered load{of} is {share:.2} with {with}, {end}; {enough} would carry it"
        ))
    } else if *share > HEAVY && *share < 1.0 {
        let text = format!("offered load{of} is {share:.2} with {with}: waits are long, and take long to settle");
        Some(text)
    } else {
        None
    }
}

/// Fields that are given and can do nothing, with the reason.
fn idle(file: &PathwayFile, service: &StationFile) -> Vec<(&'static str, &'static str)> {
    let endless = service.servers.is_none() && service.pools.is_empty();
    let closes = !service.opening.is_empty() || service.closed_on_bank_holidays;
    let nobody_waits = endless && !closes;
    let reneges = service.patience.is_some() || !service.patience_by_class.is_empty();
    let priorities: BTreeSet<u32> = (file.classes.iter())
        .map(|(id, class)| *service.priority_by_class.get(id).unwrap_or(&class.priority))
        .collect();
    let all = [
        (
            service.queue_places.is_some() && nobody_waits,
            "queue_places",
            "without servers nobody waits",
        ),
        (
            !service.balking.is_empty() && nobody_waits,
            "balking",
            "without servers nobody waits",
        ),
        (reneges && nobody_waits, "patience", "without servers nobody waits"),
        (
            service.turned_away_to.is_some() && !flow::turns_away(service),
            "turned_away_to",
            "nobody is turned away; give `queue_places`, or opening hours with `at_closing` turn_away",
        ),
        (
            service.when_full == WhenFull::TurnAway && service.queue_places.is_none(),
            "when_full",
            "without `queue_places` the queue is never full",
        ),
        (
            service.balked_to.is_some() && service.balking.is_empty(),
            "balked_to",
            "without `balking` nobody balks",
        ),
        (
            service.reneged_to.is_some() && !reneges,
            "reneged_to",
            "without `patience` nobody gives up",
        ),
        (
            service.at_closing == AtClosing::TurnAway && !closes,
            "at_closing",
            "without `opening` it never closes",
        ),
        (
            service.preemptive && priorities.len() == 1,
            "preemptive",
            "all classes have the same priority here",
        ),
        (
            service.preemptive && endless,
            "preemptive",
            "without servers nobody is interrupted",
        ),
    ];
    (all.into_iter())
        .filter(|(idle, ..)| *idle)
        .map(|(_, field, why)| (field, why))
        .collect()
}

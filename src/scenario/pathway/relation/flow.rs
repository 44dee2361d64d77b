//! Where patients can get: every class comes from somewhere, is served wherever it comes, and can leave.

use super::super::file::{AtClosing, ClassFile, LEAVE, PathwayFile, StationFile};
use super::Rules;
use super::service::of_pool;
use std::collections::BTreeSet;

impl Rules<'_, '_, '_> {
    pub(super) fn flows(&mut self) {
        let file = self.file;
        for (id, class) in &file.classes {
            let starts = |s: &StationFile| {
                let of = |counts: &std::collections::BTreeMap<String, u32>| counts.get(id).is_some_and(|n| *n > 0);
                (s.start.as_ref()).is_some_and(|start| of(&start.in_service) || of(&start.waiting))
            };
            if class.arrivals.is_empty() && !file.services.values().any(starts) {
                let allowed = "a stream of arrivals, or patients at the start of a service";
                let path = format!("pathway.classes.{id}.arrivals");
                self.report(&path, "a class that never comes", allowed);
            }
            let reached = reached(file, id, class);
            for service in &reached {
                self.somebody_serves(service, id);
            }
            // In the order of the file's ids, the first service from which there is no way out.
            if let Some(trap) = reached.iter().find(|from| !can_leave(file, id, class, from)) {
                let path = format!("pathway.classes.{id}.routes.{trap}");
                let allowed = "ways on of which some lead out of the network in the end";
                self.report(&path, "a round from which nobody leaves", allowed);
            }
        }
    }

    fn somebody_serves(&mut self, service: &str, class: &str) {
        let Some(of) = self.file.services.get(service) else {
            return;
        };
        let serves = of
            .pools
            .values()
            .any(|pool| of_pool(pool, &self.classes).contains(class));
        if !of.pools.is_empty() && !serves {
            let path = format!("pathway.services.{service}.pools");
            let found = format!("no pool that serves the class \"{class}\", which comes here");
            self.report(&path, found, "a pool without `classes`, or with this one among them");
        }
    }
}

/// Services to which a class can come.
pub(super) fn reached<'f>(file: &'f PathwayFile, id: &str, class: &'f ClassFile) -> BTreeSet<&'f str> {
    let mut open: Vec<&str> = class.arrivals.values().map(|stream| stream.to.as_str()).collect();
    open.extend(file.services.iter().filter_map(|(service, of)| {
        let start = of.start.as_ref()?;
        let count = |counts: &std::collections::BTreeMap<String, u32>| counts.get(id).copied().unwrap_or(0);
        (count(&start.in_service) + count(&start.waiting) > 0).then_some(service.as_str())
    }));
    let mut seen = BTreeSet::new();
    while let Some(service) = open.pop() {
        if file.services.contains_key(service) && seen.insert(service) {
            open.extend(next(file, id, class, service));
        }
    }
    seen
}

/// Where a class may go from a service, `leave` included.
fn next<'f>(file: &'f PathwayFile, id: &str, class: &'f ClassFile, service: &str) -> Vec<&'f str> {
    let mut next: Vec<&str> = match class.routes.get(service) {
        Some(row) if !row.is_empty() => row.iter().filter(|r| r.share > 0.0).map(|r| r.to.as_str()).collect(),
        _ => vec![LEAVE],
    };
    if let Some(of) = file.services.get(service) {
        let elsewhere = |to: &'f Option<String>| to.as_deref().unwrap_or(LEAVE);
        if turns_away(of) {
            next.push(elsewhere(&of.turned_away_to));
        }
        if of.balking.iter().any(|step| step.share > 0.0) {
            next.push(elsewhere(&of.balked_to));
        }
        if of.patience.is_some() || of.patience_by_class.contains_key(id) {
            next.push(elsewhere(&of.reneged_to));
        }
    }
    next
}

/// Whether a service ever turns anybody away.
pub(super) fn turns_away(of: &StationFile) -> bool {
    let endless = of.servers.is_none() && of.pools.is_empty();
    let closes = !of.opening.is_empty() || of.closed_on_bank_holidays;
    (of.queue_places.is_some() && (!endless || closes)) || (closes && of.at_closing == AtClosing::TurnAway)
}

fn can_leave(file: &PathwayFile, id: &str, class: &ClassFile, from: &str) -> bool {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(service) = open.pop() {
        for to in next(file, id, class, service) {
            // A name that is not known is told elsewhere; nobody is caught in it.
            if to == LEAVE || !file.services.contains_key(to) {
                return true;
            }
            if seen.insert(to) {
                open.push(to);
            }
        }
    }
    false
}

//! Services: who may use what, when it is open, who goes away and where, who is there at the start.

use super::super::build;
use super::super::file::{BalkingStep, OpeningFile, PoolFile, StartFile, StationFile};
use super::Rules;
use crate::engine::{Date, Span, Time};
use std::collections::{BTreeMap, BTreeSet};

/// A pool at the start: which classes it serves, and its servers, the fewest and the most that a sweep tries.
struct Servers {
    classes: u64,
    least: u64,
    most: u64,
}

impl Rules<'_, '_, '_> {
    pub(super) fn service(&mut self, id: &str, service: &StationFile) {
        let path = format!("pathway.services.{id}");
        if service.servers.is_some() && !service.pools.is_empty() {
            self.report(&format!("{path}.pools"), "pools beside servers", "one of the two");
        }
        for (pool, of) in &service.pools {
            self.pool(&format!("{path}.pools.{pool}"), of);
        }
        self.distribution(&format!("{path}.time"), &service.time);
        for (class, time) in &service.time_by_class {
            let path = format!("{path}.time_by_class.{class}");
            self.class_key(&path, class);
            self.distribution(&path, time);
        }
        for (class, priority) in &service.priority_by_class {
            let path = format!("{path}.priority_by_class.{class}");
            self.class_key(&path, class);
            if !(1..=99).contains(priority) {
                self.report(&path, priority.to_string(), "1 to 99");
            }
        }
        if let Some(patience) = &service.patience {
            self.distribution(&format!("{path}.patience"), patience);
        }
        for (class, patience) in &service.patience_by_class {
            let path = format!("{path}.patience_by_class.{class}");
            self.class_key(&path, class);
            self.distribution(&path, patience);
        }
        for (field, to) in [
            ("turned_away_to", &service.turned_away_to),
            ("balked_to", &service.balked_to),
            ("reneged_to", &service.reneged_to),
        ] {
            let Some(to) = to else { continue };
            let path = format!("{path}.{field}");
            if to == id {
                self.report(&path, format!("\"{to}\", the service itself"), "another service");
            } else {
                self.check.known(&path, to, &self.services);
            }
        }
        self.balking(&format!("{path}.balking"), &service.balking);
        self.opening(&format!("{path}.opening"), &service.opening);
        if let Some(start) = &service.start {
            self.start(id, service, start);
        }
    }

    fn pool(&mut self, path: &str, pool: &PoolFile) {
        for (i, class) in pool.classes.iter().enumerate() {
            let path = format!("{path}.classes[{i}]");
            if pool.classes[..i].contains(class) {
                self.report(&path, format!("\"{class}\" a second time"), "each class once");
            }
            self.check.known(&path, class, &self.classes);
        }
    }

    fn balking(&mut self, path: &str, steps: &[BalkingStep]) {
        for (i, step) in steps.iter().enumerate() {
            let path = format!("{path}[{i}]");
            let right = (0.0..=1.0).contains(&step.share);
            self.number(&format!("{path}.share"), step.share, right, "a share from 0 to 1");
            let before = i.checked_sub(1).map(|before| steps[before].waiting);
            if let Some(before) = before.filter(|before| step.waiting <= *before) {
                let allowed = format!("above {before}, the step before");
                self.report(&format!("{path}.waiting"), step.waiting.to_string(), allowed);
            }
        }
    }

    fn opening(&mut self, path: &str, windows: &[OpeningFile]) {
        for (i, window) in windows.iter().enumerate() {
            let path = format!("{path}[{i}]");
            if window.days.is_empty() {
                let allowed = "at least one weekday; without `days` it is every day";
                self.report(&format!("{path}.days"), "an empty list", allowed);
            }
            let (from, to) = (window.from_hour, window.to_hour);
            if (0.0..=24.0).contains(&from) && (0.0..=24.0).contains(&to) && to <= from {
                let allowed = format!("above from_hour ({from}); a night is two windows, to 24 and from 0");
                self.report(&format!("{path}.to_hour"), to.to_string(), allowed);
                continue;
            }
            let overlaps = |other: &OpeningFile| {
                let day = window.days.iter().find(|day| other.days.contains(day));
                day.filter(|_| other.from_hour < to && from < other.to_hour).copied()
            };
            if let Some((other, day)) = (0..i).find_map(|other| Some((other, overlaps(&windows[other])?))) {
                let day = format!("{day:?}").to_lowercase();
                let found = format!("hours that overlap those of opening[{other}] on {day}");
                self.report(&path, found, "windows of a day apart from each other");
            }
        }
    }

    fn start(&mut self, id: &str, service: &StationFile, start: &StartFile) {
        let path = format!("pathway.services.{id}.start");
        if let Some(residual) = &start.residual {
            self.distribution(&format!("{path}.residual"), residual);
        }
        for (field, counts) in [("in_service", &start.in_service), ("waiting", &start.waiting)] {
            for (class, count) in counts {
                let path = format!("{path}.{field}.{class}");
                self.class_key(&path, class);
                if *count > 100_000 {
                    self.report(&path, count.to_string(), "0 to 100000");
                }
            }
        }
        let endless = service.servers.is_none() && service.pools.is_empty();
        if endless {
            if start.waiting.values().any(|n| *n > 0) {
                let path = format!("{path}.waiting");
                self.report(&path, "patients waiting", "nobody: without servers nobody waits");
            }
            return;
        }
        let pools = self.servers(id, service);
        for (class, count) in &start.in_service {
            let (left, in_all) = self.place(&pools, &start.in_service, class);
            if left > 0 {
                let allowed = format!("at most {}, the servers that are there for them", in_all - left);
                self.report(&format!("{path}.in_service.{class}"), count.to_string(), allowed);
            }
        }
        if !self.is_open_at_start(service) {
            return;
        }
        for (class, count) in start.waiting.iter().filter(|(_, count)| **count > 0) {
            if self.has_free(&pools, &start.in_service, class) {
                let found = format!("{count} waiting beside a free server");
                let allowed = "patients waiting only where every server they could use is taken";
                self.report(&format!("{path}.waiting.{class}"), found, allowed);
            }
        }
        let waiting: u64 = start.waiting.values().map(|n| u64::from(*n)).sum();
        let places = u64::from(service.queue_places.unwrap_or(u32::MAX));
        if waiting > places {
            let found = format!("{waiting} waiting");
            self.report(
                &format!("{path}.waiting"),
                found,
                format!("at most {places}, the queue's places"),
            );
        }
    }

    /// The pools in the order in which patients take their servers.
    fn servers(&self, id: &str, service: &StationFile) -> Vec<Servers> {
        let pools = build::pools(service, &self.classes);
        let swept = |pool: &str| {
            let what = match pool {
                "" => id.to_owned(),
                pool => format!("{id}.{pool}"),
            };
            self.file.sweep.get(&what).filter(|list| !list.is_empty())
        };
        let all = pools.iter().map(|pool| {
            let list = swept(&pool.id).map_or(std::slice::from_ref(&pool.servers), Vec::as_slice);
            Servers {
                classes: pool.classes,
                least: list.iter().copied().min().unwrap_or(0).into(),
                most: list.iter().copied().max().unwrap_or(0).into(),
            }
        });
        all.collect()
    }

    /// How many of one class find no server among the fewest, as the run would place them, and how many there are.
    fn place(&self, pools: &[Servers], in_service: &BTreeMap<String, u32>, class: &str) -> (u64, u64) {
        let mut free: Vec<u64> = pools.iter().map(|pool| pool.least).collect();
        for (c, id) in self.classes.iter().enumerate() {
            let in_all = in_service.get(*id).copied().unwrap_or(0).into();
            let left = take(pools, &mut free, c, in_all);
            if *id == class {
                return (left, in_all);
            }
        }
        (0, 0)
    }

    /// Whether a server stays free for a class when most are there.
    fn has_free(&self, pools: &[Servers], in_service: &BTreeMap<String, u32>, class: &str) -> bool {
        let mut free: Vec<u64> = pools.iter().map(|pool| pool.most).collect();
        let mut of_class = None;
        for (c, id) in self.classes.iter().enumerate() {
            take(pools, &mut free, c, in_service.get(*id).copied().unwrap_or(0).into());
            if *id == class {
                of_class = Some(c);
            }
        }
        let serves = |(pool, free): (&Servers, &u64)| of_class.is_some_and(|c| serves(pool, c)) && *free > 0;
        pools.iter().zip(&free).any(serves)
    }

    fn is_open_at_start(&self, service: &StationFile) -> bool {
        let Some(start) = Date::parse(&self.file.start_date) else {
            return false;
        };
        let from = start.midnight().since(Time(Span::days(self.file.warm_up_days).0));
        build::opening(service).is_none_or(|opening| opening.is_open(Time(from.0)))
    }
}

/// Takes servers for so many of a class, the most dedicated pool first; how many are left over.
fn take(pools: &[Servers], free: &mut [u64], class: usize, mut count: u64) -> u64 {
    for (_, free) in pools.iter().zip(free).filter(|(pool, _)| serves(pool, class)) {
        let taken = count.min(*free);
        *free -= taken;
        count -= taken;
    }
    count
}

fn serves(pool: &Servers, class: usize) -> bool {
    class < 64 && pool.classes >> class & 1 == 1
}

/// The classes that a pool serves; every class where it names none.
pub(super) fn of_pool<'f>(pool: &'f PoolFile, all: &[&'f str]) -> BTreeSet<&'f str> {
    if pool.classes.is_empty() {
        all.iter().copied().collect()
    } else {
        pool.classes.iter().map(String::as_str).collect()
    }
}

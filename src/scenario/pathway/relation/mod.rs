//! What the fields of a pathway say about each other: every name known, every row of shares whole, every distribution one,
//! every patient on a way that ends; and what is worth a warning before anything runs. All problems are told at once.

mod arrival;
mod distribution;
mod flow;
mod service;
mod warning;

use super::super::check::Check;
use super::super::problem::{Warning, listing, nearest};
use super::super::text::child;
use super::file::{ClassFile, LEAVE, PathwayFile, PathwayScenarioFile};
use crate::engine::{Date, Span};
use crate::model::pathway::network::MOST_CLASSES;

/// Services one network may have.
const MOST_SERVICES: usize = 1_000;
/// Combinations a sweep may ask for.
const MOST_COMBINATIONS: usize = 64;

/// Tells all problems; gives what a reader of the results must know.
pub(in crate::scenario) fn relations(file: &PathwayScenarioFile, check: &mut Check<'_>) -> Vec<Warning> {
    let file = &file.pathway;
    let mut rules = Rules {
        file,
        check,
        classes: file.classes.keys().map(String::as_str).collect(),
        services: file.services.keys().map(String::as_str).collect(),
    };
    rules.ids();
    rules.time();
    for (id, class) in &file.classes {
        rules.class(&child("pathway.classes", id), class);
    }
    for (id, service) in &file.services {
        rules.service(id, service);
    }
    rules.sweep();
    rules.flows();
    if rules.check.problems.is_empty() {
        warning::warnings(file, rules.check)
    } else {
        Vec::new()
    }
}

/// The file under check, and the names it gives.
struct Rules<'f, 'c, 's> {
    file: &'f PathwayFile,
    check: &'c mut Check<'s>,
    classes: Vec<&'f str>,
    services: Vec<&'f str>,
}

impl Rules<'_, '_, '_> {
    fn report(&mut self, path: &str, found: impl Into<String>, allowed: impl Into<String>) {
        self.check.report(path, found.into(), allowed.into(), None);
    }
    /// Reports a number that breaks its rule.
    fn number(&mut self, path: &str, value: f64, right: bool, allowed: &str) -> bool {
        if !right {
            self.report(path, value.to_string(), allowed);
        }
        right
    }
    /// The key of an entry is one of the names known.
    fn key(&mut self, path: &str, name: &str, known: &[&str]) {
        if known.contains(&name) || self.check.shape.is_reported(path) {
            return;
        }
        let span = self.check.shape.keys.get(path).copied();
        let place = span.or_else(|| self.check.shape.span(path));
        self.check.problems.push(super::super::problem::Problem {
            place: place.map(|span| self.check.files.place(span)),
            path: path.to_owned(),
            found: format!("\"{name}\", which is not known"),
            allowed: listing(known.iter().copied()),
            nearest: nearest(name, known.iter().copied()),
        });
    }
    fn class_key(&mut self, path: &str, name: &str) {
        let known = std::mem::take(&mut self.classes);
        self.key(path, name, &known);
        self.classes = known;
    }

    fn ids(&mut self) {
        let file = self.file;
        let mut maps = vec![
            ("pathway.classes".to_owned(), file.classes.keys().collect::<Vec<_>>()),
            ("pathway.services".to_owned(), file.services.keys().collect()),
        ];
        for (id, class) in &file.classes {
            let part = format!("pathway.classes.{id}.arrivals");
            maps.push((part, class.arrivals.keys().collect()));
        }
        for (id, service) in &file.services {
            let part = format!("pathway.services.{id}.pools");
            maps.push((part, service.pools.keys().collect()));
        }
        for (part, ids) in maps {
            for id in ids {
                let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
                if id.is_empty() || id.len() > 60 || !id.bytes().all(word) {
                    let allowed = "a permanent id of 1 to 60 lower-case letters, digits, _ and -";
                    self.report(&child(&part, id), format!("the id \"{id}\""), allowed);
                }
            }
        }
        if file.services.contains_key(LEAVE) {
            let allowed = "another id: a route to `leave` leads out of the network";
            self.report(&child("pathway.services", LEAVE), "a service called \"leave\"", allowed);
        }
        for (part, many, most) in [
            ("classes", file.classes.len(), MOST_CLASSES),
            ("services", file.services.len(), MOST_SERVICES),
        ] {
            if !(1..=most).contains(&many) {
                self.report(
                    &child("pathway", part),
                    format!("{many} {part}"),
                    format!("1 to {most}"),
                );
            }
        }
    }

    /// The run lies within the calendar.
    fn time(&mut self) {
        let Some(start) = self.check.date("pathway.start_date", &self.file.start_date) else {
            return;
        };
        let first = self.file.warm_up_days > start.midnight().since(crate::engine::Time(0)).as_days();
        let end = start.midnight() + Span::days(self.file.run_days.clamp(0.0, 36_500.0));
        let last = Date::new(2200, 12, 31).expect("the last day of the calendar exists");
        if first || end > last.midnight() {
            let found = format!("\"{}\"", self.file.start_date);
            let allowed = "a date for which warm-up and run lie between 2000-01-01 and 2200-12-31";
            self.report("pathway.start_date", found, allowed);
        }
    }

    fn class(&mut self, path: &str, class: &ClassFile) {
        for (id, stream) in &class.arrivals {
            self.stream(&format!("{path}.arrivals.{id}"), stream);
        }
        let ends: Vec<&str> = self.services.iter().copied().chain([LEAVE]).collect();
        for (from, row) in &class.routes {
            let path = format!("{path}.routes.{from}");
            let services = std::mem::take(&mut self.services);
            self.key(&path, from, &services);
            self.services = services;
            let mut whole = true;
            for (i, route) in row.iter().enumerate() {
                let path = format!("{path}[{i}]");
                self.check.known(&child(&path, "to"), &route.to, &ends);
                let right = (0.0..=1.0).contains(&route.share);
                whole &= self.number(&child(&path, "share"), route.share, right, "a share from 0 to 1");
                if let Some(delay) = &route.delay {
                    self.distribution(&child(&path, "delay"), delay);
                }
            }
            if row.is_empty() {
                let allowed = "at least one way on; without an entry the patient leaves";
                self.report(&path, "an empty list", allowed);
            } else if whole {
                let sum = row.iter().map(|r| r.share).sum();
                self.check.sums_to_one(&path, "shares", sum);
            }
        }
    }

    fn sweep(&mut self) {
        let file = self.file;
        let mut known = Vec::new();
        for (id, service) in &file.services {
            if service.servers.is_some() {
                known.push(id.clone());
            }
            known.extend(service.pools.keys().map(|pool| format!("{id}.{pool}")));
        }
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let mut combinations = 1_usize;
        for (what, list) in &file.sweep {
            let path = child("pathway.sweep", what);
            match file.services.get(what) {
                Some(service) if service.servers.is_none() && service.pools.is_empty() => {
                    let allowed = "a service or pool with servers; give this one `servers` first";
                    self.report(&path, "a service without servers", allowed);
                }
                _ => self.key(&path, what, &known),
            }
            if list.is_empty() {
                self.report(&path, "an empty list", "at least one number of servers");
            }
            for (i, servers) in list.iter().enumerate() {
                let path = format!("{path}[{i}]");
                if *servers > 100_000 {
                    self.report(&path, servers.to_string(), "0 to 100000");
                } else if list[..i].contains(servers) {
                    self.report(&path, format!("{servers} a second time"), "each number once");
                }
            }
            combinations = combinations.saturating_mul(list.len().max(1));
        }
        if combinations > MOST_COMBINATIONS {
            let found = format!("{combinations} combinations");
            self.report("pathway.sweep", found, format!("at most {MOST_COMBINATIONS}"));
        }
    }
}

#[cfg(test)]
#[path = "relation_test.rs"]
mod tests;

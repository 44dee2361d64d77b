//! Organisations, contracts and regimes: everyone named must be known, and money may go only where it can.

use super::Check;
use crate::economy::settings::{Clause, Contract, OrganisationKind};
use crate::scenario::file::ScenarioFile;
use crate::scenario::text::child;
use std::collections::BTreeSet;

impl Check<'_> {
    pub(super) fn organisations(&mut self, file: &ScenarioFile) {
        let known: Vec<&str> = file.organisations.keys().map(String::as_str).collect();
        let places: BTreeSet<&str> = file.neighbourhoods.values().map(|n| n.place.as_str()).collect();
        let places: Vec<&str> = places.into_iter().collect();
        for (id, organisation) in &file.organisations {
            let path = child("organisations", id);
            for (i, place) in organisation.places.iter().enumerate() {
                self.known(&format!("{path}.places[{i}]"), place, &places);
            }
            for (i, line) in organisation.budget.iter().enumerate() {
                self.known(&format!("{path}.budget[{i}].to"), &line.to, &known);
                self.area(file, &format!("{path}.budget[{i}].to"), id, &line.to);
            }
            let cost = organisation.cost;
            self.sums_to_one(
                &child(&path, "cost"),
                "shares of cost",
                cost.fixed + cost.semi_fixed + cost.variable,
            );
        }
    }

    pub(super) fn contracts(&mut self, file: &ScenarioFile) {
        let organisations: Vec<&str> = file.organisations.keys().map(String::as_str).collect();
        let regimes: Vec<&str> = file.regimes.keys().map(String::as_str).collect();
        let services: Vec<&str> = file.services.keys().map(String::as_str).collect();
        for (id, contract) in &file.contracts {
            let path = child("contracts", id);
            self.known(&child(&path, "payer"), &contract.payer, &organisations);
            self.known(&child(&path, "provider"), &contract.provider, &organisations);
            self.known(&child(&path, "regime"), &contract.regime, &regimes);
            for (i, service) in contract.services.iter().enumerate() {
                self.known(&format!("{path}.services[{i}]"), service, &services);
                self.run_by(
                    file,
                    &format!("{path}.services[{i}]"),
                    service,
                    &contract.provider,
                    true,
                );
            }
            for (i, service) in contract.held_for.iter().enumerate() {
                self.known(&format!("{path}.held_for[{i}]"), service, &services);
                self.run_by(
                    file,
                    &format!("{path}.held_for[{i}]"),
                    service,
                    &contract.provider,
                    false,
                );
            }
            if contract.payer == contract.provider {
                let allowed = "a payer other than the provider".to_owned();
                self.report(
                    &child(&path, "payer"),
                    format!("\"{}\", the provider itself", contract.payer),
                    allowed,
                    None,
                );
            }
            self.area(file, &child(&path, "provider"), &contract.payer, &contract.provider);
        }
        self.circles(file);
        self.regimes(file);
    }

    /// A contract covers what its provider runs, and holds a budget for what others run.
    pub(super) fn run_by(&mut self, file: &ScenarioFile, path: &str, service: &str, provider: &str, own: bool) {
        let Some(runs) = file.services.get(service).map(|s| s.provider.as_str()) else {
            return;
        };
        if (runs == provider) != own {
            let allowed = if own {
                "one that the contract's provider runs"
            } else {
                "one that another provider runs"
            };
            let found = format!("\"{service}\", which {runs} runs");
            self.report(path, found, format!("{allowed}: {provider}"), None);
        }
    }

    /// The places whose residents a council is responsible for; none for other bodies.
    fn council_places<'a>(file: &'a ScenarioFile, payer: &str) -> Option<BTreeSet<&'a str>> {
        let council = file
            .organisations
            .get(payer)
            .is_some_and(|o| o.kind == OrganisationKind::Council);
        let own = file.neighbourhoods.values().filter(|n| n.council == payer);
        council.then(|| own.map(|n| n.place.as_str()).collect())
    }

    /// A council spends only in its own places.
    pub(super) fn area(&mut self, file: &ScenarioFile, path: &str, payer: &str, to: &str) {
        let (Some(own), Some(receiver)) = (Self::council_places(file, payer), file.organisations.get(to)) else {
            return;
        };
        let meets = |place: &String| own.contains(place.as_str());
        if !receiver.places.is_empty() && !receiver.places.iter().any(meets) {
            let found = format!("\"{to}\", which works in {} only", receiver.places.join(", "));
            let own: Vec<&str> = own.into_iter().collect();
            let allowed = format!("one that works where {payer} is the council: {}", own.join(", "));
            self.report(path, found, allowed, None);
        }
    }

    /// Money that a provider passes on may not come back to it.
    fn circles(&mut self, file: &ScenarioFile) {
        let provides = |id: &str| {
            use OrganisationKind as Kind;
            let kind = file.organisations.get(id).map(|o| o.kind);
            !matches!(
                kind,
                Some(Kind::Commissioner | Kind::Council | Kind::National | Kind::Taxpayer) | None
            )
        };
        let sub: Vec<(&String, &Contract)> = file.contracts.iter().filter(|(_, c)| provides(&c.payer)).collect();
        for (id, contract) in &sub {
            // Everyone that is paid, directly or not, with what this contract pays.
            let mut paid = BTreeSet::from([contract.provider.as_str()]);
            for _ in 0..sub.len() {
                let more = sub.iter().filter(|(_, c)| paid.contains(c.payer.as_str()));
                let more: Vec<&str> = more.map(|(_, c)| c.provider.as_str()).collect();
                paid.extend(more);
            }
            if contract.payer != contract.provider && paid.contains(contract.payer.as_str()) {
                let path = child(&child("contracts", id), "payer");
                let found = format!(
                    "\"{}\", which is paid by sub-contracts of {}",
                    contract.payer, contract.provider
                );
                self.report(
                    &path,
                    found,
                    "sub-contracts that do not go in a circle".to_owned(),
                    None,
                );
            }
        }
    }

    /// What the clauses of a regime say about each other; and, where a contract comes under it, about the place.
    fn regimes(&mut self, file: &ScenarioFile) {
        let used: BTreeSet<&str> = file
            .contracts
            .values()
            .map(|c| c.regime.as_str())
            .chain(file.changes.values().filter_map(|c| c.regime.as_deref()))
            .collect();
        let organisations: Vec<&str> = file.organisations.keys().map(String::as_str).collect();
        for (name, regime) in &file.regimes {
            for (i, clause) in regime.clauses.iter().enumerate() {
                let path = format!("{}.clauses[{i}].{}", child("regimes", name), clause.name());
                if let Some((field, found, allowed)) = clause.fault() {
                    self.report(&child(&path, field), found, allowed, None);
                }
                if !used.contains(name.as_str()) {
                    continue;
                }
                for (field, id) in clause.named() {
                    self.known(&format!("{path}.{field}"), id, &organisations);
                    for contract in file.contracts.values().filter(|c| c.regime == *name) {
                        // Whose money it is: a partner's goes to the provider, what is spent comes from the payer.
                        let field = format!("{path}.{field}");
                        self.area(file, &field, id, &contract.provider);
                        self.area(file, &field, &contract.payer, id);
                    }
                }
                if let Clause::PooledFund(pool) = clause {
                    self.pool(file, &path, pool);
                }
            }
        }
    }

    /// A council's part of a pool is bound to its own places.
    fn pool(&mut self, file: &ScenarioFile, path: &str, pool: &crate::economy::clause::PooledFund) {
        let all: BTreeSet<&str> = file.neighbourhoods.values().map(|n| n.place.as_str()).collect();
        let names: Vec<&str> = all.iter().copied().collect();
        for (i, line) in pool.spending.iter().enumerate() {
            for (j, place) in line.places.iter().enumerate() {
                self.known(&format!("{path}.spending[{i}].places[{j}]"), place, &names);
            }
        }
        for (id, partner) in &pool.partners {
            let Some(own) = Self::council_places(file, id) else {
                continue;
            };
            let elsewhere = all.iter().any(|place| !own.contains(place));
            let unbound = partner.places.is_empty() && elsewhere;
            let outside = partner.places.iter().find(|place| !own.contains(place.as_str()));
            if unbound || outside.is_some() {
                let found = match outside {
                    Some(place) => format!("money of {id} for \"{place}\""),
                    None => format!("money of {id} for all places"),
                };
                let own: Vec<&str> = own.into_iter().collect();
                let allowed = format!("places where {id} is the council: {}", own.join(", "));
                self.report(&format!("{path}.partners.{id}.places"), found, allowed, None);
            }
        }
    }
}

//! Organisations and contracts: everyone named must be known.

use super::Check;
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
            }
        }
    }
}

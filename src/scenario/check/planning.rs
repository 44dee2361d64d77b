//! Planning rounds: options must be about services that are there, run by whom they say, and paid by who may pay.

use super::Check;
use crate::economy::settings::OrganisationKind as Kind;
use crate::model::settings::ServiceKind;
use crate::scenario::file::ScenarioFile;
use crate::scenario::text::child;
use std::collections::BTreeSet;

impl Check<'_> {
    pub(super) fn planning(&mut self, file: &ScenarioFile) {
        let organisations: Vec<&str> = file.organisations.keys().map(String::as_str).collect();
        let services: Vec<&str> = file.services.keys().map(String::as_str).collect();
        let contracts: Vec<&str> = file.contracts.keys().map(String::as_str).collect();
        for (id, option) in &file.planning.investment {
            let path = child("planning.investment", id);
            self.known(&child(&path, "by"), &option.by, &organisations);
            self.known(&child(&path, "provider"), &option.provider, &organisations);
            self.known(&child(&path, "service"), &option.service, &services);
            self.run_by(file, &child(&path, "service"), &option.service, &option.provider, true);
            self.area(file, &child(&path, "provider"), &option.by, &option.provider);
        }
        for (id, option) in &file.planning.decommissioning {
            let path = child("planning.decommissioning", id);
            self.known(&child(&path, "contract"), &option.contract, &contracts);
            self.known(&child(&path, "service"), &option.service, &services);
            if let Some(contract) = file.contracts.get(&option.contract) {
                self.run_by(
                    file,
                    &child(&path, "service"),
                    &option.service,
                    &contract.provider,
                    true,
                );
            }
        }
        if let Some(wards) = &file.planning.wards {
            let named = wards.services.iter().enumerate();
            let mut beds: Vec<(String, &str)> = named
                .map(|(i, service)| (format!("planning.wards.services[{i}]"), service.as_str()))
                .collect();
            for (id, closure) in &wards.closures {
                let path = child("planning.wards.closures", id);
                beds.push((child(&path, "service"), &closure.service));
                if closure.after_years >= file.years {
                    let found = format!("{} years after the start of {} years", closure.after_years, file.years);
                    let allowed = format!("0 to {}", file.years.saturating_sub(1));
                    self.report(&child(&path, "after_years"), found, allowed, None);
                }
            }
            for (path, service) in beds {
                self.known(&path, service, &services);
                let kind = file.services.get(service).map(|s| s.kind);
                if kind.is_some_and(|kind| !is_ward(kind)) {
                    let allowed = "a service of short-stay, medical, older people's or surgical beds".to_owned();
                    self.report(&path, format!("\"{service}\", which has no wards"), allowed, None);
                }
            }
            if let Some(payer) = &wards.transition_paid_by {
                self.known("planning.wards.transition_paid_by", payer, &organisations);
                // Wards that close by decision are paid for as those that occupancy moves.
                let closed = wards.closures.values().map(|closure| &closure.service);
                let beds = wards.services.iter().chain(closed);
                let providers: BTreeSet<&str> = beds
                    .filter_map(|service| file.services.get(service))
                    .map(|service| service.provider.as_str())
                    .collect();
                for provider in providers {
                    self.area(file, "planning.wards.transition_paid_by", payer, provider);
                }
            }
        }
    }

    /// Loans and reserves stand only where they can be.
    pub(super) fn balance_sheets(&mut self, file: &ScenarioFile) {
        for (id, organisation) in &file.organisations {
            let path = child("organisations", id);
            let trust = matches!(
                organisation.kind,
                Kind::AcuteTrust | Kind::CommunityTrust | Kind::MentalHealthTrust | Kind::AmbulanceTrust
            );
            if organisation.debt_pounds != 0.0 && !trust {
                let found = format!("{} owed to the taxpayer", organisation.debt_pounds);
                self.report(
                    &child(&path, "debt_pounds"),
                    found,
                    "0 for all but NHS trusts".to_owned(),
                    None,
                );
            }
            if organisation.reserves_pounds != 0.0 && organisation.kind != Kind::Council {
                let found = format!("{} in reserve", organisation.reserves_pounds);
                self.report(
                    &child(&path, "reserves_pounds"),
                    found,
                    "0 for all but councils".to_owned(),
                    None,
                );
            }
            for (i, line) in organisation.budget.iter().enumerate() {
                if line.heading.is_financing() {
                    let found = format!("\"{}\", which is lent", line.heading.name());
                    let allowed = "a heading of income and cost; loans follow from cash".to_owned();
                    self.report(&format!("{path}.budget[{i}].heading"), found, allowed, None);
                }
            }
        }
    }
}

fn is_ward(kind: ServiceKind) -> bool {
    use ServiceKind as Kind;
    matches!(
        kind,
        Kind::ShortStayBeds | Kind::MedicalBeds | Kind::OlderPeopleBeds | Kind::SurgicalBeds
    )
}

//! Relations, governance, staff and shocks: everyone and everything named must be there, and shares must add up.

use super::Check;
use crate::economy::conduct::shares_risk;
use crate::economy::settings::{OrganisationKind, Shock};
use crate::economy::workforce::Group;
use crate::scenario::file::{ChangeFile, ScenarioFile};
use crate::scenario::text::child;

/// How far shares may be from one together: what rounding in a file leaves.
const ROUNDING: f64 = 0.001;

impl Check<'_> {
    pub(super) fn relations_block(&mut self, file: &ScenarioFile) {
        let Some(relations) = &file.relations else { return };
        let organisations: Vec<&str> = file.organisations.keys().map(String::as_str).collect();
        for id in relations.leaders.keys() {
            self.known(&child("relations.leaders", id), id, &organisations);
        }
        for (field, list) in [
            ("singled_out", &relations.singled_out),
            ("fortress", &relations.fortress),
        ] {
            for (i, id) in list.iter().enumerate() {
                self.known(&format!("relations.{field}[{i}]"), id, &organisations);
            }
        }
        let contracts: Vec<&str> = file.contracts.keys().map(String::as_str).collect();
        for (id, deal) in &relations.deals {
            let path = child("relations.deals", id);
            let partners = child(&path, "partners");
            self.known(&path, id, &contracts);
            for partner in deal.partners.keys() {
                self.known(&child(&partners, partner), partner, &organisations);
            }
            let sum: f64 = deal.partners.values().sum();
            if (sum - 1.0).abs() > ROUNDING {
                let what = if sum > 1.0 { "too much" } else { "missing" };
                let away = libm::round((sum - 1.0).abs() * 1e6) / 1e6;
                let sum = libm::round(sum * 1e6) / 1e6;
                let allowed = format!("a sum of 1 ({away} is {what})");
                self.report(&partners, format!("shares that sum to {sum}"), allowed, None);
            }
            let Some(contract) = file.contracts.get(id) else {
                continue;
            };
            let regimes = file
                .changes
                .values()
                .filter(|c| c.contract.as_ref() == Some(id))
                .filter_map(|c| c.regime.as_ref());
            let mut needed = vec![contract.payer.clone(), contract.provider.clone()];
            for regime in regimes
                .filter_map(|regime| file.regimes.get(regime))
                .filter(|r| shares_risk(&r.clauses))
            {
                needed.extend(
                    regime
                        .clauses
                        .iter()
                        .flat_map(|c| c.named())
                        .map(|(_, id)| id.to_owned()),
                );
            }
            needed.sort();
            needed.dedup();
            for missing in needed.iter().filter(|id| !deal.partners.contains_key(*id)) {
                let allowed = format!("payer, provider and all whom the clauses name: {}", needed.join(", "));
                self.report(&partners, format!("partners without \"{missing}\""), allowed, None);
            }
        }
    }

    pub(super) fn governance_block(&mut self, file: &ScenarioFile) {
        let Some(governance) = &file.governance else { return };
        let organisations: Vec<&str> = file.organisations.keys().map(String::as_str).collect();
        for (i, id) in governance.one_chief_executive.iter().enumerate() {
            self.known(&format!("governance.one_chief_executive[{i}]"), id, &organisations);
        }
        for (i, id) in governance.provider_collaborative.iter().enumerate() {
            let path = format!("governance.provider_collaborative[{i}]");
            self.known(&path, id, &organisations);
            let kind = file.organisations.get(id).map(|o| o.kind);
            use OrganisationKind as Kind;
            let payer = |kind| {
                matches!(
                    kind,
                    Kind::Commissioner | Kind::Council | Kind::National | Kind::Taxpayer
                )
            };
            if kind.is_some_and(payer) {
                self.report(
                    &path,
                    format!("\"{id}\", which buys care"),
                    "a body that provides care".to_owned(),
                    None,
                );
            }
        }
        let services: Vec<&str> = file.services.keys().map(String::as_str).collect();
        for id in governance.delegation.keys() {
            self.known(&child("governance.delegation", id), id, &services);
        }
        if governance.step_in && file.relations.is_none() {
            let allowed = "false, or a block `relations` that follows who misses its aim".to_owned();
            self.report("governance.step_in", "true".to_owned(), allowed, None);
        }
    }

    pub(super) fn workforce_block(&mut self, file: &ScenarioFile) {
        let Some(workforce) = &file.workforce else { return };
        let groups: Vec<&str> = Group::ALL.iter().map(|group| group.name()).collect();
        for name in workforce.groups.keys() {
            self.known(&child("workforce.groups", name), name, &groups);
        }
    }

    pub(super) fn shock(&mut self, file: &ScenarioFile, path: &str, change: &ChangeFile) {
        match &change.shock {
            Some(Shock::ProviderFailing(failing)) => {
                let mut providers: Vec<&str> = file.services.values().map(|s| s.provider.as_str()).collect();
                providers.sort_unstable();
                providers.dedup();
                let path = child(&child(&child(path, "shock"), "provider_failing"), "provider");
                self.known(&path, &failing.provider, &providers);
            }
            Some(Shock::PandemicWave(wave)) if wave.oversight_lifted > 0.0 && file.relations.is_none() => {
                let path = child(&child(&child(path, "shock"), "pandemic_wave"), "oversight_lifted");
                let allowed = "0, or a block `relations` whose oversight can be lifted".to_owned();
                self.report(&path, wave.oversight_lifted.to_string(), allowed, None);
            }
            _ => {}
        }
    }
}

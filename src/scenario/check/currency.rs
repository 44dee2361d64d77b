//! What contracts and clauses are counted in: the services that a contract covers must give it.

use super::Check;
use crate::economy::activity::gives;
use crate::economy::settings::{Contract, Currency};
use crate::scenario::file::ScenarioFile;
use crate::scenario::text::child;
use std::collections::BTreeMap;

/// The currencies that the services of a contract give: those it lists or holds a budget for, else all of its provider.
/// All, where its list is wrong: that is told by itself.
fn given(file: &ScenarioFile, contract: &Contract) -> Vec<Currency> {
    let own = |id: &String| file.services.get(id).map(|s| s.provider == contract.provider);
    if contract.services.iter().any(|id| own(id) != Some(true))
        || contract.held_for.iter().any(|id| own(id) != Some(false))
    {
        return Currency::ALL.to_vec();
    }
    let listed = || contract.services.iter().chain(&contract.held_for);
    let covered = |id: &String, provider: &str| match listed().next() {
        Some(_) => listed().any(|other| other == id),
        None => provider == contract.provider,
    };
    let services = file.services.iter().filter(|(id, s)| covered(id, &s.provider));
    let kinds: Vec<_> = services.map(|(_, s)| s.kind).collect();
    let of = |currency: &Currency| kinds.iter().any(|kind| gives(*kind, *currency));
    Currency::ALL.iter().copied().filter(of).collect()
}

fn allowed(contract: &str, given: &[Currency]) -> String {
    let names: Vec<&str> = given.iter().map(|currency| currency.name()).collect();
    match names.as_slice() {
        [] => format!("none: no service of {contract} gives anything that has a currency"),
        names => format!("what the services of {contract} give: {}", names.join(", ")),
    }
}

impl Check<'_> {
    /// Plans and shares of contracts, and what the clauses name that a contract comes under.
    pub(super) fn currencies(&mut self, file: &ScenarioFile) {
        let given: BTreeMap<&str, Vec<Currency>> = file
            .contracts
            .iter()
            .map(|(id, contract)| (id.as_str(), given(file, contract)))
            .collect();
        for (id, contract) in &file.contracts {
            let path = child("contracts", id);
            for (field, named) in [
                ("plan", &contract.plan),
                ("share_by_currency", &contract.share_by_currency),
            ] {
                // Nothing of what nobody gives is how a scenario takes back what its base has.
                let more = named
                    .iter()
                    .filter(|(_, units)| **units != 0.0)
                    .map(|(currency, _)| currency);
                for currency in more.filter(|currency| !given[id.as_str()].contains(currency)) {
                    let path = child(&child(&path, field), currency.name());
                    let found = "work that no service of the contract gives".to_owned();
                    self.report(&path, found, allowed(id, &given[id.as_str()]), None);
                }
            }
        }
        for (name, regime) in &file.regimes {
            let at_start = file
                .contracts
                .iter()
                .filter(|(_, c)| c.regime == *name)
                .map(|(id, _)| id.as_str());
            let changes = file.changes.values().filter(|c| c.regime.as_deref() == Some(name));
            let later = changes
                .filter_map(|c| c.contract.as_deref())
                .filter(|id| given.contains_key(id));
            let under: Vec<&str> = at_start.chain(later).collect();
            for (i, clause) in regime.clauses.iter().enumerate() {
                let path = format!("{}.clauses[{i}].{}", child("regimes", name), clause.name());
                self.counted(&path, &clause.currencies(), &under, &given);
            }
        }
    }

    /// Each currency that a clause names is given under some contract that comes under it, and each such contract gives
    /// some of them: one regime may serve providers that differ.
    fn counted(
        &mut self,
        path: &str,
        named: &[(String, Currency)],
        under: &[&str],
        given: &BTreeMap<&str, Vec<Currency>>,
    ) {
        let Some(first) = under.first() else {
            return;
        };
        for (field, currency) in named {
            if !under.iter().any(|id| given[id].contains(currency)) {
                let found = format!("\"{}\", which no service of {first} gives", currency.name());
                self.report(&child(path, field), found, allowed(first, &given[first]), None);
            }
        }
        let idle = |id: &&&str| !named.iter().any(|(_, currency)| given[**id].contains(currency));
        if let (Some((field, currency)), Some(id)) = (named.first(), under.iter().find(idle))
            && under.iter().any(|id| given[id].contains(currency))
        {
            let found = format!("nothing that a service of {id} gives");
            self.report(&child(path, field), found, allowed(id, &given[id]), None);
        }
    }
}

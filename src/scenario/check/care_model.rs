//! Care models: each component once, and those of the models in use only where their posts and services are and within the
//! run. A model that nobody takes up may hold anything.

use super::Check;
use crate::economy::settings::{CareModel, OrganisationKind};
use crate::engine::Date;
use crate::scenario::file::ScenarioFile;
use crate::scenario::problem::listing;
use crate::scenario::text::child;
use serde::Serialize;
use std::collections::BTreeMap;

impl Check<'_> {
    pub(super) fn care_models(&mut self, file: &ScenarioFile) {
        let used = first_months(file);
        for (name, model) in &file.care_models {
            let path = format!("{}.components", child("care_models", name));
            for (i, component) in model.components.iter().enumerate() {
                let own = format!("{path}[{i}].{}", component.name());
                let before = model.components[..i].iter().position(|c| c.name() == component.name());
                if let Some(first) = before {
                    let found = format!("a second {} beside {path}[{first}]", component.name());
                    self.report(&own, found, "each component once".to_owned(), None);
                }
            }
            if let Some(&left) = used.get(name.as_str()) {
                self.can_be_delivered(file, &path, model, left);
            }
        }
    }

    /// `left` is how many months the run goes on after the care model begins.
    fn can_be_delivered(&mut self, file: &ScenarioFile, path: &str, model: &CareModel, left: u32) {
        for (i, component) in model.components.iter().enumerate() {
            let (own, known) = (format!("{path}[{i}].{}", component.name()), component.known());
            for kind in known.services {
                if !file.services.values().any(|s| s.kind == *kind && s.share > 0.0) {
                    let kind = word(kind);
                    let found = format!("a component that acts through {kind}, which the place does not have");
                    self.report(&own, found, format!("a place with a service of the kind {kind}"), None);
                }
            }
            let employers = known.staff.employers();
            if !file.organisations.values().any(|o| employers.contains(&o.kind)) {
                let found = format!(
                    "posts for the group {}, whom nobody in the place employs",
                    known.staff.name()
                );
                let kinds: Vec<String> = employers.iter().map(|kind: &OrganisationKind| word(kind)).collect();
                let allowed = format!(
                    "an organisation of one of the kinds {}",
                    listing(kinds.iter().map(String::as_str))
                );
                self.report(&own, found, allowed, None);
            }
            if component.begins_after() >= left && component.begins_after() > 0 {
                let found = format!("{} months after its care model begins", component.begins_after());
                let allowed = format!("a beginning inside the run: 0 to {} months", left.saturating_sub(1));
                self.report(&child(&own, "from_month"), found, allowed, None);
            }
        }
    }
}

/// Care models in use, with the months that the run goes on after each begins; the most, where it begins twice.
fn first_months(file: &ScenarioFile) -> BTreeMap<&str, u32> {
    let months = file.years.saturating_mul(12);
    let mut used = BTreeMap::from([(file.care_model.as_str(), months)]);
    let start = Date::parse(&file.start_date);
    for change in file.changes.values() {
        let Some(name) = &change.care_model else { continue };
        let (Some(start), Some(effective)) = (start, Date::parse(&change.effective)) else {
            continue;
        };
        // A care model matures at month ends, from the month in which it takes effect.
        let gone = effective.calendar_month().0.saturating_sub(start.calendar_month().0);
        let left = months.saturating_sub(gone);
        let most = used.entry(name.as_str()).or_insert(0);
        *most = left.max(*most);
    }
    used
}

/// The name a kind has in files.
fn word(kind: &impl Serialize) -> String {
    let value = serde_json::to_value(kind).ok();
    value.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

//! What a shock does to needs and services, as dated changes of the model: it begins on its day and, where it passes by
//! itself, ends so many months later, when everything takes its planned value again.

use super::plan::{Change, What};
use crate::economy::settings::Shock;
use crate::engine::Date;
use crate::model::settings::{ServiceKind, Settings};
use std::collections::BTreeMap;

/// Needs that a hard winter raises, and those that a wave of infections does.
const WINTER: [&str; 2] = [
    "need.serious_acute.per_emergency_admission",
    "need.exacerbation.level_per_year",
];
const WAVE: [&str; 1] = ["need.serious_acute.per_emergency_admission"];
/// Assessment before discharge, which a test makes longer.
const ASSESSMENT: &str = "discharge.assessment_mean_days";

/// A change and, where it is a shock, what it does to the model and when that ends.
pub(super) fn with_its_course(change: Change, model: &Settings) -> Vec<Change> {
    let What::Shock(shock) = &change.what else {
        return vec![change];
    };
    let mut course = match shock {
        Shock::HardWinter(winter) => vec![raised(&WINTER, 1.0 + winter.more_need, model)],
        Shock::PandemicWave(wave) => {
            let mut values = raised(&WAVE, 1.0 + wave.more_need, model);
            values.extend(raised(&[ASSESSMENT], wave.discharge_testing, model));
            vec![values]
        }
        _ => Vec::new(),
    };
    let mut pieces: Vec<(String, What, What)> = (course.drain(..))
        .map(|values| {
            let usual = values
                .keys()
                .map(|path| (path.clone(), model.parameters.get(path)))
                .collect();
            ("need".to_owned(), What::Parameters(values), What::Parameters(usual))
        })
        .collect();
    let capacity = |id: &String, ratio: f64| What::Capacity {
        service: id.clone(),
        ratio,
    };
    let lost = |share: f64, keep: &dyn Fn(&crate::model::settings::Service) -> bool| {
        let services: Vec<&String> = model.services.iter().filter(|s| keep(s)).map(|s| &s.id).collect();
        let pieces = services
            .into_iter()
            .map(|id| (id.clone(), capacity(id, 1.0 - share), capacity(id, 1.0)));
        pieces.collect::<Vec<_>>()
    };
    match shock {
        Shock::CareHomeLoss(loss) => pieces.extend(lost(loss.share, &|s| {
            matches!(s.kind, ServiceKind::CareHome | ServiceKind::NursingHome)
        })),
        Shock::ProviderFailing(failing) => pieces.extend(lost(failing.share, &|s| s.provider == failing.provider)),
        _ => {}
    }
    let start = model.start_date();
    let last = start.plus_years(model.years as i32);
    let end = shock
        .months()
        .map(|months| later(change.effective, months))
        .filter(|end| *end < last);
    let mut changes = Vec::new();
    for (part, begins, ends) in pieces {
        let id = |when: &str| format!("{}.{part}.{when}", change.id);
        changes.push(Change {
            id: id("begins"),
            what: begins,
            ..change.clone()
        });
        if let Some(end) = end {
            changes.push(Change {
                id: id("ends"),
                effective: end,
                what: ends,
                ..change.clone()
            });
        }
    }
    changes.insert(0, change);
    changes
}

/// Parameters times a ratio.
fn raised(paths: &[&str], ratio: f64, model: &Settings) -> BTreeMap<String, f64> {
    let value = |path: &str| model.parameters.get(path) * ratio;
    paths.iter().map(|path| ((*path).to_owned(), value(path))).collect()
}

/// The same day so many months later, or the last of that month.
fn later(date: Date, months: u32) -> Date {
    let mut month = date.calendar_month();
    for _ in 0..months {
        month = month.next();
    }
    let day = date.day.min(month.days());
    Date::of_day(month.start().day() + day - 1)
}

#[cfg(test)]
mod tests {
    use crate::scenario::plan::What;
    use crate::scenario::{Memory, Plan, load};

    fn plan(shock: &str) -> Plan {
        let text = format!(
            r#"{{ "extends": "england/place", "changes": {{ "it": {{
                "announced": "2019-01-31", "effective": "2019-01-31", "shock": {shock} }} }} }}"#
        );
        load("own.json", &Memory::default().with("own.json", &text)).unwrap_or_else(|problems| panic!("{problems}"))
    }

    #[test]
    fn a_winter_comes_and_goes() {
        let plan = plan(r#"{ "hard_winter": { "more_need": 0.1, "months": 1 } }"#);
        let path = "need.exacerbation.level_per_year";
        let usual = plan.model.parameters.get(path);
        let set: Vec<(String, f64)> = (plan.changes.iter())
            .filter_map(|c| match &c.what {
                What::Parameters(values) => Some((c.effective.to_string(), values[path])),
                _ => None,
            })
            .collect();
        assert_eq!(set.len(), 2);
        assert_eq!((set[0].0.as_str(), set[1].0.as_str()), ("2019-01-31", "2019-02-28"));
        assert!((set[0].1 / usual - 1.1).abs() < 1e-12 && set[1].1 == usual);
    }

    #[test]
    fn homes_close_for_good_and_a_failing_provider_recovers() {
        let changes = |shock: &str| {
            let of = |c: &crate::scenario::plan::Change| match &c.what {
                What::Capacity { service, ratio } => Some((service.clone(), *ratio)),
                _ => None,
            };
            plan(shock).changes.iter().filter_map(of).collect::<Vec<_>>()
        };
        let homes = changes(r#"{ "care_home_loss": { "share": 0.1 } }"#);
        assert!(
            !homes.is_empty() && homes.iter().all(|(_, ratio)| (*ratio - 0.9).abs() < 1e-12),
            "{homes:?}"
        );
        let failing = changes(r#"{ "provider_failing": { "provider": "community", "share": 0.2, "months": 12 } }"#);
        let (low, back): (Vec<_>, Vec<_>) = failing.iter().partition(|(_, ratio)| *ratio < 1.0);
        assert!(!low.is_empty() && low.len() == back.len());
        assert!(failing.iter().any(|(service, _)| service == "late_visiting"));
        assert!(!failing.iter().any(|(service, _)| service == "medical"));
    }
}

//! Who paid for a piece of work, in words: from the contracts of the plan and the regimes in force on the day.

use crate::economy::payer::{Payment, Work, budgets, payments};
use crate::economy::settings::Currency;
use crate::engine::{Date, Time};
use crate::model::settings::ServiceKind;
use crate::report::words::{spoken, thousands};
use crate::scenario::Plan;
use std::collections::BTreeMap;

/// Sums of what was paid for one resident.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Paid {
    /// Pounds by tariff, by name of the payer.
    pub tariff: BTreeMap<String, f64>,
    /// Pieces of work inside a sum paid whatever is done, by name of the provider.
    pub inside: BTreeMap<String, u32>,
}

/// "Paid by … under …": nothing where no contract covers the work.
pub fn words(
    plan: &Plan,
    neighbourhood: usize,
    service: Option<u16>,
    units: &[(Currency, f64)],
    time: Time,
    sums: Option<&mut Paid>,
) -> String {
    let Some(service) = service else {
        return String::new();
    };
    let day = Date::of_day(time.day());
    let work = Work {
        service: usize::from(service),
        neighbourhood,
        units,
    };
    let found = payments(&plan.economy, work, |contract| {
        plan.regime_on(contract, day).to_string()
    });
    if let Some(sums) = sums {
        for payment in &found {
            if let Some(pounds) = payment.pounds {
                *sums.tariff.entry(name(plan, &payment.payer)).or_insert(0.0) += pounds;
            }
        }
        if let Some(payment) = found.iter().find(|p| !p.lumps.is_empty()) {
            *sums.inside.entry(name(plan, &payment.provider)).or_insert(0) += 1;
        }
    }
    match found.as_slice() {
        [] => String::new(),
        // Two payers at the same price list: one sum, and who bears which part of it.
        [first, ..] if found.len() > 1 && found.iter().all(|p| p.pounds.is_some() && p.regime == first.regime) => {
            let sum: f64 = found.iter().filter_map(|p| p.pounds).sum();
            let shares: Vec<String> = found
                .iter()
                .map(|p| format!("{:.0}\u{a0}% by {}", 100.0 * p.share, name(plan, &p.payer)))
                .collect();
            let (pounds, regime) = (thousands(sum), spoken(&first.regime));
            let after = afterwards(first);
            format!(" [£{pounds} tariff, {regime}{after}, paid {}]", shares.join(" and "))
        }
        several => {
            let parts: Vec<String> = several.iter().map(|p| one(plan, p, several.len() > 1)).collect();
            format!(" [{}]", parts.join("; "))
        }
    }
}

fn one(plan: &Plan, payment: &Payment, shared: bool) -> String {
    let (payer, provider) = (name(plan, &payment.payer), name(plan, &payment.provider));
    let regime = spoken(&payment.regime);
    let share = if shared {
        format!("{:.0}\u{a0}% ", 100.0 * payment.share)
    } else {
        String::new()
    };
    let after = afterwards(payment);
    match payment.pounds {
        Some(pounds) => format!("{share}paid by {payer}: £{} tariff, {regime}{after}", thousands(pounds)),
        None => {
            let lumps: Vec<String> = payment.lumps.iter().map(|name| spoken(name)).collect();
            let lumps = lumps.join(" and ");
            let under = if regime == lumps {
                String::new()
            } else {
                format!(" under {regime}")
            };
            format!("{share}inside {provider}'s {lumps}{under}, paid by {payer}{after}")
        }
    }
}

/// Clauses that settle the year, in words.
fn afterwards(payment: &Payment) -> String {
    if payment.afterwards.is_empty() {
        return String::new();
    }
    let names: Vec<String> = payment.afterwards.iter().map(|name| spoken(name)).collect();
    format!(", {} at the year's end", names.join(" and "))
}

/// Where the money for practices, 111 and ambulances comes from, if no contract pays for their visits.
pub fn by_budget(plan: &Plan, kind: ServiceKind) -> Option<String> {
    let service = plan.model.service(kind, "").map(usize::from)?;
    let provider = &plan.model.services[service].provider;
    let mut givers: Vec<String> = budgets(&plan.economy, provider)
        .iter()
        .map(|(payer, _)| name(plan, payer))
        .collect();
    givers.dedup();
    (!givers.is_empty()).then(|| givers.join(" and "))
}

/// An organisation inside a sentence.
pub fn name(plan: &Plan, id: &str) -> String {
    let label = plan.economy.organisations.get(id).map_or(id, |o| o.name.as_str());
    let short = label.split(',').next().unwrap_or(label);
    if short.starts_with("NHS") {
        return short.to_string();
    }
    let mut letters = short.chars();
    let lower = letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect());
    format!("the {lower}")
}

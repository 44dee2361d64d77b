//! The choices that derived incentives move: who decides, which lever, what it moves, what effort costs.
//!
//! percent\* = response · (worth − worth at the start) / effort
//!
//! target = neutral + percent\* · units per percent, held within the lever's clinical bounds
//!
//! setting ← setting + (target − setting) / lag
//!
//! Quadratic effort ½·effort·percent² has this optimum. *Worth at the start* is the mean over the first twelve months of
//! what one per cent would be worth were every contract on the regime of the start of the evidence,
//! [`REFERENCE_REGIME`]: the calibrated baseline already holds the behaviour it taught, so only what differs from it
//! moves a lever. Clinicians respond in proportion to their knowledge of prices, practices in part (they gain nothing
//! from a referral unless a clause they hold says so). The lag is 6–12 months. Effort costs are assumed, once for all
//! regimes; no elasticity is an input.
//!
//! **To add one here** one file `choice/<name>.rs` with its [`Choice`] and one word in the list below; its numbers stand
//! in `economy.csv` under `economy.choice.<name>.*`.

pub mod follow_up;
pub mod referral;
pub mod short_stay;

use super::incentive::{Bundle, Marginal, View, shadow};
use super::settings::{OrganisationKind, Settings};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;
use crate::model::settings::{Neighbourhood, Service, ServiceKind};
use serde::{Deserialize, Serialize};

/// Every choice, in the order they are made.
pub const ALL: &[Choice] = &[short_stay::CHOICE, follow_up::CHOICE, referral::CHOICE];

/// National tariff: what 2018/19 behaviour had been taught by.
pub const REFERENCE_REGIME: &str = "payment_by_results";

/// A discretionary choice of a kind of organisation.
pub struct Choice {
    /// Name in parameter paths.
    pub name: &'static str,
    pub kind: OrganisationKind,
    pub lever: Lever,
    /// Kinds of service the lever acts on.
    pub services: &'static [ServiceKind],
    /// What one per cent more moves.
    pub bundle: fn(&Parameters) -> Bundle,
    /// Pounds a year of capacity that one per cent more uses.
    pub capacity: fn(&View<'_>, usize, Option<f64>, Option<&str>) -> f64,
    /// For the decision log.
    pub what: &'static str,
}

/// Where one organisation's choice stands.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Stance {
    /// Index in [`ALL`] and of the organisation.
    pub choice: usize,
    pub organisation: usize,
    /// What it has come to, and what was last told to the model.
    pub setting: f64,
    pub issued: f64,
    /// Mean worth at the start and the months it was taken over.
    reference: f64,
    months: u32,
}

/// A change told to the model.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    pub from: f64,
    pub to: f64,
    pub because: String,
}

impl Stance {
    pub fn new(choice: usize, organisation: usize) -> Stance {
        let neutral = ALL[choice].lever.neutral();
        Stance {
            choice,
            organisation,
            setting: neutral,
            issued: neutral,
            reference: 0.0,
            months: 0,
        }
    }

    /// One month's decision. `occupancy` is that of the organisation's own wards, if it has any.
    pub fn decide(&mut self, view: &View<'_>, occupancy: Option<f64>) -> Option<Step> {
        let choice = &ALL[self.choice];
        let parameters = &view.settings.parameters;
        let of = |what: &str| parameters.get(&format!("economy.choice.{}.{what}", choice.name));
        let bundle = (choice.bundle)(parameters);
        let evaluate = |regime: Option<&str>| {
            let capacity = (choice.capacity)(view, self.organisation, occupancy, regime);
            view.marginal(self.organisation, &bundle, regime, capacity)
        };
        let now = evaluate(None);
        if self.months < 12 {
            let reference = view
                .settings
                .regimes
                .contains_key(REFERENCE_REGIME)
                .then_some(REFERENCE_REGIME);
            let worth = evaluate(reference).worth;
            self.months += 1;
            self.reference += (worth - self.reference) / f64::from(self.months);
        }
        let effort = of("effort_pounds_per_1000") * people(view.settings, self.organisation, choice) / 1000.0;
        let percent = of("response_share") * (now.worth - self.reference) / effort;
        let (low, high) = choice.lever.bounds();
        let target = (choice.lever.neutral() + percent * of("lever_per_percent")).clamp(low, high);
        self.setting += (target - self.setting) / parameters.get("economy.choice.lag_months");
        if (self.setting - self.issued).abs() < parameters.get("economy.choice.smallest_step") {
            return None;
        }
        let from = std::mem::replace(&mut self.issued, self.setting);
        Some(Step {
            from,
            to: self.setting,
            because: because(choice, now, self.reference, effort, target),
        })
    }
}

/// Residents whom an organisation's choice is about: those it buys care for, or whose place its services of the kind
/// serve; all, where it has none.
fn people(settings: &Settings, organisation: usize, choice: &Choice) -> f64 {
    let id = settings.organisations.keys().nth(organisation);
    let own = |n: &&Neighbourhood| {
        let serves = |s: &Service| Some(&s.provider) == id && s.share > 0.0 && choice.services.contains(&s.kind);
        match choice.kind {
            OrganisationKind::Commissioner => Some(&n.commissioner) == id,
            _ => settings.services.iter().any(|s| serves(s) && s.serves(&n.place)),
        }
    };
    let sum = |of: &[&Neighbourhood]| of.iter().map(|n| n.people).sum::<f64>();
    let all: Vec<&Neighbourhood> = settings.neighbourhoods.iter().collect();
    let those: Vec<&Neighbourhood> = settings.neighbourhoods.iter().filter(own).collect();
    if those.is_empty() || those.len() == all.len() {
        return f64::from(settings.people);
    }
    f64::from(settings.people) * sum(&those) / sum(&all)
}

fn because(choice: &Choice, now: Marginal, reference: f64, effort: f64, target: f64) -> String {
    format!(
        "one per cent more {}: income {}, variable cost {}, capacity {}, partners {}; a pound at year end weighs {:.2}; \
         worth {} a year against {} at the start; effort {} for the first per cent; leans towards {:.3}",
        choice.what,
        money(now.income),
        money(-now.variable_cost),
        money(-now.capacity),
        money(now.partner),
        now.weight,
        money(now.worth),
        money(reference),
        money(effort / 2.0),
        target,
    )
}

/// Whole pounds with thousands apart and a sign.
pub fn money(pounds: f64) -> String {
    let whole = libm::round(pounds.abs()) as u64;
    let digits = whole.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let sign = if pounds < 0.0 && whole > 0 { "−" } else { "+" };
    format!("{}£{text}", if whole == 0 { "" } else { sign })
}

/// Nothing scarce is used.
fn no_capacity(_: &View<'_>, _: usize, _: Option<f64>, _: Option<&str>) -> f64 {
    0.0
}

/// Bed-days that one per cent more of a bundle uses, at their shadow price.
fn beds(view: &View<'_>, provider: usize, occupancy: Option<f64>, regime: Option<&str>, days: f64) -> f64 {
    occupancy.map_or(0.0, |occupancy| {
        days * shadow::bed_day(view, provider, occupancy, regime)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_as_pounds() {
        assert_eq!(money(1_234_567.4), "+£1,234,567");
        assert_eq!(money(-999.6), "−£1,000");
        assert_eq!(money(-0.2), "£0");
    }
}

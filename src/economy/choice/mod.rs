//! The choices that derived incentives move: who decides, which lever, what it moves, what effort costs.
//!
//! percent\* = response · (worth − worth by the contracts of the start) / effort
//!
//! target = neutral + percent\* · units per percent, held within the lever's clinical bounds
//!
//! setting ← setting + (target − setting) / lag
//!
//! Quadratic effort ½·effort·percent² has this optimum. *Worth by the contracts of the start* is what one per cent would be
//! worth today under the contracts by which the start of the evidence was paid ([`Under::AtStart`]): the calibrated
//! baseline already holds the behaviour that they taught, in full houses and empty ones, so only what differs from them
//! moves a lever. Clinicians respond in proportion to their knowledge of prices, practices in part (they gain nothing
//! from a referral unless a clause they hold says so). The lag is 6–12 months. Effort costs are assumed, once for all
//! regimes; no elasticity is an input.
//!
//! Where several move one lever (commissioner and practices the referrals, trust and commissioner the coding), what each
//! has moved it by adds up.
//!
//! **To add one here** one file `choice/<name>.rs` with its [`Choice`] and one word in the list below; its numbers stand
//! in `economy.csv` under `economy.choice.<name>.*`.

pub mod challenge;
pub mod coding;
pub mod community;
pub mod counting;
pub mod discharge;
pub mod elective;
pub mod follow_up;
pub mod practice_referral;
pub mod referral;
pub mod review;
pub mod rivalry;
pub mod short_stay;
pub mod stay;

use super::boundary::Boundary;
use super::incentive::{Marginal, Move, Under, View, shadow};
use super::settings::{OrganisationKind, Settings};
use crate::model::lever::Lever;
use crate::model::settings::{Neighbourhood, Service, ServiceKind};
use serde::{Deserialize, Serialize};

/// Every choice, in the order they are made.
pub const ALL: &[Choice] = &[
    short_stay::CHOICE,
    stay::CHOICE,
    discharge::CHOICE,
    elective::CHOICE,
    follow_up::CHOICE,
    coding::CHOICE,
    counting::CHOICE,
    community::CHOICE,
    referral::CHOICE,
    challenge::CHOICE,
    practice_referral::CHOICE,
    review::CHOICE,
    rivalry::HOME,
    rivalry::AWAY,
];

/// What a choice acts on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Acts {
    /// On what is done: a lever of the model.
    Lever(Lever),
    /// On what is billed for the same work: how deeply spells are coded, how much of the work is counted.
    Coding,
    Counting,
}

impl Acts {
    /// Name in the decision log.
    pub const fn name(self) -> &'static str {
        match self {
            Acts::Lever(lever) => lever.name(),
            Acts::Coding => "coding_depth",
            Acts::Counting => "counting",
        }
    }
    pub const fn neutral(self) -> f64 {
        match self {
            Acts::Lever(lever) => lever.neutral(),
            Acts::Coding | Acts::Counting => 1.0,
        }
    }
    /// What clinical sense, audit and the record allow.
    pub const fn bounds(self) -> (f64, f64) {
        match self {
            Acts::Lever(lever) => lever.bounds(),
            Acts::Coding => (0.95, 1.06),
            Acts::Counting => (0.9, 1.1),
        }
    }
}

/// A discretionary choice of a kind of organisation.
pub struct Choice {
    /// Name in parameter paths.
    pub name: &'static str,
    pub kind: OrganisationKind,
    pub acts: Acts,
    /// Kinds of service it is about.
    pub services: &'static [ServiceKind],
    /// What one per cent more of an organisation's moves.
    pub moves: fn(&Settings, usize) -> Move,
    /// Pounds a year of capacity that one per cent more uses.
    pub capacity: fn(&Seen<'_>) -> f64,
    /// For the decision log.
    pub what: &'static str,
}

/// What the capacity of a choice is worked out from.
pub struct Seen<'a> {
    pub view: &'a View<'a>,
    pub organisation: usize,
    pub under: Under,
    /// Occupancy of its own wards (0 to 1), if it has any.
    pub occupancy: Option<f64>,
    /// Adult bed-days of its wards in a year, and those of patients ready to leave, at last month's rate.
    pub bed_days: f64,
    pub ready_days: f64,
    /// Residents whom the choice is about.
    pub people: f64,
}

/// What an organisation's own wards told in a month.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Wards {
    pub occupancy: Option<f64>,
    pub bed_days: f64,
    pub ready_days: f64,
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
        let neutral = ALL[choice].acts.neutral();
        Stance {
            choice,
            organisation,
            setting: neutral,
            issued: neutral,
        }
    }

    /// One month's decision, given what the organisation's own wards told.
    pub fn decide(&mut self, view: &View<'_>, wards: Wards) -> Option<Step> {
        let choice = &ALL[self.choice];
        let parameters = &view.settings.parameters;
        let of = |what: &str| parameters.get(&format!("economy.choice.{}.{what}", choice.name));
        let step = (choice.moves)(view.settings, self.organisation);
        let evaluate = |under: Under| {
            let capacity = (choice.capacity)(&Seen {
                view,
                organisation: self.organisation,
                under,
                occupancy: wards.occupancy,
                bed_days: wards.bed_days,
                ready_days: wards.ready_days,
                people: people(view.settings, self.organisation, choice),
            });
            view.marginal(self.organisation, &step, under, capacity)
        };
        let now = evaluate(Under::Held);
        let reference = evaluate(Under::AtStart).worth;
        let effort = of("effort_pounds_per_1000") * people(view.settings, self.organisation, choice) / 1000.0;
        let percent = of("response_share") * (now.worth - reference) / effort;
        let (low, high) = choice.acts.bounds();
        let target = (choice.acts.neutral() + percent * of("lever_per_percent")).clamp(low, high);
        self.setting += (target - self.setting) / parameters.get("economy.choice.lag_months");
        if (self.setting - self.issued).abs() < parameters.get("economy.choice.smallest_step") {
            return None;
        }
        let from = std::mem::replace(&mut self.issued, self.setting);
        Some(Step {
            from,
            to: self.setting,
            because: because(choice, now, reference, effort, target),
        })
    }

    /// How far it has moved what it acts on.
    pub fn away(&self) -> f64 {
        self.issued - ALL[self.choice].acts.neutral()
    }
}

/// Residents whom an organisation's choice is about: those it buys care for, or whose place its services of the kind
/// serve, practices those of their places; all, where there are none.
fn people(settings: &Settings, organisation: usize, choice: &Choice) -> f64 {
    let id = settings.organisations.keys().nth(organisation);
    let all: f64 = settings.neighbourhoods.iter().map(|n| n.people).sum();
    if let Some(whose) = rivalry::whose(choice) {
        let near = id.map_or(0.0, |id| Boundary::new(settings, id).people(whose));
        return f64::from(settings.people) * near / all;
    }
    let places = id.map_or(&[][..], |id| &settings.organisations[id].places);
    let here = |place: &String| places.is_empty() || places.contains(place);
    let own = |n: &&Neighbourhood| {
        let serves = |s: &Service| Some(&s.provider) == id && s.share > 0.0 && choice.services.contains(&s.kind);
        match choice.kind {
            OrganisationKind::Commissioner => Some(&n.commissioner) == id,
            OrganisationKind::GeneralPractice => here(&n.place),
            _ => settings.services.iter().any(|s| serves(s) && s.serves(&n.place)),
        }
    };
    let sum = |of: &[&Neighbourhood]| of.iter().map(|n| n.people).sum::<f64>();
    let those: Vec<&Neighbourhood> = settings.neighbourhoods.iter().filter(own).collect();
    if those.is_empty() || those.len() == settings.neighbourhoods.len() {
        return f64::from(settings.people);
    }
    f64::from(settings.people) * sum(&those) / all
}

fn because(choice: &Choice, now: Marginal, reference: f64, effort: f64, target: f64) -> String {
    let fund = match now.fund {
        0.0 => String::new(),
        fund => format!("; money that looks at finance {}", money(fund)),
    };
    format!(
        "one per cent more {}: income {}, variable cost {}, capacity {}, partners {}, next year's plan {}; a pound at year end weighs {:.2}{fund}; \
         worth {} a year against {} by the contracts of the start; effort {} for the first per cent; leans towards {:.3}",
        choice.what,
        money(now.income),
        money(-now.variable_cost),
        money(-now.capacity),
        money(now.partner),
        money(now.next),
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
fn no_capacity(_: &Seen<'_>) -> f64 {
    0.0
}

/// So many bed-days a year at their shadow price.
fn beds(seen: &Seen<'_>, days: f64) -> f64 {
    seen.occupancy.map_or(0.0, |occupancy| {
        days * shadow::bed_day(seen.view, seen.organisation, occupancy, seen.under)
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

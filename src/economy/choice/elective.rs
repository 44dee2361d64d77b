//! **Elective throughput** (acute trust): extra lists and clinics, or fewer.
//!
//! One per cent more moves ordinary electives, day cases and first attendances by one per cent each; ordinary electives lie
//! in beds, at their shadow price without what they themselves would earn, and all of them shorten the list that money may
//! hang on. Extra work is done at premium rates (`economy.choice.elective.premium_share` of the price).

use super::{Acts, Choice, Seen};
use crate::economy::incentive::{Move, normal_cdf};
use crate::economy::outcome::Outcome;
use crate::economy::settings::{Currency, OrganisationKind};
use crate::model::lever::Lever;
use crate::model::settings::ServiceKind;

const PLANNED: [Currency; 3] = [Currency::Elective, Currency::DayCase, Currency::OutpatientFirst];

pub const CHOICE: Choice = Choice {
    name: "elective",
    kind: OrganisationKind::AcuteTrust,
    acts: Acts::Lever(Lever::ElectiveEffort),
    services: &[ServiceKind::ElectiveList],
    moves: |settings, _| Move {
        outcomes: vec![(
            Outcome::Rtt18Week,
            settings.parameters.get("economy.choice.elective.within_18_weeks_share"),
        )],
        ..Move::activity(PLANNED.map(|currency| (currency, 1.0)))
    },
    capacity,
    what: "planned treatment",
};

fn capacity(seen: &Seen<'_>) -> f64 {
    let of = |path: &str| seen.view.settings.parameters.get(path);
    let units = |currency| seen.view.units_a_year(seen.organisation, currency) / 100.0;
    let price = |currency| seen.view.prices.get(&currency).copied().unwrap_or(0.0);
    let premium = of("economy.choice.elective.premium_share");
    let extra: f64 = PLANNED
        .map(|currency| premium * price(currency) * units(currency))
        .iter()
        .sum();
    let full = seen.occupancy.map_or(0.0, |occupancy| {
        normal_cdf((occupancy - of("economy.shadow.full_occupancy")) / of("economy.shadow.occupancy_softness"))
    });
    let days = units(Currency::Elective) * of("economy.shadow.elective_nights");
    extra + full * days * of("economy.shadow.disruption_pounds_per_bed_day")
}

//! **Short-stay threshold** (acute trust): whether a borderline patient is admitted for a short stay or sent home.
//!
//! One per cent more moves spells with no night by one per cent and spells with one night by a share of it
//! (`economy.choice.short_stay.one_night_share`); each uses part of a bed-day.

use super::{Choice, beds};
use crate::economy::incentive::View;
use crate::economy::settings::{Currency, OrganisationKind};
use crate::model::lever::Lever;
use crate::model::settings::ServiceKind;

pub const CHOICE: Choice = Choice {
    name: "short_stay",
    kind: OrganisationKind::AcuteTrust,
    lever: Lever::ShortStayThreshold,
    services: &[ServiceKind::AeMajors],
    bundle: |parameters| {
        vec![
            (Currency::EmergencyZeroNight, 1.0),
            (
                Currency::EmergencyOneNight,
                parameters.get("economy.choice.short_stay.one_night_share"),
            ),
        ]
    },
    capacity,
    what: "short emergency stays",
};

fn capacity(view: &View<'_>, provider: usize, occupancy: Option<f64>, regime: Option<&str>) -> f64 {
    let of = |path: &str| view.settings.parameters.get(path);
    let zero = view.units_a_year(provider, Currency::EmergencyZeroNight);
    let one = view.units_a_year(provider, Currency::EmergencyOneNight);
    let days = zero * of("economy.choice.short_stay.zero_night_bed_days")
        + one * of("economy.choice.short_stay.one_night_share");
    beds(view, provider, occupancy, regime, days / 100.0)
}

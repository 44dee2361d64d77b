//! **Short-stay threshold** (acute trust): whether a borderline patient is admitted for a short stay or sent home.
//!
//! One per cent more moves spells with no night by one per cent and spells with one night by a share of it
//! (`economy.choice.short_stay.one_night_share`); each uses part of a bed-day. Of all emergency admissions that is
//! `economy.choice.short_stay.admissions_share` of one per cent, for money that hangs on them.

use super::{Acts, Choice, Seen, beds};
use crate::economy::incentive::Move;
use crate::economy::outcome::Outcome;
use crate::economy::settings::{Currency, OrganisationKind};
use crate::model::lever::Lever;
use crate::model::settings::ServiceKind;

pub const CHOICE: Choice = Choice {
    name: "short_stay",
    kind: OrganisationKind::AcuteTrust,
    acts: Acts::Lever(Lever::ShortStayThreshold),
    services: &[ServiceKind::AeMajors],
    moves: |settings, _| {
        let parameters = &settings.parameters;
        let one_night = parameters.get("economy.choice.short_stay.one_night_share");
        let activity = [
            (Currency::EmergencyZeroNight, 1.0),
            (Currency::EmergencyOneNight, one_night),
        ];
        let admissions = parameters.get("economy.choice.short_stay.admissions_share");
        Move {
            outcomes: vec![(Outcome::EmergencyAdmissions, admissions)],
            ..Move::activity(activity)
        }
    },
    capacity,
    what: "short emergency stays",
};

fn capacity(seen: &Seen<'_>) -> f64 {
    let of = |path: &str| seen.view.settings.parameters.get(path);
    let units = |currency| seen.view.units_a_year(seen.organisation, currency);
    let days = units(Currency::EmergencyZeroNight) * of("economy.choice.short_stay.zero_night_bed_days")
        + units(Currency::EmergencyOneNight) * of("economy.choice.short_stay.one_night_share");
    beds(seen, days / 100.0)
}

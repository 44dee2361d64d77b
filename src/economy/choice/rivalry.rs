//! **Rivalry for services** (acute trust): how hard a hospital vies for the people near a boundary: clinics there, practices
//! visited, its name. Two choices: its own residents, of whom fewer then cross, and those of other places, of whom more come
//! (`also_uses`).
//!
//! One per cent more of either moves all acute work by the part of one per cent that they are of what a payer pays the
//! trust for ([`Boundary::of_payer`]): who comes from elsewhere is paid for by a commissioner of elsewhere. They lie in its
//! beds, at their shadow price. Where a hospital is full or paid by a block it would rather they went elsewhere. What two
//! hospitals do in one neighbourhood adds up.

use super::{Acts, Choice, Seen, beds};
use crate::economy::boundary::{Boundary, Whose};
use crate::economy::incentive::Move;
use crate::economy::settings::{Currency, OrganisationKind, Settings};
use crate::model::lever::Lever;
use crate::model::settings::ServiceKind;

/// What a person brings to a hospital.
const WORK: [Currency; 10] = [
    Currency::AeType1,
    Currency::AeType2,
    Currency::EmergencyZeroNight,
    Currency::EmergencyOneNight,
    Currency::EmergencyMultiNight,
    Currency::ExcessBedDay,
    Currency::Elective,
    Currency::DayCase,
    Currency::OutpatientFirst,
    Currency::OutpatientFollowUp,
];

pub const HOME: Choice = Choice {
    name: "rivalry_home",
    kind: OrganisationKind::AcuteTrust,
    acts: Acts::Lever(Lever::Rivalry),
    services: &[ServiceKind::MedicalBeds],
    moves: |settings, organisation| moves(settings, organisation, Whose::Home),
    capacity: |seen| capacity(seen, Whose::Home),
    what: "of its own residents near a boundary",
};

pub const AWAY: Choice = Choice {
    name: "rivalry_away",
    kind: OrganisationKind::AcuteTrust,
    acts: Acts::Lever(Lever::Rivalry),
    services: &[ServiceKind::MedicalBeds],
    moves: |settings, organisation| moves(settings, organisation, Whose::Away),
    capacity: |seen| capacity(seen, Whose::Away),
    what: "of other places' residents near a boundary",
};

/// Whose residents a choice is about, if it is one of these.
pub fn whose(choice: &Choice) -> Option<Whose> {
    [(HOME.name, Whose::Home), (AWAY.name, Whose::Away)]
        .into_iter()
        .find(|(name, _)| *name == choice.name)
        .map(|(_, whose)| whose)
}

/// Whether there is anybody to vie for.
pub fn concerns(choice: &Choice, settings: &Settings, organisation: &str) -> bool {
    whose(choice).is_none_or(|whose| Boundary::new(settings, organisation).people(whose) > 0.0)
}

fn boundary(settings: &Settings, organisation: usize) -> Boundary<'_> {
    let id = settings.organisations.keys().nth(organisation);
    Boundary::new(settings, id.map_or("", String::as_str))
}

fn moves(settings: &Settings, organisation: usize, whose: Whose) -> Move {
    Move {
        of_payer: boundary(settings, organisation).of_payer(whose),
        ..Move::activity(WORK.map(|currency| (currency, 1.0)))
    }
}

fn capacity(seen: &Seen<'_>, whose: Whose) -> f64 {
    let part = boundary(seen.view.settings, seen.organisation).part(whose);
    beds(seen, part * seen.bed_days / 100.0)
}

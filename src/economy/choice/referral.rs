//! **Demand management** (commissioner, through practices): how much effort goes into managing discretionary referrals. The
//! commissioner pays or saves; practices, who hold no clause on referrals, act in part
//! (`economy.choice.referral.response_share`).
//!
//! One per cent more discretionary referrals moves first attendances by one per cent and what follows from them by
//! shares of it: follow-ups, day cases and ordinary electives that start with a referral (about 54 % of elective and
//! day-case admissions are planned repeats that do not).

use super::{Acts, Choice, no_capacity};
use crate::economy::incentive::Move;
use crate::economy::settings::{Currency, OrganisationKind, Settings};
use crate::model::lever::Lever;
use crate::model::settings::ServiceKind;

pub const CHOICE: Choice = Choice {
    name: "referral",
    kind: OrganisationKind::Commissioner,
    acts: Acts::Lever(Lever::ReferralThreshold),
    services: &[ServiceKind::OutpatientClinic],
    moves: follows,
    capacity: no_capacity,
    what: "discretionary referrals",
};

/// What follows from one per cent more discretionary referrals.
pub(super) fn follows(settings: &Settings, _: usize) -> Move {
    let of = |what: &str| settings.parameters.get(&format!("economy.choice.referral.{what}"));
    Move::activity([
        (Currency::OutpatientFirst, of("first_share")),
        (Currency::OutpatientFollowUp, of("follow_up_share")),
        (Currency::DayCase, of("planned_share")),
        (Currency::Elective, of("planned_share")),
    ])
}

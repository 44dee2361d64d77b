//! **Referral threshold** (practices): whom they refer of those about whom one may differ. They gain or lose only by clauses
//! that they hold themselves: a budget for planned care, if any.

use super::{Acts, Choice, no_capacity, referral};
use crate::economy::settings::OrganisationKind;
use crate::model::lever::Lever;
use crate::model::settings::ServiceKind;

pub const CHOICE: Choice = Choice {
    name: "practice_referral",
    kind: OrganisationKind::GeneralPractice,
    acts: Acts::Lever(Lever::ReferralThreshold),
    services: &[ServiceKind::GeneralPractice],
    moves: referral::follows,
    capacity: no_capacity,
    what: "discretionary referrals",
};

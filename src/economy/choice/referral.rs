//! **Referral threshold** (commissioner, through practices): how much effort goes into managing discretionary
//! referrals. The commissioner pays or saves; practices, who hold no clause on referrals, act in part
//! (`economy.choice.referral.response_share`).
//!
//! One per cent more discretionary referrals moves first attendances by one per cent and what follows from them by
//! shares of it: follow-ups, day cases and ordinary electives that start with a referral (about 54 % of elective and
//! day-case admissions are planned repeats that do not).

use super::{Choice, no_capacity};
use crate::economy::settings::{Currency, OrganisationKind};
use crate::model::lever::Lever;
use crate::model::settings::ServiceKind;

pub const CHOICE: Choice = Choice {
    name: "referral",
    kind: OrganisationKind::Commissioner,
    lever: Lever::ReferralThreshold,
    services: &[ServiceKind::OutpatientClinic],
    bundle: |parameters| {
        let of = |what: &str| parameters.get(&format!("economy.choice.referral.{what}"));
        vec![
            (Currency::OutpatientFirst, of("first_share")),
            (Currency::OutpatientFollowUp, of("follow_up_share")),
            (Currency::DayCase, of("planned_share")),
            (Currency::Elective, of("planned_share")),
        ]
    },
    capacity: no_capacity,
    what: "discretionary referrals",
};

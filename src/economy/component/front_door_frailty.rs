//! **Front-door frailty assessment**: a frailty team in the emergency department.
//!
//! At full maturity the team sends such a share of the frail older patients whom it sees home, in its hours, whom the
//! department would have admitted; who gets worse there comes back. It sees so many a day as its staff can
//! (patients a day = staff · patients per whole-time equivalent and day). Evidence: conversion fell from 69.6 to 61.2 % in Leicester
//! (uncontrolled); nationally having a unit explains nothing (evidence 3.28 to 3.30): range from no effect.

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;
use crate::model::settings::ServiceKind;

component_file! {
    /// Front-door frailty assessment.
    FrontDoorFrailty {}
}

impl Part for FrontDoorFrailty {
    const NAME: &'static str = "front_door_frailty";
    const DESCRIPTION: &'static str = "a frailty team at the hospital's front door sends some home with help";
    const STAFF: StaffGroup = StaffGroup::HospitalDoctor;
    const SERVICES: &'static [ServiceKind] = &[ServiceKind::AeMajors];

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        let staff = Self::of(parameters, "staff_per_100000");
        vec![
            Design::of(Lever::FrontDoorFrailty, Self::of(parameters, "sent_home_share")),
            Design::of(
                Lever::FrailtyTeamPatients,
                staff * Self::of(parameters, "patients_per_staff"),
            ),
        ]
    }
}

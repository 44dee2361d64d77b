//! Components of care models: one file each. A component says which levers it moves, how far at full maturity, what it
//! arranges between organisations, whom it employs, and what it costs; how fast it gets there is [`super::maturity`].
//!
//! **To add one here** one file `component/<name>.rs` with its struct and its [`Part`], and one word in the list below;
//! its strengths stand in `component.csv` under `economy.component.<name>.*` with range, source and grade, with
//! `fixed_pounds_per_resident`, `staff_per_100000` and `months_ratio` among them.

mod staff;

pub use staff::StaffGroup;

use crate::model::lever::Lever;
use crate::model::parameter::{Parameter, Parameters};
use crate::model::settings::ServiceKind;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a component costs a year at full maturity.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Cost {
    /// Pounds a year per resident, from the first day: systems, leadership, space.
    pub fixed_per_resident: f64,
    /// Pounds a year per resident at full maturity: staff, who arrive as maturity grows.
    pub staff_per_resident: f64,
}

/// A lever's setting at full maturity.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Design {
    pub lever: Lever,
    /// The kind of service whose every service it acts on, for a lever that acts on services.
    pub service: Option<ServiceKind>,
    pub at_full: f64,
}

impl Design {
    pub fn of(lever: Lever, at_full: f64) -> Design {
        let service = None;
        Design {
            lever,
            service,
            at_full,
        }
    }
    /// Capacity of all services of a kind, ratio to the planned.
    pub fn capacity(kind: ServiceKind, at_full: f64) -> Design {
        Design {
            lever: Lever::CareModelCapacity,
            service: Some(kind),
            at_full,
        }
    }
}

/// What a component arranges between organisations, without touching what a patient meets; zero arranges nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Arrangement {
    /// Share of staff (0 to 1) who may work for any partner.
    StaffSharing,
    /// What a pound of one partner's surplus is worth to another (0 to 1).
    JointObjective,
    /// Share of the partners' fixed cost that is saved (0 to 1).
    RunningCost,
}

/// When a component begins after its care model does.
pub trait Begins {
    fn begins_after(&self) -> u32;
}

/// A part of a care model.
pub trait Part: Begins {
    /// Name in files and in parameter paths.
    const NAME: &'static str;
    /// One line for `carecurve list components`.
    const DESCRIPTION: &'static str;
    /// Whom it employs.
    const STAFF: StaffGroup;
    /// Kinds of service through which it acts: the place must have them.
    const SERVICES: &'static [ServiceKind] = &[];
    /// Levers moved, with their setting at full maturity.
    fn design(&self, parameters: &Parameters) -> Vec<Design>;
    /// What is arranged between organisations at full maturity.
    fn arrangements(&self, _parameters: &Parameters) -> Vec<(Arrangement, f64)> {
        Vec::new()
    }
    /// Months by which what is felt follows what is done, a time constant.
    fn lag_months(&self, _parameters: &Parameters) -> f64 {
        0.0
    }
    /// Time that it takes to mature over the care model's own: under 1 what one partner can do by itself.
    fn months_ratio(&self, parameters: &Parameters) -> f64 {
        Self::of(parameters, "months_ratio")
    }
    /// Its size relative to the parameter table's, 1 unless a scenario states its own.
    fn size(&self, _parameters: &Parameters) -> f64 {
        1.0
    }
    /// A parameter of its own.
    fn of(parameters: &Parameters, what: &str) -> f64 {
        parameters.get(&format!("economy.component.{}.{what}", Self::NAME))
    }
    /// What it costs.
    fn cost(&self, parameters: &Parameters) -> Cost {
        Cost {
            fixed_per_resident: Self::of(parameters, "fixed_pounds_per_resident"),
            staff_per_resident: self.staff(parameters) * parameters.get("economy.component.pounds_per_staff"),
        }
    }
    /// Whole-time equivalents for each resident once all are in post.
    fn staff(&self, parameters: &Parameters) -> f64 {
        Self::of(parameters, "staff_per_100000") / 100_000.0 * self.size(parameters)
    }
}

/// What a file may say about a component: a note, when it begins, and what is its own.
macro_rules! component_file {
    ($(#[$doc:meta])* $Type:ident { $($(#[$about:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(
            Clone, PartialEq, Debug, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema, garde::Validate,
        )]
        #[serde(deny_unknown_fields)]
        #[garde(allow_unvalidated)]
        pub struct $Type {
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub note: Option<String>,
            /// Months after its care model begins until it begins too; at once where left out.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[garde(inner(range(min = 0, max = 359)))]
            pub from_month: Option<u32>,
            $($(#[$about])* pub $field: $kind,)*
        }
        impl super::Begins for $Type {
            fn begins_after(&self) -> u32 { self.from_month.unwrap_or(0) }
        }
    };
}

/// A component as the catalogue knows it, whatever a file says of its own.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Known {
    pub name: &'static str,
    pub description: &'static str,
    pub staff: StaffGroup,
    pub services: &'static [ServiceKind],
}

impl Known {
    /// Its parameters, by path.
    pub fn parameters<'a>(&self, all: &'a Parameters) -> impl Iterator<Item = &'a Parameter> {
        let prefix = format!("economy.component.{}.", self.name);
        all.iter().filter(move |p| p.path.starts_with(&prefix))
    }
}

macro_rules! components {
    ($($file:ident $Type:ident),* $(,)?) => {
        $(pub mod $file; pub use $file::$Type;)*
        /// A component of a care model.
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
        #[serde(rename_all = "snake_case")]
        pub enum Component { $(#[doc = concat!("See [`", stringify!($file), "`].")] $Type(#[garde(dive)] $Type),)* }
        impl Component {
            /// Every component.
            pub const CATALOGUE: &'static [Known] = &[$(Known {
                name: <$Type as Part>::NAME,
                description: <$Type as Part>::DESCRIPTION,
                staff: <$Type as Part>::STAFF,
                services: <$Type as Part>::SERVICES,
            },)*];
            /// Name in files.
            pub fn name(&self) -> &'static str { match self { $(Component::$Type(_) => <$Type as Part>::NAME,)* } }
            /// See [`Part::design`].
            pub fn design(&self, parameters: &Parameters) -> Vec<Design> {
                match self { $(Component::$Type(part) => part.design(parameters),)* }
            }
            /// See [`Part::arrangements`].
            pub fn arrangements(&self, parameters: &Parameters) -> Vec<(Arrangement, f64)> {
                match self { $(Component::$Type(part) => part.arrangements(parameters),)* }
            }
            /// See [`Part::lag_months`].
            pub fn lag_months(&self, parameters: &Parameters) -> f64 {
                match self { $(Component::$Type(part) => part.lag_months(parameters),)* }
            }
            /// See [`Part::months_ratio`].
            pub fn months_ratio(&self, parameters: &Parameters) -> f64 {
                match self { $(Component::$Type(part) => part.months_ratio(parameters),)* }
            }
            /// See [`Begins::begins_after`].
            pub fn begins_after(&self) -> u32 { match self { $(Component::$Type(part) => part.begins_after(),)* } }
            /// See [`Part::cost`].
            pub fn cost(&self, parameters: &Parameters) -> Cost {
                match self { $(Component::$Type(part) => part.cost(parameters),)* }
            }
            /// See [`Part::staff`].
            pub fn staff(&self, parameters: &Parameters) -> f64 {
                match self { $(Component::$Type(part) => part.staff(parameters),)* }
            }
        }
    };
}

components! {
    shared_care_record SharedCareRecord,
    single_point_of_access SinglePointOfAccess,
    neighbourhood_team NeighbourhoodTeam,
    care_coordination CareCoordination,
    rapid_response RapidResponse,
    enhanced_health_in_care_homes EnhancedHealthInCareHomes,
    front_door_frailty FrontDoorFrailty,
    same_day_emergency_care SameDayEmergencyCare,
    discharge_to_assess DischargeToAssess,
    joint_discharge_team JointDischargeTeam,
    late_visiting LateVisiting,
    social_prescribing SocialPrescribing,
    referral_triage ReferralTriage,
    advice_and_guidance AdviceAndGuidance,
    end_of_life_coordination EndOfLifeCoordination,
    repatriation Repatriation,
    prevention Prevention,
    staff_passport StaffPassport,
    pooled_commissioning PooledCommissioning,
    joint_back_office JointBackOffice,
}

impl Component {
    /// What the catalogue knows of it.
    pub fn known(&self) -> &'static Known {
        let mut all = Component::CATALOGUE.iter();
        all.find(|known| known.name == self.name())
            .expect("the catalogue is made from the same list")
    }
}

#[cfg(test)]
#[path = "component_test.rs"]
mod tests;

#[cfg(test)]
mod arrangement_test;

//! Components of care models: one file each. A component says which levers it moves, how far at full maturity, and what
//! it costs; how fast it gets there is [`super::maturity`].
//!
//! **To add one here** one file `component/<name>.rs` with its struct and its [`Part`], and one word in the list below;
//! its strengths stand in `economy.csv` under `economy.component.<name>.*` with range, source and grade.

use crate::model::lever::Lever;
use crate::model::parameter::Parameters;
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
    pub at_full: f64,
}

/// A part of a care model.
pub trait Part {
    /// Name in files and in parameter paths.
    const NAME: &'static str;
    /// One line for `carecurve list components`.
    const DESCRIPTION: &'static str;
    /// Levers moved, with their setting at full maturity.
    fn design(&self, parameters: &Parameters) -> Vec<Design>;
    /// What it costs.
    fn cost(&self, parameters: &Parameters) -> Cost {
        let of = |what: &str| parameters.get(&format!("economy.component.{}.{what}", Self::NAME));
        Cost {
            fixed_per_resident: of("fixed_pounds_per_resident"),
            staff_per_resident: of("staff_pounds_per_resident"),
        }
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
            /// Every component: name and description.
            pub const CATALOGUE: &'static [(&'static str, &'static str)] =
                &[$((<$Type as Part>::NAME, <$Type as Part>::DESCRIPTION),)*];
            /// Name in files.
            pub fn name(&self) -> &'static str { match self { $(Component::$Type(_) => <$Type as Part>::NAME,)* } }
            /// See [`Part::design`].
            pub fn design(&self, parameters: &Parameters) -> Vec<Design> {
                match self { $(Component::$Type(part) => part.design(parameters),)* }
            }
            /// See [`Part::cost`].
            pub fn cost(&self, parameters: &Parameters) -> Cost {
                match self { $(Component::$Type(part) => part.cost(parameters),)* }
            }
        }
    };
}

components! {
    shared_care_record SharedCareRecord,
    neighbourhood_team NeighbourhoodTeam,
    rapid_response RapidResponse,
    coordinated_discharge CoordinatedDischarge,
}

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
    /// Its size relative to the parameter table's, 1 unless a scenario states its own.
    fn size(&self, _parameters: &Parameters) -> f64 {
        1.0
    }
    /// What it costs.
    fn cost(&self, parameters: &Parameters) -> Cost {
        let of = |what: &str| parameters.get(&format!("economy.component.{}.{what}", Self::NAME));
        let staff = of("staff_per_100000") / 100_000.0 * parameters.get("economy.component.pounds_per_staff");
        Cost {
            fixed_per_resident: of("fixed_pounds_per_resident"),
            staff_per_resident: staff * self.size(parameters),
        }
    }
    /// Whole-time equivalents for each resident once all are in post.
    fn staff(&self, parameters: &Parameters) -> f64 {
        parameters.get(&format!("economy.component.{}.staff_per_100000", Self::NAME)) / 100_000.0
            * self.size(parameters)
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
            /// See [`Part::staff`].
            pub fn staff(&self, parameters: &Parameters) -> f64 {
                match self { $(Component::$Type(part) => part.staff(parameters),)* }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    #[test]
    fn names_are_the_keys_of_files() {
        for (name, _) in Component::CATALOGUE {
            let component: Component = serde_json::from_str(&format!("{{\"{name}\":{{\"note\":\"x\"}}}}")).expect(name);
            assert_eq!(component.name(), *name);
        }
        assert!(serde_json::from_str::<Component>(r#"{"rapid_response":{"slots":3}}"#).is_err());
        assert_eq!(Component::CATALOGUE.len(), 4);
    }

    #[test]
    fn designs_lie_within_bounds_and_a_bigger_team_costs_more() {
        let parameters = testing::settings().parameters;
        for (name, _) in Component::CATALOGUE {
            let component: Component = serde_json::from_str(&format!("{{\"{name}\":{{}}}}")).expect(name);
            for design in component.design(&parameters) {
                let (low, high) = design.lever.bounds();
                assert!(
                    (low..=high).contains(&design.at_full) && design.at_full != design.lever.neutral(),
                    "{name}"
                );
            }
        }
        let team = |json: &str| {
            serde_json::from_str::<Component>(json)
                .expect(json)
                .cost(&parameters)
                .staff_per_resident
        };
        let usual = parameters.get("economy.component.neighbourhood_team.places_per_1000");
        let twice = team(&format!(
            r#"{{"neighbourhood_team":{{"places_per_1000":{}}}}}"#,
            2.0 * usual
        ));
        assert!((twice / team(r#"{"neighbourhood_team":{}}"#) - 2.0).abs() < 1e-12);
    }
}

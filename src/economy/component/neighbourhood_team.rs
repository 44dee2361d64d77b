//! **Neighbourhood team**: a multidisciplinary team with a caseload of people at high risk.
//!
//! At full maturity the team holds so many places for each 1,000 residents and a person on the caseload meets so much of
//! the design effect of case management. Evidence: null to adverse on emergency admissions where people are found by
//! risk stratification (evidence 7, VERIFIED); neighbourhood teams of 30,000–50,000 have favourable testimony only
//! (evidence 12). What case management does to a person is the model's own parameter.

use super::{Design, Part, StaffGroup};
use crate::model::lever::Lever;
use crate::model::parameter::Parameters;
use crate::model::settings::ServiceKind;

component_file! {
    /// A team with a caseload.
    NeighbourhoodTeam {
        /// Places for each 1,000 residents at full maturity; the parameter table's where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[garde(inner(range(min = 0.0, max = 30.0)))]
        places_per_1000: Option<f64>,
    }
}

impl Part for NeighbourhoodTeam {
    const NAME: &'static str = "neighbourhood_team";
    const DESCRIPTION: &'static str = "a multidisciplinary team with a caseload of people at high risk";
    const STAFF: StaffGroup = StaffGroup::CommunityNurse;
    const SERVICES: &'static [ServiceKind] = &[ServiceKind::NeighbourhoodTeam];

    fn design(&self, parameters: &Parameters) -> Vec<Design> {
        let places = self
            .places_per_1000
            .unwrap_or_else(|| parameters.get("economy.component.neighbourhood_team.places_per_1000"));
        vec![
            Design::of(Lever::CaseloadPlaces, places),
            Design::of(Lever::CaseManagement, Self::of(parameters, "case_management_share")),
        ]
    }

    fn size(&self, parameters: &Parameters) -> f64 {
        let usual = parameters.get("economy.component.neighbourhood_team.places_per_1000");
        self.places_per_1000.map_or(1.0, |own| if usual > 0.0 { own / usual } else { 1.0 })
    }
}

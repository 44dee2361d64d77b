//! Double entry in whole pence.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! headings {
    ($($(#[$doc:meta])* $variant:ident = $text:literal;)*) => {
        /// What a posting is for.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Heading { $($(#[$doc])* $variant,)* }
        impl Heading {
            pub const ALL: &'static [Heading] = &[$(Heading::$variant,)*];
            /// Name in files.
            pub const fn name(self) -> &'static str { match self { $(Heading::$variant => $text,)* } }
        }
    };
}

headings! {
    /// Money given for a year's work: taxpayer to commissioner, local taxpayer to council.
    Allocation = "allocation";
    /// What a contract's clauses pay.
    Contract = "contract";
    /// Maternity care outside the model.
    Maternity = "maternity";
    /// Critical care outside the model.
    CriticalCare = "critical_care";
    /// Tests that practices order directly.
    DirectAccessTests = "direct_access_tests";
    /// Drugs, devices, specialised treatment: acute income outside the model.
    OtherAcute = "other_acute";
    MentalHealth = "mental_health";
    /// Community services outside the priced contacts.
    CommunityServices = "community_services";
    /// NHS continuing healthcare.
    ContinuingCare = "continuing_care";
    Prescribing = "prescribing";
    PrimaryMedical = "primary_medical";
    Specialised = "specialised";
    Ambulance = "ambulance";
    OtherProgramme = "other_programme";
    Running = "running";
    BetterCareFund = "better_care_fund";
    HomeCare = "home_care";
    CareHomes = "care_homes";
    /// Adult social care outside the model.
    OtherSocialCare = "other_social_care";
    SocialWork = "social_work";
    /// Fixed and semi-fixed cost of a provider.
    FixedCost = "fixed_cost";
    SemiFixedCost = "semi_fixed_cost";
    /// Cost that moves with each patient.
    VariableCost = "variable_cost";
    /// Cost equal to pass-through income.
    PassThroughCost = "pass_through_cost";
    /// Work done to move a lever.
    EffortCost = "effort_cost";
    /// What a care model costs.
    CareModel = "care_model";
}

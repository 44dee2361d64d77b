//! Whom a component employs, by the groups of workforce planning, and who can employ them.

use crate::economy::settings::OrganisationKind as Kind;

macro_rules! groups {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $employers:expr;)*) => {
        /// A group of staff.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum StaffGroup { $($(#[$doc])* $name,)* }
        impl StaffGroup {
            pub const ALL: &'static [StaffGroup] = &[$(StaffGroup::$name,)*];
            pub const fn name(self) -> &'static str { match self { $(StaffGroup::$name => $text,)* } }
            /// Kinds of organisation that employ such staff: a place must have one of them.
            pub const fn employers(self) -> &'static [Kind] { match self { $(StaffGroup::$name => $employers,)* } }
        }
    };
}

groups! {
    GeneralPractitioner = "general_practitioner", &[Kind::GeneralPractice];
    PracticeNurse = "practice_nurse", &[Kind::GeneralPractice];
    CommunityNurse = "community_nurse", &[Kind::CommunityTrust, Kind::AcuteTrust];
    Therapist = "therapist", &[Kind::CommunityTrust, Kind::AcuteTrust];
    HospitalDoctor = "hospital_doctor", &[Kind::AcuteTrust];
    MentalHealth = "mental_health", &[Kind::MentalHealthTrust, Kind::CommunityTrust];
    SocialWorker = "social_worker", &[Kind::Council];
    /// Coordinators, link workers, health trainers.
    SupportWorker = "support_worker", &[Kind::CommunityTrust, Kind::AcuteTrust, Kind::Council, Kind::GeneralPractice];
    Manager = "manager", &[Kind::Commissioner];
}

//! Groups of staff, the professions among which people can move, and which services each group works in.

use crate::model::settings::ServiceKind;
use serde::{Deserialize, Serialize};

macro_rules! groups {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $profession:ident;)*) => {
        /// A group of staff.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Group { $($(#[$doc])* $variant,)* }
        impl Group {
            pub const ALL: &'static [Group] = &[$(Group::$variant,)*];
            /// Name in files and in parameter paths.
            pub const fn name(self) -> &'static str { match self { $(Group::$variant => $text,)* } }
            /// Within a profession staff can change employer, or lend a hand.
            pub const fn profession(self) -> Profession { match self { $(Group::$variant => Profession::$profession,)* } }
        }
    };
}

/// People of one profession can take each other's posts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Profession {
    GeneralPractitioner,
    Nurse,
    Therapist,
    Doctor,
    MentalHealth,
    SocialWorker,
    CareWorker,
}

groups! {
    Gp = "gp", GeneralPractitioner;
    PracticeNurse = "practice_nurse", Nurse;
    CommunityNurse = "community_nurse", Nurse;
    Therapist = "therapist", Therapist;
    HospitalDoctor = "hospital_doctor", Doctor;
    WardNurse = "ward_nurse", Nurse;
    MentalHealth = "mental_health", MentalHealth;
    SocialWorker = "social_worker", SocialWorker;
    CareWorker = "care_worker", CareWorker;
}

impl Group {
    /// The group of a name.
    pub fn named(name: &str) -> Option<Group> {
        Group::ALL.iter().copied().find(|group| group.name() == name)
    }

    /// Whether its load follows the hospital's wards.
    pub fn works_on_wards(self) -> bool {
        matches!(self, Group::HospitalDoctor | Group::WardNurse)
    }
}

/// Groups whose people make the capacity of a kind of service, the main one first; none where staff are not followed.
pub fn of_service(kind: ServiceKind) -> &'static [Group] {
    use ServiceKind as Kind;
    match kind {
        Kind::GeneralPractice | Kind::ExtendedHours => &[Group::Gp, Group::PracticeNurse],
        Kind::HomeVisiting => &[Group::Gp],
        Kind::CommunityNursing
        | Kind::LateVisiting
        | Kind::EndOfLifeCoordination
        | Kind::FrailtyAssessment
        | Kind::NeighbourhoodTeam
        | Kind::RapidResponse => &[Group::CommunityNurse],
        Kind::IntermediateCareBeds
        | Kind::CommunityHospitalBeds
        | Kind::IntermediateCareHome
        | Kind::MusculoskeletalTriage
        | Kind::Reablement => &[Group::Therapist],
        Kind::AeMajors
        | Kind::AeMinors
        | Kind::WalkInCentre
        | Kind::SingleSpecialtyEmergency
        | Kind::AssessmentTrolleys
        | Kind::SameDayEmergencyCare
        | Kind::OutpatientClinic
        | Kind::ElectiveList
        | Kind::Theatres
        | Kind::Endoscopy
        | Kind::Imaging => &[Group::HospitalDoctor],
        Kind::ShortStayBeds
        | Kind::MedicalBeds
        | Kind::OlderPeopleBeds
        | Kind::SurgicalBeds
        | Kind::ChildrenBeds
        | Kind::CriticalCareBeds
        | Kind::MaternityBeds => &[Group::WardNurse],
        Kind::TalkingTherapies
        | Kind::CommunityMentalHealth
        | Kind::CrisisTeam
        | Kind::MentalHealthBeds
        | Kind::OtherMentalHealthBeds => &[Group::MentalHealth],
        Kind::CareAssessment => &[Group::SocialWorker],
        Kind::HomeCare | Kind::CareHome | Kind::NursingHome => &[Group::CareWorker],
        _ => &[],
    }
}

/// Whether a kind's posts are those of a care model, paid for and recruited with it.
pub fn posts_of_a_care_model(kind: ServiceKind) -> bool {
    matches!(kind, ServiceKind::NeighbourhoodTeam | ServiceKind::RapidResponse)
}

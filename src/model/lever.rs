//! What policy can do to the model: this list *is* the list. Levers come down at month edges; nothing else does.

use crate::engine::Time;
use serde::{Deserialize, Serialize};

macro_rules! levers {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $neutral:literal, $low:literal, $high:literal, $unit:literal;)*) => {
        /// One thing that an organisation can change in the model.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[repr(u8)]
        pub enum Lever { $($(#[$doc])* $variant,)* }
        impl Lever {
            pub const ALL: &'static [Lever] = &[$(Lever::$variant,)*];
            /// Name in files.
            pub const fn name(self) -> &'static str { match self { $(Lever::$variant => $text,)* } }
            /// The setting that changes nothing.
            pub const fn neutral(self) -> f64 { match self { $(Lever::$variant => $neutral,)* } }
            /// Clinical and physical bounds.
            pub const fn bounds(self) -> (f64, f64) { match self { $(Lever::$variant => ($low, $high),)* } }
            pub const fn unit(self) -> &'static str { match self { $(Lever::$variant => $unit,)* } }
        }
    };
}

levers! {
    /// Shift of the admission threshold for borderline short stays: the share of borderline patients admitted changes by
    /// this many points (of 1). Positive admits more. Organisation: the acute trust.
    ShortStayThreshold = "short_stay_threshold", 0.0, -0.15, 0.15, "points of the borderline share admitted";
    /// Share of discretionary GP referrals made, relative to the start. Set by commissioner effort through practices.
    ReferralThreshold = "referral_threshold", 1.0, 0.7, 1.2, "ratio to discretionary referrals at the start";
    /// Follow-ups for each first attendance, relative to the start (service: specialty or all).
    FollowUpRatio = "follow_up_ratio", 1.0, 0.7, 1.3, "ratio to the start";
    /// Effort put into discharge: multiplies assessment and brokerage time of ready patients.
    DischargeEffort = "discharge_effort", 1.0, 0.5, 1.5, "ratio of assessment and brokerage time to the start";
    /// Length-of-stay effort: multiplies clinical stay.
    StayEffort = "stay_effort", 1.0, 0.85, 1.1, "ratio of clinical stay to the start";
    /// Planned treatment brought forward or put off: multiplies the slots of elective lists, theatres and clinics.
    ElectiveEffort = "elective_effort", 1.0, 0.9, 1.1, "ratio of planned slots to the start";
    /// Whom community teams take on: multiplies the visits that community nursing makes where it could.
    CommunityAcceptance = "community_acceptance", 1.0, 0.8, 1.05, "ratio of visits to the start";
    /// Reviews of long-term conditions that practices call for (by neighbourhood).
    ReviewEffort = "review_effort", 1.0, 0.7, 1.4, "ratio of reviews due to the start";
    /// Capacity of a service (staff × productivity), relative to its planned capacity (service named).
    Capacity = "capacity", 1.0, 0.0, 10.0, "ratio to planned capacity";
    /// Hands at work in a service, relative to the start (service named): multiplies its capacity.
    Staffing = "staffing", 1.0, 0.0, 2.0, "ratio of staff at work to the start";
    /// Time lost at a hand-off between organisations, relative to the start.
    HandoffDelay = "handoff_delay", 1.0, 0.0, 2.0, "ratio to the start";
    /// Share of hand-offs lost, relative to the start.
    HandoffLoss = "handoff_loss", 1.0, 0.0, 2.0, "ratio to the start";
    /// Places on the neighbourhood team's caseload, per 1,000 residents (by neighbourhood or all), for a service of the
    /// designed capacity: more or fewer staff hold more or fewer.
    CaseloadPlaces = "caseload_places", 0.0, 0.0, 30.0, "places per 1,000 residents";
    /// Reach of case management: the share (0 to 1) of its design effect that a person on the caseload meets.
    CaseManagement = "case_management", 0.0, 0.0, 1.0, "share of the design effect";
    /// Rapid-response visits that can start each day, per 100,000 residents, for a service of the designed capacity.
    RapidResponseSlots = "rapid_response_slots", 0.0, 0.0, 60.0, "starts per day per 100,000 residents";
    /// Assessment of ready patients outside hospital: multiplies the assessment part of the wait (discharge to assess,
    /// joint discharge team).
    CoordinatedDischarge = "coordinated_discharge", 1.0, 0.2, 1.5, "ratio of assessment time to the start";
    /// What a care model adds to a service, beside [`Lever::Capacity`]: the two multiply (service named).
    CareModelCapacity = "care_model_capacity", 1.0, 0.0, 10.0, "ratio to planned capacity";
    /// Urgent needs, no emergencies, that pass a single point on their way to a hospital door: it offers what the
    /// community has room for.
    SinglePointOfAccess = "single_point_of_access", 0.0, 0.0, 1.0, "share of urgent needs on their way to a hospital door";
    /// What follows older patients home: multiplies the share who relapse.
    AfterDischarge = "after_discharge", 1.0, 0.5, 1.5, "ratio of relapses of older patients to the start";
    /// Urgent needs, no emergencies, of residents of care homes without nursing that are met where they live.
    ResidentialHomeSupport = "residential_home_support", 0.0, 0.0, 0.8, "share of residents' urgent needs met in the home";
    /// The same in homes with nursing.
    NursingHomeSupport = "nursing_home_support", 0.0, 0.0, 0.8, "share of residents' urgent needs met in the home";
    /// Frail older patients whom the emergency department would admit and its frailty team sends home with help.
    FrontDoorFrailty = "front_door_frailty", 0.0, 0.0, 0.5, "share of frail older patients who would be admitted";
    /// Adult emergency admissions in opening hours that same-day emergency care makes a stay without a night.
    SameDayCare = "same_day_care", 0.0, 0.0, 0.3, "points of the share of adult admissions without a night";
    /// Patients bound for help at home who leave when they are ready and are assessed there, where intermediate care at
    /// home has room.
    DischargeToAssess = "discharge_to_assess", 0.0, 0.0, 1.0, "share of patients bound for help at home";
    /// Routine eye referrals that optometrists settle in the community.
    OphthalmologyTriage = "ophthalmology_triage", 0.0, 0.0, 0.8, "share of routine eye referrals";
    /// Routine referrals that a specialist's advice keeps in the practice, which sees the patient again.
    AdviceAndGuidance = "advice_and_guidance", 0.0, 0.0, 0.6, "share of routine referrals from practices";
    /// Hours after six in the evening of working days in which community matrons still visit the housebound.
    LateVisitingHours = "late_visiting_hours", 0.0, 0.0, 6.0, "hours after six in the evening";
    /// Last illnesses of people on the register of end-of-life coordination that stay where they live.
    LastIllnessAtHome = "last_illness_at_home", 1.0, 0.5, 2.0, "ratio of the share to the start";
    /// Wait of those ready to leave a mental health bed.
    MentalHealthDelay = "mental_health_delay", 1.0, 0.2, 1.5, "ratio of the wait for housing or care to the start";
    /// Shares of neighbourhoods that use another place's hospital.
    CrossBoundary = "cross_boundary", 1.0, 0.0, 1.5, "ratio of the shares to the start";
    /// The same by neighbourhood, as hospitals vie for the people near a boundary; the two multiply.
    Rivalry = "rivalry", 1.0, 0.5, 1.5, "ratio of the shares to the start";
    /// Hazard of onset of long-term conditions.
    Onset = "onset", 1.0, 0.5, 1.2, "ratio of the hazard of onset to the start";
    /// Visits to care homes that community nurses of the component can make in a day for urgent needs.
    CareHomeVisits = "care_home_visits", 0.0, 0.0, 60.0, "visits a day per 100,000 residents";
    /// Reviews of care-home residents, each of which leaves a plan for when they fall ill.
    CareHomeReviews = "care_home_reviews", 0.0, 0.0, 120.0, "reviews a week per 100,000 residents";
    /// Patients whom the frailty team of the emergency department can see in a day.
    FrailtyTeamPatients = "frailty_team_patients", 0.0, 0.0, 60.0, "patients a day per 100,000 residents";
}

/// One setting of one lever. `None` means everywhere.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LeverChange {
    pub lever: Lever,
    /// Id of the service it acts on.
    pub service: Option<String>,
    /// Index of the neighbourhood it acts on.
    pub neighbourhood: Option<u8>,
    pub to: f64,
}

/// A line of the decision log: who moved which lever, when, from where to where, and why.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Decision {
    pub date: Time,
    pub organisation: String,
    pub lever: String,
    pub service: String,
    pub cohort: String,
    pub from: f64,
    pub to: f64,
    pub because: String,
}

//! What the model says happened: the only thing that goes up from it.
//!
//! A month of facts is rich enough to price and report without knowing a person: counts by residence, age band and
//! deprivation fifth, stocks counted at midnight, and one record for each hospital spell that ended.

use crate::engine::{Month, Time};
use serde::{Deserialize, Serialize};

/// The seven age bands of every table and every count.
pub const AGE_BANDS: [&str; 7] = ["0-4", "5-17", "18-44", "45-64", "65-74", "75-84", "85+"];
/// First age of each band.
pub const AGE_BAND_FROM: [u32; 7] = [0, 5, 18, 45, 65, 75, 85];

/// The band an age in whole years lies in.
#[inline]
pub fn age_band(age: u32) -> usize {
    AGE_BAND_FROM.iter().rposition(|&from| age >= from).unwrap_or(0)
}

/// Counts cells: neighbourhood × age band × deprivation fifth (0 is the most deprived).
#[inline]
pub fn cell(neighbourhood: usize, age_band: usize, deprivation: usize) -> usize {
    (neighbourhood * 7 + age_band) * 5 + deprivation
}

macro_rules! tallies {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[repr(u8)]
        pub enum $name { $($(#[$doc])* $variant,)* }
        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
            /// Name in files.
            pub const fn name(self) -> &'static str { match self { $($name::$variant => $text,)* } }
        }
    };
}

tallies! {
    /// Things counted when they happen. The service of a tally is named where it says so.
    Count {
        /// A need arises in a person (service: the need).
        NeedArising = "need_arising",
        /// A need reaches a hospital door: A&E, walk-in, ambulance or same-day hospital assessment (service: the need).
        NeedAtHospitalDoor = "need_at_hospital_door",
        /// A need goes without any care: refused, given up, or never sought (service: the need).
        UnmetNeed = "unmet_need",
        /// General-practice appointments given, attended or not (service: same_day or bookable is told by the next two).
        GpAppointment = "gp_appointment",
        GpSameDay = "gp_same_day",
        /// Days from booking to appointment, summed.
        GpWaitDays = "gp_wait_days",
        /// Appointments more than 14 days after booking.
        GpOver14Days = "gp_over_14_days",
        GpNotAttended = "gp_not_attended",
        /// Reviews of long-term conditions that took place.
        ConditionReviewed = "condition_reviewed",
        /// A person asked the practice and no slot in the horizon was acceptable.
        GpBalked = "gp_balked",
        /// Calls to NHS 111 that were answered.
        Call111 = "call_111",
        /// Calls to NHS 111 given up because nobody answered.
        Call111Abandoned = "call_111_abandoned",
        AeType1 = "ae_type_1",
        AeType2 = "ae_type_2",
        /// Patients for a type 2 department who found it full and went to type 1.
        AeType2Full = "ae_type_2_full",
        AeType3 = "ae_type_3",
        /// Attendances of any type with a minor need, and of those the ones whom nobody had sent: counted as they set out.
        AeMinor = "ae_minor",
        AeMinorSelfReferred = "ae_minor_self_referred",
        /// Attendances of any type that left within four hours of arrival.
        AeWithinFourHours = "ae_within_four_hours",
        AeType1WithinFourHours = "ae_type_1_within_four_hours",
        AmbulanceConveyance = "ambulance_conveyance",
        /// Minutes that those conveyed waited for a crew to be free, summed.
        AmbulanceWaitMinutes = "ambulance_wait_minutes",
        /// Patients who waited for a crew in vain and came by their own means.
        AmbulanceGivenUp = "ambulance_given_up",
        /// Type 1 attendances that were admitted.
        AeType1Admitted = "ae_type_1_admitted",
        /// Emergency admissions not through A&E.
        DirectAdmission = "direct_admission",
        EmergencyAdmission = "emergency_admission",
        /// Emergency admissions for the exacerbation of a long-term condition (ambulatory-care-sensitive).
        AcscAdmission = "acsc_admission",
        /// Emergency spells that ended with no midnight in a bed.
        EmergencyZeroNight = "emergency_zero_night",
        /// Emergency spells ended.
        EmergencyDischarge = "emergency_discharge",
        /// Nights of the emergency spells ended, summed.
        EmergencyNight = "emergency_night",
        /// Emergency admissions within 30 days of a live discharge.
        Readmission = "readmission",
        /// Borderline patients sent home by the admission threshold or a full house.
        AdmissionRefused = "admission_refused",
        /// Midnights spent in acute beds by emergency patients.
        EmergencyBedDay = "emergency_bed_day",
        ElectiveBedDay = "elective_bed_day",
        /// Ordinary elective admissions (service: specialty).
        ElectiveAdmission = "elective_admission",
        /// Day cases (service: specialty).
        DayCase = "day_case",
        /// Elective admissions cancelled on the day for want of a bed.
        ElectiveCancelled = "elective_cancelled",
        /// Referrals to outpatients (service: specialty).
        Referral = "referral",
        OutpatientFirst = "outpatient_first",
        OutpatientFollowUp = "outpatient_follow_up",
        /// Days from referral to the first attendance, summed.
        OutpatientFirstWaitDays = "outpatient_first_wait_days",
        /// Patients treated from the elective list, planned repeats left out, and their days on it, summed.
        ListTreated = "list_treated",
        ListWaitDays = "list_wait_days",
        /// Pathways removed from the list without treatment.
        ListRemoval = "list_removal",
        CommunityContact = "community_contact",
        /// Community visits needed and not made.
        CommunityUnmet = "community_unmet",
        /// Contacts of the neighbourhood multidisciplinary team with its caseload.
        TeamContact = "team_contact",
        RapidResponse = "rapid_response",
        IntermediateCareStay = "intermediate_care_stay",
        ReablementEpisode = "reablement_episode",
        /// Social-care assessments begun.
        CareAssessment = "care_assessment",
        /// Hours from asking to the beginning of an assessment, summed.
        CareAssessmentWaitHours = "care_assessment_wait_hours",
        CarePackageStart = "care_package_start",
        /// Home-care hours delivered.
        HomeCareHours = "home_care_hours",
        CareHomeAdmission = "care_home_admission",
        /// Discharges into a care gap after too long a wait.
        CareGap = "care_gap",
        Handoff = "handoff",
        HandoffLost = "handoff_lost",
        Death = "death",
        DeathInHospital = "death_in_hospital",
        Birth = "birth",
        MoveIn = "move_in",
        MoveOut = "move_out",
    }
}

tallies! {
    /// Things counted at every midnight; a month's stock is the sum over its midnights.
    Stock {
        Population = "population",
        /// People in acute beds (service: the bed pool).
        BedOccupied = "bed_occupied",
        /// Acute beds open, escalation included (service: the bed pool).
        BedOpen = "bed_open",
        /// Ready to leave an acute bed and still there (the first clock).
        ReadyWaiting = "ready_waiting",
        /// Reported delayed transfers from acute beds (the second clock).
        ReportedDelay = "reported_delay",
        /// Waiting to be treated, all stages (service: specialty).
        WaitingList = "waiting_list",
        CarePackages = "care_packages",
        CareHomeResidents = "care_home_residents",
        /// People on the neighbourhood team's caseload.
        Caseload = "caseload",
        /// Latent need: unmet and not yet faded.
        LatentNeed = "latent_need",
        FrailtyFit = "frailty_fit",
        FrailtyMild = "frailty_mild",
        FrailtyModerate = "frailty_moderate",
        FrailtySevere = "frailty_severe",
    }
}

/// A tallied line: one count or stock of one service (or of all), in every cell.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tally<K> {
    pub kind: K,
    /// Index of the service in [`Settings::services`](super::settings::Settings::services), or of the need or
    /// specialty.
    pub service: Option<u16>,
    /// By [`cell`].
    pub cells: Vec<i64>,
}

impl<K> Tally<K> {
    pub fn total(&self) -> i64 {
        self.cells.iter().sum()
    }
}

/// Kind of a hospital spell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpellKind {
    Emergency,
    Elective,
    DayCase,
}

/// A hospital spell, told at discharge.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Spell {
    pub kind: SpellKind,
    pub admitted: Time,
    /// When clinically ready to leave.
    pub ready: Time,
    pub left: Time,
    /// Index of the service that admitted (bed pool or specialty) in
    /// [`Settings::services`](super::settings::Settings::services).
    pub service: u16,
    /// Practice of registration, index in the plan.
    pub practice: u16,
    pub neighbourhood: u8,
    pub age_band: u8,
    pub deprivation: u8,
    /// Cost weight relative to the mean spell of its kind (case mix).
    pub weight: f32,
    /// Ends the same need's spell elsewhere: the episode across organisations.
    pub episode: u64,
    pub died: bool,
}

impl Spell {
    /// Midnights spent in a bed.
    pub fn nights(&self) -> u32 {
        self.left.day() - self.admitted.day()
    }
}

/// All that happened in a month.
#[derive(Clone, Debug)]
pub struct Facts {
    pub month: Month,
    /// False in the warm-up.
    pub reported: bool,
    pub counts: Vec<Tally<Count>>,
    pub stocks: Vec<Tally<Stock>>,
    pub spells: Vec<Spell>,
}

impl Facts {
    /// Sum of a count over all services and cells.
    pub fn count(&self, kind: Count) -> i64 {
        self.counts.iter().filter(|t| t.kind == kind).map(Tally::total).sum()
    }
    /// Sum of a count for one service.
    pub fn count_of(&self, kind: Count, service: u16) -> i64 {
        self.counts
            .iter()
            .filter(|t| t.kind == kind && t.service == Some(service))
            .map(Tally::total)
            .sum()
    }
    /// Mean of a stock over the midnights of the month, all services and cells.
    pub fn stock(&self, kind: Stock) -> f64 {
        let sum: i64 = self.stocks.iter().filter(|t| t.kind == kind).map(Tally::total).sum();
        sum as f64 / f64::from(self.month.days())
    }
}

/// What became of an acute need that could have led to a hospital bed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Fate {
    /// Admitted as an emergency.
    Admitted,
    /// Given the same care on the same day under another label.
    Recoded,
    /// Met in another service: practice, rapid response, community.
    TreatedElsewhere,
    /// Turned down by the admission threshold or a full house.
    Refused,
}

/// The fate of one need. The id is the address of the need, the same in every scenario, so that arms can be matched:
/// an admission whose need is absent in the other arm was prevented.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NeedFate {
    pub need: u64,
    pub month: Month,
    pub fate: Fate,
}

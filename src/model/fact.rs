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

/// Cells of one neighbourhood.
pub const CELLS: usize = 35;

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
        /// Appointments with the clinician whom the person usually sees.
        GpUsualClinician = "gp_usual_clinician",
        /// Appointments by telephone or video.
        GpRemote = "gp_remote",
        /// Appointments in evenings and at weekends.
        GpExtendedHours = "gp_extended_hours",
        /// Visits to the housebound by practices, and by the late-visiting service.
        HomeVisit = "home_visit",
        LateVisit = "late_visit",
        /// Housebound patients whom nobody could visit on the day.
        HomeVisitRefused = "home_visit_refused",
        /// Minor illnesses for which a pharmacist was asked.
        PharmacyAdvice = "pharmacy_advice",
        /// People whom a link worker of social prescribing took on.
        SocialPrescribing = "social_prescribing",
        /// Reviews of long-term conditions that took place.
        ConditionReviewed = "condition_reviewed",
        /// Needs that cannot wait, found by reviews of people on a caseload who had sought no help for them.
        AcuteNeedFound = "acute_need_found",
        /// Long-term conditions found some time after they began: they stand in the record from then on.
        ConditionFound = "condition_found",
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
        /// Attendances of any type with a minor need, and of those the ones whom nobody had sent and who are not injured:
        /// counted as they set out.
        AeMinor = "ae_minor",
        AeMinorSelfReferred = "ae_minor_self_referred",
        /// Settings-out for A&E of any type after a practice had no appointment that suited.
        AskedInVain = "asked_in_vain",
        /// Attendances of any type that left within four hours of arrival.
        AeWithinFourHours = "ae_within_four_hours",
        AeType1WithinFourHours = "ae_type_1_within_four_hours",
        AmbulanceConveyance = "ambulance_conveyance",
        /// Minutes that those conveyed waited for a crew to be free, summed.
        AmbulanceWaitMinutes = "ambulance_wait_minutes",
        /// Minutes that crews waited to hand over their patients, summed.
        AmbulanceHandoverMinutes = "ambulance_handover_minutes",
        /// Patients who waited for a crew in vain and came by their own means.
        AmbulanceGivenUp = "ambulance_given_up",
        /// Type 1 attendances that were admitted.
        AeType1Admitted = "ae_type_1_admitted",
        /// Emergency admissions not through A&E.
        DirectAdmission = "direct_admission",
        /// Emergency admissions to same-day emergency care; and adults whom it suits who came while it was open and full.
        SameDayEmergencyCare = "same_day_emergency_care",
        SameDayEmergencyCareFull = "same_day_emergency_care_full",
        /// Emergency admissions (service: the need).
        EmergencyAdmission = "emergency_admission",
        /// Emergency admissions for an exacerbation of a long-term condition (ambulatory-care-sensitive).
        AcscAdmission = "acsc_admission",
        /// Emergency admissions of people in their last year of life.
        LastYearAdmission = "last_year_admission",
        /// Emergency spells that ended with no midnight in a bed.
        EmergencyZeroNight = "emergency_zero_night",
        /// Emergency spells ended.
        EmergencyDischarge = "emergency_discharge",
        /// Patients who left hospital alive after an emergency or an ordinary elective admission.
        LiveDischarge = "live_discharge",
        /// Nights of the emergency spells ended, those in critical care left out, summed.
        EmergencyNight = "emergency_night",
        /// Emergency admissions within 30 days of a live discharge.
        Readmission = "readmission",
        /// Borderline patients sent home by the admission threshold or a full house.
        AdmissionRefused = "admission_refused",
        /// Frail older patients whom the frailty team at the front door saw, and whom it had no time to see.
        FrailtyTeamSeen = "frailty_team_seen",
        FrailtyTeamFull = "frailty_team_full",
        /// Midnights spent in acute beds by emergency patients.
        EmergencyBedDay = "emergency_bed_day",
        /// Of those, past day 21: clinically needed, and of patients ready to leave.
        LongStayBedDay = "long_stay_bed_day",
        LongStayReadyBedDay = "long_stay_ready_bed_day",
        /// Emergency bed-days of people of 65 and over.
        OlderBedDay = "older_bed_day",
        /// Emergency bed-days of people in their last year of life.
        LastYearBedDay = "last_year_bed_day",
        ElectiveBedDay = "elective_bed_day",
        /// Patients taken into critical care, emergency and planned, and the midnights they spent there: in no count of
        /// bed-days above.
        CriticalCareAdmission = "critical_care_admission",
        CriticalCareBedDay = "critical_care_bed_day",
        /// Emergencies who found critical care full, the hours they waited for it, summed, and those who waited in vain.
        CriticalCareFull = "critical_care_full",
        CriticalCareWaitHours = "critical_care_wait_hours",
        CriticalCareRefused = "critical_care_refused",
        /// Ordinary elective admissions (service: specialty).
        ElectiveAdmission = "elective_admission",
        /// Day cases (service: specialty).
        DayCase = "day_case",
        /// Elective admissions cancelled on the day for want of a bed, on a ward or in critical care.
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
        /// Referral-to-treatment clocks started (service: the specialty's clinic, as in the next four).
        ClockStart = "clock_start",
        /// Clocks stopped by admission for treatment.
        RttAdmitted = "rtt_admitted",
        /// Clocks stopped without admission: treated or discharged at a clinic or in triage.
        RttNotAdmitted = "rtt_not_admitted",
        /// Pathways taken off the list by validation.
        ListRemoval = "list_removal",
        /// Pathways that ended because the patient died or moved away.
        ListDeparted = "list_departed",
        /// Tests made within planned pathways (service: endoscopy or imaging, as in the next two).
        DiagnosticTest = "diagnostic_test",
        /// Days from asking to the test, summed.
        DiagnosticWaitDays = "diagnostic_wait_days",
        /// Tests later than the national standard.
        DiagnosticOverStandard = "diagnostic_over_standard",
        /// Minutes of elective theatre used, and staffed.
        TheatreMinutes = "theatre_minutes",
        TheatreMinutesOpen = "theatre_minutes_open",
        /// Referrals seen in community musculoskeletal triage.
        TriageContact = "triage_contact",
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
        /// Requests for support by people who hold no long-term support (service: the outcome).
        CareRequest = "care_request",
        /// The same that came from a hospital bed.
        CareRequestHospital = "care_request_hospital",
        /// The same by people aged 18 to 64.
        CareRequestWorkingAge = "care_request_working_age",
        /// People with council-paid long-term support: those who hold it when a year begins, and who begin in it.
        LongTermClient = "long_term_client",
        /// Home-care hours paid by the person, and by the NHS.
        HomeCareHoursSelf = "home_care_hours_self",
        HomeCareHoursNhs = "home_care_hours_nhs",
        /// Care-home admissions that are to a home with nursing.
        NursingHomeAdmission = "nursing_home_admission",
        /// Care-home residents for whom the council begins to pay, at admission or when savings run out.
        CouncilCareHomeAdmission = "council_care_home_admission",
        /// Self-funders whose savings ran out.
        SavingsEnd = "savings_end",
        /// Emergency admissions of care-home residents.
        CareHomeEmergency = "care_home_emergency",
        /// Reviews of care-home residents by those who come to the homes, each with a plan made or renewed.
        CareHomeReview = "care_home_review",
        /// Urgent needs met in a care home by those who come; and those that would have been, had somebody been free.
        CareHomeVisit = "care_home_visit",
        CareHomeVisitFull = "care_home_visit_full",
        /// Of the first, grave ones that by the plan do not go to hospital.
        CareHomePlanFollowed = "care_home_plan_followed",
        CommunityHospitalStay = "community_hospital_stay",
        IntermediateCareHomeEpisode = "intermediate_care_home_episode",
        /// Emergencies met by intermediate care or a community hospital instead of a ward.
        StepUp = "step_up",
        CarerBreakdown = "carer_breakdown",
        FrailtyAssessed = "frailty_assessed",
        /// Last illnesses that stayed at home by the plan of end-of-life coordination.
        LastIllnessAtHome = "last_illness_at_home",
        Handoff = "handoff",
        HandoffLost = "handoff_lost",
        Death = "death",
        DeathInHospital = "death_in_hospital",
        Birth = "birth",
        /// Attendances at A&E of any type for a mental health crisis.
        AeMental = "ae_mental",
        /// Assessments by the crisis team at home or by telephone.
        CrisisAssessment = "crisis_assessment",
        /// People taken into home treatment by the crisis team.
        HomeTreatmentStart = "home_treatment_start",
        /// People for whom home treatment would have done, and the crisis team had no room.
        HomeTreatmentFull = "home_treatment_full",
        /// Admissions to adult acute mental health beds, those out of area included.
        MentalAdmission = "mental_admission",
        /// Of these, out of area.
        OutOfAreaPlacement = "out_of_area_placement",
        MentalDischarge = "mental_discharge",
        /// Days in a mental health bed of those discharged, days of delay included, summed.
        MentalStayDays = "mental_stay_days",
        /// Referrals to talking therapies, of the practice, of other services and by people themselves.
        TherapyReferral = "therapy_referral",
        /// People who enter treatment, and their days of waiting, summed.
        TherapyStart = "therapy_start",
        TherapyWaitDays = "therapy_wait_days",
        /// People who wait no longer: gave up, or got better by themselves.
        TherapyDropOut = "therapy_drop_out",
        /// Courses of two sessions and more ended, and those that ended in recovery.
        TherapyFinished = "therapy_finished",
        TherapyRecovered = "therapy_recovered",
        TherapySession = "therapy_session",
        MentalTeamReferral = "mental_team_referral",
        /// People who gave up waiting for the community mental health team.
        MentalTeamGivenUp = "mental_team_given_up",
        /// Contacts of the community mental health team with its caseload.
        MentalTeamContact = "mental_team_contact",
        /// Delivery spells in the maternity beds, by residence of the mother; and those for which no bed was free.
        MaternityAdmission = "maternity_admission",
        MaternityFull = "maternity_full",
        /// Maternity appointments in hospital: scans, consultants (outside the outpatient count).
        MaternityAppointment = "maternity_appointment",
        /// Contacts of community midwives before and after birth, and those wanted and not made.
        MidwifeContact = "midwife_contact",
        MidwifeUnmet = "midwife_unmet",
        /// Health visiting, immunisation and school nursing, and contacts wanted and not made.
        ChildHealthContact = "child_health_contact",
        ChildHealthUnmet = "child_health_unmet",
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
        /// Reported delayed transfers from acute beds (the second clock; service: the reason).
        ReportedDelay = "reported_delay",
        /// Reported delayed transfers from community-hospital and intermediate-care beds (service: the reason).
        CommunityDelay = "community_delay",
        /// Both of these (service: the body responsible).
        DelayBody = "delay_body",
        /// Incomplete pathways: a referral-to-treatment clock runs (service: specialty).
        WaitingList = "waiting_list",
        /// People with a home-care package (service: who pays).
        CarePackages = "care_packages",
        /// Residents of care homes (service: who pays).
        CareHomeResidents = "care_home_residents",
        /// Of these, who pay themselves.
        CareHomeSelfFunders = "care_home_self_funders",
        /// Of these, in homes with nursing.
        NursingHomeResidents = "nursing_home_residents",
        /// Of care-home residents, those with a plan for when they fall ill.
        CareHomePlans = "care_home_plans",
        /// People in community-hospital and intermediate-care beds.
        CommunityBedOccupied = "community_bed_occupied",
        IntermediateCareHome = "intermediate_care_home",
        /// Frail people at home whom someone cares for unpaid.
        UnpaidCarers = "unpaid_carers",
        EndOfLifeRegister = "end_of_life_register",
        /// People on the neighbourhood team's caseload.
        Caseload = "caseload",
        /// Latent need: unmet and not yet faded.
        LatentNeed = "latent_need",
        /// People who have a common mental health problem.
        CommonMental = "common_mental",
        /// People waiting for talking therapy to begin.
        TherapyWaiting = "therapy_waiting",
        /// People on the caseload of the community mental health team.
        MentalCaseload = "mental_caseload",
        /// People waiting for that team.
        MentalTeamWaiting = "mental_team_waiting",
        HomeTreatment = "home_treatment",
        /// People in the place's adult acute mental health beds, and beds open.
        MentalBedOccupied = "mental_bed_occupied",
        MentalBedOpen = "mental_bed_open",
        /// People placed out of area for want of a bed.
        OutOfArea = "out_of_area",
        /// Of both, those ready to leave who wait for housing or social care.
        MentalDelayed = "mental_delayed",
        /// People waiting for a mental health bed.
        MentalBedWaiting = "mental_bed_waiting",
        /// Other adult mental health beds occupied (older people, rehabilitation, secure): a volume line.
        OtherMentalBed = "other_mental_bed",
        /// Long-term conditions that residents have, and of these those that stand in the record.
        TrueConditions = "true_conditions",
        RecordedConditions = "recorded_conditions",
        /// Of the first those that were reviewed or treated and are in control.
        ConditionsInControl = "conditions_in_control",
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
    /// Of the midnights between, those in critical care.
    pub critical_nights: u16,
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
    /// Those outside critical care, which is paid apart and counts towards no trim point.
    pub fn ward_nights(&self) -> u32 {
        self.nights().saturating_sub(u32::from(self.critical_nights))
    }
}

/// Weeks of waiting kept apart: 0 to 103, and longer.
pub const WEEKS: usize = 105;

/// Incomplete pathways of a specialty at a month's end, by whole weeks since the clock started.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Waits {
    /// The specialty's clinic, as in [`Tally::service`].
    pub service: Option<u16>,
    /// [`WEEKS`] classes.
    pub weeks: Vec<i64>,
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
    /// How long those on the waiting list have waited, at the month's end.
    pub waits: Vec<Waits>,
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

/// The age band of a cell.
pub fn band_of(cell: usize) -> usize {
    cell / 5 % 7
}

impl Stock {
    /// People by frailty state.
    pub const FRAILTY: [Stock; 4] = [
        Stock::FrailtyFit,
        Stock::FrailtyMild,
        Stock::FrailtyModerate,
        Stock::FrailtySevere,
    ];
}

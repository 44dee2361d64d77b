//! The words that follow a person's or a need's key: one purpose, one stream. A number here never changes its meaning.

use crate::engine::Key;

macro_rules! purposes {
    ($($(#[$doc:meta])* $name:ident = $value:literal;)*) => {
        /// What a draw is for.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u64)]
        pub enum Purpose { $($(#[$doc])* $name = $value,)* }
    };
}

purposes! {
    Resident = 1;
    Sex = 2;
    BirthDay = 3;
    Deprivation = 4;
    Home = 5;
    Practice = 6;
    Susceptibility = 7;
    /// Exp(1) threshold against the integrated hazard of onset, one word more for the condition.
    Onset = 8;
    Control = 9;
    Frailty = 10;
    CareHome = 11;
    LivesAlone = 12;
    /// Exp(1) threshold against the integrated hazard of death.
    Death = 13;
    /// Exp(1) threshold against the integrated hazard of moving out.
    MoveOut = 14;
    Birth = 15;
    MoveIn = 16;
    FrailtyStep = 17;
    ControlStep = 18;
    FinalIllness = 19;
    /// Followed by process, strip, quarter, candidate: the address of a need.
    Need = 20;
    Count = 21;
    Acuity = 22;
    Door = 23;
    Admission = 24;
    Borderline = 25;
    Stay = 26;
    StayClass = 27;
    LeaveHour = 28;
    Weekend = 29;
    Destination = 30;
    Assessment = 31;
    Match = 32;
    Package = 33;
    Specialty = 34;
    FollowUps = 35;
    Listing = 36;
    Repeats = 37;
    Triage = 38;
    Work = 39;
    Results = 40;
    Tolerance = 41;
    Lag = 42;
    Retry = 43;
    Escalate = 44;
    Referral = 45;
    Handoff = 46;
    Decondition = 47;
    Attend = 48;
    Initial = 49;
    Route = 50;
    Remove = 51;
    Rapid = 52;
    Weight = 53;
    Pool = 54;
    Age = 55;
    Interval = 56;
    Response = 57;
    Pharmacy = 58;
    Remote = 59;
    Relapse = 60;
    /// Whether a referral past the practice starts a clock.
    Clock = 80;
    Test = 81;
    Decision = 82;
    Theatre = 83;
    /// Followed by the number of calls before and by what the call is to.
    Rebook = 84;
    CommunityTriage = 85;
    // Mental health.
    /// Length of a common mental health problem left alone, and its state at the first instant.
    MindCourse = 100;
    MindSeek = 101;
    MindReturn = 102;
    MindGp = 103;
    TherapySuits = 104;
    TherapyPatience = 105;
    TherapySessions = 106;
    TherapyRecovery = 107;
    CrisisRoute = 108;
    CrisisFollowUp = 109;
    HomeTreatment = 110;
    MentalStay = 111;
    MentalDelay = 112;
    MentalCaseload = 113;
    MentalStart = 114;
    MentalContacts = 115;
    // Maternity.
    Mother = 116;
    MaternityStay = 117;
    // Social care and community care.
    /// Wealth of a household, as a rank.
    Wealth = 130;
    /// How much help a person needs who asks for it.
    CareNeed = 131;
    /// Continuing healthcare, personal budget.
    Payer = 132;
    /// Savings run out, continuing healthcare ends, by quarter.
    PayerStep = 133;
    /// What holds a patient up between assessment and place.
    Hurdle = 134;
    Body = 135;
    Nursing = 136;
    Carer = 137;
    CarerStep = 138;
    StepUp = 139;
    Prognosis = 140;
    StaysAtHome = 141;
    FrailtyKnown = 142;
    /// Whether a consultation is with the usual clinician.
    Usual = 143;
    LinkWorker = 144;
    /// Whether same-day emergency care suits a stay that ends the same day.
    SameDay = 145;
    /// Whether a stay begins in critical care, and for how long.
    Critical = 146;
    // The record of long-term conditions.
    /// Whether a condition stands in the record at the start or as it begins, one word more for the condition.
    Recorded = 147;
    /// Whether a contact finds a condition, one word more for the kind of contact and the condition.
    Found = 148;
    /// Which hospital a person uses, of their own place or across the boundary.
    Hospital = 149;
    // What care models add.
    /// Whether an urgent need passes the single point of access.
    SinglePoint = 150;
    /// Whether an urgent need of a care-home resident is met in the home.
    CareHomeSupport = 151;
    /// Whether the frailty team at the front door sends somebody home.
    FrontDoor = 152;
    /// Whether a patient may leave hospital and be assessed at home.
    AssessedAtHome = 153;
    /// Whether a referral becomes a request for advice, and what comes of it.
    Advice = 154;
    /// In which order residents of care homes without a plan are reviewed, by month.
    CareHomeReview = 155;
    /// What becomes of a care-home resident's urgent need by the plan.
    CareHomePlan = 156;
    /// Whether a review finds a need that cannot wait, and what becomes of it.
    FoundNeed = 157;
    /// How often minor illness and injury befall someone, for life.
    Inclination = 158;
    /// Whether somebody sent home from A&E comes back with the same trouble, and when.
    Return = 159;
}

/// The stream of one purpose.
pub trait For {
    fn of(self, purpose: Purpose) -> Key;
}

impl For for Key {
    #[inline(always)]
    fn of(self, purpose: Purpose) -> Key {
        self.with(purpose as u64)
    }
}

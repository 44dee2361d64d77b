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
    // Social care and community care.
    /// Wealth of a household, as a rank.
    Wealth = 80;
    /// How much help a person needs who asks for it.
    CareNeed = 81;
    /// Continuing healthcare, personal budget.
    Payer = 82;
    /// Savings run out, continuing healthcare ends, by quarter.
    PayerStep = 83;
    /// What holds a patient up between assessment and place.
    Hurdle = 84;
    Body = 85;
    Nursing = 86;
    Carer = 87;
    CarerStep = 88;
    StepUp = 89;
    Prognosis = 90;
    StaysAtHome = 91;
    FrailtyKnown = 92;
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

//! The closed list of what can be pending. Phase orders what happens at the same instant: the census first, then what
//! ends, then what begins.

use crate::engine::{Entry, Time};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $kind:literal, $phase:literal;)*) => {
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub enum Event { $($(#[$doc])* $name = $kind,)* }
        impl Event {
            const fn phase(self) -> u8 { match self { $(Event::$name => $phase,)* } }
            pub fn of(kind: u8) -> Event {
                match kind { $($kind => Event::$name,)* _ => unreachable!("only kinds of this list are put on the agenda") }
            }
        }
    };
}

events! {
    /// Counts stocks at 00:00.
    Midnight = 0, 0;
    /// A 91-day quarter begins: ageing, frailty, onset, death, and the quarter's candidates.
    QuarterStart = 1, 1;
    /// The first reported instant: demography begins.
    Demography = 2, 1;
    /// Births and people moving in, each month.
    Arrivals = 3, 1;
    /// Staff change, escalation, on the hour.
    Hour = 4, 2;
    /// The day's appointments in general practice.
    PracticeDay = 5, 2;
    ElectiveDay = 6, 2;
    ClinicDay = 7, 2;
    /// Brokerage of care, rapid response and community rounds.
    CareDay = 8, 2;
    /// The neighbourhood teams look through their lists, each month.
    TeamMonth = 9, 2;
    Candidate = 10, 6;
    Death = 11, 3;
    MoveOut = 12, 3;
    /// The illness that ends in death.
    LastIllness = 13, 6;
    /// A case comes to a door.
    Arrive = 20, 6;
    /// A&E: clinician and cubicle are free again.
    WorkDone = 21, 4;
    /// A&E: results are back, the decision is made.
    Decide = 22, 4;
    /// A&E: somebody who was sent home sets out again with the same trouble.
    Return = 23, 5;
    /// Clinically ready to leave a bed.
    Ready = 30, 4;
    /// Assessment, decision and notice are done.
    Assessed = 31, 4;
    Leave = 32, 4;
    /// Over the worst: need no longer lie in critical care.
    CriticalDone = 33, 4;
    /// Untreated: tries again, gets worse, or fades.
    Latent = 40, 5;
    /// What a patient was in hospital for comes back, or a complication does.
    Relapse = 41, 6;
    /// A package, a reablement episode or a stay in an intermediate-care bed ends.
    PackageEnd = 50, 4;
    ReablementEnd = 51, 4;
    IntermediateCareEnd = 52, 4;
    /// A community assessment of care need is done.
    CareAssessed = 53, 4;
    /// A common mental health problem eases by itself or under treatment.
    MindEased = 60, 4;
    /// Someone who went without help for it may ask (again).
    MindAgain = 61, 5;
    /// The day's rounds of mental health services.
    MentalDay = 62, 2;
    /// An episode of intermediate care at home ends.
    IntermediateCareHomeEnd = 54, 4;
}

impl Event {
    #[inline]
    pub fn entry(self, time: Time, subject: u32, tag: u32) -> Entry {
        Entry::new(time, self.phase(), subject, self as u8, tag)
    }
}

//! The words of social care that facts are broken down by: reasons of delay, bodies responsible, payers, outcomes of a
//! request.

use crate::model::need::Need;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $text:literal,)* })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        #[repr(u8)]
        pub enum $name { $($(#[$of])* $variant,)* }
        impl $name {
            pub const NAMES: [&str; [$($text,)*].len()] = [$($text,)*];
        }
    )* };
}

words! {
    /// Why a patient who is ready is still in a bed: the national return's reasons.
    Reason {
        Assessment = "awaiting_assessment",
        PublicFunding = "awaiting_public_funding",
        FurtherNhsCare = "awaiting_further_nhs_care",
        ResidentialHome = "awaiting_residential_home",
        NursingHome = "awaiting_nursing_home",
        Package = "awaiting_package_at_home",
        Equipment = "awaiting_equipment",
        Choice = "patient_or_family_choice",
        Dispute = "disputes",
        Housing = "housing",
        Other = "other_reason",
    }
    /// The body responsible for a delay.
    Body {
        Nhs = "delay_nhs",
        SocialCare = "delay_social_care",
        Both = "delay_both",
    }
    /// What became of a request for support.
    Outcome {
        /// Nothing, or no longer wanted.
        Nothing = "request_nothing",
        /// Told of services open to all.
        Signposted = "request_signposted",
        /// Equipment, telecare, a day centre: help below the eligibility threshold.
        LowLevel = "request_low_level",
        /// Reablement.
        ShortTerm = "request_short_term",
        /// Long-term support paid by the council.
        LongTerm = "request_long_term",
        /// Buys the care that is needed.
        SelfFunded = "request_self_funded",
        /// NHS continuing healthcare.
        Nhs = "request_nhs",
    }
}

/// Who pays for long-term care.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Payer {
    None,
    Council,
    /// The council, through a budget that the person holds.
    PersonalBudget,
    SelfFunder,
    /// NHS continuing healthcare.
    Nhs,
}

impl Payer {
    pub const NAMES: [&str; 4] = ["council", "personal_budget", "self_funder", "nhs_continuing_healthcare"];
    pub fn of(bits: u8) -> Payer {
        match bits {
            1 => Payer::Council,
            2 => Payer::PersonalBudget,
            3 => Payer::SelfFunder,
            4 => Payer::Nhs,
            _ => Payer::None,
        }
    }
    /// Row of a tally by payer.
    pub fn row(self) -> usize {
        (self as usize).saturating_sub(1)
    }
    /// The council pays.
    pub fn council(self) -> bool {
        matches!(self, Payer::Council | Payer::PersonalBudget)
    }
}

/// All words, in the order in which they follow the needs in the list of names.
pub fn words() -> impl Iterator<Item = &'static str> {
    let lists: [&'static [&'static str]; 4] = [&Reason::NAMES, &Body::NAMES, &Outcome::NAMES, &Payer::NAMES];
    lists.into_iter().flatten().copied()
}

/// The lines of a tally by payer for which a council pays, in a plan of so many services.
pub fn council_lines(services: usize) -> Vec<u16> {
    let first = services + Need::ALL.len();
    let council = [Payer::Council, Payer::PersonalBudget].map(|payer| Payer::NAMES[payer as usize - 1]);
    let place = |name: &str| words().position(|word| word == name);
    council
        .iter()
        .filter_map(|name| place(name))
        .map(|place| (first + place) as u16)
        .collect()
}

/// The delay under which a patient is reported: reason and body, or none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Delay(u8);

impl Delay {
    pub const NONE: Delay = Delay(u8::MAX);
    pub fn new(reason: Reason, body: Body) -> Delay {
        Delay(reason as u8 | (body as u8) << 4)
    }
    /// Rows of reason and body.
    pub fn rows(self) -> Option<(usize, usize)> {
        (self != Delay::NONE).then_some((usize::from(self.0 & 15), usize::from(self.0 >> 4)))
    }
}

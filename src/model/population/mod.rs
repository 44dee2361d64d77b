//! The residents: one compact record each, in order of arrival, never reused.

mod demography;

pub mod fortune;
pub mod frailty;
pub mod margin;
pub mod record;
mod synthesis;

pub use demography::Living;
pub use synthesis::Synthesis;

use super::address::{For, Purpose};
use super::fact;
use super::service::care::Payer;
use crate::engine::Key;

/// Frailty by the electronic frailty index: fit, mild, moderate, severe.
pub const FIT: u8 = 0;
pub const SEVERE: u8 = 3;

/// Places a person can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Presence {
    /// Lives here, in own home or care home.
    Resident,
    /// In a hospital bed or on a trolley.
    InHospital,
    /// In an intermediate-care bed.
    InIntermediateCare,
    /// In a mental health bed, here or out of area, or waiting for one that has been asked for.
    InMentalHealthBed,
    Dead,
    MovedOut,
}

/// What a resident has or is; one bit each.
pub mod flag {
    pub const CARE_HOME: u16 = 1;
    pub const LIVES_ALONE: u16 = 2;
    pub const CASELOAD: u16 = 4;
    pub const PACKAGE: u16 = 8;
    pub const REABLEMENT: u16 = 16;
    /// Long-term conditions under treatment are in control; the others never are.
    pub const CONTROLLED: u16 = 32;
    /// Waits for home care, reablement or a care home, at home.
    pub const CARE_SOUGHT: u16 = 64;
    /// The last illness has been announced.
    pub const LAST_ILLNESS: u16 = 128;
    /// In the last year of life, whether anyone knows it or not.
    pub const LAST_YEAR: u16 = 256;
    /// Lives in a care home and has a plan for when they fall ill.
    pub const HOME_PLAN: u16 = 512;
}

/// Mental health of a resident; one bit each.
pub mod mind {
    /// Has a common mental health problem now.
    pub const EPISODE: u8 = 1;
    /// On the caseload of the community mental health team.
    pub const CASELOAD: u8 = 2;
    /// Treated at home by the crisis team.
    pub const HOME_TREATMENT: u8 = 4;
    /// Waits for talking therapy or is in it.
    pub const THERAPY: u8 = 8;
    /// Waits for the community mental health team.
    pub const AWAITS_TEAM: u8 = 16;
    /// All of these; the bits above them count how often help was asked again for the present problem.
    pub const FLAGS: u8 = 31;
    pub(super) const ROUND: u32 = FLAGS.count_ones();
}

/// Social care of a resident, in one byte: who pays, and one bit each.
pub mod social {
    /// Who pays for long-term care, as in [`super::super::service::care::Payer`]; 0 for who has none.
    pub const PAYER: u8 = 7;
    /// The care home is one with nursing.
    pub const NURSING: u8 = 8;
    /// Someone at home cares unpaid, or would.
    pub const CARER: u8 = 16;
    /// Intermediate care at home.
    pub const HOME_CARE_TEAM: u8 = 32;
    /// On the register of end-of-life coordination.
    pub const END_OF_LIFE: u8 = 64;
    /// Frailty stands in the record.
    pub const FRAILTY_KNOWN: u8 = 128;
}

/// One resident, in one line of the cache.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub struct Person {
    /// Address of everything that is drawn for this person.
    pub key: Key,
    /// Day of birth, counted from 2000-01-01.
    pub birth_day: i32,
    /// Persistent multiplier of acute need (mean 1).
    pub susceptibility: f32,
    /// Persistent multiplier of minor illness and injury (mean 1).
    pub inclination: f32,
    /// What is left of the Exp(1) threshold of death and of moving away.
    pub death_left: f32,
    pub move_left: f32,
    /// Day of the last live discharge from a night's stay or an emergency, 0 for none.
    pub discharged_day: u16,
    /// Day of the last review of long-term conditions.
    pub reviewed_day: u16,
    /// Day of the last discharge from a mental health bed, 0 for none.
    pub mental_discharged_day: u16,
    /// Day on which the present common mental health problem eases, 0 for none.
    pub eases_day: u16,
    /// Long-term conditions, one bit each in the order of the table.
    pub conditions: u16,
    /// Of these, the ones that stand in the record.
    pub recorded: u16,
    /// Of the recorded, the ones that have been brought under treatment since; a new one waits for its first review.
    pub treated: u16,
    pub practice: u16,
    /// Index of neighbourhood × age band × deprivation in every tally.
    pub cell: u16,
    pub neighbourhood: u8,
    /// 0 is the most deprived fifth.
    pub deprivation: u8,
    /// Whose hospital they use from now on: a patch of [`super::patch::Group::Hospital`].
    pub hospital: u8,
    /// 0 female, 1 male.
    pub sex: u8,
    pub frailty: u8,
    pub flags: u16,
    /// As in [`mind`].
    pub mind: u8,
    /// As in [`social`].
    pub social: u8,
    pub presence: Presence,
    /// Emergency admissions in the last twelve months, faded by quarter (recorded history for the risk score), in eighths.
    pub admissions: u8,
}

impl Person {
    /// Age in whole years on a day.
    #[inline]
    pub fn age(&self, day: u32) -> u32 {
        ((f64::from(day as i32 - self.birth_day) / crate::engine::time::DAYS_PER_YEAR) as i32).max(0) as u32
    }
    #[inline]
    pub fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }
    #[inline]
    pub fn set(&mut self, flag: u16, on: bool) {
        if on { self.flags |= flag } else { self.flags &= !flag }
    }
    #[inline]
    pub fn with(&self, bit: u8) -> bool {
        self.social & bit != 0
    }
    #[inline]
    pub fn set_social(&mut self, bit: u8, on: bool) {
        if on { self.social |= bit } else { self.social &= !bit }
    }
    /// Who pays for long-term care.
    #[inline]
    pub fn payer(&self) -> Payer {
        Payer::of(self.social & social::PAYER)
    }
    #[inline]
    pub fn here(&self) -> bool {
        !matches!(self.presence, Presence::Dead | Presence::MovedOut)
    }
    /// Whether a bit of [`mind`] is set.
    #[inline]
    pub fn minds(&self, bit: u8) -> bool {
        self.mind & bit != 0
    }
    /// How often someone has asked again for help with a common mental health problem.
    pub fn asked_again(&self) -> u32 {
        u32::from(self.mind >> mind::ROUND)
    }
    pub fn set_asked_again(&mut self, times: u32) {
        debug_assert!(
            times < 1 << (u8::BITS - mind::ROUND),
            "more rounds than the record holds"
        );
        self.mind = self.mind & mind::FLAGS | (times as u8) << mind::ROUND;
    }
    /// Conditions that nobody has found yet.
    #[inline]
    pub fn unrecorded(&self) -> u16 {
        self.conditions & !self.recorded
    }
    /// Conditions that are not under treatment, whether anyone has found them or not.
    #[inline]
    pub fn untreated(&self) -> u16 {
        self.conditions & !self.treated
    }
    /// Conditions that are under treatment and in control.
    #[inline]
    pub fn in_control(&self) -> u16 {
        if self.has(flag::CONTROLLED) { self.treated } else { 0 }
    }
    pub fn place_in_tallies(&mut self, day: u32) {
        let band = fact::age_band(self.age(day));
        self.cell = fact::cell(self.neighbourhood as usize, band, self.deprivation as usize) as u16;
    }
    /// The band and fifth that [`Person::cell`] holds.
    pub fn band(&self) -> u8 {
        fact::band_of(usize::from(self.cell)) as u8
    }
    /// Exp(1) threshold against the integrated hazard of one process.
    pub fn threshold(&self, purpose: Purpose) -> f64 {
        crate::engine::sample::exponential(self.key.of(purpose).uniform(), 1.0)
    }
}

/// All who ever lived here in the run.
#[derive(Clone, Default)]
pub struct Population {
    people: Vec<Person>,
}

impl Population {
    pub fn len(&self) -> usize {
        self.people.len()
    }
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }
    pub fn add(&mut self, person: Person) -> u32 {
        self.people.push(person);
        (self.people.len() - 1) as u32
    }
    /// Reads a word of each record, one after the other with nothing in between, so that the waits for memory overlap.
    /// Who looks at them next finds them at hand. It changes nothing.
    #[inline]
    pub fn fetch(&self, ids: impl Iterator<Item = u32>) {
        let mut all = 0;
        for id in ids {
            all ^= self.people.get(id as usize).map_or(0, |p| p.flags);
        }
        std::hint::black_box(all);
    }
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.people.iter()
    }
}

impl std::ops::Index<u32> for Population {
    type Output = Person;
    #[inline]
    fn index(&self, id: u32) -> &Person {
        &self.people[id as usize]
    }
}

impl std::ops::IndexMut<u32> for Population {
    #[inline]
    fn index_mut(&mut self, id: u32) -> &mut Person {
        &mut self.people[id as usize]
    }
}

//! Planned care: referral, community triage, first and follow-up outpatients, tests, the elective list, planned repeats.
//! Clinics, tests and lists are settled one service-day at a time; treatments share the theatres, ordinary admissions
//! compete for beds.

mod before;
mod clinic;
mod clock;
mod diagnostic;
mod list;
#[cfg(test)]
mod planned_test;
mod specialty;
mod triage;

use crate::engine::Key;
use crate::model::need;
use crate::model::rates;
use clinic::Clinic;
use clock::Entry;
use diagnostic::{MODALITIES, Test};
pub use specialty::{Rates, specialties};
use triage::Triage;

/// Hour of the day at which planned patients come in.
pub const LIST_HOUR: u64 = 7;
/// Days ahead that follow-ups and repeats are booked.
const RING: usize = 512;

/// Capacity that carries part slots over to the next day, and opens more when the queue is longer than it was at the
/// start (waiting-list initiatives), fewer when it is shorter.
#[derive(Clone, Debug, Default)]
struct Room {
    carried: f64,
    target: Option<f64>,
}

impl Room {
    /// Whole slots of a day.
    fn open(&mut self, places: f64, waiting: usize, gain: f64, most: f64) -> usize {
        let waiting = waiting as f64;
        let target = *self.target.get_or_insert(waiting);
        let strain = gain * (waiting / target.max(1.0) - 1.0);
        self.carried += places * (1.0 + strain.clamp(-most, most));
        let slots = self.carried.floor().max(0.0);
        self.carried -= slots;
        slots as usize
    }
}

/// Somebody on a list.
pub struct Standing {
    pub person: u32,
    pub key: Key,
    /// Day of referral, of asking for a test, or of listing.
    pub since: u32,
    pub specialty: u8,
    pub stage: Stage,
}

/// What somebody waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    Clinic,
    /// A test; whether an endoscopy.
    Test(bool),
    /// Treatment; whether with nights in hospital.
    List(bool),
}

/// An ordinary admission before the run.
#[derive(Clone, Copy, Debug)]
pub struct Treated {
    pub person: u32,
    pub key: Key,
    pub cell: u16,
    pub specialty: usize,
    pub day: u32,
}

/// All planned care.
#[derive(Clone)]
pub struct Planned {
    clinics: Vec<Clinic>,
    tests: [Test; MODALITIES.len()],
    triage: Triage,
    /// Called in vain, by the day of the next call; true on the list for treatment.
    again: Vec<Vec<(Entry, bool)>>,
    day: u32,
    /// Ordinary admissions of the last weeks before the run; empty once beds are filled.
    treated: Vec<Treated>,
}

impl Planned {
    /// Empty lists on a day; `triage` is whether there is one for musculoskeletal referrals.
    pub fn new(rates: &rates::Rates, triage: bool, day: u32) -> Planned {
        let specialties = &rates.planned.specialties;
        Planned {
            clinics: specialties.iter().map(|_| Clinic::default()).collect(),
            tests: Default::default(),
            triage: Triage::new(triage),
            again: vec![Vec::new(); RING],
            day,
            treated: Vec::new(),
        }
    }
    /// Notes an ordinary admission before the run, if it is so late that someone may still be in.
    fn treated(&mut self, person: u32, key: Key, cell: u16, specialty: usize, day: u32) {
        if day + need::DAYS >= self.day {
            self.treated.push(Treated {
                person,
                key,
                cell,
                specialty,
                day,
            });
        }
    }
    pub fn take_treated(&mut self) -> Vec<Treated> {
        std::mem::take(&mut self.treated)
    }
    /// Everyone on a list, for a diary that opens.
    pub fn standing(&self) -> Vec<Standing> {
        let mut all = Vec::new();
        let mut take = |entry: &Entry, stage: Stage| {
            all.push(Standing {
                person: entry.person,
                key: entry.key,
                since: entry.since,
                specialty: entry.specialty,
                stage,
            });
        };
        for clinic in &self.clinics {
            clinic.waiting.iter().flatten().for_each(|e| take(e, Stage::Clinic));
            clinic
                .list
                .iter()
                .flatten()
                .for_each(|e| take(e, Stage::List(e.ordinary)));
        }
        self.triage.waiting.iter().for_each(|e| take(e, Stage::Clinic));
        for (modality, test) in self.tests.iter().enumerate() {
            let entries = test.waiting.iter().flatten();
            entries.for_each(|e| take(e, Stage::Test(modality == 0)));
        }
        for (entry, listed) in self.again.iter().flatten() {
            let stage = if *listed {
                Stage::List(entry.ordinary)
            } else {
                Stage::Clinic
            };
            take(entry, stage);
        }
        all
    }
}

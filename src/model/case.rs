//! A need on its way through services: one record from door to discharge.

use super::need::Need;
use crate::engine::{Key, Time};

/// How urgent a need is when it meets a door.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Acuity {
    Minor,
    Moderate,
    High,
}

/// Where a case is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Stage {
    /// On the way to a door, or latent at home.
    Away,
    /// In the emergency department: waiting, being seen, waiting for results.
    Department,
    /// In the department with a decision to admit and no bed.
    Trolley,
    /// In a critical care bed.
    Critical,
    /// Over the worst, still in a critical care bed: waits for a ward.
    StepDown,
    /// On a ward: waits for a critical care bed.
    CriticalWait,
    /// In a bed, not yet ready to leave.
    Bed,
    /// Ready: waits for an assessor.
    Request,
    /// Ready: assessment, decision and notice run.
    Assessment,
    /// Assessed: held up by a decision, a choice or a thing that is missing (reported).
    Hurdle,
    /// Assessed: waits for the place to go to (reported).
    Capacity,
    /// A place was found; leaves at the next daytime hour.
    Leaving,
}

impl Stage {
    /// Ready to leave a bed and still there.
    pub fn ready(self) -> bool {
        matches!(
            self,
            Stage::Request | Stage::Assessment | Stage::Hurdle | Stage::Capacity | Stage::Leaving
        )
    }
}

/// One case.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    pub person: u32,
    pub key: Key,
    pub need: Need,
    pub acuity: Acuity,
    pub stage: Stage,
    /// Tally cell of the person when the case opened.
    pub cell: u16,
    /// The hospital it belongs to: a patch of [`super::patch::Group::Hospital`].
    pub hospital: u8,
    /// Door of arrival, as in [`super::door::Door`].
    pub door: u8,
    /// Index in [`super::service::bed::POOLS`].
    pub pool: u8,
    pub preferred: u8,
    /// Where to, after hospital: index in [`super::service::care::Destination`].
    pub destination: u8,
    /// Specialty of an elective stay.
    pub specialty: u8,
    pub elective: bool,
    pub direct: bool,
    /// A stay of hours: leaves the same day if the evening allows.
    pub short: bool,
    pub arrived: Time,
    pub admitted: Time,
    pub ready: Time,
    /// Clinical stay in days, drawn at admission.
    pub stay: f32,
    /// Of a stay that begins in critical care: the days still to be spent there, before [`Case::stay`].
    pub critical: f32,
    /// Midnights spent in critical care.
    pub critical_nights: u16,
    /// The delay under which the patient is reported, as in [`super::service::care::Delay`].
    pub delay: super::service::care::Delay,
    /// Guards against events of an earlier case in the same slot.
    pub alive: bool,
}

impl Case {
    pub fn new(person: u32, key: Key, need: Need, acuity: Acuity, cell: u16, now: Time) -> Case {
        Case {
            person,
            key,
            need,
            acuity,
            stage: Stage::Away,
            cell,
            hospital: 0,
            door: 0,
            pool: 0,
            preferred: 0,
            destination: 0,
            specialty: 0,
            elective: false,
            direct: false,
            short: false,
            arrived: now,
            admitted: now,
            ready: now,
            stay: 0.0,
            critical: 0.0,
            critical_nights: 0,
            delay: super::service::care::Delay::NONE,
            alive: true,
        }
    }
}

/// Open cases in slots; a freed slot is used again only after every event that names it has passed.
#[derive(Clone, Default)]
pub struct Cases {
    slots: Vec<Case>,
    free: Vec<u32>,
}

impl Cases {
    pub fn open(&mut self, case: Case) -> u32 {
        if let Some(slot) = self.free.pop() {
            self.slots[slot as usize] = case;
            slot
        } else {
            self.slots.push(case);
            (self.slots.len() - 1) as u32
        }
    }
    /// Ends a case that has no event pending.
    pub fn close(&mut self, slot: u32) {
        self.slots[slot as usize].alive = false;
        self.free.push(slot);
    }
    /// Ends a case that still has one event pending: the event closes the slot when it comes.
    pub fn abandon(&mut self, slot: u32) {
        self.slots[slot as usize].alive = false;
    }
}

impl std::ops::Index<u32> for Cases {
    type Output = Case;
    fn index(&self, slot: u32) -> &Case {
        &self.slots[slot as usize]
    }
}
impl std::ops::IndexMut<u32> for Cases {
    fn index_mut(&mut self, slot: u32) -> &mut Case {
        &mut self.slots[slot as usize]
    }
}

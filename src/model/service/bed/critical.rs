//! Critical care: beds outside the acute count in which some emergency and planned stays begin. Who finds none free waits on
//! a ward or a trolley, before any planned patient, and after too long is cared for there; a planned patient who is to have
//! one is called off. Who is over the worst waits in the critical care bed until a ward has room.

use super::{Beds, POOLS, Pool};
use crate::engine::{Key, Span, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::case::{Cases, Stage};
use crate::model::event::Event;
use crate::model::settings::Settings;
use crate::model::{Count, Model, What};

#[derive(Clone, Debug)]
pub(super) struct Rates {
    emergency: f64,
    planned: f64,
    median: f64,
    sigma: f64,
    wait_hours: f64,
}

impl Rates {
    pub(super) fn new(settings: &Settings) -> Rates {
        let p = |name: &str| settings.parameters.get(&format!("bed.critical_care.{name}"));
        Rates {
            emergency: p("emergency_share"),
            planned: p("planned_share"),
            median: p("median_days"),
            sigma: p("sigma"),
            wait_hours: p("longest_wait_hours"),
        }
    }
    /// Days in critical care of an adult stay of more than hours that is no last illness, before its days on the ward;
    /// most have none.
    pub(super) fn emergency_days(&self, key: Key) -> f32 {
        self.days(key, self.emergency)
    }
    fn days(&self, key: Key, share: f64) -> f32 {
        let luck = key.of(Purpose::Critical);
        if luck.uniform() < share {
            sample::lognormal(luck.with(1).uniform(), self.median, self.sigma) as f32
        } else {
            0.0
        }
    }
}

impl super::Rates {
    /// Days in critical care after a planned operation.
    pub fn planned_critical_days(&self, key: Key) -> f32 {
        self.critical.days(key, self.critical.planned)
    }
}

/// Who waits for critical care, and who waits in it.
#[derive(Clone, Default)]
pub(super) struct Lines {
    /// Emergencies for whom no bed was free, and since when, oldest first.
    pub(super) wanted: Vec<(u32, Time)>,
    /// Patients over the worst, for whom no ward has room, oldest first.
    pub(super) stepping_down: Vec<u32>,
}

impl Lines {
    /// Takes a case off both lines.
    pub(super) fn leave(&mut self, slot: u32) {
        self.wanted.retain(|&(s, _)| s != slot);
        self.stepping_down.retain(|&s| s != slot);
    }
    /// The first patient over the worst who may lie in a pool that has room.
    pub(super) fn first_down(&self, may: impl Fn(&u32) -> bool) -> Option<u32> {
        self.stepping_down.iter().copied().find(may)
    }
}

impl Beds {
    /// Whether a critical care bed is free for someone new.
    pub(in crate::model) fn critical_room(&self) -> bool {
        self.critical.wanted.is_empty() && self.free(Pool::CriticalCare) > 0
    }
    /// The lines agree with where the patients are.
    pub(super) fn check_critical(&self, cases: &Cases) -> Result<(), String> {
        let inside = |stage: Stage| self.inpatients.iter().filter(move |&&slot| cases[slot].stage == stage);
        let (waiting, stepping) = (inside(Stage::CriticalWait).count(), inside(Stage::StepDown).count());
        let on_trolleys = self.waiting.iter().filter(|&&slot| cases[slot].critical > 0.0).count();
        let (wanted, down) = (self.critical.wanted.len(), self.critical.stepping_down.len());
        if (waiting + on_trolleys, stepping) != (wanted, down) {
            return Err(format!(
                "critical care: {waiting} on wards and {on_trolleys} on trolleys wait for it, {stepping} in it for a ward; its lines hold {wanted} and {down}"
            ));
        }
        let strays = self.inpatients.iter().filter(|&&slot| {
            let case = &cases[slot];
            (case.pool == Pool::CriticalCare as u8) != matches!(case.stage, Stage::Critical | Stage::StepDown)
        });
        match strays.count() {
            0 => Ok(()),
            n => Err(format!(
                "{n} patients in critical care are not as ill as that, or elsewhere and are"
            )),
        }
    }
}

impl Model {
    /// An emergency asks for critical care: true if a bed was free.
    pub(super) fn enter_critical(&mut self, slot: u32) -> bool {
        if self.beds.critical_room() {
            self.admit(slot, Pool::CriticalCare);
            return true;
        }
        self.beds.critical.wanted.push((slot, self.now));
        self.tallies.count(Count::CriticalCareFull, self.cases[slot].cell);
        false
    }

    /// Begins what a patient does in the bed they have come to: critical care, the wait for it, or the days on the ward.
    pub(super) fn settle_in(&mut self, slot: u32) {
        let case = self.cases[slot];
        if case.pool == Pool::CriticalCare as u8 {
            self.cases[slot].stage = Stage::Critical;
            self.cases[slot].ready = Time(u64::MAX);
            self.tallies.count(Count::CriticalCareAdmission, case.cell);
            let at = self.now + Span::days(f64::from(case.critical));
            self.agenda.push(Event::CriticalDone.entry(at, case.person, slot));
        } else if case.critical > 0.0 {
            self.cases[slot].stage = Stage::CriticalWait;
            self.cases[slot].ready = Time(u64::MAX);
        } else {
            self.cases[slot].stage = Stage::Bed;
            let at = self.ready_time(slot);
            self.cases[slot].ready = at;
            self.agenda.push(Event::Ready.entry(at, case.person, slot));
        }
    }

    /// From one bed to another.
    pub(super) fn move_bed(&mut self, slot: u32, to: Pool) {
        let case = self.cases[slot];
        let from = POOLS[case.pool as usize];
        self.beds.wards[from as usize].occupied -= 1;
        self.beds.wards[to as usize].occupied += 1;
        self.cases[slot].pool = to as u8;
        self.diary
            .note(self.now, case.person, case.key, What::Moved { pool: to });
        self.settle_in(slot);
        self.fill(from);
    }

    /// Over the worst: to a ward, or the wait for one.
    pub(in crate::model) fn critical_done(&mut self, slot: u32) {
        if !self.cases[slot].alive {
            self.cases.close(slot);
            return;
        }
        self.cases[slot].critical = 0.0;
        let preferred = POOLS[self.cases[slot].preferred as usize];
        let mut places = preferred.places().iter().copied();
        match places.find(|&pool| self.beds.has_room(preferred, pool)) {
            Some(pool) => self.move_bed(slot, pool),
            None => {
                self.cases[slot].stage = Stage::StepDown;
                self.beds.critical.stepping_down.push(slot);
            }
        }
    }

    /// Free critical care beds go to those who wait, the longest first.
    pub(super) fn fill_critical(&mut self) {
        while self.beds.free(Pool::CriticalCare) > 0 && !self.beds.critical.wanted.is_empty() {
            let (slot, since) = self.beds.critical.wanted.remove(0);
            self.count_critical_wait(slot, since);
            match self.beds.waiting.iter().position(|&s| s == slot) {
                Some(place) => {
                    self.beds.waiting.remove(place);
                    self.admit(slot, Pool::CriticalCare);
                }
                None => self.move_bed(slot, Pool::CriticalCare),
            }
        }
    }

    /// Hourly: who has waited too long is cared for where they are, for as many days.
    pub(super) fn review_critical(&mut self) {
        self.fill_critical();
        let longest = Span::hours(self.rates.bed.critical.wait_hours);
        while let Some(&(slot, since)) = self.beds.critical.wanted.first() {
            if self.now.since(since) < longest {
                return;
            }
            self.beds.critical.wanted.remove(0);
            self.count_critical_wait(slot, since);
            self.tallies.count(Count::CriticalCareRefused, self.cases[slot].cell);
            let case = &mut self.cases[slot];
            case.stay += std::mem::take(&mut case.critical);
            if case.stage == Stage::CriticalWait {
                self.settle_in(slot);
            }
        }
    }

    fn count_critical_wait(&mut self, slot: u32, since: Time) {
        let hours = self.now.since(since).as_hours().round() as i64;
        self.tallies
            .add(Count::CriticalCareWaitHours, 0, self.cases[slot].cell, hours);
    }
}

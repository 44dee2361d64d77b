//! Leaving hospital. A patient who is ready goes home, or waits: first for an assessor, then through assessment, decision
//! and notice, then for the place to go to (the reported delay). A hand-off between organisations costs time and may be lost.

use crate::engine::time::{DAY, HOUR};
use crate::engine::{Calendar, Key, Span, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::case::{Acuity, Case, Stage};
use crate::model::event::Event;
use crate::model::fact::{Spell, SpellKind};
use crate::model::need::Need;
use crate::model::population::{Presence, flag, social};
use crate::model::service::assessment::Request;
use crate::model::service::care::Destination;
use crate::model::{Count, Model, Stock, What};

/// The word that leads from a need to its relapse.
const RELAPSE: u64 = 9;

impl Model {
    fn reclaim(&mut self, slot: u32) {
        self.cases.close(slot);
    }

    /// Clinically ready to leave.
    pub(in crate::model) fn ready(&mut self, id: u32, slot: u32) {
        if !self.cases[slot].alive {
            self.reclaim(slot);
            return;
        }
        let case = self.cases[slot];
        let destination = self.destination(id, slot);
        if destination == Destination::Home {
            self.leave(id, slot);
            return;
        }
        if self.assessed_at_home(id, slot, destination) {
            return;
        }
        self.cases[slot].destination = destination as u8;
        self.cases[slot].stage = Stage::Request;
        self.hospital_request(id, case.key, destination);
        self.levels.stock(Stock::ReadyWaiting, 0, case.cell, 1);
        self.tallies.count(Count::Handoff, case.cell);
        let (days, lost) = self.assessment_days(case.key);
        if lost {
            self.tallies.count(Count::HandoffLost, case.cell);
        }
        let ready = What::Ready { to: destination, lost };
        self.diary.note(self.now, id, case.key, ready);
        self.ask_assessor(Request {
            person: id,
            slot: Some(slot),
            key: case.key,
            cell: case.cell,
            since: self.now,
            days,
        });
    }

    /// Discharge to assess: who would wait in the bed for help at home leaves today, looked after by intermediate care at
    /// home, if it has room; what help is needed for longer shows itself there.
    fn assessed_at_home(&mut self, id: u32, slot: u32, destination: Destination) -> bool {
        let at_home = matches!(
            destination,
            Destination::HomeCare | Destination::Reablement | Destination::IntermediateCareHome
        );
        let case = self.cases[slot];
        let person = &self.population[id];
        // No place is kept over midnight: who is ready too late to be home today waits like everyone else.
        let today = (self.now + Span::hours(self.rates.care.leave_hours[1])).day() == self.now.day();
        let may = at_home && today && !person.with(social::HOME_CARE_TEAM) && !person.has(flag::PACKAGE);
        let luck = case.key.of(Purpose::AssessedAtHome).uniform();
        if !may || luck >= self.standing.discharge_to_assess || !self.has_room(Destination::IntermediateCareHome) {
            return false;
        }
        self.take_place(Destination::IntermediateCareHome, id);
        self.cases[slot].destination = Destination::IntermediateCareHome as u8;
        self.levels.stock(Stock::ReadyWaiting, 0, case.cell, 1);
        self.tallies.count(Count::Handoff, case.cell);
        self.place_found(slot);
        true
    }

    /// Working days that assessment, decision and notice take once an assessor has the case, and whether the hand-off was
    /// lost on the way.
    pub(in crate::model) fn assessment_days(&self, key: Key) -> (f64, bool) {
        let rates = &self.rates.care;
        let days = sample::exponential(key.of(Purpose::Assessment).uniform(), rates.assessment_days)
            * self.standing.discharge_effort()
            * self.standing.coordinated_discharge
            + rates.handoff_days * self.standing.handoff_delay;
        let lost = key.of(Purpose::Handoff).uniform() < rates.handoff_lost * self.standing.handoff_loss;
        (if lost { days + rates.handoff_lost_days } else { days }, lost)
    }

    /// Assessment, decision and notice are done: the second clock starts.
    pub(in crate::model) fn assessed(&mut self, id: u32, slot: u32) {
        if !self.cases[slot].alive {
            self.reclaim(slot);
            return;
        }
        self.after_assessment(id, slot);
    }

    /// A place was found for a patient who waits in a bed: leaves in the afternoon.
    pub(in crate::model) fn place_found(&mut self, slot: u32) {
        self.cases[slot].stage = Stage::Leaving;
        let case = self.cases[slot];
        self.diary.note(self.now, case.person, case.key, What::PlaceFound);
        let [least, most] = self.rates.care.leave_hours;
        let hours = sample::uniform(case.key.of(Purpose::LeaveHour).with(1).uniform(), least, most);
        self.agenda
            .push(Event::Leave.entry(self.now + Span::hours(hours), case.person, slot));
    }

    /// Takes a case off the two clocks.
    pub(in crate::model) fn unmark_ready(&mut self, slot: u32) {
        let case = self.cases[slot];
        if case.stage.ready() {
            self.levels.stock(Stock::ReadyWaiting, 0, case.cell, -1);
        }
        self.set_delay(slot, None);
    }

    /// Leaves the bed alive.
    pub(in crate::model) fn leave(&mut self, id: u32, slot: u32) {
        if !self.cases[slot].alive {
            self.reclaim(slot);
            return;
        }
        self.unmark_ready(slot);
        self.end_spell(slot, false);
        let to = Destination::of(self.cases[slot].destination);
        self.diary.note(self.now, id, self.cases[slot].key, What::Left { to });
        if !self.cases[slot].elective {
            self.decondition(slot);
        }
        let case = self.cases[slot];
        let today = self.now.day() as u16;
        let person = &mut self.population[id];
        person.presence = Presence::Resident;
        person.discharged_day = today;
        self.tallies.count(Count::LiveDischarge, case.cell);
        if case.stage == Stage::Leaving {
            self.enter_care(id, Destination::of(case.destination), case.key);
        }
        self.cases.close(slot);
        self.free_bed(slot);
        self.raise_hazards(id);
        if let Some((key, wait)) = self.relapse(id, case.key, case.elective) {
            let relapse = Case::new(id, key, Need::SeriousAcute, Acuity::High, case.cell, self.now);
            let slot = self.cases.open(relapse);
            self.agenda.push(Event::Relapse.entry(self.now + wait, id, slot));
        }
    }

    /// Whether what a patient was in hospital for comes back after discharge, or a complication: the address of that need
    /// and when.
    pub(in crate::model) fn relapse(&self, id: u32, key: Key, elective: bool) -> Option<(Key, Span)> {
        let rates = &self.rates.bed;
        let share = if elective {
            rates.relapse_elective
        } else {
            let person = &self.population[id];
            let share = rates.relapse + rates.relapse_per_step * f64::from(person.frailty);
            match person.age(self.now.day()) {
                65.. => share * self.standing.after_discharge,
                _ => share,
            }
        };
        let luck = key.of(Purpose::Relapse);
        (luck.uniform() < share).then(|| {
            let days = sample::exponential(luck.with(1).uniform(), rates.relapse_days);
            (key.with(RELAPSE), Span::days(days))
        })
    }

    /// The relapse has come.
    pub(in crate::model) fn relapses(&mut self, slot: u32) {
        let case = self.cases[slot];
        self.cases.close(slot);
        if self.population[case.person].presence == Presence::Resident {
            // The same illness, not another need.
            self.diary.note(self.now, case.person, case.key, What::Need(case.need));
            self.acute_need(case.person, case.need, case.key);
        }
    }

    /// Tells the spell.
    pub(in crate::model) fn end_spell(&mut self, slot: u32, died: bool) {
        let case = self.cases[slot];
        let person = &self.population[case.person];
        let cell = case.cell as usize;
        let nights = self.now.day() - case.admitted.day();
        if !case.elective {
            self.tallies.count(Count::EmergencyDischarge, case.cell);
            let on_wards = i64::from(nights) - i64::from(case.critical_nights);
            self.tallies.add(Count::EmergencyNight, 0, case.cell, on_wards);
            if nights == 0 {
                self.tallies.count(Count::EmergencyZeroNight, case.cell);
            }
        }
        let names = &self.names.hospitals[usize::from(case.hospital)];
        let service = if case.elective {
            names.lists[case.specialty as usize]
        } else {
            names.pools[case.pool as usize]
        }
        .unwrap_or(u16::MAX);
        let u = case.key.of(Purpose::Weight).uniform();
        let sigma = self.rates.care.weight_sigma;
        self.tallies.spells.push(Spell {
            kind: if case.elective {
                SpellKind::Elective
            } else {
                SpellKind::Emergency
            },
            admitted: case.admitted,
            ready: case.ready.min(self.now),
            left: self.now,
            critical_nights: case.critical_nights,
            service,
            practice: person.practice,
            neighbourhood: (cell / 35) as u8,
            age_band: ((cell / 5) % 7) as u8,
            deprivation: (cell % 5) as u8,
            weight: sample::lognormal(u, libm::exp(-sigma * sigma / 2.0), sigma) as f32,
            episode: case.key.bits(),
            died,
        });
    }

    pub(in crate::model) fn destination(&self, id: u32, slot: u32) -> Destination {
        let case = &self.cases[slot];
        let person = &self.population[id];
        let nights = self.now.day() - case.admitted.day();
        if case.elective || nights == 0 || person.has(flag::CARE_HOME) {
            return Destination::Home;
        }
        let rates = &self.rates.care;
        let old = person.age(self.now.day()) >= 65;
        let support = if old {
            rates.support_by_frailty[person.frailty as usize]
        } else {
            rates.support_under_65
        };
        // Who lives alone cannot be sent home as soon; a carer at home can.
        let at_home = if person.has(flag::LIVES_ALONE) {
            rates.support_alone
        } else if person.with(social::CARER) {
            rates.support_carer
        } else {
            1.0
        };
        let support = (support * at_home).min(1.0);
        let u = case.key.of(Purpose::Destination).uniform();
        if u >= support {
            return Destination::Home;
        }
        let v = u / support;
        let frail = person.frailty as usize;
        let care_home = if old { rates.care_home_share[frail] } else { 0.0 };
        let bed = care_home + rates.intermediate_share;
        let team = bed + rates.intermediate_home_share;
        let second = |purpose: Purpose| case.key.of(purpose).uniform();
        if v < care_home {
            if second(Purpose::Nursing) < rates.nursing_share {
                Destination::NursingHome
            } else {
                Destination::CareHome
            }
        } else if v < bed {
            if second(Purpose::StepUp) < rates.community_hospital_share {
                Destination::CommunityHospital
            } else {
                Destination::IntermediateCare
            }
        } else if v < team {
            Destination::IntermediateCareHome
        } else if v < team + rates.reablement_share {
            Destination::Reablement
        } else {
            Destination::HomeCare
        }
    }
}

/// So many days of work on; assessment rests at weekends and on bank holidays, and ends in the working day.
pub fn working_time(from: Time, days: f64) -> Time {
    let mut left = days;
    let mut day = from.day();
    // What is left of today counts if it is a working day.
    let mut at = from;
    loop {
        if Calendar::is_working_day(day) {
            let room = (Time::of_day(day + 1).0 - at.0) as f64 / DAY as f64;
            if left <= room {
                let end = Time(at.0 + (left * DAY as f64) as u64);
                let hour = end.hour().clamp(9, 16);
                return Time(Time::of_day(day).0 + u64::from(hour) * HOUR + end.0 % HOUR).max(Time(from.0 + 1));
            }
            left -= room;
        }
        day += 1;
        at = Time::of_day(day);
    }
}

//! Beds outside the acute hospital: intermediate care and community hospitals. Who has recovered goes home; who needs more
//! waits there for assessment and place, as in an acute bed. Some emergencies step up into them, or into intermediate care
//! at home, instead of a ward.

use super::delay::place_reason;
use super::{Delay, Destination, Reason, Waiting, stamp};
use crate::engine::{Key, Span, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::case::Acuity;
use crate::model::event::Event;
use crate::model::fact::Fate;
use crate::model::need::Need;
use crate::model::population::{Presence, flag};
use crate::model::service::discharge::working_time;
use crate::model::{Count, Model, Stock, What};

/// Where a stay has got to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Inside,
    /// Ready: assessed at that time.
    Assessment(Time),
    /// Assessed: held up until then.
    Hurdle(Time),
    Place,
}

/// Someone in such a bed.
#[derive(Clone, Copy, Debug)]
pub struct Stay {
    pub person: u32,
    pub key: Key,
    /// The bed.
    pub to: Destination,
    pub delay: Delay,
    cell: u16,
    step: Step,
    ready: Time,
    onward: Destination,
}

impl Model {
    /// Takes a bed for which a place was kept.
    pub(super) fn enter_community_bed(&mut self, id: u32, to: Destination, key: Key) {
        let cell = self.population[id].cell;
        let rates = &self.rates.care;
        let days = if to == Destination::CommunityHospital {
            self.tallies.count(Count::CommunityHospitalStay, cell);
            rates.community_hospital_days
        } else {
            rates.intermediate_days
        };
        let u = key.of(Purpose::Package).with(1).uniform();
        let end = self.now + Span::days(sample::exponential(u, days));
        self.tallies.count(Count::IntermediateCareStay, cell);
        self.population[id].presence = Presence::InIntermediateCare;
        self.levels.stock(Stock::CommunityBedOccupied, 0, cell, 1);
        self.care.stays.push(Stay {
            person: id,
            key,
            to,
            delay: Delay::NONE,
            cell,
            step: Step::Inside,
            ready: end,
            onward: Destination::Home,
        });
        self.agenda.push(Event::IntermediateCareEnd.entry(end, id, stamp(key)));
    }

    /// The stay has done its work: home, or the wait for what comes next.
    pub(in crate::model) fn intermediate_care_end(&mut self, id: u32, tag: u32) {
        let inside = |s: &Stay| s.person == id && stamp(s.key) == tag && s.step == Step::Inside;
        let Some(place) = self.care.stays.iter().position(inside) else {
            return;
        };
        let person = &self.population[id];
        let key = person.key.of(Purpose::Route).with(u64::from(tag));
        let u = key.uniform();
        let rates = &self.rates.care;
        let (package, home) = (rates.intermediate_to_package, rates.intermediate_to_care_home);
        let onward = if u < home {
            let nursing = key.of(Purpose::Nursing).uniform() < rates.nursing_share;
            if nursing {
                Destination::NursingHome
            } else {
                Destination::CareHome
            }
        } else if u < home + package && !person.has(flag::PACKAGE) {
            Destination::HomeCare
        } else {
            Destination::Home
        };
        if onward == Destination::Home || person.has(flag::CARE_HOME) {
            self.leave_community_bed(id);
            self.raise_hazards(id);
            return;
        }
        let stay = self.care.stays[place];
        let days = self.assessment_days(key).0;
        let stay = Stay {
            step: Step::Assessment(working_time(self.now, days).max(self.now)),
            ready: self.now,
            onward,
            ..stay
        };
        self.care.stays[place] = stay;
        self.tallies.count(Count::Handoff, stay.cell);
        self.diary.note(
            self.now,
            id,
            stay.key,
            What::Ready {
                to: onward,
                lost: false,
            },
        );
    }

    /// Frees the bed, if the person is in one.
    pub(super) fn leave_community_bed(&mut self, id: u32) {
        let Some(place) = self.care.stays.iter().position(|s| s.person == id) else {
            return;
        };
        let stay = self.care.stays.remove(place);
        self.count_delay(Stock::CommunityDelay, stay.delay, stay.cell, -1);
        self.levels.stock(Stock::CommunityBedOccupied, 0, stay.cell, -1);
        self.release_place(id, stay.to);
        self.population[id].presence = Presence::Resident;
        self.diary.note_of_life(self.now, id, What::CareEnded(stay.to));
    }

    /// Once a day: who is ready takes the next step towards the next place.
    pub(super) fn community_bed_day(&mut self) {
        let notice = Span::days(self.rates.care.notice_days);
        for place in 0..self.care.stays.len() {
            let stay = self.care.stays[place];
            let (step, reason) = match stay.step {
                Step::Assessment(at) if at <= self.now => match self.hurdle(stay.key.of(Purpose::Route), stay.onward) {
                    Some((reason, days)) => (Step::Hurdle(self.now + Span::days(days)), reason),
                    None => (Step::Place, place_reason(stay.onward)),
                },
                Step::Assessment(_) if stay.delay == Delay::NONE && self.now.since(stay.ready) > notice => {
                    (stay.step, Reason::Assessment)
                }
                Step::Hurdle(until) if until <= self.now => (Step::Place, place_reason(stay.onward)),
                _ => continue,
            };
            let delay = self.delay(stay.person, stay.key, stay.onward, reason);
            self.count_delay(Stock::CommunityDelay, stay.delay, stay.cell, -1);
            self.count_delay(Stock::CommunityDelay, delay, stay.cell, 1);
            self.care.stays[place] = Stay { step, delay, ..stay };
            if step == Step::Place {
                self.care.lines[stay.onward.line()].waiting.push(Waiting {
                    person: stay.person,
                    slot: None,
                    community: true,
                    key: stay.key,
                    since: self.now,
                });
            }
        }
    }

    /// Intermediate care, at home or in a bed, instead of a ward: for an older person whose illness is urgent but no
    /// emergency, if there is room now. True if the need is met so.
    pub(in crate::model) fn step_up(&mut self, id: u32, need: Need, key: Key, acuity: Acuity) -> bool {
        let person = &self.population[id];
        let suits = acuity == Acuity::Moderate
            && need != Need::FinalIllness
            && person.presence == Presence::Resident
            && person.age(self.now.day()) >= 65
            && person.frailty > 0
            && !person.has(flag::CARE_HOME);
        let rates = &self.rates.care;
        let u = key.of(Purpose::StepUp).uniform();
        if !suits || u >= rates.step_up {
            return false;
        }
        let at_home = key.of(Purpose::StepUp).with(1).uniform() < rates.step_up_home;
        let hospital = key.of(Purpose::StepUp).with(2).uniform() < rates.community_hospital_share;
        let to = match (at_home, hospital) {
            (true, _) => Destination::IntermediateCareHome,
            (_, true) => Destination::CommunityHospital,
            _ => Destination::IntermediateCare,
        };
        if !self.has_room(to) {
            return false;
        }
        let cell = self.population[id].cell;
        self.tallies.count(Count::StepUp, cell);
        self.tallies.count(Count::Handoff, cell);
        self.record_fate(key, Fate::TreatedElsewhere);
        self.diary.note(self.now, id, key, What::StepUp(to));
        self.take_place(to, id);
        self.begin_care(id, to, key);
        true
    }
}

//! Requests for support. At the first contact the council tells those with little need where to look; the others are
//! assessed. Who is above the eligibility threshold gets reablement, a package or a care home, paid after the means test;
//! below it the council gives low-level help, and who can buys care.

use super::{Destination, Outcome, Payer, stamp};
use crate::engine::{Key, sample};
use crate::model::address::{For, Purpose};
use crate::model::population::{flag, social};
use crate::model::service::assessment::Request;
use crate::model::{Count, Model, What};

/// How much help someone needs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Level {
    Low,
    Moderate,
    Eligible,
}

/// Odds made smaller by a shift in logit units.
pub(super) fn shifted(share: f64, shift: f64) -> f64 {
    let odds = share / (1.0 - share).max(1e-9) * libm::exp(-shift);
    odds / (1.0 + odds)
}

impl Model {
    /// Someone needs help with daily living: asks the council.
    pub(in crate::model) fn care_need(&mut self, id: u32, key: Key) {
        let person = &self.population[id];
        let (cell, young) = (person.cell, person.age(self.now.day()) < 65);
        self.tallies.count(Count::Handoff, cell);
        if young {
            self.tallies.count(Count::CareRequestWorkingAge, cell);
        }
        if self.level(id, stamp(key)) == Level::Low {
            let told = self.request_key(id, stamp(key)).with(2).uniform() < self.rates.care.signposted;
            self.requested(id, key, if told { Outcome::Signposted } else { Outcome::Nothing });
            return;
        }
        self.population[id].set(flag::CARE_SOUGHT, true);
        let rates = &self.rates.care;
        let mut days = sample::exponential(key.of(Purpose::Assessment).uniform(), rates.community_assessment_days);
        let lost = key.of(Purpose::Handoff).uniform() < rates.handoff_lost * self.standing.handoff_loss;
        if lost {
            self.tallies.count(Count::HandoffLost, cell);
            days += rates.handoff_lost_community_days;
        }
        self.diary.note(self.now, id, key, What::CareAsked { lost });
        self.ask_assessor(Request {
            person: id,
            slot: None,
            key,
            cell,
            since: self.now,
            days,
        });
    }

    /// The stricter threshold of a council that cannot find the hours: in logit units.
    pub(super) fn rationing(&self) -> f64 {
        self.rates.care.rationing * self.care.short
    }

    fn request_key(&self, id: u32, tag: u32) -> Key {
        self.population[id].key.of(Purpose::CareNeed).with(u64::from(tag))
    }

    /// How much help the council finds someone to need. A carer at home meets some needs that would else be eligible.
    fn level(&self, id: u32, tag: u32) -> Level {
        let (rates, person) = (&self.rates.care, &self.population[id]);
        let frail = person.frailty as usize;
        let key = self.request_key(id, tag);
        let u = key.uniform();
        let eligible = shifted(rates.high[frail], rates.eligibility_shift + self.rationing());
        if u < eligible {
            let carer = person.with(social::CARER) && key.with(1).uniform() < rates.carer_meets;
            if carer { Level::Moderate } else { Level::Eligible }
        } else if u < rates.high[frail].max(eligible) + rates.moderate[frail] {
            Level::Moderate
        } else {
            Level::Low
        }
    }

    /// What became of a request.
    pub(super) fn requested(&mut self, id: u32, key: Key, outcome: Outcome) {
        let cell = self.population[id].cell;
        self.tallies.add(Count::CareRequest, outcome as usize, cell, 1);
        if matches!(outcome, Outcome::Nothing | Outcome::Signposted | Outcome::LowLevel) {
            self.diary.note(self.now, id, key, What::CareDeclined(outcome));
        }
    }

    /// A patient who is ready and holds no long-term support is a request of the council's from hospital, if it is the
    /// council who is asked.
    pub(in crate::model) fn hospital_request(&mut self, id: u32, key: Key, to: Destination) {
        let person = &self.population[id];
        let nhs = to.bed() || matches!(to, Destination::Home | Destination::IntermediateCareHome);
        if nhs || person.payer() != Payer::None {
            return;
        }
        let (cell, young) = (person.cell, person.age(self.now.day()) < 65);
        self.tallies.count(Count::CareRequestHospital, cell);
        if young {
            self.tallies.count(Count::CareRequestWorkingAge, cell);
        }
        let outcome = self.outcome(id, to, key);
        self.requested(id, key, outcome);
    }

    fn outcome(&self, id: u32, to: Destination, key: Key) -> Outcome {
        if to == Destination::Reablement {
            return Outcome::ShortTerm;
        }
        match self.payer_for(id, to, key) {
            Payer::SelfFunder => Outcome::SelfFunded,
            Payer::Nhs => Outcome::Nhs,
            _ => Outcome::LongTerm,
        }
    }

    pub(in crate::model) fn care_assessed(&mut self, id: u32, tag: u32) {
        let person = &self.population[id];
        if !person.here() || !person.has(flag::CARE_SOUGHT) {
            return;
        }
        let key = person.key.of(Purpose::Destination).with(u64::from(tag));
        let level = self.level(id, tag);
        let (rates, frail) = (&self.rates.care, person.frailty as usize);
        if person.age(self.now.day()) < 65 {
            // Long-term care of working age is a volume line: see the clients of the year.
            let outcome = if level == Level::Eligible {
                Outcome::LongTerm
            } else {
                Outcome::LowLevel
            };
            self.asks_no_more(id, key, outcome);
            return;
        }
        if level < Level::Eligible {
            let buys = rates.wealthy(person, Destination::HomeCare, self.now.day())
                && self.request_key(id, tag).with(3).uniform() < rates.self_buys;
            if buys {
                self.requested(id, key, Outcome::SelfFunded);
                self.queue_for_care(id, None, key, Destination::HomeCare);
            } else {
                self.asks_no_more(id, key, Outcome::LowLevel);
            }
            return;
        }
        let u = key.uniform();
        let home = rates.community_care_home[frail];
        let to = if u < home {
            if key.of(Purpose::Nursing).uniform() < rates.community_nursing {
                Destination::NursingHome
            } else {
                Destination::CareHome
            }
        } else if u < home + rates.community_reablement {
            Destination::Reablement
        } else {
            Destination::HomeCare
        };
        let outcome = self.outcome(id, to, key);
        self.requested(id, key, outcome);
        self.queue_for_care(id, None, key, to);
    }

    fn asks_no_more(&mut self, id: u32, key: Key, outcome: Outcome) {
        self.requested(id, key, outcome);
        self.population[id].set(flag::CARE_SOUGHT, false);
        self.raise_hazards(id);
    }
}

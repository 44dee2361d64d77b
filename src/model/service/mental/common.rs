//! The course of a common mental health problem. It eases by itself in time. Some ask for help, of the practice or of
//! talking therapies; those who do not, or whom help did not help, may ask again later. While it lasts a crisis is likelier.

use crate::engine::{Key, Span, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::diary::Mind;
use crate::model::event::Event;
use crate::model::need::Need;
use crate::model::population::{Presence, mind};
use crate::model::settings::Settings;
use crate::model::{Count, Model, What};

/// Rounds of asking again that are kept apart in an event's tag.
const ROUND_BITS: u32 = 3;

#[derive(Clone, Debug)]
pub struct Rates {
    pub untreated_days: f64,
    seeks_practice: f64,
    refers_self: f64,
    offer_per_day: f64,
    again: f64,
    again_days: f64,
    most_again: u32,
    refers: f64,
    treats: f64,
    treated_days: f64,
    comes_again: f64,
    comes_again_days: f64,
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        Rates {
            untreated_days: p("mental.common.untreated_mean_days"),
            seeks_practice: p("mental.common.asks_practice_logit"),
            refers_self: p("mental.common.refers_self_logit"),
            offer_per_day: p("door.practice_offer_per_day"),
            again: p("mental.common.asks_again_share"),
            again_days: p("mental.common.asks_again_mean_days"),
            most_again: (p("mental.common.asks_again_most") as u32).min((1 << ROUND_BITS) - 1),
            refers: p("practice.mental.refers_share"),
            treats: p("practice.mental.treatment_helps_share"),
            treated_days: p("practice.mental.treatment_mean_days"),
            comes_again: p("practice.mental.comes_again_share"),
            comes_again_days: p("practice.mental.comes_again_mean_days"),
        }
    }
}

impl Model {
    /// A common mental health problem begins.
    pub(in crate::model) fn common_mental(&mut self, id: u32, key: Key) {
        let u = key.of(Purpose::MindCourse).uniform();
        let days = sample::exponential(u, self.rates.mental.common.untreated_days);
        self.set_mind(id, mind::EPISODE, true);
        self.population[id].set_asked_again(0);
        self.ease_after(id, days);
        self.ask_for_help(id, key, 0);
        // A crisis is likelier from now on.
        self.raise_hazards(id);
    }

    /// The problem will have eased after so many days, if not sooner.
    pub(super) fn ease_after(&mut self, id: u32, days: f64) {
        let day = (self.now.day() + 1 + days as u32).min(u32::from(u16::MAX));
        let person = &mut self.population[id];
        if person.eases_day == 0 || day < u32::from(person.eases_day) {
            person.eases_day = day as u16;
            self.agenda.push(Event::MindEased.entry(Time::of_day(day), id, day));
        }
    }

    /// The day on which a problem was to ease has come; another may have taken its place.
    pub(in crate::model) fn mind_eased(&mut self, id: u32, day: u32) {
        if self.population[id].here() && u32::from(self.population[id].eases_day) == day {
            self.eased(id);
        }
    }

    /// The problem is over.
    pub(super) fn eased(&mut self, id: u32) {
        self.set_mind(id, mind::EPISODE, false);
        let mental = self.rates.mental.depression | self.rates.mental.severe;
        let person = &mut self.population[id];
        person.eases_day = 0;
        if person.recorded != 0 && person.recorded & !mental == 0 {
            // Control is of all long-term conditions together: that of others does not come with a better mood.
            self.set_control(id, true);
        }
        self.diary.note_of_life(self.now, id, What::Mind(Mind::Eased));
        if self.population[id].presence == Presence::Resident {
            self.raise_hazards(id);
        }
    }

    /// Asks the practice or talking therapies for help, or nobody.
    fn ask_for_help(&mut self, id: u32, key: Key, round: u32) {
        let rates = &self.rates.mental.common;
        let offer = self.practices.offer(self.population[id].practice);
        let practice = libm::exp(rates.seeks_practice + rates.offer_per_day * offer);
        let themselves = libm::exp(rates.refers_self);
        let u = key.of(Purpose::MindSeek).with(u64::from(round)).uniform() * (1.0 + practice + themselves);
        if u < themselves {
            self.refer_to_therapy(id, key, false);
        } else if u < themselves + practice {
            self.routine_appointment(id, Need::CommonMental, key);
        } else {
            let cell = self.population[id].cell;
            if round == 0 {
                self.tallies.add(Count::UnmetNeed, Need::CommonMental as usize, cell, 1);
                self.diary.note(self.now, id, key, What::Mind(Mind::Alone));
            }
            self.perhaps_again(id, key);
        }
    }

    /// Whom nobody helped, or whose help did not help, may ask again some weeks on: so many times for one problem, wherever
    /// they were sent meanwhile.
    pub(super) fn perhaps_again(&mut self, id: u32, key: Key) {
        let rates = &self.rates.mental.common;
        let round = self.population[id].asked_again();
        let luck = key.of(Purpose::MindReturn).with(u64::from(round));
        if round < rates.most_again && luck.uniform() < rates.again {
            let days = sample::exponential(luck.with(1).uniform(), rates.again_days);
            self.population[id].set_asked_again(round + 1);
            let stamp = u32::from(self.population[id].eases_day) << ROUND_BITS | (round + 1);
            let at = self.now + Span::days(days);
            self.agenda.push(Event::MindAgain.entry(at, id, stamp));
        }
    }

    /// Weeks on: asks again if the same problem still lasts and nobody looks after it.
    pub(in crate::model) fn mind_again(&mut self, id: u32, tag: u32) {
        let person = &self.population[id];
        let (eases, round) = (tag >> ROUND_BITS, tag & ((1 << ROUND_BITS) - 1));
        let still = person.presence == Presence::Resident && u32::from(person.eases_day) == eases;
        if still && person.minds(mind::EPISODE) && !person.minds(mind::THERAPY) {
            // The need's own address is not kept for so long: this one hangs on person, problem and round as it does.
            let key = person.key.of(Purpose::MindReturn).with(u64::from(tag));
            self.diary.note(self.now, id, key, What::ComesBack);
            self.ask_for_help(id, key, round);
        }
    }

    /// The practice sees someone with a common mental health problem: days until the next appointment, if there is one.
    pub(in crate::model) fn common_mental_seen(&mut self, id: u32, key: Key, round: u8) -> Option<f64> {
        if !self.population[id].minds(mind::EPISODE) {
            return None;
        }
        let rates = self.rates.mental.common.clone();
        let u = key.of(Purpose::MindGp).with(u64::from(round)).uniform();
        if u < rates.refers {
            self.tallies.count(Count::Handoff, self.population[id].cell);
            self.refer_to_therapy(id, key, false);
        } else {
            let enough = (u - rates.refers) / (1.0 - rates.refers) < rates.treats;
            self.diary.note(self.now, id, key, What::Treated { enough });
            if enough {
                let v = key.of(Purpose::MindCourse).with(1 + u64::from(round)).uniform();
                self.ease_after(id, sample::exponential(v, rates.treated_days));
            } else if round == 0 {
                self.perhaps_again(id, key);
            }
        }
        let again = key.of(Purpose::MindGp).with(64 + u64::from(round));
        (again.uniform() < rates.comes_again)
            .then(|| sample::exponential(again.with(1).uniform(), rates.comes_again_days))
    }
}

//! Talking therapies: so many people start treatment a working day. Those sent on after a crisis come first, all others
//! in order of asking; who waits too long gives up, and some get better before their turn. A course that helps ends the
//! problem, one that does not leaves it as it was.

use super::ROUND_HOUR;
use crate::engine::time::HOUR;
use crate::engine::{Calendar, Key, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::diary::Mind;
use crate::model::need::Need;
use crate::model::population::{Presence, mind};
use crate::model::service::refill;
use crate::model::settings::{ServiceKind, Settings};
use crate::model::{Count, Model, Stock, What};
use std::collections::VecDeque;

/// Days ahead that the ends of courses are noted; a course is shorter.
const RING: usize = 512;
const DAYS_BETWEEN_SESSIONS: u32 = 7;

#[derive(Clone, Debug)]
pub struct Rates {
    unsuitable: f64,
    patience_days: f64,
    one_session: f64,
    sessions: f64,
    recovers: f64,
    recovers_one: f64,
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        Rates {
            unsuitable: p("mental.therapy.not_suitable_share"),
            patience_days: p("mental.therapy.patience_mean_days"),
            one_session: p("mental.therapy.one_session_share"),
            sessions: p("mental.therapy.sessions_of_a_course"),
            recovers: p("mental.therapy.recovers_share"),
            recovers_one: p("mental.therapy.recovers_after_one_session_share"),
        }
    }

    /// Sessions of a course: one, or two and a geometric number more.
    fn sessions(&self, key: Key) -> u32 {
        let luck = key.of(Purpose::TherapySessions);
        if luck.uniform() < self.one_session {
            return 1;
        }
        let more = self.sessions - 2.0;
        let most = RING as u32 / DAYS_BETWEEN_SESSIONS - 4;
        (2 + (libm::log(luck.with(1).uniform()) / libm::log(more / (1.0 + more))) as u32).min(most)
    }
}

/// Someone who waits, or is in treatment.
#[derive(Clone, Copy, Debug)]
struct Client {
    key: Key,
    person: u32,
    cell: u16,
    since: u32,
}

#[derive(Clone)]
pub struct Therapy {
    /// After a crisis, and all others.
    waiting: [VecDeque<Client>; 2],
    room: f64,
    /// Courses by the day of their end, modulo the ring.
    courses: Vec<Vec<Client>>,
}

impl Default for Therapy {
    fn default() -> Therapy {
        Therapy {
            waiting: Default::default(),
            room: 0.0,
            courses: vec![Vec::new(); RING],
        }
    }
}

impl Therapy {
    pub fn waiting(&self) -> usize {
        self.waiting.iter().map(VecDeque::len).sum()
    }
    /// All who wait or are in treatment.
    pub fn people(&self) -> impl Iterator<Item = u32> {
        let waiting = self.waiting.iter().flatten();
        waiting.chain(self.courses.iter().flatten()).map(|client| client.person)
    }
}

impl Model {
    /// Asks for talking therapy, by oneself or through another service.
    pub(in crate::model) fn refer_to_therapy(&mut self, id: u32, key: Key, first: bool) {
        let person = &self.population[id];
        if person.minds(mind::THERAPY) {
            return;
        }
        let (cell, since) = (person.cell, self.now.day());
        self.tallies.count(Count::TherapyReferral, cell);
        let suits = key.of(Purpose::TherapySuits).uniform() >= self.rates.mental.therapy.unsuitable;
        self.diary
            .note(self.now, id, key, What::Mind(Mind::TherapyAsked { suits }));
        if !suits {
            // Assessed by telephone and sent elsewhere, or never answers.
            self.perhaps_again(id, key);
            return;
        }
        self.wait_for_therapy(id, key, since, first);
    }

    pub(super) fn wait_for_therapy(&mut self, id: u32, key: Key, since: u32, first: bool) {
        self.set_mind(id, mind::THERAPY, true);
        let cell = self.population[id].cell;
        self.levels.stock(Stock::TherapyWaiting, 0, cell, 1);
        self.mental.therapy.waiting[usize::from(!first)].push_back(Client {
            key,
            person: id,
            cell,
            since,
        });
    }

    /// The day's starts and ends.
    pub(super) fn therapy_day(&mut self) {
        let day = self.now.day();
        for client in std::mem::take(&mut self.mental.therapy.courses[day as usize % RING]) {
            self.end_therapy(client);
        }
        if !Calendar::is_working_day(day) {
            return;
        }
        let starts = self.standing.places(ServiceKind::TalkingTherapies, "", self.now);
        self.mental.therapy.room = refill(self.mental.therapy.room, starts);
        for line in 0..2 {
            let waiting = std::mem::take(&mut self.mental.therapy.waiting[line]);
            let mut kept = VecDeque::with_capacity(waiting.len());
            for client in waiting {
                let patience = sample::exponential(
                    client.key.of(Purpose::TherapyPatience).uniform(),
                    self.rates.mental.therapy.patience_days,
                );
                let person = &self.population[client.person];
                let eased = !person.minds(mind::EPISODE);
                if eased || f64::from(day - client.since) > patience {
                    self.give_up_therapy(client, eased);
                } else if self.mental.therapy.room >= 1.0 && person.presence == Presence::Resident {
                    self.mental.therapy.room -= 1.0;
                    self.start_therapy(client);
                } else {
                    kept.push_back(client);
                }
            }
            self.mental.therapy.waiting[line] = kept;
        }
    }

    fn give_up_therapy(&mut self, client: Client, eased: bool) {
        let id = client.person;
        self.levels.stock(Stock::TherapyWaiting, 0, client.cell, -1);
        self.tallies.count(Count::TherapyDropOut, client.cell);
        self.set_mind(id, mind::THERAPY, false);
        self.diary
            .note(self.now, id, client.key, What::Mind(Mind::TherapyGivenUp { eased }));
        if !eased {
            let need = Need::CommonMental as usize;
            self.tallies.add(Count::UnmetNeed, need, client.cell, 1);
            self.perhaps_again(id, client.key);
        }
    }

    fn start_therapy(&mut self, client: Client) {
        let day = self.now.day();
        let waited = day - client.since;
        self.levels.stock(Stock::TherapyWaiting, 0, client.cell, -1);
        self.tallies.count(Count::TherapyStart, client.cell);
        self.tallies
            .add(Count::TherapyWaitDays, 0, client.cell, i64::from(waited));
        let waited = waited.min(u32::from(u16::MAX)) as u16;
        let begins = What::Mind(Mind::TherapyBegan { waited });
        self.diary.note(self.now, client.person, client.key, begins);
        self.note_course(client, day);
    }

    pub(super) fn begin_course_before(&mut self, id: u32, key: Key, part: f64) {
        let (cell, today) = (self.population[id].cell, self.now.day());
        let client = Client {
            key,
            person: id,
            cell,
            since: today,
        };
        self.set_mind(id, mind::THERAPY, true);
        let days = f64::from(self.rates.mental.therapy.sessions(key) * DAYS_BETWEEN_SESSIONS);
        self.note_course(client, today - (days * part) as u32);
    }

    fn note_course(&mut self, client: Client, begun: u32) {
        let sessions = self.rates.mental.therapy.sessions(client.key);
        let after = Time(Time::of_day(self.now.day()).0 + ROUND_HOUR * HOUR) <= self.now;
        let end = (begun + sessions * DAYS_BETWEEN_SESSIONS).max(self.now.day() + u32::from(after));
        self.mental.therapy.courses[end as usize % RING].push(client);
    }

    fn end_therapy(&mut self, client: Client) {
        let id = client.person;
        let rates = &self.rates.mental.therapy;
        let sessions = rates.sessions(client.key);
        let chance = if sessions > 1 {
            rates.recovers
        } else {
            rates.recovers_one
        };
        let helped = client.key.of(Purpose::TherapyRecovery).uniform() < chance;
        self.tallies
            .add(Count::TherapySession, 0, client.cell, i64::from(sessions));
        self.set_mind(id, mind::THERAPY, false);
        let ill = self.population[id].minds(mind::EPISODE);
        if sessions > 1 {
            self.tallies.count(Count::TherapyFinished, client.cell);
            if helped || !ill {
                self.tallies.count(Count::TherapyRecovered, client.cell);
            }
        }
        let recovered = helped || !ill;
        let ends = What::Mind(Mind::TherapyEnded { recovered });
        self.diary.note(self.now, id, client.key, ends);
        if ill && helped {
            self.eased(id);
        } else if ill {
            self.perhaps_again(id, client.key);
        }
    }

    pub(super) fn leave_therapy(&mut self, id: u32) {
        let therapy = &mut self.mental.therapy;
        for line in &mut therapy.waiting {
            if let Some(place) = line.iter().position(|client| client.person == id) {
                let client = line.remove(place).expect("a place that was just found");
                self.levels.stock(Stock::TherapyWaiting, 0, client.cell, -1);
                return;
            }
        }
        for course in &mut therapy.courses {
            course.retain(|client| client.person != id);
        }
    }
}

//! The community mental health team: a caseload of people with severe mental illness and of those who come from a bed,
//! from home treatment or from a crisis. Being on it makes another crisis less likely. Who comes from a bed or from home
//! treatment is taken on first; others wait, and some give up.

use crate::engine::time::DAYS_PER_YEAR;
use crate::engine::{Calendar, Key, Month, sample};
use crate::model::address::{For, Purpose};
use crate::model::diary::Mind;
use crate::model::population::{Presence, mind};
use crate::model::settings::{ServiceKind, Settings};
use crate::model::{Count, Model, What};
use std::collections::VecDeque;

#[derive(Clone, Debug)]
pub struct Rates {
    contacts_per_month: f64,
    /// Mean years on the caseload without and with severe mental illness.
    years: [f64; 2],
    patience_days: f64,
    youngest: u32,
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        Rates {
            contacts_per_month: p("mental.team.contacts_per_month"),
            years: [
                p("mental.team.others_mean_years"),
                p("mental.team.severe_mental_illness_mean_years"),
            ],
            patience_days: p("mental.team.patience_mean_days"),
            youngest: p("mental.team.from_age") as u32,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Member {
    person: u32,
    /// Last day on the caseload.
    until: u32,
}

#[derive(Clone, Copy, Debug)]
struct Referral {
    person: u32,
    key: Key,
    since: u32,
}

#[derive(Clone, Default)]
pub struct Team {
    members: Vec<Member>,
    /// From a bed or home treatment, and all others.
    waiting: [VecDeque<Referral>; 2],
}

impl Team {
    pub fn members(&self) -> impl Iterator<Item = u32> {
        self.members.iter().map(|m| m.person)
    }
    pub fn waiting(&self) -> impl Iterator<Item = u32> {
        self.waiting.iter().flatten().map(|r| r.person)
    }
    pub fn forget(&mut self, id: u32) {
        self.members.retain(|m| m.person != id);
        self.waiting.iter_mut().for_each(|line| line.retain(|r| r.person != id));
    }
}

impl Model {
    /// Asks the community mental health team to take someone on.
    pub(super) fn refer_to_team(&mut self, id: u32, key: Key, first: bool) {
        let person = &self.population[id];
        let known = person.minds(mind::CASELOAD) || person.minds(mind::AWAITS_TEAM);
        if known || !person.here() || person.age(self.now.day()) < self.rates.mental.community.youngest {
            return;
        }
        let cell = person.cell;
        self.tallies.count(Count::MentalTeamReferral, cell);
        self.tallies.count(Count::Handoff, cell);
        self.set_mind(id, mind::AWAITS_TEAM, true);
        self.diary.note(self.now, id, key, What::Mind(Mind::TeamAsked));
        self.mental.team.waiting[usize::from(!first)].push_back(Referral {
            person: id,
            key,
            since: self.now.day(),
        });
    }

    /// Puts someone on the caseload, for as long as their own luck says.
    pub(super) fn join_team(&mut self, id: u32, key: Key) {
        let severe = usize::from(self.rates.mental.severe(&self.population[id]));
        let days = self.rates.mental.community.years[severe] * DAYS_PER_YEAR;
        let stays = sample::exponential(key.of(Purpose::MentalCaseload).uniform(), days);
        self.set_mind(id, mind::CASELOAD, true);
        let until = self.now.day() + 1 + stays as u32;
        self.mental.team.members.push(Member { person: id, until });
    }

    pub(super) fn team_room(&self) -> bool {
        let places = self.standing.places(ServiceKind::CommunityMentalHealth, "", self.now);
        ((self.mental.team.members.len() + 1) as f64) <= places
    }

    /// The team's day: who is well enough leaves, and the next are taken on.
    pub(super) fn mental_team_day(&mut self) {
        let day = self.now.day();
        if !Calendar::is_working_day(day) {
            return;
        }
        let (leaving, stay): (Vec<Member>, Vec<Member>) = self.mental.team.members.iter().partition(|m| m.until <= day);
        self.mental.team.members = stay;
        for member in leaving {
            self.set_mind(member.person, mind::CASELOAD, false);
            self.diary
                .note_of_life(self.now, member.person, What::Mind(Mind::Caseload(false)));
            if self.population[member.person].presence == Presence::Resident {
                self.raise_hazards(member.person);
            }
        }
        for line in 0..2 {
            while self.team_room()
                && let Some(next) = self.mental.team.waiting[line].pop_front()
            {
                self.set_mind(next.person, mind::AWAITS_TEAM, false);
                self.join_team(next.person, next.key);
                self.diary
                    .note(self.now, next.person, next.key, What::Mind(Mind::Caseload(true)));
            }
            let patience = |r: &Referral| {
                let u = r.key.of(Purpose::MentalCaseload).with(1).uniform();
                sample::exponential(u, self.rates.mental.community.patience_days)
            };
            let waiting = &self.mental.team.waiting[line];
            let (gone, kept): (Vec<Referral>, Vec<Referral>) =
                waiting.iter().partition(|r| f64::from(day - r.since) > patience(r));
            self.mental.team.waiting[line] = kept.into();
            for referral in gone {
                let id = referral.person;
                self.set_mind(id, mind::AWAITS_TEAM, false);
                self.tallies.count(Count::MentalTeamGivenUp, self.population[id].cell);
                self.diary
                    .note(self.now, id, referral.key, What::Mind(Mind::TeamGivenUp));
            }
        }
    }

    /// The month's contacts with the caseload.
    pub(in crate::model) fn mental_team_contacts(&mut self, month: Month) {
        let mean = self.rates.mental.community.contacts_per_month;
        for member in &self.mental.team.members {
            let person = &self.population[member.person];
            let luck = person.key.of(Purpose::MentalContacts).with(u64::from(month.0));
            let contacts = (mean + luck.uniform()) as i64;
            self.tallies.add(Count::MentalTeamContact, 0, person.cell, contacts);
        }
    }
}

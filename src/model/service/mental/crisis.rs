//! A mental health crisis, from the assessment on: at the hospital by the psychiatric liaison team, elsewhere by the
//! crisis team while it has room. Few need care round the clock: at home if that would do and the crisis team has room,
//! else in a bed. The others go home, and some are sent on to talking therapies or the community team.

use super::{days_of, grade};
use crate::engine::{Key, sample};
use crate::model::address::{For, Purpose};
use crate::model::case::Acuity;
use crate::model::diary::{Mind, Verdict};
use crate::model::door::Door;
use crate::model::need::Need;
use crate::model::population::{Presence, mind};
use crate::model::service::refill;
use crate::model::settings::{ServiceKind, Settings};
use crate::model::{Count, Model, What};

/// Youngest age for an adult bed or adult home treatment.
const ADULT: u32 = 18;

#[derive(Clone, Debug)]
pub struct Rates {
    liaison_minutes: f64,
    liaison_sigma: f64,
    /// Share that needs care round the clock by acuity (moderate, high), without and with severe mental illness.
    intensive: [[f64; 2]; 2],
    pub home_share: f64,
    pub home_days: f64,
    home_sigma: f64,
    pub home_fails: f64,
    assessments_per_place: f64,
    to_team: [f64; 2],
    to_therapy: f64,
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        let by = |acuity: &str| {
            ["others", "severe_mental_illness"].map(|who| p(&format!("mental.crisis.round_the_clock_{acuity}_{who}")))
        };
        Rates {
            liaison_minutes: p("mental.crisis.liaison_mean_minutes"),
            liaison_sigma: p("mental.crisis.liaison_sigma"),
            intensive: [by("moderate"), by("high")],
            home_share: p("mental.crisis_team.home_would_do_share"),
            home_days: p("mental.crisis_team.mean_days"),
            home_sigma: p("mental.crisis_team.sigma"),
            home_fails: p("mental.crisis_team.fails_share"),
            assessments_per_place: p("mental.crisis_team.assessments_a_day_per_place"),
            to_team: ["others", "severe_mental_illness"].map(|who| p(&format!("mental.crisis.to_team_share_{who}"))),
            to_therapy: p("mental.crisis.to_therapy_share"),
        }
    }

    pub fn liaison_minutes(&self, u: f64) -> f64 {
        let sigma = self.liaison_sigma;
        self.liaison_minutes * sample::lognormal(u, libm::exp(-sigma * sigma / 2.0), sigma)
    }

    /// Share of crises of a person that need care round the clock, over both acuities.
    pub fn intensive(&self, severe: bool, moderate: f64, high: f64) -> f64 {
        let i = usize::from(severe);
        moderate * self.intensive[0][i] + high * self.intensive[1][i]
    }
}

/// Someone treated at home by the crisis team.
#[derive(Clone, Copy, Debug)]
struct AtHome {
    person: u32,
    key: Key,
    until: u32,
    /// Home treatment turns out not to be enough.
    fails: bool,
}

#[derive(Clone, Default)]
pub struct HomeTreatment {
    people: Vec<AtHome>,
    /// Assessments that can still be made today.
    room: f64,
}

impl HomeTreatment {
    pub fn people(&self) -> impl Iterator<Item = u32> {
        self.people.iter().map(|one| one.person)
    }
    pub fn forget(&mut self, id: u32) {
        self.people.retain(|one| one.person != id);
    }
}

impl Model {
    /// Outside the hospital: the crisis team assesses, if it can still see someone today.
    pub(in crate::model) fn crisis_team(&mut self, id: u32, need: Need, key: Key, acuity: Acuity) -> bool {
        if need != Need::MentalCrisis || acuity == Acuity::Minor || self.mental.home.room < 1.0 {
            return false;
        }
        self.mental.home.room -= 1.0;
        let cell = self.population[id].cell;
        self.tallies.count(Count::CrisisAssessment, cell);
        self.tallies.count(Count::Handoff, cell);
        self.diary.note(self.now, id, key, What::Mind(Mind::CrisisTeam));
        self.crisis_assessed(id, key, acuity, None);
        true
    }

    /// The practice sees someone in a crisis.
    pub(in crate::model) fn crisis_at_practice(&mut self, id: u32, key: Key, acuity: Acuity) {
        if acuity == Acuity::Minor {
            self.diary.note(self.now, id, key, What::Treated { enough: true });
            self.after_crisis(id, key);
        } else if !self.crisis_team(id, Need::MentalCrisis, key, acuity) {
            let cell = self.population[id].cell;
            self.tallies.count(Count::Handoff, cell);
            self.diary.note(self.now, id, key, What::SentToAe);
            self.set_out(id, Need::MentalCrisis, key, acuity, Door::Ae);
        }
    }

    /// Seen by the emergency department and its liaison team.
    pub(in crate::model) fn crisis_in_department(&mut self, slot: u32) {
        let case = self.cases[slot];
        self.crisis_assessed(case.person, case.key, case.acuity, Some(slot));
    }

    fn leaves_department(&mut self, slot: Option<u32>, verdict: Verdict) {
        if let Some(slot) = slot {
            let case = self.cases[slot];
            self.count_departure(slot);
            self.diary.note(self.now, case.person, case.key, What::Decided(verdict));
            self.cases.close(slot);
        }
    }

    /// The assessment is done: a bed, treatment at home, or home.
    fn crisis_assessed(&mut self, id: u32, key: Key, acuity: Acuity, slot: Option<u32>) {
        let rates = &self.rates.mental.crisis;
        let person = &self.population[id];
        let adult = person.age(self.now.day()) >= ADULT;
        let severe = usize::from(self.rates.mental.severe(person));
        let need = grade(acuity).map_or(0.0, |acuity| rates.intensive[acuity][severe]);
        let u = key.of(Purpose::CrisisRoute).uniform();
        if !adult || u >= need {
            self.leaves_department(slot, Verdict::Home);
            self.after_crisis(id, key);
        } else if key.of(Purpose::CrisisRoute).with(1).uniform() >= rates.home_share {
            self.request_mental_bed(id, key, slot);
        } else if self.home_treatment_room() || self.population[id].minds(mind::HOME_TREATMENT) {
            self.leaves_department(slot, Verdict::HomeTreatment);
            self.start_home_treatment(id, key);
        } else {
            self.tallies.count(Count::HomeTreatmentFull, self.population[id].cell);
            self.request_mental_bed(id, key, slot);
        }
    }

    /// Home again after a crisis: who looks after them from now on.
    fn after_crisis(&mut self, id: u32, key: Key) {
        let rates = &self.rates.mental.crisis;
        let person = &self.population[id];
        let severe = usize::from(self.rates.mental.severe(person));
        let u = key.of(Purpose::CrisisFollowUp).uniform();
        let (team, therapy) = (rates.to_team[severe], rates.to_therapy);
        if u < team {
            self.refer_to_team(id, key, false);
        } else if u < team + therapy && person.minds(mind::EPISODE) {
            self.tallies.count(Count::Handoff, person.cell);
            self.refer_to_therapy(id, key, true);
        }
    }

    fn home_treatment_room(&self) -> bool {
        let places = self.standing.places(ServiceKind::CrisisTeam, "", self.now);
        ((self.mental.home.people.len() + 1) as f64) <= places
    }

    fn start_home_treatment(&mut self, id: u32, key: Key) {
        if self.population[id].minds(mind::HOME_TREATMENT) {
            return;
        }
        let cell = self.population[id].cell;
        self.tallies.count(Count::HomeTreatmentStart, cell);
        self.diary.note(self.now, id, key, What::Mind(Mind::HomeTreatmentBegan));
        self.treat_at_home(id, key, 0.0);
    }

    /// At home from now, with `part` of the treatment over.
    pub(super) fn treat_at_home(&mut self, id: u32, key: Key, part: f64) {
        let rates = &self.rates.mental.crisis;
        let luck = key.of(Purpose::HomeTreatment);
        let fails = luck.with(1).uniform() < rates.home_fails;
        let days = f64::from(days_of(luck, rates.home_days, rates.home_sigma));
        // One that fails does so somewhere on the way.
        let days = if fails { days * luck.with(2).uniform() } else { days };
        let until = self.now.day() + 1 + (days * (1.0 - part)) as u32;
        self.set_mind(id, mind::HOME_TREATMENT, true);
        self.mental.home.people.push(AtHome {
            person: id,
            key,
            until,
            fails,
        });
    }

    /// The crisis team's day: treatment ends, or was not enough.
    pub(super) fn crisis_team_day(&mut self) {
        let day = self.now.day();
        let places = self.standing.places(ServiceKind::CrisisTeam, "", self.now);
        let assessments = places * self.rates.mental.crisis.assessments_per_place;
        self.mental.home.room = refill(self.mental.home.room, assessments);
        let (due, others): (Vec<AtHome>, Vec<AtHome>) =
            self.mental.home.people.iter().partition(|one| one.until <= day);
        self.mental.home.people = others;
        for one in due {
            let id = one.person;
            if self.population[id].presence != Presence::Resident {
                // In hospital for something else: goes on afterwards.
                self.mental.home.people.push(AtHome { until: day + 1, ..one });
                continue;
            }
            self.set_mind(id, mind::HOME_TREATMENT, false);
            let ends = What::Mind(Mind::HomeTreatmentEnded { bed: one.fails });
            self.diary.note(self.now, id, one.key, ends);
            if one.fails {
                self.request_mental_bed(id, one.key, None);
            } else {
                self.refer_to_team(id, one.key, true);
                self.raise_hazards(id);
            }
        }
    }
}

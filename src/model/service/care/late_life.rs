//! End-of-life coordination and frailty assessment. The register of the first holds those who are thought to be nearest to
//! death, with limited foresight; the last illness of some of them stays where they live. The second puts frailty into
//! the record, which is what finds people for the neighbourhood team.

use crate::engine::{Calendar, Date, Key, sample};
use crate::model::address::{For, Purpose};
use crate::model::fact::Fate;
use crate::model::patch::Group;
use crate::model::population::{Person, flag, social};
use crate::model::settings::ServiceKind;
use crate::model::{Count, Model, What};

impl Person {
    /// Frailty by the record.
    pub fn recorded_frailty(&self) -> u8 {
        if self.with(social::FRAILTY_KNOWN) {
            self.frailty
        } else {
            0
        }
    }
}

impl Model {
    /// The first working round of a month: both services look through their people.
    pub(super) fn late_life_day(&mut self) {
        let day = self.now.day();
        if Date::of_day(day).day != 1 {
            return;
        }
        let looked_at = |person: &Person| person.here() && (person.frailty >= 2 || person.with(social::END_OF_LIFE));
        let ids = 0..self.population.len() as u32;
        let frail: Vec<u32> = ids.filter(|&id| looked_at(&self.population[id])).collect();
        self.in_each(Group::Community, |model| {
            let own = |id: &&u32| {
                let n = usize::from(model.population[**id].neighbourhood);
                model.at_home(Group::Community, n)
            };
            let frail: Vec<u32> = frail.iter().filter(own).copied().collect();
            model.review_register(day, &frail);
            model.assess_frailty(day, &frail);
        });
    }

    fn review_register(&mut self, day: u32, frail: &[u32]) {
        let places = self.standing.places(ServiceKind::EndOfLifeCoordination, "", self.now) as usize;
        let noise = self.rates.care.prognosis_noise;
        let year = u64::from(day / 365);
        let mut scored: Vec<(f64, u32)> = Vec::new();
        for &id in frail {
            let person = &self.population[id];
            if places == 0 && !person.with(social::END_OF_LIFE) {
                continue;
            }
            let hazard = self.synthesis.mortality(person, person.age(day) as usize);
            let u = person.key.of(Purpose::Prognosis).with(year).uniform();
            scored.push((libm::log(hazard.max(1e-9)) + noise * sample::normal(u), id));
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for (rank, &(_, id)) in scored.iter().enumerate() {
            self.set_social(id, social::END_OF_LIFE, rank < places);
        }
    }

    fn assess_frailty(&mut self, day: u32, frail: &[u32]) {
        let days = (0..30).filter(|d| Calendar::is_working_day(day + d)).count() as f64;
        let places = self.standing.places(ServiceKind::FrailtyAssessment, "", self.now) * days;
        let mut found: Vec<(f64, u32)> = Vec::new();
        for &id in frail {
            let person = &self.population[id];
            if person.frailty >= 2 && !person.with(social::FRAILTY_KNOWN) {
                found.push((person.key.of(Purpose::FrailtyKnown).with(u64::from(day)).uniform(), id));
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for &(_, id) in found.iter().take(places as usize) {
            let cell = self.population[id].cell;
            self.tallies.count(Count::FrailtyAssessed, cell);
            self.population[id].set_social(social::FRAILTY_KNOWN, true);
        }
    }

    /// General practice finds frailty by itself, in time.
    pub(super) fn recorded_quarter(&mut self, id: u32, index: u32, years: f64) {
        let person = &mut self.population[id];
        if person.frailty == 0 || person.with(social::FRAILTY_KNOWN) {
            return;
        }
        let u = person
            .key
            .of(Purpose::FrailtyKnown)
            .with(1 << 32 | u64::from(index))
            .uniform();
        if u < 1.0 - libm::exp(-self.rates.care.recorded_per_year * years) {
            person.set_social(social::FRAILTY_KNOWN, true);
        }
    }

    /// Whether a last illness stays where the person lives: by the plan made with end-of-life coordination, or because a
    /// care home looks after its own, more often those who have a plan.
    pub(in crate::model) fn last_illness_stays(&mut self, id: u32, key: Key) -> bool {
        let (rates, person) = (&self.rates.care, &self.population[id]);
        let planned = if person.with(social::END_OF_LIFE) {
            (rates.stays_at_home * self.standing.last_illness_at_home).min(1.0)
        } else {
            0.0
        };
        let home = if person.has(flag::HOME_PLAN) {
            rates.stays_with_plan.max(rates.stays_in_care_home)
        } else if person.has(flag::CARE_HOME) {
            rates.stays_in_care_home
        } else {
            0.0
        };
        if key.of(Purpose::StaysAtHome).uniform() >= planned.max(home) {
            return false;
        }
        let cell = person.cell;
        self.tallies.count(Count::LastIllnessAtHome, cell);
        self.record_fate(key, Fate::TreatedElsewhere);
        self.diary.note(self.now, id, key, What::LastIllnessAtHome);
        true
    }
}

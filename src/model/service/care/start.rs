//! Care at the first instant: those who already hold it, with stays that end as if they had always been running.

use super::{Destination, LINES, Payer};
use crate::engine::sample;
use crate::engine::time::DAYS_PER_YEAR;
use crate::model::Model;
use crate::model::address::{For, Purpose};
use crate::model::patch::Group;
use crate::model::population::{Presence, flag, social};

impl Model {
    pub(in crate::model) fn start_care(&mut self) {
        self.start_homes();
        self.in_each(Group::Care, Model::start_lines);
    }

    /// Everything but homes: those of the patch at hand who hold it already.
    fn start_lines(&mut self) {
        let rates = std::sync::Arc::clone(&self.rates);
        for line in 0..LINES {
            let to = Destination::of(line as u8 + 1);
            if to.home() {
                continue;
            }
            let places = self.standing.places(super::KINDS[line], "", self.start);
            let wanted = places * rates.care.start_use[line];
            let mut people: Vec<(f64, u32)> = (0..self.population.len() as u32)
                .filter(|&id| {
                    let p = &self.population[id];
                    p.here()
                        && self.at_home(Group::Care, usize::from(p.neighbourhood))
                        && !p.has(flag::CARE_HOME)
                        && p.age(self.start.day()) >= 65
                        && p.presence == Presence::Resident
                })
                .map(|id| {
                    let p = &self.population[id];
                    // The frailer the likelier: an exponential race.
                    let weight = rates.care.start_by_frailty[p.frailty as usize];
                    let u = p.key.of(Purpose::Initial).with(line as u64).uniform();
                    (sample::exponential(u, 1.0 / weight), id)
                })
                .collect();
            people.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            for (_, id) in people {
                if self.care.lines[line].used >= wanted {
                    break;
                }
                let person = &self.population[id];
                let short = person.has(flag::REABLEMENT) || person.with(social::HOME_CARE_TEAM);
                if person.has(flag::PACKAGE) || short {
                    continue;
                }
                let key = person.key.of(Purpose::Initial).with(10 + line as u64);
                self.take_place(to, id);
                self.begin_care(id, to, key);
            }
        }
    }

    /// Residents of care homes come with the population; here they get a kind of home and a payer, in the shares of those
    /// who live there (of self-funders fewer than among those who move in, as savings run out).
    fn start_homes(&mut self) {
        let rates = std::sync::Arc::clone(&self.rates);
        let rates = &rates.care;
        let years = self.start.since(self.now).as_days() / DAYS_PER_YEAR;
        for id in 0..self.population.len() as u32 {
            let person = &self.population[id];
            if !person.has(flag::CARE_HOME) {
                continue;
            }
            // Nobody dies in the warm-up, so those who move in during it would crowd the homes: as many of the residents
            // as move in by then are still at home.
            if person.key.of(Purpose::Initial).with(20).uniform() < rates.moves_in_per_year * years {
                self.set_flag(id, flag::CARE_HOME, false);
                continue;
            }
            let nursing = person.key.of(Purpose::Nursing).uniform() < rates.nursing_at_start;
            let to = if nursing {
                Destination::NursingHome
            } else {
                Destination::CareHome
            };
            let nhs = nursing && person.key.of(Purpose::Payer).with(1).uniform() < rates.chc_nursing_at_start;
            let above = rates.above_means_test(person, to, self.start.day()) * rates.self_funder_at_start;
            let payer = if nhs {
                Payer::Nhs
            } else if person.key.of(Purpose::Wealth).uniform() < above {
                Payer::SelfFunder
            } else {
                Payer::Council
            };
            self.turn_to(id);
            self.take_place(to, id);
            self.set_social(id, social::NURSING, nursing);
            self.set_payer(id, payer);
        }
    }
}

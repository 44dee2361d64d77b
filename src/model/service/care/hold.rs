//! Care begins and ends.

use super::request::shifted;
use super::{Destination, Payer, stamp};
use crate::engine::{Key, Span, sample};
use crate::model::address::{For, Purpose};
use crate::model::event::Event;
use crate::model::patch::Group;
use crate::model::population::{flag, social};
use crate::model::{Count, Model, What};

impl Model {
    /// From a bed into the care for which a place was kept.
    pub(in crate::model) fn enter_care(&mut self, id: u32, to: Destination, key: Key) {
        if to != Destination::Home {
            self.begin_care(id, to, key);
        }
    }

    /// Begins care for which a place was kept; who holds it already gives the second place back.
    pub(super) fn begin_care(&mut self, id: u32, to: Destination, key: Key) {
        let person = &self.population[id];
        let cell = person.cell;
        let held = match to {
            Destination::HomeCare => person.has(flag::PACKAGE) || person.has(flag::CARE_HOME),
            Destination::Reablement => person.has(flag::REABLEMENT),
            Destination::CareHome | Destination::NursingHome => person.has(flag::CARE_HOME),
            Destination::IntermediateCareHome => person.with(social::HOME_CARE_TEAM),
            Destination::Home | Destination::IntermediateCare | Destination::CommunityHospital => false,
        };
        if held {
            self.release_place(id, to);
            return;
        }
        let rates = &self.rates.care;
        let hours = rates.hours_of(to, person.key);
        let u = key.of(Purpose::Package).with(1).uniform();
        let until = |days: f64| self.now + Span::days(sample::exponential(u, days));
        self.diary.note(self.now, id, key, What::CareBegan { to, hours });
        match to {
            Destination::Home => {}
            Destination::HomeCare => {
                let end = until(rates.package_days);
                self.tallies.count(Count::CarePackageStart, cell);
                self.agenda.push(Event::PackageEnd.entry(end, id, stamp(key)));
                let payer = self.payer_for(id, to, key);
                self.set_flag(id, flag::PACKAGE, true);
                self.begin_paying(id, payer);
            }
            Destination::Reablement => {
                let end = until(rates.reablement_days);
                self.tallies.count(Count::ReablementEpisode, cell);
                self.population[id].set(flag::REABLEMENT, true);
                self.agenda.push(Event::ReablementEnd.entry(end, id, stamp(key)));
            }
            Destination::IntermediateCareHome => {
                let end = until(rates.intermediate_home_days);
                self.tallies.count(Count::IntermediateCareHomeEpisode, cell);
                self.set_social(id, social::HOME_CARE_TEAM, true);
                self.agenda
                    .push(Event::IntermediateCareHomeEnd.entry(end, id, stamp(key)));
            }
            Destination::IntermediateCare | Destination::CommunityHospital => self.enter_community_bed(id, to, key),
            Destination::CareHome | Destination::NursingHome => {
                self.tallies.count(Count::CareHomeAdmission, cell);
                let nursing = to == Destination::NursingHome;
                if nursing {
                    self.tallies.count(Count::NursingHomeAdmission, cell);
                }
                let payer = self.payer_for(id, to, key);
                let before = self.population[id].payer();
                self.end_package(id);
                self.set_flag(id, flag::CARE_HOME, true);
                self.set_social(id, social::NURSING, nursing);
                self.population[id].set(flag::LIVES_ALONE, false);
                if payer.council() && before.council() {
                    // A client already: only the place is new.
                    self.tallies.count(Count::CouncilCareHomeAdmission, cell);
                    self.set_payer(id, payer);
                } else {
                    self.begin_paying(id, payer);
                }
            }
        }
    }

    fn begin_paying(&mut self, id: u32, payer: Payer) {
        if payer.council() {
            self.council_begins(id, self.population[id].has(flag::CARE_HOME));
        }
        self.set_payer(id, payer);
    }

    /// A bit of social care, in every count of who has it.
    pub(in crate::model) fn set_social(&mut self, id: u32, bit: u8, on: bool) {
        if self.population[id].with(bit) != on {
            self.stand(id, -1);
            self.population[id].set_social(bit, on);
            self.stand(id, 1);
        }
    }

    /// A change of the hours in a package changes those already running.
    pub(in crate::model) fn recount_hours(&mut self) {
        let patches = self.care.all_mut();
        patches.iter_mut().for_each(|care| care.hours = Default::default());
        for person in self.population.iter().filter(|p| p.here() && p.has(flag::PACKAGE)) {
            let patch = self.patches.home_in(Group::Care, usize::from(person.neighbourhood));
            patches[patch].hours[person.payer().row()] += self.rates.care.hours(person.key);
        }
        // Hours kept for those who are about to leave a bed stand beside those of the people who hold a package.
        for care in patches {
            care.lines[0].used = care.hours.iter().sum();
        }
    }

    pub(super) fn end_package(&mut self, id: u32) {
        if self.population[id].has(flag::PACKAGE) {
            self.release_place(id, Destination::HomeCare);
            self.set_payer(id, Payer::None);
            self.set_flag(id, flag::PACKAGE, false);
            self.diary
                .note_of_life(self.now, id, What::CareEnded(Destination::HomeCare));
        }
    }

    /// A package ends: independent again, or in need of a care home, for which it goes on until there is a place.
    pub(in crate::model) fn package_end(&mut self, id: u32, tag: u32) {
        let person = &self.population[id];
        if !person.here() || !person.has(flag::PACKAGE) {
            return;
        }
        let rates = &self.rates.care;
        let key = person.key.of(Purpose::Route).with(1 << 40 | u64::from(tag));
        if !person.has(flag::CARE_SOUGHT) && key.uniform() < rates.package_to_care_home {
            let nursing = key.of(Purpose::Nursing).uniform() < rates.community_nursing;
            let to = if nursing {
                Destination::NursingHome
            } else {
                Destination::CareHome
            };
            let again = sample::exponential(key.of(Purpose::Package).uniform(), rates.package_days);
            self.agenda
                .push(Event::PackageEnd.entry(self.now + Span::days(again), id, stamp(key)));
            self.population[id].set(flag::CARE_SOUGHT, true);
            self.queue_for_care(id, None, key, to);
        } else {
            self.end_package(id);
            self.raise_hazards(id);
        }
    }

    pub(in crate::model) fn reablement_end(&mut self, id: u32, tag: u32) {
        let person = &mut self.population[id];
        if !person.here() || !person.has(flag::REABLEMENT) {
            return;
        }
        person.set(flag::REABLEMENT, false);
        self.release_place(id, Destination::Reablement);
        self.diary
            .note_of_life(self.now, id, What::CareEnded(Destination::Reablement));
        self.after_short_care(id, tag, self.rates.care.reablement_to_package);
    }

    pub(in crate::model) fn intermediate_care_home_end(&mut self, id: u32, tag: u32) {
        let person = &self.population[id];
        if !person.here() || !person.with(social::HOME_CARE_TEAM) {
            return;
        }
        self.set_social(id, social::HOME_CARE_TEAM, false);
        self.release_place(id, Destination::IntermediateCareHome);
        self.diary
            .note_of_life(self.now, id, What::CareEnded(Destination::IntermediateCareHome));
        self.after_short_care(id, tag, self.rates.care.intermediate_home_to_package);
    }

    /// Short-term care at home ends: with long-term support, or without.
    fn after_short_care(&mut self, id: u32, tag: u32, to_package: f64) {
        let rationing = self.rationing();
        let person = &mut self.population[id];
        let key = person.key.of(Purpose::Route).with(u64::from(tag));
        let to_package = shifted(to_package, rationing);
        let settled = person.has(flag::PACKAGE) || person.has(flag::CARE_SOUGHT) || person.has(flag::CARE_HOME);
        if !settled && key.uniform() < to_package {
            person.set(flag::CARE_SOUGHT, true);
            self.queue_for_care(id, None, key, Destination::HomeCare);
        }
    }

    /// Dies or moves away: every hour and place held falls free.
    pub(in crate::model) fn leave_care(&mut self, id: u32) {
        self.end_package(id);
        if self.population[id].has(flag::REABLEMENT) {
            self.population[id].set(flag::REABLEMENT, false);
            self.release_place(id, Destination::Reablement);
        }
        if self.population[id].with(social::HOME_CARE_TEAM) {
            self.set_social(id, social::HOME_CARE_TEAM, false);
            self.release_place(id, Destination::IntermediateCareHome);
        }
        self.leave_community_bed(id);
        if self.population[id].has(flag::CARE_HOME) {
            let nursing = self.population[id].with(social::NURSING);
            self.release_place(
                id,
                if nursing {
                    Destination::NursingHome
                } else {
                    Destination::CareHome
                },
            );
            self.set_payer(id, Payer::None);
            self.set_social(id, social::NURSING, false);
            self.set_flag(id, flag::CARE_HOME, false);
            self.set_flag(id, flag::HOME_PLAN, false);
        }
        self.set_social(id, social::END_OF_LIFE, false);
        self.set_flag(id, flag::CASELOAD, false);
    }
}

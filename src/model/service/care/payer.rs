//! Who pays for long-term care. The means test compares a person's wealth, a rank drawn once, with the share of their
//! neighbourhood's fifth who are above it; continuing healthcare moves the payer to the NHS. Savings run out, continuing
//! healthcare ends: then the payer changes.

use super::{Destination, Payer, Rates};
use crate::engine::{Date, Key};
use crate::model::address::{For, Purpose};
use crate::model::population::{Person, flag, social};
use crate::model::{Count, Model, What};

impl Rates {
    /// Share above the means test among people like this one. The home counts among the wealth of those who go into a
    /// care home, not of those who stay in it.
    pub(super) fn above_means_test(&self, person: &Person, to: Destination, day: u32) -> f64 {
        let place = if to.home() { 1.0 } else { self.self_funder_at_home };
        let old = if person.age(day) >= 85 {
            self.self_funder_85
        } else {
            1.0
        };
        self.self_funder[person.deprivation as usize] * place * old
    }

    pub(super) fn wealthy(&self, person: &Person, to: Destination, day: u32) -> bool {
        person.key.of(Purpose::Wealth).uniform() < self.above_means_test(person, to, day)
    }
}

impl Model {
    /// Who will pay for the care that someone begins.
    pub(in crate::model) fn payer_for(&self, id: u32, to: Destination, key: Key) -> Payer {
        let rates = &self.rates.care;
        let nhs = match to {
            Destination::NursingHome => rates.chc_nursing,
            Destination::HomeCare => rates.chc_home,
            _ => 0.0,
        };
        if key.of(Purpose::Payer).uniform() < nhs {
            return Payer::Nhs;
        }
        self.means_test(id, to)
    }

    fn means_test(&self, id: u32, to: Destination) -> Payer {
        let (rates, person) = (&self.rates.care, &self.population[id]);
        if rates.wealthy(person, to, self.now.day()) {
            return Payer::SelfFunder;
        }
        let own = person.key.of(Purpose::Payer).uniform() < rates.personal_budget;
        if to == Destination::HomeCare && own {
            Payer::PersonalBudget
        } else {
            Payer::Council
        }
    }

    /// Another payer, in every count of who holds care.
    pub(super) fn set_payer(&mut self, id: u32, to: Payer) {
        let from = self.population[id].payer();
        if from == to {
            return;
        }
        self.stand(id, -1);
        let person = &mut self.population[id];
        person.social = person.social & !social::PAYER | to as u8;
        let (key, package) = (person.key, person.has(flag::PACKAGE));
        self.stand(id, 1);
        if package {
            let hours = self.rates.care.hours(key);
            if from != Payer::None {
                self.care.hours[from.row()] -= hours;
            }
            if to != Payer::None {
                self.care.hours[to.row()] += hours;
            }
        }
    }

    /// The council begins to pay for someone for whom it did not.
    pub(super) fn council_begins(&mut self, id: u32, home: bool) {
        let cell = self.population[id].cell;
        self.tallies.count(Count::LongTermClient, cell);
        if home {
            self.tallies.count(Count::CouncilCareHomeAdmission, cell);
        }
    }

    /// A quarter of a payer's life: savings run out, continuing healthcare is reviewed.
    pub(super) fn payer_quarter(&mut self, id: u32, index: u32, years: f64) {
        let (rates, person) = (&self.rates.care, &self.population[id]);
        let rate = match person.payer() {
            Payer::SelfFunder => rates.savings_per_year,
            Payer::Nhs => rates.chc_ends_per_year,
            _ => return,
        };
        let u = person.key.of(Purpose::PayerStep).with(u64::from(index)).uniform();
        if u >= 1.0 - libm::exp(-rate * years) {
            return;
        }
        let home = person.has(flag::CARE_HOME);
        let to = if home {
            Destination::CareHome
        } else {
            Destination::HomeCare
        };
        let payer = if person.payer() == Payer::Nhs {
            self.means_test(id, to)
        } else {
            let cell = person.cell;
            self.tallies.count(Count::SavingsEnd, cell);
            Payer::Council
        };
        if payer.council() {
            self.council_begins(id, home);
        }
        self.set_payer(id, payer);
        self.diary.note_of_life(self.now, id, What::Payer(payer));
    }

    /// When a year begins, those whom the council already supports are its clients of the year; those of working age, whose
    /// care is not modelled, are a line of the volume of the place.
    pub(super) fn count_clients(&mut self) {
        let day = self.now.day();
        let date = Date::of_day(day);
        if self.in_warm_up() || !(day == self.start.day() || (date.month == 4 && date.day == 1)) {
            return;
        }
        let share = self.rates.care.working_age_clients / 1_000.0;
        let mut working_age = vec![0.0; self.neighbourhoods.len() * 35];
        for person in self.population.iter().filter(|p| p.here()) {
            if person.payer().council() && person.age(day) >= 65 {
                self.tallies.count(Count::LongTermClient, person.cell);
            }
            if (18..65).contains(&person.age(day)) {
                working_age[person.cell as usize] += share;
            }
        }
        // What is left of a client in one cell is carried to the next, so that the sum holds.
        let mut left = 0.0;
        for (cell, clients) in working_age.iter().enumerate() {
            let whole = libm::floor(clients + left);
            left += clients - whole;
            self.tallies.add(Count::LongTermClient, 0, cell as u16, whole as i64);
        }
    }
}

//! Reviews of care-home residents by those who come to the homes: medicines and conditions are looked through, and what is to
//! be done when the resident falls ill is agreed with them and their family (a treatment-escalation and advance care plan).
//!
//! Once a month: reviews of the month = reviews a week per 100,000 residents (what the component's staff can do) ·
//! residents / 100,000 · days / 7. Who has no plan comes first, in an order that is drawn; then whose last review is
//! longest ago. A plan is kept while the resident lives in a home.

use crate::engine::Date;
use crate::model::address::{For, Purpose};
use crate::model::patch::Group;
use crate::model::population::record::Contact;
use crate::model::population::{Presence, flag};
use crate::model::{Count, Model, What};

/// Days of a week.
const WEEK: f64 = 7.0;

impl Model {
    /// The first round of a month.
    pub(super) fn home_review_day(&mut self) {
        let date = Date::of_day(self.now.day());
        if date.day != 1 || self.standing.home_reviews <= 0.0 {
            return;
        }
        let days = f64::from(date.calendar_month().days());
        let ids = 0..self.population.len() as u32;
        let lives = |&id: &u32| {
            let person = &self.population[id];
            person.has(flag::CARE_HOME) && person.presence == Presence::Resident
        };
        let residents: Vec<u32> = ids.filter(lives).collect();
        self.in_each(Group::Community, |model| model.review_homes(days, &residents));
    }

    fn review_homes(&mut self, days: f64, residents: &[u32]) {
        let month = u64::from(crate::engine::Month::of(self.now).0);
        let reviews = self.standing.home_reviews * self.people_of(Group::Community) / 100_000.0 * days / WEEK;
        let mut waiting: Vec<(bool, u16, f64, u32)> = Vec::new();
        for &id in residents {
            let person = &self.population[id];
            if self.at_home(Group::Community, usize::from(person.neighbourhood)) {
                let planned = person.has(flag::HOME_PLAN);
                let since = if planned { person.reviewed_day } else { 0 };
                let turn = person.key.of(Purpose::CareHomeReview).with(month).uniform();
                waiting.push((planned, since, turn, id));
            }
        }
        waiting.sort_by(|a, b| {
            (a.0, a.1)
                .cmp(&(b.0, b.1))
                .then(a.2.total_cmp(&b.2))
                .then(a.3.cmp(&b.3))
        });
        // A hair's breadth below a whole review is that review.
        for &(.., id) in waiting.iter().take((reviews + 1e-6) as usize) {
            self.review_at_home(id, month);
        }
    }

    fn review_at_home(&mut self, id: u32, month: u64) {
        let key = self.population[id]
            .key
            .of(Purpose::CareHomeReview)
            .with(1 << 32 | month);
        self.look_for_conditions(id, key, Contact::Review);
        let restored = self.rates.practice.restores_control(key);
        let day = self.now.day() as u16;
        self.population[id].reviewed_day = day;
        if restored {
            self.set_control(id, true);
        }
        let cell = self.population[id].cell;
        self.set_flag(id, flag::HOME_PLAN, true);
        self.tallies.count(Count::CareHomeReview, cell);
        self.diary.note_of_life(self.now, id, What::CareHomePlan);
    }
}

//! Urgent needs of care-home residents that are met where they live, by the home's own staff and the nurses who come. Homes
//! with nursing and those without differ in what their staff can do, so that each has shares of its own.
//!
//! - Moderate needs: such a share as the care model's support has come to is met in the home.
//! - Residents with a plan ([`super::home_review`]): a share of the moderate needs that are left, and of the grave ones,
//!   is treated or comforted in the home, as the plan says. Of the grave ones some settle; the others take the course of
//!   what is not treated: they get worse and go to hospital after all, or pass.
//! - Somebody has to come. Visits a day are limited by staff; who finds none goes on to another door.
//!
//! Who dies, and when, does not hang on the place; where, does.

use crate::engine::Key;
use crate::model::address::{For, Purpose};
use crate::model::case::Acuity;
use crate::model::fact::Fate;
use crate::model::need::Need;
use crate::model::population::{flag, social};
use crate::model::service::refill;
use crate::model::{Count, Model, What};

impl Model {
    /// A new day for those who come to the homes of a neighbourhood.
    pub(in crate::model) fn home_visits_day(&mut self, n: usize) {
        let visits = self.standing.home_visits * self.neighbourhoods[n].people / 100_000.0;
        self.team.home_visits[n] = refill(self.team.home_visits[n], visits);
    }

    /// True if the need is met in the home.
    pub(in crate::model) fn met_in_care_home(&mut self, id: u32, need: Need, key: Key, acuity: Acuity) -> bool {
        let person = &self.population[id];
        if !person.has(flag::CARE_HOME)
            || acuity == Acuity::Minor
            || matches!(need, Need::FinalIllness | Need::MentalCrisis)
        {
            return false;
        }
        let kind = usize::from(person.with(social::NURSING));
        let supported =
            acuity == Acuity::Moderate && key.of(Purpose::CareHomeSupport).uniform() < self.standing.home_support[kind];
        let luck = key.of(Purpose::CareHomePlan);
        let rates = &self.rates.care;
        let by_plan = match acuity {
            Acuity::High => rates.home_plan_grave[kind],
            _ => rates.home_plan_moderate,
        };
        let planned = person.has(flag::HOME_PLAN) && luck.uniform() < by_plan;
        if !supported && !planned {
            return false;
        }
        let cell = person.cell;
        let room = &mut self.team.home_visits[usize::from(person.neighbourhood)];
        if *room < 1.0 {
            self.tallies.count(Count::CareHomeVisitFull, cell);
            return false;
        }
        *room -= 1.0;
        let grave = acuity == Acuity::High;
        let settles = !grave || luck.with(1).uniform() < self.rates.care.home_plan_settles;
        self.tallies.count(Count::CareHomeVisit, cell);
        self.tallies.add(Count::CareHomePlanFollowed, 0, cell, i64::from(grave));
        self.record_fate(key, Fate::TreatedElsewhere);
        self.diary.note(self.now, id, key, What::Treated { enough: settles });
        if !settles {
            // What follows has luck of its own.
            self.stays_home(id, need, key.with(1), acuity);
        } else if need == Need::Exacerbation {
            self.set_control(id, true);
        }
        true
    }
}

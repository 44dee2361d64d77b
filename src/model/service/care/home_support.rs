//! Urgent needs of care-home residents that are met where they live: the home's own staff with a practice and community
//! nurses who come by. Homes with nursing and those without differ in what their staff can do, so that each has its own
//! share; emergencies go to hospital from either.

use crate::engine::Key;
use crate::model::address::{For, Purpose};
use crate::model::case::Acuity;
use crate::model::fact::Fate;
use crate::model::need::Need;
use crate::model::population::{flag, social};
use crate::model::{Model, What};

impl Model {
    /// True if the need is met in the home.
    pub(in crate::model) fn met_in_care_home(&mut self, id: u32, need: Need, key: Key, acuity: Acuity) -> bool {
        let person = &self.population[id];
        let suits = acuity == Acuity::Moderate && !matches!(need, Need::FinalIllness | Need::MentalCrisis);
        if !suits || !person.has(flag::CARE_HOME) {
            return false;
        }
        let share = self.standing.home_support[usize::from(person.with(social::NURSING))];
        if key.of(Purpose::CareHomeSupport).uniform() >= share {
            return false;
        }
        if need == Need::Exacerbation {
            self.population[id].bring_under_control();
        }
        self.record_fate(key, Fate::TreatedElsewhere);
        self.diary.note(self.now, id, key, What::Treated { enough: true });
        true
    }
}

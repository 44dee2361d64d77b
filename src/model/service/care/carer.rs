//! Unpaid carers. One at home keeps people independent and meets part of what they need; care that goes on and on breaks
//! carers down, less often those who are supported.

use crate::model::Model;
use crate::model::address::{For, Purpose};
use crate::model::fact::CELLS;
use crate::model::patch::Group;
use crate::model::population::{flag, social};
use crate::model::settings::ServiceKind;
use crate::model::{Count, Stock, What};

impl Model {
    /// Unpaid carers in the patch at hand.
    fn carers(&self) -> i64 {
        if self.patches.count(Group::Care) == 1 {
            return self.levels.standing(Stock::UnpaidCarers);
        }
        let cells = self.levels.by_cell(Stock::UnpaidCarers);
        let own = self.patches.neighbourhoods(Group::Care, self.here(Group::Care));
        own.flat_map(|n| &cells[n * CELLS..(n + 1) * CELLS]).sum()
    }

    /// A quarter of someone's social care: payer and carer. Living stands still in the warm-up, and so does this.
    pub(in crate::model) fn social_quarter(&mut self, id: u32, index: u32, years: f64) {
        if self.population[id].social == 0 {
            return;
        }
        self.payer_quarter(id, index, years);
        self.recorded_quarter(id, index, years);
        let person = &self.population[id];
        let rates = &self.rates.care;
        let rate = rates.carer_breaks[person.frailty as usize];
        if rate <= 0.0 || !person.with(social::CARER) || person.has(flag::CARE_HOME) {
            return;
        }
        let key = person.key.of(Purpose::CarerStep).with(u64::from(index));
        // Support only lowers the rate, and 1 − e^−x is below x: most are told here.
        if key.uniform() >= rate * years {
            return;
        }
        let places = self.standing.places(ServiceKind::CarersSupport, "", self.now);
        let supported = places / self.carers().max(1) as f64;
        let helped = person.key.of(Purpose::Carer).with(1).uniform() < supported;
        let rate = if helped {
            rate * (1.0 - rates.carer_support)
        } else {
            rate
        };
        if key.uniform() >= 1.0 - libm::exp(-rate * years) {
            return;
        }
        let cell = person.cell;
        self.tallies.count(Count::CarerBreakdown, cell);
        self.diary.note_of_life(self.now, id, What::CarerBreaksDown);
        self.set_social(id, social::CARER, false);
        let person = &self.population[id];
        if !person.has(flag::PACKAGE) && !person.has(flag::CARE_SOUGHT) {
            self.care_need(id, key);
        }
    }
}

//! What is counted at midnight: who lies where, which kinds of bed-day those are, and what is open.

use super::{POOLS, Pool};
use crate::model::case::Case;
use crate::model::patch::Group;
use crate::model::population::{Person, flag};
use crate::model::{Count, Model, Stock};

/// Age from which bed-days are those of older people in published shares.
const OLDER: u32 = 65;
/// Nights after which a stay is a long one.
const LONG_STAY: u32 = 21;

/// The kinds of bed-day that an emergency patient's midnight in an acute bed is, beside being one.
fn kinds(case: &Case, person: &Person, today: u32) -> [Option<Count>; 3] {
    let long = (today - case.admitted.day() > LONG_STAY).then(|| match case.stage.ready() {
        true => Count::LongStayReadyBedDay,
        false => Count::LongStayBedDay,
    });
    [
        long,
        (person.age(today) >= OLDER).then_some(Count::OlderBedDay),
        person.has(flag::LAST_YEAR).then_some(Count::LastYearBedDay),
    ]
}

impl Model {
    /// Midnight: everyone in a bed is counted where they lie.
    pub(in crate::model) fn census_beds(&mut self) {
        self.open_beds();
        let today = self.now.day();
        for &slot in self.beds.inpatients.iter() {
            let case = &mut self.cases[slot];
            let pool = POOLS[case.pool as usize];
            if pool == Pool::CriticalCare {
                case.critical_nights += 1;
                self.tallies.count(Count::CriticalCareBedDay, case.cell);
            }
            self.tallies.stock(Stock::BedOccupied, case.pool as usize, case.cell, 1);
            if pool.acute() && case.elective {
                self.tallies
                    .add(Count::ElectiveBedDay, case.pool as usize, case.cell, 1);
            } else if pool.acute() {
                let person = &self.population[case.person];
                let (cell, kinds) = (case.cell, kinds(case, person, today));
                self.tallies.add(Count::EmergencyBedDay, case.pool as usize, cell, 1);
                kinds
                    .into_iter()
                    .flatten()
                    .for_each(|kind| self.tallies.count(kind, cell));
            }
        }
        let cell = self.cell_of(Group::Hospital);
        for ward in &self.beds.wards {
            let pool = ward.pool as usize;
            if matches!(ward.pool, Pool::Unmodelled | Pool::Maternity) {
                self.tallies
                    .stock(Stock::BedOccupied, pool, cell, i64::from(ward.occupied));
            }
            // Planned beds: losses to infection stand idle, they are not fewer.
            let planned = self.standing.places(ward.pool.kind(), "", self.now).round() as i64;
            self.tallies
                .stock(Stock::BedOpen, pool, cell, planned + i64::from(ward.escalation));
        }
    }
}

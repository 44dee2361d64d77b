//! The register: what routine records hold of a resident at an instant. It is what somebody who studies a place is given;
//! true conditions, control and luck are not in it.

use super::Model;
use super::population::flag;

/// A resident in the records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The same person's in every scenario; it tells nothing else.
    pub pseudonym: u64,
    /// Alive and a resident still.
    pub here: bool,
    pub age: u32,
    /// 0 female, 1 male.
    pub sex: u8,
    pub neighbourhood: u8,
    pub practice: u16,
    /// 0 is the most deprived fifth.
    pub deprivation: u8,
    /// Recorded conditions, one bit each in the order of the table.
    pub conditions: u16,
    /// Frailty by the record: 0 fit or not known, to 3 severe.
    pub frailty: u8,
    pub care_home: bool,
    pub caseload: bool,
}

impl Model {
    /// What the records hold of a resident, by place in the order of arrival.
    ///
    /// # Panics
    /// When nobody has this number.
    pub fn register(&self, id: u32) -> Entry {
        let person = &self.population[id];
        Entry {
            pseudonym: person.key.bits(),
            here: person.here(),
            age: person.age(self.now.day()),
            sex: person.sex,
            neighbourhood: person.neighbourhood,
            practice: person.practice,
            deprivation: person.deprivation,
            conditions: person.recorded,
            frailty: person.recorded_frailty(),
            care_home: person.has(flag::CARE_HOME),
            caseload: person.has(flag::CASELOAD),
        }
    }
}

//! A recount of everybody in one pass over the people, against which services check what they hold.

use super::population::{Person, Population, Presence, mind};

/// Places a person can be in.
const PLACES: usize = Presence::MovedOut as usize + 1;

/// How many people are where, and with what in mind.
pub(super) struct Census {
    by_presence: [i64; PLACES],
    minds: [i64; 8],
}

impl Census {
    /// Counts everybody, and shows each who is here to `each`, which may object.
    pub fn of(population: &Population, mut each: impl FnMut(&Person) -> Result<(), String>) -> Result<Census, String> {
        let mut census = Census {
            by_presence: [0; PLACES],
            minds: [0; 8],
        };
        for person in population.iter() {
            census.by_presence[person.presence as usize] += 1;
            if !person.here() {
                continue;
            }
            let mut rest = person.mind & mind::FLAGS;
            while rest != 0 {
                census.minds[rest.trailing_zeros() as usize] += 1;
                rest &= rest - 1;
            }
            each(person)?;
        }
        Ok(census)
    }
    /// People in one kind of place.
    pub fn inside(&self, presence: Presence) -> i64 {
        self.by_presence[presence as usize]
    }
    /// People alive and here.
    pub fn here(&self) -> i64 {
        let gone = [Presence::Dead, Presence::MovedOut].map(|p| self.inside(p));
        self.by_presence.iter().sum::<i64>() - gone.iter().sum::<i64>()
    }
    /// People here who have one bit of [`super::population::mind`].
    pub fn minding(&self, bit: u8) -> i64 {
        self.minds[bit.trailing_zeros() as usize]
    }
}

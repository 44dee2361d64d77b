//! The patients in the beds of one hospital, in the order in which they came. Leaving costs the same whatever the size of
//! the hospital: a place that falls empty stays in the list until half of it is empty.

/// Marks an empty place; no case has this number.
const EMPTY: u32 = u32::MAX;
/// Empty places that are never worth closing up.
const FEW: usize = 32;

/// Cases in beds, first in first.
#[derive(Clone, Default)]
pub struct Inpatients {
    list: Vec<u32>,
    /// Where each case stands in the list, by its slot.
    place: Vec<u32>,
    empty: usize,
}

impl Inpatients {
    pub fn iter(&self) -> impl Iterator<Item = &u32> + Clone {
        self.list.iter().filter(|&&slot| slot != EMPTY)
    }

    pub fn push(&mut self, slot: u32) {
        let at = slot as usize;
        self.place.resize(self.place.len().max(at + 1), EMPTY);
        self.place[at] = self.list.len() as u32;
        self.list.push(slot);
    }

    /// # Panics
    /// Where the case is in no bed.
    pub fn remove(&mut self, slot: u32) {
        let place = self.place[slot as usize] as usize;
        assert_eq!(
            self.list[place], slot,
            "a patient in a bed is on the list of inpatients"
        );
        self.list[place] = EMPTY;
        self.place[slot as usize] = EMPTY;
        self.empty += 1;
        if self.empty > FEW && 2 * self.empty > self.list.len() {
            self.close_up();
        }
    }

    fn close_up(&mut self) {
        self.list.retain(|&slot| slot != EMPTY);
        for (place, &slot) in self.list.iter().enumerate() {
            self.place[slot as usize] = place as u32;
        }
        self.empty = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_left_stands_in_the_order_of_coming() {
        let mut inpatients = Inpatients::default();
        let mut plain: Vec<u32> = Vec::new();
        for round in 0..1_000u32 {
            // Slots are used again, as those of cases are.
            let slot = round * 7 % 400;
            if let Some(place) = plain.iter().position(|&s| s == slot) {
                plain.remove(place);
                inpatients.remove(slot);
            }
            plain.push(slot);
            inpatients.push(slot);
            if round % 3 > 0 {
                let gone = plain.remove(plain.len() * (round as usize % 5) / 5);
                inpatients.remove(gone);
            }
            assert_eq!(inpatients.iter().copied().collect::<Vec<u32>>(), plain, "round {round}");
        }
    }
}

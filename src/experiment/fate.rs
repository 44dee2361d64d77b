//! The split of a difference in emergency admissions: the same needs in two arms, matched by address.

use crate::engine::Month;
use crate::model::fact::{Fate, NeedFate};
use serde::{Deserialize, Serialize};

/// Base admissions without an admitted partner, less the admissions only in the alternative, each by the fate of the same
/// need in the other arm. A positive class lowers admissions in the alternative.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Split {
    /// The need is absent or resolved in the other arm.
    pub prevented: i64,
    /// Met in another service there.
    pub treated_elsewhere: i64,
    /// Turned down there by the threshold or a full house.
    pub refused: i64,
    /// The same care under another label.
    pub recoded: i64,
    /// Admitted in both arms.
    pub in_both: i64,
    pub only_base: i64,
    pub only_alternative: i64,
}

impl Split {
    /// Fewer admissions in the alternative than in the base; the sum of the four classes.
    pub fn reduction(&self) -> i64 {
        self.prevented + self.treated_elsewhere + self.refused + self.recoded
    }
    /// Share of the admissions of either arm that have no admitted partner in the other (0 to 1).
    pub fn discordant_share(&self) -> Option<f64> {
        let alone = self.only_base + self.only_alternative;
        let all = alone + self.in_both;
        (all > 0).then(|| alone as f64 / all as f64)
    }

    fn count(&mut self, elsewhere: Option<Fate>, sign: i64) {
        match elsewhere {
            None => self.prevented += sign,
            Some(Fate::TreatedElsewhere) => self.treated_elsewhere += sign,
            Some(Fate::Refused) => self.refused += sign,
            Some(Fate::Recoded) => self.recoded += sign,
            Some(Fate::Admitted) => unreachable!("an admission with an admitted partner is counted in both"),
        }
    }

    fn add(&mut self, other: &Split) {
        self.prevented += other.prevented;
        self.treated_elsewhere += other.treated_elsewhere;
        self.refused += other.refused;
        self.recoded += other.recoded;
        self.in_both += other.in_both;
        self.only_base += other.only_base;
        self.only_alternative += other.only_alternative;
    }

    /// The sum over months `from..to`.
    pub fn over(splits: &[Split], from: usize, to: usize) -> Split {
        let mut sum = Split::default();
        for split in splits.iter().take(to).skip(from) {
            sum.add(split);
        }
        sum
    }
}

/// Sorts fates by need and keeps one a need: an admission before all else, as in the order of [`Fate`].
fn one_a_need(fates: &mut Vec<NeedFate>) {
    fates.sort_unstable_by_key(|f| (f.need, f.fate, f.month));
    fates.dedup_by_key(|f| f.need);
}

/// Matches the fates of two arms, month by month from `first`, over `months` months. An admission counts in its own
/// month; one in both arms counts in the month of the base.
pub fn split(mut base: Vec<NeedFate>, mut alternative: Vec<NeedFate>, first: Month, months: usize) -> Vec<Split> {
    one_a_need(&mut base);
    one_a_need(&mut alternative);
    let mut splits = vec![Split::default(); months];
    let slot = |month: Month| month.0.checked_sub(first.0).map(|i| i as usize).filter(|&i| i < months);
    let fate_in = |arm: &[NeedFate], need: u64| arm.binary_search_by_key(&need, |f| f.need).ok().map(|i| arm[i].fate);
    for admission in base.iter().filter(|f| f.fate == Fate::Admitted) {
        let Some(i) = slot(admission.month) else { continue };
        match fate_in(&alternative, admission.need) {
            Some(Fate::Admitted) => splits[i].in_both += 1,
            other => {
                splits[i].only_base += 1;
                splits[i].count(other, 1);
            }
        }
    }
    for admission in alternative.iter().filter(|f| f.fate == Fate::Admitted) {
        let Some(i) = slot(admission.month) else { continue };
        let other = fate_in(&base, admission.need);
        if other != Some(Fate::Admitted) {
            splits[i].only_alternative += 1;
            splits[i].count(other, -1);
        }
    }
    splits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fate(need: u64, fate: Fate) -> NeedFate {
        NeedFate {
            need,
            month: Month(228),
            fate,
        }
    }

    #[test]
    fn hand_worked_split_adds_up() {
        use Fate::*;
        // Needs 1–8 admitted in the base; 9–12 only in the alternative.
        let base = (1..=8)
            .map(|n| fate(n, Admitted))
            .chain([fate(10, Refused), fate(11, TreatedElsewhere), fate(13, Refused)])
            .collect();
        let alternative = vec![
            fate(1, Admitted),
            fate(2, Admitted),
            fate(3, TreatedElsewhere),
            fate(4, TreatedElsewhere),
            fate(5, Refused),
            fate(6, Recoded),
            // 7 and 8 are absent: prevented.
            fate(9, Admitted),
            fate(10, Admitted),
            fate(11, Admitted),
        ];
        let s = split(base, alternative, Month(228), 1)[0];
        assert_eq!(
            (s.prevented, s.treated_elsewhere, s.refused, s.recoded),
            (2 - 1, 2 - 1, 1 - 1, 1)
        );
        assert_eq!((s.in_both, s.only_base, s.only_alternative), (2, 6, 3));
        assert_eq!(s.reduction(), 8 - 5);
        assert_eq!(s.discordant_share(), Some(9.0 / 11.0));
    }

    #[test]
    fn identical_arms_have_no_difference() {
        let fates: Vec<NeedFate> = (0..100)
            .map(|n| fate(n, if n % 3 == 0 { Fate::Refused } else { Fate::Admitted }))
            .collect();
        let s = split(fates.clone(), fates, Month(228), 1)[0];
        assert_eq!(
            (s.reduction(), s.only_base, s.only_alternative, s.in_both),
            (0, 0, 0, 66)
        );
    }

    #[test]
    fn admission_counts_once_when_the_need_was_first_refused() {
        let base = vec![fate(1, Fate::Refused), fate(1, Fate::Admitted)];
        let s = split(base, vec![], Month(228), 1)[0];
        assert_eq!((s.only_base, s.prevented), (1, 1));
    }

    #[test]
    fn months_outside_the_report_are_left_out() {
        let s = split(vec![fate(1, Fate::Admitted)], vec![], Month(229), 2);
        assert!(s.iter().all(|s| s.only_base == 0));
    }
}

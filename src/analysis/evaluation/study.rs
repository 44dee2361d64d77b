//! The study: who is enrolled, what is counted in a place, and what is true of both.

use super::{Level, Outcome, Truth};
use crate::engine::Key;
use crate::experiment::panel::{Panel, PersonMonth};
use crate::scenario::evaluation::{Group, Residents, Study};
use std::collections::BTreeMap;
use std::ops::Range;

/// One place of a study.
pub struct Place {
    pub treated: bool,
    /// As it went: under the alternative where it is treated.
    pub seen: Panel,
    /// The other life of a treated place, under the base. No design may look at it.
    pub base: Option<Panel>,
}

/// Somebody in a study, by place, number in its table, and the month in which follow-up begins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Member {
    pub place: usize,
    pub id: u32,
    pub month: usize,
}

/// All that one replication of a study knows.
pub struct Data {
    pub study: Study,
    pub places: Vec<Place>,
    /// Month of the tables in which the change begins.
    pub begins: usize,
    /// People enrolled and followed.
    pub enrolled: Vec<Member>,
    /// In each place the month in which somebody was first taken on.
    taken_on: Vec<BTreeMap<u32, usize>>,
    /// Root of the draws of this replication's study.
    pub luck: Key,
}

impl Data {
    pub fn new(study: Study, places: Vec<Place>, begins: usize, luck: Key) -> Data {
        let mut data = Data {
            study,
            places,
            begins,
            enrolled: Vec::new(),
            taken_on: Vec::new(),
            luck,
        };
        data.enrol();
        data
    }

    /// Months in which people may be enrolled.
    pub fn recruiting(&self) -> Range<usize> {
        let first = self.begins + self.study.people.from_month as usize;
        match self.study.people.group {
            Group::Caseload => first..first + self.study.people.recruiting_months as usize,
            Group::CareHome => first..first + 1,
        }
    }

    /// Enrols those who get in within the months of recruiting, and draws as many of them as the study follows.
    fn enrol(&mut self) {
        let recruiting = self.recruiting();
        // Who lives in a care home already counts on the day of recruiting, whom a team has taken on before does not.
        let from = match self.study.people.group {
            Group::Caseload => self.begins,
            Group::CareHome => recruiting.start,
        };
        let mut found: Vec<Member> = Vec::new();
        for (place, at) in self.places.iter().enumerate() {
            let mut ever = BTreeMap::new();
            if at.treated {
                for month in from..at.seen.months() {
                    for (id, row) in at.seen.people(month) {
                        let first = self.gets_in(row) && !ever.contains_key(&id);
                        if first {
                            ever.insert(id, month);
                        }
                        if first && recruiting.contains(&month) {
                            found.push(Member { place, id, month });
                        }
                    }
                }
            }
            self.taken_on.push(ever);
        }
        found.retain(|member| self.may_join(*member));
        if let Some(wanted) = self.study.people.enrolled {
            let lot = |member: &Member| {
                let place = self.luck.with(member.place as u64);
                place.with(u64::from(member.id)).word()
            };
            found.sort_by_key(lot);
            found.truncate(wanted as usize);
        }
        found.sort();
        self.enrolled = found;
    }

    fn gets_in(&self, row: &PersonMonth) -> bool {
        match self.study.people.group {
            Group::Caseload => row.caseload,
            Group::CareHome => row.care_home,
        }
    }

    /// Old enough, and a resident since the history that is asked for begins.
    pub fn may_join(&self, member: Member) -> bool {
        let people = &self.study.people;
        let table = &self.places[member.place].seen;
        let row = table.month(member.month, member.id);
        let since = member.month.checked_sub(people.months_before as usize);
        row.is_some_and(|row| u32::from(row.age) >= people.from_age)
            && since.is_some_and(|since| table.month(since, member.id).is_some())
    }

    /// Whether a person can stand in for somebody enrolled: not taken on by then, and of the same kind where the group is
    /// one. Who is taken on later must not be left out: that would pick those who fared well.
    pub fn may_control(&self, member: Member) -> bool {
        let alike = match self.study.people.group {
            Group::Caseload => true,
            Group::CareHome => {
                let row = self.places[member.place].seen.month(member.month, member.id);
                row.is_some_and(|row| row.care_home)
            }
        };
        let taken_on = self.taken_on[member.place].get(&member.id);
        alike && taken_on.is_none_or(|&month| month > member.month) && self.may_join(member)
    }

    pub fn before(&self, member: Member) -> Range<usize> {
        member.month - self.study.people.months_before as usize..member.month
    }
    pub fn after(&self, member: Member) -> Range<usize> {
        member.month..member.month + self.study.people.months_after as usize
    }

    /// Events and months of one person over some months.
    pub fn use_of(table: &Panel, id: u32, months: Range<usize>, outcome: &Outcome) -> [f64; 2] {
        let rows = months.filter_map(|month| table.month(month, id));
        rows.fold([0.0; 2], |[events, n], row| [events + (outcome.of)(row), n + 1.0])
    }

    /// Months of a place before the change and after it.
    pub fn windows(&self) -> [Range<usize>; 2] {
        let area = &self.study.area;
        let after = self.begins + area.months_skipped as usize;
        [
            self.begins - area.months_before as usize..self.begins,
            after..after + area.months_after as usize,
        ]
    }

    /// Events and resident-months of the residents that are counted, in one month.
    pub fn place_month(&self, table: &Panel, month: usize, outcome: &Outcome) -> [f64; 2] {
        let counted = |row: &PersonMonth| match self.study.area.residents {
            Residents::Everyone => true,
            Residents::Older => row.age >= 65,
            Residents::CareHome => row.care_home,
        };
        let rows = table.people(month).filter(|(_, row)| counted(row));
        rows.fold([0.0; 2], |[events, n], (_, row)| [events + (outcome.of)(row), n + 1.0])
    }

    /// The same over some months.
    pub fn place_use(&self, table: &Panel, months: Range<usize>, outcome: &Outcome) -> [f64; 2] {
        months.fold([0.0; 2], |sum, month| {
            let [events, n] = self.place_month(table, month, outcome);
            [sum[0] + events, sum[1] + n]
        })
    }

    /// The same people with the change and without it.
    pub fn truth(&self, level: Level, outcome: &Outcome) -> Truth {
        let mut truth = Truth::default();
        match level {
            Level::People => {
                for &member in &self.enrolled {
                    let place = &self.places[member.place];
                    let base = place.base.as_ref().expect("only people of treated places are enrolled");
                    let pseudonym = place.seen.residents[member.id as usize].pseudonym;
                    let Some(id) = base.find(pseudonym) else { continue };
                    truth.add(&Truth {
                        with: Data::use_of(&place.seen, member.id, self.after(member), outcome),
                        without: Data::use_of(base, id, self.after(member), outcome),
                    });
                }
            }
            Level::Places => {
                let [_, after] = self.windows();
                for place in &self.places {
                    if let Some(base) = &place.base {
                        truth.add(&Truth {
                            with: self.place_use(&place.seen, after.clone(), outcome),
                            without: self.place_use(base, after.clone(), outcome),
                        });
                    }
                }
            }
        }
        truth
    }
}

//! Simulated observational data: for each resident and month, what routine records hold and how hospitals were used. An
//! evaluator is given the table of a place as it went; the simulator also has the table of the same people's other life.
//!
//! The table is made from the register at each month's start and from the diary; a run that is observed is the same run.

use super::run::{Progress, Watch};
use crate::engine::time::DAY;
use crate::engine::{Month, Time};
use crate::model::diary::{Line, What, Whom};
use crate::model::register::Entry;
use crate::scenario::Plan;
use crate::sim::World;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What does not change about a resident.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Resident {
    pub pseudonym: u64,
    pub sex: u8,
    /// 0 is the most deprived fifth.
    pub deprivation: u8,
    pub neighbourhood: u8,
    pub practice: u16,
}

/// How a resident's month ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum End {
    #[default]
    Stays,
    Died,
    MovedAway,
}

/// One resident's month: the record at its start (or on arrival), and use within it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PersonMonth {
    /// A resident at the month's start; who is not has no row.
    pub here: bool,
    pub age: u8,
    pub frailty: u8,
    pub conditions: u16,
    pub care_home: bool,
    /// On a team's caseload at some time of the month.
    pub caseload: bool,
    pub emergency_admissions: u8,
    pub attendances: u8,
    /// Midnights of emergency patients in acute beds.
    pub bed_days: u8,
    pub end: End,
}

/// The table of one place.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Panel {
    /// The first reported month.
    pub first: Month,
    /// By place in the order of arrival.
    pub residents: Vec<Resident>,
    /// One list a month; who arrives later has no entry yet.
    months: Vec<Vec<PersonMonth>>,
    by_pseudonym: BTreeMap<u64, u32>,
}

impl Panel {
    /// Months of the table.
    pub fn months(&self) -> usize {
        self.months.len()
    }

    /// One resident's month, if they were a resident at its start.
    pub fn month(&self, month: usize, id: u32) -> Option<&PersonMonth> {
        self.months.get(month)?.get(id as usize).filter(|row| row.here)
    }

    /// Everyone who was a resident at a month's start.
    pub fn people(&self, month: usize) -> impl Iterator<Item = (u32, &PersonMonth)> {
        let rows = self.months.get(month).map_or(&[][..], Vec::as_slice);
        rows.iter()
            .enumerate()
            .filter(|(_, row)| row.here)
            .map(|(id, row)| (id as u32, row))
    }

    /// The same person in this table.
    pub fn find(&self, pseudonym: u64) -> Option<u32> {
        self.by_pseudonym.get(&pseudonym).copied()
    }
}

/// The table of a place under the base and, if asked for, of the same people under the alternative.
pub fn observe(
    base: &Arc<Plan>,
    alternative: Option<&Arc<Plan>>,
    seed: u64,
    stream: u32,
    watch: &dyn Watch,
) -> (Panel, Option<Panel>) {
    let mut world = World::new(base, seed, stream);
    world.keep_diary(Whom::Everyone);
    let mut under_base = Observed {
        world,
        book: Book::new(base),
    };
    let end = World::end(base);
    let parting = alternative.and_then(|other| base.first_difference(other));
    let forked = alternative.map(|other| {
        let parts = parting.map_or(end, |date| date.midnight()).min(end);
        if parts <= World::start_of_warm_up(base) {
            let mut world = World::new(other, seed, stream);
            world.keep_diary(Whom::Everyone);
            let book = Book::new(other);
            return Observed { world, book };
        }
        under_base.run(parts, watch);
        Observed {
            world: under_base.world.fork(other),
            book: under_base.book.clone(),
        }
    });
    under_base.run(end, watch);
    let observed = forked.map(|mut other| {
        other.run(end, watch);
        other.book.panel
    });
    (under_base.book.panel, observed)
}

/// A world with the book that is kept of it.
struct Observed {
    world: World,
    book: Book,
}

impl Observed {
    fn run(&mut self, until: Time, watch: &dyn Watch) {
        while self.world.now() < until {
            self.book.open(&self.world);
            let next = Month::of(self.world.now()).next().start().min(until);
            let (events, day) = (self.world.events(), self.world.now().day());
            self.world.advance(next);
            drop((self.world.take_months(), self.world.take_fates()));
            let lines = self.world.take_diary();
            lines.iter().for_each(|line| self.book.take(line));
            if next == Month::of(next).start() {
                self.book.close(&self.world);
            }
            watch.heard(Progress {
                events: self.world.events() - events,
                days: u64::from(next.day() - day),
            });
        }
    }
}

/// An emergency patient in bed.
#[derive(Clone, Copy)]
struct Stay {
    /// Midnights are counted up to here.
    counted: Time,
    acute: bool,
}

/// The table as it grows.
#[derive(Clone)]
struct Book {
    start: Time,
    panel: Panel,
    /// The month in hand; none before the reported months and between two of them.
    open: Option<Vec<PersonMonth>>,
    stays: BTreeMap<u32, Stay>,
}

impl Book {
    fn new(plan: &Plan) -> Book {
        let start = plan.start.midnight();
        let panel = Panel {
            first: Month::of(start),
            ..Panel::default()
        };
        Book {
            start,
            panel,
            open: None,
            stays: BTreeMap::new(),
        }
    }

    /// Opens the month that begins now, if none is open.
    fn open(&mut self, world: &World) {
        if self.open.is_none() && world.now() >= self.start {
            self.open = Some(Vec::new());
            self.enter(world);
        }
    }

    /// Enters everyone who has no row in the open month yet.
    fn enter(&mut self, world: &World) {
        let Some(rows) = &mut self.open else { return };
        for id in rows.len() as u32..world.people() {
            let entry = world.register(id);
            rows.push(row(&entry));
            if id as usize == self.panel.residents.len() {
                self.panel.by_pseudonym.insert(entry.pseudonym, id);
                self.panel.residents.push(Resident {
                    pseudonym: entry.pseudonym,
                    sex: entry.sex,
                    deprivation: entry.deprivation,
                    neighbourhood: entry.neighbourhood,
                    practice: entry.practice,
                });
            }
        }
    }

    fn take(&mut self, line: &Line) {
        match line.what {
            What::InBed {
                pool, elective: false, ..
            } => {
                let stay = Stay {
                    counted: line.time,
                    acute: pool.acute(),
                };
                self.stays.insert(line.person, stay);
                // The diary opens with stays that began before it.
                self.note(line, |row| {
                    row.emergency_admissions = row.emergency_admissions.saturating_add(1)
                });
            }
            What::Moved { pool } => {
                self.count_stay(line.person, line.time);
                if let Some(stay) = self.stays.get_mut(&line.person) {
                    stay.acute = pool.acute();
                }
            }
            What::Left { .. } => self.end_stay(line),
            What::Died { .. } => {
                self.end_stay(line);
                self.note(line, |row| row.end = End::Died);
            }
            What::MovedOut => {
                self.end_stay(line);
                self.note(line, |row| row.end = End::MovedAway);
            }
            What::Arrived { .. } => self.note(line, |row| row.attendances = row.attendances.saturating_add(1)),
            What::Caseload(true) => self.note(line, |row| row.caseload = true),
            _ => {}
        }
    }

    /// Changes the row of a person in the month in hand.
    fn note(&mut self, line: &Line, change: impl FnOnce(&mut PersonMonth)) {
        if line.time < self.start {
            return;
        }
        let Some(rows) = &mut self.open else { return };
        let id = line.person as usize;
        // Newcomers are no residents of the month's start; what they use is not in the table.
        if let Some(row) = rows.get_mut(id) {
            change(row);
        }
    }

    fn end_stay(&mut self, line: &Line) {
        self.count_stay(line.person, line.time);
        self.stays.remove(&line.person);
    }

    /// Counts the midnights of a stay up to an instant.
    fn count_stay(&mut self, id: u32, until: Time) {
        let Some(stay) = self.stays.get_mut(&id) else { return };
        let from = stay.counted.max(self.start);
        stay.counted = until.max(stay.counted);
        let nights = midnight(until).saturating_sub(midnight(from));
        if let (true, Some(rows)) = (stay.acute, &mut self.open)
            && let Some(row) = rows.get_mut(id as usize)
        {
            row.bed_days = row.bed_days.saturating_add(nights as u8);
        }
    }

    fn close(&mut self, world: &World) {
        let inpatients: Vec<u32> = self.stays.keys().copied().collect();
        for id in inpatients {
            self.count_stay(id, world.now());
        }
        if let Some(rows) = self.open.take() {
            self.panel.months.push(rows);
        }
    }
}

/// Number of the first midnight at an instant or after it: a month holds that of its first day and not that of the next.
fn midnight(time: Time) -> u64 {
    time.0.div_ceil(DAY)
}

fn row(entry: &Entry) -> PersonMonth {
    PersonMonth {
        here: entry.here,
        age: entry.age.min(u32::from(u8::MAX)) as u8,
        frailty: entry.frailty,
        conditions: entry.conditions,
        care_home: entry.care_home,
        caseload: entry.caseload && entry.here,
        ..PersonMonth::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Embedded, load};

    fn plan() -> Arc<Plan> {
        let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
        Arc::new(plan.scaled(8_000).with_years(1))
    }

    #[test]
    fn the_same_people_stand_in_both_tables_and_differ_only_after_the_parting() {
        let base = plan();
        let mut other = (*base).clone();
        let date = crate::engine::Date::parse("2018-10-01").expect("a date");
        other.changes.push(crate::scenario::Change {
            id: "fewer_beds".into(),
            announced: date,
            effective: date,
            what: crate::scenario::What::Capacity {
                service: "medical".into(),
                ratio: 0.7,
            },
        });
        let (panel, observed) = observe(&base, Some(&Arc::new(other)), 3, 1, &());
        let observed = observed.expect("two plans were given");
        let same = |month: usize| panel.months[month] == observed.months[month];
        assert!((0..6).all(same), "nothing differs before the change");
        assert!(!(6..12).all(same), "the change acts");
        for (id, resident) in panel.residents.iter().enumerate().take(1_000) {
            assert_eq!(observed.find(resident.pseudonym), Some(id as u32));
        }
    }
}

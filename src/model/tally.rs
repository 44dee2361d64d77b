//! Where the model writes down what happens: dense integer cells, one row for each count and stock (and service), closed
//! once a month.

use super::fact::{Count, Facts, NeedFate, Spell, Stock, Tally, Waits};
use super::need::Need;
use super::service::care::{self, Body, Outcome, Payer, Reason};
use crate::engine::Month;

/// Sub-rows of a count or stock: where they begin, and the index of each in the list of service names.
#[derive(Clone)]
struct Rows {
    base: usize,
    services: Vec<Option<u16>>,
}

/// The running month.
#[derive(Clone)]
pub struct Tallies {
    cells: usize,
    count_rows: Vec<Rows>,
    counts: Vec<i64>,
    stock_rows: Vec<Rows>,
    stocks: Vec<i64>,
    pub spells: Vec<Spell>,
    pub fates: Vec<NeedFate>,
}

/// Where the services of the plan and the needs lie in the list of service names: first the services by id, then the
/// needs.
#[derive(Clone, Debug)]
pub struct Names {
    pub services: usize,
    /// The plan's service behind each specialty's clinic and list, and behind each bed pool (none if the plan has none).
    pub clinics: Vec<Option<u16>>,
    pub lists: Vec<Option<u16>>,
    pub pools: Vec<Option<u16>>,
    /// The plan's endoscopy and imaging.
    pub tests: Vec<Option<u16>>,
}

impl Names {
    /// Rows of some of the words of social care, which follow the needs in the list of names.
    fn words(&self, of: &[&str]) -> Vec<Option<u16>> {
        let first = care::words()
            .position(|word| word == of[0])
            .expect("the rows of a tally are among the words of care");
        let base = self.services + Need::ALL.len() + first;
        (base..base + of.len()).map(|i| Some(i as u16)).collect()
    }
    fn needs(&self) -> Vec<Option<u16>> {
        (0..Need::ALL.len()).map(|n| Some((self.services + n) as u16)).collect()
    }
}

impl Tallies {
    pub fn new(cells: usize, names: &Names) -> Tallies {
        let whole = || vec![None];
        let count_rows = layout(Count::ALL, |kind| match kind {
            Count::NeedArising | Count::NeedAtHospitalDoor | Count::UnmetNeed | Count::EmergencyAdmission => {
                names.needs()
            }
            Count::Referral | Count::OutpatientFirst | Count::OutpatientFollowUp => names.clinics.clone(),
            Count::ClockStart
            | Count::RttAdmitted
            | Count::RttNotAdmitted
            | Count::ListRemoval
            | Count::ListDeparted => names.clinics.clone(),
            Count::DiagnosticTest | Count::DiagnosticWaitDays | Count::DiagnosticOverStandard => names.tests.clone(),
            Count::OutpatientFirstWaitDays => names.clinics.clone(),
            Count::ElectiveAdmission | Count::DayCase | Count::ElectiveCancelled => names.lists.clone(),
            Count::ListTreated | Count::ListWaitDays => names.lists.clone(),
            Count::EmergencyBedDay | Count::ElectiveBedDay => names.pools.clone(),
            Count::CareRequest => names.words(&Outcome::NAMES),
            _ => whole(),
        });
        let stock_rows = layout(Stock::ALL, |kind| match kind {
            Stock::BedOccupied | Stock::BedOpen => names.pools.clone(),
            Stock::WaitingList => names.clinics.clone(),
            Stock::ReportedDelay | Stock::CommunityDelay => names.words(&Reason::NAMES),
            Stock::DelayBody => names.words(&Body::NAMES),
            Stock::CarePackages | Stock::CareHomeResidents => names.words(&Payer::NAMES),
            _ => whole(),
        });
        let size = |rows: &[Rows]| rows.iter().map(|r| r.services.len()).sum::<usize>() * cells;
        Tallies {
            cells,
            counts: vec![0; size(&count_rows)],
            stocks: vec![0; size(&stock_rows)],
            count_rows,
            stock_rows,
            spells: Vec::new(),
            fates: Vec::new(),
        }
    }

    #[inline]
    pub fn count(&mut self, kind: Count, cell: u16) {
        self.add(kind, 0, cell, 1);
    }
    /// Adds to the sub-row of a need, specialty or pool.
    #[inline]
    pub fn add(&mut self, kind: Count, sub: usize, cell: u16, amount: i64) {
        let rows = &self.count_rows[kind as usize];
        debug_assert!(sub < rows.services.len());
        self.counts[(rows.base + sub) * self.cells + cell as usize] += amount;
    }
    #[inline]
    pub fn stock(&mut self, kind: Stock, sub: usize, cell: u16, amount: i64) {
        let rows = &self.stock_rows[kind as usize];
        debug_assert!(sub < rows.services.len());
        self.stocks[(rows.base + sub) * self.cells + cell as usize] += amount;
    }

    /// Hands the month over and starts the next.
    pub fn close(&mut self, month: Month, reported: bool, waits: Vec<Waits>) -> Facts {
        let facts = Facts {
            month,
            reported,
            counts: tidy(Count::ALL, &self.count_rows, &self.counts, self.cells),
            stocks: tidy(Stock::ALL, &self.stock_rows, &self.stocks, self.cells),
            spells: std::mem::take(&mut self.spells),
            waits,
        };
        self.counts.fill(0);
        self.stocks.fill(0);
        facts
    }
}

fn layout<K: Copy>(all: &[K], of: impl Fn(K) -> Vec<Option<u16>>) -> Vec<Rows> {
    let mut base = 0;
    all.iter()
        .map(|&kind| {
            let rows = Rows {
                base,
                services: of(kind),
            };
            base += rows.services.len();
            rows
        })
        .collect()
}

fn tidy<K: Copy>(all: &[K], rows: &[Rows], values: &[i64], cells: usize) -> Vec<Tally<K>> {
    let mut tallies = Vec::new();
    for (&kind, row) in all.iter().zip(rows) {
        for (sub, &service) in row.services.iter().enumerate() {
            let from = (row.base + sub) * cells;
            tallies.push(Tally {
                kind,
                service,
                cells: values[from..from + cells].to_vec(),
            });
        }
    }
    tallies
}

impl Tallies {
    /// Adds what stands now to the month's stocks.
    pub fn add_levels(&mut self, levels: &Tallies) {
        for (sum, level) in self.stocks.iter_mut().zip(&levels.stocks) {
            *sum += level;
        }
    }
    /// A stock without sub-rows, by cell.
    pub fn by_cell(&self, kind: Stock) -> &[i64] {
        let rows = &self.stock_rows[kind as usize];
        debug_assert!(rows.services.len() == 1);
        &self.stocks[rows.base * self.cells..(rows.base + 1) * self.cells]
    }
    /// Sum of a stock over cells and sub-rows.
    pub fn standing(&self, kind: Stock) -> i64 {
        let rows = &self.stock_rows[kind as usize];
        self.stocks[rows.base * self.cells..(rows.base + rows.services.len()) * self.cells]
            .iter()
            .sum()
    }
}

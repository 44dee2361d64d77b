//! Where the model writes down what happens: dense integer cells, one row for each count and stock (and service), closed
//! once a month.

use super::fact::{Count, Facts, NeedFate, Spell, Stock, Tally};
use crate::engine::Month;

/// Sub-rows of a count or stock: the first index in the list of service names and how many.
#[derive(Clone, Copy)]
struct Rows {
    base: usize,
    names_from: Option<u16>,
    len: usize,
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

/// How the services of the plan, the needs and the specialties lie in the list of service names.
#[derive(Clone, Copy)]
pub struct NameRanges {
    pub services: usize,
    pub needs: usize,
    pub specialties: usize,
    pub pools: usize,
}

impl NameRanges {
    fn need(self) -> (Option<u16>, usize) {
        (Some(self.services as u16), self.needs)
    }
    fn specialty(self) -> (Option<u16>, usize) {
        (Some((self.services + self.needs) as u16), self.specialties)
    }
    fn pool(self) -> (Option<u16>, usize) {
        (Some((self.services + self.needs + self.specialties) as u16), self.pools)
    }
    /// Index of a specialty in the list of service names.
    pub fn specialty_name(self, specialty: usize) -> u16 {
        (self.services + self.needs + specialty) as u16
    }
    /// Index of a bed pool in the list of service names.
    pub fn pool_name(self, pool: usize) -> u16 {
        (self.services + self.needs + self.specialties + pool) as u16
    }
}

impl Tallies {
    pub fn new(cells: usize, names: NameRanges) -> Tallies {
        let whole = (None, 1);
        let count_rows = layout(Count::ALL, |kind| match kind {
            Count::NeedArising | Count::NeedAtHospitalDoor | Count::UnmetNeed => names.need(),
            Count::ElectiveAdmission
            | Count::DayCase
            | Count::ElectiveCancelled
            | Count::Referral
            | Count::OutpatientFirst
            | Count::OutpatientFollowUp
            | Count::ListRemoval => names.specialty(),
            Count::EmergencyBedDay | Count::ElectiveBedDay => names.pool(),
            _ => whole,
        });
        let stock_rows = layout(Stock::ALL, |kind| match kind {
            Stock::BedOccupied | Stock::BedOpen => names.pool(),
            Stock::WaitingList => names.specialty(),
            _ => whole,
        });
        let size = |rows: &[Rows]| rows.iter().map(|r| r.len).sum::<usize>() * cells;
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
        let rows = self.count_rows[kind as usize];
        debug_assert!(sub < rows.len);
        self.counts[(rows.base + sub) * self.cells + cell as usize] += amount;
    }
    #[inline]
    pub fn stock(&mut self, kind: Stock, sub: usize, cell: u16, amount: i64) {
        let rows = self.stock_rows[kind as usize];
        debug_assert!(sub < rows.len);
        self.stocks[(rows.base + sub) * self.cells + cell as usize] += amount;
    }

    /// Hands the month over and starts the next.
    pub fn close(&mut self, month: Month, reported: bool) -> Facts {
        let facts = Facts {
            month,
            reported,
            counts: tidy(Count::ALL, &self.count_rows, &self.counts, self.cells),
            stocks: tidy(Stock::ALL, &self.stock_rows, &self.stocks, self.cells),
            spells: std::mem::take(&mut self.spells),
        };
        self.counts.fill(0);
        self.stocks.fill(0);
        facts
    }
}

fn layout<K: Copy>(all: &[K], of: impl Fn(K) -> (Option<u16>, usize)) -> Vec<Rows> {
    let mut base = 0;
    all.iter()
        .map(|&kind| {
            let (names_from, len) = of(kind);
            let rows = Rows { base, names_from, len };
            base += len;
            rows
        })
        .collect()
}

fn tidy<K: Copy>(all: &[K], rows: &[Rows], values: &[i64], cells: usize) -> Vec<Tally<K>> {
    let mut tallies = Vec::new();
    for (&kind, row) in all.iter().zip(rows) {
        for sub in 0..row.len {
            let from = (row.base + sub) * cells;
            tallies.push(Tally {
                kind,
                service: row.names_from.map(|first| first + sub as u16),
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
    /// Sum of a stock over cells and sub-rows.
    pub fn standing(&self, kind: Stock) -> i64 {
        let rows = self.stock_rows[kind as usize];
        self.stocks[rows.base * self.cells..(rows.base + rows.len) * self.cells].iter().sum()
    }
}

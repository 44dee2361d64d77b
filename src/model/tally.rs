//! Where the model writes down what happens: dense integer cells, one row for each count and stock (and service), closed
//! once a month.

use super::fact::{Count, Facts, NeedFate, Spell, Stock, Tally, Waits};
use super::need::Need;
use super::patch::{Group, Patches};
use super::rates::Rates;
use super::service::bed::POOLS;
use super::service::care::{self, Body, Outcome, Payer, Reason};
use super::settings::{ServiceKind, Settings};
use crate::engine::Month;

/// Sub-rows of a count or stock: where they begin, and the index of each in the list of service names.
#[derive(Clone)]
struct Rows {
    base: usize,
    services: Vec<Option<u16>>,
    /// Sub-rows of one hospital, where each has its own; else 0, as all are common.
    each: usize,
}

/// The running month.
#[derive(Clone)]
pub struct Tallies {
    cells: usize,
    /// The hospital at hand: where what happens in a hospital is counted.
    hospital: usize,
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
    /// By patch of the hospital group.
    pub hospitals: Vec<Hospital>,
}

/// The plan's services behind what is counted in one hospital; none where the plan has none.
#[derive(Clone, Debug)]
pub struct Hospital {
    /// By specialty.
    pub clinics: Vec<Option<u16>>,
    pub lists: Vec<Option<u16>>,
    /// By bed pool.
    pub pools: Vec<Option<u16>>,
    /// Endoscopy and imaging.
    pub tests: Vec<Option<u16>>,
    /// The emergency department, where there are several hospitals; with one there is nothing to tell apart.
    pub department: Option<u16>,
}

/// Rows of a kind, in a layout: common to all, or so many for each hospital.
struct Laid {
    services: Vec<Option<u16>>,
    each: usize,
}

impl Names {
    pub fn new(settings: &Settings, patches: &Patches, rates: &Rates) -> Names {
        let hospitals = patches.count(Group::Hospital);
        let of_hospital = |hospital: usize| {
            let service = |kind, specialty: &str| patches.service(settings, kind, specialty, hospital);
            let by_specialty = |kind| {
                let specialties = rates.planned.specialties.iter();
                specialties.map(|s| service(kind, &s.name)).collect()
            };
            Hospital {
                clinics: by_specialty(ServiceKind::OutpatientClinic),
                lists: by_specialty(ServiceKind::ElectiveList),
                pools: POOLS.iter().map(|pool| service(pool.kind(), "")).collect(),
                tests: [ServiceKind::Endoscopy, ServiceKind::Imaging]
                    .map(|kind| service(kind, ""))
                    .to_vec(),
                department: service(ServiceKind::AeMajors, "").filter(|_| hospitals > 1),
            }
        };
        Names {
            services: settings.services.len(),
            hospitals: (0..hospitals).map(of_hospital).collect(),
        }
    }
    /// Rows of which each hospital has its own.
    fn by_hospital(&self, rows: impl Fn(&Hospital) -> &[Option<u16>]) -> Laid {
        let each = self.hospitals.first().map_or(0, |one| rows(one).len());
        Laid {
            services: self.hospitals.iter().flat_map(rows).copied().collect(),
            each,
        }
    }
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
        let common = |services| Laid { services, each: 0 };
        let whole = || common(vec![None]);
        let clinics = || names.by_hospital(|one| &one.clinics);
        let lists = || names.by_hospital(|one| &one.lists);
        let pools = || names.by_hospital(|one| &one.pools);
        let count_rows = layout(Count::ALL, |kind| match kind {
            Count::NeedArising | Count::NeedAtHospitalDoor | Count::UnmetNeed | Count::EmergencyAdmission => {
                common(names.needs())
            }
            Count::Referral | Count::OutpatientFirst | Count::OutpatientFollowUp => clinics(),
            Count::ClockStart
            | Count::RttAdmitted
            | Count::RttNotAdmitted
            | Count::ListRemoval
            | Count::ListDeparted => clinics(),
            Count::DiagnosticTest | Count::DiagnosticWaitDays | Count::DiagnosticOverStandard => {
                names.by_hospital(|one| &one.tests)
            }
            Count::OutpatientFirstWaitDays => clinics(),
            Count::ElectiveAdmission | Count::DayCase | Count::ElectiveCancelled => lists(),
            Count::ListTreated | Count::ListWaitDays => lists(),
            Count::EmergencyBedDay | Count::ElectiveBedDay => pools(),
            Count::AeType1
            | Count::AeType2
            | Count::AeType2Full
            | Count::AeType3
            | Count::AeWithinFourHours
            | Count::AeType1WithinFourHours
            | Count::AeType1Admitted => names.by_hospital(|one| std::slice::from_ref(&one.department)),
            Count::CareRequest => common(names.words(&Outcome::NAMES)),
            _ => whole(),
        });
        let stock_rows = layout(Stock::ALL, |kind| match kind {
            Stock::BedOccupied | Stock::BedOpen => pools(),
            Stock::WaitingList => clinics(),
            Stock::ReportedDelay | Stock::CommunityDelay => common(names.words(&Reason::NAMES)),
            Stock::DelayBody => common(names.words(&Body::NAMES)),
            Stock::CarePackages | Stock::CareHomeResidents => common(names.words(&Payer::NAMES)),
            _ => whole(),
        });
        let size = |rows: &[Rows]| rows.iter().map(|r| r.services.len()).sum::<usize>() * cells;
        Tallies {
            cells,
            hospital: 0,
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
    /// Turns to a hospital.
    pub fn turn(&mut self, hospital: u8) {
        self.hospital = usize::from(hospital);
    }
    /// Counts what happened in a hospital that need not be at hand.
    pub fn count_in(&mut self, hospital: u8, kind: Count, cell: u16) {
        let here = std::mem::replace(&mut self.hospital, usize::from(hospital));
        self.count(kind, cell);
        self.hospital = here;
    }
    /// Adds to the sub-row of a need, or of a specialty or pool of the hospital at hand.
    #[inline]
    pub fn add(&mut self, kind: Count, sub: usize, cell: u16, amount: i64) {
        let rows = &self.count_rows[kind as usize];
        let row = rows.each * self.hospital + sub;
        debug_assert!(row < rows.services.len());
        self.counts[(rows.base + row) * self.cells + cell as usize] += amount;
    }
    #[inline]
    pub fn stock(&mut self, kind: Stock, sub: usize, cell: u16, amount: i64) {
        let rows = &self.stock_rows[kind as usize];
        let row = rows.each * self.hospital + sub;
        debug_assert!(row < rows.services.len());
        self.stocks[(rows.base + row) * self.cells + cell as usize] += amount;
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

fn layout<K: Copy>(all: &[K], of: impl Fn(K) -> Laid) -> Vec<Rows> {
    let mut base = 0;
    all.iter()
        .map(|&kind| {
            let Laid { services, each } = of(kind);
            let rows = Rows { base, services, each };
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
    /// Sum of a stock over cells and the sub-rows of one hospital.
    pub fn standing_in(&self, kind: Stock, hospital: usize) -> i64 {
        let rows = &self.stock_rows[kind as usize];
        let from = rows.base + rows.each * hospital;
        self.stocks[from * self.cells..(from + rows.each) * self.cells]
            .iter()
            .sum()
    }
    /// Sum of a stock over cells and sub-rows.
    pub fn standing(&self, kind: Stock) -> i64 {
        let rows = &self.stock_rows[kind as usize];
        self.stocks[rows.base * self.cells..(rows.base + rows.services.len()) * self.cells]
            .iter()
            .sum()
    }
}

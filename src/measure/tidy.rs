//! A month of facts and accounts as rows of every measure.

use super::form::{By, Form, Source, Special};
use super::money::Money;
use super::setting::Setting;
use super::{Dimensions, MEASURES, Row};
use crate::engine::time::DAYS_PER_YEAR;
use crate::model::fact::{Count, Facts, Stock, WEEKS};
use crate::model::settings::ServiceKind;
use std::collections::BTreeMap;

/// Age bands × deprivation fifths: the strata of standardisation.
pub const STRATA: usize = AGES * FIFTHS;
const AGES: usize = 7;
const FIFTHS: usize = 5;

/// Share of residents in each stratum of a month: the weights of direct standardisation.
pub fn weights(facts: &Facts) -> [f64; STRATA] {
    let people = strata(&sum_stocks(facts, &[Stock::Population]).whole);
    let all: i64 = people.iter().sum();
    people.map(|p| if all > 0 { p as f64 / all as f64 } else { 0.0 })
}

/// All rows of a month. `weights` are those of the base arm's first month.
pub fn rows(facts: &Facts, accounts: &[Money], setting: &Setting, weights: &[f64; STRATA]) -> Vec<Row> {
    let mut rows = Vec::with_capacity(1200);
    for (index, measure) in MEASURES.iter().enumerate() {
        let mut sink = Sink {
            rows: &mut rows,
            facts,
            measure: index as u16,
        };
        let days = f64::from(facts.month.days());
        match measure.source {
            Source::Counts(of) => {
                let top = sum_counts(facts, of);
                sink.breakdowns(measure.by, setting, &top, Below::Fixed(0.0));
            }
            Source::Stocks(of) => {
                let top = sum_stocks(facts, of);
                sink.breakdowns(measure.by, setting, &top, Below::Fixed(days));
            }
            Source::Shares(over, under) => {
                let top = sum_counts(facts, over);
                let bottom = sum_counts(facts, under);
                sink.breakdowns(measure.by, setting, &top, Below::Cells(&bottom));
            }
            Source::StockShares(over, under) => {
                let (top, bottom) = (sum_stocks(facts, over), sum_stocks(facts, under));
                sink.breakdowns(measure.by, setting, &top, Below::Cells(&bottom));
            }
            Source::Rate(over, under) => {
                let (top, midnights) = (sum_counts(facts, over), sum_stocks(facts, under));
                sink.breakdowns(measure.by, setting, &top, Below::Years(&midnights));
            }
            Source::Special(special) => sink.special(special, measure.by, measure.form, setting, accounts, weights),
        }
    }
    rows
}

/// A sum in every cell, and in every cell of each service that was named.
#[derive(Clone, Default)]
struct Cells {
    whole: Vec<i64>,
    lines: BTreeMap<u16, i64>,
}

impl Cells {
    fn add(&mut self, cells: &[i64], line: Option<u16>) {
        if self.whole.len() < cells.len() {
            self.whole.resize(cells.len(), 0);
        }
        for (sum, x) in self.whole.iter_mut().zip(cells) {
            *sum += x;
        }
        if let Some(line) = line {
            *self.lines.entry(line).or_insert(0) += cells.iter().sum::<i64>();
        }
    }
    fn total(&self) -> i64 {
        self.whole.iter().sum()
    }
    /// Sums of each neighbourhood, age band and fifth, in one pass.
    fn sums(&self) -> Sums<'_> {
        let mut sums = Sums {
            total: 0,
            neighbourhoods: Vec::with_capacity(self.whole.len() / STRATA),
            ages: [0; AGES],
            fifths: [0; FIFTHS],
            lines: &self.lines,
        };
        for neighbourhood in self.whole.chunks(STRATA) {
            let mut own = 0;
            for (age, cells) in sums.ages.iter_mut().zip(neighbourhood.chunks(FIFTHS)) {
                let people: i64 = cells.iter().sum();
                *age += people;
                own += people;
                sums.fifths.iter_mut().zip(cells).for_each(|(sum, x)| *sum += x);
            }
            sums.neighbourhoods.push(own);
            sums.total += own;
        }
        sums
    }
}

/// [`Cells`], summed by each dimension.
struct Sums<'a> {
    total: i64,
    neighbourhoods: Vec<i64>,
    ages: [i64; AGES],
    fifths: [i64; FIFTHS],
    lines: &'a BTreeMap<u16, i64>,
}

impl Sums<'_> {
    fn neighbourhood(&self, n: usize) -> i64 {
        self.neighbourhoods.get(n).copied().unwrap_or(0)
    }
    /// Of the neighbourhoods that are asked for.
    fn in_neighbourhoods(&self, keep: impl Fn(usize) -> bool) -> i64 {
        let kept = self.neighbourhoods.iter().enumerate().filter(|(n, _)| keep(*n));
        kept.map(|(_, x)| x).sum()
    }
    fn line(&self, line: u16) -> i64 {
        self.lines.get(&line).copied().unwrap_or(0)
    }
}

fn sum_counts(facts: &Facts, kinds: &[Count]) -> Cells {
    let mut sum = Cells::default();
    for tally in facts.counts.iter().filter(|t| kinds.contains(&t.kind)) {
        sum.add(&tally.cells, tally.service);
    }
    sum
}

fn sum_stocks(facts: &Facts, kinds: &[Stock]) -> Cells {
    let mut sum = Cells::default();
    for tally in facts.stocks.iter().filter(|t| kinds.contains(&t.kind)) {
        sum.add(&tally.cells, tally.service);
    }
    sum
}

fn strata(cells: &[i64]) -> [i64; STRATA] {
    let mut sums = [0; STRATA];
    for (i, x) in cells.iter().enumerate() {
        sums[i % STRATA] += x;
    }
    sums
}

/// What stands under the line.
enum Below<'a> {
    Fixed(f64),
    Cells(&'a Cells),
    /// Midnights, as years.
    Years(&'a Cells),
}

impl<'a> Below<'a> {
    fn sums(&self) -> Under<'a> {
        match self {
            Below::Fixed(x) => Under::Fixed(*x),
            Below::Cells(cells) => Under::Sums(cells.sums(), 1.0),
            Below::Years(cells) => Under::Sums(cells.sums(), DAYS_PER_YEAR),
        }
    }
}

/// What stands under the line, summed by each dimension, and what a unit of it is counted in.
enum Under<'a> {
    Fixed(f64),
    Sums(Sums<'a>, f64),
}

impl Under<'_> {
    fn of(&self, sum: impl Fn(&Sums<'_>) -> i64) -> f64 {
        match self {
            Under::Fixed(x) => *x,
            Under::Sums(sums, unit) => sum(sums) as f64 / unit,
        }
    }
}

struct Sink<'a> {
    rows: &'a mut Vec<Row>,
    facts: &'a Facts,
    measure: u16,
}

impl Sink<'_> {
    fn push(&mut self, dimensions: Dimensions, numerator: f64, denominator: f64) {
        self.rows.push(Row {
            month: self.facts.month,
            measure: self.measure,
            dimensions,
            numerator,
            denominator,
        });
    }

    fn service(&mut self, service: u16, numerator: f64, denominator: f64) {
        let dimensions = Dimensions {
            service: Some(service),
            ..Dimensions::default()
        };
        self.push(dimensions, numerator, denominator);
    }

    /// The whole, then each breakdown; by place too where there are several.
    fn breakdowns(&mut self, by: &[By], setting: &Setting, top: &Cells, below: Below<'_>) {
        let (top, below) = (top.sums(), below.sums());
        let mut push = |dimensions: Dimensions, sum: &dyn Fn(&Sums<'_>) -> i64| {
            self.push(dimensions, sum(&top) as f64, below.of(sum));
        };
        let whole = Dimensions::default();
        push(whole, &|sums| sums.total);
        for by in by {
            match by {
                By::Neighbourhood => {
                    let place_of = |n: usize| setting.place_of.get(n).copied();
                    let places = setting.names.places.len();
                    for p in (0..places as u16).filter(|_| places > 1) {
                        let place = Some(p);
                        push(Dimensions { place, ..whole }, &|sums| {
                            sums.in_neighbourhoods(|n| place_of(n) == place)
                        });
                    }
                    for n in 0..setting.neighbourhoods() {
                        let dimensions = Dimensions {
                            place: place_of(n).filter(|_| places > 1),
                            neighbourhood: Some(n as u16),
                            ..whole
                        };
                        push(dimensions, &|sums| sums.neighbourhood(n));
                    }
                }
                By::AgeBand => {
                    for a in 0..AGES {
                        let age_band = Some(a as u8);
                        push(Dimensions { age_band, ..whole }, &|sums| sums.ages[a]);
                    }
                }
                By::Deprivation => {
                    for d in 0..FIFTHS {
                        let deprivation = Some(d as u8);
                        push(Dimensions { deprivation, ..whole }, &|sums| sums.fifths[d]);
                    }
                }
                By::Service => {
                    for &line in top.lines.keys() {
                        let service = Some(line);
                        push(Dimensions { service, ..whole }, &|sums| sums.line(line));
                    }
                }
                By::Organisation => {}
            }
        }
    }

    fn special(
        &mut self,
        special: Special,
        by: &[By],
        form: Form,
        setting: &Setting,
        accounts: &[Money],
        weights: &[f64; STRATA],
    ) {
        let facts = self.facts;
        let days = f64::from(facts.month.days());
        match special {
            Special::Told => {}
            Special::WhereAny(of) => {
                let top = sum_counts(facts, of);
                if top.total() != 0 {
                    self.breakdowns(by, setting, &top, Below::Fixed(0.0));
                }
            }
            Special::WhereAnyStock(of) => {
                let top = sum_stocks(facts, of);
                if top.total() != 0 {
                    self.breakdowns(by, setting, &top, Below::Fixed(days));
                }
            }
            Special::AcuteOccupancy => {
                let (occupied, open) = (
                    beds(facts, setting, Stock::BedOccupied),
                    beds(facts, setting, Stock::BedOpen),
                );
                self.breakdowns(by, setting, &occupied, Below::Cells(&open));
            }
            Special::Filled(occupied, open, kind) => {
                let of = |stock: Stock| {
                    let tallies = facts.stocks.iter().filter(|t| t.kind == stock);
                    let here = |s: u16| kind.is_some_and(|kind| setting.of_kind(kind).any(|own| own == s));
                    let own = tallies.filter(|t| t.service.map_or(kind.is_none(), here));
                    own.map(|t| t.total()).sum::<i64>() as f64
                };
                self.push(Dimensions::default(), of(occupied), of(open));
            }
            Special::BedsOpen => {
                let open = beds(facts, setting, Stock::BedOpen);
                self.breakdowns(by, setting, &open, Below::Fixed(days));
            }
            Special::BedsNeeded => {
                let occupied = beds(facts, setting, Stock::BedOccupied);
                let needed = |midnights: i64| fewest(midnights as f64 / days, setting.targets.occupancy) * days;
                self.push(Dimensions::default(), needed(occupied.total()), days);
                for (&pool, &midnights) in &occupied.lines {
                    self.service(pool, needed(midnights), days);
                }
            }
            Special::StaffNeeded => {
                let lines = staff_needed(facts, setting);
                self.push(Dimensions::default(), lines.values().sum::<f64>() * days, days);
                for (service, staff) in lines {
                    self.service(service, staff * days, days);
                }
            }
            Special::FrailShare => {
                let frail = sum_stocks(facts, &[Stock::FrailtyModerate, Stock::FrailtySevere]);
                let people = sum_stocks(facts, &[Stock::Population]);
                self.breakdowns(by, setting, &frail, Below::Cells(&people));
            }
            Special::WaitQuantile(_) | Special::WaitWithin(_) | Special::WaitOver(_) => self.waits(special, days),
            Special::Standardised(kind) => {
                let events = strata(&sum_counts(facts, &[kind]).whole);
                let people = strata(&sum_stocks(facts, &[Stock::Population]).whole);
                let mut rate = 0.0;
                for ((&events, &midnights), &weight) in events.iter().zip(&people).zip(weights) {
                    if midnights > 0 {
                        // Events over mean residents in the month, weighted to the base population.
                        rate += weight * events as f64 / (midnights as f64 / days);
                    }
                }
                self.push(Dimensions::default(), rate * 1000.0, 0.0);
            }
            Special::Paid(_) | Special::Debt | Special::Cash if !setting.plans => {}
            Special::Income
            | Special::Cost
            | Special::Surplus
            | Special::SurplusAgainstAim
            | Special::NetCost
            | Special::Paid(_)
            | Special::Debt
            | Special::Cash => {
                // A stock stands for each day of the month whose end it was counted at.
                let (times, below) = if form == Form::Count { (1.0, 0.0) } else { (days, days) };
                let value = |m: &Money| match special {
                    Special::Income => m.income,
                    Special::Cost => m.cost,
                    Special::Surplus => m.income - m.cost,
                    Special::SurplusAgainstAim => m.income - m.cost - m.aim,
                    Special::Paid(heading) => m.paid_under(heading),
                    Special::Debt => m.debt,
                    Special::Cash => m.cash,
                    _ => m.cost - m.paid_on,
                };
                // Whole pence are added first; a hundredth of the sum is taken last.
                let pounds = |pence: i64| pence as f64 / 100.0;
                let whole = pounds(accounts.iter().map(value).sum());
                self.push(Dimensions::default(), whole * times, below);
                for account in accounts {
                    if let Some(o) = setting
                        .names
                        .organisations
                        .iter()
                        .position(|o| *o == account.organisation)
                    {
                        let dimensions = Dimensions {
                            organisation: Some(o as u16),
                            ..Dimensions::default()
                        };
                        self.push(dimensions, pounds(value(account)) * times, below);
                    }
                }
            }
        }
    }
}

impl Sink<'_> {
    /// A figure of the waiting times at the month's end: of all specialties, then of each.
    fn waits(&mut self, special: Special, days: f64) {
        let facts = self.facts;
        let figure = |weeks: &[i64]| {
            let under = |limit: u16| weeks.iter().take(usize::from(limit)).sum::<i64>() as f64;
            let all = weeks.iter().sum::<i64>() as f64;
            match special {
                Special::WaitQuantile(share) => (quantile(weeks, f64::from(share) / 1000.0) * days, days),
                Special::WaitWithin(limit) => (under(limit), all),
                Special::WaitOver(limit) => ((all - under(limit)) * days, days),
                _ => unreachable!("only waiting times are asked for here"),
            }
        };
        let mut whole = vec![0; WEEKS];
        for line in &facts.waits {
            whole.iter_mut().zip(&line.weeks).for_each(|(sum, n)| *sum += n);
        }
        let (numerator, denominator) = figure(&whole);
        self.push(Dimensions::default(), numerator, denominator);
        for line in &facts.waits {
            if let Some(service) = line.service {
                let (numerator, denominator) = figure(&line.weeks);
                self.service(service, numerator, denominator);
            }
        }
    }
}

/// The wait in weeks that a share of people does not exceed, even within a week; 0 when nobody waits.
fn quantile(weeks: &[i64], share: f64) -> f64 {
    let goal = weeks.iter().sum::<i64>() as f64 * share;
    let mut before = 0.0;
    for (week, &people) in weeks.iter().enumerate().filter(|(_, n)| **n > 0) {
        let people = people as f64;
        if before + people >= goal {
            return week as f64 + (goal - before) / people;
        }
        before += people;
    }
    0.0
}

/// Stocks of the acute pools only.
fn beds(facts: &Facts, setting: &Setting, kind: Stock) -> Cells {
    let mut sum = Cells::default();
    for tally in facts.stocks.iter().filter(|t| t.kind == kind) {
        if tally.service.is_some_and(|s| setting.is_acute(s)) {
            sum.add(&tally.cells, tally.service);
        }
    }
    sum
}

/// The smallest whole capacity that keeps `used` at or under the target share.
fn fewest(used: f64, target: f64) -> f64 {
    // A hair below the exact quotient, so that 92 beds used at 92 % need 100 and not 101.
    libm::ceil(used / target - 1e-9).max(0.0)
}

/// Whole-time equivalents by service, for the services whose work is counted and staffed by the visit.
fn staff_needed(facts: &Facts, setting: &Setting) -> BTreeMap<u16, f64> {
    let working_days = f64::from(facts.month.working_days().max(1));
    let days = f64::from(facts.month.days());
    let mut lines = BTreeMap::new();
    let mut add = |service: u16, a_day: f64| {
        let each = setting.services[usize::from(service)].productivity;
        if each > 0.0 {
            lines.insert(
                service,
                libm::ceil(a_day / each / setting.targets.utilisation - 1e-9).max(0.0),
            );
        }
    };
    // What names no service belongs to those that serve the place, in equal parts.
    let appointments = sum_counts(facts, &[Count::GpAppointment]);
    let visits = sum_counts(facts, &[Count::CommunityContact, Count::CommunityUnmet]);
    for (kind, work, days) in [
        (ServiceKind::GeneralPractice, appointments.sums(), working_days),
        (ServiceKind::CommunityNursing, visits.sums(), days),
    ] {
        for s in setting.of_kind(kind) {
            let serves = &setting.services[usize::from(s)].serves;
            let sharing = setting
                .of_kind(kind)
                .filter(|&o| setting.services[usize::from(o)].serves == *serves);
            let own = work.in_neighbourhoods(|n| serves.get(n).copied().unwrap_or(true));
            add(s, own as f64 / days / sharing.count() as f64);
        }
    }
    for s in setting.of_kind(ServiceKind::OutpatientClinic) {
        let seen = facts.count_of(Count::OutpatientFirst, s) + facts.count_of(Count::OutpatientFollowUp, s);
        add(s, seen as f64 / working_days);
    }
    lines
}

//! What a contract's parties expect of its period at the end: the known months, and those to come as the history
//! forecasts them. Residents, client-weeks and outcomes go on as they were seen; finance is kept up in proportion.

use super::activity::phase;
use super::agreement::{Seen, Terms};
use super::clause::{Flow, Period, clauses_pay};
use super::forecast::History;
use super::outcome::Outcome;
use super::period::{Billed, ByCurrency, Finance, Quarter};
use super::settings::Currency;
use crate::engine::Month;

const QUARTERS_A_YEAR: f64 = 4.0;

/// Work that a contract covers: its provider's own, and what the provider holds a budget for.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Work {
    pub activity: ByCurrency,
    pub elsewhere: ByCurrency,
    /// Ratios to what is coded and counted now.
    pub billed: Billed,
    /// Ratios of outcomes to what is expected.
    pub outcomes: Vec<(Outcome, f64)>,
    /// Ratio of the plan to that agreed, for what next year's plan is worth.
    pub plan: Vec<(Currency, f64)>,
    /// Pounds more of surplus at the end of the period: the provider's own, and its system's.
    pub surplus: [f64; 2],
}

/// What a period is expected to hold at its end.
#[derive(Clone, PartialEq, Debug)]
pub struct Outlook {
    known: Work,
    ahead: Work,
    /// Everything but the work, for the whole period.
    seen: Seen,
    quarters: Vec<Quarter>,
    finance: Finance,
    last: Month,
    months_in_force: u32,
    /// Length of the period in years.
    pub years: f64,
    /// Months of it still to come.
    pub months_ahead: u32,
}

impl Outlook {
    /// `known` are the facts that count towards the period, which goes over `start`, first month to come and end (not in
    /// it).
    pub(super) fn new(
        seen: &Seen,
        known: Option<&Seen>,
        histories: [&History; 2],
        season_share: f64,
        [start, from, end]: [Month; 3],
    ) -> Outlook {
        let ahead = histories.map(|history| -> ByCurrency {
            let expected = |c| {
                (from.0..end.0)
                    .map(|m| history.expected(c, Month(m), season_share))
                    .sum()
            };
            history
                .currencies()
                .map(|currency| (currency, expected(currency)))
                .collect()
        });
        let [activity, elsewhere] = ahead;
        let months = end.0 - start.0;
        let longer = if seen.months > 0 {
            f64::from(months) / f64::from(seen.months)
        } else {
            0.0
        };
        Outlook {
            known: known.map_or(Work::default(), |seen| Work {
                activity: seen.activity.clone(),
                elsewhere: seen.elsewhere.clone(),
                ..Work::default()
            }),
            ahead: Work {
                activity,
                elsewhere,
                ..Work::default()
            },
            seen: Seen {
                months,
                person_years: seen.person_years * longer,
                resident_years: seen.resident_years * longer,
                client_weeks: seen.client_weeks * longer,
                outcomes: seen.outcomes.times(longer),
                ..Seen::default()
            },
            quarters: Vec::new(),
            finance: Finance::default(),
            last: Month(end.0 - 1),
            months_in_force: 0,
            years: f64::from(months) / 12.0,
            months_ahead: end.0 - from.0,
        }
    }

    /// Adds the plan of the period, its finance and how long the regime has been in force.
    pub(super) fn with(mut self, plan_a_year: &ByCurrency, finance: Finance, since: Month) -> Outlook {
        let (start, end) = (self.last.0 + 1 - self.seen.months, self.last.0 + 1);
        let phased = |c| (start..end).map(|m| phase(c, Month(m))).sum::<f64>();
        self.seen.plan = plan_a_year.iter().map(|(&c, n)| (c, n * phased(c))).collect();
        self.months_in_force = end.saturating_sub(since.0);
        // Year to date over its months, kept up for the year.
        let told = self.seen.months.saturating_sub(self.months_ahead).max(1);
        let year = if self.months_ahead >= 12 {
            1.0
        } else {
            f64::from(self.seen.months) / f64::from(told)
        };
        self.finance = finance.times(year);
        let many = libm::round(self.years * QUARTERS_A_YEAR).max(1.0) as u32;
        self.quarters = (1..=many)
            .map(|q| Quarter {
                months: self.seen.months / many,
                outcomes: self.seen.outcomes.times(1.0 / f64::from(many)),
                finance: self.finance.times(f64::from(q) / f64::from(many)),
            })
            .collect();
        self
    }

    /// Work of the period when what is to come misses its forecast by a relative error.
    pub fn work(&self, error: f64) -> Work {
        let sum = |known: &ByCurrency, ahead: &ByCurrency| {
            let mut sum = known.clone();
            for (&currency, units) in ahead {
                *sum.entry(currency).or_insert(0.0) += units * (1.0 + error).max(0.0);
            }
            sum
        };
        Work {
            activity: sum(&self.known.activity, &self.ahead.activity),
            elsewhere: sum(&self.known.elsewhere, &self.ahead.elsewhere),
            ..Work::default()
        }
    }

    /// What the clauses pay for the whole period with this work, pounds, and what moves between others than payer and
    /// provider.
    pub fn settle(&self, terms: &Terms<'_>, plan_a_year: &ByCurrency, work: &Work) -> (f64, Vec<Flow>) {
        // What a choice moves is moved in copies; most move nothing of this.
        let (mut plan, mut outcomes, mut quarters) = (None, None, None);
        if !work.plan.is_empty() {
            plan = Some((moved(&self.seen.plan, &work.plan), moved(plan_a_year, &work.plan)));
        }
        if !work.outcomes.is_empty() {
            outcomes = Some(self.seen.outcomes.moved(&work.outcomes));
        }
        if !work.outcomes.is_empty() || work.surplus != [0.0; 2] {
            let many = self.quarters.len() as f64;
            // A surplus comes about in equal parts through the year.
            let moved = |(q, quarter): (usize, &Quarter)| Quarter {
                outcomes: quarter.outcomes.moved(&work.outcomes),
                finance: quarter
                    .finance
                    .more(work.surplus.map(|pounds| pounds * (q + 1) as f64 / many)),
                ..quarter.clone()
            };
            quarters = Some(self.quarters.iter().enumerate().map(moved).collect::<Vec<_>>());
        }
        let (plan, plan_a_year) = plan
            .as_ref()
            .map_or((&self.seen.plan, plan_a_year), |(plan, year)| (plan, year));
        let period = Period {
            activity: &work.activity,
            plan,
            plan_a_year,
            elsewhere: &work.elsewhere,
            prices: terms.prices,
            costs: terms.costs,
            billed: terms.billed.times(work.billed),
            provider: terms.provider,
            person_years: self.seen.person_years,
            resident_years: self.seen.resident_years,
            client_weeks: self.seen.client_weeks,
            outcomes: outcomes.as_ref().unwrap_or(&self.seen.outcomes),
            quarters: quarters.as_deref().unwrap_or(&self.quarters),
            finance: self.finance.more(work.surplus),
            month: self.last,
            months_in_force: self.months_in_force,
            year: terms.year,
            years: self.years,
        };
        let flows = terms.clauses.iter().flat_map(|clause| clause.flows(&period));
        (clauses_pay(terms.clauses, &period).iter().sum(), flows.collect())
    }

    /// What the clauses pay for the whole period with this work, pounds.
    pub fn pay(&self, terms: &Terms<'_>, plan_a_year: &ByCurrency, work: &Work) -> f64 {
        self.settle(terms, plan_a_year, work).0
    }
}

/// Units of which some are moved by a ratio.
fn moved(units: &ByCurrency, by: &[(Currency, f64)]) -> ByCurrency {
    let ratio = |c: &Currency| by.iter().find(|(moved, _)| moved == c).map_or(1.0, |(_, ratio)| *ratio);
    units.iter().map(|(c, n)| (*c, n * ratio(c))).collect()
}

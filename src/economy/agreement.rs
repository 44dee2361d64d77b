//! A contract in force: it accumulates the financial year's activity and settles month by month.
//!
//! Clauses are evaluated on the year to date, and a month pays what the year to date pays more than was already paid, so
//! that a corridor or a limit means the year, and rounding never adds up. A regime that changes within a year starts a
//! new period at its date.

use super::activity::{Activity, financial_year_start, month_of_year, phase};
use super::clause::{Clause, Period};
use super::forecast::History;
use super::ledger::pence;
use super::settings::{Contract, Currency, OrganisationKind, Settings};
use crate::engine::Month;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Units, or pounds for each unit, by currency.
pub type ByCurrency = BTreeMap<Currency, f64>;

/// A contract in force.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Agreement {
    pub id: String,
    /// Index in the order of organisation ids.
    pub payer: usize,
    pub provider: usize,
    pub regime: String,
    /// Planned activity of a whole year, after the contract's share.
    pub plan_a_year: ByCurrency,
    /// First month of the period being accumulated.
    start: Month,
    /// Months accumulated.
    months: u32,
    activity: ByCurrency,
    plan: ByCurrency,
    person_years: f64,
    /// Paid in the period, by clause, pence.
    paid: Vec<i64>,
    pub history: History,
}

impl Agreement {
    pub fn new(id: &str, contract: &Contract, payer: usize, provider: usize, start: Month) -> Agreement {
        let plan_a_year = contract
            .plan
            .iter()
            .map(|(&c, &units)| (c, units * contract.share_of(c)))
            .collect();
        Agreement {
            id: id.to_string(),
            payer,
            provider,
            regime: contract.regime.clone(),
            plan_a_year,
            start,
            months: 0,
            activity: ByCurrency::new(),
            plan: ByCurrency::new(),
            person_years: 0.0,
            paid: Vec::new(),
            history: History::default(),
        }
    }

    /// Starts a new period, of another regime or another financial year.
    pub fn restart(&mut self, start: Month) {
        self.start = start;
        self.months = 0;
        self.activity.clear();
        self.plan.clear();
        self.person_years = 0.0;
        self.paid.clear();
    }

    /// Activity of a month that this contract pays for, after its share.
    pub fn covered(&self, contract: &Contract, activity: &Activity, settings: &Settings) -> ByCurrency {
        let everywhere = matches!(
            settings.organisations.get(&contract.payer).map(|o| o.kind),
            Some(OrganisationKind::National | OrganisationKind::Taxpayer)
        );
        let service = |i: usize| {
            settings.services.get(i).is_some_and(|s| {
                s.provider == contract.provider && (contract.services.is_empty() || contract.services.contains(&s.id))
            })
        };
        let resident = |n: usize| everywhere || pays_for(settings, &contract.payer, n);
        let mut units = activity.sum(service, resident);
        units
            .iter_mut()
            .for_each(|(&currency, n)| *n *= contract.share_of(currency));
        units
    }

    /// Takes a month in and returns what it pays, pence from payer to provider.
    pub fn settle(&mut self, terms: &Terms<'_>, units: &ByCurrency, month: Month, person_years: f64) -> i64 {
        if month_of_year(month) == 0 && self.months > 0 {
            self.restart(month);
        }
        self.months += 1;
        self.person_years += person_years;
        for (&currency, n) in units {
            *self.activity.entry(currency).or_insert(0.0) += n;
        }
        for (&currency, n) in &self.plan_a_year {
            *self.plan.entry(currency).or_insert(0.0) += n * phase(currency, month);
        }
        let period = Period {
            activity: &self.activity,
            plan: &self.plan,
            plan_a_year: &self.plan_a_year,
            prices: terms.prices,
            costs: terms.costs,
            person_years: self.person_years,
            year: terms.year,
            years: f64::from(self.months) / 12.0,
        };
        let due = clauses_pay(terms.clauses, &period);
        self.paid.resize(due.len(), 0);
        let due: Vec<i64> = due.into_iter().map(pence).collect();
        let month = due.iter().zip(&self.paid).map(|(due, paid)| due - paid).sum();
        self.paid = due;
        month
    }

    /// The period's activity as the parties expect it at its end, given the last month seen: what is known, and what is
    /// still to come.
    pub fn outlook(&self, last: Month, season_share: f64) -> Outlook {
        let end = Month(financial_year_start(last).0 + 12);
        // After March the year to come is the one being decided on.
        let (from, known, end, start) = if last.next() == end {
            (end, ByCurrency::new(), Month(end.0 + 12), end)
        } else {
            (last.next(), self.activity.clone(), end, self.start)
        };
        let mut ahead = ByCurrency::new();
        for currency in self.history.currencies() {
            let units = (from.0..end.0)
                .map(|m| self.history.expected(currency, Month(m), season_share))
                .sum();
            ahead.insert(currency, units);
        }
        let plan = self
            .plan_a_year
            .iter()
            .map(|(&c, n)| (c, n * (start.0..end.0).map(|m| phase(c, Month(m))).sum::<f64>()))
            .collect();
        let months = end.0 - start.0;
        let person_years = if self.months > 0 {
            self.person_years / f64::from(self.months) * f64::from(months)
        } else {
            0.0
        };
        Outlook {
            known,
            ahead,
            plan,
            person_years,
            years: f64::from(months) / 12.0,
            months_ahead: end.0 - from.0,
        }
    }
}

/// What a period is expected to hold at its end.
#[derive(Clone, PartialEq, Debug)]
pub struct Outlook {
    pub known: ByCurrency,
    pub ahead: ByCurrency,
    plan: ByCurrency,
    person_years: f64,
    /// Length of the period in years.
    pub years: f64,
    /// Months of it still to come.
    pub months_ahead: u32,
}

impl Outlook {
    /// Activity at the period's end when what is to come misses its forecast by a relative error.
    pub fn activity(&self, error: f64) -> ByCurrency {
        let mut activity = self.known.clone();
        for (&currency, units) in &self.ahead {
            *activity.entry(currency).or_insert(0.0) += units * (1.0 + error).max(0.0);
        }
        activity
    }

    /// What the clauses pay for the whole period with this activity, pounds.
    pub fn pay(&self, terms: &Terms<'_>, plan_a_year: &ByCurrency, activity: &ByCurrency) -> f64 {
        let period = Period {
            activity,
            plan: &self.plan,
            plan_a_year,
            prices: terms.prices,
            costs: terms.costs,
            person_years: self.person_years,
            year: terms.year,
            years: self.years,
        };
        clauses_pay(terms.clauses, &period).iter().sum()
    }
}

/// What a settlement needs to know beside the facts.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    pub clauses: &'a [Clause],
    /// Pounds for each unit.
    pub prices: &'a ByCurrency,
    /// The provider's variable cost of each unit, pounds.
    pub costs: &'a ByCurrency,
    /// Whole financial years since the first.
    pub year: u32,
}

/// Pounds by clause, each seeing what the ones before it pay.
pub fn clauses_pay(clauses: &[Clause], period: &Period<'_>) -> Vec<f64> {
    let mut before = 0.0;
    clauses
        .iter()
        .map(|clause| {
            let pounds = clause.pay(period, before);
            before += pounds;
            pounds
        })
        .collect()
}

/// Whether an organisation pays for the residents of a neighbourhood.
pub fn pays_for(settings: &Settings, organisation: &str, neighbourhood: usize) -> bool {
    settings
        .neighbourhoods
        .get(neighbourhood)
        .is_some_and(|n| n.commissioner == organisation || n.council == organisation)
}

/// National prices by currency, market forces factor included, pounds.
pub fn national_prices(settings: &Settings) -> ByCurrency {
    let factor = settings.parameters.get("economy.price.market_forces_factor");
    let price = |c: Currency| settings.parameters.get(&format!("economy.price.{}_pounds", c.name())) * factor;
    Currency::ALL.iter().map(|&c| (c, price(c))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    fn year(regime: &str, spells_a_month: f64) -> i64 {
        let settings = testing::settings();
        let of = |x: f64| ByCurrency::from([(Currency::EmergencyOneNight, x)]);
        let contract = Contract {
            note: None,
            payer: "ccg".into(),
            provider: "acute".into(),
            regime: regime.into(),
            services: vec![],
            share: 1.0,
            share_by_currency: BTreeMap::new(),
            plan: of(10_000.0),
        };
        let mut agreement = Agreement::new("x", &contract, 0, 1, Month(219));
        let terms = Terms {
            clauses: &settings.regimes[regime].clauses,
            prices: &of(2_000.0),
            costs: &of(400.0),
            year: 0,
        };
        (219..231)
            .map(|m| agreement.settle(&terms, &of(spells_a_month), Month(m), 0.0))
            .sum()
    }

    #[test]
    fn twelve_months_make_the_year() {
        assert_eq!(year("payment_by_results", 9_000.0 / 12.0), 1_800_000_000);
        assert_eq!(year("payment_by_results", 11_000.0 / 12.0), 2_200_000_000);
        assert_eq!(year("block", 9_000.0 / 12.0), 2_000_000_000);
    }

    #[test]
    fn aligned_incentives_share_the_year_not_the_month() {
        // 11,000 at a variable cost of £400 are £0.4 m above a plan of £4.0 m: half of what lies beyond 2 % of it.
        assert_eq!(year("aligned_incentives", 11_000.0 / 12.0), 2_000_000_000 + 16_000_000);
        // 9,000 save £0.4 m: half goes back through the gain share.
        assert_eq!(year("aligned_incentives", 9_000.0 / 12.0), 2_000_000_000 - 20_000_000);
        assert_eq!(year("aligned_incentives", 10_000.0 / 12.0), 2_000_000_000);
    }
}

//! A contract in force: it accumulates the financial year's facts and settles month by month.
//!
//! Clauses are evaluated on the year to date, and a month pays what the year to date pays more than was already paid, so
//! that a corridor or a limit means the year, and rounding never adds up. A regime that changes within a year starts a
//! new period at its date.
//!
//! A month is settled in two passes. The first takes the facts in and settles all clauses but those that look at finance;
//! once every contract and all costs of the month are posted, the second settles these ([`Agreement::settle_after`]): for
//! them *before* holds all that stands before them in the list, and they come last in time wherever they stand.

use super::activity::{Activity, financial_year_start, month_of_year, phase};
use super::clause::{Clause, Party, Period};
use super::forecast::History;
use super::ledger::{Heading, pence};
use super::outcome::Outcomes;
use super::outlook::Outlook;
pub use super::period::ByCurrency;
use super::period::{Billed, Finance, Quarter};
use super::settings::{Contract, Currency, OrganisationKind, Settings};
use crate::engine::Month;
use serde::{Deserialize, Serialize};

const MONTHS_OF_QUARTER: u32 = 3;

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
    /// First month under this regime.
    since: Month,
    /// First month of the period being accumulated.
    start: Month,
    /// The period's facts, and those of its quarter that runs.
    seen: Seen,
    quarter: Quarter,
    quarters: Vec<Quarter>,
    /// The last finance told.
    finance: Finance,
    /// Due for the period, by clause, pounds; and what was paid of it, pence.
    due: Vec<f64>,
    paid: Vec<i64>,
    /// Paid in the period by each flow of each clause, pence.
    flowed: Vec<Vec<i64>>,
    /// What was covered of the provider's own work, and of what it holds a budget for.
    pub history: History,
    pub history_elsewhere: History,
}

/// Sums of the months of a period.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Seen {
    pub months: u32,
    pub activity: ByCurrency,
    pub elsewhere: ByCurrency,
    pub plan: ByCurrency,
    pub person_years: f64,
    pub resident_years: f64,
    pub client_weeks: f64,
    pub outcomes: Outcomes,
}

/// What a contract sees of one month.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Observed {
    /// Activity that the contract pays for, after its share.
    pub units: ByCurrency,
    /// Activity of the services that the provider holds a budget for, after the contract's share.
    pub elsewhere: ByCurrency,
    /// Residents of the payer in person-years, weighted by need and plain.
    pub person_years: f64,
    pub resident_years: f64,
    /// Weeks of council-paid home-care packages of those residents.
    pub client_weeks: f64,
    pub outcomes: Outcomes,
}

/// Money of one settlement.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Settlement {
    /// Pence from payer to provider.
    pub pence: i64,
    /// Money of others: from, to, what for, pence.
    pub flows: Vec<(Party, Party, Heading, i64)>,
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
            since: start,
            start,
            seen: Seen::default(),
            quarter: Quarter::default(),
            quarters: Vec::new(),
            finance: Finance::default(),
            due: Vec::new(),
            paid: Vec::new(),
            flowed: Vec::new(),
            history: History::default(),
            history_elsewhere: History::default(),
        }
    }

    /// How far the period's work, as billed, lies from its plan: a share of the plan's value (0 without a plan).
    pub fn away_from_plan(&self, prices: &ByCurrency, billed: Billed) -> f64 {
        let period = Period {
            activity: &self.seen.activity,
            prices,
            billed,
            ..Period::default()
        };
        let planned = period.value(&self.seen.plan);
        if planned > 0.0 {
            period.worth(&self.seen.activity, |_| true) / planned - 1.0
        } else {
            0.0
        }
    }

    /// First month under the regime in force.
    pub fn since(&self) -> Month {
        self.since
    }

    /// Another regime from a month on.
    pub fn change_regime(&mut self, regime: &str, start: Month) {
        self.regime = regime.to_string();
        self.since = start;
        self.restart(start);
    }

    /// Starts a new period, of another regime or another financial year.
    fn restart(&mut self, start: Month) {
        self.start = start;
        self.seen = Seen::default();
        self.quarter = Quarter::default();
        self.quarters.clear();
        self.due.clear();
        self.paid.clear();
        self.flowed.clear();
    }

    /// Activity of a month that this contract pays for, and what its provider holds a budget for, after its share.
    pub fn covered(
        &self,
        contract: &Contract,
        activity: &Activity,
        settings: &Settings,
        resident: &dyn Fn(usize) -> bool,
    ) -> (ByCurrency, ByCurrency) {
        let of = |service: &dyn Fn(usize) -> bool| {
            let mut units = activity.sum(service, resident);
            let share = |(&currency, n): (&Currency, &mut f64)| *n *= contract.share_of(currency);
            units.iter_mut().for_each(share);
            units
        };
        let own = of(&|i| {
            settings.services.get(i).is_some_and(|s| {
                s.provider == contract.provider && (contract.services.is_empty() || contract.services.contains(&s.id))
            })
        });
        let held = of(&|i| {
            settings
                .services
                .get(i)
                .is_some_and(|s| contract.held_for.contains(&s.id))
        });
        (own, held)
    }

    /// Takes a month in and returns what it pays by clauses that do not look at finance.
    pub fn settle(&mut self, terms: &Terms<'_>, observed: &Observed, month: Month) -> Settlement {
        if month_of_year(month) == 0 && self.seen.months > 0 {
            self.restart(month);
        }
        self.seen.add(observed, &self.plan_a_year, month);
        self.quarter.months += 1;
        self.quarter.outcomes.add(&observed.outcomes);
        self.history.see(month, &observed.units);
        self.history_elsewhere.see(month, &observed.elsewhere);
        self.due.resize(terms.clauses.len(), 0.0);
        self.paid.resize(terms.clauses.len(), 0);
        self.flowed.resize(terms.clauses.len(), Vec::new());
        self.pass(terms, month, false)
    }

    /// Settles the clauses that look at finance, after all else of the month.
    pub fn settle_after(&mut self, terms: &Terms<'_>, finance: Finance, month: Month) -> Settlement {
        self.finance = finance;
        if month_of_year(month) % MONTHS_OF_QUARTER == MONTHS_OF_QUARTER - 1 {
            let mut quarter = std::mem::take(&mut self.quarter);
            quarter.finance = finance;
            self.quarters.push(quarter);
        }
        self.pass(terms, month, true)
    }

    /// Evaluates the clauses of one pass on the year to date; pays what is due beyond what was paid.
    fn pass(&mut self, terms: &Terms<'_>, month: Month, after_finance: bool) -> Settlement {
        let mut settlement = Settlement::default();
        let (mut due, mut paid, mut flowed) = (
            std::mem::take(&mut self.due),
            std::mem::take(&mut self.paid),
            std::mem::take(&mut self.flowed),
        );
        let period = self.period(terms, month);
        let mut before = 0.0;
        for (i, clause) in terms.clauses.iter().enumerate() {
            if clause.after_finance() == after_finance {
                due[i] = clause.pay(&period, before);
                let whole = pence(due[i]);
                settlement.pence += whole - std::mem::replace(&mut paid[i], whole);
                let flows = clause.flows(&period);
                flowed[i].resize(flows.len(), 0);
                for (flow, paid) in flows.into_iter().zip(&mut flowed[i]) {
                    let whole = pence(flow.pounds);
                    let more = whole - std::mem::replace(paid, whole);
                    settlement.flows.push((flow.from, flow.to, flow.heading, more));
                }
            }
            before += due[i];
        }
        (self.due, self.paid, self.flowed) = (due, paid, flowed);
        settlement
    }

    /// The year to date as the clauses see it.
    fn period<'a>(&'a self, terms: &Terms<'a>, month: Month) -> Period<'a> {
        Period {
            activity: &self.seen.activity,
            plan: &self.seen.plan,
            plan_a_year: &self.plan_a_year,
            elsewhere: &self.seen.elsewhere,
            prices: terms.prices,
            costs: terms.costs,
            billed: terms.billed,
            provider: terms.provider,
            person_years: self.seen.person_years,
            resident_years: self.seen.resident_years,
            client_weeks: self.seen.client_weeks,
            outcomes: &self.seen.outcomes,
            quarters: &self.quarters,
            finance: self.finance,
            month,
            months_in_force: month.0.saturating_sub(self.since.0) + 1,
            year: terms.year,
            years: f64::from(self.seen.months) / 12.0,
        }
    }

    /// The period's facts as the parties expect them at its end, given the last month seen: what is known, and what is
    /// still to come.
    pub fn outlook(&self, last: Month, season_share: f64) -> Outlook {
        let end = Month(financial_year_start(last).0 + 12);
        // After March the year to come is the one being decided on.
        let (from, known, end, start) = if last.next() == end {
            (end, None, Month(end.0 + 12), end)
        } else {
            (last.next(), Some(&self.seen), end, self.start)
        };
        Outlook::new(
            &self.seen,
            known,
            [&self.history, &self.history_elsewhere],
            season_share,
            [start, from, end],
        )
        .with(&self.plan_a_year, self.finance, self.since)
    }
}

impl Seen {
    fn add(&mut self, observed: &Observed, plan_a_year: &ByCurrency, month: Month) {
        self.months += 1;
        self.person_years += observed.person_years;
        self.resident_years += observed.resident_years;
        self.client_weeks += observed.client_weeks;
        self.outcomes.add(&observed.outcomes);
        let add = |sum: &mut ByCurrency, units: &ByCurrency| {
            units
                .iter()
                .for_each(|(&currency, n)| *sum.entry(currency).or_insert(0.0) += n);
        };
        add(&mut self.activity, &observed.units);
        add(&mut self.elsewhere, &observed.elsewhere);
        for (&currency, n) in plan_a_year {
            *self.plan.entry(currency).or_insert(0.0) += n * phase(currency, month);
        }
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
    /// How the provider codes and counts.
    pub billed: Billed,
    /// What kind of body the provider is.
    pub provider: OrganisationKind,
    /// Whole financial years since the first.
    pub year: u32,
}

/// Whether an organisation pays for the residents of a neighbourhood: a commissioner or council for its own, a national
/// body or the taxpayer for all, any other (a lead provider who pays others) for those of the commissioners and councils
/// who pay it.
pub fn pays_for(settings: &Settings, organisation: &str, neighbourhood: usize) -> bool {
    pays_through(settings, organisation, neighbourhood, settings.contracts.len())
}

fn pays_through(settings: &Settings, organisation: &str, neighbourhood: usize, steps: usize) -> bool {
    use OrganisationKind as Kind;
    match settings.organisations.get(organisation).map(|o| o.kind) {
        Some(Kind::National | Kind::Taxpayer) => true,
        Some(Kind::Commissioner | Kind::Council) | None => settings
            .neighbourhoods
            .get(neighbourhood)
            .is_some_and(|n| n.commissioner == organisation || n.council == organisation),
        // A circle of contracts was refused with the scenario; the count ends any walk all the same.
        Some(_) if steps == 0 => false,
        Some(_) => settings.contracts.values().any(|contract| {
            let national = matches!(
                settings.organisations.get(&contract.payer).map(|o| o.kind),
                Some(Kind::National | Kind::Taxpayer)
            );
            contract.provider == organisation
                && contract.payer != organisation
                && !national
                && pays_through(settings, &contract.payer, neighbourhood, steps - 1)
        }),
    }
}

/// National prices by currency, market forces factor included, pounds.
pub fn national_prices(settings: &Settings) -> ByCurrency {
    let factor = settings.parameters.get("economy.price.market_forces_factor");
    let price = |c: Currency| settings.parameters.get(&format!("economy.price.{}_pounds", c.name())) * factor;
    Currency::ALL.iter().map(|&c| (c, price(c))).collect()
}

#[cfg(test)]
#[path = "agreement_test.rs"]
mod tests;

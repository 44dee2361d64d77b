//! What a clause sees: the facts of one contract over one period. All amounts are sums over the period, which is the
//! financial year to date, or what is expected of it at its end.

use super::outcome::Outcomes;
use super::settings::{Currency, OrganisationKind};
use crate::engine::Month;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Units, or pounds for each unit, by currency.
pub type ByCurrency = BTreeMap<Currency, f64>;

static NOTHING: ByCurrency = ByCurrency::new();
static NO_OUTCOMES: Outcomes = Outcomes::NONE;

/// What a clause sees of a contract and a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Period<'a> {
    /// Covered activity of the period by currency, after the contract's share.
    pub activity: &'a ByCurrency,
    /// Planned activity of the period by currency, after the contract's share.
    pub plan: &'a ByCurrency,
    /// Planned activity of a whole year by currency, after the contract's share.
    pub plan_a_year: &'a ByCurrency,
    /// Activity of the services of other providers that the contract's provider holds a budget for (`held_for`), of the
    /// payer's residents, after the contract's share. Their plan is then [`Period::plan`].
    pub elsewhere: &'a ByCurrency,
    /// National price of each currency, pounds, market forces factor included.
    pub prices: &'a ByCurrency,
    /// The provider's variable cost of one unit of each currency, pounds.
    pub costs: &'a ByCurrency,
    /// How much more than the work done is billed.
    pub billed: Billed,
    /// What kind of body the provider is.
    pub provider: OrganisationKind,
    /// Need-weighted residents of the payer, in person-years of the period.
    pub person_years: f64,
    /// Residents of the payer, in person-years of the period.
    pub resident_years: f64,
    /// Weeks of home-care packages that a council pays, of the payer's residents, personal budgets included.
    pub client_weeks: f64,
    /// Outcomes of the period.
    pub outcomes: &'a Outcomes,
    /// The quarters of the financial year completed in the period.
    pub quarters: &'a [Quarter],
    /// The provider's money and that of its system in the year to date.
    pub finance: Finance,
    /// The period's last month.
    pub month: Month,
    /// Months since the contract came under this regime, the period's last included.
    pub months_in_force: u32,
    /// Years since the contract's first financial year began, whole: for indexation.
    pub year: u32,
    /// The part of a year that the period is (a month is a twelfth).
    pub years: f64,
}

/// What coding and counting add to the work that is billed; neutral at 1.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Billed {
    /// Mean price weight of admitted spells as coded, ratio to the start: deeper coding finds dearer groups.
    pub coding_depth: f64,
    /// Share of the work that is counted and billed, ratio to the start.
    pub counting: f64,
}

impl Default for Billed {
    fn default() -> Self {
        Billed {
            coding_depth: 1.0,
            counting: 1.0,
        }
    }
}

impl Billed {
    /// One after the other.
    pub fn times(self, other: Billed) -> Billed {
        Billed {
            coding_depth: self.coding_depth * other.coding_depth,
            counting: self.counting * other.counting,
        }
    }
}

/// Money of the financial year to date, before money that itself looks at finance: clauses with
/// [`after_finance`](super::clause::Rule::after_finance).
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Standing {
    /// Income less cost, pounds.
    pub surplus: f64,
    /// Pounds received.
    pub income: f64,
    /// The surplus that was to be reached by now, pounds (negative: an agreed deficit): the yearly target in twelfths.
    pub control_total: f64,
    /// What last year ended above its control total, pounds (0 or more).
    pub brought_forward: f64,
}

impl Standing {
    /// Adds another member of a system.
    pub fn add(&mut self, other: Standing) {
        self.surplus += other.surplus;
        self.income += other.income;
        self.control_total += other.control_total;
        self.brought_forward += other.brought_forward;
    }

    /// Surplus above the control total, pounds.
    pub fn above(&self) -> f64 {
        self.surplus - self.control_total
    }

    /// The same standing kept up over a longer or shorter time.
    pub fn times(&self, factor: f64) -> Standing {
        Standing {
            surplus: self.surplus * factor,
            income: self.income * factor,
            control_total: self.control_total * factor,
            brought_forward: self.brought_forward,
        }
    }
}

/// The provider's standing, and the sum over the commissioners and NHS trusts that share its places.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Finance {
    pub provider: Standing,
    pub system: Standing,
}

impl Finance {
    /// With so many pounds more of surplus: the provider's own, and its system's.
    pub fn more(&self, [own, system]: [f64; 2]) -> Finance {
        let mut more = *self;
        more.provider.surplus += own;
        more.system.surplus += system;
        more
    }

    pub fn times(&self, factor: f64) -> Finance {
        Finance {
            provider: self.provider.times(factor),
            system: self.system.times(factor),
        }
    }
}

/// A completed quarter of the financial year.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Quarter {
    /// Months of it that lie in the period, 1 to 3.
    pub months: u32,
    /// Outcomes of those months.
    pub outcomes: Outcomes,
    /// Year to date at the quarter's end.
    pub finance: Finance,
}

impl Default for Period<'_> {
    /// Nothing happened in no time.
    fn default() -> Self {
        Period {
            activity: &NOTHING,
            plan: &NOTHING,
            plan_a_year: &NOTHING,
            elsewhere: &NOTHING,
            prices: &NOTHING,
            costs: &NOTHING,
            billed: Billed::default(),
            provider: OrganisationKind::AcuteTrust,
            person_years: 0.0,
            resident_years: 0.0,
            client_weeks: 0.0,
            outcomes: &NO_OUTCOMES,
            quarters: &[],
            finance: Finance::default(),
            month: Month(0),
            months_in_force: 0,
            year: 0,
            years: 0.0,
        }
    }
}

impl Period<'_> {
    /// Value of a set of activity at the period's prices, pounds.
    pub fn value(&self, activity: &ByCurrency) -> f64 {
        sum_product(activity, self.prices)
    }

    /// Billed units of a currency for each unit done.
    pub fn billed(&self, currency: Currency) -> f64 {
        let coded = if is_admitted(currency) {
            self.billed.coding_depth
        } else {
            1.0
        };
        self.billed.counting * coded
    }

    /// Actual and planned activity valued on a basis, pounds. At prices, the actual as billed.
    pub fn valued(&self, basis: Basis) -> (f64, f64) {
        match basis {
            Basis::Price => (self.worth(self.activity, |_| true), sum_product(self.plan, self.prices)),
            Basis::Cost => (
                sum_product(self.activity, self.costs),
                sum_product(self.plan, self.costs),
            ),
        }
    }

    /// Value as billed of those currencies of a set of activity that pass, pounds.
    pub fn worth(&self, activity: &ByCurrency, counts: impl Fn(Currency) -> bool) -> f64 {
        let counted = activity.iter().filter(|(currency, _)| counts(**currency));
        counted
            .map(|(currency, n)| n * self.billed(*currency) * self.prices.get(currency).copied().unwrap_or(0.0))
            .sum()
    }

    /// Months of the period, with how many months of this regime lay before each.
    pub fn months(&self) -> impl Iterator<Item = (Month, u32)> {
        let many = libm::round(self.years * 12.0) as u32;
        let (last, in_force) = (self.month, self.months_in_force);
        (0..many.min(in_force))
            .rev()
            .map(move |back| (Month(last.0.saturating_sub(back)), in_force - 1 - back))
    }
}

/// Currencies priced by a group that coding decides.
fn is_admitted(currency: Currency) -> bool {
    use Currency as C;
    matches!(
        currency,
        C::EmergencyZeroNight | C::EmergencyOneNight | C::EmergencyMultiNight | C::Elective | C::DayCase
    )
}

/// What activity is valued at when actual and plan are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// National prices.
    #[default]
    Price,
    /// The provider's variable cost, open book.
    Cost,
}

/// Units times pounds for each, pounds.
pub fn sum_product(units: &ByCurrency, each: &ByCurrency) -> f64 {
    units
        .iter()
        .map(|(currency, n)| n * each.get(currency).copied().unwrap_or(0.0))
        .sum()
}

/// A yearly rise compounded over whole years: by repeated multiplication, so that it is the same on every machine.
pub fn compound(factor: f64, years: u32) -> f64 {
    (0..years).fold(1.0, |product, _| product * factor)
}

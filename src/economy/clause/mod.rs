//! Contract clauses: one file each, a pure function of a period's facts.
//!
//! **To add one here** one file `clause/<name>.rs` with its struct and its [`Rule`], and one word in the list below;
//! parsing, schema, catalogue, settlement, ledger and incentives follow.

use super::settings::Currency;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a clause sees of a contract and a period. All amounts are sums over the period.
#[derive(Clone, Debug, PartialEq)]
pub struct Period<'a> {
    /// Covered activity of the period by currency, after the contract's share.
    pub activity: &'a BTreeMap<Currency, f64>,
    /// Planned activity of the period by currency, after the contract's share.
    pub plan: &'a BTreeMap<Currency, f64>,
    /// Planned activity of a whole year by currency, after the contract's share.
    pub plan_a_year: &'a BTreeMap<Currency, f64>,
    /// National price of each currency, pounds, market forces factor included.
    pub prices: &'a BTreeMap<Currency, f64>,
    /// The provider's variable cost of one unit of each currency, pounds.
    pub costs: &'a BTreeMap<Currency, f64>,
    /// Need-weighted residents of the payer, in person-years of the period.
    pub person_years: f64,
    /// Years since the contract's first financial year began, whole: for indexation.
    pub year: u32,
    /// The part of a year that the period is (a month is a twelfth).
    pub years: f64,
}

impl Period<'_> {
    /// Value of a set of activity at the period's prices, pounds.
    pub fn value(&self, activity: &BTreeMap<Currency, f64>) -> f64 {
        sum_product(activity, self.prices)
    }
    /// Actual and planned activity valued on a basis, pounds.
    pub fn valued(&self, basis: Basis) -> (f64, f64) {
        let unit = match basis {
            Basis::Price => self.prices,
            Basis::Cost => self.costs,
        };
        (sum_product(self.activity, unit), sum_product(self.plan, unit))
    }
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

fn sum_product(units: &BTreeMap<Currency, f64>, each: &BTreeMap<Currency, f64>) -> f64 {
    units
        .iter()
        .map(|(currency, n)| n * each.get(currency).copied().unwrap_or(0.0))
        .sum()
}

/// A yearly rise compounded over whole years: by repeated multiplication, so that it is the same on every machine.
fn compound(factor: f64, years: u32) -> f64 {
    (0..years).fold(1.0, |product, _| product * factor)
}

/// A clause turns a period's facts into money.
pub trait Rule {
    /// Name in files.
    const NAME: &'static str;
    /// One line for `carecurve list clauses`.
    const DESCRIPTION: &'static str;
    /// Pounds from payer to provider for a period (negative: provider pays back), given what the clauses before it in
    /// the same contract pay.
    fn pay(&self, period: &Period<'_>, before: f64) -> f64;
    /// Scales sums stated in pounds for a place of another size.
    fn scale(&mut self, _ratio: f64) {}
}

macro_rules! clauses {
    ($($file:ident $Type:ident),* $(,)?) => {
        $(pub mod $file; pub use $file::$Type;)*
        /// A clause of a payment regime.
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
        #[serde(rename_all = "snake_case")]
        pub enum Clause { $(#[doc = concat!("See [`", stringify!($file), "`].")] $Type(#[garde(dive)] $Type),)* }
        impl Clause {
            /// Every clause: name and description.
            pub const CATALOGUE: &'static [(&'static str, &'static str)] =
                &[$((<$Type as Rule>::NAME, <$Type as Rule>::DESCRIPTION),)*];
            /// Name in files.
            pub fn name(&self) -> &'static str { match self { $(Clause::$Type(_) => <$Type as Rule>::NAME,)* } }
            /// See [`Rule::pay`].
            pub fn pay(&self, period: &Period<'_>, before: f64) -> f64 {
                match self { $(Clause::$Type(rule) => rule.pay(period, before),)* }
            }
            /// See [`Rule::scale`].
            pub fn scale(&mut self, ratio: f64) { match self { $(Clause::$Type(rule) => rule.scale(ratio),)* } }
        }
    };
}

clauses! {
    tariff Tariff,
    block Block,
    capitation Capitation,
    risk_share RiskShare,
    gain_share GainShare,
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// The worked year of every clause: so many one-night spells against a plan of 10,000, price £2,000, variable cost
    /// £400, and 25,000 weighted person-years (300,000 people for a month).
    pub fn worked<T>(spells: f64, pay: impl Fn(&Period<'_>) -> T) -> T {
        let of = |x: f64| BTreeMap::from([(Currency::EmergencyOneNight, x)]);
        pay(&Period {
            activity: &of(spells),
            plan: &of(10_000.0),
            plan_a_year: &of(10_000.0),
            prices: &of(2_000.0),
            costs: &of(400.0),
            person_years: 25_000.0,
            year: 0,
            years: 1.0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_keys_of_files() {
        for (name, json) in [
            ("tariff", r#"{"tariff":{}}"#),
            ("block", r#"{"block":{"note":"x"}}"#),
            ("capitation", r#"{"capitation":{"pounds_per_head":1}}"#),
            ("risk_share", r#"{"risk_share":{"above":0.5,"below":0.5}}"#),
            ("gain_share", r#"{"gain_share":{"payer_share":0.5}}"#),
        ] {
            let clause: Clause = serde_json::from_str(json).expect(json);
            assert_eq!(clause.name(), name);
            assert!(Clause::CATALOGUE.iter().any(|(n, text)| *n == name && !text.is_empty()));
        }
        assert!(serde_json::from_str::<Clause>(r#"{"block":{"pounds":1}}"#).is_err());
        assert_eq!(Clause::CATALOGUE.len(), 5);
    }
}

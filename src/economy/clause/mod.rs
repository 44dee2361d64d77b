//! Contract clauses: one file each, a pure function of a period's facts.
//!
//! **To add one here** one file `clause/<name>.rs` with its struct and its [`Rule`], and one word in the list below;
//! parsing, schema, catalogue, settlement, ledger and incentives follow. `written_in_a_test.rs` is such a file, in the
//! list for tests only.

use super::ledger::Heading;
pub use super::period::{Basis, ByCurrency, Period};
use super::period::{compound, sum_product};
use super::settings::Currency;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A clause turns a period's facts into money.
pub trait Rule {
    /// Name in files.
    const NAME: &'static str;
    /// One line for `carecurve list clauses`.
    const DESCRIPTION: &'static str;
    /// What one piece of work sees of it.
    const MANNER: Manner = Manner::Afterwards;
    /// Pounds from payer to provider for a period (negative: provider pays back), given what the clauses before it in
    /// the same contract pay.
    fn pay(&self, period: &Period<'_>, before: f64) -> f64;
    /// Scales sums stated in pounds for a place of another size.
    fn scale(&mut self, _ratio: f64) {}
    /// Whether it looks at the finance of the year to date. Such clauses are settled after all others of the month.
    fn after_finance(&self) -> bool {
        false
    }
    /// Money of a period that moves between others than payer and provider: always the same flows in the same order.
    fn flows(&self, _period: &Period<'_>) -> Vec<Flow> {
        Vec::new()
    }
    /// What a pound of one partner's surplus is worth to the other because of it (0 to 1).
    fn aim_weight(&self) -> f64 {
        0.0
    }
    /// Share (0 to 1) of the trust between payer and provider that is lost when it comes into force.
    fn credibility_cost(&self) -> f64 {
        0.0
    }
    /// Organisations that it names, each with its field: `partners`, `spending[0].to`.
    fn named(&self) -> Vec<(String, &str)> {
        Vec::new()
    }
    /// Currencies that it names, each with its field: `currencies[0]`, `prices.day_case`.
    fn currencies(&self) -> Vec<(String, Currency)> {
        Vec::new()
    }
    /// What is wrong between its fields, if anything: the field, what was found, what is allowed.
    fn fault(&self) -> Option<(&'static str, String, String)> {
        None
    }
}

/// How a clause pays for one piece of work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Manner {
    /// A price for each unit.
    PerUnit,
    /// A sum that covers whatever is done.
    Lump,
    /// The period is settled afterwards: no price for one piece of work.
    Afterwards,
}

/// One end of a flow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Party {
    Payer,
    Provider,
    /// The organisation of this id.
    Named(String),
}

/// Money between two organisations under one contract.
#[derive(Clone, PartialEq, Debug)]
pub struct Flow {
    pub from: Party,
    pub to: Party,
    pub heading: Heading,
    /// Pounds of the period; negative goes the other way.
    pub pounds: f64,
}

macro_rules! clauses {
    ($($(#[$when:meta])* $file:ident $Type:ident),* $(,)?) => {
        $($(#[$when])* pub mod $file; $(#[$when])* pub use $file::$Type;)*
        /// A clause of a payment regime.
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
        #[serde(rename_all = "snake_case")]
        pub enum Clause {
            $($(#[$when])* #[doc = concat!("See [`", stringify!($file), "`].")] $Type(#[garde(dive)] $Type),)*
        }
        impl Clause {
            /// Every clause: name and description.
            pub const CATALOGUE: &'static [(&'static str, &'static str)] =
                &[$($(#[$when])* (<$Type as Rule>::NAME, <$Type as Rule>::DESCRIPTION),)*];
            /// Name in files.
            pub fn name(&self) -> &'static str {
                match self { $($(#[$when])* Clause::$Type(_) => <$Type as Rule>::NAME,)* }
            }
            /// See [`Rule::MANNER`].
            pub fn manner(&self) -> Manner {
                match self { $($(#[$when])* Clause::$Type(_) => <$Type as Rule>::MANNER,)* }
            }
            /// See [`Rule::pay`].
            pub fn pay(&self, period: &Period<'_>, before: f64) -> f64 {
                match self { $($(#[$when])* Clause::$Type(rule) => rule.pay(period, before),)* }
            }
            /// See [`Rule::scale`].
            pub fn scale(&mut self, ratio: f64) {
                match self { $($(#[$when])* Clause::$Type(rule) => rule.scale(ratio),)* }
            }
            /// See [`Rule::after_finance`].
            pub fn after_finance(&self) -> bool {
                match self { $($(#[$when])* Clause::$Type(rule) => rule.after_finance(),)* }
            }
            /// See [`Rule::flows`].
            pub fn flows(&self, period: &Period<'_>) -> Vec<Flow> {
                match self { $($(#[$when])* Clause::$Type(rule) => rule.flows(period),)* }
            }
            /// See [`Rule::aim_weight`].
            pub fn aim_weight(&self) -> f64 {
                match self { $($(#[$when])* Clause::$Type(rule) => rule.aim_weight(),)* }
            }
            /// See [`Rule::credibility_cost`].
            pub fn credibility_cost(&self) -> f64 {
                match self { $($(#[$when])* Clause::$Type(rule) => rule.credibility_cost(),)* }
            }
            /// See [`Rule::named`].
            pub fn named(&self) -> Vec<(String, &str)> {
                match self { $($(#[$when])* Clause::$Type(rule) => rule.named(),)* }
            }
            /// See [`Rule::currencies`].
            pub fn currencies(&self) -> Vec<(String, Currency)> {
                match self { $($(#[$when])* Clause::$Type(rule) => rule.currencies(),)* }
            }
            /// See [`Rule::fault`].
            pub fn fault(&self) -> Option<(&'static str, String, String)> {
                match self { $($(#[$when])* Clause::$Type(rule) => rule.fault(),)* }
            }
        }
    };
}

clauses! {
    tariff Tariff,
    marginal_rate MarginalRate,
    block Block,
    cost_reimbursement CostReimbursement,
    capitation Capitation,
    risk_share RiskShare,
    gain_share GainShare,
    outcome_pool OutcomePool,
    quality_payment QualityPayment,
    fine Fine,
    control_total ControlTotal,
    pooled_fund PooledFund,
    compensation Compensation,
    joint_objective JointObjective,
    transitional_funding TransitionalFunding,
    personal_budget PersonalBudget,
    practice_held_budget PracticeHeldBudget,
    #[cfg(test)]
    written_in_a_test WrittenInATest,
}

/// Pounds by clause, each seeing what the ones before it pay.
pub fn clauses_pay(clauses: &[Clause], period: &Period<'_>) -> Vec<f64> {
    let mut before = 0.0;
    let mut pay = |clause: &Clause| {
        let pounds = clause.pay(period, before);
        before += pounds;
        pounds
    };
    clauses.iter().map(&mut pay).collect()
}

/// The entries of a list or table of currencies, each with its field.
fn fields<'a>(list: &'a [Currency], table: (&'a str, &'a ByCurrency)) -> Vec<(String, Currency)> {
    let listed = list
        .iter()
        .enumerate()
        .map(|(i, currency)| (format!("currencies[{i}]"), *currency));
    let named = table
        .1
        .keys()
        .map(|currency| (format!("{}.{}", table.0, currency.name()), *currency));
    listed.chain(named).collect()
}

/// With the figures that matter, without binary dust.
fn rounded(value: f64) -> f64 {
    libm::round(value * 1e6) / 1e6
}

const fn whole() -> f64 {
    1.0
}

#[cfg(test)]
pub(super) mod testing {
    use super::super::outcome::{Outcome, Outcomes};
    use super::super::settings::Currency;
    use super::*;
    use crate::engine::Month;

    /// March 2019: the last month of the worked year.
    pub const MARCH: Month = Month(230);

    /// The worked year of every clause: so many one-night spells against a plan of 10,000, price £2,000, variable cost
    /// £400, and 25,000 weighted person-years (300,000 people for a month).
    pub fn worked<T>(spells: f64, pay: impl Fn(&Period<'_>) -> T) -> T {
        let of = |x: f64| ByCurrency::from([(Currency::EmergencyOneNight, x)]);
        pay(&Period {
            activity: &of(spells),
            plan: &of(10_000.0),
            plan_a_year: &of(10_000.0),
            prices: &of(2_000.0),
            costs: &of(400.0),
            person_years: 25_000.0,
            month: MARCH,
            months_in_force: 12,
            years: 1.0,
            ..Period::default()
        })
    }

    /// The worked year with one outcome at so many in a hundred thousand.
    pub fn with_outcome<T>(outcome: Outcome, good: f64, pay: impl Fn(&Period<'_>) -> T) -> T {
        let outcomes = Outcomes::of(&[(outcome, good, 100_000.0)]);
        worked(10_000.0, |p| {
            pay(&Period {
                outcomes: &outcomes,
                ..p.clone()
            })
        })
    }

    /// Whether two sums are the same to the tenth of a penny.
    pub fn same(pounds: f64, expected: f64) {
        assert!((pounds - expected).abs() < 1e-3, "{pounds} instead of {expected}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_keys_of_files() {
        for (name, json) in [
            ("tariff", r#"{"tariff":{}}"#),
            ("marginal_rate", r#"{"marginal_rate":{"above":0.7}}"#),
            ("block", r#"{"block":{"note":"x"}}"#),
            ("cost_reimbursement", r#"{"cost_reimbursement":{}}"#),
            ("capitation", r#"{"capitation":{"pounds_per_head":1}}"#),
            ("risk_share", r#"{"risk_share":{"above":0.5,"below":0.5}}"#),
            ("gain_share", r#"{"gain_share":{"payer_share":0.5}}"#),
            (
                "outcome_pool",
                r#"{"outcome_pool":{"bonus":0.02,"outcomes":[{"outcome":"four_hour","target":0.95}]}}"#,
            ),
            (
                "quality_payment",
                r#"{"quality_payment":{"pounds_per_point":180,"list_size":8000,"indicators":[]}}"#,
            ),
            (
                "fine",
                r#"{"fine":{"outcome":"over_52_weeks","pounds_per_breach":5000}}"#,
            ),
            ("control_total", r#"{"control_total":{"pounds_a_year":1}}"#),
            ("pooled_fund", r#"{"pooled_fund":{"partners":{},"spending":[]}}"#),
            ("compensation", r#"{"compensation":{"share":1}}"#),
            ("joint_objective", r#"{"joint_objective":{"weight":0.5}}"#),
            (
                "transitional_funding",
                r#"{"transitional_funding":{"pounds_a_year":1,"years":2}}"#,
            ),
            (
                "personal_budget",
                r#"{"personal_budget":{"currency":"home_care_hour","uptake":0.2,"pounds_per_client_week":200,"pounds_per_unit":15}}"#,
            ),
            (
                "practice_held_budget",
                r#"{"practice_held_budget":{"keeps":1,"bears":0}}"#,
            ),
        ] {
            let clause: Clause = serde_json::from_str(json).expect(json);
            assert_eq!(clause.name(), name);
            assert!(Clause::CATALOGUE.iter().any(|(n, text)| *n == name && !text.is_empty()));
            let stored = serde_json::to_string(&clause).expect("a clause is plain data");
            assert_eq!(serde_json::from_str::<Clause>(&stored).expect("and reads back"), clause);
        }
        assert!(serde_json::from_str::<Clause>(r#"{"block":{"pounds":1}}"#).is_err());
        assert_eq!(Clause::CATALOGUE.len(), 18, "seventeen and the one of tests");
    }
}

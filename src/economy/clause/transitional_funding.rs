//! **Transitional funding**: money for a time, so that a change can pay for itself.
//!
//! In words: a yearly sum in twelfths from one day to another, or for so many years from when the contract came under the
//! regime; each further year less by the taper.
//!
//! pay = Σ over months of the period inside the time: P/12 · max(0, 1 − t · k), k whole years since the first
//!
//! Source: double-running money (to open community places before wards close); no published formula (`OWN`).
//!
//! Worked year (the test): £12.0 million a year for three years, less by 0.4 each year: £12.0, £7.2 and £2.4 million,
//! then nothing. From January 2019 on, the year to March 2019 gets three twelfths: £3.0 million. Worked months
//! (`clause_month_test`): £12.0 million a year from May on pay nothing in April and £1.0 million in May; a year old and
//! less by 0.4, £0.6 million.

use super::{Period, Rule};
use crate::engine::{Date, Month};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const MONTHS: u32 = 12;

/// Money for a time, so that a change can pay for itself.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct TransitionalFunding {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The first year's sum, pounds a year.
    #[garde(range(min = 0.0))]
    pub pounds_a_year: f64,
    /// First month paid, by any of its days, YYYY-MM-DD; the regime's start where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// First month no longer paid, by any of its days, YYYY-MM-DD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Years paid, where `to` is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0, max = 30.0)))]
    pub years: Option<f64>,
    /// Share of the first year's sum by which each further year is less (0 to 1).
    #[serde(default)]
    #[garde(range(min = 0.0, max = 1.0))]
    pub taper: f64,
}

fn month(date: &Option<String>) -> Option<Month> {
    Date::parse(date.as_deref()?).map(|date| date.calendar_month())
}

impl TransitionalFunding {
    /// What a month pays: it, and how many months of the regime lay before it.
    fn monthly(&self, now: Month, in_force: u32) -> f64 {
        let since = match month(&self.from) {
            Some(from) => now.0.checked_sub(from.0),
            None => Some(in_force),
        };
        let before_end = match (month(&self.to), self.years) {
            (Some(to), _) => now < to,
            (None, Some(years)) => since.is_some_and(|since| f64::from(since) < years * f64::from(MONTHS)),
            (None, None) => true,
        };
        match since {
            Some(since) if before_end => {
                let left = 1.0 - self.taper * f64::from(since / MONTHS);
                self.pounds_a_year / f64::from(MONTHS) * left.max(0.0)
            }
            _ => 0.0,
        }
    }
}

impl Rule for TransitionalFunding {
    const NAME: &'static str = "transitional_funding";
    const DESCRIPTION: &'static str = "a yearly sum for a time, tapered, so that a change can pay for itself";

    fn pay(&self, period: &Period<'_>, _before: f64) -> f64 {
        period.months().map(|(now, in_force)| self.monthly(now, in_force)).sum()
    }

    fn scale(&mut self, ratio: f64) {
        self.pounds_a_year *= ratio;
    }

    fn fault(&self) -> Option<(&'static str, String, String)> {
        let wrong = |date: &Option<String>| date.as_deref().is_some_and(|text| Date::parse(text).is_none());
        let allowed = || "a day, YYYY-MM-DD".to_owned();
        if wrong(&self.from) {
            return Some(("from", format!("{:?}", self.from.as_deref().unwrap_or_default()), allowed()));
        }
        if wrong(&self.to) {
            return Some(("to", format!("{:?}", self.to.as_deref().unwrap_or_default()), allowed()));
        }
        (self.to.is_none() && self.years.is_none()).then(|| {
            ("pounds_a_year", "transitional money without an end".to_owned(), "years, or a day in `to`".to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn own(from: Option<&str>, to: Option<&str>, years: Option<f64>) -> TransitionalFunding {
        let text = |date: Option<&str>| date.map(str::to_owned);
        TransitionalFunding { note: None, pounds_a_year: 12.0e6, from: text(from), to: text(to), years, taper: 0.4 }
    }

    #[test]
    fn it_tapers_and_ends() {
        let three = own(None, None, Some(3.0));
        for (months_in_force, pounds) in [(12, 12.0e6), (24, 7.2e6), (36, 2.4e6), (48, 0.0)] {
            same(worked(0.0, |p| three.pay(&Period { months_in_force, ..p.clone() }, 0.0)), pounds);
        }
    }

    #[test]
    fn dates_bound_it() {
        let since = own(Some("2019-01-01"), Some("2020-01-01"), None);
        same(worked(0.0, |p| since.pay(p, 0.0)), 3.0e6);
        let next = |p: &Period<'_>| since.pay(&Period { month: Month(MARCH.0 + 12), months_in_force: 24, ..p.clone() }, 0.0);
        same(worked(0.0, next), 9.0e6);
        assert!(own(Some("soon"), None, Some(1.0)).fault().is_some());
        assert!(own(None, None, None).fault().is_some() && since.fault().is_none());
    }
}

//! An organisation's own forecast of activity: what it saw, adjusted for working days and season, with a normal error.
//!
//! level = Σ units / Σ active days over the last twelve months seen
//!
//! season(m) = ½ + ½ · (units(m−12) / active days(m−12)) / level, once twelve months have been seen; 1 before that (½ is
//! `economy.forecast.season_share`)
//!
//! E\[units(m)\] = level · active days(m) · season(m)
//!
//! Error of what remains of the year: normal, common to all currencies, with relative deviation
//! `economy.forecast.error_share` for a whole year ahead, falling with the square root of the months that remain.
//! Assumed: finance teams forecast a year's activity to about three per cent.

use super::activity::active_days;
use super::settings::Currency;
use crate::engine::Month;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Months kept: two years, so that last year's season can be seen.
const KEPT: usize = 24;

/// What was seen of each currency, oldest first.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct History {
    seen: BTreeMap<Currency, Vec<(Month, f64)>>,
    months: u32,
}

impl History {
    /// Takes a month in; a currency once seen and now absent counts as none.
    pub fn see(&mut self, month: Month, units: &BTreeMap<Currency, f64>) {
        for &currency in units.keys() {
            self.seen.entry(currency).or_default();
        }
        for (currency, series) in &mut self.seen {
            series.push((month, units.get(currency).copied().unwrap_or(0.0)));
            if series.len() > KEPT {
                series.remove(0);
            }
        }
        self.months += 1;
    }

    /// Months seen.
    pub fn months(&self) -> u32 {
        self.months
    }

    /// Currencies seen.
    pub fn currencies(&self) -> impl Iterator<Item = Currency> {
        self.seen.keys().copied()
    }

    /// Units for each active day over the last twelve months seen.
    pub fn level(&self, currency: Currency) -> f64 {
        let Some(series) = self.seen.get(&currency) else {
            return 0.0;
        };
        let last = &series[series.len().saturating_sub(12)..];
        let days: f64 = last.iter().map(|(month, _)| active_days(currency, *month)).sum();
        if days > 0.0 {
            last.iter().map(|(_, units)| units).sum::<f64>() / days
        } else {
            0.0
        }
    }

    /// Expected units in a month to come; `season_share` is how far last year's season is believed (0 to 1).
    pub fn expected(&self, currency: Currency, month: Month, season_share: f64) -> f64 {
        let level = self.level(currency);
        let series = self.seen.get(&currency).map_or(&[][..], Vec::as_slice);
        let last_year = series.iter().rev().find(|(m, _)| m.number() == month.number());
        let season = match last_year {
            Some((m, units)) if series.len() >= 12 && level > 0.0 && active_days(currency, *m) > 0.0 => {
                1.0 - season_share + season_share * units / active_days(currency, *m) / level
            }
            _ => 1.0,
        };
        level * active_days(currency, month) * season
    }

    /// Expected units of twelve months from `from`.
    pub fn year(&self, currency: Currency, from: Month, season_share: f64) -> f64 {
        (0..12)
            .map(|m| self.expected(currency, Month(from.0 + m), season_share))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_days_are_taken_out() {
        let mut history = History::default();
        for m in 219..225 {
            let month = Month(m);
            history.see(
                month,
                &BTreeMap::from([(Currency::DayCase, 10.0 * f64::from(month.working_days()))]),
            );
        }
        assert!((history.level(Currency::DayCase) - 10.0).abs() < 1e-12);
        let next = history.expected(Currency::DayCase, Month(225), 0.5);
        assert!((next - 10.0 * f64::from(Month(225).working_days())).abs() < 1e-9);
    }

    #[test]
    fn last_years_season_is_half_believed() {
        let mut history = History::default();
        for m in 219..231 {
            let busy = if Month(m).number() == 1 { 1.2 } else { 1.0 };
            history.see(
                Month(m),
                &BTreeMap::from([(Currency::AeType1, busy * f64::from(Month(m).days()))]),
            );
        }
        let (january, may) = (Month(240), Month(232));
        let per_day = |m: Month| history.expected(Currency::AeType1, m, 0.5) / f64::from(m.days());
        let level = history.level(Currency::AeType1);
        assert!((per_day(january) - (0.5 * level + 0.5 * 1.2)).abs() < 1e-9);
        assert!(per_day(january) > per_day(may));
    }
}

//! Planning rounds: each April the plans of contracts, the baselines and values of blocks among them, are set anew by last
//! year's work and the growth that both sides expect.
//!
//! plan ← (1 + g) · [plan + ρ · (last year's work − plan)], by currency, with g = `economy.planning.growth` and ρ = `economy.planning.rebase_share` while a regime goes
//! on, and 1 where another regime is entered: its baseline is what was done before. So whoever is paid by a baseline may
//! want it high before it is set ([`super::incentive`]).

use super::Economy;
use super::agreement::Agreement;
use super::settings::Currency;
use crate::engine::Month;

/// Months of work that a plan is set by.
const SEEN: u32 = 12;

impl Economy {
    /// April: every contract that has a year of work behind it gets its plan for the year.
    pub(super) fn plan_year(&mut self, april: Month) {
        let [share, growth] =
            ["rebase_share", "growth"].map(|p| self.settings.parameters.get(&format!("economy.planning.{p}")));
        // Who enters a regime this month has just been given a plan.
        let goes_on = |agreement: &&mut Agreement| agreement.since() < april;
        for agreement in self.agreements.iter_mut().filter(goes_on) {
            rebase(agreement, share, growth, april);
        }
    }
}

/// Moves a plan towards the last year's work, by a share of the way, and lets it grow.
pub(super) fn rebase(agreement: &mut Agreement, share: f64, growth: f64, month: Month) {
    let year = |agreement: &Agreement, currency: Currency| -> Option<f64> {
        let histories = [&agreement.history, &agreement.history_elsewhere];
        let seen = histories.into_iter().filter(|history| history.months() >= SEEN);
        let work: f64 = seen.map(|history| history.year(currency, month, 0.0)).sum();
        (work > 0.0).then_some(work)
    };
    let moved: Vec<(Currency, f64)> = (agreement.plan_a_year.iter())
        .filter_map(|(&currency, &plan)| {
            let work = year(agreement, currency)?;
            Some((currency, (1.0 + growth) * (plan + share * (work - plan))))
        })
        .collect();
    agreement.plan_a_year.extend(moved);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::clause::ByCurrency;
    use crate::economy::settings::Contract;
    use std::collections::BTreeMap;

    fn held(months: u32, a_month: f64) -> Agreement {
        let plan = ByCurrency::from([(Currency::CommunityContact, 1_200.0)]);
        let contract: Contract = serde_json::from_value(serde_json::json!({
            "payer": "ccg", "provider": "community", "regime": "block", "plan": plan,
        }))
        .expect("it is a contract");
        let mut agreement = Agreement::new("x", &contract, 0, 1, Month(219));
        for m in 0..months {
            let units = BTreeMap::from([(Currency::CommunityContact, a_month)]);
            agreement.history.see(Month(219 + m), &units);
        }
        agreement
    }

    #[test]
    fn a_plan_goes_part_of_the_way_to_the_years_work() {
        let mut agreement = held(12, 110.0);
        rebase(&mut agreement, 0.3, 0.0, Month(231));
        let plan = agreement.plan_a_year[&Currency::CommunityContact];
        // 1,320 were done where 1,200 were planned; the year to come has a day more.
        assert!((plan - (1_200.0 + 0.3 * 120.0)).abs() < 2.0, "{plan}");
        rebase(&mut agreement, 1.0, 0.0, Month(231));
        let whole = agreement.plan_a_year[&Currency::CommunityContact];
        assert!((whole - 1_320.0).abs() < 5.0, "{whole}");
        rebase(&mut agreement, 1.0, 0.02, Month(231));
        let grown = agreement.plan_a_year[&Currency::CommunityContact];
        assert!((grown / whole - 1.02).abs() < 1e-9, "{grown}");
    }

    #[test]
    fn less_than_a_year_of_work_sets_no_plan() {
        let mut agreement = held(11, 110.0);
        rebase(&mut agreement, 1.0, 0.02, Month(230));
        assert_eq!(agreement.plan_a_year[&Currency::CommunityContact], 1_200.0);
    }
}

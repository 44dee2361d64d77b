//! What a provider's work costs it.
//!
//! Cost at the start: C = planned income of its contracts at national prices + its underlying deficit, a year.
//!
//! - fixed: f · C, in twelfths;
//! - semi-fixed: s · C, of which a share (`economy.cost.ward_share`) moves with whole wards of
//!   `economy.cost.beds_per_ward` open adult beds, the rest with whole clinics of
//!   `economy.cost.attendances_per_clinic` outpatient attendances a working day:
//!   month = s·C/12 · (w · wards/wards₀ + (1−w) · clinics/clinics₀), steps at the start being those of the first
//!   reported month (wards) and of the plan (clinics);
//! - variable: Σ_c k · u_c · n_c, with u the unit costs of `economy.cost.unit.*` and k chosen once so that the planned
//!   year costs v · C.
//!
//! Of the fixed cost a part is the charge for capital (3.5 % of net relevant assets, which goes back to the taxpayer) and a
//! part depreciation: κ·a·C and d·C, with κ = `economy.treasury.capital_charge_rate`, a = `economy.treasury.assets_share`
//! and d = `economy.treasury.depreciation_share`; both are posted apart, and the whole is what it was. What cost
//! improvement and closed services save (`relief`, pounds a year) comes off fixed and semi-fixed cost in proportion.
//!
//! Pass-through income (budget lines received) is spent in the month it comes. Source of the shares: planning
//! convention, no published source (baseline section 11); unit costs: 2016/17 reference costs (`RC1617`) and `PSSRU18`.

use super::agreement::ByCurrency;
use super::settings::{CostStructure, Currency};
use crate::model::parameter::Parameters;
use serde::{Deserialize, Serialize};

/// Cost structure of one provider, worked out at the start.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ProviderCost {
    /// Pounds a year.
    pub fixed: f64,
    pub wards: f64,
    pub clinics: f64,
    /// Variable cost of each unit, pounds.
    pub unit: ByCurrency,
    /// Steps at the start; wards are unknown until the first reported month.
    wards_at_start: Option<f64>,
    clinics_at_start: f64,
    /// Cost a year at the start, pounds.
    pub at_start: f64,
    /// Parts of the fixed cost, pounds a year: charge for capital, and depreciation.
    pub capital_charge: f64,
    pub depreciation: f64,
    /// Pounds a year taken out of fixed and semi-fixed cost since the start ([`super::planning`]).
    #[serde(default)]
    pub relief: f64,
}

/// One month's cost, pounds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct MonthCost {
    pub fixed: f64,
    pub semi_fixed: f64,
    pub variable: f64,
}

impl ProviderCost {
    /// From the structure, the cost a year at the start (pounds) and the planned year of all its contracts.
    pub fn new(structure: CostStructure, cost_a_year: f64, plan: &ByCurrency, parameters: &Parameters) -> ProviderCost {
        let weight = |c: Currency| parameters.get(&format!("economy.cost.unit.{}_pounds", c.name()));
        let planned: f64 = plan.iter().map(|(&c, n)| n * weight(c)).sum();
        let scale = if planned > 0.0 {
            structure.variable * cost_a_year / planned
        } else {
            0.0
        };
        // With nothing planned nothing can vary: the variable share stays with the fixed.
        let fixed = structure.fixed + if planned > 0.0 { 0.0 } else { structure.variable };
        let attendances = [Currency::OutpatientFirst, Currency::OutpatientFollowUp]
            .iter()
            .map(|c| plan.get(c).copied().unwrap_or(0.0))
            .sum::<f64>();
        let ward_share = parameters.get("economy.cost.ward_share");
        let semi_fixed = structure.semi_fixed * cost_a_year;
        let clinics_at_start = clinics(attendances / WORKING_DAYS_A_YEAR, parameters);
        let fixed = fixed * cost_a_year;
        let of = |what: &str| cost_a_year * parameters.get(&format!("economy.treasury.{what}"));
        let charge = of("assets_share") * parameters.get("economy.treasury.capital_charge_rate");
        let capital_charge = charge.min(fixed);
        let depreciation = of("depreciation_share").min(fixed - capital_charge);
        ProviderCost {
            fixed,
            wards: semi_fixed * ward_share,
            clinics: semi_fixed * (1.0 - ward_share),
            unit: Currency::ALL.iter().map(|&c| (c, scale * weight(c))).collect(),
            wards_at_start: None,
            clinics_at_start,
            at_start: cost_a_year,
            capital_charge,
            depreciation,
            relief: 0.0,
        }
    }

    /// Cost of a month: its activity, mean open adult beds and outpatient attendances a working day.
    pub fn month(
        &mut self,
        units: &ByCurrency,
        beds: f64,
        attendances_a_day: f64,
        parameters: &Parameters,
    ) -> MonthCost {
        let wards = libm::ceil(beds / parameters.get("economy.cost.beds_per_ward"));
        let wards_at_start = *self.wards_at_start.get_or_insert(wards);
        let ward_ratio = if wards_at_start > 0.0 {
            wards / wards_at_start
        } else {
            1.0
        };
        let clinic_ratio = if self.clinics_at_start > 0.0 {
            clinics(attendances_a_day, parameters) / self.clinics_at_start
        } else {
            1.0
        };
        let (fixed, semi_fixed) = (self.fixed, self.wards * ward_ratio + self.clinics * clinic_ratio);
        // What was saved comes off both alike; without saving nothing is touched.
        let kept = if self.relief != 0.0 && fixed + semi_fixed > 0.0 {
            (1.0 - self.relief / (fixed + semi_fixed)).max(0.0)
        } else {
            1.0
        };
        MonthCost {
            fixed: fixed / 12.0 * kept,
            semi_fixed: semi_fixed / 12.0 * kept,
            variable: units
                .iter()
                .map(|(c, n)| n * self.unit.get(c).copied().unwrap_or(0.0))
                .sum(),
        }
    }
}

/// Mean working days in a year: 365.25 less weekends and eight bank holidays.
const WORKING_DAYS_A_YEAR: f64 = 253.0;

fn clinics(attendances_a_day: f64, parameters: &Parameters) -> f64 {
    libm::ceil(attendances_a_day / parameters.get("economy.cost.attendances_per_clinic"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    #[test]
    fn the_planned_year_costs_what_was_said() {
        let parameters = testing::settings().parameters;
        let plan = ByCurrency::from([(Currency::DayCase, 36_000.0), (Currency::OutpatientFirst, 253_000.0)]);
        let structure = CostStructure {
            fixed: 0.25,
            semi_fixed: 0.55,
            variable: 0.20,
        };
        let mut cost = ProviderCost::new(structure, 100.0e6, &plan, &parameters);
        let month = ByCurrency::from([
            (Currency::DayCase, 3_000.0),
            (Currency::OutpatientFirst, 253_000.0 / 12.0),
        ]);
        let at_plan = cost.month(&month, 450.0, 1_000.0, &parameters);
        assert!((at_plan.fixed - 25.0e6 / 12.0).abs() < 1.0);
        assert!((at_plan.semi_fixed - 55.0e6 / 12.0).abs() < 1.0);
        assert!((at_plan.variable - 20.0e6 / 12.0).abs() < 1.0);
        // A bed inside the last ward costs nothing; a ward of beds is a step.
        let beds = parameters.get("economy.cost.beds_per_ward");
        let same = cost.month(&month, 449.0, 1_000.0, &parameters);
        let step = cost.month(&month, 450.0 - beds, 1_000.0, &parameters);
        assert_eq!(same.semi_fixed, at_plan.semi_fixed);
        assert!(step.semi_fixed < at_plan.semi_fixed - 1.0);
        assert_eq!(step.fixed, at_plan.fixed);
    }
}

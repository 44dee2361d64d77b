//! What a scenario's `planning` block may hold. What is left out does not happen.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Loans, cost of dealing and planning rounds that are in force.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Planning {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Loans to trusts that run out of cash, reserves and precept of councils, overspending carried into the next year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub treasury: Option<Treasury>,
    /// What contracts cost to make, watch, dispute and let.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dealing: Option<Act>,
    /// What payers would put money that is free into, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[garde(dive)]
    pub investment: BTreeMap<String, Investment>,
    /// What payers would stop buying when a plan cannot be met, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[garde(dive)]
    pub decommissioning: BTreeMap<String, Decommissioning>,
    /// Trusts that expect to miss their plan save.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_improvement: Option<Act>,
    /// Wards that may close and open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub wards: Option<Wards>,
    /// Plans that lie too far apart go to arbitration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub negotiation: Option<Act>,
    /// Years between the planning rounds of councils, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 1, max = 5)))]
    pub council_years: Option<u32>,
}

/// An act of planning whose numbers are all parameters.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Act {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Cash, loans, reserves and precept.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Treasury {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Days of cost that a trust holds in cash; it borrows below. The parameter `economy.treasury.minimum_cash_days` where
    /// left out. 0 to 365.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0, max = 365.0)))]
    pub minimum_cash_days: Option<f64>,
}

/// More of a service, bought with money that is free.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Investment {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Organisation that pays.
    pub by: String,
    /// Id of the service that grows.
    pub service: String,
    /// Organisation that runs the service.
    pub provider: String,
    /// Growth of its capacity, as a share of the planned capacity (0 to 5).
    #[garde(range(min = 0.0, max = 5.0))]
    pub capacity_share: f64,
    /// Paid once, pounds: recruitment, rooms, equipment.
    #[serde(default)]
    #[garde(range(min = 0.0))]
    pub pounds_once: f64,
    /// Buildings and equipment that the provider buys with public dividend capital, pounds: it bears their wear and the charge
    /// for capital from then on ([`super::capital`]).
    #[serde(default)]
    #[garde(range(min = 0.0))]
    pub capital_pounds: f64,
    /// Paid each year from when the capacity comes, pounds.
    #[serde(default)]
    #[garde(range(min = 0.0))]
    pub pounds_a_year: f64,
    /// What the business case expects it to save the payer elsewhere, pounds a year. It decides whether and when it is worth
    /// its money and has no effect of its own: what is saved comes out of the model. Left out, the case is not one of money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0)))]
    pub expected_saving_pounds_a_year: Option<f64>,
}

/// Less of a service, when a plan cannot be met.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Decommissioning {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Id of the contract whose plan is cut; its payer decides.
    pub contract: String,
    /// Id of a service of its provider.
    pub service: String,
    /// Share of the contract's plan and of the service's planned capacity that goes (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub share: f64,
}

/// Wards as steps of a bed service.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Wards {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Ids of bed services whose wards may close when they stand empty and money is short, and open when they are full and
    /// money allows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// Wards that close by decision, whatever the occupancy, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[garde(dive)]
    pub closures: BTreeMap<String, Closure>,
    /// Organisation that pays what restructuring costs; the trust itself where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition_paid_by: Option<String>,
}

/// Wards that close by decision.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct Closure {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Id of a bed service.
    pub service: String,
    /// Wards that close, 1 to 20.
    #[garde(range(min = 1, max = 20))]
    pub wards: u32,
    /// Whole years after the start of the run, 0 to 29: the ward closes at the end of that year's first month.
    #[garde(range(min = 0, max = 29))]
    pub after_years: u32,
}

impl Planning {
    /// Whether nothing beside the plans of contracts happens.
    pub fn is_off(&self) -> bool {
        let acts = Planning {
            note: None,
            ..self.clone()
        };
        acts == Planning::default()
    }

    /// Scales sums stated in pounds for a place of another size.
    pub fn scale(&mut self, ratio: f64) {
        for option in self.investment.values_mut() {
            option.pounds_once *= ratio;
            option.capital_pounds *= ratio;
            option.pounds_a_year *= ratio;
            if let Some(saving) = &mut option.expected_saving_pounds_a_year {
                *saving *= ratio;
            }
        }
    }

    /// Sums in pounds with the field that holds each, for the list of what was scaled.
    pub fn pounds(&self) -> Vec<(String, f64)> {
        let options = self.investment.iter().flat_map(|(id, option)| {
            let own = [
                ("pounds_once", Some(option.pounds_once)),
                ("capital_pounds", Some(option.capital_pounds)),
                ("pounds_a_year", Some(option.pounds_a_year)),
                ("expected_saving_pounds_a_year", option.expected_saving_pounds_a_year),
            ];
            own.map(|(field, pounds)| pounds.map(|pounds| (format!("planning.investment.{id}.{field}"), pounds)))
        });
        options.flatten().collect()
    }
}

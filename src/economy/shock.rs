//! Shocks: dated changes that nobody chooses. The scenario's rooms turn what a shock does to needs and services into
//! dated parameters and capacities of the model; what it does to organisations and money happens here.

use crate::engine::Month;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that befalls the place.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "snake_case")]
pub enum Shock {
    HardWinter(#[garde(dive)] HardWinter),
    PandemicWave(#[garde(dive)] PandemicWave),
    FundingSqueeze(#[garde(dive)] FundingSqueeze),
    CareHomeLoss(#[garde(dive)] CareHomeLoss),
    ProviderFailing(#[garde(dive)] ProviderFailing),
    CommissionerMerger(#[garde(dive)] CommissionerMerger),
}

/// More serious illness and more exacerbations for some months.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct HardWinter {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Share by which serious acute illness and exacerbations rise (0 to 2).
    #[garde(range(min = 0.0, max = 2.0))]
    pub more_need: f64,
    /// Months that it lasts, 1 to 60.
    #[garde(range(min = 1, max = 60))]
    pub months: u32,
}

/// A wave of infections: more illness, testing before discharge, oversight lifted, and a crisis that all share.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct PandemicWave {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Share by which serious acute illness rises (0 to 2).
    #[garde(range(min = 0.0, max = 2.0))]
    pub more_need: f64,
    /// Months that it lasts, 1 to 60.
    #[garde(range(min = 1, max = 60))]
    pub months: u32,
    /// Share of the burden of oversight that is lifted meanwhile (0 to 1); needs the block `relations`.
    #[serde(default)]
    #[garde(range(min = 0.0, max = 1.0))]
    pub oversight_lifted: f64,
    /// Assessment time before discharge with a test, ratio to the usual (0.2 to 5).
    #[serde(default = "one")]
    #[garde(range(min = 0.2, max = 5.0))]
    pub discharge_testing: f64,
}

/// Allocations of the state and of councils fall by a share.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct FundingSqueeze {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Share of every allocation that is not given (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub share: f64,
    /// Months that it lasts, 1 to 360.
    #[garde(range(min = 1, max = 360))]
    pub months: u32,
}

/// Care homes and nursing homes close.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct CareHomeLoss {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Share of the places that is lost (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub share: f64,
}

/// A provider cannot run its services as planned, loses its leader, and is in a crisis.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct ProviderFailing {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Id of the organisation.
    pub provider: String,
    /// Share of the capacity of all its services that is lost (0 to 1).
    #[garde(range(min = 0.0, max = 1.0))]
    pub share: f64,
    /// Months that it lasts, 1 to 60.
    #[garde(range(min = 1, max = 60))]
    pub months: u32,
}

/// Commissioners merge: nothing is agreed or ratified meanwhile, and joint work slows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct CommissionerMerger {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Months that it takes; the parameter table's (18) where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 1, max = 60)))]
    pub months: Option<u32>,
}

impl Shock {
    /// Name in files.
    pub const fn name(&self) -> &'static str {
        match self {
            Shock::HardWinter(_) => "hard_winter",
            Shock::PandemicWave(_) => "pandemic_wave",
            Shock::FundingSqueeze(_) => "funding_squeeze",
            Shock::CareHomeLoss(_) => "care_home_loss",
            Shock::ProviderFailing(_) => "provider_failing",
            Shock::CommissionerMerger(_) => "commissioner_merger",
        }
    }

    /// Months that it lasts, where it passes by itself.
    pub const fn months(&self) -> Option<u32> {
        match self {
            Shock::HardWinter(shock) => Some(shock.months),
            Shock::PandemicWave(shock) => Some(shock.months),
            Shock::FundingSqueeze(shock) => Some(shock.months),
            Shock::CareHomeLoss(_) => None,
            Shock::ProviderFailing(shock) => Some(shock.months),
            Shock::CommissionerMerger(shock) => shock.months,
        }
    }
}

/// What shocks leave with organisations and money for a while: each until a month.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Aftermath {
    pub oversight_lifted: Vec<(Month, f64)>,
    pub squeezed: Vec<(Month, f64)>,
    pub merging: Option<Month>,
}

impl Aftermath {
    /// Share of the burden of oversight that stays in a month.
    pub fn oversight(&self, month: Month) -> f64 {
        left(&self.oversight_lifted, month)
    }
    /// Share of allocations that is given in a month.
    pub fn allocation(&self, month: Month) -> f64 {
        left(&self.squeezed, month)
    }
    pub fn merges(&self, month: Month) -> bool {
        self.merging.is_some_and(|until| month < until)
    }
}

fn left(shares: &[(Month, f64)], month: Month) -> f64 {
    let running = shares.iter().filter(|(until, _)| month < *until);
    running.map(|(_, share)| 1.0 - share).product()
}

const fn one() -> f64 {
    1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shock_leaves_passes() {
        let after = Aftermath {
            oversight_lifted: vec![(Month(225), 0.5), (Month(230), 0.2)],
            squeezed: vec![(Month(231), 0.03)],
            merging: Some(Month(237)),
        };
        assert!((after.oversight(Month(224)) - 0.4).abs() < 1e-12);
        assert_eq!((after.oversight(Month(225)), after.oversight(Month(230))), (0.8, 1.0));
        assert!(after.merges(Month(236)) && !after.merges(Month(237)));
        assert_eq!(after.allocation(Month(231)), 1.0);
        let names = [
            r#"{"hard_winter":{"more_need":0.1,"months":4}}"#,
            r#"{"funding_squeeze":{"share":0.03,"months":24}}"#,
            r#"{"commissioner_merger":{}}"#,
        ];
        for text in names {
            let shock: Shock = serde_json::from_str(text).expect(text);
            assert!(text.contains(shock.name()));
        }
    }
}

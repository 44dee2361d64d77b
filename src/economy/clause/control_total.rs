//! **Control total and sustainability fund**: money for acute trusts that keep to a set surplus or deficit and to a
//! standard of A&E performance.
//!
//! In words: the fund is a stated sum, or so much for each planned emergency spell. Each completed quarter a part of it
//! hangs on finance (the surplus of the year to date, before the fund, at or above the control total) and a part on
//! performance in that quarter. A quarter missed on finance is earned back when the year to date is met later; one missed
//! on performance is not. At the year's end each pound above the control total earns a bonus. The finance of the whole
//! system may count in place of the trust's own. A share of what last year ended above its control total may be brought
//! forward: a surplus hidden in one year helps the next. Under `pays_missers` all get the fund whatever they did, and
//! those who kept to the rule believe the next one less (`credibility_cost`).
//!
//! S_q + c · B · m_q/12 ≥ T_q : finance met at the end of quarter q, Q* the last quarter met
//!
//! pay = Σ_q F · m_q/12 · (w_f · \[q ≤ Q*\] + w_p · \[x_q at target\]) + at the year's end min(b · max(0, S − T), l · F),
//! only when finance is then met
//!
//! Source: Sustainability and Transformation Fund 2016–2018, Provider Sustainability Fund 2018/19: 70 % finance and 30 %
//! A&E (`OWN`, RECALLED_HIGH), £2.45 billion in 2018/19 (`NHSI_UND`, VERIFIED). No study of its effect was found.
//!
//! Worked year (the test): fund £10.0 million. Finance met at the ends of the first, second and fourth quarter, A&E at
//! target in the first only: £7.0 million + £0.75 million. £1.0 million above the control total at the end, one pound
//! for a pound: £8.75 million in all. Worked month (`clause_month_test`): a fund of £12.0 million pays nothing in April
//! and May; June, at a control total of £35,000 by then met to the penny and A&E at 0.95, pays £3.0 million, and one
//! pound short £900,000.

use super::{Period, Rule, rounded};
use crate::economy::outcome::{Better, Outcome};
use crate::economy::period::{Quarter, Standing};
use crate::economy::settings::{Currency, OrganisationKind};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const MONTHS: f64 = 12.0;
const QUARTERS: usize = 4;

/// Money for those who keep to a set surplus and to a standard of performance.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
pub struct ControlTotal {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whose finance counts.
    #[serde(default)]
    pub scope: Scope,
    /// The fund, pounds a year; by emergency activity where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(range(min = 0.0)))]
    pub pounds_a_year: Option<f64>,
    /// The fund for each emergency spell of the contract's plan, pounds.
    #[serde(default)]
    #[garde(range(min = 0.0))]
    pub pounds_per_emergency_spell: f64,
    /// Part of the fund that hangs on finance (0 to 1).
    #[serde(default = "finance")]
    #[garde(range(min = 0.0, max = 1.0))]
    pub finance_weight: f64,
    /// Part of the fund that hangs on performance (0 to 1).
    #[serde(default = "performance")]
    #[garde(range(min = 0.0, max = 1.0))]
    pub performance_weight: f64,
    /// The performance that counts.
    #[serde(default = "four_hour")]
    pub outcome: Outcome,
    /// Its value that earns a quarter's part.
    #[serde(default = "standard")]
    #[garde(range(min = 0.0))]
    pub target: f64,
    /// Pounds of bonus for each pound above the control total at the year's end.
    #[serde(default)]
    #[garde(range(min = 0.0, max = 2.0))]
    pub bonus_per_pound: f64,
    /// Most that the bonus may be, share of the fund (0 to 1).
    #[serde(default = "super::whole")]
    #[garde(range(min = 0.0, max = 1.0))]
    pub bonus_limit: f64,
    /// Share of what last year ended above its control total that counts this year (0 to 1).
    #[serde(default)]
    #[garde(range(min = 0.0, max = 1.0))]
    pub brought_forward_share: f64,
    /// Acute trusts only; others are paid nothing.
    #[serde(default = "yes")]
    pub acute_only: bool,
    /// The fund is paid whatever was done: the rule was changed for those who missed.
    #[serde(default)]
    pub pays_missers: bool,
    /// Share of the trust between payer and provider (0 to 1) lost when a regime with `pays_missers` comes into force.
    #[serde(default)]
    #[garde(range(min = 0.0, max = 1.0))]
    pub credibility_cost: f64,
}

/// Whose finance a control total looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The provider's own.
    #[default]
    Organisation,
    /// Commissioners and NHS trusts that share its places, together.
    System,
}

const fn finance() -> f64 {
    0.7
}
const fn performance() -> f64 {
    0.3
}
const fn four_hour() -> Outcome {
    Outcome::FourHour
}
const fn standard() -> f64 {
    0.95
}
const fn yes() -> bool {
    true
}

impl ControlTotal {
    fn fund(&self, period: &Period<'_>) -> f64 {
        let emergencies =
            [Currency::EmergencyZeroNight, Currency::EmergencyOneNight, Currency::EmergencyMultiNight];
        let planned: f64 = emergencies.iter().filter_map(|c| period.plan_a_year.get(c)).sum();
        self.pounds_a_year.unwrap_or(self.pounds_per_emergency_spell * planned)
    }

    fn of<'a>(&self, quarter: &'a Quarter) -> &'a Standing {
        match self.scope {
            Scope::Organisation => &quarter.finance.provider,
            Scope::System => &quarter.finance.system,
        }
    }

    fn finance_met(&self, quarter: &Quarter, months: u32) -> bool {
        let standing = self.of(quarter);
        let helped = self.brought_forward_share * standing.brought_forward * f64::from(months) / MONTHS;
        self.pays_missers || standing.above() + helped >= 0.0
    }

    fn performance_met(&self, quarter: &Quarter) -> bool {
        let met = quarter.outcomes.value(self.outcome).is_some_and(|value| match self.outcome.better() {
            Better::Higher => value >= self.target,
            Better::Lower => value <= self.target,
        });
        self.pays_missers || met
    }
}

impl Rule for ControlTotal {
    const NAME: &'static str = "control_total";
    const DESCRIPTION: &'static str = "a fund for keeping to a control total and to A&E performance, by quarter";

    fn pay(&self, period: &Period<'_>, _before: f64) -> f64 {
        if self.acute_only && period.provider != OrganisationKind::AcuteTrust {
            return 0.0;
        }
        let fund = self.fund(period);
        let mut months = 0;
        let met: Vec<bool> = period
            .quarters
            .iter()
            .map(|quarter| {
                months += quarter.months;
                self.finance_met(quarter, months)
            })
            .collect();
        let last_met = met.iter().rposition(|met| *met);
        let by_quarter: f64 = period
            .quarters
            .iter()
            .enumerate()
            .map(|(q, quarter)| {
                let finance = if last_met.is_some_and(|last| q <= last) { self.finance_weight } else { 0.0 };
                let performance = if self.performance_met(quarter) { self.performance_weight } else { 0.0 };
                fund * f64::from(quarter.months) / MONTHS * (finance + performance)
            })
            .sum();
        let year_over = period.quarters.len() == QUARTERS && met.last() == Some(&true);
        let above = period.quarters.last().map_or(0.0, |quarter| quarter.finance.provider.above().max(0.0));
        let bonus = if year_over { (self.bonus_per_pound * above).min(self.bonus_limit * fund) } else { 0.0 };
        by_quarter + bonus
    }

    fn scale(&mut self, ratio: f64) {
        self.pounds_a_year.iter_mut().for_each(|pounds| *pounds *= ratio);
    }

    fn after_finance(&self) -> bool {
        true
    }

    fn credibility_cost(&self) -> f64 {
        if self.pays_missers { self.credibility_cost } else { 0.0 }
    }

    fn fault(&self) -> Option<(&'static str, String, String)> {
        let sum = self.finance_weight + self.performance_weight;
        let found = format!("weights of finance and performance that sum to {}", rounded(sum));
        (sum > 1.0 + 1e-9).then(|| ("finance_weight", found, "at most 1".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;
    use crate::economy::outcome::Outcomes;
    use crate::economy::period::Finance;

    fn own() -> ControlTotal {
        let json = r#"{"pounds_a_year": 10000000, "bonus_per_pound": 1}"#;
        serde_json::from_str(json).expect("a control total")
    }

    fn year(clause: &ControlTotal, above: [f64; 4], four_hour: [f64; 4], kind: OrganisationKind) -> f64 {
        let standing = |above: f64| Standing { surplus: above - 5.0e6, control_total: -5.0e6, ..Standing::default() };
        let quarters: Vec<Quarter> = above
            .iter()
            .zip(four_hour)
            .map(|(&above, four_hour)| Quarter {
                months: 3,
                outcomes: Outcomes::of(&[(Outcome::FourHour, four_hour, 1.0)]),
                finance: Finance { provider: standing(above), system: standing(-above) },
            })
            .collect();
        worked(0.0, |p| clause.pay(&Period { quarters: &quarters, provider: kind, ..p.clone() }, 0.0))
    }

    #[test]
    fn finance_is_earned_back_and_performance_is_not() {
        let acute = OrganisationKind::AcuteTrust;
        let (above, four_hour) = ([1.0, 0.0, -1.0, 1.0e6], [0.96, 0.94, 0.90, 0.94]);
        same(year(&own(), above, four_hour, acute), 8.75e6);
        same(year(&own(), [1.0, 0.0, -1.0, -1.0], four_hour, acute), 3.5e6 + 0.75e6);
        assert_eq!(year(&own(), above, four_hour, OrganisationKind::CommunityTrust), 0.0);
        let system = ControlTotal { scope: Scope::System, ..own() };
        same(year(&system, above, four_hour, acute), 5.25e6 + 0.75e6);
    }

    #[test]
    fn missers_are_paid_at_the_cost_of_credibility() {
        let kind = ControlTotal { pays_missers: true, credibility_cost: 0.1, ..own() };
        same(year(&kind, [-1.0e6; 4], [0.5; 4], OrganisationKind::AcuteTrust), 10.0e6);
        assert_eq!((kind.credibility_cost(), own().credibility_cost()), (0.1, 0.0));
    }

    #[test]
    fn last_years_surplus_helps_and_emergencies_allocate() {
        let quarter = Quarter {
            months: 3,
            finance: Finance {
                provider: Standing { surplus: -1.0e6, brought_forward: 4.0e6, ..Standing::default() },
                ..Finance::default()
            },
            ..Quarter::default()
        };
        let mut clause = ControlTotal { pounds_a_year: None, pounds_per_emergency_spell: 400.0, ..own() };
        let pay = |clause: &ControlTotal| {
            let quarters = [quarter.clone()];
            worked(0.0, |p| clause.pay(&Period { quarters: &quarters, ..p.clone() }, 0.0))
        };
        assert_eq!(pay(&clause), 0.0);
        clause.brought_forward_share = 1.0;
        same(pay(&clause), 4.0e6 / 4.0 * 0.7);
        clause.performance_weight = 0.5;
        assert!(clause.fault().is_some());
    }
}

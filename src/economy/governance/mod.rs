//! Governance: who has to agree before a change takes effect, where services are decided on, and what that does to speed
//! and cost. All of it acts as delays, weights and speeds: it treats nobody (*structure is not service*).
//!
//! **Ratification.** A change announced in month a takes effect on its date, but not before month a + d, d in whole months:
//!
//! d = ρ·(n − 1)·(committee share, with a joint committee)·(statutory share, in a statutory system) + veto
//!
//! n is the number of boards that decide for themselves (bodies under one chief executive, and providers in a
//! collaborative, count as one), ρ = `economy.governance.ratification_months`; veto = `economy.governance.veto_months` ·
//! (1 − trust of practices in those who pay) where practices hold a veto and the change touches them.
//!
//! **Delegation.** Each kind of service is local, of the system, or neither ([`delegation`]).
//!
//! **Deals** that share risk take time to agree and may break ([`deal`]); what waits stands in [`waiting`].
//!
//! Sizes assumed; that boards' duties hinder sharing, 80 % of decisions at place as an aim, and 18 months lost by mergers
//! are evidence 4.02, 4.05, 4.09.

pub mod deal;
pub mod delegation;
pub mod settings;
pub mod waiting;

pub use deal::{Deal, Negotiation};
pub use settings::{GovernanceSettings, Level};
pub use waiting::Waiting;

use crate::model::parameter::Parameters;

impl GovernanceSettings {
    /// Boards among these bodies that decide for themselves.
    pub fn boards<'a>(&self, bodies: impl Iterator<Item = &'a str>) -> u32 {
        let (mut boards, mut led, mut joined) = (0, false, false);
        for id in bodies {
            let is = |list: &[String]| list.iter().any(|own| own == id);
            if is(&self.one_chief_executive) {
                boards += u32::from(!led);
                led = true;
            } else if is(&self.provider_collaborative) {
                boards += u32::from(!joined);
                joined = true;
            } else {
                boards += 1;
            }
        }
        boards
    }

    /// Months from announcement to the last board's yes. `practices` is their trust in those who pay, where the change
    /// touches them.
    pub fn ratification_months(&self, boards: u32, practices: Option<f64>, parameters: &Parameters) -> u32 {
        let of = |path: &str| parameters.get(path);
        let mut months = of("economy.governance.ratification_months") * f64::from(boards.saturating_sub(1));
        if self.joint_committee {
            months *= of("economy.governance.joint_committee_share");
        }
        if self.statutory {
            months *= of("economy.governance.statutory_share");
        }
        if let (true, Some(trust)) = (self.practices_veto, practices) {
            months += of("economy.governance.veto_months") * (1.0 - trust);
        }
        libm::round(months) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    #[test]
    fn boards_that_join_ratify_sooner() {
        let parameters = testing::parameters();
        let block = |text: &str| -> GovernanceSettings { serde_json::from_str(text).expect(text) };
        let bodies = ["acute", "ccg", "community", "council", "general_practice"];
        let months = |text: &str, practices: Option<f64>| {
            let block = block(text);
            block.ratification_months(block.boards(bodies.into_iter()), practices, &parameters)
        };
        let shadow = months("{}", None);
        assert!(shadow > 0);
        for text in [
            r#"{ "joint_committee": true }"#,
            r#"{ "statutory": true }"#,
            r#"{ "one_chief_executive": ["ccg", "community", "council"] }"#,
            r#"{ "provider_collaborative": ["acute", "community", "general_practice"] }"#,
        ] {
            assert!(months(text, None) < shadow, "{text}");
        }
        let veto = r#"{ "practices_veto": true }"#;
        assert_eq!(months(veto, None), shadow, "it does not touch practices");
        assert!(months(veto, Some(0.2)) > months(veto, Some(0.9)));
        assert!(months(veto, Some(0.9)) >= shadow);
    }
}

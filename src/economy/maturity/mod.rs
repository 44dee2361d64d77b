//! Maturity of a component between 0 and 1: how much of its design is real. It has to be earned.
//!
//! m(a) = 1 − 2^(−(a/h)^k), with a the effective age in years, h the half-life (`economy.maturity.half_life_years`) and
//! k the shape (`economy.maturity.shape`): slow at first, then faster, then levelling. At the centre 0.17 after one
//! year, 0.50 after two and a half, 0.85 after five.
//!
//! Effective age advances by the calendar times a speed, over the component's own ratio of time:
//!
//! effective years of a month = speed / (12 · months_ratio), with `economy.component.<name>.months_ratio` of each component
//!
//! speed = clamp(1 + b_T·(T − T₀) + b_D·m_record, 0.2, 2) · (1 − p·max(0, n − 4)) · in post / in post at the start
//!
//! T is mean trust among the partners, m_record the maturity of a shared record, n the number of partner organisations.
//! Staff in post for the component grow as 1 − exp(−t/recruitment); maturity never exceeds them. When a component stops,
//! maturity halves every `economy.maturity.decay_half_life_years`.
//!
//! Where a scenario has a block `relations`, `governance` or `workforce`, the speed is multiplied by a pace ([`pace`]):
//! clinical [`engagement`], size of partners, oversight, open books, moods, order of reform, governance and staff.
//!
//! Source: suggested priors of the evidence (4.15, ASSUMED): half-life 2.5 years (1.5–4), decay half-life 1.5
//! (0.75–3), 5 % slower for each partner beyond four (0–12).

pub mod engagement;
pub mod pace;

pub use engagement::Engagement;
pub use pace::{Pace, inequality};

use crate::model::parameter::Parameters;
use serde::{Deserialize, Serialize};

/// How far a component has come.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Maturity {
    /// Effective age, years.
    age: f64,
    /// Share of its staff in post (0 to 1).
    staffed: f64,
}

impl Maturity {
    /// Share of the design that is real (0 to 1).
    pub fn value(self, parameters: &Parameters) -> f64 {
        let ratio = self.age / parameters.get("economy.maturity.half_life_years");
        let grown = 1.0 - libm::exp2(-libm::pow(ratio, parameters.get("economy.maturity.shape")));
        grown.min(self.staffed)
    }

    /// Share of its staff in post (0 to 1).
    pub fn staffed(self) -> f64 {
        self.staffed
    }

    /// A month in force.
    pub fn grow(&mut self, speed: f64, parameters: &Parameters) {
        self.age += speed / 12.0;
        self.staffed += (1.0 - self.staffed) / parameters.get("economy.maturity.recruitment_months").max(1.0);
    }

    /// A month after it was stopped: staff leave as it fades.
    pub fn decay(&mut self, parameters: &Parameters) {
        let keep = libm::exp2(-1.0 / (12.0 * parameters.get("economy.maturity.decay_half_life_years")));
        let left = self.value(parameters) * keep;
        let grown = libm::pow(-libm::log2(1.0 - left), 1.0 / parameters.get("economy.maturity.shape"));
        self.age = parameters.get("economy.maturity.half_life_years") * grown;
        self.staffed *= keep;
    }
}

/// Speed of maturing, 1 at the centre.
pub fn speed(trust: f64, record: f64, partners: usize, parameters: &Parameters) -> f64 {
    let of = |path: &str| parameters.get(path);
    let drive = 1.0
        + of("economy.maturity.trust_response") * (trust - of("economy.trust.start"))
        + of("economy.maturity.shared_data_response") * record;
    let extra = partners.saturating_sub(4) as f64;
    let crowd = (1.0 - of("economy.maturity.partner_penalty") * extra).max(0.0);
    drive.clamp(0.2, 2.0) * crowd * of("economy.maturity.in_post_share") / of("economy.maturity.in_post_share_at_start")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    #[test]
    fn grows_along_its_centre() {
        let parameters = testing::settings().parameters;
        let mut maturity = Maturity::default();
        let mut seen = Vec::new();
        for month in 1..=60 {
            maturity.grow(1.0, &parameters);
            if [12, 30, 60].contains(&month) {
                seen.push(maturity.value(&parameters));
            }
        }
        for (value, centre) in seen.iter().zip([0.15, 0.50, 0.85]) {
            assert!((value - centre).abs() < 0.03, "{seen:?}");
        }
    }

    #[test]
    fn fades_when_stopped_and_trust_speeds() {
        let parameters = testing::settings().parameters;
        let mut maturity = Maturity::default();
        (0..60).for_each(|_| maturity.grow(1.0, &parameters));
        let grown = maturity.value(&parameters);
        let months = libm::round(12.0 * parameters.get("economy.maturity.decay_half_life_years")) as u32;
        (0..months).for_each(|_| maturity.decay(&parameters));
        assert!((maturity.value(&parameters) / grown - 0.5).abs() < 0.01);
        let at = |trust, record, partners| speed(trust, record, partners, &parameters);
        assert!(
            at(0.8, 0.0, 4) > at(0.5, 0.0, 4) && at(0.5, 1.0, 4) > at(0.5, 0.0, 4) && at(0.5, 0.0, 7) < at(0.5, 0.0, 4)
        );
    }
}

//! Clinical engagement: how far those who treat patients make a reform their own, between 0 and 1.
//!
//! E ← E + r·(E* − E), with r = `economy.maturity.engagement_per_month` and
//!
//! E* = E₀ + a·redesigned − i·imposed − v·overload − o·oversight, held between 0 and 1
//!
//! E₀ = `economy.maturity.engagement_usual`. *Redesigned*: a care model with components came before or with the payment
//! reform. *Imposed*: payment was reformed first, and no redesign has followed yet for `economy.maturity.imposed_months`.
//! Overload is the excess of the hospital's occupancy over `economy.maturity.engaged_occupancy` plus the overload of
//! staff; oversight the burden beyond the usual.
//!
//! *Order of reform*: payment first makes payment look like problem and solution (a trust in evidence section 4; C27);
//! both at once (within `economy.maturity.together_months`) slow each other for `economy.maturity.together_lasts_months`.
//! Sizes assumed.

use crate::engine::Month;
use crate::model::parameter::Parameters;
use serde::{Deserialize, Serialize};

/// Where engagement stands, and which reforms have come when.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Engagement {
    value: f64,
    /// First month with a reformed payment, and with a care model that has components.
    payment: Option<Month>,
    redesign: Option<Month>,
}

/// In which order reforms came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    None,
    PaymentFirst,
    RedesignFirst,
    Together,
}

impl Engagement {
    pub fn new(redesigned: bool, start: Month, parameters: &Parameters) -> Engagement {
        Engagement {
            value: parameters.get("economy.maturity.engagement_usual"),
            payment: None,
            redesign: redesigned.then_some(start),
        }
    }

    pub fn value(&self) -> f64 {
        self.value
    }

    /// Payment is reformed. Whether it is imposed: it comes first, and nothing is redesigned yet.
    pub fn payment_reformed(&mut self, month: Month) -> bool {
        let first = self.payment.is_none();
        self.payment.get_or_insert(month);
        first && self.redesign.is_none()
    }
    /// Care is redesigned.
    pub fn redesigned(&mut self, month: Month) {
        self.redesign.get_or_insert(month);
    }

    pub fn order(&self, parameters: &Parameters) -> Order {
        let together = parameters.get("economy.maturity.together_months");
        match (self.payment, self.redesign) {
            (None, None) => Order::None,
            (Some(p), Some(r)) if f64::from(p.0.abs_diff(r.0)) < together => Order::Together,
            (Some(p), Some(r)) if p < r => Order::PaymentFirst,
            (Some(_), None) => Order::PaymentFirst,
            _ => Order::RedesignFirst,
        }
    }

    /// What both at once leave of the pace (0 to 1).
    pub fn of_both_at_once(&self, month: Month, parameters: &Parameters) -> f64 {
        let (Some(payment), Some(redesign)) = (self.payment, self.redesign) else {
            return 1.0;
        };
        let since = f64::from(month.0.saturating_sub(payment.max(redesign).0));
        let lasts = since < parameters.get("economy.maturity.together_lasts_months");
        if self.order(parameters) == Order::Together && lasts {
            1.0 - parameters.get("economy.maturity.together_slower_share")
        } else {
            1.0
        }
    }

    /// A month passes.
    pub fn month(&mut self, month: Month, overload: f64, oversight: f64, parameters: &Parameters) {
        let of = |path: &str| parameters.get(path);
        let mut aim = of("economy.maturity.engagement_usual");
        match self.order(parameters) {
            Order::RedesignFirst | Order::Together => aim += of("economy.maturity.engagement_of_redesign"),
            Order::PaymentFirst => {
                let payment = self.payment.unwrap_or(month);
                let since = f64::from(month.0.saturating_sub(payment.0));
                if self.redesign.is_none() || since < of("economy.maturity.imposed_months") {
                    aim -= of("economy.maturity.engagement_lost_to_imposed");
                }
            }
            Order::None => {}
        }
        aim -= of("economy.maturity.engagement_lost_to_overload") * overload.max(0.0);
        aim -= of("economy.maturity.engagement_lost_to_oversight") * oversight.max(0.0);
        self.value += of("economy.maturity.engagement_per_month") * (aim.clamp(0.0, 1.0) - self.value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    fn after(reform: impl Fn(&mut Engagement, Month), overload: f64, oversight: f64) -> f64 {
        let parameters = testing::parameters();
        let mut engagement = Engagement::new(false, Month(219), &parameters);
        for m in 0..24 {
            let month = Month(219 + m);
            reform(&mut engagement, month);
            engagement.month(month, overload, oversight, &parameters);
        }
        engagement.value()
    }

    #[test]
    fn redesign_first_engages_and_payment_first_does_not() {
        let nothing = after(|_, _| {}, 0.0, 0.0);
        let redesign = after(|e, m| e.redesigned(m), 0.0, 0.0);
        let payment = after(
            |e, m| {
                e.payment_reformed(m);
                if m.0 >= 231 {
                    e.redesigned(m);
                }
            },
            0.0,
            0.0,
        );
        assert!(
            redesign > nothing && payment < nothing,
            "{redesign} {nothing} {payment}"
        );
        assert!(after(|_, _| {}, 0.1, 0.0) < nothing && after(|_, _| {}, 0.0, 0.3) < nothing);
    }

    #[test]
    fn both_at_once_slow_each_other_for_a_while() {
        let parameters = testing::parameters();
        let mut both = Engagement::new(false, Month(219), &parameters);
        assert!(both.payment_reformed(Month(225)));
        both.redesigned(Month(226));
        assert_eq!(both.order(&parameters), Order::Together);
        assert!(both.of_both_at_once(Month(227), &parameters) < 1.0);
        assert_eq!(both.of_both_at_once(Month(300), &parameters), 1.0);
        let mut apart = Engagement::new(false, Month(219), &parameters);
        apart.redesigned(Month(219));
        assert!(!apart.payment_reformed(Month(231)));
        assert_eq!(apart.order(&parameters), Order::RedesignFirst);
        assert_eq!(apart.of_both_at_once(Month(232), &parameters), 1.0);
    }
}

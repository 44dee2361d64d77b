//! Pace: what organisations make of the speed of maturing; 1 at the usual.
//!
//! pace = (1 + e·(E − E₀)) · (1 − u·(G − G₀)) · (1 − o·burden beyond the usual) · (1 + b·open books) ·
//! (1 − f·share of partners in a fortress) · both at once · governance · staff in post / at the start, not below 0
//!
//! E is clinical engagement, G the Gini coefficient of the partners' incomes and G₀ that of the shipped place
//! (`economy.maturity.usual_inequality`): 2·Σ k·x_(k) / (n·Σ x) − (n + 1)/n over incomes in rising order. The number of
//! partners beyond four stands in the speed itself ([`super::speed`]). Coefficients `economy.maturity.pace_of_*`, assumed:
//! the directions are those of evidence 4.01 (unequal size), 4.10, and of oversight in D and F.

use crate::model::parameter::Parameters;

/// What makes the pace.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pace {
    pub engagement: f64,
    /// Gini coefficient of the partners' incomes; the usual where they are not known yet.
    pub inequality: Option<f64>,
    /// Burden of oversight beyond the usual.
    pub oversight: f64,
    pub open_books: bool,
    /// Share of the partners in a fortress.
    pub fortress: f64,
    /// What both reforms at once leave.
    pub together: f64,
    /// What governance makes of it.
    pub governance: f64,
    /// Staff in post over those of the start.
    pub staff: f64,
}

impl Pace {
    /// Nothing stands out.
    pub fn usual(parameters: &Parameters) -> Pace {
        Pace {
            engagement: parameters.get("economy.maturity.engagement_usual"),
            inequality: None,
            oversight: 0.0,
            open_books: false,
            fortress: 0.0,
            together: 1.0,
            governance: 1.0,
            staff: 1.0,
        }
    }

    pub fn value(&self, parameters: &Parameters) -> f64 {
        let of = |path: &str| parameters.get(path);
        let usual = of("economy.maturity.usual_inequality");
        let books = if self.open_books {
            of("economy.maturity.pace_of_open_books")
        } else {
            0.0
        };
        let factors = [
            1.0 + of("economy.maturity.pace_of_engagement")
                * (self.engagement - of("economy.maturity.engagement_usual")),
            1.0 - of("economy.maturity.pace_of_inequality") * (self.inequality.unwrap_or(usual) - usual),
            1.0 - of("economy.maturity.pace_of_oversight") * self.oversight,
            1.0 + books,
            1.0 - of("economy.maturity.pace_of_fortress") * self.fortress,
            self.together,
            self.governance,
            self.staff,
        ];
        factors.iter().map(|factor| factor.max(0.0)).product()
    }
}

/// Gini coefficient of sizes (0: all equal); nothing with fewer than two that have any.
pub fn inequality(sizes: &[f64]) -> Option<f64> {
    let mut sizes: Vec<f64> = sizes.iter().copied().filter(|size| *size > 0.0).collect();
    if sizes.len() < 2 {
        return None;
    }
    sizes.sort_by(f64::total_cmp);
    let n = sizes.len() as f64;
    let ranked: f64 = sizes
        .iter()
        .zip(1u32..)
        .map(|(size, rank)| f64::from(rank) * size)
        .sum();
    Some((2.0 * ranked / (n * sizes.iter().sum::<f64>()) - (n + 1.0) / n).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    #[test]
    fn the_usual_is_one_and_each_part_pulls_its_way() {
        let parameters = testing::parameters();
        let usual = Pace::usual(&parameters);
        assert_eq!(usual.value(&parameters), 1.0);
        let slower = [
            Pace {
                engagement: 0.2,
                ..usual
            },
            Pace {
                inequality: Some(0.7),
                ..usual
            },
            Pace {
                oversight: 0.3,
                ..usual
            },
            Pace { fortress: 0.4, ..usual },
            Pace { together: 0.7, ..usual },
            Pace { staff: 0.9, ..usual },
        ];
        for pace in slower {
            assert!(pace.value(&parameters) < 1.0, "{pace:?}");
        }
        let faster = [
            Pace {
                engagement: 0.8,
                ..usual
            },
            Pace {
                inequality: Some(0.1),
                ..usual
            },
            Pace {
                oversight: -0.2,
                ..usual
            },
            Pace {
                open_books: true,
                ..usual
            },
        ];
        for pace in faster {
            assert!(pace.value(&parameters) > 1.0, "{pace:?}");
        }
        assert_eq!(
            Pace {
                governance: 0.0,
                ..usual
            }
            .value(&parameters),
            0.0
        );
    }

    #[test]
    fn inequality_is_ginis() {
        assert_eq!(inequality(&[3.0, 3.0, 3.0]), Some(0.0));
        assert!((inequality(&[0.000_001, 1.0]).expect("two") - 0.5).abs() < 1e-5);
        assert!((inequality(&[1.0, 2.0, 3.0, 4.0]).expect("four") - 0.25).abs() < 1e-12);
        assert_eq!(inequality(&[5.0, 0.0]), None);
    }
}

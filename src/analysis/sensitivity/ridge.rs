//! Ridges: groups of parameters of which data show only a product or a balance, so that a value of one goes with a value of
//! another. A large effect of one member says that the group matters, not which of its members is wrong.

use crate::model::parameter::Parameter;

/// A group that data cannot separate.
#[derive(Clone, Copy, Debug)]
pub struct Ridge {
    pub name: &'static str,
    /// What is seen instead.
    pub seen: &'static str,
    /// Beginning and end of the paths of its members.
    members: &'static [(&'static str, &'static str)],
}

/// All known ridges.
pub const RIDGES: [Ridge; 5] = [
    Ridge {
        name: "size of a care model's effect × speed of its maturity",
        seen: "the effect reached by a year",
        members: &[
            ("team.case_management.", "_reduction"),
            ("economy.maturity.half_life_years", ""),
            ("economy.maturity.shape", ""),
            ("economy.component.", ".months_ratio"),
        ],
    },
    Ridge {
        name: "response to a price × aims × cost of effort",
        seen: "how far activity moves when a price does",
        members: &[
            ("economy.choice.", ".response_share"),
            ("economy.choice.", ".effort_pounds_per_1000"),
            ("economy.aim.", "_weight"),
        ],
    },
    Ridge {
        name: "drift of the admission threshold + drift of frailty",
        seen: "growth of admissions at a given age",
        members: &[
            ("growth.admission_threshold.", ""),
            ("population.frailty.recovery_", ""),
            ("population.frailty.deconditioning_", ""),
        ],
    },
    Ridge {
        name: "need that case finding finds − what it prevents",
        seen: "net use of those on a caseload",
        members: &[
            ("team.case_management.", "_increase"),
            ("team.case_management.", "_reduction"),
        ],
    },
    Ridge {
        name: "growth of trust, its decay, penalty of partners",
        seen: "how far partners are after some years",
        members: &[
            ("economy.trust.growth_per_month", ""),
            ("economy.trust.return_per_month", ""),
            ("economy.trust.loss_response", ""),
            ("economy.maturity.decay_half_life_years", ""),
            ("economy.maturity.partner_penalty", ""),
        ],
    },
];

impl Ridge {
    /// Whether a path belongs to it.
    pub fn holds(&self, path: &str) -> bool {
        self.members
            .iter()
            .any(|(from, to)| path.starts_with(from) && path.ends_with(to))
    }
    /// Its members among the parameters, by index.
    pub fn members(&self, parameters: &[Parameter]) -> Vec<usize> {
        let all = parameters.iter().enumerate();
        all.filter(|(_, p)| self.holds(&p.path)).map(|(i, _)| i).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Embedded, load};

    #[test]
    fn every_member_of_a_ridge_stands_in_the_table() {
        let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
        let parameters: Vec<Parameter> = plan.model.parameters.iter().cloned().collect();
        for ridge in RIDGES {
            for (from, to) in ridge.members {
                let any = |p: &Parameter| p.path.starts_with(from) && p.path.ends_with(to);
                assert!(
                    parameters.iter().any(any),
                    "no parameter `{from}…{to}` for “{}”",
                    ridge.name
                );
            }
            assert!(ridge.members(&parameters).len() >= 2, "a ridge has two sides");
        }
    }
}

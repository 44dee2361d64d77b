//! Money from whom to whom: the ledger's transfers of a month, and the parties they run between. Taxpayer and council-tax
//! payer → commissioners → providers and councils → staff, suppliers and the care market.

use crate::economy::settings::{OrganisationKind, Settings};
use crate::economy::{Heading, Transfer, in_ledger};

/// One end of a flow of money.
#[derive(Clone, PartialEq, Debug)]
pub struct Party {
    pub id: String,
    pub kind: OrganisationKind,
    /// The surplus its board aims for, pounds a year (negative: an agreed deficit).
    pub target_pounds: f64,
}

/// Where on its way money is with an organisation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// Where it begins.
    Source,
    /// Who buys with it.
    Payer,
    /// Who gives care for it; a council buys and gives.
    Provider,
    /// Where it ends.
    End,
}

impl Party {
    pub fn stage(&self) -> Stage {
        use OrganisationKind as Kind;
        match self.kind {
            Kind::Taxpayer | Kind::CouncilTaxpayer => Stage::Source,
            Kind::Commissioner | Kind::National => Stage::Payer,
            Kind::StaffAndSuppliers | Kind::CareMarket => Stage::End,
            Kind::GeneralPractice
            | Kind::CommunityTrust
            | Kind::AcuteTrust
            | Kind::MentalHealthTrust
            | Kind::Council
            | Kind::AmbulanceTrust => Stage::Provider,
        }
    }

    pub fn is_council(&self) -> bool {
        self.kind == OrganisationKind::Council
    }

    /// Whether it is a body of the NHS.
    pub fn is_nhs(&self) -> bool {
        matches!(self.stage(), Stage::Payer | Stage::Provider) && !self.is_council()
    }
}

/// The parties in the order in which transfers name them.
pub fn parties(settings: &Settings) -> Vec<Party> {
    in_ledger(settings)
        .into_iter()
        .map(|(id, organisation)| Party {
            id,
            kind: organisation.kind,
            target_pounds: organisation.target_surplus_pounds,
        })
        .collect()
}

/// Whole pence that a run of months moved by those transfers that pass.
pub fn moved(months: &[Vec<Transfer>], passes: impl Fn(&Transfer) -> bool) -> i64 {
    let all = months.iter().flatten();
    all.filter(|transfer| passes(transfer))
        .map(|transfer| transfer.pence)
        .sum()
}

/// Pounds a year that months moved by those transfers that pass.
pub fn pounds_a_year(months: &[Vec<Transfer>], passes: impl Fn(&Transfer) -> bool) -> f64 {
    if months.is_empty() {
        return 0.0;
    }
    moved(months, passes) as f64 / 100.0 * 12.0 / months.len() as f64
}

/// What dealing with each other costs: contracts, disputes, procurement, arbitration. Known by the names of their
/// headings, so that one that is added counts.
pub fn is_dealing(heading: Heading) -> bool {
    let name = heading.name();
    ["contracting", "dispute", "procurement", "arbitration"]
        .iter()
        .any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfer(from: u16, to: u16, pence: i64) -> Transfer {
        Transfer {
            from,
            to,
            heading: Heading::Contract,
            pence,
        }
    }

    #[test]
    fn a_year_is_twelve_months_of_what_passes() {
        let months = vec![vec![transfer(0, 1, 100), transfer(1, 0, 40)], vec![transfer(0, 1, 300)]];
        assert_eq!(moved(&months, |t| t.from == 0), 400);
        assert_eq!(pounds_a_year(&months, |t| t.from == 0), 24.0);
        assert_eq!(pounds_a_year(&[], |_| true), 0.0);
    }
}

//! The month's accounts as measures use them: the organisations of the health economy, without those where money only
//! begins (taxpayers) or only ends (staff, suppliers, the care market).

use crate::economy::ledger::{Account, Heading, pence, split};
use crate::economy::settings::{OrganisationKind, Settings};

/// What an organisation earned and spent in a month, in whole pence.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Money {
    /// Id of the organisation.
    pub organisation: String,
    pub income: i64,
    pub cost: i64,
    /// Part of the cost that is paid to other organisations of the health economy.
    pub paid_on: i64,
    /// A month's part of the surplus its board aims for (negative: an agreed deficit).
    pub aim: i64,
    /// Cash and debt at the month's end.
    pub cash: i64,
    pub debt: i64,
    /// Paid by heading, what was received under it taken off.
    pub paid: Vec<(Heading, i64)>,
}

impl Money {
    /// Paid under a heading, what was passed on left out.
    pub fn paid_under(&self, heading: Heading) -> i64 {
        let own = self.paid.iter().find(|(h, _)| *h == heading);
        own.map_or(0, |(_, pence)| *pence)
    }
}

/// Months of a year.
const MONTHS: f64 = 12.0;

/// Whether money only begins or only ends with organisations of this kind.
fn is_edge(kind: OrganisationKind) -> bool {
    use OrganisationKind as Kind;
    matches!(
        kind,
        Kind::Taxpayer | Kind::CouncilTaxpayer | Kind::StaffAndSuppliers | Kind::CareMarket
    )
}

/// Ids of the organisations that have rows, in order.
pub fn organisations(settings: &Settings) -> Vec<String> {
    (settings.organisations.iter())
        .filter(|(_, o)| !is_edge(o.kind))
        .map(|(id, _)| id.clone())
        .collect()
}

/// The month's money. What leaves the health economy under a heading is shared among those who paid under that heading,
/// in proportion and in whole pence.
pub fn money(accounts: &[Account], settings: &Settings) -> Vec<Money> {
    let edge = |a: &Account| {
        settings
            .organisations
            .get(&a.organisation)
            .is_none_or(|o| is_edge(o.kind))
    };
    let (edges, inside): (Vec<&Account>, Vec<&Account>) = accounts.iter().partition(|a| edge(a));
    let under = |a: &Account, heading: Heading| -> i64 {
        a.headings
            .iter()
            .filter(|(h, _)| *h == heading)
            .map(|(_, pence)| *pence)
            .sum()
    };
    let mut spent = vec![0i64; inside.len()];
    for &heading in Heading::ALL.iter().filter(|heading| !heading.is_financing()) {
        let left: i64 = edges.iter().map(|a| under(a, heading).max(0)).sum();
        let paid: Vec<f64> = inside.iter().map(|a| (-under(a, heading)).max(0) as f64).collect();
        if left > 0 && paid.iter().any(|p| *p > 0.0) {
            for (sum, part) in spent.iter_mut().zip(split(left, &paid)) {
                *sum += part;
            }
        }
    }
    (inside.iter().zip(spent))
        .map(|(a, spent)| Money {
            organisation: a.organisation.clone(),
            income: a.income,
            cost: a.cost,
            paid_on: a.cost - spent,
            aim: settings
                .organisations
                .get(&a.organisation)
                .map_or(0, |o| pence(o.target_surplus_pounds / MONTHS)),
            cash: a.balance,
            debt: a.debt,
            paid: (a.headings.iter())
                .filter(|(_, pence)| *pence < 0)
                .map(|(heading, pence)| (*heading, -pence))
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::ledger::Ledger;

    #[test]
    fn net_cost_of_all_is_what_reaches_staff_suppliers_and_the_care_market() {
        let organisation = |kind: &str| serde_json::json!({ "name": kind, "kind": kind });
        let settings: std::collections::BTreeMap<String, crate::economy::settings::Organisation> =
            serde_json::from_value(serde_json::json!({
                "acute": organisation("acute_trust"),
                "ccg": organisation("commissioner"),
                "people": organisation("taxpayer"),
                "staff": organisation("staff_and_suppliers"),
            }))
            .unwrap();
        let kinds: Vec<bool> = settings.values().map(|o| is_edge(o.kind)).collect();
        assert_eq!(kinds, [false, false, true, true]);
        // Taxpayer 100 to the commissioner, 80 on to the trust, which spends 85; the commissioner runs on 5.
        let mut ledger = Ledger::new(vec![0; 4]);
        ledger.post(2, 1, Heading::Allocation, 100);
        ledger.post(1, 0, Heading::Contract, 80);
        ledger.post(0, 3, Heading::VariableCost, 85);
        ledger.post(1, 3, Heading::Running, 5);
        let ids: Vec<String> = settings.keys().cloned().collect();
        let accounts = ledger.close(&ids);
        let plan = settings_with(settings);
        let money = money(&accounts, &plan);
        assert_eq!(organisations(&plan), ["acute", "ccg"]);
        let net: Vec<i64> = money.iter().map(|m| m.cost - m.paid_on).collect();
        assert_eq!(net, [85, 5]);
        assert_eq!((money[1].income, money[1].cost, money[1].paid_on), (100, 85, 80));
    }

    fn settings_with(
        organisations: std::collections::BTreeMap<String, crate::economy::settings::Organisation>,
    ) -> Settings {
        Settings {
            start: "2018-04-01".into(),
            years: 1,
            people: 1,
            parameters: Default::default(),
            neighbourhoods: Vec::new(),
            services: Vec::new(),
            organisations,
            contracts: Default::default(),
            regimes: Default::default(),
            care_models: Default::default(),
            care_model: String::new(),
            planning: Default::default(),
            conduct: Default::default(),
        }
    }
}

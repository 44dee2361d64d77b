//! Who pays for one piece of work, and by which clauses: a question to the contracts, asked with the regimes in force.
//! What the whole year settles (a corridor, a shared saving) has no price for one visit; it is named, not valued.

use super::agreement::{ByCurrency, national_prices, pays_for};
use super::clause::{Clause, Manner, Period};
use super::settings::{Currency, Settings};

/// What one contract pays for a piece of work.
#[derive(Clone, PartialEq, Debug)]
pub struct Payment {
    /// Ids of the contract and the two organisations.
    pub contract: String,
    pub payer: String,
    pub provider: String,
    pub regime: String,
    /// Share (0 to 1) of the work that this contract pays for.
    pub share: f64,
    /// Pounds by its tariff clauses, this share's part; none where no tariff prices the work.
    pub pounds: Option<f64>,
    /// Names of the clauses that pay a sum whatever is done.
    pub lumps: Vec<&'static str>,
    /// Names of the clauses that settle the year afterwards.
    pub afterwards: Vec<&'static str>,
}

/// Work to be paid: the service that did it (by place in the plan), for a resident of a neighbourhood, in units of
/// currencies; no units where the work has no currency of its own.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    pub service: usize,
    pub neighbourhood: usize,
    pub units: &'a [(Currency, f64)],
}

/// The contracts that pay for a piece of work, in order of id. `regime` names the regime of a contract on the day.
pub fn payments(settings: &Settings, work: Work<'_>, regime: impl Fn(&str) -> String) -> Vec<Payment> {
    let Some(service) = settings.services.get(work.service) else {
        return Vec::new();
    };
    let prices = national_prices(settings);
    let mut payments = Vec::new();
    for (id, contract) in &settings.contracts {
        let covers = contract.provider == service.provider
            && (contract.services.is_empty() || contract.services.contains(&service.id));
        if !covers || !pays_for(settings, &contract.payer, work.neighbourhood) {
            continue;
        }
        let units: ByCurrency = work
            .units
            .iter()
            .map(|&(c, n)| (c, n * contract.share_of(c)))
            .filter(|(_, n)| *n > 0.0)
            .collect();
        let share = work
            .units
            .first()
            .map_or(contract.share, |&(c, _)| contract.share_of(c));
        if share <= 0.0 {
            continue;
        }
        let name = regime(id);
        let mut payment = Payment {
            contract: id.clone(),
            payer: contract.payer.clone(),
            provider: contract.provider.clone(),
            share,
            pounds: None,
            lumps: Vec::new(),
            afterwards: Vec::new(),
            regime: name.clone(),
        };
        for clause in settings.regimes.get(&name).map_or(&[][..], |r| &r.clauses) {
            let named = Clause::CATALOGUE
                .iter()
                .map(|(name, _)| *name)
                .find(|name| *name == clause.name())
                .unwrap_or_default();
            match clause.manner() {
                Manner::PerUnit => {
                    let pounds = clause.pay(&single(&units, &prices), 0.0);
                    if pounds > 0.0 {
                        payment.pounds = Some(payment.pounds.unwrap_or(0.0) + pounds);
                    }
                }
                Manner::Lump => payment.lumps.push(named),
                Manner::Afterwards => payment.afterwards.push(named),
            }
        }
        if payment.pounds.is_some() || !payment.lumps.is_empty() {
            payments.push(payment);
        }
    }
    payments
}

/// Organisations (ids) that give a provider money outside contracts, with the heading of each line.
pub fn budgets(settings: &Settings, provider: &str) -> Vec<(String, &'static str)> {
    let lines = settings
        .organisations
        .iter()
        .flat_map(|(id, o)| o.budget.iter().map(move |line| (id, line)));
    lines
        .filter(|(_, line)| line.to == provider)
        .map(|(id, line)| (id.clone(), line.heading.name()))
        .collect()
}

/// A period that holds this work alone.
fn single<'a>(units: &'a ByCurrency, prices: &'a ByCurrency) -> Period<'a> {
    Period {
        activity: units,
        prices,
        ..Period::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    fn of(service: &str, units: &[(Currency, f64)], regime: &str) -> Vec<Payment> {
        let settings = testing::settings();
        let service = settings.services.iter().position(|s| s.id == service).expect(service);
        let work = Work {
            service,
            neighbourhood: 0,
            units,
        };
        payments(&settings, work, |id| match id {
            "ccg_acute" => regime.to_string(),
            id => settings.contracts[id].regime.clone(),
        })
    }

    #[test]
    fn the_contract_and_its_regime_say_who_pays_and_how() {
        let settings = testing::settings();
        let visit = [(Currency::AeType1, 1.0)];
        let price = national_prices(&settings)[&Currency::AeType1];
        let paid = of("ae", &visit, "payment_by_results");
        assert_eq!((paid.len(), paid[0].payer.as_str()), (1, "ccg"));
        assert_eq!(paid[0].pounds, Some(price));
        let paid = of("ae", &visit, "aligned_incentives");
        assert_eq!((paid[0].pounds, &paid[0].lumps[..]), (None, &["block"][..]));
        assert_eq!(paid[0].afterwards, ["risk_share", "gain_share"]);
    }

    #[test]
    fn planned_care_has_two_payers_whose_shares_are_the_whole() {
        let settings = testing::settings();
        let paid = of("list", &[(Currency::DayCase, 1.0)], "payment_by_results");
        let payers: Vec<&str> = paid.iter().map(|p| p.payer.as_str()).collect();
        assert_eq!(payers, ["ccg", "nhs_england"]);
        let pounds: f64 = paid.iter().filter_map(|p| p.pounds).sum();
        assert!((pounds - national_prices(&settings)[&Currency::DayCase]).abs() < 1e-9);
    }

    #[test]
    fn a_block_covers_all_that_its_provider_does_and_budgets_the_rest() {
        assert_eq!(of("nursing", &[], "block")[0].lumps, ["block"]);
        assert!(of("assess", &[(Currency::CareAssessment, 1.0)], "block").is_empty());
        let budgets = budgets(&testing::settings(), "general_practice");
        assert!(budgets.contains(&("nhs_england".to_string(), "primary_medical")));
    }
}

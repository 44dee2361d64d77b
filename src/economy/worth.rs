//! What one more of an activity, and one fewer, is worth to whom: derived from the clauses that a plan holds, never coded
//! for a regime.
//!
//! Every contract is evaluated for a whole year at its plan, as it is coded and counted now, with finance at target and
//! no outcome told; then with one per cent more of the activity and one per cent less, everywhere in proportion:
//!
//! paid more = \[pay(plan · (1 + 1 %)) − pay(plan)\] / units in one per cent, and likewise for one fewer;
//! worth = what the organisation is paid − what it pays − its variable cost of the unit.
//!
//! This is money alone: neither the shadow price of capacity nor effort nor the shape of an aim ([`super::incentive`] adds
//! them). Funds that look at finance or outcomes are taken as they stand. Accounts of personal budgets are taken to cover
//! what is bought. A referral brings what the choice of that name moves: its first attendance, and the follow-ups and
//! treatments that follow.

use super::agreement::pays_for;
use super::choice;
use super::clause::{Party, Period, clauses_pay};
use super::incentive::Move;
use super::period::{ByCurrency, Finance, Quarter, Standing};
use super::settings::{Currency, Settings};
use super::{Agreement, Economy};
use std::collections::BTreeMap;

const STEP: f64 = 0.01;
const QUARTERS: u32 = 4;

/// An activity of which there may be one more.
#[derive(Clone, PartialEq, Debug)]
pub struct Act {
    /// As in tables.
    pub name: &'static str,
    step: Move,
    /// What is counted as one.
    counts: &'static [Currency],
}

/// What one more and one fewer mean for an organisation, pounds.
#[derive(Clone, PartialEq, Debug)]
pub struct Worth {
    pub act: &'static str,
    pub organisation: String,
    pub more: Each,
    pub fewer: Each,
    /// Whether the organisation gives this care.
    pub gives: bool,
}

/// Money of one unit: received less paid, and what the work costs.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Each {
    pub paid: f64,
    pub cost: f64,
}

impl Each {
    /// Paid less cost.
    pub fn net(self) -> f64 {
        self.paid - self.cost
    }
}

const EMERGENCIES: &[Currency] = &[
    Currency::EmergencyZeroNight,
    Currency::EmergencyOneNight,
    Currency::EmergencyMultiNight,
];

/// Every activity, in the order of tables.
pub fn acts(settings: &Settings) -> Vec<Act> {
    let single = |name, counts: &'static [Currency]| Act {
        name,
        step: Move::activity(counts.iter().map(|c| (*c, 1.0)).collect::<Vec<_>>()),
        counts,
    };
    let referral = choice::ALL
        .iter()
        .find(|choice| choice.name == "referral")
        .expect("the choice of referrals is one of the list");
    vec![
        single("ae_attendance", &[Currency::AeType1]),
        single("emergency_admission", EMERGENCIES),
        single("short_stay_admission", &[Currency::EmergencyZeroNight]),
        single("excess_bed_day", &[Currency::ExcessBedDay]),
        Act {
            name: "referral",
            step: (referral.moves)(settings, 0),
            counts: &[Currency::OutpatientFirst],
        },
        single("follow_up", &[Currency::OutpatientFollowUp]),
        single("day_case", &[Currency::DayCase]),
        single("elective_admission", &[Currency::Elective]),
        single("community_contact", &[Currency::CommunityContact]),
        single("home_care_hour", &[Currency::HomeCareHour]),
        single("care_home_week", &[Currency::CareHomeWeek]),
        single("mental_health_cluster_day", &[Currency::MentalHealthClusterDay]),
        single("out_of_area_day", &[Currency::OutOfAreaDay]),
    ]
}

/// Every activity's worth to every organisation that it touches, under the regimes given by contract (those of the plan's
/// start where left out).
pub fn worth(settings: &Settings, regimes: &BTreeMap<String, String>) -> Vec<Worth> {
    let economy = Economy::new(settings);
    let held: Vec<Held<'_>> = economy
        .agreements
        .iter()
        .map(|a| Held::new(&economy, a, regimes))
        .collect();
    let mut lines = Vec::new();
    for act in acts(&economy.settings) {
        let units = one_per_cent(&economy, &act);
        if units <= 0.0 {
            continue;
        }
        let by = |by: f64| effect(&economy, &held, &act, by, units);
        let (more, fewer) = (by(STEP), by(-STEP));
        for (i, id) in economy.ids.iter().enumerate() {
            let of = |all: &BTreeMap<usize, Each>| all.get(&i).copied().unwrap_or_default();
            let (more, fewer) = (of(&more), of(&fewer));
            let gives = gives(&economy, &act, i);
            if gives || [more.paid, fewer.paid].iter().any(|paid| paid.abs() >= 0.005) {
                lines.push(Worth {
                    act: act.name,
                    organisation: id.clone(),
                    more,
                    fewer,
                    gives,
                });
            }
        }
    }
    lines
}

/// Units of an activity that one per cent of all plans is.
fn one_per_cent(economy: &Economy, act: &Act) -> f64 {
    let planned = |c: &Currency| -> f64 {
        let own = economy.agreements.iter().filter(|a| brings_work(economy, a));
        own.map(|a| a.plan_a_year.get(c).copied().unwrap_or(0.0)).sum()
    };
    let part = |c: &Currency| {
        act.step
            .activity
            .iter()
            .find(|(moved, _)| moved == c)
            .map_or(0.0, |m| m.1)
    };
    STEP * act.counts.iter().map(|c| planned(c) * part(c)).sum::<f64>()
}

fn brings_work(economy: &Economy, agreement: &Agreement) -> bool {
    economy.settings.contracts[&agreement.id].brings_work()
}

/// Whether an organisation does the work.
fn gives(economy: &Economy, act: &Act, organisation: usize) -> bool {
    let own = economy
        .agreements
        .iter()
        .filter(|a| a.provider == organisation && brings_work(economy, a));
    own.into_iter()
        .any(|a| act.counts.iter().any(|c| a.plan_a_year.contains_key(c)))
}

/// A contract and what it sees of a year at its plan.
struct Held<'a> {
    agreement: &'a Agreement,
    clauses: &'a [super::Clause],
    holds_for_others: bool,
    heads: f64,
    quarters: Vec<Quarter>,
    finance: Finance,
}

impl<'a> Held<'a> {
    fn new(economy: &'a Economy, agreement: &'a Agreement, regimes: &BTreeMap<String, String>) -> Held<'a> {
        let settings = &economy.settings;
        let contract = &settings.contracts[&agreement.id];
        let regime = regimes.get(&agreement.id).unwrap_or(&agreement.regime);
        let own = (0..settings.neighbourhoods.len()).filter(|&n| pays_for(settings, &contract.payer, n));
        let heads = own.map(|n| settings.neighbourhoods[n].people).sum::<f64>() * f64::from(settings.people);
        let target = settings.organisations[&contract.provider].target_surplus_pounds;
        let standing = Standing {
            surplus: target,
            control_total: target,
            ..Standing::default()
        };
        let finance = Finance {
            provider: standing,
            system: standing,
        };
        let quarters = (1..=QUARTERS)
            .map(|q| Quarter {
                months: 12 / QUARTERS,
                finance: finance.times(f64::from(q) / f64::from(QUARTERS)),
                ..Quarter::default()
            })
            .collect();
        Held {
            agreement,
            clauses: &settings.regimes[regime].clauses,
            holds_for_others: !contract.held_for.is_empty(),
            heads,
            quarters,
            finance,
        }
    }

    /// What a year with so much more of an activity pays, by organisation.
    fn money(&self, economy: &Economy, act: &Act, by: f64) -> BTreeMap<usize, f64> {
        let plan = &self.agreement.plan_a_year;
        let mut work = plan.clone();
        for (currency, share) in &act.step.activity {
            if let Some(units) = work.get_mut(currency) {
                *units *= 1.0 + by * share;
            }
        }
        let nothing = ByCurrency::new();
        let (activity, elsewhere) = if self.holds_for_others {
            (&nothing, &work)
        } else {
            (&work, &nothing)
        };
        let costs = economy.costs.get(&self.agreement.provider);
        let period = Period {
            activity,
            elsewhere,
            plan,
            plan_a_year: plan,
            prices: &economy.prices,
            costs: costs.map_or(&nothing, |cost| &cost.unit),
            provider: economy.kind(self.agreement.provider),
            person_years: self.heads,
            resident_years: self.heads,
            client_weeks: plan.get(&Currency::HomeCareHour).copied().unwrap_or(0.0),
            quarters: &self.quarters,
            finance: self.finance,
            month: crate::engine::Month(self.agreement.since().0 + 11),
            months_in_force: 12,
            years: 1.0,
            ..Period::default()
        };
        let paid: f64 = clauses_pay(self.clauses, &period).iter().sum();
        let (payer, provider) = (self.agreement.payer, self.agreement.provider);
        let mut money = BTreeMap::new();
        let mut add = |organisation: usize, pounds: f64| *money.entry(organisation).or_insert(0.0) += pounds;
        add(payer, -paid);
        add(provider, paid);
        for flow in self.clauses.iter().flat_map(|clause| clause.flows(&period)) {
            let at = |party: &Party| match party {
                Party::Payer => payer,
                Party::Provider => provider,
                Party::Named(id) => super::index(&economy.ids, id),
            };
            add(at(&flow.from), -flow.pounds);
            add(at(&flow.to), flow.pounds);
        }
        money
    }
}

/// What each organisation is paid, and what the work costs it, for one unit when all move by a share.
fn effect(economy: &Economy, held: &[Held<'_>], act: &Act, by: f64, units: f64) -> BTreeMap<usize, Each> {
    let mut all: BTreeMap<usize, Each> = BTreeMap::new();
    for contract in held {
        let (still, moved) = (contract.money(economy, act, 0.0), contract.money(economy, act, by));
        for (organisation, pounds) in moved {
            all.entry(organisation).or_default().paid += (pounds - still[&organisation]) / units;
        }
        let provider = contract.agreement.provider;
        if let Some(cost) = economy.costs.get(&provider)
            && brings_work(economy, contract.agreement)
        {
            let plan = &contract.agreement.plan_a_year;
            let more = act.step.activity.iter().map(|(currency, share)| {
                let of = |map: &ByCurrency| map.get(currency).copied().unwrap_or(0.0);
                by * share * of(plan) * of(&cost.unit)
            });
            all.entry(provider).or_default().cost += more.sum::<f64>() / units;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;

    /// One more and one fewer of an activity, as an organisation is paid, with a regime on the commissioner's acute contract.
    fn paid(regime: &str, act: &str, organisation: &str) -> (f64, f64) {
        let settings = testing::settings();
        let regimes = BTreeMap::from([("ccg_acute".to_string(), regime.to_string())]);
        let lines = worth(&settings, &regimes);
        let own = lines.iter().find(|w| w.act == act && w.organisation == organisation);
        own.map_or((0.0, 0.0), |w| (w.more.paid, w.fewer.paid))
    }

    #[test]
    fn the_tariff_pays_its_price_and_a_block_nothing() {
        let price = testing::settings().parameters.get("economy.price.ae_type1_pounds");
        let factor = testing::settings().parameters.get("economy.price.market_forces_factor");
        let (more, fewer) = paid("payment_by_results", "ae_attendance", "acute");
        assert!(
            (more - price * factor).abs() < 1e-6 && (fewer + price * factor).abs() < 1e-6,
            "{more} {fewer}"
        );
        let (more, fewer) = paid("payment_by_results", "ae_attendance", "ccg");
        assert!((more + price * factor).abs() < 1e-6 && (fewer - price * factor).abs() < 1e-6);
        assert_eq!(paid("block", "ae_attendance", "acute"), (0.0, 0.0));
    }

    #[test]
    fn what_one_gains_others_lose() {
        let settings = testing::settings();
        for (name, _) in testing::REGIMES {
            let regimes = BTreeMap::from([("ccg_acute".to_string(), (*name).to_string())]);
            let lines = worth(&settings, &regimes);
            for act in acts(&settings) {
                let sum: f64 = lines.iter().filter(|w| w.act == act.name).map(|w| w.more.paid).sum();
                assert!(sum.abs() < 0.05, "{name}, {}: {sum} pounds come from nowhere", act.name);
            }
        }
    }

    #[test]
    fn the_marginal_rate_bends_at_its_baseline() {
        // The shipped marginal rate pays less above the plan than it takes away below it, or the same on both sides of a
        // baseline elsewhere; never more above.
        let (more, fewer) = paid("payment_by_results_with_marginal_rate", "emergency_admission", "acute");
        assert!(more > 0.0 && more <= -fewer + 1e-9, "{more} {fewer}");
        let whole = paid("payment_by_results", "emergency_admission", "acute").0;
        assert!(
            more < whole,
            "a marginal rate pays less than the whole: {more} of {whole}"
        );
    }

    /// Rows of an activity with a regime on both of the acute trust's contracts: organisation, paid for one more and one
    /// fewer, variable cost of one more, whether it gives the care.
    fn rows(regime: &str, act: &str) -> Vec<(String, f64, f64, f64, bool)> {
        let contracts = ["ccg_acute", "specialised_acute"];
        let regimes = contracts.map(|contract| (contract.to_string(), regime.to_string()));
        let lines = worth(&testing::settings(), &BTreeMap::from(regimes));
        let own = lines.into_iter().filter(|w| w.act == act);
        own.map(|w| (w.organisation, w.more.paid, w.fewer.paid, w.more.cost, w.gives))
            .collect()
    }

    /// Price of the shipped table; its market forces factor is 1.
    fn price(currency: Currency) -> f64 {
        let parameters = testing::parameters();
        assert_eq!(parameters.get("economy.price.market_forces_factor"), 1.0);
        parameters.get(&format!("economy.price.{}_pounds", currency.name()))
    }

    /// The four kinds of work: what one is by hand, where a unit of each currency is so much, and the part that NHS England
    /// pays for.
    fn by_hand(unit: impl Fn(Currency) -> f64) -> [(&'static str, f64, f64); 5] {
        use Currency as C;
        let plan = &testing::settings().contracts["ccg_acute"].plan;
        let value = |c: C, units: f64| units * unit(c);
        let nights = [C::EmergencyZeroNight, C::EmergencyOneNight, C::EmergencyMultiNight];
        let admission =
            nights.iter().map(|c| value(*c, plan[c])).sum::<f64>() / nights.iter().map(|c| plan[c]).sum::<f64>();
        // One per cent more referrals: 0.6 of a per cent of first attendances, 0.5 of follow-ups, 0.3 of day cases and
        // electives.
        let per_cent = value(C::OutpatientFirst, 0.6 * plan[&C::OutpatientFirst])
            + value(C::OutpatientFollowUp, 0.5 * plan[&C::OutpatientFollowUp])
            + value(C::DayCase, 0.3 * plan[&C::DayCase])
            + value(C::Elective, 0.3 * plan[&C::Elective]);
        [
            ("emergency_admission", admission, 0.0),
            ("short_stay_admission", unit(C::EmergencyZeroNight), 0.0),
            ("excess_bed_day", unit(C::ExcessBedDay), 0.0),
            ("referral", per_cent / (0.6 * plan[&C::OutpatientFirst]), 0.182),
            ("follow_up", unit(C::OutpatientFollowUp), 0.182),
        ]
    }

    #[test]
    fn under_the_tariff_one_more_brings_the_trust_its_price_and_costs_its_payers_the_same() {
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6 * b.abs().max(1.0), "{a} is not {b}");
        let economy = Economy::new(&testing::settings());
        let unit = &economy.costs[&super::super::index(&economy.ids, "acute")].unit;
        let costs = by_hand(|c| unit[&c]);
        for ((act, price, specialised), (_, by_work, _)) in by_hand(price).into_iter().zip(costs) {
            let rows = rows("payment_by_results", act);
            let names: Vec<&str> = rows.iter().map(|r| r.0.as_str()).collect();
            let payers = if specialised > 0.0 {
                &["acute", "ccg", "nhs_england"][..]
            } else {
                &["acute", "ccg"]
            };
            assert_eq!(names, payers, "{act}");
            for (name, more, fewer, cost, gives) in &rows {
                let share = match name.as_str() {
                    "acute" => 1.0,
                    "ccg" => specialised - 1.0,
                    _ => -specialised,
                };
                near(*more, share * price);
                near(*fewer, -share * price);
                assert_eq!(*gives, name == "acute", "{act}, {name}");
                near(*cost, if *gives { by_work } else { 0.0 });
            }
        }
    }

    #[test]
    fn one_more_spell_of_one_night_brings_1100_pounds() {
        // No activity of the table is of one night alone: it is what the rest of an admission's mean is made of.
        use Currency as C;
        let plan = &testing::settings().contracts["ccg_acute"].plan;
        let all = plan[&C::EmergencyZeroNight] + plan[&C::EmergencyOneNight] + plan[&C::EmergencyMultiNight];
        for (row, (_, more, _, _, _)) in rows("payment_by_results", "emergency_admission").iter().enumerate() {
            let others = plan[&C::EmergencyZeroNight] * 700.0 + plan[&C::EmergencyMultiNight] * 2_950.0;
            let one_night = (more.abs() * all - others) / plan[&C::EmergencyOneNight];
            assert!((one_night - 1_100.0).abs() < 1e-6, "{row}: {one_night}");
        }
    }

    #[test]
    fn under_a_block_one_more_brings_nothing_and_costs_what_it_costs() {
        for (act, _, _) in by_hand(price) {
            let (block, tariff) = (rows("block", act), rows("payment_by_results", act));
            let [(name, more, fewer, cost, gives)] = &block[..] else {
                panic!("{act}: nobody but who gives the care is concerned: {block:?}");
            };
            assert_eq!(
                (name.as_str(), *more, *fewer, *gives),
                ("acute", 0.0, 0.0, true),
                "{act}"
            );
            assert!(
                *cost > 0.0 && *cost == tariff[0].3,
                "{act}: the work costs the same: {cost}"
            );
        }
    }
}

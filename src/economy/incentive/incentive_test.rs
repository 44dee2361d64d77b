//! Shadow prices and next year's plan by hand, and what organisations make of them, in the small place.

use super::super::choice::{self, Seen};
use super::super::settings::{Change, Contract, ContractRegime};
use super::super::{Economy, index, testing};
use super::*;

const APRIL_2018: u32 = 18 * 12 + 3;

/// What is seen at the end of a year of usual months, under regimes held by contracts and those announced for them.
fn after_a_year<T>(settings: &Settings, announced: &[(&str, &str)], see: impl Fn(&View<'_>, &Economy) -> T) -> T {
    let usual = testing::settings();
    let mut economy = Economy::new(settings);
    for m in 0..12 {
        economy.close_month(&testing::usual_month(Month(APRIL_2018 + m), &usual));
    }
    let last = Month(APRIL_2018 + 11);
    let season_share = settings.parameters.get("economy.forecast.season_share");
    let outlooks: Vec<Outlook> = economy
        .agreements
        .iter()
        .map(|a| a.outlook(last, season_share))
        .collect();
    let position = Position {
        surplus: 0.0,
        target: 0.0,
        income: 100.0e6,
    };
    let place = |contract: &str| economy.agreements.iter().position(|a| a.id == contract);
    let announced = announced.iter().map(|(contract, regime)| {
        let place = place(contract).expect("the contract is there");
        (place, regime.to_string())
    });
    let view = View {
        settings: &economy.settings,
        agreements: &economy.agreements,
        prices: &economy.prices,
        costs: &economy.costs,
        trust: &economy.trust,
        position: &vec![position; economy.ids.len()],
        outlooks: &outlooks,
        announced: &announced.collect(),
        billed: &economy.billed,
        joint: 0.0,
        duty: 0.0,
        last,
        year: 1,
        memory: foreseen::Memory::new(economy.agreements.len()),
    };
    see(&view, &economy)
}

/// The small place with the acute trust's contracts under a regime.
fn under(regime: &str) -> Settings {
    let mut settings = testing::settings();
    for id in ["ccg_acute", "specialised_acute"] {
        settings.contracts.get_mut(id).expect("it is there").regime = regime.into();
    }
    settings
}

fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 1e-6 * expected.abs().max(1.0),
        "{found} is not {expected}"
    );
}

/// Price of the national tariff less the trust's variable cost of a unit.
fn margin(economy: &Economy, currency: Currency) -> f64 {
    economy.prices[&currency] - economy.costs[&index(&economy.ids, "acute")].unit[&currency]
}

#[test]
fn a_bed_day_is_free_where_there_is_room_and_dear_where_it_displaces_planned_work() {
    after_a_year(&under("payment_by_results"), &[], |view, economy| {
        let acute = index(&economy.ids, "acute");
        let at = |occupancy: f64| shadow::bed_day(view, acute, occupancy, Under::Held);
        // An elective of 3.17 nights that cannot be done loses its margin; agency, outliers and breaches cost £130 a day.
        let whole = margin(economy, Currency::Elective) / 3.17 + 130.0;
        assert!(whole > 500.0, "planned work is worth having under a tariff: {whole}");
        assert!(at(0.75) < 0.01, "{} with a quarter of the beds empty", at(0.75));
        near(at(0.92), 0.5 * whole);
        // Φ(1) and Φ(2).
        assert!((at(0.95) / whole - 0.841_345).abs() < 1e-5 && (at(0.98) / whole - 0.977_250).abs() < 1e-5);
        // It rises at every step, and never by more than the bell's top allows.
        let step = 0.001;
        let steepest = whole * step / 0.03 * 0.398_943;
        for k in 0..250 {
            let occupancy = 0.80 + step * f64::from(k);
            let rise = at(occupancy + step) - at(occupancy);
            assert!(
                rise > 0.0 && rise < steepest,
                "{occupancy}: {rise} of at most {steepest}"
            );
        }
    });
}

#[test]
fn under_a_block_a_full_bed_costs_its_disruption_alone() {
    after_a_year(&under("block"), &[], |view, economy| {
        let acute = index(&economy.ids, "acute");
        // Planned work brings nothing and costs something: to lose it is no loss.
        assert!(shadow::margin_of(view, acute, Currency::Elective, Under::Held) < 0.0);
        near(shadow::bed_day(view, acute, 0.92, Under::Held), 0.5 * 130.0);
        assert_eq!(shadow::clinic_slot(view, acute, Under::Held), 0.0);
        // By the contracts of the start it would be a tariff's, on what is now coded and counted.
        let (billed, elective) = (view.billed[acute], Currency::Elective);
        let bill = (billed.coding_depth * billed.counting - 1.0) * economy.prices[&elective];
        let whole = (margin(economy, elective) + bill) / 3.17 + 130.0;
        near(shadow::bed_day(view, acute, 0.92, Under::AtStart), 0.5 * whole);
    });
}

#[test]
fn a_follow_up_costs_the_share_of_a_first_attendance_that_it_displaces() {
    after_a_year(&under("payment_by_results"), &[], |view, economy| {
        let acute = index(&economy.ids, "acute");
        let first = margin(economy, Currency::OutpatientFirst);
        assert!(first > 0.0, "{first}");
        near(shadow::clinic_slot(view, acute, Under::Held), 0.3 * first);
    });
}

#[test]
fn a_full_trust_wants_an_emergency_less_than_one_half_empty_even_at_full_tariff() {
    after_a_year(&under("payment_by_results"), &[], |view, economy| {
        let acute = index(&economy.ids, "acute");
        let short_stay = &choice::short_stay::CHOICE;
        let step = (short_stay.moves)(view.settings, acute);
        let short = |occupancy: f64| {
            let capacity = (short_stay.capacity)(&Seen {
                view,
                organisation: acute,
                under: Under::Held,
                occupancy: Some(occupancy),
                bed_days: 0.0,
                ready_days: 0.0,
                people: 300_000.0,
            });
            view.marginal(acute, &step, Under::Held, capacity)
        };
        let (half, full) = (short(0.5), short(0.97));
        assert_eq!(
            (half.income, half.variable_cost),
            (full.income, full.variable_cost),
            "paid alike"
        );
        // One per cent of spells without a night use 0.35 of a bed-day, a quarter of those with one a whole one.
        let units = |currency| view.units_a_year(acute, currency) / 100.0;
        let days = units(Currency::EmergencyZeroNight) * 0.35 + units(Currency::EmergencyOneNight) * 0.25;
        let lost = days * shadow::bed_day(view, acute, 0.97, Under::Held);
        assert!(half.capacity < 1e-3, "{}", half.capacity);
        near(half.worth - full.worth, half.weight * lost);
        // A long stay costs more planned work than the whole tariff pays: full, the trust would rather not have it.
        let long = |occupancy: f64| {
            let days = 6.0 * units(Currency::EmergencyMultiNight);
            let capacity = days * shadow::bed_day(view, acute, occupancy, Under::Held);
            let step = Move::activity([(Currency::EmergencyMultiNight, 1.0)]);
            view.marginal(acute, &step, Under::Held, capacity).worth
        };
        assert!(long(0.5) > 0.0 && long(0.97) < 0.0, "{} {}", long(0.5), long(0.97));
    });
}

/// The small place with a contract by which practices hold the money for their patients' planned care.
fn with_held_budget(regime: &str) -> Settings {
    let mut settings = testing::settings();
    let idle = serde_json::from_str(r#"{"description": "pays nothing", "clauses": []}"#).expect("a regime");
    settings.regimes.insert("not_in_force".into(), idle);
    let contract: Contract = serde_json::from_value(serde_json::json!({
        "payer": "ccg", "provider": "general_practice", "regime": regime, "beside": true, "share": 0.818,
        "held_for": ["list", "clinic"], "plan": { "day_case": 38_000, "elective": 7_400 }
    }))
    .expect("a contract");
    settings.contracts.insert("held".into(), contract);
    settings
}

/// What one per cent more referrals is worth to practices, and what it adds to the care that the budget is for, pounds.
fn referred(settings: &Settings, announced: &[(&str, &str)]) -> (Marginal, f64) {
    after_a_year(settings, announced, |view, economy| {
        let practices = index(&economy.ids, "general_practice");
        let step = (choice::practice_referral::CHOICE.moves)(view.settings, practices);
        let held = economy
            .agreements
            .iter()
            .position(|a| a.id == "held")
            .expect("it is there");
        let done = view.outlooks[held].work(0.0).elsewhere;
        let added = [Currency::DayCase, Currency::Elective].map(|c| 0.01 * 0.3 * done[&c] * economy.prices[&c]);
        (view.marginal(practices, &step, Under::Held, 0.0), added.iter().sum())
    })
}

#[test]
fn a_budget_that_is_to_come_pays_for_more_before_and_for_less_after() {
    // Of the plan above what is done practices keep the whole, of one below they bear a tenth; a pound a year later is worth 0.8.
    let (to_come, added) = referred(&with_held_budget("not_in_force"), &[("held", "practice_held_budget")]);
    assert!(added > 30_000.0, "{added}");
    assert_eq!(to_come.income, 0.0, "nothing is paid yet");
    near(to_come.next, 0.8 * (1.0 + 0.1) / 2.0 * added);
    near(to_come.worth, to_come.weight * to_come.next);
    let (unknown, _) = referred(&with_held_budget("not_in_force"), &[]);
    assert_eq!((unknown.income, unknown.next, unknown.worth), (0.0, 0.0, 0.0));
    // In force, more is charged to the budget: from a tenth of it, where the year is overspent, to the whole is theirs to bear.
    // Three tenths of it come back with the next one.
    let (held, _) = referred(&with_held_budget("practice_held_budget"), &[]);
    assert!(
        held.income < -0.1 * added && held.income > -added,
        "{held:?} of {added}"
    );
    assert!(held.next > 0.0 && held.next < -0.5 * held.income, "{held:?}");
    assert!(held.worth < 0.0, "{held:?}");
}

#[test]
fn practices_refer_more_before_a_budget_that_they_know_of_and_less_after() {
    const ENTRY: u32 = 15;
    let usual = testing::settings();
    let change = Change::ContractRegime(ContractRegime {
        note: None,
        contract: "held".into(),
        regime: "practice_held_budget".into(),
    });
    // Where practices' part of referrals stands at the end of each month.
    let stands = |told: bool| {
        let mut economy = Economy::new(&with_held_budget("not_in_force"));
        let own = |stance: &choice::Stance| choice::ALL[stance.choice].name == "practice_referral";
        let mut months = Vec::new();
        for m in 0..36 {
            let month = Month(APRIL_2018 + m);
            if told && m == 6 {
                economy.announce(&change, month.start());
            }
            if m == ENTRY {
                economy.effect(&change, month.start());
            }
            economy.close_month(&testing::usual_month(month, &usual));
            months.push(
                economy
                    .stances
                    .iter()
                    .find(|stance| own(stance))
                    .expect("practices refer")
                    .setting,
            );
        }
        months
    };
    let (told, untold) = (stands(true), stands(false));
    let entry = ENTRY as usize;
    assert!(
        told[..6].iter().all(|x| (x - 1.0).abs() < 1e-9),
        "nothing before it is known: {told:?}"
    );
    assert!(
        told[6..entry].windows(2).all(|pair| pair[1] > pair[0]),
        "rising until the date: {told:?}"
    );
    assert!(told[entry - 1] > 1.002, "{told:?}");
    assert!(
        told[entry..entry + 18].windows(2).all(|pair| pair[1] < pair[0]),
        "falling from it on: {told:?}"
    );
    assert!(told[35] < 0.998, "{told:?}");
    assert!(untold[..entry].iter().all(|x| (x - 1.0).abs() < 1e-9), "{untold:?}");
    assert!(untold[35] < 0.998, "{untold:?}");
}

#[test]
fn a_block_set_anew_each_year_pays_for_work_a_year_later_and_one_within_its_term_does_not() {
    let long_stays = |years: u32| {
        let mut settings = under("block");
        settings.contracts.get_mut("ccg_acute").expect("it is there").years = years;
        after_a_year(&settings, &[], |view, economy| {
            let acute = index(&economy.ids, "acute");
            let step = Move::activity([(Currency::ExcessBedDay, 1.0)]);
            let own = economy
                .agreements
                .iter()
                .find(|a| a.id == "ccg_acute")
                .expect("it is there");
            let planned = own.plan_a_year[&Currency::ExcessBedDay] * economy.prices[&Currency::ExcessBedDay];
            (view.marginal(acute, &step, Under::Held, 0.0), planned)
        })
    };
    let (each_year, planned) = long_stays(1);
    assert_eq!(each_year.income, 0.0);
    near(each_year.next, 0.8 * 0.3 * 0.01 * planned);
    let (within, _) = long_stays(5);
    assert_eq!((within.income, within.next), (0.0, 0.0));
}

#[test]
fn a_baseline_that_is_to_come_pays_for_admissions_before_it() {
    let admissions = |announced: &[(&str, &str)]| {
        after_a_year(&under("payment_by_results"), announced, |view, economy| {
            let acute = index(&economy.ids, "acute");
            let step = Move::activity([(Currency::EmergencyMultiNight, 1.0)]);
            let now = view.marginal(acute, &step, Under::Held, 0.0);
            (
                now,
                0.01 * view.units_a_year(acute, Currency::EmergencyMultiNight)
                    * economy.prices[&Currency::EmergencyMultiNight],
            )
        })
    };
    let (usual, _) = admissions(&[]);
    assert_eq!(usual.next, 0.0, "a tariff looks at no plan");
    let (known, value) = admissions(&[("ccg_acute", "payment_by_results_with_marginal_rate")]);
    // The year's work lies above 0.92 of the plan that it will have made: there a pound of baseline more saves the 0.3 that
    // is withheld.
    near(known.next, 0.8 * 0.3 * 0.92 * value);
    assert_eq!(known.income, usual.income);
    assert!(known.worth > usual.worth);
}

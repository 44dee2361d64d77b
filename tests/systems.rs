//! The local systems tell their stories: what leaders said happened arises in the shipped scenarios, with its direction and
//! in its order. Ten thousand people, five years, few seeds; shares of seeds are counted, nothing is pinned to a digit.

use carecurve::economy::Heading;
use carecurve::economy::condition::Of;
use carecurve::model::fact::{Count, Stock};
use carecurve::scenario::{Plan, Source, load};
use carecurve::sim::{MonthOutput, World};
use std::path::Path;
use std::sync::Arc;

const PEOPLE: u32 = 10_000;
const YEARS: u32 = 5;
const SEEDS: u64 = 5;

/// The shipped files, read from the checkout.
struct Checkout;
impl Source for Checkout {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)).ok()
    }
}

fn plan(name: &str) -> Plan {
    load(&format!("systems/{name}.json"), &Checkout).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Every seed's months of a system.
fn runs(name: &str) -> Vec<Vec<MonthOutput>> {
    runs_of(name, PEOPLE, SEEDS)
}

fn runs_of(name: &str, people: u32, seeds: u64) -> Vec<Vec<MonthOutput>> {
    let plan = Arc::new(plan(name).scaled(people).with_years(YEARS));
    (1..=seeds)
        .map(|seed| {
            let mut world = World::new(&plan, seed, 0);
            world.advance(World::end(&plan));
            assert_eq!(world.check(), Ok(()), "{name}");
            (world.take_months().into_iter()).filter(|m| m.facts.reported).collect()
        })
        .collect()
}

/// What an organisation paid under a heading, pounds, in the months.
fn paid(months: &[MonthOutput], organisation: &str, heading: Heading) -> f64 {
    let accounts = months
        .iter()
        .flat_map(|m| &m.accounts)
        .filter(|a| a.organisation == organisation);
    let lines = accounts.flat_map(|a| &a.headings).filter(|(h, _)| *h == heading);
    lines.map(|(_, pence)| -pence as f64 / 100.0).sum()
}

/// A figure of the whole in each month.
fn told(months: &[MonthOutput], measure: &str) -> Vec<f64> {
    let of = |m: &MonthOutput| {
        let mut readings = m.condition.readings.iter();
        let found = readings.find(|r| r.measure == measure && r.of == Of::Whole);
        let one = found.unwrap_or_else(|| panic!("{measure} is not told"));
        one.top / one.bottom
    };
    months.iter().map(of).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Seeds in which something holds.
fn seeds(holds: impl Iterator<Item = bool>) -> u64 {
    holds.filter(|holds| *holds).count() as u64
}

#[test]
fn every_system_is_sound() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/systems");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).expect("the folder of systems").flatten() {
        for file in std::fs::read_dir(entry.path()).into_iter().flatten().flatten() {
            let name = format!(
                "{}/{}",
                entry.file_name().to_string_lossy(),
                file.path().file_stem().expect("a name").to_string_lossy()
            );
            assert!(!plan(&name).name.is_empty(), "{name}");
            read += 1;
        }
    }
    assert!(read >= 18, "{read}");
}

#[test]
fn bolton_cuts_disputes_before_demand() {
    let (before, after) = (runs("bolton/pbr"), runs("bolton/aligned-incentives"));
    let disputes =
        |months: &[MonthOutput]| paid(months, "ccg", Heading::Dispute) + paid(months, "acute", Heading::Dispute);
    let admissions = |months: &[MonthOutput]| {
        months
            .iter()
            .map(|m| m.facts.count(Count::EmergencyAdmission))
            .sum::<i64>() as f64
    };
    // From the second year on the contract is another.
    let (mut fell, mut demand) = (0, Vec::new());
    for (base, alternative) in before.iter().zip(&after) {
        let (base, alternative) = (&base[12..], &alternative[12..]);
        assert!(disputes(base) > 0.0);
        fell += u64::from(disputes(alternative) < 0.5 * disputes(base));
        demand.push(admissions(alternative) / admissions(base) - 1.0);
    }
    assert_eq!(fell, SEEDS, "disputes fall by half in every seed");
    assert!(mean(&demand).abs() < 0.02, "demand hardly moves: {demand:?}");
}

#[test]
fn hillingdons_budget_for_all_fails_and_pathways_follow() {
    let (separate, budget) = (runs("hillingdon/separate"), runs("hillingdon/capitation"));
    let pathways = runs("hillingdon/pathway-by-pathway");
    let failed = seeds(budget.iter().map(|months| {
        let broken: f64 = told(months, "deals_broken").iter().sum();
        let talks: f64 = told(months, "months_of_negotiation").iter().sum();
        // It broke, or was not agreed by the day it was to begin.
        broken > 0.0 || talks > 12.0
    }));
    assert!(failed >= SEEDS - 1, "the budget for all fails in {failed} of {SEEDS}");
    // Once it is given up nobody talks of it, and single pathways come to deliver, slowly after a failure.
    for (months, base) in pathways.iter().zip(&separate) {
        let maturity = told(months, "care_model_maturity");
        assert!(
            maturity[59] > maturity[47] && maturity[47] > maturity[35],
            "{maturity:?}"
        );
        assert!(maturity[59] > 0.1, "{}", maturity[59]);
        assert_eq!(told(base, "care_model_maturity")[59], 0.0);
        let talks: f64 = told(months, "months_of_negotiation")[24..].iter().sum();
        assert_eq!((talks, told(months, "deals_alive")[59]), (0.0, 0.0));
    }
}

#[test]
fn cambridgeshire_fails_within_the_patience_of_a_deal_and_recovers_with_pilots() {
    let (before, failed, pilots) = (
        runs("cambridgeshire/tariff"),
        runs("cambridgeshire/lead-provider"),
        runs("cambridgeshire/small-pilots"),
    );
    let trust = |months: &[MonthOutput]| told(months, "trust");
    let broken = |months: &[MonthOutput]| told(months, "deals_broken").iter().position(|n| *n > 0.0);
    let breaks = seeds(failed.iter().map(|months| broken(months).is_some()));
    assert!(breaks >= SEEDS - 1, "it breaks in {breaks} of {SEEDS}");
    let (mut lower, mut better) = (0, 0);
    for ((months, base), again) in failed.iter().zip(&before).zip(&pilots) {
        let Some(when) = broken(months) else { continue };
        assert!(when >= 12, "not before it begins");
        lower += u64::from(trust(months)[when] < trust(base)[when]);
        better += u64::from(trust(again)[59] > trust(months)[59]);
    }
    assert_eq!(lower, breaks, "trust is lost where it breaks");
    assert!(
        better >= breaks - 1,
        "joint work on pilots rebuilds it: {better} of {breaks}"
    );
}

#[test]
fn devon_brings_people_back_and_shows_where_the_money_goes() {
    // Mental health beds are few: a place of sixty thousand has about fifteen.
    let [away, back] = ["devon/out-of-area", "devon/lead-provider"].map(|name| runs_of(name, 60_000, 3));
    // The last two years.
    let people = |months: &[MonthOutput]| {
        let of: Vec<f64> = months[36..].iter().map(|m| m.facts.stock(Stock::OutOfArea)).collect();
        mean(&of)
    };
    let all = |runs: &[Vec<MonthOutput>]| mean(&runs.iter().map(|months| people(months)).collect::<Vec<_>>());
    assert!(all(&away) > 0.1, "{} are out of area", all(&away));
    assert!(all(&back) < 0.9 * all(&away), "{} of {} remain", all(&back), all(&away));
    // By the day the payer pays for what is done. Under the budget half of what is not spent stays with the trust, for care
    // near home, and half goes back.
    let price = plan("devon/out-of-area")
        .economy
        .parameters
        .get("economy.price.out_of_area_day_pounds");
    let kept = |runs: &[Vec<MonthOutput>]| {
        let of = |months: &Vec<MonthOutput>| {
            let years = &months[36..];
            let days: f64 = years
                .iter()
                .map(|m| m.facts.stock(Stock::OutOfArea) * f64::from(m.facts.month.days()))
                .sum();
            paid(years, "nhs_england", Heading::Contract) - specialised(years) - price * days
        };
        mean(&runs.iter().map(of).collect::<Vec<_>>())
    };
    assert!(kept(&away).abs() < 1.0, "{} beyond the days", kept(&away));
    assert!(kept(&back) > 1_000.0, "{} kept", kept(&back));
}

/// What the national payer pays the hospital, pounds.
fn specialised(months: &[MonthOutput]) -> f64 {
    let accounts = months.iter().flat_map(|m| &m.transfers);
    let parties = carecurve::measure::flow::parties(&plan("devon/out-of-area").economy);
    let [payer, hospital] =
        ["nhs_england", "acute"].map(|id| parties.iter().position(|p| p.id == id).expect(id) as u16);
    let way = accounts.filter(|t| t.from == payer && t.to == hospital && t.heading == Heading::Contract);
    way.map(|t| t.pence as f64 / 100.0).sum()
}

#[test]
fn ccg2s_wards_close_within_transitional_money() {
    let (before, after) = (runs("ccg2/separate"), runs("ccg2/alliance"));
    let open = |months: &[MonthOutput]| {
        mean(
            &months[48..]
                .iter()
                .map(|m| m.facts.stock(Stock::BedOpen))
                .collect::<Vec<_>>(),
        )
    };
    for (base, alternative) in before.iter().zip(&after) {
        assert!(open(alternative) < open(base), "beds have closed");
        let restructured = paid(alternative, "acute", Heading::Restructuring);
        let given = paid(alternative, "ccg", Heading::TransitionalMoney);
        assert!(
            restructured > 0.0 && (given - restructured).abs() < 1.0,
            "{given} pays for {restructured}"
        );
        assert_eq!(paid(base, "acute", Heading::Restructuring), 0.0);
    }
}

use super::super::planning::{Planning, rules};
use super::super::testing;
use super::super::{Account, Closing};
use super::*;

const APRIL_2018: u32 = 18 * 12 + 3;

fn with_treasury() -> Settings {
    let mut settings = testing::settings();
    settings.planning.treasury = Some(rules::Treasury::default());
    settings
}

fn run(settings: &Settings, months: u32) -> (Economy, Vec<Closing>) {
    let usual = testing::settings();
    let mut economy = Economy::new(settings);
    let mut closings = Vec::new();
    for m in 0..months {
        closings.push(economy.close_month(&testing::usual_month(Month(APRIL_2018 + m), &usual)));
        assert_eq!(economy.check(), Ok(()));
    }
    (economy, closings)
}

fn accounts<'a>(closings: &'a [Closing], organisation: &'a str) -> impl Iterator<Item = &'a Account> {
    let all = closings.iter().flat_map(|c| &c.accounts);
    all.filter(move |a| a.organisation == organisation)
}

fn under(account: &Account, heading: Heading) -> i64 {
    account
        .headings
        .iter()
        .filter(|(h, _)| *h == heading)
        .map(|(_, p)| *p)
        .sum()
}

#[test]
fn a_trust_in_deficit_borrows_what_it_lacks_and_pays_for_it() {
    let settings = with_treasury();
    let (_, closings) = run(&settings, 24);
    let days = settings.parameters.get("economy.treasury.minimum_cash_days");
    let (mut cash, mut debt) = (0, 0);
    for (m, account) in accounts(&closings, "acute").enumerate() {
        let month = Month(APRIL_2018 + m as u32);
        let (lent, back) = (under(account, Heading::Loan), under(account, Heading::LoanRepayment));
        cash += account.income - account.cost + lent + back;
        debt += lent + back;
        assert_eq!((account.balance, account.debt), (cash, debt), "month {m}");
        let minimum = pence(pounds(account.cost) / f64::from(month.days()) * days);
        assert!(
            account.balance >= minimum,
            "month {m}: {} under {minimum}",
            account.balance
        );
    }
    // A deficit of £22.9 m a year ends as debt.
    assert!((pounds(debt) / 1e6 - 2.0 * 22.9).abs() < 8.0, "{}", pounds(debt));
    let interest: i64 = accounts(&closings[12..], "acute")
        .map(|a| -under(a, Heading::LoanInterest))
        .sum();
    let rate = settings.parameters.get("economy.treasury.loan_rate");
    let mean: i64 = accounts(&closings[11..23], "acute").map(|a| a.debt).sum::<i64>() / 12;
    assert!(
        (pounds(interest) / (rate * pounds(mean)) - 1.0).abs() < 1e-6,
        "{interest}"
    );
}

#[test]
fn loans_are_paid_back_when_cash_allows() {
    let mut settings = with_treasury();
    let acute = settings.organisations.get_mut("acute").expect("it is there");
    (acute.underlying_deficit_pounds, acute.debt_pounds) = (-10.0e6, 6.0e6);
    let (economy, closings) = run(&settings, 18);
    let last = accounts(&closings, "acute").last().expect("a month");
    assert_eq!(last.debt, 0, "a trust in surplus pays back");
    assert!(last.balance > 0 && economy.check().is_ok());
}

#[test]
fn a_false_debt_is_found() {
    let (mut economy, _) = run(&with_treasury(), 3);
    let acute = economy.ids.iter().position(|id| id == "acute").expect("it is there");
    economy.treasury.debt[acute] -= 1;
    assert!(economy.check().is_err());
    economy.treasury.claims -= 1;
    assert!(economy.check().is_err(), "claims that fall with it do not hide it");
}

#[test]
fn without_a_treasury_nobody_borrows_and_fixed_cost_is_split_and_no_more() {
    let (_, off) = run(&testing::settings(), 12);
    let (_, on) = run(&with_treasury(), 12);
    let sum = |closings: &[Closing], of: &dyn Fn(&Account) -> i64| accounts(closings, "acute").map(of).sum::<i64>();
    assert_eq!(sum(&off, &|a| a.debt + under(a, Heading::Loan)), 0);
    let interest = sum(&on, &|a| -under(a, Heading::LoanInterest));
    assert_eq!(sum(&on, &|a| a.cost) - interest, sum(&off, &|a| a.cost));
    let whole = sum(&off, &|a| {
        -under(a, Heading::FixedCost) - under(a, Heading::CapitalCharge) - under(a, Heading::Depreciation)
    });
    // A quarter of a cost of about £250 m.
    assert!((pounds(whole) / 1e6 - 63.0).abs() < 8.0, "{}", pounds(whole));
    assert!(sum(&off, &|a| -under(a, Heading::CapitalCharge)) > 0);
}

#[test]
fn deficits_that_last_move_the_plan() {
    let mut settings = with_treasury();
    let acute = settings.organisations.get_mut("acute").expect("it is there");
    acute.target_surplus_pounds = 0.0;
    let (economy, closings) = run(&settings, 37);
    let decisions: Vec<_> = (closings.iter().flat_map(|c| &c.decisions))
        .filter(|d| d.lever == "target_surplus" && d.organisation == "acute")
        .collect();
    assert_eq!(decisions.len(), 1, "after three years with loans, once");
    assert!(decisions[0].from == 0.0 && decisions[0].to < -15.0e6, "{decisions:?}");
    assert!(decisions[0].because.contains('£'), "{}", decisions[0].because);
    assert_eq!(
        economy.settings.organisations["acute"].target_surplus_pounds,
        decisions[0].to
    );
}

#[test]
fn a_council_draws_reserves_then_saves_then_raises_a_precept() {
    let mut settings = with_treasury();
    let line = |settings: &mut Settings, more: f64| {
        settings.organisations.get_mut("council").expect("it is there").budget[1].pounds_a_year += more;
    };
    // £8 m a year more to pay than it receives.
    line(&mut settings, 8.0e6);
    let acts = |settings: &Settings| -> Vec<(String, f64, f64)> {
        let (_, closings) = run(settings, 25);
        let all = closings.into_iter().flat_map(|c| c.decisions);
        let own = all.filter(|d| d.organisation == "council");
        own.map(|d| (d.lever, d.from, d.to)).collect()
    };
    let poor = acts(&settings);
    assert!(poor.iter().any(|a| a.0 == "social_care_saved"), "{poor:?}");
    let precept = poor
        .iter()
        .find(|a| a.0 == "precept")
        .expect("savings alone do not hold it");
    let cap = settings.parameters.get("economy.treasury.precept_a_year");
    assert!(precept.2 > 0.0 && precept.2 <= cap + 1e-12, "{precept:?}");
    settings
        .organisations
        .get_mut("council")
        .expect("it is there")
        .reserves_pounds = 30.0e6;
    let rich = acts(&settings);
    assert!(
        rich.iter().all(|a| a.0 == "reserves"),
        "reserves hold it for two years: {rich:?}"
    );
    assert!(rich.iter().any(|a| a.2 < a.1));
}

#[test]
fn a_council_plans_every_so_many_years() {
    for every in [1, 3] {
        let mut settings = with_treasury();
        settings.planning.council_years = Some(every);
        settings.organisations.get_mut("council").expect("it is there").budget[1].pounds_a_year += 8.0e6;
        let (_, closings) = run(&settings, 40);
        let saves = |c: &Closing| c.decisions.iter().any(|d| d.lever == "social_care_saved");
        let first = closings.iter().position(saves);
        assert_eq!(first, Some(12 * every as usize), "every {every} years");
    }
}

#[test]
fn a_precept_comes_from_those_who_pay_council_tax() {
    let mut settings = with_treasury();
    settings.organisations.get_mut("council").expect("it is there").budget[1].pounds_a_year += 8.0e6;
    let (_, closings) = run(&settings, 24);
    let raised: i64 = accounts(&closings, "council").map(|a| under(a, Heading::Precept)).sum();
    let paid: i64 = accounts(&closings, "council_taxpayer")
        .map(|a| -under(a, Heading::Precept))
        .sum();
    assert!(raised > 0 && raised == paid);
}

#[test]
fn overspending_comes_off_next_years_allocation_once() {
    let mut settings = with_treasury();
    let ccg = settings.organisations.get_mut("ccg").expect("it is there");
    let other = ccg
        .budget
        .iter_mut()
        .find(|l| l.heading == Heading::OtherProgramme)
        .expect("a line");
    other.pounds_a_year += 5.0e6;
    let (economy, closings) = run(&settings, 24);
    let of = |year: usize| -> i64 {
        let months = &closings[12 * year..12 * (year + 1)];
        accounts(months, "ccg").map(|a| under(a, Heading::Allocation)).sum()
    };
    let over: i64 = accounts(&closings[..12], "ccg").map(|a| -a.surplus).sum();
    let growth = 409_400_000.0 * 1.01;
    let taken = pence(growth) - of(1);
    assert!(
        over > 300_000_000 && (taken - over).abs() < 200,
        "{taken} taken off, {over} overspent"
    );
    // The year that was short by what was taken off is not blamed for that again.
    let mut round = Round::new(Month(APRIL_2018 + 24));
    let i = economy.ids.iter().position(|id| id == "ccg").expect("it is there");
    let mut economy = economy;
    economy.carry_overspend(i, &mut round);
    let second: f64 = accounts(&closings[12..], "ccg")
        .map(|a| -pounds(a.surplus))
        .sum::<f64>()
        - pounds(taken);
    let next = pounds(economy.treasury.carried[i]);
    assert!(
        (next - second.max(0.0)).abs() < 2.0,
        "{next} carried after {second} of the second year's own"
    );
}

#[test]
fn what_is_written_is_off_unless_said() {
    assert!(Planning::default().is_off());
    let noted: Planning = serde_json::from_str(r#"{"note": "only words"}"#).expect("a block");
    assert!(noted.is_off());
    assert!(!with_treasury().planning.is_off());
}

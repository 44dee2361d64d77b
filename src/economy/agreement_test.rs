use super::*;
use crate::economy::clause::Clause;
use crate::economy::testing;

fn regime(clauses: &str) -> Vec<Clause> {
    serde_json::from_str(clauses).expect(clauses)
}

fn shipped(name: &str) -> Vec<Clause> {
    testing::settings().regimes[name].clauses.clone()
}

/// A year of one-night emergency spells against a plan of 10,000 at £2,000, settled month by month, pence.
fn year(clauses: &[Clause], spells: f64) -> i64 {
    let of = |x: f64| ByCurrency::from([(Currency::EmergencyOneNight, x)]);
    let json = serde_json::json!({ "payer": "ccg", "provider": "acute", "regime": "any",
        "plan": { "emergency_one_night": 10_000 } });
    let contract: Contract = serde_json::from_value(json).expect("a contract");
    let mut agreement = Agreement::new("x", &contract, 0, 1, Month(219));
    let terms = Terms {
        clauses,
        prices: &of(2_000.0),
        costs: &of(400.0),
        billed: Billed::default(),
        provider: OrganisationKind::AcuteTrust,
        year: 0,
    };
    let month = |m: u32| {
        let observed = Observed {
            units: of(spells / 12.0),
            ..Observed::default()
        };
        let first = agreement.settle(&terms, &observed, Month(m));
        let second = agreement.settle_after(&terms, Finance::default(), Month(m));
        first.pence + second.pence
    };
    (219..231).map(month).sum()
}

/// The same at 9,000, 10,000 and 11,000 spells, pence.
fn three(clauses: &[Clause]) -> [i64; 3] {
    [9_000.0, 10_000.0, 11_000.0].map(|spells| year(clauses, spells))
}

/// Millions of pounds in pence.
fn million(pounds: [f64; 3]) -> [i64; 3] {
    pounds.map(|x| pence(x * 1e6))
}

#[test]
fn the_published_rules_pay_to_the_penny() {
    let marginal = |above: f64| {
        regime(&format!(
            r#"[{{"tariff": {{}}}}, {{"marginal_rate": {{"above": {above}, "baseline_share": 0.8}}}}]"#
        ))
    };
    let blended = regime(r#"[{"block": {}}, {"marginal_rate": {"on": "fixed", "above": 0.2, "below": 0.2}}]"#);
    assert_eq!(three(&shipped("payment_by_results")), million([18.0, 20.0, 22.0]));
    assert_eq!(three(&marginal(0.7)), million([17.4, 18.8, 20.2]));
    assert_eq!(three(&marginal(0.3)), million([16.6, 17.2, 17.8]));
    assert_eq!(three(&blended), million([19.6, 20.0, 20.4]));
    assert_eq!(three(&shipped("blended")), million([19.6, 20.0, 20.4]));
    assert_eq!(three(&shipped("block")), million([20.0, 20.0, 20.0]));
}

#[test]
fn aligned_incentives_share_the_year_not_the_month() {
    // 11,000 at a variable cost of £400 are £0.4 m above a plan of £4.0 m: half of what lies beyond 2 % of it.
    // 9,000 save £0.4 m: half goes back through the gain share.
    let expected = [2_000_000_000 - 20_000_000, 2_000_000_000, 2_000_000_000 + 16_000_000];
    assert_eq!(three(&shipped("aligned_incentives")), expected);
}

#[test]
fn what_looks_at_finance_is_settled_last_and_by_quarter() {
    // No surplus is asked for and none is made: the finance part is earned, A&E was not read.
    let fund = regime(r#"[{"control_total": {"pounds_a_year": 1000000}}, {"block": {}}]"#);
    assert_eq!(year(&fund, 9_000.0), 2_000_000_000 + 70_000_000);
}

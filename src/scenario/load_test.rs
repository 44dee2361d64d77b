use super::*;
use crate::scenario::source::{Embedded, Memory, Source};

fn place(text: &str) -> Result<Plan, Problems> {
    load("x.json", &Memory::default().with("x.json", text))
}
fn over(differences: &str) -> Result<Plan, Problems> {
    place(&format!("{{\"extends\": \"england/place\", {differences}}}"))
}
fn told(differences: &str) -> String {
    match over(differences) {
        Ok(_) => String::new(),
        Err(problems) => problems.to_string(),
    }
}

#[test]
fn the_shipped_place_is_complete() {
    let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!((plan.model.people, plan.years, plan.warm_up_days), (300_000, 5, 90));
    assert_eq!(plan.model.neighbourhoods.len(), 7);
    assert_eq!(plan.model.neighbourhoods.iter().map(|n| n.practices).sum::<u32>(), 37);
    let acute = [
        "short_stay",
        "medical",
        "older_people",
        "surgical",
        "children",
        "unmodelled",
    ];
    let beds = plan.model.services.iter().filter(|s| acute.contains(&s.id.as_str()));
    assert_eq!(beds.map(|s| s.capacity.places()).sum::<f64>(), 514.0);
    assert_eq!(plan.warm_up_start().to_string(), "2018-01-01");
    assert_eq!(plan.table_hashes.len(), 15);
    let acute_income: f64 = plan.economy.contracts.values().map(|c| c.share).sum();
    assert!(
        acute_income > 1.0,
        "acute, specialised, community and home care are all paid for"
    );
}

#[test]
fn all_problems_are_told_at_once() {
    let text = told(
        r#""years": 31, "warm_up": "long", "organisatons": {}, "care_model": "silod",
        "services": {"medical": {"capacity": {"staff": -3}}, "surgical": {"provider": "acutes"}},
        "neighbourhoods": {"castle": {"people": 0.2}},
        "changes": {"c": {"announced": "2019-02-30", "effective": "2050-01-01", "care_model": "siloed"}}"#,
    );
    for line in [
        "x.json:1:39: years: found 31; allowed: 1 to 30",
        "warm_up: found \"long\"; allowed: a whole number from 0 to 730",
        "organisatons: found unknown field \"organisatons\"; allowed: ",
        "did you mean `organisations`?",
        "care_model: found \"silod\", which is not known; allowed: coordinated, enhanced_health_in_care_homes, integrated_care_system, multispecialty_community_provider, neighbourhood_teams, pooled_budget_only, primary_and_acute_care_system, siloed, structure_only; did you mean `siloed`?",
        "services.medical.capacity.staff: found -3; allowed: at least 0",
        "services.surgical.provider: found \"acutes\", which is not known",
        "neighbourhoods: found shares of people that sum to 1.05; allowed: a sum of 1 (0.05 is too much)",
        "changes.c.announced: found \"2019-02-30\"",
        "changes.c.effective: found \"2050-01-01\"; allowed: a date inside the run, 2018-04-01 to",
    ] {
        assert!(text.contains(line), "not told: {line}\n{text}");
    }
}

#[test]
fn a_parameter_beyond_its_range_is_a_warning() {
    let plan = over(r#""parameters": {"economy.price.ae_type1_pounds": 900}"#).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(plan.model.parameters.get("economy.price.ae_type1_pounds"), 900.0);
    assert_eq!(plan.economy.parameters.get("economy.price.ae_type1_pounds"), 900.0);
    let told: Vec<String> = plan.warnings.iter().map(ToString::to_string).collect();
    assert!(
        told.iter()
            .any(|w| w.contains("ae_type1_pounds: 900 is outside the plausible range")),
        "{told:?}"
    );
}

#[test]
fn a_service_loaded_above_one_is_a_warning_with_the_number() {
    let plan = over(r#""population": {"people": 450000}"#).unwrap_or_else(|p| panic!("{p}"));
    let told: Vec<String> = plan.warnings.iter().map(ToString::to_string).collect();
    assert!(
        told.iter()
            .any(|w| w.contains("outpatient_clinic: offered load is 1.4")),
        "{told:?}"
    );
    let base = over("").unwrap_or_else(|p| panic!("{p}"));
    assert!(base.warnings.is_empty(), "{:?}", base.warnings);
}

#[test]
fn an_own_table_is_read_from_beside_the_file() {
    let own =
        String::from_utf8(Embedded.read("england/tables/care_home.csv").expect("it is shipped")).expect("it is text");
    let source = Memory::default()
        .with(
            "here/x.json",
            r#"{"extends": "england/place", "tables": {"care_home": "./homes.csv"}}"#,
        )
        .with("here/homes.csv", &own.replace("0.127", "0.2"));
    let plan = load("here/x.json", &source).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(plan.model.tables.care_home[6], 0.2);
    let base = over("").unwrap_or_else(|p| panic!("{p}"));
    assert_ne!(plan.table_hashes["care_home"], base.table_hashes["care_home"]);
    assert_eq!(base.first_difference(&plan), Some(base.warm_up_start()));
}

#[test]
fn every_number_is_explained() {
    let figures = explain("england/place", &Embedded);
    assert!(figures.is_err(), "a name is exact here: the command adds .json");
    let figures = explain("england/place.json", &Embedded).unwrap_or_else(|p| panic!("{p}"));
    let of = |path: &str| {
        figures
            .iter()
            .find(|f| f.path == path)
            .unwrap_or_else(|| panic!("{path} is not explained"))
    };
    let beds = of("services.older_people.capacity.staff");
    let plan = load("england/place.json", &Embedded).unwrap_or_else(|p| panic!("{p}"));
    let ward = plan
        .model
        .services
        .iter()
        .find(|s| s.id == "older_people")
        .expect("England has the ward");
    assert_eq!(
        (beds.value, beds.grade.as_str()),
        (ward.capacity.staff, "SHAPE_ASSUMED")
    );
    assert!(beds.set_by.starts_with("england/place.json:"));
    assert_eq!(of("services.extended_hours.growth").set_by, "the default");
    assert_eq!(of("parameters.economy.price.ae_type1_pounds").role, "assumed");
    // A service's numbers cannot be defended without a source.
    for figure in figures.iter().filter(|f| f.path.starts_with("services.")) {
        assert!(!figure.source.is_empty() && !figure.grade.is_empty(), "{figure:?}");
    }
}

#[test]
fn what_changes_nothing_leaves_the_hash_alone() {
    let base = over(r#""note": "a""#).unwrap_or_else(|p| panic!("{p}"));
    let same = over(
        r#""name": "other", "services": {"medical": {"name": "Ward", "note": "n"}}, "years": 5,
        "regimes": {"never_used": {"description": "d", "clauses": []}}"#,
    )
    .unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(base.hash(), same.hash());
    assert_eq!(base.first_difference(&same), None);
    let beds = over(r#""services": {"medical": {"capacity": {"staff": 191}}}"#).unwrap_or_else(|p| panic!("{p}"));
    assert_ne!(base.hash(), beds.hash());
    assert_eq!(base.first_difference(&beds), Some(base.warm_up_start()));
}

#[test]
fn plans_differ_from_the_first_announcement_that_differs() {
    let of = |changes: &str| over(&format!("\"changes\": {{{changes}}}")).unwrap_or_else(|p| panic!("{p}"));
    let early = r#""a": {"announced": "2018-10-01", "effective": "2019-04-01", "care_model": "neighbourhood_teams"}"#;
    let later = r#""b": {"announced": "2020-10-01", "effective": "2021-04-01", "service": "medical", "ratio": 0.9}"#;
    let less = r#""b": {"announced": "2020-10-01", "effective": "2021-04-01", "service": "medical", "ratio": 0.8}"#;
    let (none, one, two, other) = (
        of(""),
        of(early),
        of(&format!("{early}, {later}")),
        of(&format!("{less}, {early}")),
    );
    let day = |a: &Plan, b: &Plan| a.first_difference(b).map(|d| d.to_string());
    assert_eq!(day(&none, &one).as_deref(), Some("2018-10-01"));
    assert_eq!(day(&one, &two).as_deref(), Some("2020-10-01"));
    assert_eq!(day(&other, &two).as_deref(), Some("2020-10-01"));
    assert_eq!(day(&two, &two), None);
    // The id of a change is a label: it moves nothing.
    assert_eq!(day(&one, &of(&early.replace("\"a\"", "\"z\""))), None);
}

#[test]
fn a_scaled_plan_keeps_its_proportions() {
    let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    let small = plan.scaled(50_000);
    let places = |plan: &Plan, id: &str| {
        plan.model
            .services
            .iter()
            .find(|s| s.id == id)
            .map_or(f64::NAN, |s| s.capacity.places())
    };
    assert_eq!(places(&small, "children"), 4.0);
    assert_eq!(places(&small, "walk_in"), 2.0);
    assert!((places(&small, "general_practice") * 6.0 - places(&plan, "general_practice")).abs() < 1e-9);
    assert_eq!(small.model.neighbourhoods.iter().map(|n| n.practices).sum::<u32>(), 7);
    assert_eq!(small.model.people, 50_000);
    assert!(
        small
            .scaled_figures
            .iter()
            .any(|f| f.path == "services.children.capacity.staff" && f.to == 4.0)
    );
    assert!(
        small
            .scaled_figures
            .iter()
            .any(|f| f.path.starts_with("organisations.taxpayer.budget[0]"))
    );
    assert_ne!(small.hash(), plan.hash());
    assert_eq!(plan.scaled(300_000), plan);
}

#[test]
fn no_text_makes_the_reader_panic() {
    let text = include_str!("../../scenarios/systems/frimley/neighbourhood-teams.json")
        .replace("./siloed.json", "england/place");
    let own = text.replace(
        "\"changes\"",
        "\"services\": {\"é\": {\"capacity\": [1e999]}}, \"changes\"",
    );
    let bytes = own.as_bytes();
    for at in (0..bytes.len()).step_by(61) {
        for with in ["", "{", "]", "\"", "null", "-1", ",,", "\u{e9}", "\\u"] {
            let mut mutated = bytes[..at].to_vec();
            mutated.extend_from_slice(with.as_bytes());
            mutated.extend_from_slice(&bytes[(at + 1 + at % 3).min(bytes.len())..]);
            let mutated = String::from_utf8_lossy(&mutated).into_owned();
            // Whatever is told, it is told and not thrown.
            if let Err(problems) = place(&mutated) {
                assert!(!problems.0.is_empty() && !problems.to_string().is_empty());
            }
        }
    }
}

#[test]
fn planned_care_cannot_be_half_idle() {
    let idle = told(r#""services": {"clinic_cancer": {"share": 0}}"#);
    assert!(
        idle.contains("clinic or elective list of cancer idle without the other"),
        "{idle}"
    );
    let both = told(r#""services": {"clinic_cancer": {"share": 0}, "list_cancer": {"share": 0}}"#);
    assert!(both.is_empty(), "{both}");
}

use super::picture::{Picture, Shape};
use super::{CHARTS, by_year, draw, equity, pictures, staffing};
use crate::analysis::Estimate;
use crate::economy::workforce::Group;
use crate::experiment::stand_in::{StandInPlan, StandInWorld};
use crate::experiment::{Design, run};
use crate::measure::{Dimensions, Key, Period, find};
use crate::report::table_test::{outcome, study};
use std::sync::Arc;

#[test]
fn every_chart_is_drawn_with_title_units_and_caption() {
    let o = outcome(3, 4);
    let s = study(&o);
    let pictures = pictures(&s);
    assert_eq!(
        pictures.len(),
        8 + 6 * 2,
        "fan, money, books, joint surplus, decisions, equity, trust and staffing; six charts for each of two alternatives"
    );
    for (name, picture) in &pictures {
        let svg = draw::svg(picture).unwrap();
        assert!(
            svg.contains("role=\"img\"") && svg.contains("<title id=\"title\">") && svg.contains("<desc"),
            "{name}"
        );
        assert!(
            svg.contains("Illustrative until validated."),
            "{name} lacks its caption"
        );
        assert!(svg.matches("<text").count() > 15, "{name} has lost its words");
        let outside = picture.shapes.iter().filter_map(|s| match s {
            Shape::Text { at, .. } => Some(*at),
            _ => None,
        });
        for (x, y) in outside {
            assert!(
                (0.0..=1200.0).contains(&x) && (0.0..=picture.height).contains(&y),
                "{name}: text at {x}, {y}"
            );
        }
    }
    assert!(CHARTS.iter().all(|c| pictures.iter().any(|(name, _)| name == c.name)));
}

#[test]
fn titles_state_the_finding_with_its_interval() {
    let o = outcome(3, 6);
    let s = study(&o);
    let titles: Vec<(String, String)> = pictures(&s).into_iter().map(|(name, p)| (name, p.title)).collect();
    let of = |name: &str| titles.iter().find(|(n, _)| n == name).map(|(_, t)| t.clone()).unwrap();
    assert!(
        of("bend").contains("emergency admissions per resident fall") && of("bend").contains("95 % interval −"),
        "{}",
        of("bend")
    );
    assert!(of("bend-no-op").contains("exactly the same"), "{}", of("bend-no-op"));
    assert!(
        of("hospital_demand").contains("Emergency admissions against Siloed"),
        "{}",
        of("hospital_demand")
    );
}

/// How often a picture says a text.
fn said(picture: &Picture, wanted: &str) -> usize {
    let is = |shape: &&Shape| matches!(shape, Shape::Text { text, .. } if text == wanted);
    picture.shapes.iter().filter(is).count()
}

fn hollow_dots(picture: &Picture) -> usize {
    let is = |shape: &&Shape| matches!(shape, Shape::Dot { hollow: true, .. });
    picture.shapes.iter().filter(is).count()
}

#[test]
fn a_year_is_not_yet_exactly_while_its_interval_holds_zero() {
    let year = |values: &[f64]| Estimate::of(values, 0.95).unwrap();
    let (none, unclear) = (year(&[0.0, 0.0]), year(&[-3.0, 2.0, 1.0]));
    let (fell, rose) = (year(&[-5.0, -5.1, -4.9]), year(&[5.0, 5.1, 4.9]));
    assert_eq!(
        by_year::spoken(&[none, unclear, fell, unclear, rose]),
        ["the same", "not yet", "fell", "not clear", "rose"]
    );
    assert_eq!(by_year::spoken(&[unclear, year(&[3.0])]), ["not yet", "no interval"]);
    assert_eq!(
        [none, unclear, fell, rose].map(|e| by_year::hollow(&e)),
        [true, true, false, false]
    );
}

/// A plan that changes hardly anything in year 2 and much from year 3 on: same, not yet, then clear.
#[test]
fn years_of_the_bend_are_hollow_where_the_study_finds_nothing() {
    let base = StandInPlan::base(4);
    let bending = base.with(0.06, crate::engine::Date::new(2019, 12, 1));
    let design = Design {
        arms: vec![("siloed".into(), Arc::new(base)), ("teams".into(), Arc::new(bending))],
        seed: 1,
        replications: 6,
        independent: false,
    };
    let o = run::<StandInWorld>(&design, &());
    let s = study(&o);
    let pictures = pictures(&s);
    let (_, picture) = pictures.iter().find(|(name, _)| name == "bend_by_year").unwrap();
    let periods = Period::of_run(48);
    let clear = (["emergency_admissions", "emergency_bed_days"].iter())
        .flat_map(|measure| periods[1..].iter().map(|year| s.difference(1, measure, year).unwrap()))
        .filter(|d| d.estimate.is_clear())
        .count();
    assert!(
        (4..=6).contains(&clear),
        "years 3 and 4 are clear, year 1 is the same: {clear}"
    );
    assert_eq!(hollow_dots(picture), 8 - clear);
    assert_eq!(said(picture, "the same"), 2);
    assert_eq!(said(picture, "fell"), clear);
    assert!(
        picture.title.contains("first fall clearly in year"),
        "{}",
        picture.title
    );
}

#[test]
fn the_equity_gap_is_that_of_admissions_per_resident() {
    let o = outcome(2, 2);
    let series = &o.replications[0].arms[1].series;
    let year = &Period::of_run(24)[2];
    let of = |measure: &str, fifth: u8| {
        let dimensions = Dimensions {
            deprivation: Some(fifth),
            ..Dimensions::default()
        };
        let measure = find(measure).unwrap();
        series.over(&Key { measure, dimensions }, year).unwrap()
    };
    let rate = |fifth: u8| of("emergency_admissions", fifth) / of("population", fifth);
    let ratio = equity::ratio(series, year).unwrap();
    assert!((ratio - rate(0) / rate(4)).abs() < 1e-12, "{ratio}");
    let gap = equity::gap(series, year).unwrap();
    assert!((gap - 1000.0 * (rate(0) - rate(4))).abs() < 1e-9, "{gap}");
}

#[test]
fn every_group_of_staff_has_its_setting() {
    let mut known: Vec<&str> = Group::ALL.iter().map(|group| group.name()).collect();
    let mut shown = staffing::groups();
    known.sort_unstable();
    shown.sort_unstable();
    assert_eq!(shown, known);
}

#[test]
fn trust_and_staffing_are_drawn_only_where_they_are_told() {
    let mut o = outcome(2, 2);
    for replication in &mut o.replications {
        for arm in &mut replication.arms {
            arm.series = arm.series.without(&["trust", "vacancy_rate"]);
        }
    }
    let names: Vec<String> = pictures(&study(&o)).into_iter().map(|(name, _)| name).collect();
    assert!(
        names
            .iter()
            .all(|name| name != "trust_and_maturity" && name != "staffing"),
        "{names:?}"
    );
}

#[test]
fn drawn_twice_gives_the_same_bytes() {
    let o = outcome(2, 2);
    let s = study(&o);
    let folder = tempfile::tempdir().unwrap();
    let (_, picture) = &pictures(&s)[0];
    let bytes = |file: &str| {
        let path = folder.path().join(file);
        draw::png(picture, &path).unwrap();
        std::fs::read(path).unwrap()
    };
    assert_eq!(bytes("a.png"), bytes("b.png"));
    assert_eq!(draw::svg(picture).unwrap(), draw::svg(picture).unwrap());
}

/// Draws every chart of the stand-in into `CARECURVE_CHARTS`, to be looked at.
#[test]
#[ignore = "writes files to look at; set CARECURVE_CHARTS to a folder"]
fn charts_to_look_at() {
    let folder = std::path::PathBuf::from(std::env::var("CARECURVE_CHARTS").expect("CARECURVE_CHARTS names a folder"));
    let o = outcome(5, 10);
    let s = study(&o);
    for (name, picture) in pictures(&s) {
        draw::png(&picture, &folder.join(format!("{name}.png"))).unwrap();
        std::fs::write(folder.join(format!("{name}.svg")), draw::svg(&picture).unwrap()).unwrap();
    }
    std::fs::write(folder.join("answer.md"), crate::report::answer::answer(&s)).unwrap();
}

use super::{CHARTS, draw, pictures};
use crate::report::table_test::{outcome, study};

#[test]
fn every_chart_is_drawn_with_title_units_and_caption() {
    let o = outcome(3, 4);
    let s = study(&o);
    let pictures = pictures(&s);
    assert_eq!(
        pictures.len(),
        5 + 5 * 2,
        "fan, money, books, joint surplus and decisions; five charts for each of two alternatives"
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
            super::picture::Shape::Text { at, .. } => Some(*at),
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

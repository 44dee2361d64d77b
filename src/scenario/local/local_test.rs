use super::size::{sizes, volume, whole_parts};
use super::*;
use crate::model::population::margin;
use crate::scenario::load::load;
use crate::scenario::problem::Problems;
use crate::scenario::source::{Embedded, Memory, Source};

const EXAMPLE: &str = "places/example-totals.csv";

fn totals(text: &str) -> Result<Totals, Problems> {
    read("my.csv", text.as_bytes(), &England::new())
}
fn told(text: &str) -> String {
    totals(text)
        .err()
        .map_or(String::new(), |problems| problems.to_string())
}
fn example() -> Totals {
    let bytes = Embedded.read(EXAMPLE).expect("the example is shipped");
    read(EXAMPLE, &bytes, &England::new()).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_example_is_read_whole() {
    let totals = example();
    assert_eq!(totals.residents(), 412_000.0);
    assert_eq!(
        totals.given().count(),
        KNOWN.len() - 1,
        "all but the mean fifth, which stands for the share"
    );
    let beds = totals.get("acute_beds").expect("it is given");
    assert_eq!((beds.value, beds.year.as_str(), beds.line), (765.0, "2018/19", 8));
}

#[test]
fn every_fault_of_the_totals_is_told_at_once() {
    let text = "total,value,unit,souce\n\
        residents,\"300,000\",people,\n\
        resident_65_plus,54000,people,\n\
        acute_beds,514,thousand,\n\
        acute_beds,514,beds,\n\
        gps,1530,FTE,\n\
        most_deprived_share,20%,share,\n";
    let lines = told(text);
    for line in [
        "my.csv:1:18: totals.souce: found \"souce\"; allowed: total, value, unit, year, source; did you mean `source`?",
        "my.csv:2:11: residents: found \"300,000\"; allowed: a number with a decimal point, without commas",
        "my.csv:3:1: totals.total: found \"resident_65_plus\"; allowed: residents, residents_65_plus",
        "did you mean `residents_65_plus`?",
        "my.csv:4:16: acute_beds: found the unit \"thousand\"; allowed: \"beds\", or none",
        "my.csv:5:1: acute_beds: found a second line for acute_beds (first in line 4); allowed: each total once",
        "my.csv:7:21: most_deprived_share: found \"20%\"",
    ] {
        assert!(lines.contains(line), "not told: {line}\n{lines}");
    }
}

#[test]
fn totals_that_cannot_be_together_are_told() {
    let lines = told(
        "total,value\nresidents,300000\nresidents_65_plus,54000\nresidents_85_plus,54001\ngps,1530\npractices,6\n\
         ae_attendances,80000\ntype_1_attendances,81000\nmost_deprived_share,0.2\nmean_deprivation_fifth,3\n",
    );
    for line in [
        "my.csv:4:19: residents_85_plus: found 54001; allowed: less than residents_65_plus (54000)",
        "my.csv:5:5: gps: found 1530; allowed: 31 to 765 FTE, 0.2 to 5 times England's for 300000 residents",
        "my.csv:6:11: practices: found 6; allowed: a whole number, 7 or more",
        "my.csv:8:20: type_1_attendances: found 81000; allowed: less than ae_attendances (80000)",
        "my.csv:10:1: mean_deprivation_fifth: found both most_deprived_share and mean_deprivation_fifth",
    ] {
        assert!(lines.contains(line), "not told: {line}\n{lines}");
    }
    assert!(told("total,value\ngps,150\n").contains("my.csv:1:1: residents: found no line for residents"));
    assert!(told("a;b\n1;2\n").contains("totals: found no column `total`"));
    assert!(told("").contains("no column `total`"));
}

#[test]
fn residents_alone_are_the_average_place() {
    let england = England::new();
    let totals = totals("total,value\nresidents,300000\n").unwrap_or_else(|p| panic!("{p}"));
    let (margins, volume) = volume(&totals, &england);
    assert!(margins.are_the_table());
    for (size, service) in sizes(&totals, &england, &volume)
        .iter()
        .zip(&england.plan.model.services)
    {
        assert_eq!(size.staff, service.capacity.staff, "{}", size.id);
    }
    let text = text("same", &totals, &england, &Fitted::new());
    let plan = load("same.json", &Memory::default().with("same.json", &text)).unwrap_or_else(|p| panic!("{p}\n{text}"));
    assert_eq!(plan.economy.contracts, england.plan.economy.contracts);
    for (id, of) in &england.plan.economy.organisations {
        let own = &plan.economy.organisations[id];
        for (line, average) in own.budget.iter().zip(&of.budget) {
            assert!(
                (line.pounds_a_year / average.pounds_a_year - 1.0).abs() < 1e-3,
                "{id}: {line:?}"
            );
        }
    }
}

#[test]
fn the_margins_meet_the_totals() {
    let (england, totals) = (England::new(), example());
    let (margins, _) = volume(&totals, &england);
    let mix = margin::mix(&margins, &england.plan.model.tables.population);
    let people: f64 = mix.iter().flatten().sum();
    let above = |band: usize| mix[band..].iter().flatten().sum::<f64>() / people * totals.residents();
    let poor: f64 = mix.iter().map(|row| row[0]).sum::<f64>() / people;
    assert!((above(4) - 89_000.0).abs() < 5.0, "{} from 65", above(4));
    assert!((above(6) - 12_100.0).abs() < 5.0, "{} from 85", above(6));
    assert!((poor - 0.16).abs() < 1e-5, "{poor} in the most deprived fifth");
    // One total alone bends the mix: more old people, fewer young adults, children little.
    let old = self::totals("total,value\nresidents,100000\nresidents_65_plus,26000\nmean_deprivation_fifth,3.8\n");
    let (margins, _) = volume(&old.unwrap_or_else(|p| panic!("{p}")), &england);
    assert!(
        margins.age[2] < margins.age[0] && margins.age[0] < 1.0 && 1.0 < margins.age[3],
        "{margins:?}"
    );
    assert!(margins.deprivation.is_sorted(), "{margins:?}");
    let mix = margin::mix(&margins, &england.plan.model.tables.population);
    let mean = mix
        .iter()
        .flat_map(|row| row.iter().zip(1..))
        .map(|(n, f)| n * f64::from(f))
        .sum::<f64>();
    assert!((mean / mix.iter().flatten().sum::<f64>() - 3.8).abs() < 1e-4);
}

#[test]
fn capacities_and_money_are_those_of_the_totals() {
    let (england, totals) = (England::new(), example());
    let text = text(
        "my \"own\"",
        &totals,
        &england,
        &Fitted::from([("stay.clinical_ratio".to_owned(), (0.9, "beds".to_owned()))]),
    );
    let plan = load("x.json", &Memory::default().with("x.json", &text)).unwrap_or_else(|p| panic!("{p}\n{text}"));
    let staff = |id: &str| {
        plan.model
            .services
            .iter()
            .find(|s| s.id == id)
            .expect("it is there")
            .capacity
            .staff
    };
    let wards = [
        "short_stay",
        "medical",
        "older_people",
        "surgical",
        "children",
        "unmodelled",
    ];
    assert_eq!(plan.name, "my \"own\"");
    assert_eq!(wards.map(staff).iter().sum::<f64>(), 765.0);
    assert_eq!((staff("general_practice"), staff("care_homes")), (198.0, 1815.0));
    assert_eq!(staff("nursing_homes"), 1485.0);
    assert_eq!(plan.model.neighbourhoods.iter().map(|n| n.practices).sum::<u32>(), 47);
    assert_eq!(plan.model.parameters.get("stay.clinical_ratio"), 0.9);
    let into = |to: &str| {
        let lines = plan.economy.organisations.values().flat_map(|o| &o.budget);
        lines.filter(|l| l.to == to).map(|l| l.pounds_a_year).sum::<f64>()
    };
    assert!((into("council") - 146e6).abs() < 2e3, "{}", into("council"));
    assert_eq!(into("ccg"), 592e6);
    assert_eq!(
        plan.economy.contracts["ccg_acute"].plan.iter().next().map(|(_, n)| *n),
        Some(120_432.0)
    );
    assert!(plan.warnings.is_empty(), "{:?}", plan.warnings);
}

#[test]
fn parts_are_whole_and_make_the_whole() {
    assert_eq!(whole_parts(10.0, &[1.0, 1.0, 1.0]), [4.0, 3.0, 3.0]);
    assert_eq!(whole_parts(7.0, &[100.0, 1.0, 1.0, 1.0]), [4.0, 1.0, 1.0, 1.0]);
    assert_eq!(
        whole_parts(37.0, &[6.0, 5.0, 6.0, 5.0, 5.0, 5.0, 5.0]),
        [6.0, 5.0, 6.0, 5.0, 5.0, 5.0, 5.0]
    );
}

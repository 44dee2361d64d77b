//! The section of the answer on care models: how far each component had come at the end of each year.

use super::Study;
use super::chart::over_time::{months, of_service};
use super::words::label;
use crate::economy::Component;
use crate::measure::organisation::component;
use std::fmt::Write;

/// Months of a year.
const YEAR: usize = 12;

/// A table of an arm's components; nothing where it has none.
pub fn section(study: &Study<'_>, arm: usize, page: &mut String) -> std::fmt::Result {
    let rows: Vec<(&str, Vec<f64>)> = Component::CATALOGUE
        .iter()
        .filter_map(|known| {
            let key = of_service(study, arm, "component_maturity", &component(known.name))?;
            let told = months(study, arm, &key);
            let ends: Vec<f64> = told
                .chunks(YEAR)
                .filter_map(|year| year.last().map(|(_, maturity)| maturity.mean))
                .collect();
            ends.iter().any(|end| *end > 0.0).then_some((known.name, ends))
        })
        .collect();
    let Some((_, ends)) = rows.first() else { return Ok(()) };
    writeln!(
        page,
        "**How far the care model of {} has come** (maturity at the end of each year, mean of replications: 1 is the whole \
         design)\n",
        study.labels[arm]
    )?;
    let years = 1..=ends.len();
    let head: String = years.clone().map(|year| format!(" year {year} |")).collect();
    writeln!(page, "| Component |{head}")?;
    writeln!(page, "|---|{}", "--:|".repeat(years.count()))?;
    for (name, ends) in &rows {
        let cells: String = ends.iter().map(|end| format!(" {end:.2} |")).collect();
        writeln!(page, "| {} |{cells}", label(name))?;
    }
    writeln!(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Design, run};
    use crate::scenario::{Memory, load};
    use crate::sim::World;
    use std::sync::Arc;

    #[test]
    fn every_component_of_a_care_model_is_told_and_none_without() {
        let plan = |name: &str| {
            let text = format!(r#"{{ "extends": "england/place", "care_model": "{name}" }}"#);
            let source = Memory::default().with("own.json", &text);
            let plan = load("own.json", &source).unwrap_or_else(|problems| panic!("{problems}"));
            Arc::new(plan.scaled(2_000).with_years(2))
        };
        let design = Design {
            arms: vec![
                ("siloed".into(), plan("siloed")),
                ("homes".into(), plan("enhanced_health_in_care_homes")),
            ],
            seed: 1,
            replications: 1,
            independent: false,
        };
        let outcome = run::<World>(&design, &());
        let labels = vec!["Siloed".into(), "Homes".into()];
        let study = Study::new(&outcome, "Place", labels, 1, [0.0; 3]);
        let told = |arm: usize| {
            let mut page = String::new();
            section(&study, arm, &mut page).expect("writing to a string cannot fail");
            page
        };
        assert_eq!(told(0), "");
        let page = told(1);
        let line = |name: &str| -> Vec<f64> {
            let line = page.lines().find(|line| line.contains(name)).expect(name);
            line.split('|').filter_map(|cell| cell.trim().parse().ok()).collect()
        };
        let (homes, plans) = (line("Enhanced health"), line("End of life"));
        assert_eq!((homes.len(), plans.len()), (2, 2), "{page}");
        assert!(homes[0] < homes[1] && homes[0] > plans[0], "{page}");
        assert!(page.contains("| Component | year 1 | year 2 |"), "{page}");
    }
}

//! England's value of each total, for each resident, from the shipped tables: what a place is measured against.

use super::total::KNOWN;
use crate::model::settings::ServiceKind;
use crate::scenario::load::load;
use crate::scenario::plan::Plan;
use crate::scenario::sheet::{Sheet, Text};
use crate::scenario::source::{Embedded, Source};
use std::collections::BTreeMap;

/// Residents that the tables are for.
const PER: f64 = 300_000.0;
const PLACE: &str = "england/place.json";

/// The average place, and what its residents have and do.
pub struct England {
    pub plan: Plan,
    /// By name of the total, for each resident; shares and means as they are.
    each: BTreeMap<&'static str, f64>,
    /// Income of the acute trust by line, relative sizes only.
    income: BTreeMap<&'static str, f64>,
}

impl England {
    /// # Panics
    /// Never: the tables are shipped, and tests read them.
    pub fn new() -> England {
        let plan = load(PLACE, &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
        let mut activity = sheet("validation_year_1");
        let mut capacity = sheet("capacity");
        let mut budgets = sheet("budgets");
        let mut budget = |organisation: &str, line: &str| {
            let keys = [("organisation", organisation), ("line", line)];
            budgets.cell(&keys, "gbp_million_per_300000", 0.0, 1e6)
        };
        let council = budget("council", "adult_social_care_gross");
        let commissioner = budget("commissioner", "core_programme") + budget("commissioner", "running_cost");
        let lines = [
            "type_1_attendance",
            "other_ae_attendance",
            "emergency_admission",
            "day_case",
            "ordinary_elective",
            "outpatient_first",
            "outpatient_follow_up",
        ];
        let income = lines.map(|line| (line, budget("acute_trust", line))).into();
        let mut resource = |name: &str| capacity.cell(&[("resource", name)], "per_300000", 0.0, 1e6);
        let practices: u32 = plan.model.neighbourhoods.iter().map(|n| n.practices).sum();
        let mut each = BTreeMap::from([
            ("gps", resource("gp_fte") / PER),
            ("practices", f64::from(practices) / f64::from(plan.model.people)),
            ("acute_beds", resource("acute_beds") / PER),
            ("care_home_beds", resource("care_home_beds_65plus") / PER),
            ("council_social_care_pounds", council * 1e6 / PER),
            ("commissioner_pounds", commissioner * 1e6 / PER),
        ]);
        for known in KNOWN.iter().filter(|known| known.is_activity) {
            let expected = activity.cell(&[("measure", known.name)], "expected", 0.0, 1e9);
            each.insert(known.name, expected / PER);
        }
        England { plan, each, income }
    }

    /// A total of a place of so many residents if it were England's average; None for shares.
    pub fn total(&self, name: &str, people: f64) -> Option<f64> {
        self.each.get(name).map(|each| each * people)
    }

    pub(super) fn income(&self, line: &str) -> f64 {
        self.income[line]
    }

    /// Staff or places of all services of a kind.
    pub(super) fn staff(&self, kind: ServiceKind) -> f64 {
        let services = self.plan.model.services.iter().filter(|s| s.kind == kind);
        services.map(|s| s.capacity.staff).sum()
    }
}

impl Default for England {
    fn default() -> England {
        England::new()
    }
}

fn sheet(name: &str) -> Sheet {
    let file = format!("england/tables/{name}.csv");
    let bytes = Embedded.read(&file).expect("a test holds the list of shipped files");
    let text = Text { name: file, bytes };
    Sheet::read(name, &text, &mut Vec::new()).expect("a test reads the shipped tables")
}

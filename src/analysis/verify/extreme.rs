//! The ends of what a place can be: nothing breaks there, and everything points the right way.

use super::{Row, Section, Verdict};
use crate::model::fact::Count;
use crate::model::settings::ServiceKind;
use crate::scenario::Plan;
use crate::sim::MonthOutput;

/// Residents of the places that are pushed to their ends, and days they run after their warm-up.
pub const PEOPLE: u32 = 5_000;
pub const DAYS: u32 = 61;
/// Days of warm-up.
pub const WARM_UP: u32 = 30;

/// Something pushed to its end.
pub struct Extreme {
    pub name: &'static str,
    pub change: fn(&mut Plan),
    /// What must be seen.
    pub claims: &'static [(Count, Claim)],
}

/// What must be seen of a count, beside the usual place.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Claim {
    Nothing,
    Something,
    Same,
    More,
    /// As many or more.
    NoFewer,
    /// Fewer than this share of the usual.
    Under(f64),
}

/// Parameters that bring needs about.
pub const NEEDS: [&str; 11] = [
    "need.self_limiting.per_gp_visit",
    "need.exacerbation.level_per_year",
    "need.serious_acute.per_emergency_admission",
    "need.injury.per_ae_attendance",
    "need.planned_care.per_first_attendance",
    "need.review.per_condition_per_year",
    "need.loss_of_independence.level_per_year",
    "need.final_illness.share_of_deaths",
    "need.common_mental.level_per_year",
    "need.mental_crisis.level_per_year",
    // Those who have a problem when the run begins ask no more.
    "mental.common.asks_again_share",
];

/// The list.
pub const EXTREMES: [Extreme; 5] = [
    Extreme {
        name: "no need",
        change: |plan| {
            for path in NEEDS {
                let parameter = plan.model.parameters.find_mut(path);
                parameter.expect("the needs' parameters are shipped").value = 0.0;
            }
        },
        claims: &[
            (Count::NeedArising, Claim::Nothing),
            (Count::GpAppointment, Claim::Nothing),
            (Count::EmergencyAdmission, Claim::Nothing),
            (Count::Birth, Claim::Same),
            (Count::Death, Claim::Something),
        ],
    },
    Extreme {
        name: "no capacity",
        change: |plan| staff(plan, |_| 0.0),
        claims: &[
            (Count::GpAppointment, Claim::Nothing),
            (Count::OutpatientFirst, Claim::Nothing),
            (Count::EmergencyAdmission, Claim::Under(0.5)),
            (Count::UnmetNeed, Claim::More),
            // Fewer are brought, since ambulances have no capacity either; who walks in still comes.
            (Count::AeType1, Claim::Something),
        ],
    },
    Extreme {
        name: "endless capacity",
        change: |plan| staff(plan, |usual| usual.max(1.0) * 100.0),
        claims: &[
            (Count::ElectiveCancelled, Claim::Nothing),
            // Those who ask outside opening hours may still want no later slot.
            (Count::GpBalked, Claim::Under(0.25)),
            (Count::EmergencyAdmission, Claim::NoFewer),
            (Count::AeWithinFourHours, Claim::Something),
            (Count::UnmetNeed, Claim::Under(1.0)),
        ],
    },
    Extreme {
        name: "everyone from 50 severely frail",
        change: |plan| plan.model.tables.frailty = [[0.0, 0.0, 0.0, 1.0]; 4],
        claims: &[
            // Not needs or admissions: hazards are standardised to the frailty of the population the plan begins with.
            (Count::NeedAtHospitalDoor, Claim::Something),
            (Count::EmergencyBedDay, Claim::More),
            (Count::CareAssessment, Claim::More),
            (Count::CommunityContact, Claim::NoFewer),
        ],
    },
    Extreme {
        name: "no bed",
        change: |plan| {
            let beds = plan.model.services.iter_mut().filter(|service| is_bed(service.kind));
            beds.for_each(|service| service.capacity.staff = 0.0);
        },
        claims: &[
            (Count::EmergencyAdmission, Claim::Under(0.5)),
            (Count::ElectiveAdmission, Claim::Under(0.5)),
            (Count::NeedArising, Claim::Something),
        ],
    },
];

/// Gives every service another number of staff.
fn staff(plan: &mut Plan, of: impl Fn(f64) -> f64) {
    for service in &mut plan.model.services {
        service.capacity.staff = of(service.capacity.staff);
    }
}

fn is_bed(kind: ServiceKind) -> bool {
    use ServiceKind as Kind;
    matches!(
        kind,
        Kind::AssessmentTrolleys
            | Kind::SameDayEmergencyCare
            | Kind::ShortStayBeds
            | Kind::MedicalBeds
            | Kind::OlderPeopleBeds
            | Kind::SurgicalBeds
            | Kind::ChildrenBeds
    )
}

/// A short, small form of a plan, with a change.
pub fn small(plan: &Plan, people: u32, warm_up: u32, change: impl Fn(&mut Plan)) -> Plan {
    let mut plan = plan.scaled(people).with_years(1);
    plan.warm_up_days = warm_up;
    plan.model.warm_up_days = warm_up;
    change(&mut plan);
    plan.economy.services = plan.model.services.clone();
    plan.economy.parameters = plan.model.parameters.clone();
    plan
}

/// The rows of one extreme beside the usual place.
pub fn rows(extreme: &Extreme, usual: &[MonthOutput], found: &[MonthOutput], broken: Option<&str>) -> Vec<Row> {
    let mut rows = vec![survives(extreme.name, found.len(), broken)];
    for (kind, claim) in extreme.claims {
        let (usual, found) = (sum(usual, *kind), sum(found, *kind));
        let (low, high, holds) = match claim {
            Claim::Nothing => (Some(0), Some(0), found == 0),
            Claim::Something => (Some(1), None, found > 0),
            Claim::Same => (Some(usual), Some(usual), found == usual),
            Claim::More => (Some(usual + 1), None, found > usual),
            Claim::NoFewer => (Some(usual), None, found >= usual),
            Claim::Under(share) => {
                let most = (share * usual as f64) as i64;
                (None, Some(most), found < usual && found <= most)
            }
        };
        rows.push(Row {
            section: Section::Extremes,
            check: extreme.name.to_owned(),
            figure: kind.name().to_owned(),
            found: Some(found as f64),
            expected: None,
            low: low.map(|n| n as f64),
            high: high.map(|n| n as f64),
            verdict: Verdict::of(holds),
            note: format!("{usual} in the usual place"),
        });
    }
    rows
}

/// That it ran with its laws held.
pub fn survives(name: &str, months: usize, broken: Option<&str>) -> Row {
    Row::none_of(
        Section::Extremes,
        name,
        "days on which a law is broken",
        usize::from(broken.is_some()),
        broken.map_or_else(|| format!("{months} months closed"), str::to_owned),
    )
}

fn sum(months: &[MonthOutput], kind: Count) -> i64 {
    let reported = months.iter().filter(|month| month.facts.reported);
    reported.map(|month| month.facts.count(kind)).sum()
}

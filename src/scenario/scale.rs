//! The same scenario for another number of residents (`--population`), or another number of years.

use super::plan::{Plan, ScaledFigure};
use super::problem::Warning;
use crate::model::settings::ServiceKind;

impl Plan {
    /// The plan for `people` residents: capacities, practices and money in proportion. What is counted in whole servers
    /// at once (beds, trolleys, clinicians, places) is rounded to at least one; what flows (appointments, visits, hours)
    /// is not. Small pools wait longer at the same load, so a scaled plan is a sketch of the full one.
    pub fn scaled(&self, people: u32) -> Plan {
        let mut plan = self.clone();
        if people == self.model.people {
            return plan;
        }
        let ratio = f64::from(people) / f64::from(self.model.people);
        let mut figures = vec![ScaledFigure {
            path: "population.people".to_owned(),
            from: f64::from(self.model.people),
            to: f64::from(people),
        }];
        let mut note = |path: String, from: f64, to: f64| {
            if from != to {
                figures.push(ScaledFigure { path, from, to });
            }
        };
        plan.model.people = people;
        for (new, old) in plan.model.services.iter_mut().zip(&self.model.services) {
            let wanted = old.capacity.staff * ratio;
            new.capacity.staff = if old.capacity.places() == 0.0 {
                old.capacity.staff
            } else if is_counted(old.kind) {
                let places = libm::round(wanted * old.capacity.productivity).max(1.0);
                places / old.capacity.productivity
            } else {
                wanted
            };
            note(
                format!("services.{}.capacity.staff", old.id),
                old.capacity.staff,
                new.capacity.staff,
            );
        }
        for (new, old) in plan.model.neighbourhoods.iter_mut().zip(&self.model.neighbourhoods) {
            new.practices = libm::round(f64::from(old.practices) * ratio).max(1.0) as u32;
            note(
                format!("neighbourhoods.{}.practices", old.id),
                f64::from(old.practices),
                f64::from(new.practices),
            );
        }
        // Beds kept free for something are so many of the beds there are.
        for old in self.model.parameters.iter().filter(|p| p.unit == "beds") {
            for parameters in [&mut plan.model.parameters, &mut plan.economy.parameters] {
                let new = parameters
                    .find_mut(&old.path)
                    .expect("the scaled plan has the parameters of the full one");
                new.value = old.value * ratio;
            }
            note(format!("parameters.{}", old.path), old.value, old.value * ratio);
        }
        plan.economy.scale(ratio);
        plan.economy.people = people;
        plan.economy.services = plan.model.services.clone();
        plan.economy.neighbourhoods = plan.model.neighbourhoods.clone();
        let money = |plan: &Plan| {
            let organisations = plan.economy.organisations.iter().flat_map(|(id, o)| {
                let own = [
                    ("opening_balance_pounds", o.opening_balance_pounds),
                    ("underlying_deficit_pounds", o.underlying_deficit_pounds),
                    ("target_surplus_pounds", o.target_surplus_pounds),
                    ("reserves_pounds", o.reserves_pounds),
                    ("debt_pounds", o.debt_pounds),
                ];
                let own = own.map(|(field, pounds)| (format!("organisations.{id}.{field}"), pounds));
                let lines = o.budget.iter().enumerate();
                let lines =
                    lines.map(|(i, l)| (format!("organisations.{id}.budget[{i}].pounds_a_year"), l.pounds_a_year));
                own.into_iter().chain(lines.collect::<Vec<_>>())
            });
            let plans = plan.economy.contracts.iter().flat_map(|(id, contract)| {
                contract
                    .plan
                    .iter()
                    .map(move |(currency, n)| (format!("contracts.{id}.plan.{}", currency.name()), *n))
            });
            let planning = plan.economy.planning.pounds();
            organisations
                .chain(plans)
                .chain(planning)
                .collect::<Vec<(String, f64)>>()
        };
        for ((path, from), (_, to)) in money(self).into_iter().zip(money(&plan)) {
            note(path, from, to);
        }
        plan.scaled_figures = figures;
        let text = format!(
            "scaled from {} to {people} residents: smaller pools wait longer at the same load, so waits and occupancy are those of a smaller place",
            self.model.people
        );
        plan.warnings.push(Warning {
            place: None,
            path: "population.people".to_owned(),
            text,
        });
        plan
    }

    /// The plan for another number of reported years (1 to 30); changes after its end stay in it and never come.
    pub fn with_years(&self, years: u32) -> Plan {
        let mut plan = self.clone();
        plan.years = years.clamp(1, 30);
        plan.model.years = plan.years;
        plan.economy.years = plan.years;
        plan
    }
}

/// True for services whose capacity is so many served at once.
pub(super) fn is_counted(kind: ServiceKind) -> bool {
    use ServiceKind as Kind;
    match kind {
        Kind::WalkInCentre | Kind::AeMajors | Kind::AeMinors | Kind::AssessmentTrolleys => true,
        Kind::SameDayEmergencyCare => true,
        Kind::ShortStayBeds | Kind::MedicalBeds | Kind::OlderPeopleBeds | Kind::SurgicalBeds => true,
        Kind::ChildrenBeds | Kind::CriticalCareBeds | Kind::MaternityBeds | Kind::UnmodelledBeds => true,
        Kind::IntermediateCareBeds | Kind::Reablement | Kind::CareHome => true,
        Kind::CommunityHospitalBeds | Kind::IntermediateCareHome | Kind::NursingHome => true,
        Kind::CarersSupport | Kind::EndOfLifeCoordination => true,
        Kind::GeneralPractice | Kind::Nhs111 | Kind::Ambulance | Kind::SingleSpecialtyEmergency => false,
        Kind::OutpatientClinic | Kind::ElectiveList | Kind::CommunityNursing | Kind::NeighbourhoodTeam => false,
        Kind::RapidResponse | Kind::HomeCare | Kind::CareAssessment | Kind::Pharmacy => false,
        Kind::ExtendedHours | Kind::HomeVisiting | Kind::LateVisiting => false,
        Kind::Theatres | Kind::Endoscopy | Kind::Imaging | Kind::MusculoskeletalTriage => false,
        Kind::CommunityMentalHealth | Kind::CrisisTeam | Kind::MentalHealthBeds | Kind::OtherMentalHealthBeds => true,
        Kind::TalkingTherapies | Kind::CommunityMidwifery | Kind::ChildHealth => false,
        Kind::FrailtyAssessment | Kind::SocialPrescribing => false,
    }
}

//! How large the services of a place are: by the totals that say it, else by England's for each resident and what its
//! residents' age and deprivation make them use.

use super::england::England;
use super::total::Totals;
use super::weight;
use crate::model::settings::{Margins, ServiceKind};
use crate::scenario::expected::{Use, expected};
use crate::scenario::scale::is_counted;

/// Volumes of a place as ratios to England's for as many residents.
pub(super) struct Volume {
    /// Residents over England's average place.
    pub residents: f64,
    pub gp: f64,
    pub type_1: f64,
    pub other_ae: f64,
    pub emergency: f64,
    pub nights: f64,
    pub ordinary: f64,
    pub day_case: f64,
    pub outpatient: f64,
    /// What age and deprivation alone would make of use.
    pub index: Use,
}

/// A service's size, with what it follows from.
pub(super) struct Size {
    pub id: String,
    pub staff: f64,
    /// Where it differs from England's.
    pub productivity: Option<f64>,
    /// Name of the total it follows, if any.
    pub total: Option<&'static str>,
    pub because: String,
}

/// Ages, deprivation and volumes of the place.
pub(super) fn volume(totals: &Totals, england: &England) -> (Margins, Volume) {
    let tables = &england.plan.model.tables;
    let margins = weight::margins(totals, &tables.population);
    let index = expected(tables, &margins).over(expected(tables, &Margins::TABLE));
    let people = totals.residents();
    let average = |name: &str| england.total(name, people).expect("it is no share, so England has it");
    let told = |name: &str| totals.value(name).map(|value| value / average(name));
    let (all, type_1) = (told("ae_attendances"), told("type_1_attendances"));
    let others = average("ae_attendances") - average("type_1_attendances");
    let other_ae = match (totals.value("ae_attendances"), totals.value("type_1_attendances")) {
        (Some(all), Some(type_1)) => (all - type_1) / others,
        _ => all.unwrap_or(index.ae),
    };
    let emergency = told("emergency_admissions").unwrap_or(index.emergency);
    let volume = Volume {
        residents: people / f64::from(england.plan.model.people),
        gp: told("gp_appointments").or(told("gps")).unwrap_or(index.gp_visits),
        type_1: type_1.or(all).unwrap_or(index.ae),
        other_ae,
        emergency,
        // More admissions than age and deprivation explain are taken to stay as long as others.
        nights: index.emergency_nights * emergency / index.emergency,
        ordinary: told("elective_admissions").unwrap_or(index.elective),
        day_case: told("day_cases").unwrap_or(index.elective),
        outpatient: told("outpatient_attendances").unwrap_or(index.outpatient),
        index,
    };
    (margins, volume)
}

/// Kinds that make up the acute bed count.
const ACUTE: [ServiceKind; 6] = [
    ServiceKind::ShortStayBeds,
    ServiceKind::MedicalBeds,
    ServiceKind::OlderPeopleBeds,
    ServiceKind::SurgicalBeds,
    ServiceKind::ChildrenBeds,
    ServiceKind::UnmodelledBeds,
];

/// The size of every service, in the order of the average place.
pub(super) fn sizes(totals: &Totals, england: &England, volume: &Volume) -> Vec<Size> {
    let mut sizes: Vec<Size> = (england.plan.model.services.iter())
        .map(|service| {
            let (ratio, total, because) = follows(service.kind, totals, england, volume);
            let wanted = service.capacity.staff * volume.residents * ratio;
            let staff = match is_counted(service.kind) {
                true => libm::round(wanted).max(1.0),
                false => libm::round(wanted * 100.0) / 100.0,
            };
            Size {
                id: service.id.clone(),
                staff,
                productivity: None,
                total,
                because,
            }
        })
        .collect();
    let kinds: Vec<ServiceKind> = england.plan.model.services.iter().map(|s| s.kind).collect();
    if let Some(beds) = totals.value("acute_beds") {
        let wards: Vec<usize> = (0..kinds.len()).filter(|i| ACUTE.contains(&kinds[*i])).collect();
        let parts: Vec<f64> = wards.iter().map(|i| sizes[*i].staff).collect();
        for (i, staff) in wards.into_iter().zip(whole_parts(beds, &parts)) {
            sizes[i].staff = staff;
            sizes[i].total = Some("acute_beds");
            sizes[i].because = format!("its part of {beds} acute beds");
        }
    }
    if let (Some(gps), Some(appointments)) = (totals.value("gps"), totals.value("gp_appointments")) {
        for (size, service) in sizes.iter_mut().zip(&england.plan.model.services) {
            if service.kind == ServiceKind::GeneralPractice {
                let average = |name| england.total(name, 1.0).expect("England has it");
                let more = (appointments / gps) / (average("gp_appointments") / average("gps"));
                size.staff = gps * service.capacity.staff / england.staff(service.kind);
                size.productivity = Some(libm::round(service.capacity.productivity * more * 100.0) / 100.0);
                size.total = Some("gps");
                size.because = format!("{gps} GPs (FTE) and {appointments} appointments a year");
            }
        }
    }
    sizes
}

/// Ratio to England's for as many residents, the total it follows, and why in words.
fn follows(
    kind: ServiceKind,
    totals: &Totals,
    england: &England,
    volume: &Volume,
) -> (f64, Option<&'static str>, String) {
    use ServiceKind as Kind;
    let people = totals.residents();
    let told = |names: &[&'static str]| names.iter().copied().find(|name| totals.get(name).is_some());
    let index = volume.index;
    let (ratio, total, use_of) = match kind {
        Kind::GeneralPractice | Kind::ExtendedHours | Kind::Pharmacy | Kind::SocialPrescribing => {
            (volume.gp, told(&["gps", "gp_appointments"]), "general practice")
        }
        Kind::AeMajors | Kind::AeMinors => (volume.type_1, told(&["type_1_attendances", "ae_attendances"]), "A&E"),
        Kind::WalkInCentre | Kind::SingleSpecialtyEmergency => (volume.other_ae, told(&["ae_attendances"]), "A&E"),
        Kind::Nhs111 | Kind::Ambulance => (index.ae, None, "A&E"),
        Kind::AssessmentTrolleys | Kind::SameDayEmergencyCare => {
            (volume.emergency, told(&["emergency_admissions"]), "emergency admission")
        }
        Kind::ShortStayBeds | Kind::MedicalBeds | Kind::OlderPeopleBeds | Kind::UnmodelledBeds => (
            volume.nights,
            told(&["emergency_admissions"]),
            "nights after emergency admission",
        ),
        Kind::SurgicalBeds | Kind::CriticalCareBeds => {
            (volume.nights, told(&["emergency_admissions"]), "hospital nights")
        }
        Kind::ChildrenBeds => (index.children, None, "residents under 18"),
        Kind::ChildHealth => (index.children, None, "residents under 18"),
        Kind::MaternityBeds | Kind::CommunityMidwifery => (index.of_18_to_44, None, "residents aged 18 to 44"),
        Kind::OutpatientClinic | Kind::Endoscopy | Kind::Imaging | Kind::MusculoskeletalTriage => (
            volume.outpatient,
            told(&["outpatient_attendances"]),
            "outpatient clinics",
        ),
        Kind::ElectiveList | Kind::Theatres => (
            lists(england, volume),
            told(&["day_cases", "elective_admissions"]),
            "planned treatment",
        ),
        Kind::CareHome | Kind::NursingHome => match totals.value("care_home_beds") {
            Some(beds) => {
                let average = england.total("care_home_beds", people).expect("England has it");
                (beds / average, Some("care_home_beds"), "care homes")
            }
            None => (index.from_75, None, "residents aged 75 and over"),
        },
        Kind::CommunityNursing | Kind::IntermediateCareBeds | Kind::Reablement => {
            (index.from_75, None, "residents aged 75 and over")
        }
        Kind::CommunityHospitalBeds | Kind::IntermediateCareHome | Kind::HomeVisiting | Kind::LateVisiting => {
            (index.from_75, None, "residents aged 75 and over")
        }
        Kind::CarersSupport | Kind::EndOfLifeCoordination | Kind::FrailtyAssessment => {
            (index.from_75, None, "residents aged 75 and over")
        }
        Kind::TalkingTherapies | Kind::CommunityMentalHealth | Kind::CrisisTeam => (1.0, None, "residents"),
        Kind::MentalHealthBeds | Kind::OtherMentalHealthBeds => (1.0, None, "residents"),
        Kind::HomeCare | Kind::CareAssessment => (index.from_75, None, "residents aged 75 and over"),
        // Posts of the care model are designed for so many residents.
        Kind::NeighbourhoodTeam | Kind::RapidResponse => (1.0, None, "residents"),
    };
    let because = match total {
        Some(name) => format!("{ratio:.3} times England's for as many residents, as {name} is"),
        None => format!("{ratio:.3} times England's for as many residents, as these use {use_of} at its rates"),
    };
    let because = if use_of.starts_with("residents") {
        format!("{ratio:.3} times England's for as many residents: by {use_of}")
    } else {
        because
    };
    (ratio, total, because)
}

/// Day cases and ordinary admissions share the lists, in England's proportion.
fn lists(england: &England, volume: &Volume) -> f64 {
    let average = |name| england.total(name, 1.0).expect("England has it");
    let (ordinary, day) = (average("elective_admissions"), average("day_cases"));
    (ordinary * volume.ordinary + day * volume.day_case) / (ordinary + day)
}

/// Whole parts of a whole, in proportion, by largest remainder; none is less than one.
pub(super) fn whole_parts(whole: f64, parts: &[f64]) -> Vec<f64> {
    let sum: f64 = parts.iter().sum();
    let exact: Vec<f64> = parts.iter().map(|part| part / sum * whole).collect();
    let mut found: Vec<f64> = exact.iter().map(|part| libm::floor(*part).max(1.0)).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|a, b| (exact[*b] - found[*b]).total_cmp(&(exact[*a] - found[*a])));
    let left = libm::round(whole - found.iter().sum::<f64>());
    // More than one round only where many parts were raised to one.
    for step in 0..left.abs() as usize {
        if left > 0.0 {
            found[order[step % order.len()]] += 1.0;
        } else if let Some(&i) = order
            .iter()
            .rev()
            .cycle()
            .skip(step)
            .take(parts.len())
            .find(|i| found[**i] > 1.0)
        {
            found[i] -= 1.0;
        }
    }
    found
}

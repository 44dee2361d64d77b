//! Budgets and planned activity of a place: the two totals of spend where they are given, else England's for each
//! resident times what its residents use; planned activity follows the totals of activity.

use super::england::England;
use super::size::Volume;
use super::total::Totals;
use crate::economy::settings::{Currency, OrganisationKind};
use std::collections::BTreeMap;

/// A line of a budget at the place's size.
pub(super) struct Line {
    pub heading: &'static str,
    pub to: String,
    pub pounds: f64,
    pub growth: f64,
}

/// What an organisation of the place has.
pub(super) struct Purse {
    pub id: String,
    pub underlying_deficit: f64,
    pub target_surplus: f64,
    pub budget: Vec<Line>,
}

/// Half of a council's adult social care is for people from 65 (`budgets.csv`: care homes and home care of 65 and over,
/// and their part of assessment and overheads); the rest follows residents.
const OLD_SHARE: f64 = 0.5;

/// All organisations with money of their own.
pub(super) fn purses(totals: &Totals, england: &England, volume: &Volume) -> Vec<Purse> {
    let organisations = &england.plan.economy.organisations;
    let kind = |id: &str| organisations.get(id).map(|o| o.kind);
    let lines = || {
        organisations
            .iter()
            .flat_map(|(id, o)| o.budget.iter().map(move |line| (id, line)))
    };
    let into = |from: OrganisationKind, to: OrganisationKind| -> f64 {
        let those = lines().filter(|(id, line)| kind(id) == Some(from) && kind(&line.to) == Some(to));
        those.map(|(_, line)| line.pounds_a_year).sum()
    };
    use OrganisationKind as Kind;
    let hospital = volume.residents * hospital(england, volume);
    let social = volume.residents * (OLD_SHARE * volume.index.from_75 + 1.0 - OLD_SHARE);
    // The commissioner's whole budget moves together, its payments outside contracts with it.
    let allocation = into(Kind::Taxpayer, Kind::Commissioner);
    let commissioner = totals
        .value("commissioner_pounds")
        .map_or(hospital, |pounds| pounds / allocation);
    // A council has its own money and what the commissioner gives it.
    let given = into(Kind::Commissioner, Kind::Council);
    let own = into(Kind::CouncilTaxpayer, Kind::Council);
    let council = totals
        .value("council_social_care_pounds")
        .map_or(social, |pounds| pounds / (given + own));
    let own_ratio = ((council * (given + own) - commissioner * given) / own).max(0.0);
    let ratio = |from: &str, to: &str| match (kind(from), kind(to)) {
        (Some(Kind::Taxpayer), Some(Kind::Commissioner)) | (Some(Kind::Commissioner), _) => commissioner,
        (Some(Kind::CouncilTaxpayer), _) => own_ratio,
        (Some(Kind::Council), _) => council,
        _ => hospital,
    };
    (organisations.iter())
        .map(|(id, o)| Purse {
            id: id.clone(),
            underlying_deficit: thousands(o.underlying_deficit_pounds * hospital),
            target_surplus: thousands(o.target_surplus_pounds * hospital),
            budget: (o.budget.iter())
                .map(|line| Line {
                    heading: line.heading.name(),
                    to: line.to.clone(),
                    pounds: thousands(line.pounds_a_year * ratio(id, &line.to)),
                    growth: line.growth,
                })
                .collect(),
        })
        .filter(|purse| !purse.budget.is_empty() || purse.underlying_deficit != 0.0)
        .collect()
}

/// Hospital work as money: volumes weighted by what England's acute trust is paid for each.
fn hospital(england: &England, volume: &Volume) -> f64 {
    let lines = [
        ("type_1_attendance", volume.type_1),
        ("other_ae_attendance", volume.other_ae),
        ("emergency_admission", volume.emergency),
        ("day_case", volume.day_case),
        ("ordinary_elective", volume.ordinary),
        ("outpatient_first", volume.outpatient),
        ("outpatient_follow_up", volume.outpatient),
    ];
    let all: f64 = lines.iter().map(|(line, _)| england.income(line)).sum();
    lines
        .iter()
        .map(|(line, ratio)| england.income(line) * ratio)
        .sum::<f64>()
        / all
}

/// Planned activity of each contract that has a plan.
pub(super) fn plans(england: &England, volume: &Volume) -> Vec<(String, BTreeMap<&'static str, f64>)> {
    let ratio = |currency: Currency| match currency {
        Currency::AeType1 => volume.type_1,
        Currency::AeType2 | Currency::AeType3 => volume.other_ae,
        Currency::Elective => volume.ordinary,
        Currency::DayCase => volume.day_case,
        Currency::OutpatientFirst | Currency::OutpatientFollowUp => volume.outpatient,
        Currency::CommunityContact | Currency::HomeCareHour => volume.index.from_75,
        Currency::CareAssessment => volume.index.from_75,
        Currency::CareHomeWeek => volume.index.from_75,
        Currency::MentalHealthClusterDay | Currency::OutOfAreaDay => 1.0,
        Currency::GpAppointment => volume.gp,
        Currency::EmergencyZeroNight | Currency::EmergencyOneNight | Currency::EmergencyMultiNight => volume.emergency,
        Currency::ExcessBedDay => volume.emergency,
    };
    let contracts = england
        .plan
        .economy
        .contracts
        .iter()
        .filter(|(_, c)| !c.plan.is_empty());
    contracts
        .map(|(id, contract)| {
            let planned = contract.plan.iter();
            let plan =
                planned.map(|(currency, n)| (currency.name(), libm::round(n * volume.residents * ratio(*currency))));
            (id.clone(), plan.collect())
        })
        .collect()
}

fn thousands(pounds: f64) -> f64 {
    libm::round(pounds / 1e3) * 1e3
}

//! The catalogue of measures: name, unit, definition, how a period is formed, which way is better, broken down by what.

use super::finer::FINER;
use super::form::{Better, By, Form, Measure, Special, count, rate, ratio, special, stock};
use super::mental::MENTAL;
use crate::model::fact::{Count as C, Stock as S};

pub(super) const BY_PEOPLE: &[By] = &[By::Neighbourhood, By::AgeBand, By::Deprivation];
pub(super) const BY_PEOPLE_AND_SERVICE: &[By] = &[By::Neighbourhood, By::AgeBand, By::Deprivation, By::Service];
pub(super) const BY_SERVICE: &[By] = &[By::Service];
const BY_ORGANISATION: &[By] = &[By::Organisation];
pub(super) const WHOLE: &[By] = &[];

const PARTS: [&[Measure]; 9] = [
    super::urgent::MEASURES,
    FIRST,
    super::social::MEASURES,
    LAST,
    &MENTAL,
    FINER,
    super::planning::MEASURES,
    super::organisation::MEASURES,
    super::care_model::MEASURES,
];

/// Every measure, in the order in which tables show them.
pub const MEASURES: &[Measure] = &join::<{ length(&PARTS) }>(&PARTS);

const fn length(parts: &[&[Measure]]) -> usize {
    let (mut n, mut part) = (0, 0);
    while part < parts.len() {
        n += parts[part].len();
        part += 1;
    }
    n
}

const fn join<const N: usize>(parts: &[&[Measure]]) -> [Measure; N] {
    let mut all = [parts[0][0]; N];
    let (mut n, mut part) = (0, 0);
    while part < parts.len() {
        let mut i = 0;
        while i < parts[part].len() {
            all[n] = parts[part][i];
            n += 1;
            i += 1;
        }
        part += 1;
    }
    all
}

const FIRST: &[Measure] = &[
    // Planned care.
    count(
        "elective_admissions",
        "admissions a year",
        "Ordinary elective admissions (with a planned night).",
        Better::Neither,
        BY_PEOPLE_AND_SERVICE,
        &[C::ElectiveAdmission],
    ),
    count(
        "day_cases",
        "day cases a year",
        "Elective day cases, regular attenders left out.",
        Better::Neither,
        BY_PEOPLE_AND_SERVICE,
        &[C::DayCase],
    ),
    count(
        "planned_admissions",
        "admissions a year",
        "Elective admissions of either kind: ordinary and day cases.",
        Better::Neither,
        BY_PEOPLE_AND_SERVICE,
        &[C::ElectiveAdmission, C::DayCase],
    ),
    count(
        "elective_bed_days",
        "bed-days a year",
        "Midnights that elective patients spent in acute beds.",
        Better::Neither,
        WHOLE,
        &[C::ElectiveBedDay],
    ),
    count(
        "elective_cancelled",
        "admissions a year",
        "Elective admissions cancelled on the day for want of a bed.",
        Better::Down,
        BY_SERVICE,
        &[C::ElectiveCancelled],
    ),
    count(
        "referrals",
        "referrals a year",
        "Referrals to outpatients from every source.",
        Better::Neither,
        BY_PEOPLE_AND_SERVICE,
        &[C::Referral],
    ),
    count(
        "outpatient_attendances",
        "attendances a year",
        "First and follow-up attendances at outpatient clinics.",
        Better::Neither,
        BY_PEOPLE_AND_SERVICE,
        &[C::OutpatientFirst, C::OutpatientFollowUp],
    ),
    ratio(
        "follow_up_ratio",
        "follow-ups per first attendance",
        "Outpatient follow-ups for each first attendance.",
        Better::Neither,
        BY_SERVICE,
        &[C::OutpatientFollowUp],
        &[C::OutpatientFirst],
    ),
    stock(
        "waiting_list",
        "people",
        "Incomplete referral-to-treatment pathways: a clock runs from the referral to the first definitive treatment, the decision that none is needed, or the removal; counted at midnight.",
        Better::Down,
        BY_PEOPLE_AND_SERVICE,
        &[S::WaitingList],
    ),
    special(
        "rtt_median_weeks",
        "weeks",
        "Median wait since the clock started of those on waiting_list at the month's end; a period is the mean over its months.",
        Form::Average,
        Better::Down,
        BY_SERVICE,
        Special::WaitQuantile(500),
    ),
    special(
        "rtt_92nd_centile_weeks",
        "weeks",
        "Wait that 92 of 100 on waiting_list do not exceed at the month's end; a period is the mean over its months.",
        Form::Average,
        Better::Down,
        BY_SERVICE,
        Special::WaitQuantile(920),
    ),
    special(
        "rtt_within_18_weeks_share",
        "share of people waiting",
        "Those on waiting_list at the month's end who have waited under 18 weeks.",
        Form::Ratio,
        Better::Up,
        BY_SERVICE,
        Special::WaitWithin(18),
    ),
    special(
        "rtt_over_52_weeks",
        "people",
        "Those on waiting_list at the month's end who have waited 52 weeks or longer.",
        Form::Average,
        Better::Down,
        BY_SERVICE,
        Special::WaitOver(52),
    ),
    count(
        "rtt_clock_starts",
        "pathways a year",
        "Referral-to-treatment clocks started.",
        Better::Neither,
        BY_PEOPLE_AND_SERVICE,
        &[C::ClockStart],
    ),
    count(
        "rtt_completed_admitted",
        "pathways a year",
        "Clocks stopped by admission for treatment, as day case or ordinary admission.",
        Better::Up,
        BY_PEOPLE_AND_SERVICE,
        &[C::RttAdmitted],
    ),
    count(
        "rtt_completed_not_admitted",
        "pathways a year",
        "Clocks stopped at a clinic or in community triage: treated there, or no treatment needed.",
        Better::Up,
        BY_PEOPLE_AND_SERVICE,
        &[C::RttNotAdmitted],
    ),
    count(
        "list_removals",
        "pathways a year",
        "Pathways taken off the waiting list by validation, without treatment.",
        Better::Neither,
        BY_PEOPLE_AND_SERVICE,
        &[C::ListRemoval],
    ),
    count(
        "list_departed",
        "pathways a year",
        "Pathways that ended because the patient died or moved away.",
        Better::Neither,
        BY_PEOPLE_AND_SERVICE,
        &[C::ListDeparted],
    ),
    count(
        "diagnostic_tests",
        "tests a year",
        "Endoscopies and scans within planned pathways, between the first attendance and the decision.",
        Better::Neither,
        BY_PEOPLE_AND_SERVICE,
        &[C::DiagnosticTest],
    ),
    ratio(
        "diagnostic_wait_days",
        "days",
        "Mean wait from asking for a test to the test.",
        Better::Down,
        BY_SERVICE,
        &[C::DiagnosticWaitDays],
        &[C::DiagnosticTest],
    ),
    ratio(
        "diagnostic_over_six_weeks_share",
        "share of tests",
        "Tests made later than the national standard, six weeks after they were asked for.",
        Better::Down,
        BY_SERVICE,
        &[C::DiagnosticOverStandard],
        &[C::DiagnosticTest],
    ),
    ratio(
        "theatre_use",
        "share of staffed minutes",
        "Minutes of elective theatre used, turnaround included, over those staffed.",
        Better::Neither,
        WHOLE,
        &[C::TheatreMinutes],
        &[C::TheatreMinutesOpen],
    ),
    count(
        "musculoskeletal_triage_contacts",
        "contacts a year",
        "Referrals seen in community musculoskeletal triage.",
        Better::Neither,
        BY_PEOPLE,
        &[C::TriageContact],
    ),
    // Beds.
    special(
        "acute_bed_occupancy",
        "share of open beds",
        "Acute beds occupied at midnight over acute beds open, escalation beds included; the pools inside the general and acute count (short stay, medical, older people's, surgical, children's, unmodelled).",
        Form::Ratio,
        Better::Neither,
        BY_SERVICE,
        Special::AcuteOccupancy,
    ),
    special(
        "beds_open",
        "beds",
        "Acute beds open at midnight in the pools of acute_bed_occupancy.",
        Form::Average,
        Better::Neither,
        BY_SERVICE,
        Special::BedsOpen,
    ),
    special(
        "beds_needed",
        "beds",
        "Fewest acute beds that keep midnight occupancy at or under the target (92 % unless set) in the month; a period is the mean over its days.",
        Form::Average,
        Better::Down,
        BY_SERVICE,
        Special::BedsNeeded,
    ),
    stock(
        "delayed_transfer_beds",
        "beds",
        "Acute beds held by reported delayed transfers of care (the second clock, after decision and notice).",
        Better::Down,
        BY_PEOPLE,
        &[S::ReportedDelay],
    ),
    stock(
        "ready_beds",
        "beds",
        "Acute beds held by people who are clinically ready to leave (the first clock).",
        Better::Down,
        BY_PEOPLE,
        &[S::ReadyWaiting],
    ),
    // Community and social care.
    count(
        "community_contacts",
        "contacts a year",
        "Community nursing contacts and contacts of the neighbourhood team.",
        Better::Neither,
        BY_PEOPLE,
        &[C::CommunityContact, C::TeamContact],
    ),
    count(
        "community_unmet",
        "visits a year",
        "Community visits needed and not made.",
        Better::Down,
        BY_PEOPLE,
        &[C::CommunityUnmet],
    ),
    count(
        "team_contacts",
        "contacts a year",
        "Contacts of the neighbourhood multidisciplinary team with its caseload.",
        Better::Neither,
        BY_PEOPLE,
        &[C::TeamContact],
    ),
    stock(
        "caseload",
        "people",
        "People on the caseload of the neighbourhood teams.",
        Better::Neither,
        BY_PEOPLE,
        &[S::Caseload],
    ),
    count(
        "rapid_responses",
        "responses a year",
        "Two-hour rapid responses at home.",
        Better::Neither,
        BY_PEOPLE,
        &[C::RapidResponse],
    ),
];

/// The rest, after [`social`](super::social).
const LAST: &[Measure] = &[
    // Need.
    count(
        "need_arising",
        "needs a year",
        "Needs that arise in residents, whether or not they reach any door.",
        Better::Neither,
        BY_PEOPLE_AND_SERVICE,
        &[C::NeedArising],
    ),
    count(
        "need_at_hospital_door",
        "needs a year",
        "Needs that reach A&E, a walk-in centre, an ambulance or same-day hospital assessment.",
        Better::Down,
        BY_PEOPLE_AND_SERVICE,
        &[C::NeedAtHospitalDoor],
    ),
    count(
        "unmet_need",
        "needs a year",
        "Needs that went without any care: refused, given up or never sought.",
        Better::Down,
        BY_PEOPLE_AND_SERVICE,
        &[C::UnmetNeed],
    ),
    stock(
        "latent_need",
        "needs",
        "Unmet needs that have not yet faded.",
        Better::Down,
        BY_PEOPLE,
        &[S::LatentNeed],
    ),
    count(
        "handoffs",
        "hand-offs a year",
        "Hand-offs of a patient between organisations.",
        Better::Down,
        WHOLE,
        &[C::Handoff],
    ),
    count(
        "handoffs_lost",
        "hand-offs a year",
        "Hand-offs that were lost.",
        Better::Down,
        WHOLE,
        &[C::HandoffLost],
    ),
    // People.
    count(
        "deaths",
        "deaths a year",
        "Deaths of residents from all causes.",
        Better::Down,
        BY_PEOPLE,
        &[C::Death],
    ),
    ratio(
        "death_in_hospital_share",
        "share of deaths",
        "Deaths that happened in hospital.",
        Better::Down,
        BY_PEOPLE,
        &[C::DeathInHospital],
        &[C::Death],
    ),
    count(
        "births",
        "births a year",
        "Births to residents.",
        Better::Neither,
        BY_PEOPLE,
        &[C::Birth],
    ),
    stock(
        "population",
        "people",
        "Residents, counted at midnight.",
        Better::Neither,
        BY_PEOPLE,
        &[S::Population],
    ),
    special(
        "frail_share",
        "share of residents",
        "Residents with moderate or severe frailty.",
        Form::Ratio,
        Better::Down,
        BY_PEOPLE,
        Special::FrailShare,
    ),
    // Staff.
    special(
        "staff_needed",
        "whole-time equivalents",
        "Fewest staff that keep utilisation at or under the target (85 % unless set) in the month: general practice (appointments), community nursing (visits made and missed) and outpatient clinics (attendances), at the planned productivity.",
        Form::Average,
        Better::Neither,
        BY_SERVICE,
        Special::StaffNeeded,
    ),
    rate(
        "emergency_admissions_per_head",
        "admissions per resident-year",
        "Emergency admissions over the years that people lived here, ages as they are.",
        Better::Down,
        BY_PEOPLE,
        &[C::EmergencyAdmission],
        &[S::Population],
    ),
    rate(
        "emergency_bed_days_per_head",
        "bed-days per resident-year",
        "Emergency bed-days at midnight in acute beds over the years that people lived here, ages as they are.",
        Better::Down,
        BY_PEOPLE,
        &[C::EmergencyBedDay],
        &[S::Population],
    ),
    // The bend: per resident, standardised to the base arm's first month.
    special(
        "need_arising_standardised",
        "needs per 1,000 residents a year",
        "need_arising per resident, directly standardised to the age and deprivation of the base arm's first month.",
        Form::Count,
        Better::Neither,
        WHOLE,
        Special::Standardised(C::NeedArising),
    ),
    special(
        "need_at_hospital_door_standardised",
        "needs per 1,000 residents a year",
        "need_at_hospital_door per resident, directly standardised to the age and deprivation of the base arm's first month.",
        Form::Count,
        Better::Down,
        WHOLE,
        Special::Standardised(C::NeedAtHospitalDoor),
    ),
    special(
        "emergency_admissions_standardised",
        "admissions per 1,000 residents a year",
        "emergency_admissions per resident, directly standardised to the age and deprivation of the base arm's first month.",
        Form::Count,
        Better::Down,
        WHOLE,
        Special::Standardised(C::EmergencyAdmission),
    ),
    special(
        "emergency_bed_days_standardised",
        "bed-days per 1,000 residents a year",
        "emergency_bed_days per resident, directly standardised to the age and deprivation of the base arm's first month.",
        Form::Count,
        Better::Down,
        WHOLE,
        Special::Standardised(C::EmergencyBedDay),
    ),
    // Money.
    special(
        "income",
        "£ a year",
        "Income of an organisation from contracts, allocations and charges; over all organisations, payments between them are counted once for each receiver.",
        Form::Count,
        Better::Neither,
        BY_ORGANISATION,
        Special::Income,
    ),
    special(
        "cost",
        "£ a year",
        "Cost of an organisation, payments to other organisations included.",
        Form::Count,
        Better::Neither,
        BY_ORGANISATION,
        Special::Cost,
    ),
    special(
        "surplus",
        "£ a year",
        "Income less cost; a deficit is negative.",
        Form::Count,
        Better::Up,
        BY_ORGANISATION,
        Special::Surplus,
    ),
    special(
        "surplus_against_aim",
        "£ a year",
        "Surplus less the surplus that the board aims for; 0 or more means that the plan is met.",
        Form::Count,
        Better::Up,
        BY_ORGANISATION,
        Special::SurplusAgainstAim,
    ),
    special(
        "net_cost",
        "£ a year",
        "Cost of an organisation less what it pays to other organisations; over all, what the whole system spends.",
        Form::Count,
        Better::Down,
        BY_ORGANISATION,
        Special::NetCost,
    ),
];

/// The index of a measure by name.
pub fn find(name: &str) -> Option<u16> {
    MEASURES.iter().position(|m| m.name == name).map(|i| i as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names the first issue asks for.
    const ASKED: &str = "gp_appointments gp_wait_days ae_attendances type_1_attendances type_1_admitted_share \
        four_hour_performance direct_admissions emergency_admissions zero_night_share emergency_bed_days \
        elective_admissions day_cases outpatient_attendances waiting_list acute_bed_occupancy delayed_transfer_beds \
        ready_beds community_contacts care_packages need_arising need_at_hospital_door unmet_need handoffs deaths \
        beds_needed staff_needed income cost surplus net_cost";

    #[test]
    fn catalogue_lacks_no_asked_measure() {
        for name in ASKED.split_whitespace() {
            assert!(find(name).is_some(), "{name} is missing");
        }
    }

    #[test]
    fn names_are_unique_snake_case_and_defined() {
        for (i, m) in MEASURES.iter().enumerate() {
            assert_eq!(find(m.name), Some(i as u16), "{} stands twice", m.name);
            assert!(
                m.name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
                "{}",
                m.name
            );
            assert!(!m.unit.is_empty() && m.definition.ends_with('.'), "{}", m.name);
            let yearly = m.unit.ends_with(" a year");
            assert_eq!(
                yearly,
                m.form == Form::Count,
                "{}: the unit must say how a period is formed",
                m.name
            );
        }
    }
}

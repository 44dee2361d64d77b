//! Measures that cut finer than the common ones, for experiments that are set beside publications: minor attendances,
//! admissions for conditions sensitive to ambulatory care, length of stay, waits of planned care, reviews, the record.

use super::form::{Better, By, Measure, count, ratio, stock, stock_ratio};
use crate::model::fact::{Count as C, Stock as S};

const BY_PEOPLE: &[By] = &[By::Neighbourhood, By::AgeBand, By::Deprivation];
const BY_SERVICE: &[By] = &[By::Service];

/// They stand behind the common ones in every table.
pub(super) const FINER: &[Measure] = &[
    count(
        "minor_attendances",
        "attendances a year",
        "Attendances at A&E of all types with a minor need.",
        Better::Down,
        BY_PEOPLE,
        &[C::AeMinor],
    ),
    count(
        "minor_self_referred_attendances",
        "attendances a year",
        "Attendances at A&E of all types with a minor illness (no injury) by people whom nobody had sent: not by ambulance, NHS 111 or a practice.",
        Better::Down,
        BY_PEOPLE,
        &[C::AeMinorSelfReferred],
    ),
    ratio(
        "ae_asked_in_vain_share",
        "share of A&E attendances",
        "Attendances at A&E of all types by people who had asked their practice for an appointment and found none that suited.",
        Better::Down,
        BY_PEOPLE,
        &[C::AskedInVain],
        &[C::AeType1, C::AeType2, C::AeType3],
    ),
    count(
        "acsc_admissions",
        "admissions a year",
        "Emergency admissions for the exacerbation of a long-term condition (ambulatory-care-sensitive).",
        Better::Down,
        BY_PEOPLE,
        &[C::AcscAdmission],
    ),
    ratio(
        "acsc_share",
        "share of emergency admissions",
        "Emergency admissions that are for the exacerbation of a long-term condition.",
        Better::Down,
        BY_PEOPLE,
        &[C::AcscAdmission],
        &[C::EmergencyAdmission],
    ),
    ratio(
        "emergency_stay_nights",
        "nights",
        "Mean nights in a bed of the emergency spells that ended, critical care left out.",
        Better::Down,
        BY_PEOPLE,
        &[C::EmergencyNight],
        &[C::EmergencyDischarge],
    ),
    ratio(
        "outpatient_first_wait_days",
        "days",
        "Mean days from referral to the first outpatient attendance, of those seen.",
        Better::Down,
        BY_SERVICE,
        &[C::OutpatientFirstWaitDays],
        &[C::OutpatientFirst],
    ),
    ratio(
        "elective_wait_days",
        "days",
        "Mean days from joining the elective list to treatment, of those treated; planned repeats are left out.",
        Better::Down,
        BY_SERVICE,
        &[C::ListWaitDays],
        &[C::ListTreated],
    ),
    count(
        "condition_reviews",
        "reviews a year",
        "Reviews of long-term conditions that took place in general practice.",
        Better::Neither,
        BY_PEOPLE,
        &[C::ConditionReviewed],
    ),
    stock(
        "true_conditions",
        "conditions",
        "Long-term conditions that residents have, whether they stand in the record or not.",
        Better::Neither,
        BY_PEOPLE,
        &[S::TrueConditions],
    ),
    stock(
        "recorded_conditions",
        "conditions",
        "Long-term conditions of residents that stand in the record.",
        Better::Neither,
        BY_PEOPLE,
        &[S::RecordedConditions],
    ),
    stock_ratio(
        "conditions_in_control_share",
        "share of long-term conditions",
        "Long-term conditions that were reviewed or treated and are in control, of all that residents have, found or not.",
        Better::Up,
        BY_PEOPLE,
        &[S::ConditionsInControl],
        &[S::TrueConditions],
    ),
    count(
        "conditions_found",
        "conditions a year",
        "Long-term conditions found, some time after they began, at an appointment, a review of another condition or an emergency admission.",
        Better::Neither,
        BY_PEOPLE,
        &[C::ConditionFound],
    ),
];

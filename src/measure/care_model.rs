//! Measures of what components of care models do. They have rows only from the first time that something happened: without
//! a care model nothing does.

use super::catalogue::{BY_PEOPLE, WHOLE};
use super::form::{Better, Form, Measure, Special, special};
use crate::model::fact::{Count as C, Stock as S};

const fn done(
    name: &'static str,
    unit: &'static str,
    definition: &'static str,
    better: Better,
    of: &'static [C],
) -> Measure {
    special(
        name,
        unit,
        definition,
        Form::Count,
        better,
        BY_PEOPLE,
        Special::WhereAny(of),
    )
}

pub const MEASURES: &[Measure] = &[
    done(
        "care_home_reviews",
        "reviews a year",
        "Reviews of care-home residents by those who come to the homes, each with a plan made or renewed.",
        Better::Neither,
        &[C::CareHomeReview],
    ),
    special(
        "care_home_plans",
        "people",
        "Residents of care homes with a plan for when they fall ill.",
        Form::Average,
        Better::Up,
        WHOLE,
        Special::WhereAnyStock(&[S::CareHomePlans]),
    ),
    done(
        "care_home_visits",
        "visits a year",
        "Urgent needs met in a care home by those who come.",
        Better::Neither,
        &[C::CareHomeVisit],
    ),
    done(
        "care_home_visits_full",
        "needs a year",
        "Urgent needs that would have been met in a care home, had somebody been free to come.",
        Better::Down,
        &[C::CareHomeVisitFull],
    ),
    done(
        "care_home_plans_followed",
        "emergencies a year",
        "Emergencies of care-home residents that by their plan were treated or comforted in the home.",
        Better::Neither,
        &[C::CareHomePlanFollowed],
    ),
    done(
        "frailty_team_patients",
        "patients a year",
        "Frail older patients seen by the frailty team at the front door.",
        Better::Neither,
        &[C::FrailtyTeamSeen],
    ),
    done(
        "frailty_team_full",
        "patients a year",
        "Frail older patients whom the frailty team at the front door had no time to see.",
        Better::Down,
        &[C::FrailtyTeamFull],
    ),
    done(
        "acute_needs_found",
        "needs a year",
        "Needs that cannot wait, found by reviews of people on a caseload who had sought no help for them.",
        Better::Neither,
        &[C::AcuteNeedFound],
    ),
];

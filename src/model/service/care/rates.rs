//! Rates and chances of care, read once from the parameter table.

use super::{Destination, LINES, Reason};
use crate::engine::{Key, sample};
use crate::model::address::{For, Purpose};
use crate::model::settings::Settings;

const LINE_NAMES: [&str; LINES] = [
    "home_care",
    "reablement",
    "intermediate_care",
    "care_home",
    "nursing_home",
    "community_hospital",
    "intermediate_care_home",
];

/// A cause that can hold a patient up between assessment and place.
#[derive(Clone, Copy, Debug)]
pub struct Hurdle {
    pub reason: Reason,
    pub days: f64,
    /// Chance for who goes home with help, to a residential home, to one with nursing, to further NHS care.
    pub share: [f64; 4],
}

#[derive(Clone, Debug)]
pub struct Rates {
    // Leaving hospital.
    pub assessment_days: f64,
    pub handoff_days: f64,
    pub handoff_lost: f64,
    pub handoff_lost_days: f64,
    pub(super) handoff_lost_community_days: f64,
    pub leave_hours: [f64; 2],
    pub support_by_frailty: [f64; 4],
    pub support_under_65: f64,
    pub support_alone: f64,
    pub support_carer: f64,
    pub intermediate_share: f64,
    pub intermediate_home_share: f64,
    pub community_hospital_share: f64,
    pub reablement_share: f64,
    pub care_home_share: [f64; 4],
    pub nursing_share: f64,
    pub weight_sigma: f64,
    pub start_wait_days: f64,
    // Delays.
    pub notice_days: f64,
    pub(super) hurdles: Vec<Hurdle>,
    pub(super) body_both: f64,
    pub(super) assessment_nhs: f64,
    pub(super) assessment_social: f64,
    // Requests.
    pub assessment_share: f64,
    pub(super) community_assessment_days: f64,
    pub(super) high: [f64; 4],
    pub(super) moderate: [f64; 4],
    pub(super) eligibility_shift: f64,
    pub(super) rationing: f64,
    pub(super) signposted: f64,
    pub(super) self_buys: f64,
    pub(super) community_care_home: [f64; 4],
    pub(super) community_nursing: f64,
    pub(super) community_reablement: f64,
    // Holding care.
    pub(super) package_hours: f64,
    pub(super) package_sigma: f64,
    pub(super) package_days: f64,
    pub(super) package_to_care_home: f64,
    pub(super) reablement_days: f64,
    pub(super) reablement_to_package: f64,
    pub(super) intermediate_days: f64,
    pub(super) community_hospital_days: f64,
    pub(super) intermediate_home_days: f64,
    pub(super) intermediate_home_to_package: f64,
    pub(super) intermediate_to_package: f64,
    pub(super) intermediate_to_care_home: f64,
    /// Free room at which a waiting person's daily chance of a match is 63 %, as a share of capacity.
    pub(super) scatter: [f64; LINES],
    pub gap_after_days: f64,
    // Step-up.
    pub(super) step_up: f64,
    pub(super) step_up_home: f64,
    // Start.
    pub(super) start_by_frailty: [f64; 4],
    /// Homes start from the population.
    pub(super) start_use: [f64; LINES],
    pub(super) nursing_at_start: f64,
    pub(super) moves_in_per_year: f64,
    pub(super) stays_in_care_home: f64,
    // Residents of care homes with a plan.
    pub(super) stays_with_plan: f64,
    pub(super) home_plan_moderate: f64,
    /// In homes without nursing and with it.
    pub(super) home_plan_grave: [f64; 2],
    pub(super) home_plan_settles: f64,
    // Payers.
    pub(super) self_funder: [f64; 5],
    pub(super) self_funder_at_home: f64,
    pub(super) self_funder_85: f64,
    pub(super) self_funder_at_start: f64,
    pub(super) savings_per_year: f64,
    pub(super) chc_nursing: f64,
    pub(super) chc_nursing_at_start: f64,
    pub(super) chc_home: f64,
    pub(super) chc_ends_per_year: f64,
    pub(super) personal_budget: f64,
    pub(super) working_age_clients: f64,
    // Carers.
    pub(super) carer_meets: f64,
    pub(super) carer_breaks: [f64; 4],
    pub(super) carer_support: f64,
    // Late life.
    pub(super) prognosis_noise: f64,
    pub(super) stays_at_home: f64,
    pub(super) recorded_per_year: f64,
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        let frail = |name: &str| ["fit", "mild", "moderate", "severe"].map(|f| p(&format!("{name}_{f}")));
        let hurdle = |reason: Reason, name: &str, to: [bool; 4]| {
            let share = |to: &str| p(&format!("delay.{name}.{to}"));
            let names = ["home_share", "residential_share", "nursing_share", "nhs_share"];
            let mut shares = [0.0; 4];
            for ((s, wanted), name) in shares.iter_mut().zip(to).zip(names) {
                if wanted {
                    *s = share(name);
                }
            }
            Hurdle {
                reason,
                days: p(&format!("delay.{name}.mean_days")),
                share: shares,
            }
        };
        let use_at_start = |line: &str| match line {
            "care_home" | "nursing_home" => 0.0,
            line => p(&format!("care.{line}.used_at_start_share")),
        };
        Rates {
            assessment_days: p("discharge.assessment_mean_days"),
            handoff_days: p("handoff.days"),
            handoff_lost: p("handoff.lost_share"),
            handoff_lost_days: p("handoff.lost_days"),
            handoff_lost_community_days: p("handoff.lost_community_days"),
            leave_hours: [p("discharge.leave_least_hours"), p("discharge.leave_most_hours")],
            support_by_frailty: frail("discharge.support"),
            support_under_65: p("discharge.support_under_65"),
            support_alone: p("discharge.support_alone_ratio"),
            support_carer: p("discharge.support_carer_ratio"),
            intermediate_share: p("discharge.to_intermediate_care_share"),
            intermediate_home_share: p("discharge.to_intermediate_care_home_share"),
            community_hospital_share: p("discharge.to_community_hospital_share"),
            reablement_share: p("discharge.to_reablement_share"),
            care_home_share: frail("discharge.to_care_home"),
            nursing_share: p("discharge.to_nursing_home_share"),
            weight_sigma: p("stay.case_mix_sigma"),
            start_wait_days: p("discharge.place_wait_at_start_mean_days"),
            notice_days: p("delay.assessment.reported_after_days"),
            hurdles: vec![
                hurdle(Reason::PublicFunding, "public_funding", [false, false, true, false]),
                hurdle(Reason::Choice, "choice", [true, true, true, true]),
                hurdle(Reason::Equipment, "equipment", [true, false, false, false]),
                hurdle(Reason::Housing, "housing", [true, false, false, false]),
                hurdle(Reason::Dispute, "dispute", [true, true, true, false]),
                hurdle(Reason::Other, "other", [true, true, true, true]),
            ],
            body_both: p("delay.body.both_share"),
            assessment_nhs: p("delay.body.assessment_nhs_share"),
            assessment_social: p("delay.body.assessment_social_care_share"),
            assessment_share: p("care.assessment.modelled_share"),
            community_assessment_days: p("care.community_assessment_mean_days"),
            high: frail("care.need.eligible"),
            moderate: frail("care.need.moderate"),
            eligibility_shift: p("care.need.eligibility_shift"),
            rationing: p("care.need.rationing_gain"),
            signposted: p("care.need.signposted_share"),
            self_buys: p("care.self_funder.buys_moderate_share"),
            community_care_home: frail("care.community_to_care_home"),
            community_nursing: p("care.community_to_nursing_home_share"),
            community_reablement: p("care.community_to_reablement_share"),
            package_hours: p("care.home_care.hours_per_week"),
            package_sigma: p("care.home_care.hours_sigma"),
            package_days: p("care.home_care.mean_days"),
            package_to_care_home: p("care.home_care.to_care_home_share"),
            reablement_days: p("care.reablement.mean_days"),
            reablement_to_package: p("care.reablement.to_package_share"),
            intermediate_days: p("care.intermediate_care.mean_days"),
            community_hospital_days: p("care.community_hospital.mean_days"),
            intermediate_home_days: p("care.intermediate_care_home.mean_days"),
            intermediate_home_to_package: p("care.intermediate_care_home.to_package_share"),
            intermediate_to_package: p("care.intermediate_care.to_package_share"),
            intermediate_to_care_home: p("care.intermediate_care.to_care_home_share"),
            scatter: LINE_NAMES.map(|line| p(&format!("care.{line}.scatter_share"))),
            gap_after_days: p("care.gap_after_days"),
            step_up: p("care.step_up.share"),
            step_up_home: p("care.step_up.home_share"),
            start_by_frailty: frail("care.start_weight"),
            start_use: LINE_NAMES.map(use_at_start),
            moves_in_per_year: p("care.care_home.moves_in_per_year"),
            stays_in_care_home: p("care.care_home.last_illness_stays_share"),
            stays_with_plan: p("care.care_home.plan.last_illness_stays_share"),
            home_plan_moderate: p("care.care_home.plan.urgent_share"),
            home_plan_grave: ["residential", "nursing"]
                .map(|kind| p(&format!("care.care_home.plan.grave_{kind}_share"))),
            home_plan_settles: p("care.care_home.plan.grave_settles_share"),
            nursing_at_start: p("care.nursing_home.share_at_start"),
            self_funder: ["1", "2", "3", "4", "5"].map(|f| p(&format!("care.self_funder.care_home_share_fifth_{f}"))),
            self_funder_at_home: p("care.self_funder.at_home_ratio"),
            self_funder_85: p("care.self_funder.from_85_ratio"),
            self_funder_at_start: p("care.self_funder.at_start_ratio"),
            savings_per_year: p("care.self_funder.savings_end_per_year"),
            chc_nursing: p("care.continuing_healthcare.nursing_share"),
            chc_nursing_at_start: p("care.continuing_healthcare.nursing_at_start_share"),
            chc_home: p("care.continuing_healthcare.home_share"),
            chc_ends_per_year: p("care.continuing_healthcare.ends_per_year"),
            personal_budget: p("care.personal_budget_share"),
            working_age_clients: p("care.working_age_clients_per_1000"),
            carer_meets: p("care.carer.meets_need_share"),
            carer_breaks: [
                0.0,
                p("care.carer.breakdown_mild_per_year"),
                p("care.carer.breakdown_moderate_per_year"),
                p("care.carer.breakdown_severe_per_year"),
            ],
            carer_support: p("care.carer.support_reduction"),
            prognosis_noise: p("care.end_of_life.prognosis_noise"),
            stays_at_home: p("care.end_of_life.stays_at_home_share"),
            recorded_per_year: p("population.frailty.recorded_per_year"),
        }
    }

    /// Weekly hours of home care, none of anything else.
    pub fn hours_of(&self, to: Destination, person: Key) -> f32 {
        if to == Destination::HomeCare {
            self.hours(person) as f32
        } else {
            0.0
        }
    }

    /// What a line holds for a person: hours of home care, one place elsewhere.
    pub(super) fn units(&self, to: Destination, person: Key) -> f64 {
        if to == Destination::HomeCare {
            self.hours(person)
        } else {
            1.0
        }
    }

    /// Weekly hours of a person's package, the same whenever they ask.
    pub(super) fn hours(&self, person: Key) -> f64 {
        let sigma = self.package_sigma;
        self.package_hours
            * sample::lognormal(
                person.of(Purpose::Package).uniform(),
                libm::exp(-sigma * sigma / 2.0),
                sigma,
            )
    }
}

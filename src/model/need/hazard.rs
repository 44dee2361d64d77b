//! The hazards of needs: a shape over age, sex and deprivation from the tables, times what the person is.

use super::{Need, PROCESSES};
use crate::model::fact::age_band;
use crate::model::population::{Person, flag, frailty::Frailty};
use crate::model::settings::Settings;
use crate::model::table::{TOP_AGE, Tables};

/// How case management touches one person: shares of its design effect, zero off the caseload.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Management {
    pub reach: f32,
}

/// Hazards of every process, per person-year.
#[derive(Clone, Debug)]
pub struct Hazards {
    /// Shape and level by (age, sex, fifth).
    base: Vec<[f32; PROCESSES]>,
    /// Frailty ratio for hospital care over the mean at the age, by age and state.
    frailty: Vec<[f32; 4]>,
    /// Loss of independence by frailty state.
    dependence: [f32; 4],
    /// Relative weight of each condition in exacerbations.
    weight: Vec<f32>,
    uncontrolled: f32,
    after_discharge: f32,
    after_discharge_days: u32,
    review_per_condition: f32,
    review_most: f32,
    managed_exacerbation: f32,
    managed_serious: f32,
    managed_review: f32,
    managed_planned: f32,
}

impl Hazards {
    pub fn new(settings: &Settings, tables: &Tables, frailty: &Frailty) -> Hazards {
        let p = |path: &str| settings.parameters.get(path);
        let level = [
            p("need.self_limiting.per_gp_visit"),
            1.0,
            p("need.exacerbation.level_per_year"),
            p("need.serious_acute.per_emergency_admission"),
            p("need.injury.per_ae_attendance"),
            p("need.planned_care.per_outpatient_attendance"),
            1.0,
        ];
        let under_65 = p("need.loss_of_independence.ratio_18_to_64");
        let mut base = vec![[0.0; PROCESSES]; (TOP_AGE + 1) * 10];
        for age in 0..=TOP_AGE {
            let band = age_band(age as u32);
            for sex in 0..2 {
                for fifth in 0..5 {
                    let ae = tables.ae_walk_in[age][sex] + tables.ae_ambulance[age][sex];
                    let rate = [
                        tables.gp_visits[age][sex][fifth],
                        1.0,
                        tables.deprivation_emergency[band][fifth],
                        tables.emergency_admission[age][sex] * tables.deprivation_emergency[band][fifth],
                        ae * tables.deprivation_ae[band][fifth],
                        tables.outpatient[age][sex] * tables.deprivation_elective[band][fifth],
                        if age >= 65 {
                            1.0
                        } else if age >= 18 {
                            under_65
                        } else {
                            0.0
                        },
                    ];
                    base[(age * 2 + sex) * 5 + fifth] = std::array::from_fn(|i| (rate[i] * level[i]) as f32);
                }
            }
        }
        let ratio = tables.frailty_ratio[1];
        let frailty = (0..=TOP_AGE)
            .map(|age| std::array::from_fn(|k| (ratio[k] / frailty.mean_ratio[1][age]) as f32))
            .collect();
        let independence = p("need.loss_of_independence.level_per_year");
        let steps = [
            p("need.loss_of_independence.ratio_fit"),
            1.0,
            p("need.loss_of_independence.ratio_moderate"),
            p("need.loss_of_independence.ratio_severe"),
        ];
        Hazards {
            base,
            frailty,
            dependence: steps.map(|s| (s * independence) as f32),
            weight: tables
                .conditions
                .iter()
                .map(|c| p(&format!("need.exacerbation.weight_{}", c.name)) as f32)
                .collect(),
            uncontrolled: p("need.exacerbation.uncontrolled_ratio") as f32,
            after_discharge: p("need.after_discharge.ratio") as f32,
            after_discharge_days: p("need.after_discharge.days") as u32,
            review_per_condition: p("need.review.per_condition_per_year") as f32,
            review_most: p("need.review.most_per_year") as f32,
            managed_exacerbation: p("team.case_management.exacerbation_reduction") as f32,
            managed_serious: p("team.case_management.serious_reduction") as f32,
            managed_review: p("team.case_management.review_increase") as f32,
            managed_planned: p("team.case_management.planned_increase") as f32,
        }
    }

    /// Hazards of a person of an age on a day.
    #[inline]
    pub fn of(&self, person: &Person, age: u32, day: u32, managed: Management) -> [f32; PROCESSES] {
        std::array::from_fn(|process| self.one(process, person, age, day, managed))
    }

    /// The hazard of one process.
    #[inline]
    pub fn one(&self, process: usize, person: &Person, age: u32, day: u32, managed: Management) -> f32 {
        let years = (age as usize).min(TOP_AGE);
        let base = self.base[(years * 2 + person.sex as usize) * 5 + person.deprivation as usize][process];
        let frail = self.frailty[years][person.frailty as usize];
        let acute = || {
            let since = day.saturating_sub(u32::from(person.discharged_day));
            let fresh = person.discharged_day > 0 && since < self.after_discharge_days;
            person.susceptibility * frail * if fresh { self.after_discharge } else { 1.0 }
        };
        match Need::ALL[process] {
            Need::ConditionReview => {
                let conditions = person.conditions.count_ones() as f32;
                (conditions * self.review_per_condition).min(self.review_most)
                    * (1.0 + managed.reach * self.managed_review)
            }
            Need::Exacerbation if person.conditions == 0 => 0.0,
            Need::Exacerbation => {
                let mut weight = 0.0;
                let mut rest = person.conditions;
                while rest != 0 {
                    weight += self.weight[rest.trailing_zeros() as usize];
                    rest &= rest - 1;
                }
                let control = if person.has(flag::CONTROLLED) {
                    1.0
                } else {
                    self.uncontrolled
                };
                base * (weight * control * acute() * (1.0 - managed.reach * self.managed_exacerbation))
            }
            Need::SeriousAcute => base * (acute() * (1.0 - managed.reach * self.managed_serious)),
            Need::Injury => base * if age >= 65 { frail } else { 1.0 },
            Need::PlannedCare => base * (1.0 + managed.reach * self.managed_planned),
            Need::LossOfIndependence => {
                let settled = person.has(flag::CARE_HOME) || person.has(flag::PACKAGE) || person.has(flag::CARE_SOUGHT);
                base * if settled {
                    0.0
                } else {
                    self.dependence[person.frailty as usize]
                }
            }
            Need::SelfLimiting | Need::FinalIllness => base,
        }
    }
}

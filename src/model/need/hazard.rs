//! The hazards of needs: a shape over age, sex and deprivation from the tables, times what the person is.

use super::{ByProcess, MentalHazards, Need, PROCESSES};
use crate::model::fact::age_band;
use crate::model::population::{Person, flag, frailty::Frailty, social};
use crate::model::settings::Settings;
use crate::model::table::{TOP_AGE, Tables};

/// How case management touches one person (a share of its design effect, zero off the caseload), and how the practice does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Management {
    pub reach: f32,
    /// Reviews that practices call for, ratio to the start.
    pub reviews: f32,
}

impl Default for Management {
    /// Nobody manages, and practices review as at the start.
    fn default() -> Self {
        Management {
            reach: 0.0,
            reviews: 1.0,
        }
    }
}

/// Hazards of every process, per person-year.
#[derive(Clone, Debug)]
pub struct Hazards {
    /// Shape and level by (age, sex, fifth).
    base: Vec<ByProcess>,
    /// Frailty ratio for hospital care over the mean at the age, by age and state.
    frailty: Vec<[f32; 4]>,
    /// Loss of independence by frailty state.
    dependence: [f32; 4],
    /// The same for who lives alone, and with an unpaid carer, over others.
    alone: f32,
    carer: f32,
    /// Acute need in a care home over others of the same age and frailty.
    in_care_home: f32,
    /// Weight in exacerbations of every set of conditions, by its two bytes.
    weight: [Vec<f32>; 2],
    uncontrolled: f32,
    after_discharge: f32,
    after_discharge_days: u32,
    last_year: f32,
    review_per_condition: f32,
    review_most: f32,
    managed_exacerbation: f32,
    managed_serious: f32,
    managed_review: f32,
    managed_planned: f32,
    mental: MentalHazards,
}

/// Chance of admission of a serious acute illness at a hospital door by age band, over that at 45 to 64: where fewer are
/// admitted, more illnesses stand behind each admission of the table.
fn admission_chance(settings: &Settings) -> [f64; 7] {
    let p = |path: &str| settings.parameters.get(path);
    let admitted = p("urgent.admission.borderline_admitted_share");
    let chance = |by_age: f64| -> f64 {
        ["moderate", "high"]
            .map(|acuity| {
                let core = p(&format!("urgent.admission.core_{acuity}")) * by_age;
                let borderline = p(&format!("urgent.admission.borderline_{acuity}")) * admitted;
                p(&format!("need.serious_acute.{acuity}_share")) * (core + borderline).min(1.0)
            })
            .iter()
            .sum()
    };
    let ages = ["0_4", "5_17", "18_44", "45_64", "65_74", "75_84", "85_plus"];
    let by_age = ages.map(|age| chance(p(&format!("urgent.admission.age_{age}"))));
    by_age.map(|chance| chance / by_age[3])
}

impl Hazards {
    pub fn new(settings: &Settings, tables: &Tables, frailty: &Frailty, served: [bool; 5]) -> Hazards {
        let p = |path: &str| settings.parameters.get(path);
        let minor = p("need.self_limiting.per_gp_visit");
        let exacerbation = p("need.exacerbation.level_per_year");
        let serious = p("need.serious_acute.per_emergency_admission");
        let injury = p("need.injury.per_ae_attendance");
        let planned = p("need.planned_care.per_first_attendance");
        let last_year = p("need.last_year_of_life.ratio");
        let after_discharge = p("need.after_discharge.ratio");
        let in_care_home = p("need.care_home.acute_ratio");
        let homes = p("population.care_home.provider_basis_ratio");
        let fresh_years = p("need.after_discharge.days") / crate::engine::time::DAYS_PER_YEAR;
        let ill_attendances = p("need.injury.ill_attendances_per_admission");
        let least_injury = p("need.injury.least_share_of_attendances");
        let chance = admission_chance(settings);
        let under_65 = p("need.loss_of_independence.ratio_18_to_64");
        let mental = MentalHazards::new(settings, tables);
        let mut base = vec![[0.0; PROCESSES]; (TOP_AGE + 1) * 10];
        for age in 0..=TOP_AGE {
            let band = age_band(age as u32);
            for sex in 0..2 {
                for fifth in 0..5 {
                    let ae = tables.ae_walk_in[age][sex] + tables.ae_ambulance[age][sex];
                    let row = &mut base[(age * 2 + sex) * 5 + fifth];
                    let mut set = |need: Need, rate: f64| row[need as usize] = rate as f32;
                    set(Need::SelfLimiting, minor * tables.gp_visits[age][sex][fifth]);
                    set(Need::ConditionReview, 1.0);
                    set(
                        Need::Exacerbation,
                        exacerbation * tables.deprivation_emergency[band][fifth],
                    );
                    let admission = tables.emergency_admission[age][sex] * tables.deprivation_emergency[band][fifth];
                    // The table's rate is the mean over all people of the age: those in their last year of life, and
                    // those just discharged, have more, care-home residents fewer, and the others what is left.
                    let dying = 1.0 - libm::exp(-tables.mortality[age][sex][fifth]);
                    let fresh = (admission * fresh_years).min(0.5);
                    let mean = (1.0 + (last_year - 1.0) * dying)
                        * (1.0 + (after_discharge - 1.0) * fresh)
                        * (1.0 + (in_care_home - 1.0) * homes * tables.care_home[band]);
                    set(Need::SeriousAcute, serious * admission / (mean * chance[band]));
                    // Attendances for illness that leads to a ward come from the needs above.
                    let ill = ill_attendances * tables.emergency_admission[age][sex];
                    let minor_injury = (ae - ill).max(least_injury * ae);
                    set(Need::Injury, injury * minor_injury * tables.deprivation_ae[band][fifth]);
                    let gradient = tables.deprivation_elective[band][fifth];
                    for ((need, rates), _) in Need::PLANNED
                        .iter()
                        .zip(&tables.planned_need)
                        .zip(served)
                        .filter(|p| p.1)
                    {
                        set(*need, planned * rates[age][sex] * gradient);
                    }
                    for need in [Need::CommonMental, Need::MentalCrisis] {
                        set(need, mental.base(need, age, sex, fifth));
                    }
                    let dependent = match age {
                        65.. => 1.0,
                        18.. => under_65,
                        _ => 0.0,
                    };
                    set(Need::LossOfIndependence, dependent);
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
            alone: p("need.loss_of_independence.alone_ratio") as f32,
            carer: p("need.loss_of_independence.carer_ratio") as f32,
            in_care_home: p("need.care_home.acute_ratio") as f32,
            dependence: steps.map(|s| (s * independence) as f32),
            weight: weights(
                &tables
                    .conditions
                    .iter()
                    .map(|c| p(&format!("need.exacerbation.weight_{}", c.name)) as f32)
                    .collect::<Vec<_>>(),
            ),
            uncontrolled: p("need.exacerbation.uncontrolled_ratio") as f32,
            after_discharge: after_discharge as f32,
            after_discharge_days: p("need.after_discharge.days") as u32,
            last_year: last_year as f32,
            review_per_condition: p("need.review.per_condition_per_year") as f32,
            review_most: p("need.review.most_per_year") as f32,
            managed_exacerbation: p("team.case_management.exacerbation_reduction") as f32,
            managed_serious: p("team.case_management.serious_reduction") as f32,
            managed_review: p("team.case_management.review_increase") as f32,
            managed_planned: p("team.case_management.planned_increase") as f32,
            mental,
        }
    }

    /// Hazards of a person of an age on a day.
    #[inline]
    pub fn of(&self, person: &Person, age: u32, day: u32, managed: Management) -> ByProcess {
        let (base, frail) = self.stands(person, age);
        let acute = self.acute(person, day);
        let mut hazards = *base;
        let mut times = |need: Need, ratio: f32| hazards[need as usize] *= ratio;
        times(Need::SelfLimiting, person.inclination);
        times(Need::ConditionReview, self.reviews(person, managed));
        times(Need::Exacerbation, self.exacerbations(person, acute, managed));
        times(Need::SeriousAcute, self.serious(frail, acute, managed));
        times(Need::Injury, person.inclination * injuries(age, frail));
        for need in Need::PLANNED {
            times(need, self.planned(managed));
        }
        times(Need::LossOfIndependence, self.loses_independence(person));
        times(Need::CommonMental, self.mental.common(person));
        times(Need::MentalCrisis, self.mental.crisis(person, day));
        hazards
    }

    /// The hazard of one process.
    #[inline]
    pub fn one(&self, process: usize, person: &Person, age: u32, day: u32, managed: Management) -> f32 {
        let (base, frail) = self.stands(person, age);
        let ratio = match Need::ALL[process] {
            Need::ConditionReview => self.reviews(person, managed),
            Need::Exacerbation => self.exacerbations(person, self.acute(person, day), managed),
            Need::SeriousAcute => self.serious(frail, self.acute(person, day), managed),
            Need::Injury => person.inclination * injuries(age, frail),
            Need::Musculoskeletal
            | Need::Ophthalmology
            | Need::PlannedSurgical
            | Need::PlannedMedical
            | Need::SuspectedCancer => self.planned(managed),
            Need::LossOfIndependence => self.loses_independence(person),
            Need::CommonMental => self.mental.common(person),
            Need::MentalCrisis => self.mental.crisis(person, day),
            Need::SelfLimiting => person.inclination,
            Need::FinalIllness => 1.0,
        };
        base[process] * ratio
    }

    /// What the tables say of people like this one, and the frailty ratio.
    #[inline]
    fn stands(&self, person: &Person, age: u32) -> (&ByProcess, f32) {
        let years = (age as usize).min(TOP_AGE);
        let row = (years * 2 + person.sex as usize) * 5 + person.deprivation as usize;
        (&self.base[row], self.frailty[years][person.frailty as usize])
    }

    /// What acute illness hangs on besides: luck of a lifetime, last year of life, care home, days just after discharge.
    #[inline]
    fn acute(&self, person: &Person, day: u32) -> f32 {
        let since = day.saturating_sub(u32::from(person.discharged_day));
        let fresh = person.discharged_day > 0 && since < self.after_discharge_days;
        let or_one = |holds: bool, ratio: f32| if holds { ratio } else { 1.0 };
        person.susceptibility
            * or_one(person.has(flag::CARE_HOME), self.in_care_home)
            * or_one(person.has(flag::LAST_YEAR), self.last_year)
            * or_one(fresh, self.after_discharge)
    }

    #[inline]
    fn reviews(&self, person: &Person, managed: Management) -> f32 {
        let conditions = person.recorded.count_ones() as f32;
        (conditions * self.review_per_condition).min(self.review_most)
            * (1.0 + managed.reach * self.managed_review)
            * managed.reviews
    }

    #[inline]
    fn exacerbations(&self, person: &Person, acute: f32, managed: Management) -> f32 {
        let untreated = person.untreated();
        // Nothing that nobody has found, or that was found and not reviewed yet, is in control.
        let weight = if !person.has(flag::CONTROLLED) {
            self.weighs(person.conditions) * self.uncontrolled
        } else if untreated == 0 {
            self.weighs(person.conditions)
        } else {
            self.weighs(person.treated) + self.weighs(untreated) * self.uncontrolled
        };
        weight * acute * (1.0 - managed.reach * self.managed_exacerbation)
    }

    /// Weight in exacerbations of a set of conditions.
    #[inline]
    fn weighs(&self, conditions: u16) -> f32 {
        let [low, high] = conditions.to_le_bytes();
        self.weight[0][usize::from(low)] + self.weight[1][usize::from(high)]
    }

    #[inline]
    fn serious(&self, frail: f32, acute: f32, managed: Management) -> f32 {
        frail * acute * (1.0 - managed.reach * self.managed_serious)
    }

    #[inline]
    fn planned(&self, managed: Management) -> f32 {
        1.0 + managed.reach * self.managed_planned
    }

    #[inline]
    fn loses_independence(&self, person: &Person) -> f32 {
        if person.has(flag::CARE_HOME) || person.has(flag::PACKAGE) || person.has(flag::CARE_SOUGHT) {
            return 0.0;
        }
        let at_home = if person.has(flag::LIVES_ALONE) {
            self.alone
        } else if person.with(social::CARER) {
            self.carer
        } else {
            1.0
        };
        self.dependence[person.frailty as usize] * at_home
    }
}

/// The frail fall from 65 on.
#[inline]
fn injuries(age: u32, frail: f32) -> f32 {
    if age >= 65 { frail } else { 1.0 }
}

/// Sums of the weights of conditions, for each set of the first eight and of the rest.
fn weights(of: &[f32]) -> [Vec<f32>; 2] {
    let sums = |of: &[f32]| {
        let sum = |set: usize| {
            of.iter()
                .enumerate()
                .filter(|(bit, _)| set >> bit & 1 == 1)
                .map(|(_, w)| w)
                .sum()
        };
        (0..256).map(sum).collect()
    };
    let (low, high) = of.split_at(of.len().min(8));
    [sums(low), sums(high)]
}

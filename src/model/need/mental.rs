//! Hazards of mental health: a shape over age, sex and deprivation from the parameter table, times what the person has
//! and how they are cared for.

use super::Need;
use crate::model::fact::age_band;
use crate::model::population::{Person, flag, mind};
use crate::model::settings::Settings;
use crate::model::table::Tables;

/// Conditions that are mental illness: those of the table that the model tells apart here.
pub const DEPRESSION: &str = "depression";
pub const SEVERE: &str = "severe_mental_illness";

/// The bit of a condition by name; none if the table has no such condition.
pub fn bit(tables: &Tables, name: &str) -> u16 {
    tables
        .conditions
        .iter()
        .position(|c| c.name == name)
        .map_or(0, |i| 1 << i)
}

/// Hazards of the two mental health needs.
#[derive(Clone, Debug)]
pub struct MentalHazards {
    /// Level of each need by age band, and what one sex and one fifth make of it.
    level: [f64; 2],
    age: [[f64; 7]; 2],
    women: [f64; 2],
    fifth: [f64; 2],
    youngest: [u32; 2],
    depression: u16,
    severe: u16,
    /// Depression's ratio for a new episode, and for a crisis.
    after_depression: [f32; 2],
    severe_ratio: f32,
    episode_ratio: f32,
    uncontrolled: f32,
    after_bed: f32,
    after_bed_days: u32,
    on_caseload: f32,
    in_home_treatment: f32,
}

impl MentalHazards {
    pub fn new(settings: &Settings, tables: &Tables) -> MentalHazards {
        let p = |path: &str| settings.parameters.get(path);
        let both = |name: &str| ["common_mental", "mental_crisis"].map(|n| p(&format!("need.{n}.{name}")));
        let by_age = |need: &str| {
            ["5_17", "5_17", "18_44", "45_64", "65_74", "75_84", "85_plus"]
                .map(|band| p(&format!("need.{need}.age_{band}")))
        };
        MentalHazards {
            level: both("level_per_year"),
            age: [by_age("common_mental"), by_age("mental_crisis")],
            women: both("women_ratio"),
            fifth: both("ratio_per_deprivation_fifth"),
            youngest: both("from_age").map(|age| age as u32),
            depression: bit(tables, DEPRESSION),
            severe: bit(tables, SEVERE),
            after_depression: both("depression_ratio").map(|r| r as f32),
            severe_ratio: p("need.mental_crisis.severe_mental_illness_ratio") as f32,
            episode_ratio: p("need.mental_crisis.common_problem_ratio") as f32,
            uncontrolled: p("need.mental_crisis.uncontrolled_ratio") as f32,
            after_bed: p("need.mental_crisis.after_discharge_ratio") as f32,
            after_bed_days: p("need.mental_crisis.after_discharge_days") as u32,
            on_caseload: p("mental.team.crisis_ratio") as f32,
            in_home_treatment: p("mental.crisis_team.crisis_ratio") as f32,
        }
    }

    /// Hazard per year at an age, of someone with none of what follows.
    pub fn base(&self, need: Need, age: usize, sex: usize, fifth: usize) -> f64 {
        let i = usize::from(need == Need::MentalCrisis);
        if (age as u32) < self.youngest[i] {
            return 0.0;
        }
        let sex = if sex == 0 { self.women[i] } else { 1.0 };
        // The middle fifth is the measure of the others.
        self.level[i] * self.age[i][age_band(age as u32)] * sex * libm::pow(self.fifth[i], 2.0 - fifth as f64)
    }

    /// What lasting illness, found or not, makes of a need; `which` is 0 for a common problem, 1 for a crisis.
    #[inline]
    fn illness(&self, person: &Person, which: usize) -> f32 {
        let ill = person.conditions & (self.depression | self.severe);
        if ill == 0 {
            return 1.0;
        }
        // Illness that nobody has found, or treats yet, is not in control.
        let mut ratio = if person.has(flag::CONTROLLED) && ill & person.treated == ill {
            1.0
        } else {
            self.uncontrolled
        };
        if ill & self.depression != 0 {
            ratio *= self.after_depression[which];
        }
        if ill & self.severe != 0 && which == 1 {
            ratio *= self.severe_ratio;
        }
        ratio
    }

    /// What the person makes of the hazard of a common problem.
    #[inline]
    pub fn common(&self, person: &Person) -> f32 {
        if person.minds(mind::EPISODE) {
            // Nobody gets a second one while the first lasts.
            0.0
        } else {
            self.illness(person, 0)
        }
    }

    /// What the person makes of the hazard of a crisis.
    #[inline]
    pub fn crisis(&self, person: &Person, day: u32) -> f32 {
        let mut ratio = self.illness(person, 1);
        for (bit, with) in [
            (mind::EPISODE, self.episode_ratio),
            (mind::CASELOAD, self.on_caseload),
            (mind::HOME_TREATMENT, self.in_home_treatment),
        ] {
            if person.minds(bit) {
                ratio *= with;
            }
        }
        let left = u32::from(person.mental_discharged_day);
        if left > 0 && day.saturating_sub(left) < self.after_bed_days {
            ratio *= self.after_bed;
        }
        ratio
    }
}

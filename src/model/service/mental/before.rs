//! The first instant of mental health services, in equilibrium: a person has a problem, waits, is on a caseload or lies
//! in a bed with the chance that their own hazard and the mean length of each give, and with what is left of it.

use crate::engine::time::DAYS_PER_YEAR;
use crate::engine::{Key, sample};
use crate::model::Model;
use crate::model::address::{For, Purpose};
use crate::model::need::Need;
use crate::model::patch::Group;
use crate::model::population::{Presence, flag, mind};
use crate::model::settings::Settings;

#[derive(Clone, Debug)]
pub struct Rates {
    problem_days: f64,
    waits: f64,
    wait_days: f64,
    in_course: f64,
    on_caseload: [f64; 2],
    moderate: f64,
    high: f64,
    /// Days for which a stay that has ended is still felt.
    felt_days: f64,
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        Rates {
            problem_days: p("mental.common.mean_days_at_start"),
            waits: p("mental.therapy.waiting_at_start_share"),
            wait_days: p("mental.therapy.wait_at_start_days"),
            in_course: p("mental.therapy.in_treatment_at_start_share"),
            on_caseload: [
                p("mental.team.at_start_share_common_problem"),
                p("mental.team.at_start_share_severe_mental_illness"),
            ],
            moderate: p("need.mental_crisis.moderate_share"),
            high: p("need.mental_crisis.high_share"),
            felt_days: p("need.mental_crisis.after_discharge_days"),
        }
    }
}

impl Model {
    pub(super) fn mental_before(&mut self) {
        self.in_each(Group::Mental, Model::open_mental_beds);
        let mut waiting: Vec<(u32, Key, u32)> = Vec::new();
        for id in 0..self.population.len() as u32 {
            self.turn_to(id);
            self.problem_before(id, &mut waiting);
            self.crisis_before(id);
        }
        // The first to have asked stands first.
        waiting.sort_by_key(|&(id, _, since)| (since, id));
        for (id, key, since) in waiting {
            self.turn_to(id);
            self.wait_for_therapy(id, key, since, false);
        }
    }

    /// A common problem, talking therapy, the team's caseload.
    fn problem_before(&mut self, id: u32, waiting: &mut Vec<(u32, Key, u32)>) {
        let mental = std::sync::Arc::clone(&self.rates);
        let (mental, rates) = (&mental.mental, &mental.mental.before);
        let key = self.population[id].key.of(Purpose::MentalStart);
        let hazard = f64::from(self.hazards_of(id)[Need::CommonMental as usize]);
        let share = hazard * rates.problem_days / DAYS_PER_YEAR;
        let ill = key.uniform() < share / (1.0 + share);
        if ill {
            self.set_mind(id, mind::EPISODE, true);
            let left = sample::exponential(key.with(1).uniform(), mental.common.untreated_days);
            self.ease_after(id, left);
            let u = key.with(2).uniform();
            if u < rates.waits {
                let ago = rates.wait_days * u / rates.waits;
                waiting.push((id, key, self.now.day() - ago as u32));
            } else if u < rates.waits + rates.in_course {
                self.begin_course_before(id, key, (u - rates.waits) / rates.in_course);
            }
        }
        let chance = if mental.on_register(&self.population[id]) {
            rates.on_caseload[1]
        } else if ill {
            rates.on_caseload[0]
        } else {
            0.0
        };
        if key.with(3).uniform() < chance && self.team_room() {
            self.join_team(id, key);
        }
    }

    /// A bed, treatment at home, or a stay that has just ended.
    fn crisis_before(&mut self, id: u32) {
        let rates = std::sync::Arc::clone(&self.rates);
        let mental = &rates.mental;
        let person = &self.population[id];
        let hazard = f64::from(self.hazards_of(id)[Need::MentalCrisis as usize]);
        if hazard == 0.0 || person.presence != Presence::Resident || person.age(self.now.day()) < 18 {
            return;
        }
        let severe = mental.severe(person);
        let crises = hazard
            * mental
                .crisis
                .intensive(severe, mental.before.moderate, mental.before.high);
        let home = mental.crisis.home_share;
        let beds = crises * (1.0 - home + home * mental.crisis.home_fails);
        let in_bed = beds * mental.beds.mean_days() / DAYS_PER_YEAR;
        let at_home = crises * home * mental.crisis.home_days / DAYS_PER_YEAR;
        let just_out = beds * mental.before.felt_days / DAYS_PER_YEAR;
        let key = person.key.of(Purpose::MentalStart).with(4);
        let u = key.uniform();
        let held = person.has(flag::CARE_HOME) || person.has(flag::PACKAGE) || person.has(flag::REABLEMENT);
        if u < in_bed && !held {
            let (stay, all) = self.length_biased(key);
            let gone = (f64::from(all) * u / in_bed) as u32;
            self.lay_in_mental_bed(id, stay, gone);
        } else if u < in_bed + at_home {
            self.treat_at_home(id, key, (u - in_bed) / at_home);
        } else if u < in_bed + at_home + just_out {
            let ago = mental.before.felt_days * (u - in_bed - at_home) / just_out;
            self.population[id].mental_discharged_day = (self.now.day() - 1 - ago as u32) as u16;
        }
    }

    /// An address whose stay has the length of one met at an instant: a stay is kept with chance in proportion to its
    /// length.
    fn length_biased(&self, key: Key) -> (Key, u32) {
        let longest = 8.0 * self.rates.mental.beds.stay_days;
        let mut tried = key.with(5);
        for i in 0..64 {
            tried = key.with(8 + i);
            let (_, all) = self.rates.mental.beds.stay(tried, self.standing.mental_delay);
            if tried.with(1).uniform() * longest < f64::from(all) {
                return (tried, all);
            }
        }
        (tried, self.rates.mental.beds.stay(tried, self.standing.mental_delay).1)
    }
}

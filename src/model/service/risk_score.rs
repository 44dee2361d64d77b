//! The risk score: log odds of an emergency admission in the next twelve months by what stands in the record.
//!
//! score = b_frailty · recorded frailty step + b_admission · emergency admissions of the last year
//!   + b_condition · recorded conditions + b_age · (age − 65) / 10 + noise · a normal number of the person and year
//!
//! The four coefficients (`team.score.*`) are those of a logistic regression on people of the model itself, residents from
//! 65 on outside care homes (`scenarios/england/tables/risk_score.csv`; `cargo test --test risk_score -- --ignored` fits
//! them anew and tells sensitivity, specificity and precision by decile). What stands in no record stays unseen: true
//! conditions, frailty that nobody has noted, the luck of a lifetime. The noise is what a real score misses besides:
//! coding gaps and late data.

use crate::engine::sample;
use crate::model::Model;
use crate::model::address::{For, Purpose};
use crate::model::population::{Person, flag};
use crate::model::settings::Settings;

/// What the record says of a person that the score looks at.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct History {
    pub age: u32,
    /// By the record: 0 fit to 3 severe.
    pub frailty: u8,
    /// Emergency admissions of the last twelve months, faded by quarter.
    pub admissions: f64,
    pub conditions: u32,
}

impl History {
    /// What the coefficients multiply, in their order.
    pub fn terms(&self) -> [f64; 4] {
        [
            f64::from(self.frailty),
            self.admissions,
            f64::from(self.conditions),
            (f64::from(self.age) - 65.0) / 10.0,
        ]
    }
}

/// Coefficients of the score.
#[derive(Clone, Debug)]
pub struct Rates {
    coefficients: [f64; 4],
    noise: f64,
}

/// Names of the coefficients in parameter paths and in the table of the fit.
pub const TERMS: [&str; 4] = ["frailty_step", "admission", "condition", "decade_over_65"];

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |name: &str| settings.parameters.get(&format!("team.score.{name}"));
        Rates {
            coefficients: TERMS.map(p),
            noise: p("noise"),
        }
    }
    /// By the record alone.
    fn of(&self, history: &History) -> f64 {
        let terms = history.terms();
        self.coefficients.iter().zip(terms).map(|(b, term)| b * term).sum()
    }
}

impl Person {
    fn history(&self, day: u32) -> History {
        History {
            age: self.age(day),
            frailty: self.recorded_frailty(),
            admissions: f64::from(self.admissions) / 8.0,
            conditions: self.recorded.count_ones(),
        }
    }
}

impl Model {
    /// A person's score as the team sees it in a year.
    pub(super) fn risk_score(&self, person: &Person, year: u32) -> f64 {
        let rates = &self.rates.risk_score;
        let luck = person.key.of(Purpose::Response).with(u64::from(year)).uniform();
        rates.of(&person.history(self.now.day())) + rates.noise * sample::normal(luck)
    }

    /// What the record says of a resident outside care homes, and the score in a year (for checks and for the fit); none of
    /// anybody else.
    pub fn recorded_history(&self, id: u32, year: u32) -> Option<(History, f64)> {
        let person = &self.population[id];
        let seen = person.here() && !person.has(flag::CARE_HOME);
        seen.then(|| (person.history(self.now.day()), self.risk_score(person, year)))
    }

    /// Emergency admissions in somebody's memory, in eighths: up by eight with each, faded by quarter.
    pub fn remembered_admissions(&self, id: u32) -> u8 {
        self.population[id].admissions
    }
}

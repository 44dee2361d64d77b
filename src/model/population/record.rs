//! The record of long-term conditions: which of those that people have the health service knows of.
//!
//! A condition may begin unseen. Contacts find it: an appointment, more so the review of another condition, most of all
//! an emergency admission. How readily is solved, not given: a share p of those whom the curve of onset brings is
//! recorded as the condition begins, and the others are found at the contacts that people of their age have, just so
//! readily that the part in the record is the same `YEARS` years on, among people who come more often or less. Were all
//! ages alike, with new ones at a rate i of those who have the condition and d of them diagnosed, that would be a rate
//! i (d − p) / (1 − d) for each who is unfound, whoever dies or moves away. Who has fewer contacts is found later.
//!
//! Being on record helps nobody by itself: a condition is out of control until a review, or the treatment of an
//! exacerbation, has brought it under treatment.

use super::fortune::{CLASSES, Fortune};
use super::{Person, Presence, Synthesis};
use crate::engine::Key;
use crate::model::address::{For, Purpose};
use crate::model::fact::age_band;
use crate::model::settings::Settings;
use crate::model::table::{TOP_AGE, Tables};
use crate::model::{Count, Model, What};

/// A contact at which somebody may see what nobody has seen yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Contact {
    /// An appointment in general practice for anything but a review.
    Appointment,
    /// A review of the conditions that stand in the record.
    Review,
    EmergencyAdmission,
}

/// Kinds of contact.
const CONTACTS: usize = Contact::EmergencyAdmission as usize + 1;
/// Least diagnosed share that is reckoned with.
const LEAST: f64 = 0.05;
/// Years over which the record keeps its share.
const YEARS: u32 = 10;

/// Chances that a condition gets into the record.
#[derive(Clone, Debug)]
pub struct Record {
    /// As it begins, by condition.
    at_onset: Vec<f64>,
    /// At a contact, by kind of contact and condition.
    found: [Vec<f64>; CONTACTS],
}

/// Share of the people with each condition in whose record it stands.
pub fn diagnosed<'a>(settings: &'a Settings, tables: &'a Tables) -> impl Iterator<Item = f64> + 'a {
    let share = |name: &str| {
        settings
            .parameters
            .get(&format!("population.conditions.diagnosed_share_{name}"))
    };
    tables.conditions.iter().map(move |c| share(&c.name).clamp(LEAST, 1.0))
}

impl Record {
    pub fn new(settings: &Settings, tables: &Tables, synthesis: &Synthesis) -> Record {
        let p = |path: &str| settings.parameters.get(path);
        let early = p("population.conditions.recorded_at_onset_share");
        let readiness = p("population.conditions.finding_ratio");
        let weight = [
            1.0,
            p("population.conditions.found_at_review_ratio"),
            p("population.conditions.found_at_admission_ratio"),
        ];
        let contacts = contacts(settings, tables, synthesis);
        let people: Vec<f64> = tables.population.iter().map(|row| row.iter().flatten().sum()).collect();
        // Appointments fall mostly to whom minor illness befalls often; they are taken to do so altogether.
        let inclinations = Fortune::new(settings).inclinations();
        let met: Vec<[f64; CLASSES]> = contacts
            .iter()
            .map(|times| {
                let [seen, others @ ..] = times;
                let others: f64 = others
                    .iter()
                    .zip(&weight[1..])
                    .map(|(times, weight)| times * weight)
                    .sum();
                inclinations.map(|inclined| seen * weight[0] * inclined + others)
            })
            .collect();
        let mut record = Record {
            at_onset: Vec::new(),
            found: Default::default(),
        };
        for (share, true_share) in diagnosed(settings, tables).zip(&synthesis.onset) {
            // Nobody is left to find where all are known.
            let (at_onset, hazard) = if share < 1.0 {
                let at_onset = early * share;
                (
                    at_onset,
                    readiness * keeping(share, at_onset, true_share, &people, &met),
                )
            } else {
                (1.0, 0.0)
            };
            record.at_onset.push(at_onset);
            for (kind, chances) in record.found.iter_mut().enumerate() {
                chances.push(1.0 - libm::exp(-hazard * weight[kind]));
            }
        }
        record
    }

    /// Whether a condition is recorded as it begins.
    pub fn at_onset(&self, person: Key, condition: usize) -> bool {
        let u = person.of(Purpose::Recorded).with(condition as u64).uniform();
        u < self.at_onset[condition]
    }

    /// Which of a person's unfound conditions a contact finds, one bit each.
    fn finds(&self, person: &Person, contact: Key, kind: Contact) -> u16 {
        let luck = contact.of(Purpose::Found).with(kind as u64);
        let (mut left, mut found) = (person.unrecorded(), 0);
        while left != 0 {
            let condition = left.trailing_zeros();
            left &= left - 1;
            let hit = luck.with(u64::from(condition)).uniform() < self.found[kind as usize][condition as usize];
            found |= u16::from(hit) << condition;
        }
        found
    }
}

/// Hazard of being found at an appointment, or what weighs as much, that keeps the diagnosed share: by halving, as the more
/// are found the fewer are left. `met` is the weight of a year's contacts at each age, of each class of people by how often
/// minor illness befalls them: those who seldom come are found late.
fn keeping(share: f64, at_onset: f64, have: &[f64], people: &[f64], met: &[[f64; CLASSES]]) -> f64 {
    /// More than ever finds.
    const MOST: f64 = 20.0;
    const ROUNDS: u32 = 50;
    let all: f64 = people.iter().zip(have).map(|(n, have)| n * have).sum();
    let left = |hazard: f64| -> f64 {
        let by_class = (0..CLASSES).map(|class| {
            let missed: Vec<f64> = met.iter().map(|met| libm::exp(-hazard * met[class])).collect();
            // Shares of each age, which death at a rate of the age leaves as they are.
            let mut unfound: Vec<f64> = have.iter().map(|have| have * (1.0 - share)).collect();
            for _ in 0..YEARS {
                for age in (0..TOP_AGE).rev() {
                    let begun = (have[age + 1] - have[age]) * (1.0 - at_onset);
                    unfound[age + 1] = (unfound[age] + begun) * missed[age];
                }
            }
            people.iter().zip(&unfound).map(|(n, unfound)| n * unfound).sum::<f64>()
        });
        by_class.sum::<f64>() / CLASSES as f64
    };
    let (mut low, mut high) = (0.0, MOST);
    for _ in 0..ROUNDS {
        let middle = (low + high) / 2.0;
        if left(middle) > all * (1.0 - share) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// Contacts a year of the people of each age, by kind: those that the tables and the record at the start lead one to expect.
/// Admissions in the last year of life are left out: who is found then does not stay.
fn contacts(settings: &Settings, tables: &Tables, synthesis: &Synthesis) -> Vec<[f64; CONTACTS]> {
    let p = |path: &str| settings.parameters.get(path);
    let visits = p("population.conditions.appointments_per_gp_visit");
    let (each, most) = (p("need.review.per_condition_per_year"), p("need.review.most_per_year"));
    let last_year = p("need.last_year_of_life.ratio");
    let kept = p("population.conditions.reviews_held_share");
    (0..=TOP_AGE)
        .map(|age| {
            let (mut people, mut seen, mut admitted) = (0.0, 0.0, 0.0);
            for (sex, fifths) in tables.population[age].iter().enumerate() {
                for (fifth, n) in fifths.iter().enumerate() {
                    people += n;
                    seen += n * tables.gp_visits[age][sex][fifth];
                    let gradient = tables.deprivation_emergency[age_band(age as u32)][fifth];
                    let dying = 1.0 - libm::exp(-tables.mortality[age][sex][fifth]);
                    let lasting = (1.0 - dying) / (1.0 + (last_year - 1.0) * dying);
                    admitted += n * tables.emergency_admission[age][sex] * gradient * lasting;
                }
            }
            // How many recorded conditions people of the age have: each comes by itself.
            let mut count = vec![1.0];
            for share in synthesis.recorded.iter().map(|curve| curve[age]) {
                count.push(0.0);
                for n in (0..count.len()).rev() {
                    let from_below = if n > 0 { count[n - 1] * share } else { 0.0 };
                    count[n] = count[n] * (1.0 - share) + from_below;
                }
            }
            let reviews = count
                .iter()
                .enumerate()
                .map(|(n, part)| part * (n as f64 * each).min(most));
            let people = people.max(1.0);
            [visits * seen / people, kept * reviews.sum::<f64>(), admitted / people]
        })
        .collect()
}

impl Model {
    /// A contact takes place, and may find conditions that are not in the record. In the warm-up the record stands still.
    #[inline]
    pub(in crate::model) fn look_for_conditions(&mut self, id: u32, contact: Key, kind: Contact) {
        if self.population[id].unrecorded() != 0 && !self.in_warm_up() {
            let found = self.rates.record.finds(&self.population[id], contact, kind);
            if found != 0 {
                self.find_conditions(id, found);
            }
        }
    }

    fn find_conditions(&mut self, id: u32, found: u16) {
        let person = &self.population[id];
        let (conditions, recorded, cell) = (person.conditions, person.recorded | found, person.cell);
        self.set_conditions(id, conditions, recorded);
        for condition in (0..u16::BITS as u8).filter(|c| found >> c & 1 == 1) {
            self.tallies.count(Count::ConditionFound, cell);
            self.diary.note_of_life(self.now, id, What::Condition(condition));
        }
        // Reviews are due from now on.
        if self.population[id].presence == Presence::Resident {
            self.raise_hazards(id);
        }
    }

    /// Sets what a resident has and what is known of it.
    pub(super) fn set_conditions(&mut self, id: u32, conditions: u16, recorded: u16) {
        self.stand(id, -1);
        let person = &mut self.population[id];
        person.conditions = conditions;
        person.recorded = recorded;
        self.stand(id, 1);
    }
}

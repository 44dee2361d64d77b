//! Drawing residents from the tables: age × sex × deprivation → conditions → frailty → care home.

use super::fortune::Fortune;
use super::frailty::{DECONDITIONED_FROM, Frailty};
use super::margin::{mix, ratio};
use super::{Person, Presence, flag, record, social};
use crate::engine::time::DAYS_PER_YEAR;
use crate::engine::{Key, sample};
use crate::model::address::{For, Purpose};
use crate::model::fact::{AGE_BAND_FROM, age_band};
use crate::model::settings::Settings;
use crate::model::table::{TOP_AGE, Tables};
use std::sync::Arc;

/// Prepared tables from which any number of residents can be drawn.
#[derive(Clone)]
pub struct Synthesis {
    tables: Arc<Tables>,
    pub frailty: Arc<Frailty>,
    /// Cumulative share of (neighbourhood, age band, fifth) cells.
    cells: Vec<f64>,
    /// Cumulative share of (age, sex) within a band and fifth.
    ages: Vec<Vec<(f64, u8, u8)>>,
    /// First practice of each neighbourhood, and one past the last.
    practices: Vec<u16>,
    /// Chance 1 − e^−H of onset by each single year of age, H the integrated hazard of the condition: its true prevalence.
    pub onset: Vec<Vec<f64>>,
    /// Share of people of each single year of age in whose record the condition stands at the start.
    pub recorded: Vec<Vec<f64>>,
    /// What comes into the record in a year for each that stands in it, by condition and single year of age.
    fresh: Vec<Vec<f64>>,
    /// Reviews a year for each recorded condition after which it is under treatment, and the most of them.
    reviewed: [f64; 2],
    /// Share in care homes by age and frailty.
    care_home: Vec<[f64; 4]>,
    /// Mean at each age of the death ratios of frailty and care home together.
    death_mean: Vec<f64>,
    death_in_care_home: f64,
    fortune: Fortune,
    alone: [f64; 7],
    uncontrolled: f64,
    carer: f64,
    frailty_known: f64,
    death_in_nursing_home: f64,
}

impl Synthesis {
    pub fn new(settings: &Settings, tables: &Arc<Tables>) -> Synthesis {
        let p = |path: &str| settings.parameters.get(path);
        let recovery = [
            p("population.frailty.recovery_mild_per_year"),
            p("population.frailty.recovery_moderate_per_year"),
            p("population.frailty.recovery_severe_per_year"),
        ];
        let frailty = Frailty::solve(tables, recovery);
        let practices = settings
            .neighbourhoods
            .iter()
            .scan(0u16, |first, n| {
                *first += n.practices as u16;
                Some(*first)
            })
            .collect::<Vec<_>>();
        let mut bounds = vec![0];
        bounds.extend(practices);
        let ratio = tables.frailty_ratio[2];
        let level = p("population.care_home.provider_basis_ratio");
        let care_home: Vec<[f64; 4]> = (0..=TOP_AGE)
            .map(|age| {
                let share = tables.care_home[age_band(age as u32)] * level;
                [0, 1, 2, 3].map(|k| (share * ratio[k] / frailty.mean_ratio[2][age]).min(0.9))
            })
            .collect();
        let people: Vec<f64> = tables
            .population
            .iter()
            .map(|sexes| sexes.iter().flatten().sum())
            .collect();
        let death_in_care_home = p("population.care_home.death_ratio");
        let death_in_nursing_home = p("population.care_home.nursing_death_ratio");
        let nursing = p("care.nursing_home.share_at_start");
        let death_in_homes = death_in_care_home * (1.0 - nursing) + death_in_nursing_home * nursing;
        let homes = std::array::from_fn(|age| care_home[age].map(|share| 1.0 + share * (death_in_homes - 1.0)));
        let frailty = frailty.leaving_room(tables, &deconditioning(settings, tables), &homes);
        let death_mean = (0..=TOP_AGE)
            .map(|age| {
                let part = |k: usize| frailty.share[age][k] * tables.frailty_ratio[0][k] * homes[age][k];
                (0..4).map(part).sum()
            })
            .collect();
        let recorded: Vec<Vec<f64>> = tables
            .conditions
            .iter()
            .map(|c| onset(&c.prevalence, &people))
            .collect();
        let fresh = recorded
            .iter()
            .map(|curve| {
                let next = |age: usize| curve[(age + 1).min(TOP_AGE)];
                (0..=TOP_AGE)
                    .map(|age| (next(age) / curve[age].max(f64::MIN_POSITIVE) - 1.0).clamp(0.0, MOST_FRESH))
                    .collect()
            })
            .collect();
        let restoring = p("population.conditions.reviews_held_share") * p("practice.review_restores_control_share");
        let reviewed =
            ["need.review.per_condition_per_year", "need.review.most_per_year"].map(|path| p(path) * restoring);
        let alone_old = p("population.lives_alone.share_from_75");
        let alone_adult = p("population.lives_alone.share_18_to_74");
        Synthesis {
            cells: cells(settings, tables),
            ages: ages(tables),
            practices: bounds,
            onset: (recorded.iter().zip(record::diagnosed(settings, tables)))
                .map(|(curve, share)| curve.iter().map(|known| (known / share).min(MOST)).collect())
                .collect(),
            recorded,
            fresh,
            reviewed,
            care_home,
            death_mean,
            death_in_care_home,
            fortune: Fortune::new(settings),
            alone: [0.0, 0.0, alone_adult, alone_adult, alone_adult, alone_old, alone_old],
            uncontrolled: p("population.conditions.uncontrolled_share_at_start"),
            carer: p("care.carer.share_of_not_alone"),
            frailty_known: p("population.frailty.recorded_share_at_start"),
            death_in_nursing_home,
            frailty: Arc::new(frailty),
            tables: Arc::clone(tables),
        }
    }

    /// Which recorded conditions are under treatment: with g new ones a year for each on record and r reviews a year that
    /// bring it under treatment, a part g / (g + r) still waits.
    fn treated(&self, person: &Person, age: usize) -> u16 {
        let luck = person.key.of(Purpose::Control).with(2);
        let [each, most] = self.reviewed;
        let reviews = (f64::from(person.recorded.count_ones()) * each).min(most);
        let waits = |condition: usize| {
            let new = self.fresh[condition][age];
            luck.with(condition as u64).uniform() * (new + reviews) < new
        };
        let on_record = (0..self.fresh.len()).filter(|c| person.recorded >> c & 1 == 1);
        on_record.filter(|&c| !waits(c)).fold(0, |set, c| set | 1 << c)
    }

    /// Share of each (neighbourhood, age band, fifth) cell, in tally order.
    pub fn cell_shares(&self) -> Vec<f64> {
        let mut before = 0.0;
        self.cells
            .iter()
            .map(|&c| {
                let share = c - before;
                before = c;
                share
            })
            .collect()
    }

    /// The resident at quantile `place` (0 to 1) of the population, on a day.
    pub fn resident(&self, key: Key, place: f64, day: u32) -> Person {
        let cell = self.cells.partition_point(|&c| c <= place).min(self.cells.len() - 1);
        let (neighbourhood, band, fifth) = (cell / 35, (cell / 5) % 7, cell % 5);
        let ages = &self.ages[band * 5 + fifth];
        let u = key.of(Purpose::Age).uniform();
        let &(_, age, sex) = &ages[ages.partition_point(|a| a.0 <= u).min(ages.len() - 1)];
        self.person(key, neighbourhood, fifth, u32::from(age), sex, day)
    }

    /// A person of known age, sex and home, with all else drawn.
    pub fn person(&self, key: Key, neighbourhood: usize, fifth: usize, age: u32, sex: u8, day: u32) -> Person {
        let part = key.of(Purpose::BirthDay).uniform();
        let birth_day = day as i32 - ((f64::from(age) + part) * DAYS_PER_YEAR) as i32;
        let (from, to) = (self.practices[neighbourhood], self.practices[neighbourhood + 1]);
        let practice = from + (key.of(Purpose::Practice).uniform() * f64::from(to - from)) as u16;
        let years = (age as usize).min(TOP_AGE);
        let frailty = self.frailty.state(years, key.of(Purpose::Frailty).uniform());
        let mut person = Person {
            key,
            birth_day,
            susceptibility: self.fortune.susceptibility(key),
            inclination: self.fortune.inclination(key),
            death_left: 0.0,
            move_left: 0.0,
            discharged_day: 0,
            reviewed_day: 0,
            mental_discharged_day: 0,
            eases_day: 0,
            conditions: 0,
            recorded: 0,
            treated: 0,
            practice,
            cell: 0,
            neighbourhood: neighbourhood as u8,
            deprivation: fifth as u8,
            hospital: 0,
            sex,
            frailty,
            flags: 0,
            mind: 0,
            social: 0,
            presence: Presence::Resident,
            admissions: 0,
        };
        for condition in 0..self.onset.len() {
            if self.has_condition(&person, condition, years as f64) {
                person.conditions |= 1 << condition;
                let u = key.of(Purpose::Recorded).with(condition as u64).uniform();
                if u * self.onset[condition][years] < self.recorded[condition][years] {
                    person.recorded |= 1 << condition;
                }
            }
        }
        person.treated = self.treated(&person, years);
        person.death_left = person.threshold(Purpose::Death) as f32;
        person.move_left = person.threshold(Purpose::MoveOut) as f32;
        person.reviewed_day = (day as f64 - 365.0 * key.of(Purpose::Control).with(1).uniform()) as u16;
        let controlled = key.of(Purpose::Control).uniform() >= self.uncontrolled;
        person.set(flag::CONTROLLED, controlled);
        person.set(
            flag::CARE_HOME,
            key.of(Purpose::CareHome).uniform() < self.care_home[years][frailty as usize],
        );
        let rate = self.mortality(&person, years);
        person.set(flag::LAST_YEAR, f64::from(person.death_left) <= rate);
        let alone = key.of(Purpose::LivesAlone).uniform() < self.alone[age_band(age)];
        person.set(flag::LIVES_ALONE, alone && !person.has(flag::CARE_HOME));
        let carer = !alone && key.of(Purpose::Carer).uniform() < self.carer;
        person.set_social(social::CARER, carer);
        let known = frailty > 0 && key.of(Purpose::FrailtyKnown).uniform() < self.frailty_known;
        person.set_social(social::FRAILTY_KNOWN, known);
        person.place_in_tallies(day);
        person
    }

    /// Whether the person's Exp(1) threshold of onset lies under the hazard integrated to this age. Threshold and hazard
    /// are compared as chances (1 − e^−x is monotone), which spares a logarithm.
    #[inline]
    pub fn has_condition(&self, person: &Person, condition: usize, age: f64) -> bool {
        let u = person.key.of(Purpose::Onset).with(condition as u64).uniform();
        let age = age.clamp(0.0, TOP_AGE as f64);
        let (curve, whole) = (&self.onset[condition], age as usize);
        let part = age - whole as f64;
        // Between two birthdays the curve is straight.
        let rest = if part > 0.0 {
            part * (curve[whole + 1] - curve[whole])
        } else {
            0.0
        };
        u < curve[whole] + rest
    }

    /// Death rate per person-year of someone of an age: the table's rate, higher for the frail and in care homes, with
    /// the mean over the age kept.
    pub fn mortality(&self, person: &Person, age: usize) -> f64 {
        let age = age.min(TOP_AGE);
        let rate = self.tables.mortality[age][person.sex as usize][person.deprivation as usize];
        let frail = self.tables.frailty_ratio[0][person.frailty as usize];
        let home = if person.with(social::NURSING) {
            self.death_in_nursing_home
        } else if person.has(flag::CARE_HOME) {
            self.death_in_care_home
        } else {
            1.0
        };
        rate * frail * home / self.death_mean[age]
    }
}

/// Steps up in frailty that hospital stays cause a year at each age, and that last: the table's emergency admissions, less
/// those in the last year of life, whose steps die with them, times the mean chance of a step, 1 − e^(−nights · rate) but
/// at most the cap, over the table's stays.
fn deconditioning(settings: &Settings, tables: &Tables) -> [f64; TOP_AGE + 1] {
    /// Points of the stay's distribution.
    const POINTS: u32 = 50;
    let p = |path: &str| settings.parameters.get(path);
    let (per_night, most) = (
        p("population.frailty.deconditioning_per_night"),
        p("population.frailty.deconditioning_most_per_spell"),
    );
    let (stays, last_year) = (p("stay.clinical_ratio"), p("need.last_year_of_life.ratio"));
    let chance = tables.stay.map(|stay| {
        let points = (0..POINTS).map(|i| (f64::from(i) + 0.5) / f64::from(POINTS));
        let nights = points.map(|u| stays * stay.median_days * libm::exp(stay.sigma * sample::normal(u)));
        let steps = nights.map(|nights| (1.0 - libm::exp(-nights * per_night)).min(most));
        (1.0 - stay.zero_share) * steps.sum::<f64>() / f64::from(POINTS)
    });
    std::array::from_fn(|age| {
        if age < DECONDITIONED_FROM {
            return 0.0;
        }
        let (mut people, mut lasting) = (0.0, 0.0);
        for (sex, fifths) in tables.population[age].iter().enumerate() {
            for (fifth, n) in fifths.iter().enumerate() {
                let dying = 1.0 - libm::exp(-tables.mortality[age][sex][fifth]);
                people += n;
                lasting += n * tables.emergency_admission[age][sex] * (1.0 - dying) / (1.0 + (last_year - 1.0) * dying);
            }
        }
        lasting / people.max(1.0) * chance[age_band(age as u32)]
    })
}

/// Recorded prevalence by each age, from which that of onset follows: straight between band middles, never falling, the middles moved until each band's mean over the people of the table is the table's.
fn onset(prevalence: &[f64; 7], people: &[f64]) -> Vec<f64> {
    let curve = |knot: &[f64; 7]| -> Vec<f64> {
        let mut top: f64 = 0.0;
        (0..=TOP_AGE)
            .map(|age| {
                let x = age as f64 + 0.5;
                let i = MIDDLE[1..6].iter().filter(|&&m| x >= m).count();
                let part = ((x - MIDDLE[i]) / (MIDDLE[i + 1] - MIDDLE[i])).min(FURTHEST);
                let share = knot[i] + (knot[i + 1] - knot[i]) * part;
                top = top.max(share.clamp(0.0, 0.95));
                top
            })
            .collect()
    };
    let mut knot = *prevalence;
    for _ in 0..FITTING_ROUNDS {
        let now = curve(&knot);
        for (band, value) in knot.iter_mut().enumerate() {
            let ages = || (0..=TOP_AGE).filter(|&age| age_band(age as u32) == band);
            let all: f64 = ages().map(|age| people[age]).sum();
            let mean = ages().map(|age| people[age] * now[age]).sum::<f64>() / all;
            if mean > 0.0 {
                *value = (*value * prevalence[band] / mean).min(0.95);
            }
        }
    }
    curve(&knot)
}

/// Ages at which the prevalence curve bends: the middles of the bands.
const MIDDLE: [f64; 7] = [2.5, 11.5, 31.5, 55.0, 70.0, 80.0, 90.0];
/// How far the last line is drawn on, in steps between its knots.
const FURTHEST: f64 = 1.6;
const FITTING_ROUNDS: u32 = 200;
/// Most people of an age who can have a condition.
const MOST: f64 = 0.98;
/// Most new ones a year for each on record, of ages at which nearly nobody is.
const MOST_FRESH: f64 = 10.0;

/// Fits the neighbourhoods' weights to the margins (the place's age band × fifth, and each neighbourhood's size) by
/// iterative proportional fitting, and returns cumulative shares in tally order.
fn cells(settings: &Settings, tables: &Tables) -> Vec<f64> {
    let joint = mix(&settings.margins, &tables.population);
    let all: f64 = joint.iter().flatten().sum();
    let hoods = &settings.neighbourhoods;
    let sizes: f64 = hoods.iter().map(|n| n.people).sum();
    let mut share: Vec<f64> = hoods
        .iter()
        .flat_map(|n| (0..35).map(|c| joint[c / 5][c % 5] / all * n.people * n.age[c / 5] * n.deprivation[c % 5]))
        .collect();
    for _ in 0..200 {
        for c in 0..35 {
            let sum: f64 = (0..hoods.len()).map(|h| share[h * 35 + c]).sum();
            let factor = ratio(joint[c / 5][c % 5] / all, sum);
            (0..hoods.len()).for_each(|h| share[h * 35 + c] *= factor);
        }
        for (h, hood) in hoods.iter().enumerate() {
            let sum: f64 = share[h * 35..(h + 1) * 35].iter().sum();
            let factor = hood.people / sizes / sum;
            share[h * 35..(h + 1) * 35].iter_mut().for_each(|s| *s *= factor);
        }
    }
    let sum: f64 = share.iter().sum();
    let mut total = 0.0;
    share
        .iter()
        .map(|s| {
            total += s / sum;
            total
        })
        .collect()
}

/// Cumulative (age, sex) shares for each band and fifth.
fn ages(tables: &Tables) -> Vec<Vec<(f64, u8, u8)>> {
    (0..35)
        .map(|c| {
            let (band, fifth) = (c / 5, c % 5);
            let to = AGE_BAND_FROM.get(band + 1).map_or(TOP_AGE as u32, |&next| next - 1);
            let mut list = Vec::new();
            let mut total = 0.0;
            for age in AGE_BAND_FROM[band]..=to {
                for sex in 0..2u8 {
                    total += tables.population[age as usize][sex as usize][fifth];
                    list.push((total, age as u8, sex));
                }
            }
            // Nobody is drawn from a cell without people.
            if total > 0.0 {
                list.iter_mut().for_each(|entry| entry.0 /= total);
            }
            list
        })
        .collect()
}

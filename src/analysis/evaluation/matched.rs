//! Matched controls: the people enrolled against others who looked like them on the day.
//!
//! In words: the chance of being enrolled is scored by a logistic regression on age, sex, deprivation, recorded conditions
//! and frailty, life in a care home, and admissions, attendances and bed-days of the history; each person enrolled gets the
//! unmatched control whose logit is nearest, within a fifth of the logits' standard deviation (Austin 2011, Pharm Stat
//! 10:150); hardest to match come first. The effect is the ratio of their rates of use over the follow-up, with pairs as
//! units of the robust interval ([`super::rate`]). Controls are followed from a month drawn among those of enrolment. It is
//! the design of the Improvement Analytics Unit (Health Foundation 2017 to 2020) and of Roland et al. (2012, IJIC
//! PMC3601529). What the record does not hold is not matched on.

use super::rate::{Unit, log_ratio};
use super::study::Member;
use super::{Balance, Data, Design, Detail, Found, Level, OUTCOMES, Outcome, logistic};
use crate::experiment::panel::PersonMonth;

pub const OTHER_PLACES: Design = Design {
    name: "matched_controls",
    title: "Matched controls of other places",
    level: Level::People,
    about: "the people enrolled against people of control places with a like score on the record",
    read: |data, outcome| read(data, outcome, false),
};
pub const SAME_PLACES: Design = Design {
    name: "matched_controls_same_places",
    title: "Matched controls of the same places",
    level: Level::People,
    about: "the people enrolled against neighbours who never were, with a like score on the record",
    read: |data, outcome| read(data, outcome, true),
};

/// Width of the caliper in standard deviations of the logit.
const CALIPER: f64 = 0.2;
/// Words of the addresses of draws.
const MONTH_OF_CONTROL: u64 = 1;

/// What the score knows of a person, by name.
const COVARIATES: &[(&str, fn(&Known) -> f64)] = &[
    ("age", |k| f64::from(k.row.age)),
    ("age squared", |k| f64::from(k.row.age).powi(2) / 100.0),
    ("male", |k| f64::from(k.sex)),
    ("deprivation fifth", |k| f64::from(k.deprivation)),
    ("recorded conditions", |k| f64::from(k.row.conditions.count_ones())),
    ("mild frailty", |k| f64::from(u8::from(k.row.frailty == 1))),
    ("moderate frailty", |k| f64::from(u8::from(k.row.frailty == 2))),
    ("severe frailty", |k| f64::from(u8::from(k.row.frailty == 3))),
    ("care home", |k| f64::from(u8::from(k.row.care_home))),
    ("admissions of the history", |k| k.history[0]),
    ("admitted in the history", |k| f64::from(u8::from(k.history[0] > 0.0))),
    ("admissions of the last quarter", |k| k.quarter),
    ("attendances of the history", |k| k.history[1]),
    ("bed-days of the history, log", |k| libm::log1p(k.history[2])),
];
const QUARTER: usize = 3;

struct Known {
    row: PersonMonth,
    sex: u8,
    deprivation: u8,
    /// Use over the history, by outcome.
    history: [f64; OUTCOMES.len()],
    quarter: f64,
}

fn covariates(data: &Data, member: Member) -> Vec<f64> {
    let table = &data.places[member.place].seen;
    let resident = &table.residents[member.id as usize];
    let before = data.before(member);
    let quarter = before.end.saturating_sub(QUARTER).max(before.start)..before.end;
    let used = |i: usize| Data::use_of(table, member.id, before.clone(), &OUTCOMES[i])[0];
    let known = Known {
        row: *table.month(member.month, member.id).expect("who joins is a resident"),
        sex: resident.sex,
        deprivation: resident.deprivation,
        history: std::array::from_fn(used),
        quarter: Data::use_of(table, member.id, quarter, &OUTCOMES[0])[0],
    };
    COVARIATES.iter().map(|(_, of)| of(&known)).collect()
}

/// Everyone who could be a control, each from a month of enrolment.
fn controls(data: &Data, same_places: bool) -> Vec<Member> {
    let months: Vec<usize> = data.enrolled.iter().map(|member| member.month).collect();
    let mut found = Vec::new();
    for (place, at) in data
        .places
        .iter()
        .enumerate()
        .filter(|(_, at)| at.treated == same_places)
    {
        let luck = data.luck.with_name("matched").with(MONTH_OF_CONTROL).with(place as u64);
        for id in 0..at.seen.residents.len() as u32 {
            let lot = luck.with(u64::from(id)).uniform() * months.len() as f64;
            let month = months[(lot as usize).min(months.len() - 1)];
            let member = Member { place, id, month };
            if data.may_control(member) {
                found.push(member);
            }
        }
    }
    found
}

fn read(data: &Data, outcome: &Outcome, same_places: bool) -> Option<Found> {
    if data.enrolled.is_empty() {
        return None;
    }
    let others = controls(data, same_places);
    let rows: Vec<Vec<f64>> = (data.enrolled.iter().chain(&others))
        .map(|&member| covariates(data, member))
        .collect();
    let n = data.enrolled.len();
    let is: Vec<bool> = (0..rows.len()).map(|i| i < n).collect();
    let scores = logistic::scores(&rows, &is)?;
    let pairs = pairs(&scores[..n], &scores[n..], CALIPER * spread(&scores));
    let units: Vec<Unit> = (pairs.iter())
        .map(|&(one, other)| {
            let used = |member: Member| {
                let table = &data.places[member.place].seen;
                Data::use_of(table, member.id, data.after(member), outcome)
            };
            Unit {
                one: used(data.enrolled[one]),
                other: used(others[other]),
            }
        })
        .collect();
    let matched: [Vec<usize>; 2] = [
        pairs.iter().map(|pair| pair.0).collect(),
        pairs.iter().map(|pair| n + pair.1).collect(),
    ];
    let balance = (COVARIATES.iter().enumerate()).map(|(j, (name, _))| {
        let column = |of: &mut dyn Iterator<Item = usize>| of.map(|i| rows[i][j]).collect::<Vec<f64>>();
        Balance {
            covariate: (*name).to_owned(),
            before: standardised(&column(&mut (0..n)), &column(&mut (n..rows.len()))),
            after: standardised(
                &column(&mut matched[0].iter().copied()),
                &column(&mut matched[1].iter().copied()),
            ),
        }
    });
    Some(Found {
        log: log_ratio(&units)?,
        size: units.len(),
        detail: Detail {
            balance: balance.collect(),
            ..Detail::default()
        },
    })
}

/// For each of `treated`, from the highest score down, the nearest of `others` that is left and near enough.
pub fn pairs(treated: &[f64], others: &[f64], caliper: f64) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..treated.len()).collect();
    order.sort_by(|&a, &b| treated[b].total_cmp(&treated[a]).then(a.cmp(&b)));
    let mut pool: Vec<usize> = (0..others.len()).collect();
    pool.sort_by(|&a, &b| others[a].total_cmp(&others[b]).then(a.cmp(&b)));
    let mut free = vec![true; pool.len()];
    let mut found = Vec::new();
    for one in order {
        let score = treated[one];
        let at = pool.partition_point(|&other| others[other] < score);
        let below = (0..at).rev().find(|&i| free[i]);
        let above = (at..pool.len()).find(|&i| free[i]);
        let far = |i: usize| (others[pool[i]] - score).abs();
        let best = below
            .into_iter()
            .chain(above)
            .min_by(|&a, &b| far(a).total_cmp(&far(b)));
        if let Some(i) = best.filter(|&i| far(i) <= caliper) {
            free[i] = false;
            found.push((one, pool[i]));
        }
    }
    found.sort_unstable();
    found
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
    (mean, squares / (n - 1.0).max(1.0))
}

fn spread(values: &[f64]) -> f64 {
    libm::sqrt(moments(values).1)
}

/// Difference of means over the root of the mean variance.
fn standardised(one: &[f64], other: &[f64]) -> f64 {
    let ((mean, variance), (mean_other, variance_other)) = (moments(one), moments(other));
    let scale = libm::sqrt((variance + variance_other) / 2.0);
    if scale > 0.0 { (mean - mean_other) / scale } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_that_is_left_is_taken_once_and_never_beyond_the_caliper() {
        let pairs = pairs(&[1.0, 0.9, 5.0], &[0.0, 0.95, 1.2], 0.5);
        // 5.0 finds nobody; 1.0 takes 0.95; 0.9 is left with 1.2.
        assert_eq!(pairs, [(0, 1), (1, 2)]);
    }

    #[test]
    fn standardised_differences_worked_by_hand() {
        // Means 2 and 4, variance 1 each.
        assert!((standardised(&[1.0, 2.0, 3.0], &[3.0, 4.0, 5.0]) + 2.0).abs() < 1e-12);
        assert_eq!(standardised(&[1.0, 1.0], &[1.0, 1.0]), 0.0);
    }
}

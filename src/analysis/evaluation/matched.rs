//! Matched controls: the people enrolled against others who looked like them on the day.
//!
//! In words: the chance of being enrolled is scored by a logistic regression on age, sex, deprivation, recorded conditions
//! and frailty, life in a care home, and admissions, attendances and bed-days of the history; each person enrolled gets the
//! unmatched control whose logit is nearest, within a fifth of the logits' standard deviation (Austin 2011, Pharm Stat
//! 10:150), among those with as many admissions in the history (0, 1, 2, 3, 4, 5 or 6, more); hardest to match come first. The effect is the ratio of their rates of use over the follow-up, with pairs as
//! units of the robust interval ([`super::rate`]). Controls are followed from one of a few months drawn among those of
//! enrolment, and are people who had not been taken on by then: whether they are later may not matter, since that is
//! decided by what they use. It is the design of the Improvement Analytics Unit (Health Foundation 2017 to 2020) and of Roland et al. (2012, IJIC
//! PMC3601529). What the record does not hold is not matched on.

use super::rate::{Unit, log_ratio};
use super::study::Member;
use super::{Balance, Data, Design, Detail, Found, Level, Outcome, logistic};
use crate::experiment::panel::PersonMonth;
use std::collections::BTreeSet;

pub const OTHER_PLACES: Design = Design {
    name: "matched_controls",
    title: "Matched controls of other places",
    level: Level::People,
    needs_controls: true,
    about: "the people enrolled against people of control places with a like score on the record",
    read: |data, outcome| read(data, outcome, false),
};
pub const SAME_PLACES: Design = Design {
    name: "matched_controls_same_places",
    title: "Matched controls of the same places",
    level: Level::People,
    needs_controls: false,
    about: "the people enrolled against neighbours who were not by then, with a like score on the record",
    read: |data, outcome| read(data, outcome, true),
};

/// Width of the caliper in standard deviations of the logit.
const CALIPER: f64 = 0.2;
/// Words of the addresses of draws.
const MONTH_OF_CONTROL: u64 = 1;

/// Months from which each control may be followed: the more, the likelier that one of them is like somebody's enrolment.
const DRAWS: usize = 4;

/// A name, and how it is read.
type Covariate = (&'static str, fn(&Known) -> f64);

/// What the score knows of a person, by name. Admissions are told apart by how long ago they were: people are taken on
/// when they have just been in hospital.
const COVARIATES: &[Covariate] = &[
    ("age", |k| f64::from(k.row.age)),
    ("age squared", |k| f64::from(k.row.age).powi(2) / 100.0),
    ("male", |k| f64::from(k.sex)),
    ("deprivation fifth", |k| f64::from(k.deprivation)),
    ("recorded conditions", |k| f64::from(k.row.conditions.count_ones())),
    ("mild frailty", |k| f64::from(u8::from(k.row.frailty == 1))),
    ("moderate frailty", |k| f64::from(u8::from(k.row.frailty == 2))),
    ("severe frailty", |k| f64::from(u8::from(k.row.frailty == 3))),
    ("care home", |k| f64::from(u8::from(k.row.care_home))),
    ("admissions of the last month", |k| k.admissions[0]),
    ("admissions 2 and 3 months ago", |k| k.admissions[1]),
    ("admissions 4 to 6 months ago", |k| k.admissions[2]),
    ("admissions before that", |k| k.admissions[3]),
    ("admitted in the history", |k| {
        f64::from(u8::from(k.admissions.iter().sum::<f64>() > 0.0))
    }),
    ("attendances of the history", |k| k.attendances),
    ("bed-days of the history, log", |k| libm::log1p(k.bed_days)),
    ("bed-days of the last month, log", |k| libm::log1p(k.bed_days_of_late)),
];
/// Ends of the spans into which admissions of the history fall, in months ago.
const SPANS: [usize; 4] = [1, 3, 6, usize::MAX];

/// Columns of the covariates that count admissions.
const ADMISSIONS: std::ops::Range<usize> = 9..13;
/// Fewest admissions of each class but the first.
const FROM: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 7.0];

struct Known {
    row: PersonMonth,
    sex: u8,
    deprivation: u8,
    admissions: [f64; SPANS.len()],
    attendances: f64,
    bed_days: f64,
    bed_days_of_late: f64,
}

fn covariates(data: &Data, member: Member) -> Vec<f64> {
    let table = &data.places[member.place].seen;
    let resident = &table.residents[member.id as usize];
    let history = data.before(member);
    let mut known = Known {
        row: *table.month(member.month, member.id).expect("who joins is a resident"),
        sex: resident.sex,
        deprivation: resident.deprivation,
        admissions: [0.0; SPANS.len()],
        attendances: 0.0,
        bed_days: 0.0,
        bed_days_of_late: 0.0,
    };
    for month in history {
        let Some(row) = table.month(month, member.id) else {
            continue;
        };
        let ago = member.month - month;
        let span = SPANS
            .iter()
            .position(|end| ago <= *end)
            .expect("the last span has no end");
        known.admissions[span] += f64::from(row.emergency_admissions);
        known.attendances += f64::from(row.attendances);
        known.bed_days += f64::from(row.bed_days);
        if span == 0 {
            known.bed_days_of_late += f64::from(row.bed_days);
        }
    }
    COVARIATES.iter().map(|(_, of)| of(&known)).collect()
}

/// Class of a person by the admissions of the history, from its covariates: what follows depends on them so much, and so
/// bluntly, that a score alone does not do.
fn class(row: &[f64]) -> u8 {
    let admissions: f64 = ADMISSIONS.map(|i| row[i]).sum();
    FROM.iter().filter(|from| admissions >= **from).count() as u8
}

/// Everyone who could be a control, each from some months of enrolment.
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
            let lot = |draw: u64| luck.with(u64::from(id)).with(draw).uniform() * months.len() as f64;
            let mut drawn: Vec<usize> = (0..DRAWS as u64)
                .map(|draw| months[(lot(draw) as usize).min(months.len() - 1)])
                .collect();
            drawn.sort_unstable();
            drawn.dedup();
            let members = drawn.into_iter().map(|month| Member { place, id, month });
            found.extend(members.filter(|&member| data.may_control(member)));
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
    let whose: Vec<(usize, u32)> = others.iter().map(|other| (other.place, other.id)).collect();
    let scored: Vec<Scored> = (scores.iter().zip(&rows))
        .map(|(&score, row)| Scored {
            score,
            class: class(row),
        })
        .collect();
    let pairs = pairs(&scored[..n], &scored[n..], &whose, CALIPER * spread(&scores));
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

/// Somebody in the matching: the score, and the class in which alone a partner is looked for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scored {
    pub score: f64,
    pub class: u8,
}

/// For each of `treated`, from the highest score down, the nearest of `others` of the same class that is near enough and
/// whose person is left.
pub fn pairs(treated: &[Scored], others: &[Scored], whose: &[(usize, u32)], caliper: f64) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..treated.len()).collect();
    order.sort_by(|&a, &b| treated[b].score.total_cmp(&treated[a].score).then(a.cmp(&b)));
    let mut pool: Vec<usize> = (0..others.len()).collect();
    pool.sort_by(|&a, &b| others[a].score.total_cmp(&others[b].score).then(a.cmp(&b)));
    let mut taken = BTreeSet::new();
    let mut found = Vec::new();
    for one in order {
        let Scored { score, class } = treated[one];
        let at = pool.partition_point(|&other| others[other].score < score);
        let free = |i: &usize| others[pool[*i]].class == class && !taken.contains(&whose[pool[*i]]);
        let below = (0..at).rev().find(free);
        let above = (at..pool.len()).find(free);
        let far = |i: usize| (others[pool[i]].score - score).abs();
        let best = below
            .into_iter()
            .chain(above)
            .min_by(|&a, &b| far(a).total_cmp(&far(b)));
        if let Some(i) = best.filter(|&i| far(i) <= caliper) {
            taken.insert(whose[pool[i]]);
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
        let scored = |score: f64, class: u8| Scored { score, class };
        let whose = [(0, 1), (0, 2), (0, 3), (0, 2), (0, 4)];
        let others = [(0.0, 1), (0.95, 1), (1.2, 1), (0.85, 1), (0.9, 2)].map(|(score, class)| scored(score, class));
        let pairs = pairs(&[scored(1.0, 1), scored(0.9, 1), scored(5.0, 1)], &others, &whose, 0.5);
        // 5.0 finds nobody; 1.0 takes 0.95, and with it the person of 0.85; 0.9 is left with 1.2, for the
        // last is of another class.
        assert_eq!(pairs, [(0, 1), (1, 2)]);
    }

    #[test]
    fn classes_count_admissions_and_nothing_else() {
        let counted: Vec<&str> = COVARIATES[ADMISSIONS].iter().map(|(name, _)| *name).collect();
        assert!(
            counted.iter().all(|name| name.starts_with("admissions ")),
            "{counted:?}"
        );
        let mut row = vec![50.0; COVARIATES.len()];
        row[ADMISSIONS].copy_from_slice(&[1.0, 0.0, 2.0, 3.0]);
        assert_eq!(class(&row), 5);
    }

    #[test]
    fn standardised_differences_worked_by_hand() {
        // Means 2 and 4, variance 1 each.
        assert!((standardised(&[1.0, 2.0, 3.0], &[3.0, 4.0, 5.0]) + 2.0).abs() < 1e-12);
        assert_eq!(standardised(&[1.0, 1.0], &[1.0, 1.0]), 0.0);
    }
}

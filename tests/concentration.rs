//! Need is concentrated in few people, and only part of it lasts: what every result about case management rests on.
//!
//! Published (Roland et al. 2005, BMJ 330:289; English admissions 1997/98 to 2002/03, no account taken of deaths): people
//! of 65 and over with two or more emergency admissions in a year made 38 % of the admissions of that age in the year,
//! fewer than 10 % in the year after, and just over 3 % five years later. How fast they fall back is held here. The 38 % are not: they are
//! met only with about half of the 2.92 emergency admissions in the last year of life found in 2016 (Marie Curie 2018),
//! which alone make a third of the admissions at 65 and over.
//!
//! Attendances at emergency departments (Greenfield et al. 2020, Emerg Med J 37:597; all major departments of England,
//! 2016/17): of all who came in the year 73.5 % came once, 9.5 % three times or more and made 27.1 % of the attendances,
//! 1.2 % six times or more and made 7.6 %. The model is told beside it and not held to it: 81.3 % come once, 4.5 % three times or
//! more (13.2 % of attendances), 0.4 % six times or more (2.5 %). Minor illness and injury fall on people alike but for age,
//! sex, deprivation and frailty, so few come often.
//!
//! `cargo test --release --test concentration -- --ignored --nocapture`

use carecurve::model::diary::{What, Whom};
use carecurve::model::settings::ServiceKind;
use carecurve::scenario::{Embedded, load};
use carecurve::sim::World;
use std::sync::Arc;

const SEEDS: u64 = 3;
const YEARS: usize = 6;
const PEOPLE: u32 = 150_000;

/// Emergency admissions by year and person, and the number of those who lived here when the first year began.
struct Lives {
    admissions: Vec<Vec<u16>>,
    /// Attendances at major emergency departments in the first year.
    attendances: Vec<u16>,
    /// Who is 65 or over when each year begins.
    old: Vec<Vec<bool>>,
    first: usize,
}

fn live(seed: u64) -> Lives {
    let plan = load("england/place.json", &Embedded).unwrap_or_else(|problems| panic!("{problems}"));
    let plan = Arc::new(plan.scaled(PEOPLE).with_years(YEARS as u32));
    let mut world = World::new(&plan, seed, 0);
    world.keep_diary(Whom::Everyone);
    world.advance(plan.start.midnight());
    drop(world.take_diary());
    let first = world.people() as usize;
    let (mut admissions, mut old, mut attendances) = (Vec::new(), Vec::new(), Vec::new());
    for year in 0..YEARS {
        old.push((0..world.people()).map(|id| world.portrait(id).age >= 65).collect());
        let mut next = plan.start;
        next.year += year as i32 + 1;
        world.advance(next.midnight());
        drop((world.take_months(), world.take_fates()));
        let lines = world.take_diary();
        if year == 0 {
            attendances = vec![0; world.people() as usize];
            let major = |what: &What| matches!(what, What::Arrived { at, .. } if matches!(at, ServiceKind::AeMajors | ServiceKind::AeMinors));
            for line in lines.iter().filter(|line| major(&line.what)) {
                attendances[line.person as usize] += 1;
            }
        }
        let mut count = vec![0; world.people() as usize];
        for line in lines {
            if matches!(line.what, What::InBed { elective: false, .. }) {
                count[line.person as usize] += 1;
            }
        }
        admissions.push(count);
    }
    Lives {
        admissions,
        attendances,
        old,
        first,
    }
}

impl Lives {
    /// Share of a year's admissions, of those who are old, made by those who are old and had two or more in year 0.
    fn frequent(&self, year: usize) -> f64 {
        let of = |year: usize| self.old[year].iter().zip(&self.admissions[year]);
        let all: u32 = of(year).filter(|(old, _)| **old).map(|(_, n)| u32::from(*n)).sum();
        let chosen = (0..self.first).filter(|&i| self.old[0][i] && self.admissions[0][i] >= 2);
        let theirs: u32 = chosen.map(|i| u32::from(self.admissions[year][i])).sum();
        f64::from(theirs) / f64::from(all)
    }

    /// Of those who came to a major department in the first year, the share who came so often or more, and their share of
    /// the attendances.
    fn came(&self, times: u16) -> [f64; 2] {
        let all = || self.attendances.iter().filter(|n| **n > 0);
        let often = || all().filter(|n| **n >= times);
        let sum = |list: &mut dyn Iterator<Item = &u16>| list.map(|n| f64::from(*n)).sum::<f64>();
        [
            often().count() as f64 / all().count() as f64,
            sum(&mut often()) / sum(&mut all()),
        ]
    }

    /// Share of the second year's admissions made by the share of people with the most in the first; of those who tie at
    /// the edge an equal part of each.
    fn top(&self, share: f64, year: usize) -> f64 {
        let mut people: Vec<usize> = (0..self.first).collect();
        people.sort_by_key(|&i| std::cmp::Reverse(self.admissions[0][i]));
        let places = share * self.first as f64;
        let all: u32 = self.admissions[year][..self.first].iter().map(|&n| u32::from(n)).sum();
        let (mut taken, mut theirs, mut from) = (0.0, 0.0, 0);
        while from < people.len() && taken < places {
            let level = self.admissions[0][people[from]];
            let to = people[from..].iter().position(|&i| self.admissions[0][i] < level);
            let to = to.map_or(people.len(), |n| from + n);
            let tied = (to - from) as f64;
            let made: u32 = people[from..to]
                .iter()
                .map(|&i| u32::from(self.admissions[year][i]))
                .sum();
            let part = ((places - taken) / tied).min(1.0);
            theirs += part * f64::from(made);
            taken += tied;
            from = to;
        }
        theirs / f64::from(all)
    }
}

#[test]
#[ignore = "six years of 150,000 people, three seeds: two minutes in release"]
fn frequent_admissions_fall_back_as_published() {
    let lives: Vec<Lives> = (1..=SEEDS).map(live).collect();
    let mean = |of: &dyn Fn(&Lives) -> f64| lives.iter().map(of).sum::<f64>() / lives.len() as f64;
    for year in 0..YEARS {
        println!(
            "year {year}: 65 and over with two or more in year 0 make {:.3} of admissions",
            mean(&|l| l.frequent(year))
        );
    }
    for share in [0.005, 0.05, 0.2] {
        println!(
            "top {share} by year 0: {:.3} of admissions in that year, {:.3} in the next",
            mean(&|l| l.top(share, 0)),
            mean(&|l| l.top(share, 1))
        );
    }
    for times in [1, 2, 3, 6] {
        println!(
            "came {times} times or more in year 0: {:.3} of all who came, {:.3} of attendances",
            mean(&|l| l.came(times)[0]),
            mean(&|l| l.came(times)[1])
        );
    }
    let (next, fifth) = (mean(&|l| l.frequent(1)), mean(&|l| l.frequent(5)));
    assert!(
        (0.06..=0.10).contains(&next),
        "next year {next}, fewer than 0.10 published"
    );
    assert!(
        (0.02..=0.045).contains(&fifth),
        "fifth year {fifth}, just over 0.03 published"
    );
}

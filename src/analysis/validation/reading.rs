//! How two arms become one figure: a value for each replication, the same people and luck in both arms.

use crate::experiment::Outcome;
use crate::measure::{By, Dimensions, Key, MEASURES, Measure, Names, Period, find};
use crate::model::fact::AGE_BANDS;
use crate::scenario::nearest;
use crate::scenario::validation::{Form, Part, Reading};

/// One replication of a reading.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sample {
    /// From 1.
    pub replication: u32,
    /// The measure in each arm over the years read.
    pub base: f64,
    pub alternative: f64,
    /// What the reading makes of them.
    pub value: f64,
}

/// Unit of the figure, in words.
pub fn unit(reading: &Reading) -> String {
    let of = |name: &str| find(name).map_or("", |m| MEASURES[usize::from(m)].unit);
    match reading.form {
        Form::Percent if reading.from_years.is_some() => "percentage points".into(),
        Form::Percent | Form::OwnGrowth => "per cent".into(),
        Form::Points | Form::Growth => "percentage points".into(),
        Form::Difference => of(&reading.measure).into(),
        Form::Elasticity => "elasticity (% for 1 %)".into(),
        Form::Ratio => "ratio".into(),
    }
}

/// What is wrong with a reading: field and fault.
pub fn faults(reading: &Reading) -> Vec<String> {
    let mut faults = measured(&reading.measure, reading.of.as_ref());
    if let Some(lever) = &reading.lever {
        faults.extend(measured(lever, None).into_iter().map(|fault| format!("lever: {fault}")));
    }
    let share = find(&reading.measure).is_none_or(|m| MEASURES[usize::from(m)].unit.starts_with("share"));
    if reading.form == Form::Points && !share {
        faults.push(format!("as: points are of a share, and `{}` is none", reading.measure));
    }
    faults
}

/// What is wrong with a measure, or with the part of it that is asked for.
pub fn measured(measure: &str, of: Option<&Part>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut known = |field: &str, name: &str| -> Option<&'static Measure> {
        let found = find(name).map(|m| &MEASURES[usize::from(m)]);
        if found.is_none() {
            let near = nearest(name, MEASURES.iter().map(|m| m.name));
            let hint = near.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            faults.push(format!(
                "{field}: no measure `{name}` (`carecurve list measures`){hint}"
            ));
        }
        found
    };
    if let (Some(measure), Some(part)) = (known("measure", measure), of) {
        let by = match part {
            Part::AgeBand(_) => By::AgeBand,
            Part::Deprivation(_) => By::Deprivation,
            Part::Neighbourhood(_) => By::Neighbourhood,
            Part::Organisation(_) => By::Organisation,
            Part::Service(_) => By::Service,
        };
        if !measure.by.contains(&by) {
            faults.push(format!("of: `{}` is not broken down by {}", measure.name, by.words()));
        }
        match part {
            Part::AgeBand(band) if !AGE_BANDS.contains(&band.as_str()) => {
                faults.push(format!("of: no age band \"{band}\"; known: {}", AGE_BANDS.join(", ")));
            }
            Part::Deprivation(fifth) if !(1..=5).contains(fifth) => {
                faults.push(format!("of: no deprivation fifth {fifth}; known: 1 to 5"));
            }
            _ => {}
        }
    }
    faults
}

/// The line of a measure that is read; nothing where the place has no part of that name.
pub fn key(measure: &str, of: Option<&Part>, names: &Names) -> Option<Key> {
    let at = |list: &[String], name: &String| list.iter().position(|known| known == name).map(|i| i as u16);
    let mut dimensions = Dimensions::default();
    match of {
        None => {}
        Some(Part::AgeBand(band)) => {
            dimensions.age_band = Some(AGE_BANDS.iter().position(|known| known == band)? as u8);
        }
        Some(Part::Deprivation(fifth)) => dimensions.deprivation = Some(fifth.checked_sub(1)?),
        Some(Part::Neighbourhood(name)) => dimensions.neighbourhood = Some(at(&names.neighbourhoods, name)?),
        Some(Part::Organisation(name)) => dimensions.organisation = Some(at(&names.organisations, name)?),
        Some(Part::Service(name)) => dimensions.service = Some(at(&names.services, name)?),
    }
    Some(Key {
        measure: find(measure)?,
        dimensions,
    })
}

/// Whole years of a run, as a period.
pub fn period([first, last]: [u32; 2]) -> Period {
    Period {
        name: format!("year_{first}-{last}"),
        from: 12 * (first as usize - 1),
        to: 12 * last as usize,
    }
}

/// Two arms, by their place in an outcome: the one a figure is set against, and the one that is read.
pub type Arms = [usize; 2];

/// Both arms of one key over one period, by replication; nothing where a value has no meaning.
fn pairs(outcome: &Outcome, arms: Arms, key: &Key, years: [u32; 2]) -> Vec<Option<(f64, f64)>> {
    let period = period(years);
    (outcome.replications.iter())
        .map(|replication| {
            let of = |arm: usize| replication.arms[arm].series.over(key, &period);
            of(arms[0]).zip(of(arms[1]))
        })
        .collect()
}

/// Alternative less base in per cent of the mean base: the figure that `differences.csv` gives too.
fn percents(pairs: &[Option<(f64, f64)>]) -> Vec<Option<f64>> {
    let bases: Vec<f64> = pairs.iter().flatten().map(|(base, _)| *base).collect();
    let mean = bases.iter().sum::<f64>() / bases.len().max(1) as f64;
    let of = |(base, other): (f64, f64)| (mean != 0.0).then(|| 100.0 * (other - base) / mean.abs());
    pairs.iter().map(|pair| pair.and_then(of)).collect()
}

/// The figure in each replication; those without meaning are left out.
pub fn samples(outcome: &Outcome, arms: Arms, reading: &Reading) -> Vec<Sample> {
    let Some(key) = key(&reading.measure, reading.of.as_ref(), &outcome.settings[arms[1]].names) else {
        return Vec::new();
    };
    let now = pairs(outcome, arms, &key, reading.years);
    let before = reading.from_years.map(|years| pairs(outcome, arms, &key, years));
    let values: Vec<Option<f64>> = match reading.form {
        Form::Percent => {
            let late = percents(&now);
            match &before {
                None => late,
                Some(before) => (late.into_iter().zip(percents(before)))
                    .map(|(late, early)| Some(late? - early?))
                    .collect(),
            }
        }
        Form::Points => each(&now, |base, other| Some(100.0 * (other - base))),
        Form::Difference => each(&now, |base, other| Some(other - base)),
        Form::Ratio => each(&now, |base, other| (base != 0.0).then(|| other / base)),
        Form::Elasticity => {
            let lever = reading.lever.as_deref().and_then(find).map(|measure| Key {
                measure,
                dimensions: Dimensions::default(),
            });
            let moved = lever.map(|lever| percents(&pairs(outcome, arms, &lever, reading.years)));
            let moved: Vec<f64> = moved.into_iter().flatten().flatten().collect();
            // What is built is the same in every replication but for rounding, so one mean stands under the line.
            let mean = moved.iter().sum::<f64>() / moved.len().max(1) as f64;
            let per = |percent: Option<f64>| percent.filter(|_| mean != 0.0).map(|percent| percent / mean);
            percents(&now).into_iter().map(per).collect()
        }
        Form::Growth | Form::OwnGrowth => {
            let before = before.unwrap_or_default();
            let own = reading.form == Form::OwnGrowth;
            (now.iter().zip(&before))
                .map(|(now, before)| {
                    let ((base, other), (base_before, other_before)) = ((*now)?, (*before)?);
                    if base_before == 0.0 || other_before == 0.0 {
                        return None;
                    }
                    let against = if own { 1.0 } else { base / base_before };
                    Some(100.0 * (other / other_before - against))
                })
                .collect()
        }
    };
    (values.into_iter().zip(now).zip(&outcome.replications))
        .filter_map(|((value, pair), replication)| {
            let ((base, alternative), value) = (pair?, value?);
            Some(Sample {
                replication: replication.replication + 1,
                base,
                alternative,
                value,
            })
        })
        .collect()
}

fn each(pairs: &[Option<(f64, f64)>], of: impl Fn(f64, f64) -> Option<f64>) -> Vec<Option<f64>> {
    pairs
        .iter()
        .map(|pair| pair.and_then(|(base, other)| of(base, other)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Month;
    use crate::experiment::{ArmRecord, Replication};
    use crate::measure::{Row, Series, Setting};
    use crate::model::lever::Decision;

    /// Two replications of two years: births of base and alternative by year, deaths as the lever.
    fn outcome() -> Outcome {
        let months: Vec<Month> = (0..24).map(|m| Month(1_000 + m)).collect();
        let arm = |births: [f64; 2], deaths: f64| {
            let mut series = Series::default();
            for (m, month) in months.iter().enumerate() {
                let row = |name: &str, numerator| Row {
                    month: *month,
                    measure: find(name).expect("it is a measure"),
                    dimensions: Dimensions::default(),
                    numerator,
                    denominator: 0.0,
                };
                series.push(*month, &[row("births", births[m / 12]), row("deaths", deaths)]);
            }
            ArmRecord {
                series,
                decisions: Vec::<Decision>::new(),
                splits: Vec::new(),
                transfers: Vec::new(),
                events: 0,
            }
        };
        let replications = [(10.0, 0), (30.0, 1)].map(|(births, replication)| Replication {
            replication,
            seed: 1,
            arms: vec![
                arm([births, births * 1.1], 50.0),
                arm([births + 1.0, births * 1.1 + 4.0], 55.0),
            ],
        });
        let setting = Setting {
            plans: false,
            services: Vec::new(),
            names: Names::default(),
            place_of: Vec::new(),
            targets: Default::default(),
            parties: Vec::new(),
        };
        Outcome {
            arms: vec!["base".into(), "other".into()],
            partings: Vec::new(),
            settings: vec![setting.clone(), setting],
            months,
            replications: replications.into(),
            independent: false,
        }
    }

    fn reading(form: Form) -> Reading {
        Reading {
            says: String::new(),
            measure: "births".into(),
            form,
            years: [2, 2],
            from_years: None,
            lever: None,
            of: None,
            target: None,
            expect: Default::default(),
        }
    }

    fn values(reading: &Reading) -> Vec<f64> {
        let found = samples(&outcome(), [0, 1], reading);
        assert_eq!(found.iter().map(|s| s.replication).collect::<Vec<_>>(), [1, 2]);
        found.iter().map(|sample| sample.value).collect()
    }

    fn near(found: &[f64], expected: [f64; 2]) {
        let close = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9);
        assert!(close && found.len() == 2, "{found:?} is not {expected:?}");
    }

    #[test]
    fn figures_worked_by_hand() {
        // Year 2 of the base: 11 and 33 a month, 22 on average; the other arm has 4 more in both.
        let percent = 100.0 * 4.0 / 22.0;
        near(&values(&reading(Form::Percent)), [percent; 2]);
        near(&values(&reading(Form::Difference)), [48.0; 2]);
        near(&values(&reading(Form::Ratio)), [15.0 / 11.0, 37.0 / 33.0]);
        let mut later = reading(Form::Percent);
        later.from_years = Some([1, 1]);
        // Year 1: one more than 10 and 30, that is 5 % of 20.
        near(&values(&later), [percent - 5.0; 2]);
        let mut elastic = reading(Form::Elasticity);
        elastic.lever = Some("deaths".into());
        near(&values(&elastic), [percent / 10.0; 2]);
        let mut growth = later;
        growth.form = Form::Growth;
        near(
            &values(&growth),
            [100.0 * (15.0 / 11.0 - 1.1), 100.0 * (37.0 / 31.0 - 1.1)],
        );
        growth.form = Form::OwnGrowth;
        near(
            &values(&growth),
            [100.0 * (15.0 / 11.0 - 1.0), 100.0 * (37.0 / 31.0 - 1.0)],
        );
    }

    #[test]
    fn a_part_that_is_not_there_gives_nothing_and_a_wrong_one_is_told() {
        let mut part = reading(Form::Percent);
        part.of = Some(Part::Neighbourhood("nowhere".into()));
        assert!(samples(&outcome(), [0, 1], &part).is_empty());
        part.of = Some(Part::Organisation("acute".into()));
        assert!(faults(&part)[0].contains("not broken down by organisation"));
        part.of = Some(Part::AgeBand("65-70".into()));
        assert!(faults(&part)[0].contains("65-74"));
        assert!(faults(&reading(Form::Points))[0].contains("share"));
    }
}

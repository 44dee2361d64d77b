//! Residents drawn from the tables: the margins hold, neighbourhoods differ as much as they must, and recorded conditions and
//! care homes are as common as the tables say.

use carecurve::engine::Key;
use carecurve::model::fact::{AGE_BANDS, age_band};
use carecurve::model::population::{Person, Synthesis, flag, fortune::Fortune};
use carecurve::model::settings::Settings;
use std::sync::Arc;

const PEOPLE: u32 = 50_000;

fn drawn() -> (Settings, Synthesis, Vec<Person>, u32) {
    let settings = carecurve::app::disk::plan("england/place")
        .unwrap_or_else(|problems| panic!("{problems}"))
        .model;
    let synthesis = Synthesis::new(&settings, &Arc::new(settings.tables.clone()));
    let day = settings.start_date().midnight().day();
    let residents = (0..PEOPLE).map(|i| {
        let place = (f64::from(i) + 0.37) / f64::from(PEOPLE);
        synthesis.resident(Key::root(6, 0).with(u64::from(i)), place, day)
    });
    let residents = residents.collect();
    (settings, synthesis, residents, day)
}

fn share(residents: &[Person], of: impl Fn(&Person) -> bool) -> f64 {
    residents.iter().filter(|p| of(p)).count() as f64 / residents.len() as f64
}

#[test]
fn margins_of_age_deprivation_and_neighbourhood_hold() {
    let (settings, synthesis, residents, day) = drawn();
    let all: f64 = settings.tables.population.iter().flatten().flatten().sum();
    let cells = synthesis.cell_shares();
    assert!((cells.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    for band in 0..7 {
        for fifth in 0..5u8 {
            let ages = settings
                .tables
                .population
                .iter()
                .enumerate()
                .filter(|(age, _)| age_band(*age as u32) == band);
            let wanted: f64 = ages
                .map(|(_, row)| row[0][fifth as usize] + row[1][fifth as usize])
                .sum::<f64>()
                / all;
            let fitted: f64 = (0..settings.neighbourhoods.len())
                .map(|n| cells[(n * 7 + band) * 5 + fifth as usize])
                .sum();
            assert!(
                (fitted - wanted).abs() < 1e-6,
                "{} fifth {fifth}: {fitted} beside {wanted}",
                AGE_BANDS[band]
            );
            // Residents are spread evenly over the cells: each neighbourhood's cell is off by less than one person.
            let found = share(&residents, |p| age_band(p.age(day)) == band && p.deprivation == fifth);
            assert!(
                (found - wanted).abs() < 7.5 / f64::from(PEOPLE),
                "{}: {found} beside {wanted}",
                AGE_BANDS[band]
            );
        }
    }
    let sizes: f64 = settings.neighbourhoods.iter().map(|n| n.people).sum();
    for (n, neighbourhood) in settings.neighbourhoods.iter().enumerate() {
        let found = share(&residents, |p| usize::from(p.neighbourhood) == n);
        let wanted = neighbourhood.people / sizes;
        assert!(
            (found - wanted).abs() < 1e-3,
            "{}: {found} beside {wanted}",
            neighbourhood.id
        );
    }
    let women = share(&residents, |p| p.sex == 0);
    assert!((0.49..0.52).contains(&women), "{women} of the residents are women");
}

#[test]
fn neighbourhoods_span_two_to_one() {
    let (settings, _, residents, day) = drawn();
    let span = |of: &dyn Fn(&Person) -> bool| {
        let shares: Vec<f64> = (0..settings.neighbourhoods.len())
            .map(|n| {
                let here: Vec<Person> = residents
                    .iter()
                    .filter(|p| usize::from(p.neighbourhood) == n)
                    .cloned()
                    .collect();
                share(&here, of)
            })
            .collect();
        let (low, high) = shares.iter().fold((1.0f64, 0.0f64), |(l, h), &s| (l.min(s), h.max(s)));
        high / low
    };
    let old = span(&|p| p.age(day) >= 75);
    let poor = span(&|p| p.deprivation == 0);
    assert!(old >= 2.0 && poor >= 2.0, "over 75: {old}, most deprived fifth: {poor}");
    let sexes = span(&|p| p.sex == 0);
    assert!(
        sexes < 1.2,
        "the span of women is {sexes}: neighbourhoods differ by age and deprivation"
    );
}

#[test]
fn practices_lie_in_their_neighbourhoods_and_are_alike_in_size() {
    let (settings, _, residents, _) = drawn();
    let mut first = 0;
    for (n, neighbourhood) in settings.neighbourhoods.iter().enumerate() {
        let practices = first..first + neighbourhood.practices as u16;
        let here = residents.iter().filter(|p| usize::from(p.neighbourhood) == n);
        assert!(
            here.clone().all(|p| practices.contains(&p.practice)),
            "{}",
            neighbourhood.id
        );
        let mean = here.clone().count() as f64 / f64::from(neighbourhood.practices);
        for practice in practices.clone() {
            let size = here.clone().filter(|p| p.practice == practice).count() as f64;
            assert!(
                (size - mean).abs() < 4.0 * mean.sqrt(),
                "practice {practice} has {size}, mean {mean}"
            );
        }
        first = practices.end;
    }
}

/// Share of the people of a band who have a condition, by its curve over single years.
fn by_curve(settings: &Settings, curve: &[f64], band: usize) -> f64 {
    let people = |age: usize| settings.tables.population[age].iter().flatten().sum::<f64>();
    let ages = || (0..=100usize).filter(|&age| age_band(age as u32) == band);
    ages().map(|age| people(age) * curve[age]).sum::<f64>() / ages().map(people).sum::<f64>()
}

/// Last age whose middle lies at or before the middle of each band: where the curve bends.
const BEND: [usize; 7] = [2, 11, 31, 54, 69, 79, 89];
/// How near the fit must come where nothing stands in its way.
const FIT: f64 = 0.005;

/// The curve is straight between the bands' middles and never falls. A band can miss its table for that reason alone, and
/// then upwards only, with a curve that is level up to its bend: its own knot can come no lower.
#[test]
fn curves_of_recorded_prevalence_meet_their_table() {
    let (settings, synthesis, ..) = drawn();
    let mut met = 0;
    for (condition, curve) in settings.tables.conditions.iter().zip(&synthesis.recorded) {
        for (band, name) in AGE_BANDS.iter().enumerate() {
            let (found, wanted) = (by_curve(&settings, curve, band), condition.prevalence[band]);
            if (found - wanted).abs() <= FIT * wanted {
                met += 1;
                continue;
            }
            let first = carecurve::model::fact::AGE_BAND_FROM[band] as usize;
            let rise = curve[BEND[band]] - curve[first];
            let what = &condition.name;
            assert!(found > wanted, "{what} at {name}: {found} where {wanted} is");
            assert!(
                rise <= FIT * found,
                "{what} at {name}: {found} where {wanted} is, and the curve rises by {rise} before its bend"
            );
        }
    }
    // The fit is worth something: where it is not hindered, which is most bands, it meets the table.
    assert!(met > 14 * 7 / 2, "only {met} bands meet their table");
}

#[test]
fn recorded_conditions_and_care_homes_are_as_common_as_the_tables_say() {
    let (settings, synthesis, residents, day) = drawn();
    let (mut people, mut wanted) = ([0.0; 16], [0.0; 16]);
    let provider = settings.parameters.get("population.care_home.provider_basis_ratio");
    for (band, name) in AGE_BANDS.iter().enumerate() {
        let here: Vec<&Person> = residents.iter().filter(|p| age_band(p.age(day)) == band).collect();
        let n = here.len() as f64;
        for (i, condition) in settings.tables.conditions.iter().enumerate() {
            let at = |p: &Person| (p.age(day) as usize).min(100);
            let diagnosed = format!("population.conditions.diagnosed_share_{}", condition.name);
            let diagnosed = settings.parameters.get(&diagnosed);
            // The record is as the table says, and more people have the condition than stand in it.
            let by_record = here.iter().map(|p| synthesis.recorded[i][at(p)]).sum::<f64>() / n;
            let share =
                |set: &dyn Fn(&Person) -> u16| here.iter().filter(|p| set(p) & (1 << i) != 0).count() as f64 / n;
            let found = share(&|p| p.recorded);
            for (what, found, expected) in [
                ("recorded", found, by_record),
                ("true", share(&|p| p.conditions), by_record / diagnosed),
            ] {
                let error = (expected * (1.0 - expected) / n).sqrt();
                assert!(
                    (found - expected).abs() < 4.0 * error + 1.0 / n,
                    "{what} {} at {}: {found} beside {expected}",
                    condition.name,
                    name
                );
            }
            assert!(here.iter().all(|p| p.recorded & !p.conditions == 0), "recorded is true");
            people[i] += found * n;
            wanted[i] += condition.prevalence[band] * n;
        }
        let found = here.iter().filter(|p| p.has(flag::CARE_HOME)).count() as f64 / n;
        let wanted = settings.tables.care_home[band] * provider;
        let allowed = 3.3 * (wanted / n).sqrt() + 0.05 * wanted + 1e-9;
        assert!(
            (found - wanted).abs() < allowed,
            "care homes at {}: {found} beside {wanted}",
            name
        );
    }
    for (i, condition) in settings.tables.conditions.iter().enumerate() {
        // The curve over single years runs straight between the middles of the bands, which costs some percent.
        let ratio = people[i] / wanted[i];
        println!("{}: {ratio:.4} of the table's people", condition.name);
        // Onset never takes a condition back, so a series that falls with age (depression, asthma) is passed after its peak.
        let falls = condition.prevalence.windows(2).any(|pair| pair[1] < pair[0]);
        let within = if falls { 0.9..1.16 } else { 0.97..1.07 };
        assert!(
            within.contains(&ratio),
            "{}: {ratio} of the table's people",
            condition.name
        );
    }
    let both = residents
        .iter()
        .filter(|p| p.has(flag::CARE_HOME) && p.has(flag::LIVES_ALONE))
        .count();
    assert_eq!(both, 0, "nobody in a care home lives alone");
}

/// Holds numbers against a lognormal distribution: their mean, and the spread of their logarithms.
fn lognormal(of: &[f64], mean: f64, sigma: f64, what: &str) {
    let n = of.len() as f64;
    let found = of.iter().sum::<f64>() / n;
    let varies = (libm::exp(sigma * sigma) - 1.0).sqrt();
    // One false alarm in a thousand.
    let allowed = 3.3 * mean * varies / n.sqrt();
    assert!(
        (found - mean).abs() < allowed,
        "{what}: mean {found}, {mean} ± {allowed} expected"
    );
    let logs: Vec<f64> = of.iter().map(|x| libm::log(*x)).collect();
    let middle = logs.iter().sum::<f64>() / n;
    let spread = (logs.iter().map(|x| (x - middle).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let allowed = 3.3 * sigma / (2.0 * n).sqrt();
    assert!(
        (spread - sigma).abs() < allowed,
        "{what}: sigma {spread}, {sigma} ± {allowed} expected"
    );
}

#[test]
fn people_alike_differ_for_life_about_a_mean_of_one() {
    let (settings, _, residents, _) = drawn();
    let fortune = Fortune::new(&settings);
    let p = |path: &str| settings.parameters.get(path);
    let susceptible: Vec<f64> = residents.iter().map(|p| f64::from(p.susceptibility)).collect();
    lognormal(
        &susceptible,
        1.0,
        p("population.susceptibility.sigma"),
        "susceptibility",
    );
    let inclined: Vec<f64> = residents.iter().map(|p| f64::from(p.inclination)).collect();
    lognormal(&inclined, 1.0, p("population.inclination.sigma"), "inclination");
    // Fifths by inclination have the mean that is reckoned with.
    let mut sorted = inclined;
    sorted.sort_by(f64::total_cmp);
    let classes = fortune.inclinations();
    assert!((classes.iter().sum::<f64>() / classes.len() as f64 - 1.0).abs() < 1e-9);
    let each = sorted.len() / classes.len();
    for (class, mean) in classes.into_iter().enumerate() {
        let found = sorted[class * each..(class + 1) * each].iter().sum::<f64>() / each as f64;
        assert!(
            (found / mean - 1.0).abs() < 0.05,
            "fifth {class}: {found}, {mean} expected"
        );
    }
}

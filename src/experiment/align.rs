//! One list of names for all arms of an outcome. A plan numbers its own organisations, services, neighbourhoods and places
//! by id, so one that has another organisation has other numbers for those that come after it. Before arms are compared
//! the same number must mean the same name: those of the base come first, then what alternatives have besides, in their
//! order. Plans that differ in these run apart from the start, so no arm holds numbers of two plans.

use super::job::Replication;
use crate::measure::{Dimensions, Names, Setting};

/// Makes the numbers of all arms those of one list of names.
pub(super) fn align(settings: &mut [Setting], replications: &mut [Replication]) {
    if settings.windows(2).all(|pair| pair[0].names == pair[1].names) {
        return;
    }
    let of = |list: fn(&Names) -> &Vec<String>| {
        let lists: Vec<&[String]> = settings.iter().map(|setting| list(&setting.names).as_slice()).collect();
        joined(&lists)
    };
    let (places, place) = of(|names| &names.places);
    let (neighbourhoods, neighbourhood) = of(|names| &names.neighbourhoods);
    let (organisations, organisation) = of(|names| &names.organisations);
    let (services, service) = of(|names| &names.services);
    let at = |numbers: &[u16], own: Option<u16>| own.map(|own| numbers[usize::from(own)]);
    for replication in replications {
        for (arm, record) in replication.arms.iter_mut().enumerate() {
            record.series = record.series.renumbered(|own| Dimensions {
                place: at(&place[arm], own.place),
                neighbourhood: at(&neighbourhood[arm], own.neighbourhood),
                organisation: at(&organisation[arm], own.organisation),
                service: at(&service[arm], own.service),
                ..own
            });
        }
    }
    for setting in settings {
        setting.names = Names {
            places: places.clone(),
            neighbourhoods: neighbourhoods.clone(),
            organisations: organisations.clone(),
            services: services.clone(),
        };
    }
}

/// Names of all lists, and of each list where its own stand among them. A name that a list has twice stays two.
fn joined(lists: &[&[String]]) -> (Vec<String>, Vec<Vec<u16>>) {
    let mut all: Vec<String> = Vec::new();
    let mut numbers = Vec::new();
    for list in lists {
        let mut taken = vec![false; all.len()];
        let mut own = Vec::new();
        for name in *list {
            let free = (0..all.len()).find(|&i| !taken[i] && all[i] == *name);
            let place = free.unwrap_or_else(|| {
                all.push(name.clone());
                taken.push(false);
                all.len() - 1
            });
            taken[place] = true;
            own.push(place as u16);
        }
        numbers.push(own);
    }
    (all, numbers)
}

#[cfg(test)]
mod tests {
    use super::super::job::ArmRecord;
    use super::super::stand_in;
    use super::*;
    use crate::engine::Month;
    use crate::measure::{Key, Row, Series, find};

    fn of(organisation: u16) -> Key {
        Key {
            measure: find("surplus").expect("surplus is in the catalogue"),
            dimensions: Dimensions {
                organisation: Some(organisation),
                ..Dimensions::default()
            },
        }
    }

    /// An arm whose organisations have these surpluses in one month.
    fn arm(surpluses: &[f64]) -> ArmRecord {
        let month = Month(219);
        let row = |(i, surplus): (usize, &f64)| {
            let Key { measure, dimensions } = of(i as u16);
            Row {
                month,
                measure,
                dimensions,
                numerator: *surplus,
                denominator: 0.0,
            }
        };
        let mut series = Series::default();
        series.push(month, &surpluses.iter().enumerate().map(row).collect::<Vec<_>>());
        ArmRecord {
            series,
            ..ArmRecord::default()
        }
    }

    fn setting(organisations: &[&str]) -> Setting {
        let mut setting = stand_in::setting();
        setting.names.organisations = organisations.iter().map(|name| (*name).to_string()).collect();
        setting
    }

    #[test]
    fn the_same_number_means_the_same_organisation_in_every_arm() {
        let mut settings = [
            setting(&["acute", "council"]),
            setting(&["aaa", "acute", "council"]),
            setting(&["acute", "borough", "council"]),
        ];
        let mut replications = [Replication {
            replication: 0,
            seed: 0,
            arms: vec![arm(&[5.0, 7.0]), arm(&[1.0, 5.0, 7.0]), arm(&[5.0, 2.0, 7.0])],
        }];
        align(&mut settings, &mut replications);
        for setting in &settings {
            assert_eq!(setting.names.organisations, ["acute", "council", "aaa", "borough"]);
        }
        let told = |arm: usize| [0, 1, 2, 3].map(|i| replications[0].arms[arm].series.of_month(&of(i), 0));
        let pounds = |all: [f64; 4]| all.map(Some);
        assert_eq!(told(0), pounds([5.0, 7.0, 0.0, 0.0]));
        assert_eq!(told(1), pounds([5.0, 7.0, 1.0, 0.0]));
        assert_eq!(told(2), pounds([5.0, 7.0, 0.0, 2.0]));
    }

    #[test]
    fn arms_with_the_same_names_stay_as_they_are() {
        let mut settings = [setting(&["acute", "council"]), setting(&["acute", "council"])];
        let mut replications = [Replication {
            replication: 0,
            seed: 0,
            arms: vec![arm(&[5.0, 7.0]), arm(&[6.0, 7.0])],
        }];
        let (names, before) = (settings.clone(), replications.clone());
        align(&mut settings, &mut replications);
        assert_eq!((settings, replications), (names, before));
    }

    #[test]
    fn a_name_that_stands_twice_stays_two() {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_string()).collect::<Vec<_>>();
        let (base, other) = (list(&["fall", "gp", "fall"]), list(&["aaa", "fall", "gp", "fall"]));
        let (all, numbers) = joined(&[&base, &other]);
        assert_eq!(all, ["fall", "gp", "fall", "aaa"]);
        assert_eq!(numbers, [vec![0, 1, 2], vec![3, 0, 1, 2]]);
    }
}

//! Nobody is lost between the lists of mental health and people's records, and a loss would be seen. The tests are called
//! from `sim`, which has a place to run them on.

use crate::engine::Time;
use crate::engine::time::DAY;
use crate::model::population::{Presence, mind};
use crate::model::settings::Settings;
use crate::model::{Model, Stock};

pub(crate) fn people_on_the_lists_are_those_of_the_records_every_midnight(settings: &Settings) {
    let mut model = Model::new(settings, 3, 0);
    for day in 0..200 {
        model.advance(Time(model.now().0 + DAY));
        assert_eq!(model.check(), Ok(()), "day {day}");
    }
    for stock in [
        Stock::CommonMental,
        Stock::TherapyWaiting,
        Stock::MentalCaseload,
        Stock::HomeTreatment,
    ] {
        assert!(
            model.levels.standing(stock) > 0,
            "{stock:?}: nobody, so little is proved"
        );
    }
    assert!(model.mental.beds.people().count() > 0);
}

pub(crate) fn a_person_lost_from_a_list_is_seen(settings: &Settings) {
    let sound = Model::new(settings, 3, 0);
    assert_eq!(sound.check(), Ok(()));
    let spoilt = |spoil: &dyn Fn(&mut Model)| {
        let mut model = sound.clone();
        spoil(&mut model);
        model.check().expect_err("the planted defect goes unseen")
    };
    let first = |bit: u8| {
        let here = |&id: &u32| sound.population[id].minds(bit);
        (0..sound.population.len() as u32).find(here).expect("someone has it")
    };
    println!("{}", spoilt(&|m| m.mental.beds = Default::default()));
    println!("{}", spoilt(&|m| m.mental.team.forget(first(mind::CASELOAD))));
    println!("{}", spoilt(&|m| m.mental.home.forget(first(mind::HOME_TREATMENT))));
    println!("{}", spoilt(&|m| m.leave_therapy(first(mind::THERAPY))));
    println!(
        "{}",
        spoilt(&|m| m.population[first(mind::EPISODE)].mind ^= mind::EPISODE)
    );
    let at_home = (0..sound.population.len() as u32).find(|&id| sound.population[id].presence == Presence::Resident);
    println!(
        "{}",
        spoilt(&|m| m.population[at_home.expect("someone is at home")].presence = Presence::InMentalHealthBed)
    );
}

pub(crate) fn births_of_the_start_are_those_of_england(settings: &Settings) {
    let model = Model::new(settings, 3, 0);
    let months = (0..12).map(|m| crate::engine::Month(18 * 12 + 3 + m));
    let births: f64 = months
        .flat_map(|month| (0..model.neighbourhoods.len()).map(move |n| (n, month)))
        .map(|(n, month)| model.births_expected(n, month).iter().sum::<f64>())
        .sum();
    assert!(
        (births / 3_335.0 - 1.0).abs() < 0.03,
        "{births} births a year are expected"
    );
    // By age of the mother: hardly any outside 18 to 44.
    let by_band = model.births_expected(0, crate::engine::Month(18 * 12 + 3));
    assert!(by_band[2] > 0.95 * by_band.iter().sum::<f64>(), "{by_band:?}");
}

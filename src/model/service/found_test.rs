//! Reviews of people on a caseload find what cannot wait among those out of control, and nothing where all is in control.
//! The tests are called from `sim`, which has a place to run them on.

use crate::engine::Month;
use crate::model::Model;
use crate::model::fact::Count;
use crate::model::lever::{Lever, LeverChange};
use crate::model::population::flag;
use crate::model::settings::Settings;

fn model(settings: &Settings, share: f64, reach: f64) -> Model {
    let mut settings = settings.clone();
    let path = "team.case_management.found_acute_share";
    settings.parameters.find_mut(path).expect("it is shipped").value = share;
    let mut model = Model::new(&settings, 4, 0);
    for (lever, to) in [(Lever::CaseManagement, reach), (Lever::CaseloadPlaces, 20.0)] {
        model.obey(&LeverChange {
            lever,
            service: None,
            neighbourhood: None,
            to,
        });
    }
    model
}

/// The chance is nought for who is in good control, whatever the luck, and for who is on no caseload; it rises with every
/// condition out of control and with what case management has come to.
pub(crate) fn who_is_in_control_is_not_sent(settings: &Settings) {
    let (mut half, mut full) = (model(settings, 0.1, 0.5), model(settings, 0.1, 1.0));
    let (mut in_control, mut out) = (0, 0);
    for id in 0..full.population.len() as u32 {
        assert_eq!(full.found_acute_chance(&full.population[id]), 0.0);
        for model in [&mut half, &mut full] {
            model.population[id].set(flag::CASELOAD, true);
        }
        let person = &full.population[id];
        let left = if person.has(flag::CONTROLLED) {
            person.conditions & !person.treated
        } else {
            person.conditions
        };
        let chance = full.found_acute_chance(person);
        let some = half.found_acute_chance(&half.population[id]);
        if left == 0 {
            in_control += usize::from(person.conditions != 0);
            assert_eq!((chance, some), (0.0, 0.0));
        } else {
            out += 1;
            let expected = 1.0 - libm::pow(0.9, f64::from(left.count_ones()));
            assert!((chance - expected).abs() < 1e-6, "{chance} {expected}");
            assert!(some > 0.0 && some < chance);
        }
    }
    assert!(in_control > 100 && out > 100, "{in_control} in control, {out} out");
}

/// Those sent are counted at the hospital door; with no share and with no reach there are none.
pub(crate) fn reviews_send_some_to_hospital(settings: &Settings) {
    let run = |share: f64, reach: f64| -> (i64, i64) {
        let mut model = model(settings, share, reach);
        let (mut found, mut at_door) = (0, 0);
        for _ in 0..9 {
            let month = Month::of(model.now());
            model.advance(month.next().start());
            let facts = model.close_month(month);
            found += facts.count(Count::AcuteNeedFound);
            at_door += facts.count(Count::NeedAtHospitalDoor);
        }
        assert_eq!(model.check(), Ok(()));
        (found, at_door)
    };
    let ((all, more), (none, base), (off, _)) = (run(1.0, 1.0), run(0.0, 1.0), run(1.0, 0.0));
    assert_eq!((none, off), (0, 0));
    assert!(all > 50 && more > base, "{all} found, {more} at a door beside {base}");
}

//! Critical care holds no more than its beds and forgets nobody, and a loss would be seen. The tests are called from `sim`,
//! which has a place to run them on.

use super::Pool;
use crate::engine::Time;
use crate::engine::time::HOUR;
use crate::model::Model;
use crate::model::case::Stage;
use crate::model::settings::Settings;

/// Every hour of some weeks: people inside at most, people who wait at most.
fn hours(settings: &Settings, days: u64, mut each: impl FnMut(&Model)) {
    let mut model = Model::new(settings, 4, 0);
    for hour in 0..24 * days {
        model.advance(Time(model.now().0 + HOUR));
        if hour % 24 == 23 {
            assert_eq!(model.check(), Ok(()), "hour {hour}");
        }
        each(&model);
    }
}

pub(crate) fn critical_care_is_never_over_its_beds(settings: &Settings) {
    let (mut full, mut waited, mut blocked, mut nights) = (0, 0, 0, 0);
    hours(settings, 80, |model| {
        let ward = &model.beds.wards[Pool::CriticalCare as usize];
        let stages = model.beds.inpatients.iter().map(|&slot| model.cases[slot].stage);
        let inside = stages.filter(|stage| matches!(stage, Stage::Critical | Stage::StepDown));
        assert_eq!(inside.count(), ward.occupied as usize);
        assert!(ward.occupied <= ward.open, "{} in {} beds", ward.occupied, ward.open);
        let waiting = !model.beds.critical.wanted.is_empty();
        assert!(
            !waiting || ward.occupied == ward.open,
            "someone waits beside a free bed"
        );
        full += usize::from(ward.occupied == ward.open);
        waited += usize::from(waiting);
        blocked += usize::from(!model.beds.critical.stepping_down.is_empty());
        nights += ward.occupied;
    });
    println!("hours full {full}, with someone waiting {waited}, with someone in it for want of a ward {blocked}");
    assert!(
        full > 0 && waited > 0 && nights > 0,
        "{full}, {waited}: so little is proved"
    );
}

pub(crate) fn a_patient_lost_from_its_lines_is_seen(settings: &Settings) {
    let mut sound = Model::new(settings, 4, 0);
    while sound.beds.critical.wanted.is_empty() {
        sound.advance(Time(sound.now().0 + HOUR));
    }
    assert_eq!(sound.check(), Ok(()));
    let spoilt = |spoil: &dyn Fn(&mut Model)| {
        let mut model = sound.clone();
        spoil(&mut model);
        println!("{}", model.check().expect_err("the planted defect goes unseen"));
    };
    spoilt(&|m| m.beds.critical.wanted.clear());
    spoilt(&|m| m.beds.critical.stepping_down.push(0));
    spoilt(&|m| m.beds.wards[Pool::CriticalCare as usize].occupied += 1);
    let inside = sound.beds.inpatients.iter().copied();
    let inside = inside
        .filter(|&slot| sound.cases[slot].stage == Stage::Critical)
        .collect::<Vec<_>>();
    spoilt(&|m| m.cases[inside[0]].stage = Stage::Bed);
}

//! Volumes: contacts that follow from the number of people and births, made as far as the staff reaches, and settled once
//! a month. Children: health visiting, immunisation, school nursing.

use crate::engine::{Calendar, Month};
use crate::model::fact::CELLS;
use crate::model::patch::Group;
use crate::model::settings::{ServiceKind, Settings};
use crate::model::tally::Tallies;
use crate::model::{Count, Model};

#[derive(Clone, Debug)]
pub struct Rates {
    /// Contacts a year in the first year of life, from 1 to 4, and from 5 to 17.
    child: [f64; 3],
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        Rates {
            child: ["0", "1_4", "5_17"].map(|ages| p(&format!("child_health.contacts_per_year.age_{ages}"))),
        }
    }
}

/// Makes what is wanted as far as there is room, in every cell the same part of it.
pub fn settle(tallies: &mut Tallies, wanted: &[f64], room: f64, made: Count, unmet: Count) {
    let total: f64 = wanted.iter().sum();
    let part = (room / total.max(1.0)).min(1.0);
    // Whole contacts, with what is left of one carried on to the next cell: no cell's small part is lost.
    let (mut owed, mut lacking) = (0.0, 0.0);
    for (cell, contacts) in wanted.iter().enumerate() {
        owed += contacts * part;
        lacking += contacts * (1.0 - part);
        for (kind, sum) in [(made, &mut owed), (unmet, &mut lacking)] {
            let whole = sum.floor();
            *sum -= whole;
            tallies.add(kind, 0, cell as u16, whole as i64);
        }
    }
}

impl Model {
    /// What a service of so much a working day can give in a month.
    pub(in crate::model) fn month_of_work(&self, kind: ServiceKind, month: Month) -> f64 {
        let first = month.start().day();
        let days = (first..first + month.days()).filter(|&day| Calendar::is_working_day(day));
        self.standing.places(kind, "", self.now) * days.count() as f64
    }

    /// The month's contacts of health visitors, immunisation and school nurses.
    pub(in crate::model) fn child_health_month(&mut self, month: Month) {
        let share = f64::from(month.days()) / crate::engine::time::DAYS_PER_YEAR;
        let day = self.now.day();
        let mut wanted = vec![0.0; self.neighbourhoods.len() * CELLS];
        let rates = &self.rates.volume.child;
        for person in self.population.iter().filter(|p| p.band() <= 1 && p.here()) {
            let contacts = match person.age(day) {
                0 => rates[0],
                1..=4 => rates[1],
                _ => rates[2],
            };
            wanted[usize::from(person.cell)] += contacts * share;
        }
        // As far as the staff of each patch reaches.
        self.in_each(Group::Community, |model| {
            let here = |cell: usize| model.at_home(Group::Community, cell / CELLS);
            let own: Vec<f64> = (wanted.iter().enumerate())
                .map(|(cell, contacts)| if here(cell) { *contacts } else { 0.0 })
                .collect();
            let room = model.month_of_work(ServiceKind::ChildHealth, month);
            let (made, unmet) = (Count::ChildHealthContact, Count::ChildHealthUnmet);
            settle(&mut model.tallies, &own, room, made, unmet);
        });
    }
}

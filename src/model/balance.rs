//! What must be true at every midnight: whoever is somewhere is there once, and what is counted agrees with a recount.

use super::census::Census;
use super::patch::Group;
use super::service::care::Recount;
use super::{Model, Stock};

impl Model {
    /// What must be true at every midnight (by day a place may be kept for someone who is about to leave); the reason if
    /// it is not.
    pub fn check(&self) -> Result<(), String> {
        let mut held = vec![Recount::default(); self.patches.count(Group::Care)];
        let (mut conditions, mut recorded, mut in_control) = (0, 0, 0);
        let census = Census::of(&self.population, |person| {
            if person.recorded & !person.conditions != 0 {
                return Err("a condition stands in the record of somebody who has it not".to_string());
            }
            if person.treated & !person.recorded != 0 {
                return Err("a condition is under treatment that does not stand in the record".to_string());
            }
            conditions += i64::from(person.conditions.count_ones());
            recorded += i64::from(person.recorded.count_ones());
            in_control += i64::from(person.in_control().count_ones());
            let patch = if self.apart {
                self.patches.home_in(Group::Care, usize::from(person.neighbourhood))
            } else {
                0
            };
            held[patch].count(person, &self.rates.care)
        })?;
        let (recount, counter) = (census.here(), self.residents());
        if recount != counter {
            return Err(format!("{recount} people by recount, {counter} by counter"));
        }
        self.check_beds(&census)?;
        let ready = self.beds.all().iter().map(|beds| beds.ready(&self.cases)).sum();
        let waiting = self.planned.all().iter().map(|planned| planned.waiting()).sum();
        for (stock, counted) in [
            (Stock::ReadyWaiting, ready),
            (Stock::WaitingList, waiting),
            (Stock::TrueConditions, conditions),
            (Stock::RecordedConditions, recorded),
            (Stock::ConditionsInControl, in_control),
        ] {
            if self.levels.standing(stock) != counted {
                let standing = self.levels.standing(stock);
                return Err(format!("{}: {counted} by recount, {standing} by counter", stock.name()));
            }
        }
        self.check_mental(&census)?;
        self.check_delays()?;
        self.check_care(&held, &census)?;
        self.check_apart()
    }

    /// Whoever waits for a service, or is in it, belongs to its patch.
    fn check_apart(&self) -> Result<(), String> {
        if !self.apart {
            return Ok(());
        }
        for (hospital, planned) in self.planned.all().iter().enumerate() {
            let (listed, counted) = (planned.waiting(), self.levels.standing_in(Stock::WaitingList, hospital));
            if listed != counted {
                return Err(format!(
                    "hospital {hospital}: {listed} on its waiting lists, {counted} by counter"
                ));
            }
        }
        for group in [Group::Care, Group::Mental] {
            for patch in 0..self.patches.count(group) {
                let people: Box<dyn Iterator<Item = u32>> = match group {
                    Group::Care => {
                        let asking = self.assessors.all()[patch].people();
                        Box::new(self.care.all()[patch].people().chain(asking))
                    }
                    _ => Box::new(self.mental.all()[patch].people()),
                };
                let home = |id: &u32| {
                    self.patches
                        .home_in(group, usize::from(self.population[*id].neighbourhood))
                };
                let stray = people
                    .filter(|id| self.population[*id].here())
                    .find(|id| home(id) != patch);
                if let Some(id) = stray {
                    return Err(format!(
                        "{}: person {id} of another place in patch {patch}",
                        group.name()
                    ));
                }
            }
        }
        Ok(())
    }
}

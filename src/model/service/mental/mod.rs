//! Mental health: talking therapies, the community mental health team, the crisis team, beds here and out of area, and the
//! course of a problem with and without them. All of it is settled in one round a day.

mod beds;
mod before;
mod common;
mod community;
mod crisis;
#[cfg(test)]
pub(crate) mod mental_test;
mod therapy;

use crate::engine::time::{DAY, HOUR};
use crate::engine::{Key, Time, sample};
use crate::model::Model;
use crate::model::Stock;
use crate::model::case::Acuity;
use crate::model::census::Census;
use crate::model::event::Event;
use crate::model::need::mental;
use crate::model::patch::Group;
use crate::model::population::{Person, Presence, mind};
use crate::model::settings::Settings;
use crate::model::table::Tables;
use beds::MentalBeds;
use community::Team;
use crisis::HomeTreatment;
use therapy::Therapy;

/// Hour of the day's round.
pub const ROUND_HOUR: u64 = 11;

#[derive(Clone, Debug)]
pub struct Rates {
    depression: u16,
    severe: u16,
    common: common::Rates,
    therapy: therapy::Rates,
    community: community::Rates,
    crisis: crisis::Rates,
    beds: beds::Rates,
    before: before::Rates,
}

impl Rates {
    pub fn new(settings: &Settings, tables: &Tables) -> Rates {
        Rates {
            depression: mental::bit(tables, mental::DEPRESSION),
            severe: mental::bit(tables, mental::SEVERE),
            common: common::Rates::new(settings),
            therapy: therapy::Rates::new(settings),
            community: community::Rates::new(settings),
            crisis: crisis::Rates::new(settings),
            beds: beds::Rates::new(settings),
            before: before::Rates::new(settings),
        }
    }
    /// Whether someone has a severe mental illness, as an assessment sees it.
    fn severe(&self, person: &Person) -> bool {
        person.conditions & self.severe != 0
    }
    /// Whether someone is on the register of severe mental illness.
    fn on_register(&self, person: &Person) -> bool {
        person.recorded & self.severe != 0
    }
    /// Minutes in the department until the psychiatric liaison team has assessed.
    pub fn liaison_minutes(&self, u: f64) -> f64 {
        self.crisis.liaison_minutes(u)
    }
}

/// Who is where in mental health services.
#[derive(Clone, Default)]
pub struct Mental {
    therapy: Therapy,
    team: Team,
    home: HomeTreatment,
    beds: MentalBeds,
}

impl Mental {
    /// All who wait, are in treatment, on the caseload or in a bed.
    pub fn people(&self) -> impl Iterator<Item = u32> {
        let team = self.team.members().chain(self.team.waiting());
        let people = self
            .therapy
            .people()
            .chain(self.home.people())
            .chain(self.beds.people());
        people.chain(team)
    }
}

impl Model {
    /// The lists agree with what people's records say; the reason if they do not.
    pub(in crate::model) fn check_mental(&self, census: &Census) -> Result<(), String> {
        let (population, levels, all) = (&self.population, &self.levels, self.mental.all());
        let in_bed = census.inside(Presence::InMentalHealthBed);
        let people = |list: &mut dyn Iterator<Item = u32>| list.filter(|&id| population[id].here()).count() as i64;
        let counted = [
            (
                "mental health beds",
                in_bed,
                people(&mut all.iter().flat_map(|m| m.beds.people())),
            ),
            (
                "the crisis team",
                census.minding(mind::HOME_TREATMENT),
                people(&mut all.iter().flat_map(|m| m.home.people())),
            ),
            (
                "the mental health team",
                census.minding(mind::CASELOAD),
                people(&mut all.iter().flat_map(|m| m.team.members())),
            ),
            (
                "the mental health team's queue",
                census.minding(mind::AWAITS_TEAM),
                people(&mut all.iter().flat_map(|m| m.team.waiting())),
            ),
            (
                "talking therapies",
                census.minding(mind::THERAPY),
                people(&mut all.iter().flat_map(|m| m.therapy.people())),
            ),
            (
                "common problems",
                census.minding(mind::EPISODE),
                levels.standing(Stock::CommonMental),
            ),
        ];
        for (what, known, listed) in counted {
            if known != listed {
                return Err(format!("{what}: {known} by people's records, {listed} listed"));
            }
        }
        let (known, listed) = (
            levels.standing(Stock::TherapyWaiting),
            all.iter().map(|m| m.therapy.waiting() as i64).sum::<i64>(),
        );
        if known != listed {
            return Err(format!("waiting for therapy: {listed} by recount, {known} by counter"));
        }
        Ok(())
    }
}

impl Model {
    /// First instant: who is ill, on lists, on caseloads and in beds already.
    pub(in crate::model) fn begin_mental(&mut self) {
        self.mental_before();
        let first = Time(Time::of_day(self.now.day()).0 + ROUND_HOUR * HOUR);
        self.agenda.push(Event::MentalDay.entry(first, 0, 0));
    }

    /// The day's rounds: who leaves makes room for who waits.
    pub(in crate::model) fn mental_day(&mut self) {
        self.agenda.push(Event::MentalDay.entry(Time(self.now.0 + DAY), 0, 0));
        self.in_each(Group::Mental, |model| {
            model.crisis_team_day();
            model.mental_beds_day();
            model.mental_team_day();
            model.therapy_day();
        });
    }

    /// Someone dies or moves away: no list holds them any longer.
    pub(in crate::model) fn leave_mental(&mut self, id: u32) {
        if self.population[id].presence == Presence::InMentalHealthBed {
            self.leave_mental_bed(id);
        }
        for bit in [mind::HOME_TREATMENT, mind::CASELOAD, mind::AWAITS_TEAM, mind::THERAPY] {
            if self.population[id].minds(bit) {
                match bit {
                    mind::HOME_TREATMENT => self.mental.home.forget(id),
                    mind::THERAPY => self.leave_therapy(id),
                    _ => self.mental.team.forget(id),
                }
                self.set_mind(id, bit, false);
            }
        }
        self.set_mind(id, mind::EPISODE, false);
    }
}

/// Days of a stay that is lognormal with a mean, at least one.
fn days_of(key: Key, mean: f64, sigma: f64) -> u32 {
    let days = sample::lognormal(key.uniform(), mean * libm::exp(-sigma * sigma / 2.0), sigma);
    (days + 0.5).max(1.0) as u32
}

/// Place of an acuity in the tables of this folder: moderate, high.
fn grade(acuity: Acuity) -> Option<usize> {
    match acuity {
        Acuity::Minor => None,
        Acuity::Moderate => Some(0),
        Acuity::High => Some(1),
    }
}

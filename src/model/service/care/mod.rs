//! Social and intermediate care: requests and assessment, home care by hours, reablement, intermediate care at home and in
//! beds, community hospitals, care homes without and with nursing. Waiting people are matched to room once a day; room is
//! scattered over rounds and homes, so the daily chance of a match falls as it gets scarce. A wait too long ends in a care
//! gap, which is counted.
//!
//! - `request`: who asks, how much help is needed, what the council says;
//! - `matching`: the lines of waiting people, once a day;
//! - `hold`: care begins and ends; `start`: those who hold it at the first instant;
//! - `payer`: the council after means test, the person, the NHS, and what moves a payer;
//! - `delay`: why a ready patient is still in a bed, and who answers for it;
//! - `community_bed`: stays in intermediate-care and community-hospital beds, and step-up instead of a ward;
//! - `home_support`: urgent needs met in a care home, by its own staff with visiting ones; `home_review`: reviews of its
//!   residents, who have a plan from then on;
//! - `carer`: unpaid carers; `late_life`: end-of-life coordination and frailty assessment.

mod carer;
mod community_bed;
mod delay;
mod hold;
mod home_review;
mod home_support;
mod late_life;
mod matching;
mod payer;
mod rates;
mod request;
mod start;
mod words;

use super::super::population::{Person, Presence, flag, social};
use super::super::settings::ServiceKind;
use crate::engine::{Key, Time};
use crate::model::Model;
use crate::model::census::Census;
use community_bed::Stay;
use delay::Held;
pub use rates::Rates;
pub use words::{Body, Delay, Outcome, Payer, Reason, council_lines, words};

/// Where a patient goes from a bed, or a resident from an assessment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Destination {
    Home,
    HomeCare,
    Reablement,
    /// An intermediate-care bed.
    IntermediateCare,
    /// A residential care home.
    CareHome,
    NursingHome,
    CommunityHospital,
    /// Intermediate care at home.
    IntermediateCareHome,
}

impl Destination {
    pub const ALL: [Destination; 8] = [
        Destination::Home,
        Destination::HomeCare,
        Destination::Reablement,
        Destination::IntermediateCare,
        Destination::CareHome,
        Destination::NursingHome,
        Destination::CommunityHospital,
        Destination::IntermediateCareHome,
    ];
    pub fn of(index: u8) -> Destination {
        Destination::ALL[index as usize]
    }
    const fn line(self) -> usize {
        self as usize - 1
    }
    /// The kind of service, if it is one.
    pub fn kind(self) -> Option<ServiceKind> {
        (self != Destination::Home).then(|| KINDS[self.line()])
    }
    /// A bed outside the acute hospital.
    const fn bed(self) -> bool {
        matches!(self, Destination::IntermediateCare | Destination::CommunityHospital)
    }
    /// A care home, without or with nursing.
    const fn home(self) -> bool {
        matches!(self, Destination::CareHome | Destination::NursingHome)
    }
}

/// Lines of care.
const LINES: usize = 7;
const KINDS: [ServiceKind; LINES] = [
    ServiceKind::HomeCare,
    ServiceKind::Reablement,
    ServiceKind::IntermediateCareBeds,
    ServiceKind::CareHome,
    ServiceKind::NursingHome,
    ServiceKind::CommunityHospitalBeds,
    ServiceKind::IntermediateCareHome,
];

/// Someone who waits for a place or hours.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    person: u32,
    /// The hospital case, when the person waits in a bed.
    slot: Option<u32>,
    /// Waits in a community-hospital or intermediate-care bed.
    community: bool,
    key: Key,
    since: Time,
}

#[derive(Clone, Default)]
struct Line {
    used: f64,
    waiting: Vec<Waiting>,
}

/// All lines of care.
#[derive(Clone, Default)]
pub struct Care {
    lines: [Line; LINES],
    /// Weekly hours of home care by payer.
    hours: [f64; Payer::NAMES.len()],
    stays: Vec<Stay>,
    /// Hours of home care that people wait for, over all hours: what makes the council ration.
    short: f64,
    /// Patients in acute beds who are assessed and held up.
    held: Vec<Held>,
}

/// What people hold by a recount of them: places and packages by line, hours by payer.
#[derive(Clone, Copy, Default)]
pub struct Recount {
    lines: [f64; LINES],
    hours: [f64; Payer::NAMES.len()],
}

impl Recount {
    /// Counts one person who is here: each package and each place in a home has one payer, who has none pays nothing.
    pub fn count(&mut self, person: &Person, rates: &Rates) -> Result<(), String> {
        // Most hold nothing.
        let flags = flag::PACKAGE | flag::CARE_HOME | flag::REABLEMENT;
        let bits = social::PAYER | social::NURSING | social::HOME_CARE_TEAM;
        if !person.has(flags) && !person.with(bits) {
            return Ok(());
        }
        let (package, home) = (person.has(flag::PACKAGE), person.has(flag::CARE_HOME));
        let (payer, nursing) = (person.payer(), person.with(social::NURSING));
        if (package || home) != (payer != Payer::None) || (package && home) {
            return Err(format!("package {package}, care home {home}, paid by {payer:?}"));
        }
        if nursing && !home {
            return Err("nursing in no care home".to_string());
        }
        if package {
            let hours = rates.hours(person.key);
            self.lines[0] += hours;
            self.hours[payer.row()] += hours;
        }
        self.lines[1] += f64::from(u8::from(person.has(flag::REABLEMENT)));
        self.lines[3] += f64::from(u8::from(home && !nursing));
        self.lines[4] += f64::from(u8::from(nursing));
        self.lines[6] += f64::from(u8::from(person.with(social::HOME_CARE_TEAM)));
        Ok(())
    }
}

impl Care {
    /// The kind of community bed that someone is in.
    pub fn bed_of(&self, id: u32) -> Destination {
        let stay = self.stays.iter().find(|stay| stay.person == id);
        stay.map_or(Destination::IntermediateCare, |stay| stay.to)
    }
    /// All who wait, or are in a community bed.
    pub fn people(&self) -> impl Iterator<Item = u32> {
        let waiting = self.lines.iter().flat_map(|line| &line.waiting);
        let waiting = waiting.map(|entry| entry.person);
        let held = self.held.iter().map(|one| one.person);
        waiting.chain(held).chain(self.stays.iter().map(|stay| stay.person))
    }
    /// Use and payers agree with the people who hold care.
    fn check(&self, held: &Recount) -> Result<(), String> {
        let Recount { mut lines, hours } = *held;
        for stay in &self.stays {
            lines[stay.to.line()] += 1.0;
        }
        for (line, held) in lines.iter().enumerate() {
            let used = self.lines[line].used;
            if (held - used).abs() > 0.5 {
                return Err(format!("{:?}: people hold {held}, {used} are counted", KINDS[line]));
            }
        }
        if hours.iter().zip(&self.hours).any(|(a, b)| (a - b).abs() > 0.5) {
            return Err(format!(
                "hours by payer: people hold {hours:?}, {:?} are counted",
                self.hours
            ));
        }
        Ok(())
    }
}

/// Half of a need's address, carried by an event so that what follows is addressed by the need and not by the day.
pub fn stamp(key: Key) -> u32 {
    (key.bits() >> 32) as u32
}

impl Model {
    /// Use and payers agree with the people of each patch who hold care, and every bed outside hospital has one person in
    /// it.
    pub(in crate::model) fn check_care(&self, held: &[Recount], census: &Census) -> Result<(), String> {
        let stays = || self.care.all().iter().flat_map(|care| &care.stays);
        let mut people: Vec<u32> = stays().map(|stay| stay.person).collect();
        people.sort_unstable();
        people.dedup();
        let beds = census.inside(Presence::InIntermediateCare);
        let known = people
            .iter()
            .all(|&id| self.population[id].presence == Presence::InIntermediateCare);
        let counted = stays().count();
        if people.len() != counted || !known || people.len() as i64 != beds {
            return Err(format!("{beds} people in community beds, {counted} stays"));
        }
        let mut patches = self.care.all().iter().zip(held);
        patches.try_for_each(|(care, held)| care.check(held))
    }

    /// Places or weekly hours of a line now.
    fn places_of(&self, to: Destination) -> f64 {
        self.standing.places(KINDS[to.line()], "", self.now)
    }
}

#[cfg(test)]
impl Care {
    pub fn plant_hours(&mut self) {
        self.hours[0] += 5.0;
        self.hours[2] -= 5.0;
    }
    pub fn plant_place(&mut self) {
        self.lines[Destination::NursingHome.line()].used += 1.0;
    }
    pub fn plant_stay(&mut self) {
        let stay = *self.stays.first().expect("someone is in a community bed");
        self.stays.push(stay);
    }
}

//! Beds: separate pools, outlying between adult pools, trolleys while full, escalation beds as a policy, and the length
//! of stay. Bed-days are counted at midnight.

mod before;
mod critical;
#[cfg(test)]
pub(crate) mod critical_test;
mod inpatient;
mod midnight;
mod same_day;
mod stay;

use inpatient::Inpatients;

use crate::engine::time::HOUR;
use crate::engine::{Date, Span};
use crate::model::case::{Cases, Stage};
use crate::model::census::Census;
use crate::model::fact::Fate;
use crate::model::need::Need;
use crate::model::patch::Group;
use crate::model::population::record::Contact;
use crate::model::population::{Presence, flag};
use crate::model::service::care::Destination;
use crate::model::settings::{ServiceKind, Settings};
use crate::model::{Count, Model, What};

/// Bed pools. Those from short stay to unmodelled make up the acute beds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Pool {
    Assessment,
    ShortStay,
    Medical,
    OlderPeople,
    Surgical,
    Children,
    Unmodelled,
    CriticalCare,
    Maternity,
    SameDay,
}

pub const POOLS: [Pool; 10] = [
    Pool::Assessment,
    Pool::ShortStay,
    Pool::Medical,
    Pool::OlderPeople,
    Pool::Surgical,
    Pool::Children,
    Pool::Unmodelled,
    Pool::CriticalCare,
    Pool::Maternity,
    Pool::SameDay,
];

impl Pool {
    pub const fn name(self) -> &'static str {
        match self {
            Pool::Assessment => "assessment_trolleys",
            Pool::ShortStay => "short_stay_beds",
            Pool::Medical => "medical_beds",
            Pool::OlderPeople => "older_people_beds",
            Pool::Surgical => "surgical_beds",
            Pool::Children => "children_beds",
            Pool::Unmodelled => "unmodelled_beds",
            Pool::CriticalCare => "critical_care_beds",
            Pool::Maternity => "maternity_beds",
            Pool::SameDay => "same_day_emergency_care",
        }
    }
    /// Counted among the acute beds.
    pub const fn acute(self) -> bool {
        matches!(
            self,
            Pool::ShortStay | Pool::Medical | Pool::OlderPeople | Pool::Surgical | Pool::Children | Pool::Unmodelled
        )
    }
    pub const fn kind(self) -> ServiceKind {
        match self {
            Pool::Assessment => ServiceKind::AssessmentTrolleys,
            Pool::ShortStay => ServiceKind::ShortStayBeds,
            Pool::Medical => ServiceKind::MedicalBeds,
            Pool::OlderPeople => ServiceKind::OlderPeopleBeds,
            Pool::Surgical => ServiceKind::SurgicalBeds,
            Pool::Children => ServiceKind::ChildrenBeds,
            Pool::Unmodelled => ServiceKind::UnmodelledBeds,
            Pool::CriticalCare => ServiceKind::CriticalCareBeds,
            Pool::Maternity => ServiceKind::MaternityBeds,
            Pool::SameDay => ServiceKind::SameDayEmergencyCare,
        }
    }
    /// Where a patient of this pool may lie, in order: own ward, then outlying.
    const fn places(self) -> &'static [Pool] {
        match self {
            Pool::Assessment => &[
                Pool::Assessment,
                Pool::ShortStay,
                Pool::Medical,
                Pool::Surgical,
                Pool::OlderPeople,
            ],
            Pool::ShortStay => &[Pool::ShortStay, Pool::Medical, Pool::Surgical, Pool::OlderPeople],
            Pool::Medical => &[Pool::Medical, Pool::ShortStay, Pool::OlderPeople, Pool::Surgical],
            Pool::OlderPeople => &[Pool::OlderPeople, Pool::Medical, Pool::Surgical, Pool::ShortStay],
            Pool::Surgical => &[Pool::Surgical, Pool::ShortStay, Pool::Medical, Pool::OlderPeople],
            Pool::Children => &[Pool::Children],
            Pool::SameDay => &[Pool::SameDay],
            Pool::Unmodelled | Pool::CriticalCare | Pool::Maternity => &[],
        }
    }
}

#[derive(Clone, Debug)]
pub struct Rates {
    last_stay: f64,
    pub relapse: f64,
    pub relapse_per_step: f64,
    pub relapse_elective: f64,
    pub relapse_days: f64,
    zero_ratio: f64,
    zero_hours: f64,
    zero_sigma: f64,
    stay_ratio: f64,
    stay_spread: f64,
    stay_by_frailty: [f64; 4],
    shortening: f64,
    shortening_until: f64,
    older_season: f64,
    full_from: f64,
    full_ratio: f64,
    surgical_share: f64,
    surgical_injury_share: f64,
    older_from: u32,
    short_stay_days: f64,
    escalation_most: f64,
    escalation_after_hours: f64,
    decondition_per_night: f64,
    decondition_most: f64,
    readmission_days: u32,
    latest_hour: u64,
    children_hours: u64,
    escalation_margin: u32,
    infection_loss: f64,
    winter_infection: f64,
    same_day: same_day::Rates,
    critical: critical::Rates,
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        Rates {
            relapse: p("need.relapse.share_fit"),
            relapse_per_step: p("need.relapse.more_per_frailty_step"),
            relapse_elective: p("need.relapse.share_elective"),
            relapse_days: p("need.relapse.mean_days"),
            last_stay: p("stay.last_illness_days"),
            zero_ratio: p("stay.zero_night_ratio"),
            zero_hours: p("stay.zero_night_median_hours"),
            zero_sigma: p("stay.zero_night_sigma"),
            stay_ratio: p("stay.clinical_ratio"),
            stay_spread: p("stay.spread_ratio"),
            stay_by_frailty: [
                1.0,
                p("stay.frailty_mild_ratio"),
                p("stay.frailty_moderate_ratio"),
                p("stay.frailty_severe_ratio"),
            ],
            shortening: p("growth.stay.change_per_year"),
            shortening_until: p("growth.stay.years"),
            older_season: p("stay.older_season_share"),
            full_from: p("stay.full_house_from_occupancy"),
            full_ratio: p("stay.full_house_ratio"),
            surgical_share: p("bed.surgical_emergency_share"),
            surgical_injury_share: p("bed.surgical_injury_share"),
            older_from: p("bed.older_people_from_age") as u32,
            short_stay_days: p("bed.short_stay_up_to_days"),
            escalation_most: p("bed.escalation_most_share"),
            escalation_after_hours: p("bed.escalation_after_hours"),
            decondition_per_night: p("population.frailty.deconditioning_per_night"),
            decondition_most: p("population.frailty.deconditioning_most_per_spell"),
            readmission_days: p("need.after_discharge.days") as u32,
            latest_hour: p("stay.zero_night_latest_hour") as u64,
            children_hours: p("bed.children_wait_most_hours") as u64,
            escalation_margin: p("bed.escalation_margin_beds") as u32,
            infection_loss: p("bed.infection_loss_share"),
            winter_infection: p("bed.infection_loss_winter_ratio"),
            same_day: same_day::Rates::new(settings),
            critical: critical::Rates::new(settings),
        }
    }
}

/// One pool of beds.
#[derive(Clone, Debug)]
struct Ward {
    pool: Pool,
    /// Staffed and open now.
    open: u32,
    escalation: u32,
    occupied: u32,
}

/// All beds of the acute hospital.
#[derive(Clone)]
pub struct Beds {
    wards: Vec<Ward>,
    /// Cases in beds.
    inpatients: Inpatients,
    /// Cases with a decision to admit and no bed, oldest first.
    waiting: Vec<u32>,
    critical: critical::Lines,
    /// Surgical beds that outliers may not take.
    ring_fence: u32,
}

impl Beds {
    pub fn new(settings: &Settings) -> Beds {
        Beds {
            ring_fence: settings.parameters.get("bed.surgical_ring_fence").round() as u32,
            wards: POOLS
                .iter()
                .map(|&pool| Ward {
                    pool,
                    open: 0,
                    escalation: 0,
                    occupied: 0,
                })
                .collect(),
            inpatients: Inpatients::default(),
            waiting: Vec::new(),
            critical: critical::Lines::default(),
        }
    }
    /// Cases in beds.
    pub fn inpatients(&self) -> impl Iterator<Item = &u32> + Clone {
        self.inpatients.iter()
    }
    /// Occupied share of the open adult and children's beds.
    pub fn occupancy(&self) -> f64 {
        let (mut occupied, mut open) = (0, 0);
        for ward in self
            .wards
            .iter()
            .filter(|w| w.pool.acute() && w.pool != Pool::Unmodelled)
        {
            occupied += ward.occupied;
            open += ward.open;
        }
        f64::from(occupied) / f64::from(open.max(1))
    }
    #[cfg(test)]
    pub fn trolleys(&self) -> usize {
        self.waiting.len()
    }
    fn free(&self, pool: Pool) -> u32 {
        let ward = &self.wards[pool as usize];
        (ward.open + ward.escalation).saturating_sub(ward.occupied)
    }
    /// A ward for an elective patient: their own, or (medical patients only) one where they may lie out; some beds are
    /// left for the day's emergencies.
    pub fn elective_ward(&self, own: Pool, kept: f64) -> Option<Pool> {
        let places = if own == Pool::Surgical {
            &[Pool::Surgical]
        } else {
            own.places()
        };
        places.iter().copied().find(|&pool| f64::from(self.free(pool)) > kept)
    }
    /// Whether a patient of one pool finds a bed in another now: outliers leave the surgical ward's last beds alone.
    fn has_room(&self, preferred: Pool, pool: Pool) -> bool {
        let kept = if pool == Pool::Surgical && preferred != Pool::Surgical {
            self.ring_fence
        } else {
            0
        };
        self.free(pool) > kept
    }
    /// Patients ready to leave, by recount.
    pub fn ready(&self, cases: &Cases) -> i64 {
        let ready = |&&slot: &&u32| cases[slot].stage.ready();
        self.inpatients.iter().filter(ready).count() as i64
    }
    /// Cases in beds and on trolleys.
    fn patients(&self) -> impl Iterator<Item = u32> {
        self.inpatients.iter().chain(&self.waiting).copied()
    }
    /// No ward holds more people than are counted in it, and all are cases of this hospital.
    fn check(&self, cases: &Cases, hospital: usize) -> Result<(), String> {
        if let Some(slot) = self
            .patients()
            .find(|&slot| usize::from(cases[slot].hospital) != hospital)
        {
            let (person, own) = (cases[slot].person, cases[slot].hospital);
            return Err(format!(
                "person {person} lies in hospital {hospital} as a case of hospital {own}"
            ));
        }
        let volume_line = |pool| matches!(pool, Pool::Unmodelled | Pool::Maternity);
        for ward in self.wards.iter().filter(|ward| !volume_line(ward.pool)) {
            let here = |&&slot: &&u32| cases[slot].pool == ward.pool as u8;
            let (counted, known) = (self.inpatients.iter().filter(here).count(), ward.occupied);
            if counted as u32 != known {
                let ward = ward.pool.name();
                return Err(format!("{ward}: {counted} by recount, {known} by counter"));
            }
        }
        self.check_critical(cases)
    }
}

impl Model {
    /// Everyone in hospital is in one bed or on one trolley of one hospital.
    pub(in crate::model) fn check_beds(&self, census: &Census) -> Result<(), String> {
        let slots = self.beds.all().iter().flat_map(Beds::patients);
        let mut people: Vec<u32> = slots.map(|slot| self.cases[slot].person).collect();
        people.sort_unstable();
        if let Some(twice) = people.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(format!("person {} lies in two beds", twice[0]));
        }
        let inside = |id: &u32| self.population[*id].presence == Presence::InHospital;
        let known = census.inside(Presence::InHospital);
        if known != people.len() as i64 || !people.iter().all(inside) {
            return Err(format!("{known} people are in hospital, {} on its lists", people.len()));
        }
        let mut hospitals = self.beds.all().iter().enumerate();
        hospitals.try_for_each(|(hospital, beds)| beds.check(&self.cases, hospital))
    }

    /// Turns to the hospital where somebody lies, if they lie in one that they no longer use.
    fn turn_to_bed_of(&mut self, id: u32) {
        if self.apart && self.population[id].presence == Presence::InHospital {
            let holds = |beds: &Beds| beds.patients().any(|slot| self.cases[slot].person == id);
            if let Some(hospital) = self.beds.all().iter().position(holds) {
                self.turn_group(Group::Hospital, hospital as u8);
            }
        }
    }

    /// Sets the day's beds from plan, growth, levers and infection losses.
    pub(in crate::model) fn open_beds(&mut self) {
        let month = Date::of_day(self.now.day()).month;
        let rates = &self.rates.bed;
        let winter = matches!(month, 12 | 1 | 2);
        let loss = rates.infection_loss * if winter { rates.winter_infection } else { 1.0 };
        let beds = &mut *self.beds;
        for ward in &mut beds.wards {
            let planned = self.standing.places(ward.pool.kind(), "", self.now);
            let adult = matches!(
                ward.pool,
                Pool::Medical | Pool::OlderPeople | Pool::Surgical | Pool::ShortStay
            );
            let open = match ward.pool {
                Pool::SameDay => planned * rates.same_day.staffed(self.now.day()),
                _ if adult => planned * (1.0 - loss),
                _ => planned,
            };
            ward.open = open.round() as u32;
            match ward.pool {
                Pool::Unmodelled => ward.occupied = ward.open,
                Pool::Maternity => ward.occupied = self.maternity.occupied(),
                _ => {}
            }
        }
    }

    /// Asks for a bed: own ward, then outlying, else a trolley.
    pub(in crate::model) fn request_bed(&mut self, slot: u32) {
        let case = self.cases[slot];
        // From the decision on the person is the hospital's, bed or trolley: nobody is admitted twice.
        self.population[case.person].presence = Presence::InHospital;
        let preferred = self.same_day_or(slot, POOLS[case.preferred as usize]);
        let (pool, direct) = (preferred, case.direct);
        self.diary
            .note(self.now, case.person, case.key, What::BedWanted { pool, direct });
        if case.critical > 0.0 && self.enter_critical(slot) {
            return;
        }
        match preferred
            .places()
            .iter()
            .find(|&&pool| self.beds.has_room(preferred, pool))
        {
            Some(&pool) => self.admit(slot, pool),
            None => self.beds.waiting.push(slot),
        }
    }

    fn admit(&mut self, slot: u32, pool: Pool) {
        let case = self.cases[slot];
        let id = case.person;
        if !case.direct && !case.elective {
            self.count_departure(slot);
        }
        self.beds.wards[pool as usize].occupied += 1;
        self.beds.inpatients.push(slot);
        let day = self.now.day();
        let person = &mut self.population[id];
        person.presence = Presence::InHospital;
        let again =
            person.discharged_day > 0 && day - u32::from(person.discharged_day) <= self.rates.bed.readmission_days;
        let in_bed = What::InBed {
            pool,
            wanted: if pool == Pool::CriticalCare {
                pool
            } else {
                POOLS[case.preferred as usize]
            },
            elective: case.elective,
            again: again && !case.elective,
        };
        self.diary.note(self.now, id, case.key, in_bed);
        if !case.elective {
            person.admissions = person.admissions.saturating_add(8);
            let cell = case.cell;
            self.tallies.add(Count::EmergencyAdmission, case.need as usize, cell, 1);
            if case.need == Need::Exacerbation {
                self.tallies.count(Count::AcscAdmission, cell);
            }
            if person.has(flag::LAST_YEAR) {
                self.tallies.count(Count::LastYearAdmission, cell);
            }
            if person.has(flag::CARE_HOME) {
                self.tallies.count(Count::CareHomeEmergency, cell);
            }
            if again {
                self.tallies.count(Count::Readmission, cell);
            }
            if case.direct {
                self.tallies.count(Count::DirectAdmission, cell);
            } else {
                self.tallies.count(Count::AeType1Admitted, cell);
            }
            if pool == Pool::SameDay {
                self.tallies.count(Count::SameDayEmergencyCare, cell);
            }
            self.record_fate(case.key, Fate::Admitted);
            self.look_for_conditions(id, case.key, Contact::EmergencyAdmission);
        }
        let case = &mut self.cases[slot];
        case.pool = pool as u8;
        case.admitted = self.now;
        self.settle_in(slot);
    }

    /// An elective patient comes in; the bed was checked by the list.
    pub(in crate::model) fn admit_elective(&mut self, slot: u32, pool: Pool) {
        let first = if self.cases[slot].critical > 0.0 {
            Pool::CriticalCare
        } else {
            pool
        };
        self.admit(slot, first);
    }

    /// A bed falls empty: the longest-waiting patient who may lie there takes it.
    pub(in crate::model) fn free_bed(&mut self, slot: u32) {
        let pool = POOLS[self.cases[slot].pool as usize];
        self.beds.wards[pool as usize].occupied -= 1;
        self.beds.inpatients.remove(slot);
        self.fill(pool);
    }

    /// Gives the free beds of a pool to those who wait: from critical care first.
    fn fill(&mut self, pool: Pool) {
        if pool == Pool::CriticalCare {
            self.fill_critical();
            return;
        }
        while self.beds.free(pool) > 0 {
            let (cases, beds) = (&self.cases, &self.beds);
            let may = |&s: &u32| {
                let preferred = POOLS[cases[s].preferred as usize];
                preferred.places().contains(&pool) && beds.has_room(preferred, pool)
            };
            if let Some(slot) = beds.critical.first_down(may) {
                self.beds.critical.leave(slot);
                self.move_bed(slot, pool);
                continue;
            }
            let next = beds.waiting.iter().position(may);
            let Some(place) = next else { return };
            let slot = self.beds.waiting.remove(place);
            self.admit(slot, pool);
        }
    }

    /// Hourly: patients on trolleys for too long open escalation beds, within a bound; empty ones close again. What has
    /// opened since is filled.
    pub(in crate::model) fn review_escalation(&mut self) {
        let rates = &self.rates.bed;
        let limit = Span::hours(rates.escalation_after_hours);
        let long = self
            .beds
            .waiting
            .iter()
            .filter(|&&s| self.now.since(self.cases[s].arrived) > limit)
            .count() as u32;
        let most = (self.standing.places(ServiceKind::MedicalBeds, "", self.now) * rates.escalation_most) as u32;
        let ward = &mut self.beds.wards[Pool::Medical as usize];
        if long > 0 && ward.escalation < most {
            ward.escalation += long.min(most - ward.escalation);
        } else if ward.escalation > 0 && ward.occupied + rates.escalation_margin < ward.open + ward.escalation {
            ward.escalation -= 1;
        }
        for pool in [
            Pool::Assessment,
            Pool::ShortStay,
            Pool::Medical,
            Pool::OlderPeople,
            Pool::Surgical,
            Pool::Children,
        ] {
            self.fill(pool);
        }
        self.review_critical();
        // Children never outlie: after the limit they are transferred elsewhere, and count as admitted there.
        let cases = &self.cases;
        let now = self.now;
        let longest = self.rates.bed.children_hours;
        let away: Vec<u32> = self
            .beds
            .waiting
            .iter()
            .copied()
            .filter(|&s| cases[s].preferred == Pool::Children as u8 && now.since(cases[s].arrived).0 > longest * HOUR)
            .collect();
        for slot in away {
            self.beds.waiting.retain(|&s| s != slot);
            self.beds.wards[Pool::Children as usize].escalation += 1;
            self.admit(slot, Pool::Children);
        }
        let children = &mut self.beds.wards[Pool::Children as usize];
        let over = children.occupied.saturating_sub(children.open);
        children.escalation = over;
    }

    /// Someone dies or leaves: no bed, trolley or queue holds them any longer.
    pub(in crate::model) fn leave_beds(&mut self, id: u32) {
        self.turn_to_bed_of(id);
        if let Some(place) = self.beds.waiting.iter().position(|&s| self.cases[s].person == id) {
            let slot = self.beds.waiting.remove(place);
            self.beds.critical.leave(slot);
            if !self.cases[slot].direct {
                self.count_departure(slot);
            }
            self.cases.close(slot);
            return;
        }
        if self.population[id].presence != Presence::InHospital {
            return;
        }
        let slot = *self
            .beds
            .inpatients
            .iter()
            .find(|&&s| self.cases[s].person == id)
            .expect("a person in hospital is on the list of inpatients");
        self.population[id].set(flag::LAST_ILLNESS, false);
        self.end_spell(slot, true);
        let stage = self.cases[slot].stage;
        if stage == Stage::Leaving {
            self.release_place(id, Destination::of(self.cases[slot].destination));
        }
        self.unmark_ready(slot);
        self.beds.critical.leave(slot);
        // Who waits in a line has no event pending.
        let in_line = matches!(stage, Stage::Request | Stage::Hurdle | Stage::Capacity);
        if in_line || matches!(stage, Stage::CriticalWait | Stage::StepDown) {
            self.cases.close(slot)
        } else {
            self.cases.abandon(slot)
        }
        self.free_bed(slot);
    }
}

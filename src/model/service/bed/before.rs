//! Beds before the run: the acute needs of the last quarters are lived through by the choices that the model itself makes,
//! every door without a queue. Whose stay reaches past the first instant lies in a bed from then on: beds start in
//! equilibrium, with residual stays.

use super::{POOLS, Pool};
use crate::engine::time::HOUR;
use crate::engine::{Calendar, Key, Span, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::case::{Acuity, Case, Stage};
use crate::model::door::{Door, Refused};
use crate::model::event::Event;
use crate::model::need::{self, DAYS, Need, PROCESSES, Quarter};
use crate::model::population::Presence;
use crate::model::service::care::Destination;
use crate::model::service::discharge::working_time;
use crate::model::service::emergency_department::Verdict;
use crate::model::service::planned::Treated;
use crate::model::{Model, Stock};

/// Whole quarters lived through before the run: hardly a stay lasts longer.
const QUARTERS: u32 = 2;
/// Needs that may end in an emergency bed. Nobody dies in the warm-up, so there are no last illnesses.
const ACUTE: [Need; 4] = [Need::SelfLimiting, Need::Exacerbation, Need::SeriousAcute, Need::Injury];

/// When a need arises, its address, what it is, and whether only someone just discharged has it.
type Arising = (Time, Key, Need, bool);

/// The way from a need to a ward.
struct Admission {
    key: Key,
    acuity: Acuity,
    at: Time,
    direct: bool,
    short: bool,
}

/// Who is still in at the first instant.
struct Inside {
    slot: u32,
    /// When what they wait for ends: the clinical stay, the assessment, or (for the place to go to) began.
    at: Time,
}

impl Model {
    /// Fills every hospital: each is turned to through the people who use it.
    pub(in crate::model) fn beds_before(&mut self) {
        let first = self.now;
        let index = first.day() / DAYS;
        let quarters: Vec<Quarter> = (index.saturating_sub(QUARTERS)..=index)
            .map(|q| Quarter::new(q, &self.tables))
            .collect();
        let mut inside = Vec::new();
        let treated: Vec<Treated> = (self.planned.all_mut().iter_mut())
            .flat_map(|planned| planned.take_treated())
            .collect();
        for elective in treated {
            self.turn_to(elective.person);
            self.elective_before(&elective, first, &mut inside);
        }
        let mut needs = Vec::new();
        for id in 0..self.population.len() as u32 {
            if self.population[id].presence == Presence::Resident {
                self.turn_to(id);
                self.needs_before(id, &quarters, first, &mut needs);
                self.stays_before(id, &mut needs, first, &mut inside);
            }
        }
        self.now = first;
        inside.sort_by_key(|i| (self.cases[i.slot].admitted, self.cases[i.slot].person));
        for one in inside {
            self.turn_to_case(one.slot);
            self.lay(&one);
        }
    }

    /// A person's acute candidates before the run, in order: time, address, need, and whether only someone just
    /// discharged has this one.
    fn needs_before(&mut self, id: u32, quarters: &[Quarter], first: Time, needs: &mut Vec<Arising>) {
        needs.clear();
        let usual = self.hazards_of(id);
        self.population[id].discharged_day = first.day() as u16;
        let fresh = self.hazards_of(id);
        self.population[id].discharged_day = 0;
        let person = self.population[id].key;
        let mut to = [0.0; PROCESSES];
        for need in ACUTE {
            to[need as usize] = fresh[need as usize];
        }
        for quarter in quarters {
            need::candidates(quarter, person, &[0.0; PROCESSES], &to, |found| {
                if found.time < first {
                    let only_fresh = found.mark >= f64::from(usual[found.process]);
                    needs.push((found.time, found.key, Need::ALL[found.process], only_fresh));
                }
            });
        }
        needs.sort_unstable_by_key(|&(time, key, ..)| (time, key));
    }

    /// Lives through a person's acute needs: earlier stays leave the day of discharge, the last may reach into the run.
    fn stays_before(&mut self, id: u32, needs: &mut Vec<Arising>, first: Time, inside: &mut Vec<Inside>) {
        let mut home_from = Time(0);
        let mut next = 0;
        while let Some(&(time, key, need, only_fresh)) = needs.get(next) {
            next += 1;
            if time < home_from {
                continue;
            }
            let discharged = u32::from(self.population[id].discharged_day);
            let fresh = discharged > 0 && time.day() - discharged < self.rates.bed.readmission_days;
            if only_fresh && !fresh {
                continue;
            }
            let acuity = self.acuity(need, key);
            if acuity == Acuity::Minor && need == Need::SelfLimiting {
                // Hardly ever a bed, and most needs by far.
                continue;
            }
            self.now = time;
            let Some(way) = self.admission_before(id, need, key, acuity) else {
                continue;
            };
            if way.at < home_from || way.at >= first {
                continue;
            }
            self.now = way.at;
            let mut case = Case::new(id, way.key, need, way.acuity, self.population[id].cell, way.at);
            case.direct = way.direct;
            case.hospital = self.hospital_here();
            case.short = way.short;
            let slot = self.cases.open(case);
            self.decide_stay(slot);
            match self.stay_before(id, slot, first) {
                Ok(at) => {
                    inside.push(Inside { slot, at });
                    return;
                }
                Err(left) => {
                    self.cases.close(slot);
                    self.population[id].discharged_day = left.day() as u16;
                    home_from = left;
                    if let Some((key, wait)) = self.relapse(id, way.key, false) {
                        let at = left + wait;
                        let place = next + needs[next..].partition_point(|need| need.0 <= at);
                        if at < first {
                            needs.insert(place, (at, key, Need::SeriousAcute, false));
                        }
                    }
                }
            }
        }
    }

    /// Whether and how an acute need leads to a bed, from now on.
    fn admission_before(&self, id: u32, need: Need, key: Key, acuity: Acuity) -> Option<Admission> {
        let (door_rates, practice) = (&self.rates.door, &self.rates.practice);
        let department = &self.rates.department;
        let (mut key, mut acuity, mut at) = (key, acuity, self.now);
        let mut door = self.choose(id, need, key, acuity, Refused::default());
        if door == Door::Call111 {
            door = self.advice(key, acuity);
        }
        loop {
            door = match door {
                Door::Practice => {
                    let (admits, sends) = practice.sends_on(acuity);
                    let u = key.of(Purpose::Route).uniform();
                    if u < admits {
                        return Some(Admission {
                            key,
                            acuity,
                            at: Time(at.0 + 2 * HOUR) + Span::hours(practice.direct_hours),
                            direct: true,
                            short: false,
                        });
                    }
                    let treated = practice.treats(key.with(0), 0);
                    if u < admits + sends {
                        Door::Ae
                    } else if need == Need::Exacerbation && acuity != Acuity::Minor && !treated {
                        key = key.with(1);
                        Door::Home
                    } else {
                        return None;
                    }
                }
                Door::WalkIn => {
                    let sent_on =
                        acuity != Acuity::Minor && key.of(Purpose::Route).uniform() < department.walk_in_sends_on;
                    if !sent_on {
                        return None;
                    }
                    Door::Ae
                }
                Door::Home | Door::Call111 => {
                    if acuity == Acuity::Minor || key.of(Purpose::Escalate).uniform() >= door_rates.escalation {
                        return None;
                    }
                    at = at
                        + Span::days(sample::exponential(
                            key.of(Purpose::Retry).uniform(),
                            door_rates.latent_days,
                        ));
                    acuity = Acuity::High;
                    Door::Ae
                }
                Door::Ae | Door::Ambulance => {
                    let u = key.of(Purpose::Triage).with(1).uniform();
                    if need == Need::Injury && acuity == Acuity::Minor && u < department.single_specialty {
                        return None;
                    }
                    let verdict = self.verdict(id, need, key, acuity);
                    let short = verdict == Verdict::Borderline;
                    let admitted = !short || key.of(Purpose::Borderline).uniform() < self.borderline_share();
                    if verdict != Verdict::Home && admitted {
                        let minutes = door_rates.travel_minutes + department.mean_minutes();
                        return Some(Admission {
                            key,
                            acuity,
                            at: at + Span::minutes(minutes),
                            direct: false,
                            short,
                        });
                    }
                    let worse =
                        acuity != Acuity::Minor && key.of(Purpose::Escalate).with(2).uniform() < department.worse_after;
                    if worse {
                        key = key.with(1);
                        Door::Home
                    } else {
                        let (again, days) = department.comes_back(key)?;
                        key = again;
                        at = at + Span::days(days);
                        door
                    }
                }
            };
        }
    }

    /// Lives through the stay that begins now: still in at the first instant, and until when what they wait for lasts; or
    /// when they left.
    fn stay_before(&mut self, id: u32, slot: u32, first: Time) -> Result<Time, Time> {
        let case = &mut self.cases[slot];
        case.admitted = self.now;
        if case.critical > 0.0 {
            let over = self.now + Span::days(f64::from(case.critical));
            case.critical_nights = (over.min(first).day() - self.now.day()) as u16;
            if over >= first {
                (case.stage, case.ready) = (Stage::Critical, Time(u64::MAX));
                return Ok(over);
            }
            case.critical = 0.0;
            self.now = over;
        }
        let ready = self.ready_time(slot);
        let case = &mut self.cases[slot];
        case.ready = ready;
        case.stage = Stage::Bed;
        let case = *case;
        if ready >= first {
            return Ok(ready);
        }
        self.now = ready;
        let destination = self.destination(id, slot);
        if destination == Destination::Home {
            return Err(ready);
        }
        self.cases[slot].destination = destination as u8;
        let assessed = working_time(ready, self.assessment_days(case.key).0);
        if assessed >= first {
            self.cases[slot].stage = Stage::Assessment;
            return Ok(assessed);
        }
        let wait = sample::exponential(case.key.of(Purpose::Initial).uniform(), self.rates.care.start_wait_days);
        let left = assessed + Span::days(wait);
        if left >= first {
            self.cases[slot].stage = Stage::Capacity;
            return Ok(assessed);
        }
        Err(left)
    }

    /// An ordinary planned admission before the run.
    fn elective_before(&mut self, treated: &Treated, first: Time, inside: &mut Vec<Inside>) {
        let mut day = treated.day;
        while !Calendar::is_working_day(day) {
            day += 1;
        }
        self.now = Time(Time::of_day(day).0 + super::super::planned::LIST_HOUR * HOUR);
        if self.now >= first || self.population[treated.person].presence != Presence::Resident {
            return;
        }
        let case = self.ordinary_case(treated.person, treated.key, treated.cell, treated.specialty);
        let slot = self.cases.open(case);
        if let Ok(at) = self.stay_before(treated.person, slot, first) {
            // Marked at once, so that the person's acute needs before the run are passed over.
            self.population[treated.person].presence = Presence::InHospital;
            inside.push(Inside { slot, at });
        } else {
            self.cases.close(slot);
        }
    }

    /// Lays someone in a bed at the first instant; for whom no ward has room is taken to have left.
    fn lay(&mut self, one: &Inside) {
        let case = self.cases[one.slot];
        let own = POOLS[case.preferred as usize];
        let places = if case.stage == Stage::Critical {
            &[Pool::CriticalCare]
        } else if case.elective {
            &own.places()[..1]
        } else {
            own.places()
        };
        let room = places.iter().copied().find(|&pool| self.beds.has_room(own, pool));
        let Some(pool) = room else {
            self.population[case.person].presence = Presence::Resident;
            self.cases.close(one.slot);
            return;
        };
        self.beds.wards[pool as usize].occupied += 1;
        self.beds.inpatients.push(one.slot);
        self.cases[one.slot].pool = pool as u8;
        let person = &mut self.population[case.person];
        person.presence = Presence::InHospital;
        if !case.elective {
            person.admissions = person.admissions.saturating_add(8);
        }
        if case.stage.ready() {
            self.levels.stock(Stock::ReadyWaiting, 0, case.cell, 1);
        }
        match case.stage {
            Stage::Capacity => self.wait_for_place(case.person, one.slot),
            stage => {
                let event = match stage {
                    Stage::Assessment => Event::Assessed,
                    Stage::Critical => Event::CriticalDone,
                    _ => Event::Ready,
                };
                self.agenda.push(event.entry(one.at, case.person, one.slot));
            }
        }
    }
}

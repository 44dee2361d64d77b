//! Adult acute mental health beds. Who needs one gets it at once if one is free; else waits where they are for the day's
//! round, those in A&E first. Whom it could not help for too long is placed out of area, and fetched back when a bed
//! falls free. Some who are ready to leave wait for housing or social care.

use super::days_of;
use crate::engine::{Key, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::diary::{Mind, Verdict};
use crate::model::patch::Group;
use crate::model::population::{Presence, mind};
use crate::model::settings::{ServiceKind, Settings};
use crate::model::{Count, Model, Stock, What};

#[derive(Clone, Debug)]
pub struct Rates {
    pub stay_days: f64,
    pub stay_sigma: f64,
    delayed: f64,
    delay_days: f64,
    away_after_hours: f64,
    fetched_least_days: u32,
    other_occupancy: f64,
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        Rates {
            stay_days: p("mental.bed.clinical_stay_mean_days"),
            stay_sigma: p("mental.bed.clinical_stay_sigma"),
            delayed: p("mental.bed.delayed_share"),
            delay_days: p("mental.bed.delay_mean_days"),
            away_after_hours: p("mental.bed.out_of_area_after_hours"),
            fetched_least_days: p("mental.bed.fetched_back_least_days") as u32,
            other_occupancy: p("mental.bed.other_beds_occupancy"),
        }
    }

    /// Clinical days, and all days in a bed with the wait for housing or social care.
    /// `delay` is the lever on that wait, 1 when nobody moves it.
    pub fn stay(&self, key: Key, delay: f64) -> (u32, u32) {
        let clinical = days_of(key.of(Purpose::MentalStay), self.stay_days, self.stay_sigma);
        let luck = key.of(Purpose::MentalDelay);
        let delayed = luck.uniform() < self.delayed;
        let wait = if delayed {
            1 + sample::exponential(luck.with(1).uniform(), self.delay_days * delay) as u32
        } else {
            0
        };
        (clinical, clinical + wait)
    }

    /// Mean of all days in a bed.
    pub fn mean_days(&self) -> f64 {
        self.stay_days + self.delayed * self.delay_days
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    Waiting,
    Here,
    Away,
}

#[derive(Clone, Copy, Debug)]
struct Patient {
    person: u32,
    key: Key,
    cell: u16,
    /// The case in the emergency department, while the person waits there.
    slot: Option<u32>,
    asked: Time,
    place: Place,
    admitted: u32,
    ready: u32,
    leaves: u32,
}

#[derive(Clone, Default)]
pub struct MentalBeds {
    /// In order of asking.
    patients: Vec<Patient>,
    /// Beds open today.
    open: usize,
}

impl MentalBeds {
    pub fn people(&self) -> impl Iterator<Item = u32> {
        self.patients.iter().map(|p| p.person)
    }
    fn count(&self, place: Place) -> usize {
        self.patients.iter().filter(|p| p.place == place).count()
    }
    fn free(&self) -> bool {
        self.count(Place::Here) < self.open
    }
}

impl Model {
    pub(super) fn open_mental_beds(&mut self) {
        let places = self.standing.places(ServiceKind::MentalHealthBeds, "", self.now);
        self.mental.beds.open = places.round() as usize;
    }

    /// Asks for a bed: at once if one is free and nobody waits.
    pub(super) fn request_mental_bed(&mut self, id: u32, key: Key, slot: Option<u32>) {
        // From the decision on nobody else admits the person.
        self.population[id].presence = Presence::InMentalHealthBed;
        if self.population[id].minds(mind::HOME_TREATMENT) {
            self.mental.home.forget(id);
            self.set_mind(id, mind::HOME_TREATMENT, false);
        }
        self.diary.note(self.now, id, key, What::Mind(Mind::BedWanted));
        let free = self.mental.beds.free() && self.mental.beds.count(Place::Waiting) == 0;
        let cell = self.population[id].cell;
        self.mental.beds.patients.push(Patient {
            person: id,
            key,
            cell,
            slot,
            asked: self.now,
            place: Place::Waiting,
            admitted: 0,
            ready: 0,
            leaves: 0,
        });
        if free {
            self.give_mental_bed(self.mental.beds.patients.len() - 1, Place::Here);
        }
    }

    fn give_mental_bed(&mut self, index: usize, place: Place) {
        let patient = self.mental.beds.patients[index];
        let (id, cell, day) = (patient.person, patient.cell, self.now.day());
        self.tallies.count(Count::MentalAdmission, cell);
        if place == Place::Away {
            self.tallies.count(Count::OutOfAreaPlacement, cell);
            self.tallies.count(Count::Handoff, cell);
        }
        if let Some(slot) = patient.slot {
            self.count_departure(slot);
            self.cases.close(slot);
            self.diary
                .note(self.now, id, patient.key, What::Decided(Verdict::MentalHealthBed));
        }
        let (clinical, all) = self.rates.mental.beds.stay(patient.key, self.standing.mental_delay);
        let away = place == Place::Away;
        self.diary
            .note(self.now, id, patient.key, What::Mind(Mind::InBed { away }));
        self.mental.beds.patients[index] = Patient {
            slot: None,
            place,
            admitted: day,
            ready: day + clinical,
            leaves: day + all,
            ..patient
        };
    }

    /// Someone who lay in a bed before the run, or out of area: `gone` days ago.
    pub(super) fn lay_in_mental_bed(&mut self, id: u32, key: Key, gone: u32) {
        let day = self.now.day();
        let (clinical, all) = self.rates.mental.beds.stay(key, self.standing.mental_delay);
        self.population[id].presence = Presence::InMentalHealthBed;
        let place = if self.mental.beds.free() {
            Place::Here
        } else {
            Place::Away
        };
        let admitted = day - gone;
        self.mental.beds.patients.push(Patient {
            person: id,
            key,
            cell: self.population[id].cell,
            slot: None,
            asked: Time::of_day(admitted),
            place,
            admitted,
            ready: admitted + clinical,
            leaves: (admitted + all).max(day),
        });
    }

    /// The day's round: who may go goes; free beds to those who wait, then to those who are far away.
    pub(super) fn mental_beds_day(&mut self) {
        let day = self.now.day();
        self.open_mental_beds();
        let (leaving, staying): (Vec<Patient>, Vec<Patient>) = self
            .mental
            .beds
            .patients
            .iter()
            .partition(|p| p.place != Place::Waiting && p.leaves <= day);
        self.mental.beds.patients = staying;
        leaving.into_iter().for_each(|patient| self.leave_to_home(patient));
        // Those in A&E first, then in order of asking.
        let patients = &self.mental.beds.patients;
        let mut waiting: Vec<usize> = (0..patients.len())
            .filter(|&i| patients[i].place == Place::Waiting)
            .collect();
        waiting.sort_by_key(|&i| patients[i].slot.is_none());
        let longest = self.rates.mental.beds.away_after_hours;
        for index in waiting {
            if self.mental.beds.free() {
                self.give_mental_bed(index, Place::Here);
            } else if self.now.since(self.mental.beds.patients[index].asked).as_hours() >= longest {
                self.give_mental_bed(index, Place::Away);
            }
        }
        let least = self.rates.mental.beds.fetched_least_days;
        for index in 0..self.mental.beds.patients.len() {
            let patient = self.mental.beds.patients[index];
            if patient.place == Place::Away && patient.leaves >= day + least && self.mental.beds.free() {
                self.mental.beds.patients[index].place = Place::Here;
                self.tallies.count(Count::Handoff, patient.cell);
                self.diary
                    .note(self.now, patient.person, patient.key, What::Mind(Mind::Fetched));
            }
        }
    }

    fn leave_to_home(&mut self, patient: Patient) {
        let (id, day) = (patient.person, self.now.day());
        self.tallies.count(Count::MentalDischarge, patient.cell);
        self.tallies.add(
            Count::MentalStayDays,
            0,
            patient.cell,
            i64::from(day - patient.admitted),
        );
        let days = (day - patient.admitted).min(u32::from(u16::MAX)) as u16;
        let waited = day.saturating_sub(patient.ready).min(u32::from(u16::MAX)) as u16;
        self.diary
            .note(self.now, id, patient.key, What::Mind(Mind::Left { days, waited }));
        let person = &mut self.population[id];
        person.presence = Presence::Resident;
        person.mental_discharged_day = day as u16;
        self.refer_to_team(id, patient.key, true);
        self.raise_hazards(id);
    }

    /// Someone dies who is in a mental health bed or waits for one.
    pub(super) fn leave_mental_bed(&mut self, id: u32) {
        let patients = &mut self.mental.beds.patients;
        let place = patients
            .iter()
            .position(|p| p.person == id)
            .expect("a person in a mental health bed is on its list");
        let patient = patients.remove(place);
        if let Some(slot) = patient.slot {
            self.count_departure(slot);
            self.cases.close(slot);
        }
    }

    /// Midnight: who lies where.
    pub(in crate::model) fn census_mental(&mut self) {
        let day = self.now.day();
        for patient in &self.mental.beds.patients {
            let stock = match patient.place {
                Place::Waiting => Stock::MentalBedWaiting,
                Place::Here => Stock::MentalBedOccupied,
                Place::Away => Stock::OutOfArea,
            };
            self.tallies.stock(stock, 0, patient.cell, 1);
            if patient.place != Place::Waiting && patient.ready <= day {
                self.tallies.stock(Stock::MentalDelayed, 0, patient.cell, 1);
            }
        }
        let open = self.mental.beds.open as i64;
        let cell = self.cell_of(Group::Mental);
        self.tallies.stock(Stock::MentalBedOpen, 0, cell, open);
        let other = self.standing.places(ServiceKind::OtherMentalHealthBeds, "", self.now);
        let occupied = (other * self.rates.mental.beds.other_occupancy).round() as i64;
        self.tallies.stock(Stock::OtherMentalBed, 0, cell, occupied);
    }
}

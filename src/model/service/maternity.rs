//! Maternity as a volume: each birth brings appointments in hospital, contacts of community midwives, a delivery spell in
//! the maternity beds and sometimes a stay before it. The mother is of an age and a neighbourhood, not a named resident.
//! Who finds the beds full is sent to another hospital.

use crate::engine::{Key, Month, sample};
use crate::model::address::{For, Purpose};
use crate::model::fact::{CELLS, cell};
use crate::model::patch::Group;
use crate::model::service::volume::settle;
use crate::model::settings::{ServiceKind, Settings};
use crate::model::{Count, Model};

/// Days ahead that the ends of stays are noted; a stay is shorter.
const RING: usize = 64;

#[derive(Clone, Debug)]
pub struct Rates {
    stay_days: f64,
    stay_sigma: f64,
    before_share: f64,
    before_days: f64,
    appointments: f64,
    contacts: f64,
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        Rates {
            stay_days: p("maternity.delivery_stay_mean_days"),
            stay_sigma: p("maternity.stay_sigma"),
            before_share: p("maternity.stay_before_birth_per_birth"),
            before_days: p("maternity.stay_before_birth_mean_days"),
            appointments: p("maternity.hospital_appointments_per_birth"),
            contacts: p("maternity.midwife_contacts_per_birth"),
        }
    }

    /// Whole nights of a stay with a mean.
    fn nights(&self, key: Key, mean: f64) -> usize {
        let sigma = self.stay_sigma;
        let days = sample::lognormal(key.uniform(), mean * libm::exp(-sigma * sigma / 2.0), sigma);
        (days + key.with(1).uniform()).min(RING as f64 - 2.0) as usize
    }
}

#[derive(Clone, Copy, Debug)]
struct Due {
    day: u32,
    cell: u16,
    nights: usize,
    delivery: bool,
}

/// The maternity ward.
#[derive(Clone)]
pub struct Maternity {
    /// Stays of the month that have not begun, the last first.
    due: Vec<Due>,
    leaving: [u32; RING],
    occupied: u32,
}

impl Default for Maternity {
    fn default() -> Maternity {
        Maternity {
            due: Vec::new(),
            leaving: [0; RING],
            occupied: 0,
        }
    }
}

impl Maternity {
    pub fn occupied(&self) -> u32 {
        self.occupied
    }
}

impl Model {
    /// A month's births are known: their stays, appointments and contacts.
    pub(in crate::model) fn maternity_month(&mut self, month: Month) {
        let hospitals = self.patches.count(Group::Hospital);
        let mut wanted = vec![vec![0.0; self.neighbourhoods.len() * CELLS]; hospitals];
        let rates = self.rates.maternity.clone();
        for n in 0..self.neighbourhoods.len() {
            let by_band = self.births_expected(n, month);
            let all: f64 = by_band.iter().sum();
            for baby in self.births(n, month) {
                // Mother and baby use the same hospital.
                let hospital = self.hospital_for(n, baby);
                self.turn_group(Group::Hospital, hospital);
                let (fifth, at) = self.birth(n, baby, month);
                let mut u = baby.of(Purpose::Mother).uniform() * all;
                let band = by_band.iter().position(|births| {
                    u -= births;
                    u < 0.0
                });
                let cell = cell(n, band.unwrap_or(2), fifth) as u16;
                wanted[usize::from(hospital)][usize::from(cell)] += rates.contacts;
                let luck = baby.of(Purpose::MaternityStay);
                let appointments = (rates.appointments + luck.with(9).uniform()) as i64;
                self.tallies.add(Count::MaternityAppointment, 0, cell, appointments);
                self.maternity.due.push(Due {
                    day: at.day(),
                    cell,
                    nights: rates.nights(luck, rates.stay_days),
                    delivery: true,
                });
                if luck.with(2).uniform() < rates.before_share {
                    // A stay before birth: of another mother's month as likely as of this one, so any day of it will do.
                    let day = month.start().day() + (luck.with(3).uniform() * f64::from(month.days())) as u32;
                    self.maternity.due.push(Due {
                        day,
                        cell,
                        nights: rates.nights(luck.with(4), rates.before_days),
                        delivery: false,
                    });
                }
            }
        }
        self.in_each(Group::Hospital, |model| {
            model.maternity.due.sort_by_key(|due| std::cmp::Reverse(due.day));
            let room = model.month_of_work(ServiceKind::CommunityMidwifery, month);
            let wanted = &wanted[model.here(Group::Hospital)];
            let (made, unmet) = (Count::MidwifeContact, Count::MidwifeUnmet);
            settle(&mut model.tallies, wanted, room, made, unmet);
        });
    }

    /// Midnight: the day that ends brought some in and let some go.
    pub(in crate::model) fn maternity_midnight(&mut self) {
        let day = self.now.day() - 1;
        let open = self.standing.places(ServiceKind::MaternityBeds, "", self.now).round() as u32;
        let ward = &mut *self.maternity;
        ward.occupied -= std::mem::take(&mut ward.leaving[day as usize % RING]);
        while let Some(due) = ward.due.pop_if(|due| due.day <= day) {
            if due.nights > 0 && ward.occupied >= open {
                self.tallies.count(Count::MaternityFull, due.cell);
                continue;
            }
            if due.delivery {
                self.tallies.count(Count::MaternityAdmission, due.cell);
            }
            if due.nights > 0 {
                ward.occupied += 1;
                ward.leaving[(day as usize + due.nights) % RING] += 1;
            }
        }
    }
}

//! Community triage of musculoskeletal referrals from practices: physiotherapists see them first, treat some, and send
//! the rest on with their place in the queue kept. When the wait would be too long a referral goes straight to the
//! clinic. Optometrists may settle routine eye referrals likewise, where a care model has them do so.

use super::Planned;
use super::clock::{Entry, Stop};
use crate::model::address::{For, Purpose};
use crate::model::need::Need;
use crate::model::settings::ServiceKind;
use crate::model::{Count, Model, What};
use std::collections::VecDeque;

#[derive(Clone, Debug)]
pub(super) struct Triage {
    /// Whether the place has such a service.
    pub open: bool,
    pub waiting: VecDeque<Entry>,
    carried: f64,
}

impl Triage {
    pub fn new(open: bool) -> Triage {
        Triage {
            open,
            waiting: VecDeque::new(),
            carried: 0.0,
        }
    }
}

impl Planned {
    /// Whether a referral is of the kind that triage sees: routine, from a practice.
    pub(super) fn for_triage(&self, need: Need, entry: &Entry, direct: bool) -> bool {
        self.triage.open && need == Need::Musculoskeletal && !entry.urgent && !direct
    }
}

impl Model {
    /// Puts a referral into the queue for triage, if it belongs there and the queue is not too long.
    pub(super) fn seen_in_triage(&mut self, need: Need, entry: Entry) -> bool {
        let direct = self.rates.planned.is_direct(usize::from(entry.specialty), entry.key);
        if !self.planned.for_triage(need, &entry, direct) {
            return false;
        }
        let places = self.standing.places(ServiceKind::MusculoskeletalTriage, "", self.now);
        if self.planned.triage.waiting.len() as f64 >= places * self.rates.planned.triage_most_wait {
            return false;
        }
        self.planned.triage.waiting.push_back(entry);
        true
    }

    /// Optometrists see routine eye referrals within days, and settle some of them.
    pub(super) fn seen_by_optometrist(&mut self, need: Need, entry: &Entry) -> bool {
        let direct = self.rates.planned.is_direct(usize::from(entry.specialty), entry.key);
        let luck = entry.key.of(Purpose::CommunityTriage).with(1).uniform();
        if need != Need::Ophthalmology || entry.urgent || direct || luck >= self.standing.ophthalmology_triage {
            return false;
        }
        self.tallies.count(Count::TriageContact, entry.cell);
        let what = What::Triaged {
            treated: true,
            waited: 0,
        };
        self.diary.note(self.now, entry.person, entry.key, what);
        self.stop_clock(entry, Stop::NotAdmitted);
        true
    }

    /// The day's triage.
    pub(super) fn triage_day(&mut self, day: u32) {
        let places = self.standing.places(ServiceKind::MusculoskeletalTriage, "", self.now);
        if places <= 0.0 {
            // A closed service hands its queue on.
            for entry in std::mem::take(&mut self.planned.triage.waiting) {
                self.planned.clinics[usize::from(entry.specialty)].await_first(entry);
            }
            return;
        }
        self.planned.triage.carried += places;
        while self.planned.triage.carried >= 1.0 {
            let Some(entry) = self.planned.triage.waiting.pop_front() else {
                // An empty hour cannot be kept for tomorrow.
                self.planned.triage.carried = self.planned.triage.carried.fract();
                return;
            };
            if !self.population[entry.person].here() {
                self.stop_clock(&entry, Stop::Departed);
                continue;
            }
            self.planned.triage.carried -= 1.0;
            self.tallies.count(Count::TriageContact, entry.cell);
            let treated = entry.key.of(Purpose::CommunityTriage).uniform() < self.rates.planned.triage_treats;
            let what = What::Triaged {
                treated,
                waited: day.saturating_sub(entry.since).min(u32::from(u16::MAX)) as u16,
            };
            self.diary.note(self.now, entry.person, entry.key, what);
            if treated {
                self.stop_clock(&entry, Stop::NotAdmitted);
            } else {
                self.planned.clinics[usize::from(entry.specialty)].await_first(entry);
            }
        }
    }
}

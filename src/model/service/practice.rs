//! General practice: every practice has a diary of same-day and bookable slots with a horizon. People balk on the date
//! they are offered. A practice settles its booked appointments one day at a time.

use crate::engine::time::{DAY, HOUR};
use crate::engine::{Calendar, Key, Span, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::case::Acuity;
use crate::model::door::{Door, Refused};
use crate::model::event::Event;
use crate::model::fact::Fate;
use crate::model::need::Need;
use crate::model::patch::{Group, Patches};
use crate::model::population::record::Contact;
use crate::model::population::{Presence, flag};
use crate::model::rates;
use crate::model::settings::{ServiceKind, Settings};
use crate::model::{AHEAD, Count, Model, Neighbourhood, What};

/// Working days ahead that a diary is open.
const HORIZON: usize = 64;

#[derive(Clone, Debug)]
pub struct Rates {
    same_day_share: f64,
    wants_same_day: f64,
    tolerance_days: f64,
    lag_days: f64,
    not_attended: f64,
    comes_again: f64,
    comes_again_days: f64,
    review_controls: f64,
    treats_exacerbation: f64,
    /// Appointments with the usual clinician, of the same day and booked ahead.
    usual: [f64; 2],
    /// Success of a clinician who does not know the patient over that of the usual one.
    other_success: f64,
    admits_high: f64,
    admits_moderate: f64,
    sends_to_ae: f64,
    refers: f64,
    pub direct_hours: f64,
    release_hour: u32,
    offer_smoothing: f64,
    offer_utility: f64,
    most_repeats: u8,
    /// Advice instead of a referral: when the patient is seen again, and the share then referred after all.
    advice_days: f64,
    advice_refers: f64,
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        Rates {
            same_day_share: p("practice.same_day_slots_share"),
            advice_days: p("planned.advice.seen_again_days"),
            advice_refers: p("planned.advice.refers_after_share"),
            wants_same_day: p("practice.wants_same_day_share"),
            tolerance_days: p("practice.tolerance_mean_days"),
            lag_days: p("practice.wished_lag_mean_days"),
            not_attended: p("practice.not_attended_share"),
            comes_again: p("practice.comes_again_share"),
            comes_again_days: p("practice.comes_again_mean_days"),
            review_controls: p("practice.review_restores_control_share"),
            treats_exacerbation: p("practice.treats_exacerbation_share"),
            usual: [
                p("practice.usual_clinician_same_day_share"),
                p("practice.usual_clinician_booked_share"),
            ],
            other_success: p("practice.other_clinician_success_ratio"),
            admits_high: p("practice.admits_high_share"),
            admits_moderate: p("practice.admits_moderate_share"),
            sends_to_ae: p("practice.sends_to_ae_share"),
            refers: p("practice.refers_planned_share"),
            direct_hours: p("practice.direct_admission_mean_hours"),
            release_hour: p("practice.release_hour") as u32,
            offer_smoothing: p("practice.offer_smoothing"),
            offer_utility: p("door.practice_offer_per_day"),
            most_repeats: p("practice.most_repeats") as u8,
        }
    }
    /// Chances that an acute need seen in the practice goes straight to a ward, and to A&E.
    pub fn sends_on(&self, acuity: Acuity) -> (f64, f64) {
        match acuity {
            Acuity::High => (self.admits_high, 1.0 - self.admits_high),
            Acuity::Moderate => (self.admits_moderate, self.sends_to_ae),
            Acuity::Minor => (0.0, 0.0),
        }
    }
    /// Whether an appointment after so many days is with the clinician whom the person usually sees.
    fn usual(&self, key: Key, wait: u8) -> bool {
        key.of(Purpose::Usual).uniform() < self.usual[usize::from(wait > 0)]
    }
    /// Whether what a clinician does succeeds, of a chance with the usual one.
    fn succeeds(&self, key: Key, chance: f64, usual: bool) -> bool {
        key.of(Purpose::Control).uniform() < if usual { chance } else { chance * self.other_success }
    }
    /// Whether an exacerbation that the practice keeps is treated with success.
    pub fn treats(&self, key: Key, wait: u8) -> bool {
        self.succeeds(key, self.treats_exacerbation, self.usual(key, wait))
    }
    /// Whether a review by somebody who knows the patient brings conditions under control.
    pub fn restores_control(&self, key: Key) -> bool {
        self.succeeds(key, self.review_controls, true)
    }
    /// Share of planned-care needs seen in the practice that are referred, before any lever.
    pub fn refers_planned(&self) -> f64 {
        self.refers
    }
}

/// An appointment in the book.
#[derive(Clone, Copy, Debug)]
struct Visit {
    key: Key,
    person: u32,
    cell: u16,
    need: Need,
    acuity: Acuity,
    wait: u8,
    /// How often this need has been seen before.
    round: u8,
}

/// The diary of one practice.
#[derive(Clone, Debug)]
struct Diary {
    /// Patch of primary care, and the share of its appointments.
    patch: usize,
    share: f64,
    /// Bookable slots taken on each coming day, by day modulo the horizon.
    booked: Vec<u16>,
    same_day_taken: u16,
    /// Days to the first free bookable slot, smoothed over the last requests.
    offer: f64,
    /// e^−utility of that offer, as a caller weighs it against other doors.
    reluctance: f64,
}

/// All practices of the place.
#[derive(Clone)]
pub struct Practices {
    diaries: Vec<Diary>,
    /// Appointments of each coming day.
    book: Vec<Vec<Visit>>,
    /// Calls that wait for the lines to open.
    morning: Vec<Visit>,
    day: u32,
    same_day_slots: Vec<u16>,
    bookable_slots: Vec<u16>,
}

impl Practices {
    pub(in crate::model) fn new(
        settings: &Settings,
        rates: &rates::Rates,
        neighbourhoods: &[Neighbourhood],
        patches: &Patches,
    ) -> Practices {
        let people = patches.people(Group::Primary, neighbourhoods);
        let diaries = settings
            .neighbourhoods
            .iter()
            .zip(neighbourhoods)
            .enumerate()
            .flat_map(|(i, (n, size))| {
                let patch = patches.home_in(Group::Primary, i);
                let share = size.people / people[patch] / f64::from(n.practices);
                (0..n.practices).map(move |_| Diary {
                    patch,
                    share,
                    booked: vec![0; HORIZON],
                    same_day_taken: 0,
                    offer: rates.practice.tolerance_days / 2.0,
                    reluctance: libm::exp(-rates.practice.offer_utility * rates.practice.tolerance_days / 2.0),
                })
            })
            .collect::<Vec<_>>();
        let slots = vec![0; diaries.len()];
        Practices {
            diaries,
            book: vec![Vec::new(); HORIZON],
            morning: Vec::new(),
            day: 0,
            same_day_slots: slots.clone(),
            bookable_slots: slots,
        }
    }

    /// e^−utility of what a caller to this practice is offered now.
    #[inline]
    pub fn reluctance(&self, practice: u16) -> f64 {
        self.diaries[practice as usize].reluctance
    }
    /// Days that a caller to this practice is offered now.
    pub fn offer(&self, practice: u16) -> f64 {
        self.diaries[practice as usize].offer
    }
}

impl Model {
    /// 08:00: a new day in every practice.
    pub(in crate::model) fn practice_day(&mut self) {
        let day = self.now.day();
        self.agenda.push(Event::PracticeDay.entry(Time(self.now.0 + DAY), 0, 0));
        self.practices.day = day;
        let mut places = Vec::new();
        self.in_each(Group::Primary, |model| {
            places.push(model.standing.places(ServiceKind::GeneralPractice, "", model.now));
        });
        let share = self.rates.practice.same_day_share;
        for (i, diary) in self.practices.diaries.iter_mut().enumerate() {
            let slots = places[diary.patch] * diary.share;
            self.practices.same_day_slots[i] = (slots * share).round() as u16;
            self.practices.bookable_slots[i] = (slots * (1.0 - share)).round() as u16;
            diary.same_day_taken = 0;
            diary.booked[(day as usize + HORIZON - 1) % HORIZON] = 0;
        }
        let visits = std::mem::take(&mut self.practices.book[day as usize % HORIZON]);
        for some in visits.chunks(AHEAD) {
            self.population.fetch(some.iter().map(|visit| visit.person));
            for visit in some {
                self.turn_to(visit.person);
                self.consult(visit);
            }
        }
        let mut empty = visits;
        empty.clear();
        self.practices.book[day as usize % HORIZON] = empty;
        if Calendar::is_working_day(day) {
            let calls = std::mem::take(&mut self.practices.morning);
            for some in calls.chunks(AHEAD) {
                self.population.fetch(some.iter().map(|call| call.person));
                for call in some {
                    self.turn_to(call.person);
                    self.morning_call(call);
                }
            }
        }
    }

    /// The lines open: a slot of the day for those who call first, another day or another door for the rest.
    fn morning_call(&mut self, call: &Visit) {
        let person = &self.population[call.person];
        if person.presence != Presence::Resident {
            return;
        }
        let practice = person.practice as usize;
        let diary = &mut self.practices.diaries[practice];
        if diary.same_day_taken < self.practices.same_day_slots[practice] {
            diary.same_day_taken += 1;
            self.consult(call);
            return;
        }
        let booked =
            call.acuity == Acuity::Minor && self.book(call.person, call.need, call.key, call.acuity, 1.0, 0, true);
        if booked {
            return;
        }
        // Whom nothing suits that the practice has is offered an appointment elsewhere this evening.
        if call.acuity != Acuity::High && self.extended_hours(call.cell) {
            self.consult(call);
        } else {
            self.asked_in_vain(call.person, call.need, call.key, call.acuity, Refused::default());
        }
    }

    /// Asks for an appointment for an acute need; false if the person does not take what is offered.
    pub(in crate::model) fn urgent_appointment(&mut self, id: u32, need: Need, key: Key, acuity: Acuity) -> bool {
        let person = &self.population[id];
        let by_day = Calendar::is_working_day(self.now.day()) && (8..18).contains(&self.now.hour());
        if by_day && acuity != Acuity::Minor && self.housebound(person) {
            if !self.home_visit(id, key) {
                let cell = self.population[id].cell;
                self.tallies.count(Count::HomeVisitRefused, cell);
                return false;
            }
            self.consult(&self.visit_now(id, need, key, acuity));
            return true;
        }
        let late = self.standing.late_visiting_hours;
        if late > 0.0 && acuity != Acuity::Minor && self.visited_late(id, key, late) {
            self.consult(&self.visit_now(id, need, key, acuity));
            return true;
        }
        let urgent = acuity != Acuity::Minor || key.of(Purpose::Attend).uniform() < self.rates.practice.wants_same_day;
        let wished = if urgent { 0.0 } else { 1.0 };
        self.book(id, need, key, acuity, wished, 0, true)
    }

    /// A consultation here and now.
    fn visit_now(&self, id: u32, need: Need, key: Key, acuity: Acuity) -> Visit {
        Visit {
            key,
            person: id,
            cell: self.population[id].cell,
            need,
            acuity,
            wait: 0,
            round: 0,
        }
    }

    /// Whether a community matron still visits somebody housebound who asks in the evening; who finds none does as before.
    fn visited_late(&mut self, id: u32, key: Key, hours: f64) -> bool {
        let after = f64::from(self.now.hour()) - 18.0;
        let open = Calendar::is_working_day(self.now.day()) && after >= 0.0 && after < hours;
        open && self.housebound(&self.population[id]) && self.home_visit(id, key)
    }

    /// A routine appointment: at the first free slot after the wished lag.
    pub(in crate::model) fn routine_appointment(&mut self, id: u32, need: Need, key: Key) {
        let lag = sample::exponential(key.of(Purpose::Lag).uniform(), self.rates.practice.lag_days);
        if !self.book(id, need, key, Acuity::Minor, 1.0 + lag, 0, true) {
            let cell = self.population[id].cell;
            self.tallies.count(Count::GpBalked, cell);
            self.tallies.add(Count::UnmetNeed, need as usize, cell, 1);
            self.diary.note(self.now, id, key, What::Balked);
            self.diary.note(self.now, id, key, What::Unmet);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one request has this many sides")]
    fn book(&mut self, id: u32, need: Need, key: Key, acuity: Acuity, wished: f64, round: u8, may_balk: bool) -> bool {
        let person = &self.population[id];
        let (practice, cell) = (person.practice as usize, person.cell);
        let now_day = self.now.day();
        let open = Calendar::is_working_day(now_day) && (8..18).contains(&self.now.hour());
        let visit = Visit {
            key,
            person: id,
            cell,
            need,
            acuity,
            wait: 0,
            round,
        };
        if wished == 0.0 && !open && self.extended_hours_open() && self.extended_hours(cell) {
            self.consult(&visit);
            return true;
        }
        if wished == 0.0 && !open {
            self.practices.morning.push(visit);
            self.diary.note(self.now, id, key, What::CallsInTheMorning);
            return true;
        }
        if wished == 0.0 && self.practices.day == now_day {
            let diary = &mut self.practices.diaries[practice];
            if diary.same_day_taken < self.practices.same_day_slots[practice] {
                diary.same_day_taken += 1;
                self.consult(&visit);
                return true;
            }
            if acuity == Acuity::High {
                return false;
            }
            if acuity == Acuity::Moderate && self.extended_hours(cell) {
                self.consult(&visit);
                return true;
            }
        }
        let released = open && self.practices.day == now_day && self.now.hour() >= self.rates.practice.release_hour;
        if released && wished <= 1.0 && round == 0 {
            // Slots of the day that are still free at the release hour go to whoever calls.
            let diary = &mut self.practices.diaries[practice];
            if diary.same_day_taken < self.practices.same_day_slots[practice] {
                diary.same_day_taken += 1;
                self.consult(&visit);
                return true;
            }
        }
        let diary = &self.practices.diaries[practice];
        let slots = self.practices.bookable_slots[practice];
        // Nobody is put off by a weekend: the wait counts from the first working day on or after the wished one.
        let wished_day = now_day + (wished as u32).max(1);
        let first = (wished_day..wished_day + 7).find(|&day| Calendar::is_working_day(day));
        let first = first.unwrap_or(wished_day);
        let last = now_day + HORIZON as u32 - 2;
        let free =
            (first..=last).find(|&day| Calendar::is_working_day(day) && diary.booked[day as usize % HORIZON] < slots);
        let offered = free.map_or(HORIZON as f64, |day| f64::from(day - now_day));
        let beyond = free.map_or(HORIZON as f64, |day| f64::from(day - first));
        // Nobody balks at the day they wished for.
        let tolerated = beyond == 0.0 || {
            let u = key.of(Purpose::Tolerance).with(u64::from(round)).uniform();
            beyond <= sample::exponential(u, self.rates.practice.tolerance_days)
        };
        let diary = &mut self.practices.diaries[practice];
        if round == 0 && wished <= 1.0 {
            diary.offer += self.rates.practice.offer_smoothing * (offered - diary.offer);
            diary.reluctance = libm::exp(-self.rates.practice.offer_utility * diary.offer);
        }
        match free {
            Some(day) if !may_balk || tolerated => {
                diary.booked[day as usize % HORIZON] += 1;
                let wait = (day - now_day) as u8;
                self.practices.book[day as usize % HORIZON].push(Visit { wait, ..visit });
                let again = round > 0;
                self.diary.note(self.now, id, key, What::Booked { days: wait, again });
                true
            }
            // Whom nothing suits that the practice has is offered an appointment elsewhere this evening.
            _ if wished == 0.0 && self.extended_hours(cell) => {
                self.consult(&visit);
                true
            }
            _ => false,
        }
    }

    /// The appointment takes place (or is not attended).
    fn consult(&mut self, visit: &Visit) {
        let person = &self.population[visit.person];
        if !person.here() {
            return;
        }
        let cell = visit.cell;
        self.tallies.count(Count::GpAppointment, cell);
        if visit.wait == 0 {
            self.tallies.count(Count::GpSameDay, cell);
        }
        self.tallies.add(Count::GpWaitDays, 0, cell, i64::from(visit.wait));
        if visit.wait > 14 {
            self.tallies.count(Count::GpOver14Days, cell);
        }
        let key = visit.key.with(u64::from(visit.round));
        let usual = self.rates.practice.usual(key, visit.wait);
        self.tallies.add(Count::GpUsualClinician, 0, cell, i64::from(usual));
        let absent = key.of(Purpose::Attend).with(1).uniform() < self.rates.practice.not_attended;
        let missed = absent && visit.wait > 0 || person.presence != Presence::Resident;
        let appointment = What::Appointment {
            need: visit.need,
            waited: visit.wait,
            kept: !missed,
        };
        self.diary.note(self.now, visit.person, visit.key, appointment);
        if missed {
            self.tallies.count(Count::GpNotAttended, cell);
            return;
        }
        let remote = visit.acuity == Acuity::Minor && key.of(Purpose::Remote).uniform() < self.rates.primary.remote;
        if remote {
            self.tallies.count(Count::GpRemote, cell);
        }
        let contact = if visit.need == Need::ConditionReview {
            Contact::Review
        } else {
            Contact::Appointment
        };
        self.look_for_conditions(visit.person, key, contact);
        match visit.need {
            Need::SelfLimiting => {
                let again = if remote {
                    self.rates.primary.remote_again
                } else {
                    self.rates.practice.comes_again
                };
                if visit.acuity == Acuity::Moderate {
                    self.consult_acute(visit);
                } else if visit.round < self.rates.practice.most_repeats
                    && key.of(Purpose::Retry).uniform() < again
                    && !self.link_worker(visit.person, key)
                {
                    let days = sample::exponential(
                        key.of(Purpose::Interval).uniform(),
                        self.rates.practice.comes_again_days,
                    );
                    self.book(
                        visit.person,
                        visit.need,
                        visit.key,
                        Acuity::Minor,
                        days,
                        visit.round + 1,
                        true,
                    );
                }
            }
            Need::ConditionReview => {
                self.tallies.count(Count::ConditionReviewed, cell);
                let rates = &self.rates.practice;
                let restored = rates.succeeds(key, rates.review_controls, usual);
                if let Some((key, acuity)) = self.found_at_review(visit.person, key) {
                    let (need, round) = (Need::Exacerbation, 0);
                    self.consult_acute(&Visit {
                        key,
                        need,
                        acuity,
                        round,
                        ..*visit
                    });
                }
                let day = self.now.day() as u16;
                let person = &mut self.population[visit.person];
                person.reviewed_day = day;
                if restored {
                    if !person.has(flag::CONTROLLED) {
                        self.diary.note(self.now, visit.person, visit.key, What::Control(true));
                    }
                    self.set_control(visit.person, true);
                }
            }
            Need::CommonMental => {
                let again = self.common_mental_seen(visit.person, visit.key, visit.round);
                let again = again.filter(|_| visit.round < self.rates.practice.most_repeats);
                if let Some(days) = again.filter(|_| !self.link_worker(visit.person, key)) {
                    let (need, round) = (visit.need, visit.round + 1);
                    self.book(visit.person, need, visit.key, Acuity::Minor, days, round, true);
                }
            }
            Need::MentalCrisis => self.crisis_at_practice(visit.person, visit.key, visit.acuity),
            need if need.planned() => {
                if visit.round > 0 {
                    self.seen_after_advice(visit);
                    return;
                }
                let threshold = self.standing.referral[usize::from(self.population[visit.person].neighbourhood)];
                let refers = (self.rates.practice.refers * threshold).min(1.0);
                if key.of(Purpose::Referral).uniform() < refers && !self.asks_for_advice(visit) {
                    self.refer(visit.person, visit.need, visit.key);
                }
            }
            _ => self.consult_acute(visit),
        }
    }

    /// Instead of referring a routine patient the practice asks a specialist, and sees the patient again when the answer
    /// is there.
    fn asks_for_advice(&mut self, visit: &Visit) -> bool {
        if visit.key.of(Purpose::Advice).uniform() >= self.standing.advice
            || visit.need == Need::SuspectedCancer
            || self.refers_urgently(visit.person, visit.need, visit.key)
        {
            return false;
        }
        let days = self.rates.practice.advice_days;
        let round = visit.round + 1;
        self.book(visit.person, visit.need, visit.key, Acuity::Minor, days, round, false)
    }

    /// What advice was asked for: most stay with the practice, some are referred after all.
    fn seen_after_advice(&mut self, visit: &Visit) {
        let luck = visit.key.of(Purpose::Advice).with(1).uniform();
        if luck < self.rates.practice.advice_refers {
            self.refer(visit.person, visit.need, visit.key);
        }
    }

    fn consult_acute(&mut self, visit: &Visit) {
        let rates = std::sync::Arc::clone(&self.rates);
        let rates = &rates.practice;
        let (admits, sends) = rates.sends_on(visit.acuity);
        let u = visit.key.of(Purpose::Route).uniform();
        let cell = visit.cell;
        if u < admits {
            if self.rapid_response(visit.person, visit.need, visit.key, visit.acuity)
                || self.step_up(visit.person, visit.need, visit.key, visit.acuity)
            {
                return;
            }
            // The letter and the ambulance take time; the patient comes straight to the ward.
            self.diary.note(self.now, visit.person, visit.key, What::SentToWard);
            self.tallies
                .add(Count::NeedAtHospitalDoor, visit.need as usize, cell, 1);
            self.tallies.count(Count::Handoff, cell);
            let hours = sample::exponential(visit.key.of(Purpose::Lag).with(1).uniform(), rates.direct_hours);
            let slot = self.direct_case(visit.person, visit.need, visit.key, visit.acuity);
            let at = Time(self.now.0 + 2 * HOUR) + Span::hours(hours);
            self.agenda.push(Event::Arrive.entry(at, visit.person, slot));
        } else if u < admits + sends {
            if self.single_point(visit.person, visit.need, visit.key, visit.acuity, false) {
                return;
            }
            self.tallies.count(Count::Handoff, cell);
            self.diary.note(self.now, visit.person, visit.key, What::SentToAe);
            self.set_out(visit.person, visit.need, visit.key, visit.acuity, Door::Ae);
        } else if visit.acuity != Acuity::Minor {
            self.record_fate(visit.key, Fate::TreatedElsewhere);
            let enough =
                visit.need != Need::Exacerbation || rates.treats(visit.key.with(u64::from(visit.round)), visit.wait);
            self.diary
                .note(self.now, visit.person, visit.key, What::Treated { enough });
            if visit.need == Need::Exacerbation {
                if enough {
                    self.set_control(visit.person, true);
                } else {
                    // What follows an unsuccessful treatment has luck of its own.
                    self.stays_home(visit.person, visit.need, visit.key.with(1), visit.acuity);
                }
            }
        }
    }
}

//! Social-care assessment: so many assessors start so many assessments a working day. Patients who are ready to leave a
//! bed come first, requests from home after them, each in order of asking. Who has waited too long manages without, as in
//! every line of care.

use super::care::stamp;
use super::discharge::working_time;
use super::refill;
use crate::engine::{Calendar, Key, Span, Time};
use crate::model::case::Stage;
use crate::model::event::Event;
use crate::model::settings::ServiceKind;
use crate::model::{Count, Model};
use std::collections::VecDeque;

/// Someone who asks for an assessment.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    pub person: u32,
    /// The hospital case, when the person waits in a bed.
    pub slot: Option<u32>,
    pub key: Key,
    pub cell: u16,
    pub since: Time,
    /// How long it takes once an assessor has it: working days from a bed, days from home. Drawn when it is asked for.
    pub days: f64,
}

/// The assessors' desk.
#[derive(Clone, Default)]
pub struct Assessors {
    /// Assessments that can still start today.
    room: f64,
    /// Patients who wait in a bed, and people at home.
    waiting: [VecDeque<Request>; 2],
}

impl Assessors {
    /// All who ask.
    pub fn people(&self) -> impl Iterator<Item = u32> {
        self.waiting.iter().flatten().map(|request| request.person)
    }
}

impl Model {
    /// Asks for an assessment: it starts at once if an assessor is free and nobody of the same urgency waits.
    pub(in crate::model) fn ask_assessor(&mut self, request: Request) {
        let line = usize::from(request.slot.is_none());
        let free = self.assessors.waiting[..=line].iter().all(VecDeque::is_empty);
        if free && self.assessors.room >= 1.0 {
            self.start_assessment(request, self.now);
        } else {
            self.assessors.waiting[line].push_back(request);
        }
    }

    fn start_assessment(&mut self, request: Request, from: Time) {
        self.assessors.room -= 1.0;
        self.tallies.count(Count::CareAssessment, request.cell);
        let waited = from.since(request.since).as_days() * 24.0;
        self.tallies
            .add(Count::CareAssessmentWaitHours, 0, request.cell, waited.round() as i64);
        match request.slot {
            Some(slot) => {
                self.cases[slot].stage = Stage::Assessment;
                let at = working_time(from, request.days).max(self.now);
                self.agenda.push(Event::Assessed.entry(at, request.person, slot));
            }
            None => {
                let at = self.now + Span::days(request.days);
                self.agenda
                    .push(Event::CareAssessed.entry(at, request.person, stamp(request.key)));
            }
        }
    }

    /// A new day at the desk.
    pub(in crate::model) fn assessment_day(&mut self) {
        let day = self.now.day();
        if !Calendar::is_working_day(day) {
            // Nobody is there: what was left of the week is gone.
            self.assessors.room = self.assessors.room.fract();
            return;
        }
        let starts = self.standing.places(ServiceKind::CareAssessment, "", self.now) * self.rates.care.assessment_share;
        self.assessors.room = refill(self.assessors.room, starts);
        // The working day counts from its beginning for those who were there before it.
        let morning = Time::of_day(day);
        for line in 0..2 {
            while self.assessors.room >= 1.0 {
                let Some(request) = self.assessors.waiting[line].pop_front() else {
                    break;
                };
                if !self.care_gone(request.person, request.slot, request.key) {
                    self.start_assessment(request, morning.max(request.since));
                }
            }
            let longest = self.rates.care.gap_after_days;
            while let Some(request) = self.assessors.waiting[line].front().copied() {
                let gone = self.care_gone(request.person, request.slot, request.key);
                if !gone && self.now.since(request.since).as_days() <= longest {
                    break;
                }
                self.assessors.waiting[line].pop_front();
                if !gone {
                    self.care_gap(request.person, request.slot, request.key);
                }
            }
        }
    }
}

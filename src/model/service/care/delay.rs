//! Why a ready patient is still in a bed. The second clock starts when assessment, decision and notice are done; an
//! assessment that lasts too long is itself reported. What holds a patient up between assessment and place (a funding
//! decision, equipment, the family's choice) is drawn for each; then the place that lacks is the reason.

use super::{Body, Delay, Destination, Payer, Reason, Waiting};
use crate::engine::{Key, Span, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::case::Stage;
use crate::model::{Model, Stock, What};

/// A patient in an acute bed, assessed and held up until then.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub person: u32,
    pub slot: u32,
    pub key: Key,
    pub until: Time,
}

/// The reason of who waits for a place.
pub fn place_reason(to: Destination) -> Reason {
    match to {
        Destination::CareHome => Reason::ResidentialHome,
        Destination::NursingHome => Reason::NursingHome,
        Destination::HomeCare | Destination::Reablement => Reason::Package,
        _ => Reason::FurtherNhsCare,
    }
}

impl Model {
    /// What holds a patient up after assessment, and for how long.
    pub(super) fn hurdle(&self, key: Key, to: Destination) -> Option<(Reason, f64)> {
        let column = match to {
            Destination::CareHome => 1,
            Destination::NursingHome => 2,
            to if to.bed() => 3,
            _ => 0,
        };
        let key = key.of(Purpose::Hurdle);
        let mut u = key.uniform();
        for hurdle in &self.rates.care.hurdles {
            if u < hurdle.share[column] {
                return Some((hurdle.reason, sample::exponential(key.with(1).uniform(), hurdle.days)));
            }
            u -= hurdle.share[column];
        }
        None
    }

    /// Who answers for a delay: the council for those it will pay for, the NHS for its own services and for all others;
    /// some are joint.
    fn body(&self, id: u32, key: Key, to: Destination, reason: Reason) -> Body {
        let rates = &self.rates.care;
        let u = key.of(Purpose::Body).uniform();
        if reason == Reason::Assessment {
            return if u < rates.assessment_nhs {
                Body::Nhs
            } else if u < rates.assessment_nhs + rates.assessment_social {
                Body::SocialCare
            } else {
                Body::Both
            };
        }
        let nhs = matches!(reason, Reason::FurtherNhsCare | Reason::Housing | Reason::Other)
            || to.bed()
            || to == Destination::IntermediateCareHome;
        let council = match self.population[id].payer() {
            _ if to == Destination::Reablement => true,
            Payer::None => self.payer_for(id, to, key).council(),
            payer => payer.council(),
        };
        if nhs || !council {
            Body::Nhs
        } else if u < rates.body_both {
            Body::Both
        } else {
            Body::SocialCare
        }
    }

    pub(super) fn delay(&self, id: u32, key: Key, to: Destination, reason: Reason) -> Delay {
        Delay::new(reason, self.body(id, key, to, reason))
    }

    /// Takes a delay into the counts, or out of them.
    pub(super) fn count_delay(&mut self, stock: Stock, delay: Delay, cell: u16, sign: i64) {
        if let Some((reason, body)) = delay.rows() {
            self.levels.stock(stock, reason, cell, sign);
            self.levels.stock(Stock::DelayBody, body, cell, sign);
        }
    }

    /// Reports a patient in an acute bed under another reason, or under none.
    pub(in crate::model) fn set_delay(&mut self, slot: u32, reason: Option<Reason>) {
        let case = self.cases[slot];
        let to = Destination::of(case.destination);
        let delay = reason.map_or(Delay::NONE, |reason| self.delay(case.person, case.key, to, reason));
        self.count_delay(Stock::ReportedDelay, case.delay, case.cell, -1);
        self.count_delay(Stock::ReportedDelay, delay, case.cell, 1);
        self.cases[slot].delay = delay;
    }

    /// Assessment, decision and notice are done: the second clock starts.
    pub(in crate::model) fn after_assessment(&mut self, id: u32, slot: u32) {
        let case = self.cases[slot];
        let to = Destination::of(case.destination);
        self.diary.note(self.now, id, case.key, What::Assessed);
        match self.hurdle(case.key, to) {
            Some((reason, days)) => {
                self.cases[slot].stage = Stage::Hurdle;
                self.set_delay(slot, Some(reason));
                self.diary.note(self.now, id, case.key, What::HeldUp(reason));
                self.care.held.push(Held {
                    person: id,
                    slot,
                    key: case.key,
                    until: self.now + Span::days(days),
                });
            }
            None => self.wait_for_place(id, slot),
        }
    }

    pub(in crate::model) fn wait_for_place(&mut self, id: u32, slot: u32) {
        self.cases[slot].stage = Stage::Capacity;
        let case = self.cases[slot];
        let to = Destination::of(case.destination);
        self.set_delay(slot, Some(place_reason(to)));
        self.care.lines[to.line()].waiting.push(Waiting {
            person: id,
            slot: Some(slot),
            community: false,
            key: case.key,
            since: self.now,
        });
    }

    /// Once a day: who is held up no longer.
    pub(super) fn delay_day(&mut self) {
        let held = std::mem::take(&mut self.care.held);
        let mut still = Vec::with_capacity(held.len());
        for one in held {
            if self.care_gone(one.person, Some(one.slot), one.key) {
                continue;
            }
            if one.until <= self.now {
                self.wait_for_place(one.person, one.slot);
            } else {
                still.push(one);
            }
        }
        self.care.held = still;
    }

    /// Once a day, in every hospital: whose assessment has lasted so long that it is reported.
    pub(super) fn report_long_assessments(&mut self) {
        let notice = Span::days(self.rates.care.notice_days);
        let late = |case: &crate::model::case::Case| {
            matches!(case.stage, Stage::Request | Stage::Assessment)
                && case.delay == Delay::NONE
                && self.now.since(case.ready) > notice
        };
        let inpatients = self.beds.all().iter().flat_map(|beds| beds.inpatients()).copied();
        let late: Vec<u32> = inpatients.filter(|&slot| late(&self.cases[slot])).collect();
        for slot in late {
            self.set_delay(slot, Some(Reason::Assessment));
        }
    }

    /// Reported delays agree, by recount, with their counts by reason and by body.
    pub(in crate::model) fn check_delays(&self) -> Result<(), String> {
        let (mut acute, mut community) = (0, 0);
        for &slot in self.beds.all().iter().flat_map(|beds| beds.inpatients()) {
            let case = &self.cases[slot];
            let reported = case.delay != Delay::NONE;
            let wrong = match case.stage {
                Stage::Hurdle | Stage::Capacity => !reported,
                // A long assessment is reported; who leaves may have been.
                Stage::Request | Stage::Assessment | Stage::Leaving => false,
                _ => reported,
            };
            if wrong {
                return Err(format!("a patient in {:?} is reported: {reported}", case.stage));
            }
            acute += i64::from(reported);
        }
        for stay in self.care.all().iter().flat_map(|care| &care.stays) {
            community += i64::from(stay.delay != Delay::NONE);
        }
        for (stock, counted) in [
            (Stock::ReportedDelay, acute),
            (Stock::CommunityDelay, community),
            (Stock::DelayBody, acute + community),
        ] {
            let standing = self.levels.standing(stock);
            if standing != counted {
                return Err(format!("{}: {counted} by recount, {standing} by counter", stock.name()));
            }
        }
        Ok(())
    }
}

//! Help by telephone and by road: NHS 111 answers so many calls an hour, and so many ambulance crews are out at once.
//!
//! A caller who is not answered hangs up and tries another door, as one does whom the practice cannot see. A patient for
//! whom no crew is free waits for the next one; whom the wait would take too long comes by their own means in the end.

use crate::engine::time::{DAY, MINUTE};
use crate::engine::{Calendar, Span, Time};
use crate::model::door::Door;
use crate::model::settings::{ServiceKind, Settings};
use crate::model::table::Tables;
use crate::model::{Count, Model};

#[derive(Clone, Debug)]
pub struct Rates {
    /// Call takers by hour relative to the mean of all hours, on working days and on other days.
    call_takers: [[f64; 24]; 2],
    lent_hours: f64,
    crew_minutes: f64,
    longest_wait_minutes: f64,
    /// Crews by hour relative to the day's mean.
    crews: [f64; 24],
}

impl Rates {
    pub fn new(settings: &Settings, tables: &Tables) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        let follows =
            |share: f64| -> [f64; 24] { std::array::from_fn(|hour| 1.0 + share * (24.0 * tables.hour_ae[hour] - 1.0)) };
        let closed = p("urgent.call_111.practices_closed_ratio");
        let takers = follows(p("urgent.call_111.roster_follows_arrivals"));
        let open = |hour: usize| (8..18).contains(&hour);
        let shape = [
            std::array::from_fn(|hour| takers[hour] * if open(hour) { 1.0 } else { closed }),
            takers.map(|part| part * closed),
        ];
        // Five working days and two others make the week's mean.
        let day = |shape: &[f64; 24]| shape.iter().sum::<f64>() / 24.0;
        let mean = (5.0 * day(&shape[0]) + 2.0 * day(&shape[1])) / 7.0;
        Rates {
            call_takers: shape.map(|day| day.map(|part| part / mean)),
            lent_hours: p("urgent.call_111.lent_hours"),
            crew_minutes: p("urgent.ambulance.crew_minutes"),
            longest_wait_minutes: p("urgent.ambulance.longest_wait_minutes"),
            crews: follows(p("urgent.ae.roster_follows_arrivals")),
        }
    }
}

/// What stands at the telephone and on the road.
#[derive(Clone, Default)]
pub struct Dispatch {
    /// Calls that can still be answered in this hour.
    calls: f64,
    /// When the crews that are out, or promised, are free again, the first last.
    free_again: Vec<Time>,
}

impl Model {
    /// A new hour at NHS 111. Room not used is lent for some hours, as one centre serves many places: what this one
    /// does not use now it finds again when it calls more than its share.
    pub(in crate::model) fn dispatch_hour(&mut self) {
        let rates = &self.rates.dispatch;
        let other = usize::from(!Calendar::is_working_day(self.now.day()));
        let calls = self.standing.places(ServiceKind::Nhs111, "", self.now) / 24.0;
        let calls = calls * rates.call_takers[other][self.now.hour() as usize];
        let most = calls * rates.lent_hours + 1.0;
        self.dispatch.calls = (self.dispatch.calls + calls).min(most);
    }

    /// Whether a call to NHS 111 is answered.
    pub(in crate::model) fn answered(&mut self) -> bool {
        let room = self.dispatch.calls >= 1.0;
        if room {
            self.dispatch.calls -= 1.0;
        }
        room
    }

    /// Sends an ambulance: the door by which the patient comes in the end, and the wait for a crew. The first free crew
    /// goes to who called first.
    pub(in crate::model) fn send_crew(&mut self, cell: u16) -> (Door, Span) {
        let rates = &self.rates.dispatch;
        let minutes = |minutes: f64| Span((minutes * MINUTE as f64) as u64);
        let handover = self.handover_minutes();
        // With the patient still on board the crew cannot take the next call.
        let (job, longest) = (
            minutes(rates.crew_minutes + handover),
            minutes(rates.longest_wait_minutes),
        );
        let jobs = self.standing.places(ServiceKind::Ambulance, "", self.now);
        // So many jobs a day of so long each keep so many crews out.
        let crews = jobs * minutes(rates.crew_minutes).0 as f64 / DAY as f64 * rates.crews[self.now.hour() as usize];
        let crews = if jobs > 0.0 { crews.round().max(1.0) as usize } else { 0 };
        let out = &mut self.dispatch.free_again;
        while out.last().is_some_and(|&at| at <= self.now) {
            out.pop();
        }
        let wait = match crews {
            0 => None,
            crews if out.len() < crews => Some(Span(0)),
            // The crew that is free once all but so many are back.
            crews => Some(out[crews - 1].since(self.now)),
        };
        match wait.filter(|wait| *wait <= longest) {
            Some(wait) => {
                let back = self.now + wait + job;
                let place = out.partition_point(|&at| at > back);
                out.insert(place, back);
                self.tallies.count(Count::AmbulanceConveyance, cell);
                let waited = wait.0 / MINUTE;
                self.tallies.add(Count::AmbulanceWaitMinutes, 0, cell, waited as i64);
                self.tallies
                    .add(Count::AmbulanceHandoverMinutes, 0, cell, handover.round() as i64);
                (Door::Ambulance, wait)
            }
            None => {
                self.tallies.count(Count::AmbulanceGivenUp, cell);
                (Door::Ae, longest)
            }
        }
    }
}

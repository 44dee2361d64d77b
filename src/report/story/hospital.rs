//! What the teller says of the hospital: visits to A&E, stays, and a death.

use super::span::{clock, days, duration, plural};
use super::teller::{Stay, Teller, Told, care, lower};
use crate::economy::activity::emergency_currency;
use crate::economy::settings::Currency;
use crate::engine::Time;
use crate::model::diary::{Destination, Door, Line, Pool, Refusal, Verdict, What};
use crate::model::settings::ServiceKind;
use crate::report::words::spoken;

impl Teller<'_> {
    pub(super) fn decided(&mut self, line: &Line, verdict: Verdict) {
        let Some((arrived, at, door, seen)) = self.visits.remove(&line.need) else {
            return;
        };
        if line.time >= self.start {
            self.totals.attendance_hours += line.time.since(arrived).as_hours();
        }
        if matches!(verdict, Verdict::Refused(_)) {
            self.count(line, |t| t.refused += 1);
        }
        let currency = match at {
            ServiceKind::WalkInCentre => Currency::AeType3,
            ServiceKind::SingleSpecialtyEmergency => Currency::AeType2,
            _ => Currency::AeType1,
        };
        let paid = self.paid(line, at, "", &[(currency, 1.0)]);
        let waits = match seen {
            Some(seen) => format!(
                "; seen {}, decision after {}",
                match duration(seen.since(arrived)) {
                    wait if wait.is_empty() => "at once".to_string(),
                    wait => format!("after {wait}"),
                },
                duration(line.time.since(arrived))
            ),
            None => String::new(),
        };
        let end = match verdict {
            Verdict::Home => "sent home".to_string(),
            Verdict::SentOn => "sent on to A&E".to_string(),
            Verdict::Gone => "already gone when called".to_string(),
            Verdict::HomeTreatment => "to be treated at home by the crisis team".to_string(),
            Verdict::MentalHealthBed => "needs a mental health bed".to_string(),
            Verdict::Admit { borderline: false } => "to be admitted".to_string(),
            Verdict::Admit { borderline: true } => "to be admitted, a borderline case".to_string(),
            Verdict::Refused(Refusal::FullWards(full)) => {
                format!("a borderline case, sent home because the wards are {full}\u{a0}% full")
            }
            Verdict::Refused(Refusal::RaisedThreshold) => {
                "a borderline case, sent home because the hospital has raised its threshold".to_string()
            }
            Verdict::Refused(Refusal::Threshold) => {
                "a borderline case, sent home: not ill enough for a bed".to_string()
            }
        };
        self.close();
        let text = format!("{}{waits}: {end}.{paid}", arrival(at, door, arrived));
        self.told.push(Told { time: arrived, text });
    }

    pub(super) fn in_bed(&mut self, line: &Line) {
        let What::InBed {
            pool,
            wanted,
            elective,
            again,
        } = line.what
        else {
            return;
        };
        self.stay = Some(Stay {
            admitted: line.time,
            elective,
            specialty: if elective { self.listed_for.take() } else { None },
            pool,
            since: line.time,
            critical_nights: 0,
            ready: None,
            assessed: None,
            gap: false,
        });
        if elective {
            return;
        }
        self.count(line, |t| t.admissions += 1);
        let wait = match self.beds.remove(&line.need) {
            Some((asked, _)) if line.time.since(asked).as_minutes() >= 1.0 => {
                format!(" after {} waiting for a bed", duration(line.time.since(asked)))
            }
            _ => String::new(),
        };
        let ward = self.ward(pool);
        let other = if pool == wanted {
            String::new()
        } else {
            format!(" (no bed free in {})", self.ward(wanted))
        };
        let back = if again { ", within a month of the last stay" } else { "" };
        self.say(
            line,
            format!("Admitted at {} to {ward}{other}{wait}{back}.", clock(line.time)),
        );
    }

    pub(super) fn moved(&mut self, line: &Line, pool: Pool) {
        let Some(mut stay) = self.stay.take() else { return };
        self.count_nights(&stay, line.time);
        stay.critical_nights += critical_nights(&stay, line.time);
        (stay.pool, stay.since) = (pool, line.time);
        self.stay = Some(stay);
        let ward = self.ward(pool);
        self.say(line, format!("Is moved to {ward}."));
    }

    pub(super) fn ward(&self, pool: Pool) -> String {
        let service = self.service(pool.kind()).map(usize::from);
        let name = service.map_or(pool.name(), |i| self.plan.model.services[i].name.as_str());
        format!("the {}", spoken(&lower(name)))
    }

    pub(super) fn ready(&mut self, line: &Line, to: Destination, lost: bool) {
        if let Some(stay) = &mut self.stay {
            stay.ready = Some((line.time, to));
        }
        let for_what = match to {
            Destination::Home => return,
            to => format!("{} for {}", "Ready to leave, but must first be assessed", care(to)),
        };
        self.say(line, format!("{for_what}."));
        if lost {
            self.count(line, |t| t.handoffs_lost += 1);
            self.say(line, "The hand-off gets lost, which costs days.");
        }
    }

    pub(super) fn left(&mut self, line: &Line, to: Destination) {
        let Some(stay) = self.stay.take() else { return };
        let paid = self.end_stay(line, &stay);
        let nights = line.time.day() - stay.admitted.day();
        let mut text = match nights {
            0 => "Leaves hospital the same day".to_string(),
            n => format!("Leaves hospital after {}", plural(i64::from(n), "night")),
        };
        if let Some((ready, wanted)) = stay.ready {
            let all = line.time.since(ready).as_days();
            self.count(line, |t| t.ready_days += all);
            let assessed = stay.assessed.unwrap_or(line.time);
            text += &format!(
                ", {} of them ready: {} for assessment, {} for {}",
                days(all),
                days(assessed.since(ready).as_days()),
                days(line.time.since(assessed).as_days()),
                care(wanted)
            );
        }
        text += match to {
            _ if stay.gap => "; no place was found, so goes home to manage with family or without",
            Destination::Home => "; goes home",
            Destination::HomeCare => "; goes home with home care",
            Destination::Reablement => "; goes home with reablement",
            Destination::IntermediateCare => "; goes to an intermediate-care bed",
            Destination::CareHome => "; goes to a care home",
            Destination::NursingHome => "; goes to a nursing home",
            Destination::CommunityHospital => "; goes to a community hospital",
            Destination::IntermediateCareHome => "; goes home with intermediate care",
        };
        if stay.gap {
            self.count(line, |t| t.unmet += 1);
        }
        self.say(line, format!("{text}.{paid}"));
    }

    /// Counts a stay's nights and says who paid.
    pub(super) fn end_stay(&mut self, line: &Line, stay: &Stay) -> String {
        self.count_nights(stay, line.time);
        let nights = line.time.day() - stay.admitted.day();
        let trim = self.plan.model.parameters.get("economy.price.trim_point_nights");
        // Critical care is paid apart.
        let critical = stay.critical_nights + critical_nights(stay, line.time);
        let excess = (f64::from(nights) - f64::from(critical) - trim).max(0.0);
        let mut units = Vec::new();
        let currency = if stay.elective {
            Currency::Elective
        } else {
            emergency_currency(nights)
        };
        units.push((currency, 1.0));
        if excess > 0.0 {
            units.push((Currency::ExcessBedDay, excess));
        }
        match (stay.elective, stay.specialty) {
            (false, _) => self.paid(line, stay.pool.kind(), "", &units),
            (true, Some(specialty)) => {
                let of = self.specialty(specialty);
                self.paid(line, ServiceKind::ElectiveList, &of, &units)
            }
            // Came in before the diary began: its list is not known.
            (true, None) => String::new(),
        }
    }

    /// Midnights in a bed of a ward within the reported years, since the stay came to it. An assessment trolley is no bed.
    pub(super) fn count_nights(&mut self, stay: &Stay, until: Time) {
        if !stay.pool.acute() {
            return;
        }
        let from = (stay.since.day() + 1).max(self.start.day());
        let to = until.day().min(self.end.day() - 1);
        self.totals.nights += i64::from((to + 1).saturating_sub(from));
    }

    pub(super) fn died(&mut self, line: &Line, in_hospital: bool) {
        self.visits.clear();
        let mut paid = String::new();
        if let Some(stay) = self.stay.take() {
            paid = self.end_stay(line, &stay);
            if let Some((ready, _)) = stay.ready {
                let days = line.time.since(ready).as_days();
                self.count(line, |t| t.ready_days += days);
            }
        }
        let place = if in_hospital { " in hospital" } else { "" };
        self.say(line, format!("Dies{place}.{paid}"));
    }
}

/// Midnights in critical care since the stay came to it.
fn critical_nights(stay: &Stay, until: Time) -> u32 {
    match stay.pool {
        Pool::CriticalCare => until.day() - stay.since.day(),
        _ => 0,
    }
}

pub(super) fn arrival(at: ServiceKind, door: Door, time: Time) -> String {
    let place = match at {
        ServiceKind::WalkInCentre => "the walk-in centre",
        ServiceKind::SingleSpecialtyEmergency => "a single-specialty casualty",
        ServiceKind::AeMinors => "A&E (minors)",
        _ => "A&E (majors)",
    };
    let how = if door == Door::Ambulance { " by ambulance" } else { "" };
    format!("At {place} at {}{how}", clock(time))
}

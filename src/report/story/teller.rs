//! Lines of the diary become dated sentences. What belongs together (one need at one moment, one visit to A&E, one stay)
//! is said together, under the date on which it began or, for a stay, at coming in and at going home.

use super::payment::{Paid, words};
use super::person::{FRAILTY, condition};
use crate::economy::activity::emergency_currency;
use crate::economy::settings::Currency;
use crate::engine::{Date, Span, Time};
use crate::model::diary::{Acuity, Destination, Door, Line, Need, Pool, Refusal, Verdict, What, specialties};
use crate::model::settings::ServiceKind;
use crate::report::words::spoken;
use crate::scenario::Plan;
use std::collections::BTreeMap;

/// A dated sentence or two.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    pub time: Time,
    pub text: String,
}

/// Counts over the reported years of one resident.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Totals {
    /// Passing illnesses for which nothing was sought.
    pub passing: i64,
    /// Appointments given, kept or missed.
    pub gp: i64,
    pub gp_missed: i64,
    pub gp_days: i64,
    /// Visits to A&E of any type and to the walk-in centre.
    pub attendances: i64,
    pub attendance_hours: f64,
    pub admissions: i64,
    pub refused: i64,
    /// Midnights in a hospital bed.
    pub nights: i64,
    /// Days ready to leave and still in a bed.
    pub ready_days: f64,
    pub clinics: i64,
    pub clinic_days: i64,
    pub treatments: i64,
    pub treatment_days: i64,
    pub rapid_responses: i64,
    pub team_contacts: i64,
    pub handoffs_lost: i64,
    /// Needs left without care, at once or for good.
    pub unmet: i64,
    pub paid: Paid,
}

/// A stay in hospital.
#[derive(Clone, Copy)]
struct Stay {
    admitted: Time,
    elective: bool,
    /// Of a planned stay, if its coming in was seen.
    specialty: Option<u8>,
    pool: Pool,
    ready: Option<(Time, Destination)>,
    assessed: Option<Time>,
    gap: bool,
}

struct Teller<'a> {
    plan: &'a Plan,
    neighbourhood: usize,
    start: Time,
    end: Time,
    specialties: Vec<String>,
    told: Vec<Told>,
    totals: Totals,
    /// What is being said of one need at one moment.
    open: Option<(Time, u64, Vec<String>)>,
    /// A need that waits for its door.
    need: Option<Need>,
    visits: BTreeMap<u64, (Time, ServiceKind, Door, Option<Time>)>,
    /// Beds asked for: when, past A&E or not.
    beds: BTreeMap<u64, (Time, bool)>,
    stay: Option<Stay>,
    listed_for: Option<u8>,
}

/// The sentences of the reported years and their totals. The lines are one resident's, in order of time.
pub fn told(plan: &Plan, neighbourhood: usize, lines: &[Line]) -> (Vec<Told>, Totals) {
    let mut teller = Teller {
        plan,
        neighbourhood,
        start: plan.start.midnight(),
        end: plan.end().midnight(),
        specialties: specialties(&plan.model),
        told: Vec::new(),
        totals: Totals::default(),
        open: None,
        need: None,
        visits: BTreeMap::new(),
        beds: BTreeMap::new(),
        stay: None,
        listed_for: None,
    };
    for line in lines {
        teller.take(line);
    }
    teller.finish()
}

impl Teller<'_> {
    fn finish(mut self) -> (Vec<Told>, Totals) {
        self.close();
        for (time, at, door, _) in std::mem::take(&mut self.visits).into_values() {
            let text = format!("{}; still there when the story ends.", arrival(at, door, time));
            self.told.push(Told { time, text });
        }
        if let Some(stay) = self.stay.take() {
            self.count_nights(&stay, self.end);
            let text = "Still in hospital when the story ends.".to_string();
            let time = Time(self.end.0 - 1);
            self.told.push(Told { time, text });
        }
        let start = self.start;
        self.told.retain(|told| told.time >= start);
        self.told.sort_by_key(|told| told.time);
        (self.told, self.totals)
    }

    fn close(&mut self) {
        if let Some((time, _, parts)) = self.open.take()
            && !parts.is_empty()
        {
            let text = parts.join(" ");
            self.told.push(Told { time, text });
        }
    }

    /// Adds a sentence to what is said of this need now.
    fn say(&mut self, line: &Line, text: impl Into<String>) {
        match &mut self.open {
            Some((time, need, parts)) if (*time, *need) == (line.time, line.need) => parts.push(text.into()),
            _ => {
                self.close();
                self.open = Some((line.time, line.need, vec![text.into()]));
            }
        }
    }

    /// Adds to a count, within the reported years.
    fn count(&mut self, line: &Line, add: impl FnOnce(&mut Totals)) {
        if line.time >= self.start {
            add(&mut self.totals);
        }
    }

    fn paid(&mut self, line: &Line, kind: ServiceKind, specialty: &str, units: &[(Currency, f64)]) -> String {
        let sums = (line.time >= self.start).then_some(&mut self.totals.paid);
        words(self.plan, self.neighbourhood, kind, specialty, units, line.time, sums)
    }

    fn specialty(&self, specialty: u8) -> String {
        self.specialties[usize::from(specialty)].clone()
    }

    fn take(&mut self, line: &Line) {
        match line.what {
            What::Need(need) => self.arise(line, need),
            What::Sought { acuity, door } => self.sought(line, acuity, door),
            What::Balked => self.say(line, "The practice has nothing soon enough."),
            What::Unmet => {
                self.count(line, |t| t.unmet += 1);
                self.say(line, "Gives up: the need goes unmet.");
            }
            What::Untreated => {
                self.count(line, |t| t.unmet += 1);
                let told = matches!(&self.open, Some((time, need, _)) if (*time, *need) == (line.time, line.need));
                let what = if told { "It" } else { "The illness is not over, and" };
                self.say(line, format!("{what} goes untreated for now."));
            }
            What::Worse(door) => {
                let to = match door {
                    Door::Ambulance => "an ambulance is called",
                    _ => "goes to A&E",
                };
                self.say(line, format!("What was left untreated gets worse: {to}."));
            }
            What::ComesBack => self.say(line, "Still unwell, tries the practice again."),
            What::Advised(door) => self.say(
                line,
                match door {
                    Door::Ambulance => "111 sends for an ambulance.",
                    Door::Ae => "111 says: go to A&E.",
                    Door::Practice => "111 says: see the practice.",
                    _ => "111 advises rest at home.",
                },
            ),
            What::RapidResponse { met } => {
                self.count(line, |t| t.rapid_responses += 1);
                let paid = self.paid(line, ServiceKind::RapidResponse, "", &[]);
                let end = if met {
                    "and treats it at home, without hospital"
                } else {
                    "but hospital is needed"
                };
                self.say(line, format!("The rapid-response team comes, {end}.{paid}"));
            }
            What::CallsInTheMorning => self.say(line, "Will call when the lines open."),
            What::Booked { days, again } => {
                let on = date(Time::of_day(line.time.day() + u32::from(days)));
                let what = if again { "A second look is booked" } else { "Booked" };
                self.say(line, format!("{what} for {on}, in {}.", plural(i64::from(days), "day")));
            }
            What::Appointment { need, waited, kept } => self.appointment(line, need, waited, kept),
            What::Treated { enough: true } => self.say(line, "Treated there."),
            What::Treated { enough: false } => self.say(line, "Treated there, without success."),
            What::SentToAe => self.say(line, "The practice sends on to A&E."),
            What::SentToWard => self.say(line, "The practice asks the hospital for a bed."),
            What::Control(true) => self.say(line, "The conditions are in control again."),
            What::Control(false) => self.say(line, "The long-term conditions slip out of control."),
            What::Arrived { at, door } => {
                self.count(line, |t| t.attendances += 1);
                self.visits.insert(line.need, (line.time, at, door, None));
            }
            What::Seen => {
                if let Some(visit) = self.visits.get_mut(&line.need) {
                    visit.3 = Some(line.time);
                }
            }
            What::Worked => {}
            What::Decided(verdict) => self.decided(line, verdict),
            What::BedWanted { direct, .. } => {
                self.beds.insert(line.need, (line.time, direct));
            }
            What::InBed { .. } => self.in_bed(line),
            What::Ready { to, lost } => self.ready(line, to, lost),
            What::Assessed => {
                if let Some(stay) = &mut self.stay {
                    stay.assessed = Some(line.time);
                }
            }
            What::PlaceFound => {}
            What::Left { to } => self.left(line, to),
            What::LostStrength => self.say(line, "The stay has cost strength."),
            What::Frailty { to } => self.say(line, format!("Is now {}.", FRAILTY[usize::from(to)])),
            What::Referred { specialty, lost } => {
                let of = spoken(&self.specialty(specialty));
                if lost {
                    self.count(line, |t| {
                        t.unmet += 1;
                        t.handoffs_lost += 1;
                    });
                    self.say(line, format!("Referred to {of}, but the referral is lost on the way."));
                } else {
                    self.say(line, format!("Referred to {of}."));
                }
            }
            What::Clinic {
                specialty,
                first,
                waited,
            } => self.clinic(line, specialty, first, waited),
            What::Listed { ordinary, .. } => {
                let how = if ordinary {
                    "with a stay in hospital"
                } else {
                    "as a day case"
                };
                self.say(line, format!("Put on the list for treatment {how}."));
            }
            What::Removed { specialty } => {
                let of = spoken(&self.specialty(specialty));
                self.say(line, format!("Taken off the list for {of} without treatment."));
            }
            What::Cancelled { specialty } => {
                let of = spoken(&self.specialty(specialty));
                self.say(line, format!("Treatment in {of} cancelled on the day: no bed."));
            }
            What::Treatment { .. } => self.treatment(line),
            What::CareAsked { lost } => {
                self.say(line, "Asks the council for an assessment.");
                if lost {
                    self.count(line, |t| t.handoffs_lost += 1);
                    self.say(line, "The request is lost between offices and takes longer.");
                }
            }
            What::CareAwaited(to) => self.say(line, format!("Assessed; waits at home for {}.", care(to))),
            What::CareBegan { to, hours } => self.care_began(line, to, hours),
            What::CareEnded(to) => self.say(line, format!("{} ends.", capital(care(to)))),
            What::CareGap => {
                if let Some(stay) = &mut self.stay {
                    stay.gap = true;
                } else {
                    self.count(line, |t| t.unmet += 1);
                    self.say(line, "No place is found: manages with family, or without.");
                }
            }
            What::Caseload(true) => self.say(line, "The neighbourhood team takes the case on (caseload)."),
            What::Caseload(false) => self.say(line, "Leaves the neighbourhood team's caseload."),
            What::TeamContacts(n) => self.count(line, |t| t.team_contacts += i64::from(n)),
            What::Condition(i) => {
                let name = condition(&self.plan.model.tables.conditions[usize::from(i)].name);
                self.say(line, format!("Found to have {name}."));
            }
            What::Born | What::MovedIn => {}
            What::MovedOut => self.say(line, "Moves away."),
            What::Died { in_hospital } => self.died(line, in_hospital),
        }
    }

    fn arise(&mut self, line: &Line, need: Need) {
        self.need = None;
        match need {
            Need::ConditionReview => self.say(line, "A review of the long-term conditions falls due."),
            Need::PlannedCare => self.say(line, "A complaint needs a closer look."),
            Need::LossOfIndependence => self.say(line, "Can no longer manage daily living alone."),
            acute => self.need = Some(acute),
        }
    }

    fn sought(&mut self, line: &Line, acuity: Acuity, door: Door) {
        let where_to = match door {
            Door::Home if acuity == Acuity::Minor => "lets it pass at home",
            Door::Home => "seeks no help",
            Door::Practice => "asks the practice",
            Door::Call111 => "calls 111",
            Door::WalkIn => "goes to the walk-in centre",
            Door::Ae => "goes to A&E",
            Door::Ambulance => "calls 999",
        };
        if self.need == Some(Need::SelfLimiting) && (acuity, door) == (Acuity::Minor, Door::Home) {
            // Too many and too slight to be told one by one.
            self.need = None;
            self.count(line, |t| t.passing += 1);
            return;
        }
        let Some(need) = self.need.take() else {
            self.say(line, format!("{} instead.", capital(where_to)));
            return;
        };
        let what = match need {
            Need::SelfLimiting => "A passing illness",
            Need::Exacerbation => "A long-term condition flares up",
            Need::SeriousAcute => "A serious illness",
            Need::Injury => "An injury or fall",
            _ => "The last illness",
        };
        let how = match (need, acuity) {
            (Need::SelfLimiting, Acuity::Minor) => "",
            (_, Acuity::Minor) => ", mild",
            (_, Acuity::Moderate) => ", moderate",
            (_, Acuity::High) => ", grave",
        };
        self.say(line, format!("{what}{how}: {where_to}."));
    }

    fn appointment(&mut self, line: &Line, need: Need, waited: u8, kept: bool) {
        let missed = i64::from(!kept);
        self.count(line, |t| {
            t.gp += 1;
            t.gp_missed += missed;
            t.gp_days += i64::from(waited);
        });
        let paid = self.paid(
            line,
            ServiceKind::GeneralPractice,
            "",
            &[(Currency::GpAppointment, 1.0)],
        );
        let wait = match waited {
            0 => String::new(),
            n => format!(" after {}", plural(i64::from(n), "day")),
        };
        let why = match need {
            Need::ConditionReview => "for the review",
            Need::PlannedCare => "about the complaint",
            _ => "",
        };
        let space = if why.is_empty() { "" } else { " " };
        if !kept {
            self.say(line, format!("Misses the practice appointment{wait}."));
        } else if waited == 0 {
            self.say(line, format!("Seen by the practice the same day{space}{why}.{paid}"));
        } else {
            self.say(line, format!("Seen by the practice{space}{why}{wait}.{paid}"));
        }
    }

    fn decided(&mut self, line: &Line, verdict: Verdict) {
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

    fn in_bed(&mut self, line: &Line) {
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

    fn ward(&self, pool: Pool) -> String {
        let service = self.plan.model.service(pool.kind(), "").map(usize::from);
        let name = service.map_or(pool.name(), |i| self.plan.model.services[i].name.as_str());
        format!("the {}", spoken(&lower(name)))
    }

    fn ready(&mut self, line: &Line, to: Destination, lost: bool) {
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

    fn left(&mut self, line: &Line, to: Destination) {
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
        };
        if stay.gap {
            self.count(line, |t| t.unmet += 1);
        }
        self.say(line, format!("{text}.{paid}"));
    }

    /// Counts a stay's nights and says who paid.
    fn end_stay(&mut self, line: &Line, stay: &Stay) -> String {
        self.count_nights(stay, line.time);
        let nights = line.time.day() - stay.admitted.day();
        let trim = self.plan.model.parameters.get("economy.price.trim_point_nights");
        let excess = (f64::from(nights) - trim).max(0.0);
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

    /// Midnights in a bed within the reported years. An assessment trolley is no bed.
    fn count_nights(&mut self, stay: &Stay, until: Time) {
        if !stay.pool.acute() {
            return;
        }
        let from = (stay.admitted.day() + 1).max(self.start.day());
        let to = until.day().min(self.end.day() - 1);
        self.totals.nights += i64::from((to + 1).saturating_sub(from));
    }

    fn clinic(&mut self, line: &Line, specialty: u8, first: bool, waited: u16) {
        let of = self.specialty(specialty);
        self.count(line, |t| {
            t.clinics += 1;
            t.clinic_days += if first { i64::from(waited) } else { 0 };
        });
        let currency = if first {
            Currency::OutpatientFirst
        } else {
            Currency::OutpatientFollowUp
        };
        let paid = self.paid(line, ServiceKind::OutpatientClinic, &of, &[(currency, 1.0)]);
        let of = spoken(&of);
        if first {
            self.say(
                line,
                format!("First clinic in {of}, {} after referral.{paid}", wait(waited)),
            );
        } else {
            self.say(line, format!("Follow-up clinic in {of}.{paid}"));
        }
    }

    fn treatment(&mut self, line: &Line) {
        let What::Treatment {
            specialty,
            ordinary,
            repeat,
            waited,
        } = line.what
        else {
            return;
        };
        self.count(line, |t| {
            t.treatments += 1;
            t.treatment_days += if repeat { 0 } else { i64::from(waited) };
        });
        let of = self.specialty(specialty);
        let since = if repeat {
            "the next of a planned course".to_string()
        } else {
            format!("{} on the list", wait(waited))
        };
        if ordinary {
            self.listed_for = Some(specialty);
            self.say(line, format!("Comes in for treatment in {}, {since}.", spoken(&of)));
        } else {
            let paid = self.paid(line, ServiceKind::ElectiveList, &of, &[(Currency::DayCase, 1.0)]);
            self.say(line, format!("Day-case treatment in {}, {since}.{paid}", spoken(&of)));
        }
    }

    fn care_began(&mut self, line: &Line, to: Destination, hours: f32) {
        let kind = match to {
            Destination::Home => return,
            Destination::HomeCare => ServiceKind::HomeCare,
            Destination::Reablement => ServiceKind::Reablement,
            Destination::IntermediateCare => ServiceKind::IntermediateCareBeds,
            Destination::CareHome => ServiceKind::CareHome,
        };
        let hours = f64::from(hours);
        let units = if to == Destination::HomeCare {
            vec![(Currency::HomeCareHour, hours)]
        } else {
            Vec::new()
        };
        // A price a week is no sum paid: it is told, not counted.
        let paid = words(self.plan, self.neighbourhood, kind, "", &units, line.time, None);
        let text = match to {
            Destination::HomeCare => format!("Home care begins, {hours:.0} hours a week.{}", weekly(&paid)),
            to => format!("{} begins.{paid}", capital(care(to))),
        };
        let text = text.replace("A care home begins", "Moves into a care home");
        self.say(line, text);
    }

    fn died(&mut self, line: &Line, in_hospital: bool) {
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

fn arrival(at: ServiceKind, door: Door, time: Time) -> String {
    let place = match at {
        ServiceKind::WalkInCentre => "the walk-in centre",
        ServiceKind::SingleSpecialtyEmergency => "a single-specialty casualty",
        ServiceKind::AeMinors => "A&E (minors)",
        _ => "A&E (majors)",
    };
    let how = if door == Door::Ambulance { " by ambulance" } else { "" };
    format!("At {place} at {}{how}", clock(time))
}

fn care(to: Destination) -> &'static str {
    match to {
        Destination::Home => "home",
        Destination::HomeCare => "home care",
        Destination::Reablement => "reablement",
        Destination::IntermediateCare => "an intermediate-care bed",
        Destination::CareHome => "a care home",
    }
}

fn weekly(paid: &str) -> String {
    paid.replacen(']', ", for a week]", 1)
}

/// "14:02".
fn clock(time: Time) -> String {
    let minutes = time.since_midnight() / 60_000;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Hours and minutes, in steps of five minutes from half an hour on: who waits does not count seconds.
fn duration(span: Span) -> String {
    let minutes = span.as_minutes();
    if minutes < 0.5 {
        return String::new();
    }
    let step = if minutes < 30.0 { 1.0 } else { 5.0 };
    let rounded = (libm::round(minutes / step) * step) as u64;
    match (rounded / 60, rounded % 60) {
        (0, m) => format!("{m} min"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m:02}"),
    }
}

/// Days to the nearest, halves under three.
fn days(days: f64) -> String {
    match days {
        d if d < 0.75 => "half a day".into(),
        d => plural(libm::round(d) as i64, "day"),
    }
}

fn wait(days: u16) -> String {
    match days {
        0..=13 => plural(i64::from(days), "day"),
        _ => plural(libm::round(f64::from(days) / 7.0) as i64, "week"),
    }
}

fn plural(n: i64, one: &str) -> String {
    if n == 1 {
        format!("1 {one}")
    } else {
        format!("{n} {one}s")
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// "12 Mar".
pub fn date(time: Time) -> String {
    let date = Date::of_day(time.day());
    format!("{} {}", date.day, MONTHS[date.month as usize - 1])
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

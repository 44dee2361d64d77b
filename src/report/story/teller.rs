//! Lines of the diary become dated sentences. What belongs together (one need at one moment, one visit to A&E, one stay)
//! is said together, under the date on which it began or, for a stay, at coming in and at going home.

use super::hospital::arrival;
use super::payment::{Paid, words};
use super::person::{FRAILTY, condition};
use super::span::{date, plural, wait};
use crate::economy::settings::Currency;
use crate::engine::Time;
use crate::model::diary::{Acuity, Destination, Door, Line, Need, Outcome, Payer, Pool, Reason, What, specialties};
use crate::model::patch::{Here, Patches};
use crate::model::settings::ServiceKind;
use crate::report::words::spoken;
use crate::scenario::Plan;
use std::collections::{BTreeMap, BTreeSet};

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
pub(super) struct Stay {
    pub(super) admitted: Time,
    pub(super) elective: bool,
    /// Of a planned stay, if its coming in was seen.
    pub(super) specialty: Option<u8>,
    pub(super) pool: Pool,
    /// In this pool.
    pub(super) since: Time,
    pub(super) critical_nights: u32,
    pub(super) ready: Option<(Time, Destination)>,
    pub(super) assessed: Option<Time>,
    pub(super) gap: bool,
}

pub(super) struct Teller<'a> {
    pub(super) plan: &'a Plan,
    patches: Patches,
    /// Whose services the line at hand tells of.
    here: Here,
    pub(super) neighbourhood: usize,
    pub(super) start: Time,
    pub(super) end: Time,
    pub(super) specialties: Vec<String>,
    pub(super) told: Vec<Told>,
    pub(super) totals: Totals,
    /// What is being said of one need at one moment.
    pub(super) open: Option<(Time, u64, Vec<String>)>,
    /// A need that waits for its door.
    pub(super) need: Option<Need>,
    pub(super) visits: BTreeMap<u64, (Time, ServiceKind, Door, Option<Time>)>,
    /// Beds asked for: when, past A&E or not.
    pub(super) beds: BTreeMap<u64, (Time, bool)>,
    pub(super) stay: Option<Stay>,
    pub(super) listed_for: Option<u8>,
    /// Needs whose caller waits for the lines to open.
    called: BTreeSet<u64>,
}

/// The sentences of the reported years and their totals. The lines are one resident's, in order of time.
pub fn told(plan: &Plan, neighbourhood: usize, lines: &[Line]) -> (Vec<Told>, Totals) {
    let mut teller = Teller {
        plan,
        patches: Patches::new(&plan.model),
        here: Here::default(),
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
        called: BTreeSet::new(),
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

    pub(super) fn close(&mut self) {
        if let Some((time, _, parts)) = self.open.take()
            && !parts.is_empty()
        {
            let text = parts.join(" ");
            self.told.push(Told { time, text });
        }
    }

    /// Adds a sentence to what is said of this need now.
    pub(super) fn say(&mut self, line: &Line, text: impl Into<String>) {
        match &mut self.open {
            Some((time, need, parts)) if (*time, *need) == (line.time, line.need) => parts.push(text.into()),
            _ => {
                self.close();
                self.open = Some((line.time, line.need, vec![text.into()]));
            }
        }
    }

    /// Adds to a count, within the reported years.
    pub(super) fn count(&mut self, line: &Line, add: impl FnOnce(&mut Totals)) {
        if line.time >= self.start {
            add(&mut self.totals);
        }
    }

    pub(super) fn paid(
        &mut self,
        line: &Line,
        kind: ServiceKind,
        specialty: &str,
        units: &[(Currency, f64)],
    ) -> String {
        let sums = (line.time >= self.start).then_some(&mut self.totals.paid);
        let service = self.patches.service_at(&self.plan.model, kind, specialty, line.here);
        words(self.plan, self.neighbourhood, service, units, line.time, sums)
    }

    pub(super) fn specialty(&self, specialty: u8) -> String {
        self.specialties[usize::from(specialty)].clone()
    }

    /// The service of a kind at hand.
    pub(super) fn service(&self, kind: ServiceKind) -> Option<u16> {
        self.patches.service_at(&self.plan.model, kind, "", self.here)
    }

    fn take(&mut self, line: &Line) {
        self.here = line.here;
        match line.what {
            What::Need(need) => self.arise(line, need),
            What::Sought { acuity, door } => self.sought(line, acuity, door),
            What::Balked => self.say(line, "The practice has nothing soon enough."),
            What::Unanswered => self.say(line, "Nobody answers in time."),
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
            What::ReturnsToAe => self.say(line, "No better after being sent home: sets out for A&E again."),
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
            What::HomeVisit { late: false } => self.say(line, "The practice visits at home."),
            What::HomeVisit { late: true } => self.say(line, "The late-visiting service comes to the home."),
            What::Pharmacist => self.say(line, "Asks a pharmacist."),
            What::LinkWorker { settled: true } => {
                self.say(line, "A link worker takes over; the practice is not asked again.")
            }
            What::LinkWorker { settled: false } => self.say(line, "A link worker helps, beside the practice."),
            What::CallsInTheMorning => {
                self.called.insert(line.need);
                self.say(line, "Will call when the lines open.");
            }
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
            What::Moved { pool } => self.moved(line, pool),
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
            What::Rebooked { specialty } => {
                let of = spoken(&self.specialty(specialty));
                self.say(line, format!("The appointment in {of} comes to nothing and is moved."));
            }
            What::Triaged { treated, waited } => {
                let end = if treated {
                    "treated there"
                } else {
                    "sent on to hospital"
                };
                let wait = wait(waited);
                self.say(
                    line,
                    format!("Seen by a physiotherapist in community triage, {wait} after referral; {end}."),
                );
            }
            What::Test { endoscopy, made, .. } => {
                let test = if endoscopy { "an endoscopy" } else { "a scan" };
                if made {
                    self.say(line, format!("Has {test}."));
                } else {
                    self.say(line, format!("Needs {test} before a decision."));
                }
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
            What::CareDeclined(Outcome::LowLevel) => self.say(line, "Gets low-level help, no more."),
            What::CareDeclined(_) => self.say(line, "The council has nothing for this need, and says where to look."),
            What::Payer(payer) => self.say(line, format!("Care is paid from now on by {}.", payer_word(payer))),
            What::HeldUp(reason) => {
                self.say(
                    line,
                    format!("Held up: {}.", Reason::NAMES[reason as usize].replace('_', " ")),
                );
            }
            What::StepUp(to) => self.say(line, format!("Goes to {} instead of a ward.", care(to))),
            What::CarerBreaksDown => self.say(line, "The carer at home can do no more."),
            What::CareHomePlan => self.say(line, "Reviewed in the care home; what to do in an illness is agreed."),
            What::FoundAtReview => self.say(line, "The review finds a condition that cannot wait."),
            What::LastIllnessAtHome => self.say(line, "The last illness stays at home, as planned."),
            What::Caseload(true) => self.say(line, "The neighbourhood team takes the case on (caseload)."),
            What::Caseload(false) => self.say(line, "Leaves the neighbourhood team's caseload."),
            What::TeamContacts(n) => self.count(line, |t| t.team_contacts += i64::from(n)),
            What::Condition(i) => {
                let name = condition(&self.plan.model.tables.conditions[usize::from(i)].name);
                self.say(line, format!("Found to have {name}."));
            }
            What::Unfound(i) => {
                let name = condition(&self.plan.model.tables.conditions[usize::from(i)].name);
                self.say(line, format!("Begins to have {name}, not yet diagnosed."));
            }
            What::Mind(step) => self.mind(line, step),
            What::Born | What::MovedIn => {}
            What::MovedOut => self.say(line, "Moves away."),
            What::Died { in_hospital } => self.died(line, in_hospital),
        }
    }

    fn arise(&mut self, line: &Line, need: Need) {
        self.need = None;
        match need {
            Need::ConditionReview => self.say(line, "A review of the long-term conditions falls due."),
            Need::Musculoskeletal => self.say(line, "Joints or back give trouble and need a closer look."),
            Need::Ophthalmology => self.say(line, "The eyes need a closer look."),
            Need::PlannedSurgical | Need::PlannedMedical => self.say(line, "A complaint needs a closer look."),
            Need::SuspectedCancer => self.say(line, "A sign that could be cancer needs an urgent look."),
            Need::CommonMental => self.say(line, "Low mood or worry has become too much."),
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
            Need::MentalCrisis => "A mental health crisis",
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
        let called = self.called.remove(&line.need);
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
            Need::Musculoskeletal => "about joints or back",
            Need::Ophthalmology => "about the eyes",
            Need::PlannedSurgical | Need::PlannedMedical => "about the complaint",
            Need::SuspectedCancer => "about a sign that could be cancer",
            Need::CommonMental => "about low mood or worry",
            Need::MentalCrisis => "about the crisis",
            _ => "",
        };
        let space = if why.is_empty() { "" } else { " " };
        if !kept {
            self.say(line, format!("Misses the practice appointment{wait}."));
        } else if called && waited == 0 {
            self.say(
                line,
                format!("Seen by the practice as its lines open{space}{why}.{paid}"),
            );
        } else if waited == 0 {
            self.say(line, format!("Seen by the practice the same day{space}{why}.{paid}"));
        } else {
            self.say(line, format!("Seen by the practice{space}{why}{wait}.{paid}"));
        }
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
        let Some(kind) = to.kind() else { return };
        let hours = f64::from(hours);
        let units = if to == Destination::HomeCare {
            vec![(Currency::HomeCareHour, hours)]
        } else {
            Vec::new()
        };
        // A price a week is no sum paid: it is told, not counted.
        let service = self.service(kind);
        let paid = words(self.plan, self.neighbourhood, service, &units, line.time, None);
        let text = match to {
            Destination::HomeCare => format!("Home care begins, {hours:.0} hours a week.{}", weekly(&paid)),
            to => format!("{} begins.{paid}", capital(care(to))),
        };
        let text = text.replace("A care home begins", "Moves into a care home");
        let text = text.replace("A nursing home begins", "Moves into a nursing home");
        self.say(line, text);
    }
}

pub(super) fn care(to: Destination) -> &'static str {
    match to {
        Destination::Home => "home",
        Destination::HomeCare => "home care",
        Destination::Reablement => "reablement",
        Destination::IntermediateCare => "an intermediate-care bed",
        Destination::CareHome => "a care home",
        Destination::NursingHome => "a nursing home",
        Destination::CommunityHospital => "a community-hospital bed",
        Destination::IntermediateCareHome => "intermediate care at home",
    }
}

fn payer_word(payer: Payer) -> &'static str {
    match payer {
        Payer::None => "nobody",
        Payer::Council => "the council",
        Payer::PersonalBudget => "the council, by a personal budget",
        Payer::SelfFunder => "the person",
        Payer::Nhs => "the NHS",
    }
}

fn weekly(paid: &str) -> String {
    paid.replacen(']', ", for a week]", 1)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

pub(super) fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

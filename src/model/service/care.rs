//! Social and intermediate care: assessment, home care by hours, reablement, intermediate-care beds, care homes. Waiting
//! people are matched to room once a day; room is scattered over rounds and homes, so the daily chance of a match falls
//! as it gets scarce. A wait too long ends in a care gap, which is counted.

use crate::engine::time::DAY;
use crate::engine::{Calendar, Key, Span, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::event::Event;
use crate::model::population::{Population, Presence, flag};
use crate::model::service::assessment::Request;
use crate::model::settings::{ServiceKind, Settings};
use crate::model::{Count, Model, What};

/// Where a patient goes from a bed, or a resident from an assessment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Destination {
    Home,
    HomeCare,
    Reablement,
    IntermediateCare,
    CareHome,
}

impl Destination {
    pub fn of(index: u8) -> Destination {
        [
            Destination::Home,
            Destination::HomeCare,
            Destination::Reablement,
            Destination::IntermediateCare,
            Destination::CareHome,
        ][index as usize]
    }
    const fn line(self) -> usize {
        self as usize - 1
    }
}

const LINES: [(Destination, ServiceKind); 4] = [
    (Destination::HomeCare, ServiceKind::HomeCare),
    (Destination::Reablement, ServiceKind::Reablement),
    (Destination::IntermediateCare, ServiceKind::IntermediateCareBeds),
    (Destination::CareHome, ServiceKind::CareHome),
];

#[derive(Clone, Debug)]
pub struct Rates {
    pub assessment_days: f64,
    pub handoff_days: f64,
    pub handoff_lost: f64,
    pub handoff_lost_days: f64,
    handoff_lost_community_days: f64,
    start_by_frailty: [f64; 4],
    pub leave_hours: [f64; 2],
    pub support_by_frailty: [f64; 4],
    pub support_under_65: f64,
    pub intermediate_share: f64,
    pub reablement_share: f64,
    pub care_home_share: [f64; 4],
    pub weight_sigma: f64,
    community_assessment_days: f64,
    package_hours: f64,
    package_sigma: f64,
    package_days: f64,
    reablement_days: f64,
    reablement_to_package: f64,
    intermediate_days: f64,
    intermediate_to_package: f64,
    intermediate_to_care_home: f64,
    /// Free room at which a waiting person's daily chance of a match is 63 %, as a share of capacity.
    scatter: [f64; 4],
    pub gap_after_days: f64,
    pub assessment_share: f64,
    pub start_wait_days: f64,
    pub start_use: [f64; 4],
    community_care_home: [f64; 4],
    community_reablement: f64,
}

impl Rates {
    pub fn new(settings: &Settings) -> Rates {
        let p = |path: &str| settings.parameters.get(path);
        let lines = |name: &str| {
            ["home_care", "reablement", "intermediate_care", "care_home"].map(|l| p(&format!("care.{l}.{name}")))
        };
        let frail = |name: &str| ["fit", "mild", "moderate", "severe"].map(|f| p(&format!("{name}_{f}")));
        Rates {
            assessment_days: p("discharge.assessment_mean_days"),
            handoff_days: p("handoff.days"),
            handoff_lost: p("handoff.lost_share"),
            handoff_lost_days: p("handoff.lost_days"),
            handoff_lost_community_days: p("handoff.lost_community_days"),
            start_by_frailty: frail("care.start_weight"),
            leave_hours: [p("discharge.leave_least_hours"), p("discharge.leave_most_hours")],
            support_by_frailty: frail("discharge.support"),
            support_under_65: p("discharge.support_under_65"),
            intermediate_share: p("discharge.to_intermediate_care_share"),
            reablement_share: p("discharge.to_reablement_share"),
            care_home_share: frail("discharge.to_care_home"),
            weight_sigma: p("stay.case_mix_sigma"),
            community_assessment_days: p("care.community_assessment_mean_days"),
            package_hours: p("care.home_care.hours_per_week"),
            package_sigma: p("care.home_care.hours_sigma"),
            package_days: p("care.home_care.mean_days"),
            reablement_days: p("care.reablement.mean_days"),
            reablement_to_package: p("care.reablement.to_package_share"),
            intermediate_days: p("care.intermediate_care.mean_days"),
            intermediate_to_package: p("care.intermediate_care.to_package_share"),
            intermediate_to_care_home: p("care.intermediate_care.to_care_home_share"),
            scatter: lines("scatter_share"),
            gap_after_days: p("care.gap_after_days"),
            assessment_share: p("care.assessment.modelled_share"),
            start_wait_days: p("discharge.place_wait_at_start_mean_days"),
            start_use: lines("used_at_start_share"),
            community_care_home: frail("care.community_to_care_home"),
            community_reablement: p("care.community_to_reablement_share"),
        }
    }

    /// Weekly hours of home care, none of anything else.
    pub fn hours_of(&self, to: Destination, person: Key) -> f32 {
        if to == Destination::HomeCare {
            self.hours(person) as f32
        } else {
            0.0
        }
    }

    /// Weekly hours of a person's package, the same whenever they ask.
    fn hours(&self, person: Key) -> f64 {
        let sigma = self.package_sigma;
        self.package_hours
            * sample::lognormal(
                person.of(Purpose::Package).uniform(),
                libm::exp(-sigma * sigma / 2.0),
                sigma,
            )
    }
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    person: u32,
    /// The hospital case, when the person waits in a bed.
    slot: Option<u32>,
    key: Key,
    since: Time,
}

#[derive(Clone, Default)]
struct Line {
    used: f64,
    waiting: Vec<Waiting>,
}

/// All lines of care.
#[derive(Clone, Default)]
pub struct Care {
    lines: [Line; 4],
}

impl Care {
    pub fn new(_settings: &Settings) -> Care {
        Care::default()
    }
    /// The running use of each line agrees with the people who hold it.
    pub fn check(&self, population: &Population, rates: &Rates) -> Result<(), String> {
        let mut held = [0.0; 4];
        for person in population.iter().filter(|p| p.here()) {
            if person.has(flag::PACKAGE) {
                held[0] += rates.hours(person.key);
            }
            held[1] += f64::from(u8::from(person.has(flag::REABLEMENT)));
            held[2] += f64::from(u8::from(person.presence == Presence::InIntermediateCare));
            held[3] += f64::from(u8::from(person.has(flag::CARE_HOME)));
        }
        for (line, held) in held.iter().enumerate() {
            let used = self.lines[line].used;
            if (held - used).abs() > 0.5 {
                return Err(format!("{:?}: people hold {held}, {used} are counted", LINES[line].1));
            }
        }
        Ok(())
    }
}

impl Model {
    /// Someone needs help with daily living: asks the council.
    pub(in crate::model) fn care_need(&mut self, id: u32, key: Key) {
        let person = &mut self.population[id];
        person.set(flag::CARE_SOUGHT, true);
        let cell = person.cell;
        self.tallies.count(Count::Handoff, cell);
        let rates = &self.rates.care;
        let mut days = sample::exponential(key.of(Purpose::Assessment).uniform(), rates.community_assessment_days);
        let lost = key.of(Purpose::Handoff).uniform() < rates.handoff_lost * self.standing.handoff_loss;
        if lost {
            self.tallies.count(Count::HandoffLost, cell);
            days += rates.handoff_lost_community_days;
        }
        self.diary.note(self.now, id, key, What::CareAsked { lost });
        self.ask_assessor(Request {
            person: id,
            slot: None,
            key,
            cell,
            since: self.now,
            days,
        });
    }

    pub(in crate::model) fn care_assessed(&mut self, id: u32, tag: u32) {
        let person = &self.population[id];
        if !person.here() || !person.has(flag::CARE_SOUGHT) {
            return;
        }
        let key = person.key.of(Purpose::Destination).with(u64::from(tag));
        let rates = &self.rates.care;
        let u = key.uniform();
        let home = rates.community_care_home[person.frailty as usize];
        let to = if u < home {
            Destination::CareHome
        } else if u < home + rates.community_reablement {
            Destination::Reablement
        } else {
            Destination::HomeCare
        };
        self.queue_for_care(id, None, key, to);
    }

    pub(in crate::model) fn queue_for_care(&mut self, person: u32, slot: Option<u32>, key: Key, to: Destination) {
        let since = self.now;
        if slot.is_none() {
            self.diary.note(self.now, person, key, What::CareAwaited(to));
        }
        self.care.lines[to.line()].waiting.push(Waiting {
            person,
            slot,
            key,
            since,
        });
    }

    /// Once a day: matches people who wait to room.
    pub(in crate::model) fn care_day(&mut self) {
        let day = self.now.day();
        self.agenda.push(Event::CareDay.entry(Time(self.now.0 + DAY), 0, 0));
        self.team_day();
        self.assessment_day();
        // Hours of home care delivered today, an equal part of the week.
        let hours = self.care.lines[0].used / 7.0;
        self.tallies.add(Count::HomeCareHours, 0, 0, hours.round() as i64);
        if !Calendar::is_working_day(day) {
            return;
        }
        for (line, &(to, kind)) in LINES.iter().enumerate() {
            let places = self.standing.places(kind, "", self.now);
            let waiting = std::mem::take(&mut self.care.lines[line].waiting);
            let mut left = Vec::with_capacity(waiting.len());
            let scatter = (places * self.rates.care.scatter[line]).max(1e-9);
            for entry in waiting {
                let person = &self.population[entry.person];
                if self.care_gone(entry.person, entry.slot, entry.key) {
                    continue;
                }
                if entry.slot.is_none() && person.presence != Presence::Resident {
                    left.push(entry);
                    continue;
                }
                let need = if line == 0 {
                    self.rates.care.hours(person.key)
                } else {
                    1.0
                };
                let free = places - self.care.lines[line].used;
                let chance = if free < need {
                    0.0
                } else {
                    1.0 - libm::exp(-free / scatter)
                };
                let u = entry.key.of(Purpose::Match).with(u64::from(day)).uniform();
                if u < chance {
                    self.care.lines[line].used += need;
                    match entry.slot {
                        Some(slot) => self.place_found(slot),
                        None => {
                            self.population[entry.person].set(flag::CARE_SOUGHT, false);
                            self.begin_care(entry.person, to, entry.key);
                            self.raise_hazards(entry.person);
                        }
                    }
                } else if self.now.since(entry.since).as_days() > self.rates.care.gap_after_days {
                    // Nobody waits for ever: they manage with family, or without.
                    self.care_gap(entry.person, entry.slot, entry.key);
                } else {
                    left.push(entry);
                }
            }
            self.care.lines[line].waiting = left;
        }
    }

    /// Whether someone who waits for care, in a bed or at home, waits no longer.
    pub(in crate::model) fn care_gone(&self, id: u32, slot: Option<u32>, key: Key) -> bool {
        let person = &self.population[id];
        match slot {
            Some(slot) => !self.cases[slot].alive || self.cases[slot].key != key,
            None => !person.here() || !person.has(flag::CARE_SOUGHT),
        }
    }

    /// Nobody waits for ever: they manage with family, or without.
    pub(in crate::model) fn care_gap(&mut self, id: u32, slot: Option<u32>, key: Key) {
        let cell = self.population[id].cell;
        self.tallies.count(Count::CareGap, cell);
        self.diary.note(self.now, id, key, What::CareGap);
        match slot {
            Some(slot) => {
                self.cases[slot].destination = Destination::Home as u8;
                self.place_found(slot);
            }
            None => {
                self.population[id].set(flag::CARE_SOUGHT, false);
                self.raise_hazards(id);
            }
        }
    }

    /// From a bed into the care for which a place was kept.
    pub(in crate::model) fn enter_care(&mut self, id: u32, to: Destination, key: Key) {
        if to != Destination::Home {
            self.begin_care(id, to, key);
        }
    }

    fn begin_care(&mut self, id: u32, to: Destination, key: Key) {
        let cell = self.population[id].cell;
        let rates = &self.rates.care;
        let u = key.of(Purpose::Package).with(1).uniform();
        let held = match to {
            Destination::HomeCare => self.population[id].has(flag::PACKAGE),
            Destination::Reablement => self.population[id].has(flag::REABLEMENT),
            Destination::CareHome => self.population[id].has(flag::CARE_HOME),
            Destination::Home | Destination::IntermediateCare => false,
        };
        if !held {
            let hours = rates.hours_of(to, self.population[id].key);
            self.diary.note(self.now, id, key, What::CareBegan { to, hours });
        }
        match to {
            Destination::Home => {}
            Destination::HomeCare => {
                if self.population[id].has(flag::PACKAGE) {
                    // Already has care: the same package restarts.
                    self.care.lines[0].used -= rates.hours(self.population[id].key);
                    return;
                }
                let end = self.now + Span::days(sample::exponential(u, rates.package_days));
                self.tallies.count(Count::CarePackageStart, cell);
                self.set_flag(id, flag::PACKAGE, true);
                self.agenda.push(Event::PackageEnd.entry(end, id, 0));
            }
            Destination::Reablement => {
                if self.population[id].has(flag::REABLEMENT) {
                    self.care.lines[1].used -= 1.0;
                    return;
                }
                let end = self.now + Span::days(sample::exponential(u, rates.reablement_days));
                self.tallies.count(Count::ReablementEpisode, cell);
                self.population[id].set(flag::REABLEMENT, true);
                self.agenda.push(Event::ReablementEnd.entry(end, id, stamp(key)));
            }
            Destination::IntermediateCare => {
                let end = self.now + Span::days(sample::exponential(u, rates.intermediate_days));
                self.tallies.count(Count::IntermediateCareStay, cell);
                self.population[id].presence = Presence::InIntermediateCare;
                self.agenda.push(Event::IntermediateCareEnd.entry(end, id, stamp(key)));
            }
            Destination::CareHome => {
                if self.population[id].has(flag::CARE_HOME) {
                    self.care.lines[3].used -= 1.0;
                    return;
                }
                self.tallies.count(Count::CareHomeAdmission, cell);
                self.end_package(id);
                self.set_flag(id, flag::CARE_HOME, true);
                self.population[id].set(flag::LIVES_ALONE, false);
            }
        }
    }

    /// A change of the hours in a package changes those already running.
    pub(in crate::model) fn recount_hours(&mut self) {
        let holders = self.population.iter().filter(|p| p.here() && p.has(flag::PACKAGE));
        self.care.lines[0].used = holders.map(|p| self.rates.care.hours(p.key)).sum();
    }

    fn end_package(&mut self, id: u32) {
        if self.population[id].has(flag::PACKAGE) {
            self.care.lines[0].used -= self.rates.care.hours(self.population[id].key);
            self.set_flag(id, flag::PACKAGE, false);
            self.diary
                .note_of_life(self.now, id, What::CareEnded(Destination::HomeCare));
        }
    }

    pub(in crate::model) fn package_end(&mut self, id: u32) {
        if self.population[id].here() {
            self.end_package(id);
            self.raise_hazards(id);
        }
    }

    pub(in crate::model) fn reablement_end(&mut self, id: u32, tag: u32) {
        let person = &mut self.population[id];
        if !person.here() || !person.has(flag::REABLEMENT) {
            return;
        }
        person.set(flag::REABLEMENT, false);
        self.care.lines[1].used -= 1.0;
        self.diary
            .note_of_life(self.now, id, What::CareEnded(Destination::Reablement));
        let key = self.population[id].key.of(Purpose::Route).with(u64::from(tag));
        if key.uniform() < self.rates.care.reablement_to_package {
            self.seek_package(id, key);
        }
    }

    fn seek_package(&mut self, id: u32, key: Key) {
        let person = &mut self.population[id];
        if !person.has(flag::PACKAGE) && !person.has(flag::CARE_SOUGHT) && !person.has(flag::CARE_HOME) {
            person.set(flag::CARE_SOUGHT, true);
            self.queue_for_care(id, None, key, Destination::HomeCare);
        }
    }

    pub(in crate::model) fn intermediate_care_end(&mut self, id: u32, tag: u32) {
        let person = &mut self.population[id];
        if person.presence != Presence::InIntermediateCare {
            return;
        }
        person.presence = Presence::Resident;
        self.care.lines[2].used -= 1.0;
        self.diary
            .note_of_life(self.now, id, What::CareEnded(Destination::IntermediateCare));
        let key = self.population[id].key.of(Purpose::Route).with(u64::from(tag));
        let u = key.uniform();
        let rates = &self.rates.care;
        let (package, home) = (rates.intermediate_to_package, rates.intermediate_to_care_home);
        if u < package {
            self.seek_package(id, key);
        } else if u < package + home && !self.population[id].has(flag::CARE_HOME) {
            self.population[id].set(flag::CARE_SOUGHT, true);
            self.queue_for_care(id, None, key, Destination::CareHome);
        }
        self.raise_hazards(id);
    }

    /// Dies or moves away: every hour and place held falls free.
    pub(in crate::model) fn leave_care(&mut self, id: u32) {
        self.end_package(id);
        let person = &mut self.population[id];
        if person.has(flag::REABLEMENT) {
            person.set(flag::REABLEMENT, false);
            self.care.lines[1].used -= 1.0;
        }
        if self.population[id].presence == Presence::InIntermediateCare {
            self.care.lines[2].used -= 1.0;
        }
        if self.population[id].has(flag::CARE_HOME) {
            self.care.lines[3].used -= 1.0;
            self.set_flag(id, flag::CARE_HOME, false);
        }
        self.set_flag(id, flag::CASELOAD, false);
    }

    /// A place kept for someone who dies on the day of leaving falls free.
    pub(in crate::model) fn release_place(&mut self, id: u32, to: Destination) {
        if to != Destination::Home {
            let need = if to == Destination::HomeCare {
                self.rates.care.hours(self.population[id].key)
            } else {
                1.0
            };
            self.care.lines[to.line()].used -= need;
        }
    }

    /// At the start: those who already hold care, with stays that end as if they had always been running.
    pub(in crate::model) fn start_care(&mut self) {
        let homes = self.population.iter().filter(|p| p.has(flag::CARE_HOME)).count();
        self.care.lines[3].used = homes as f64;
        let rates = std::sync::Arc::clone(&self.rates);
        for (line, &(to, kind)) in LINES.iter().enumerate().take(3) {
            let places = self.standing.places(kind, "", self.start);
            let wanted = places * rates.care.start_use[line];
            let mut people: Vec<(f64, u32)> = (0..self.population.len() as u32)
                .filter(|&id| {
                    let p = &self.population[id];
                    p.here()
                        && !p.has(flag::CARE_HOME)
                        && p.age(self.start.day()) >= 65
                        && p.presence == Presence::Resident
                })
                .map(|id| {
                    let p = &self.population[id];
                    // The frailer the likelier: an exponential race.
                    let weight = rates.care.start_by_frailty[p.frailty as usize];
                    let u = p.key.of(Purpose::Initial).with(line as u64).uniform();
                    (sample::exponential(u, 1.0 / weight), id)
                })
                .collect();
            people.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            for (_, id) in people {
                if self.care.lines[line].used >= wanted {
                    break;
                }
                let person = &self.population[id];
                if person.has(flag::PACKAGE) || person.has(flag::REABLEMENT) {
                    continue;
                }
                let need = if line == 0 { rates.care.hours(person.key) } else { 1.0 };
                let key = person.key.of(Purpose::Initial).with(10 + line as u64);
                self.care.lines[line].used += need;
                self.begin_care(id, to, key);
            }
        }
    }
}

/// Half of a need's address, carried by an event so that what follows is addressed by the need and not by the day.
pub fn stamp(key: Key) -> u32 {
    (key.bits() >> 32) as u32
}

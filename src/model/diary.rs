//! The diary: what befalls the people it follows, written down as it happens, with instant, person and need. Nothing in
//! the model reads it, so that a run with a diary and one without are the same run; kept by nobody it costs one test of
//! a flag at each line.

use super::Model;
use super::patch::{Group, Here};
use super::population::{Presence, flag, social};
use super::service::planned::Stage;
use super::settings::{ServiceKind, Settings};
use crate::engine::{Key, Time};

pub use super::case::Acuity;
pub use super::door::Door;
pub use super::need::Need;
pub use super::service::bed::Pool;
pub use super::service::care::{Destination, Outcome, Payer, Reason};

/// Whose diary is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whom {
    Everyone,
    /// One resident, by place in the order of arrival.
    One(u32),
}

/// One line.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Line {
    pub time: Time,
    pub person: u32,
    /// Address of the need it belongs to, the same in every scenario; 0 where there is none.
    pub need: u64,
    /// The patches at hand: whose service it was.
    pub here: Here,
    pub what: What,
}

/// Why a borderline patient was not admitted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// With empty wards the same patient would have been admitted; per cent of beds occupied.
    FullWards(u8),
    /// At the start's threshold the same patient would have been admitted: the trust has raised it.
    RaisedThreshold,
    /// Not ill enough at the usual threshold.
    Threshold,
}

/// What the emergency department or the walk-in centre decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Home,
    Refused(Refusal),
    Admit {
        borderline: bool,
    },
    /// From the walk-in centre to A&E.
    SentOn,
    /// Died or was taken elsewhere in the meantime.
    Gone,
    /// After a crisis: to be treated at home by the crisis team, or to have a mental health bed.
    HomeTreatment,
    MentalHealthBed,
}

/// What happened in mental health services, or for want of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mind {
    /// A common problem is over.
    Eased,
    /// Asks nobody for help.
    Alone,
    /// Asked for talking therapy, by oneself or another service; whether it suits.
    TherapyAsked {
        suits: bool,
    },
    /// Waits no longer for it: better by now, or out of patience.
    TherapyGivenUp {
        eased: bool,
    },
    TherapyBegan {
        waited: u16,
    },
    TherapyEnded {
        recovered: bool,
    },
    /// The crisis team assesses, not the hospital.
    CrisisTeam,
    HomeTreatmentBegan,
    /// With or without a need for a bed after all.
    HomeTreatmentEnded {
        bed: bool,
    },
    BedWanted,
    InBed {
        away: bool,
    },
    /// Back from an out-of-area placement into a bed of the place.
    Fetched,
    /// After so many days, of them so many ready to leave.
    Left {
        days: u16,
        waited: u16,
    },
    /// The community mental health team is asked to take on.
    TeamAsked,
    TeamGivenUp,
    Caseload(bool),
}

/// What happened.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum What {
    Need(Need),
    /// An acute need comes to a door, or stays at home.
    Sought {
        acuity: Acuity,
        door: Door,
    },
    /// The practice had nothing that the caller would take.
    Balked,
    /// 111 did not answer in time.
    Unanswered,
    /// The need goes without care.
    Unmet,
    /// No help yet: the need is latent.
    Untreated,
    /// A latent need gets worse and goes to a hospital door.
    Worse(Door),
    /// A latent need asks the practice again.
    ComesBack,
    /// Sent home from A&E, and sets out for it again with the same trouble.
    ReturnsToAe,
    /// Where 111 sends the caller.
    Advised(Door),
    RapidResponse {
        met: bool,
    },
    /// Seen at home by the practice, or by the late-visiting service.
    HomeVisit {
        late: bool,
    },
    /// Asked a pharmacist.
    Pharmacist,
    /// A link worker takes the person on; `settled` if nobody at the practice is asked again.
    LinkWorker {
        settled: bool,
    },
    /// Calls again when the lines of the practice open.
    CallsInTheMorning,
    /// An appointment so many days ahead; `again` for the same need.
    Booked {
        days: u8,
        again: bool,
    },
    Appointment {
        need: Need,
        waited: u8,
        kept: bool,
    },
    /// Treated by the practice; whether that was enough.
    Treated {
        enough: bool,
    },
    /// The practice sends the patient to A&E.
    SentToAe,
    /// The practice sends the patient straight to a ward.
    SentToWard,
    /// Long-term conditions come into control or slip out of it.
    Control(bool),
    /// Comes to an emergency department or walk-in centre.
    Arrived {
        at: ServiceKind,
        door: Door,
    },
    Seen,
    /// Clinician and cubicle are free again.
    Worked,
    Decided(Verdict),
    /// A bed is asked for; `direct` past A&E.
    BedWanted {
        pool: Pool,
        direct: bool,
    },
    InBed {
        pool: Pool,
        wanted: Pool,
        elective: bool,
        again: bool,
    },
    /// From one bed to another: into critical care, or from it.
    Moved {
        pool: Pool,
    },
    /// Clinically ready, but not to go home: the wait for assessment and place begins.
    Ready {
        to: Destination,
        lost: bool,
    },
    Assessed,
    PlaceFound,
    /// Left hospital alive.
    Left {
        to: Destination,
    },
    /// A stay in hospital cost the patient strength.
    LostStrength,
    Frailty {
        to: u8,
    },
    /// To the list for a first clinic; `specialty` by place in [`specialties`].
    Referred {
        specialty: u8,
        lost: bool,
    },
    Clinic {
        specialty: u8,
        first: bool,
        waited: u16,
    },
    Listed {
        specialty: u8,
        ordinary: bool,
    },
    Removed {
        specialty: u8,
    },
    /// A call to a clinic or to treatment came to nothing; there will be another.
    Rebooked {
        specialty: u8,
    },
    /// Seen in community musculoskeletal triage; treated there or sent on.
    Triaged {
        treated: bool,
        waited: u16,
    },
    /// Asked for, or made.
    Test {
        specialty: u8,
        endoscopy: bool,
        made: bool,
    },
    Cancelled {
        specialty: u8,
    },
    /// Planned treatment: a day case, or an admission that [`What::InBed`] follows. `waited` since listing or due, in days.
    Treatment {
        specialty: u8,
        ordinary: bool,
        repeat: bool,
        waited: u16,
    },
    /// Asked the council for help with daily living.
    CareAsked {
        lost: bool,
    },
    /// Waits for care at home.
    CareAwaited(Destination),
    /// `hours` a week, of home care.
    CareBegan {
        to: Destination,
        hours: f32,
    },
    CareEnded(Destination),
    /// Nobody waits for ever: manages with family, or without.
    CareGap,
    /// The council gives little or nothing.
    CareDeclined(Outcome),
    /// Another payer of long-term care.
    Payer(Payer),
    /// Assessed, but something holds the discharge up.
    HeldUp(Reason),
    /// Intermediate care or a community hospital instead of a ward.
    StepUp(Destination),
    CarerBreaksDown,
    /// The last illness stays at home by a plan made before.
    LastIllnessAtHome,
    /// Reviewed in a care home: what to do when they fall ill is agreed.
    CareHomePlan,
    /// A review finds a condition that cannot wait.
    FoundAtReview,
    Caseload(bool),
    TeamContacts(u8),
    /// A condition is found, by place in the table of conditions.
    Condition(u8),
    /// A condition begins and nobody knows of it yet.
    Unfound(u8),
    Mind(Mind),
    Born,
    MovedIn,
    MovedOut,
    Died {
        in_hospital: bool,
    },
}

impl What {
    pub(in crate::model) fn referred(specialty: usize, lost: bool) -> What {
        let specialty = specialty as u8;
        What::Referred { specialty, lost }
    }
    pub(in crate::model) fn removed(specialty: usize) -> What {
        let specialty = specialty as u8;
        What::Removed { specialty }
    }
    pub(in crate::model) fn rebooked(specialty: usize) -> What {
        let specialty = specialty as u8;
        What::Rebooked { specialty }
    }
    pub(in crate::model) fn test(specialty: usize, endoscopy: bool, made: bool) -> What {
        let specialty = specialty as u8;
        What::Test {
            specialty,
            endoscopy,
            made,
        }
    }
    pub(in crate::model) fn cancelled(specialty: usize) -> What {
        let specialty = specialty as u8;
        What::Cancelled { specialty }
    }
    pub(in crate::model) fn listed(specialty: usize, ordinary: bool) -> What {
        let specialty = specialty as u8;
        What::Listed { specialty, ordinary }
    }
    pub(in crate::model) fn clinic(specialty: usize, first: bool, days: u32) -> What {
        let (specialty, waited) = (specialty as u8, days.min(u32::from(u16::MAX)) as u16);
        What::Clinic {
            specialty,
            first,
            waited,
        }
    }
    pub(in crate::model) fn treatment(specialty: usize, ordinary: bool, repeat: bool, days: u32) -> What {
        let (specialty, waited) = (specialty as u8, days.min(u32::from(u16::MAX)) as u16);
        What::Treatment {
            specialty,
            ordinary,
            repeat,
            waited,
        }
    }
}

/// What is written, until it is taken.
#[derive(Clone, Debug, Default)]
pub struct Diary {
    /// The patches at hand.
    pub(in crate::model) here: Here,
    whom: Option<Whom>,
    lines: Vec<Line>,
}

impl Diary {
    /// Writes a line, if this person is followed.
    #[inline]
    pub(in crate::model) fn note(&mut self, time: Time, person: u32, need: Key, what: What) {
        if let Some(whom) = self.whom {
            self.write(
                whom,
                Line {
                    time,
                    person,
                    need: need.bits(),
                    here: self.here,
                    what,
                },
            );
        }
    }

    /// A line that belongs to no need.
    #[inline]
    pub(in crate::model) fn note_of_life(&mut self, time: Time, person: u32, what: What) {
        if let Some(whom) = self.whom {
            self.write(
                whom,
                Line {
                    time,
                    person,
                    need: 0,
                    here: self.here,
                    what,
                },
            );
        }
    }

    #[cold]
    fn write(&mut self, whom: Whom, line: Line) {
        if whom == Whom::Everyone || whom == Whom::One(line.person) {
            self.lines.push(line);
        }
    }
}

/// The specialties that a line names by number.
pub fn specialties(settings: &Settings) -> Vec<String> {
    super::service::planned::specialties(settings)
}

/// A resident at an instant.
#[derive(Clone, PartialEq, Debug)]
pub struct Portrait {
    pub person: u32,
    /// Alive and a resident still.
    pub here: bool,
    pub age: u32,
    /// 0 female, 1 male.
    pub sex: u8,
    pub neighbourhood: usize,
    /// 0 is the most deprived fifth.
    pub deprivation: u8,
    /// Recorded conditions by place in the table of conditions, and those that nobody has found yet.
    pub conditions: Vec<usize>,
    pub unfound: Vec<usize>,
    pub controlled: bool,
    /// 0 fit to 3 severe.
    pub frailty: u8,
    /// How readily acute illness befalls them, and how often minor illness and injury do, for life: ratios to the mean.
    pub susceptibility: f32,
    pub inclination: f32,
    pub lives_alone: bool,
    pub care_home: bool,
    pub package: bool,
    pub reablement: bool,
    pub caseload: bool,
    pub in_hospital: bool,
    pub in_intermediate_care: bool,
    pub practice: u16,
}

impl Model {
    /// Keeps a diary from now on. It opens with what already stands, each at its own instant: waits, stays, care.
    pub fn keep_diary(&mut self, whom: Whom) {
        self.diary.whom = Some(whom);
        let mut lines: Vec<Line> = Vec::new();
        let at = |id: u32, hospital: usize| {
            let mut here = self.patches.home(usize::from(self.population[id].neighbourhood));
            here[Group::Hospital as usize] = hospital as u8;
            here
        };
        let lists = self.planned.all().iter().enumerate();
        for (hospital, waiting) in
            lists.flat_map(|(hospital, lists)| lists.standing().into_iter().map(move |w| (hospital, w)))
        {
            let specialty = waiting.specialty;
            let what = match waiting.stage {
                Stage::Clinic => What::Referred { specialty, lost: false },
                Stage::Test(endoscopy) => What::test(usize::from(specialty), endoscopy, false),
                Stage::List(ordinary) => What::Listed { specialty, ordinary },
            };
            lines.push(Line {
                time: Time::of_day(waiting.since),
                person: waiting.person,
                need: waiting.key.bits(),
                here: at(waiting.person, hospital),
                what,
            });
        }
        for &slot in self.beds.all().iter().flat_map(|beds| beds.inpatients()) {
            let case = &self.cases[slot];
            let (pool, elective) = (super::service::bed::POOLS[case.pool as usize], case.elective);
            let what = What::InBed {
                pool,
                wanted: pool,
                elective,
                again: false,
            };
            lines.push(Line {
                time: case.admitted,
                person: case.person,
                need: case.key.bits(),
                here: at(case.person, usize::from(case.hospital)),
                what,
            });
        }
        for id in 0..self.population.len() as u32 {
            let person = &self.population[id];
            let here = at(id, usize::from(person.hospital));
            let care = &self.care.all()[usize::from(here[Group::Care as usize])];
            let held = [
                (person.has(flag::PACKAGE), Destination::HomeCare),
                (person.has(flag::REABLEMENT), Destination::Reablement),
                (person.presence == Presence::InIntermediateCare, care.bed_of(id)),
                (
                    person.has(flag::CARE_HOME) && !person.with(social::NURSING),
                    Destination::CareHome,
                ),
                (person.with(social::NURSING), Destination::NursingHome),
                (person.with(social::HOME_CARE_TEAM), Destination::IntermediateCareHome),
            ];
            for (_, to) in held.into_iter().filter(|(held, _)| *held && person.here()) {
                let hours = self.rates.care.hours_of(to, person.key);
                lines.push(Line {
                    time: self.now,
                    person: id,
                    need: 0,
                    here,
                    what: What::CareBegan { to, hours },
                });
            }
        }
        lines.sort_by_key(|line| line.time);
        lines.into_iter().for_each(|line| self.diary.write(whom, line));
    }

    /// Follows another choice of people from now on.
    pub fn narrow_diary(&mut self, whom: Whom) {
        self.diary.whom = Some(whom);
    }

    /// Lines since last taken, in order of time.
    pub fn take_diary(&mut self) -> Vec<Line> {
        std::mem::take(&mut self.diary.lines)
    }

    /// Everybody who ever lived here, by place in the order of arrival.
    pub fn people(&self) -> u32 {
        self.population.len() as u32
    }

    /// A resident as they are now.
    ///
    /// # Panics
    /// When nobody has this number.
    pub fn portrait(&self, id: u32) -> Portrait {
        let person = &self.population[id];
        let those = |set: u16| {
            (0..self.tables.conditions.len())
                .filter(|i| set & (1 << i) != 0)
                .collect()
        };
        Portrait {
            person: id,
            here: person.here(),
            age: person.age(self.now.day()),
            sex: person.sex,
            neighbourhood: usize::from(person.neighbourhood),
            deprivation: person.deprivation,
            conditions: those(person.recorded),
            unfound: those(person.unrecorded()),
            controlled: person.has(flag::CONTROLLED),
            frailty: person.frailty,
            susceptibility: person.susceptibility,
            inclination: person.inclination,
            lives_alone: person.has(flag::LIVES_ALONE),
            care_home: person.has(flag::CARE_HOME),
            package: person.has(flag::PACKAGE),
            reablement: person.has(flag::REABLEMENT),
            caseload: person.has(flag::CASELOAD),
            in_hospital: person.presence == Presence::InHospital,
            in_intermediate_care: person.presence == Presence::InIntermediateCare,
            practice: person.practice,
        }
    }
}

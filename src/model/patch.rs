//! Who serves whom in a system of several places. Kinds of service that work hand in hand form a group: a hospital, for
//! one, is its doors, its beds, its clinics and its lists. The services of a group divide the places among themselves into
//! patches, all in the same way: two hospitals fill up apart, one over both places is one pool.
//!
//! Whatever the services of a group hold stands once for each patch ([`Patched`]), and one of them is at hand. An event of a
//! person turns to the patches of that person first, one of a case in hospital to that hospital, a round of a service goes
//! through its patches one by one. Nothing else turns: what is called on the way finds the right patch at hand. A system
//! with one patch everywhere never turns.

use super::address::{For, Purpose};
use super::event::Event;
use super::settings::{ServiceKind, Settings};
use super::{Model, Neighbourhood};
use crate::engine::Key;
use std::ops::{Deref, DerefMut};

/// Services that share one division of the places.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(usize)]
pub enum Group {
    Primary,
    /// Telephone and road.
    Urgent,
    /// Emergency departments with walk-in centre and same-day care, all acute and maternity beds with community midwives,
    /// clinics with triage before them, tests, theatres and lists.
    Hospital,
    Community,
    /// Social and intermediate care, with the beds of community hospitals.
    Care,
    Mental,
}

const GROUPS: usize = Group::ALL.len();

/// The patch of each group that is at hand, by place in [`Group::ALL`].
pub type Here = [u8; GROUPS];

impl Group {
    pub const ALL: [Group; 6] = [
        Group::Primary,
        Group::Urgent,
        Group::Hospital,
        Group::Community,
        Group::Care,
        Group::Mental,
    ];
    /// Name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Group::Primary => "primary care",
            Group::Urgent => "111 and ambulances",
            Group::Hospital => "the hospital",
            Group::Community => "community services",
            Group::Care => "social and intermediate care",
            Group::Mental => "mental health services",
        }
    }
    pub const fn of(kind: ServiceKind) -> Group {
        use ServiceKind as Kind;
        match kind {
            Kind::GeneralPractice
            | Kind::ExtendedHours
            | Kind::HomeVisiting
            | Kind::LateVisiting
            | Kind::Pharmacy
            | Kind::SocialPrescribing => Group::Primary,
            Kind::Nhs111 | Kind::Ambulance => Group::Urgent,
            Kind::WalkInCentre
            | Kind::SingleSpecialtyEmergency
            | Kind::AeMajors
            | Kind::AeMinors
            | Kind::AssessmentTrolleys
            | Kind::SameDayEmergencyCare
            | Kind::ShortStayBeds
            | Kind::MedicalBeds
            | Kind::OlderPeopleBeds
            | Kind::SurgicalBeds
            | Kind::ChildrenBeds
            | Kind::CriticalCareBeds
            | Kind::MaternityBeds
            | Kind::UnmodelledBeds
            | Kind::OutpatientClinic
            | Kind::ElectiveList
            | Kind::Theatres
            | Kind::Endoscopy
            | Kind::Imaging
            | Kind::MusculoskeletalTriage
            | Kind::CommunityMidwifery => Group::Hospital,
            Kind::CommunityNursing
            | Kind::NeighbourhoodTeam
            | Kind::RapidResponse
            | Kind::EndOfLifeCoordination
            | Kind::FrailtyAssessment
            | Kind::ChildHealth => Group::Community,
            Kind::IntermediateCareBeds
            | Kind::CommunityHospitalBeds
            | Kind::IntermediateCareHome
            | Kind::Reablement
            | Kind::HomeCare
            | Kind::CareHome
            | Kind::NursingHome
            | Kind::CarersSupport
            | Kind::CareAssessment => Group::Care,
            Kind::TalkingTherapies
            | Kind::CommunityMentalHealth
            | Kind::CrisisTeam
            | Kind::MentalHealthBeds
            | Kind::OtherMentalHealthBeds => Group::Mental,
        }
    }
}

/// What stands once for each patch of a group; the one at hand is what it dereferences to.
#[derive(Clone, Debug)]
pub struct Patched<T> {
    all: Vec<T>,
    here: usize,
}

impl<T> Patched<T> {
    pub fn new(patches: usize, each: impl FnMut(usize) -> T) -> Patched<T> {
        Patched {
            all: (0..patches).map(each).collect(),
            here: 0,
        }
    }
    pub fn all(&self) -> &[T] {
        &self.all
    }
    pub fn all_mut(&mut self) -> &mut [T] {
        &mut self.all
    }
    fn turn(&mut self, patch: u8) {
        self.here = usize::from(patch);
    }
}

impl<T> Deref for Patched<T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        &self.all[self.here]
    }
}

impl<T> DerefMut for Patched<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.all[self.here]
    }
}

/// The places of a plan in order of name.
fn places(settings: &Settings) -> Vec<&str> {
    let mut places: Vec<&str> = settings.neighbourhoods.iter().map(|n| n.place.as_str()).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// How each group divides the system.
#[derive(Clone, Debug)]
pub struct Patches {
    counts: [usize; GROUPS],
    /// By neighbourhood.
    home: Vec<Here>,
    /// Patch of each service within its group, in the order of the plan.
    of_service: Vec<u8>,
    /// Hospitals that residents of a neighbourhood use beside their own, with the share of them who do.
    elsewhere: Vec<Vec<(u8, f64)>>,
}

impl Patches {
    pub fn new(settings: &Settings) -> Patches {
        let places = places(settings);
        let mut counts = [1; GROUPS];
        let mut of_place = vec![[0; GROUPS]; places.len()];
        for group in Group::ALL {
            let working = |s: &&super::settings::Service| Group::of(s.kind) == group && s.share > 0.0;
            let mut patches: Vec<&super::settings::Service> = Vec::new();
            for (place, name) in places.iter().enumerate() {
                let Some(own) = settings.services.iter().filter(working).find(|s| s.serves(name)) else {
                    continue;
                };
                let known = patches.iter().position(|other| other.serves_as(own));
                of_place[place][group as usize] = known.unwrap_or(patches.len()) as u8;
                if known.is_none() {
                    patches.push(own);
                }
            }
            counts[group as usize] = patches.len().max(1);
        }
        let place = |name: &str| places.binary_search(&name).ok();
        let home: Vec<Here> = (settings.neighbourhoods.iter())
            .map(|n| of_place[place(&n.place).expect("places were collected from the neighbourhoods")])
            .collect();
        let patch_of = |s: &super::settings::Service| {
            let first = s.places.iter().filter_map(|name| place(name)).min().unwrap_or(0);
            of_place[first][Group::of(s.kind) as usize]
        };
        let hospital = |name: &str| place(name).map(|p| of_place[p][Group::Hospital as usize]);
        let elsewhere = (settings.neighbourhoods.iter().zip(&home))
            .map(|(n, home)| {
                let other = |(name, share): (&String, &f64)| hospital(name).map(|patch| (patch, *share));
                let own = home[Group::Hospital as usize];
                n.also_uses
                    .iter()
                    .filter_map(other)
                    .filter(|(patch, _)| *patch != own)
                    .collect()
            })
            .collect();
        Patches {
            counts,
            of_service: settings.services.iter().map(patch_of).collect(),
            home,
            elsewhere,
        }
    }

    pub fn count(&self, group: Group) -> usize {
        self.counts[group as usize]
    }
    /// Whether some group has more than one patch.
    pub fn several(&self) -> bool {
        self.counts.iter().any(|&n| n > 1)
    }
    /// The patches that a neighbourhood lies in.
    pub fn home(&self, neighbourhood: usize) -> Here {
        self.home[neighbourhood]
    }
    pub fn home_in(&self, group: Group, neighbourhood: usize) -> usize {
        usize::from(self.home[neighbourhood][group as usize])
    }
    /// Patch of a service of the plan within its group.
    pub fn of_service(&self, service: usize) -> u8 {
        self.of_service[service]
    }
    /// Neighbourhoods of a patch.
    pub fn neighbourhoods(&self, group: Group, patch: usize) -> impl Iterator<Item = usize> {
        (0..self.home.len()).filter(move |&n| self.home_in(group, n) == patch)
    }
    /// Residents at the start by patch of a group.
    pub(super) fn people(&self, group: Group, neighbourhoods: &[Neighbourhood]) -> Vec<f64> {
        let people = |patch| {
            self.neighbourhoods(group, patch)
                .map(|n| neighbourhoods[n].people)
                .sum()
        };
        (0..self.count(group)).map(people).collect()
    }
    /// The plan's first service of a kind and specialty that works in a patch.
    pub fn service(&self, settings: &Settings, kind: ServiceKind, specialty: &str, patch: usize) -> Option<u16> {
        let found = settings.services.iter().zip(&self.of_service).position(|(s, &of)| {
            s.kind == kind && s.specialty == specialty && s.share > 0.0 && usize::from(of) == patch
        });
        found.map(|i| i as u16)
    }

    /// The same where somebody is served.
    pub fn service_at(&self, settings: &Settings, kind: ServiceKind, specialty: &str, here: Here) -> Option<u16> {
        self.service(settings, kind, specialty, usize::from(here[Group::of(kind) as usize]))
    }

    /// The hospital that somebody uses: that of home, or one across the boundary for a share of a neighbourhood's people.
    /// The larger the ratio the more people, the same ones at every ratio first.
    fn hospital(&self, neighbourhood: usize, person: Key, ratio: f64) -> u8 {
        let elsewhere = &self.elsewhere[neighbourhood];
        let own = self.home[neighbourhood][Group::Hospital as usize];
        if elsewhere.is_empty() {
            return own;
        }
        let mut u = person.of(Purpose::Hospital).uniform();
        for &(patch, share) in elsewhere {
            u -= share * ratio;
            if u < 0.0 {
                return patch;
            }
        }
        own
    }
}

impl Model {
    /// Turns to whom an event concerns. A candidate turns when it becomes a need, a round as it goes through its patches.
    #[inline]
    pub(super) fn turn_for(&mut self, event: Event, subject: u32, tag: u32) {
        if self.apart {
            match event {
                Event::Arrive | Event::WorkDone | Event::Decide => self.turn_to_case(tag),
                Event::Ready | Event::Assessed | Event::Leave | Event::CriticalDone => self.turn_to_case(tag),
                Event::Death
                | Event::MoveOut
                | Event::LastIllness
                | Event::Latent
                | Event::Return
                | Event::Relapse
                | Event::MindEased
                | Event::MindAgain
                | Event::PackageEnd
                | Event::ReablementEnd
                | Event::IntermediateCareEnd
                | Event::CareAssessed
                | Event::IntermediateCareHomeEnd => self.turn_to(subject),
                Event::Candidate
                | Event::Midnight
                | Event::QuarterStart
                | Event::Demography
                | Event::Arrivals
                | Event::Hour
                | Event::PracticeDay
                | Event::ElectiveDay
                | Event::ClinicDay
                | Event::CareDay
                | Event::TeamMonth
                | Event::MentalDay => {}
            }
        }
    }

    /// Turns to the patches that serve a person.
    #[inline]
    pub(in crate::model) fn turn_to(&mut self, id: u32) {
        if self.apart {
            self.turn_among(id, None);
        }
    }

    /// Turns to the person of a case, and to the hospital that the case belongs to for its whole course.
    #[inline]
    pub(in crate::model) fn turn_to_case(&mut self, slot: u32) {
        if self.apart {
            let case = &self.cases[slot];
            self.turn_among(case.person, Some(case.hospital));
        }
    }

    /// Turns to the home of people who are no residents yet, or not named.
    pub(in crate::model) fn turn_to_neighbourhood(&mut self, neighbourhood: usize) {
        if self.apart {
            self.turn(self.patches.home(neighbourhood));
        }
    }

    #[inline(never)]
    fn turn_among(&mut self, id: u32, hospital: Option<u8>) {
        let person = &self.population[id];
        let mut here = self.patches.home(usize::from(person.neighbourhood));
        here[Group::Hospital as usize] = hospital.unwrap_or(person.hospital);
        self.turn(here);
    }

    fn turn(&mut self, here: Here) {
        for group in Group::ALL {
            self.turn_group(group, here[group as usize]);
        }
    }

    /// Turns one group.
    pub(in crate::model) fn turn_group(&mut self, group: Group, patch: u8) {
        self.standing.here[group as usize] = patch;
        self.diary.here[group as usize] = patch;
        match group {
            Group::Primary => self.primary.turn(patch),
            Group::Urgent => self.dispatch.turn(patch),
            Group::Hospital => {
                self.department.turn(patch);
                self.beds.turn(patch);
                self.planned.turn(patch);
                self.maternity.turn(patch);
                self.tallies.turn(patch);
                self.levels.turn(patch);
            }
            Group::Community => {}
            Group::Care => {
                self.care.turn(patch);
                self.assessors.turn(patch);
            }
            Group::Mental => self.mental.turn(patch),
        }
    }

    /// A round of a group: once in each of its patches.
    pub(in crate::model) fn in_each(&mut self, group: Group, mut round: impl FnMut(&mut Model)) {
        for patch in 0..self.patches.count(group) {
            self.turn_group(group, patch as u8);
            round(self);
        }
    }

    /// The patch of a group that is at hand.
    #[inline]
    pub(in crate::model) fn here(&self, group: Group) -> usize {
        usize::from(self.standing.here[group as usize])
    }

    /// The hospital at hand, as a case keeps it.
    #[inline]
    pub(in crate::model) fn hospital_here(&self) -> u8 {
        self.standing.here[Group::Hospital as usize]
    }

    /// The hospital that someone of a neighbourhood uses.
    pub(in crate::model) fn hospital_for(&self, neighbourhood: usize, person: Key) -> u8 {
        let standing = self.standing.cross_boundary * self.standing.rivalry[neighbourhood];
        let ratio = self.rates.door.cross_boundary * standing;
        self.patches.hospital(neighbourhood, person, ratio)
    }

    /// Everybody chooses among hospitals anew; who is in one, or on its lists, finishes there.
    pub(in crate::model) fn choose_hospitals(&mut self) {
        if self.apart {
            for id in 0..self.population.len() as u32 {
                let person = &self.population[id];
                let hospital = self.hospital_for(usize::from(person.neighbourhood), person.key);
                self.population[id].hospital = hospital;
            }
        }
    }

    /// Residents at the start of the patch of a group at hand.
    pub(in crate::model) fn people_of(&self, group: Group) -> f64 {
        if self.patches.count(group) == 1 {
            return f64::from(self.people_at_start);
        }
        let own = self.patches.neighbourhoods(group, self.here(group));
        own.map(|n| self.neighbourhoods[n].people).sum()
    }

    /// Where what has no resident is counted: the first cell of the patch of a group at hand.
    pub(in crate::model) fn cell_of(&self, group: Group) -> u16 {
        let first = self.patches.neighbourhoods(group, self.here(group)).next();
        (first.unwrap_or(0) * super::fact::CELLS) as u16
    }

    /// Whether the patch of a group at hand is the home of a neighbourhood.
    #[inline]
    pub(in crate::model) fn at_home(&self, group: Group, neighbourhood: usize) -> bool {
        self.patches.home_in(group, neighbourhood) == self.here(group)
    }
}

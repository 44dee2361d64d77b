//! Neighbourhoods and services: shares that sum, kinds that must be there.

use super::Check;
use crate::model::patch::Group;
use crate::model::settings::ServiceKind;
use crate::scenario::file::{NeighbourhoodFile, ScenarioFile, ServiceFile};
use crate::scenario::text::child;
use std::collections::{BTreeMap, BTreeSet};

/// Specialties of planned care that the model knows.
pub const SPECIALTIES: [&str; 12] = [
    "cancer",
    "cardiology",
    "dermatology",
    "ear_nose_throat",
    "gastroenterology",
    "general_surgery",
    "gynaecology",
    "musculoskeletal",
    "ophthalmology",
    "other_medical",
    "other_surgical",
    "urology",
];

/// How far a sum of shares may be from one: what rounding to four places leaves over a dozen entries.
const SHARE_TOLERANCE: f64 = 1e-3;

impl Check<'_> {
    pub(in crate::scenario) fn sums_to_one(&mut self, path: &str, what: &str, sum: f64) {
        if (sum - 1.0).abs() > SHARE_TOLERANCE {
            // Written with the figures that matter, not with binary dust.
            let sum = libm::round(sum * 1e6) / 1e6;
            let off = libm::round((1.0 - sum) * 1e6) / 1e6;
            let hint = if off > 0.0 {
                format!("{off} is missing")
            } else {
                format!("{} is too much", -off)
            };
            self.report(
                path,
                format!("{what} that sum to {sum}"),
                format!("a sum of 1 ({hint})"),
                None,
            );
        }
    }

    pub(super) fn shares(&mut self, file: &ScenarioFile) {
        let people = file.neighbourhoods.values().map(|n| n.people).sum();
        self.sums_to_one("neighbourhoods", "shares of people", people);
        self.weights("population", &file.population.age, &file.population.deprivation);
        for (id, n) in &file.neighbourhoods {
            let path = child("neighbourhoods", id);
            self.weights(&path, &n.age, &n.deprivation);
            let place = [&file.population.age[..], &file.population.deprivation[..]];
            for ((field, own), place) in [("age", &n.age[..]), ("deprivation", &n.deprivation[..])]
                .into_iter()
                .zip(place)
            {
                let nobody = own.iter().zip(place).all(|(own, place)| own * place == 0.0);
                if nobody && own.iter().any(|w| *w > 0.0) && place.iter().any(|w| *w > 0.0) {
                    let found = "weights above 0 only where the place has 0".to_owned();
                    let allowed = format!("one above 0 where population.{field} has one too");
                    self.report(&child(&path, field), found, allowed, None);
                }
            }
            let known: Vec<&str> = file.organisations.keys().map(String::as_str).collect();
            self.known(&child(&path, "commissioner"), &n.commissioner, &known);
            self.known(&child(&path, "council"), &n.council, &known);
            self.across(file, &path, n);
        }
    }

    /// The hospitals of other places that residents use.
    fn across(&mut self, file: &ScenarioFile, path: &str, n: &NeighbourhoodFile) {
        let places: Vec<&str> = places(file).into_iter().filter(|place| *place != n.place).collect();
        let path = child(path, "also_uses");
        for (place, &share) in &n.also_uses {
            let path = child(&path, place);
            if *place == n.place {
                let allowed = "another place than the neighbourhood's own".to_owned();
                self.report(&path, format!("\"{place}\", its own place"), allowed, None);
            } else {
                self.known(&path, place, &places);
            }
            if !(0.0..=1.0).contains(&share) {
                self.report(&path, share.to_string(), "0 to 1".to_owned(), None);
            }
        }
        let sum: f64 = n.also_uses.values().sum();
        let possible = n.also_uses.values().all(|share| (0.0..=1.0).contains(share));
        if possible && sum > 1.0 + SHARE_TOLERANCE {
            let sum = libm::round(sum * 1e6) / 1e6;
            let allowed = "at most 1: the others use the hospital of their own place".to_owned();
            self.report(&path, format!("shares that sum to {sum}"), allowed, None);
        }
    }

    fn weights(&mut self, path: &str, age: &[f64], deprivation: &[f64]) {
        for (field, weights) in [("age", age), ("deprivation", deprivation)] {
            if weights.iter().all(|w| *w == 0.0) {
                let found = "weights that are all 0".to_owned();
                self.report(&child(path, field), found, "at least one above 0".to_owned(), None);
            }
        }
    }

    /// The margins can be met only if each band and each fifth may live somewhere.
    pub(super) fn margins(&mut self, file: &ScenarioFile) {
        let mut nowhere = Vec::new();
        let all = || file.neighbourhoods.values();
        nowhere.extend(
            (0..7)
                .filter(|&band| all().all(|n| n.age[band] == 0.0))
                .map(|band| ("age", band)),
        );
        nowhere.extend(
            (0..5)
                .filter(|&fifth| all().all(|n| n.deprivation[fifth] == 0.0))
                .map(|fifth| ("deprivation", fifth)),
        );
        for (field, index) in nowhere {
            let found = format!("no weight of {field}[{index}] in any neighbourhood");
            self.report("neighbourhoods", found, "at least one above 0".to_owned(), None);
        }
    }

    /// How the services of a group that are at work divide the places: sets that do not overlap. One that cuts otherwise
    /// than another is told, and nothing more is said of the group.
    fn division<'a>(&mut self, file: &'a ScenarioFile, group: Group) -> Option<Vec<BTreeSet<&'a str>>> {
        let working = || {
            let all = file.services.iter();
            all.filter(|(_, s)| Group::of(s.kind) == group && s.share > 0.0)
        };
        let known: BTreeSet<&str> = places(file).into_iter().collect();
        if working().any(|(_, service)| !served(file, service).is_subset(&known)) {
            // Told where the place is named.
            return None;
        }
        let mut patches: Vec<(&str, BTreeSet<&str>)> = Vec::new();
        for (id, service) in working() {
            let own = served(file, service);
            let Some((other, theirs)) = patches.iter().find(|(_, patch)| !patch.is_disjoint(&own)) else {
                patches.push((id, own));
                continue;
            };
            if *theirs != own {
                // The one that names places is told, where one of the two does not.
                let (told_of, own, other, theirs) = if service.places.is_empty() {
                    (*other, theirs, id.as_str(), &own)
                } else {
                    (id.as_str(), &own, *other, theirs)
                };
                let found = format!("{}, while {other} serves {}", told(own), told(theirs));
                let allowed = format!(
                    "one division of the places for all services of {}: those of {other}, or none of them",
                    group.name()
                );
                self.report(&child(&child("services", told_of), "places"), found, allowed, None);
                return None;
            }
        }
        let unserved: BTreeSet<&str> = (known.into_iter())
            .filter(|place| !patches.iter().any(|(_, patch)| patch.contains(place)))
            .collect();
        if let Some((id, patch)) = patches.first().filter(|_| !unserved.is_empty()) {
            let found = format!(
                "{}, while nobody of {} serves {}",
                told(patch),
                group.name(),
                told(&unserved)
            );
            let path = child(&child("services", id), "places");
            self.report(&path, found, "every place served".to_owned(), None);
            return None;
        }
        Some(patches.into_iter().map(|(_, patch)| patch).collect())
    }

    /// A kind at work somewhere is at work in every patch of its group, with shares that sum to one.
    fn patches(&mut self, file: &ScenarioFile, of: &str, ids: &[&str], patches: &[BTreeSet<&str>]) {
        let working = |id: &&&str| file.services[**id].share > 0.0;
        for patch in patches {
            let here = |id: &&&str| served(file, &file.services[**id]) == *patch;
            let own: Vec<&str> = ids.iter().filter(working).filter(here).copied().collect();
            if own.is_empty() {
                let found = format!("no {of} at work for {}", told(patch));
                let allowed = "one at work for each place, or for none".to_owned();
                self.report("services", found, allowed, None);
                continue;
            }
            let sum = own.iter().map(|id| file.services[*id].share).sum();
            let what = format!("shares of {of} for {} ({})", told(patch), own.join(", "));
            self.sums_to_one(&format!("services.{}.share", own[0]), &what, sum);
        }
    }

    pub(super) fn services(&mut self, file: &ScenarioFile) {
        let organisations: Vec<&str> = file.organisations.keys().map(String::as_str).collect();
        let places = places(file);
        let mut flows: BTreeMap<(ServiceKind, &str), (f64, Vec<&str>)> = BTreeMap::new();
        for (id, service) in &file.services {
            let path = child("services", id);
            self.known(&child(&path, "provider"), &service.provider, &organisations);
            let planned = matches!(service.kind, ServiceKind::OutpatientClinic | ServiceKind::ElectiveList);
            if planned {
                self.known(&child(&path, "specialty"), &service.specialty, &SPECIALTIES);
            } else if !service.specialty.is_empty() {
                let allowed = "no specialty: only outpatient clinics and elective lists have one".to_owned();
                self.report(
                    &child(&path, "specialty"),
                    format!("\"{}\"", service.specialty),
                    allowed,
                    None,
                );
            }
            for (i, place) in service.places.iter().enumerate() {
                self.known(&format!("{path}.places[{i}]"), place, &places);
            }
            let flow = flows.entry((service.kind, service.specialty.as_str())).or_default();
            flow.0 += service.share;
            flow.1.push(id);
        }
        if self.shape.is_reported("services") {
            // A sum or a gap over services that were misread says nothing.
            return;
        }
        let divisions: Vec<Option<Vec<BTreeSet<&str>>>> = Group::ALL.map(|group| self.division(file, group)).to_vec();
        for ((kind, specialty), (sum, ids)) in &flows {
            let of = if specialty.is_empty() {
                word(kind)
            } else {
                format!("{} of {specialty}", word(kind))
            };
            let Some(patches) = &divisions[Group::of(*kind) as usize] else {
                // Who is to share with whom is not known.
                continue;
            };
            if patches.len() > 1 {
                if *sum != 0.0 {
                    self.patches(file, &of, ids, patches);
                }
            } else if *sum != 0.0 || ids.len() > 1 {
                // The place is the one written last: in the scenario's own file rather than in what it extends.
                let file = |id: &&&str| self.shape.keys.get(&child("services", id)).map(|key| key.file);
                let own = ids.iter().min_by_key(file).copied().unwrap_or_default();
                let path = format!("services.{own}.share");
                self.sums_to_one(&path, &format!("shares of {of} ({})", ids.join(", ")), *sum);
            }
        }
        let present: BTreeSet<ServiceKind> = file.services.values().map(|s| s.kind).collect();
        let kinds = KINDS.iter().filter(|kind| !present.contains(kind));
        for kind in kinds {
            let allowed = "at least one of each kind; one that does nothing has \"share\": 0".to_owned();
            self.report("services", format!("no service of kind {}", word(kind)), allowed, None);
        }
        let works = |kind, specialty| flows.get(&(kind, specialty)).is_some_and(|(sum, _)| *sum > 0.0);
        let both = SPECIALTIES.map(|s| {
            (
                works(ServiceKind::OutpatientClinic, s),
                works(ServiceKind::ElectiveList, s),
            )
        });
        for (specialty, _) in SPECIALTIES
            .iter()
            .zip(both)
            .filter(|(_, (clinic, list))| clinic != list)
        {
            // What is missing altogether is told below.
            let there = |kind| flows.contains_key(&(kind, *specialty));
            if !there(ServiceKind::OutpatientClinic) || !there(ServiceKind::ElectiveList) {
                continue;
            }
            let found = format!("clinic or elective list of {specialty} idle without the other");
            self.report("services", found, "both at work, or both idle".to_owned(), None);
        }
        if !both.contains(&(true, true)) {
            let allowed = "at least one specialty with a share above 0".to_owned();
            self.report("services", "all planned care idle".to_owned(), allowed, None);
        }
        for specialty in SPECIALTIES {
            for kind in [ServiceKind::OutpatientClinic, ServiceKind::ElectiveList] {
                if !flows.contains_key(&(kind, specialty)) {
                    let found = format!("no {} of {specialty}", word(&kind));
                    self.report("services", found, "one of each specialty".to_owned(), None);
                }
            }
        }
    }
}

/// The places of all neighbourhoods, in order of name.
fn places(file: &ScenarioFile) -> Vec<&str> {
    let places: BTreeSet<&str> = file.neighbourhoods.values().map(|n| n.place.as_str()).collect();
    places.into_iter().collect()
}

/// The places that a service serves.
fn served<'a>(file: &'a ScenarioFile, service: &'a ServiceFile) -> BTreeSet<&'a str> {
    if service.places.is_empty() {
        return places(file).into_iter().collect();
    }
    service.places.iter().map(String::as_str).collect()
}

/// Places in a sentence.
fn told(places: &BTreeSet<&str>) -> String {
    let quoted: Vec<String> = places.iter().map(|place| format!("\"{place}\"")).collect();
    quoted.join(" and ")
}

/// Every kind of service the model runs.
pub const KINDS: [ServiceKind; 49] = {
    use ServiceKind::*;
    [
        GeneralPractice,
        ExtendedHours,
        HomeVisiting,
        LateVisiting,
        Pharmacy,
        SocialPrescribing,
        Nhs111,
        Ambulance,
        WalkInCentre,
        SingleSpecialtyEmergency,
        AeMajors,
        AeMinors,
        AssessmentTrolleys,
        SameDayEmergencyCare,
        ShortStayBeds,
        MedicalBeds,
        OlderPeopleBeds,
        SurgicalBeds,
        ChildrenBeds,
        CriticalCareBeds,
        MaternityBeds,
        UnmodelledBeds,
        OutpatientClinic,
        ElectiveList,
        Theatres,
        Endoscopy,
        Imaging,
        MusculoskeletalTriage,
        CommunityNursing,
        NeighbourhoodTeam,
        RapidResponse,
        IntermediateCareBeds,
        CommunityHospitalBeds,
        IntermediateCareHome,
        Reablement,
        HomeCare,
        CareHome,
        NursingHome,
        CareAssessment,
        TalkingTherapies,
        CommunityMentalHealth,
        CrisisTeam,
        MentalHealthBeds,
        OtherMentalHealthBeds,
        CommunityMidwifery,
        ChildHealth,
        CarersSupport,
        EndOfLifeCoordination,
        FrailtyAssessment,
    ]
};

/// The name a value has in files.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}

//! What the model is told before it starts: dates, people, geography, services, parameters, tables. Built and checked by
//! `scenario`; given a checked setting the model cannot fail.

use super::parameter::Parameters;
use super::table::Tables;
use crate::engine::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Staff × productivity: the one type of every capacity. A bed is staffed; a slot is a session times its slots.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// Whole-time equivalents in post, staffed beds, theatres or crews.
    pub staff: f64,
    /// Places, slots, visits or hours that one of them gives (per working day for slots, at once for beds and places).
    pub productivity: f64,
}

impl Capacity {
    pub fn places(self) -> f64 {
        self.staff * self.productivity
    }
}

/// What a service does in the model. One kind, one behaviour.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceKind {
    /// Practice appointments, all practices of the place; capacity is appointments a working day, shared by list size.
    GeneralPractice,
    /// Appointments in evenings and at weekends, for all practices together: so many a day.
    ExtendedHours,
    /// Visits to the housebound by practices: so many a working day; who cannot be visited tries another door.
    HomeVisiting,
    /// Late-visiting service by community matrons: visits a working day to those who ask after the practices' round.
    LateVisiting,
    /// Community pharmacies: consultations about minor illness a day; who finds them full seeks help elsewhere.
    Pharmacy,
    /// Social prescribing: people whom link workers can take on a working day, from those who come back to the practice.
    SocialPrescribing,
    /// NHS 111: calls answered a day, spread over the hours; who is not answered tries another door.
    Nhs111,
    /// Emergency ambulance crews: conveyances a day that all of them can make; a patient waits for the first free crew.
    Ambulance,
    /// Walk-in or urgent treatment centre (type 3): clinicians at once in opening hours.
    WalkInCentre,
    /// Single-specialty emergency department (type 2): attendances a day; who finds it full goes to type 1.
    SingleSpecialtyEmergency,
    /// Major emergency department (type 1), majors: cubicle-and-clinician teams at once.
    AeMajors,
    /// Major emergency department (type 1), minors stream.
    AeMinors,
    AssessmentTrolleys,
    /// Same-day emergency care (ambulatory emergency care): places at once in opening hours, for adults who are in and out
    /// the same day; who finds it closed or full lies on an assessment trolley.
    SameDayEmergencyCare,
    ShortStayBeds,
    MedicalBeds,
    OlderPeopleBeds,
    SurgicalBeds,
    ChildrenBeds,
    /// Critical care beds, outside the acute ones: some emergency and planned stays begin there. An emergency who finds them
    /// full waits on a ward, a planned patient is called off.
    CriticalCareBeds,
    MaternityBeds,
    /// Beds filled by what is not modelled (transfers, non-emergency non-elective).
    UnmodelledBeds,
    /// Outpatient clinics of one specialty: attendances a working day.
    OutpatientClinic,
    /// Elective list of one specialty: ordinary admissions and day cases a working day, in theatre or treatment slots.
    ElectiveList,
    /// Operating theatres for planned care, shared by all specialties: hours a working day.
    Theatres,
    /// Endoscopies within planned pathways a working day.
    Endoscopy,
    /// Scans within planned pathways a working day.
    Imaging,
    /// Community triage of musculoskeletal referrals: patients seen a working day.
    MusculoskeletalTriage,
    /// Community nursing visits a day.
    CommunityNursing,
    /// Neighbourhood multidisciplinary team: caseload places once the care model's posts are filled; without a care
    /// model none is. The care model's places are multiplied by this capacity over the designed one.
    NeighbourhoodTeam,
    /// Rapid response: starts a day once the care model's posts are filled, as for the team.
    RapidResponse,
    IntermediateCareBeds,
    /// Community hospital beds: rehabilitation, step-down and step-up.
    CommunityHospitalBeds,
    /// Intermediate care at home: people at once.
    IntermediateCareHome,
    Reablement,
    /// Home-care hours a week, whoever pays.
    HomeCare,
    /// Residential care homes: places.
    CareHome,
    /// Care homes with nursing: places.
    NursingHome,
    /// Support of unpaid carers: carers supported at once.
    CarersSupport,
    /// End-of-life coordination: people on the register at once.
    EndOfLifeCoordination,
    /// Frailty assessment in the community: assessments a working day.
    FrailtyAssessment,
    /// Social-care assessments begun a working day, all work of the assessors; patients in beds come first.
    CareAssessment,
    /// Talking therapies: people who start treatment a working day, all sessions of a course included.
    TalkingTherapies,
    /// Community mental health team: people on the caseload at once.
    CommunityMentalHealth,
    /// Crisis team: people in home treatment at once; assessments a day in proportion.
    CrisisTeam,
    /// Adult acute mental health beds; who finds them full is placed out of area.
    MentalHealthBeds,
    /// Other adult mental health beds (older people, rehabilitation, secure): a volume line, always as full as it is.
    OtherMentalHealthBeds,
    /// Community midwives: contacts a working day before and after birth.
    CommunityMidwifery,
    /// Health visiting, immunisation and school nursing: contacts a working day.
    ChildHealth,
}

/// A service in a place: data only.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Service {
    /// Short permanent id; addresses hash it.
    pub id: String,
    /// Label; may change freely.
    pub name: String,
    pub kind: ServiceKind,
    /// Specialty of an outpatient clinic or elective list, empty otherwise.
    pub specialty: String,
    /// Organisation that provides it.
    pub provider: String,
    pub capacity: Capacity,
    /// Yearly growth of capacity under the "do nothing" rule (0.01 is one per cent).
    pub growth: f64,
    /// Share of the flow of its kind (and specialty) that comes here; 0 is an idle service.
    pub share: f64,
    /// Places whose residents it serves; none named means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
}

impl Service {
    pub fn serves(&self, place: &str) -> bool {
        self.places.is_empty() || self.places.iter().any(|own| own == place)
    }
    /// Whether it names the same places as another.
    pub fn serves_as(&self, other: &Service) -> bool {
        let named = |a: &Service, b: &Service| a.places.iter().all(|place| b.places.contains(place));
        named(self, other) && named(other, self)
    }
}

/// A neighbourhood of 30–50 thousand people.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Neighbourhood {
    pub id: String,
    pub name: String,
    /// The place it belongs to.
    pub place: String,
    /// Share of the population.
    pub people: f64,
    /// Relative weight of each age band before fitting to the margins.
    pub age: [f64; 7],
    /// Relative weight of each deprivation fifth (most deprived first) before fitting to the margins.
    pub deprivation: [f64; 5],
    /// Number of practices.
    pub practices: u32,
    /// Commissioner and council of its residents (organisation ids).
    pub commissioner: String,
    pub council: String,
    /// Other places whose hospital its residents use, with the share of them who do (0 to 1).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub also_uses: BTreeMap<String, f64>,
}

/// Weights of the place's age bands and deprivation fifths (most deprived first) beside the population table; one is as
/// in the table.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Margins {
    pub age: [f64; 7],
    pub deprivation: [f64; 5],
}

impl Margins {
    /// The mix of the table itself.
    pub const TABLE: Margins = Margins {
        age: [1.0; 7],
        deprivation: [1.0; 5],
    };
    pub fn are_the_table(&self) -> bool {
        *self == Margins::TABLE
    }
}

/// The model's part of a checked plan.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Settings {
    /// First reported day, a first of a month.
    pub start: String,
    pub years: u32,
    pub warm_up_days: u32,
    /// Residents at the start.
    pub people: u32,
    pub margins: Margins,
    pub parameters: Parameters,
    pub tables: Tables,
    /// In order of id.
    pub neighbourhoods: Vec<Neighbourhood>,
    /// In order of id.
    pub services: Vec<Service>,
}

impl Settings {
    /// # Panics
    /// Never for a checked setting.
    pub fn start_date(&self) -> Date {
        Date::parse(&self.start).expect("the start date was checked when the scenario was read")
    }
    /// Index of the first service of a kind and specialty that takes part in its flow.
    pub fn service(&self, kind: ServiceKind, specialty: &str) -> Option<u16> {
        let found = self
            .services
            .iter()
            .position(|s| s.kind == kind && s.specialty == specialty && s.share > 0.0);
        found.map(|i| i as u16)
    }
}

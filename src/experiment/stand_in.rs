//! A synthetic world for tests of everything after the simulation: facts are addressed noise around plausible levels, and
//! the plan's effect bends emergency care from a date on. It knows no patient and no bed.

use super::world::{MonthResult, Simulation};
use crate::economy::condition::{Condition, Of};
use crate::economy::settings::OrganisationKind;
use crate::economy::{Heading, Transfer};
use crate::engine::{Date, Key, Month, Time, sample};
use crate::measure::{Money, Party, Setting, Staffed, Targets};
use crate::model::fact::{Count, Facts, Fate, NeedFate, Stock, Tally, cell};
use crate::model::lever::Decision;
use crate::model::settings::ServiceKind;
use std::sync::Arc;

const NEIGHBOURHOODS: usize = 3;

/// A plan with one lever: the share of emergency admissions that is avoided, growing over two years from `from`.
#[derive(Clone, PartialEq, Debug)]
pub struct StandInPlan {
    pub years: u32,
    pub effect: f64,
    /// When the effect begins; `None` is at the start of the warm-up.
    pub from: Option<Date>,
    /// Residents at the start.
    pub people: f64,
}

impl StandInPlan {
    pub fn base(years: u32) -> StandInPlan {
        StandInPlan {
            years,
            effect: 0.0,
            from: Some(start()),
            people: 300_000.0,
        }
    }
    pub fn with(&self, effect: f64, from: Option<Date>) -> StandInPlan {
        StandInPlan {
            effect,
            from,
            ..self.clone()
        }
    }
    /// Share of the effect reached at an instant.
    fn bend(&self, at: Time) -> f64 {
        let from = self.from.map_or(Time(0), Date::midnight);
        if at < from {
            0.0
        } else {
            self.effect * (at.since(from).as_days() / 730.0).min(1.0)
        }
    }
}

fn start() -> Date {
    Date::new(2018, 4, 1).expect("the first of April 2018 exists")
}

#[derive(Clone)]
pub struct StandInWorld {
    plan: Arc<StandInPlan>,
    key: Key,
    now: Time,
    events: u64,
    months: Vec<MonthResult>,
    fates: Vec<NeedFate>,
}

/// Monthly level of each count for 300,000 people.
const LEVELS: &[(Count, f64)] = &[
    (Count::GpAppointment, 136_000.0),
    (Count::GpWaitDays, 950_000.0),
    (Count::GpSameDay, 60_000.0),
    (Count::GpUsualClinician, 76_000.0),
    (Count::AeType1, 6_900.0),
    (Count::AeType2, 260.0),
    (Count::AeType3, 3_800.0),
    (Count::AeWithinFourHours, 9_700.0),
    (Count::AeType1Admitted, 2_000.0),
    (Count::DirectAdmission, 820.0),
    (Count::EmergencyDischarge, 2_820.0),
    (Count::EmergencyZeroNight, 930.0),
    (Count::EmergencyBedDay, 11_700.0),
    (Count::NeedArising, 150_000.0),
    (Count::NeedAtHospitalDoor, 11_800.0),
    (Count::UnmetNeed, 9_000.0),
    (Count::ElectiveAdmission, 620.0),
    (Count::DayCase, 3_170.0),
    (Count::OutpatientFirst, 14_000.0),
    (Count::OutpatientFollowUp, 28_800.0),
    (Count::CommunityContact, 30_000.0),
    (Count::RapidResponse, 60.0),
    (Count::HomeCareHours, 90_000.0),
    (Count::Handoff, 5_000.0),
    (Count::Death, 225.0),
    (Count::Birth, 280.0),
];

impl StandInWorld {
    fn close(&mut self, month: Month) {
        let at = month.start();
        let bend = self.plan.bend(at);
        let grown = libm::exp(0.025 * (f64::from(month.0) - 219.0) / 12.0);
        let season = 1.0 + 0.06 * libm::cos(f64::from(month.number()) * std::f64::consts::FRAC_PI_6);
        let scale = self.plan.people / 300_000.0 * grown;
        let luck = self.key.with(u64::from(month.0));
        // The luck of a whole replication, so that replications differ in level.
        let level = 1.0 + 0.01 * sample::normal(self.key.with(99).uniform());

        let reported = at >= start().midnight();
        let admissions = self.admit(month, 2_820.0 * scale * season * level, bend, luck);
        let mut counts = vec![tally(Count::EmergencyAdmission, None, admissions as f64, luck)];
        for (i, &(kind, mean)) in LEVELS.iter().enumerate() {
            let pull = match kind {
                Count::EmergencyBedDay => 1.0 - 1.2 * bend,
                Count::NeedAtHospitalDoor | Count::AeType1 | Count::AeType1Admitted => 1.0 - 0.5 * bend,
                Count::CommunityContact => 1.0 + 2.5 * bend,
                Count::RapidResponse => 1.0 + 40.0 * bend,
                _ => 1.0,
            };
            let noise = 1.0 + 0.01 * sample::normal(luck.with(i as u64).uniform());
            let mean = mean * scale * level * noise * pull;
            let service = match kind {
                Count::NeedArising => Some(4),
                Count::DayCase | Count::OutpatientFirst | Count::OutpatientFollowUp => Some(3),
                _ => None,
            };
            counts.push(tally(kind, service, mean, luck.with(1_000 + i as u64)));
        }
        let days = f64::from(month.days());
        let stocks = [
            (
                Stock::Population,
                None,
                self.plan.people * libm::exp(0.005 * (f64::from(month.0) - 219.0) / 12.0),
            ),
            (Stock::BedOccupied, Some(2), 470.0 * scale * season * (1.0 - bend)),
            (Stock::BedOpen, Some(2), 514.0 * self.plan.people / 300_000.0),
            (Stock::ReportedDelay, None, 16.0 * scale * (1.0 - bend)),
            (Stock::ReadyWaiting, None, 43.0 * scale * (1.0 - bend)),
            (Stock::WaitingList, Some(3), 22_000.0 * scale),
            (Stock::CarePackages, None, 1_900.0 * scale),
            (Stock::CareHomeResidents, None, 1_700.0 * scale),
            (Stock::Caseload, None, 30_000.0 * bend),
        ]
        .map(|(kind, service, mean)| tally(kind, service, mean * days, luck.with(kind as u64 + 5_000)))
        .to_vec();
        let saved = (bend * 60_000_000.0) as i64;
        let accounts = vec![
            money("acute-trust", 165_000_000 - saved / 10, 167_500_000 - saved / 30),
            money("community-trust", 33_000_000, 32_900_000 + saved / 25),
            money("commissioner", 420_000_000, 419_000_000 - saved / 10),
            money("council", 70_000_000, 70_300_000),
            money("general-practice", 40_000_000, 39_500_000),
        ];
        let decisions = (month.number() == 4 && reported)
            .then(|| Decision {
                date: at,
                organisation: "acute-trust".into(),
                lever: "short_stay_threshold".into(),
                service: String::new(),
                cohort: String::new(),
                from: 0.0,
                to: -bend,
                because: "the marginal price, of a short stay, is below its cost".into(),
            })
            .into_iter()
            .collect();
        self.events += admissions * 50;
        self.months.push(MonthResult {
            facts: Facts {
                month,
                reported,
                counts,
                stocks,
                spells: Vec::new(),
                waits: Vec::new(),
            },
            transfers: transfers(saved, admissions as i64),
            accounts,
            decisions,
            condition: condition(bend),
        });
    }

    /// Needs with addresses common to all plans; the plan turns a share of the admissions into something else.
    fn admit(&mut self, month: Month, mean: f64, bend: f64, luck: Key) -> u64 {
        let mut admitted = 0;
        for i in 0..(mean * 1.05) as u64 {
            let need = luck.with(7).with(i);
            // Chance readmits and rejects in both directions, so that some pairs are discordant.
            let u = need.with(1).uniform();
            let turned = bend > 0.0 && need.with(2).uniform() < 0.02;
            let stays = (u < 1.0 / 1.05) != turned;
            let avoided = need.with(3).uniform() < bend;
            let fate = match (stays, avoided) {
                (true, false) => Some(Fate::Admitted),
                (false, _) => Some(Fate::Refused),
                (true, true) => match (need.with(4).uniform() * 10.0) as u32 {
                    0..=4 => None,
                    5..=7 => Some(Fate::TreatedElsewhere),
                    8 => Some(Fate::Refused),
                    _ => Some(Fate::Recoded),
                },
            };
            admitted += u64::from(fate == Some(Fate::Admitted));
            self.fates.extend(fate.map(|fate| NeedFate {
                need: need.bits(),
                month,
                fate,
            }));
        }
        admitted
    }
}

fn money(organisation: &str, income: i64, cost: i64) -> Money {
    Money {
        organisation: organisation.into(),
        income: income * 10,
        cost: cost * 10,
        ..Money::default()
    }
}

/// Spreads a total over cells; the last cell takes the remainder, so that the sum is exact.
fn tally<K>(kind: K, service: Option<u16>, total: f64, luck: Key) -> Tally<K> {
    let total = total.round() as i64;
    let mut cells = vec![0i64; NEIGHBOURHOODS * 35];
    let share = 1.0 / cells.len() as f64;
    for n in 0..NEIGHBOURHOODS {
        for a in 0..7 {
            for d in 0..5 {
                let wobble = 0.9 + 0.2 * luck.with(cell(n, a, d) as u64).uniform();
                cells[cell(n, a, d)] = (total as f64 * share * wobble) as i64;
            }
        }
    }
    let rest = total - cells.iter().sum::<i64>();
    *cells.last_mut().expect("there are cells") += rest;
    Tally { kind, service, cells }
}

impl Simulation for StandInWorld {
    type Plan = StandInPlan;
    fn new(plan: &Arc<StandInPlan>, seed: u64, replication: u32) -> Self {
        StandInWorld {
            plan: plan.clone(),
            key: Key::root(seed, u64::from(replication)),
            now: Self::start_of_warm_up(plan),
            events: 0,
            months: Vec::new(),
            fates: Vec::new(),
        }
    }
    fn advance(&mut self, until: Time) {
        loop {
            let edge = Month::of(self.now).next().start();
            if edge > until {
                break;
            }
            self.close(Month::of(self.now));
            self.now = edge;
        }
        self.now = until;
    }
    fn fork(&self, plan: &Arc<StandInPlan>) -> Self {
        StandInWorld {
            plan: plan.clone(),
            ..self.clone()
        }
    }
    fn take_months(&mut self) -> Vec<MonthResult> {
        std::mem::take(&mut self.months)
    }
    fn take_fates(&mut self) -> Vec<NeedFate> {
        std::mem::take(&mut self.fates)
    }
    fn events(&self) -> u64 {
        self.events
    }
    fn start_of_warm_up(_: &StandInPlan) -> Time {
        Date::new(2018, 1, 1)
            .expect("the first of January 2018 exists")
            .midnight()
    }
    fn end(plan: &StandInPlan) -> Time {
        start().plus_years(plan.years as i32).midnight()
    }
    fn first_difference(base: &StandInPlan, alternative: &StandInPlan) -> Option<Time> {
        if base.effect == alternative.effect && base.people == alternative.people {
            return None;
        }
        let of = |plan: &StandInPlan| plan.from.map_or(Time(0), Date::midnight);
        Some(if base.people == alternative.people {
            of(base).max(of(alternative))
        } else {
            Time(0)
        })
    }
    fn people(plan: &StandInPlan) -> u64 {
        plan.people as u64
    }
    fn setting(_: &StandInPlan) -> Setting {
        setting()
    }
}

/// Three neighbourhoods in one place, a practice, a ward and a clinic.
pub fn setting() -> Setting {
    let owned = |names: &[&str]| names.iter().map(|n| (*n).to_string()).collect::<Vec<_>>();
    Setting {
        plans: false,
        names: crate::measure::Names {
            places: owned(&["berrow"]),
            neighbourhoods: owned(&["east", "north", "west"]),
            organisations: owned(&[
                "acute-trust",
                "commissioner",
                "community-trust",
                "council",
                "general-practice",
                "acute-trust & commissioner",
            ]),
            services: owned(&[
                "gp",
                "nursing",
                "medical-beds",
                "ophthalmology",
                "fall",
                "serious-illness",
                "staff: gp",
                "staff: ward_nurse",
            ]),
        },
        place_of: vec![0; 3],
        services: vec![
            Staffed {
                kind: ServiceKind::GeneralPractice,
                productivity: 25.0,
                serves: vec![true; NEIGHBOURHOODS],
            },
            Staffed {
                kind: ServiceKind::CommunityNursing,
                productivity: 8.0,
                serves: vec![true; NEIGHBOURHOODS],
            },
            Staffed {
                kind: ServiceKind::MedicalBeds,
                productivity: 1.0,
                serves: vec![true; NEIGHBOURHOODS],
            },
            Staffed {
                kind: ServiceKind::OutpatientClinic,
                productivity: 12.0,
                serves: vec![true; NEIGHBOURHOODS],
            },
        ],
        targets: Targets::default(),
        parties: parties(),
    }
}

/// How two partners and two groups of staff fare.
fn condition(bend: f64) -> Condition {
    let mut told = Condition::default();
    let organisation = |name: &str| Of::Organisation(name.to_string());
    let trust = 0.4 + 4.0 * bend;
    for of in [
        Of::Whole,
        organisation("acute-trust"),
        organisation("commissioner"),
        organisation("acute-trust & commissioner"),
    ] {
        told.tell("trust", of, trust);
    }
    let shut = f64::from(u8::from(trust < 0.5));
    told.tell("fortress_share", Of::Whole, shut / 2.0);
    told.tell("fortress_share", organisation("acute-trust"), shut);
    told.tell("fortress_share", organisation("commissioner"), 0.0);
    told.tell("care_model_maturity", Of::Whole, 10.0 * bend);
    for (of, posts) in [
        (Of::Group("gp".into()), 160.0),
        (Of::Group("ward_nurse".into()), 900.0),
        (Of::Whole, 1_060.0),
    ] {
        told.tell("staff_in_post", of.clone(), (0.9 - bend) * posts);
        told.tell("agency_staff", of.clone(), 0.06 * posts);
        told.ratio("vacancy_rate", of.clone(), (0.1 + bend) * posts, posts);
        told.ratio("posts_unfilled", of, (0.04 + bend) * posts, posts);
    }
    told
}

fn parties() -> Vec<Party> {
    use OrganisationKind as Kind;
    let party = |(id, kind, target_pounds): (&str, Kind, f64)| Party {
        id: id.to_string(),
        kind,
        target_pounds,
    };
    [
        ("acute-trust", Kind::AcuteTrust, -20.0e6),
        ("care-market", Kind::CareMarket, 0.0),
        ("commissioner", Kind::Commissioner, 0.0),
        ("community-trust", Kind::CommunityTrust, 0.0),
        ("council", Kind::Council, 0.0),
        ("council-taxpayer", Kind::CouncilTaxpayer, 0.0),
        ("general-practice", Kind::GeneralPractice, 0.0),
        ("staff", Kind::StaffAndSuppliers, 0.0),
        ("taxpayer", Kind::Taxpayer, 0.0),
    ]
    .map(party)
    .into()
}

/// The month's money between the parties above, pence: a commissioner who pays for admissions, a saving that the care
/// market feels.
fn transfers(saved: i64, admissions: i64) -> Vec<Transfer> {
    let transfer = |(from, to, heading, pence): (u16, u16, Heading, i64)| Transfer {
        from,
        to,
        heading,
        pence,
    };
    [
        (0, 7, Heading::VariableCost, 1_675_000_000 - saved),
        (2, 0, Heading::Contract, 800_000_000 + admissions * 300_000),
        (2, 3, Heading::Contract, 330_000_000),
        (2, 4, Heading::BetterCareFund, 70_000_000),
        (2, 6, Heading::PrimaryMedical, 400_000_000),
        (2, 7, Heading::Prescribing, 340_000_000),
        (3, 7, Heading::FixedCost, 329_000_000 + saved / 2),
        (4, 1, Heading::HomeCare, 703_000_000 + saved / 4),
        (5, 4, Heading::Allocation, 630_000_000),
        (6, 7, Heading::FixedCost, 395_000_000),
        (8, 2, Heading::Allocation, 3_400_000_000),
    ]
    .map(transfer)
    .into()
}

//! Outcomes that money may hang on: a closed list, each a ratio of two sums read from a month's facts.
//!
//! value = good ÷ of, for the months of a period; *breaches* = of − good where higher is better, and good itself where
//! lower is better.
//!
//! A line of facts counts for the residents of the payer. A line that names a service counts only where the provider
//! runs it, unless it runs none of that kind: then for the whole place, as in an alliance.
//!
//! **What facts cannot give**, and no clause may therefore pay for: waits of over twelve hours from the decision to admit
//! (the model tells no time of decision), control of long-term conditions and other clinical indicators (facts tell who
//! is found and reviewed, not how they are), infections, mixed-sex accommodation, cancer standards, reported experience;
//! waits by residence (told by clinic only: all residents together). A&E is told by department where a system has several
//! hospitals, and so by trust. Deaths away from hospital include those in community beds.

use super::settings::Settings;
use crate::model::fact::{Count, Facts, Stock, Tally};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Cells of one neighbourhood in a tally: seven age bands by five deprivation fifths.
const CELLS: usize = 35;
/// Weeks of the two waiting-time standards.
const STANDARD_WEEKS: usize = 18;
const LONGEST_WEEKS: usize = 52;
const MONTHS: f64 = 12.0;

macro_rules! outcomes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $better:ident;)*) => {
        /// What money may hang on.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Outcome { $($(#[$doc])* #[serde(rename = $text)] $variant,)* }
        impl Outcome {
            pub const ALL: &'static [Outcome] = &[$(Outcome::$variant,)*];
            /// Name in files.
            pub const fn name(self) -> &'static str { match self { $(Outcome::$variant => $text,)* } }
            pub const fn better(self) -> Better { match self { $(Outcome::$variant => Better::$better,)* } }
        }
    };
}

/// Which way an outcome gets better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Better {
    Higher,
    Lower,
}

outcomes! {
    /// Share of A&E attendances of all types that left within four hours.
    FourHour = "four_hour", Higher;
    /// Share of attendances at major departments that left within four hours.
    Type1FourHour = "type_1_four_hour", Higher;
    /// Share of incomplete pathways at month ends that have waited under 18 weeks.
    Rtt18Week = "rtt_18_week", Higher;
    /// Share of incomplete pathways at month ends that have waited 52 weeks or more.
    Over52Weeks = "over_52_weeks", Lower;
    /// Share of tests made later than the six-week standard.
    DiagnosticOverStandard = "diagnostic_over_standard", Lower;
    /// Elective admissions cancelled on the day, share of those planned.
    ElectiveCancelled = "elective_cancelled", Lower;
    /// Emergency admissions within 30 days of a live discharge, share of live discharges.
    Readmission = "readmission", Lower;
    /// Acute bed-days of reported delayed transfers, share of acute bed-days.
    DelayedBeds = "delayed_beds", Lower;
    /// Emergency bed-days past day 21, share of emergency bed-days.
    LongStayBeds = "long_stay_beds", Lower;
    /// Ambulatory-care-sensitive emergency admissions for each resident a year.
    AcscAdmissions = "acsc_admissions", Lower;
    /// Emergency admissions for each resident a year.
    EmergencyAdmissions = "emergency_admissions", Lower;
    /// Emergency admissions of care-home residents for each of them a year.
    CareHomeEmergencies = "care_home_emergencies", Lower;
    /// Reviews made for each recorded long-term condition a year.
    ReviewsDone = "reviews_done", Higher;
    /// Share of long-term conditions that stand in the record.
    ConditionsRecorded = "conditions_recorded", Higher;
    /// Share of practice appointments on the day of asking.
    SameDayGp = "same_day_gp", Higher;
    /// Share of practice appointments within 14 days of booking.
    GpWithin14Days = "gp_within_14_days", Higher;
    /// Share of practice appointments with the usual clinician.
    UsualClinician = "usual_clinician", Higher;
    /// Share of community visits needed that were not made.
    CommunityUnmet = "community_unmet", Lower;
    /// Share of deaths that happen away from an acute hospital.
    DeathAtUsualPlace = "death_at_usual_place", Higher;
}

/// The two sums of an outcome.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Reading {
    pub good: f64,
    pub of: f64,
}

/// Outcomes of a period, by name; those without a denominator are absent.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Outcomes(BTreeMap<Outcome, Reading>);

impl Outcomes {
    pub const NONE: Outcomes = Outcomes(BTreeMap::new());

    /// Outcomes made by hand.
    pub fn of(readings: &[(Outcome, f64, f64)]) -> Outcomes {
        Outcomes(
            readings
                .iter()
                .map(|&(outcome, good, of)| (outcome, Reading { good, of }))
                .collect(),
        )
    }

    /// Reads a month for the residents and the provider of a contract.
    pub fn read(facts: &Facts, settings: &Settings, provider: &str, resident: &dyn Fn(usize) -> bool) -> Outcomes {
        let reader = Reader {
            facts,
            settings,
            provider,
            resident,
        };
        let readings = Outcome::ALL.iter().map(|&outcome| (outcome, reader.read(outcome)));
        Outcomes(readings.filter(|(_, reading)| reading.of > 0.0).collect())
    }

    /// Adds another period's sums.
    pub fn add(&mut self, other: &Outcomes) {
        for (&outcome, reading) in &other.0 {
            let sum = self.0.entry(outcome).or_default();
            sum.good += reading.good;
            sum.of += reading.of;
        }
    }

    /// Sums of a period longer or shorter by a factor, at the same ratios.
    pub fn times(&self, factor: f64) -> Outcomes {
        let longer = |r: &Reading| Reading {
            good: r.good * factor,
            of: r.of * factor,
        };
        Outcomes(
            self.0
                .iter()
                .map(|(&outcome, reading)| (outcome, longer(reading)))
                .collect(),
        )
    }

    /// The same with the ratios of some moved by a factor.
    pub fn moved(&self, by: &[(Outcome, f64)]) -> Outcomes {
        let factor = |o: &Outcome| {
            by.iter()
                .find(|(moved, _)| moved == o)
                .map_or(1.0, |(_, factor)| *factor)
        };
        let moved = |(&outcome, r): (&Outcome, &Reading)| {
            let good = r.good * factor(&outcome);
            (outcome, Reading { good, of: r.of })
        };
        Outcomes(self.0.iter().map(moved).collect())
    }

    pub fn get(&self, outcome: Outcome) -> Option<Reading> {
        self.0.get(&outcome).copied()
    }

    /// The ratio, if there is anything to divide by.
    pub fn value(&self, outcome: Outcome) -> Option<f64> {
        self.get(outcome).map(|reading| reading.good / reading.of)
    }

    /// Cases on the wrong side of an outcome, and all cases.
    pub fn breaches(&self, outcome: Outcome) -> (f64, f64) {
        let Reading { good, of } = self.get(outcome).unwrap_or_default();
        match outcome.better() {
            Better::Higher => ((of - good).max(0.0), of),
            Better::Lower => (good, of),
        }
    }
}

struct Reader<'a> {
    facts: &'a Facts,
    settings: &'a Settings,
    provider: &'a str,
    resident: &'a dyn Fn(usize) -> bool,
}

impl Reader<'_> {
    fn read(&self, outcome: Outcome) -> Reading {
        use Count as C;
        use Stock as S;
        let count = |kind| self.sum(&self.facts.counts, kind);
        let stock = |kind| self.sum(&self.facts.stocks, kind);
        // A stock is summed over midnights: as person-years it is its mean over a twelfth of a year.
        let years = |kind| stock(kind) / f64::from(self.facts.month.days()) / MONTHS;
        let part = |good: f64, rest: f64| (good, good + rest);
        let (good, of) = match outcome {
            Outcome::FourHour => (
                count(C::AeWithinFourHours),
                count(C::AeType1) + count(C::AeType2) + count(C::AeType3),
            ),
            Outcome::Type1FourHour => (count(C::AeType1WithinFourHours), count(C::AeType1)),
            Outcome::Rtt18Week => (self.waits(0, STANDARD_WEEKS), self.waits(0, usize::MAX)),
            Outcome::Over52Weeks => (self.waits(LONGEST_WEEKS, usize::MAX), self.waits(0, usize::MAX)),
            Outcome::DiagnosticOverStandard => (count(C::DiagnosticOverStandard), count(C::DiagnosticTest)),
            Outcome::ElectiveCancelled => part(count(C::ElectiveCancelled), count(C::ElectiveAdmission)),
            Outcome::Readmission => (count(C::Readmission), count(C::LiveDischarge)),
            Outcome::DelayedBeds => (stock(S::ReportedDelay), stock(S::BedOccupied)),
            Outcome::LongStayBeds => (count(C::LongStayBedDay), count(C::EmergencyBedDay)),
            Outcome::AcscAdmissions => (count(C::AcscAdmission), years(S::Population)),
            Outcome::EmergencyAdmissions => (count(C::EmergencyAdmission), years(S::Population)),
            Outcome::CareHomeEmergencies => (count(C::CareHomeEmergency), years(S::CareHomeResidents)),
            Outcome::ReviewsDone => (count(C::ConditionReviewed), years(S::RecordedConditions)),
            Outcome::ConditionsRecorded => (stock(S::RecordedConditions), stock(S::TrueConditions)),
            Outcome::SameDayGp => (count(C::GpSameDay), count(C::GpAppointment)),
            Outcome::GpWithin14Days => (
                count(C::GpAppointment) - count(C::GpOver14Days),
                count(C::GpAppointment),
            ),
            Outcome::UsualClinician => (count(C::GpUsualClinician), count(C::GpAppointment)),
            Outcome::CommunityUnmet => part(count(C::CommunityUnmet), count(C::CommunityContact)),
            Outcome::DeathAtUsualPlace => (count(C::Death) - count(C::DeathInHospital), count(C::Death)),
        };
        Reading { good, of }
    }

    /// Sum of a kind of line over the residents, and over the provider's services where it runs any of them.
    fn sum<K: PartialEq>(&self, tallies: &[Tally<K>], kind: K) -> f64 {
        let lines = || tallies.iter().filter(|t| t.kind == kind);
        let own = lines().any(|t| self.runs(t.service));
        let cells = lines()
            .filter(|t| !own || self.runs(t.service))
            .flat_map(|t| t.cells.chunks(CELLS).enumerate());
        let of_residents = cells.filter(|(n, _)| (self.resident)(*n));
        of_residents.map(|(_, cells)| cells.iter().sum::<i64>()).sum::<i64>() as f64
    }

    /// Incomplete pathways from one week of waiting to before another.
    fn waits(&self, from: usize, to: usize) -> f64 {
        let own = self.facts.waits.iter().any(|w| self.runs(w.service));
        let lines = self.facts.waits.iter().filter(|w| !own || self.runs(w.service));
        let weeks = lines.flat_map(|w| w.weeks.iter().enumerate());
        weeks
            .filter(|(week, _)| (from..to).contains(week))
            .map(|(_, people)| people)
            .sum::<i64>() as f64
    }

    fn runs(&self, service: Option<u16>) -> bool {
        let service = service.and_then(|s| self.settings.services.get(usize::from(s)));
        service.is_some_and(|s| s.provider == self.provider)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::economy::testing;
    use crate::engine::Month;
    use crate::model::fact::{WEEKS, Waits};

    #[test]
    fn ratios_are_of_sums_and_breaches_count_the_wrong_side() {
        let mut year = Outcomes::of(&[(Outcome::FourHour, 90.0, 100.0)]);
        year.add(&Outcomes::of(&[
            (Outcome::FourHour, 270.0, 300.0),
            (Outcome::Readmission, 10.0, 200.0),
        ]));
        assert_eq!(year.value(Outcome::FourHour), Some(0.9));
        assert_eq!(year.breaches(Outcome::FourHour), (40.0, 400.0));
        assert_eq!(year.breaches(Outcome::Readmission), (10.0, 200.0));
        assert_eq!(year.value(Outcome::SameDayGp), None, "nothing was read");
        assert_eq!(year.times(2.0).breaches(Outcome::FourHour), (80.0, 800.0));
    }

    #[test]
    fn a_month_is_read_for_residents_and_for_the_providers_services() {
        let settings = testing::settings();
        let counts = [
            (Count::AeType1, 1_000),
            (Count::AeWithinFourHours, 850),
            (Count::Death, 100),
            (Count::DeathInHospital, 45),
        ];
        let mut facts = testing::facts(Month(219), &counts, &[]);
        // The clinic is the fourth service of the small place, run by the acute trust.
        let mut weeks = vec![0; WEEKS];
        (weeks[3], weeks[17], weeks[18], weeks[52]) = (60, 27, 10, 3);
        facts.waits = vec![
            Waits {
                service: Some(3),
                weeks: weeks.clone(),
            },
            Waits {
                service: Some(7),
                weeks: vec![50; WEEKS],
            },
        ];
        let all = Outcomes::read(&facts, &settings, "acute", &|_| true);
        assert_eq!(all.value(Outcome::FourHour), Some(0.85));
        assert_eq!(all.value(Outcome::DeathAtUsualPlace), Some(0.55));
        assert_eq!(
            (all.value(Outcome::Rtt18Week), all.value(Outcome::Over52Weeks)),
            (Some(0.87), Some(0.03))
        );
        assert_eq!(all.value(Outcome::SameDayGp), None);
        let first = Outcomes::read(&facts, &settings, "acute", &|n| n == 0);
        assert_eq!(
            first.breaches(Outcome::FourHour),
            (90.0, 600.0),
            "three fifths live in the first neighbourhood"
        );
        let elsewhere = Outcomes::read(&facts, &settings, "general_practice", &|_| true);
        assert!(
            elsewhere.breaches(Outcome::Rtt18Week).1 > 5_000.0,
            "who runs no clinic sees those of the place"
        );
    }

    #[test]
    fn names_are_those_of_files() {
        for &outcome in Outcome::ALL {
            assert_eq!(serde_json::to_value(outcome).expect("a name"), outcome.name());
        }
    }
}

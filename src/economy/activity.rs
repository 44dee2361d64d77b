//! Facts into priced activity: how many units of each currency each service gave to the residents of each neighbourhood
//! in a month. This is the only place that reads facts in order to price them.
//!
//! - A tally that names a service of the right kind belongs to it; one that names the emergency department of one of
//!   several hospitals belongs to the services of the kind in that hospital; one that names none (or a need, or a
//!   specialty) to those that serve the place of residence: split over them by their planned share.
//! - Days under a mental health trust, days out of area and weeks in care homes at a council's cost are counted midnight by
//!   midnight; the services of a kind share them by their planned share.
//! - Emergency spells are counted when they end, by midnights in a bed; midnights beyond the trim point (parameter
//!   `economy.price.trim_point_nights`) are excess bed-days, of ordinary elective spells too.

use super::settings::{Currency, Settings};
use crate::engine::Month;
use crate::model::council_lines;
use crate::model::fact::{Count, Facts, SpellKind, Stock, Tally};
use crate::model::settings::{Service, ServiceKind};
use std::collections::BTreeMap;

/// Cells of one neighbourhood in a tally: seven age bands by five deprivation fifths.
const CELLS: usize = 35;

/// Activity of a month by service and currency, one number a neighbourhood.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Activity(BTreeMap<(usize, Currency), Vec<f64>>);

impl Activity {
    /// Reads a month.
    pub fn of(facts: &Facts, settings: &Settings) -> Activity {
        let mut activity = Activity::default();
        let neighbourhoods = settings.neighbourhoods.len();
        for tally in &facts.counts {
            let Some((currency, kinds)) = counted(tally.kind) else {
                continue;
            };
            for (n, cells) in tally.cells.chunks(CELLS).take(neighbourhoods).enumerate() {
                let units = cells.iter().sum::<i64>() as f64;
                if units != 0.0 {
                    let homes = homes(settings, tally.service, kinds, &settings.neighbourhoods[n].place);
                    homes.iter().for_each(|&(service, share)| {
                        activity.add(service, currency, n, units * share, neighbourhoods)
                    });
                }
            }
        }
        let council = council_lines(settings.services.len());
        for tally in &facts.stocks {
            let Some((currency, kinds, days)) = stayed(tally, &council) else {
                continue;
            };
            for (n, cells) in tally.cells.chunks(CELLS).take(neighbourhoods).enumerate() {
                let units = cells.iter().sum::<i64>() as f64 / days;
                if units != 0.0 {
                    let homes = homes(settings, None, kinds, &settings.neighbourhoods[n].place);
                    homes.iter().for_each(|&(service, share)| {
                        activity.add(service, currency, n, units * share, neighbourhoods)
                    });
                }
            }
        }
        let trim = settings.parameters.get("economy.price.trim_point_nights");
        for spell in &facts.spells {
            let (service, n) = (usize::from(spell.service), usize::from(spell.neighbourhood));
            let nights = spell.nights();
            if spell.kind == SpellKind::Emergency {
                activity.add(service, emergency_currency(nights), n, 1.0, neighbourhoods);
            }
            let excess = f64::from(spell.ward_nights()) - trim;
            if excess > 0.0 {
                activity.add(service, Currency::ExcessBedDay, n, excess, neighbourhoods);
            }
        }
        activity
    }

    fn add(&mut self, service: usize, currency: Currency, neighbourhood: usize, units: f64, of: usize) {
        self.0.entry((service, currency)).or_insert_with(|| vec![0.0; of])[neighbourhood] += units;
    }

    /// Units by currency of the services and neighbourhoods that pass.
    pub fn sum(
        &self,
        service: impl Fn(usize) -> bool,
        neighbourhood: impl Fn(usize) -> bool,
    ) -> BTreeMap<Currency, f64> {
        let mut sum = BTreeMap::new();
        for ((s, currency), units) in &self.0 {
            if service(*s) {
                let of: f64 = units
                    .iter()
                    .enumerate()
                    .filter(|(n, _)| neighbourhood(*n))
                    .map(|(_, x)| x)
                    .sum();
                *sum.entry(*currency).or_insert(0.0) += of;
            }
        }
        sum
    }
}

/// The currency of an emergency spell by its nights.
pub fn emergency_currency(nights: u32) -> Currency {
    match nights {
        0 => Currency::EmergencyZeroNight,
        1 => Currency::EmergencyOneNight,
        _ => Currency::EmergencyMultiNight,
    }
}

/// The currency a count is priced in and the kinds of service that give it.
fn counted(kind: Count) -> Option<(Currency, &'static [ServiceKind])> {
    use ServiceKind as Kind;
    Some(match kind {
        Count::AeType1 => (Currency::AeType1, &[Kind::AeMajors, Kind::AeMinors]),
        Count::AeType2 => (Currency::AeType2, &[Kind::SingleSpecialtyEmergency]),
        Count::AeType3 => (Currency::AeType3, &[Kind::WalkInCentre]),
        Count::ElectiveAdmission => (Currency::Elective, &[Kind::ElectiveList]),
        Count::DayCase => (Currency::DayCase, &[Kind::ElectiveList]),
        Count::OutpatientFirst => (Currency::OutpatientFirst, &[Kind::OutpatientClinic]),
        Count::OutpatientFollowUp => (Currency::OutpatientFollowUp, &[Kind::OutpatientClinic]),
        Count::CommunityContact => (Currency::CommunityContact, &[Kind::CommunityNursing]),
        Count::HomeCareHours => (Currency::HomeCareHour, &[Kind::HomeCare]),
        Count::CareAssessment => (Currency::CareAssessment, &[Kind::CareAssessment]),
        Count::GpAppointment => (Currency::GpAppointment, &[Kind::GeneralPractice]),
        _ => return None,
    })
}

/// The currency a stock at midnight is priced in, the kinds of service it belongs to, and midnights for a unit. `council`
/// names the lines of a tally by payer for which a council pays.
fn stayed(tally: &Tally<Stock>, council: &[u16]) -> Option<(Currency, &'static [ServiceKind], f64)> {
    let by_council = || tally.service.is_some_and(|line| council.contains(&line));
    midnights(tally.kind).filter(|_| tally.kind != Stock::CareHomeResidents || by_council())
}

/// The currency of a kind of stock, as [`stayed`] has it.
fn midnights(kind: Stock) -> Option<(Currency, &'static [ServiceKind], f64)> {
    use ServiceKind as Kind;
    Some(match kind {
        Stock::MentalCaseload => (Currency::MentalHealthClusterDay, &[Kind::CommunityMentalHealth], 1.0),
        Stock::HomeTreatment => (Currency::MentalHealthClusterDay, &[Kind::CrisisTeam], 1.0),
        Stock::MentalBedOccupied => (Currency::MentalHealthClusterDay, &[Kind::MentalHealthBeds], 1.0),
        Stock::OutOfArea => (Currency::OutOfAreaDay, &[Kind::MentalHealthBeds], 1.0),
        Stock::CareHomeResidents => (Currency::CareHomeWeek, &[Kind::CareHome, Kind::NursingHome], 7.0),
        _ => return None,
    })
}

/// Where emergency spells end.
const EMERGENCY_BEDS: &[ServiceKind] = &[
    ServiceKind::AssessmentTrolleys,
    ServiceKind::SameDayEmergencyCare,
    ServiceKind::ShortStayBeds,
    ServiceKind::MedicalBeds,
    ServiceKind::OlderPeopleBeds,
    ServiceKind::SurgicalBeds,
    ServiceKind::ChildrenBeds,
    ServiceKind::CriticalCareBeds,
];

/// Whether a kind of service gives what a currency counts.
pub fn gives(kind: ServiceKind, currency: Currency) -> bool {
    use Currency as C;
    let counts = Count::ALL.iter().filter_map(|&count| counted(count));
    let stocks = Stock::ALL.iter().filter_map(|&stock| midnights(stock));
    let tallied = counts.chain(stocks.map(|(currency, kinds, _)| (currency, kinds)));
    let mut given = tallied.filter(|(of, _)| *of == currency).map(|(_, kinds)| kinds);
    match currency {
        C::EmergencyZeroNight | C::EmergencyOneNight | C::EmergencyMultiNight => EMERGENCY_BEDS.contains(&kind),
        C::ExcessBedDay => EMERGENCY_BEDS.contains(&kind) || kind == ServiceKind::ElectiveList,
        _ => given.any(|kinds| kinds.contains(&kind)),
    }
}

/// The services a tally belongs to, with the share of each: the one that is named; beside a named emergency department
/// those of the kind that serve the same places; else those of the kind that serve the place of residence.
fn homes(settings: &Settings, named: Option<u16>, kinds: &[ServiceKind], place: &str) -> Vec<(usize, f64)> {
    let named = named.and_then(|index| {
        settings
            .services
            .get(usize::from(index))
            .map(|s| (usize::from(index), s))
    });
    let department = named.filter(|(_, s)| s.kind == ServiceKind::AeMajors);
    if let Some((index, s)) = named
        && department.is_none()
        && kinds.contains(&s.kind)
    {
        return vec![(index, 1.0)];
    }
    let serves = |s: &Service| department.map_or_else(|| s.serves(place), |(_, own)| s.serves_as(own));
    let of_kind: Vec<_> = settings
        .services
        .iter()
        .enumerate()
        .filter(|(_, s)| kinds.contains(&s.kind) && serves(s))
        .collect();
    let sum: f64 = of_kind.iter().map(|(_, s)| s.share).sum();
    if sum > 0.0 {
        return of_kind
            .iter()
            .filter(|(_, s)| s.share > 0.0)
            .map(|(i, s)| (*i, s.share / sum))
            .collect();
    }
    of_kind.first().map(|(i, _)| (*i, 1.0)).into_iter().collect()
}

/// Days on which a currency's activity happens: all days for urgent care and care at home, working days for the rest.
pub fn active_days(currency: Currency, month: Month) -> f64 {
    use Currency as C;
    f64::from(match currency {
        C::Elective
        | C::DayCase
        | C::OutpatientFirst
        | C::OutpatientFollowUp
        | C::CareAssessment
        | C::GpAppointment => month.working_days(),
        _ => month.days(),
    })
}

/// Part of a financial year's plan that falls in a month: its share of the year's active days.
pub fn phase(currency: Currency, month: Month) -> f64 {
    let first = financial_year_start(month);
    let year: f64 = (0..12).map(|m| active_days(currency, Month(first.0 + m))).sum();
    active_days(currency, month) / year
}

/// April of the financial year that holds a month.
pub fn financial_year_start(month: Month) -> Month {
    Month(month.0 - month_of_year(month))
}

/// Place of a month in its financial year: 0 is April.
pub fn month_of_year(month: Month) -> u32 {
    (month.number() + 8) % 12
}

/// Adult bed occupancy of a provider's wards in a month (0 to 1), if beds were counted.
pub fn bed_occupancy(facts: &Facts, settings: &Settings, provider: &str) -> Option<f64> {
    let of = |kind: Stock| ward_stock(facts, settings, provider, kind);
    let open = of(Stock::BedOpen);
    (open > 0.0).then(|| of(Stock::BedOccupied) / open)
}

/// Mean number of adult ward beds of a provider in a stock of beds.
pub fn ward_stock(facts: &Facts, settings: &Settings, provider: &str, kind: Stock) -> f64 {
    let ward = |index: u16| {
        settings.services.get(usize::from(index)).is_some_and(|s| {
            s.provider == provider
                && matches!(
                    s.kind,
                    ServiceKind::ShortStayBeds
                        | ServiceKind::MedicalBeds
                        | ServiceKind::OlderPeopleBeds
                        | ServiceKind::SurgicalBeds
                )
        })
    };
    let beds: i64 = facts
        .stocks
        .iter()
        .filter(|t| t.kind == kind && t.service.is_some_and(ward))
        .map(|t| t.total())
        .sum();
    beds as f64 / f64::from(facts.month.days())
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn plans_are_phased_to_the_whole_year() {
        for &currency in Currency::ALL {
            let year: f64 = (0..12).map(|m| phase(currency, Month(18 * 12 + 3 + m))).sum();
            assert!((year - 1.0).abs() < 1e-12);
        }
        assert_eq!(month_of_year(Month(18 * 12 + 3)), 0);
        assert_eq!(month_of_year(Month(19 * 12 + 2)), 11);
        assert_eq!(financial_year_start(Month(19 * 12 + 2)), Month(18 * 12 + 3));
    }

    #[test]
    fn every_currency_is_given_by_some_kind_of_service() {
        use Currency as C;
        use ServiceKind as Kind;
        let kind = |currency| match currency {
            C::AeType1 => Kind::AeMinors,
            C::AeType2 => Kind::SingleSpecialtyEmergency,
            C::AeType3 => Kind::WalkInCentre,
            C::EmergencyZeroNight => Kind::SameDayEmergencyCare,
            C::EmergencyOneNight => Kind::ShortStayBeds,
            C::EmergencyMultiNight => Kind::MedicalBeds,
            C::ExcessBedDay | C::Elective | C::DayCase => Kind::ElectiveList,
            C::OutpatientFirst | C::OutpatientFollowUp => Kind::OutpatientClinic,
            C::CommunityContact => Kind::CommunityNursing,
            C::HomeCareHour => Kind::HomeCare,
            C::CareAssessment => Kind::CareAssessment,
            C::GpAppointment => Kind::GeneralPractice,
            C::MentalHealthClusterDay => Kind::CrisisTeam,
            C::OutOfAreaDay => Kind::MentalHealthBeds,
            C::CareHomeWeek => Kind::NursingHome,
        };
        for (currency, kind) in Currency::ALL.iter().map(|&currency| (currency, kind(currency))) {
            assert!(gives(kind, currency), "{currency:?}");
            assert!(!gives(ServiceKind::Pharmacy, currency), "{currency:?}");
        }
        assert!(!gives(ServiceKind::MedicalBeds, Currency::Elective));
    }

    #[test]
    fn spells_are_sorted_by_nights_and_trimmed() {
        let settings = testing::settings();
        let facts = testing::facts(
            Month(18 * 12 + 3),
            &[(Count::AeType1, 700), (Count::DayCase, 40)],
            &[0, 1, 1, 5, 20],
        );
        let sum = Activity::of(&facts, &settings).sum(|_| true, |_| true);
        let trim = settings.parameters.get("economy.price.trim_point_nights");
        assert_eq!(sum[&Currency::AeType1], 700.0);
        assert!((sum[&Currency::DayCase] - 40.0).abs() < 1e-9);
        assert_eq!(sum[&Currency::EmergencyZeroNight], 1.0);
        assert_eq!(sum[&Currency::EmergencyOneNight], 2.0);
        assert_eq!(sum[&Currency::EmergencyMultiNight], 2.0);
        assert_eq!(sum[&Currency::ExcessBedDay], 20.0 - trim);
    }

    #[test]
    fn residence_decides_the_payer() {
        let settings = testing::settings();
        let facts = testing::facts(Month(18 * 12 + 3), &[(Count::AeType1, 700)], &[]);
        let activity = Activity::of(&facts, &settings);
        let first = activity.sum(|_| true, |n| n == 0)[&Currency::AeType1];
        let rest = activity.sum(|_| true, |n| n != 0)[&Currency::AeType1];
        assert!(first > 0.0 && rest > 0.0);
        assert_eq!(first + rest, 700.0);
    }
}

//! How long a stay lasts, when a patient is ready to leave, and what nights in hospital cost the old.

use super::Pool;
use crate::engine::time::{DAY, DAYS_PER_YEAR, HOUR};
use crate::engine::{Calendar, Date, Span, Time, sample};
use crate::model::address::{For, Purpose};
use crate::model::fact::age_band;
use crate::model::need::Need;
use crate::model::population::frailty::DECONDITIONED_FROM;
use crate::model::{Model, What};

impl Model {
    /// Decides, with the admission, the clinical stay and the ward that suits it.
    pub(in crate::model) fn decide_stay(&mut self, slot: u32) {
        let case = self.cases[slot];
        let person = &self.population[case.person];
        let age = person.age(self.now.day());
        let band = age_band(age);
        let table = self.tables.stay[band];
        let rates = &self.rates.bed;
        let u = case.key.of(Purpose::StayClass).uniform();
        let years = self.now.since(self.start).as_days() / DAYS_PER_YEAR;
        let last = case.need == Need::FinalIllness;
        let older = |rates: &super::Rates| age >= rates.older_from || person.frailty >= 2;
        let zero_share = table.zero_share * rates.zero_ratio + self.made_same_day(age);
        let short = !last && (case.short || u < zero_share);
        let v = case.key.of(Purpose::Stay).uniform();
        let days = if last {
            // Never well enough to leave: death ends the stay, unless there is a plan to die elsewhere.
            rates.last_stay
        } else if short {
            sample::lognormal(v, rates.zero_hours, rates.zero_sigma) / 24.0
        } else {
            let trend = libm::pow(1.0 + rates.shortening, years.min(rates.shortening_until));
            let full = if self.beds.occupancy() > rates.full_from {
                rates.full_ratio
            } else {
                1.0
            };
            // What the season does to the frail: the part of the published swing that is illness, not waiting to leave.
            let season = if older(rates) {
                let month = Date::of_day(self.now.day()).month as usize - 1;
                1.0 + rates.older_season * (self.tables.season_older_stay[month] - 1.0)
            } else {
                1.0
            };
            // A wider spread about the same mean.
            let sigma = table.sigma * rates.stay_spread;
            let median = table.median_days * libm::exp((table.sigma * table.sigma - sigma * sigma) / 2.0);
            sample::lognormal(v, median, sigma)
                * rates.stay_ratio
                * rates.stay_by_frailty[person.frailty as usize]
                * trend
                * season
                * full
                * self.standing.stay_effort()
        };
        let w = case.key.of(Purpose::Pool).uniform();
        let surgical = match case.need {
            Need::Injury => w < rates.surgical_injury_share,
            Need::SeriousAcute => w < rates.surgical_share,
            _ => false,
        };
        let leaves_tonight =
            short && self.now.since_midnight() + (days * DAY as f64) as u64 <= self.rates.bed.latest_hour * HOUR;
        let pool = if leaves_tonight && age >= 18 && self.suits_same_day(slot, days) {
            Pool::SameDay
        } else if leaves_tonight {
            Pool::Assessment
        } else if age < 18 {
            Pool::Children
        } else if short || days <= rates.short_stay_days {
            Pool::ShortStay
        } else if surgical {
            Pool::Surgical
        } else if older(rates) {
            Pool::OlderPeople
        } else {
            Pool::Medical
        };
        let critical = if short || last || age < 18 {
            0.0
        } else {
            rates.critical.emergency_days(case.key)
        };
        let case = &mut self.cases[slot];
        case.stay = days as f32;
        case.critical = critical;
        case.preferred = pool as u8;
        if short {
            case.short = true;
        }
    }

    /// When the patient will be clinically ready: hours for a short stay; otherwise a ward round's day, with fewer
    /// decisions at weekends, and an hour of the discharge rhythm.
    pub(super) fn ready_time(&self, slot: u32) -> Time {
        let case = &self.cases[slot];
        let end = self.now + Span::days(f64::from(case.stay));
        if case.short && end.day() == self.now.day() && end.since_midnight() <= self.rates.bed.latest_hour * HOUR {
            return end;
        }
        let mut day = end.day().max(self.now.day() + 1);
        if !case.elective || case.stay > 0.0 {
            for _ in 0..3 {
                let weekday = if Calendar::is_bank_holiday(day) {
                    6
                } else {
                    Calendar::weekday(day) as usize
                };
                let week = &self.tables.weekday_discharge;
                let usual = (week[1] + week[2] + week[3]) / 3.0;
                if weekday < 5 || case.key.of(Purpose::Weekend).with(u64::from(day)).uniform() < week[weekday] / usual {
                    break;
                }
                day += 1;
            }
        }
        let u = case.key.of(Purpose::LeaveHour).uniform();
        let mut sum = 0.0;
        for (hour, share) in self.tables.hour_discharge.iter().enumerate() {
            sum += share;
            if u < sum {
                let part = 1.0 - (sum - u) / share;
                return Time(Time::of_day(day).0 + ((hour as f64 + part) * HOUR as f64) as u64);
            }
        }
        Time(Time::of_day(day).0 + 20 * HOUR)
    }

    /// After a night in hospital the old lose strength: at most so much a spell.
    pub(in crate::model) fn decondition(&mut self, slot: u32) {
        let case = self.cases[slot];
        let person = &self.population[case.person];
        if (person.age(self.now.day()) as usize) < DECONDITIONED_FROM || person.frailty >= 3 || self.in_warm_up() {
            return;
        }
        let nights = f64::from(self.now.day() - case.admitted.day());
        let rates = &self.rates.bed;
        let chance = (1.0 - libm::exp(-nights * rates.decondition_per_night)).min(rates.decondition_most);
        if case.key.of(Purpose::Decondition).uniform() < chance {
            let frailty = person.frailty + 1;
            self.diary.note(self.now, case.person, case.key, What::LostStrength);
            self.set_frailty(case.person, frailty);
        }
    }
}
